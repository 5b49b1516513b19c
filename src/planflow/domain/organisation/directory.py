"""The dated directory of units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from planflow.domain.organisation.unit import Unit
from planflow.errors import DefinitionError, Fault, NotFoundError


class Directory:
    """Units by id, with the tree they form on a given day. It never changes.

    Args:
        units: The units, in the order in which lists shall show them.

    Raises:
        DefinitionError: If ids repeat, a parent or superior is unknown, the tree has a circle or
            a unit ends before it begins; all faults at once.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        """Index and check the units."""
        self._units: dict[str, Unit] = {}
        self._children: dict[str, list[Unit]] = defaultdict(list)
        faults = [*self._index(units)]
        faults += [*self._unknown(), *self._backward(), *self._circles()]
        if faults:
            raise DefinitionError(*faults)

    def __len__(self) -> int:
        """Return how many units there are, of all times."""
        return len(self._units)

    def __iter__(self) -> Iterator[Unit]:
        """Iterate over all units of all times, in directory order."""
        return iter(self._units.values())

    def __contains__(self, unit_id: object) -> bool:
        """Tell whether a unit has this id."""
        return unit_id in self._units

    def unit(self, unit_id: str) -> Unit:
        """Return the unit with this id.

        Raises:
            NotFoundError: If there is none.
        """
        try:
            return self._units[unit_id]
        except KeyError:
            raise NotFoundError(unit_id) from None

    def has_closed(self, unit_id: str, day: date) -> bool:
        """Tell whether a unit has ceased to exist before ``day``; an unknown one has not."""
        return unit_id in self._units and self._units[unit_id].is_closed_on(day)

    def on(self, day: date) -> tuple[Unit, ...]:
        """Return the units that exist on ``day``."""
        return tuple(unit for unit in self if unit.exists_on(day))

    def children(self, unit_id: str, day: date) -> tuple[Unit, ...]:
        """Return the units directly below on ``day``."""
        return tuple(unit for unit in self._children.get(unit_id, ()) if unit.exists_on(day))

    def descendants(self, unit_id: str, day: date) -> tuple[Unit, ...]:
        """Return all units below on ``day``, nearest first."""
        below = self.children(unit_id, day)
        deeper = (unit for child in below for unit in self.descendants(child.id, day))
        return (*below, *deeper)

    def superiors(self, unit_id: str) -> tuple[str, ...]:
        """Return the ids of the units above: the parents upward, then the sector superior."""
        above: list[str] = []
        unit = self.unit(unit_id)
        parent = unit.parent
        while parent is not None:
            above.append(parent)
            parent = self.unit(parent).parent
        return (*above, unit.superior) if unit.superior else tuple(above)

    def by_code(self, code: str, day: date, level: str | None = None) -> Unit:
        """Return the unit that bears the official ``code`` on ``day``.

        Raises:
            NotFoundError: If none or more than one does.
        """
        found = [unit for unit in self.on(day) if unit.code == code and level in (None, unit.level)]
        if len(found) != 1:
            raise NotFoundError(code)
        return found[0]

    def _index(self, units: Iterable[Unit]) -> Iterator[Fault]:
        for unit in units:
            if unit.id in self._units:
                yield Fault(f"unit {unit.id}", "a second unit with this id", "ids used once")
            self._units[unit.id] = unit
            if unit.parent is not None:
                self._children[unit.parent].append(unit)

    def _unknown(self) -> Iterator[Fault]:
        for unit in self:
            for name, other in (("parent", unit.parent), ("superior", unit.superior)):
                if other is not None and other not in self._units:
                    yield Fault(f"unit {unit.id}: {name}", repr(other), "the id of a unit")

    def _backward(self) -> Iterator[Fault]:
        for unit in self:
            if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
                yield Fault(f"unit {unit.id}: valid_to", str(unit.valid_to), "a later day")

    def _circles(self) -> Iterator[Fault]:
        safe: set[str] = set()
        for unit in self:
            path: dict[str, None] = {}
            step: str | None = unit.id
            while step is not None and step not in safe and step in self._units:
                if step in path:
                    yield Fault(f"unit {unit.id}: parent", "a circle", "a tree")
                    break
                path[step] = None
                step = self._units[step].parent
            safe.update(path)
