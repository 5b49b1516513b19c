"""Progress and figures as a workbook, for whoever counts on with them."""

from __future__ import annotations

from planflow.document.xlsx.content import tables
from planflow.document.xlsx.workbook import to_xlsx
from planflow.domain.overview import PlanView
from planflow.instant import day_of

__all__ = ["report_xlsx"]


def report_xlsx(view: PlanView) -> bytes:
    """Return progress and figures of a plan as an Excel workbook (extra ``xlsx``).

    Sheets: the items and duties; the indicators; the units of each level with their tasks counted
    and their figures; every task. Days are days and numbers are numbers. Each total stands as a
    value, and beside it the formula that gives it again; text stays text however it begins. The
    same view gives the same bytes.

    Raises:
        ImportError: If the extra ``xlsx`` is not installed.

    .. versionadded:: 0.1.0
    """
    plan = view.standing.plan
    body = plan.standing_agency or plan.issuer
    on = day_of(view.now, plan.policy.zone)
    return to_xlsx(tables(view), title=plan.title.vi, author=view.unit_name(body), on=on)
