"""The file of an archived plan: lines of JSON, whole in itself (Rule R25).

The first line says what the file is; then comes a line for each entry of the journal, with its
stored text, hash and digest; then one that counts them. These lines never change, and the journal
keeps their sha256. After them come names and texts of persons, which can be erased from the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Final, TypeVar

from attrs import asdict, evolve, frozen
from pendulum import DateTime

from planflow.engine.examine import examined
from planflow.engine.proof import BrokenError, prove
from planflow.engine.read import in_pages
from planflow.errors import DefinitionError, Fault, FormatError, StoreError, UnsupportedVersionError
from planflow.instant import to_text
from planflow.message import Message
from planflow.store import Batch, Content, NewEntry, StoredEntry, Write
from planflow.store.memory import MemoryStore

_KIND: Final = "planflow archive"
_FORMAT: Final = 1
T = TypeVar("T")


@frozen
class Written:
    """What was written: how many entries, and the digest of all lines but the erasable ones."""

    entries: int
    sha256: str


class Archive(MemoryStore):
    """What an archive holds, to be read: a store on which a flow views, counts and proves.

    Attributes:
        plans: The plans in it.
        sha256: The digest of its lines but the erasable ones; the journal that the plans were
            dropped from holds the same.
    """

    def __init__(self, plans: tuple[str, ...], digest: str) -> None:
        """Begin empty."""
        super().__init__()
        self.plans, self.sha256 = plans, digest
        self._is_whole = False

    def commit(self, batch: Batch) -> frozenset[str]:
        """Refuse: an archive is read only.

        Raises:
            StoreError: Always, once it has been read.
        """
        if self._is_whole:
            raise StoreError("an archive is read only")
        return super().commit(batch)

    def fill(self, entries: Iterable[StoredEntry]) -> None:
        """Take the entries, and build the records from them."""
        for page in in_pages(entries):
            new = (NewEntry(e.stream, e.version, e.hash, e.body, e.key) for e in page)
            content = (each for entry in page for each in entry.content)
            self.commit(Batch(entries=tuple(new), content=tuple(content)))
        for found in examined(self, prove(self)):
            if found.replayed is not None:
                row = found.replayed.row
                self.commit(Batch(writes=(Write(row, 0, found.replayed.feeds),)))
        self._is_whole = True


def write_archive(
    path: Path, plans: tuple[str, ...], entries: Iterable[StoredEntry], at: DateTime
) -> Written:
    """Write entries with their content to a new file, and see that the disk has it.

    Raises:
        DefinitionError: If the file is there and is no archive of these plans, or cannot be made.
    """
    if path.exists() and _plans_in(path) != plans:
        raise DefinitionError(Fault("file", repr(str(path)), "a file that is not there yet"))
    known, count = sha256(), 0
    with _replacing(path) as file, TemporaryFile() as erasable:
        for line in _lines(plans, entries, at, erasable):
            file.write(line)
            known.update(line)
            count += 1
        erasable.seek(0)
        for line in erasable:
            file.write(line)
    return Written(count - 2, known.hexdigest())


def erase_archive(path: str | os.PathLike[str], person: str) -> int:
    """Erase a person's name and texts from an archive; its proof still holds.

    The file is replaced: copies of it elsewhere must be erased where they are.

    Args:
        path: The file.
        person: The opaque id by which the journal knows the person.

    Returns:
        How many texts were erased.

    Raises:
        FormatError: If the file is no archive.
    """
    place, erased = Path(path), 0
    _plans_in(place)
    with place.open("rb") as source, _replacing(place) as file:
        for line in source:
            data = json.loads(line)
            if data.get("content", {}).get("person") == person:
                erased += 1
            else:
                file.write(line)
    return erased


def read_archive(path: str | os.PathLike[str]) -> Archive:
    """Read an archive, prove its entries, and return it as a store to read from.

    Raises:
        FormatError: If it is no archive, or was changed.
    """
    place = Path(path)
    header, entries, digest = _read(place)
    archive = Archive(tuple(header["plans"]), digest)
    try:
        archive.fill(entries)
    except (BrokenError, StoreError) as error:
        what = Message.of(f"verify.{error.what}") if isinstance(error, BrokenError) else error
        number = error.position + 1 if isinstance(error, BrokenError) else 0
        raise _fault(place, number, str(what)) from error
    return archive


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a new file that takes the place of ``path`` once the disk has all of it, or never."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        found = f"{str(path)!r} ({error.strerror})"
        raise DefinitionError(Fault("file", found, "a file that can be written")) from error
    finally:
        part.unlink(missing_ok=True)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


# ── lines ────────────────────────────────────────────────────────────────────


def _lines(
    plans: tuple[str, ...], entries: Iterable[StoredEntry], at: DateTime, erasable: BinaryIO
) -> Iterator[bytes]:
    """Yield the lines that never change; what can be erased is put aside."""
    yield _line({"file": _KIND, "format": _FORMAT, "plans": plans, "at": to_text(at)})
    count = 0
    for entry in entries:
        count += 1
        yield _line(asdict(entry, filter=lambda field, _: field.name != "content"))
        erasable.writelines(_line({"content": asdict(content)}) for content in entry.content)
    yield _line({"entries": count})


def _line(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _read(path: Path) -> tuple[dict[str, Any], list[StoredEntry], str]:
    """Return the first line, the entries with what is left of their content, and the digest."""
    known = sha256()
    header: dict[str, Any] = {}
    entries: list[StoredEntry] = []
    content: dict[tuple[str, int], list[Content]] = {}
    count: int | None = None
    for number, data, line in _data(path):
        if count is not None:
            one = _made(path, number, Content, data.get("content", {}))
            content.setdefault((one.stream, one.version), []).append(one)
            continue
        known.update(line)
        if number == 1:
            header = data
        elif "entries" in data:
            count = data["entries"]
        else:
            entries.append(_made(path, number, StoredEntry, data))
    if count != len(entries):
        raise _fault(path, len(entries) + 2, f"{len(entries)} entries of {count}")
    whole = [
        evolve(each, content=tuple(content.pop((each.stream, each.version), ())))
        for each in entries
    ]
    if content:
        raise _fault(path, len(entries) + 3, "content of no entry")
    return header, whole, known.hexdigest()


def _made(path: Path, number: int, kind: type[T], data: dict[str, Any]) -> T:
    try:
        return kind(**data)
    except TypeError as error:
        raise _fault(path, number, str(error)) from error


def _data(path: Path) -> Iterator[tuple[int, dict[str, Any], bytes]]:
    _plans_in(path)
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                data = json.loads(line)
                if not isinstance(data, dict):
                    raise _fault(path, number, repr(line[:80]))
                yield number, data, line
            except (ValueError, TypeError, KeyError) as error:
                raise _fault(path, number, f"{line[:80]!r} ({error})") from error


def _plans_in(path: Path) -> tuple[str, ...]:
    """Return which plans an archive is of.

    Raises:
        FormatError: If it is none.
    """
    try:
        with path.open("rb") as file:
            data = json.loads(file.readline())
        if data["file"] != _KIND:
            raise _fault(path, 1, repr(data["file"]))
        if data["format"] != _FORMAT:
            found = f"format {data['format']}"
            raise UnsupportedVersionError(
                Fault("line 1", found, f"format {_FORMAT}", file=str(path))
            )
        return tuple(data["plans"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _fault(path, 1, str(error)) from error


def _fault(path: Path, number: int, found: str) -> FormatError:
    expected = "an archive as planflow wrote it"
    return FormatError(Fault(f"line {number}", found, expected, file=str(path)))
