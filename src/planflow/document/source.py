"""From a path to text, and from text to TOML: whatever goes wrong is a ``FormatError``.

What the text means is not known here.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Final, TypeAlias

from attrs import evolve
from pendulum import Date

from planflow.errors import Fault, FormatError

FilePath: TypeAlias = "str | PathLike[str]"

MOST_BYTES: Final = 100_000_000
"""More is not read, also of a file without an end."""

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHERE: Final = re.compile(r"(?P<what>.*?) \(at (?P<where>.*)\)", re.DOTALL)


def file_name(path: FilePath) -> str:
    """Return the name under which a file's faults are reported."""
    return str(Path(path))


def read_text(path: FilePath) -> str:
    """Return the text of a UTF-8 file, without its byte-order mark, composed (NFC).

    Raises:
        FormatError: If there is no such file, it cannot be read is too big or is no UTF-8.
    """
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            limit = f"{MOST_BYTES // 1_000_000} MB"
            fault = Fault("the file", f"more than {limit}", f"{limit} at most", file_name(path))
            raise FormatError(fault)
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"the byte 0x{error.object[error.start]:02x}"
        fault = Fault(f"byte {error.start + 1}", found, "a text in UTF-8", file_name(path))
        raise FormatError(fault) from None
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error)
        fault = Fault("the file", found.lower(), "a file that can be read", file_name(path))
        raise FormatError(fault) from None
    return unicodedata.normalize("NFC", text)


def parse_toml(text: str, file: str | None = None) -> dict[str, object]:
    """Return the tables of a TOML text; decimal numbers stay exact, letters are composed.

    Raises:
        FormatError: If the text is no TOML; the fault names line and column.
    """
    try:
        return tomllib.loads(unicodedata.normalize("NFC", text), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        fault = _syntax_fault(str(error), file)
    except RecursionError:
        fault = Fault("the file", "tables nested too deeply", "TOML", file)
    except (ValueError, ArithmeticError):
        fault = Fault("the file", "a number that is too long", "TOML", file)
    raise FormatError(fault)


@lru_cache(maxsize=1024)
def parse_day(text: str) -> Date | None:
    """Return the date that ``text`` writes as 2021-11-15, if it is one."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return Date(*map(int, text.split("-")))
    except ValueError:
        return None


def raise_faults(faults: Iterable[Fault], file: str | None = None) -> None:
    """Raise what is wrong, if anything is, as one error.

    Raises:
        FormatError: If there are faults.
    """
    found = [fault if fault.file else evolve(fault, file=file) for fault in faults]
    if found:
        raise FormatError(*dict.fromkeys(found))


def format_fault(value: Mapping[str, object], newest: int, file: str | None) -> Fault | None:
    """Return the fault of a file that a newer planflow wrote, if it is one."""
    found = value.get("format")
    if type(found) is not int or found <= newest:
        return None
    return Fault("format", str(found), f"{newest} at most; a newer planflow may read it", file)


def _syntax_fault(error: str, file: str | None) -> Fault:
    """Return the parser's words, taken apart into place and reason."""
    said = _WHERE.fullmatch(error)
    what, where = (said["what"], said["where"]) if said else (error, "the file")
    return Fault(where, f"no TOML ({what})", "TOML", file)
