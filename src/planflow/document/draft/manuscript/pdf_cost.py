"""What a PDF would cost to read, told before it is read: bombs are refused, not tried."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from attrs import define, field

from planflow.extra import needs

with needs("pdf"):
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdftypes import PDFStream, resolve1, stream_value

MOST_STREAM: Final = 4_000_000
"""A stream that is no picture and holds more, unpacked, is no page of a plan."""

MOST_DRAWN: Final = 8_000_000
"""So many signs are drawn at most, what is drawn again and again counted each time."""

_STREAM: Final = re.compile(rb"stream\r?\n")
_DEEPEST: Final = 12
_DICTIONARY: Final = 2000
_CHUNK: Final = 65_536


def has_bomb(data: bytes) -> bool:
    """Tell whether a stream of a PDF would unpack to more than any page holds."""
    return any(_is_bomb(*stream) for stream in _streams(data))


def _streams(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Yield each stream with the dictionary before it."""
    whole = memoryview(data)
    for found in _STREAM.finditer(data):
        before = data[max(0, found.start() - _DICTIONARY) : found.start()]
        yield before[before.rfind(b"obj") :], whole[found.end() :]


def _is_bomb(dictionary: bytes, packed: memoryview) -> bool:
    if re.search(rb"/Subtype\s*/Image", dictionary):
        return False
    if re.search(rb"/LZW", dictionary):
        return True
    times = len(re.findall(rb"/Fl(?:ateDecode)?\b", dictionary))
    return times > 1 or (bytes(packed[:1]) == b"\x78" and _unpacks_beyond(packed, MOST_STREAM))


def _unpacks_beyond(packed: memoryview, limit: int) -> bool:
    unpacker, size = zlib.decompressobj(), 0
    try:
        for at in range(0, len(packed), _CHUNK):
            size += len(unpacker.decompress(packed[at : at + _CHUNK], limit + 1 - size))
            if size > limit or unpacker.eof:
                break
    except zlib.error:
        return False
    return size > limit


@define
class Cost:
    """How much is drawn on the pages of a document.

    Attributes:
        drawn: How many signs so far.
    """

    drawn: int = 0
    _forms: dict[int, int] = field(factory=dict)

    def add(self, page: PDFPage) -> bool:
        """Add a page; tell whether it is still little enough."""
        streams = [stream_value(one) for one in page.contents]
        forms = _forms(page.resources)
        self.drawn += sum(self._of(stream, forms, 0) for stream in streams)
        return self.drawn <= MOST_DRAWN

    def _of(self, stream: PDFStream, forms: Mapping[str, PDFStream], depth: int) -> int:
        """Return what a stream draws, with what it calls."""
        data = stream.get_data()
        if depth > _DEEPEST:
            return MOST_DRAWN + 1
        cost = len(data)
        for name in re.findall(rb"/([^\s/\[\]<>()]+)\s+Do\b", data):
            form = forms.get(name.decode("latin-1"))
            if form is not None:
                cost += self._of_form(form, depth + 1)
            if cost > MOST_DRAWN:
                break
        return cost

    def _of_form(self, form: PDFStream, depth: int) -> int:
        known = self._forms.get(id(form))
        if known is None:
            self._forms[id(form)] = MOST_DRAWN + 1
            known = self._of(form, _forms(resolve1(form.get("Resources"))), depth)
            self._forms[id(form)] = known
        return known


def _forms(resources: object) -> dict[str, PDFStream]:
    """Return the drawings that may be called by their names; a picture is none."""
    named = resolve1(resources.get("XObject")) if isinstance(resources, Mapping) else None
    found = {name: resolve1(one) for name, one in (named or {}).items()}
    return {
        str(name): one
        for name, one in found.items()
        if isinstance(one, PDFStream) and str(one.get("Subtype")) == "/'Form'"
    }
