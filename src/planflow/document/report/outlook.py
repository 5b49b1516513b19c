"""Section V and the foot: difficulties, the next period, proposals; only what was reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planflow.document.line import Line, counted, say, stated_deadline
from planflow.document.number import count_text
from planflow.document.report.block import (
    Annex,
    Block,
    Closing,
    Heading,
    Paragraph,
    Points,
)
from planflow.document.report.obstacle import asked_to_answer, raised
from planflow.document.report.opening import annex_note, official_name
from planflow.document.report.progress import units_words
from planflow.document.report.survey import Survey
from planflow.domain.deadline import WAITING
from planflow.domain.organisation import PEOPLES_COMMITTEE
from planflow.domain.task import SUSPENDED, Task, overdue_products, timeliness
from planflow.message import catalogue

_OPEN_TIMES = ("not_yet_open", "in_time", "due_soon", "overdue", "waiting", "continuous", "asked")


def outlook(found: Survey, told: str) -> Iterator[Block]:
    """Yield section V and the end of the report proper.

    Args:
        found: The material.
        told: Label of the annex with the units' own words, empty where there is none.
    """
    yield Heading(1, say("report.outlook"))
    yield Heading(2, say("report.difficulties"))
    obstacles = tuple(raised(found))
    known = (*obstacles, *_difficulties(found))
    if known:
        yield Points(known)
    if told:
        key = "report.difficulties_words" if obstacles else "report.difficulties_told"
        yield Paragraph(say(key, annex=told))
    elif not obstacles:
        yield Paragraph(_nothing("difficulty"))
    yield Heading(2, say("report.next"))
    ahead = tuple(_ahead(found))
    yield Points(ahead) if ahead else Paragraph(_nothing("next"))
    yield Heading(2, say("report.proposals"))
    asked = (*asked_to_answer(found), *_asked(found))
    yield Points(asked) if asked else Paragraph(_nothing("proposal"))
    yield Paragraph(_end(found))


def closing(found: Survey) -> Closing:
    """Return the foot: who signs, and who gets the report; the last line is the archive."""
    archive = say("report.archive")
    word = catalogue()["report.archive_word"]["vi"].casefold()
    kept = [r for r in found.view.standing.plan.recipients if not r.casefold().startswith(word)]
    above = [say("report.as_above")] if found.addressees() else []
    recipients = (*(f"{one.rstrip(';.')};" for one in (*above, *kept)), archive)
    return signed(found, recipients)


def signed(found: Survey, recipients: tuple[str, ...]) -> Closing:
    """Return the foot with those ``recipients``, and with who signs as far as that is known."""
    version = (found.top.id if found.top else "", found.report.version if found.report else 0)
    recorded = found.view.signers.get(version, "")
    is_person = recorded != found.name(found.body)  # a unit may be recorded to have signed itself
    name = found.signing.name or (recorded if is_person else "")
    return Closing(
        found.signing.offices or _offices(found),
        name or say("report.signature"),
        say("report.recipients"),
        recipients,
        is_signed=bool(name),
    )


def _offices(found: Survey) -> tuple[str, ...]:
    """Return the usual office: a people's committee is signed for in its name (TM.)."""
    directory = found.view.directory
    if found.body in directory and directory.unit(found.body).role == PEOPLES_COMMITTEE:
        return say("report.for_committee"), say("report.chair")
    return (say("report.office"),)


def told_annex(found: Survey, label: str) -> Iterator[Block]:
    """Yield the annex with what units said in words, or nothing where nobody did."""
    entries = [
        (line, task, narrative)
        for line in found.lines
        for task in (*line.tasks, *line.partners)
        if (narrative := found.narrative(task)) and not _is_shown(line, task)
    ]
    if not entries:
        return
    yield Annex(label, say("report.told_title"), note=annex_note(found))
    for line in found.lines:
        names: dict[str, list[str]] = {}
        for one, task, narrative in entries:
            if one is line:
                names.setdefault(" ".join(narrative.split()), []).append(found.name(task.holder))
        if names:
            yield Heading(2, f"{line.code}. {line.title}")
            yield Points(
                tuple(f"{'; '.join(dict.fromkeys(who))}: {words}" for words, who in names.items())
            )


def _is_shown(line: Line, task: Task) -> bool:
    """Tell whether section II has these words already: those of an item's only lead."""
    return not line.is_duty and line.tasks == (task,)


def _nothing(what: str) -> str:
    return say(f"report.no_{what}")


def _difficulties(found: Survey) -> Iterator[str]:
    """Yield what the record itself shows: waiting, overdue, suspended, declined."""
    cases: tuple[tuple[str, Callable[[Task], bool]], ...] = (
        ("overdue", lambda task: timeliness(task, found.view.now) == "overdue"),
        ("suspended", lambda task: task.state == SUSPENDED),
        ("declined", lambda task: task.standing.has_declined),
    )
    for line in found.lines:
        if any(task.standing.dating == WAITING and task.standing.is_open for task in line.tasks):
            yield say("report.waiting", item=line.code, title=line.title)
        for name, holds in cases:
            units = tuple(
                dict.fromkeys(t.holder for t in (*line.tasks, *line.partners) if holds(t))
            )
            if units:
                yield say(f"report.is_{name}", item=line.code, units=units_words(found, units))
        yield from _products_overdue(found, line)


def _products_overdue(found: Survey, line: Line) -> Iterator[str]:
    """Yield the products whose own day has passed without a figure."""
    late = tuple(overdue_products(line.tasks, found.view.now))
    for product in line.products:
        mine = dict.fromkeys(t.holder for t, own in late if own.indicator == product.indicator.id)
        if mine:
            units, title = units_words(found, tuple(mine)), product.indicator.title.vi
            yield say("report.product_overdue", item=line.code, title=title, units=units)


def _ahead(found: Survey) -> Iterator[str]:
    """Yield the lines with open tasks: what is still to be done, and until when."""
    for line in found.lines:
        tasks = (*line.tasks, *line.partners)
        still = [task for task in tasks if task.standing.is_open]
        counts = counted(still, found.view)
        if not any(counts[name] for name in _OPEN_TIMES):
            continue
        days = sorted(d.due_on for task in still if (d := stated_deadline(task)))
        words = say("report.ahead", item=line.code, title=line.title, count=count_text(len(still)))
        is_past = counts["overdue"] and days[-1] < found.day(found.view.now)
        key = "report.ahead_past" if is_past else "report.ahead_due"
        yield words + (say(key, day=days[-1]) if days else "") + "."


def _asked(found: Survey) -> Iterator[str]:
    for line in found.lines:
        for task in (*line.tasks, *line.partners):
            if task.standing.awaits_release:
                yield say("report.asks_release", unit=found.name(task.holder), item=line.code)
            if (asked := task.standing.asked) is not None:
                unit, until = found.name(task.holder), asked.until
                yield say("report.asks_extension", unit=unit, item=line.code, until=until)


def _end(found: Survey) -> str:
    title = found.view.standing.plan.title.vi
    key = "report.end" if found.addressees() else "report.end_state"
    return say(key, title=title, body=official_name(found, found.body))
