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


def nothing(_flow):
    """Leave the plan as it was issued."""


def on(source, holder, kind, *given, **more):
    """Return what makes a command on the task of a unit."""
    return lambda flow: kind(the(flow, source, holder).id, *given, **more)


def cut(**more):
    """Return what makes the report of ``stp``, with something cut."""
    return on("S", "stp", c.Report, **more)


STP, SGD = clerk("stp"), clerk("sgd")
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
]


@pytest.mark.parametrize(("source", "holder", "actor", "kind", "said", "event"), REASONED)
def test_r05_what_was_said_stands_beside_the_journal(
    flow, source, holder, actor, kind, said, event
):
    """Why it was done is kept where it can be read, and erased."""
    task = the(flow, source, holder).id
    flow.do(kind(task, said), by=actor, at=AT)
    entry = flow.history(task)[-1]
    kept = entry.event.percent if event == "ProgressRecorded" else entry.event.reason

    assert (event, said) == (entry.kind, kept)
