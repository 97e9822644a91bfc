"""What this room contributes to pages of rooms below."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from congress_poverty.pages import chip, day_words, may
from pairing.models import Household, PlanRevision
from pairing.sections import Section

from . import station_figures
from .models import Reception, StationCheck, StationProfile, Visit
from .policy import StationPolicy, VisitPolicy

SHOWN = 20


def visits_of_household(household: Household, *, masks: bool) -> Section:
    """The latest visits on the household's ledger."""
    rows = Visit.objects.filter(household=household)
    latest = rows.order_by("-visited_on", "-id")[:SHOWN]
    return Section(
        head=("时间", "代表", "形式", "说了什么、做了什么"),
        rows=[
            (
                format_html('<a href="{}">{}</a>', visit.get_absolute_url(), day_words(visit.visited_on)),
                visit.deputy_names,
                visit.mode,
                story(visit),
            )
            for visit in latest
        ],
        total=rows.count(),
        empty="还没有走访记录。",
        link=f"{reverse('visits:list')}?q={household.head_name}" if not masks else "",
        link_label="在走访里查看",
        act=("记走访", f"{reverse('visits:new')}?household={household.code}", "visits.record"),
    )


def motivation_of_household(household: Household, *, masks: bool) -> Section:
    """要我富→我要富 (S0-60): the latest rating of the household's own motivation and the earlier ones."""
    order = [term.label for term in household.county.policy(VisitPolicy).motivation]
    rated = Visit.objects.filter(household=household).exclude(motivation="")
    course = list(rated.order_by("-visited_on", "-id")[: SHOWN + 1])
    earlier = [*course[1:], None]
    return Section(
        head=("时间", "内生动力", "和上次比", "代表"),
        rows=[
            (
                format_html('<a href="{}">{}</a>', visit.get_absolute_url(), day_words(visit.visited_on)),
                visit.motivation,
                compared(visit.motivation, before.motivation if before else "", order),
                visit.deputy_names,
            )
            for visit, before in zip(course[:SHOWN], earlier, strict=False)
        ],
        total=rated.count(),
        said=course[0].motivation if course else "",
        empty="还没有评过。走访时可以点一下，想不想自己干。",
    )


def compared(now: str, before: str, order: list[str]) -> str:
    """How a rating stands to the one before it; words that the pack no longer has are not compared."""
    if now not in order or before not in order:
        return ""
    moved = order.index(before) - order.index(now)
    if not moved:
        return chip("没变", "quiet")
    return chip("更主动了", "ok", "arrow-up") if moved > 0 else chip("不如上次", "warn", "arrow-down")


def plans_of_household(household: Household, *, masks: bool) -> Section:
    """How the plan (一户一策) was refined, the latest first, with the visit that led to it (S3-24)."""
    revisions = PlanRevision.objects.filter(household=household)
    latest = list(revisions[:SHOWN])
    codes = [row.visit_code for row in latest if row.visit_code]
    visits = {one.code: one for one in Visit.objects.filter(code__in=codes)} if codes else {}

    def day(row):
        words, visit = day_words(row.revised_on), visits.get(row.visit_code)
        return format_html('{} <a href="{}">走访</a>', words, visit.get_absolute_url()) if visit else words

    def change(row):
        return format_html(
            '{}<br><span class="muted">为什么：{}（{}）<br>原来：{}</span>',
            row.plan,
            row.reason,
            row.recorded_by,
            row.before or "还没有写",
        )

    return Section(
        head=("时间", "改成"),
        rows=[(day(row), change(row)) for row in latest],
        total=revisions.count(),
        empty="还没有修订过。",
    )


def story(visit: Visit) -> str:
    """A visit in one line: topics, what was done, the sentence, the issue."""
    parts = ["、".join(visit.topics), "、".join(visit.acts), visit.note]
    if visit.issue:
        parts.append(f"反映：{visit.issue}")
    if visit.amount:
        parts.append(f"资金物资 {visit.amount:,.0f} 元")
    return "；".join(part for part in parts if part)


def facts_of_station(station, request) -> dict:
    """What the station's first page says beyond the register: functions, channels, how it stands."""
    policy = request.county.policy(StationPolicy)
    profile = StationProfile.objects.select_related("partner").filter(station=station).first()
    chips, facts = [], []
    if profile:
        words = [one.label for one in policy.functions if one.code in profile.functions]
        chips += [(word, "blue", "") for word in words]
        if profile.is_demo:
            chips.append(("示范站", "ok", "star"))
        if profile.is_special:
            chips.append((policy.special_type, "ok", "building"))
        partner = str(profile.partner or "") or profile.partner_name
        members = f"（{profile.wechat_members} 人）" if profile.wechat_members else ""
        facts = [
            ("接待窗口", profile.window),
            ("特色主题", profile.theme),
            ("共建单位", partner),
            ("带动情况", profile.helped),
            ("微信群", f"{profile.wechat_group}{members}" if profile.wechat_group else ""),
            ("公众号", profile.public_account),
        ]
    tiles = []
    latest = StationCheck.objects.latest().filter(station=station)
    for check in latest.order_by("standard"):
        standard = policy.standard(check.standard)
        label = standard.label if standard else check.standard
        tiles.append((label, check.passed, check.asked, "项", check.get_absolute_url()))
    receptions = Reception.objects.filter(station=station, received_on__year=timezone.localdate().year)
    if may(request, "receptions.read"):
        year = timezone.localdate().year
        link = f"{reverse('visits:station_receptions', args=[station.code])}?received_from={year}-01-01"
        tiles.append(("今年接待", receptions.count(), None, "件", link))
    return {
        "rule": station_figures.rule_of(station).words,
        "chips": chips,
        "facts": [(label, value) for label, value in facts if value],
        "tiles": tiles,
    }
