"""Logging: the host's structlog configuration if there is one, else silence it can listen to."""

from __future__ import annotations

import logging
import sys
from functools import cached_property
from typing import Any, Protocol

from planflow.errors import CommandRefusedError, NotFoundError


class Logger(Protocol):
    """What the engine asks of a logger."""

    def info(self, event: str, **facts: Any) -> Any:
        """Log that something was done."""

    def warning(self, event: str, **facts: Any) -> Any:
        """Log that something was refused."""


def log_refused(log: Logger, error: CommandRefusedError | NotFoundError, **facts: Any) -> None:
    """Log that something was refused: by which rule, or that there is no such task or plan."""
    rule = error.rule if isinstance(error, CommandRefusedError) else "not_found"
    log.warning("refused", **facts, rule=rule)


def logger() -> Logger:
    """Return the logger for one engine.

    A host that has configured structlog gets planflow's events through its own processors. An
    unconfigured one gets them from the standard library's logger ``planflow``, which is silent
    until a handler is added. Nothing is configured globally.
    """
    if "structlog" in sys.modules:
        import structlog

        if structlog.is_configured():
            found: Logger = structlog.get_logger("planflow")
            return found
    return _Plain()


class _Plain:
    """The logger ``planflow``; structlog is loaded when the first line is to be heard."""

    def __init__(self) -> None:
        self._plain = logging.getLogger("planflow")
        if not self._plain.handlers:
            self._plain.addHandler(logging.NullHandler())

    def info(self, event: str, **facts: Any) -> None:
        if self._plain.isEnabledFor(logging.INFO):
            self._lines.info(event, **facts)

    def warning(self, event: str, **facts: Any) -> None:
        if self._plain.isEnabledFor(logging.WARNING):
            self._lines.warning(event, **facts)

    @cached_property
    def _lines(self) -> Logger:
        import structlog

        lines: Logger = structlog.wrap_logger(
            self._plain,
            processors=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
            ],
            wrapper_class=structlog.stdlib.BoundLogger,
        ).bind()
        return lines
