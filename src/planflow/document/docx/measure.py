"""How much room words take on paper."""

from __future__ import annotations

from typing import Final

from planflow.document.timeline import scale

_NARROWER: Final = 0.84
"""Times New Roman beside the wide sans-serif that pictures are measured in."""


def text_width(words: str, size: float) -> float:
    """Return about how wide ``words`` are in points, rather too much."""
    return scale.text_width(words, size) * _NARROWER


def balanced(words: str, size: float, room: float) -> tuple[str, ...]:
    """Return ``words`` on one line, or on two of about the same length where one has no room."""
    parts = words.split()
    if text_width(words, size) <= room or len(parts) < 2:
        return (words,)
    halves = [(" ".join(parts[:cut]), " ".join(parts[cut:])) for cut in range(1, len(parts))]
    return min(halves, key=lambda pair: max(text_width(half, size) for half in pair))
