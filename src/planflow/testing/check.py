"""The frame of the kit: checks, the trial in which one is made, and the verdict."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from importlib.util import find_spec
from traceback import extract_tb
from typing import Final, TypeAlias, TypeVar

from attrs import field, frozen

from planflow.errors import PlanflowError
from planflow.store.port import Store
from planflow.testing.storage import Factory, Lent, Storage

E = TypeVar("E", bound=PlanflowError)
SHOWN: Final = 600
"""How much of a value is shown, in characters."""


@frozen
class Failure:
    """A clause that does not hold.

    Attributes:
        clause: Its number, such as ``S3``.
        check: The name of the check that found it.
        about: What was tried.
        expected: What the clause asks for, as text.
        found: What the store did instead, as text.
    """

    clause: str
    check: str
    about: str
    expected: str
    found: str

    def __str__(self) -> str:
        """Return clause, check, what was expected and what was found, on four lines."""
        return (
            f"{self.clause} does not hold ({self.check})\n    {self.about}\n"
            f"    expected: {self.expected}\n    found:    {self.found}"
        )


@frozen
class Skip:
    """A check that was not made, and why."""

    clause: str
    check: str
    reason: str


@frozen(kw_only=True)
class Verdict:
    """What the kit has found.

    Attributes:
        passed: Names of the checks in which nothing was found.
        failures: What does not hold.
        skips: What was not tried: of this nothing is known.
    """

    passed: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    skips: tuple[Skip, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found; what was skipped was not tried."""
        return not self.failures

    @property
    def is_complete(self) -> bool:
        """Whether nothing was skipped."""
        return not self.skips

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that do not hold, in order."""
        return tuple(sorted({each.clause for each in self.failures}, key=_number))

    def __add__(self, other: Verdict) -> Verdict:
        """Return both together."""
        return Verdict(
            passed=self.passed + other.passed,
            failures=self.failures + other.failures,
            skips=self.skips + other.skips,
        )

    def __str__(self) -> str:
        """Return everything that was found, what was not tried, and how many checks passed."""
        lines = [str(each) for each in self.failures]
        by_reason: dict[str, list[str]] = {}
        for each in self.skips:
            by_reason.setdefault(each.reason, []).append(each.check)
        lines += [f"NOT TRIED, {why}: {', '.join(those)}" for why, those in by_reason.items()]
        broken = f"; broken: {', '.join(self.clauses)}" if self.failures else ""
        lines.append(f"{len(self.passed)} checks passed, {len(self.skips)} not tried{broken}")
        return "\n".join(lines)


class Need(Enum):
    """What a check needs of the host, and why it is not made without."""

    REOPEN = "the factory gives a bare store: return a Storage, so that it can be opened again"
    SHARED = "Storage.is_shared is false: one store at a time"
    PROCESS = "Storage.open cannot be pickled: no other process can open it"
    WRITERS = "Storage.is_serial is true: one writer at a time"
    LEND = "Storage.lend is not given: no connection of the host's"
    STAMP = "Storage.stamp is not given: the schema's version cannot be set"
    HYPOTHESIS = "hypothesis is not installed: pip install 'planflow[testing]'"

    def is_met(self, storage: Storage | None) -> bool:
        """Tell whether a storage, or a bare store, has it."""
        if self is Need.HYPOTHESIS:
            return find_spec("hypothesis") is not None
        return storage is not None and _MET[self](storage)


def _is_picklable(storage: Storage) -> bool:
    try:
        pickle.dumps(storage.open)
    except Exception:  # noqa: BLE001 - whatever it is, it stands against it
        return False
    return True


_MET: Final[dict[Need, Callable[[Storage], bool]]] = {
    Need.REOPEN: lambda _: True,
    Need.SHARED: lambda storage: storage.is_shared,
    Need.PROCESS: _is_picklable,
    Need.WRITERS: lambda storage: not storage.is_serial,
    Need.LEND: lambda storage: storage.lend is not None,
    Need.STAMP: lambda storage: storage.stamp is not None,
}


class Trial:
    """One check at work on a fresh storage: opens what it needs, and keeps what it finds."""

    def __init__(self, factory: Factory, clause: str, check: str) -> None:
        """Ask for a fresh storage; a bare store is open already."""
        self._factory = factory
        self._clause = clause
        self._check = check
        self.failures: list[Failure] = []
        made = factory()
        self.place = made if isinstance(made, Storage) else None
        self._store = None if isinstance(made, Storage) else made
        self._open: list[Store] = [self._store] if self._store else []

    @property
    def store(self) -> Store:
        """The store, opened when it is first asked for."""
        if self._store is None:
            self._store = self.another()
        return self._store

    @property
    def storage(self) -> Storage:
        """What the host says of the storage; a check that asks for it needs ``REOPEN``."""
        if self.place is None:
            raise LookupError(Need.REOPEN.value)
        return self.place

    def another(self) -> Store:
        """Open the same storage again, beside what is open already."""
        store = self.storage.open()
        self._open.append(store)
        return store

    def reopen(self) -> Store:
        """Close what is open, and open the storage again."""
        self.close_stores()
        return self.store

    @contextmanager
    def lend(self) -> Iterator[Lent]:
        """Give a connection of the host's."""
        lend = self.storage.lend
        if lend is None:
            raise LookupError(Need.LEND.value)
        with lend() as lent:
            yield lent

    @contextmanager
    def fresh(self) -> Iterator[Trial]:
        """Give one more trial on a fresh storage, for the time of a ``with`` block."""
        trial = Trial(self._factory, self._clause, self._check)
        try:
            yield trial
        finally:
            trial.close()

    def expect(self, expected: object, found: object, about: str, clause: str = "") -> bool:
        """Compare; what differs is kept, and the check goes on."""
        is_same = expected == found
        if not is_same:
            self.fail(shown(expected), shown(found), about, clause)
        return is_same

    def fail(self, expected: str, found: str, about: str, clause: str = "") -> None:
        """Keep what was found."""
        where = (clause or self._clause, self._check)
        self.failures.append(Failure(*where, about, expected, found))

    def refused(
        self, error: type[E], use: Callable[[], object], about: str, clause: str = ""
    ) -> E | None:
        """Do what must be refused, and return the error, if it is the right one."""
        try:
            answer = use()
        except error as caught:
            return caught
        except Exception as other:  # noqa: BLE001 - kept, whatever it is
            named = clause if isinstance(other, PlanflowError) else "S15"
            self.fail(error.__name__, told(other), about, named)
        else:
            self.fail(error.__name__, f"no error, but {shown(answer)}", about, clause)
        return None

    def refused_change(self, use: Callable[[], object], about: str) -> None:
        """Do what an immutable value must refuse, with whatever error."""
        try:
            use()
        except (AttributeError, TypeError):
            return
        self.fail("a value that cannot be changed", "it was changed", about)

    def close_stores(self) -> None:
        """Close all that is open; the next use of the store opens it again."""
        if self.place is not None:
            self._store = None
        while self._open:
            self._open.pop().close()

    def close(self) -> None:
        """Close all that is open and remove the place."""
        try:
            self.close_stores()
        finally:
            if self.place is not None and self.place.discard is not None:
                self.place.discard()


