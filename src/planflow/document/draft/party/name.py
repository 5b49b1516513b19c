"""From the words of a plan to the units of a directory: by name, alias, office or abbreviation.

Nothing is guessed. Words that fit several units name none of them; the candidates are told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from planflow.document.draft.wording.spelling import clean, initials, is_short, key
from planflow.domain.organisation import PEOPLES_COMMITTEE, Directory, Unit

KINDS: Final = {
    "tinh": "tỉnh",
    "thanh-pho": "thành phố",
    "huyen": "huyện",
    "quan": "quận",
    "thi-xa": "thị xã",
    "xa": "xã",
    "phuong": "phường",
    "thi-tran": "thị trấn",
    "dac-khu": "đặc khu",
}
"""Administrative types as a directory writes them → as plans do."""

_KIND: Final = re.compile(rf"(?:{'|'.join(KINDS.values())})(?= )")
_COMMITTEE: Final = key("UBND")
_OFFICES: Final = tuple(map(key, ("Ban Thường trực", "Ban Thường vụ", "Thường trực")))
_DROPPED: Final = (
    (key("Bộ Chỉ huy Bộ đội Biên phòng"), key("Bộ đội Biên phòng")),
    (key("Ủy ban Mặt trận Tổ quốc"), key("Mặt trận Tổ quốc")),
    (key("Văn phòng Ủy ban nhân dân"), key("Văn phòng UBND")),
)
_TOKEN: Final = re.compile(r"\w+")
_MOST: Final = 20
"""So many candidates are told at most."""


class Names:
    """The names of the units of a directory on a day.

    Attributes:
        units: The units of that day, by id.
        home: The people's committee at the top, where there is one only: the plan's own.
        is_national: Several provinces stand side by side: whose departments are meant by ``các
            sở`` cannot be told.
    """

    def __init__(self, directory: Directory, day: date) -> None:
        """Collect every name, the certain ones apart from those made from them."""
        self.directory, self.day = directory, day
        self.units = {unit.id: unit for unit in directory.on(day)}
        tops = self._tops()
        self.home = tops[0] if len(tops) == 1 else None
        self.is_national = sum(bool(directory.children(top.id, day)) for top in tops) > 1
        self._exact: dict[str, list[str]] = defaultdict(list)
        self._made: dict[str, list[str]] = defaultdict(list)
        self._short: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for unit in self.units.values():
            self._collect(unit)

    def find(self, words: str) -> tuple[str, ...]:
        """Return the ids of the units that ``words`` may name: one if it is certain."""
        text = key(words)
        if not text:
            return ()
        for names in (self._exact, self._made):
            for name in (text, _without_and(text)):
                if name in names:
                    return tuple(dict.fromkeys(names[name]))
        for office in _OFFICES:
            if text.startswith(f"{office} ") and (found := self.find(text.removeprefix(office))):
                return found
        return self._abbreviated(words)

    def near(self, words: str) -> tuple[str, ...]:
        """Return the ids of units whose names begin as ``words`` do or contain them."""
        text = key(words)
        if len(text) < 4:
            return ()
        names = [*self._exact.items(), *self._made.items()]
        begun = [unit for name, units in names if name.startswith(text) for unit in units]
        held = [unit for name, units in names if f" {text} " in f" {name} " for unit in units]
        return tuple(dict.fromkeys((*begun, *held)))[:_MOST]

    def kind(self, unit: Unit) -> str:
        """Return the administrative type of a people's committee's territory, as plans write it."""
        return self._territory(unit)[0]

    def _collect(self, unit: Unit) -> None:
        for name in (unit.name, *unit.aliases):
            self._exact[key(name)].append(unit.id)
        for made in self._made_names(unit):
            self._made[made].append(unit.id)
            self._made[_without_and(made)].append(unit.id)
        for name in {key(unit.name), *map(key, unit.aliases), *self._made_names(unit)}:
            tokens = tuple(name.split())
            self._short[initials(tokens)].append((tokens, unit.id))

    def _made_names(self, unit: Unit) -> Iterator[str]:
        if unit.role == PEOPLES_COMMITTEE:
            yield from self._territory_names(unit)
            return
        for name in (unit.name, *unit.aliases):
            for base in self._bases(key(name), unit):
                yield base
                yield from (f"{base} {suffix}" for suffix in self._suffixes(unit))

    def _territory_names(self, unit: Unit) -> Iterator[str]:
        """Yield what a people's committee is called: by its place, alone and with the one above."""
        kind, place = self._territory(unit)
        full = f"{kind} {place}".strip()
        yield from (full, f"{_COMMITTEE} {full}")
        if kind:
            yield f"{_COMMITTEE} {kind}"
        above = self.units.get(unit.parent or "")
        if above is not None and above.role == PEOPLES_COMMITTEE:
            tail = " ".join(self._territory(above)).strip()
            yield from (f"{full} {tail}", f"{_COMMITTEE} {full} {tail}")

    def _bases(self, name: str, unit: Unit) -> Iterator[str]:
        """Yield a name without the province that it ends with, and its shorter forms."""
        bases = {name: None}
        for suffix in self._suffixes(unit):
            if name.endswith(f" {suffix}") and name.count(" ") - suffix.count(" ") > 1:
                bases[name.removesuffix(f" {suffix}")] = None
        for base in tuple(bases):
            for full, short in _DROPPED:
                if base.startswith(full):
                    bases[short + base.removeprefix(full)] = None
        return iter(bases)

    def _suffixes(self, unit: Unit) -> tuple[str, ...]:
        """Return how names tell the province: ``tỉnh Lạng Sơn``, ``tỉnh``, ``Lạng Sơn``."""
        if self.home is None or (unit.level != self.home.level and unit.parent != self.home.id):
            return ()
        kind, place = self._territory(self.home)
        return tuple(filter(None, (f"{kind} {place}".strip(), kind, place)))

    def _territory(self, unit: Unit) -> tuple[str, str]:
        """Return type and place of a people's committee: ``huyện`` and ``cao lộc``."""
        name = key(unit.name).removeprefix(_COMMITTEE).strip()
        if found := _KIND.match(name):
            return found.group(), name[found.end() :].strip()
        return KINDS.get(unit.kind, ""), name

    def _tops(self) -> list[Unit]:
        """Return the people's committees that stand below no other."""
        committees = [unit for unit in self.units.values() if unit.role == PEOPLES_COMMITTEE]
        ids = {unit.id for unit in committees}
        return [unit for unit in committees if unit.parent not in ids]

    def _abbreviated(self, words: str) -> tuple[str, ...]:
        """Return the units whose names the capitals in ``words`` stand for: ``Sở LĐ-TB&XH``."""
        tokens = _TOKEN.findall(clean(words).replace("_", " "))
        shorts = [token for token in tokens if is_short(token)]
        if not shorts or (len(tokens) == 1 and len(shorts[0]) < 3):
            return ()
        parts = [(token.lower(), is_short(token)) for token in tokens if token.lower() != "và"]
        letters = "".join(word if short else word[0] for word, short in parts)
        found = (unit for name, unit in self._short.get(letters, ()) if _fits(parts, name))
        return tuple(dict.fromkeys(found))


def _without_and(name: str) -> str:
    return name.replace(" và ", " ")


def _fits(parts: Sequence[tuple[str, bool]], name: Sequence[str]) -> bool:
    """Tell whether each full word stands in ``name`` where it stands among the abbreviations."""
    words = iter(word for word in name if word != "và")
    for part, short in parts:
        taken = [next(words, "") for _ in (part if short else "x")]
        if not short and taken[0] != key(part):
            return False
    return True


def names_of(directory: Directory | None, day: date) -> Names:
    """Return the names of ``directory`` on ``day``; without one, nobody has a name."""
    return _names(_NOBODY if directory is None else directory, day)


@lru_cache(maxsize=4)
def _names(directory: Directory, day: date) -> Names:
    return Names(directory, day)


_NOBODY: Final = Directory(())

LEVELS: Final[Mapping[str, str]] = {
    "tỉnh": "province",
    "huyện": "district",
    "quận": "district",
    "thị xã": "district",
    "thành phố": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
}
"""The levels by which territories are usually kept, where no directory says otherwise."""
