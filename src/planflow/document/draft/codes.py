"""The codes of a draft: each is given once, and the next free one is found at once."""

from __future__ import annotations

from collections.abc import Iterable


class Codes(set[str]):
    """The codes that are taken."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin with those that are taken already."""
        super().__init__(taken)
        self._next: dict[str, int] = {}

    def below(self, code: str) -> str:
        """Take the next free code below ``code``: ``II.1``, ``II.2``, …."""
        return self._taken(f"{code}.", 1)

    def unique(self, code: str) -> str:
        """Take ``code``, or the next free one that is like it: ``II.1-2``, ``II.1-3``, …."""
        if code in self:
            return self._taken(f"{code}-", 2)
        self.add(code)
        return code

    def _taken(self, stem: str, first: int) -> str:
        count = self._next.get(stem, first)
        while f"{stem}{count}" in self:
            count += 1
        self._next[stem] = count + 1
        self.add(f"{stem}{count}")
        return f"{stem}{count}"
