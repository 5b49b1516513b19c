"""The proof: chain intact, state is the fold, totals follow from the leaves (R25)."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from planflow.domain.report import Addition
from planflow.domain.task import Task
from planflow.engine.examine import Examined, Feeds, examined
from planflow.engine.proof import BrokenError, Journal, prove
from planflow.engine.recompute import Totals
from planflow.message import Fact, Message
from planflow.store import Store


@frozen
class Flaw:
    """Something that is not as it must be: at which position of the journal, and what."""

    position: int
    what: Message


@frozen
class Verification:
    """What the proof found.

    Attributes:
        entries: How many entries of the journal were read.
        head: The digest of the last of them.
        chain_intact: Every entry is where and as it was written.
        state_is_fold: Every stored record is what folding the journal gives.
        totals_recomputed: Every total follows from the leaf reports alone.
        flaws: What is wrong, in the order in which it was met.
    """

    entries: int
    head: str
    chain_intact: bool
    state_is_fold: bool
    totals_recomputed: bool
    flaws: tuple[Flaw, ...]

    @property
    def is_sound(self) -> bool:
        """Tell whether everything holds."""
        return self.chain_intact and self.state_is_fold and self.totals_recomputed


def verify(store: Store, additions: Mapping[str, Addition] | None = None) -> Verification:
    """Read the whole journal and prove what it says against what is stored.

    Others may go on writing meanwhile.

    Args:
        store: The store.
        additions: The host's own rules of adding; figures whose rule is missing are not proved.
    """
    try:
        journal = prove(store)
        states, totals = _flaws(store, journal, additions or {})
    except BrokenError as broken:
        return Verification(
            max(broken.position - 1, 0),
            broken.digest,
            chain_intact=False,
            state_is_fold=False,
            totals_recomputed=False,
            flaws=(Flaw(broken.position, Message.of(f"verify.{broken.what}")),),
        )
    return Verification(
        journal.position,
        journal.digest,
        chain_intact=True,
        state_is_fold=not states,
        totals_recomputed=not totals,
        flaws=(*states, *totals),
    )


def _flaws(
    store: Store, journal: Journal, additions: Mapping[str, Addition]
) -> tuple[list[Flaw], list[Flaw]]:
    """Return what is wrong with records, and with totals."""
    states, totals, feeds = list[Flaw](), list[Flaw](), Feeds()
    proof = Totals(store, additions)

    def flaw(what: str, **facts: Fact) -> Flaw:
        return Flaw(journal.position, Message.of(f"verify.{what}", **facts))

    for found in examined(store, journal):
        feeds.add(found)
        what = _what_is_wrong(found)
        if what:
            states.append(flaw(what, record=found.id))
        if found.replayed is not None and isinstance(found.replayed.value, Task):
            wrong = proof.wrong_versions(found.replayed.value)
            totals += (flaw("total", record=found.id, version=version) for version in wrong)
    told = {each.what.facts[0][1] for each in states}
    wrong_feeds = feeds.wrong(store, (one for one in journal.records() if one not in told))
    states += (flaw("state", record=above) for above, _ in wrong_feeds)
    return states, totals


def _what_is_wrong(found: Examined) -> str:
    if found.replayed is None:
        return "unknown_record"
    if not found.is_state:
        return "state"
    return "" if found.is_woken else "wake"
