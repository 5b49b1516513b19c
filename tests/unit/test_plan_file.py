"""Plan files: what is read, which faults are told, and the schema that goes with them."""

import json
import pickle
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import Date

from planflow.document import parse_plan, plan_schema, read_plan
from planflow.document.plan_file import schema_text
from planflow.domain.deadline import (
    AfterEvent,
    ByRegime,
    Continuous,
    Fixed,
    Policy,
    Recurring,
    Relative,
    Soft,
    Unparsed,
    Unscheduled,
    Window,
)
from planflow.domain.organisation import AnyOf, Except, Named, Open, Where
from planflow.domain.plan import PARENT, Ladder, Partner, Title
from planflow.errors import FormatError, UnsupportedVersionError

DATA = Path(__file__).parents[1] / "data"
EXAMPLES = [
    Path(__file__).parents[2] / "examples" / "lang_son" / name
    for name in ("plan-a.toml", "plan-b.toml")
]
HEAD = """
format = 1
id = "plan"
title = "Kế hoạch"
issuer = "board"
years = { from = 2021 }
[[events]]
id = "guidance"
title = "Hướng dẫn"
"""
REGENERATE = (
    "The shape changed and the shipped schema did not. Write it again:\n"
    "python -c \"from planflow.document.plan_file import schema_text as s; print(s(), end='')\""
    " > src/planflow/data/plan.schema.json"
)


def item(body="", lead='"stp"'):
    """Return a plan with one item, whose lead and further keys are given."""
    return f'{HEAD}[[items]]\ncode = "1"\ntitle = "Việc"\nlead = {lead}\n{body}\n'


def duty(body="", time='{ kind = "none" }'):
    """Return a plan with one item and one duty to report."""
    keys = 'code = "IV"\ntitle = "Báo cáo"\nreporters = "stp"\naddressees = ["board"]\n'
    return f"{item()}[[duties]]\n{keys}time = {time}\n{body}\n"


def faults(text):
    """Return place, found and expected of every fault in a plan file."""
    with pytest.raises(FormatError) as caught:
        parse_plan(text)
    return [(fault.place, fault.found, fault.expected) for fault in caught.value.faults]


def schedule(time):
    """Return what a time means."""
    return parse_plan(item(f"time = {time}")).items[0].schedule


def lead(selector):
    """Return what a selector means."""
    return parse_plan(item(lead=selector)).items[0].lead


def test_the_smallest_plan_is_read():
    """A plan needs an id, a title, an issuer, years and items; the rest has defaults."""
    plan = parse_plan(item())

    assert ("plan", Title(vi="Kế hoạch"), "board") == (plan.id, plan.title, plan.issuer)
    assert (2021, None) == plan.years
    assert (Policy(), (), "shared") == (plan.policy, plan.regimes, plan.items[0].spread)


