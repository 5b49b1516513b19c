"""What is known while a draft is made: the units, the year, and what a person must settle."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from planflow.document.draft.draft import Diagnostic, Party
from planflow.document.draft.manuscript.manuscript import Line, Words
from planflow.document.draft.party.party import read_lead, read_parties
from planflow.document.draft.timing import Clock
from planflow.document.plan_file.selector_value import selector_value
from planflow.document.toml_text import value_toml
from planflow.domain.organisation import Directory, Selector, resolve
from planflow.message import Fact, Message


@define
class Ledger:
    """What readers share: units and clock, the lines used, the diagnostics.

    Attributes:
        clock: Year and day of issue.
        directory: The units, if they are at hand.
        used: The lines of which something was made.
        diagnostics: What was found, in the order of finding.
    """

    clock: Clock
    directory: Directory | None = None
    used: set[Line] = field(factory=set)
    diagnostics: list[Diagnostic] = field(factory=list)
    _said: set[Diagnostic] = field(factory=set)

    def use(self, *words: Words) -> None:
        """Note that something was made of all lines of these words."""
        for one in words:
            self.used.update(one.lines)

    def say(
        self,
        code: str,
        about: Words | None,
        /,
        *,
        item: str = "",
        understood: str = "",
        is_open: bool = True,
        **facts: Fact,
    ) -> None:
        """Add a diagnostic about words, or about the document as a whole."""
        found = Diagnostic(
            code=code,
            line=about.line if about is not None else None,
            place=about.lines[0].place if about is not None else "",
            item=item,
            words=about.text if about is not None else "",
            understood=understood,
            message=Message.of(f"draft.{code.replace('-', '_')}", **facts),
            is_open=is_open,
        )
        if found not in self._said:
            self._said.add(found)
            self.diagnostics.append(found)

    def lead(self, words: Words, code: str, role: str = "lead") -> Party | None:
        """Return who leads by these words, and say what is open about it."""
        party = read_lead(words.text, self.directory, self.clock.day)
        if party is not None:
            self._doubt([party], words, code, role)
        return party

    def parties(self, words: Words, code: str, role: str = "partner") -> tuple[Party, ...]:
        """Return who is named, and say what is open about it."""
        found = read_parties(words.text, self.directory, self.clock.day)
        self._doubt(found, words, code, role)
        return found

    def _doubt(self, parties: Iterable[Party], words: Words, code: str, role: str) -> None:
        for party in parties:
            about = Words(party.words, words.lines, words.label)
            if party.is_open:
                self.say("set-open", about, item=code, is_open=False, words=party.words)
            elif party.selector is not None:
                self._tell_set(party, party.selector, about, code)
            if party.is_head:
                self.say(
                    "person-named",
                    about,
                    item=code,
                    is_open=False,
                    words=party.words,
                    understood=", ".join(party.units),
                )
            if self.directory is None:
                continue
            for name in party.unknown:
                if party.candidates:
                    units = tuple(party.candidates)
                    self.say(f"{role}-ambiguous", about, item=code, name=name, units=units)
                else:
                    self.say(f"{role}-unknown", about, item=code, name=name)

    def _tell_set(self, party: Party, selector: Selector, about: Words, code: str) -> None:
        """Say which units a collective name is taken to mean, and how many these are."""
        understood = value_toml(selector_value(selector))
        facts = {"words": party.words, "units": understood}
        if self.directory is None:
            self.say("set-read", about, item=code, understood=understood, is_open=False, **facts)
            return
        count = len(resolve(selector, self.directory, self.clock.day).units)
        key = "set-counted" if count else "set-empty"
        self.say(
            key, about, item=code, understood=understood, is_open=not count, count=count, **facts
        )
