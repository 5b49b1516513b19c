"""Shapes of the words that plan files and regime files use: ids, codes, titles, years."""

from __future__ import annotations

from typing import Final

from planflow.document.shape import Converted, Either, Field, Integer, Shape, Table, Text
from planflow.domain.plan import Title

ID_PATTERN: Final = r"[A-Za-z0-9][A-Za-z0-9._-]*"
ID_WORDS: Final = "an id: letters A-Z, digits, dots, hyphens, underscores, without spaces or marks"

TEXT: Final = Text()
ID: Final = Text(pattern=ID_PATTERN, expected=ID_WORDS)
CODE: Final = Text(
    pattern=r"[^\s/:](?:[^/:]*[^\s/:])?",
    expected="a code such as 1.2 or II.6.b, without slash, colon or outer spaces",
)
INDICATOR_ID: Final = Text(
    pattern=r"[a-z][a-z0-9_]*",
    expected="an id of small letters a-z, digits and underscores, such as training_classes",
)
YEAR: Final = Integer(least=1900, most=2999)
COUNT: Final = Integer(least=-3660, most=3660)


def _title(vi: str) -> Title:
    return Title(vi=vi)


TITLE: Final[Shape[Title]] = Either(
    text=Converted(TEXT, _title),
    table=Table(
        Title,
        (
            Field("vi", TEXT, "the title in Vietnamese", required=True),
            Field("en", TEXT, "the title in English"),
        ),
    ),
    expected="a title: text, or a table with vi and en",
)
