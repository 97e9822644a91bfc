"""The register of firms, units and people outside the deputies who help (S1-50, S3-15)."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html

from congress_poverty.pages import (
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    Flag,
    FormPage,
    ListPage,
    cells,
    chip,
    day_words,
    name_search,
)
from congress_poverty.refusals import Refused
from congress_poverty.text import mask_name

from .. import actions, forms
from ..history import history_of
from ..models import Helper, HelpRecord, Pairing
from ..places import PlaceFilter, township_pairs, townships_of
from ..sections import Section
from .households import masks
from .pairings import person_of
from .tabs import TABS
from .teams import help_section


class HelperList(ListPage):
    permission = "aid.read"
    title, counter = "爱心企业和人士", "家（人）"
    model = Helper
    order = "name"
    row_url = "pairing:helper"
    tabs = TABS
    search = staticmethod(name_search(names=["name", "business", "led_by__name", "mobilised_by__name"]))
    search_label = "名称、代表姓名"
    columns = (
        Column("name", "名称", cells.clip(20), link=True, sort="name"),
        Column("kind", "类型", cells.choice(Helper.Kind)),
        Column("business", "做什么", cells.clip(16)),
        Column("led_by__name", "负责人是代表"),
        Column("mobilised_by__name", "动员的代表"),
        Column("township__name", "乡镇"),
        Column("@records", "帮扶记录", cells.number, right=True),
        Column("@households", "结对户", cells.number, right=True),
        Column("joined_on", "参加日期", cells.day, sort="joined_on"),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        Filter("kind", "类型", Helper.Kind),
        Flag("led", "代表的企业", lambda rows: rows.filter(led_by__isnull=False)),
        Flag("mobilised", "代表动员来的", lambda rows: rows.filter(mobilised_by__isnull=False)),
    )
    toolbar = (Button("登记一家", "pairing:helper_add", "aid.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有登记爱心企业和人士。", (Button("登记一家", "pairing:helper_add", "aid.edit"),))

    def extras(self, ids):
        records = HelpRecord.objects.filter(helper__in=ids).order_by().values_list("helper")
        pairings = Pairing.objects.open().filter(helper__in=ids).order_by().values_list("helper")
        return {
            "@records": dict(records.annotate(n=Count("pk"))),
            "@households": dict(pairings.annotate(n=Count("pk"))),
        }


class HelperPage(DetailPage):
    permission = "aid.read"
    model = Helper
    template_name = "pairing/help_card.html"

    def rows(self):
        return Helper.objects.select_related("township", "unit", "led_by", "mobilised_by", "county__region")

    def crumbs(self):
        return [("爱心企业和人士", reverse("pairing:helpers"))]

    def buttons(self):
        code = self.object.code
        return [
            Button("修改", reverse("pairing:helper_edit", args=[code]), "aid.edit", icon="pencil", main=True),
            Button("记一次帮扶", reverse("pairing:help_new") + f"?helper={code}", "aid.record"),
            Button("安排结对", reverse("pairing:pair") + f"?helper={code}", "pairings.edit"),
        ]

    def context(self):
        helper, hides = self.object, masks(self.request)
        pairings = list(
            helper.pairings.select_related("household__village").order_by("ended_on", "-started_on")
        )
        may_open = self.request.may("deputies.read")

        def person(one):
            if one is None or not may_open:
                return str(one or "")
            return format_html('<a href="{}">{}</a>', one.get_absolute_url(), one.name)

        return {
            "tags": [chip(helper.get_kind_display(), "blue")],
            "cards": [
                (
                    "登记",
                    [
                        ("做什么", helper.business),
                        ("单位", str(helper.unit or "")),
                        ("乡镇", str(helper.township or self.request.county.local("全县"))),
                        ("负责人是代表", person(helper.led_by)),
                        ("动员的代表", person(helper.mobilised_by)),
                        ("参加日期", day_words(helper.joined_on)),
                        ("联系电话", "已登记" if helper.phone else ""),
                        ("备注", helper.note),
                    ],
                )
            ],
            "sections": [
                help_section(HelpRecord.objects.filter(helper=helper)),
                Section(
                    label="结对的户",
                    head=("户", "行政村", "结对时间", "结束时间"),
                    rows=[
                        (
                            format_html(
                                '<a href="{}">{}户</a>',
                                one.household.get_absolute_url(),
                                mask_name(one.household.head_name) if hides else one.household.head_name,
                            ),
                            str(one.household.village),
                            day_words(one.started_on),
                            day_words(one.ended_on) or "正在联系",
                        )
                        for one in pairings
                    ],
                    total=len(pairings),
                    empty="没有结对的户。",
                ),
            ],
            "history": history_of(helper),
        }


class OwnFirmPage(FormPage):
    """A deputy enters the own firm, whose help is then the deputy's too."""

    permission = "aid.record"
    form_class = forms.help.OwnFirmForm
    title = "登记我的企业"
    lead = "您负责的企业、合作社或门店。登记以后，记帮扶时可以选它，帮扶也算您的。"
    saved = "已登记。"

    def load(self):
        super().load()
        self.person = person_of(self.request)
        if self.person is None:
            raise Refused("这里是代表登记自己企业的。请在“爱心企业和人士”里点“登记一家”。")

    def crumbs(self):
        return [("帮扶记录", reverse("pairing:helps")), ("选类型", reverse("pairing:help_new"))]

    def form_kwargs(self):
        return {"county": self.request.county, "lead": self.person}

    def save(self, form):
        helper = form.save()
        helper.joined_on = self.today
        return actions.save_own_firm(helper, by=self.request.actor)


class HelperForm(FormPage):
    permission = "aid.edit"
    model = Helper
    form_class = forms.teams.HelperEditForm
    template_name = "pairing/form.html"
    again = "保存并再登记一家"

    def get_title(self):
        return f"修改：{self.object}" if self.object else "登记爱心企业或人士"

    def crumbs(self):
        here = [("爱心企业和人士", reverse("pairing:helpers"))]
        return [*here, (str(self.object), self.object.get_absolute_url())] if self.object else here

    def get_initial(self):
        return {} if self.object else {"kind": Helper.Kind.FIRM, "joined_on": self.today}

    def form_kwargs(self):
        return {"county": self.request.county}

    def save(self, form):
        helper = form.save()
        if helper.pk is None and self.request.reach.kind == "township":
            helper.township = townships_of(self.request).order_by("code").first()
        return actions.save_helper(helper, by=self.request.actor, changed=form.changed_data)
