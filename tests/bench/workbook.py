"""The year's assessment as a styled workbook, 1,300 deputies × 40: ours, XlsxWriter, openpyxl."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import xlsxwriter
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from assessment import workbook
from assessment.models import Score, ScoreItem
from assessment.policy import AssessmentPolicy, Rubric
from congress_poverty.reach import Reach, reaching
from deputies.models import County, Person, Region

from .county import DEPUTIES
from .measure import Line, medians

ITEMS = 32  # with place, name, sum, grade, rank … forty columns
YEAR = 2026


def run(scale: int) -> list[Line]:
    """CPU of writing 总表 and 乡镇汇总 from subjects at hand, against the same cells by the plain means."""
    with reaching(Reach.everything("benchmark of the workbook")):
        county = County.objects.select_related("region").get(region__code="990000")
        rubric = _rubric(county.policy(AssessmentPolicy).deputy_rubric)
        deputies, townships = _subjects(county, rubric)
    first = io.BytesIO()
    _ours(first, county, rubric, deputies, townships)
    cells = _cells(first)
    times = medians(
        {
            "ours": lambda: _ours(io.BytesIO(), county, rubric, deputies, townships),
            "xlsxwriter": lambda: _xlsxwriter(io.BytesIO(), cells),
            "openpyxl": lambda: _openpyxl(io.BytesIO(), cells),
        },
        rounds=5,
    )
    ours = times["ours"]

    def against(peer: str, name: str, target: float) -> Line:
        detail = f"{ours:.2f} s against {times[peer]:.2f} s"
        line = f"1b assessment workbook of 1,300 × 40, CPU against {name} with the same cells"
        return Line(line, ours / times[peer], target, detail=detail)

    return [
        against("xlsxwriter", "XlsxWriter", 1.2),
        against("openpyxl", "openpyxl", 0.45),
    ]


def _rubric(rubric: Rubric) -> Rubric:
    """A long rubric, so that the sheet is as wide as it can be printed."""
    each = Decimal(100) / ITEMS
    items = tuple(replace(rubric.items[0], code=f"i{n}", title=f"第{n}项", cap=each) for n in range(ITEMS))
    return replace(rubric, items=items, base=Decimal(0), total=Decimal(100))


def _subjects(county, rubric: Rubric) -> tuple[list, list]:
    def subject(n: int, name: str, **who) -> workbook.Subject:
        score = Score(county=county, year=YEAR, base=Decimal(0), computed_on=date(YEAR, 11, 22), **who)
        items = [
            ScoreItem(title=item.title, full=item.cap, points=Decimal((n * 7 + at * 13) % 313) / 100)
            for at, item in enumerate(rubric.items)
        ]
        return workbook.Subject(score, name, items, Decimal(0))

    places = {place.pk: place for place in Region.objects.filter(parent=county.region_id)}
    people = Person.objects.filter(county=county).order_by("pk")[:DEPUTIES]
    deputies = [
        subject(n, person.name, township=places[person.township_id], person=person)
        for n, person in enumerate(people)
    ]
    return deputies, [subject(n, place.name, township=place) for n, place in enumerate(places.values())]


def _ours(out: io.BytesIO, county, rubric: Rubric, deputies: list, townships: list) -> None:
    book = xlsxwriter.Workbook(out)
    writer = workbook.Writer(book, county, YEAR)
    writer.summary(book.add_worksheet("总表"), rubric, deputies)
    writer.townships(book.add_worksheet("乡镇汇总"), rubric, townships, deputies)
    book.close()


def _cells(file: io.BytesIO) -> dict[str, list[tuple]]:
    """What we wrote, by sheet: row, column, value, and the look of the cell as a word."""
    found = {}
    for sheet in openpyxl.load_workbook(file):
        found[sheet.title] = [
            (cell.row - 1, cell.column - 1, cell.value, _look(cell))
            for row in sheet.iter_rows(min_row=workbook.HEAD_ROWS)
            for cell in row
            if cell.value is not None
        ]
    return found


def _look(cell) -> str:
    if cell.row == workbook.HEAD_ROWS:
        return "head"
    if cell.number_format != "General":
        return "number"
    return "middle" if cell.alignment.horizontal == "center" else "text"


def _xlsxwriter(out: io.BytesIO, cells: dict[str, list[tuple]]) -> None:
    """As its documentation shows it: a format each, and ``write``."""
    book = xlsxwriter.Workbook(out)
    base = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "border": 1}
    looks = {
        "head": book.add_format({**base, "bold": True, "align": "center", "bg_color": "#EFEDE8"}),
        "number": book.add_format({**base, "num_format": "0.00"}),
        "middle": book.add_format({**base, "align": "center"}),
        "text": book.add_format(base),
    }
    low = book.add_format({"font_color": "#B8390E"})
    for title, found in cells.items():
        sheet = book.add_worksheet(title)
        sheet.merge_range(0, 0, 0, ITEMS, title, looks["head"])
        sheet.merge_range(1, 0, 1, ITEMS, title, looks["text"])
        for row, column, value, look in found:
            sheet.write(row, column, value, looks[look])
        sheet.conditional_format(
            3, ITEMS + 4, DEPUTIES + 2, ITEMS + 4,
            {"type": "cell", "criteria": "<", "value": 60, "format": low},
        )  # fmt: skip
        sheet.freeze_panes(3, 0)
    book.close()


def _openpyxl(out: io.BytesIO, cells: dict[str, list[tuple]]) -> None:
    """As it is usually done: style objects on each cell."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    line = Side(style="thin")
    border = Border(left=line, right=line, top=line, bottom=line)
    fill = PatternFill("solid", fgColor="EFEDE8")
    fonts = {"head": Font(name="宋体", size=10.5, bold=True), "": Font(name="宋体", size=10.5)}
    centre, upright = Alignment(horizontal="center", vertical="center"), Alignment(vertical="center")
    for title, found in cells.items():
        sheet = book.create_sheet(title)
        for row in (1, 2):
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=ITEMS + 1)
            sheet.cell(row, 1, title).font = fonts["head"]
        for row, column, value, look in found:
            cell = sheet.cell(row + 1, column + 1, value)
            cell.font = fonts.get(look, fonts[""])
            cell.border = border
            cell.alignment = centre if look in ("head", "middle") else upright
            if look == "number":
                cell.number_format = "0.00"
            elif look == "head":
                cell.fill = fill
        sheet.conditional_formatting.add(
            f"AK4:AK{DEPUTIES + 3}", CellIsRule("lessThan", ["60"], font=Font(color="B8390E"))
        )
        sheet.freeze_panes = "A4"
    book.save(out)
