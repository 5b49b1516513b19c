"""Documents as Word files, set as Decree 30/2020 sets them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pendulum import Date

from planflow.document.docx.body import write
from planflow.document.docx.sheet import blank
from planflow.document.package import repacked
from planflow.document.report.block import Block
from planflow.document.report.compose import compose
from planflow.document.report.signing import Signing
from planflow.document.report.survey import survey
from planflow.domain.overview import PlanView

__all__ = ["report_docx", "to_docx"]


def report_docx(view: PlanView, *, top: str | None = None, signing: Signing | None = None) -> bytes:
    """Return the consolidated report of a plan as a Word file (extra ``docx``).

    The content is that of :func:`~planflow.report_text`, the layout that of Decree
    30/2020: A4, Times New Roman, head and foot, annexes on pages of their own. The same view gives
    the same bytes.

    Args:
        view: The plan at the moment of writing.
        top: The task whose report it is, as for :func:`~planflow.report_text`.
        signing: Under which number it goes out, and who signs it.

    Raises:
        NotFoundError: If the view has no task ``top``.
        ImportError: If the extra ``docx`` is not installed.

    .. versionadded:: 0.1.0
    """
    found = survey(view, top, signing)
    title = view.standing.plan.title.vi
    return to_docx(compose(found), title=title, author=found.name(found.body), on=found.written_on)


def to_docx(blocks: Sequence[Block], *, title: str, author: str, on: Date) -> bytes:
    """Return ``blocks`` as a Word file; its properties tell title, author and day.

    Raises:
        ImportError: If the extra ``docx`` is not installed.
    """
    document = blank(title=title, author=author, on=on)
    write(document, blocks)
    target = io.BytesIO()
    document.save(target)
    return repacked(target.getvalue(), lambda _, content: content)
