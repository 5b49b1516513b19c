"""Occurrences period by period: recurring schedules and reporting regimes (Rules R12, R22)."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve
from pendulum import Date

from planflow.domain.deadline.deadline import DATED
from planflow.domain.deadline.schedule import ByRegime, Recurring
from planflow.domain.deadline.setting import Occurrence, Setting
from planflow.domain.deadline.term import Term, make_deadline, named_day
from planflow.domain.workday import LAST_DAY, WEEK, Mark, Period, Regime, calendar_periods
from planflow.instant import add_days
from planflow.message import Message


def recurring(schedule: Recurring, setting: Setting, *, is_report: bool) -> Iterator[Occurrence]:
    """Yield the occurrences of a recurring schedule up to the horizon."""
    for year in _years(schedule.from_year, schedule.until_year, setting):
        for period in calendar_periods(schedule.every, year):
            if not _is_wanted(period, setting, has_start=schedule.from_year is not None):
                continue
            if not _is_within(period, schedule):
                continue
            if is_report and not schedule.has_day:
                note = Message.of("deadline.report_without_day", period=period.key)
                yield Occurrence(key=period.key, period=period, note=note)
                continue
            deadline = make_deadline(_recurring_term(schedule, period, setting), setting)
            yield Occurrence(key=period.key, deadline=deadline, dating=DATED, period=period)


def _recurring_term(schedule: Recurring, period: Period, setting: Setting) -> Term:
    due_on, hour, is_before = named_day(
        _day_of(schedule, period, schedule.due_month, schedule.due_day),
        setting,
        strict=schedule.strict,
        hour=schedule.hour,
        minute=schedule.minute,
    )
    opens_on = period.starts_on
    if schedule.open_month is not None or schedule.open_day is not None:
        opens_on = _day_of(schedule, period, schedule.open_month or 1, schedule.open_day or 1)
    why = Message.of("deadline.recurring", period=period.key, due=due_on)
    return Term(ends_on=due_on, why=why, opens_on=opens_on, hour=hour, is_before=is_before)


def _day_of(schedule: Recurring, period: Period, month: int | None, day: int | None) -> Date:
    """Return a day told by month and day of the period; nothing stands for its last."""
    if schedule.every == WEEK:
        weeks = (month or 1) - 1
        return add_days(period.starts_on, weeks * 7 + (day or 7) - 1)
    mark = Mark((month or schedule.months) - 1, day or LAST_DAY)
    return mark.on(period.starts_on.year, period.starts_on.month)


def by_regime(schedule: ByRegime, setting: Setting) -> Iterator[Occurrence]:
    """Yield one occurrence for each period that the regime cuts, up to the horizon."""
    regime = setting.regimes.get(schedule.regime)
    if regime is None or schedule.period is None:
        yield Occurrence(note=Message.of("deadline.reference", regime=schedule.regime))
        return
    if schedule.period not in regime.kinds():
        facts = {"regime": regime.title, "period": schedule.period}
        yield Occurrence(note=Message.of("deadline.regime_without_day", **facts))
        return
    for year in _years(schedule.from_year, schedule.until_year, setting):
        periods = regime.of_year(
            schedule.period, year, level=schedule.level, workdays=setting.workdays
        )
        for period in periods:
            if _is_wanted(period, setting, has_start=schedule.from_year is not None):
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
    term = Term(ends_on=period.send_by_on, why=why, opens_on=period.starts_on)
    deadline = make_deadline(term, setting)
    if not regime.is_valid_on(period.ends_on):
        warning = Message.of("deadline.regime_not_valid", regime=regime.title, period=period.key)
        deadline = evolve(deadline, warnings=(*deadline.warnings, warning))
    return Occurrence(key=period.key, deadline=deadline, dating=DATED, period=period)


def _years(first: int | None, last: int | None, setting: Setting) -> range:
    own_first, own_last = setting.years
    latest = min(year for year in (last, own_last, setting.until.year) if year is not None)
    return range(first if first is not None else own_first, latest + 1)


def _is_wanted(period: Period, setting: Setting, *, has_start: bool) -> bool:
    """Tell whether ``period`` is the one of issue or a later one, within the horizon (R12)."""
    if period.starts_on > setting.until:
        return False
    return has_start or setting.issued_on is None or period.ends_on >= setting.issued_on


def _is_within(period: Period, schedule: Recurring) -> bool:
    opens_on, closes_on = schedule.opens_on, schedule.closes_on
    is_begun = opens_on is None or period.ends_on >= opens_on
    return is_begun and (closes_on is None or period.starts_on <= closes_on)
