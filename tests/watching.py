"""What the invariants look at: tasks, reports and events of a step."""

from planflow.domain.task import PERMITTED
from planflow.domain.task import command as c
from planflow.domain.task import event as e

OPEN, DONE = ("assigned", "in_progress"), ("reported", "consolidated")
ADDED = ("sum", "latest")


def is_on_task(step, forest):
    return type(step.command) in PERMITTED and step.command.task not in forest.plans


def events(step, kind):
    """Yield task and event of every event of a kind that the step has brought."""
    for entry in step.entries:
        if isinstance(entry.event, kind):
            yield entry.stream, entry.event


def versions(step):
    """Yield task and report of every version that the step has brought, whoever gave it."""
    for one, event in events(step, (e.Reported, e.Revised)):
        yield one, event.report


def reports_given(step):
    """Yield task and event of the report that was commanded; handing over brings others."""
    for one, event in events(step, e.Reported):
        if isinstance(step.command, c.Report) and step.command.task == one:
            yield one, event


def acting(unit, task):
    """Return the units as which one acts toward a task."""
    issuer, *agency = task.assignment.assigners
    return {unit, issuer} if unit in agency else {unit}


def stands(task):
    """Return the newest version, unless it was returned or its task withdrawn since."""
    standing = task.standing
    newest = standing.reports[-1] if standing.reports else None
    is_gone = newest is None or newest.version <= max(standing.returned, standing.lapsed)
    return None if is_gone else newest


def closed_for(standing, edge):
    """Tell whether the task above took a closing version that stands."""
    taken = edge.taken
    return (
        taken > max(standing.returned, standing.lapsed) and standing.reports[taken - 1].is_closing
    )


def counts_last(name, indicators):
    """Tell whether of several periods the last figure counts, not their sum."""
    one = indicators.get(name)
    return one is not None and (one.nature == "stock" or one.adds == "latest")
