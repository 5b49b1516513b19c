"""Files in and out: plans, regimes, working days, units in; reports and pictures out.

A name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from planflow.document.docx import report_docx as report_docx
    from planflow.document.draft.data import draft_data as draft_data
    from planflow.document.draft.draft import PlanDraft as PlanDraft
    from planflow.document.draft.read import read_draft as read_draft
    from planflow.document.draft.settlement.answers import read_answers as read_answers
    from planflow.document.draft.settlement.plan_file import draft_toml as draft_toml
    from planflow.document.draft.settlement.settle import settle as settle
    from planflow.document.example import example_folder as example_folder
    from planflow.document.history import story as story
    from planflow.document.history import told_of as told_of
    from planflow.document.holiday_package import with_forecast as with_forecast
    from planflow.document.html import report_html as report_html
    from planflow.document.ics import deadlines_ics as deadlines_ics
    from planflow.document.letter import Letter as Letter
    from planflow.document.letter import reminder_letters as reminder_letters
    from planflow.document.notice import Notice as Notice
    from planflow.document.notice import announcement_text as announcement_text
    from planflow.document.notice import notices as notices
    from planflow.document.number import count_text as count_text
    from planflow.document.number import long_day as long_day
    from planflow.document.number import number_text as number_text
    from planflow.document.number import sort_key as sort_key
    from planflow.document.overview import overview_html as overview_html
    from planflow.document.overview import overview_text as overview_text
    from planflow.document.plan_file import parse_plan as parse_plan
    from planflow.document.plan_file import plan_schema as plan_schema
    from planflow.document.plan_file import read_plan as read_plan
    from planflow.document.regime_file import read_regimes as read_regimes
    from planflow.document.regime_file import shipped_regimes as shipped_regimes
    from planflow.document.report import Signing as Signing
    from planflow.document.report import report_text as report_text
    from planflow.document.scoreboard import scoreboard_data as scoreboard_data
    from planflow.document.scoreboard import scoreboard_text as scoreboard_text
    from planflow.document.scoring_file import read_scoring as read_scoring
    from planflow.document.scoring_file import shipped_scoring as shipped_scoring
    from planflow.document.status import status_data as status_data
    from planflow.document.status import status_text as status_text
    from planflow.document.succession_file import read_successions as read_successions
    from planflow.document.timeline import timeline_svg as timeline_svg
    from planflow.document.unit_file import read_units as read_units
    from planflow.document.workday_file import read_workdays as read_workdays
    from planflow.document.workday_file import vietnam as vietnam
    from planflow.document.workday_file import workdays as workdays
    from planflow.document.xlsx import report_xlsx as report_xlsx

_MODULES: Final = {
    "Letter": "letter",
    "Notice": "notice",
    "PlanDraft": "draft.draft",
    "Signing": "report",
    "announcement_text": "notice",
    "count_text": "number",
    "deadlines_ics": "ics",
    "draft_data": "draft.data",
    "draft_toml": "draft.settlement.plan_file",
    "example_folder": "example",
    "long_day": "number",
    "notices": "notice",
    "number_text": "number",
    "overview_html": "overview",
    "overview_text": "overview",
    "parse_plan": "plan_file",
    "plan_schema": "plan_file",
    "read_answers": "draft.settlement.answers",
    "read_draft": "draft.read",
    "read_plan": "plan_file",
    "read_regimes": "regime_file",
    "read_scoring": "scoring_file",
    "read_successions": "succession_file",
    "read_units": "unit_file",
    "read_workdays": "workday_file",
    "reminder_letters": "letter",
    "report_docx": "docx",
    "report_html": "html",
    "report_text": "report",
    "report_xlsx": "xlsx",
    "scoreboard_data": "scoreboard",
    "scoreboard_text": "scoreboard",
    "settle": "draft.settlement.settle",
    "shipped_regimes": "regime_file",
    "shipped_scoring": "scoring_file",
    "sort_key": "number",
    "status_data": "status",
    "status_text": "status",
    "story": "history",
    "timeline_svg": "timeline",
    "told_of": "history",
    "vietnam": "workday_file",
    "with_forecast": "holiday_package",
    "workdays": "workday_file",
}

__all__ = [
    "Letter",
    "Notice",
    "PlanDraft",
    "Signing",
    "announcement_text",
    "count_text",
    "deadlines_ics",
    "draft_data",
    "draft_toml",
    "example_folder",
    "long_day",
    "notices",
    "number_text",
    "overview_html",
    "overview_text",
    "parse_plan",
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
    "scoreboard_data",
    "scoreboard_text",
    "settle",
    "shipped_regimes",
    "shipped_scoring",
    "sort_key",
    "status_data",
    "status_text",
    "story",
    "timeline_svg",
    "told_of",
    "vietnam",
    "with_forecast",
    "workdays",
]


def __getattr__(name: str) -> object:
    """Return a public name, importing its module now."""
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
