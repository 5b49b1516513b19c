"""Messages for people: a key and its facts here, the words in one catalogue (Vietnamese, English).

Values all over the library carry a :class:`Message`; nothing below the edge builds a sentence.
The catalogue is read when the first sentence is asked for, never at import.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Final, Literal, TypeAlias

from attrs import frozen

Language: TypeAlias = Literal["vi", "en"]
Fact: TypeAlias = "str | int | date | Message | tuple[str, ...] | None"

LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")


@frozen
class Message:
    """One sentence, not yet in a language.

    Attributes:
        key: The sentence's name in the catalogue, such as ``deadline.strict``.
        facts: What is put into it, by name; dates stay dates until they are written.
    """

    key: str
    facts: tuple[tuple[str, Fact], ...] = ()

    @classmethod
    def of(cls, key: str, /, **facts: Fact) -> Message:
        """Return the message ``key`` with ``facts``."""
        return cls(key, tuple(sorted(facts.items())))

    def text(self, language: Language = "en") -> str:
        """Return the sentence in ``language``.

        Raises:
            KeyError: If the catalogue lacks the key or the sentence needs a fact that is missing.
        """
        words = {name: _word(fact, language) for name, fact in self.facts}
        return catalogue()[self.key][language].format_map(words)

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.text("en")


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return the whole catalogue: key → language → pattern."""
    source = resources.files("planflow").joinpath("data/messages.toml")
    tables = tomllib.loads(source.read_text(encoding="utf-8"))
    return {
        f"{group}.{key}": words for group, keys in tables.items() for key, words in keys.items()
    }


def phrase(key: str, language: Language = "en", /, **facts: Fact) -> str:
    """Return the catalogue's sentence ``key`` in ``language`` at once."""
    return Message.of(key, **facts).text(language)


def day_text(day: date) -> str:
    """Return a civil date as officials write it in tables: ``05/01/2021``."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def _word(fact: Fact, language: Language) -> str:
    match fact:
        case Message():
            return fact.text(language)
        case datetime() | date():
            return day_text(fact)
        case tuple():
            return ", ".join(fact)
        case None:
            return "–"
        case _:
            return str(fact)
