"""Timeliness over stored columns: the same answer as the domain's, without loading a task."""

from __future__ import annotations

from typing import Final

from planflow.store.port import Facts

RULES: Final = (
    ("kind = 'receive'", "not_counted"),
    ("state IN ('suspended', 'withdrawn')", "state"),
    ("done_at IS NOT NULL AND authority = 'request'", "answered"),
    ("done_at > due_at", "done_late"),
    ("done_at IS NOT NULL", "done_in_time"),
    ("due_at IS NULL AND dating IN ('waiting', 'continuous')", "dating"),
    ("due_at IS NULL", "undated"),
    ("dating = 'continuous' AND due_at >= :at", "continuous"),
    ("authority = 'request'", "asked"),
    ("due_at < :at", "overdue"),
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


def timeliness_of(facts: Facts, at: str, soon: str) -> str:
    """Return the timeliness of a record by its columns, as ``CASE`` does in SQL."""
    if facts.kind == "receive":
        return "not_counted"
    if facts.state in ("suspended", "withdrawn"):
        return str(facts.state)
    is_asked = facts.authority == "request"
    if facts.done_at is not None:
        return "answered" if is_asked else _done(facts.done_at, facts.due_at)
    due_at, dating = facts.due_at, facts.dating
    if due_at is None:
        return dating if dating in ("waiting", "continuous") else "undated"
    if dating == "continuous" and due_at >= at:
        return "continuous"
    return "asked" if is_asked else _still_open(facts.opens_at, due_at, at, soon)


def _done(done_at: str, due_at: str | None) -> str:
    return "done_late" if due_at and done_at > due_at else "done_in_time"


def _still_open(opens_at: str | None, due_at: str, at: str, soon: str) -> str:
    if due_at < at:
        return "overdue"
    if opens_at is not None and opens_at > at:
        return "not_yet_open"
    return "due_soon" if due_at <= soon else "in_time"
