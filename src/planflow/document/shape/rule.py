"""What must hold between the keys of one table, beside what each must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any, Final, Protocol, final

from attrs import frozen

from planflow.document.shape.place import NOTHING, Place
from planflow.document.shape.value import Json, Schema

DOUBTFUL: Final = object()
"""Stands for a value that is there but could not be read."""


class Rule(Protocol):
    """Something that must hold between the keys of a table."""

    def check(self, given: Mapping[str, object], at: Place) -> None:
        """Note what does not hold; ``given`` has the values by key, the doubtful marked."""

    def schema(self) -> Schema:
        """Return the rule as JSON Schema, empty where it cannot be said."""


@final
class AtMostOne:
    """At most one of these keys may be there."""

    def __init__(self, *keys: str) -> None:
        """Keep the keys."""
        self.keys = keys

    def check(self, given: Mapping[str, object], at: Place) -> None:
        """Note the second and further keys."""
        there = [key for key in self.keys if key in given]
        if len(there) > 1:
            at.note(f"{', '.join(there)} together", f"at most one of {', '.join(self.keys)}")

    def schema(self) -> Schema:
        """Return that no two are there."""
        pairs: list[Json] = [{"required": [*pair]} for pair in combinations(self.keys, 2)]
        return {"not": {"anyOf": pairs}}


@final
class AtLeastOne:
    """At least one of these keys must be there."""

    def __init__(self, *keys: str) -> None:
        """Keep the keys."""
        self.keys = keys

    def check(self, given: Mapping[str, object], at: Place) -> None:
        """Note that none is there."""
        if not any(key in given for key in self.keys):
            at.fault(dict.fromkeys(given), f"at least one of {', '.join(self.keys)}")

    def schema(self) -> Schema:
        """Return that one is there."""
        return {"anyOf": [{"required": [key]} for key in self.keys]}


@final
@frozen
class Needs:
    """A key makes sense only beside another one."""

    key: str
    other: str

    def check(self, given: Mapping[str, object], at: Place) -> None:
        """Note that the other is missing."""
        if self.key in given and self.other not in given:
            at.key(self.other).fault(NOTHING, f"it beside {self.key!r}")

    def schema(self) -> Schema:
        """Return the dependency."""
        return {"dependentRequired": {self.key: [self.other]}}


@final
@frozen
class OnlyIf:
    """A key makes sense only where another one has a certain value."""

    key: str
    other: str
    value: str

    def check(self, given: Mapping[str, object], at: Place) -> None:
        """Note that the other has another value."""
        if self.key in given and given.get(self.other) not in (self.value, DOUBTFUL):
            at.key(self.key).note("this key", f"it only beside {self._words()}")

    def schema(self) -> Schema:
        """Return the condition."""
        then: Schema = {
            "required": [self.other],
            "properties": {self.other: {"const": self.value}},
        }
        return {"if": {"required": [self.key]}, "then": then}

    def _words(self) -> str:
        return f'{self.other} = "{self.value}"'


@final
@frozen
class Holds:
    """A question about the values of several keys, asked when all of them could be read.

    Attributes:
        keys: The keys; the fault is shown at the last of them.
        test: Takes the values in that order and tells whether they go together.
        expected: What would be right.
    """

    keys: tuple[str, ...]
    test: Callable[..., bool]
    expected: str

    def check(self, given: Mapping[str, object], at: Place) -> None:
        """Note that the values do not go together."""
        values: list[Any] = [given.get(key, DOUBTFUL) for key in self.keys]
        if DOUBTFUL not in values and not self.test(*values):
            at.key(self.keys[-1]).fault(values[-1], self.expected)

    def schema(self) -> Schema:
        """Return nothing: a schema cannot compare values."""
        return {}


def ordered(first: str, last: str) -> Holds:
    """Return the rule that ``last`` does not come before ``first``."""
    return Holds((first, last), _is_ordered, f"nothing before {first!r}")


def _is_ordered(first: Any, last: Any) -> bool:  # noqa: ANN401
    return bool(first <= last)
