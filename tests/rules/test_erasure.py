"""Rule R25: once a person is erased, no table and no byte of a file holds the name any more."""

import sqlite3
from contextlib import closing
from typing import get_args

import psycopg
import pytest

from builders import (
    CHAIR,
    ISSUED_AT,
    after,
    by,
    clerk,
    day,
    duty,
    flow_on,
    indicator,
    item,
    moment,
    plan,
    province,
    title,
)
from planflow.domain.change import (
    AmendPlan,
    PlanCommand,
    RecordEvent,
    Reorganise,
    WithdrawEvent,
)
from planflow.domain.deadline import Continuous
from planflow.domain.organisation import Directory, Succession, with_successions
from planflow.domain.plan import PlanEvent
from planflow.domain.task import command as c
from planflow.store.memory import MemoryStore
from planflow.store.postgres import PostgresStore
from planflow.store.sqlite import SqliteStore

NAME = "Zoằnx Thị Hoa"
OTHER = "Lê Văn Ký"
MERGED = Succession(of=("van-lang",), into=("bac-son",), on=day(12, 1))


def the_plan(**more):
    return plan(
        item("1", "sgd", "trang-dinh", schedule=by(11, 1), counts=("classes",)),
        item("2", "mttq", authority="request", schedule=by(11, 1)),
        item("3", "stc", schedule=after("guidance")),
        item("4", "bac-son", schedule=Continuous()),
        item("5", "van-lang", schedule=by(12, 20)),
        item("6", "stc", schedule=by(11, 1)),
        duties=(
            duty(
                "R",
                ("sgd", "trang-dinh", "van-lang"),
                to=("ubnd",),
                via="stp",
                schedule=by(11, 15),
                indicators=(indicator("sessions"),),
            ),
        ),
        events=(PlanEvent(id="guidance", title=title("hướng dẫn")),),
        **more,
    )


def hoa(unit, **more):
    """Return the person, who acts for many units."""
    return clerk(unit, "hoa", name=NAME, **more)


def of(source, holder):
    return f"p/{source}/{holder}/once"


def acts():
    """Yield every command with a field for names or free text, the name in each of them."""
    lead, part, asked = of("1", "sgd"), of("1", "trang-dinh"), of("2", "mttq")
    said = {"narrative": NAME, "signed_by": NAME, "sections": {"results": NAME}}
    yield "trang-dinh", c.RecordProgress(part, 10, NAME)
    yield "trang-dinh", c.AskExtension(part, day(11, 5), NAME)
    yield "board", c.RefuseExtension(part, NAME)
    yield "trang-dinh", c.AskExtension(part, day(11, 6), NAME)
    yield "board", c.GrantExtension(part, reason=NAME)
    yield "trang-dinh", c.AskRelease(part, NAME)
    yield "board", c.RefuseRelease(part, NAME)
    yield "board", c.Suspend(part, NAME)
    yield "board", c.Resume(part)
    yield "board", c.Remind(part, NAME)
    yield "trang-dinh", c.RaiseObstacle(part, NAME)
    yield "sgd", c.EscalateObstacle(part, 1, NAME)
    yield "trang-dinh", c.RaiseObstacle(part, NAME)
    yield "sgd", c.AnswerObstacle(part, 2, NAME)
    yield "trang-dinh", c.RaiseObstacle(part, NAME)
    yield "trang-dinh", c.WithdrawObstacle(part, 3, NAME)
    yield "trang-dinh", c.Report(part, figures={"classes": 3}, **said)
    yield "sgd", c.Return(part, NAME, day(10, 20))
    yield "trang-dinh", c.Report(part, figures={"classes": 4}, **said)
    cut = {"accepted": {part: {"classes": 2}}, "reasons": {part: NAME}}
    yield "sgd", c.Report(lead, figures={"classes": 1}, **said, **cut)
    yield "sgd", c.AskCorrection(part, NAME)
    yield "trang-dinh", c.Correct(part, figures={"classes": 5}, reason=NAME, **said)
    yield "stp", c.Waive(of("R", "stp"), ("trang-dinh",), NAME)
    yield "sgd", c.Report(of("R", "sgd"), **said)
    waived = {"van-lang": NAME}
    yield "stp", c.Report(of("R", "stp"), waive=waived, **said)
    yield "mttq", c.Decline(asked, NAME)
    yield "board", c.Reinstate(asked, NAME)
    yield "board", c.Withdraw(asked, NAME)
    yield "bac-son", c.Report(of("4", "bac-son"), partial=True)
    yield "board", c.Close(of("4", "bac-son"), NAME)
    yield "board", c.Transfer(of("6", "stc"), "sgd", NAME)
    yield "board", RecordEvent("p", "guidance", day(6, 10))
    yield "board", WithdrawEvent("p", "guidance", NAME)
    yield "board", AmendPlan("p", the_plan(number="2"), NAME)
    yield "board", Reorganise("p", (MERGED,), reason=NAME)


