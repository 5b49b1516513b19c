"""The command line: parse arguments, call the library, print.

Exit codes: 0, 1 (the answer is no), 2 (bad use).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from pendulum import Date

from planflow.document import example_folder, read_plan, read_units, vietnam
from planflow.document.deadline_line import Question, answer_data, answer_text, read_question
from planflow.document.history import story, told_of
from planflow.document.regime_file import shipped_regimes
from planflow.document.scoreboard import scoreboard_data, scoreboard_text
from planflow.document.scoring_file import read_scoring, shipped_scoring
from planflow.document.source import parse_day
from planflow.document.status import status_data, status_text
from planflow.domain.deadline import Answer, Policy, Setting, answer
from planflow.domain.overview import PlanView, scoreboard
from planflow.domain.plan import Plan, unit_faults
from planflow.engine import Flow
from planflow.errors import (
    DefinitionError,
    Fault,
    FaultsError,
    FormatError,
    NotFoundError,
    PlanflowError,
)
from planflow.export import FORMATS, run_export
from planflow.instant import end_of_day, start_of_day
from planflow.intake import add_import, run_import
from planflow.message import LANGUAGES, Language, Message, day_text, phrase
from planflow.simulation import Order, Result, Scenario, read_scenario, simulate
from planflow.store import Query
from planflow.store.place import opened
from planflow.upkeep import NO, OK, flow_of, run_archive, run_migrate, run_rebuild, run_verify

BAD_USE = 2
_DEMO = {"first": Date(2020, 12, 15), "last": Date(2022, 1, 31)}
_DEMO_SEED = 2021


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    _use_utf8(sys.stdin, sys.stdout, sys.stderr)
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except FaultsError as error:
        return _complain(error, options.lang)
    except PlanflowError as error:
        print(f"planflow: {error}", file=sys.stderr)
        return BAD_USE
    except BrokenPipeError:
        return OK
    return code


def _complain(error: FaultsError, language: Language) -> int:
    """Print every fault on a line of its own, and how many there are."""
    for fault in error.faults:
        print(f"planflow: {fault}", file=sys.stderr)
    print(f"planflow: {phrase('cli.faults', language, count=len(error.faults))}", file=sys.stderr)
    return BAD_USE


def _use_utf8(*streams: TextIO) -> None:
    """Read and print UTF-8 whatever the terminal says: names are Vietnamese."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="planflow", description="Plans of a province as tasks, deadlines and reports."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_demo(_command(commands, "demo", "the year 2021 of a real plan, start to end", _demo))
    _add_check(_command(commands, "check", "check a plan file, perhaps against its units", _check))
    _add_simulate(_command(commands, "simulate", "run a plan with simulated units", _simulate))
    _add_status(_command(commands, "status", "who is late and who has not reported", _status))
    _add_scoreboard(
        _command(commands, "scoreboard", "units or their heads, every point explained", _scoreboard)
    )
    _add_history(_command(commands, "history", "what happened to a task, in sentences", _history))
    _add_deadline(
        _command(commands, "deadline", "the day that a wording means, and why", _deadline)
    )
    add_import(
        _command(commands, "import", "read a plan as it was issued into a draft", run_import)
    )
    verify = _command(commands, "verify", "prove chain, state and totals of a database", run_verify)
    verify.add_argument("database", metavar="DB")
    verify.add_argument(
        "--archive", type=Path, action="append", default=[], metavar="FILE", help="prove it as well"
    )
    rebuild = _command(commands, "rebuild", "mend the state from the journal alone", run_rebuild)
    rebuild.add_argument("database", metavar="DB")
    _add_export(_command(commands, "export", "write documents about a plan", run_export))
    _add_archive(_command(commands, "archive", "write a dead plan to a file", run_archive))
    migrate = _command(commands, "migrate", "bring the tables up to date", run_migrate)
    migrate.add_argument("database", metavar="DB")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    meaning: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=meaning, description=meaning)
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the output")
    parser.set_defaults(run=run)
    return parser


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("build/demo"), help="folder for the files")


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", metavar="PLAN", type=Path)
    _add_units(parser)


