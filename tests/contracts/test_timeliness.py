"""Timeliness: counted by the stores as told by the domain."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from builders import bare_task, deadline
from planflow.domain.task import TIMELINESS, Standing, timeliness
from planflow.engine.record import task_row
from planflow.instant import add_days, day_of, end_of_day, to_instant, to_text
from planflow.store import Batch, Query, Write
from planflow.store.memory import MemoryStore
from planflow.store.sqlite import SqliteStore
from planflow.store.timeliness import timeliness_of

instants = st.integers(0, 61 * 24 * 60).map(
    lambda minutes: to_instant(
        dt.datetime(2021, 10, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
    )
)
dates = instants.map(day_of)


DONE = ("reported", "consolidated")
NOT_DONE = ("assigned", "in_progress", "suspended", "withdrawn")


@st.composite
def tasks(draw):
    """Return a task that could be: a deadline, or a reason for having none; done, or not."""
    due = draw(st.none() | dates)
    datings = ("dated", "continuous") if due else ("continuous", "waiting", "undated")
    dating = draw(st.sampled_from(datings))
    is_done = draw(st.booleans())
    edge = draw(st.sampled_from((None, 0, 1)))
    the_deadline = deadline(due, opens_on=draw(st.none() | dates)) if due else None
    done_at = draw(instants) if is_done else None
    if done_at and due and edge is not None:  # right at the border
        done_at = to_instant(the_deadline.due_at + dt.timedelta(microseconds=edge))
    standing = Standing(
        state=draw(st.sampled_from(DONE if is_done else NOT_DONE)),
        dating=dating,
        deadline=the_deadline,
        done_at=done_at,
    )
    return bare_task(
        standing,
        kind=draw(st.sampled_from(("deliver", "report", "receive"))),
        authority=draw(st.sampled_from(("order", "request"))),
    )


@given(tasks(), instants, st.sampled_from((None, 0, 1, -1)))
def test_a_store_counts_timeliness_as_the_domain_tells_it(task, now, border):
    """Random tasks at random instants, those right at the end of a day among them."""
    if border is not None and task.deadline:
        now = to_instant(task.deadline.due_at + dt.timedelta(microseconds=border))
    found = timeliness(task, now)
    at, soon = to_text(now), to_text(end_of_day(add_days(day_of(now), 3)))
    written = task_row(task, 1, "h", None)
    answers = [timeliness_of(written.facts, at, soon)]
    for make in (MemoryStore, lambda: SqliteStore(":memory:")):
        store = make()
        store.commit(Batch(writes=(Write(written, 0),)))
        answers += [name for (name,) in store.tally(Query(), ("timeliness",), at, soon)]
        store.close()

    assert [found] * 3 == answers
    assert found in TIMELINESS
