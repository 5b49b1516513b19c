"""Times that tests share: the wordings of real plans, and strategies for any rule or any words."""

import csv
from calendar import monthrange
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

from attrs import evolve, frozen
from hypothesis import assume
from hypothesis import strategies as st
from pendulum import Date

from planflow.document import vietnam
from planflow.document.regime_file import shipped_regimes
from planflow.domain.deadline import (
    COUNTED_IN,
    EVERY,
    AfterEvent,
    ByRegime,
    Continuous,
    Fixed,
    Milestones,
    Policy,
    Recurring,
    Relative,
    Setting,
    Soft,
    Unparsed,
    Unscheduled,
    Window,
)
from planflow.domain.workday import PERIOD_MONTHS
from planflow.errors import DefinitionError

_DATA = Path(__file__).parent / "data"


# ── the wordings of real plans ───────────────────────────────────────────────


@frozen(kw_only=True)
class Wording:
    """Words found in a plan, and what a person reads in them; nothing where that is open."""

    id: str
    text: str
    year: int
    issued_on: Date | None
    kinds: tuple[str, ...]
    opens_on: Date | None
    due_on: Date | None
    occurrences: tuple[Date, ...]
    needs: tuple[str, ...]


def _day(text):
    return Date.fromisoformat(text) if text else None


def _wording(row):
    return Wording(
        id=row["id"],
        text=row["text"],
        year=int(row["year"]),
        issued_on=_day(row["issued_on"]),
        kinds=tuple(row["kind"].split("|")),
        opens_on=_day(row["opens_on"]),
        due_on=_day(row["due_on"]),
        occurrences=tuple(_day(text) for text in row["occurrences"].split(",") if text),
        needs=tuple(filter(None, row["needs"].split("|"))),
    )


def _wordings(file):
    with (_DATA / file).open(encoding="utf-8", newline="") as lines:
        return tuple(map(_wording, csv.DictReader(lines, delimiter="\t")))


WORDINGS = _wordings("deadline-wordings.tsv")
"""What plans were seen to say."""
MORE_WORDINGS = _wordings("more-wordings.tsv")
"""What others may say, among them what must stay unread."""


def setting_of(year, issued_on=None, policy=None, **more):
    """Return what a plan of one year brings to the reading of its times."""
    facts = {
        "issued_on": issued_on,
        "years": (year, year),
        "until": Date(year, 12, 31),
        "policy": policy or Policy(),
        "workdays": vietnam(),
        "regimes": shipped_regimes(),
    }
    return Setting(**(facts | more))


# ── any rule ─────────────────────────────────────────────────────────────────

YEARS = st.integers(1990, 2099)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
COUNTS = st.integers(-100, 100)
UNITS = st.sampled_from(COUNTED_IN)
EVENTS = st.sampled_from(
    [
        "a, b",
        "ban hành",
        "chốt số liệu",
        "có 3 báo cáo quý",
        "có hướng dẫn của Bộ Tư pháp",
        "ký",
        "moj-guidance",
        "ngày hội",
        "nhận được văn bản này",
        "thường xuyên",
        "trước ngày 5/5",
        "tổ chức hội nghị",
        "x và y",
    ]
)
REGIMES = st.sampled_from(
    [
        "Nghị định 09/2019/NĐ-CP",
        "decree-09-2019",
        "kế hoạch năm",
        "quy định",
        "quy định của tỉnh",
        "x",
    ]
)
_HOURS = st.none() | st.tuples(st.integers(0, 23), st.integers(0, 59))


def _ordered(values):
    return st.tuples(values, values).map(sorted)


