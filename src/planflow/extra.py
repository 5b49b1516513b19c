"""Optional parts: a missing library is named together with the extra that brings it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Say which extra of planflow brings the library that is imported here.

    Raises:
        ImportError: If it is not installed.
    """
    try:
        yield
    except ImportError as error:
        message = f"{error.name or error} is not installed: pip install 'planflow[{extra}]'"
        raise ImportError(message, name=error.name) from error
