"""How the Word templates of this room are laid out: one layout, a template for each kind of paper."""

from __future__ import annotations

from functools import partial

from docx.shared import Pt

from congress_poverty.word.layout import (
    ANNEX,
    CELL,
    HEAD,
    HEAD_OF_LONG,
    HEADING,
    LINE,
    LONG_HEAD,
    TITLE,
    TO,
    Sheets,
    row,
)

from .papers.documents import LABELS_OF_PAPERS, TEMPLATES

FOLDER = TEMPLATES


def _paper(title: str):
    """Head, number, title, text with numbered parts, signature, annexes (GB/T 9704-2012)."""
    out = Sheets(title)
    out.named("{{ sheet.office }}", LONG_HEAD, HEAD, HEAD_OF_LONG)
    out.say("{%p if sheet.upward %}")
    line = out.say("　{{ sheet.number }}\t签发人：　　　", "公文发文字号")
    line.alignment = 0
    out.say("{%p else %}")
    out.say("{{ sheet.number }}", "公文发文字号")
    out.say("{%p endif %}")
    out.say("{{ sheet.title }}", TITLE)
    out.when("sheet.to", "{{ sheet.to }}", TO)
    out.each("words", "sheet.opening", binds="not sheet.parts")
    out.say("{%p for part in sheet.parts %}")
    out.say("{{ part.title }}", HEADING)
    out.each("words", "part.paragraphs", binds="part.is_last")
    out.say("{%p endfor %}")
    out.say("{%p if sheet.blanks %}")
    table = out.table((40, 116))
    row(table, "{%tr for one in sheet.blanks %}")
    row(table, "{{ one.label }}", "{{ one.value }}", height=18)
    for cell in table.rows[-1].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    row(table, "{%tr endfor %}")
    out.say("{%p endif %}")
    out.say("{%p if sheet.annex_names %}")
    out.say().paragraph_format.keep_with_next = True
    out.say("{%p for name in sheet.annex_names %}")
    out.say("{{ name }}").paragraph_format.keep_with_next = True
    out.say("{%p endfor %}")
    out.say("{%p endif %}")
    out.sign("{{ sheet.office }}", "{{ sheet.date }}")
    out.say("{%p for annex in sheet.annexes %}")
    out.say("{{ annex.mark }}", ANNEX)
    out.say("{{ annex.title }}", TITLE).paragraph_format.space_before = LINE
    _columns(out)
    out.when("annex.note", "{{ annex.note }}", CELL)
    out.say("{%p endfor %}")
    out.say("{%p if sheet.copies %}")
    out.foot("{{ sheet.copies }}")
    out.say("{%p endif %}")
    return out.end()


def _columns(out: Sheets) -> None:
    """A table with as many columns as the annex has."""
    table = out.table((52, 52, 52))
    table.autofit = True
    row(table, "{%tc for name in annex.head %}", "{{ name }}", "{%tc endfor %}")
    row(table, "{%tr for line in annex.rows %}", "", "")
    row(table, "{%tc for cell in line %}", "{{ cell }}", "{%tc endfor %}")
    row(table, "{%tr endfor %}", "", "")
    for cell in (table.rows[0].cells[1], table.rows[2].cells[1]):
        for run in cell.paragraphs[0].runs:
            run.font.size = Pt(10)


LAYOUTS = {code: partial(_paper, label) for code, label in LABELS_OF_PAPERS.items()}
