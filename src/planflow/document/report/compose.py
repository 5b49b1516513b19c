"""The whole report as blocks, in the order of an official report (Decree 30/2020)."""

from __future__ import annotations

from planflow.document.line import say
from planflow.document.number import roman
from planflow.document.report.block import Block
from planflow.document.report.figure import figures, units_annex
from planflow.document.report.opening import opening
from planflow.document.report.outlook import closing, outlook, told_annex
from planflow.document.report.progress import progress_annex
from planflow.document.report.result import results
from planflow.document.report.sending import sending
from planflow.document.report.survey import Survey


def compose(found: Survey) -> tuple[Block, ...]:
    """Return the blocks of the report: head, sections I to V, foot, annexes."""
    progress, units, words = (say("report.annex", number=roman(n)) for n in (1, 2, 3))
    told = tuple(told_annex(found, words))
    return (
        *opening(found),
        *results(found, progress),
        *figures(found, units),
        *sending(found),
        *outlook(found, words if told else ""),
        closing(found),
        *progress_annex(found, progress),
        *units_annex(found, units),
        *told,
    )