def everything_said(flow):
    """Give them all; return which fields bore the name."""
    flow.issue(the_plan(), by=hoa("board"), at=ISSUED_AT, key="issue")
    said = set()
    for number, (unit, command) in enumerate(acts()):
        at = moment(10, 1).add(hours=number)
        flow.do(command, by=hoa(unit), at=at, key=f"k{number}")
        fields = getattr(type(command), "PERSONAL", ())
        said |= {(type(command), each) for each in fields if NAME in str(getattr(command, each))}
    flow.tick(moment(11, 20))
    return said


def units():
    return with_successions(Directory(province()), (MERGED,))


class Files:
    """A database, and all its text."""

    def __init__(self, store, texts):
        self.store, self.texts = store, texts


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def database(request, tmp_path):
    if request.param == "memory":
        store = MemoryStore()
        yield Files(store, lambda: [repr(vars(store))])
    elif request.param == "sqlite":
        with SqliteStore(tmp_path / "p.db", synchronous="off") as store:
            yield Files(store, lambda: [*sqlite_tables(tmp_path), *raw_files(tmp_path)])
    else:
        dsn = request.getfixturevalue("postgres_dsn")
        with PostgresStore(dsn) as store:
            yield Files(store, lambda: postgres_tables(dsn))


def sqlite_tables(folder):
    with closing(sqlite3.connect(folder / "p.db")) as raw:
        return list(raw.iterdump())


def raw_files(folder):
    """Return the bytes of the database and its write-ahead log."""
    return [each.read_bytes().decode("utf-8", "replace") for each in folder.iterdir()]


def postgres_tables(dsn):
    with psycopg.connect(dsn) as raw:
        found = raw.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in found]
        assert any(name.endswith("content") for name in names)
        found = [f'SELECT t::text FROM "{name}" t' for name in names]  # noqa: S608
        return [text for each in found for (text,) in raw.execute(each).fetchall()]


def holds(database, text):
    return any(text in each for each in database.texts())


def test_r25_nothing_holds_the_name_of_a_person_who_was_erased(database):
    """Wherever a name or free text may go, of every command there is."""
    flow = flow_on(database.store, directory=units())
    said = everything_said(flow)
    commands = (*get_args(c.Command), *get_args(PlanCommand))
    expected = {
        (kind, name)
        for kind in commands
        if isinstance(kind, type)
        for name in getattr(kind, "PERSONAL", ())
    }
    before_it = holds(database, NAME)

    flow.erase("hoa")

    assert (set(), True) == (expected - said - unused(), before_it)
    assert not holds(database, NAME)
    assert flow.verify().is_sound
    assert flow.view("p", at=moment(11, 21)).narratives == {}


def unused():
    """Return fields that a correction has from the report, and that the report shows."""
    return {(c.Correct, "waive"), (c.Correct, "reasons")}


def test_r25_whoever_signed_is_erased_by_the_own_id(database):
    """The name under a report is the signer's, though a clerk has entered it."""
    flow = flow_on(database.store, directory=units())
    flow.issue(the_plan(), by=CHAIR, at=ISSUED_AT)
    task, entering = of("1", "trang-dinh"), clerk("trang-dinh", "clerk", name="Trần Thị Nhập")
    said = c.Report(
        task, figures={"classes": 3}, narrative="đã mở lớp", signed_by=OTHER, signer="ky"
    )
    flow.do(said, by=entering, at=moment(10, 1), key="k")

    def told():
        (entry,) = [e for e in flow.history(task) if e.kind == "Reported"]
        return entry.actor_name, entry.event.narrative, entry.event.signed_by

    before_it = told()
    flow.erase("ky")

    assert ("Trần Thị Nhập", "đã mở lớp", OTHER) == before_it
    assert ("Trần Thị Nhập", "đã mở lớp", None) == told()
    assert not holds(database, OTHER)
    assert flow.do(said, by=entering, at=moment(10, 2), key="k").is_repeated
    flow.erase("clerk")
    assert ((None, None, None), True) == (told(), flow.verify().is_sound)


def test_r25_a_signature_survives_the_erasure_of_the_clerk_who_entered_it(database):
    """Two persons, two erasures."""
    flow = flow_on(database.store, directory=units())
    flow.issue(the_plan(), by=CHAIR, at=ISSUED_AT)
    task = of("1", "trang-dinh")
    draft = flow.consolidate(task, at=moment(10, 1))
    said = draft.report(figures={"classes": 3}, signed_by=OTHER, signer="ky")
    flow.do(said, by=hoa("trang-dinh"), at=moment(10, 1))

    flow.erase("hoa")

    event = flow.history(task)[-1].event
    assert (OTHER, "ky", False) == (event.signed_by, event.signer, holds(database, NAME))


def test_r25_a_report_whose_signer_has_no_id_is_stored_as_ever(database):
    """What was written before reads the same; the name goes with whoever entered it."""
    flow = flow_on(database.store, directory=units())
    flow.issue(the_plan(), by=CHAIR, at=ISSUED_AT)
    task = of("1", "trang-dinh")
    flow.do(c.Report(task, signed_by=OTHER), by=hoa("trang-dinh"), at=moment(10, 1))
    stored = database.store.history((task,))[-1]

    assert ("signer" in stored.body, {"hoa"}) == (
        False,
        {each.person for each in stored.content},
    )
