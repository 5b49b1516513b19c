"""100,000 rows: pages go on to the end, sweeps meet everything once, the journal is whole (S9)."""

from __future__ import annotations

from collections import Counter
from typing import Final

from planflow.store.port import Batch, Query, Store, shard_of
from planflow.testing.check import Checks, Trial
from planflow.testing.entries import whole
from planflow.testing.finding import pages_of, sweep
from planflow.testing.rows import LATER, PAST, SOON, entry, new

CHECKS: Final = Checks()
MANY: Final = 100_000
BATCH: Final = 2_000
PAGE: Final = 1_000
HOLDERS: Final = 97


def filled(store: Store, *, with_entries: bool) -> list[str]:
    """Put very many records into a store and return their ids, in order."""
    ids = [f"p/{number * 7919 % MANY:06d}/đơn-vị" for number in range(MANY)]
    for at in range(0, MANY, BATCH):
        part = ids[at : at + BATCH]
        writes = tuple(
            new(one, holder=f"h{number % HOLDERS}", wake=PAST if number % 3 else LATER)
            for number, one in enumerate(part, at)
        )
        entries = tuple(map(entry, part)) if with_entries else ()
        store.commit(Batch(writes=writes, entries=entries))
    return sorted(ids)


@CHECKS.add("S9", is_big=True)
def s09_a_hundred_thousand_records_are_found_page_by_page(trial: Trial) -> None:
    """All of them, in order, none twice; one holder's too; and they are counted."""
    ids = filled(trial.store, with_entries=False)
    found = [each.id for page in pages_of(trial.store, Query(), PAGE) for each in page]
    trial.expect(MANY, len(found), "how many were found")
    trial.expect(True, found == ids, "they are all there, in order")  # noqa: FBT003

    pages = pages_of(trial.store, Query(holder="h5"), 100)
    of_one = [each.facts.holder for page in pages for each in page]
    tally = trial.store.tally(Query(), ("holder",), PAST, SOON)
    wanted = Counter((f"h{number % HOLDERS}",) for number in range(MANY))
    trial.expect(["h5"] * wanted["h5",], of_one, "the holders of what one holder has")
    trial.expect(dict(wanted), dict(tally), "records by holder")


@CHECKS.add("S10", is_big=True)
def s10_a_hundred_thousand_records_are_due_once_a_sweep(trial: Trial) -> None:
    """Page by page, whole and by shards."""
    ids = filled(trial.store, with_entries=False)
    due = sweep(trial.store, SOON, PAGE)
    trial.expect(sum(1 for number in range(MANY) if number % 3), len(due), "how many were due")
    trial.expect(True, set(due) <= set(ids) and due == sorted(due), "once, in order")  # noqa: FBT003
    for number in range(3):
        part = sweep(trial.store, SOON, PAGE, (number, 3))
        wanted = [one for one in due if shard_of(one) % 3 == number]
        trial.expect(True, part == wanted, f"shard {number} of 3 has what it should")  # noqa: FBT003


@CHECKS.add("S7", is_big=True)
def s07_a_hundred_thousand_entries_are_numbered(trial: Trial) -> None:
    """Though nobody has read them before; page by page they are the same."""
    filled(trial.store, with_entries=True)
    seen: list[int] = []
    while page := trial.store.journal(seen[-1] if seen else 0, PAGE):
        seen += [each.position for each in page]

    trial.expect(MANY, len(seen), "how many were read")
    whole(trial, trial.store)
