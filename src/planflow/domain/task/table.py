"""The state machine, defined once. The only module that knows ``transitions``.

The machine is a definition: it validates the rows, is drawn for the docs and compiled to the table
that :mod:`planflow.domain.task.decide` reads. No task is ever registered with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from attrs import define

if TYPE_CHECKING:
    from transitions import EventData, Machine

ASSIGNED: Final = "assigned"
IN_PROGRESS: Final = "in_progress"
REPORTED: Final = "reported"
CONSOLIDATED: Final = "consolidated"
SUSPENDED: Final = "suspended"
WITHDRAWN: Final = "withdrawn"
STATES: Final = (ASSIGNED, IN_PROGRESS, REPORTED, CONSOLIDATED, SUSPENDED, WITHDRAWN)
OPEN_STATES: Final = (ASSIGNED, IN_PROGRESS)
DONE_STATES: Final = (REPORTED, CONSOLIDATED)
OWED_STATES: Final = (*OPEN_STATES, SUSPENDED)
"""It is still to be done, now or once it is resumed."""

ROWS: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("start", (ASSIGNED,), IN_PROGRESS),
    ("report", (ASSIGNED, IN_PROGRESS), REPORTED),
    ("report_partially", (ASSIGNED, IN_PROGRESS), IN_PROGRESS),
    ("consolidate", (REPORTED, CONSOLIDATED), CONSOLIDATED),
    ("return", (IN_PROGRESS, REPORTED, CONSOLIDATED), IN_PROGRESS),
    ("correct", (REPORTED,), REPORTED),
    ("correct", (CONSOLIDATED,), CONSOLIDATED),
    ("suspend", (ASSIGNED, IN_PROGRESS), SUSPENDED),
    ("decline", (ASSIGNED,), WITHDRAWN),
    ("withdraw", (ASSIGNED, IN_PROGRESS, REPORTED, SUSPENDED), WITHDRAWN),
    ("reinstate", (WITHDRAWN,), ASSIGNED),
    ("record_progress", (ASSIGNED, IN_PROGRESS), IN_PROGRESS),
    ("close", (IN_PROGRESS,), REPORTED),
)
"""(trigger, states it is allowed in, state it leads to); ``resume`` goes back whence it came."""


@define
class Cursor:
    """What the machine moves: a state, and the one a suspended task came from."""

    state: str
    came_from: str | None = None


@cache
def machine() -> Machine:
    """Return the machine: one for all tasks, no model, built when first asked for."""
    from transitions import Machine

    built = Machine(
        model=None,
        states=list(STATES),
        initial=ASSIGNED,
        auto_transitions=False,
        send_event=True,
    )
    for trigger, sources, target in ROWS:
        built.add_transition(trigger, list(sources), target)
    for origin in OPEN_STATES:
        built.add_transition("resume", SUSPENDED, origin, conditions=_came_from(origin))
    return built


@cache
def table() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return (state, trigger) → the states it may lead to, compiled from the machine."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for trigger, event in machine().events.items():
        for state, rows in event.transitions.items():
            targets = (str(row.dest) for row in rows)
            found[str(state), str(trigger)] = tuple(dict.fromkeys(targets))
    return found


def diagram() -> str:
    """Return the machine as Mermaid source, drawn from the compiled table."""
    lines = ["stateDiagram-v2", f"    [*] --> {ASSIGNED}: issue"]
    lines += [
        f"    {state} --> {target}: {trigger}"
        for (state, trigger), targets in table().items()
        for target in targets
    ]
    return "\n".join(lines) + "\n"


def fire(state: str, trigger: str, came_from: str | None = None) -> str | None:
    """Return where the machine itself goes, or nothing where it refuses; for the proof only."""
    from transitions import MachineError

    cursor = Cursor(state, came_from)
    try:
        moved = machine().events[trigger].trigger(cursor)
    except MachineError:
        return None
    return cursor.state if moved else None


class _came_from:  # noqa: N801 - reads as the condition that it is
    """A condition: the suspended task came from this state."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def __call__(self, event: EventData) -> bool:
        return isinstance(event.model, Cursor) and event.model.came_from == self.origin
