"""Rules where a second reading found more: keys, hours, regimes, resending, digests."""

import pytest
from attrs import evolve

from builders import STORES, by, clerk, closing_store, day, issued, item, moment, plan, the
from planflow import RecordEvent, digest
from planflow.domain.deadline import ByRegime, Fixed, Recurring, Setting, occurrences
from planflow.domain.task import command as c
from planflow.domain.task import timeliness
from planflow.domain.workday import Mark, Regime, RegimePeriod
from planflow.errors import DefinitionError, DuplicateError


@pytest.fixture(params=STORES)
def flow(request):
    """Return a flow over each store: a department leads, a district is partner, due 14 November."""
    with closing_store(request.param) as store:
        yield issued(store, plan(item("1", "sgd", "van-lang", schedule=by(11, 14))))


def test_r07_another_units_clerk_gets_nothing_by_repeating_a_command(flow):
    """The key belongs to the unit that used it; a stranger is told that it is taken."""
    task = the(flow, "1", "sgd").id
    flow.do(c.Start(task), by=clerk("sgd"), at=moment(3, 1), key="k")

    with pytest.raises(DuplicateError):
        flow.do(c.Start(task), by=clerk("stc"), at=moment(3, 1), key="k")


def test_r13_resent_late_once_the_first_sending_never_counts_again(flow):
    """Sent in time, resent late, returned once more and resent in time: it stays late."""
    task = the(flow, "1", "van-lang").id
    holder, above = clerk("van-lang"), clerk("sgd")
    flow.do(c.Report(task), by=holder, at=moment(10, 1))
    flow.do(c.Return(task, "thiếu", day(10, 5)), by=above, at=moment(10, 2))
    flow.do(c.Report(task), by=holder, at=moment(10, 8))
    flow.do(c.Return(task, "thiếu", day(10, 20)), by=above, at=moment(10, 9))
    flow.do(c.Report(task), by=holder, at=moment(10, 12))

    assert "done_late" == timeliness(flow.task(task), moment(11, 1))


def test_r26_a_digest_shows_the_highest_rung(flow):
    """After a month of downtime the holder is told once, of the newest reminder."""
    task = the(flow, "1", "sgd").id
    given = [each for each in flow.tick(moment(12, 1)) if each.task == task]
    told = [each for each in digest(given)["sgd"] if each.task == task]

    assert len(given) > 3
    assert ["overdue_3"] == [each.rung for each in told]


def test_r09_before_an_hour_ends_just_before_it():
    """ "Before 17:00" does not include 17:00; "by 17:00" does."""
    before, until = (
        next(iter(occurrences(Fixed(on=day(11, 14), strict=strict, hour=17), setting())))
        for strict in (True, False)
    )

    assert before.deadline.due_at < moment(11, 14, 17) == until.deadline.due_at
    assert day(11, 14) == before.deadline.due_on


def test_r22_a_regime_that_is_not_in_force_says_so():
    """A regime that ended in 2020 dates a report of 2021 with a warning."""
    ended = evolve(YEARLY, valid_to=day(12, 31, 2020))
    found = occurrences(ByRegime(regime="r", period="year"), setting(ended))

    assert [["deadline.regime_not_valid"]] == [
        [warning.key for warning in one.deadline.warnings] for one in found
    ]


@pytest.mark.parametrize("broken", ["", "a/b", "a!b"])
def test_r28_ids_of_which_no_task_id_can_be_made_are_refused(broken):
    """A plan built in code is held to the same ids as a plan file."""
    wrong = plan(item("1", "sgd"), plan_id=broken)
    with closing_store("memory") as store, pytest.raises(DefinitionError) as caught:
        issued(store, wrong)

    assert repr(broken) in str(caught.value)


def test_r11_an_event_brings_a_date_not_a_rhythm():
    """A recurring "date" of an event is refused, with what would be right."""
    with closing_store("memory") as store:
        flow = issued(store)
        command = RecordEvent("p", "guidance", day(6, 1), due=Recurring(every="year"))
        with pytest.raises(DefinitionError) as caught:
            flow.do(command, by=clerk("stp"), at=moment(6, 1))

    assert "due: found Recurring" in str(caught.value)


YEARLY = Regime(
    id="r",
    title="R",
    periods=(
        RegimePeriod(
            kind="year",
            starts=Mark(0, 1),
            ends=Mark(0, 31),
            cut_off=Mark(-1, 31),
            send_by=Mark(0, 20),
        ),
    ),
)


def setting(regime=YEARLY):
    """Return the setting of a plan of 2021."""
    from planflow.document import vietnam
    from planflow.domain.deadline import Policy

    return Setting(
        issued_on=day(1, 11),
        years=(2021, 2021),
        until=day(12, 31),
        policy=Policy(),
        workdays=vietnam(),
        regimes={"r": regime},
    )


def test_r19_a_stock_of_four_quarters_is_not_their_sum():
    """A deed of each quarter under a yearly report: it holds the stock of the last quarter."""
    from builders import duty, indicator
    from planflow.domain.plan import Product

    stock = Product(indicator=evolve(indicator("communes"), nature="stock"))
    deeds = evolve(item("1", "sgd", schedule=Recurring(every="quarter")), products=(stock,))
    due = Recurring(every="year", due_month=12, due_day=31)
    reports = duty("R", ("sgd",), to=("ubnd",), schedule=due)
    with closing_store("memory") as store:
        flow = issued(store, plan(deeds, duties=(reports,)))
        for quarter, amount in enumerate((4, 9, 6, 7), 1):
            task = the(flow, "1", "sgd", occurrence=f"2021-Q{quarter}").id
            report = c.Report(task, figures={"communes": amount})
            flow.do(report, by=clerk("sgd"), at=moment(3 * quarter, 20))
        top = the(flow, "R", "sgd", occurrence="2021").id
        done = flow.do(c.Report(top), by=clerk("sgd"), at=moment(12, 30)).task

        assert {"communes": 7} == done.standing.reports[-1].total.actual
        assert 4 == len(done.standing.reports[-1].pins)
        assert flow.verify().is_sound
