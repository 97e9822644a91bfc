"""办理情况: the figures and the rows behind each, the review of every unit, the year's report."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from congress_poverty import audit
from congress_poverty.figures import Span
from congress_poverty.pages import Button, Column, FormPage, ListPage, Page, cells
from congress_poverty.pages.export import FiguresPage
from deputies.models import Unit

from .. import documents, figures
from ..annual import annual_report
from ..forms import AppraisalForm
from ..models import Suggestion, UnitAppraisal
from ..policy import SuggestionPolicy
from .documents import word_file
from .lists import state_chip

FIRST_YEAR = 2000
# What the review of units looks at (S4-57), in the order of the table.
APPRAISED = ("handed", "in_time", "answered", "met", "solved", "satisfied", "late_now")


def _day(word: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return otherwise


class WithSpan(Page, abstract=True):
    """Suggestions handed over in a span of days, at one level or both."""

    permission = "suggestions.figures"

    @cached_property
    def span(self) -> Span:
        raw, year = self.request.GET, self.today.year
        since = _day(raw.get("since", ""), date(year, 1, 1))
        until = _day(raw.get("until", ""), date(max(year, since.year), 12, 31))
        return Span(since, max(since, until), self.today)

    @cached_property
    def level(self) -> str:
        level = self.request.GET.get("level", "")
        return level if level in Suggestion.Level.values else ""

    @cached_property
    def by(self) -> str:
        by = self.request.GET.get("by", "")
        return by if by in figures.DIMENSIONS else "unit"

    def handed_over(self):
        rows = figures.handed_over(self.request.county, self.span)
        return rows.filter(handled_at=self.level) if self.level else rows

    def query(self, **more) -> str:
        """The address of this choice, with other values for some of it."""
        values = {"since": self.span.since, "until": self.span.until, "level": self.level, "by": self.by}
        return "?" + urlencode({name: value for name, value in {**values, **more}.items() if value != ""})

    def rows_url(self, measure: str, *, key: str = "", part: str = "all", **more) -> str:
        query = self.query(measure=measure, key=key, part=part, **more)
        return f"{reverse('suggestions:figure_rows')}{query}"

    def line(self, group: figures.Group, codes=tuple(figures.MEASURES), **more) -> dict:
        """A line of a table of figures, each number with the address of its rows."""
        cells_ = [
            {
                "measure": figures.MEASURES[code],
                "share": group[code],
                "hits": self.rows_url(code, key=group.key, part="hit", **more),
                "url": self.rows_url(code, key=group.key, **more),
            }
            for code in codes
        ]
        return {"label": group.label, "key": group.key, "cells": cells_}


class Statistics(WithSpan, FiguresPage):
    """``/suggestions/figures/``: every rate by unit, delegation, class, deputy, level or year."""

    permission = "suggestions.figures"
    title = "办理情况统计"
    template_name = "suggestions/figures.html"

    def crumbs(self):
        return [("代表建议", reverse("suggestions:list"))]

    def buttons(self):
        return [
            Button("导出 Excel", self.query(export="xlsx"), icon="file-earmark-spreadsheet"),
            Button("单位评议", "suggestions:appraisals", "suggestions.appraisals", icon="clipboard-data"),
            Button("年度报告", "suggestions:annual", icon="file-earmark-text"),
        ]

    @cached_property
    def groups(self) -> list[figures.Group]:
        return figures.breakdown(self.handed_over(), county=self.request.county, today=self.today, by=self.by)

    @cached_property
    def total(self) -> figures.Group:
        return figures.totals(self.handed_over(), county=self.request.county, today=self.today)

    def context(self):
        county = self.request.county
        return {
            "span": self.span,
            "level": self.level,
            "levels": Suggestion.Level.choices,
            "by": self.by,
            "dimensions": [
                (one.code, one.label, self.query(by=one.code)) for one in figures.DIMENSIONS.values()
            ],
            "dimension": figures.DIMENSIONS[self.by],
            "measures": [(one.label, figures.definition(one, county)) for one in figures.MEASURES.values()],
            "lines": [self.line(group) for group in self.groups],
            "total": self.line(self.total),
        }

    @property
    def params(self):
        return {"since": str(self.span.since), "until": str(self.span.until), "by": self.by}

    def export_header(self):
        header = [figures.DIMENSIONS[self.by].label]
        for one in figures.MEASURES.values():
            header += [f"{one.label}分子", f"{one.label}分母", f"{one.label}%"] if one.every else [one.label]
        return header

    def export_rows(self, *, full: bool = False):
        for group in [*self.groups, self.total]:
            line: list = [group.label]
            for code, one in figures.MEASURES.items():
                share = group[code]
                line.append(share.numerator)
                if one.every:
                    line += [share.denominator, share.percent]
            yield line


class FigureRows(WithSpan, ListPage):
    """Exactly the suggestions that a number counted, with the sentence that says how."""

    permission = "suggestions.figures"
    template_name = "suggestions/figure_rows.html"
    model = Suggestion
    counter = "件"
    order = "-handed_over_on"
    row_url = "suggestions:detail"
    columns = (
        Column("title", "题目", cells.clip(32), link=True, wide=True),
        Column("number", "编号"),
        Column("state", "状态", state_chip),
        Column("lead__name", "领衔代表"),
        Column("township__name", "代表团"),
        Column("handed_over_on", "交办日期", cells.day, sort="handed_over_on"),
        Column("answer_due_on", "答复期限", cells.day),
        Column("replied_on", "答复日期", cells.day),
    )
    PARTS = (("all", "全部"), ("hit", "计入的"), ("miss", "没计入的"))

    @cached_property
    def measure(self) -> figures.Measure:
        found = figures.MEASURES.get(self.request.GET.get("measure", "handed"))
        if found is None:
            raise Http404
        return found

    @cached_property
    def group(self) -> str:
        """Whose line of the table it is; empty: all of them."""
        return self.request.GET.get("key", "")[:60]

    @cached_property
    def part(self) -> str:
        part = self.request.GET.get("part", "all")
        return part if part in dict(self.PARTS) else "all"

    def rows(self):
        return figures.measured(
            self.handed_over(),
            self.measure.code,
            county=self.request.county,
            today=self.today,
            by=self.by,
            key=self.group,
            part=self.part,
        )

    def link(self, **changes):
        kept = {"measure": self.measure.code, "key": self.group, "part": self.part}
        return self.query(**{**kept, **{name: str(value) for name, value in changes.items() if value}})

    def get_title(self):
        return self.measure.label

    def crumbs(self):
        return [
            ("代表建议", reverse("suggestions:list")),
            ("办理情况统计", f"{reverse('suggestions:figures')}{self.query()}"),
        ]

    def context(self):
        parts = [(words, self.link(part=code), code == self.part) for code, words in self.PARTS]
        return {
            "definition": figures.definition(self.measure, self.request.county),
            "span": self.span,
            "parts": parts if self.measure.every else [],
        }


# --- a year: the review of units, the report ------------------------------------------------------


class OfYear(WithSpan, abstract=True):
    """What was handed over in one year."""

    @cached_property
    def year(self) -> int:
        word = str(self.kwargs.get("year") or self.request.GET.get("year", ""))
        year = int(word) if word.isascii() and word.isdigit() and len(word) == 4 else self.today.year
        if not FIRST_YEAR <= year <= self.today.year:
            raise Http404
        return year

    @cached_property
    def span(self) -> Span:
        return Span(date(self.year, 1, 1), date(self.year, 12, 31), self.today)

    @property
    def years(self) -> list[tuple[int, bool]]:
        return [(year, year == self.year) for year in range(self.today.year, self.today.year - 4, -1)]

    def crumbs(self):
        return [
            ("代表建议", reverse("suggestions:list")),
            ("办理情况统计", f"{reverse('suggestions:figures')}{self.query()}"),
        ]


class Appraisals(OfYear):
    """``/suggestions/appraisals/``: the units of a year, what their rows say and how they were voted."""

    permission = "suggestions.appraisals"
    template_name = "suggestions/appraisals.html"

    def get_title(self):
        return f"{self.year}年承办单位评议"

    def buttons(self):
        url = reverse("suggestions:appraisals_print", args=[self.year])
        return [Button("打印评议表", url, icon="printer")]

    def context(self):
        county = self.request.county
        groups = figures.breakdown(self.handed_over(), county=county, today=self.today, by="unit")
        judged = {
            one.unit.code: one
            for one in UnitAppraisal.objects.filter(county=county, year=self.year).select_related("unit")
        }
        lines = [
            {**self.line(group, APPRAISED, by="unit"), "appraisal": judged.get(group.key)} for group in groups
        ]
        return {
            "lines": lines,
            "year": self.year,
            "years": self.years,
            "judged": len(judged),
            "measures": [
                (figures.MEASURES[code].label, figures.definition(figures.MEASURES[code], county))
                for code in APPRAISED
            ],
            "may_record": self.request.may("suggestions.appraise"),
            "today": self.today,
        }


class AppraisalsPrint(Appraisals):
    """The same on paper, for the meeting that votes."""

    permission = "suggestions.appraisals"
    template_name = "suggestions/appraisals_print.html"


class Appraise(FormPage):
    """``/suggestions/appraisals/<year>/<unit>/``: record how one unit was reviewed."""

    permission = "suggestions.appraise"
    model = UnitAppraisal
    form_class = AppraisalForm
    saved = "评议已记下。"

    @cached_property
    def unit(self) -> Unit:
        return get_object_or_404(Unit, code=self.kwargs["unit"], county=self.request.county.pk)

    def load(self) -> None:
        year = self.kwargs["year"]
        if not FIRST_YEAR <= year <= self.today.year:
            raise Http404
        self.object = UnitAppraisal.objects.filter(
            county=self.request.county, unit=self.unit, year=year
        ).first()

    def get_title(self):
        return f"{self.kwargs['year']}年评议：{self.unit}"

    def crumbs(self):
        year = self.kwargs["year"]
        return [("承办单位评议", f"{reverse('suggestions:appraisals')}?year={year}")]

    def form_kwargs(self):
        return {"policy": self.request.county.policy(SuggestionPolicy), "today": self.today}

    def save(self, form):
        row = form.save(commit=False)
        row.county, row.unit, row.year = self.request.county, self.unit, self.kwargs["year"]
        row.recorded_by = self.request.actor.label
        row.save()
        audit.record(
            "suggestions.appraise", by=self.request.actor, obj=row, detail={"changed": form.changed_data}
        )
        return row

    def done(self, obj):
        return self.crumbs()[-1][1]


class Annual(OfYear):
    """``/suggestions/annual/``: the year's report as drafted from the figures, of the county or of a unit."""

    permission = "suggestions.figures"
    template_name = "suggestions/annual.html"

    @cached_property
    def unit(self) -> Unit | None:
        code = self.request.GET.get("unit", "")
        return get_object_or_404(Unit, code=code, county=self.request.county.pk) if code else None

    def get_title(self):
        return f"{self.unit}{self.year}年办理情况报告" if self.unit else f"{self.year}年度办理情况报告"

    def _query(self, **more) -> str:
        values = {"year": self.year, "unit": self.unit.code if self.unit else "", **more}
        return urlencode({name: value for name, value in values.items() if value})

    def buttons(self):
        url = f"{reverse('suggestions:annual_print')}?{self._query()}"
        word_url = f"{reverse('suggestions:annual_word')}?{self._query()}"
        return [
            Button("打印报告", url, icon="printer", main=True),
            Button("下载 Word", word_url, icon="download"),
        ]

    def context(self):
        county = self.request.county
        report = annual_report(county, self.year, today=self.today, unit=self.unit)
        key = self.unit.code if self.unit else ""
        codes = tuple(figures.MEASURES)
        return {
            "report": report,
            "unit": self.unit,
            "year": self.year,
            "years": [(year, now, self._query(year=year)) for year, now in self.years],
            "cells": self.line(figures.Group(key, "", report.total.numbers), codes, by="unit")["cells"],
            "units": [
                (group.label, f"?{self._query(unit=group.key)}", group["handed"].numerator)
                for group in report.units
            ],
            "whole_url": f"?{self._query(unit='')}",
        }


class AnnualPrint(Annual):
    """The report on A4 in the official layout."""

    permission = "suggestions.figures"
    template_name = "suggestions/documents/annual-report.html"

    @cached_property
    def sheet(self) -> dict:
        report = annual_report(self.request.county, self.year, today=self.today, unit=self.unit)
        return documents.annual_report(report, with_annex=self.unit is None)

    def context(self):
        return {
            "sheets": [self.sheet],
            "word_url": f"{reverse('suggestions:annual_word')}?{self._query()}",
            "back": f"{reverse('suggestions:annual')}?{self._query()}",
        }


class AnnualWord(AnnualPrint):
    """The report as a Word file."""

    permission = "suggestions.figures"

    def get(self, request, *args, **kwargs):
        county = request.county
        content = documents.word(documents.ANNUAL_REPORT, [self.sheet], county=county)
        about = self.unit or county
        return word_file(request, documents.ANNUAL_REPORT, content, name=self.get_title(), obj=about)
