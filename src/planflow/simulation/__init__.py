"""A plan year, simulated through the public engine: units are punctual, late, silent."""

from planflow.simulation.run import Order, Result, simulate
from planflow.simulation.scenario import BEHAVIOURS, Reform, Scenario, Share, read_scenario
from planflow.simulation.year import Ran, Year

__all__ = [
    "BEHAVIOURS",
    "Order",
    "Ran",
    "Reform",
    "Result",
    "Scenario",
    "Share",
    "Year",
    "read_scenario",
    "simulate",
]
