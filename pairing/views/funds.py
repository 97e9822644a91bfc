"""Pages of the books of funds raised and spent (S3-29)."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html

from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    DetailPage,
    Empty,
    FormPage,
    ListPage,
    cells,
    chip,
    day_words,
    name_search,
)

from .. import actions, forms
from ..history import history_of
from ..models import (
    FundBook,
    FundEntry,
)
from ..policy import HelpPolicy
from ..sections import Section
from .villages import BACK, PLACES, VILLAGE, VillageFormPage, money, said


class FundList(ListPage):
    permission = "aid.read"
    title, counter = "帮扶资金", "本账"
    model = FundBook
    order = "township__code,name"
    row_url = "pairing:fund"
    search = staticmethod(name_search(names=["name", "keeper", "village__name"]))
    search_label = "账名、管理单位、村"
    columns = (
        Column("name", "账", cells.clip(20), link=True, sort="name"),
        VILLAGE,
        Column("keeper", "管理单位"),
        Column("@raised", "已筹（元）", money, right=True),
        Column("@spent", "已用（元）", money, right=True),
        Column("@left", "结余（元）", money, right=True),
    )
    filters = PLACES
    toolbar = (Button("建一本账", "pairing:fund_new", "aid.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有帮扶资金账。", (Button("建一本账", "pairing:fund_new", "aid.edit"),))

    def crumbs(self):
        return BACK

    def extras(self, ids):
        sums = actions.villages.balances(ids)
        return {
            "@raised": {pk: raised for pk, (raised, _) in sums.items()},
            "@spent": {pk: spent for pk, (_, spent) in sums.items()},
            "@left": {pk: raised - spent for pk, (raised, spent) in sums.items()},
        }


class FundPage(DetailPage):
    permission = "aid.read"
    model = FundBook
    template_name = "pairing/help_card.html"

    def rows(self):
        return FundBook.objects.select_related("township", "village", "county__region")

    def crumbs(self):
        return [*BACK, ("帮扶资金", reverse("pairing:funds"))]

    def buttons(self):
        code = self.object.code
        return [
            Button(
                "记一笔", reverse("pairing:fund_entry", args=[code]), "aid.edit", icon="plus-lg", main=True
            ),
            Button("修改", reverse("pairing:fund_edit", args=[code]), "aid.edit"),
        ]

    def context(self):
        book = self.object
        policy = book.county.policy(HelpPolicy)
        raised, spent = actions.balance(book)
        entries = list(book.entries.order_by("-happened_on", "-id")[:200])
        may_edit = self.request.may("aid.edit")
        rows = []
        for one in entries:
            state = ""
            if one.taken_back_on:
                state = f"已冲销：{one.taken_back_why}"
            elif may_edit:
                url = reverse("pairing:fund_strike", args=[book.code, one.code])
                state = format_html('<a href="{}">冲销</a>', url)
            way = one.get_way_display()
            rows.append(
                (
                    day_words(one.happened_on),
                    chip(way, "ok" if one.way == FundEntry.Way.RAISED else "blue"),
                    said(one.amount),
                    one.party,
                    one.purpose,
                    one.voucher,
                    state,
                )
            )
        over = spent > raised
        return {
            "tags": [
                chip("支出超过筹到的", "late", "exclamation-triangle")
                if over
                else chip("量入为出", "ok", "check-lg")
            ],
            "notice": policy.limit_notice,
            "cards": [],
            "sections": [
                Section(
                    label="收支",
                    head=("日期", "收支", "金额（元）", "从谁来、付给谁", "用途", "凭证号", ""),
                    rows=rows,
                    total=book.entries.count(),
                    empty="还没有记过。先记筹到的，再记支出。",
                )
            ],
            "side": [
                (
                    "结余",
                    [
                        ("已筹（元）", said(raised)),
                        ("已用（元）", said(spent)),
                        ("结余（元）", said(raised - spent)),
                    ],
                ),
                (
                    "账",
                    [
                        ("管理单位", book.keeper),
                        ("乡镇", str(book.township)),
                        ("行政村", str(book.village or "")),
                        ("备注", book.note),
                    ],
                ),
            ],
            "history": history_of(book),
        }


class FundForm(VillageFormPage):
    model = FundBook
    form_class = forms.villages.FundBookForm
    new_title, list_name, list_label = "建一本帮扶资金账", "pairing:funds", "帮扶资金"

    @property
    def lead(self):
        return self.request.county.policy(HelpPolicy).limit_notice


class FundEntryForm(FormPage):
    permission = "aid.edit"
    form_class = forms.villages.FundEntryForm
    template_name = "pairing/form.html"
    again = "保存并再记一笔"

    def load(self):
        self.book = get_object_or_404(FundBook.objects.all(), code=self.kwargs["code"])

    def get_title(self):
        return f"{self.book}：记一笔"

    @property
    def lead(self):
        raised, spent = actions.balance(self.book)
        left = raised - spent
        return f"已筹 {money(raised)} 元，已用 {money(spent)} 元，结余 {money(left)} 元。支出不能超过结余。"

    def crumbs(self):
        return [("帮扶资金", reverse("pairing:funds")), (str(self.book), self.book.get_absolute_url())]

    def get_initial(self):
        return {"happened_on": self.today, "way": FundEntry.Way.RAISED}

    def form_kwargs(self):
        return {"book": self.book}

    def save(self, form):
        entry = actions.enter_fund(form.save(), by=self.request.actor, today=self.today)
        if entry.finding:
            messages.warning(self.request, f"已保存，请留意：{entry.finding.sentence}")
        return self.book


class StrikePage(ActPage):
    permission = "aid.edit"
    model = FundBook
    form_class = forms.help.WhyForm
    title = "冲销这一笔"
    button = "冲销"
    sentence = "冲销的一笔留在账上，写明原因，不再计入结余。"

    def crumbs(self):
        return [("帮扶资金", reverse("pairing:funds")), (str(self.object), self.object.get_absolute_url())]

    def load(self):
        super().load()
        self.entry = get_object_or_404(self.object.entries.all(), code=self.kwargs["entry"])

    def get_title(self):
        return f"冲销：{self.entry.get_way_display()} {money(self.entry.amount)} 元"

    def act(self, obj, data):
        actions.strike_fund(self.entry, by=self.request.actor, today=self.today, **data)
        return obj