def test_header_and_lineage_are_read():
    """Policy, bases and dates arrive as the model's own values."""
    head = 'issued_on = 2021-01-11\nnumber = "05/KH"\nrecipients = ["Sở Nội vụ"]\n'
    tables = '[policy]\nbefore = "lax"\nroll = "none"\n[[bases]]\nnumber = "113/KH-UBND"\n'
    plan = parse_plan(item().replace("[[events]]", head + tables + "[[events]]", 1))

    assert (Date(2021, 1, 11), "05/KH", ("Sở Nội vụ",)) == (
        plan.issued_on,
        plan.number,
        plan.recipients,
    )
    assert Policy(before="lax", roll="none") == plan.policy
    assert ["113/KH-UBND"] == [basis.number for basis in plan.bases]


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (
            '{ kind = "fixed", on = 2021-11-15, strict = true, words = "trước ngày 15/11" }',
            Fixed(on=Date(2021, 11, 15), strict=True, words="trước ngày 15/11"),
        ),
        (
            '{ kind = "fixed", on = 2021-11-15, hour = 17 }',
            Fixed(on=Date(2021, 11, 15), hour=17),
        ),
        (
            '{ kind = "window", opens_on = 2021-04-01, closes_on = 2021-09-30 }',
            Window(opens_on=Date(2021, 4, 1), closes_on=Date(2021, 9, 30)),
        ),
        (
            '{ kind = "window", year = 2021 }',
            Window(opens_on=Date(2021, 1, 1), closes_on=Date(2021, 12, 31)),
        ),
        (
            '{ kind = "window", year = 2021, month = 2 }',
            Window(opens_on=Date(2021, 2, 1), closes_on=Date(2021, 2, 28)),
        ),
        (
            '{ kind = "window", year = 2021, quarter = 4 }',
            Window(opens_on=Date(2021, 10, 1), closes_on=Date(2021, 12, 31)),
        ),
        (
            '{ kind = "window", year = 2021, half = 1 }',
            Window(opens_on=Date(2021, 1, 1), closes_on=Date(2021, 6, 30)),
        ),
        (
            '{ kind = "window", year = 2019, until_year = 2021 }',
            Window(opens_on=Date(2019, 1, 1), closes_on=Date(2021, 12, 31)),
        ),
        (
            '{ kind = "recurring", every = "quarter", due_month = 3, due_day = 20 }',
            Recurring(every="quarter", due_month=3, due_day=20),
        ),
        ('{ kind = "continuous" }', Continuous()),
        (
            '{ kind = "continuous", year = 2021 }',
            Continuous(opens_on=Date(2021, 1, 1), closes_on=Date(2021, 12, 31)),
        ),
        (
            '{ kind = "continuous", closes_on = 2021-06-30 }',
            Continuous(closes_on=Date(2021, 6, 30)),
        ),
        (
            '{ kind = "event", event = "guidance", count = 10, counted_in = "working-day" }',
            AfterEvent(event="guidance", count=10, counted_in="working-day"),
        ),
        (
            '{ kind = "relative", anchor = 2021-11-05, count = 10 }',
            Relative(anchor=Date(2021, 11, 5), count=10),
        ),
        (
            '{ kind = "regime", regime = "decree-09-2019", period = "year", from_year = 2021 }',
            ByRegime(regime="decree-09-2019", period="year", from_year=2021),
        ),
        ('{ kind = "soft", words = "kịp thời" }', Soft(words="kịp thời")),
        ('{ kind = "none" }', Unscheduled()),
        ('{ kind = "unparsed", words = "theo quy định" }', Unparsed(words="theo quy định")),
    ],
)
def test_every_kind_of_time_is_read(time, expected):
    """Each kind of time becomes the schedule of that kind."""
    assert expected == schedule(time)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ('"stp"', Named(("stp",))),
        ('["stp", "police"]', Named(("stp", "police"))),
        ('["stp"]', Named(("stp",))),
        ('["stp", { level = "district" }]', AnyOf((Named(("stp",)), Where(level="district")))),
        ('{ units = ["stp"] }', Named(("stp",))),
        (
            '{ level = "district", having = { level = "commune", tag = "key-area" } }',
            Where(level="district", having=Where(level="commune", tag="key-area")),
        ),
        (
            '{ role = "department", within = "province", except = "stp" }',
            Except(Where(role="department", within="province"), Named(("stp",))),
        ),
        ('{ any = ["a", { tag = "t" }] }', AnyOf((Named(("a",)), Where(tag="t")))),
        ('{ open = "các cơ quan liên quan" }', Open("các cơ quan liên quan")),
    ],
)
def test_every_way_to_select_is_read(selector, expected):
    """A string, a list and each table become the selector that they mean."""
    assert expected == lead(selector)


def test_a_partner_may_have_a_time_of_its_own():
    """The time beside a partner's selector is the partner's."""
    partners = '["police", { open = "đơn vị" }, { level = "district", time = { kind = "none" } }]'

    assert (
        Partner(selector=Named(("police",))),
        Partner(selector=Open("đơn vị")),
        Partner(selector=Where(level="district"), schedule=Unscheduled()),
    ) == parse_plan(item(f"partners = {partners}")).items[0].partners


def test_a_target_stays_exact():
    """A decimal number is never binary floating point."""
    product = '[[items.products]]\nid = "a"\ntitle = "A"\nmeasure = "%"\ntarget = 0.1\n'

    assert Decimal("0.1") == parse_plan(item(product)).items[0].products[0].target


def test_parts_nest():
    """Items stand within items, as deep as the plan goes."""
    parts = '[[items.parts]]\ncode = "1.1"\ntitle = "A"\n'
    deeper = '[[items.parts.parts]]\ncode = "1.1.a"\ntitle = "B"'
    plan = parse_plan(item(parts + deeper))

    assert [("1.1.a", Named(("stp",)))] == [(leaf.code, leaf.lead) for leaf in plan.leaves()]


