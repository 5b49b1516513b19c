"""The consolidated report of a plan, in the order and look of Decree 30/2020."""

from __future__ import annotations

from planflow.document.report.compose import compose
from planflow.document.report.markdown import to_markdown
from planflow.document.report.signing import Signing
from planflow.document.report.survey import survey
from planflow.domain.overview import PlanView

__all__ = ["Signing", "report_text"]


def report_text(view: PlanView, *, top: str | None = None, signing: Signing | None = None) -> str:
    """Return the consolidated report of a plan in Vietnamese, as Markdown.

    Every figure is the view's: ``totals`` as consolidated, ``live`` beside it, never mixed.
    The same view gives the same text, byte for byte.

    Args:
        view: The plan at the moment of writing.
        top: The task whose report it is; otherwise the newest report that goes to receivers, the
            standing agency's first. Without one it is a report on the state of the plan, to
            nobody.
        signing: Under which number it goes out, and who signs it.

    Raises:
        NotFoundError: If the view has no task ``top``.

    .. versionadded:: 0.1.0
    """
    return to_markdown(compose(survey(view, top, signing)))
