"""What is to come of an item: words of a plan → products, each with its count.

A number counts if something countable follows it. Years, days, document numbers, shares and places
(``tại 11 huyện``) count nothing; where a number is no target as it stands, that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from attrs import frozen

from planflow.document.draft.draft import DraftProduct
from planflow.document.draft.wording.spelling import EDGES, canonical, clean, one_line, pattern
from planflow.document.draft.wording.stretch import stretches
from planflow.domain.plan import Amount

LONGEST: Final = 4000
"""Longer words are kept as one product, without a count."""

PER, ABOUT, RANGE, PERCENT = "per", "about", "range", "percent"
"""Why a number is no target as it stands."""

_UNITS: Final = (
    *("lớp", "hội nghị", "cuộc", "buổi", "đợt", "cuộc thi", "hội thi", "hội thảo"),
    *("tọa đàm", "chương trình", "clip", "video", "video clip", "phóng sự"),
    *("chuyên mục", "chuyên đề", "chuyên trang", "tin", "bài", "tin bài", "tin, bài", "bài viết"),
    *("tờ gấp", "tờ rơi", "tờ", "cuốn", "quyển", "sổ tay", "bản", "bộ", "bộ tài liệu"),
    *("tài liệu", "đầu sách", "ấn phẩm", "đầu tài liệu", "băng rôn", "khẩu hiệu", "pa nô", "pano"),
    *("áp phích", "poster", "infographic", "đĩa", "USB", "tập", "kì", "số", "trang", "bức"),
    *("lượt", "lượt người", "người", "học viên", "đại biểu", "cán bộ", "hòa giải viên", "học sinh"),
    *("báo cáo viên", "tuyên truyền viên", "hộ", "hộ gia đình", "hội viên", "giáo viên"),
    *("báo cáo", "kế hoạch", "văn bản", "quyết định", "nghị quyết", "công văn", "tờ trình"),
    *("hướng dẫn", "thông báo", "chỉ thị", "đề án", "dự án", "quy chế", "quy trình", "kết luận"),
    *("đoàn", "đoàn viên", "hội viên", "đoàn kiểm tra", "phiên", "phiên họp"),
    *("phiên tòa", "vụ", "vụ việc", "hồ sơ", "phiếu"),
    *("mô hình", "câu lạc bộ", "tổ", "nhóm", "đội", "điểm", "trung tâm", "tổ hòa giải", "tủ sách"),
    *("xã", "phường", "thị trấn", "huyện", "thôn", "bản làng", "khu phố", "đơn vị", "cơ quan"),
    *("trường", "trường học", "doanh nghiệp", "phần mềm", "ứng dụng", "hệ thống", "cơ sở dữ liệu"),
    *("trang thông tin", "cổng thông tin", "dịch vụ", "thủ tục", "sản phẩm", "công trình", "km"),
    *("ha", "tấn", "kg", "m2", "cây", "căn", "giải", "giải thưởng", "tiểu phẩm", "kịch bản", "vở"),
    *(
        "triệu đồng",
        "tỉ đồng",
        "đồng",
        "nghìn đồng",
        "chiến dịch",
        "đêm",
        "ngày hội",
        "suất",
        "gói",
    ),
    *("câu hỏi", "tình huống", "bản tin", "biển báo", "pa-nô", "lần", "nội dung"),
    *(
        "nhiệm vụ",
        "chỉ tiêu",
        "tiêu chí",
        "mẫu",
        "bảng",
        "biên bản",
        "hợp đồng",
        "chứng chỉ",
        "đề tài",
    ),
    *("hội đồng", "ki ốt"),
)
"""What plans count; of a noun that is not here, the first two words are taken."""

_NO_UNITS: Final = ("ngày", "tháng", "năm", "quý", "quí", "tuần", "giờ", "phút", "h", "giai đoạn")
_UNIT: Final = re.compile(rf"{pattern(*_UNITS)}(?!\w)", re.IGNORECASE)
_NO_UNIT: Final = re.compile(rf"{pattern(*_NO_UNITS)}(?!\w)", re.IGNORECASE)
_FALLBACK: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?")
_STOP: Final = re.compile(
    r"(?:về|cho|tại|ở|của|để|với|theo|trong|và|hoặc|được|có|do|trên|từ|trở|đã|là|này|mỗi|trực)(?!\w)"
)

_AMOUNT: Final = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"
_NUMERALS: Final = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
_NUMERAL: Final = "|".join(_NUMERALS)
_COUNT: Final = re.compile(
    rf"(?<![\w/.,-])(?:(?P<from>{_AMOUNT})\s*(?:-|đến|tới)\s*)?"
    rf"(?:(?P<amount>{_AMOUNT})(?P<percent>\s*%)?(?![\d/.,-]*\d)|(?P<numeral>{_NUMERAL})(?= ))"
    r"\)?(?: \([^()\d]*\))?(?:\s+(?=[^\W\d_])|(?=\s*%)|(?<=%))"
)
_NUMBERED: Final = re.compile(
    r"(?<!hàng )(?<!hằng )(?<!mỗi )(?<!từng )"
    r"(?:ngày|tháng|năm|quý|quí|số|điều|khoản|điểm|mục|phần|chương trình số|phụ lục|biểu|mẫu|thứ"
    r"|lần|khóa|nhiệm kì|cấp|loại|mức|giai đoạn|kì|quyển|tập|thông tư|nghị định|luật|tuần|lớp học"
    r"|kết luận|chỉ thị|nghị quyết|quyết định|đợt|hạng|bậc|vòng|tổ|thôn|khu|zalo|covid|quốc lộ|đến)"
    r"\s*$"
)
"""Words after which a number is a name, not a count."""
_PLACED: Final = re.compile(
    r"(?<!\w)(?:tại|ở|trên địa bàn|trong|thuộc|của|gồm \w+ nội dung|sau|trước|kể từ|trong vòng|giữa"
    r"|theo|từng|thông qua|kèm theo|cùng|với|lồng ghép)(?!\w)"
)
_PER: Final = re.compile(
    rf"(?<!\w)(?:mỗi|từng|hàng|hằng)(?!\w)|/\s*(?:{pattern(*_UNITS, *_NO_UNITS)})(?!\w)"
)
_AT_LEAST: Final = re.compile(
    r"(?<!\w)(?:ít nhất|tối thiểu|không dưới|không ít hơn|trên|hơn|từ)(?: là| đạt| có)?\s*$"
)
_UPWARDS: Final = re.compile(r"(?<!\w)trở lên(?!\w)")
_ABOUT: Final = re.compile(r"(?<!\w)(?:khoảng|dự kiến|ước|gần|chừng|tối đa|không quá)(?: \w+)?\s*$")

_STRONG: Final = re.compile(r"\s*[;•]+\s*")
_DECIMAL_COMMA: Final = r"(?<!\d),\s*|,\s+"
_WEAK: Final = re.compile(rf"(?:{_DECIMAL_COMMA})(?:và\s+)?|\s+và\s+|\s*\+\s*|\.\s+(?=[A-ZĐ])")
_DOCUMENTS: Final = re.compile(
    r"(?:các |\d+ )?(?:báo cáo|kế hoạch|quyết định|văn bản|công văn|tờ trình|nghị quyết|hướng dẫn"
    r"|hội nghị|lớp|tài liệu|thông báo|chỉ thị|đề án|chương trình|danh sách|biên bản|dự thảo)(?!\w)"
    r"(?! viên)"
)
_DOCUMENT: Final = re.compile(
    r"(?:(?:ban hành|xây dựng|các|những|có|\d+) )*(?P<noun>báo cáo|kế hoạch|quyết định"
    r"|văn bản|công văn|tờ trình|nghị quyết|thông báo|chỉ thị|biên bản|hướng dẫn|dự thảo|quy chế"
    r"|kết luận)(?!\w)(?! viên)"
)
_LEADING: Final = (
    rf"(?:{pattern('tổ chức', 'xây dựng', 'biên soạn', 'phát hành', 'in', 'mở')}"
    r"(?:,? (?:và )?(?:phát hành|cấp phát|phát sóng|in ấn|in))? )?(?:được |có |đạt )?"
)
_BEFORE: Final = re.compile(
    rf"{_LEADING}(?:(?:ít nhất|tối thiểu|khoảng|trên|hơn|từ|không dưới) )?\(?"
)


@frozen
class _Count:
    """A number that counts, and of what."""

    quantity: Amount | None
    unit: str
    at_least: bool
    doubt: str
    starts: int


def read_products(words: str) -> tuple[DraftProduct, ...]:
    """Return the products that ``words`` name, in order, each in its own words."""
    text = one_line(words)
    if len(text) > LONGEST:
        return (DraftProduct(text=text),)
    parts = (part.strip(EDGES) for part in _parts(text))
    return tuple(_product(part) for part in parts if part)


def document_noun(words: str) -> str:
    """Return the kind of document that a product is, by its first words: ``Báo cáo``."""
    found = _DOCUMENT.match(canonical(clean(words)))
    return clean(words)[found.start("noun") : found.end("noun")].lower() if found else ""


def _product(text: str) -> DraftProduct:
    count = _count(text)
    if count is None:
        return DraftProduct(text=text)
    return DraftProduct(
        text=text,
        quantity=count.quantity,
        unit=count.unit,
        at_least=count.at_least,
        doubt=count.doubt,
    )


def _parts(text: str) -> Iterator[str]:
    """Yield the stretches that are a product each."""
    for stretch in stretches(text, _STRONG):
        whole, part = text[stretch.starts : stretch.ends], ""
        for cut in stretches(whole, _WEAK):
            piece = whole[cut.starts : cut.ends]
            if part and not _begins(piece, part):
                part += cut.mark + piece
                continue
            yield part
            part = piece
        yield part


def _begins(piece: str, before: str) -> bool:
    """Tell whether a piece after a comma or ``và`` is a product of its own."""
    count = _count(piece)
    is_count = count is not None and count.doubt != PERCENT
    if count and is_count and _BEFORE.fullmatch(canonical(piece)[: count.starts]):
        return _count(before) is not None or piece[:1].isdigit()
    is_named = piece[:1].isupper() and bool(_DOCUMENTS.match(canonical(piece)))
    return is_named and bool(_DOCUMENTS.match(canonical(before)))


def _count(text: str) -> _Count | None:
    """Return the first number that counts, if there is one before any place is told."""
    low = canonical(text)
    for found in _COUNT.finditer(low):
        before, after = low[: found.start()], low[found.end() :]
        if _PLACED.search(_without_least(before)):
            return None
        if _NUMBERED.search(before):
            continue
        if found["percent"]:
            return _Count(None, "", at_least=False, doubt=PERCENT, starts=found.start())
        if (unit := _unit(after, text[found.end() :], is_word=bool(found["numeral"]))) is not None:
            return _counted(found, unit, before, after)
    return None


def _counted(found: re.Match[str], unit: str, before: str, after: str) -> _Count:
    is_least = bool(_AT_LEAST.search(before) or _UPWARDS.search(after[:60]))
    is_least = is_least and not found["from"]
    quantity: Amount | None = None
    doubt = ""
    if found["from"]:
        doubt = RANGE
    else:
        quantity = _NUMERALS.get(found["numeral"] or "") or _amount(found["amount"])
    if not doubt and (_PER.search(before) or _PER.match(after[len(unit) :].lstrip())):
        doubt = PER
    if not doubt and _ABOUT.search(before):
        doubt = ABOUT
    return _Count(quantity, unit, at_least=is_least, doubt=doubt, starts=found.start())


def _without_least(before: str) -> str:
    """Return the words before a number without those that only say how it is meant."""
    return _AT_LEAST.sub("", before)


def _unit(low: str, text: str, *, is_word: bool) -> str | None:
    """Return of what is counted; nothing if no countable noun follows."""
    if _NO_UNIT.match(low):
        return None
    if is_word and low.startswith("số"):
        return None
    if found := _UNIT.match(low):
        return text[: found.end()]
    found = _FALLBACK.match(low)
    if is_word or found is None or _STOP.match(low):
        return None
    first, _, second = found.group().partition(" ")
    length = len(first) if not second or _STOP.match(second) else found.end()
    return text[:length]


def _amount(digits: str) -> Amount:
    number = Decimal(digits.replace(".", "").replace(",", "."))
    return int(number) if number == number.to_integral_value() else number
