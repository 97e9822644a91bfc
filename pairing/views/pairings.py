"""Pages of pairings, applications and roster filings."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    FindPage,
    Flag,
    FormPage,
    ListPage,
    cells,
    name_search,
)
from congress_poverty.text import mask_name
from deputies.models import Person

from .. import actions, forms
from ..history import history_of
from ..models import Helper, Pairing, PairingApplication, RosterFiling
from ..places import PlaceFilter, township_pairs, townships_of
from ..policy import PairingPolicy
from .households import masks, short_or_name, shown_name
from .tabs import TABS

STATES = {
    PairingApplication.State.SUBMITTED: "warn",
    PairingApplication.State.APPROVED: "ok",
    PairingApplication.State.RETURNED: "over",
    PairingApplication.State.WITHDRAWN: "quiet",
}
ICONS = {
    PairingApplication.State.SUBMITTED: "hourglass",
    PairingApplication.State.APPROVED: "check-lg",
    PairingApplication.State.RETURNED: "arrow-counterclockwise",
    PairingApplication.State.WITHDRAWN: "x-lg",
}


def who(person, helper) -> str:
    return cells.text(person or helper)


def person_of(request) -> Person | None:
    """The deputy who looks, where the post is a deputy's."""
    return request.user.person if request.reach.kind == "deputy" else None


class PairingList(ListPage):
    permission = "pairings.read"
    title, counter = "结对", "对"
    model = Pairing
    order = "-started_on"
    row_url = "pairing:pairing"
    search = staticmethod(
        name_search(
            names=["household__head_name", "person__name", "helper__name"],
            pinyin=["household__pinyin", "person__pinyin"],
        )
    )
    search_label = "户主、代表或首字母"
    tabs = TABS
    columns = (
        Column("household__head_name", "联系户", link=True, mask=mask_name, sort="household__pinyin"),
        Column(("household__village__short_name", "household__village__name"), "行政村", short_or_name),
        Column(("person__name", "helper__name"), "帮扶代表", who, sort="person__pinyin"),
        Column("deputy_township__name", "代表所在乡镇"),
        Column("started_on", "结对时间", cells.day, sort="started_on"),
        Column("ended_on", "结束时间", cells.day, sort="ended_on"),
        Column("source", "来源", cells.choice(Pairing.Source)),
        Column("measure", "主要帮扶措施", cells.clip(16)),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, apply=lambda rows, code: rows.filter(
            Q(township__code=code) | Q(deputy_township__code=code))),
        Filter("state", "状态", [("open", "正在联系"), ("ended", "已结束")],
               apply=lambda rows, state: rows.filter(ended_on__isnull=state == "open")),
        Filter("source", "来源", Pairing.Source),
        Days("started", "结对时间", lookup="started_on"),
        Flag("over", "超出上限安排的", lambda rows: rows.exclude(override_reason="")),
    )  # fmt: skip
    toolbar = (
        Button("安排结对", "pairing:pair", "pairings.edit", icon="plus-lg", main=True),
        Button("其他帮扶力量", "pairing:helper_new", "pairings.edit"),
        Button("我要联系一户", "pairing:apply", "pairings.apply", icon="plus-lg", main=True),
    )
    empty = Empty(
        "还没有结对。按要求 3 月底前报名单。", (Button("安排结对", "pairing:pair", "pairings.edit"),)
    )

    def masks(self):
        return masks(self.request)


class PairingPage(DetailPage):
    permission = "pairings.read"
    model = Pairing
    template_name = "pairing/pairing.html"

    def rows(self):
        return Pairing.objects.select_related(
            "household__village",
            "household__township",
            "person",
            "helper",
            "deputy_township",
            "county__region",
        )

    def get_title(self):
        helper = self.object.person or self.object.helper
        return f"{helper} 联系 {shown_name(self.object.household, self.request)}户"

    def crumbs(self):
        return [("结对", reverse("pairing:pairings"))]

    def buttons(self):
        if self.object.ended_on is not None:
            return []
        code = self.object.code
        return [
            Button("更换代表", reverse("pairing:change", args=[code]), "pairings.edit", main=True),
            Button("结束结对", reverse("pairing:end", args=[code]), "pairings.edit"),
        ]

    def context(self):
        pairing = self.object
        # The whole history of the household, also of helpers before and after this one.
        history = pairing.household.pairings.select_related("person", "helper").order_by("-started_on", "-id")
        return {
            "history": list(history),
            "events": history_of(pairing),
            "household_name": shown_name(pairing.household, self.request),
            "source": source_label(pairing),
        }


