"""Rule R5: a refusal told whole, in Vietnamese: the rule, the reason with its facts, who may."""

import pytest

from builders import (
    CHAIR,
    by,
    clerk,
    closing_store,
    day,
    duty,
    indicator,
    issued,
    item,
    moment,
    plan,
    the,
)
from planflow.domain.deadline import Continuous
from planflow.domain.report import Joint
from planflow.domain.task import command as c
from planflow.errors import CommandRefusedError
from planflow.message import Message

AT = moment(10, 5)
STP, SGD = clerk("stp"), clerk("sgd")
COUNTED = (indicator("classes"), indicator("people", of="classes"))


@pytest.fixture
def flow():
    with closing_store("memory") as store:
        yield issued(
            store,
            plan(
                item("1", "sgd", schedule=by(11, 1)),
                item("2", "sgd", schedule=Continuous()),
                item("3", "mttq", authority="request"),
                duties=(
                    duty("D", ("sgd", "stc"), to=("stp",), schedule=by(11, 1), indicators=COUNTED),
                    duty("S", ("stp",), to=("ubnd",), schedule=by(11, 20)),
                ),
            ),
        )


def reported(flow):
    """Let ``sgd`` report under D."""
    task = the(flow, "D", "sgd").id
    flow.do(c.Report(task, figures={"classes": 3}), by=clerk("sgd"), at=moment(10, 1))


def passed_on(flow):
    """Let ``stp`` pass it on."""
    reported(flow)
    flow.do(c.Report(the(flow, "S", "stp").id), by=clerk("stp"), at=moment(10, 2))


def asked_release(flow):
    """Let ``sgd`` ask to be released from item 1."""
    flow.do(c.AskRelease(the(flow, "1", "sgd").id, "quá tải"), by=SGD, at=moment(10, 1))


def asked_extension(flow):
    """Let ``sgd`` ask for a later date."""
    command = c.AskExtension(the(flow, "1", "sgd").id, day(11, 9), "lũ")
    flow.do(command, by=SGD, at=moment(10, 1))


def extended(flow):
    """Let the later date be granted."""
    asked_extension(flow)
    flow.do(c.GrantExtension(the(flow, "1", "sgd").id), by=CHAIR, at=moment(10, 2))


def raised(flow):
    """Let ``sgd`` raise an obstacle under D; it lies with ``stp``."""
    flow.do(c.RaiseObstacle(the(flow, "D", "sgd").id, "mất điện"), by=SGD, at=moment(10, 1))


def at_the_top(flow):
    """Let it be put on to ``ubnd`` and ``board``, the last that can be asked."""
    raised(flow)
    task = the(flow, "D", "sgd").id
    for unit in ("stp", "ubnd"):
        flow.do(c.EscalateObstacle(task, 1, "ngoài"), by=clerk(unit), at=moment(10, 2))


def answered(flow):
    """Let it be answered."""
    raised(flow)
    flow.do(c.AnswerObstacle(the(flow, "D", "sgd").id, 1, "đã sửa"), by=STP, at=moment(10, 2))


def transferred(flow):
    """Let item 1 go to ``stc``."""
    command = c.Transfer(the(flow, "1", "sgd").id, "stc", "quá tải")
    flow.do(command, by=CHAIR, at=moment(10, 1))


def told(flow):
    """Let ``sgd`` report partially on item 2, which has no end."""
    flow.do(c.Report(the(flow, "2", "sgd").id, partial=True), by=SGD, at=moment(10, 1))


def begun(flow):
    """Let ``sgd`` begin item 1 and item 2."""
    for source in ("1", "2"):
        flow.do(c.Start(the(flow, source, "sgd").id), by=SGD, at=moment(10, 1))


def nothing(_flow):
    """Leave the plan as it was issued."""


def on(source, holder, kind, *given, **more):
    """Return what makes a command on the task of a unit."""
    return lambda flow: kind(the(flow, source, holder).id, *given, **more)


def cut(**more):
    """Return what makes the report of ``stp``, with something cut."""
    return on("S", "stp", c.Report, **more)


