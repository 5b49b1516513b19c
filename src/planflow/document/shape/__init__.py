"""Shapes of files: one definition that reads values, collects every fault and writes a schema."""

from planflow.document.shape.compound import Converted, Defined, Either, Keyed, Many, Tagged
from planflow.document.shape.place import (
    MARK,
    NOTHING,
    Place,
    nearest,
    one_of,
    shortened,
    words_for,
)
from planflow.document.shape.rule import (
    AtLeastOne,
    AtMostOne,
    Holds,
    Needs,
    OnlyIf,
    Rule,
    ordered,
)
from planflow.document.shape.table import Field, Table
from planflow.document.shape.value import (
    Boolean,
    Choice,
    Day,
    Integer,
    Json,
    Number,
    Schema,
    Shape,
    Text,
)

__all__ = [
    "MARK",
    "NOTHING",
    "AtLeastOne",
    "AtMostOne",
    "Boolean",
    "Choice",
    "Converted",
    "Day",
    "Defined",
    "Either",
    "Field",
    "Holds",
    "Integer",
    "Json",
    "Keyed",
    "Many",
    "Needs",
    "Number",
    "OnlyIf",
    "Place",
    "Rule",
    "Schema",
    "Shape",
    "Table",
    "Tagged",
    "Text",
    "nearest",
    "one_of",
    "ordered",
    "shortened",
    "words_for",
]