def _months(year, months):
    """Return first and last day of whole months of a year."""
    first, last = months
    following = date(year + last // 12, last % 12 + 1, 1)
    return date(year, first, 1), following - timedelta(days=1)


SPANS = st.one_of(
    _ordered(DAYS),
    st.builds(_months, YEARS, _ordered(st.integers(1, 12))),
    _ordered(YEARS).map(lambda ends: (date(ends[0], 1, 1), date(ends[1], 12, 31))),
)


@st.composite
def _rules(draw, make, **parts):
    """Return rules made of these parts; what no calendar has is left out."""
    facts = {name: draw(values) for name, values in parts.items()}
    for pair, names in (("clock", ("hour", "minute")), ("span", ("opens_on", "closes_on"))):
        found = facts.pop(pair, None)
        facts |= dict(zip(names, found, strict=True)) if found else {}
    try:
        return make(**facts)
    except DefinitionError:
        assume(condition=False)


def _maybe_each(ends):
    first, last = ends
    return st.sampled_from([(None, None), (first, None), (None, last), (first, last)])


def _longest(month):
    """Return the most days that a month of this or the next year has."""
    return monthrange(2024, (month - 1) % 12 + 1)[1]


@st.composite
def _recurring(draw):
    """Return rhythms with and without days, bounded by years, by days or not at all."""
    every = draw(st.sampled_from(EVERY))
    months = Recurring(every=every).months
    day = st.none() | st.integers(1, 7 if every == "week" else 31)
    facts = {
        "every": every,
        "open_month": draw(st.none() | st.integers(1, months)) if months > 1 else None,
        "due_month": draw(st.none() | st.integers(1, 2 * months)),
        "due_day": draw(day),
    }
    if months == 1 or facts["open_month"]:
        facts["open_day"] = draw(day)
    if every == "week" and (facts["due_month"] == 1 or not facts["due_day"]):
        facts["due_month"] = None
    for month, name in (("open_month", "open_day"), ("due_month", "due_day")):
        if every == "year" and facts[month] and (facts.get(name) or 0) > _longest(facts[month]):
            facts[name] = 31
    if facts["due_day"]:
        facts["strict"] = draw(st.booleans())
        facts |= dict(zip(("hour", "minute"), draw(_HOURS) or (), strict=False))
    bounds = st.sampled_from([("from_year", YEARS, "until_year"), ("opens_on", DAYS, "closes_on")])
    first, values, last = draw(bounds)
    facts |= dict(zip((first, last), draw(_ordered(values).flatmap(_maybe_each)), strict=True))
    return Recurring(**facts)


SINGLE = st.one_of(
    _rules(Fixed, on=DAYS, strict=st.booleans(), clock=_HOURS),
    _rules(Window, span=SPANS),
    _recurring(),
    _rules(Continuous, span=SPANS.flatmap(_maybe_each)),
    EVENTS.map(lambda event: AfterEvent(event=event)),
    _rules(AfterEvent, event=EVENTS | st.just(""), count=COUNTS, counted_in=UNITS),
    _rules(Relative, anchor=st.none() | DAYS, count=COUNTS, counted_in=UNITS),
    _rules(
        ByRegime,
        regime=REGIMES,
        period=st.none() | st.sampled_from(sorted(PERIOD_MONTHS)),
        level=st.none() | st.sampled_from(["commune", "xã"]),
        from_year=st.none() | st.integers(1990, 2020),
        until_year=st.none() | st.integers(2021, 2099),
    ),
)
"""Every kind of single time that can be told in words."""

SCHEDULES = SINGLE | st.builds(
    Milestones, parts=st.lists(SINGLE, min_size=2, max_size=3).map(tuple)
)
"""Every rule that words can state."""

KEPT = st.sampled_from(
    [
        Soft(words="kịp thời"),
        Soft(words="sớm nhất có thể"),
        Unparsed(words="đã hoàn thành"),
        Unscheduled(),
    ]
)
"""Rules that only keep their words."""


def bare(schedule):
    """Return a rule without its words and the doubts of whoever read them."""
    if isinstance(schedule, Milestones):
        parts = tuple(map(bare, schedule.parts))
        return evolve(schedule, parts=parts, words="", doubts=())
    return evolve(schedule, words="", doubts=())


# ── any words ────────────────────────────────────────────────────────────────


def _phrases():
    """Yield every one to four words that follow one another in a real wording."""
    for words in (one.text.split() for one in WORDINGS):
        for first, last in combinations(range(len(words) + 1), 2):
            if last <= first + 4:
                yield " ".join(words[first:last])


_PHRASES = sorted({*_phrases(), *",;-/()“”.&"})
_LETTERS = "0123456789/.-,; :()“”'&ngàythướcquýđếnhằIVX\n\t\x00İßﬁ\u0301\u2028😀"


def garbled(seed):
    """Return a real wording with a few pieces lost, added or changed, or its likes at random."""
    chance = Random(seed)
    way = seed % 4
    if way == 0:
        return " ".join(chance.choices(_PHRASES, k=chance.randint(1, 6)))
    if way == 1:
        return "".join(chance.choices(_LETTERS, k=chance.randrange(60)))
    text = chance.choice(WORDINGS).text
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        added = chance.choice([*chance.choices(_LETTERS, k=2), chance.choice(_PHRASES), ""])
        text = text[:at] + added + text[at + chance.choice([0, 1, 5]) :]
    return text


TEXTS = st.text(max_size=450) | st.builds(garbled, st.integers(0, 10**9))
"""Any text at all, and real wordings gone wrong."""
