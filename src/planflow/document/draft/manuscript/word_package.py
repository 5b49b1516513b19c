"""The parts of a Word file, opened as a stranger's file must be: little at a time, nothing run.

What is outside is never fetched, macros are never run, and no part is unpacked beyond a limit.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

from planflow.document.draft.manuscript.manuscript import Line, Remark
from planflow.errors import Fault, FormatError
from planflow.extra import needs
from planflow.message import Message

with needs("docx"):
    from lxml import etree

MOST_BYTES: Final = 16_000_000
"""So much of a part is unpacked at most: some 20,000 paragraphs."""

_MOST_DIRECTORY: Final = 1_000_000
_TAIL: Final = 65_557
_END_OF_DIRECTORY: Final = b"PK\x05\x06"
_DOCTYPES: Final = tuple("<!DOCTYPE".encode(name) for name in ("ascii", "utf-16-le", "utf-16-be"))
_WORD: Final = re.compile(r"officeDocument$")
_OTHERS: Final = {
    "xl/": "an Excel workbook",
    "ppt/": "a PowerPoint presentation",
    "content.xml": "an OpenDocument file",
    "mimetype": "an OpenDocument file or a book",
}
_EXPECTED: Final = "a Word file (.docx)"


@frozen
class Relation:
    """What a part refers to.

    Attributes:
        kind: The last word of its type: ``styles``, ``hyperlink``, ``image``.
        target: The part's name in the file, or the address outside.
        is_external: It is not in the file.
    """

    kind: str
    target: str
    is_external: bool


class Package:
    """An open Word file.

    Attributes:
        file: The name under which its faults are reported.
        main: The name of the part that holds the body.
        relations: What that part refers to, by id.
    """

    def __init__(self, path: Path, file: str) -> None:
        """Open the file and find its body.

        Raises:
            FormatError: If it is no Word file, or not one that can be opened safely.
        """
        self.file = file
        self._zip = self._opened(path)
        try:
            self.main = self._main_part()
            self.relations = dict(self._relations(self.main))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def part(self, name: str) -> etree._Element | None:
        """Return the XML of a part, or nothing where the file has no such part.

        Raises:
            FormatError: If the part is too big, declares entities or is no XML.
        """
        data = self._bytes(name)
        if data is None:
            return None
        if any(doctype in data for doctype in _DOCTYPES):
            raise self._refused(name, "a document type with entities of its own", _EXPECTED)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._refused(name, f"no XML ({error})", _EXPECTED) from None

    def related(self, kind: str) -> Iterator[str]:
        """Yield the names of the parts of a kind that the body refers to."""
        for relation in self.relations.values():
            if relation.kind == kind and not relation.is_external:
                yield relation.target

    def remarks(self) -> Iterator[Remark]:
        """Yield what the file holds beside text that was left alone."""
        if any(name.lower().endswith("vbaproject.bin") for name in self._zip.namelist()):
            yield Remark("macros", Message.of("manuscript.macros"))
        outside = [
            relation.target
            for relation in self.relations.values()
            if relation.is_external and relation.kind != "hyperlink"
        ]
        if outside:
            where = tuple(target[:80] for target in outside[:3])
            message = Message.of("manuscript.external", count=len(outside), where=where)
            yield Remark("external-reference", message)

    def _opened(self, path: Path) -> zipfile.ZipFile:
        with path.open("rb") as stream:
            size = path.stat().st_size
            stream.seek(max(0, size - _TAIL))
            tail = stream.read(_TAIL)
        end = tail.rfind(_END_OF_DIRECTORY)
        if end >= 0 and int.from_bytes(tail[end + 12 : end + 16], "little") > _MOST_DIRECTORY:
            raise self._refused("the file", "a list of many thousand parts", _EXPECTED)
        try:
            return zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self._refused("the file", f"a damaged package ({error})", _EXPECTED) from None

    def _main_part(self) -> str:
        for relation in dict(self._relations("")).values():
            if _WORD.search(relation.kind) and relation.target.startswith("word/"):
                return relation.target
        names = self._zip.namelist()
        for start, what in _OTHERS.items():
            if any(name.startswith(start) for name in names):
                raise self._refused("the file", what, _EXPECTED)
        raise self._refused("the file", "a package without a text of Word", _EXPECTED)

    def _relations(self, name: str) -> Iterator[tuple[str, Relation]]:
        folder, base = posixpath.split(name)
        root = self.part(posixpath.join(folder, "_rels", f"{base}.rels"))
        for element in root if root is not None else ():
            target = element.get("Target", "")
            is_external = element.get("TargetMode") == "External"
            if not is_external:
                joined = posixpath.normpath(posixpath.join("/", folder, target))
                target = joined.lstrip("/")
            kind = element.get("Type", "").rpartition("/")[2]
            yield element.get("Id", ""), Relation(kind, target, is_external)

    def _bytes(self, name: str) -> bytes | None:
        """Return a part, unpacked no further than the limit, whatever its header says."""
        try:
            with self._zip.open(name) as stream:
                data = stream.read(MOST_BYTES + 1)
        except KeyError:
            return None
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, zlib.error) as error:
            raise self._refused(name, f"a damaged or locked part ({error})", _EXPECTED) from None
        except NotImplementedError:
            raise self._refused(name, "a part packed in an unusual way", _EXPECTED) from None
        if len(data) > MOST_BYTES:
            limit = f"{MOST_BYTES // 1_000_000} MB at most"
            raise self._refused(name, "more than that when unpacked", limit)
        return data

    def _refused(self, place: str, found: str, expected: str) -> FormatError:
        return FormatError(Fault(place, found, expected, self.file))


def listed(code: str, lines: tuple[Line, ...]) -> Iterator[Remark]:
    """Yield the remark that lines stand in no block, if there are any."""
    if lines:
        key = "manuscript." + code.replace("-", "_")
        yield Remark(code, Message.of(key, count=len(lines)), lines)
