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

from .. import actions, drafts, figures
from ..duties import countdown
from ..models import HalfYearReport
from ..policy import AssessmentPolicy
from .duties import tabs
from .tables import CountedRows

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
        if current is None:
            return {"period": None, "next": self._next(county, today), "tabs": tabs(self.request, "reports")}
        reports = list(rows.filter(period=current[0]).select_related("township").order_by("township__code"))
        sent = sum(report.is_sent for report in reports)
        return {
            "tabs": tabs(self.request, "reports"),
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
        print_url = reverse("reports:print", args=[self.object.code])
        return [Button("打印", print_url, "reports.read", icon="printer")]

    def context(self):
        report, today, may = self.object, self.today, self.request.may
        found = drafts.draft(report, today=today)
        at_county = report.state == State.SUBMITTED
        checking = report.state == State.CHECKING and may("reports.check")
        policy = report.county.policy(AssessmentPolicy)
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
                    else chip("已写好" if section.field else "已生成", "ok", "check-lg"),
                }
                for section in found.sections
            ],
            "labels": [(figures.LABELS[key], key, found.numbers.get(key, 0)) for key in figures.LABELS],
            "stated": report.stated or {},
            "may_edit": report.is_editable and may("reports.edit"),
            "may_submit": may("reports.submit") and (report.is_editable or checking),
            "submit_label": "交主席审核"
            if to_chair
            else "审核通过，报送县人大"
            if checking
            else "报送县人大",
            "may_return": (at_county and may("reports.accept")) or checking,
            "may_accept": at_county and may("reports.accept"),
            "may_chase": not report.is_sent and may("reports.chase"),
        }


class ReportPrint(ReportDetail):
    """The report on A4, in the layout of an official document."""

    template_name = "assessment/report_print.html"

    def buttons(self):
        return []


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
        return actions.write(self.object, by=self.request.actor, **form.cleaned_data)


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
        return f"{self.report.township} {figures.LABELS[self.kwargs['key']]}"

    def crumbs(self):
        return [(str(self.report), self.report.get_absolute_url())]

    def context(self):
        report = self.report
        return {"definition": f"{report.since}至{report.until}的记录，现在重新统计。"}


def _report(code: str) -> HalfYearReport:
    return get_object_or_404(HalfYearReport.objects.select_related("township"), code=code)


@act("reports.submit")
def submit(request, code):
    report = actions.submit(_report(code), by=request.actor, at=timezone.now())
    if report.state == State.CHECKING:
        messages.success(request, "已交主席审核。")
    else:
        moment = timezone.localtime(report.submitted_at)
        messages.success(
            request, f"已于 {moment.month} 月 {moment.day} 日 {moment:%H:%M} 报送。县里收到后会有回执。"
        )
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
