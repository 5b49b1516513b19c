"""S15 and S18: errors are planflow's own; the schema bears a version that is respected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from planflow.errors import SchemaMismatchError, StoreError
from planflow.store.port import PORT, Batch, Query, Store
from planflow.testing.check import Checks, Need, Trial, told
from planflow.testing.commits import rows_of, seeded
from planflow.testing.rows import NEVER, PAST, SOON, entry, everything, new

CHECKS: Final = Checks()
NEWER: Final = 999


def uses(store: Store) -> dict[str, Callable[[], object]]:
    """Return every method that touches the storage."""
    return {
        "commit": lambda: store.commit(Batch(entries=(entry("late"),))),
        "load": lambda: store.load(("a",)),
        "feeding": lambda: store.feeding("a"),
        "find": lambda: store.find(Query()),
        "tally": lambda: store.tally(Query(), ("state",), PAST, SOON),
        "due": lambda: store.due(NEVER),
        "history": lambda: store.history(("a",)),
        "journal": store.journal,
        "head": store.head,
        "strays": store.strays,
        "schema": store.schema,
    }


@CHECKS.add("S15")
def s15_a_closed_store_says_so_in_planflows_words(trial: Trial) -> None:
    """Or answers, where the connection is the host's: nothing of the driver escapes."""
    with seeded(trial.store) as store:
        trial.expect(True, store is trial.store, "what a with block is given")  # noqa: FBT003
    for name, use in uses(store).items():
        try:
            use()
        except StoreError:
            continue
        except Exception as error:  # noqa: BLE001 - told, whatever it is
            trial.fail("an answer, or a StoreError", told(error), f"{name} of a closed store")
    store.close()


@CHECKS.add("S15", Need.REOPEN)
def s15_a_storage_is_opened_again_after_its_store_was_closed(trial: Trial) -> None:
    """What the closed one could not do is done by the next one."""
    seeded(trial.store)
    store = trial.reopen()
    store.commit(Batch(entries=(entry("c"),)))

    found = [each.stream for each in store.journal()]
    trial.expect(["a", "b", "c"], sorted(found), "the journal, opened again")


@CHECKS.add("S15")
def s15_what_is_not_there_is_no_error(trial: Trial) -> None:
    """Unknown ids, streams, keys and persons are answered with nothing."""
    store = trial.store
    trial.expect({}, rows_of(store, "nobody"), "load")
    trial.expect(None, store.load((), ("nobody", "k")).done, "load by key")
    trial.expect({}, dict(store.load(()).rows), "load of no ids")
    trial.expect(
        ((), ()), (store.feeding("nobody"), store.history(("nobody",))), "feeding, history"
    )
    trial.expect((), store.find(Query(plan="nobody")), "find")
    store.commit(Batch(erase=("nobody",), drop=("nobody",)))
    trial.expect((), store.journal(), "the journal, after nobody was erased and dropped")


@CHECKS.add("S18")
def s18_a_store_names_port_and_schema(trial: Trial) -> None:
    """The version of the port it implements, and that of the stored schema, from 1."""
    trial.expect(PORT, trial.store.port, "the version of the port")
    schema = trial.store.schema()
    is_version = type(schema) is int and schema >= 1
    if not is_version:
        trial.fail("a whole number from 1", repr(schema), "the version of the schema")


@CHECKS.add("S18", Need.SHARED)
def s18_a_storage_is_opened_by_several(trial: Trial) -> None:
    """The second one finds it as the first one left it."""
    seeded(trial.store)
    other = trial.another()

    trial.expect(everything(trial.store), everything(other), "all that is stored")
    trial.expect(trial.store.schema(), other.schema(), "the version of the schema")
    other.commit(Batch(writes=(new("c"),)))
    trial.expect({"c"}, set(rows_of(trial.store, "c")), "what the other one has written")


@CHECKS.add("S18", Need.STAMP)
def s18_a_schema_outside_the_range_is_refused_and_left_alone(trial: Trial) -> None:
    """A newer planflow wrote it: the error names what was found and what would do."""
    known = seeded(trial.store).schema()
    before = everything(trial.store)
    stamp = trial.storage.stamp
    trial.close_stores()
    if stamp is None:
        raise LookupError(Need.STAMP.value)
    for version in (NEWER, 0):
        stamp(version)
        error = trial.refused(
            SchemaMismatchError,
            lambda: trial.reopen().schema(),
            f"opening a storage whose schema bears version {version}",
        )
        if error is not None:
            trial.expect(version, error.found, "the version that the error names")
            is_within = error.supported[0] <= known <= error.supported[1]
            trial.expect(True, is_within, f"{known} is in its range {error.supported}")  # noqa: FBT003
        trial.close_stores()
    stamp(known)
    trial.expect(before, everything(trial.reopen()), "all that is stored, with its version back")
