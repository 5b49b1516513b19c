"""Shapes of single values: text, numbers, dates, choices. Lists and tables are not here."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar, final

from attrs import frozen
from pendulum import Date

from planflow.document.shape.place import MARK, Place, one_of
from planflow.instant import to_date

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"
Schema: TypeAlias = "dict[str, Json]"

T_co = TypeVar("T_co", covariant=True)
S = TypeVar("S")
T = TypeVar("T")


class Shape(ABC, Generic[T_co]):
    """What a value in a file must look like; it reads the value and describes itself.

    1. ``read`` returns a value of the model for anything that a TOML file may hold. It never
       raises: what is wrong becomes a fault of the place, and a stand-in takes the value's part,
       so that the rest can be read and checked in the same run.
    2. ``stand_in`` adds no faults.
    3. ``schema`` accepts every value that ``read`` accepts.
    """

    @abstractmethod
    def read(self, value: object, at: Place) -> T_co:
        """Return what ``value`` means; faults go to ``at``."""

    @abstractmethod
    def stand_in(self, at: Place) -> T_co:
        """Return a value that may stand where none could be read."""

    @abstractmethod
    def schema(self, definitions: Schema) -> Schema:
        """Return the JSON Schema of this shape, adding named parts to ``definitions``."""

    @abstractmethod
    def words(self) -> str:
        """Return what is expected, for people."""


@final
@frozen(kw_only=True)
class Text(Shape[str]):
    """A text that is not blank, perhaps of a given pattern.

    Attributes:
        pattern: What the whole text must match.
        expected: The pattern in words.
        accepts: A last question that no pattern answers.
    """

    pattern: str = r"[\s\S]*\S[\s\S]*"
    expected: str = "text"
    accepts: Callable[[str], bool] | None = None

    def read(self, value: object, at: Place) -> str:
        """Return the text; a text of another pattern stands in for itself."""
        if not isinstance(value, str):
            at.fault(value, self.expected)
            return self.stand_in(at)
        if not re.fullmatch(self.pattern, value) or (self.accepts and not self.accepts(value)):
            at.fault(value, self.expected)
        return value

    def stand_in(self, at: Place) -> str:
        """Return a marked text that no other place has."""
        return MARK + at.path

    def schema(self, definitions: Schema) -> Schema:  # noqa: ARG002
        """Return the schema of a string."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}

    def words(self) -> str:
        """Return the pattern in words."""
        return self.expected


@final
@frozen(kw_only=True)
class Integer(Shape[int]):
    """A whole number between two others, both included."""

    least: int
    most: int

    def read(self, value: object, at: Place) -> int:
        """Return the number."""
        if type(value) is int and self.least <= value <= self.most:
            return value
        at.fault(value, self.words())
        return self.stand_in(at)

    def stand_in(self, at: Place) -> int:  # noqa: ARG002
        """Return the least."""
        return self.least

    def schema(self, definitions: Schema) -> Schema:  # noqa: ARG002
        """Return the schema of an integer in its bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def words(self) -> str:
        """Name the bounds."""
        if self.least == self.most:
            return str(self.least)
        return f"a whole number from {self.least} to {self.most}"


@final
@frozen
class Number(Shape[int | Decimal]):
    """A whole or decimal number, zero or more; never binary floating point."""

    def read(self, value: object, at: Place) -> int | Decimal:
        """Return the number as the file writes it."""
        if isinstance(value, Decimal) and value.is_finite() and value >= 0:
            return value
        if type(value) is int and value >= 0:
            return value
        at.fault(value, self.words())
        return self.stand_in(at)

    def stand_in(self, at: Place) -> int:  # noqa: ARG002
        """Return zero."""
        return 0

    def schema(self, definitions: Schema) -> Schema:  # noqa: ARG002
        """Return the schema of a number."""
        return {"type": "number", "minimum": 0}

    def words(self) -> str:
        """Name the bound."""
        return "a number, 0 or more"


@final
@frozen
class Boolean(Shape[bool]):
    """True or false."""

    def read(self, value: object, at: Place) -> bool:
        """Return the truth value."""
        if isinstance(value, bool):
            return value
        at.fault(value, self.words())
        return self.stand_in(at)

    def stand_in(self, at: Place) -> bool:  # noqa: ARG002
        """Return false."""
        return False

    def schema(self, definitions: Schema) -> Schema:  # noqa: ARG002
        """Return the schema of a boolean."""
        return {"type": "boolean"}

    def words(self) -> str:
        """Name both."""
        return "true or false"


@final
@frozen
class Day(Shape[Date]):
    """A civil date, without a time."""

    def read(self, value: object, at: Place) -> Date:
        """Return the date."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return to_date(value)
        at.fault(value, self.words())
        return self.stand_in(at)

    def stand_in(self, at: Place) -> Date:  # noqa: ARG002
        """Return some day."""
        return Date(2000, 1, 1)

    def schema(self, definitions: Schema) -> Schema:  # noqa: ARG002
        """Return the schema of a date."""
        return {"type": "string", "format": "date"}

    def words(self) -> str:
        """Show one."""
        return "a date without quotes or time, such as 2021-11-15"


@final
@frozen
class Choice(Shape[str]):
    """One of a few words."""

    options: tuple[str, ...]

    def read(self, value: object, at: Place) -> str:
        """Return the word."""
        if isinstance(value, str) and value in self.options:
            return value
        at.fault(value, one_of(self.options, value))
        return self.stand_in(at)

    def stand_in(self, at: Place) -> str:
        """Return a marked text, which is none of the words."""
        return MARK + at.path

    def schema(self, definitions: Schema) -> Schema:  # noqa: ARG002
        """Return the schema of an enumeration."""
        return {"enum": list(self.options)}

    def words(self) -> str:
        """List the words."""
        return one_of(self.options)
