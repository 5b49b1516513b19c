"""Wordings: what is written is read back, and no words whatever trouble the reader."""

from time import thread_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pendulum import Date

from planflow.domain.deadline import (
    AfterEvent,
    Fixed,
    Milestones,
    Unscheduled,
    describe,
    kind_of,
    parse,
    parts_of,
)
from strategies import KEPT, SCHEDULES, SINGLE, TEXTS, YEARS, bare, garbled

LONGEST = 0.05
"""Seconds that reading a text may take."""
MOST_LETTERS = 400
"""Longer texts are no wordings."""
QUOTES = frozenset("“”'’′")
"""Marks around the names of events and regimes."""


@given(SCHEDULES, YEARS)
@example(AfterEvent(event="", count=0), 2021)
@example(Fixed(on=Date(2021, 1, 1), strict=True, hour=0, minute=5), 2021)
def test_what_is_written_is_read_back(schedule, year):
    """The Vietnamese words for a rule mean that rule, in whichever year they are read."""
    assert schedule == bare(parse(describe(schedule), year))


@given(SCHEDULES | KEPT, st.sampled_from(["vi", "en"]))
def test_every_rule_can_be_told(schedule, language):
    """In one line; only silence is told by no words, and that in Vietnamese."""
    found = describe(schedule, language)

    assert found.strip() or (language == "vi" and isinstance(schedule, Unscheduled))
    assert [found] == (found.splitlines() or [""])


@given(KEPT)
def test_words_without_a_time_stay_as_they_are(schedule):
    """Soft words and words that were never understood are told as they were found."""
    assert schedule.words == describe(schedule)
    assert schedule == parse(schedule.words, 2021)


@given(st.lists(SINGLE, min_size=2, max_size=4))
def test_several_times_are_of_the_first_one_s_kind(parts):
    """Each is told, in order."""
    schedule = Milestones(parts=tuple(parts))

    assert kind_of(parts[0]) == kind_of(schedule)
    assert tuple(parts) == parts_of(schedule)
    assert "; ".join(map(describe, parts)) == describe(schedule)


def check_that_it_is_read(text, year):
    """Read ``text`` afresh, in time; nothing is lost, and what is understood is read back."""
    found = parse.__wrapped__(text, year)
    described = describe(found)

    assert found.words == text
    if len(described) <= MOST_LETTERS and QUOTES.isdisjoint(text):
        assert bare(found) == bare(parse.__wrapped__(described, year))


@given(TEXTS, st.integers(1900, 2099))
@example("ngày 15/6 theo quy định hằng năm", 2021)
def test_any_text_is_read(text, year):
    """Real wordings gone wrong and any text at all are understood or kept."""
    check_that_it_is_read(text, year)


@pytest.mark.slow
def test_a_hundred_thousand_texts_are_read():
    """The same of very many."""
    for seed in range(100_000):
        check_that_it_is_read(garbled(seed), 1900 + seed % 200)


def seconds_to_read(text):
    """Return the processor's time, the better one of two."""
    times = []
    for _ in range(2):
        began = thread_time()
        parse.__wrapped__(text, 2021)
        times.append(thread_time() - began)
    return min(times)


@given(TEXTS)
@example("(" * 400)
@example("“" * 400)
@example("1-" * 200)
@example("tháng 1, " * 44)
@example("tháng 1-" * 50)
@example("quý i và " * 44)
@example("trước ngày " * 36)
@example("báo cáo " * 50)
@example("a,;" * 133)
@example("1 tháng 1 năm " * 28)
@example("9999999 " * 50)
def test_no_text_is_read_for_long(text):
    """Not even one made to be."""
    assert seconds_to_read(text) < LONGEST
