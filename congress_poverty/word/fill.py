"""Putting the words of a document into its Word template.

The template is a file that a county may replace by its own: the first of
``var/documents/<county>/<code>.docx``, ``var/documents/<code>.docx`` and the one that
comes with the program (``manage.py word_templates``) is taken.
"""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from zipfile import BadZipFile

from django.conf import settings
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from congress_poverty.refusals import Refused

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


def word(code: str, sheets: list[dict], *, county_code: str, home: Path) -> bytes:
    """The Word file: the county's template, or the program's in ``home``, filled in."""
    path = template_of(code, county_code=county_code, home=home)
    try:
        template = DocxTemplate(path)
        # Without autoescape a title with & or < makes a file that Word cannot open.
        template.render({"sheets": plain(sheets)}, SandboxedEnvironment(), autoescape=True)
        out = io.BytesIO()
        template.save(out)
    except _UNREADABLE as error:
        if path.parent == home:
            raise
        raise Refused(
            f"本县的 Word 模板 {path.name} 用不了，请系统管理员检查或移走它（{type(error).__name__}）。"
        ) from error
    return out.getvalue()


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
