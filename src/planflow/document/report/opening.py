"""The head of a report, what it rests on, and section I: how the plan was directed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from planflow.document.line import Line, say
from planflow.document.number import count_text, long_day, point_letter
from planflow.document.report.block import (
    BASIS,
    Addressees,
    Block,
    Heading,
    Letterhead,
    Paragraph,
    Points,
    Subject,
)
from planflow.document.report.signing import UNKNOWN
from planflow.document.report.survey import NOTHING_KNOWN, Survey
from planflow.domain.deadline import Happening
from planflow.domain.organisation import PEOPLES_COMMITTEE, Unit
from planflow.domain.plan import LegalBasis, PlanEvent
from planflow.message import catalogue


def opening(found: Survey) -> Iterator[Block]:
    """Yield everything from the head to the end of section I."""
    yield letterhead(found)
    yield _subject(found)
    if addressees := found.addressees():
        names = tuple(official_name(found, unit) for unit in addressees)
        yield Addressees(say("report.addressees"), names)
    for basis in found.view.standing.plan.bases:
        yield Paragraph(say("report.basis", document=_basis(basis)), BASIS)
    yield Paragraph(_introduction(found))
    yield Heading(1, say("report.direction"))
    points = (*_issue(found), *_events(found), *_namings(found))
    lettered = (f"{point_letter(n)}) {words}" for n, words in enumerate(points, 1))
    yield Points(tuple(lettered), mark="")


def official_name(found: Survey, unit_id: str) -> str:
    """Return a unit's name as the head of a document has it: people's committees say so."""
    name = found.name(unit_id)
    is_committee = (
        unit_id in found.view.directory
        and found.view.directory.unit(unit_id).role == PEOPLES_COMMITTEE
    )
    prefix = say("report.committee")
    if not is_committee or name.casefold().startswith(prefix.casefold()):
        return name
    return f"{prefix} {name[:1].lower()}{name[1:]}"


def official_number(found: Survey, kind: str = "BC-") -> str:
    """Return number and symbol of a document of the body that writes, such as ``05/BC-STP``."""
    directory = found.view.directory
    code = directory.unit(found.body).code if found.body in directory else ""
    return found.signing.official_number(f"{kind}{code or UNKNOWN}")


def annex_note(found: Survey) -> str:
    """Return the line below an annex's title: to which document it belongs."""
    return say(
        "report.annex_note",
        number=official_number(found),
        day=long_day(found.written_on),
        body=official_name(found, found.body),
    )


def letterhead(found: Survey) -> Letterhead:
    """Return the head of a document of the body that writes."""
    superior = ""
    if found.body in found.view.directory:
        unit = found.view.directory.unit(found.body)
        superior = official_name(found, unit.parent) if unit.parent else ""
    return Letterhead(
        superior=superior.upper(),
        body=official_name(found, found.body).upper(),
        number=say("report.number", number=official_number(found)),
        state=say("report.state"),
        motto=say("report.motto"),
        place_day=say("report.place_day", place=_place(found), day=long_day(found.written_on)),
    )


def _place(found: Survey) -> str:
    """Return the name of the territory that the writing body belongs to, without its kind."""
    directory = found.view.directory
    units = (found.body, *directory.superiors(found.body)) if found.body in directory else ()
    for unit in map(directory.unit, units):
        if unit.role == PEOPLES_COMMITTEE:
            return _without_kind(unit)
    return "…"


def _without_kind(unit: Unit) -> str:
    kind, words = unit.kind.split("-"), unit.name.split()
    if unit.kind and [_plain(word) for word in words[: len(kind)]] == kind:
        words = words[len(kind) :]
    return " ".join(words)


def _plain(word: str) -> str:
    """Return a word in small letters without marks, as kinds of unit are written."""
    bare = re.sub("[\u0300-\u036f]", "", normalize("NFD", word.lower()))
    return bare.replace("đ", "d")


def _subject(found: Survey) -> Subject:
    key = "report.subject" if found.report else "report.subject_state"
    words = say(key, title=found.view.standing.plan.title.vi)
    return Subject(say("report.kind"), words, _period(found))


def _period(found: Survey) -> str:
    period = found.top.standing.period if found.top else None
    now = found.day(found.view.now)
    if period is None:
        return say("report.as_of", day=now)
    words = say(
        "report.period", first=period.starts_on, last=period.ends_on, cut_off=period.cut_off_on
    )
    return words + (say("report.updated", day=now) if now > found.written_on else "")


def _basis(basis: LegalBasis) -> str:
    words = say("report.basis_number", kind=_kind(basis.number), number=basis.number)
    if basis.issued_on:
        words += f" {long_day(basis.issued_on)}"
    if basis.issuer:
        words += say("report.basis_issuer", issuer=basis.issuer)
    return f"{words} ({basis.title.vi})" if basis.title else words


def _kind(number: str) -> str:
    """Return what kind of document bears ``number``, by the abbreviation in it."""
    for part in re.split("[/-]", number):
        key = f"document_kind.{part.lower()}"
        if key in catalogue():
            return say(key)
    return say("document_kind.other")


def _introduction(found: Survey) -> str:
    plan = found.view.standing.plan
    return say("report.introduction", title=plan.title.vi, body=official_name(found, found.body))


def _issue(found: Survey) -> Iterator[str]:
    standing = found.view.standing
    plan = standing.plan
    issuer = official_name(found, plan.issuer)
    number = say("report.issued_number", number=plan.number) if plan.number else ""
    words = say("report.issued", issuer=issuer, day=standing.issued_on, number=number)
    if plan.standing_agency:
        words += say("report.standing", agency=found.name(plan.standing_agency))
    yield f"{words}."
    tasks = [task for line in found.lines for task in (*line.tasks, *line.partners)]
    yield say(
        "report.extent",
        items=count_text(sum(not line.is_duty for line in found.lines)),
        duties=count_text(sum(line.is_duty for line in found.lines)),
        tasks=count_text(len(tasks)),
        units=count_text(len({task.holder for task in tasks})),
    )
    if plan.budget:
        yield say("report.budget", budget=plan.budget)


def _events(found: Survey) -> Iterator[str]:
    """Yield what has come to the plan, and what it still waits for (Rule R11)."""
    standing = found.view.standing
    for happening in standing.happenings:
        yield _happening(found, happening)
    arrived = {happening.event for happening in standing.happenings}
    for event in standing.plan.events:
        if event.id not in arrived:
            codes = [line.code for line in found.lines if _awaits(line, event)]
            yield say("report.awaited", event=event.title.vi, items=_codes(codes))


def _happening(found: Survey, happening: Happening) -> str:
    titles = {event.id: event.title.vi for event in found.view.standing.plan.events}
    title = titles.get(happening.event, happening.event)
    words = say("report.happened", day=happening.happened_on, event=title)
    if happening.document:
        words += f" ({happening.document})"
    for line in found.lines:
        for task in line.tasks:
            if task.assignment.awaits == happening.event and task.deadline:
                words += say("report.dated", item=line.code, due=task.deadline.due_on)
    if happening.data_from and happening.data_to:
        words += say("report.data", first=happening.data_from, last=happening.data_to)
    return f"{words}."


def _awaits(line: Line, event: PlanEvent) -> bool:
    return any(task.assignment.awaits == event.id for task in line.tasks)


def _codes(codes: list[str]) -> str:
    return ", ".join(codes) or NOTHING_KNOWN


def _namings(found: Survey) -> Iterator[str]:
    for naming in found.view.standing.namings:
        units = ", ".join(map(found.name, naming.units))
        yield say("report.named", item=naming.item, units=units)
