"""Randomness, in one place: salts and ids come from one source that is passed to the engine."""

from __future__ import annotations

import os
from random import Random
from typing import Protocol


class Entropy(Protocol):
    """A source of random text."""

    def token(self) -> str:
        """Return 32 hexadecimal digits that nobody has seen before."""


class SystemEntropy:
    """The operating system's randomness, for hosts."""

    def token(self) -> str:
        """Return 32 hexadecimal digits that nobody can guess."""
        return os.urandom(16).hex()


class SeededEntropy:
    """The same sequence for the same seed: for simulations and tests, never for hosts."""

    def __init__(self, seed: int) -> None:
        """Begin the sequence of ``seed``."""
        self._random = Random(seed)  # noqa: S311 - repeatable on purpose

    def token(self) -> str:
        """Return the next 32 hexadecimal digits of the sequence."""
        return f"{self._random.getrandbits(128):032x}"