def _add_simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", metavar="PLAN", type=Path)
    _add_units(parser, required=True)
    parser.add_argument("--from", dest="first", type=_day, required=True, metavar="DATE")
    parser.add_argument("--to", dest="last", type=_day, required=True, metavar="DATE")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--scenario", type=Path, metavar="FILE")
    parser.add_argument("--store", choices=("memory", "sqlite"), default="sqlite")


def _add_status(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("database", metavar="DB")
    parser.add_argument("--at", type=_day, required=True, metavar="DATE")
    parser.add_argument("--plan", metavar="ID", help="this plan only")
    parser.add_argument("--unit", metavar="ID", help="the tasks of this unit only")
    parser.add_argument("--json", action="store_true", help="print data, not text")
    _add_units(parser)


def _add_scoreboard(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("database", metavar="DB")
    parser.add_argument("--at", type=_day, required=True, metavar="DATE")
    parser.add_argument("--plan", metavar="ID", help="the plan, where the database holds several")
    parser.add_argument("--scoring", type=Path, metavar="FILE", help="the formula, a scoring file")
    parser.add_argument("--level", metavar="LEVEL", help="rank the units of this level only")
    parser.add_argument("--heads", action="store_true", help="judge the heads of units")
    parser.add_argument("--json", action="store_true", help="print data, not text")
    _add_units(parser)


def _add_archive(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("database", metavar="DB")
    parser.add_argument("plan", metavar="PLAN", help="its id; plans that carry it out go along")
    parser.add_argument("file", metavar="FILE", type=Path, help="a file that is not there yet")
    parser.add_argument("--at", type=_day, required=True, metavar="DATE", help="the day of today")


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("database", metavar="DB")
    parser.add_argument("--plan", metavar="ID", required=True)
    parser.add_argument("--as", dest="form", choices=FORMATS, required=True, help="what to write")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the file; of letters the folder"
    )
    parser.add_argument("--at", type=_day, metavar="DATE", help="as known then, not as it is now")
    parser.add_argument("--top", metavar="TASK", help="the report on this task")
    parser.add_argument("--unit", metavar="ID", help="deadlines or letter of this unit only")
    parser.add_argument("--number", default="", metavar="N", help="5, or number and symbol")
    parser.add_argument(
        "--office",
        action="append",
        default=[],
        metavar="WORDS",
        help="a line above the name of who signs, such as 'KT. GIÁM ĐỐC'; may be repeated",
    )
    parser.add_argument("--signed-by", default="", metavar="NAME", help="who signs")
    _add_units(parser)


def _add_history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("database", metavar="DB")
    parser.add_argument("task", metavar="TASK")
    _add_units(parser)


def _add_deadline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", nargs="?", help="the words of a plan")
    parser.add_argument("--year", type=int, metavar="Y", help="the plan's year")
    parser.add_argument("--issued-on", type=_day, metavar="DATE", help="the plan's day of issue")
    parser.add_argument(
        "--policy",
        default="",
        metavar="NAMES",
        help="strict or lax; civil-code, none, forward or back; an hour: such as 'lax, back, 17h'",
    )
    parser.add_argument("--json", action="store_true", help="print data, not text")
    parser.add_argument(
        "--jsonl",
        action="store_true",
        help="read objects with text, year, issued_on from standard input, answer line by line",
    )


def _add_units(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    parser.add_argument(
        "--units",
        type=Path,
        action="append",
        required=required,
        metavar="CSV",
        help="a unit file; may be repeated",
    )


def _day(text: str) -> Date:
    day = parse_day(text)
    if day is None:
        message = f"{text!r} is no date such as 2021-11-15"
        raise argparse.ArgumentTypeError(message)
    return day


def _demo(options: argparse.Namespace) -> int:
    folder = example_folder()
    scenario = read_scenario(folder / "plan-a-2021.toml")
    order = Order(
        plan=read_plan(folder / "plan-a.toml"),
        directory=read_units(folder / "units-2021.csv"),
        scenario=scenario,
        seed=_DEMO_SEED,
        store="sqlite",
        out=options.out,
        **_DEMO,
    )
    return _run(order, options.lang)


def _simulate(options: argparse.Namespace) -> int:
    if options.last < options.first:
        found = f"{options.first} to {options.last}"
        raise DefinitionError(Fault("--from, --to", found, "a last day not before the first"))
    order = Order(
        plan=read_plan(options.plan),
        directory=read_units(*options.units),
        scenario=read_scenario(options.scenario) if options.scenario else Scenario(),
        first=options.first,
        last=options.last,
        seed=options.seed,
        store=options.store,
        out=options.out,
    )
    return _run(order, options.lang)


def _run(order: Order, language: Language) -> int:
    """Simulate, telling a short run as it goes and showing how far a long one is."""
    for assumption in (*order.plan.assumptions, *order.scenario.assumptions):
        print(phrase("cli.assumed", language, assumption=assumption))
    is_short = (order.last - order.first).days <= 2 * 366

    def tell(day: Date, message: Message) -> None:
        if is_short:
            print(f"{day_text(day)}  {message.text(language)}")

    bar = _Bar(order.first, order.last, is_shown=not is_short)
    result = simulate(order, tell=tell, progress=bar.show)
    bar.clear()
    print(status_text(result.view, language=language), end="")
    _print_counts(result)
    files = tuple(sorted(path.name for path in order.out.iterdir() if path.is_file()))
    print(phrase("cli.files", language, out=str(order.out), files=files))
    return OK if result.verification.is_sound else NO


def _print_counts(result: Result) -> None:
    for name in ("tasks", "timeliness", "announcements", "journal", "verify"):
        counts = result.summary[name]
        if isinstance(counts, dict):
            print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in counts.items()))


class _Bar:
    """How far a run is, on a terminal; nothing elsewhere."""

    def __init__(self, first: Date, last: Date, *, is_shown: bool) -> None:
        self._first, self._last = first.toordinal(), last.toordinal()
        self._is_shown = is_shown and sys.stderr.isatty()

    def show(self, day: Date) -> None:
        if self._is_shown and day.day == 1:
            done = (day.toordinal() - self._first) / max(1, self._last - self._first)
            print(f"\r[{'#' * round(30 * done):30}] {day}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self._is_shown:
            print("\r" + " " * 50 + "\r", end="", file=sys.stderr, flush=True)


def _check(options: argparse.Namespace) -> int:
    try:
        plan = read_plan(options.plan)
        faults: Sequence[Fault] = ()
        if options.units:
            directory = read_units(*options.units)
            faults = tuple(unit_faults(plan, directory))
        if faults:
            raise FormatError(*faults)  # noqa: TRY301 - one way for every fault
    except FormatError as error:
        code = _complain(error, options.lang)
        return NO if options.plan.is_file() else code
    _print_plan(plan, options)
    return OK


def _print_plan(plan: Plan, options: argparse.Namespace) -> None:
    items, duties = len(plan.leaves()), len(plan.duties)
    print(phrase("cli.plan_sound", options.lang, plan=plan.id, items=items, duties=duties))
    if not options.units:
        print(phrase("cli.no_directory", options.lang))
        return
    from planflow.store.memory import MemoryStore

    directory = read_units(*options.units)
    flow = Flow(MemoryStore(), directory=directory, workdays=vietnam())
    day = plan.issued_on or Date(plan.years[0], 1, 1)
    preview = flow.preview(plan, at=start_of_day(day, plan.policy.zone))
    print(phrase("cli.would_issue", options.lang, on=day, tasks=preview.tasks, until=preview.until))
    for warning in preview.warnings:
        print(f"- {warning.text(options.lang)}")


def _status(options: argparse.Namespace) -> int:
    with opened(options.database) as store:
        return _print_status(flow_of(store, options.units), options)


def _print_status(flow: Flow, options: argparse.Namespace) -> int:
    views = [*_views(flow, options)]
    holders = {task.holder for view in views for task in view.tasks.values()}
    if views and options.unit is not None and options.unit not in holders:
        fault = Fault("--unit", repr(options.unit), "a unit that holds tasks of the plan")
        raise DefinitionError(fault)
    if options.json:
        data = [status_data(view, unit=options.unit) for view in views]
        _print_json(data[0] if len(data) == 1 else data)
    else:
        for view in views:
            print(status_text(view, unit=options.unit, language=options.lang), end="")
    return OK if views or not _plans(flow) else NO


def _views(flow: Flow, options: argparse.Namespace) -> Iterator[PlanView]:
    """Yield the plans asked for as they were known on the day; say which did not exist yet."""
    known = _plans(flow)
    if options.plan is not None and options.plan not in known:
        raise DefinitionError(Fault("--plan", repr(options.plan), f"one of {list(known)}"))
    for plan in known if options.plan is None else (options.plan,):
        try:
            yield flow.view(plan, at=end_of_day(options.at))
        except NotFoundError:
            text = phrase("cli.not_yet", options.lang, plan=plan, on=options.at)
            print(f"planflow: {text}", file=sys.stderr)


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))


