"""Random plans, and the documents that say them: text of a PDF, Word paragraphs, Word tables."""

import textwrap

from attrs import frozen
from hypothesis import strategies as st

from word_files import Document, in_list, saved, table

DOINGS = ("Tổ chức", "Xây dựng", "Triển khai", "Biên soạn", "Kiểm tra", "Ban hành", "Đổi mới")
THINGS = (
    "hội nghị tuyên truyền pháp luật",
    "tài liệu phổ biến, giáo dục pháp luật",
    "chương trình phát thanh và truyền hình",
    "lớp tập huấn nghiệp vụ cho báo cáo viên",
    "văn bản hướng dẫn, chỉ đạo công tác hòa giải",
    "mô hình điểm về tiếp cận pháp luật",
)
PLACES = (
    "",
    "trên địa bàn tỉnh",
    "tại các xã, thị trấn khu vực biên giới",
    "cho đồng bào dân tộc thiểu số và miền núi giai đoạn 2021 - 2025",
    "theo Quyết định số 705/QĐ-TTg ngày 25/5/2017 của Thủ tướng Chính phủ",
)
UNITS = (
    "Sở Tư pháp",
    "Công an tỉnh",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Đài Phát thanh và Truyền hình tỉnh",
    "Bộ Chỉ huy Bộ đội Biên phòng tỉnh",
    "Văn phòng UBND tỉnh",
    "UBND các huyện, thành phố",
)
TIMES = (
    "Năm 2021",
    "Quý I năm 2021",
    "Tháng 6 năm 2021",
    "Trước ngày 15/11/2021",
    "Thường xuyên năm 2021",
    "Hoàn thành trong Quý IV năm 2021",
)
PRODUCTS = (
    ("05 hội nghị", 5),
    ("03 lớp tập huấn", 3),
    ("40.156 tờ gấp", 40156),
    ("ít nhất 02 chuyên mục", 2),
    ("Kế hoạch của Ủy ban nhân dân tỉnh", None),
    ("Báo cáo kết quả thực hiện", None),
)
LEADS = ("Cơ quan chủ trì", "Đơn vị chủ trì", "Chủ trì", "Cơ quan, đơn vị chủ trì thực hiện")
PARTNERS = ("Cơ quan phối hợp", "Đơn vị phối hợp", "Phối hợp", "Cơ quan, đơn vị phối hợp")
WHENS = ("Thời gian thực hiện", "Thời gian", "Thời hạn hoàn thành", "Tiến độ")
RESULTS = ("Kết quả sản phẩm", "Sản phẩm", "Kết quả", "Sản phẩm dự kiến")
TASKS = ("Nội dung công việc", "Nhiệm vụ", "Nội dung, nhiệm vụ", "Hoạt động")
ROMAN = ("I", "II", "III", "IV", "V", "VI")


@frozen
class Item:
    """What a plan says of one item; ``parts`` are its sub-items."""

    title: str
    lead: str = ""
    partners: tuple = ()
    time: str = ""
    products: tuple = ()
    parts: tuple = ()


@frozen
class Plan:
    """Sections of items, and how the document words them."""

    sections: tuple
    labels: tuple
    bullet: str
    separator: str
    points: bool

    def expected(self):
        """Return what is to be read: code, title, lead, partners, time, quantities."""
        for number, items in enumerate(self.sections, 2):
            for at, item in enumerate(items, 1):
                code = f"{ROMAN[number - 1]}.{at}"
                if not item.parts:
                    yield said(code, item)
                for place, part in enumerate(item.parts, 1):
                    yield said(self.code_of(code, place), part)

    def code_of(self, code, place):
        return f"{code}.{'abcdđe'[place - 1] if self.points else place}"

    def mark_of(self, at, place):
        return f"{'abcdđe'[place - 1]})" if self.points else f"{at}.{place}."


def said(code, item):
    quantities = tuple(quantity for _, quantity in item.products)
    return code, item.title, item.lead, item.partners, item.time, quantities


@st.composite
def items(draw, titles, *, may_part=True):
    """Draw an item; one with sub-items has no fields of its own."""
    title = draw(titles)
    if may_part and draw(st.integers(0, 3)) == 0:
        part = items(titles, may_part=False)
        return Item(title, parts=tuple(draw(st.lists(part, min_size=1, max_size=3))))
    lead = draw(st.sampled_from(UNITS))
    others = [unit for unit in UNITS if unit != lead]
    return Item(
        title,
        lead,
        tuple(draw(st.lists(st.sampled_from(others), unique=True, max_size=3))),
        draw(st.sampled_from(TIMES)),
        tuple(draw(st.lists(st.sampled_from(PRODUCTS), unique=True, max_size=2))),
    )


