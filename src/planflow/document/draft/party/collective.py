"""Collective names: ``UBND các huyện, thành phố``, ``các sở, ban, ngành``, open sets.

A set that the directory can tell becomes a selector. One that only words describe (``các cơ quan
có liên quan``, ``các sở được giao chủ trì đề án``) stays open; nobody is chosen for it.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from planflow.document.draft.party.name import KINDS, LEVELS, Names
from planflow.document.draft.wording.head_word import NO_HEAD
from planflow.document.draft.wording.spelling import EDGES, clean, key, pattern, spelt
from planflow.domain.organisation import (
    PEOPLES_COMMITTEE,
    AnyOf,
    Except,
    Named,
    Open,
    Selector,
    Where,
    resolve,
)

_DEPARTMENT: Final = "department"
_SECTOR: Final = "vertical-agency"
_MASS: Final = "mass-organisation"
_CENTRAL: Final = "central-agency"

_ROLES: Final = {
    "sở": (_DEPARTMENT,),
    "sở chuyên môn": (_DEPARTMENT,),
    "cơ quan chuyên môn": (_DEPARTMENT,),
    "cơ quan trung ương": (_CENTRAL,),
    "cơ quan ngành dọc": (_SECTOR,),
    "đoàn thể": (_MASS,),
    "hội đoàn thể": (_MASS,),
    "hội, đoàn thể": (_MASS,),
    "tổ chức đoàn thể": (_MASS,),
    "đoàn thể chính trị - xã hội": (_MASS,),
    "tổ chức chính trị - xã hội": (_MASS,),
    "tổ chức chính trị xã hội": (_MASS,),
}
"""Nouns that say by themselves which units are meant."""

_BESIDE_DEPARTMENTS: Final = {
    "ban": (_DEPARTMENT,),
    "ngành": (_SECTOR,),
    "ban ngành": (_DEPARTMENT, _SECTOR),
    "ban, ngành": (_DEPARTMENT, _SECTOR),
}
"""Nouns that do so only in one breath with ``sở``."""

_VAGUE: Final = (
    *("cơ quan", "đơn vị", "địa phương", "tổ chức", "cá nhân", "doanh nghiệp", "hội", "phòng"),
    *("cơ quan nhà nước", "cơ quan báo chí", "cơ quan truyền thông", "cơ quan thông tấn"),
    *("cơ quan thông tin đại chúng", "tổ chức xã hội", "tổ chức xã hội - nghề nghiệp"),
    *("trường", "trường học", "cơ sở giáo dục", "đơn vị sự nghiệp", "cơ quan tư pháp"),
    *("tổ chức thành viên", "tổ chức pháp chế", "cơ quan tham mưu", "cấp", "cấp ủy"),
    *("cơ quan ngang bộ", "cơ quan thuộc chính phủ", "phòng chuyên môn", "lực lượng chức năng"),
    *("cơ quan đảng", "ban đảng", "đối tượng", "bộ", "bộ, ngành", "cơ quan chức năng"),
)
"""Nouns that say it of nobody in particular."""

_NOUN: Final = pattern(*_ROLES, *_BESIDE_DEPARTMENTS, *_VAGUE)
_KIND: Final = rf"(?:{pattern(*list(KINDS.values())[1:])}|cấp (?:tỉnh|huyện|xã|cơ sở))"
_ALL: Final = r"(?:(?:tất cả|toàn thể|toàn bộ) )?"
_SOME: Final = r"(?P<some>\d+(?:/\d+)?|các|những|một số|từng|mỗi|nhiều)"
_AND: Final = r"(?:\s*[,;/]\s*(?:và )?|\s+-\s+|\s+và\s+)"
_COMMITTEES: Final = rf"(?P<body>{pattern('UBND', 'chính quyền', 'UBND và các')} )?"

_BODIES: Final = re.compile(
    rf"{_ALL}(?:{_SOME} )?(?P<nouns>{_NOUN}(?:{_AND}{_NOUN})*)(?P<rest>(?: |\().*)?"
)
_PLACES: Final = re.compile(
    rf"{_COMMITTEES}{_ALL}(?:{_SOME} )?(?P<kinds>{_KIND}(?:{_AND}{_KIND})*)(?P<rest> .*)?"
)
_BRANCHES: Final = re.compile(
    rf"(?P<body>(?:phòng|công an|tòa|viện|hội|trung tâm|đài|ban|đoàn|{pattern('UBMTTQ', 'MTTQ')}"
    rf"|mặt trận|hạt|đồn|đội|chi cục|liên đoàn|thanh tra|văn phòng|trạm|huyện đoàn)\b[^,;]*?)"
    rf" (?:(?:của |thuộc |thuộc UBND )?các (?=\w)|(?=cấp ))(?P<kinds>{_KIND}(?:{_AND}{_KIND})*)"
)
_MEMBERS: Final = re.compile(
    rf"(?:các |những |từng )?thành viên {NO_HEAD}"
    r"|[^,;]+ (?:các|từng|hai|2|3|ba) cấp(?: trên địa bàn.*)?"
    rf"|(?:{pattern('UBND')} )?các tỉnh, thành phố(?: trực thuộc trung ương)?"
)
"""Who belongs to a body, its branches at every level, all provinces."""
_LEVELS: Final = re.compile(rf"(?:{pattern('UBND', 'chính quyền')} )(?:các cấp|từng cấp)")
_LOCALITIES: Final = {"tỉnh", "cấp tỉnh", "của tỉnh", "thuộc tỉnh", "trong tỉnh", "toàn tỉnh"}
_NEUTRAL: Final = re.compile(
    rf"\s*\(?(?:(?:của|thuộc|cấp|trên|trong|ở|toàn|đóng|tại|tuyến|trực thuộc|địa bàn"
    rf"|{pattern('UBND')}|và tương đương) ?)*(?:(?P<kind>tỉnh|huyện|thành phố))?\)?"
)
_RELATED: Final = re.compile(
    rf"\s*\(?(?:(?:của|thuộc|trên|ở|trong|địa bàn|tỉnh|{pattern('UBND')}) )*"
    r"(?:(?:có )?liên quan|hữu quan|khác)(?: khác"
    rf"| (?:đến|trên địa bàn|của|thuộc){NO_HEAD})?\)?"
)
_QUALIFIED: Final = re.compile(
    r"\s*\(?(?:có|được|đã|thuộc|trực thuộc|trên|tại|ở|theo|nơi|là|do|đóng|đang|phối hợp|chủ trì"
    r"|tham gia|thực hiện|thành viên|biên giới|trọng điểm|vùng|khu vực|miền núi|chưa|không"
    r"|liên quan|cấp|của|trong|khác|nêu trên|nói trên|tương ứng|chức năng|phụ trách|quản lí"
    rf"|trung ương)\b{NO_HEAD}"
)
_ANY: Final = re.compile(NO_HEAD)
_TAGS: Final = (
    (
        re.compile(
            r"\s*có (?:các )?(?:(?:xã|phường|thị trấn)[, ]+)*(?:thuộc )?địa bàn trọng điểm"
            r"(?:,? phức tạp)?(?: về (?:vi phạm pháp luật|trật tự, an toàn xã hội))?"
        ),
        "key-area",
    ),
    (re.compile(r"\s*(?:có (?:các )?(?:xã )?|khu vực |vùng )?biên giới"), "border"),
)
"""Restrictions that a directory's tags tell, where a unit bears such a tag."""


