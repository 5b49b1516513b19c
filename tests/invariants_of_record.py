"""What holds after each step of journal and sweep: Rules R25 to R27."""

from forest import STARTS_AT
from planflow.domain.reminder import announcements
from planflow.domain.task import event as e
from watching import OPEN, acting, reports_given


def r25_an_entry_says_who_and_when(step, forest):
    for entry in step.entries:
        assert step.at == entry.at
        assert (step.actor or None) == entry.unit or step.act == "issue"
    assert len(forest.lines) == (forest.store.head()[0])


def r26_what_is_done_or_gone_wakes_nobody(step, forest):
    """Unless a correction is asked for, or an obstacle waits for an answer."""
    for one, task in step.after.items():
        standing = task.standing
        is_awaited = standing.correction_asked_at or standing.open_obstacles()
        if task.state not in OPEN and not is_awaited:
            assert forest.store._rows[one].wake is None


def r26_an_announcement_is_of_what_is_in_force_and_given_once(step, forest):
    ids = [each.id for each in step.told]
    fresh = [entry.stream for entry in step.entries if "!" in entry.stream]
    assert sorted(ids) == sorted(fresh)
    assert len(set(ids)) == len(ids)
    for each in step.told:
        assert each.moment <= step.at
        assert each.recipient
        if each.task in forest.plans or each.cause.startswith(("obstacle", "correction")):
            continue
        task = forest.tasks[each.task]
        assert task.state in OPEN
        assert each.due_on == task.due_on
    if step.act != "tick":
        assert [] == fresh


def r26_an_obstacle_is_announced_where_it_lies(step, forest):
    for each in step.told:
        if not each.cause.startswith("obstacle"):
            continue
        number, place = map(int, each.cause.removeprefix("obstacle ").split("."))
        subject = forest.tasks.get(each.task)
        known = subject.standing if subject else forest.flow.plan(each.task)
        obstacle = known.obstacles[number - 1]
        assert obstacle.is_open
        assert (each.recipient, place) == (obstacle.lies_with, len(obstacle.path) + 1)


def r26_downtime_loses_none(step, forest):
    if step.act != "tick":
        return
    for one, task in forest.tasks.items():
        amended = [each.at for each in forest.kinds[one] if isinstance(each.event, e.Amended)]
        if task.state in OPEN and task.standing.dated_at is not None:
            since = amended[-1] if amended else STARTS_AT
            owed = {each.id for each in announcements(task, since, step.at)}
            assert owed <= set(forest.told), (owed - set(forest.told), step.at)
    assert () == forest.flow.tick(step.at)
    assert forest.store.head()[0] == len(forest.lines)


def r27_a_report_is_sent_when_its_paper_says(step, forest):
    for one, event in reports_given(step):
        report, paper = event.report, step.command.paper
        on_behalf = forest.tasks[one].holder not in acting(step.actor, forest.tasks[one])
        assert paper is not None or not on_behalf
        assert report.sent_at == (paper.sent_at if paper else step.at)
        assert report.sent_at <= step.at
        assert not on_behalf or report.entered_by == step.actor