@st.composite
def plans(draw):
    """Draw a plan of one to three sections of tasks."""
    words = [f"{a} {b} {c}".strip() for a in DOINGS for b in THINGS for c in PLACES]
    item = items(st.sampled_from(words))
    section = st.lists(item, min_size=1, max_size=4).map(tuple)
    return Plan(
        tuple(draw(st.lists(section, min_size=1, max_size=3))),
        tuple(draw(st.sampled_from(names)) for names in (LEADS, PARTNERS, WHENS, RESULTS, TASKS)),
        draw(st.sampled_from(("- ", "+ ", "* ", "• ", ""))),
        draw(st.sampled_from(("; ", ", "))),
        draw(st.booleans()),
    )


def paragraphs(plan):
    """Yield level in a list, mark and words of every paragraph; the level is none outside one."""
    yield None, "", "KẾ HOẠCH"
    yield None, "", "Triển khai công tác phổ biến, giáo dục pháp luật năm 2021"
    yield None, "", "Căn cứ Luật Phổ biến, giáo dục pháp luật ngày 20/6/2012;"
    yield None, "", "Ủy ban nhân dân tỉnh ban hành kế hoạch như sau:"
    yield 0, "I.", "MỤC ĐÍCH, YÊU CẦU"
    yield None, "", "Nâng cao nhận thức và ý thức chấp hành pháp luật của cán bộ và người dân."
    for number, section in enumerate(plan.sections, 2):
        yield 0, f"{ROMAN[number - 1]}.", heading(number)
        for at, item in enumerate(section, 1):
            yield 1, f"{at}.", item.title
            yield from labelled(plan, item)
            for place, part in enumerate(item.parts, 1):
                yield 3 if plan.points else 2, plan.mark_of(at, place), part.title
                yield from labelled(plan, part)
    yield 0, f"{ROMAN[len(plan.sections) + 1]}.", "TỔ CHỨC THỰC HIỆN"
    yield None, "", "Các cơ quan, đơn vị căn cứ Kế hoạch này triển khai thực hiện./."


def heading(number):
    return f"NỘI DUNG, NHIỆM VỤ PHẦN {number - 1}"


def labelled(plan, item):
    """Yield the paragraphs with labels of an item."""
    lead, partners, when, result, _ = plan.labels
    products = "; ".join(words for words, _ in item.products)
    fields = (
        (lead, item.lead),
        (partners, plan.separator.join(item.partners)),
        (when, item.time),
        (result, products),
    )
    for label, words in fields:
        if words:
            yield None, "", f"{plan.bullet}{label}: {words}."


def as_text(plan, *, width=78, gap=1, page=0):
    """Return a plan as it comes out of a PDF: ``page`` lines a page, then its number."""
    out, count, pages = [], 0, 1
    for _, mark, words in paragraphs(plan):
        for line in textwrap.wrap(f"{mark} {words}".strip(), width, break_on_hyphens=False):
            out += [line + " ", *[""] * gap]
            count += 1
            if page and count % page == 0:
                pages += 1
                out += [str(pages), *[""] * gap]
    return "\n".join(out)


def as_paragraphs(plan, path, *, automatic):
    """Save a plan as Word paragraphs, numbered by hand or by Word."""
    document = Document()
    for level, mark, words in paragraphs(plan):
        if automatic and level is not None:
            in_list(document.add_paragraph(words), level)
        else:
            document.add_paragraph(f"{mark} {words}".strip())
    return saved(document, path)


def as_table(plan, path, *, numbered, merged):
    """Save a plan whose tasks stand in a Word table, sections and order numbers in its rows."""
    document = Document()
    opening = [one for one in paragraphs(plan) if one[1] != "I."][:4]
    for _, _, words in opening:
        document.add_paragraph(words)
    lead, partners, when, result, task = plan.labels
    rows, merges = [["TT", task, lead, partners, when, result]], []
    for number, section in enumerate(plan.sections, 2):
        rows.append([ROMAN[number - 1], heading(number), "", "", "", ""])
        if merged:
            merges.append(((len(rows) - 1, 1), (len(rows) - 1, 5)))
        for at, item in enumerate(section, 1):
            rows.append([f"{at}" if numbered else f"{at}.", *cells(plan, item)])
            for place, part in enumerate(item.parts, 1):
                rows.append([plan.mark_of(at, place), *cells(plan, part)])
    table(document, rows, merges)
    return saved(document, path)


def cells(plan, item):
    products = "\n".join(words for words, _ in item.products)
    return [item.title, item.lead, plan.separator.join(item.partners), item.time, products]
