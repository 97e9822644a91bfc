"""报告报送: what each township owes, the report itself, and the acts on it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from congress_poverty.models import CalendarDay
from congress_poverty.pages import ActPage, Button, DetailPage, FormPage, Page, act, chip
from congress_poverty.refusals import Refused

from .. import actions, figures
from ..duties.run import countdown
from ..models import HalfYearReport, OfficialPaper
from ..papers import cases, documents, drafts, mismatch
from ..papers import review as reviewing
from ..policy import AssessmentPolicy
from .letters import Letter, WordFile
from .tables import CountedRows
from .tabs import tabs

State = HalfYearReport.State
FACES = {
    State.OPEN: ("warn", "clock"),
    State.DRAFT: ("plain", "pencil"),
    State.CHECKING: ("plain", "hourglass-split"),
    State.SUBMITTED: ("ok", "check-lg"),
    State.RETURNED: ("over", "arrow-return-left"),
    State.ACCEPTED: ("ok", "check-lg"),
}


def state_chip(state: str):
    """The state with its colour and icon."""
    tone, icon = FACES[State(state)]
    return chip(State(state).label, tone, icon)


class Reports(Page):
    """One period: every township of the reach, what is missing, what is late."""

    permission = "reports.read"
    title = "报告报送"
    template_name = "assessment/reports.html"

    def context(self):
        county, today = self.request.county, self.today
        rows = HalfYearReport.objects.filter(county=county)
        periods = list(
            rows.order_by("-due_on").values_list("period", "title", "due_on", "draft_on").distinct()
        )
        wanted = self.request.GET.get("period", "")
        # The period one works on: the newest whose report has appeared.
        current = next((p for p in periods if p[0] == wanted), periods[0] if periods else None)
        tab_links = tabs(self.request, "reports:list")
        if current is None:
            return {"period": None, "next": self._next(county, today), "tabs": tab_links}
        reports = list(rows.filter(period=current[0]).select_related("township").order_by("township__code"))
        sent = sum(report.is_sent for report in reports)
        return {
            "tabs": tab_links,
            "period": current[0],
            "period_title": current[1],
            "periods": [(code, title.removesuffix("情况报告")) for code, title, *_ in periods],
            "lines": [
                {"report": report, "state": state_chip(report.state), "late": report.lateness(today)}
                for report in reports
            ],
            "sent": sent,
            "total": len(reports),
            "unsent": [report for report in reports if not report.is_sent],
            "countdown": countdown(reports[0], calendar=CalendarDay.calendar_for(county.code), today=today)
            if sent < len(reports)
            else "",
            "may_chase": self.request.may("reports.chase"),
            "may_bulletin": self.request.may("papers.issue"),
            "bulletin": OfficialPaper.objects.filter(
                county=county, kind="bulletin", period=current[0]
            ).first(),
            "may_summary": self.request.may("reports.summary"),
            "year": reports[0].due_on.year,
            "town": reports[0].township if len(reports) == 1 else None,
            "tab_links": tab_links,
        }

    @staticmethod
    def _next(county, today):
        policy = county.policy(AssessmentPolicy)
        return min((duty.due.next_after(today) for duty in policy.reports), default=None)


class ReportDetail(DetailPage):
    """The report: what is done and missing on the left, the text, and the acts."""

    permission = "reports.read"
    model = HalfYearReport
    template_name = "assessment/report.html"

    def rows(self):
        return HalfYearReport.objects.select_related("township", "county__region")

    def crumbs(self):
        return [("报告报送", f"{reverse('reports:list')}?period={self.object.period}")]

    def buttons(self):
        code = self.object.code
        return [
            Button("打印", reverse("reports:print", args=[code]), "reports.read", icon="printer"),
            Button("下载 Word", reverse("reports:word", args=[code]), "reports.read", icon="download"),
        ]

    def context(self):
        report, today, may = self.object, self.today, self.request.may
        found = drafts.draft(report, today=today)
        at_county = report.state == State.SUBMITTED
        checking = report.state == State.CHECKING and may("reports.check")
        policy = report.county.policy(AssessmentPolicy)
        local = report.county.local
        to_chair = policy.review_by_chair and not may("reports.check")
        return {
            "draft": found,
            "state": state_chip(report.state),
            "lateness": report.lateness(today),
            "countdown": ""
            if report.is_sent
            else countdown(report, calendar=CalendarDay.calendar_for(report.county.code), today=today),
            "parts": [
                {
                    "section": section,
                    "state": chip("待补充", "warn", "pencil")
                    if section.is_empty
                    else chip("已完成" if section.field else "已生成", "ok", "check-lg"),
                }
                for section in found.sections
            ],
            "labels": [(figures.LABELS[key], key, found.numbers.get(key, 0)) for key in figures.LABELS],
            "stated": report.stated or {},
            "may_edit": report.is_editable and may("reports.edit"),
            "offered": cases.offered(report, today=today)
            if report.is_editable and may("reports.edit")
            else [],
            "may_submit": may("reports.submit") and (report.is_editable or checking),
            "submit_label": "交主席审核"
            if to_chair
            else local("审核通过，报送县人大")
            if checking
            else local("报送县人大"),
            "may_return": (at_county and may("reports.accept")) or checking,
            "may_accept": at_county and may("reports.accept"),
            "may_chase": not report.is_sent and may("reports.chase"),
        }


class ReportPrint(Letter, ReportDetail):
    """The report on A4, in the layout of an official document."""

    permission = "reports.read"

    def document_code(self):
        return "annual-summary" if self.object.period.endswith("Y") else "half-year-report"

    def sheets(self):
        report = self.object
        return [documents.half_year_report(report, drafts.draft(report, today=self.today))]

    def word_url(self):
        return reverse("reports:word", args=[self.object.code])

    def file_name(self):
        return str(self.object)


class ReportWord(WordFile, ReportPrint):
    permission = "reports.read"


class ReportReview(DetailPage):
    """检查: empty parts, numbers that disagree with the last report or the form, households not visited."""

    permission = "reports.read"
    model = HalfYearReport
    template_name = "assessment/review.html"

    def rows(self):
        return HalfYearReport.objects.select_related("township", "county__region")

    def get_title(self):
        return f"检查{self.object}"

    def crumbs(self):
        return [("报告报送", reverse("reports:list")), (str(self.object), self.object.get_absolute_url())]

    def context(self):
        found = reviewing.review(self.object, today=self.today)
        may_write = self.object.is_editable and self.request.may("reports.edit")
        return {
            "review": found,
            "tasks": reviewing.tasks(self.object, found, may_write=may_write),
            "may_submit": self.object.is_editable and self.request.may("reports.submit"),
        }


class WriteForm(forms.ModelForm):
    class Meta:
        model = HalfYearReport
        fields = ["cases", "problems"]
        widgets = {"cases": forms.Textarea({"rows": 8}), "problems": forms.Textarea({"rows": 8})}
        help_texts = {
            "cases": "一两件做得实的事：谁，帮了哪一户，怎么帮的，有什么变化。",
            "problems": "还没做到的是什么，下半年打算怎么办。",
        }


class ReportWrite(FormPage):
    """The two parts that people write."""

    permission = "reports.edit"
    model = HalfYearReport
    form_class = WriteForm
    title = "补充典型事例和问题"
    template_name = "assessment/report_write.html"

    def crumbs(self):
        if self.object is None:
            return []
        return [("报告报送", reverse("reports:list")), (str(self.object), self.object.get_absolute_url())]

    def context(self):
        return {"hints": drafts.draft(self.object, today=self.today).hints if self.object else []}

    def save(self, form):
        return actions.write(self.object, by=self.request.actor, today=self.today, **form.cleaned_data)


class ReportRows(CountedRows):
    """The rows behind one number of a report."""

    permission = "reports.read"

    def source(self):
        self.report = get_object_or_404(
            HalfYearReport.objects.select_related("township", "county__region"), code=self.kwargs["code"]
        )
        rows = figures.report_rows(self.report, today=self.today)
        if self.kwargs["key"] not in rows:
            raise Http404
        return rows[self.kwargs["key"]]

    def get_title(self):
        labels = figures.LABELS | figures.POINTED_OUT
        return f"{self.report.township} {labels[self.kwargs['key']]}"

    def crumbs(self):
        return [(str(self.report), self.report.get_absolute_url())]

    def context(self):
        report = self.report
        return {"definition": f"{report.since}至{report.until}的记录，现在重新统计。"}


class DifferenceRows(ReportRows):
    """The rows that another way of counting adds to a number of the form, or leaves out of it."""

    permission = "reports.read"

    def source(self):
        super().source()
        key, code = self.kwargs["key"], self.kwargs["reading"]
        ways = mismatch.readings(self.report, key, today=self.today)
        self.reading = next((one for one in ways if one.code == code), None)
        if self.reading is None:
            raise Http404
        return self.reading.rows

    def get_title(self):
        return f"{super().get_title()}：{self.reading.words}"

    def crumbs(self):
        review = reverse("reports:review", args=[self.report.code])
        return [(str(self.report), self.report.get_absolute_url()), ("检查", review)]

    def context(self):
        side = "台账没有计入的" if self.reading.adds else "台账计入了的"
        return {"definition": f"{self.reading.words}：{side} {self.reading.size:,} 条记录。"}


def _report(code: str) -> HalfYearReport:
    return get_object_or_404(HalfYearReport.objects.select_related("township", "county__region"), code=code)


@act("reports.edit")
def take_over(request, code, part):
    """A suggested record or hint goes into the text by one click."""
    report, today = _report(code), timezone.localdate()
    if part == "cases":
        found = cases.find(report, request.POST.get("kind", ""), request.POST.get("code", ""), today=today)
    elif part == "problems":
        numbers = figures.report_numbers(report, today=today)
        hints = drafts.hints(report, numbers, today)
        found = next((one for one in hints if one.code == request.POST.get("code")), None)
    else:
        raise Http404
    if found is None:
        raise Refused("这条记录现在不在推荐里了，请从页面上重新选。")
    actions.take_over(report, by=request.actor, part=part, text=found.text, today=today)
    messages.success(request, "已写进报告，可以再改文字。")
    return redirect(report)


@act("reports.edit")
def reread(request, code):
    report = actions.reread(_report(code), by=request.actor, today=timezone.localdate())
    messages.success(request, "记下了：文字已按现在的数字核对。")
    return redirect(report)


@act("reports.submit")
def submit(request, code):
    report = actions.submit(_report(code), by=request.actor, at=timezone.now())
    if report.state == State.CHECKING:
        messages.success(request, "已交主席审核。")
    else:
        moment = timezone.localtime(report.submitted_at)
        receipt = request.county.local("县里收到后会有回执。")
        messages.success(request, f"已于 {moment.month} 月 {moment.day} 日 {moment:%H:%M} 报送。{receipt}")
    return redirect(report)


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label="退回原因", max_length=300, widget=forms.Textarea({"rows": 3}), help_text="乡镇会看到这句话。"
    )


class ReportReturn(ActPage):
    """Return it with one sentence: the chair before it is sent, the county afterwards."""

    permission = "reports.return"
    model = HalfYearReport
    form_class = ReturnForm
    title = "退回修改"
    button = "退回"
    saved = "已退回，乡镇会收到通知。"

    def crumbs(self):
        return [(str(self.object), self.object.get_absolute_url())] if self.object else []

    def act(self, obj, data):
        return actions.send_back(obj, by=self.request.actor, reason=data["reason"], at=timezone.now())


@act("reports.accept")
def accept(request, code):
    report = actions.accept(_report(code), by=request.actor, at=timezone.now())
    messages.success(request, f"{report.township}的报告已接收，回执已发。")
    return redirect(report)


@act("reports.chase")
def chase(request, code):
    report = _report(code)
    told = actions.chase(report, by=request.actor, at=timezone.now())
    messages.success(request, f"已催{report.township}，通知了 {told} 人。")
    return redirect(f"{reverse('reports:list')}?period={report.period}")


@act("reports.chase")
def chase_all(request, period):
    """催报 to every township of the period that has not sent its report."""
    reports = HalfYearReport.objects.filter(county=request.county, period=period).unsent()
    told, silent = 0, []
    for report in reports.select_related("township"):
        try:
            told += actions.chase(report, by=request.actor, at=timezone.now())
        except Refused:
            silent.append(str(report.township))
    messages.success(request, f"已催报，通知了 {told} 人。")
    if silent:
        messages.warning(request, f"{'、'.join(silent)}还没有开通账号，请打电话催报。")
    return redirect(f"{reverse('reports:list')}?period={period}")
