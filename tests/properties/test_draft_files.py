"""Whatever becomes of a document: its draft is a plan file that lacks something at most."""

import tomllib
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from planflow.document import example_folder, parse_plan, read_units
from planflow.document.draft.manuscript.text import text_manuscript
from planflow.document.draft.read import Reading, draft_of
from planflow.document.draft.settlement.plan_file import draft_toml
from planflow.errors import FormatError

DIRECTORY = read_units(example_folder() / "units-2021.csv")
LINES = (Path(__file__).parents[1] / "data" / "plan-to-run.txt").read_text("utf-8").splitlines()
PLACES = st.integers(0, len(LINES) - 1)
HOW = st.sampled_from(["copy", "drop", "swap", "insert", "join"])
EDITS = st.lists(st.tuples(HOW, PLACES, PLACES, st.text(max_size=3)), max_size=12)


def edited(edits):
    """Return the document with lines copied, dropped, swapped, joined and characters put in."""
    lines = list(LINES)
    for how, one, two, text in edits:
        first, second = one % len(lines), two % len(lines)
        match how:
            case "copy":
                lines.insert(first, lines[second])
            case "drop" if len(lines) > 1:
                del lines[first]
            case "swap":
                lines[first], lines[second] = lines[second], lines[first]
            case "insert":
                middle = second % (len(lines[first]) + 1)
                lines[first] = lines[first][:middle] + text + lines[first][middle:]
            case "join":
                lines[first] += f" {lines[second]}"
    return "\n".join(lines)


def faults_found(text):
    """Return what the reader of plan files found where something else should stand."""
    try:
        parse_plan(text)
    except FormatError as error:
        return {fault.found for fault in error.faults}
    return set()


@given(EDITS, st.booleans())
@settings(max_examples=50)
def test_a_plan_file_of_any_draft_lacks_something_at_most(edits, is_known):
    text = edited(edits).encode("utf-8", "ignore").decode()
    directory = DIRECTORY if is_known else None
    draft = draft_of(text_manuscript(text, "plan.txt"), Reading(directory=directory))
    written = draft_toml(draft, directory)

    assert tomllib.loads(written)["format"] == 1
    assert faults_found(written) <= {"nothing"}