def source_label(pairing: Pairing) -> str:
    """How it came about, in the county's own words."""
    terms = pairing.county.policy(PairingPolicy).sources
    return next((term.label for term in terms if term.code == pairing.source), pairing.get_source_display())


def source_choices_of(policy: PairingPolicy) -> list[tuple[str, str]]:
    """How a household was chosen, for a select of one's own."""
    return forms.pairings.source_choices(policy.sources)


class _Sided(FormPage, abstract=True):
    """What the forms that choose a helper have in common."""

    permission = "pairings.edit"
    template_name = "pairing/form.html"

    def form_kwargs(self):
        return {
            "policy": self.request.county.policy(PairingPolicy),
            "may_override": self.request.may("pairings.override"),
        }

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        hide_names(form, self.request)
        return form

    def tell(self, pairing: Pairing) -> Pairing:
        """Say what was accepted and should be looked at."""
        for finding in pairing.findings:
            messages.warning(self.request, f"已保存，请留意：{finding.sentence}")
        return pairing

    def done(self, obj):
        return obj.household.get_absolute_url()


def hide_names(form, request) -> None:
    """Chosen households are named by initial and code for who may not see names."""
    if masks(request) and "household" in form.fields:
        form.fields["household"].label_of = lambda h: f"{mask_name(h.head_name)}（{h.village} {h.code}）"


class PairPage(_Sided):
    form_class = forms.PairForm
    title = "安排结对"
    again = "保存并再安排一户"

    def crumbs(self):
        return [("结对", reverse("pairing:pairings"))]

    def get_initial(self):
        return {"started_on": self.today}

    def save(self, form):
        data = dict(form.cleaned_data)
        household = data.pop("household")
        return self.tell(actions.pair(household, by=self.request.actor, today=self.today, **data))


class ChangePage(_Sided):
    form_class = forms.ChangeForm
    model = Pairing
    lead = "原来的结对保留在历史里，新的从更换那天算起。"

    def get_title(self):
        return f"{shown_name(self.object.household, self.request)}户更换代表"

    def crumbs(self):
        return [("结对", reverse("pairing:pairings")), ("这一对", self.object.get_absolute_url())]

    def get_initial(self):
        return {"started_on": self.today, "source": self.object.source}

    @property
    def guarded(self):
        return False  # the action compares the version itself

    def save(self, form):
        data = dict(form.cleaned_data)
        on = data.pop("started_on")
        return self.tell(
            actions.change_helper(self.object, by=self.request.actor, today=self.today, on=on, **data)
        )


class EndPage(ActPage):
    permission = "pairings.edit"
    model = Pairing
    form_class = forms.EndForm
    title = "结束结对"
    button = "结束结对"
    saved = "结对已结束，历史保留。"
    sentence = "结束后这一户不再计入这位代表的联系户，历史保留。"

    def crumbs(self):
        return [("结对", reverse("pairing:pairings")), ("这一对", self.object.get_absolute_url())]

    def get_initial(self):
        return {"ended_on": self.today}

    def act(self, obj, data):
        return actions.end(
            obj, by=self.request.actor, today=self.today, on=data["ended_on"], reason=data["reason"]
        )


class HelperPage(FormPage):
    permission = "pairings.edit"
    form_class = forms.HelperForm
    title = "登记其他帮扶力量"
    lead = "代表以外的单位、企业、爱心人士。登记后可以在“安排结对”里选到。"

    def crumbs(self):
        return [("结对", reverse("pairing:pairings"))]

    def get_initial(self):
        return {"kind": Helper.Kind.UNIT}

    def form_kwargs(self):
        return {"county": self.request.county}

    def save(self, form):
        township = townships_of(self.request).first() if self.request.reach.kind == "township" else None
        return actions.add_helper(
            by=self.request.actor, county=self.request.county, township=township, **form.cleaned_data
        )

    def done(self, obj):
        return reverse("pairing:pair") + f"?helper={obj.code}"