REFUSED = [
    # before, command, by, rule, sentence
    (nothing, on("1", "sgd", c.Withdraw, " "), CHAIR, "R5", "reason", {}),
    (nothing, on("1", "sgd", c.Suspend, ""), CHAIR, "R5", "reason", {}),
    (nothing, on("3", "mttq", c.Decline, ""), clerk("mttq"), "R5", "reason", {}),
    (nothing, on("1", "sgd", c.AskRelease, ""), SGD, "R5", "reason", {}),
    (nothing, on("2", "sgd", c.RecordProgress), SGD, "R5", "progress_empty", {}),
    (
        nothing,
        on("1", "sgd", c.RecordProgress, 101),
        SGD,
        "R19",
        "progress_percent",
        {"found": "101"},
    ),
    (
        nothing,
        on("1", "sgd", c.RecordProgress, True),
        SGD,
        "R19",
        "progress_percent",
        {"found": "True"},
    ),
    (nothing, on("1", "sgd", c.AttachEvidence, (" ",)), SGD, "R5", "evidence_empty", {}),
    (reported, on("D", "sgd", c.Return, " ", day(10, 20)), STP, "R13", "reason", {}),
    (
        reported,
        on("D", "sgd", c.Return, "sai", day(10, 4)),
        STP,
        "R13",
        "resend_past",
        {"resend": "2021-10-04"},
    ),
    (
        passed_on,
        on("D", "sgd", c.Return, "sai", day(10, 20)),
        STP,
        "R16",
        "above_reported",
        {"above": "p/S/stp/once"},
    ),
    (passed_on, on("D", "sgd", c.AskCorrection, " "), STP, "R16", "reason", {}),
    (reported, on("D", "sgd", c.AskCorrection, "sai"), STP, "R16", "return_instead", {}),
    (reported, on("D", "sgd", c.Correct), SGD, "R17", "reason", {}),
    (
        reported,
        on("D", "sgd", c.Correct, partial=True, reason="sót"),
        SGD,
        "R17",
        "correction_partial",
        {},
    ),
    (
        reported,
        cut(accepted={"mttq": {"classes": 1}}, reasons={"mttq": "x"}),
        STP,
        "R17",
        "accepted_who",
        {"who": ("mttq",)},
    ),
    (
        reported,
        cut(accepted={"sgd": {"classes": 4}}, reasons={"sgd": "x"}),
        STP,
        "R17",
        "accepted_more",
        {"more": ("sgd: classes=4",)},
    ),
    (
        reported,
        cut(accepted={"sgd": {"classes": 2}}, reasons={"sgd": " "}),
        STP,
        "R17",
        "accepted_without_reason",
        {"who": ("sgd",)},
    ),
    (
        reported,
        cut(waive={"sgd": "lũ"}),
        STP,
        "R18",
        "waived_not_absent",
        {"stray": ("sgd",)},
    ),
    (
        reported,
        cut(waive={"stc": " "}),
        STP,
        "R18",
        "waived_without_reason",
        {"who": ("stc",)},
    ),
    (
        reported,
        cut(pins={}),
        STP,
        "R17",
        "draft_moved",
        {"moved": ("p/D/sgd/once",)},
    ),
    (
        nothing,
        on("D", "sgd", c.Report, figures={"talks": 1}),
        SGD,
        "R19",
        "unknown_indicator",
        {"unknown": ("talks",), "known": ("classes", "people")},
    ),
    (
        nothing,
        on("D", "sgd", c.Report, estimates={"classes": -1}),
        SGD,
        "R19",
        "amount",
        {"bad": ("classes=-1",)},
    ),
    (
        nothing,
        on("D", "sgd", c.Report, figures={"people": 1}),
        SGD,
        "R19",
        "more_than_whole",
        {"parts": ("people=1 > classes=–",)},
    ),
    (
        nothing,
        on("D", "sgd", c.Report, joint=(Joint("classes", "sgd", 1),)),
        SGD,
        "R19",
        "joint_own",
        {"unit": "sgd"},
    ),
    (
        nothing,
        on("D", "sgd", c.Report, joint=(Joint("classes", "ai", 1),)),
        SGD,
        "R19",
        "joint_lead",
        {"units": ("ai",)},
    ),
    (
        nothing,
        on("D", "sgd", c.Report, sections={"khác": "…"}),
        SGD,
        "R5",
        "sections",
        {"unknown": ("khác",), "known": c.SECTIONS},
    ),
    (
        nothing,
        on("D", "sgd", c.Report, paper=c.Paper("1", moment(10, 1))),
        SGD,
        "R27",
        "own_paper",
        {},
    ),
    (nothing, on("D", "sgd", c.Report), STP, "R27", "needs_paper", {}),
    (
        nothing,
        on("D", "sgd", c.Report, paper=c.Paper("1", moment(10, 6))),
        STP,
        "R27",
        "paper_future",
        {},
    ),
    (nothing, on("1", "sgd", c.GrantExtension), CHAIR, "R13", "extension_not_asked", {}),
    (nothing, on("1", "sgd", c.RefuseExtension, "không"), CHAIR, "R13", "extension_not_asked", {}),
    (
        nothing,
        on("2", "sgd", c.AskExtension, day(12, 1), "lũ"),
        SGD,
        "R13",
        "extension_undated",
        {},
    ),
    (
        nothing,
        on("1", "sgd", c.AskExtension, day(11, 1), "lũ"),
        SGD,
        "R13",
        "extension_not_later",
        {"until": day(11, 1), "due": day(11, 1)},
    ),
    (
        nothing,
        on("S", "stp", c.Waive, ("sgd",), " "),
        STP,
        "R18",
        "waived_without_reason",
        {"who": ("sgd",)},
    ),
    (nothing, on("S", "stp", c.Waive, (), "lũ"), STP, "R18", "waived_nobody", {}),
    (nothing, on("1", "sgd", c.RefuseRelease, "không"), CHAIR, "R6", "release_not_asked", {}),
    (asked_release, on("1", "sgd", c.RefuseRelease, " "), CHAIR, "R5", "reason", {}),
    (asked_release, on("1", "sgd", c.AskRelease, "bận"), SGD, "R6", "release_pending", {}),
    (told, on("2", "sgd", c.Close, ""), CHAIR, "R5", "reason", {}),
    (begun, on("1", "sgd", c.Close, "hết"), CHAIR, "R12", "close_with_end", {}),
    (begun, on("2", "sgd", c.Close, "hết"), CHAIR, "R12", "close_unreported", {}),
    (nothing, on("1", "sgd", c.Transfer, "stc", " "), CHAIR, "R24", "reason", {}),
    (
        nothing,
        on("1", "sgd", c.Transfer, "ai", "bận"),
        CHAIR,
        "R24",
        "transfer_unknown",
        {"unit": "ai", "on": day(10, 5)},
    ),
    (
        nothing,
        on("1", "sgd", c.Transfer, "sgd", "bận"),
        CHAIR,
        "R24",
        "transfer_own",
        {"unit": "sgd"},
    ),
    (raised, on("D", "sgd", c.RaiseObstacle, " "), SGD, "R5", "obstacle_words", {}),
    (raised, on("D", "sgd", c.AnswerObstacle, 1, " "), STP, "R5", "obstacle_answer", {}),
    (raised, on("D", "sgd", c.EscalateObstacle, 1, " "), STP, "R5", "reason", {}),
    (
        raised,
        on("D", "sgd", c.WithdrawObstacle, 2),
        SGD,
        "R5",
        "obstacle_unknown",
        {"number": 2, "known": ("1",)},
    ),
    (
        answered,
        on("D", "sgd", c.WithdrawObstacle, 1),
        SGD,
        "R5",
        "obstacle_closed",
        {"number": 1, "state": Message.of("obstacle.answered")},
    ),
    (
        asked_extension,
        on("1", "sgd", c.AskExtension, day(11, 20), "lũ"),
        SGD,
        "R13",
        "extension_pending",
        {"until": day(11, 9)},
    ),
    (
        extended,
        on("1", "sgd", c.AskExtension, day(11, 20), "lũ"),
        SGD,
        "R13",
        "extension_too_often",
        {"count": 1},
    ),
    (asked_extension, on("1", "sgd", c.RefuseExtension, " "), CHAIR, "R13", "reason", {}),
]


