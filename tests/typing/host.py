"""A host's own code, written against the public API: type-checked, never executed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import assert_type

from pendulum import DateTime

from planflow.errors import DefinitionError, Fault, PlanflowError
from planflow.instant import to_instant
from planflow.message import Message


def received(text: str) -> DateTime:
    """Read an instant as planflow keeps it."""
    try:
        return to_instant(datetime.fromisoformat(text))
    except DefinitionError as error:
        assert_type(error.faults, tuple[Fault, ...])
        raise


def explain(error: PlanflowError, message: Message) -> str:
    """Put an error and a message into one line."""
    assert_type(message.text("vi"), str)
    return f"{error}: {message}"


assert_type(received(datetime.now(UTC).isoformat()), DateTime)
