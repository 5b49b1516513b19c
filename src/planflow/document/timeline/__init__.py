"""The picture of a plan: its items over the years, as one SVG."""

from __future__ import annotations

from typing import Final

from pendulum import Date

from planflow.document.line import Line, local_day, plan_lines, say, stated_deadline
from planflow.document.markup import element, empty, escaped
from planflow.document.timeline import mark
from planflow.document.timeline.frame import (
    AXIS_GAP,
    AXIS_HEIGHT,
    FLAG_HEIGHT,
    LEGEND_HEIGHT,
    axis,
    draw_flags,
    flags,
    head,
    legend,
)
from planflow.document.timeline.row import HEIGHT, Row, draw
from planflow.document.timeline.scale import Scale
from planflow.domain.overview import PlanView
from planflow.instant import add_days

__all__ = ["timeline_svg"]

WIDTH: Final = 1640
_EDGE: Final = 30
_LABELS: Final = 430
_NOTES: Final = 236
_HEAD: Final = 112
_BAND: Final = 26
_AFTER: Final = 92
"""So many days after the end of the plan the moment of asking is still shown."""


def timeline_svg(view: PlanView) -> str:
    """Return the picture of a plan: one row an item and duty, over all its months.

    Windows, due days, beginnings, partial and closing reports, returns, consolidation, events
    that arrived, lateness in red; where many units report under one item, columns and counts.
    The same view gives the same text, byte for byte.

    .. versionadded:: 0.1.0
    """
    lines = plan_lines(view)
    scale = _scale(view, lines)
    flagged = flags(view, scale)
    top = _HEAD + FLAG_HEIGHT * len(flagged) + AXIS_GAP
    rows, bottom = _rows(view, lines, scale, top + AXIS_HEIGHT)
    height = bottom + LEGEND_HEIGHT + 14
    title = view.standing.plan.title.vi
    return (
        element(
            "svg",
            element("title", escaped(title)),
            element("style", mark.STYLE),
            element("defs", mark.PATTERNS),
            empty("rect", width=WIDTH, height=height, fill="#fff"),
            _stripes(lines, top + AXIS_HEIGHT),
            axis(scale, top, bottom),
            rows,
            draw_flags(flagged, scale, _HEAD, bottom),
            head(view, lines, WIDTH),
            legend(bottom + 8, _EDGE),
            xmlns="http://www.w3.org/2000/svg",
            class_="pf-svg",
            role="img",
            lang="vi",
            viewBox=f"0 0 {WIDTH} {height:.0f}",
            aria_label=title,
        )
        + "\n"
    )


def _scale(view: PlanView, lines: tuple[Line, ...]) -> Scale:
    """Return the axis from the month of issue to the end of the plan, or to what came later."""
    standing = view.standing
    last, now = standing.until, local_day(view, view.now)
    for line in lines:
        for task in line.tasks:
            course = view.course(task.id)
            seen = [course.reported_at, course.partial_at, course.consolidated_at]
            last = max([last, *(local_day(view, at) for at in seen if at)])
            if deadline := stated_deadline(task):
                last = max(last, deadline.due_on)
    if last < now <= add_days(last, _AFTER):
        last = now
    first = Date(standing.issued_on.year, standing.issued_on.month, 1)
    return Scale(first, _month_end(last), _EDGE + _LABELS, WIDTH - 2 * _EDGE - _LABELS - _NOTES)


def _month_end(day: Date) -> Date:
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return add_days(Date(year, month, 1), -1)


def _groups(lines: tuple[Line, ...]) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    items = tuple(line for line in lines if not line.is_duty)
    duties = tuple(line for line in lines if line.is_duty)
    named = ((say("timeline.items"), items), (say("timeline.duties"), duties))
    return tuple((name, group) for name, group in named if group)


def _rows(view: PlanView, lines: tuple[Line, ...], scale: Scale, top: float) -> tuple[str, float]:
    """Return all rows below their bands, and where they end."""
    parts: list[str] = []
    for name, group in _groups(lines):
        style = f"fill:{mark.MUTED};letter-spacing:0.06em"
        parts.append(mark.text(name, _EDGE, top + 18, 12, font_weight="bold", style=style))
        top += _BAND
        for line in group:
            place = Row(
                view=view, scale=scale, line=line, top=top, left=_EDGE, right=WIDTH - _EDGE / 2
            )
            parts.append(draw(place))
            top += HEIGHT
    return "".join(parts), top


def _stripes(lines: tuple[Line, ...], top: float) -> str:
    """Return the background: a band for each group, every other row shaded."""
    parts: list[str] = []
    for _, group in _groups(lines):
        parts.append(empty("rect", x=0, y=top, width=WIDTH, height=_BAND, fill="#e4ebf3"))
        top += _BAND
        for place in range(len(group)):
            if place % 2:
                parts.append(empty("rect", x=0, y=top, width=WIDTH, height=HEIGHT, fill="#f7f9fb"))
            top += HEIGHT
    return "".join(parts)