def _scoreboard(options: argparse.Namespace) -> int:
    scoring = read_scoring(options.scoring) if options.scoring else shipped_scoring()
    with opened(options.database) as store:
        flow = flow_of(store, options.units)
        if options.plan is None and len(_plans(flow)) != 1:
            raise DefinitionError(Fault("--plan", "nothing", f"one of {list(_plans(flow))}"))
        views = [*_views(flow, options)]
    for view in views:
        among = None
        if options.level is not None:
            among = {unit.id for unit in view.directory if unit.level == options.level}
        scores = scoreboard(view, scoring, heads=options.heads, among=among)
        if options.json:
            _print_json(scoreboard_data(view, scoring, scores, language=options.lang))
        else:
            print(scoreboard_text(view, scoring, scores, language=options.lang), end="")
    return OK if views else NO


def _history(options: argparse.Namespace) -> int:
    with opened(options.database) as store:
        flow = flow_of(store, options.units)
        entries = told_of(flow.journal(), options.task)
        if not entries:
            raise NotFoundError(options.task)
        plan = flow.plan(options.task.partition("/")[0]).plan
    for sentence in story(entries, plan=plan, directory=flow.directory, language=options.lang):
        print(sentence)
    return OK


def _deadline(options: argparse.Namespace) -> int:
    policy = Policy()
    faults: list[Fault] = []
    try:
        policy = Policy.named(options.policy)
    except DefinitionError as error:
        faults += error.faults
    if options.jsonl and not faults:
        return _answer_lines(policy, options)
    if not options.jsonl and options.text is None:
        faults.append(Fault("TEXT", "nothing", "the words of a plan, or --jsonl"))
    if not options.jsonl and options.year is None:
        faults.append(Fault("--year", "nothing", "the plan's year, such as 2021"))
    if faults:
        raise DefinitionError(*faults)
    found = _answer(Question(options.text, options.year, options.issued_on), policy)
    if options.json:
        _print_json(answer_data(found, options.lang))
    else:
        print(answer_text(found, options.lang), end="")
    return OK


def _answer_lines(policy: Policy, options: argparse.Namespace) -> int:
    """Answer each line of standard input; a line that is no question is answered by its faults."""
    code = OK
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            data = answer_data(_answer(read_question(line, number), policy), options.lang)
        except FaultsError as error:
            data = {"line": number, "error": "; ".join(map(str, error.faults))}
            code = NO
        print(json.dumps(data, ensure_ascii=False), flush=True)
    return code


def _answer(question: Question, policy: Policy) -> Answer:
    year = question.year
    setting = Setting(
        issued_on=question.issued_on,
        years=(year, year),
        until=Date(year, 12, 31),
        policy=policy,
        workdays=vietnam(),
        regimes=shipped_regimes(),
    )
    return answer(question.text, setting)


def _plans(flow: Flow) -> tuple[str, ...]:
    return tuple(sorted({task.assignment.plan for task in flow.find(Query())}))
