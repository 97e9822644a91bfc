"""Papers about a period: 县级汇总, the form as Excel, 通报, the year's summary, pairing lists."""

from __future__ import annotations

from functools import cached_property
from io import BytesIO

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from congress_poverty import audit
from congress_poverty.imports.ledger import kinds
from congress_poverty.pages import Button, Page, act
from congress_poverty.refusals import Refused
from congress_poverty.sheets.writer import write_xlsx
from deputies import figures as people
from pairing.actions import roster
from pairing.models import RosterFiling

from .. import actions, figures
from ..papers import annual, documents
from ..papers.summary import Summary, summary
from .letters import Letter, download
from .reports import state_chip

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SummaryPage(Page):
    """县级汇总: sent numbers as they were sent, the others as of now, marked."""

    permission = "reports.summary"
    template_name = "assessment/summary.html"

    @cached_property
    def found(self) -> Summary:
        try:
            return summary(self.request.county, self.kwargs["period"], today=self.today)
        except Refused:
            raise Http404 from None

    def get_title(self):
        return f"{self.found.title}汇总"

    def crumbs(self):
        return [("报告报送", f"{reverse('reports:list')}?period={self.found.period}")]

    def buttons(self):
        period = self.found.period
        return [
            Button("导出 Excel", reverse("reports:form", args=[period]), icon="download"),
            Button("打印", reverse("reports:summary_print", args=[period]), icon="printer"),
            Button("下载 Word", reverse("reports:summary_word", args=[period]), icon="download"),
        ]

    def context(self):
        found = self.found
        total = found.total
        whole = self.request.county.local("全县")
        once = figures.statistics_total(self.request.county, found.span)
        return {
            "found": found,
            "labels": figures.LABELS.items(),
            "lines": [
                {
                    "report": line.report,
                    "state": state_chip(line.report.state),
                    "is_frozen": line.is_frozen,
                    "cells": [(key, line.numbers.get(key, 0)) for key in figures.LABELS],
                }
                for line in found.lines
            ],
            "total": [total[key] for key in figures.LABELS],
            "shared": [
                f"{label} {total[key]:,}，{whole}去重 {int(once[key]):,}"
                for key, label in figures.LABELS.items()
                if not found.frozen and total[key] != once[key]
            ],
        }


class SummaryPrint(Letter, SummaryPage):
    permission = "reports.summary"
    template_name = Letter.template_name
    document = "county-summary"

    def sheets(self):
        return [documents.county_summary(self.request.county, self.found, today=self.today)]

    def word_url(self):
        return reverse("reports:summary_word", args=[self.found.period])

    def back(self):
        return reverse("reports:summary", args=[self.found.period])

    def file_name(self):
        return self.get_title()


class SummaryWord(SummaryPrint):
    permission = "reports.summary"

    def get(self, request, *args, **kwargs):
        return self.as_word(request, request.county)


class StatisticsForm(SummaryPage):
    """活动情况统计表 as Excel, in the columns in which it is imported again."""

    permission = "reports.summary"

    def get(self, request, *args, **kwargs):
        found, stream = self.found, BytesIO()
        headings = [one.label for one in kinds()["report"].export_fields()]
        title = f"{request.county}{found.title.removesuffix('情况报告')}人大代表活动情况统计表"
        total = (
            "合计",
            "",
            *(found.total[key] for key in figures.LABELS),
            None,
            "",
        )  # skipped when it comes in
        widths = [16, *[None] * (len(headings) - 2), 16]
        write_xlsx(stream, "统计表", headings, [*found.rows(), total], title=title, widths=widths)
        audit.record("papers.document", by=request.actor, obj=request.county, detail={"document": "form"})
        return download(stream.getvalue(), f"{title}.xlsx", XLSX)


@act("papers.issue")
def bulletin(request, period):
    """通报 in one click: drafted from the period as it stands, to be looked over and issued."""
    paper = actions.draft_bulletin(request.county, period, by=request.actor, today=timezone.localdate())
    messages.success(request, "通报已起草，请核对文字和印发范围，再印发。")
    return redirect(paper)


class AnnualSummary(Letter, Page):
    """年度总结 of the county, or with ``town`` of a township of the reach."""

    permission = "reports.read"
    document = "annual-summary"

    @cached_property
    def place(self):
        code = self.kwargs.get("town")
        if not code:
            if not self.request.may("reports.summary"):
                raise Http404
            return None
        known = people.townships(self.request.county)
        reach = {town.pk for town in self.request.post.townships}
        return (
            next((t for t in known if t.code == code and (not reach or t.pk in reach)), None) or self._gone()
        )

    @staticmethod
    def _gone():
        raise Http404

    def year(self) -> int:
        if not 2000 <= self.kwargs["year"] <= self.today.year + 1:
            raise Http404
        return self.kwargs["year"]

    def get_title(self):
        return f"{self.place or self.request.county}{self.year()}年总结"

    def sheets(self):
        county, year, today = self.request.county, self.year(), self.today
        if self.place:
            return [annual.township_summary(county, self.place, year, today=today)]
        return [annual.county_summary(county, year, today=today)]

    def word_url(self):
        if self.place:
            return reverse("reports:annual_town_word", args=[self.year(), self.place.code])
        return reverse("reports:annual_word", args=[self.year()])

    def back(self):
        return reverse("reports:list")

    def file_name(self):
        return self.get_title()


class AnnualWord(AnnualSummary):
    permission = "reports.read"

    def get(self, request, *args, **kwargs):
        return self.as_word(request, request.county)


class PairingListPrint(Letter, Page):
    """帮扶名单 as a paper, as it was on the day it was filed."""

    permission = "pairings.read"
    document = "pairing-list"

    @cached_property
    def filing(self) -> RosterFiling:
        rows = RosterFiling.objects.select_related("township", "county__region")
        return get_object_or_404(rows, code=self.kwargs["code"])

    def get_title(self):
        return str(self.filing)

    def sheets(self):
        filing = self.filing
        rows = roster(filing.township, on=filing.filed_on).select_related(
            "person", "helper", "household__village", "deputy_township"
        )
        rows = rows.order_by("person__pinyin", "helper__name", "started_on")
        hides = not self.request.post.sees_names
        return [
            documents.pairing_list(
                filing.county, filing.township, rows, year=filing.year, on=filing.filed_on, hides=hides
            )
        ]

    def word_url(self):
        return reverse("reports:roster_word", args=[self.filing.code])

    def back(self):
        return self.filing.get_absolute_url()

    def file_name(self):
        return str(self.filing)


class PairingListWord(PairingListPrint):
    permission = "pairings.read"

    def get(self, request, *args, **kwargs):
        return self.as_word(request, self.filing)