class FindPerson(FindPage):
    permission = "pairings.edit"
    model = Person
    search = staticmethod(forms.find_people)
    order = "pinyin"

    def rows(self):
        return Person.objects.in_office(self.today).select_related("township")

    def label(self, obj):
        return forms.pairings.person_label(obj)

    def hint(self, obj):
        return obj.job_title or obj.employer


class FindHelper(FindPage):
    permission = "pairings.edit"
    model = Helper
    search = staticmethod(forms.find_helpers)
    order = "name"

    def hint(self, obj):
        return obj.get_kind_display()


# ---- applications -----------------------------------------------------------------------


class ApplicationList(ListPage):
    permission = "pairings.read"
    title, counter = "结对申请", "件"
    model = PairingApplication
    order = "-applied_on"
    row_url = "pairing:application"
    tabs = TABS
    search = staticmethod(name_search(names=["person__name", "wish"], pinyin=["person__pinyin"]))
    search_label = "代表姓名、首字母"
    columns = (
        Column("person__name", "代表", link=True, sort="person__pinyin"),
        Column("township__name", "乡镇"),
        Column("wish", "愿意联系", cells.clip(20), wide=True),
        Column("applied_on", "申请日期", cells.day, sort="applied_on"),
        Column("state", "状态", cells.choice(PairingApplication.State, tones=STATES, icons=ICONS)),
        Column("answer", "答复", cells.clip(20)),
        Column("decided_on", "审定日期", cells.day),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        Filter("state", "状态", PairingApplication.State),
        Days("applied", "申请日期", lookup="applied_on"),
    )
    toolbar = (Button("我要联系一户", "pairing:apply", "pairings.apply", icon="plus-lg", main=True),)
    empty = Empty("没有结对申请。", (Button("我要联系一户", "pairing:apply", "pairings.apply"),))


class ApplicationPage(DetailPage):
    permission = "pairings.read"
    model = PairingApplication
    template_name = "pairing/application.html"

    def rows(self):
        return PairingApplication.objects.select_related(
            "person__township", "township", "household", "pairing"
        )

    def get_title(self):
        return f"{self.object.person}代表的结对申请"

    def crumbs(self):
        return [("结对申请", reverse("pairing:applications"))]

    @property
    def is_open(self) -> bool:
        return self.object.state == PairingApplication.State.SUBMITTED

    def buttons(self):
        if not self.is_open:
            return []
        code = self.object.code
        buttons = [
            Button("同意并安排", reverse("pairing:approve", args=[code]), "pairings.approve", main=True),
            Button("退回", reverse("pairing:return", args=[code]), "pairings.approve"),
        ]
        if person_of(self.request) == self.object.person:
            buttons.append(Button("撤回申请", reverse("pairing:withdraw", args=[code]), "pairings.apply"))
        return buttons

    def context(self):
        application = self.object
        household = application.household
        return {
            "tone": STATES[application.state],
            "icon_name": ICONS[application.state],
            "household_name": shown_name(household, self.request) if household else "",
            "looks_after": Pairing.objects.open().filter(person=application.person).count(),
        }


class ApplyPage(FormPage):
    permission = "pairings.apply"
    form_class = forms.ApplicationForm
    title = "我要联系一户"
    button = "提交申请"
    saved = "已提交，等乡镇人大主席团或县代表工委审定。"

    def crumbs(self):
        return [("结对申请", reverse("pairing:applications"))]

    def save(self, form):
        person = person_of(self.request)
        if person is None:
            raise Http404
        return actions.apply(person, by=self.request.actor, on=self.today, **form.cleaned_data)


class _Decision(ActPage, abstract=True):
    permission = "pairings.approve"
    model = PairingApplication

    def rows(self):
        return PairingApplication.objects.select_related("person")

    def get_title(self):
        return f"{self.title}：{self.object.person}代表的申请"

    def crumbs(self):
        return [("结对申请", reverse("pairing:applications")), ("这件申请", self.object.get_absolute_url())]