def test_a_report_may_go_to_the_unit_above_each_reporter():
    """The word for the unit above is accepted among the addressees."""
    text = duty().replace('["board"]', f'["{PARENT}"]')

    assert (PARENT,) == parse_plan(text).duties[0].addressees


def test_shipped_regimes_come_along_when_they_are_referred_to():
    """A plan holds the shipped regimes that it names, and no others."""
    time = '{ kind = "regime", regime = "circular-03-2019", period = "official-year" }'

    assert ["circular-03-2019"] == [one.id for one in parse_plan(duty(time=time)).regimes]


def test_a_plan_s_own_regime_is_used():
    """A regime of the plan goes before a shipped one of the same id."""
    own = (
        '[[regimes]]\nid = "calendar-year"\ntitle = "Riêng"\n[[regimes.periods]]\nkind = "year"\n'
        "starts = { months = 0, day = 1 }\nends = { months = 0, day = 31 }\n"
        "cut_off = { months = -1, day = 31 }\n"
    )
    time = '{ kind = "regime", regime = "calendar-year", period = "year" }'
    plan = parse_plan(duty(time=time) + own)

    assert ["Riêng"] == [regime.title for regime in plan.regimes]


@pytest.mark.parametrize(
    ("time", "place", "words"),
    [
        ('{ kind = "window", year = 2021, month = 3, quarter = 1 }', "", "at most one of"),
        ('{ kind = "window", year = 2021, quarter = 5 }', ".quarter", "from 1 to 4"),
        ('{ kind = "window" }', "", "at least one of year, opens_on"),
        ('{ kind = "window", month = 3 }', ".year", "it beside 'month'"),
        ('{ kind = "window", opens_on = 2021-01-01 }', ".closes_on", "it beside 'opens_on'"),
        (
            '{ kind = "window", opens_on = 2021-02-01, closes_on = 2021-01-01 }',
            ".closes_on",
            "nothing before 'opens_on'",
        ),
        ('{ kind = "window", year = 2021, until_year = 2019 }', ".until_year", "nothing before"),
        ('{ kind = "recurring", every = "year", due_day = 40 }', ".due_day", "from 1 to 31"),
        (
            '{ kind = "recurring", every = "month", due_month = 3 }',
            ".due_month",
            "1 to 2 for month",
        ),
        ('{ kind = "recurring", every = "weekly" }', ".every", "one of week, month, quarter"),
        ('{ kind = "continuous", year = 2021, opens_on = 2021-02-01 }', "", "at most one of"),
        ('{ kind = "fixed", on = 2021-11-15, hour = 25 }', ".hour", "from 0 to 23"),
        ('{ kind = "fixed", on = "15/11/2021" }', ".on", "such as 2021-11-15"),
        ('{ kind = "fixed", on = 2021-11-15T00:00:00Z }', ".on", "without quotes or time"),
        ('{ kind = "fixed" }', ".on", "the day that the plan names"),
        ('{ kind = "fixed", on = 2021-11-15, strict = 1 }', ".strict", "true or false"),
        ('{ kind = "event", event = "guidance", counted_in = "day" }', ".count", "it beside"),
        ('{ kind = "relative", anchor = 2021-01-01, count = 1.5 }', ".count", "a whole number"),
        ('{ kind = "windw", year = 2021 }', ".kind", "'window'"),
        ('{ knd = "none" }', ".knd", "'kind'"),
        ("{ }", ".kind", "one of fixed, window"),
        ("7", "", "a table with kind"),
        ('{ kind = "unparsed" }', ".words", "the words of the plan"),
        (
            '{ kind = "regime", regime = "decree-09-2019", period = "age" }',
            ".period",
            "one of month",
        ),
    ],
)
def test_an_impossible_time_is_one_fault(time, place, words):
    """What no time can be is told once, at its place, with what would be right."""
    ((where, _, expected),) = faults(item(f"time = {time}"))

    assert f"items[1] (1).time{place}" == where
    assert words in expected


@pytest.mark.parametrize(
    ("selector", "place", "words"),
    [
        ("[]", "", "1 entry or more"),
        ("{ }", "", "at least one of level"),
        ('{ except = "a" }', "", "at least one of level"),
        ("{ units = [] }", ".units", "1 entry or more"),
        ('{ units = ["a", "a"] }', ".units[2]", "each of them once"),
        ('["a", "a"]', "[2]", "each of them once"),
        ('{ unit = ["a"] }', ".unit", "'units'"),
        ('{ levl = "district" }', ".levl", "'level'"),
        ('{ units = ["a"], level = "x" }', ".level", "one of units, except"),
        ('{ level = "x", time = { kind = "none" } }', ".time", "one of level"),
        ('"sở tư pháp"', "", "an id"),
        ("5", "", "a unit's id"),
    ],
)
def test_an_impossible_selector_is_one_fault(selector, place, words):
    """What selects nothing or cannot be understood is told once, at its place."""
    ((where, _, expected),) = faults(item(lead=selector))

    assert f"items[1] (1).lead{place}" == where
    assert words in expected


