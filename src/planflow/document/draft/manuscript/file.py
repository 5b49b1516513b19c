"""From a file to a manuscript: what it is, is told by what it holds and not by its name."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Final

from planflow.document.draft.manuscript.manuscript import Manuscript
from planflow.document.draft.manuscript.source_line import composed
from planflow.document.draft.manuscript.text import text_manuscript
from planflow.document.source import FilePath, file_name
from planflow.errors import Fault, FormatError

MOST_BYTES: Final = 100_000_000
"""A bigger file is not opened."""

MOST_TEXT_BYTES: Final = 2_000_000
"""A text that is longer is no plan."""

MOST_LINES: Final = 20_000
"""So many lines that are not empty a text may have."""

_EXPECTED: Final = "a plan as text (UTF-8), Word file (.docx) or PDF with words"
_SAVE: Final = "a .docx: open it in Word or LibreOffice and save it as one"
_SCAN: Final = "a document whose words can be selected; planflow does not read pictures"
_OTHERS: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word file (.doc) or a locked one", _SAVE),
    (b"{\\rtf", "a rich text file (.rtf)", _SAVE),
    (b"\x89PNG", "a picture", _SCAN),
    (b"\xff\xd8\xff", "a picture", _SCAN),
    (b"II*\x00", "a picture", _SCAN),
    (b"MM\x00*", "a picture", _SCAN),
    (b"GIF8", "a picture", _SCAN),
)
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_RUBBISH: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP: Final = re.compile(r"\s*(?:<\?xml|<!doctype|<html)", re.IGNORECASE)
_PDF_WITHIN: Final = 1024
_START: Final = 4096


def read_manuscript(path: FilePath) -> Manuscript:
    """Return what stands in a plan's file: text, Word or PDF.

    Args:
        path: The file.

    Raises:
        FormatError: If it cannot be read, is none of these, is a scan, or is not safe to open.
    """
    file = file_name(path)
    try:
        start = _start(Path(path), file)
        return _read(Path(path), start, file)
    except ImportError as error:
        found, _, expected = str(error).partition(": ")
        raise FormatError(Fault("the file", found, expected, file)) from None
    except (OSError, ValueError) as error:
        raise _unreadable(error, file) from None


def _read(path: Path, start: bytes, file: str) -> Manuscript:
    """Read the file as what it begins like."""
    if start.startswith(b"PK\x03\x04"):
        from planflow.document.draft.manuscript.word import docx_manuscript

        return docx_manuscript(path, file)
    if b"%PDF-" in start[:_PDF_WITHIN]:
        from planflow.document.draft.manuscript.pdf import pdf_manuscript

        return pdf_manuscript(path, file)
    for magic, what, expected in _OTHERS:
        if start.startswith(magic):
            raise FormatError(Fault("the file", what, expected, file))
    return text_manuscript(composed(_text(path, file)), file)


def _start(path: Path, file: str) -> bytes:
    if path.exists() and not path.is_file():
        raise FormatError(Fault("the file", "a folder or device", "a file that can be read", file))
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise FormatError(_too_big(size, MOST_BYTES, file))
    with path.open("rb") as stream:
        return stream.read(_START)


def _text(path: Path, file: str) -> str:
    """Return the text of a file, without its byte-order mark."""
    size = path.stat().st_size
    if size > MOST_TEXT_BYTES:
        raise FormatError(_too_big(size, MOST_TEXT_BYTES, file))
    data = path.read_bytes()
    try:
        text = data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"the byte 0x{error.object[error.start]:02x}"
        raise FormatError(Fault(f"byte {error.start + 1}", found, _EXPECTED, file)) from None
    rubbish = _RUBBISH.search(text)
    if rubbish:
        found = f"the sign {rubbish[0]!r}, which no text holds"
        raise FormatError(Fault(f"sign {rubbish.start() + 1}", found, _EXPECTED, file))
    if _MARKUP.match(text):
        raise FormatError(Fault("the file", "a web page or XML", _EXPECTED, file))
    lines = sum(1 for line in text.splitlines() if line.strip())
    if lines > MOST_LINES:
        raise FormatError(Fault("the file", f"{lines} lines", f"{MOST_LINES} lines at most", file))
    return text


def _too_big(size: int, limit: int, file: str) -> Fault:
    found, most = f"{size / 1e6:.0f} MB", f"{limit // 1_000_000} MB at most"
    return Fault("the file", found, most, file)


def _unreadable(error: Exception, file: str) -> FormatError:
    found = getattr(error, "strerror", None) or str(error)
    return FormatError(Fault("the file", found.lower(), "a file that can be read", file))
