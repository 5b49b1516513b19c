"""``planflow deadline``: one wording for people or as data, many line by line, faults at once."""

import io
import json
import subprocess
import sys

import pytest

from planflow.cli import main
from strategies import WORDINGS

BEFORE = "trước ngày 15/11/2021"
GUIDANCE = "Sau khi có hướng dẫn của Bộ Tư pháp"
STRICT_EN = '"before" leaves the day itself out'
CIVIL_CODE_EN = (
    "a counted term that ends on a day off goes on to the next working day, a named date stays"
)


@pytest.fixture
def ask(capsys, monkeypatch):
    """Return a function that runs the command: code, lines of output, lines of errors."""

    def run(*arguments, stdin=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = main(["deadline", *arguments])
        told = capsys.readouterr()
        return code, told.out.splitlines(), told.err.splitlines()

    return run


@pytest.fixture
def data(ask):
    """Return a function that runs the command and returns the data that it prints."""

    def run(*arguments):
        code, lines, errors = ask(*arguments, "--json")
        assert (0, []) == (code, errors)
        return json.loads("\n".join(lines))

    return run


def question(text, year=2021, **more):
    """Return a line of questions."""
    return json.dumps({"text": text, "year": year} | more, ensure_ascii=False) + "\n"


# ── for people ───────────────────────────────────────────────────────────────


def test_one_wording_is_explained(ask):
    """What was understood, the day, and why."""
    code, lines, errors = ask(BEFORE, "--year", "2021")

    assert (0, []) == (code, errors)
    assert [
        "Read as fixed: before 15/11/2021",
        "Opens: –; due: by the end of 14/11/2021",
        'Why: "before 15/11/2021": by the end of 14/11/2021',
        f"Why: reading: {STRICT_EN}; {CIVIL_CODE_EN}",
        "Why: working days: vietnam-2026.1",
    ] == lines


def test_the_same_in_vietnamese(ask):
    """The other half of the catalogue, with the words that are read back."""
    code, lines, _ = ask(BEFORE, "--year", "2021", "--lang", "vi")

    assert 0 == code
    assert lines[0].endswith(f": {BEFORE}")
    assert "“trước ngày 15/11/2021”: chậm nhất hết ngày 14/11/2021" in lines[2]


def test_what_is_missing_is_told(ask):
    """An event has no date yet."""
    _, lines, _ = ask(GUIDANCE, "--year", "2021")

    assert any("event" in line for line in lines[1:])
    assert not any("due" in line for line in lines)


def test_a_rhythm_lists_its_days(ask):
    """One line for each period of the year."""
    _, lines, _ = ask("hằng quý", "--year", "2021")

    assert 4 == sum("due:" in line for line in lines)


def test_doubts_are_told(ask):
    """A day without a year is answered with a warning."""
    _, lines, _ = ask("31/7", "--year", "2021")

    assert '"31/7" names no year: 2021 is taken, the plan\'s' in lines[-1]


@pytest.mark.parametrize("text", ["", "Đã hoàn thành", "kịp thời"])
def test_words_without_a_day_are_an_answer_too(ask, text):
    """Nothing is guessed; the code says that the question was sound."""
    code, lines, errors = ask(text, "--year", "2021")

    assert (0, []) == (code, errors)
    assert not any("due:" in line for line in lines)


# ── as data ──────────────────────────────────────────────────────────────────


def test_data_have_all_that_the_text_has(data):
    """Dates are ISO dates; nothing is null that is known."""
    assert {
        "text": BEFORE,
        "kind": "fixed",
        "opens_on": None,
        "due_on": "2021-11-14",
        "occurrences": [{"opens_on": None, "due_on": "2021-11-14"}],
        "needs": [],
        "warnings": [],
        "explanation": '"before 15/11/2021": by the end of 14/11/2021; '
        f"reading: {STRICT_EN}; {CIVIL_CODE_EN}; working days: vietnam-2026.1",
        "described": "before 15/11/2021",
    } == data(BEFORE, "--year=2021")


def test_data_keep_vietnamese_letters_as_they_are(ask):
    """No escapes for people who read them."""
    _, lines, _ = ask(BEFORE, "--year=2021", "--json", "--lang=vi")

    assert f'  "described": "{BEFORE}"' in lines


@pytest.mark.parametrize(
    ("text", "policy", "expected"),
    [
        (BEFORE, "", "2021-11-14"),
        (BEFORE, "lax", "2021-11-15"),
        (BEFORE, "back", "2021-11-12"),
        (BEFORE, "strict, forward", "2021-11-15"),
        (BEFORE, "lax,none", "2021-11-15"),
        ("10 ngày kể từ ngày 03/11/2021", "none", "2021-11-13"),
        ("10 ngày kể từ ngày 03/11/2021", "civil-code", "2021-11-15"),
        ("10 ngày kể từ ngày 03/11/2021", "BACK 17:00", "2021-11-12"),
    ],
)
def test_a_policy_is_named(data, text, policy, expected):
    """The names of policies decide the day, in any order and case."""
    assert expected == data(text, "--year=2021", "--policy", policy)["due_on"]


def test_the_policy_and_its_hour_are_told(data):
    """The explanation says by which reading."""
    explanation = data(BEFORE, "--year=2021", "--policy", "lax, 17h")["explanation"]

    assert "takes the day itself in" in explanation
    assert "a day ends at 17:00" in explanation


def test_the_day_of_issue_is_counted_from(data):
    """Seven days from signing need that day; nothing opens before it."""
    text = "Trong vòng 07 ngày kể từ ngày ký"
    unknown = data(text, "--year=2021")
    known = data(text, "--year=2021", "--issued-on=2021-11-05")

    assert (None, ["anchor"]) == (unknown["due_on"], unknown["needs"])
    assert ("2021-11-05", "2021-11-12", []) == (
        known["opens_on"],
        known["due_on"],
        known["needs"],
    )


# ── line by line ─────────────────────────────────────────────────────────────


def test_many_questions_are_answered_in_order(ask):
    """One object a line; empty lines are passed over, other keys are left alone."""
    stdin = question(BEFORE, id="a") + "\n" + question("Quý I", "2022", issued_on=None)
    code, lines, errors = ask("--jsonl", stdin=stdin)

    assert (0, []) == (code, errors)
    found = [json.loads(line) for line in lines]
    assert [BEFORE, "Quý I"] == [each["text"] for each in found]
    assert ["2021-11-14", "2022-03-31"] == [each["due_on"] for each in found]


def test_every_real_wording_is_answered(ask):
    """As many answers as questions."""
    stdin = "".join(
        question(one.text, one.year, issued_on=str(one.issued_on or "")) for one in WORDINGS
    )
    code, lines, errors = ask("--jsonl", "--lang=vi", stdin=stdin)

    assert (0, []) == (code, errors)
    assert [one.text for one in WORDINGS] == [json.loads(line)["text"] for line in lines]


def test_one_bad_line_in_the_middle_stops_nothing(ask):
    """It is answered by its number and its faults, and the code says no."""
    stdin = question(BEFORE) + "no object\n" + question("Quý I")
    code, lines, errors = ask("--jsonl", stdin=stdin)
    first, bad, last = map(json.loads, lines)

    assert (1, []) == (code, errors)
    assert (BEFORE, "Quý I") == (first["text"], last["text"])
    assert {"line", "error"} == bad.keys()
    assert 2 == bad["line"]
    assert "line 2: found 'no object" in bad["error"]


@pytest.mark.parametrize(
    "text",
    [
        "3000 năm trước ngày 5/5/2021",
        "báo cáo hằng 6 tháng theo “decree-09-2019”",
        "ngày 15/6 theo quy định hằng năm",
    ],
)
def test_no_words_stop_the_answers_that_follow(ask, text):
    """A day that no calendar has, a period that a regime lacks: the next line is answered too."""
    _, lines, errors = ask("--jsonl", stdin=question(text) + question("Quý I"))

    assert ([], 2) == (errors, len(lines))
    assert "2021-03-31" == json.loads(lines[1])["due_on"]


def test_a_bad_line_tells_all_its_faults(ask):
    """Each key with its place, what was found and what was expected."""
    line = json.dumps({"text": 5, "year": "x", "issued_on": "15/11"}) + "\n"
    code, lines, _ = ask("--jsonl", stdin=line)

    assert 1 == code
    assert (
        "line 1: text: found 5; expected the words, as text; "
        "line 1: year: found 'x'; expected a year from 1900 to 2099; "
        "line 1: issued_on: found '15/11'; expected a date such as 2021-11-15"
    ) == json.loads(lines[0])["error"]


@pytest.mark.parametrize(
    "line",
    [
        "[1]",
        "null",
        '"trước ngày 15/11"',
        "{",
        "{}",
        '{"text": "Quý I"}',
        '{"text": null, "year": 2021}',
        '{"text": "Quý I", "year": true}',
        '{"text": "Quý I", "year": 2021.0}',
        '{"text": "Quý I", "year": 1899}',
        '{"text": "Quý I", "year": 2100}',
        '{"text": "Quý I", "year": 2021, "issued_on": 5}',
        '{"text": "Quý I", "year": 2021, "issued_on": "2021-02-30"}',
        "[" * 100_000,
    ],
    ids=lambda line: line[:40],
)
def test_what_is_no_question_is_no(ask, line):
    """The answer has the line's number and what is wrong with it."""
    code, (answer,), errors = ask("--jsonl", stdin=f"{line}\n")

    assert (1, []) == (code, errors)
    assert 1 == json.loads(answer)["line"]


def test_nothing_asked_is_nothing_answered(ask):
    """An empty input is no fault."""
    assert (0, [], []) == ask("--jsonl")


@pytest.mark.slow
def test_answers_come_while_questions_are_still_asked():
    """A host may keep the command running; each answer is UTF-8 and comes at once."""
    command = [sys.executable, "-m", "planflow", "deadline", "--jsonl"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        for text in (BEFORE, GUIDANCE):
            process.stdin.write(question(text))
            process.stdin.flush()
            assert text == json.loads(process.stdout.readline())["text"]
        process.stdin.close()

        assert 0 == process.wait(timeout=30)


# ── bad use ──────────────────────────────────────────────────────────────────


def test_everything_that_is_missing_is_told_at_once(ask):
    """Words, year and an unknown policy; nothing on standard output."""
    code, lines, errors = ask("--policy", "sometimes")
    expected = "strict or lax; civil-code, none, forward or back; an hour such as 17h"

    assert (2, []) == (code, lines)
    assert [
        f"planflow: policy: found 'sometimes'; expected {expected}",
        "planflow: TEXT: found nothing; expected the words of a plan, or --jsonl",
        "planflow: --year: found nothing; expected the plan's year, such as 2021",
        "planflow: faults: 3",
    ] == errors


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["Quý I"], "--year: found nothing"),
        (["--year=2021"], "TEXT: found nothing"),
        (["Quý I", "--year=1899"], "year: found 1899"),
        (["Quý I", "--year=2100"], "year: found 2100"),
        (["Quý I", "--year=2021", "--policy=24h"], "policy: found 24h"),
        (["--jsonl", "--policy=strictly"], "policy: found 'strictly'"),
    ],
    ids=str,
)
def test_bad_use_is_two_and_says_why(ask, arguments, fault):
    """One clear form on standard error, nothing on standard output."""
    code, lines, errors = ask(*arguments)

    assert (2, []) == (code, lines)
    assert errors[0].startswith(f"planflow: {fault}; expected ")
    assert 2 == len(errors)


@pytest.mark.parametrize(
    "arguments",
    [["Quý I", "--year=soon"], ["Quý I", "--year=2021", "--issued-on=5/11/2021"], ["--lang=fr"]],
    ids=str,
)
def test_unknown_words_are_bad_use(arguments, capsys):
    """The parser's own refusals have the same code."""
    with pytest.raises(SystemExit) as caught:
        main(["deadline", *arguments])

    assert 2 == caught.value.code
    assert "" == capsys.readouterr().out


def test_faults_are_counted_in_vietnamese(ask):
    """The last line is in the language that was asked for."""
    assert "planflow: 2 lỗi" in ask("--lang=vi")[2][-1]