class ApprovePage(_Decision):
    title = "同意并安排"
    form_class = forms.ApproveForm
    button = "同意并安排结对"
    saved = "已同意并结对，代表能在自己的联系户里看到。"
    sentence = "同意后结对立即生效，代表能在自己的联系户里看到。"

    def form_kwargs(self):
        return {"may_override": self.request.may("pairings.override")}

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        hide_names(form, self.request)
        return form

    def get_initial(self):
        return {"household": self.object.household, "started_on": self.today}

    def act(self, obj, data):
        return actions.approve(obj, by=self.request.actor, today=self.today, **data)


class ReturnPage(_Decision):
    title = "退回"
    form_class = forms.ReturnForm
    button = "退回申请"
    saved = "申请已退回，理由代表能看到。"

    def act(self, obj, data):
        return actions.return_application(obj, by=self.request.actor, today=self.today, **data)


class WithdrawPage(_Decision):
    permission = "pairings.apply"
    title = "撤回"
    button = "撤回申请"
    saved = "申请已撤回。"
    sentence = "撤回后可以重新申请。"

    def act(self, obj, data):
        if person_of(self.request) != obj.person:
            raise Http404
        return actions.withdraw(obj, by=self.request.actor, today=self.today)


# ---- rosters ----------------------------------------------------------------------------


class RosterList(ListPage):
    permission = "pairings.read"
    title, counter = "名单报送", "份"
    model = RosterFiling
    order = "-filed_on"
    row_url = "pairing:roster"
    template_name = "pairing/rosters.html"
    tabs = TABS
    columns = (
        Column(("township__short_name", "township__name"), "乡镇", short_or_name, link=True),
        Column("year", "年度", right=True, sort="year"),
        Column("filed_on", "报送日期", cells.day, sort="filed_on"),
        Column("pairings", "结对数", cells.number, right=True),
        Column("households", "户数", cells.number, right=True),
        Column("deputies", "代表数", cells.number, right=True),
        Column("filed_by", "报送人"),
    )  # fmt: skip
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        Filter("year", "年度", lambda page: [(str(y), f"{y} 年") for y in range(page.today.year, 2017, -1)]),
    )
    toolbar = (Button("报送名单", "pairing:file_roster", "pairings.file_roster", icon="send", main=True),)
    empty = Empty(
        "还没有报送过帮扶名单。", (Button("报送名单", "pairing:file_roster", "pairings.file_roster"),)
    )

    def context(self):
        year = self.today.year
        due_on = self.request.county.policy(PairingPolicy).roster_due.in_year(year)
        filed = RosterFiling.objects.filter(year=year).values("township")
        waiting = townships_of(self.request).filter(has_congress=True).exclude(pk__in=filed)
        return {**super().context(), "year": year, "due_on": due_on, "waiting": list(waiting)}


class RosterPage(DetailPage):
    """The list as it was on the day it was filed; prints on A4."""

    permission = "pairings.read"
    model = RosterFiling
    template_name = "pairing/roster.html"

    def rows(self):
        return RosterFiling.objects.select_related("township", "county__region")

    def crumbs(self):
        return [("名单报送", reverse("pairing:rosters"))]

    def context(self):
        filing = self.object
        rows = actions.roster(filing.township, on=filing.filed_on)
        rows = rows.select_related("person", "helper", "household__village", "deputy_township").order_by(
            "person__pinyin", "helper__name", "started_on"
        )
        hides = masks(self.request)
        return {
            "lines": [
                {
                    "pairing": row,
                    "name": mask_name(row.household.head_name) if hides else row.household.head_name,
                    "source": row.get_source_display(),
                }
                for row in rows
            ]
        }


class FileRosterPage(ActPage):
    permission = "pairings.file_roster"
    form_class = forms.RosterForm
    title = "报送帮扶名单"
    button = "报送县人大"
    sentence = "报送后当天的结对数、户数、代表数会固定下来，名单可以打印盖章。"

    def crumbs(self):
        return [("名单报送", reverse("pairing:rosters"))]

    def cancel_url(self):
        return reverse("pairing:rosters")

    def form_kwargs(self):
        return {"townships": townships_of(self.request), "today": self.today}

    def get_initial(self):
        return {"filed_on": self.today}

    def act(self, obj, data):
        filed_on = data["filed_on"]
        return actions.file_roster(data["township"], by=self.request.actor, year=filed_on.year, on=filed_on)
