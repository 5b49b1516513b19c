"""The words with which the name of a unit begins."""

from __future__ import annotations

import re
from typing import Final

from planflow.document.draft.wording.spelling import pattern

_HEADS: Final = (
    *("các", "những", "một số", "tất cả", "toàn thể", "sở", "ban", "bộ", "ubnd", "ủy ban", "hđnd"),
    *("hội", "đoàn", "đài", "công an", "tòa án", "tòa", "viện", "văn phòng", "thanh tra", "cục"),
    *("chi cục", "tổng cục", "kho bạc", "ngân hàng", "bảo hiểm", "liên đoàn", "liên minh", "tỉnh"),
    *("thành ủy", "huyện ủy", "đảng ủy", "tỉnh ủy", "tỉnh đoàn", "huyện", "quận", "thị xã"),
    *("thành phố", "xã", "phường", "thị trấn", "mặt trận", "mttq", "ubmttq", "tand", "vksnd"),
    *("báo", "trường", "trung tâm", "phòng", "cơ quan", "đơn vị", "địa phương", "tổ chức"),
    *("doanh nghiệp", "chủ tịch", "phó chủ tịch", "giám đốc", "phó giám đốc", "thủ trưởng"),
    *("đồng chí", "đ/c", "ông", "bà", "lãnh đạo", "bí thư", "trưởng", "chánh", "thường trực"),
    *("ban thường vụ", "liên hiệp", "quỹ", "học viện", "vụ", "bệnh viện", "tp", "bch", "bộ đội"),
    *("cấp", "công ti", "tập đoàn", "chính quyền", "đoàn thể", "ngành", "quân khu", "lực lượng"),
    *("nhà xuất bản", "tổng công ti", "cảng vụ", "hải quan", "kiểm toán", "đặc khu", "tổ"),
    *(
        "khoa",
        "hợp tác xã",
        "người đứng đầu",
        "cựu chiến binh",
        "phối hợp",
        "biên phòng",
        "cá nhân",
        "trạm",
        "đồn",
        "hạt",
        "đội",
        "thôn",
        "điện lực",
        "bưu điện",
        "thư viện",
        "bảo tàng",
        "chi nhánh",
    ),
)
HEAD: Final = re.compile(rf"{pattern(*_HEADS)}(?!\w)(?! cáo\b)", re.IGNORECASE)
"""The beginning of a name, in canonical spelling."""

NO_HEAD: Final = rf"(?:(?! (?:và|cùng|với) {pattern(*_HEADS)}(?!\w))[^,;])*"
"""Words in which no further name is added: ``… và UBND …``."""
