"""From a schedule to the occurrences of a task and their deadlines: pure date arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from attrs import evolve, frozen
from pendulum import Date

from planflow.domain.deadline.deadline import (
    CONTINUOUS,
    DATED,
    UNDATED,
    WAITING,
    Deadline,
    Policy,
)
from planflow.domain.deadline.schedule import (
    AfterEvent,
    ByRegime,
    Continuous,
    Fixed,
    Recurring,
    Relative,
    Schedule,
    Soft,
    Unparsed,
    Unscheduled,
    Window,
)
from planflow.domain.workday import (
    LAST_DAY,
    PERIOD_MONTHS,
    Mark,
    Period,
    Regime,
    Workdays,
    calendar_periods,
)
from planflow.instant import add_days, end_of_day, just_before
from planflow.message import Message


@frozen(kw_only=True)
class Setting:
    """What a plan brings to the reading of its schedules.

    Attributes:
        issued_on: The day of issue: nothing opens before it.
        years: First and last of the plan's own years; the last may be open.
        until: The horizon: no occurrence beyond this day is made (Rule R12).
        policy: How dates are read.
        workdays: The working days.
        regimes: The regimes that the plan may refer to, by id.
    """

    issued_on: Date
    years: tuple[int, int | None]
    until: Date
    policy: Policy
    workdays: Workdays
    regimes: Mapping[str, Regime]


@frozen(kw_only=True)
class Occurrence:
    """One time that a task is to be done.

    Attributes:
        key: Its name: ``once``, or the period's key, such as ``2021``.
        deadline: Its deadline, where there is one.
        dating: ``dated``, ``continuous``, ``waiting`` or ``undated``.
        period: The reporting period, where the schedule has one.
        awaits: The event that it waits for, if any.
        note: Why it has no date, for people.
    """

    key: str = "once"
    deadline: Deadline | None = None
    dating: str = UNDATED
    period: Period | None = None
    awaits: str | None = None
    note: Message | None = None


def occurrences(
    schedule: Schedule, setting: Setting, *, is_report: bool = False
) -> tuple[Occurrence, ...]:
    """Return the occurrences of ``schedule`` up to the horizon, in order.

    Args:
        schedule: The rule.
        setting: The plan's setting.
        is_report: It dates a report, not a deed: the end of a period is then no deadline of its
            own (Rule R12).
    """
    if isinstance(schedule, Recurring):
        return tuple(_recurring(schedule, setting, is_report=is_report))
    return tuple(_READERS[type(schedule)](schedule, setting))


def fixed_day(schedule: Fixed, policy: Policy) -> Date:
    """Return the last acceptable day of a fixed schedule (Rule R9)."""
    is_before = schedule.strict and schedule.hour is None and policy.before == "strict"
    return add_days(schedule.on, -1 if is_before else 0)


def make_deadline(
    due_on: Date, setting: Setting, why: Message, *, opens_on: Date | None = None
) -> Deadline:
    """Return the deadline that ends with ``due_on``, opening not before the plan's issue."""
    return Deadline(
        opens_on=max(opens_on, setting.issued_on) if opens_on else setting.issued_on,
        due_on=due_on,
        due_at=end_of_day(due_on, setting.policy.zone),
        policy=setting.policy.name,
        explanation=(why,),
    )


def _fixed(schedule: Fixed, setting: Setting) -> Iterator[Occurrence]:
    due_on = fixed_day(schedule, setting.policy)
    key = "deadline.strict" if due_on != schedule.on else "deadline.inclusive"
    deadline = make_deadline(due_on, setting, Message.of(key, named=schedule.on, due=due_on))
    if schedule.hour is not None:
        due_at = end_of_day(due_on, setting.policy.zone, schedule.hour)
        is_before = schedule.strict and setting.policy.before == "strict"
        deadline = evolve(deadline, due_at=just_before(due_at) if is_before else due_at)
    yield Occurrence(deadline=deadline, dating=DATED)


def _window(schedule: Window, setting: Setting) -> Iterator[Occurrence]:
    why = Message.of("deadline.window", opens=schedule.opens_on, due=schedule.closes_on)
    deadline = make_deadline(schedule.closes_on, setting, why, opens_on=schedule.opens_on)
    yield Occurrence(deadline=deadline, dating=DATED)


def _continuous(schedule: Continuous, setting: Setting) -> Iterator[Occurrence]:
    if schedule.closes_on is None:
        yield Occurrence(dating=CONTINUOUS, note=Message.of("deadline.continuous_open"))
        return
    why = Message.of("deadline.continuous", due=schedule.closes_on)
    deadline = make_deadline(schedule.closes_on, setting, why, opens_on=schedule.opens_on)
    yield Occurrence(deadline=deadline, dating=CONTINUOUS)


def _after_event(schedule: AfterEvent, _setting: Setting) -> Iterator[Occurrence]:
    note = Message.of("deadline.waiting", event=schedule.event)
    yield Occurrence(dating=WAITING, awaits=schedule.event, note=note)


def _relative(schedule: Relative, setting: Setting) -> Iterator[Occurrence]:
    yield Occurrence(deadline=counted(schedule, setting), dating=DATED)


