"""The rules are really watched: whatever breaks one in the library, the forests notice."""

from importlib import import_module
from random import Random

import pytest
from attrs import evolve as change

from forest import STARTS_AT, STEPS, issued_forest
from invariants import hold_every_rule
from planflow.domain import overview
from planflow.domain.report import rollup
from planflow.domain.task import Task, event, reporting
from planflow.engine import sweep, work

consolidation, decide, evolve, timeliness = (
    import_module(f"planflow.domain.task.{name}")
    for name in ("consolidation", "decide", "evolve", "timeliness")
)


def nobody_is_absent(monkeypatch):
    monkeypatch.setattr(consolidation, "absentees", lambda *_, **__: ())


def the_first_report_below_is_not_added(monkeypatch):
    def over_units(parts, indicators):
        return rollup.over_units(list(parts)[1:], indicators)

    monkeypatch.setattr(consolidation, "over_units", over_units)


def everybody_may_do_everything(monkeypatch):
    monkeypatch.setattr(decide, "has_role", lambda *_: True)


def a_refusal_names_nobody(monkeypatch):
    monkeypatch.setattr(decide, "evolve", lambda refusal, **_: refusal)


def what_is_returned_stays_in_open_totals(monkeypatch):
    monkeypatch.setattr(decide, "revisions", lambda *_: ())


def a_return_forgets_the_date(monkeypatch):
    kept = evolve._EVOLVERS[event.Returned]

    def returned(standing, what, at):
        return change(kept(standing, what, at), stated=None)

    monkeypatch.setitem(evolve._EVOLVERS, event.Returned, returned)


def a_resent_report_counts_anew(monkeypatch):
    monkeypatch.setattr(
        evolve, "_closed", lambda standing, report: change(standing, done_at=report.sent_at)
    )


def a_paper_is_sent_when_it_is_entered(monkeypatch):
    kept = reporting.compose
    monkeypatch.setattr(
        reporting, "compose", lambda *given: change(kept(*given), sent_at=given[2].at)
    )


def an_old_version_is_taken(monkeypatch):
    kept = evolve._EVOLVERS[event.Taken]
    monkeypatch.setitem(
        evolve._EVOLVERS,
        event.Taken,
        lambda standing, what, at: kept(standing, change(what, version=1), at),
    )


def what_is_done_still_wakes(monkeypatch):
    monkeypatch.setattr(work, "wake_of", lambda _before, scheduled, _task: scheduled or STARTS_AT)


def the_sweep_gives_only_the_newest_rung(monkeypatch):
    kept = sweep.fallen_due

    def newest_only(*given):
        told, following = kept(*given)
        return told[-1:], following

    monkeypatch.setattr(sweep, "fallen_due", newest_only)


def a_record_is_not_the_fold(monkeypatch):
    kept = work.task_row

    def task_row(task, *more):
        return kept(Task(task.assignment, change(task.standing, extensions=0, asked=None)), *more)

    monkeypatch.setattr(work, "task_row", task_row)


def the_newest_report_is_consolidated(monkeypatch):
    monkeypatch.setattr(overview, "consolidated_reports", overview.live_reports)


def requests_are_counted_as_late(monkeypatch):
    monkeypatch.setattr(timeliness, "REQUEST", "never")


SABOTAGES = {
    nobody_is_absent: "r18",
    the_first_report_below_is_not_added: "r19",
    everybody_may_do_everything: "r03",
    a_refusal_names_nobody: "r05",
    what_is_returned_stays_in_open_totals: "r16",
    a_return_forgets_the_date: "r13",
    a_resent_report_counts_anew: "r13",
    a_paper_is_sent_when_it_is_entered: "r27",
    an_old_version_is_taken: "r17",
    what_is_done_still_wakes: "r26",
    the_sweep_gives_only_the_newest_rung: "r26",
    a_record_is_not_the_fold: "r25",
    the_newest_report_is_consolidated: "r16",
    requests_are_counted_as_late: "r06",
}


def broken_rule(chance):
    """Grow forests until a rule is broken; return its name."""
    for _ in range(60):
        forest = issued_forest(chance.randrange(2**20))
        numbers = [chance.randrange(1, 2**24) for _ in range(STEPS)]
        try:
            hold_every_rule(forest, numbers)
        except AssertionError as error:
            return error.__notes__[-1]
    return "none"


@pytest.mark.slow
@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.__name__)
def test_a_library_that_breaks_a_rule_is_caught(sabotage, monkeypatch):
    """Each act of sabotage is noticed, and by the rule that it breaks."""
    sabotage(monkeypatch)

    assert SABOTAGES[sabotage] == broken_rule(Random(3))[:3]
