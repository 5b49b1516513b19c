"""Word files for tests: made with python-docx, or changed by hand where it cannot."""

import io
import zipfile
from copy import deepcopy

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

NUMBERING = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%2.%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>
<w:lvlText w:val="%4)"/></w:lvl>
<w:lvl w:ilvl="4"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>
</w:abstractNum>
<w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="8"><w:abstractNumId w:val="7"/>
<w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def element(tag, **attributes):
    """Return an element of Word's with attributes of Word's."""
    found = OxmlElement(tag)
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), str(value))
    return found


def in_list(paragraph, level, number=7):
    """Let Word number a paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    numbering = element("w:numPr")
    numbering.append(element("w:ilvl", val=level))
    numbering.append(element("w:numId", val=number))
    properties.append(numbering)
    return paragraph


def saved(document, path):
    """Save a document with our lists in it, and return the path."""
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream, path, {"word/numbering.xml": NUMBERING.encode()})


def repacked(stream, path, parts=(), drop=()):
    """Write a package again with other parts, and return its path."""
    parts = dict(parts)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts and name not in drop:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def changed(path, target, change):
    """Write ``path`` with a part changed by ``change(text)`` to ``target``."""
    ((name, how),) = change.items()
    with zipfile.ZipFile(path) as old:
        data = how(old.read(name).decode())
    return repacked(path, target, {name: data.encode()})


def tracked(paragraph, inserted="", deleted=""):
    """Put a tracked insertion and deletion at the end of a paragraph."""
    for tag, text, words in (("w:ins", inserted, "w:t"), ("w:del", deleted, "w:delText")):
        if text:
            change, run = element(tag, id=1, author="A"), element("w:r")
            part = element(words)
            part.text = text
            run.append(part)
            change.append(run)
            paragraph._p.append(change)
    return paragraph


def table(document, rows, merges=()):
    """Add a table with the words of rows; merge from (row, column) to (row, column)."""
    found = document.add_table(len(rows), len(rows[0]))
    for row, words in zip(found.rows, rows, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    for (top, left), (bottom, right) in merges:
        found.cell(top, left).merge(found.cell(bottom, right))
    return found


__all__ = ["Document", "changed", "deepcopy", "element", "in_list", "repacked", "saved", "table"]
