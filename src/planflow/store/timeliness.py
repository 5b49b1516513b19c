"""Timeliness over stored columns: the same answer as the domain's, without loading a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RULES: Final = (
    ("kind = 'receive'", "not_counted"),
    ("state IN ('suspended', 'withdrawn')", "state"),
    (
        "done_at > due_at AND authority <> 'request'",
        "done_late",
    ),
    ("done_at IS NOT NULL", "done_in_time"),
    ("due_at IS NULL AND dating IN ('waiting', 'continuous')", "dating"),
    ("due_at IS NULL", "undated"),
    ("due_at < :at AND authority = 'request'", "asked"),
    ("due_at < :at", "overdue"),
    ("dating = 'continuous'", "continuous"),
    ("opens_at IS NOT NULL AND opens_at > :at", "not_yet_open"),
    ("due_at <= :soon", "due_soon"),
)
"""Condition and answer, the first that holds; ``state`` and ``dating`` stand for the column."""

CASE: Final = (
    "CASE "
    + " ".join(
        f"WHEN {condition} THEN {answer if answer in ('state', 'dating') else repr(answer)}"
        for condition, answer in RULES
    )
    + " ELSE 'in_time' END"
)
"""The same as SQL, with ``:at`` and ``:soon``."""


def timeliness_of(facts: Mapping[str, str | None], at: str, soon: str) -> str:
    """Return the timeliness of a record by its columns, as ``CASE`` does in SQL."""
    if facts["kind"] == "receive":
        return "not_counted"
    if facts["state"] in ("suspended", "withdrawn"):
        return str(facts["state"])
    due_at, done_at = facts["due_at"], facts["done_at"]
    is_asked = facts["authority"] == "request"
    if done_at is not None:
        return "done_late" if due_at and done_at > due_at and not is_asked else "done_in_time"
    if due_at is None:
        dating = facts["dating"]
        return dating if dating in ("waiting", "continuous") else "undated"
    if due_at < at:
        return "asked" if is_asked else "overdue"
    return _still_open(facts, due_at, at, soon)


def _still_open(facts: Mapping[str, str | None], due_at: str, at: str, soon: str) -> str:
    if facts["dating"] == "continuous":
        return "continuous"
    opens_at = facts["opens_at"]
    if opens_at is not None and opens_at > at:
        return "not_yet_open"
    return "due_soon" if due_at <= soon else "in_time"
