"""Directives that draw pages from the code, so that no page can say something else than it does.

``state-machine``      the picture of a task's states, from ``planflow.domain.task.diagram()``
``transitions``        the same as a table
``authority``          who may give which command in which state, in ``en`` or ``vi``
``plan-authority``     the same for plans
``roles``              every role, in both languages
``rule-tests``         the tests that carry each rule's number, from ``tests/``
``keys``               the keys of a table of the file formats, with what they mean

Besides, the clauses of the store port, a table in its docstring, become a list.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import planflow
from planflow.domain import change, task
from planflow.message import LANGUAGES, phrase

ROOT = Path(__file__).parents[2]
RULE = re.compile(r"test_r(\d\d)_\w+")
CLAUSE = re.compile(r"(S\d+) +(.+)")
EDGE = re.compile(r"\s+(\S+) --> (\w+): (\w+)")

# ------------------------------------------------------------------ the state machine

PLACES: Mapping[str, tuple[int, int]] = {
    "[*]": (14, 170),
    "assigned": (140, 170),
    "in_progress": (400, 170),
    "reported": (660, 170),
    "consolidated": (920, 170),
    "suspended": (262, 310),
    "withdrawn": (560, 310),
}
"""Where each state is drawn; a state that the code gains and this lacks stops the build."""

BENDS: Mapping[tuple[str, str], float] = {
    ("[*]", "assigned"): 0,
    ("assigned", "in_progress"): 0,
    ("in_progress", "reported"): 0,
    ("reported", "consolidated"): 0,
    ("suspended", "withdrawn"): 0,
    ("in_progress", "withdrawn"): 0,
    ("reported", "withdrawn"): 0,
    ("assigned", "reported"): 105,
    ("reported", "in_progress"): -45,
    ("consolidated", "in_progress"): -95,
    ("assigned", "withdrawn"): -150,
    ("withdrawn", "assigned"): 200,
}
"""How far an edge bends to the left of its direction where the default would meet another."""
BEND = -18
HALF_WIDTH, HALF_HEIGHT = 62, 20


def edges() -> dict[tuple[str, str], list[str]]:
    """Return (from, to) → the commands that lead there, read from the code's own diagram."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, target, trigger in EDGE.findall(task.diagram()):
        found[source, target].append(trigger)
    return found


def picture() -> str:
    """Return the machine as an SVG that takes its colours from the page."""
    drawn = edges()
    marks = "\n".join(_edge(*ends, ", ".join(names)) for ends, names in drawn.items())
    states = "\n".join(_state(name) for name in task.STATES)
    return f"""<svg class="state-machine" viewBox="0 0 1010 470" role="img"
  aria-label="The states of a task and the commands between them">
<style>
.state-machine {{ width: 100%; height: auto; font: 13px sans-serif; color: currentColor; }}
.state-machine rect {{ fill: var(--color-background-secondary, #f3f4f6); stroke: currentColor; }}
.state-machine path {{ fill: none; stroke: currentColor; stroke-width: 1.2; }}
.state-machine .tip {{ fill: currentColor; stroke: none; }}
.state-machine text {{ fill: currentColor; text-anchor: middle; dominant-baseline: middle; }}
.state-machine .command {{ font-size: 12px; font-style: italic; paint-order: stroke;
  stroke: var(--color-background-primary, #fff); stroke-width: 5px; }}
</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"
  orient="auto"><path class="tip" d="M0,0 L8,4 L0,8 z"/></marker></defs>
<circle cx="14" cy="170" r="7" fill="currentColor"/>
{marks}
{states}
</svg>"""


def _state(name: str) -> str:
    x, y = PLACES[name]
    words = name.replace("_", " ")
    return (
        f'<rect x="{x - HALF_WIDTH}" y="{y - HALF_HEIGHT}" width="{2 * HALF_WIDTH}" '
        f'height="{2 * HALF_HEIGHT}" rx="8"/><text x="{x}" y="{y}">{words}</text>'
    )


def _edge(source: str, target: str, words: str) -> str:
    if source == target:
        return _loop(source, words)
    (x1, y1), (x2, y2) = PLACES[source], PLACES[target]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    bend = BENDS.get((source, target), BEND)
    middle_x = (x1 + x2) / 2 + 2 * bend * (y2 - y1) / length
    middle_y = (y1 + y2) / 2 - 2 * bend * (x2 - x1) / length
    start = _border(x1, y1, middle_x, middle_y, is_dot=source == "[*]")
    end = _border(x2, y2, middle_x, middle_y)
    label_x = (start[0] + 2 * middle_x + end[0]) / 4
    label_y = (start[1] + 2 * middle_y + end[1]) / 4 - (9 if not bend and y1 == y2 else 0)
    points = [f"{x:.0f},{y:.0f}" for x, y in (start, (middle_x, middle_y), end)]
    return (
        f'<path d="M{points[0]} Q{points[1]} {points[2]}" marker-end="url(#arrow)"/>'
        f'<text class="command" x="{label_x:.0f}" y="{label_y:.0f}">{words}</text>'
    )


