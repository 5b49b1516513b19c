"""With which words the name of a unit begins, and with which verbs a sentence goes on after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_NO_PARTY: Final = (
    r"(?!(?:tổ chức|ban hành|báo cáo|hội nghị|hội thảo|hội thi|xã hội|phòng,? chống|phòng ngừa"
    r"|trường hợp|khu vực|bản tin|bộ tài liệu|bộ câu hỏi|đội ngũ|quỹ|đoàn kết|nhà nước|các (?:nội"
    r" dung|hoạt động|hình thức|nhiệm vụ|văn bản|lớp|hội nghị|cuộc|đợt|tài liệu|chương trình"
    r"|giải pháp|biện pháp|quy định|chỉ tiêu|kế hoạch|mô hình|đề án|luật|nhóm))(?!\w))"
)
FIRST: Final = (
    _NO_PARTY
    + r"(?:sở|ủy ban|uỷ ban|ubnd|ubmttq|công an|bộ|ban|các|những|mọi|toàn thể|hội|đài|báo|văn phòng"
    r"|thanh tra|mặt trận|mttq|ủy viên|uỷ viên|thành viên|thủ trưởng|người đứng đầu|đồng chí|đ/c"
    r"|ông|bà|giám đốc|phó|chủ tịch|trưởng|phòng|trung tâm|trường|cục|chi cục|kho bạc|tòa án"
    r"|toà án|viện|tỉnh đoàn|tỉnh ủy|tỉnh uỷ|huyện ủy|huyện|thành phố|thị xã|liên đoàn|cơ quan"
    r"|đơn vị|tổ|đoàn|ngân hàng|bảo hiểm|bưu điện|doanh nghiệp|hđnd|hội đồng|thường trực"
    r"|lãnh đạo|thành đoàn|thành ủy|thành uỷ|huyện đoàn|thị đoàn|thị ủy|thị uỷ"
    r"|bhxh|tand|vksnd|bch|bchqs|đảng ủy|đảng uỷ|cấp ủy|cấp uỷ|quân khu|xã|phường|tổng cục|vụ"
    r"|công ty|tập đoàn|chi nhánh|quỹ|học viện|bệnh viện|nhà|hiệp hội|câu lạc bộ|bcđ|bđbp|vnpt"
    r"|điện lực|hạt|đội|đồn|trạm|thư viện|bảo tàng|cổng|tạp chí|chính phủ|thủ tướng|bí thư"
    r"|công chức"
    r"|cán bộ|thôn|khu|bản|ấp|đại học|khoa|bộ phận|nhóm|cấp)"
)
"""Words that a name begins with, in small letters."""

_VERBS: Final = (
    r"chủ trì|phối hợp|có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|là cơ quan|là đơn vị|là đầu mối"
    r"|làm đầu mối|tham mưu|tổ chức|xây dựng|chỉ đạo|cung ứng|hướng dẫn|theo dõi|đôn đốc"
    r"|kiểm tra|thực hiện"
    r"|triển khai|chủ động|căn cứ|quan tâm|tiếp tục|tăng cường|đẩy mạnh|bố trí|đảm bảo|bảo đảm"
    r"|thẩm định|trên cơ sở|báo cáo|tổng hợp|ban hành|phổ biến|tuyên truyền|rà soát|lồng ghép"
    r"|cung cấp|nâng cao|phát huy|gửi|cử|thường xuyên|kịp thời|định kỳ|hàng năm|hằng năm"
    r"|theo chức năng|trong phạm vi|tham gia|vận động|giám sát|đưa tin|phát sóng|đăng tải|mở|dành"
    r"|cân đối|phân bổ|phản ánh|nghiên cứu|lập|đề xuất|giúp|phát động|tập trung|khẩn trương"
    r"|sử dụng|quán triệt|biên soạn|in ấn|đăng|xem xét|quyết định|phê duyệt|trình|ưu tiên|hỗ trợ"
    r"|thành lập|phân công|chuẩn bị|đánh giá|tiến hành|hoàn thành|đưa|lựa chọn|duy trì|củng cố"
    r"|nhân rộng|áp dụng|chấp hành|chú ý|đầu tư|điều tra|gắn kết|góp phần|hưởng ứng|khai thác"
    r"|khắc phục|làm tốt|mời|ngăn chặn|phân loại|sắp xếp|soạn|sửa đổi|tận dụng|tạo|thúc đẩy"
    r"|tích cực"
    r"|tiếp thu|truyền thông|tuyển chọn|ứng dụng|vận hành|viết|xác định|đề ra|đấu tranh|đối chiếu"
    r"|đổi mới|điều chỉnh|định hướng|kết hợp|kiểm soát|đăng ký|bàn giao|cải tiến|cam kết|chia sẻ"
    r"|chấn chỉnh|công nhận|khen thưởng|lưu trữ|nắm|phấn đấu|tiết kiệm|xã hội hóa|đôn đốc"
    r"|kiện toàn|tập huấn|bồi dưỡng|gắn|thông qua|dựa|tùy|tuỳ|khi|nếu|sẽ|phải|cần|được giao|giao"
    r"|làm|gồm|có văn bản|có kế hoạch|có báo cáo|có giải pháp|khuyến khích|huy động|đề nghị|yêu cầu"
    r"|quản lý|phát hiện|xử lý|thông báo|ký|cùng với|cùng|trực tiếp|chú trọng|nghiêm túc"
    r"|cụ thể hóa|cụ thể hoá|giải quyết|niêm yết|tiếp nhận|công bố|công khai|cập nhật"
    r"|nộp|hoàn thiện|bám sát|rút kinh nghiệm|kết nối|đào tạo|tư vấn|giới thiệu|phát hành|sản xuất"
    r"|phân luồng|điều tiết|tuần tra|di dời|sơ tán|trang bị|lắp đặt|mua sắm|nâng cấp|sửa chữa"
    r"|cải tạo|số hóa|số hoá|tích hợp|cấp phát|vận chuyển|bổ sung|tinh giản|thẩm tra|biểu dương"
    r"|treo|ứng phó|ứng trực|giải ngân|chi trả"
    r"|thống kê|thu thập|khảo sát|tổng kết|sơ kết|phân tích|tạo điều kiện|động viên"
)
_VERB: Final = re.compile(
    r"(?<!(?i:hội đồng ))(?<!(?i:chương trình ))(?<!(?i:quy chế ))(?<!được )"
    rf"(?<!\w)(?:{_VERBS})(?!\w)"
    r"(?! (?:chính trị|đoàn thể|xã hội|thành viên|nghề nghiệp|hội(?! nghị| thảo| thi)|khác"
    r"|có liên quan|liên quan"
    r"|tôn giáo|trên địa bàn|kinh tế|phi chính phủ|quần chúng|cơ sở đảng|cá nhân))"
)
_NOUNS: Final = re.compile(
    r"(?:cơ quan|đơn vị|tổ chức|người) (?:chủ trì|phối hợp|thực hiện|tham mưu|quản lý|báo cáo)"
    r"|, tổ chức",
    re.IGNORECASE,
)
"""Where a verb is part of a name: ``đơn vị thực hiện``, or ``tổ chức`` stands in a list."""
_LONGEST: Final = 2000
"""Whoever is told is named within so many letters."""
_IS_PARTY: Final = re.compile(rf"\s*{FIRST}(?!\w)", re.IGNORECASE)
_ADVERBIAL: Final = re.compile(
    r",?\s*(?:theo|căn cứ|trong phạm vi|trên cơ sở) (?:đúng )?"
    r"chức năng(?:,? (?:và )?(?:nhiệm vụ|quyền hạn|thẩm quyền))*"
    r"(?: (?:của (?:mình|đơn vị|ngành|cơ quan)|được giao|đã giao))*"
    r"|,?\s*(?:căn cứ|theo|tùy) (?:tình hình|điều kiện|nhiệm vụ)(?: thực tế| cụ thể| được giao)*",
)


def looks_like_party(words: str) -> bool:
    """Tell whether ``words`` begin as the name of a unit does."""
    return _IS_PARTY.match(words) is not None


def split_subject(sentence: str, *, is_told: bool = False) -> tuple[str, str]:
    """Return who a sentence is about, and the rest from its verb on; nothing where it is nobody.

    Only verbs in small letters count: ``Ban Tổ chức``, ``Ban Chỉ đạo`` are names.

    Args:
        sentence: The sentence.
        is_told: A word before it orders or asks, so that whoever follows is told.
    """
    if not is_told and not looks_like_party(sentence):
        return "", sentence
    sentence = _ADVERBIAL.sub("", sentence)
    colon = _outside(sentence, ":")
    if colon > 0 and _announces_names(sentence, colon):
        colon = -1
    nouns = {one.end() for one in _NOUNS.finditer(sentence, 0, _LONGEST)}
    for found in _verbs(sentence[:_LONGEST]):
        is_noun = found.end() in nouns
        if _depth(sentence, found.start()) == 0 and found.start() > 0 and not is_noun:
            place = found.start()
            if 0 <= colon < place:
                break
            subject = sentence[:place].strip(" ,;-–")
            return (subject, sentence[place:].strip()) if subject else ("", sentence)
    if colon > 0:
        return sentence[:colon].strip(), sentence[colon + 1 :].strip()
    return "", sentence


_MANY: Final = re.compile(
    r"\s*các (?:sở|ban|ngành|phòng|hội|cơ quan|đơn vị|đoàn thể|doanh nghiệp)"
    r"(?:,? (?:và )?(?:ban|ngành|phòng|cơ quan|đơn vị|đoàn thể))*\s*",
    re.IGNORECASE,
)
"""What announces names behind a colon: ``Các sở: Tài chính, Nội vụ``."""


def _announces_names(sentence: str, colon: int) -> bool:
    """Tell whether names stand behind a colon, and not what is to be done."""
    after = sentence[colon + 1 :].strip()
    if not after[:1].isupper() or _MANY.fullmatch(sentence[:colon]) is None:
        return False
    verb = _VERB.match(after[:1].lower() + after[1:])
    return verb is None or after[verb.end() :].lstrip()[:1] in (",", ";")


_APPOSED: Final = re.compile(r"\s+[-–]\s+cơ quan (?:thường trực|đầu mối).*$", re.IGNORECASE)
_TYPES: Final = re.compile(_IS_PARTY.pattern + r"\Z", re.IGNORECASE)
_OPEN_TYPES: Final = frozenset({"Ban", "Hội", "Đoàn", "Tổ", "Hạt", "Đội", "Trạm", "Cục"})
"""After these a verb belongs to the name: ``Ban chỉ đạo``, ``Đoàn kiểm tra``."""
_PLACES: Final = frozenset({"phố", "huyện", "tỉnh", "xã", "phường", "quận", "trấn"})


def _verbs(sentence: str) -> Iterator[re.Match[str]]:
    """Yield the verbs of a sentence, without syllables that end a name: ``Đào tạo``."""
    place = 0
    while found := _VERB.search(sentence, place):
        before = sentence[: found.start()]
        if _is_half_named(before) or before.endswith(" và "):
            place = found.start() + len(found.group().split()[0])
        else:
            yield found
            place = found.end()


def _is_half_named(before: str) -> bool:
    """Tell whether a name breaks off: its last syllable has a capital, and the next is missing."""
    if before[-2:-1] in ",;:)":
        return False
    first, last = ["", "", *before.split()][-2:]
    if not last[:1].isupper() or (last.isupper() and len(last) > 1):
        return False
    if _TYPES.match(last):
        return last in _OPEN_TYPES
    is_proper = first[:1].isupper() and _TYPES.match(first) is None
    return not is_proper and first.lower() not in _PLACES


def without_adverbial(words: str) -> str:
    """Return who is named without ``theo chức năng, nhiệm vụ của mình``."""
    named = _APPOSED.sub("", _ADVERBIAL.sub("", words))
    return " ".join(named.split()).strip(" ,;-–")


def _outside(text: str, sign: str) -> int:
    places = (at for at, letter in enumerate(text) if letter == sign and _depth(text, at) == 0)
    return next(places, -1)


def _depth(text: str, place: int) -> int:
    return text.count("(", 0, place) - text.count(")", 0, place)
