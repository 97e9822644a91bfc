"""交叉考评: rounds, teams, score sheets, ranking, bulletin."""

from __future__ import annotations

from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    FormPage,
    ListPage,
    act,
    cells,
)
from deputies.forms.fields import DeputyField
from deputies.models import Region, Station, Unit

from .. import cross
from ..actions import cross as acts
from ..models import CrossRound, CrossSheet
from ..policy import CrossPolicy

TONES = {"open": "blue", "closed": "warn", "published": "ok"}
state_cell = cells.choice(CrossRound.State, tones=TONES)
QUARTERS = [(n, f"第 {n} 季度") for n in range(1, 5)]


def crumb():
    return [("年度考核", reverse("assess:list")), ("交叉考评", reverse("cross:list"))]


def visible(request):
    """Whoever leads sees all rounds; townships those that are published."""
    rows = CrossRound.objects.select_related("county__region")
    if request.may("cross.score"):
        return rows
    return rows.filter(state=CrossRound.State.PUBLISHED)


class Rounds(ListPage):
    permission = "cross.read"
    model = CrossRound
    title, counter = "交叉考评", "轮"
    order = "-since"
    row_url = "cross:detail"
    columns = (
        Column("title", "名称", link=True, wide=True),
        Column("state", "情况", state_cell),
        Column("since", "开始", cells.day, sort="since"),
        Column("until", "结束", cells.day),
        Column("published_on", "通报日期", cells.day),
        Column("number", "文号"),
    )
    filters = (Filter("quarter", "季度", QUARTERS), Filter("state", "情况", CrossRound.State))
    toolbar = (Button("开始一轮考评", "cross:new", "cross.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有交叉考评。", (Button("开始一轮考评", "cross:new", "cross.edit"),))

    def rows(self):
        return visible(self.request)

    def crumbs(self):
        return crumb()[:1]


class RoundForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    quarter = forms.TypedChoiceField(label="季度", choices=QUARTERS, coerce=int)


class RoundNew(FormPage):
    permission = "cross.edit"
    title = "开始一轮考评"
    form_class = RoundForm
    button = "开始"
    saved = "已开始。接着加考评组，选好各组去哪些乡镇。"

    def crumbs(self):
        return crumb()

    def get_initial(self):
        year, quarter = cross.quarter_of(self.today)
        return {"year": year, "quarter": quarter}

    def save(self, form):
        return acts.open_round(self.request.county, by=self.request.actor, **form.cleaned_data)


class RoundPage(DetailPage):
    permission = "cross.read"
    model = CrossRound
    template_name = "assessment/cross_round.html"

    def rows(self):
        return visible(self.request)

    def crumbs(self):
        return crumb()

    def buttons(self):
        one, code = self.object, self.object.code
        found = []
        if one.state == CrossRound.State.OPEN:
            found.append(Button("加考评组", reverse("cross:team", args=[code]), "cross.edit", main=True))
            found.append(Button("结束打分", reverse("cross:close", args=[code]), "cross.edit", post=True))
        if one.state == CrossRound.State.CLOSED:
            found.append(Button("写通报", reverse("cross:publish", args=[code]), "cross.edit", main=True))
            found.append(Button("重新打开", reverse("cross:reopen", args=[code]), "cross.edit", post=True))
        if one.state == CrossRound.State.PUBLISHED:
            found.append(Button("打印通报", reverse("cross:bulletin", args=[code]), "cross.read", "printer"))
        return found

    def context(self):
        one = self.object
        sheets = list(one.sheets.select_related("team", "township", "station"))
        return {
            "state": state_cell(one.state),
            "ranks": cross.ranking(one),
            "teams": list(one.teams.select_related("office")),
            "sheets": sheets,
            "scored": sum(sheet.is_scored for sheet in sheets),
            "may_score": self.request.may("cross.score") and one.state == CrossRound.State.OPEN,
        }


class Bulletin(RoundPage):
    """The bulletin with the ranking, on A4."""

    template_name = "assessment/cross_bulletin.html"

    def get_object(self):
        found = super().get_object()
        if found.state != CrossRound.State.PUBLISHED:
            raise Http404
        return found

    def buttons(self):
        return []

    def get_title(self):
        return "考评通报"


class TeamForm(forms.Form):
    name = forms.CharField(label="考评组", max_length=60, help_text="例如“第一考评组”")
    leader = DeputyField(label="带队领导", required=False)
    leader_name = forms.CharField(label="或者：写领导姓名", max_length=60, required=False)
    office = forms.ModelChoiceField(
        Unit.objects.none(), label="负责委室", required=False, to_field_name="code"
    )
    members = forms.CharField(label="成员", max_length=200, required=False, help_text="可以是别的乡镇的主席")
    townships = forms.MultipleChoiceField(
        label="考评哪些乡镇", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, county, taken, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Unit.objects.filter(
            county=county, kind=Unit.Kind.SUPERVISING_OFFICE, is_active=True
        )
        self.towns = {one.code: one for one in Region.objects.townships_of(county)}
        self.fields["townships"].choices = [
            (code, f"{one}（已有 {taken[one.pk]} 组）" if one.pk in taken else str(one))
            for code, one in self.towns.items()
        ]

    def clean_townships(self):
        return [self.towns[code] for code in self.cleaned_data["townships"]]


class TeamNew(FormPage):
    """Who goes where; a leader does not judge the own township."""

    permission = "cross.edit"
    model = CrossRound
    form_class = TeamForm
    guarded = False
    title = "加考评组"
    saved = "考评组已加。"

    def crumbs(self):
        return [*crumb(), (str(self.object), self.object.get_absolute_url())]

    def form_kwargs(self):
        taken: dict[int, int] = {}
        for (town,) in self.object.sheets.values_list("township"):
            taken[town] = taken.get(town, 0) + 1
        return {"county": self.request.county, "taken": taken}

    def save(self, form):
        acts.add_team(self.object, by=self.request.actor, **form.cleaned_data)
        return self.object


class SheetForm(forms.Form):
    """Points and reasons for every item."""

    visited_on = forms.DateField(label="考评日期")
    station = forms.ModelChoiceField(
        Station.objects.none(), label="看的站室", required=False, to_field_name="code"
    )
    remark = forms.CharField(label="总的意见", max_length=300, required=False)

    def __init__(self, *args, sheet: CrossSheet, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.fields["station"].queryset = Station.objects.filter(township=sheet.township_id)
        there = {one.item: one for one in sheet.marks.all()}
        for n, item in enumerate(sheet.cross_round.items):
            was = there.get(item["code"])
            self.fields[f"points-{n}"] = forms.DecimalField(
                label=f"{item['label']}：得分", max_digits=5, decimal_places=1, min_value=0,
                initial=was.points.normalize() if was else None,
            )  # fmt: skip
            self.fields[f"remark-{n}"] = forms.CharField(
                label=f"{item['label']}：扣分原因", max_length=200, required=False,
                initial=was.remark if was else "",
            )  # fmt: skip
        self.helper = FormHelper()
        self.helper.layout = Layout("visited_on", "station")

    @property
    def lines(self):
        for n, item in enumerate(self.sheet.cross_round.items):
            yield item, self[f"points-{n}"], self[f"remark-{n}"]

    def marks(self) -> dict[str, tuple[Decimal, str]]:
        data = self.cleaned_data
        return {
            item["code"]: (data[f"points-{n}"], data[f"remark-{n}"])
            for n, item in enumerate(self.sheet.cross_round.items)
        }


def sheets_for(request):
    """Sheets of rounds that whoever looks may see."""
    rounds = visible(request).values("pk")
    return CrossSheet.objects.filter(cross_round__in=rounds).select_related(
        "cross_round__county__region", "team", "township", "station"
    )


class SheetPage(DetailPage):
    """One team's sheet of one township."""

    permission = "cross.read"
    model = CrossSheet
    template_name = "assessment/cross_sheet.html"

    def rows(self):
        return sheets_for(self.request)

    def crumbs(self):
        found = self.object.cross_round
        return [*crumb(), (str(found), found.get_absolute_url())]

    def buttons(self):
        if self.object.cross_round.state != CrossRound.State.OPEN:
            return []
        return [Button("打分", reverse("cross:score", args=[self.object.code]), "cross.score", main=True)]

    def context(self):
        marks = {one.item: one for one in self.object.marks.all()}
        return {"lines": [(item, marks.get(item["code"])) for item in self.object.cross_round.items]}


class SheetScore(FormPage):
    permission = "cross.score"
    model = CrossSheet
    form_class = SheetForm
    template_name = "assessment/cross_sheet_form.html"
    saved = "分数已记下。"

    def rows(self):
        return sheets_for(self.request)

    def get_title(self):
        return f"打分：{self.object.township}"

    def crumbs(self):
        found = self.object.cross_round
        return [*crumb(), (str(found), found.get_absolute_url())]

    def form_kwargs(self):
        return {"sheet": self.object}

    def get_initial(self):
        one = self.object
        return {
            "visited_on": one.visited_on or self.today,
            "station": one.station.code if one.station else None,
            "remark": one.remark,
        }

    def save(self, form):
        data = form.cleaned_data
        return acts.score_sheet(
            self.object,
            marks=form.marks(),
            visited_on=data["visited_on"],
            station=data["station"],
            remark=data["remark"],
            by=self.request.actor,
            today=self.today,
        )

    def done(self, obj):
        return obj.cross_round.get_absolute_url()


class PublishForm(forms.Form):
    number = forms.CharField(label="通报文号", max_length=60, required=False)
    bulletin = forms.CharField(label="通报正文", max_length=2000, widget=forms.Textarea(attrs={"rows": 8}))


class Publish(ActPage):
    """The bulletin: a draft from the numbers, put right by a person."""

    permission = "cross.edit"
    model = CrossRound
    form_class = PublishForm
    title, button = "写通报", "通报"
    sentence = "通报以后，各乡镇都能看到名次和自己的考评表，分数不能再改。"
    saved = "已通报。"

    def crumbs(self):
        return [*crumb(), (str(self.object), self.object.get_absolute_url())]

    def get_initial(self):
        policy = self.request.county.policy(CrossPolicy)
        return {"bulletin": cross.draft_bulletin(self.object, policy)}

    def act(self, obj, data):
        return acts.publish_round(
            obj, number=data["number"], bulletin=data["bulletin"], on=self.today, by=self.request.actor
        )


@act("cross.edit")
def close(request, code):
    """No more points."""
    found = get_object_or_404(CrossRound.objects.all(), code=code)
    acts.close_round(found, on=timezone.localdate(), by=request.actor)
    messages.success(request, "打分已结束，可以写通报。")
    return redirect(found)


@act("cross.edit")
def reopen(request, code):
    """Points may be put right again."""
    found = get_object_or_404(CrossRound.objects.all(), code=code)
    acts.reopen_round(found, by=request.actor)
    messages.success(request, "已重新打开。")
    return redirect(found)