def _border(
    x: float, y: float, toward_x: float, toward_y: float, *, is_dot: bool = False
) -> tuple[float, float]:
    """Return where the line from a state's middle toward a point leaves its box."""
    if is_dot:
        return x + 7, y
    dx, dy = toward_x - x, toward_y - y
    share = min(
        HALF_WIDTH / abs(dx) if dx else float("inf"),
        HALF_HEIGHT / abs(dy) if dy else float("inf"),
    )
    return x + dx * share, y + dy * share


def _loop(name: str, words: str) -> str:
    x, y = PLACES[name]
    top = y + HALF_HEIGHT
    curve = f"M{x - 20},{top} C{x - 44},{top + 42} {x + 44},{top + 42} {x + 20},{top}"
    lines = "".join(
        f'<tspan x="{x}" dy="{15 if number else 0}">{word}</tspan>'
        for number, word in enumerate(words.split(", "))
    )
    return (
        f'<path d="{curve}" marker-end="url(#arrow)"/>'
        f'<text class="command" y="{top + 42}">{lines}</text>'
    )


class StateMachine(SphinxDirective):
    """The picture, drawn into the page itself."""

    def run(self) -> list[nodes.Node]:
        """Return the picture."""
        return [nodes.raw("", picture(), format="html")]


class Transitions(SphinxDirective):
    """The table of the state machine, one row a transition."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [
            [_code(source) if source != "[*]" else _text("–"), _code(name), _code(target)]
            for (source, target), names in edges().items()
            for name in names
        ]
        return [_table(("from", "command", "to"), rows)]


# ------------------------------------------------------------------ authority


class Authority(SphinxDirective):
    """The whole matrix role × command × state of tasks: in each cell the roles that may."""

    required_arguments = 1
    states: ClassVar[tuple[str, ...]] = task.STATES
    group = "state"

    def run(self) -> list[nodes.Node]:
        """Return the table, in the language of the argument."""
        (language,) = self.arguments
        rows = [
            [
                _code(shown, mark=f" {phrase(f'command.{name}', language)}"),
                *(_text(_names(roles, language)) for roles in cells),
            ]
            for shown, name, cells in self.rows()
        ]
        states = (phrase(f"{self.group}.{state}", language) for state in self.states)
        return [_table(("", *states), rows)]

    def rows(self) -> Iterator[tuple[str, str, list[list[str]]]]:
        """Yield each command as it is imported and as the catalogue names it, with its cells."""
        for kind in task.PERMITTED:
            cells = [
                [one for one in task.ROLES if task.cell(one, kind, state) == task.ALLOWED]
                for state in self.states
            ]
            yield kind.__name__, task.command_name(kind), cells


class PlanAuthority(Authority):
    """The same for commands on plans."""

    states = change.PLAN_STATES
    group = "plan_state"

    def rows(self) -> Iterator[tuple[str, str, list[list[str]]]]:
        """Yield each command as it is imported and as the catalogue names it, with its cells."""
        cell = change.plan_cell
        for name in change.PLAN_PERMITTED:
            cells = [
                [one for one in change.PLAN_ROLES if cell(one, name, state) == task.ALLOWED]
                for state in self.states
            ]
            is_issue = name == change.ISSUE
            yield "Flow.issue" if is_issue else name.title().replace("_", ""), name, cells


def _names(roles: Iterable[str], language: str) -> str:
    return ", ".join(phrase(f"role.{role}", language) for role in roles) or "–"


class Roles(SphinxDirective):
    """The roles, with their names in English and Vietnamese."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [
            [_code(role), *(_text(phrase(f"role.{role}", language)) for language in LANGUAGES)]
            for role in dict.fromkeys((*task.ROLES, *change.PLAN_ROLES))
        ]
        return [_table(("", *LANGUAGES), rows)]


# ------------------------------------------------------------------ rules


def tests_by_rule() -> dict[int, list[tuple[str, str]]]:
    """Return rule → (file, test) of every test that carries the rule's number, as written."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and (said := RULE.fullmatch(node.name)):
                found[int(said[1])].append((path.name, node.name))
    return found


class RuleTests(SphinxDirective):
    """Every rule's tests, by the sentences that are their names."""

    def run(self) -> list[nodes.Node]:
        """Return a list of rules, each with its list of tests."""
        for path in sorted((ROOT / "tests").rglob("test_*.py")):
            self.env.note_dependency(str(path))
        rules = nodes.definition_list()
        for rule, tests in sorted(tests_by_rule().items()):
            sentences = nodes.bullet_list()
            for file, name in tests:
                words = name.partition(f"r{rule:02d}_")[2].replace("_", " ")
                line = nodes.paragraph("", f"{words} ")
                line += nodes.literal("", file)
                sentences += nodes.list_item("", line)
            rules += nodes.definition_list_item(
                "", nodes.term("", f"R{rule}"), nodes.definition("", sentences)
            )
        return [rules]