@pytest.mark.parametrize("code", ["1/2", "1:2", " 1", ""])
def test_a_code_has_no_slash_colon_or_outer_spaces(code):
    """Ids of tasks are made of codes, so codes stay free of what separates them."""
    ((_, found, expected),) = faults(item().replace('code = "1"', f'code = "{code}"'))

    assert (repr(code), True) == (found, expected.startswith("a code such as"))


@pytest.mark.parametrize("target", ["-3", "-0.5", "nan", "inf", '"3"', "true"])
def test_a_target_is_a_number_from_zero(target):
    """A target is whole or decimal, finite and not negative."""
    product = f'[[items.products]]\nid = "a"\ntitle = "A"\nmeasure = "%"\ntarget = {target}\n'
    ((place, _, expected),) = faults(item(product))

    assert ("items[1] (1).products[1] (a).target", "a number, 0 or more") == (place, expected)


def test_a_numerator_belongs_to_a_ratio():
    """Parts of a ratio beside another rule of addition are a fault."""
    product = '[[items.products]]\nid = "a"\ntitle = "A"\nmeasure = "%"\nnumerator = "a"\n'
    ((_, _, expected),) = faults(item(product))

    assert 'it only beside adds = "ratio"' == expected


def test_an_unknown_key_names_the_nearest_and_is_read_as_it():
    """A misspelled key is one fault, not also a missing key, and what it holds is read."""
    text = item().replace("lead =", "laed =").replace("title = ", "titel = ", 1)

    assert [
        ("titel", "an unknown key", "'title'"),
        ("items[1] (1).laed", "an unknown key", "'lead'"),
    ] == faults(text)


def test_an_unknown_key_that_is_near_none_lists_them():
    """Where nothing is near, all keys that could stand there are told."""
    ((_, _, expected),) = faults(item('time = { kind = "continuous", xyz = 1 }'))

    assert "one of year, opens_on, closes_on, words" == expected


def test_a_fault_of_shape_hides_no_fault_of_content():
    """Both kinds are told in one run."""
    text = duty('covers = ["9"]', '{ kind = "recurring", every = "year", due_day = 0 }')

    assert ["duties[1] (IV).time.due_day", "duty IV: covers"] == [one[0] for one in faults(text)]


def test_a_fault_of_shape_brings_no_fault_of_content_with_it():
    """An item whose lead, code or time cannot be read is not also without them."""
    body = 'title = 5\ntime = { kind = "event", event = 7 }'
    text = duty('covers = ["1/1"]').replace('code = "1"', 'code = "1/1"')
    text = text.replace('title = "Việc"\nlead = "stp"', f"lead = 3\n{body}")

    assert [
        "items[1] (1/1).code",
        "items[1] (1/1).title",
        "items[1] (1/1).lead",
        "items[1] (1/1).time.event",
        "duties[1] (IV).covers[1]",
    ] == [one[0] for one in faults(text)]


def test_twenty_faults_are_told_in_one_run():
    """A file with twenty different faults gives twenty different messages at once."""
    path = DATA / "twenty-faults.toml"
    with pytest.raises(FormatError) as caught:
        read_plan(path)

    assert 20 == len(set(map(str, caught.value.faults)))
    assert {str(path)} == {fault.file for fault in caught.value.faults}
    assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))  # noqa: S301


def test_an_unknown_regime_names_the_known_ones():
    """A regime that is neither defined nor shipped is a fault that lists what there is."""
    time = '{ kind = "regime", regime = "decree", period = "year" }'
    ((_, found, expected),) = faults(duty(time=time))

    assert "regime 'decree'" == found
    assert "decree-09-2019" in expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("format = 1\nid = = 3", "line 2, column 6"),
        ("format =", "end of document"),
        ("format = 1\nissued_on = 2021-02-30", "line 2, column 13"),
        (f"x = {'[' * 5000}{']' * 5000}", "the file"),
        (f"x = {'9' * 5000}", "the file"),
        ("x = 1e99999999999999999999", "the file"),
    ],
)
def test_a_text_that_is_no_toml_is_one_fault(text, place):
    """The fault says where the text stops being TOML."""
    assert [place] == [one[0] for one in faults(text)]


