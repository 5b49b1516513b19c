"""The command that writes documents about a plan from its database."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

from planflow import document
from planflow.document.report.signing import Signing
from planflow.domain.overview import PlanView
from planflow.domain.task import Task
from planflow.engine import Flow
from planflow.errors import DefinitionError, Fault, NotFoundError
from planflow.instant import end_of_day
from planflow.message import phrase
from planflow.store import Query
from planflow.store.place import opened
from planflow.upkeep import NO, OK, flow_of, write_file

Files: TypeAlias = Iterator[tuple[Path, bytes]]
_Writer: TypeAlias = Callable[[PlanView, argparse.Namespace], Files]

_NAME: Final = re.compile(r"[^A-Za-z0-9._-]+")
_SIGNED: Final = ("docx", "html", "letters", "md")
_TAKES: Final = {
    "top": ("docx", "html", "md"),
    "unit": ("ics", "letters"),
    "number": _SIGNED,
    "office": _SIGNED,
    "signed_by": _SIGNED,
}
"""Options that mean something to some documents only."""


def run_export(options: argparse.Namespace) -> int:
    """Write a document, or letters into a folder, and say which files there are now."""
    _refuse_unused(options)
    with opened(options.database) as store:
        view = _view(flow_of(store, options.units), options)
    if view is None:
        return NO
    if not options.units:
        print(f"planflow: {phrase('cli.no_names', options.lang)}", file=sys.stderr)
    try:
        files = [*FORMATS[options.form](view, options)]
    except ImportError as error:
        expected = "a document whose library is installed"
        raise DefinitionError(Fault("--as", f"{options.form} ({error})", expected)) from error
    for path, data in files:
        write_file(path, data)
        print(phrase("cli.written", options.lang, file=str(path), size=len(data)))
    if not files:
        print(phrase("cli.no_letters", options.lang))
    return OK


def _refuse_unused(options: argparse.Namespace) -> None:
    faults = [
        Fault(f"--{name.replace('_', '-')}", f"--as {options.form}", f"--as {' or '.join(forms)}")
        for name, forms in _TAKES.items()
        if getattr(options, name) and options.form not in forms
    ]
    if faults:
        raise DefinitionError(*faults)


def _view(flow: Flow, options: argparse.Namespace) -> PlanView | None:
    """Return the plan as it was known on the day asked for, else after all that is recorded."""
    tasks = tuple(flow.find(Query()))
    _refuse_unknown(tasks, options)
    at: datetime | None = end_of_day(options.at) if options.at else None
    try:
        return flow.view(options.plan, at=at or max(entry.at for entry in flow.journal()))
    except NotFoundError:
        text = phrase("cli.not_yet", options.lang, plan=options.plan, on=options.at)
        print(f"planflow: {text}", file=sys.stderr)
        return None


def _refuse_unknown(tasks: tuple[Task, ...], options: argparse.Namespace) -> None:
    """Refuse a plan, unit or task that the database does not know."""
    plans = sorted({task.assignment.plan for task in tasks})
    if options.plan not in plans:
        raise DefinitionError(Fault("--plan", repr(options.plan), f"one of {plans}"))
    mine = [task for task in tasks if task.assignment.plan == options.plan]
    if options.unit and all(task.holder != options.unit for task in mine):
        fault = Fault("--unit", repr(options.unit), "a unit that holds tasks of the plan")
        raise DefinitionError(fault)
    if options.top and all(task.id != options.top for task in mine):
        raise DefinitionError(Fault("--top", repr(options.top), "a task of the plan"))


def _signing(options: argparse.Namespace) -> Signing:
    return Signing(number=options.number, offices=tuple(options.office), name=options.signed_by)


def _docx(view: PlanView, options: argparse.Namespace) -> Files:
    yield options.out, document.report_docx(view, top=options.top, signing=_signing(options))


def _xlsx(view: PlanView, options: argparse.Namespace) -> Files:
    yield options.out, document.report_xlsx(view)


def _ics(view: PlanView, options: argparse.Namespace) -> Files:
    yield options.out, document.deadlines_ics(view, unit=options.unit)


def _md(view: PlanView, options: argparse.Namespace) -> Files:
    yield (
        options.out,
        document.report_text(view, top=options.top, signing=_signing(options)).encode(),
    )


def _html(view: PlanView, options: argparse.Namespace) -> Files:
    yield (
        options.out,
        document.report_html(view, top=options.top, signing=_signing(options)).encode(),
    )


def _svg(view: PlanView, options: argparse.Namespace) -> Files:
    yield options.out, document.timeline_svg(view).encode()


def _letters(view: PlanView, options: argparse.Namespace) -> Files:
    """Yield one Word file for each unit, in a folder."""
    for number, letter in enumerate(document.reminder_letters(view, signing=_signing(options)), 1):
        if options.unit in (None, letter.recipient):
            name = _NAME.sub("_", letter.recipient)
            yield options.out / f"{number:02d}-{name}.docx", letter.to_docx()


FORMATS: Final[dict[str, _Writer]] = {
    "docx": _docx,
    "xlsx": _xlsx,
    "ics": _ics,
    "md": _md,
    "html": _html,
    "svg": _svg,
    "letters": _letters,
}
"""What may be written, and how."""
