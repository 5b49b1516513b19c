"""The history of a task or plan, told in sentences: one for each thing that happened (R25, R27).

A sentence is a line of the catalogue under ``history``, named as the event is: ``returned`` for
``Returned``. Its facts are the event's fields by their names, ``{naming_units}`` for a field of a
field, and ``{task}``, ``{source}``, ``{title}``, ``{holder}`` of the task that it is about. A line
``dates_adopted_no_sources`` is taken where that field is empty, ``redated_is_resending`` where that
one is true. A text finds its words under the field's name: ``state.assigned``, ``cause.adopted``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Protocol

import attrs
from attrs import frozen
from pendulum import DateTime

from planflow.document.number import number_text
from planflow.domain.deadline import Deadline
from planflow.domain.organisation import MERGE, SUCCESSIONS, Directory, Succession
from planflow.domain.plan import ORDER, REQUEST, Amount, Plan, Title, every_item
from planflow.domain.reminder import RUNGS, Announcement, parts_of, rung_message
from planflow.domain.report import Absentee, Figures, Report
from planflow.domain.task import Assignment, Edge, command_name
from planflow.instant import day_of
from planflow.message import Language, Message, catalogue, day_text, phrase

_TASK_PARTS: Final = 4
"""A task's id has so many parts: plan, item or duty, holder, occurrence."""


class Told(Protocol):
    """What a story needs of an entry of the journal."""

    @property
    def stream(self) -> str:
        """Return the task, plan or announcement that it belongs to."""

    @property
    def at(self) -> DateTime:
        """Return when it was recorded."""

    @property
    def unit(self) -> str | None:
        """Return the unit that acted, if one did."""

    @property
    def actor_name(self) -> str | None:
        """Return the person's name, unless none was given or it was erased."""

    @property
    def event(self) -> Any:  # noqa: ANN401 - any event of a task or plan
        """Return what happened."""


def told_of(entries: Iterable[Told], subject: str) -> tuple[Told, ...]:
    """Return the entries about one task or plan, and the announcements of that task."""
    return tuple(entry for entry in entries if subject in (entry.stream, _announced(entry)))


def story(
    entries: Iterable[Told], *, plan: Plan, directory: Directory, language: Language = "en"
) -> tuple[str, ...]:
    """Return a sentence for each entry: when, who, what, with figures and with what was said.

    The day is the day of recording, in the plan's zone; a report that another unit entered says
    when it was sent. Names and texts of people are told as long as they were not erased.

    Args:
        entries: What happened, as :meth:`Flow.history` returns it.
        plan: The plan that it belongs to.
        directory: The units; one that it does not know is told by its id.
        language: ``vi`` or ``en``.
    """
    teller = _Teller(plan, directory, language)
    return tuple(teller.sentence(entry) for entry in entries)


def _announced(entry: Told) -> str | None:
    return entry.event.task if isinstance(entry.event, Announcement) else None