def test_parts_without_end_are_one_fault():
    """A file nested beyond reason is refused, not crashed upon."""
    rows = (f'[[items{".parts" * depth}]]\ncode = "{depth}"\ntitle = "x"\n' for depth in range(600))

    assert [("the file", "parts nested too deeply", "a plan")] == faults(HEAD + "".join(rows))


def test_a_newer_format_is_told_alone():
    """Faults against an old format would only confuse."""
    with pytest.raises(UnsupportedVersionError) as caught:
        parse_plan("format = 2\nwhatever = 1")

    assert ["format"] == [fault.place for fault in caught.value.faults]


@pytest.mark.parametrize("content", [None, b"\xff\xfe", "directory"])
def test_a_file_that_cannot_be_read_is_a_format_error(tmp_path, content):
    """Missing, no UTF-8 or a directory: an error of planflow with the file's name."""
    path = tmp_path / "plan.toml"
    if content == "directory":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(FormatError) as caught:
        read_plan(path)

    assert [str(path)] == [fault.file for fault in caught.value.faults]


def test_marks_and_letters_are_composed(tmp_path):
    """A byte-order mark is dropped and decomposed letters are composed."""
    path = tmp_path / "plan.toml"
    path.write_text("\ufeff" + item().replace("Kế", "Ke\u0302\u0301"), encoding="utf-8")

    assert "Kế hoạch" == read_plan(path).title.vi


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_read(path):
    """The plans that are shipped as examples have no fault."""
    assert read_plan(path).leaves()


def test_a_plan_has_a_ladder_of_its_own():
    """What it leaves out is as usual; an empty list leaves a rung out."""
    plan = parse_plan(item() + "[ladder]\ndue_soon = [7, 1]\nescalated = []\ndue_today = false\n")

    assert Ladder(due_soon=(7, 1), escalated=(), due_today=False) == plan.ladder
    assert Ladder() == parse_plan(item()).ladder


def test_every_fault_of_a_ladder_is_told_at_once():
    """Each with its place and what would be right."""
    ladder = (
        "[ladder]\ndue_soon = [1, 3]\noverdue = [0, 1]\nwaiting = [5, 5]\nescalated = 3\n"
        'escalates_to = "boss"\novrdue = [1]\n'
    )
    with pytest.raises(FormatError) as caught:
        parse_plan(item() + ladder)

    assert {
        "ladder.due_soon",
        "ladder.overdue[1]",
        "ladder.waiting",
        "ladder.escalated",
        "ladder.escalates_to",
        "ladder.ovrdue",
    } == {fault.place for fault in caught.value.faults}


def test_the_shipped_schema_is_the_shape_s_own():
    """The schema file is what the shape that reads plan files writes."""
    shipped = resources.files("planflow").joinpath("data/plan.schema.json")

    assert schema_text() == shipped.read_text(encoding="utf-8"), REGENERATE


def test_the_schema_refers_only_to_what_it_defines():
    """Every reference has its definition, and every definition is referred to."""
    schema = plan_schema()
    refs = {part.split('"')[0] for part in json.dumps(schema).split("#/$defs/")[1:]}

    assert set(schema["$defs"]) == refs


def test_every_key_of_the_schema_has_a_meaning():
    """An editor can show what each key of a plan file means."""
    schema = plan_schema()
    tables = [schema, *schema["$defs"].values()]
    silent = [
        key
        for table in tables
        for key, one in table.get("properties", {}).items()
        if "description" not in one
    ]

    assert [] == silent


PIECES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 3000) | st.sampled_from(["", "a", "1", "none"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["kind", "units", "any", "open", "code", "time", "level", "year", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def toml(value):
    """Write a value as inline TOML; nothing becomes a date."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {toml(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return "2021-01-01" if value is None else json.dumps(value)


@given(PIECES, PIECES, PIECES)
def test_whatever_a_file_holds_is_a_plan_or_faults(one, other, third):
    """No content of a file raises anything but a format error."""
    body = f"time = {toml(one)}\npartners = {toml(other)}\nproducts = {toml(third)}"
    try:
        plan = parse_plan(item(body))
    except FormatError:
        return

    assert "plan" == plan.id
