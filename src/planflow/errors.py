"""Every error of planflow. They carry facts (ids, places, messages); ``str()`` builds the text.

::

    PlanflowError
    ├─ DefinitionError            plan, directory, workdays or set-up is wrong: all faults at once
    ├─ CommandRefusedError        rule, reason, who may; nothing was written
    │   ├─ NotAllowedNowError     the task's state does not allow the command
    │   ├─ RuleViolatedError      a rule of the model forbids it
    │   └─ NotAuthorisedError     the actor's unit has no role that may, or the host refuses
    ├─ StoreError
    │   ├─ NotFoundError          (also a LookupError)
    │   ├─ VersionConflictError   every record that moved; retryable
    │   ├─ DuplicateError         an idempotency key was used for another command
    │   ├─ StoreUnavailableError  the database is busy or away; retryable
    │   └─ SchemaMismatchError    the stored schema is not one this version works with
    └─ FormatError                a file or stored record: place, found, expected
        └─ UnsupportedVersionError

All of them survive pickling and copying. An error's ``text("vi")`` is the sentence for officials.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from planflow.message import Language, Message

HOST: Final = "host"
"""In the place of a rule's number: the host refuses what the rules would allow."""


@frozen
class Fault:
    """One thing that is wrong: where, what was found and what would be right.

    Attributes:
        place: Where in the file or value, such as ``items[3] (2).time.quarter``.
        found: What stands there, shortened.
        expected: What would be right.
        file: The file's name, or nothing for values that came from code.
    """

    place: str
    found: str
    expected: str
    file: str | None = None

    def __str__(self) -> str:
        """Return the fault on one line."""
        where = f"{self.file}: {self.place}" if self.file else self.place
        return f"{where}: found {self.found}; expected {self.expected}"


class PlanflowError(Exception):
    """Root of every error that planflow raises on purpose."""

    retryable = False


class FaultsError(PlanflowError):
    """An error that lists faults, all at once."""

    def __init__(self, *faults: Fault) -> None:
        """Keep the faults."""
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        """Return one line a fault."""
        return "\n".join(str(fault) for fault in self.faults)


class DefinitionError(FaultsError):
    """A plan, directory, set of working days or argument is wrong; all faults are listed."""


class FormatError(FaultsError):
    """A file or a stored record cannot be read; all faults are listed with their places."""


class UnsupportedVersionError(FormatError):
    """A stored record was written by a version that this one cannot read."""


class CommandRefusedError(PlanflowError):
    """A command was refused and nothing was written (Rules R2, R5).

    Attributes:
        rule: The rule that refuses, such as ``R3``; ``host`` where the host's own does.
        reason: Why, as a message in both languages.
        who: The roles that may give the command, empty when nobody may now.
    """

    def __init__(self, rule: str, reason: Message, who: tuple[str, ...] = ()) -> None:
        """Keep the rule, the reason and who may."""
        super().__init__(rule, reason, who)
        self.rule = rule
        self.reason = reason
        self.who = who

    def text(self, language: Language = "en") -> str:
        """Return rule, reason and who may, in ``language``."""
        is_hosts = self.rule == HOST
        rule = Message.of("refusal.host_rule").text(language) if is_hosts else self.rule
        parts = [f"{rule}: {self.reason.text(language)}"]
        if self.who:
            roles = tuple(Message.of(f"role.{role}").text(language) for role in self.who)
            parts.append(Message.of("refusal.who", roles=roles).text(language))
        return " ".join(parts)

    def __str__(self) -> str:
        """Return the English text."""
        return self.text("en")


class NotAllowedNowError(CommandRefusedError):
    """The task's state does not allow the command now."""


class RuleViolatedError(CommandRefusedError):
    """A rule of the model forbids the command."""


class NotAuthorisedError(CommandRefusedError):
    """The actor's unit has no role that may give the command, or the host refuses it."""


class StoreError(PlanflowError):
    """Something about the store; driver errors never escape as they are."""


class NotFoundError(StoreError, LookupError):
    """No record has the id."""

    def __init__(self, *ids: str) -> None:
        """Keep the ids that were not found."""
        super().__init__(*ids)
        self.ids = ids

    def __str__(self) -> str:
        """Name what was not found."""
        return f"nothing is stored under {', '.join(map(repr, self.ids))}"


class VersionConflictError(StoreError):
    """Records moved since they were read; all of them are named. Read again and decide again."""

    retryable = True

    def __init__(self, *ids: str) -> None:
        """Keep the ids that moved."""
        super().__init__(*ids)
        self.ids = ids

    def __str__(self) -> str:
        """Name every record that moved."""
        return f"changed since they were read: {', '.join(self.ids)}"


class DuplicateError(StoreError):
    """An idempotency key was used before, for another command (Rule R7)."""

    def __init__(self, stream: str, key: str) -> None:
        """Keep the stream and the key."""
        super().__init__(stream, key)
        self.stream = stream
        self.key = key

    def __str__(self) -> str:
        """Name the key and where it was used."""
        return f"key {self.key!r} was used for another command on {self.stream!r}"


class StoreUnavailableError(StoreError):
    """The database is busy or away; the same call may succeed later."""

    retryable = True


class SchemaMismatchError(StoreError):
    """The stored schema has a version outside the supported range, or none."""

    def __init__(self, found: int | None, supported: tuple[int, int]) -> None:
        """Keep what was found and what is supported."""
        super().__init__(found, supported)
        self.found = found
        self.supported = supported

    def __str__(self) -> str:
        """Name both, and what to do."""
        lowest, highest = self.supported
        if self.found is None:
            return "the database holds no tables of planflow"
        advice = (
            "bring it up to date with `planflow migrate`"
            if self.found < lowest
            else "a newer planflow wrote it: update planflow"
        )
        wanted = f"{lowest}" if lowest == highest else f"{lowest} to {highest}"
        return (
            f"the stored schema has version {self.found}; this version of planflow works with "
            f"{wanted}: {advice}"
        )
