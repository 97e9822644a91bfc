"""Pages of co-operatives and their members (S3-26, S0-46)."""

from __future__ import annotations

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html

from congress_poverty.pages import (
    Button,
    Column,
    DetailPage,
    Empty,
    Flag,
    FormPage,
    ListPage,
    cells,
    chip,
    day_words,
    name_search,
)
from congress_poverty.text import mask_name

from .. import forms
from ..history import history_of
from ..models import (
    Cooperative,
    CoopMember,
    HelpRecord,
)
from ..sections import Section
from .households import masks
from .teams import help_section
from .villages import BACK, PLACES, VILLAGE, VillageFormPage, said


class CoopList(ListPage):
    permission = "aid.read"
    title, counter = "合作社", "个"
    model = Cooperative
    order = "village__code,name"
    row_url = "pairing:coop"
    search = staticmethod(name_search(names=["name", "industry", "village__name"]))
    search_label = "合作社、产业、村"
    columns = (
        Column("name", "合作社", cells.clip(20), link=True, sort="name"),
        VILLAGE,
        Column("industry", "产业"),
        Column("led_by__name", "领办的代表"),
        Column("leader", "理事长"),
        Column("@members", "社员", cells.number, right=True),
        Column("@paired", "其中联系户", cells.number, right=True),
        Column("founded_on", "成立", cells.day, sort="founded_on"),
        Column("decided_on", "村集体决定", cells.day),
    )
    filters = (
        *PLACES,
        Flag("led", "代表领办的", lambda rows: rows.filter(led_by__isnull=False)),
        Flag("undecided", "村集体还没定的", lambda rows: rows.filter(decided_on__isnull=True)),
    )
    toolbar = (Button("登记合作社", "pairing:coop_new", "aid.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有登记合作社。", (Button("登记合作社", "pairing:coop_new", "aid.edit"),))

    def crumbs(self):
        return BACK

    def extras(self, ids):
        rows = CoopMember.objects.filter(coop__in=ids, left_on__isnull=True).order_by().values_list("coop")
        counts = rows.annotate(n=Count("pk"), paired=Count("pk", filter=Q(household__isnull=False)))
        found = list(counts)
        return {
            "@members": {coop: n for coop, n, _ in found},
            "@paired": {coop: paired for coop, _, paired in found},
        }


class CoopPage(DetailPage):
    permission = "aid.read"
    model = Cooperative
    template_name = "pairing/help_card.html"

    def rows(self):
        return Cooperative.objects.select_related("township", "village", "led_by", "county__region")

    def crumbs(self):
        return [*BACK, ("合作社", reverse("pairing:coops"))]

    def buttons(self):
        code = self.object.code
        return [
            Button(
                "加一名社员",
                reverse("pairing:member_new", args=[code]),
                "aid.edit",
                icon="plus-lg",
                main=True,
            ),
            Button("修改", reverse("pairing:coop_edit", args=[code]), "aid.edit"),
        ]

    def context(self):
        coop, hides = self.object, masks(self.request)
        members = list(coop.members.select_related("household__village").order_by("left_on", "id"))
        may_edit = self.request.may("aid.edit")
        rows = []
        for one in members:
            name = mask_name(one.name) if hides else one.name
            if may_edit:
                url = reverse("pairing:member_edit", args=[coop.code, one.code])
                name = format_html('<a href="{}">{}</a>', url, name)
            home = ""
            if one.household:
                head = one.household.head_name
                home = format_html(
                    '<a href="{}">{}户</a>',
                    one.household.get_absolute_url(),
                    mask_name(head) if hides else head,
                )
            state = chip("已退社", "quiet") if one.left_on else chip("在社", "ok", "check-lg")
            rows.append(
                (name, home, one.wish, day_words(one.joined_on), one.share, said(one.yearly_gain), state)
            )
        inside = [one for one in members if one.left_on is None]
        gains = [one.yearly_gain for one in inside if one.yearly_gain is not None]
        return {
            "tags": [chip(coop.industry, "blue")] if coop.industry else [],
            "cards": [
                (
                    "合作社",
                    [
                        ("行政村", f"{coop.township} {coop.village}"),
                        ("领办的代表", str(coop.led_by or "")),
                        ("理事长", coop.leader),
                        ("成立", day_words(coop.founded_on)),
                        ("村集体决定", coop.decision),
                        ("决定日期", day_words(coop.decided_on)),
                        ("备注", coop.note),
                    ],
                )
            ],
            "sections": [
                Section(
                    label="社员",
                    head=("姓名", "联系户", "本户选择的产业", "入社", "入股方式", "年增收（元）", "状态"),
                    rows=rows,
                    total=len(rows),
                    empty="还没有登记社员。",
                ),
                help_section(HelpRecord.objects.filter(coop=coop)),
            ],
            "side": [
                (
                    "合计",
                    [
                        ("在社", f"{len(inside)} 人"),
                        ("其中联系户", f"{sum(one.household_id is not None for one in inside)} 户"),
                        ("年增收（元）", said(sum(gains)) if gains else ""),
                    ],
                )
            ],
            "history": history_of(coop),
        }


class CoopForm(VillageFormPage):
    model = Cooperative
    form_class = forms.villages.CoopForm
    new_title, list_name, list_label = "登记合作社", "pairing:coops", "合作社"


class CoopMemberForm(FormPage):
    permission = "aid.edit"
    model = CoopMember
    key = "member"
    form_class = forms.villages.CoopMemberForm
    template_name = "pairing/form.html"
    again = "保存并再加一名"

    def load(self):
        self.coop = get_object_or_404(Cooperative.objects.all(), code=self.kwargs["code"])
        if "member" in self.kwargs:
            self.object = get_object_or_404(self.coop.members.all(), code=self.kwargs["member"])

    def rows(self):
        return self.coop.members.all()

    def get_title(self):
        if not self.object:
            return f"{self.coop}：加一名社员"
        return f"{self.coop}：{mask_name(self.object.name) if masks(self.request) else self.object.name}"

    def crumbs(self):
        return [("合作社", reverse("pairing:coops")), (str(self.coop), self.coop.get_absolute_url())]

    def get_initial(self):
        return {} if self.object else {"joined_on": self.today, "wish": self.coop.industry}

    def form_kwargs(self):
        return {"coop": self.coop, "today": self.today}

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        if masks(self.request):
            form.fields["household"].label_of = lambda h: f"{mask_name(h.head_name)}（{h.village} {h.code}）"
        return form