# ------------------------------------------------------------------ file formats


def formats() -> dict[str, dict[str, Any]]:
    """Return the tables of plan, scenario and scoring files by name, as JSON Schema."""
    from planflow.document import scoring_file
    from planflow.simulation import scenario

    plan = planflow.plan_schema()
    told = scenario._FILE.schema({})  # noqa: SLF001 - the definition that reads the files
    scoring = scoring_file._FILE.schema({})  # noqa: SLF001
    return {"plan": plan, **plan["$defs"], "scenario": told, "scoring": scoring}


def keys_of(name: str) -> tuple[dict[str, Any], set[str]]:
    """Return the keys of a table such as ``item``, ``item.products`` or ``time.fixed``."""
    first, *steps = name.split(".")
    known = formats()
    schema = known[first]
    for step in steps:
        is_table = "properties" in schema
        schema = _plain(schema["properties"][step] if is_table else _case(schema, step))
    return schema["properties"], set(schema.get("required", ()))


def _case(schema: Mapping[str, Any], kind: str) -> dict[str, Any]:
    cases: Iterable[dict[str, Any]] = schema["oneOf"]
    return next(case for case in cases if case["properties"]["kind"]["const"] == kind)


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the table in a list of tables, or in a choice between text and a table."""
    while "properties" not in schema and "oneOf" not in schema:
        schema = schema["items"] if "items" in schema else schema["anyOf"][-1]
    return schema


def form(schema: Mapping[str, Any]) -> str:
    """Return in a few words what stands under a key."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return " · ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        is_titled = any("properties" in one for one in schema["anyOf"])
        return "text or table" if is_titled else "selector"
    if "items" in schema:
        return f"list of {_plural(form(schema['items']))}"
    return _number(schema) or _NAMES.get(schema.get("format", schema.get("type")), "number")


_NAMES = {"object": "table", "date": "date", "string": "text", "boolean": "true · false"}


def _number(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None or high is None:
        return ""
    return f"{low}" if low == high else f"{low} … {high}"


def _plural(word: str) -> str:
    return word if word.endswith("s") or " " in word or word == "text" else f"{word}s"


class Keys(SphinxDirective):
    """The keys of one table of a file format."""

    required_arguments = 1
    option_spec: ClassVar = {"without": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return the table of keys; a required one bears a star."""
        keys, required = keys_of(self.arguments[0])
        left_out = self.options.get("without", "").split()
        rows = [
            [
                _code(key, mark=" *" if key in required else ""),
                _text(form(schema)),
                _text(schema.get("description", "")),
            ]
            for key, schema in keys.items()
            if key not in left_out
        ]
        return [_table(("key", "form", "meaning"), rows)]


# ------------------------------------------------------------------ docstrings


def list_clauses(
    _app: Sphinx, what: str, name: str, _object: object, _options: object, lines: list[str]
) -> None:
    """Make a definition list of the store port's clauses, which the module sets as a table."""
    if (what, name) == ("module", "planflow.store.port"):
        lines[:] = [part for line in lines for part in _clause(line)]


def _clause(line: str) -> list[str]:
    said = CLAUSE.fullmatch(line)
    return [said[1], f"   {said[2]}"] if said else [line.replace("     ", "   ", 1)]


# ------------------------------------------------------------------ tables


def _text(words: str) -> nodes.paragraph:
    return nodes.paragraph("", words)


def _code(words: str, *, mark: str = "") -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.literal("", words), nodes.Text(mark))


def _table(heads: tuple[str, ...], rows: Iterable[list[nodes.paragraph]]) -> nodes.table:
    table, group = nodes.table(), nodes.tgroup(cols=len(heads))
    table += group
    group += [nodes.colspec(colwidth=1) for _ in heads]
    group += nodes.thead("", _row(map(_text, heads)))
    group += nodes.tbody("", *map(_row, rows))
    return table


def _row(cells: Iterable[nodes.paragraph]) -> nodes.row:
    return nodes.row("", *_entries(cells))


def _entries(cells: Iterable[nodes.paragraph]) -> Iterator[nodes.entry]:
    for cell in cells:
        yield nodes.entry("", cell)


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directives known to Sphinx."""
    app.connect("autodoc-process-docstring", list_clauses)
    app.add_directive("state-machine", StateMachine)
    app.add_directive("transitions", Transitions)
    app.add_directive("authority", Authority)
    app.add_directive("plan-authority", PlanAuthority)
    app.add_directive("roles", Roles)
    app.add_directive("rule-tests", RuleTests)
    app.add_directive("keys", Keys)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
