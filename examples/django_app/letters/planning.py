"""planflow as this office uses it, put together once a process."""

from functools import cache

from planflow import DjangoStore, Flow, example_folder, read_units, vietnam


@cache
def flow() -> Flow:
    """Return it; the store keeps no connection, so threads may share it."""
    units = read_units(example_folder() / "units-2021.csv")
    return Flow(DjangoStore(), directory=units, workdays=vietnam())