@pytest.mark.parametrize(
    ("prepare", "make", "actor", "rule", "key", "facts"),
    REFUSED,
    ids=[f"{each[4]}-{number}" for number, each in enumerate(REFUSED)],
)
def test_r05_a_refusal_is_told_whole(flow, prepare, make, actor, rule, key, facts):
    """The rule, the reason with its facts; and somebody may."""
    prepare(flow)
    with pytest.raises(CommandRefusedError) as caught:
        flow.do(make(flow), by=actor, at=AT)
    refused = caught.value

    assert (rule, Message.of(f"refusal.{key}", **facts)) == (refused.rule, refused.reason)
    assert refused.who
    assert refused.text("vi") != refused.text("en")


REASONED = [
    ("1", "sgd", CHAIR, c.Withdraw, "trùng việc", "Withdrawn"),
    ("1", "sgd", CHAIR, c.Suspend, "mưa lũ", "Suspended"),
    ("1", "sgd", SGD, c.AskRelease, "thiếu người", "ReleaseAsked"),
    ("3", "mttq", clerk("mttq"), c.Decline, "quá tải", "Declined"),
    ("1", "sgd", SGD, c.RecordProgress, 40, "ProgressRecorded"),
    ("1", "sgd", CHAIR, c.Remind, "gửi ngay", "Reminded"),
]


