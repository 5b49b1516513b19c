"""Shapes made of other shapes: lists, alternatives, named and converted ones. Not the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, final

from attrs import evolve, frozen

from planflow.document.shape.place import NOTHING, Place, nearest, one_of
from planflow.document.shape.table import Table
from planflow.document.shape.value import Json, S, Schema, Shape, T, T_co


@final
@frozen
class Many(Shape[tuple[T_co, ...]], Generic[T_co]):
    """A list whose entries all have one shape.

    Attributes:
        of: The shape of the entries.
        least: How many there must be.
        unique: No entry may stand there twice.
        unique_by: The attribute in which no two entries may agree.
    """

    of: Shape[T_co]
    least: int = 0
    unique: bool = False
    unique_by: str | None = None

    def read(self, value: object, at: Place) -> tuple[T_co, ...]:
        """Return the entries in their order."""
        if not isinstance(value, list):
            at.fault(value, self.words())
            return ()
        if len(value) < self.least:
            at.fault(value, self.words())
        entries = [self.of.read(one, at.entry(n, one)) for n, one in enumerate(value, 1)]
        for number in self._repeated(entries):
            entry = value[number - 1]
            at.entry(number, entry).fault(entry, f"each {self.unique_by or 'of them'} once")
        return tuple(entries)

    def stand_in(self, at: Place) -> tuple[T_co, ...]:  # noqa: ARG002
        """Return no entries."""
        return ()

    def schema(self, definitions: Schema) -> Schema:
        """Return the schema of an array."""
        schema: Schema = {"type": "array", "items": self.of.schema(definitions)}
        if self.least:
            schema["minItems"] = self.least
        if self.unique:
            schema["uniqueItems"] = True
        return schema

    def words(self) -> str:
        """Name the entries."""
        least = f" with {self.least} entry or more" if self.least else ""
        return f"a list{least}, each {self.of.words()}"

    def _repeated(self, entries: Sequence[object]) -> Iterator[int]:
        """Yield the number of every entry that stands there again."""
        if not self.unique and not self.unique_by:
            return
        seen: set[object] = set()
        for number, entry in enumerate(entries, 1):
            key = getattr(entry, self.unique_by) if self.unique_by else entry
            if key in seen:
                yield number
            seen.add(key)


@final
@frozen
class Converted(Shape[T], Generic[S, T]):
    """A value that is read as one thing and means another."""

    of: Shape[S]
    to: Callable[[S], T]

    def read(self, value: object, at: Place) -> T:
        """Return what the value means."""
        return self.to(self.of.read(value, at))

    def stand_in(self, at: Place) -> T:
        """Return what the stand-in means."""
        return self.to(self.of.stand_in(at))

    def schema(self, definitions: Schema) -> Schema:
        """Return the schema of what is read."""
        return self.of.schema(definitions)

    def words(self) -> str:
        """Return the words for what is read."""
        return self.of.words()


@final
@frozen
class Defined(Shape[T_co], Generic[T_co]):
    """A shape with a name: used in many places, perhaps within itself.

    Attributes:
        name: Its name among the schema's definitions.
        get: Returns the shape; it is asked when the first value is read.
    """

    name: str
    get: Callable[[], Shape[T_co]]

    def read(self, value: object, at: Place) -> T_co:
        """Read by the shape that bears the name."""
        return self.get().read(value, at)

    def stand_in(self, at: Place) -> T_co:
        """Return its stand-in."""
        return self.get().stand_in(at)

    def schema(self, definitions: Schema) -> Schema:
        """Return a reference, and define what it refers to when it is the first."""
        if self.name not in definitions:
            definitions[self.name] = {}
            definitions[self.name] = self.get().schema(definitions)
        return {"$ref": f"#/$defs/{self.name}"}

    def words(self) -> str:
        """Return its words."""
        return self.get().words()


@final
@frozen(kw_only=True)
class Either(Shape[T_co], Generic[T_co]):
    """A text, a list or a table, which all mean the same kind of thing."""

    text: Shape[T_co]
    table: Shape[T_co]
    many: Shape[T_co] | None = None
    expected: str

    def read(self, value: object, at: Place) -> T_co:
        """Read by what stands there."""
        shapes: dict[type, Shape[T_co] | None]
        shapes = {str: self.text, list: self.many, dict: self.table}
        shape = shapes.get(type(value))
        if shape is not None:
            return shape.read(value, at)
        at.fault(value, self.expected)
        return self.stand_in(at)

    def stand_in(self, at: Place) -> T_co:
        """Return the text's stand-in."""
        return self.text.stand_in(at)

    def schema(self, definitions: Schema) -> Schema:
        """Return the schema of the alternatives."""
        shapes = (self.text, self.many, self.table)
        return {"anyOf": [shape.schema(definitions) for shape in shapes if shape]}

    def words(self) -> str:
        """Return the alternatives in words."""
        return self.expected


