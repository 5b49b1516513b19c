"""What surrounds the rows: title, axis, vertical lines with their labels, legend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from attrs import frozen
from pendulum import Date

from planflow.document.line import Line, counted, local_day, say
from planflow.document.markup import empty
from planflow.document.number import count_text
from planflow.document.timeline import mark
from planflow.document.timeline.scale import Scale, shortened, text_width, wrapped
from planflow.domain.overview import PlanView
from planflow.domain.task import TIMELINESS
from planflow.message import day_text

FLAG_HEIGHT: Final = 20
AXIS_GAP: Final = 8
"""Between the labels of the vertical lines and the axis."""
AXIS_HEIGHT: Final = 46
LEGEND_HEIGHT: Final = 86
_LEGEND_COLUMN: Final = 262


@frozen
class Flag:
    """A vertical line with its label."""

    on: Date
    words: str
    name: str
    colour: str


def head(view: PlanView, lines: tuple[Line, ...], width: float) -> str:
    """Return the title and the line of counts below it."""
    title = wrapped(view.standing.plan.title.vi, width - 60, 20, 2)
    first = 38 if len(title) > 1 else 48
    parts = [
        mark.text(words, 30, first + 27 * place, 20, font_weight="bold")
        for place, words in enumerate(title)
    ]
    counts = shortened(" · ".join(_counts(view, lines)), width - 60, 13.5)
    parts.append(mark.text(counts, 30, 92, 13.5, style=f"fill:{mark.MUTED}"))
    return "".join(parts)


def flags(view: PlanView, scale: Scale) -> tuple[Flag, ...]:
    """Return the vertical lines: issue, events as they came, the moment of asking."""
    standing = view.standing
    titles = {event.id: event.title.vi for event in standing.plan.events}
    issued = say("timeline.issued", day=standing.issued_on)
    found = [Flag(standing.issued_on, issued, "pf-issued", mark.MUTED)]
    for happening in standing.happenings:
        title = titles.get(happening.event, happening.event)
        named = f"{title} ({happening.document})" if happening.document else title
        words = say("timeline.event", day=day_text(happening.happened_on), event=named)
        found.append(Flag(happening.happened_on, words, "pf-event", mark.EVENT))
    now = local_day(view, view.now)
    found.append(Flag(now, say("timeline.now", day=now), "pf-now", mark.INK))
    return tuple(flag for flag in found if scale.has(flag.on))


def draw_flags(found: tuple[Flag, ...], scale: Scale, top: float, bottom: float) -> str:
    """Return the vertical lines from their labels, one below the other, down to ``bottom``.

    They leave out the axis, whose words they would cross.
    """
    parts, axis_top = [], top + FLAG_HEIGHT * len(found) + AXIS_GAP
    for place, flag in enumerate(found):
        x, y = scale.middle(flag.on), top + FLAG_HEIGHT * place
        is_left = x + 8 + text_width(flag.words, 12.5) > scale.right + 220
        room = x - scale.left if is_left else scale.right + 220 - x
        words = shortened(flag.words, max(room, 200), 12.5)
        anchor, at = ("end", x - 6) if is_left else ("start", x + 6)
        style = f"fill:{flag.colour};font-weight:600"
        parts.append(mark.line(flag.name, x, y + 2, axis_top))
        parts.append(mark.line(flag.name, x, axis_top + AXIS_HEIGHT, bottom))
        parts.append(mark.text(words, at, y + 13, 12.5, text_anchor=anchor, style=style))
    return "".join(parts)


def axis(scale: Scale, top: float, bottom: float) -> str:
    """Return years and months (quarters where months are too narrow), with their grid."""
    step = 1 if scale.per_month >= 22 else 3
    parts = [_band(scale, top)]
    for day in scale.months():
        words = say("timeline.year", year=str(day.year))
        following = scale.begin(Date(day.year + 1, 1, 1))
        has_room = following - scale.begin(day) > text_width(words, 13) + 8
        if day.month == 1 or (day == scale.first and has_room):
            parts.append(mark.text(words, scale.begin(day) + 5, top + 16, 13, font_weight="bold"))
        if (day.month - 1) % step == 0 or day == scale.first:
            parts.append(_tick(scale, day, step, top, bottom))
    return "".join(parts)


def legend(top: float, left: float) -> str:
    """Return the key to the signs, in columns."""
    parts = []
    for place, (key, sign) in enumerate(_SIGNS):
        x, y = left + (place // 3) * _LEGEND_COLUMN, top + 16 + (place % 3) * 25
        parts.append(sign(x + 14, y))
        parts.append(mark.text(say(f"timeline.legend_{key}"), x + 36, y + 4.5, 12.5))
    return "".join(parts)


def _counts(view: PlanView, lines: tuple[Line, ...]) -> Iterator[str]:
    tasks = [task for line in lines for task in (*line.tasks, *line.partners)]
    yield say("timeline.as_of", day=local_day(view, view.now))
    yield say("timeline.tasks", count=count_text(len(tasks)))
    counts = counted(tasks, view)
    for name in TIMELINESS:
        if counts[name]:
            words = say(f"timeliness.{name}")
            yield say("timeline.count", name=words, count=count_text(counts[name]))


def _band(scale: Scale, top: float) -> str:
    return empty("rect", x=scale.left, y=top, width=scale.width, height=AXIS_HEIGHT, fill="#f0f4f8")


def _tick(scale: Scale, day: Date, step: int, top: float, bottom: float) -> str:
    x = scale.begin(day)
    is_year = day.month == 1
    colour = "#9aa5b1" if is_year else "#e1e7ee"
    rule = empty("line", x1=x, x2=x, y1=top + (0 if is_year else 22), y2=bottom, stroke=colour)
    return rule + mark.text(
        _month(scale, day, step), x + 5, top + 37, 12, style=f"fill:{mark.MUTED}"
    )


def _month(scale: Scale, day: Date, step: int) -> str:
    if step == 3:
        return say("timeline.quarter", number=("I", "II", "III", "IV")[(day.month - 1) // 3])
    is_wide = scale.per_month >= 62
    return say("timeline.month" if is_wide else "timeline.month_short", number=str(day.month))


def _bar(name: str) -> Callable[[float, float], str]:
    return lambda x, y: mark.box(name, x - 14, x + 14, y - 7, 14)


def _thin(name: str) -> Callable[[float, float], str]:
    return lambda x, y: mark.box(name, x - 14, x + 14, y - 4, 8)


def _columns(x: float, y: float) -> str:
    heights = (5, 9, 14)
    return "".join(
        mark.box("pf-good", x - 12 + 8 * place, x - 5 + 8 * place, y + 7 - height, height)
        for place, height in enumerate(heights)
    )


_SIGNS: Final[tuple[tuple[str, Callable[[float, float], str]], ...]] = (
    ("window", _bar("pf-window")),
    ("continuous", _bar("pf-continuous")),
    ("waiting", _bar("pf-waiting")),
    ("undated", lambda x, y: mark.level("pf-undated", x - 14, x + 14, y)),
    ("work", _thin("pf-work")),
    ("overdue", _thin("pf-over")),
    ("due", lambda x, y: mark.line("pf-due", x, y - 10, y + 10)),
    ("started", lambda x, y: mark.started(x - 4, y)),
    ("partial", mark.partial),
    ("reported", lambda x, y: mark.reported(x, y, is_late=False)),
    ("late", lambda x, y: mark.reported(x, y, is_late=True)),
    ("returned", mark.returned),
    ("taken", mark.taken),
    ("many", _columns),
    ("event", lambda x, y: mark.line("pf-event", x, y - 10, y + 10)),
)
