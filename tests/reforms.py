"""A province of three levels and a plan over it, for what happens when its units change."""

from __future__ import annotations

from pendulum import Date

from builders import clerk, duty, indicator, item, plan, unit
from planflow.domain.deadline import ByRegime, Recurring
from planflow.domain.organisation import AnyOf, Directory, Where
from planflow.domain.plan import PARENT
from planflow.domain.workday import Mark, Regime, RegimePeriod

REFORM = Date(2025, 7, 1)
STP = clerk("stp")


def land(districts):
    """Return the units of a province whose districts have so many communes."""
    units = [
        unit("ubnd", "province"),
        unit("board", "province", "steering-body", parent="ubnd"),
        *(unit(one, "province", "department", parent="ubnd") for one in ("stp", "sgd")),
    ]
    for number, communes in enumerate(districts):
        district = f"d{number}"
        units.append(unit(district, "district", parent="ubnd"))
        units += [
            unit(f"{district}c{each}", "commune", parent=district) for each in range(communes)
        ]
    return Directory(units)


def yearly(name, number):
    """Return a regime with one report a year, sent by a day of December."""
    cut = RegimePeriod(
        kind="year",
        starts=Mark(0, 1),
        ends=Mark(0, 31),
        cut_off=Mark(0, 14),
        send_by=Mark(0, number),
    )
    return Regime(id=name, title=name, periods=(cut,))


def chain_plan(*more, **facts):
    """Return a plan of three levels: communes, districts, the standing agency."""
    year, local = Recurring(every="year"), AnyOf((Where(level="district"), Where(level="commune")))
    report = {name: ByRegime(regime=name, period="year") for name in ("rc", "rd", "rs")}
    return plan(
        item("1", local, schedule=year, counts=("sessions",), spread="per-unit"),
        item("2", Where(level="district"), "sgd", counts=("talks",), spread="per-unit"),
        item("3", Where(level="commune"), counts=("boards",), spread="per-unit"),
        *more,
        duties=(
            duty(
                "R.c",
                Where(level="commune"),
                to=(PARENT,),
                schedule=report["rc"],
                indicators=(indicator("visits"),),
            ),
            duty("R.d", Where(level="district"), to=("ubnd",), via="stp", schedule=report["rd"]),
            duty("R.s", ("stp",), to=("ubnd",), schedule=report["rs"]),
        ),
        **({"years": (2025, 2026)} | facts),
        regimes=(yearly("rc", 18), yearly("rd", 21), yearly("rs", 25)),
    )
