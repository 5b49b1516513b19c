"""The signs of the picture: shapes that differ in form as well as in colour."""

from __future__ import annotations

from typing import Final

from planflow.document.markup import element, empty, escaped

INK: Final = "#1f2933"
MUTED: Final = "#52606d"
GOOD: Final = "#1b7a47"
LATE: Final = "#c62828"
WORK: Final = "#2f6fb5"
TAKEN: Final = "#5b2a86"
EVENT: Final = "#9a4a00"

STYLE: Final = f"""
.pf-svg text {{ font-family: system-ui, -apple-system, 'Segoe UI',
  Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif; fill: {INK}; }}
.pf-window {{ fill: #d5dfeb; }}
.pf-continuous {{ fill: url(#pf-dots); stroke: #8fa9c7; stroke-width: 1; }}
.pf-waiting {{ fill: url(#pf-hatch); stroke: #b8a06a; stroke-width: 1; }}
.pf-undated {{ stroke: #8794a3; stroke-width: 2; stroke-dasharray: 3 6; }}
.pf-work {{ fill: #86afdd; }}
.pf-over {{ fill: #ef9a9a; }}
.pf-due {{ stroke: {INK}; stroke-width: 3; }}
.pf-resend {{ stroke: {LATE}; stroke-width: 2; stroke-dasharray: 3 2; }}
.pf-good {{ fill: {GOOD}; }}
.pf-late {{ fill: {LATE}; }}
.pf-sign {{ stroke: #fff; stroke-width: 1.4; }}
.pf-event {{ stroke: {EVENT}; stroke-width: 1.6; stroke-dasharray: 6 4; }}
.pf-issued {{ stroke: {MUTED}; stroke-width: 1.2; stroke-dasharray: 2 3; }}
.pf-now {{ stroke: {INK}; stroke-width: 1.6; }}
"""

PATTERNS: Final = (
    '<pattern id="pf-hatch" width="8" height="8" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="8" height="8" fill="#fbf3dc"/>'
    '<rect width="3" height="8" fill="#d9b95c"/></pattern>'
    '<pattern id="pf-dots" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="#eaf1f9"/><circle cx="4" cy="4" r="1.5" fill="#8fa9c7"/>'
    "</pattern>"
)


def text(words: str, x: float, y: float, size: float = 13, **attributes: str | float) -> str:
    """Return words at a place; they are escaped here."""
    return element("text", escaped(words), x=x, y=y, font_size=size, **attributes)


def box(name: str, left: float, right: float, top: float, height: float) -> str:
    """Return a bar of the class ``name``; one that has no length is left a sliver wide."""
    width = max(right - left, 1.5)
    return empty("rect", class_=name, x=left, y=top, width=width, height=height, rx=2)


def line(name: str, x: float, top: float, bottom: float) -> str:
    """Return a vertical line of the class ``name``."""
    return empty("line", class_=name, x1=x, x2=x, y1=top, y2=bottom)


def level(name: str, left: float, right: float, y: float) -> str:
    """Return a horizontal line of the class ``name``."""
    return empty("line", class_=name, x1=left, x2=right, y1=y, y2=y)


def started(x: float, y: float) -> str:
    """Return the sign of a beginning: a triangle that points onward."""
    return _path(f"M{x:.1f} {y - 6:.1f}l10 6l-10 6z", WORK)


def partial(x: float, y: float) -> str:
    """Return the sign of a partial report: a circle filled by half."""
    ring = empty("circle", cx=x, cy=y, r=6, fill="#fff", stroke=WORK, stroke_width=1.6)
    half = empty("path", d=f"M{x:.1f} {y - 6:.1f}a6 6 0 0 0 0 12z", fill=WORK)
    return ring + half


def reported(x: float, y: float, *, is_late: bool) -> str:
    """Return the sign of a closing report: a green circle, or a red square where it was late."""
    if is_late:
        return empty("rect", class_="pf-late pf-sign", x=x - 6, y=y - 6, width=12, height=12)
    return empty("circle", class_="pf-good pf-sign", cx=x, cy=y, r=6.8)


def returned(x: float, y: float) -> str:
    """Return the sign of a return: an arrow that points back."""
    head = f"M{x - 7:.1f} {y:.1f}l6 -5v10z"
    tail = f"M{x - 2:.1f} {y - 1.5:.1f}h8v3h-8z"
    return empty("path", d=head + tail, fill=LATE)


def taken(x: float, y: float) -> str:
    """Return the sign of consolidation: a diamond."""
    return _path(f"M{x:.1f} {y - 6.5:.1f}l6.5 6.5l-6.5 6.5l-6.5 -6.5z", TAKEN)


def _path(shape: str, colour: str) -> str:
    return empty("path", class_="pf-sign", d=shape, fill=colour)