def counted(schedule: Relative, setting: Setting) -> Deadline:
    """Return the deadline of a counted term (Civil Code 2015 art. 147, 148; Rule R10)."""
    end = _count(schedule, setting.workdays)
    last = end
    if setting.policy.roll == "forward" and not setting.workdays.is_working(end):
        last = setting.workdays.next_working(end)
    why = Message.of(
        f"deadline.counted_{schedule.counted_in.replace('-', '_')}",
        count=schedule.count,
        anchor=schedule.anchor,
        due=last,
    )
    rolled = (Message.of("deadline.rolled", end=end, due=last),) if last != end else ()
    provisional = setting.workdays.is_provisional(last)
    return evolve(
        make_deadline(last, setting, why),
        calendar=setting.workdays.version,
        explanation=(why, *rolled),
        warnings=(Message.of("deadline.provisional", due=last),) if provisional else (),
    )


def _count(schedule: Relative, workdays: Workdays) -> Date:
    match schedule.counted_in:
        case "working-day":
            return workdays.add(schedule.anchor, schedule.count)
        case "month":
            mark = Mark(schedule.count, schedule.anchor.day)
            return mark.on(schedule.anchor.year, schedule.anchor.month)
        case _:
            return add_days(schedule.anchor, schedule.count)


def _by_regime(schedule: ByRegime, setting: Setting) -> Iterator[Occurrence]:
    regime = setting.regimes[schedule.regime]
    for year in _years(schedule.from_year, schedule.until_year, setting):
        for period in regime.of_year(schedule.period, year):
            if not _is_wanted(period, setting, has_start=schedule.from_year is not None):
                continue
            yield _of_regime(regime, period, setting)


def _of_regime(regime: Regime, period: Period, setting: Setting) -> Occurrence:
    if period.send_by_on is None:
        note = Message.of("deadline.regime_without_day", regime=regime.title, period=period.key)
        return Occurrence(key=period.key, period=period, note=note)
    why = Message.of(
        "deadline.regime",
        regime=regime.title,
        period=period.key,
        cut_off=period.cut_off_on,
        due=period.send_by_on,
    )
    deadline = make_deadline(period.send_by_on, setting, why, opens_on=period.starts_on)
    if not regime.is_valid_on(period.ends_on):
        warning = Message.of("deadline.regime_not_valid", regime=regime.title, period=period.key)
        deadline = evolve(deadline, warnings=(warning,))
    return Occurrence(key=period.key, deadline=deadline, dating=DATED, period=period)


def _recurring(schedule: Recurring, setting: Setting, *, is_report: bool) -> Iterator[Occurrence]:
    for year in _years(schedule.from_year, schedule.until_year, setting):
        for period in calendar_periods(schedule.every, year):
            if not _is_wanted(period, setting, has_start=schedule.from_year is not None):
                continue
            if is_report and schedule.due_day is None and schedule.due_month is None:
                note = Message.of("deadline.report_without_day", period=period.key)
                yield Occurrence(key=period.key, period=period, note=note)
                continue
            due_on = _recurring_day(schedule, period)
            why = Message.of("deadline.recurring", period=period.key, due=due_on)
            deadline = make_deadline(due_on, setting, why, opens_on=period.starts_on)
            yield Occurrence(key=period.key, deadline=deadline, dating=DATED, period=period)


def _recurring_day(schedule: Recurring, period: Period) -> Date:
    length = PERIOD_MONTHS[schedule.every]
    mark = Mark((schedule.due_month or length) - 1, schedule.due_day or LAST_DAY)
    return mark.on(period.starts_on.year, period.starts_on.month)


def _years(first: int | None, last: int | None, setting: Setting) -> range:
    own_first, own_last = setting.years
    latest = min(year for year in (last, own_last, setting.until.year) if year is not None)
    return range(first if first is not None else own_first, latest + 1)


def _is_wanted(period: Period, setting: Setting, *, has_start: bool) -> bool:
    """Tell whether ``period`` is the one of issue or a later one, within the horizon (R12)."""
    if period.starts_on > setting.until:
        return False
    return has_start or period.ends_on >= setting.issued_on


def _soft(schedule: Soft, _setting: Setting) -> Iterator[Occurrence]:
    yield Occurrence(note=Message.of("deadline.soft", words=schedule.words))


def _unscheduled(_schedule: Unscheduled, _setting: Setting) -> Iterator[Occurrence]:
    yield Occurrence(note=Message.of("deadline.none"))


def _unparsed(schedule: Unparsed, _setting: Setting) -> Iterator[Occurrence]:
    yield Occurrence(note=Message.of("deadline.unparsed", words=schedule.words))


_Reader: TypeAlias = Callable[..., Iterator[Occurrence]]
_READERS: Mapping[type, _Reader] = {
    Fixed: _fixed,
    Window: _window,
    Continuous: _continuous,
    AfterEvent: _after_event,
    Relative: _relative,
    ByRegime: _by_regime,
    Soft: _soft,
    Unscheduled: _unscheduled,
    Unparsed: _unparsed,
}
