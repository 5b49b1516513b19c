"""Small PDF files for tests, written by hand: words at places, rules, pictures of nothing."""

import zlib

WIDTH, HEIGHT = 595, 842
LETTER = 0.5


def pdf(pages, *, packed=True, extra=()):
    """Return the bytes of a PDF.

    A page is a list of ``(x, y, words)`` from the top left, ``(x, y, x, y)`` for a rule, or the
    bytes of a content stream. Letters are all half as wide as high; those
    beyond ASCII stand in a font of their own, as where a font lacks them.
    """
    letters = sorted(
        {
            c
            for page in pages
            if isinstance(page, list)
            for one in page
            if len(one) == 3
            for c in one[2]
        }
    )
    codes = {letter: code for code, letter in enumerate(letters, 1)}
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * n) for n in range(len(pages)))),
        (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H"
            b" /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
        ),
        (
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /DW 500"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            b" /FontDescriptor << /Type /FontDescriptor /FontName /Test /Flags 4 /Ascent 800"
            b" /Descent -200 /FontBBox [0 -200 1000 800] >> >>"
        ),
        stream(_unicode(codes), packed=packed),
    ]
    for number, page in enumerate(pages):
        content = page if isinstance(page, bytes) else _content(page, codes)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R /F2 %d 0 R >> %s >> >>"
            % (
                WIDTH,
                HEIGHT,
                7 + 2 * number,
                6 + 2 * len(pages) + len(extra[1:]),
                b" ".join(extra[:1]),
            ),
            stream(content, packed=packed),
        ]
    other, below = (one.replace(b"/Test", b"/Other") for one in objects[2:4])
    number = 7 + 2 * len(pages) + len(extra[1:])
    other = other.replace(b"4 0 R", b"%d 0 R" % number)
    return assembled([*objects, *extra[1:], other, below])


def assembled(objects):
    """Return a file of numbered objects."""
    data, places = bytearray(b"%PDF-1.5\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(data + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(content, *, packed=True, more=b""):
    """Return a stream object."""
    data = zlib.compress(content) if packed else content
    how = b"/Filter /FlateDecode" if packed else b""
    return b"<< /Length %d %s %s >>\nstream\n%s\nendstream" % (len(data), how, more, data)


def lines(*texts, top=60, left=80, size=12, leading=18):
    """Return lines of words, one below the other."""
    return [(left, top + leading * at, text) for at, text in enumerate(texts) if text]


def grid(rows, *, top=60, widths=(40, 180, 110, 110), height=40, left=60):
    """Return a ruled table; ``^`` and ``<`` go on the cell above and to the left."""
    found, y = [], top
    for at, row in enumerate(rows):
        x = left
        for column, (words, width) in enumerate(zip(row, widths, strict=True)):
            below = rows[at + 1][column] if at + 1 < len(rows) else ""
            if words not in {"^", "<"}:
                found += [
                    (x + 3, y + 5 + 14 * n, text)
                    for n, text in enumerate(words.split("\n"))
                    if text
                ]
            if words != "^":
                found.append((x, y, x + width, y))
            if words != "<":
                found.append((x, y, x, y + height))
            if at + 1 == len(rows) and below != "^":
                found.append((x, y + height, x + width, y + height))
            x += width
        found.append((x, y, x, y + height))
        y += height
    return found


def _content(page, codes, size=12):
    parts = []
    for one in page:
        if len(one) == 4:
            x, y, to_x, to_y = one
            parts.append(f"{x} {HEIGHT - y} m {to_x} {HEIGHT - to_y} l S")
        else:
            x, y, words = one
            shown = "".join(
                f"/F{1 + (not letter.isascii())} {size} Tf <{codes[letter]:04x}> Tj "
                for letter in words
            )
            parts.append(f"BT {x} {HEIGHT - y - size} Td {shown}ET")
    return "\n".join(parts).encode()


def _unicode(codes):
    chars = "\n".join(
        f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{chars}\nendbfchar endcmap end end"
    ).encode()
