"""Vietnam's holidays of years that were not announced, as the package ``holidays`` expects them.

The package is asked only here, and only when a host wants a forecast (extra ``vn``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib import import_module
from types import ModuleType
from typing import Final

from planflow.domain.workday import Workdays
from planflow.errors import DefinitionError, Fault
from planflow.instant import add_days
from planflow.message import phrase

_CULTURE_DAY: Final = (11, 24)


def with_forecast(workdays: Workdays, through: int) -> Workdays:
    """Return the working days with expected holidays after the last announced day.

    Nothing up to ``known_until`` is changed, and ``known_until`` stays: every answer beyond it
    remains provisional. The version says that a forecast is in it, and whose.

    Args:
        workdays: The working days, such as Vietnam's.
        through: The last year that is to have a forecast.

    Raises:
        DefinitionError: If the package is missing, or ``through`` is a year that is announced
            already or that the package does not know.
    """
    package = _package()
    first = add_days(workdays.known_until, 1).year
    last: int = package.VN.end_year
    if not first <= through <= last:
        raise DefinitionError(Fault("through", str(through), f"a year from {first} to {last}"))
    years = range(first, through + 1)
    expected = package.VN(years=years, language="vi")
    off = _new(workdays, expected)
    source = phrase("source.forecast", "vi", version=package.__version__)
    return workdays.changed(
        off=off,
        worked=(day for day in _new(workdays, expected.weekend_workdays) if day.year <= through),
        names={day: expected[day] for day in off},
        sources={year: workdays.source_of(year) or source for year in years},
        version=f"{workdays.version}+forecast-{through}-holidays-{package.__version__}",
    )


def _package() -> ModuleType:
    try:
        return import_module("holidays")
    except ImportError:
        fault = Fault("forecast", "no package 'holidays'", "pip install 'planflow[vn]'")
        raise DefinitionError(fault) from None


def _new(workdays: Workdays, days: Iterable[date]) -> list[date]:
    """Return the days beyond those that are announced or that ``workdays`` has its own word on."""
    own = workdays.off | workdays.worked
    return [
        day
        for day in sorted(days)
        if day > workdays.known_until and day.toordinal() not in own and _is_lawful(day)
    ]


def _is_lawful(day: date) -> bool:
    """Tell whether the law gives the day off.

    The package makes up for 24 November on a weekend; that day is paid leave without a day for it.
    """
    return day.month != _CULTURE_DAY[0] or day.day == _CULTURE_DAY[1]
