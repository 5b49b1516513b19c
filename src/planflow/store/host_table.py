"""A table of the host's own, with columns of its own naming, in which records are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from planflow.errors import DefinitionError, Fault
from planflow.store.port import FACTS

RECORD: Final = ("id", "version", "head", "fixed", "body", *FACTS, "wake", "shard")
"""The columns of a record, as statements name them."""

_NAME: Final = re.compile(r"[^\W\d]\w{0,62}")
_WORD: Final = re.compile(r"'[^']*'|\w+")


@frozen
class HostTable:
    """The host's own table for records of tasks and plans, in the place of planflow's.

    The host makes the table and its indexes; planflow writes the columns that are named here and
    leaves all others alone. Rows whose version is null are the host's alone, and never seen. Names
    are given as the database keeps them, in small and capital letters.

    Attributes:
        name: The table's name; ``schema.name`` where it lies in a schema.
        columns: planflow's column → the host's; a column that is left out bears planflow's name.

    Raises:
        DefinitionError: If planflow has no such column, a name is none, or two are alike.
    """

    name: str
    columns: Mapping[str, str] = field(factory=dict, converter=dict)

    def __attrs_post_init__(self) -> None:
        """Refuse what would be no statement."""
        faults = [
            *(
                Fault(f"columns[{ours!r}]", "a column unknown to planflow", ", ".join(RECORD))
                for ours in self.columns
                if ours not in RECORD
            ),
            *(
                Fault("name", repr(name), "letters, digits and '_', no digit first")
                for name in (*self.name.split("."), *self.columns.values())
                if not _NAME.fullmatch(name)
            ),
        ]
        theirs = [self.columns.get(ours, ours) for ours in RECORD]
        twice = sorted({name for name in theirs if theirs.count(name) > 1})
        faults += [Fault("columns", f"{name!r} twice", "a column each") for name in twice]
        if faults:
            raise DefinitionError(*faults)

    def words(self, table: str) -> dict[str, str]:
        """Return what stands for what in a statement, ``table`` being our own name of it."""
        named = {ours: f'"{theirs}"' for ours, theirs in self.columns.items()}
        return named | {table: ".".join(f'"{part}"' for part in self.name.split("."))}


def put(statement: str, words: Mapping[str, str]) -> str:
    """Return a statement with other names in it; what stands in quotes stays."""
    return _WORD.sub(lambda found: words.get(found[0], found[0]), statement)