@frozen
class Collective:
    """A set of units that words describe.

    Attributes:
        selector: The set.
        is_open: Only its words describe it.
        is_qualified: It is open for words that restrict a known set.
    """

    selector: Selector
    is_open: bool = False
    is_qualified: bool = False


def read_collective(words: str, names: Names) -> Collective | None:
    """Return the set that ``words`` describe, if all of them are a collective name."""
    found = _collective(words, names)
    if found is not None and names.is_national and not found.is_open:
        return _open(words, is_qualified=True)
    return found


def _collective(words: str, names: Names) -> Collective | None:
    text = spelt(words).strip(EDGES)
    if _LEVELS.fullmatch(text):
        return Collective(Where(role=PEOPLES_COMMITTEE))
    found = _PLACES.fullmatch(text)
    if found and _is_plural(found, "kinds"):
        return _territories(found, words, names)
    found = _BODIES.fullmatch(text)
    if found and _is_collective(found):
        return _bodies(found, words, names)
    return None


def read_branches(words: str, names: Names) -> Collective | None:
    """Return the set of the bodies of many places: ``Công an các huyện, thành phố``.

    Units of that name are kept by few directories; where they are not, the set stays open.
    """
    text = spelt(words).strip(EDGES)
    if _MEMBERS.fullmatch(text):
        return _open(words, is_qualified=True)
    found = _BRANCHES.fullmatch(text)
    if found is None:
        return None
    body, kinds = key(found["body"]), re.split(_AND, found["kinds"])
    begun = tuple(f"{body} {kind.removeprefix('cấp ')} " for kind in kinds)
    units = tuple(each for each, unit in names.units.items() if key(unit.name).startswith(begun))
    return Collective(Named(units)) if units else _open(words, is_qualified=True)


