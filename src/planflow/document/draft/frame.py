"""Which documents a file holds, and where each one's head, body and foot are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from attrs import field, frozen

from planflow.document.draft.manuscript.manuscript import Block, Cell, Line, Paragraph, Table
from planflow.document.draft.wording.bare import bare, is_capital
from planflow.document.draft.wording.marker import markers
from planflow.document.draft.wording.section import section_kind

_KIND: Final = re.compile(
    r"(ke hoach(?: hanh dong| cong tac)?|quyet dinh|chuong trinh(?: hanh dong| cong tac)?|de an"
    r"|chi thi|thong bao|huong dan|phuong an|nghi quyet|cong dien|to trinh|bao cao)(?=\s|$)"
)
_DECISION: Final = re.compile(r"quyet dinh|nghi quyet|to trinh|bao cao|thong bao")
_ANNEX: Final = re.compile(r"(?:phu luc|bieu)(?: (?P<no>[ivx]+|\d{1,2}|[a-z]))?\s*(?:[.:(-]|$)")
_LETTERHEAD: Final = re.compile(
    r"cong hoa xa hoi|doc lap\s*-|so\s*:|(?:[\w .]+,\s*)?ngay\s*[\d.…]*\s*thang"
    r"|\(?\s*(?:ban hanh )?"
    r"kem theo|[-_*—\s]+$|(?:uy ban|ubnd|hdnd|hoi dong|so|tinh|thanh pho|huyen|thi xa|xa|phuong|bo"
    r"|ban|cong an|dang|cuc|chi cuc|mat tran|truong|trung tam)\b"
)
_FOOT: Final = re.compile(r"noi nhan\s*:?")
_SIGNED: Final = re.compile(
    r"(?:tm|kt|tl|tuq|t/m|k/t)\s*\.|(?:q|pho|quyen)?\.?\s*(?:chu tich|giam doc"
    r"|truong ban|bo truong|(?:chi |tong )?cuc truong|vu truong|chanh van phong|bi thu|hieu truong"
    r"|truong phong|vien truong|chanh an|thu tuong)"
)


@frozen(kw_only=True)
class Frame:
    """One document of a file: its parts before they are read.

    Attributes:
        kind: Its type as it is written, in capitals; empty where no line says it.
        kind_line: Where the type stands.
        letterhead: What stands above the type.
        heading: What stands between the type and the body: subject and preamble.
        body: From the first section on.
        foot: Signature and recipients.
        annexes: The annexes, each from its heading on.
    """

    kind: str = ""
    kind_line: Line | None = None
    letterhead: tuple[Paragraph, ...] = ()
    heading: tuple[Paragraph, ...] = ()
    body: tuple[Block, ...] = ()
    foot: tuple[Paragraph, ...] = ()
    annexes: tuple[tuple[Block, ...], ...] = field(default=())

    @property
    def is_decision(self) -> bool:
        """Tell whether it is a decision or the like, that puts a plan in force."""
        return _DECISION.match(bare(self.kind)) is not None

    @property
    def has_body(self) -> bool:
        """Tell whether there is anything to read."""
        return any(isinstance(block, Table) or block.text for block in self.body)


def frames(blocks: Sequence[Block]) -> tuple[Frame, ...]:
    """Return the documents that a file holds, in order; at least one."""
    flat = list(_unfolded(blocks))
    starts = _starts(flat)
    edges = [*starts, len(flat)]
    return tuple(_frame(flat[first:last]) for first, last in pairwise(edges))


def _unfolded(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks; a table that only sets head or foot side by side is its paragraphs."""
    for block in blocks:
        if isinstance(block, Table) and _is_layout(block):
            for row in block.rows:
                yield from _paragraphs(row)
        else:
            yield block


def _paragraphs(row: Sequence[Cell]) -> Iterator[Paragraph]:
    for cell in row:
        yield from cell.paragraphs


def _is_layout(table: Table) -> bool:
    texts = [bare(cell.text) for row in table.rows for cell in row]
    is_small = len(table.rows) <= 4 and all(len(row) <= 3 for row in table.rows)
    return is_small and any(
        "cong hoa xa hoi" in text or _FOOT.match(text) or re.match(r"(?:tm|kt|tl)\.", text)
        for text in texts
    )


def _starts(flat: Sequence[Block]) -> list[int]:
    """Return where each document begins, the first at the start."""
    starts = [0]
    has_kind = False
    for at, block in enumerate(flat):
        if isinstance(block, Table) or not kind_of(block):
            continue
        is_again = bare(block.text).strip(" :.") == "quyet dinh" and block.text.rstrip().endswith(
            ":"
        )
        if not has_kind:
            has_kind = True
        elif not is_again and _is_new_document(flat, at):
            starts.append(_letterhead_start(flat, at, starts[-1]))
    return starts


def _is_new_document(flat: Sequence[Block], at: int) -> bool:
    """Tell whether a type in capitals begins a document: head lines or a foot stand before it."""
    before = [block for block in flat[max(0, at - 12) : at] if isinstance(block, Paragraph)]
    return any(
        _FOOT.match(bare(one.text))
        or re.search(r"cong hoa xa hoi|\./\.?", bare(one.text))
        or _SIGNED.match(bare(one.text))
        for one in before
    ) or any(
        re.search(r"kem theo", bare(one.text))
        for one in flat[at + 1 : at + 6]
        if isinstance(one, Paragraph)
    )


