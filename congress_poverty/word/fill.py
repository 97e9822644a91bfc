"""Putting the words of a document into its Word template.

The template is a file that a county may replace by its own: the first of
``var/documents/<county>/<code>.docx``, ``var/documents/<code>.docx`` and the one that
comes with the program (``manage.py word_templates``) is taken.
"""

from __future__ import annotations

import io
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile

from django.conf import settings
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from congress_poverty.refusals import Refused

MOST = 14
"""Characters of the broadest column that count: longer words are broken into lines."""
MARGIN = 2
"""Characters that the two margins of a cell take."""
TITLE_LINE = 20
"""Characters of 22 pt in 156 mm."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNREADABLE = (TemplateError, PackageNotFoundError, BadZipFile, XMLSyntaxError, KeyError, ValueError)


def day(value: date | None) -> str:
    """2026年6月20日: Arabic numerals, no leading zero (GB/T 9704-2012, 7.3.5.4)."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def paragraphs(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def blank_number(on: date) -> str:
    """The place for the number that the office's register gives: hexagonal brackets, no leading zero."""
    return f"〔{on.year}〕　　号"


def balanced(title: str) -> str:
    """A title of more than one line, broken where a word ends, its lines of about one length (7.3.1)."""
    lines = -(-len(title) // TITLE_LINE)
    if lines < 2:
        return title
    middle = len(title) / lines
    ends = [at for at, one in enumerate(title[:-1], start=1) if one in "的和与及、，号》）”年县区市镇乡会"]
    near = [at for at in ends if abs(at - middle) <= 5 and at <= TITLE_LINE]
    at = min(near, key=lambda at: abs(at - middle), default=round(middle))
    return f"{title[:at]}\n{balanced(title[at:])}"


def word(code: str, sheets: list[dict], *, county_code: str, home: Path) -> bytes:
    """The Word file: the county's template, or the program's in ``home``, filled in."""
    path = template_of(code, county_code=county_code, home=home)
    try:
        template = DocxTemplate(path)
        # Without autoescape a title with & or < makes a file that Word cannot open.
        words = SandboxedEnvironment()
        words.filters["balanced"] = balanced
        template.render({"sheets": plain(sheets)}, words, autoescape=True)
        section = template.docx.sections[0]
        broad = section.page_width - section.left_margin - section.right_margin
        for table in template.docx.tables:
            _fit(table, broad)
        out = io.BytesIO()
        template.save(out)
    except _UNREADABLE as error:
        if path.parent == home:
            raise
        raise Refused(
            f"本县的 Word 模板 {path.name} 用不了，请系统管理员检查或移走它（{type(error).__name__}）。"
        ) from error
    return out.getvalue()


def _fit(table, broad: int) -> None:
    """Gives the columns of a table that has as many as its rows need the widths that its words ask for.

    Tables with columns of their own (``autofit`` off) are left as they were drawn.
    """
    columns = len(table.columns)
    if not table.autofit or columns < 3:
        return
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    asked = [min(max(_broad(row[n]) for row in rows if n < len(row)), MOST) + MARGIN for n in range(columns)]
    table.autofit = False
    again = OxmlElement("w:tblHeader")  # the headings on every page
    table.rows[0]._tr.get_or_add_trPr().append(again)
    for column, share in zip(table.columns, asked, strict=True):
        column.width = round(broad * share / sum(asked))
        for cell in column.cells:
            cell.width = column.width


def _broad(words: str) -> float:
    """The width of the longest line, in Chinese characters, with the gaps between these and digits."""
    return max((_line(line) for line in words.splitlines()), default=0)


def _line(words: str) -> float:
    full = [ord(one) > 0x2E7F for one in words]
    gaps = sum(one != after for one, after in pairwise(full))
    return sum(1 if one else 0.55 for one in full) + gaps / 4


def template_of(code: str, *, county_code: str, home: Path) -> Path:
    """The county's own template, that of the whole installation, or the one that comes with the program."""
    own = settings.DOCUMENT_TEMPLATES
    places = (own / county_code, own, home)
    return next(found for place in places if (found := place / f"{code}.docx").is_file())


def plain(value):
    """The same values without the characters that no XML file can carry."""
    if isinstance(value, str):
        return _NOT_XML.sub("", value)
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value