Act: TypeAlias = Callable[[Trial], None]


@frozen
class Check:
    """One thing that a clause asks for, to be tried on a fresh store.

    Attributes:
        clause: The number of the clause, such as ``S3``.
        name: What the clause asks for, as a name that begins with the clause.
        act: Tries it.
        needs: What the host must give for it.
        is_big: It takes seconds.
    """

    clause: str
    name: str
    act: Act = field(repr=False)
    needs: tuple[Need, ...] = ()
    is_big: bool = False

    def run(self, factory: Factory) -> Verdict:
        """Try it on a fresh store of the factory's."""
        try:
            trial = Trial(factory, self.clause, self.name)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            return self._failed([self._unexpected(error, "a fresh store is opened")])
        missing = [need for need in self.needs if not need.is_met(trial.place)]
        if not missing:
            self._try(lambda: self.act(trial), trial, self.title)
        self._try(trial.close, trial, "the store is closed")
        if missing and not trial.failures:
            return Verdict(skips=(Skip(self.clause, self.name, missing[0].value),))
        return self._failed(trial.failures)

    @property
    def title(self) -> str:
        """What is tried, in a sentence."""
        return (self.act.__doc__ or self.name).strip().splitlines()[0]

    def _failed(self, failures: list[Failure]) -> Verdict:
        return Verdict(failures=tuple(failures)) if failures else Verdict(passed=(self.name,))

    def _try(self, act: Callable[[], None], trial: Trial, about: str) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            trial.failures.append(self._unexpected(error, about))

    def _unexpected(self, error: Exception, about: str) -> Failure:
        return Failure(self.clause, self.name, about, "no error", told(error))


class Checks(list[Check]):
    """Checks in the order in which they are written down."""

    def add(self, clause: str, *needs: Need, is_big: bool = False) -> Callable[[Act], Act]:
        """Return the decorator that makes a check of a function and keeps it."""

        def kept(act: Act) -> Act:
            name = getattr(act, "__name__", clause)
            self.append(Check(clause, name, act, needs, is_big))
            return act

        return kept


def shown(value: object) -> str:
    """Return a value as text, shortened in the middle."""
    text = repr(value)
    half = SHOWN // 2
    return text if len(text) <= SHOWN else f"{text[:half]} … {text[-half:]}"


def told(error: BaseException) -> str:
    """Return what was raised, and where; errors of others may not escape at all (S15)."""
    frames = extract_tb(error.__traceback__)
    where = f", at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    ours = isinstance(error, PlanflowError)
    whose = "" if ours else "; no error may escape that is none of planflow's (S15)"
    return f"{type(error).__name__}: {shown(str(error))}{where}{whose}"


def _number(clause: str) -> tuple[int, str]:
    digits = clause.lstrip("S")
    return (int(digits) if digits.isdecimal() else 0, clause)
