"""Entries of a plan file on their way from a draft: a value or an open place, with the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from planflow.document.toml_text import TomlValue, comment_toml, pair_toml
from planflow.message import Language, Message


@frozen
class Entry:
    """A key of a table.

    Attributes:
        key: The key.
        value: What stands under it; nothing where a person must settle it first.
        words: The words of the document from which it comes.
        remarks: What a reader should know of it.
        is_open: Something about it is to be settled, though it may have a value.
    """

    key: str
    value: TomlValue | None
    words: str = ""
    remarks: tuple[Message, ...] = ()
    is_open: bool = False


@frozen
class Section:
    """A table of the file with its entries, and the tables below it.

    Attributes:
        header: Such as ``[[items]]``; empty for the head.
        entries: Its keys.
        parts: The tables below it.
        line: The line of the document where it begins, if it is one line's.
    """

    header: str
    entries: tuple[Entry, ...]
    parts: tuple[Section, ...] = ()
    line: int | None = None

    def value(self, key: str) -> TomlValue | None:
        """Return what stands under ``key``, or nothing."""
        return next((entry.value for entry in self.entries if entry.key == key), None)

    def settled(self, answer: Mapping[str, TomlValue]) -> Section:
        """Return the table with the values of an answer in the place of its own."""
        entries = tuple(
            evolve(entry, value=answer[entry.key], remarks=(_ANSWERED,))
            if entry.key in answer
            else entry
            for entry in self.entries
        )
        known = {entry.key for entry in self.entries}
        more = (Entry(key, answer[key], "", (_ANSWERED,)) for key in answer if key not in known)
        return evolve(self, entries=(*entries, *more))


_ANSWERED = Message.of("draft_file.answered")


def sections_text(sections: Sequence[Section], language: Language) -> str:
    """Return tables as the text of a file; lines are told where they are known."""
    blocks = ("\n".join(_lines(section, language, "")) for section in sections)
    return "\n\n".join(blocks) + "\n"


def _lines(section: Section, language: Language, indent: str) -> Iterator[str]:
    for line in _own_lines(section, language):
        yield from (f"{indent}{each}".rstrip() for each in line.split("\n"))
    for part in section.parts:
        yield ""
        yield from _lines(part, language, f"{indent}    ")


def _own_lines(section: Section, language: Language) -> Iterator[str]:
    if section.line is not None:
        told = Message.of("draft_file.line", line=section.line)
        yield comment_toml(told.text(language))
    if section.header:
        yield section.header
    for entry in section.entries:
        yield from _entry_lines(entry, language)


def _entry_lines(entry: Entry, language: Language) -> Iterator[str]:
    if entry.words:
        yield comment_toml(f"“{entry.words}”")
    for remark in entry.remarks:
        yield comment_toml(remark.text(language))
    if entry.value is None:
        yield comment_toml(f"{entry.key} = ?")
    else:
        yield pair_toml(entry.key, entry.value)
