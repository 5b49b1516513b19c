"""The shape of a table: its keys, what each must be, and what must hold between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, final

from attrs import frozen

from planflow.document.shape.place import NOTHING, Place, nearest, one_of
from planflow.document.shape.rule import DOUBTFUL, Rule
from planflow.document.shape.value import Schema, Shape, T_co
from planflow.errors import DefinitionError


@final
@frozen
class Field:
    """One key of a table.

    Attributes:
        key: The key.
        shape: What stands under it.
        meaning: What it means, on one line; it is shown when a required key is missing.
        required: It must be there.
        name: The name that the model has for it, where that is another.
    """

    key: str
    shape: Shape[object]
    meaning: str
    required: bool = False
    name: str = ""

    def schema(self, definitions: Schema) -> Schema:
        """Return the schema of the value, with the meaning."""
        return {**self.shape.schema(definitions), "description": self.meaning}


@final
@frozen
class Table(Shape[T_co], Generic[T_co]):
    """A table with known keys.

    Attributes:
        make: Takes the values that are there, by the model's names, and returns what they mean.
        fields: The keys.
        rules: What must hold between them.
        tag: The key and word that tell this table from others; see ``Tagged``.
        spare: Stands in for a table in which anything is wrong, where ``make`` is not to be
            asked then.
    """

    make: Callable[..., T_co]
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    tag: tuple[str, str] | None = None
    spare: T_co | None = None

    def keys(self) -> tuple[str, ...]:
        """Return the known keys."""
        return tuple(one.key for one in self.fields)

    def read(self, value: object, at: Place) -> T_co:
        """Return what the table means."""
        if not isinstance(value, dict):
            at.fault(value, self.words())
            return self.stand_in(at)
        start = len(at.faults)
        given = self._read_fields(value, at)
        for rule in self.rules:
            rule.check({key: clean for key, (_, clean) in given.items()}, at)
        read = {key: read for key, (read, _) in given.items()}
        if self.spare is None:
            return self._made(read, at)
        try:
            return self.spare if len(at.faults) > start else self._made(read, at)
        except DefinitionError as error:
            for fault in error.faults:
                at.key(fault.place.rpartition(": ")[2]).note(fault.found, fault.expected)
            return self.spare

    def stand_in(self, at: Place) -> T_co:
        """Return what an empty table means, with stand-ins for what it must have."""
        return self.spare if self.spare is not None else self._made({}, at)

    def schema(self, definitions: Schema) -> Schema:
        """Return the schema of an object without unknown keys."""
        properties: Schema = {one.key: one.schema(definitions) for one in self.fields}
        required = [one.key for one in self.fields if one.required]
        if self.tag is not None:
            key, word = self.tag
            properties = {key: {"const": word}, **properties}
            required.insert(0, key)
        schema: Schema = {"type": "object", "additionalProperties": False}
        schema["properties"] = properties
        if required:
            schema["required"] = [*required]
        if rules := [said for rule in self.rules if (said := rule.schema())]:
            schema["allOf"] = [*rules]
        return schema

    def words(self) -> str:
        """List the keys that it must have."""
        required = ", ".join(one.key for one in self.fields if one.required)
        return f"a table with {required}" if required else "a table"

    def _read_fields(
        self, value: Mapping[str, object], at: Place
    ) -> dict[str, tuple[object, object]]:
        """Return, by key, what was read and what the rules may see of it."""
        found = self._found(value, at)
        given: dict[str, tuple[object, object]] = {}
        for one in self.fields:
            if one.key in found:
                start = len(at.faults)
                read = one.shape.read(value[found[one.key]], at.key(found[one.key]))
                given[one.key] = read, read if len(at.faults) == start else DOUBTFUL
            elif one.required:
                at.key(one.key).fault(NOTHING, one.meaning)
        return given

    def _found(self, value: Mapping[str, object], at: Place) -> dict[str, str]:
        """Return under which key of the file each field stands, misspelled ones included."""
        found = {key: key for key in self.keys() if key in value}
        for key in value:
            if key not in found.values():
                at.key(key).note("an unknown key", one_of(self.keys(), key))
                if (meant := nearest(key, self.keys())) and meant not in found:
                    found[meant] = key
        return found

    def _made(self, given: Mapping[str, object], at: Place) -> T_co:
        return self.make(**dict(self._arguments(given, at)))

    def _arguments(self, given: Mapping[str, object], at: Place) -> Iterator[tuple[str, object]]:
        for one in self.fields:
            if one.key in given:
                yield one.name or one.key, given[one.key]
            elif one.required:
                yield one.name or one.key, one.shape.stand_in(at.key(one.key))