def _letterhead_start(flat: Sequence[Block], at: int, least: int) -> int:
    first = at
    while first - 1 > least:
        block = flat[first - 1]
        if isinstance(block, Table):
            break
        low = bare(block.text)
        after = flat[first]
        if isinstance(after, Paragraph) and block.number == after.number:
            first -= 1
            continue
        is_head = _LETTERHEAD.match(low) and (
            is_capital(block.text)
            or not low[:1].isalpha()
            or "doc lap" in low
            or "ngay" in low
            or "so" in low[:3]
        )
        if not is_head or _SIGNED.match(low):
            break
        first -= 1
    return first


def kind_of(block: Paragraph) -> str:
    """Return the type of document that a paragraph in capitals announces, if it does."""
    first = block.lines[0].text.strip(" *:")
    low = bare(first)
    found = _KIND.match(low)
    if found is None:
        return ""
    kind = first[: found.end()]
    is_alone = len(first) == len(kind)
    if not is_capital(kind) or not (is_alone or is_capital(first)):
        return ""
    return kind


def annex_number(block: Block) -> str | None:
    """Return the number of the annex that a paragraph begins, if it begins one."""
    if isinstance(block, Table):
        return None
    first = block.lines[0].text
    found = _ANNEX.match(bare(first))
    if found is None or not (is_capital(first[:7]) or len(first.split()) <= 4):
        return None
    return (found["no"] or "").upper()


def _frame(blocks: Sequence[Block]) -> Frame:
    kinds = [at for at, one in enumerate(blocks) if isinstance(one, Paragraph) and kind_of(one)]
    first = kinds[0] if kinds else -1
    if first > _body_start(blocks, 0, len(blocks)):
        first = -1
    annexes = _annex_starts(blocks, first + 1)
    end = annexes[0] if annexes else len(blocks)
    body = _body_start(blocks, first + 1, end)
    foot = _foot_start(blocks, body, end)
    kind_block = blocks[first] if first >= 0 else None
    edges = [*annexes, len(blocks)]
    return Frame(
        kind=kind_of(kind_block) if isinstance(kind_block, Paragraph) else "",
        kind_line=kind_block.lines[0] if isinstance(kind_block, Paragraph) else None,
        letterhead=tuple(_text(blocks[: max(first, 0)])),
        heading=(*_rest_of(kind_block), *_text(blocks[first + 1 : body])),
        body=(*_tables(blocks[first + 1 : body]), *blocks[body:foot]),
        foot=tuple(_text(blocks[foot:end])),
        annexes=tuple(tuple(blocks[one:two]) for one, two in pairwise(edges)),
    )


def _text(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    return (block for block in blocks if isinstance(block, Paragraph))


def _tables(blocks: Sequence[Block]) -> Iterator[Block]:
    return (block for block in blocks if isinstance(block, Table))


def _rest_of(block: Block | None) -> Iterator[Paragraph]:
    """Yield what stands in one paragraph with the type: the subject."""
    if not isinstance(block, Paragraph):
        return
    kind = kind_of(block)
    first = block.lines[0].text.strip(" *:")
    rest = first[len(kind) :].strip(" :")
    if rest:
        yield Paragraph((block.lines[0],), rest)
    if len(block.lines) > 1:
        tail = block.text
        tail = tail[tail.find(first) + len(first) :].strip(" *:")
        yield Paragraph(block.lines[1:], tail)


def _annex_starts(blocks: Sequence[Block], first: int) -> list[int]:
    return [at for at in range(first, len(blocks)) if annex_number(blocks[at]) is not None]


def _body_start(blocks: Sequence[Block], first: int, end: int) -> int:
    """Return where the first section begins; without one, where the preamble ends."""
    is_open = first > 0 and isinstance(blocks[first - 1], Paragraph)
    subject = first if is_open and not any(_rest_of(blocks[first - 1])) else -1
    for at in range(first, end):
        block = blocks[at]
        if isinstance(block, Table) or _is_section(block, is_subject=at == subject):
            return at
    for at in range(first, end):
        block = blocks[at]
        if isinstance(block, Paragraph) and block.text.rstrip().endswith(":") and at > first:
            return at + 1
    return end


def _is_section(block: Paragraph, *, is_subject: bool) -> bool:
    """Tell whether a section begins; capitals behind the type alone are the plan's subject."""
    found = [one for one in markers(block.text) if one.ordinal == 1]
    if found:
        return bool(block.text[found[0].length :].strip()) or len(block.text) < 20
    if re.match(r"dieu 1\b", bare(block.text)):
        return True
    is_heading = is_capital(block.text) and not is_subject
    return is_heading and bool(section_kind(block.text)) and not kind_of(block)


def _foot_start(blocks: Sequence[Block], first: int, end: int) -> int:
    """Return where the recipients or the signature begin."""
    for at in range(first, end):
        block = blocks[at]
        if isinstance(block, Paragraph) and _begins_foot(block):
            return at
    return end


def _begins_foot(block: Paragraph) -> bool:
    low = bare(block.text)
    if _FOOT.match(low) and (len(low) < 14 or ":" in low[:11]):
        return True
    return is_capital(block.lines[0].text) and _SIGNED.match(low) is not None