@frozen
class _Teller:
    """Puts one plan's events into the words of one language."""

    plan: Plan
    directory: Directory
    language: Language

    def sentence(self, entry: Told) -> str:
        """Return the sentence of an entry, and what was said with it."""
        event = entry.event
        facts = {**self._place(entry), **self._facts(event)}
        what = catalogue()[_key(event)][self.language].format_map(facts)
        day = self._word("day", entry.at)
        line = self._say("line", day=day, who=self._who(entry), what=what)
        return " ".join((line, *self._said(event)))

    def _who(self, entry: Told) -> str:
        if entry.unit is None:
            return self._say("system")
        unit = self._unit(entry.unit)
        return f"{unit} ({entry.actor_name})" if entry.actor_name else unit

    def _said(self, event: object) -> Iterator[str]:
        """Yield the texts of people that have not been erased."""
        for name in getattr(type(event), "PERSONAL", ()):
            text = getattr(event, name)
            if text:
                key = f"with_{name}" if f"history.with_{name}" in catalogue() else "with_text"
                yield self._say(key, text=" ".join(self._spoken(name, text).split()))

    def _spoken(self, name: str, text: str) -> str:
        """Return a text of a person; a narrative by sections with the sections' titles."""
        if name != "sections":
            return text
        parts: dict[str, str] = json.loads(text)
        return " ".join(f"{self._text(one, 'section')}: {said}" for one, said in parts.items())

    def _place(self, entry: Told) -> dict[str, str]:
        """Return the task that the entry is about, as every sentence may name it."""
        subject = _announced(entry) or entry.stream
        parts = subject.split("/")
        source, holder = parts[1:3] if len(parts) == _TASK_PARTS else (subject, subject)
        return {
            "task": self._text(subject),
            "source": source,
            "title": self._title(source),
            "holder": self._unit(holder),
        }

    def _facts(self, value: object, prefix: str = "") -> dict[str, str]:
        """Return the fields of ``value`` in words, those of its parts under both names."""
        found: dict[str, str] = {}
        for name, part in _fields(value):
            found[f"{prefix}{name}"] = self._word(name, part)
            if attrs.has(type(part)) and not isinstance(part, Message):
                found |= self._facts(part, f"{prefix}{name}_")
        return found

    def _word(self, name: str, value: object) -> str:  # noqa: PLR0911 - one line a kind of value
        match value:
            case None:
                return self._say(f"no_{name}") if f"history.no_{name}" in catalogue() else "–"
            case str():
                return self._text(value, name)
            case datetime():
                return day_text(day_of(value, self.plan.policy.zone))
            case date():
                return day_text(value)
            case bool():
                return self._say("yes" if value else "no")
            case int() | Decimal():
                return self._number(value)
            case Message() | Title():
                return value.text(self.language)
            case Mapping():
                return self._figures(value)
            case tuple() | frozenset():
                return ", ".join(dict.fromkeys(self._word(name, each) for each in value))
            case _:
                return self._value(value)

    def _value(self, value: object) -> str:  # noqa: PLR0911 - one line a kind of value
        match value:
            case Deadline(due_on=due_on):
                return self._say("deadline", due=due_on)
            case Edge(receiver=receiver):
                return self._unit(receiver)
            case Assignment():
                return self._assignment(value)
            case Report():
                return "; ".join(self._report(value))
            case Figures(actual=actual):
                return self._figures(actual)
            case Plan(title=title):
                return title.text(self.language)
            case Succession():
                return self._succession(value)
            case _:
                return next((self._word(name, part) for name, part in _fields(value)), "…")

    def _succession(self, one: Succession) -> str:
        units, into = (", ".join(map(self._unit, each)) for each in (one.of, one.into))
        instead = self._unit(one.instead) if one.instead else "–"
        key = f"handover.{one.kind if one.kind in SUCCESSIONS else MERGE}"
        return phrase(key, self.language, units=units, into=into, instead=instead, on=one.on)

    def _assignment(self, assignment: Assignment) -> str:
        verb = REQUEST if assignment.authority == REQUEST else ORDER
        return self._say(
            f"{verb}_{'once' if assignment.occurrence == 'once' else 'period'}",
            holder=self._unit(assignment.holder),
            source=assignment.source,
            title=self._title(assignment.source),
            occurrence=assignment.occurrence,
        )

    def _report(self, report: Report) -> Iterator[str]:
        """Yield the clauses about a version: which, for whom, when it was sent, what it says."""
        yield self._say("closing" if report.is_closing else "partial", version=report.version)
        if report.entered_by is not None:
            yield self._say("on_behalf", sent=self._word("sent_at", report.sent_at))
        if report.is_late:
            yield self._say("late", due=self._word("due_at", report.due_at))
        if report.figures.actual:
            yield self._say("figures", figures=self._figures(report.figures.actual))
        if report.pins:
            total = self._figures(report.total.actual)
            yield self._say("pins", count=len(report.pins), total=total or "–")
        if report.absentees:
            yield self._say("absent", names=", ".join(map(self._absentee, report.absentees)))
        if report.evidence:
            yield self._say("evidence", evidence=", ".join(report.evidence))

    def _absentee(self, absentee: Absentee) -> str:
        return f"{self._unit(absentee.holder)} ({self._text(absentee.reason, 'absence')})"

    def _figures(self, figures: Mapping[str, object]) -> str:
        """Return figures in the order of the plan, each with its indicator's name and measure."""
        indicators = self.plan.indicators()
        known = [name for name in indicators if name in figures]
        words = []
        for name in (*known, *(name for name in figures if name not in indicators)):
            title, measure = name, ""
            if name in indicators:
                title = indicators[name].title.text(self.language)
                measure = f" {indicators[name].measure.text(self.language)}"
            words.append(f"{title}: {self._word(name, figures[name])}{measure}")
        return ", ".join(words)

    def _title(self, source: str) -> str:
        """Return the title of an item or duty, or its code where the plan has none of this code."""
        titles = {item.code: item.title for item in every_item(self.plan.items)}
        titles |= {duty.code: duty.title for duty in self.plan.duties}
        return titles[source].text(self.language) if source in titles else source

    def _number(self, amount: Amount) -> str:
        return number_text(amount) if self.language == "vi" else f"{amount:,}"

    def _text(self, text: str, name: str = "") -> str:
        """Return words for a text: of the catalogue, an event's title, a task, or a unit's name."""
        if name == "rung" and parts_of(text)[0] in RUNGS:
            return rung_message(text).text(self.language)
        if f"{name}.{text}" in catalogue():
            return phrase(f"{name}.{text}", self.language)
        for event in self.plan.events:
            if event.id == text:
                return event.title.text(self.language)
        plan, *rest = text.split("/")
        if plan == self.plan.id and len(rest) == _TASK_PARTS - 1:
            return self._say("task", source=rest[0], unit=self._unit(rest[1]))
        return self._unit(text) if text else "–"

    def _unit(self, unit: str) -> str:
        return self.directory.unit(unit).name if unit in self.directory else unit

    def _say(self, key: str, **facts: Any) -> str:  # noqa: ANN401 - facts of any kind
        return phrase(f"history.{key}", self.language, **facts)


def _key(event: object) -> str:
    """Return the catalogue's name of the sentence for ``event``, a more special one first."""
    base = f"history.{command_name(type(event))}"
    for name, part in _fields(event):
        special = f"{base}_{name}" if part is True else f"{base}_no_{name}"
        is_special = part is True or part is False or part in (None, "", ())
        if is_special and special in catalogue():
            return special
    return base


def _fields(value: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - any event or part
    """Yield name and value of each field that is no person's text."""
    personal = getattr(type(value), "PERSONAL", ())
    for each in attrs.fields(type(value)):
        if each.name not in personal:
            yield each.name, getattr(value, each.name)