def _is_plural(found: re.Match[str], what: str) -> bool:
    listed = re.split(_AND, found[what])
    return bool(found["some"]) or len(listed) > 1 or listed[0].startswith("cấp ")


def _is_collective(found: re.Match[str]) -> bool:
    """Tell whether nouns stand for many: a plural, several of them, or ``liên quan``."""
    rest = found["rest"] or ""
    if _NEUTRAL.fullmatch(rest) or _RELATED.fullmatch(rest):
        return _is_plural(found, "nouns") or bool(rest) or found["nouns"] in _ROLES.keys() - {"sở"}
    is_vague = bool(found["some"]) and _roles(_parts(found["nouns"])) is None
    return bool((_ANY if is_vague else _QUALIFIED).fullmatch(rest)) and _is_plural(found, "nouns")


def _open(words: str, *, is_qualified: bool = False) -> Collective:
    return Collective(Open(clean(words).strip(EDGES)), is_open=True, is_qualified=is_qualified)


def _bodies(found: re.Match[str], words: str, names: Names) -> Collective:
    nouns, rest = _parts(found["nouns"]), found["rest"] or ""
    roles = _roles(nouns)
    neutral = _NEUTRAL.fullmatch(rest)
    if found["some"] == "một số" or roles is None or not neutral:
        is_qualified = roles is not None and not _RELATED.fullmatch(rest)
        return _open(words, is_qualified=is_qualified)
    if neutral["kind"] not in (None, _home_kind(names)):
        return _open(words, is_qualified=True)
    return Collective(_union(tuple(_role(role, names) for role in roles)))


def _parts(nouns: str) -> tuple[str, ...]:
    """Return the nouns of a list; ``ban, ngành`` are two."""
    return tuple(filter(None, (one.strip(" và") for one in re.split(r"[,;/]| - (?!xã)", nouns))))


