"""The year's assessment as a workbook that a county can hand in.

总表 and 乡镇汇总 hold real formulas over 分项, each written with the value it must have,
so that a viewer that does not calculate shows the same numbers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from congress_poverty.refusals import Refused

from .models import Score, ScoreCorrection, ScoreItem
from .policy import AssessmentPolicy, Rubric

KINDS = {
    "visit": "走访记录",
    "activity": "活动记录",
    "suggestion": "代表建议",
    "report": "半年报告",
    "household": "联系户",
}
HEAD_ROWS = 3  # title, explanation, headings


@dataclass
class Subject:
    """A score with its lines, as the sheets need it."""

    score: Score
    name: str
    items: list[ScoreItem]
    correction: Decimal

    @property
    def points(self) -> list[Decimal]:
        return [item.points for item in self.items]

    @property
    def total(self) -> Decimal:
        return self.score.base + sum(self.points, Decimal(0)) + self.correction


def write(county, year: int, out: Path | BinaryIO) -> int:
    """Write the workbook; returns how many subjects it holds. Needs scores that were computed."""
    policy = county.policy(AssessmentPolicy)
    deputies = _subjects(county, year, Score.Subject.DEPUTY)
    townships = _subjects(county, year, Score.Subject.TOWNSHIP)
    if not deputies and not townships:
        raise Refused(f"{year} 年度考核还没有计算。请先在“年度考核”里计算。")
    book = xlsxwriter.Workbook(
        str(out) if isinstance(out, Path) else out, {"default_date_format": "yyyy-mm-dd"}
    )
    book.set_properties({"title": f"{county}{year}年度代表履职考核", "author": str(county)})
    book.set_calc_mode("auto")
    writer = Writer(book, county, year)
    total = book.add_worksheet("总表")
    details = book.add_worksheet("分项")
    evidence = book.add_worksheet("依据明细")
    by_township = book.add_worksheet("乡镇汇总")
    writer.summary(total, policy.deputy_rubric, deputies)
    writer.townships(by_township, policy.township_rubric, townships, deputies)
    writer.details(details, [*deputies, *townships])
    writer.evidence(evidence, [*deputies, *townships])
    book.close()
    return len(deputies) + len(townships)


def _subjects(county, year: int, subject: str) -> list[Subject]:
    scores = list(Score.objects.of(year, subject).filter(county=county).select_related("township", "person"))
    items = defaultdict(list)
    rows = ScoreItem.objects.filter(score__county=county, score__year=year, score__subject=subject)
    for item in rows.order_by("score", "order").iterator(chunk_size=2000):
        items[item.score_id].append(item)
    corrections: dict[int, Decimal] = defaultdict(Decimal)
    for correction in ScoreCorrection.objects.filter(score__county=county, score__year=year):
        corrections[correction.score_id] += correction.points
    found = [
        Subject(score, str(score.person or score.township), items.get(score.pk, []), corrections[score.pk])
        for score in scores
    ]
    return sorted(found, key=lambda one: (one.score.township.code, -one.total, one.name))


class Writer:
    def __init__(self, book, county, year: int):
        self.book, self.county, self.year = book, county, year
        base = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}
        boxed = {**base, "border": 1}

        def form(**more):
            return book.add_format({**boxed, **more})

        self.title = book.add_format({**base, "font_size": 18, "bold": True, "align": "center"})
        self.note = book.add_format({**base, "font_color": "#4A5159", "text_wrap": True})
        self.head = form(bold=True, align="center", text_wrap=True, bg_color="#EFEDE8")
        self.text = form()
        self.wrapped = form(text_wrap=True)
        self.middle = form(align="center")
        self.number = form(num_format="0.00")
        self.count = form(num_format="#,##0")
        self.sum = form(num_format="0.00", bold=True)
        self.low = book.add_format({"font_color": "#B8390E"})

    def begin(self, sheet, title: str, note: str, heads: list[str], widths: list[float], *, landscape=True):
        """Title, explanation and headings; A4, headings repeated on each page, page numbers."""
        last = len(heads) - 1
        sheet.merge_range(0, 0, 0, last, title, self.title)
        sheet.merge_range(1, 0, 1, last, note, self.note)
        sheet.set_row(0, 32)
        sheet.set_row(1, 30)
        sheet.set_row(2, 34)
        for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.write_string(2, column, head, self.head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(HEAD_ROWS, 0)
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        sheet.repeat_rows(0, 2)
        sheet.center_horizontally()
        sheet.set_header(f"&L&9{self.county}人大常委会&R&9{self.year}年度考核")
        sheet.set_footer("&L&9打印时间 &D&C&9第 &P 页，共 &N 页")

    def _grade_formula(self, rubric: Rubric, cell: str) -> str:
        """``IF(H4>=90,"优秀",IF(…))``: the rubric's bands, best first."""
        *bands, last = rubric.grades
        formula = f'"{last.label}"'
        for band in reversed(bands):
            formula = f'IF({cell}>={band.at_least},"{band.label}",{formula})'
        return f"={formula}"

    def summary(self, sheet, rubric: Rubric, subjects: list[Subject]):
        """One row a deputy: points of each item, corrections, the sum, the grade, the rank."""
        heads = ["序号", "乡镇", "姓名", *(f"{item.title}\n（{item.cap:f}分）" for item in rubric.items)]
        heads += ["更正", "总分", "等次", self.county.local("全县名次"), "备注"]
        widths = [6, 14, 12, *[11] * len(rubric.items), 8, 10, 10, 10, 18]
        grades = "，".join(f"{grade.label} {grade.at_least:f} 分以上" for grade in rubric.grades[:-1])
        note = f"满分 {rubric.total:f} 分，基础 {rubric.base:f} 分。{grades}，其余{rubric.grades[-1].label}。"
        self.begin(sheet, f"{self.county}{self.year}年度{rubric.title}总表", note, heads, widths)
        first = HEAD_ROWS
        last = first + len(subjects) - 1
        points_at = 3
        correction_at = points_at + len(rubric.items)
        total_at, grade_at, rank_at = correction_at + 1, correction_at + 2, correction_at + 3
        totals = sorted((one.total for one in subjects), reverse=True)
        rank = {}
        for place, total in enumerate(totals, 1):
            rank.setdefault(total, place)
        column = xl_col_to_name(total_at)
        ranked = f"${column}${first + 1}:${column}${last + 1}"
        base = f"+{rubric.base:f}" if rubric.base else ""
        for row, one in enumerate(subjects, first):
            sheet.write_number(row, 0, row - first + 1, self.middle)
            sheet.write_string(row, 1, str(one.score.township), self.text)
            sheet.write_string(row, 2, one.name, self.text)
            for at, value in enumerate(one.points, points_at):
                sheet.write_number(row, at, float(value), self.number)
            sheet.write_number(row, correction_at, float(one.correction), self.number)
            since = xl_rowcol_to_cell(row, points_at)
            until = xl_rowcol_to_cell(row, correction_at)
            sheet.write_formula(row, total_at, f"=SUM({since}:{until}){base}", self.sum, float(one.total))
            cell = xl_rowcol_to_cell(row, total_at)
            grade = rubric.grade(one.total)
            sheet.write_formula(row, grade_at, self._grade_formula(rubric, cell), self.middle, grade)
            sheet.write_formula(row, rank_at, f"=RANK({cell},{ranked})", self.middle, rank[one.total])
            frozen = "" if one.score.is_frozen else "试算"
            sheet.write_string(row, rank_at + 1, frozen, self.text)
        if subjects:
            sheet.autofilter(2, 0, last, rank_at + 1)
            passing = rubric.grades[-2].at_least if len(rubric.grades) > 1 else 0
            sheet.conditional_format(
                first, total_at, last, total_at,
                {"type": "cell", "criteria": "<", "value": float(passing), "format": self.low},
            )  # fmt: skip

    def townships(self, sheet, rubric: Rubric, townships: list[Subject], deputies: list[Subject]):
        """One row a township: its own score, and what its deputies' scores add up to in 总表."""
        heads = ["序号", "乡镇", *(f"{item.title}\n（{item.cap:f}分）" for item in rubric.items)]
        heads += [
            "更正",
            "总分",
            "等次",
            self.county.local("全县名次"),
            "参评代表",
            "代表平均分",
            "代表最高分",
        ]
        widths = [6, 18, *[11] * len(rubric.items), 8, 10, 10, 10, 10, 11, 11]
        note = "“参评代表”“代表平均分”由总表统计得出。没有应办事项的指标，按满分计。"
        self.begin(sheet, f"{self.county}{self.year}年度{rubric.title}乡镇汇总", note, heads, widths)
        deputy_total = xl_col_to_name(3 + self._width(deputies) + 1)
        top, bottom = HEAD_ROWS + 1, HEAD_ROWS + max(len(deputies), 1)
        names = f"总表!$B${top}:$B${bottom}"
        scores = f"总表!${deputy_total}${top}:${deputy_total}${bottom}"
        of = defaultdict(list)
        for one in deputies:
            of[one.score.township_id].append(one.total)
        first = HEAD_ROWS
        last = first + len(townships) - 1
        correction_at = 2 + len(rubric.items)
        total_at = correction_at + 1
        column = xl_col_to_name(total_at)
        ranked = f"${column}${first + 1}:${column}${last + 1}"
        totals = sorted((one.total for one in townships), reverse=True)
        base = f"+{rubric.base:f}" if rubric.base else ""
        for row, one in enumerate(townships, first):
            mine = of[one.score.township_id]
            sheet.write_number(row, 0, row - first + 1, self.middle)
            sheet.write_string(row, 1, one.name, self.text)
            for at, value in enumerate(one.points, 2):
                sheet.write_number(row, at, float(value), self.number)
            sheet.write_number(row, correction_at, float(one.correction), self.number)
            cells = f"{xl_rowcol_to_cell(row, 2)}:{xl_rowcol_to_cell(row, correction_at)}"
            sheet.write_formula(row, total_at, f"=SUM({cells}){base}", self.sum, float(one.total))
            cell = xl_rowcol_to_cell(row, total_at)
            grade = rubric.grade(one.total)
            sheet.write_formula(row, total_at + 1, self._grade_formula(rubric, cell), self.middle, grade)
            place = totals.index(one.total) + 1
            sheet.write_formula(row, total_at + 2, f"=RANK({cell},{ranked})", self.middle, place)
            name = xl_rowcol_to_cell(row, 1)
            sheet.write_formula(row, total_at + 3, f"=COUNTIF({names},{name})", self.count, len(mine))
            mean = float(sum(mine, Decimal(0)) / len(mine)) if mine else ""
            sheet.write_formula(
                row, total_at + 4, f'=IFERROR(AVERAGEIF({names},{name},{scores}),"")', self.number, mean
            )
            sheet.write_formula(
                row,
                total_at + 5,
                f'=IF(COUNTIF({names},{name})=0,"",SUMPRODUCT(MAX(({names}={name})*{scores})))',
                self.number,
                float(max(mine)) if mine else "",
            )
        if townships:
            sheet.autofilter(2, 0, last, total_at + 5)

    @staticmethod
    def _width(subjects: list[Subject]) -> int:
        return len(subjects[0].items) if subjects else 0

    def details(self, sheet, subjects: list[Subject]):
        """One row an item: the figure, the rule in words, the points, how many records."""
        heads = [
            "乡镇",
            "考核对象",
            "指标",
            "满分",
            "得分",
            "怎么算的",
            "规则",
            "依据（条）",
            "没有计分（条）",
        ]
        widths = [14, 14, 14, 8, 8, 40, 46, 10, 12]
        note = "得分由记录算出。“依据明细”列出每一条计分的记录。"
        self.begin(sheet, f"{self.county}{self.year}年度考核分项得分", note, heads, widths)
        row = HEAD_ROWS
        for one in subjects:
            for item in one.items:
                sheet.write_string(row, 0, str(one.score.township), self.text)
                sheet.write_string(row, 1, one.name, self.text)
                sheet.write_string(row, 2, item.title, self.text)
                sheet.write_number(row, 3, float(item.full), self.number)
                sheet.write_number(row, 4, float(item.points), self.number)
                sheet.write_string(row, 5, item.words, self.text)
                sheet.write_string(row, 6, item.rule, self.text)
                sheet.write_number(row, 7, len(item.evidence.get("counted", ())), self.count)
                sheet.write_number(row, 8, len(item.evidence.get("uncounted", ())), self.count)
                row += 1
        if row > HEAD_ROWS:
            sheet.autofilter(2, 0, row - 1, len(heads) - 1)

    def evidence(self, sheet, subjects: list[Subject]):
        """One row a record."""
        heads = ["乡镇", "考核对象", "指标", "是否计分", "种类", "日期", "内容", "没有计分的原因", "记录编号"]
        widths = [14, 14, 14, 9, 11, 12, 44, 20, 14]
        note = "每一条记录在系统里按编号可以查到。"
        self.begin(sheet, f"{self.county}{self.year}年度考核依据明细", note, heads, widths)
        row = HEAD_ROWS
        for one in subjects:
            start = (str(one.score.township), one.name)
            for item in one.items:
                for key, counted in (("counted", "计分"), ("uncounted", "未计分")):
                    for kind, code, on, words, *reason in item.evidence.get(key, ()):
                        cells = (*start, item.title, counted, KINDS.get(kind, kind), on, words)
                        for at, value in enumerate((*cells, reason[0] if reason else "", code)):
                            sheet.write_string(row, at, value, self.text)
                        row += 1
        if row > HEAD_ROWS:
            sheet.autofilter(2, 0, row - 1, len(heads) - 1)
