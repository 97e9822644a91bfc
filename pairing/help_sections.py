"""What help contributes to other pages: the household's ledger, the deputy's performance file."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html

from congress_poverty.pages import chip, day_words
from deputies.models import Person

from .models import ExitCheck, HelpDeputy, HelpHousehold, HelpRecord, Household
from .sections import Section

SHOWN = 20
CHECK_TONES = {
    "": ("warn", "hourglass"),
    "stable": ("ok", "check-lg"),
    "risk": ("late", "exclamation-triangle"),
    "relapsed": ("over", "exclamation-triangle"),
}


def figures_of(record: HelpRecord) -> str:
    """What came of a help, in figures: 「5,000 元，岗位 14 个，培训 14 人」."""
    parts = [
        (record.amount, "{:,.0f} 元"),
        (record.jobs, "岗位 {:,} 个"),
        (record.trained, "培训 {:,} 人"),
        (record.employed, "就业 {:,} 人"),
        (record.students, "学生 {:,} 人"),
        (record.members, "入社 {:,} 人"),
        (record.income_gain, "增收 {:,.0f} 元"),
        (record.collective_gain, "村集体增收 {:,.0f} 元"),
        (record.led_people, "带领群众 {:,} 人"),
        (record.led_deputies, "带动代表 {:,} 人"),
        (record.deputy_gain, "代表增收 {:,.0f} 元"),
    ]
    said = [words.format(value) for value, words in parts if value]
    if record.goods:
        said.insert(0, record.goods)
    return "，".join(said)


def help_of_household(household: Household, *, masks: bool) -> Section:
    """The latest help to the household or to somebody in it, whoever gave it.

    A record that the reader does not reach is told, and not linked.
    """
    links = HelpHousehold.objects.filter(household=household)
    latest = list(links.select_related("record").order_by("-record__started_on", "-record_id")[:SHOWN])
    reached = set(
        HelpRecord.objects.filter(pk__in=[one.record_id for one in latest]).values_list("pk", flat=True)
    )
    rows = []
    for one in latest:
        record = one.record
        day = day_words(record.started_on)
        if record.pk in reached:
            day = format_html('<a href="{}">{}</a>', record.get_absolute_url(), day)
        rows.append((day, record.kind, record.helper_names, record.title, figures_of(record)))
    return Section(
        head=("时间", "类型", "谁帮的", "做了什么", "数字"),
        rows=rows,
        total=links.count(),
        empty="还没有走访以外的帮扶记录。",
        act=("记一次帮扶", f"{reverse('pairing:help_new')}?households={household.code}", "aid.record"),
    )


def checks_of_household(household: Household, *, masks: bool) -> Section:
    """The checks after the exit, the open one first."""
    checks = ExitCheck.objects.filter(household=household)
    rows = []
    for check in checks.order_by("-due_on")[:SHOWN]:
        tone, icon = CHECK_TONES[check.result]
        rows.append(
            (
                format_html('<a href="{}">{}</a>', check.get_absolute_url(), day_words(check.due_on)),
                day_words(check.checked_on),
                chip(check.get_result_display() or "待回访", tone, icon),
                check.risk,
                check.note,
            )
        )
    return Section(
        head=("应回访", "已回访", "结果", "风险", "情况"),
        rows=rows,
        total=checks.count(),
        empty="没有要做的回访：还没有脱贫，或者还没到期。",
        act=("标记返贫风险", reverse("pairing:flag", args=[household.code]), "households.edit"),
    )


def help_by_deputy(person: Person, *, masks: bool) -> Section:
    """What a deputy did beyond visits: alone, in a team, by the own firm."""
    links = HelpDeputy.objects.filter(person=person)
    latest = links.select_related("record").order_by("-record__started_on", "-record_id")[:SHOWN]
    return Section(
        head=("时间", "类型", "做了什么", "数字", "成效"),
        rows=[
            (
                format_html(
                    '<a href="{}">{}</a>',
                    one.record.get_absolute_url(),
                    day_words(one.record.started_on),
                ),
                one.record.kind,
                one.record.title,
                figures_of(one.record),
                one.record.result,
            )
            for one in latest
        ],
        total=links.count(),
        empty="还没有走访以外的帮扶记录。",
    )