def _roles(nouns: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the roles that nouns name, or nothing if one of them is vague."""
    known: dict[str, tuple[str, ...]] = dict(_ROLES)
    nouns = tuple(each for noun in nouns for each in re.split(r"\s+và\s+", noun))
    if "sở" in nouns:
        known |= _BESIDE_DEPARTMENTS
    if any(noun not in known for noun in nouns):
        return None
    return tuple(dict.fromkeys(role for noun in nouns for role in known[noun]))


def _home_kind(names: Names) -> str:
    return names.kind(names.home) if names.home else "tỉnh"


def _role(role: str, names: Names) -> Selector:
    """Return the units of a role: departments only of the plan's own province."""
    if names.home is None or role != _DEPARTMENT:
        level = _level_of_role(role, names)
        return Where(level=level, role=role)
    below = {unit.id for unit in names.directory.children(names.home.id, names.day)}
    all_of = [unit for unit in names.units.values() if unit.role == role]
    has_lower = any(unit.id not in below for unit in all_of)
    levels = {unit.level for unit in all_of if unit.id in below}
    level = levels.pop() if has_lower and len(levels) == 1 else None
    return Where(level=level, role=role, within=names.home.id)


def _level_of_role(role: str, names: Names) -> str | None:
    """Return the level of the plan's own province, where units of the role stand at several."""
    if names.home is None:
        return None
    levels = {unit.level for unit in names.units.values() if unit.role == role}
    return names.home.level if len(levels) > 1 and names.home.level in levels else None


def _territories(found: re.Match[str], words: str, names: Names) -> Collective | None:
    kinds = tuple(re.split(_AND, found["kinds"]))
    rest = found["rest"] or ""
    by_level = _by_level(kinds, names)
    if by_level is None:
        is_set = not names.units and _closes(rest)
        return _open(words, is_qualified=True) if is_set else None
    selector = _union(tuple(_level(level, each, names) for level, each in by_level.items()))
    neutral = _NEUTRAL.fullmatch(rest) or _own(rest, names)
    if not _is_whole(found["some"], selector, names) or _RELATED.fullmatch(rest):
        return _open(words, is_qualified=True)
    if neutral:
        return Collective(selector)
    for restriction, tag in _TAGS:
        if restriction.fullmatch(rest) and (narrow := _tagged(selector, tag, names)):
            return Collective(narrow)
    return _open(words, is_qualified=True) if _QUALIFIED.fullmatch(rest) else None


def _is_whole(some: str | None, selector: Selector, names: Names) -> bool:
    """Tell whether all of a set are meant: ``một số``, or a smaller number, leaves some out."""
    if some is None or not some[0].isdigit():
        return some not in {"một số", "nhiều"}
    number = int(some.partition("/")[0])
    return len(resolve(selector, names.directory, names.day).units) == number


def _closes(rest: str) -> bool:
    shapes = (_NEUTRAL, _RELATED, _QUALIFIED)
    return any(shape.fullmatch(rest) for shape in shapes)


def _own(rest: str, names: Names) -> bool:
    """Tell whether the words only say that the plan's own province is meant."""
    if names.home is None:
        return False
    own = re.escape(key(names.home.name))
    place = re.escape(key(names.home.name).partition(" ")[2])
    before = r"(?:của|thuộc|trên địa bàn|trong|toàn)?"
    return re.fullmatch(rf"{before} ?(?:{own}|{place})", key(rest)) is not None


def _by_level(kinds: tuple[str, ...], names: Names) -> dict[str, set[str]] | None:
    """Return the kinds that are named of each level; of a whole level, all kinds."""
    found: dict[str, set[str]] = {}
    for kind in kinds:
        is_level = kind.startswith("cấp ")
        plain = {"cơ sở": "xã"}.get(kind.removeprefix("cấp "), kind.removeprefix("cấp "))
        level = _level_of(plain, kinds, names)
        if level is None:
            return None
        found.setdefault(level, set()).update(KINDS.values() if is_level else {plain})
    return found


def _level_of(kind: str, kinds: tuple[str, ...], names: Names) -> str | None:
    """Return the level at which the directory keeps territories of this kind."""
    peers = {each for each in LEVELS if LEVELS[each] == LEVELS[kind]}
    home = names.home.id if names.home else None
    territories = [
        unit for unit in names.units.values() if unit.role == PEOPLES_COMMITTEE and unit.id != home
    ]
    levels = {unit.level for unit in territories if names.kind(unit) in peers - {"thành phố"}}
    levels = levels or {unit.level for unit in territories if names.kind(unit) == kind}
    if not names.units:  # whether they are all of that level cannot be told of a single kind
        return LEVELS[kind] if len(kinds) > 1 or kinds[0].startswith("cấp ") else None
    return levels.pop() if len(levels) == 1 else None


def _level(level: str, kinds: set[str], names: Names) -> Selector:
    """Return the territories of a level, without those of kinds that the words do not name."""
    others = [
        unit.id
        for unit in names.units.values()
        if unit.level == level
        and unit.role == PEOPLES_COMMITTEE
        and names.kind(unit)
        and names.kind(unit) not in kinds
    ]
    whole = Where(level=level, role=_needed_role(level, names))
    return Except(whole, Named(tuple(others))) if others else whole


def _needed_role(level: str, names: Names) -> str | None:
    """Return the role of committees where other bodies stand at their level."""
    roles = {unit.role for unit in names.units.values() if unit.level == level}
    return PEOPLES_COMMITTEE if len(roles) > 1 else None


def _tagged(selector: Selector, tag: str, names: Names) -> Selector | None:
    """Return those of a level that bear a tag, or have a unit below them that does."""
    bearers = {unit.level for unit in names.units.values() if unit.has_tag(tag, names.day)}
    if not isinstance(selector, Where) or len(bearers) != 1:
        return None
    level = bearers.pop()
    if level == selector.level:
        return Where(level=level, role=selector.role, tag=tag)
    return Where(level=selector.level, role=selector.role, having=Where(level=level, tag=tag))


def _union(parts: tuple[Selector, ...]) -> Selector:
    return parts[0] if len(parts) == 1 else AnyOf(parts)
