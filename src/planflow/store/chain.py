"""The hash chains of the journal, over stored text (S4, S8)."""

from __future__ import annotations

from hashlib import sha256


def entry_hash(previous: str, body: str) -> str:
    """Return the hash of an entry: over the one before it in its stream and its stored text."""
    return sha256(f"{previous}\n{body}".encode()).hexdigest()


def next_digest(previous: str, hash_: str) -> str:
    """Return the digest of the whole journal up to the entry with this hash."""
    return sha256(f"{previous}\n{hash_}".encode()).hexdigest()


def content_digest(salt: str, person: str, text: str) -> str:
    """Return what the journal keeps of erasable content: nothing can be told from it."""
    return sha256(f"{salt}\n{person}\n{text}".encode()).hexdigest()
