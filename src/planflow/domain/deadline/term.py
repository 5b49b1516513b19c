"""From a day to a deadline: where it ends on a day off, at what instant, and why."""

from __future__ import annotations

from attrs import frozen
from pendulum import Date, DateTime

from planflow.domain.deadline.deadline import Deadline
from planflow.domain.deadline.policy import BACK, CIVIL_CODE, NONE
from planflow.domain.deadline.schedule import Relative
from planflow.domain.deadline.setting import Setting
from planflow.domain.workday import Mark, Workdays
from planflow.errors import DefinitionError, Fault
from planflow.instant import add_days, end_of_day, just_before, start_of_day
from planflow.message import Message

_MONTHS_IN = {"month": 1, "year": 12}
_DAYS_IN = {"day": 1, "week": 7}


@frozen(kw_only=True)
class Term:
    """What a wording says about the end of a term, before policies and days off.

    Attributes:
        ends_on: Its last day.
        why: Why, for people.
        opens_on: Its first day, where it has one.
        hour: The hour and minute of the last day, where the wording names one.
        is_before: It ends just before that hour.
        counted: How many units were counted to get there; nothing for a named day.
        unit: In what.
        anchor: The day from which was counted, if any.
    """

    ends_on: Date
    why: Message
    opens_on: Date | None = None
    hour: tuple[int, int] | None = None
    is_before: bool = False
    counted: int | None = None
    unit: str = "day"
    anchor: Date | None = None


def named_day(
    on: Date, setting: Setting, *, strict: bool, hour: int | None, minute: int = 0
) -> tuple[Date, tuple[int, int] | None, bool]:
    """Return the last acceptable day of a named one, its hour, and whether that is excluded (R9).

    "Before 00:00 of X" is the day before X.
    """
    is_before = strict and setting.policy.before == "strict"
    if hour is None or (is_before and hour == minute == 0):
        return add_days(on, -1 if is_before else 0), None, False
    return on, (hour, minute), is_before


def make_deadline(term: Term, setting: Setting) -> Deadline:
    """Return the deadline of ``term`` under the policy and over the working days of ``setting``."""
    due_on, rolled = _landed(term, setting)
    workdays = setting.workdays
    warnings = []
    if _is_provisional(term, due_on, workdays, is_rolled=bool(rolled)):
        warnings.append(Message.of("deadline.provisional", due=due_on))
    if setting.issued_on is not None and due_on < setting.issued_on:
        warnings.append(Message.of("deadline.before_issue", due=due_on, on=setting.issued_on))
    return Deadline(
        opens_on=setting.opening(term.opens_on, due_on),
        due_on=due_on,
        due_at=_instant(due_on, term, setting),
        calendar=workdays.version,
        policy=setting.policy.name,
        unit="working-day" if term.unit == "working-day" else "day",
        explanation=(term.why, *rolled),
        warnings=tuple(warnings),
    )


def _is_provisional(term: Term, due_on: Date, workdays: Workdays, *, is_rolled: bool) -> bool:
    """Tell whether days that nobody has announced decide where ``term`` ends."""
    if term.unit == "working-day" and term.anchor and workdays.is_provisional(term.anchor):
        return True
    return (is_rolled or term.counted is not None) and workdays.is_provisional(due_on)


def _landed(term: Term, setting: Setting) -> tuple[Date, tuple[Message, ...]]:
    """Return the day on which ``term`` ends by the policy, and why it moved, if it did (R10)."""
    roll, end, workdays = setting.policy.roll, term.ends_on, setting.workdays
    stays = roll == NONE or (roll == CIVIL_CODE and term.counted is None)
    if stays or workdays.is_working(end):
        return end, ()
    is_back = roll == BACK or (term.counted or 0) < 0
    last = workdays.add(end, -1 if is_back else 1)
    key = "deadline.moved_back" if is_back else "deadline.moved_forward"
    return last, (Message.of(key, end=end, off=workdays.reason(end), due=last),)


def _instant(due_on: Date, term: Term, setting: Setting) -> DateTime:
    zone, closes_at = setting.policy.zone, setting.policy.closes_at
    if term.hour is None:
        return end_of_day(due_on, zone, closes_at)
    at = start_of_day(due_on, zone, *term.hour)
    return just_before(at) if term.is_before else at


def counted_term(schedule: Relative, anchor: Date, workdays: Workdays) -> Term:
    """Return the term counted from ``anchor``, whose day is not counted (art. 147, 148; R10)."""
    end = count(anchor, schedule.count, schedule.counted_in, workdays)
    side = "from" if schedule.count >= 0 else "before"
    why = Message.of(
        f"deadline.counted_{side}",
        count=count_message(schedule.count, schedule.counted_in),
        anchor=anchor,
        due=end,
    )
    return Term(
        ends_on=end, why=why, counted=schedule.count, unit=schedule.counted_in, anchor=anchor
    )


def count_message(number: int, counted_in: str) -> Message:
    """Return so many of a unit in words, such as "10 working days"."""
    unit, one = counted_in.replace("-", "_"), "_one" if abs(number) == 1 else ""
    return Message.of(f"count.{unit}{one}", count=abs(number))


def count(anchor: Date, number: int, counted_in: str, workdays: Workdays) -> Date:
    """Return the day ``number`` units after ``anchor``, before it when negative.

    Months and years end on the same day of the month, or on its last day where there is none
    (Civil Code 2015 art. 148.3).
    """
    if counted_in == "working-day":
        return workdays.add(anchor, number)
    if counted_in in _MONTHS_IN:
        mark = Mark(number * _MONTHS_IN[counted_in], anchor.day)
        try:
            return mark.on(anchor.year, anchor.month)
        except ValueError:
            found = f"{number} {counted_in}s from {anchor}"
            raise DefinitionError(Fault("date", found, "a day of the years 1 to 9999")) from None
    return add_days(anchor, number * _DAYS_IN[counted_in])