@pytest.mark.parametrize(("source", "holder", "actor", "kind", "said", "event"), REASONED)
def test_r05_what_was_said_stands_beside_the_journal(
    flow, source, holder, actor, kind, said, event
):
    """Why it was done is kept where it can be read, and erased."""
    task = the(flow, source, holder).id
    flow.do(kind(task, said), by=actor, at=AT)
    entry = flow.history(task)[-1]
    names = {"ProgressRecorded": "percent", "Reminded": "note"}
    kept = getattr(entry.event, names.get(event, "reason"))

    assert (event, said) == (entry.kind, kept)


def test_r05_who_goes_back_to_work_and_why(flow):
    """A withdrawn task is assigned again, with nothing of what was asked before."""
    asked_release(flow)
    task = the(flow, "1", "sgd").id
    flow.do(c.Withdraw(task, "thôi"), by=CHAIR, at=moment(10, 2))
    standing = flow.do(c.Reinstate(task, "cần lại"), by=CHAIR, at=AT).task.standing
    said = flow.history(task)[-1].event.reason

    assert ("assigned", False, False, None, AT, "cần lại") == (
        standing.state,
        standing.has_asked_release,
        standing.has_declined,
        standing.came_from,
        standing.dated_at,
        said,
    )


def test_r05_progress_is_told_in_words_and_closing_says_why(flow):
    """Both stand beside the journal."""
    told(flow)
    task = the(flow, "2", "sgd").id
    flow.do(c.RecordProgress(task, note="đã xong hai xã"), by=SGD, at=moment(10, 3))
    flow.do(c.Close(task, "đề án kết thúc"), by=CHAIR, at=AT)
    progress, closed = [entry.event for entry in flow.history(task)][-2:]

    assert (None, "đã xong hai xã") == (progress.percent, progress.note)
    assert (1, "đề án kết thúc") == (closed.version, closed.reason)


def test_r24_a_task_that_was_handed_over_is_not_handed_over_again(flow):
    """Its heir is named."""
    transferred(flow)
    with pytest.raises(CommandRefusedError) as caught:
        flow.do(on("1", "sgd", c.Transfer, "stp", "bận")(flow), by=CHAIR, at=AT)

    assert caught.value.rule in ("R3", "R24")


def test_r05_at_the_top_an_obstacle_can_only_be_answered(flow):
    """The unit with which it lies is named, and that it alone may."""
    at_the_top(flow)
    lies_with = the(flow, "D", "sgd").standing.obstacles[0].lies_with
    command = on("D", "sgd", c.EscalateObstacle, 1, "ngoài")(flow)
    with pytest.raises(CommandRefusedError) as caught:
        flow.do(command, by=clerk(lies_with), at=AT)
    with pytest.raises(CommandRefusedError) as elsewhere:
        flow.do(command, by=clerk("stc"), at=AT)

    top = Message.of("refusal.obstacle_top", number=1, unit=lies_with)
    assert (top, ("asked",)) == (caught.value.reason, caught.value.who)
    assert ("asked", "assigner") == elsewhere.value.who