@final
@frozen
class Keyed(Shape[T_co], Generic[T_co]):
    """One of several tables, told apart by a key that only one of them has.

    Attributes:
        cases: The tables by the key that tells.
        otherwise: The table that has none of these keys.
    """

    cases: Mapping[str, Table[T_co]]
    otherwise: Table[T_co]

    def read(self, value: object, at: Place) -> T_co:
        """Read by the table whose key is there, or misspelled there."""
        return self._case(value).read(value, at)

    def stand_in(self, at: Place) -> T_co:
        """Return the stand-in of the table without a key."""
        return self.otherwise.stand_in(at)

    def schema(self, definitions: Schema) -> Schema:
        """Return the schema of the alternatives."""
        tables = (*self.cases.values(), self.otherwise)
        return {"anyOf": [table.schema(definitions) for table in tables]}

    def words(self) -> str:
        """Return the keys in words."""
        return f"a table with {', '.join(self.cases)} or {', '.join(self.otherwise.keys())}"

    def _case(self, value: object) -> Table[T_co]:
        keys = list(value) if isinstance(value, dict) else []
        for key, table in self.cases.items():
            if key in keys:
                return table
        if not set(keys) & set(self.otherwise.keys()):
            meant = (near for key in keys if (near := nearest(key, self.cases)))
            return self.cases.get(next(meant, ""), self.otherwise)
        return self.otherwise


@final
@frozen(kw_only=True)
class Tagged(Shape[T_co], Generic[T_co]):
    """One of several tables, told apart by the word under one key.

    Attributes:
        tag: The key.
        cases: The tables by that word.
        spare: What stands in for a table that cannot be read.
    """

    tag: str
    cases: Mapping[str, Table[T_co]]
    spare: T_co

    def read(self, value: object, at: Place) -> T_co:
        """Read by the table that the tag names."""
        if not isinstance(value, dict):
            at.fault(value, self.words())
            return self.spare
        key = self._key(value, at)
        word = value.get(key, NOTHING)
        table = self.cases.get(word) if isinstance(word, str) else None
        if table is None:
            at.key(key).fault(word, one_of(self.cases, word))
            return self.spare
        return table.read({k: v for k, v in value.items() if k != key}, at)

    def stand_in(self, at: Place) -> T_co:  # noqa: ARG002
        """Return the spare."""
        return self.spare

    def schema(self, definitions: Schema) -> Schema:
        """Return the schema of exactly one of the tables."""
        tables: list[Json] = [
            evolve(table, tag=(self.tag, word)).schema(definitions)
            for word, table in self.cases.items()
        ]
        return {"type": "object", "required": [self.tag], "oneOf": tables}

    def words(self) -> str:
        """Name the tag."""
        return f"a table with {self.tag}, {one_of(self.cases)}"

    def _key(self, value: Mapping[str, object], at: Place) -> str:
        """Return the key under which the tag stands, misspelled perhaps."""
        if self.tag in value:
            return self.tag
        for key in value:
            if nearest(key, (self.tag,)) and value[key] in self.cases:
                at.key(key).note("an unknown key", repr(self.tag))
                return key
        return self.tag
