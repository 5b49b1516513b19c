"""Rule R5: every refusal that the code can give names its rule, its reason and who may."""

import ast
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import planflow
from builders import ISSUED_AT, bare_task, clerk, day, deadline, moment, version
from planflow.domain.task import ROLES, Asked, Context, Edge, Refusal, Standing, decide
from planflow.domain.task import command as c
from planflow.domain.task.refusal import violated
from planflow.engine.refuse import refuse
from planflow.errors import CommandRefusedError
from planflow.instant import to_instant
from planflow.message import LANGUAGES, catalogue

SOURCES = sorted(Path(planflow.__file__).parent.rglob("*.py"))
RULES = {f"R{number}" for number in range(1, 29) if number != 21}


def fields(key, language):
    """Return the names of the facts that a sentence needs."""
    return {name for _, name, _, _ in Formatter().parse(catalogue()[key][language]) if name}


@cache
def every_call():
    """Return place, function and call of every call in the package."""
    return tuple(
        (f"{path.name}:{node.lineno}", ast.unparse(node.func), node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    )


def calls(name):
    """Return place and call of every call of a function of this name."""
    return [(place, node) for place, called, node in every_call() if called.endswith(name)]


def literals(node):
    """Return the arguments of a call that stand in the code as texts."""
    return [each.value for each in node.args if isinstance(each, ast.Constant)]


def test_r05_every_refusal_names_its_rule_and_its_reason_literally():
    """A rule of the model and a sentence of the catalogue, so that this test can see them."""
    wrong = []
    for place, node in calls("violated"):
        rule, key = literals(node)
        if rule not in RULES or f"refusal.{key}" not in catalogue():
            wrong.append((place, rule, key))

    assert len(calls("violated")) > 20
    assert [] == wrong


@pytest.mark.parametrize(("name", "prefix"), [("violated", "refusal."), ("Message.of", "")])
def test_r05_every_sentence_gets_the_facts_that_it_needs(name, prefix):
    """In both languages; a fact that is missing would break the refusal itself."""
    wrong = []
    for place, node in calls(name):
        facts = {keyword.arg for keyword in node.keywords}
        if not literals(node) or None in facts:
            continue  # the key or the facts are put together: other tests write the sentence
        key = prefix + literals(node)[-1]
        wrong += [(place, key) for language in LANGUAGES if not fields(key, language) <= facts]

    assert [] == wrong


@pytest.mark.parametrize("key", [key for key in catalogue() if key.startswith("refusal.")])
def test_r05_every_reason_is_a_sentence_in_both_languages(key):
    """Neither language is missing, empty, or the other one."""
    words = catalogue()[key]
    literal = [re.sub(r"\{\w+\}", "", words[language]).strip() for language in LANGUAGES]

    assert set(LANGUAGES) == set(words)
    assert all(literal)
    if key != "refusal.host":
        assert literal[0] != literal[1]
        assert fields(key, "vi") == fields(key, "en")


@pytest.mark.parametrize("role", ROLES)
def test_r05_every_role_has_its_words(role):
    """Who may is told in words: Vietnamese ones for officials."""
    words = catalogue()[f"role.{role}"]

    assert words["vi"] != role
    assert words["vi"] != words["en"]


# ── refusals by decide ───────────────────────────────────────────────────────

AT = moment(10, 5)
DUE = deadline(day(11, 14))
PAPER = c.Paper("12/BC", moment(10, 4))


def task_in(state, **facts):
    """Return a task of ``holder`` that feeds ``receiver``."""
    known = {
        "state": state,
        "dating": "dated",
        "deadline": DUE,
        "edges": (Edge("above", "receiver", "R"),),
        "dated_at": to_instant(ISSUED_AT),
    }
    return bare_task(Standing(**(known | facts)))


PENDING = Asked(day(11, 20), AT)
CHILD = bare_task(
    Standing(edges=(Edge("task", "holder", "R"),), reports=(version(1),), state="reported"),
    id="child",
)
OWN = bare_task(
    Standing(
        edges=(Edge("task", "holder", "R", mode="approve"),),
        reports=(version(1),),
        state="reported",
    ),
    id="own",
)
ABOVE = bare_task(Standing(state="reported"), id="above", holder="receiver")

BROKEN = [
    ("role", task_in("assigned"), c.Withdraw("task", "trùng"), "holder", {}),
    ("state", task_in("assigned"), c.Resume("task"), "assigner", {}),
    ("reason", task_in("assigned"), c.Suspend("task", " "), "assigner", {}),
    ("reason", task_in("assigned"), c.AskRelease("task", ""), "holder", {}),
    (
        "reason",
        task_in("reported", reports=(version(1),)),
        c.Return("task", "", day(10, 9)),
        "receiver",
        {},
    ),
    (
        "resend_past",
        task_in("reported", reports=(version(1),)),
        c.Return("task", "thiếu", day(10, 1)),
        "receiver",
        {},
    ),
    (
        "above_reported",
        task_in(
            "consolidated",
            reports=(version(1),),
            edges=(Edge("above", "receiver", "R", taken=1),),
        ),
        c.Return("task", "thiếu", day(10, 9)),
        "receiver",
        {"above": {"above": ABOVE}},
    ),
    (
        "extension_undated",
        task_in("assigned", deadline=None),
        c.AskExtension("task", day(11, 20), "lũ"),
        "holder",
        {},
    ),
    (
        "extension_resending",
        task_in("in_progress", deadline=deadline(day(11, 14), origin="resending")),
        c.AskExtension("task", day(11, 20), "lũ"),
        "holder",
        {},
    ),
    (
        "extension_pending",
        task_in("assigned", asked=PENDING),
        c.AskExtension("task", day(11, 20), "lũ"),
        "holder",
        {},
    ),
    (
        "extension_late",
        task_in("assigned", deadline=deadline(day(10, 1))),
        c.AskExtension("task", day(11, 20), "lũ"),
        "holder",
        {},
    ),
    (
        "extension_too_often",
        task_in("assigned", extensions=1),
        c.AskExtension("task", day(11, 20), "lũ"),
        "holder",
        {},
    ),
    (
        "extension_not_later",
        task_in("assigned", asked=PENDING),
        c.GrantExtension("task", day(11, 14)),
        "assigner",
        {},
    ),
    ("extension_not_asked", task_in("assigned"), c.GrantExtension("task"), "assigner", {}),
    (
        "unknown_indicator",
        task_in("assigned"),
        c.Report("task", figures={"talks": 1}),
        "holder",
        {},
    ),
    ("amount", task_in("assigned"), c.Report("task", figures={"classes": -1}), "holder", {}),
    ("own_paper", task_in("assigned"), c.Report("task", paper=PAPER), "holder", {}),
    ("needs_paper", task_in("assigned"), c.Report("task"), "receiver", {}),
    (
        "paper_future",
        task_in("assigned"),
        c.Report("task", paper=c.Paper("12/BC", moment(12, 1))),
        "receiver",
        {},
    ),
    (
        "draft_moved",
        task_in("assigned"),
        c.Report("task", pins={}),
        "holder",
        {"below": (CHILD,)},
    ),
    ("own_approval", task_in("assigned"), c.Report("task"), "holder", {"below": (OWN,)}),
    (
        "waived_not_absent",
        task_in("assigned"),
        c.Report("task", waive={"nobody": "lũ"}),
        "holder",
        {},
    ),
    (
        "waived_without_reason",
        task_in("assigned", open_sets=("các cơ quan",)),
        c.Report("task", waive={"các cơ quan": " "}),
        "holder",
        {},
    ),
]


@pytest.mark.parametrize(
    ("key", "task", "command", "unit_id", "around"),
    BROKEN,
    ids=[f"{key}-{type(command).__name__}" for key, _, command, *_ in BROKEN],
)
def test_r05_a_refusal_says_rule_reason_and_who_may_in_both_languages(
    key, task, command, unit_id, around
):
    """As the error tells it; who may is told in words, never by the names that code uses."""
    found = decide(task, command, Context(clerk(unit_id), AT, **around))

    assert isinstance(found, Refusal)
    assert f"refusal.{key}" == found.reason.key
    assert found.rule in RULES
    assert found.who
    with pytest.raises(CommandRefusedError) as caught:
        refuse(found)
    for language in LANGUAGES:
        text = caught.value.text(language)
        roles = ", ".join(catalogue()[f"role.{role}"][language] for role in found.who)
        said = catalogue()["refusal.who"][language].format(roles=roles)
        assert f"{found.rule}: {found.reason.text(language)} {said}" == text
    assert caught.value.text("en") == str(caught.value)


def test_r05_a_refusal_without_a_reason_in_the_catalogue_fails_loudly():
    """Whoever forgets the catalogue hears of it from the tests above, and here at once."""
    with pytest.raises(KeyError):
        violated("R2", "no_such_sentence").reason.text("vi")
