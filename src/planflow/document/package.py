"""Zipped files of office programs, the same bytes each time they are written."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Final

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The oldest moment that a zip file can tell: it stands for none."""
_CONTROL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(words: str) -> str:
    """Return ``words`` on one line, with what XML does not allow replaced."""
    return " ".join(_CONTROL.sub("\ufffd", words).split())


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return a zip file without the moments at which it was written.

    Args:
        data: The file as its library wrote it.
        change: Given name and content of each part, returns the content to be kept.
    """
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            written.writestr(part, change(name, source.read(name)))
    return target.getvalue()
