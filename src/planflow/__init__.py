"""planflow: plans of a Vietnamese province as tasks, deadlines and reports, over your own storage.

Everything a host needs is here; importing it is cheap, each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planflow.document import Letter as Letter
    from planflow.document import PlanDraft as PlanDraft
    from planflow.document import Signing as Signing
    from planflow.document import announcement_text as announcement_text
    from planflow.document import deadlines_ics as deadlines_ics
    from planflow.document import draft_data as draft_data
    from planflow.document import draft_toml as draft_toml
    from planflow.document import example_folder as example_folder
    from planflow.document import notices as notices
    from planflow.document import overview_html as overview_html
    from planflow.document import overview_text as overview_text
    from planflow.document import plan_schema as plan_schema
    from planflow.document import read_answers as read_answers
    from planflow.document import read_draft as read_draft
    from planflow.document import read_plan as read_plan
    from planflow.document import read_regimes as read_regimes
    from planflow.document import read_scoring as read_scoring
    from planflow.document import read_successions as read_successions
    from planflow.document import read_units as read_units
    from planflow.document import read_workdays as read_workdays
    from planflow.document import reminder_letters as reminder_letters
    from planflow.document import report_docx as report_docx
    from planflow.document import report_html as report_html
    from planflow.document import report_text as report_text
    from planflow.document import report_xlsx as report_xlsx
    from planflow.document import settle as settle
    from planflow.document import shipped_scoring as shipped_scoring
    from planflow.document import story as story
    from planflow.document import timeline_svg as timeline_svg
    from planflow.document import vietnam as vietnam
    from planflow.document import with_forecast as with_forecast
    from planflow.domain.change import AdoptCalendar as AdoptCalendar
    from planflow.domain.change import AdoptDates as AdoptDates
    from planflow.domain.change import AmendPlan as AmendPlan
    from planflow.domain.change import NameMembers as NameMembers
    from planflow.domain.change import RecordEvent as RecordEvent
    from planflow.domain.change import Reorganise as Reorganise
    from planflow.domain.change import WithdrawEvent as WithdrawEvent
    from planflow.domain.deadline import AfterEvent as AfterEvent
    from planflow.domain.deadline import Answer as Answer
    from planflow.domain.deadline import ByRegime as ByRegime
    from planflow.domain.deadline import Continuous as Continuous
    from planflow.domain.deadline import Deadline as Deadline
    from planflow.domain.deadline import Fixed as Fixed
    from planflow.domain.deadline import Milestones as Milestones
    from planflow.domain.deadline import Policy as Policy
    from planflow.domain.deadline import Recurring as Recurring
    from planflow.domain.deadline import Relative as Relative
    from planflow.domain.deadline import Setting as Setting
    from planflow.domain.deadline import Window as Window
    from planflow.domain.deadline import answer as answer
    from planflow.domain.deadline import describe as describe
    from planflow.domain.deadline import parse as parse
    from planflow.domain.organisation import Actor as Actor
    from planflow.domain.organisation import Directory as Directory
    from planflow.domain.organisation import Succession as Succession
    from planflow.domain.organisation import Unit as Unit
    from planflow.domain.organisation import with_successions as with_successions
    from planflow.domain.overview import Coverage as Coverage
    from planflow.domain.overview import ProductProgress as ProductProgress
    from planflow.domain.overview import Score as Score
    from planflow.domain.overview import Scoring as Scoring
    from planflow.domain.overview import TwoByTwo as TwoByTwo
    from planflow.domain.overview import counts_by as counts_by
    from planflow.domain.overview import coverage as coverage
    from planflow.domain.overview import products as products
    from planflow.domain.overview import scoreboard as scoreboard
    from planflow.domain.overview import two_by_two as two_by_two
    from planflow.domain.plan import Ladder as Ladder
    from planflow.domain.plan import Plan as Plan
    from planflow.domain.reminder import Announcement as Announcement
    from planflow.domain.reminder import digest as digest
    from planflow.domain.report import Joint as Joint
    from planflow.domain.task import Task as Task
    from planflow.domain.task import overdue_products as overdue_products
    from planflow.domain.task import product_timeliness as product_timeliness
    from planflow.domain.task import timeliness as timeliness
    from planflow.domain.task.command import AnswerObstacle as AnswerObstacle
    from planflow.domain.task.command import AskCorrection as AskCorrection
    from planflow.domain.task.command import AskExtension as AskExtension
    from planflow.domain.task.command import AskRelease as AskRelease
    from planflow.domain.task.command import AttachEvidence as AttachEvidence
    from planflow.domain.task.command import Close as Close
    from planflow.domain.task.command import Correct as Correct
    from planflow.domain.task.command import Decline as Decline
    from planflow.domain.task.command import EscalateObstacle as EscalateObstacle
    from planflow.domain.task.command import GrantExtension as GrantExtension
    from planflow.domain.task.command import Paper as Paper
    from planflow.domain.task.command import RaiseObstacle as RaiseObstacle
    from planflow.domain.task.command import RecordProgress as RecordProgress
    from planflow.domain.task.command import RefuseExtension as RefuseExtension
    from planflow.domain.task.command import RefuseRelease as RefuseRelease
    from planflow.domain.task.command import Reinstate as Reinstate
    from planflow.domain.task.command import Remind as Remind
    from planflow.domain.task.command import Report as Report
    from planflow.domain.task.command import Resume as Resume
    from planflow.domain.task.command import Return as Return
    from planflow.domain.task.command import Start as Start
    from planflow.domain.task.command import Suspend as Suspend
    from planflow.domain.task.command import Transfer as Transfer
    from planflow.domain.task.command import Waive as Waive
    from planflow.domain.task.command import Withdraw as Withdraw
    from planflow.domain.task.command import WithdrawObstacle as WithdrawObstacle
    from planflow.domain.workday import Workdays as Workdays
    from planflow.engine import Attempt as Attempt
    from planflow.engine import Draft as Draft
    from planflow.engine import Entry as Entry
    from planflow.engine import Flow as Flow
    from planflow.engine import Issued as Issued
    from planflow.engine import Outcome as Outcome
    from planflow.engine import Preview as Preview
    from planflow.engine import Rebuilt as Rebuilt
    from planflow.engine import SeededEntropy as SeededEntropy
    from planflow.engine import Verification as Verification
    from planflow.engine.archive import Archived as Archived
    from planflow.engine.archive_file import Archive as Archive
    from planflow.engine.archive_file import erase_archive as erase_archive
    from planflow.engine.archive_file import read_archive as read_archive
    from planflow.errors import CommandRefusedError as CommandRefusedError
    from planflow.errors import DefinitionError as DefinitionError
    from planflow.errors import DuplicateError as DuplicateError
    from planflow.errors import FormatError as FormatError
    from planflow.errors import NotAllowedNowError as NotAllowedNowError
    from planflow.errors import NotAuthorisedError as NotAuthorisedError
    from planflow.errors import NotFoundError as NotFoundError
    from planflow.errors import PlanflowError as PlanflowError
    from planflow.errors import RuleViolatedError as RuleViolatedError
    from planflow.errors import SchemaMismatchError as SchemaMismatchError
    from planflow.errors import StoreError as StoreError
    from planflow.errors import StoreUnavailableError as StoreUnavailableError
    from planflow.errors import VersionConflictError as VersionConflictError
    from planflow.store import Query as Query
    from planflow.store import Store as Store
    from planflow.store.django import DjangoStore as DjangoStore
    from planflow.store.host_table import HostTable as HostTable
    from planflow.store.memory import MemoryStore as MemoryStore
    from planflow.store.postgres import PostgresStore as PostgresStore
    from planflow.store.sqlalchemy import SqlAlchemyStore as SqlAlchemyStore
    from planflow.store.sqlite import SqliteStore as SqliteStore

_HOMES = {
    "planflow.document": (
        "Letter",
        "PlanDraft",
        "Signing",
        "announcement_text",
        "deadlines_ics",
        "draft_data",
        "draft_toml",
        "example_folder",
        "notices",
        "overview_html",
        "overview_text",
        "plan_schema",
        "read_answers",
        "read_draft",
        "read_plan",
        "read_regimes",
        "read_scoring",
        "read_successions",
        "read_units",
        "read_workdays",
        "reminder_letters",
        "report_docx",
        "report_html",
        "report_text",
        "report_xlsx",
        "settle",
        "shipped_scoring",
        "story",
        "timeline_svg",
        "vietnam",
        "with_forecast",
    ),
    "planflow.domain.change": (
        "AdoptCalendar",
        "AdoptDates",
        "AmendPlan",
        "NameMembers",
        "RecordEvent",
        "Reorganise",
        "WithdrawEvent",
    ),
    "planflow.domain.deadline": (
        "AfterEvent",
        "Answer",
        "ByRegime",
        "Continuous",
        "Deadline",
        "Fixed",
        "Milestones",
        "Policy",
        "Recurring",
        "Relative",
        "Setting",
        "Window",
        "answer",
        "describe",
        "parse",
    ),
    "planflow.domain.organisation": (
        "Actor",
        "Directory",
        "Succession",
        "Unit",
        "with_successions",
    ),
    "planflow.domain.overview": (
        "Coverage",
        "ProductProgress",
        "Score",
        "Scoring",
        "TwoByTwo",
        "counts_by",
        "coverage",
        "products",
        "scoreboard",
        "two_by_two",
    ),
    "planflow.domain.plan": (
        "Ladder",
        "Plan",
    ),
    "planflow.domain.reminder": (
        "Announcement",
        "digest",
    ),
    "planflow.domain.report": ("Joint",),
    "planflow.domain.task": (
        "Task",
        "overdue_products",
        "product_timeliness",
        "timeliness",
    ),
    "planflow.domain.task.command": (
        "AnswerObstacle",
        "AskCorrection",
        "AskExtension",
        "AskRelease",
        "AttachEvidence",
        "Close",
        "Correct",
        "Decline",
        "EscalateObstacle",
        "GrantExtension",
        "Paper",
        "RaiseObstacle",
        "RecordProgress",
        "RefuseExtension",
        "RefuseRelease",
        "Reinstate",
        "Remind",
        "Report",
        "Resume",
        "Return",
        "Start",
        "Suspend",
        "Transfer",
        "Waive",
        "Withdraw",
        "WithdrawObstacle",
    ),
    "planflow.domain.workday": ("Workdays",),
    "planflow.engine": (
        "Attempt",
        "Draft",
        "Entry",
        "Flow",
        "Issued",
        "Outcome",
        "Preview",
        "Rebuilt",
        "SeededEntropy",
        "Verification",
    ),
    "planflow.engine.archive": ("Archived",),
    "planflow.engine.archive_file": ("Archive", "erase_archive", "read_archive"),
    "planflow.errors": (
        "CommandRefusedError",
        "DefinitionError",
        "DuplicateError",
        "FormatError",
        "NotAllowedNowError",
        "NotAuthorisedError",
        "NotFoundError",
        "PlanflowError",
        "RuleViolatedError",
        "SchemaMismatchError",
        "StoreError",
        "StoreUnavailableError",
        "VersionConflictError",
    ),
    "planflow.store": (
        "Query",
        "Store",
    ),
    "planflow.store.django": ("DjangoStore",),
    "planflow.store.host_table": ("HostTable",),
    "planflow.store.memory": ("MemoryStore",),
    "planflow.store.postgres": ("PostgresStore",),
    "planflow.store.sqlalchemy": ("SqlAlchemyStore",),
    "planflow.store.sqlite": ("SqliteStore",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Actor",
    "AmendPlan",
    "Announcement",
    "AnswerObstacle",
    "Archive",
    "Archived",
    "AskCorrection",
    "AskExtension",
    "AskRelease",
    "AttachEvidence",
    "Close",
    "CommandRefusedError",
    "Correct",
    "Coverage",
    "Deadline",
    "Decline",
    "DefinitionError",
    "Directory",
    "Draft",
    "DuplicateError",
    "Entry",
    "EscalateObstacle",
    "Fixed",
    "Flow",
    "FormatError",
    "GrantExtension",
    "Issued",
    "Joint",
    "Ladder",
    "Letter",
    "MemoryStore",
    "NameMembers",
    "NotAllowedNowError",
    "NotAuthorisedError",
    "NotFoundError",
    "Outcome",
    "Paper",
    "Plan",
    "PlanDraft",
    "PlanflowError",
    "Preview",
    "ProductProgress",
    "Query",
    "RaiseObstacle",
    "Rebuilt",
    "RecordEvent",
    "RecordProgress",
    "RefuseExtension",
    "RefuseRelease",
    "Reinstate",
    "Relative",
    "Remind",
    "Reorganise",
    "Report",
    "Resume",
    "Return",
    "RuleViolatedError",
    "SchemaMismatchError",
    "Score",
    "Scoring",
    "SeededEntropy",
    "Signing",
    "SqliteStore",
    "Start",
    "Store",
    "StoreError",
    "StoreUnavailableError",
    "Succession",
    "Suspend",
    "Task",
    "Transfer",
    "TwoByTwo",
    "Unit",
    "Verification",
    "VersionConflictError",
    "Waive",
    "Window",
    "Withdraw",
    "WithdrawObstacle",
    "announcement_text",
    "counts_by",
    "coverage",
    "deadlines_ics",
    "digest",
    "draft_data",
    "draft_toml",
    "erase_archive",
    "example_folder",
    "notices",
    "overview_html",
    "overview_text",
    "plan_schema",
    "products",
    "read_answers",
    "read_archive",
    "read_draft",
    "read_plan",
    "read_scoring",
    "read_successions",
    "read_units",
    "reminder_letters",
    "report_docx",
    "report_html",
    "report_text",
    "report_xlsx",
    "scoreboard",
    "settle",
    "shipped_scoring",
    "story",
    "timeline_svg",
    "timeliness",
    "two_by_two",
    "vietnam",
    "with_successions",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    if name == "__version__":
        from importlib.metadata import version

        return version("planflow")
    home = _HOME.get(name)
    if home is None:
        message = f"module 'planflow' has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names."""
    return [*__all__, "__version__"]
