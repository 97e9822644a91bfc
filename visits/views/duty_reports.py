"""述职: who has reported this term, and one report with its questions and votes."""

from __future__ import annotations

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse

from congress_poverty.pages import (
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Flag,
    FormPage,
    ListPage,
    cells,
    name_search,
)
from deputies.models import Person, Region
from pairing.history import history_of
from pairing.places import PlaceFilter, township_pairs
from pairing.views.households import short_or_name

from .. import actions, forms
from ..figures import duty_reports as figures
from ..figures.activity_counts import term_began
from ..models import Activity, DutyReport, VoterQuestion
from .tabs import TABS


class ReportList(ListPage):
    """``/duty-reports/``: the reports, and the term's numbers above them."""

    permission = "activities.read"
    title, counter = "述职", "人次"
    model = DutyReport
    order = "-activity__held_on"
    row_url = "visits:duty_report"
    tabs = TABS
    template_name = "visits/duty_reports.html"
    search = name_search(names=["person__name"], pinyin=["person__pinyin"])
    columns = (
        Column("activity__held_on", "时间", cells.day, sort="activity__held_on"),
        Column("person__name", "代表", link=True, sort="person__pinyin"),
        Column(("person__township__short_name", "person__township__name"), "乡镇", short_or_name),
        Column("constituency", "选区", cells.clip(16)),
        Column("voters", "到会选民", cells.number, right=True, sort="voters"),
        Column("satisfied", "满意", cells.number, right=True),
        Column("basically", "基本满意", cells.number, right=True),
        Column("dissatisfied", "不满意", cells.number, right=True),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="person__township__code"),
        Days("held", "时间", lookup="activity__held_on"),
        Flag("constituencies", "每个选区只列最近一次", figures.one_of_each_constituency),
    )
    toolbar = (Button("还没述职的", "visits:duty_waiting", "activities.read", "people"),)
    empty = Empty("还没有述职记录。先记一次“述职”活动，再在活动页上点“记述职”。")

    def rows(self):
        return DutyReport.objects.filter(activity__state=Activity.State.HELD)

    def context(self):
        county = self.request.county
        began = term_began(county) or self.today.replace(month=1, day=1)
        town = Region.objects.filter(code=self.params["town"]) if "town" in self.params else None
        found = figures.figures(county, began, self.today, town)
        asked = {"held_from": began, "held_to": self.today}
        place = {"town": self.params["town"]} if town else {}
        to = lambda name, **more: f"{reverse(f'visits:{name}')}?{urlencode(more)}"  # noqa: E731
        of = {"reported_of": place["town"]} if place else {"reported": "1"}
        return {
            "began": began,
            "figures": found,
            "sums": figures.sums(self.chosen),
            "links": {
                "reports": to("duty_reports", **asked, **place),
                "reported": to("duty_reported", **place),
                "sessions": to("activities", **asked, **of, state="held"),
                "constituencies": to("duty_reports", **asked, **place, constituencies="1"),
                "questions": to("duty_questions", **asked, **place),
            },
        }


class QuestionList(ListPage):
    """``/duty-reports/questions/``: what voters asked, and what they were answered."""

    permission = "activities.read"
    title, counter = "选民提问", "个"
    model = VoterQuestion
    order = "-report__activity__held_on"
    row_url, key = "visits:duty_report", "report__code"
    search = staticmethod(lambda rows, word: rows.filter(question__contains=word.strip()))
    search_label = "提问"
    columns = (
        Column("question", "提问", cells.clip(40), link=True, wide=True),
        Column("answer", "回答", cells.clip(40), wide=True),
        Column("report__person__name", "代表", sort="report__person__pinyin"),
        Column("report__activity__held_on", "时间", cells.day, sort="report__activity__held_on"),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="report__person__township__code"),
        Days("held", "时间", lookup="report__activity__held_on"),
    )
    empty = Empty("没有选民提问。")

    def rows(self):
        return VoterQuestion.objects.filter(report__activity__state=Activity.State.HELD)

    def crumbs(self):
        return [("述职", reverse("visits:duty_reports"))]


class WaitingList(ListPage):
    """Deputies in office who have not reported since the term began: at least once a term is asked."""

    permission = "activities.read"
    title, counter = "还没述职的代表", "人"
    model = Person
    order = "township__code,pinyin"
    row_url = "deputies:detail"
    search = name_search(names=["name"], pinyin=["pinyin"])
    columns = (
        Column("name", "姓名", link=True),
        Column(("township__short_name", "township__name"), "乡镇", short_or_name),
        Column("employer", "工作单位", cells.clip(20)),
        Column("job_title", "职务"),
    )
    filters = (PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),)
    empty = Empty("在任代表本届都述过职了。")

    def rows(self):
        county = self.request.county
        began = term_began(county) or self.today.replace(month=1, day=1)
        return figures.waiting(county, began, self.today)

    def crumbs(self):
        return [("述职", reverse("visits:duty_reports"))]


class ReportedList(WaitingList):
    """Deputies in office who have reported since the term began."""

    title = "本届述过职的代表"
    empty = Empty("还没有人述过职。")

    def rows(self):
        county = self.request.county
        began = term_began(county) or self.today.replace(month=1, day=1)
        return figures.reported(county, began, self.today)


class ReportPage(DetailPage):
    permission = "activities.read"
    model = DutyReport
    template_name = "visits/duty_report.html"

    def rows(self):
        return DutyReport.objects.select_related("activity__township", "person__township")

    def crumbs(self):
        return [("述职", reverse("visits:duty_reports"))]

    def buttons(self):
        url = reverse("visits:duty_report_edit", args=[self.object.code])
        return [Button("修改", url, "activities.edit", "pencil", main=True)]

    def context(self):
        return {
            "questions": list(self.object.questions.all()),
            "history": history_of(self.object),
            "may_open": self.request.may("deputies.read"),
        }


class _ReportForm(FormPage, abstract=True):
    permission = "activities.edit"
    form_class = forms.DutyReportForm

    def of(self) -> Activity:
        raise NotImplementedError

    def form_kwargs(self):
        activity = self.of()
        came = Person.objects.filter(attendances__activity=activity, attendances__status="present")
        return {"people": came.order_by("pinyin", "id")}

    def crumbs(self):
        one = self.of()
        return [("活动", reverse("visits:activities")), (str(one), one.get_absolute_url())]

    def save(self, form):
        report = form.save(commit=False)
        if report.activity_id is None:
            report.activity = self.of()
        return actions.save_report(report, by=self.request.actor, questions=form.cleaned_data["asked"])


class ReportNew(_ReportForm):
    """Who was present at the activity may have reported at it."""

    title = "记述职"
    again = "保存并再记一位"

    def load(self):
        self.activity = get_object_or_404(Activity.objects.select_related("county"), code=self.kwargs["code"])

    def of(self):
        return self.activity


class ReportEdit(_ReportForm):
    model = DutyReport
    title = "修改述职"

    def rows(self):
        return DutyReport.objects.select_related("activity", "person")

    def of(self):
        return self.object.activity
