"""The rules of help beyond visits: who may do what with which kind, and what a record must say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from congress_poverty.refusals import Refused

from ..policy import HelpKind, HelpPolicy
from .limits import Finding, words

COORDINATED, GIVEN, SERVED = "coordinated", "given", "served"
"""How a deputy took part. None of them is 经手: deputies handle no funds and run no projects."""

PLANNED, IN_APPROVAL, APPROVED, UNDER_WAY, DONE = "planned", "approval", "approved", "under_way", "done"


def check_day(started_on: date | None, ended_on: date | None, *, today: date) -> None:
    """The days of a help: it has begun, and does not end before it began."""
    if started_on is None:
        raise Refused("请填帮扶日期", code="E_DATE_MISSING", field="started_on")
    if started_on > today:
        raise Refused(
            f"帮扶日期不能晚于今天（{words(today)}），还没做的等做了再记。",
            code="E_DATE_RANGE",
            field="started_on",
        )
    if ended_on is not None and ended_on < started_on:
        raise Refused(
            f"结束日期不能早于帮扶日期（{words(started_on)}）。", code="E_DATE_ORDER", field="ended_on"
        )


def check_role(kind: HelpKind, role: str) -> str:
    """The role, filled in where only one is possible: what is limited is coordinated (S0-21, 7.7-7)."""
    if not kind.limited:
        return role or SERVED
    if role and role != COORDINATED:
        raise Refused(
            f"“{kind.label}”只能记为“协调引进”：代表不参与资金、项目、产业、建设的具体操作。",
            code="E_HELP_ROLE",
            field="role",
        )
    return COORDINATED


def check_stage(kind: HelpKind, stage: str, policy: HelpPolicy) -> str:
    """A project stands at one of the county's stages; what is no project has none."""
    if not kind.project:
        return ""
    codes = [one.code for one in policy.stages]
    if not stage:
        return codes[0]
    if stage not in codes:
        raise Refused(f"没有“{stage}”这个项目进度，请重新选。", code="E_STAGE_UNKNOWN", field="stage")
    return stage


def check_move(now: str, to: str, policy: HelpPolicy) -> None:
    """A project moves by one stage or more, forwards or back, but not onto itself."""
    labels = {one.code: one.label for one in policy.stages}
    if to not in labels:
        raise Refused("请选项目进度", code="E_STAGE_UNKNOWN", field="stage")
    if now == to:
        raise Refused(f"项目现在就是“{labels[to]}”，不用再改。", code="E_STAGE_SAME", field="stage")


def check_figures(kind: HelpKind, values: Mapping[str, object]) -> None:
    """Numbers are not negative, and nobody is employed or trained more often than there are people."""
    for key, label in FIGURES.items():
        value = values.get(key)
        if isinstance(value, (int, Decimal)) and value < 0:
            raise Refused(f"{label}不能是负数", code="E_NUMBER_RANGE", field=key)
    if "amount" in kind.needed and not values.get("amount"):
        raise Refused(f"“{kind.label}”请填{FIGURES['amount']}", code="E_AMOUNT_MISSING", field="amount")


FIGURES = {
    "amount": "资金或折款（元）",
    "goods": "物资",
    "jobs": "提供岗位（个）",
    "trained": "培训人数",
    "employed": "就业人数",
    "students": "资助学生（人）",
    "members": "加入合作社（人）",
    "led_people": "带领致富的群众（人）",
    "income_gain": "带动群众增收（元）",
    "led_deputies": "带动的其他代表（人）",
    "deputy_gain": "带动代表增收（元）",
    "collective_gain": "村集体增收（元）",
}
"""The figures a record may carry, with their words; which are asked says the kind."""


def check_source(amount, source: str, kind: HelpKind) -> tuple[Finding, ...]:
    """Money that came from somewhere says from where (S1-29); without it somebody should look."""
    if kind.introduces and amount and not source.strip():
        return (Finding("W_SOURCE_MISSING", "没有写资金、项目从哪里引进来的，以后核对时补上。"),)
    return ()


def judge_spending(policy: HelpPolicy, *, raised: Decimal, spent: Decimal, amount: Decimal) -> Finding | None:
    """量入为出 (S3-29): what is spent never passes what was raised."""
    left = raised - spent
    if amount <= left:
        return None
    sentence = (
        f"已筹 {raised:,.2f} 元，已用 {spent:,.2f} 元，只剩 {left:,.2f} 元，不够支出 {amount:,.2f} 元。"
    )
    if policy.funds_over == "refuse":
        raise Refused(sentence + "请先登记筹到的资金。", code="E_FUND_OVER", field="amount")
    return Finding("W_FUND_OVER", sentence)


def share_of_consolation(counts: Mapping[str, int], policy: HelpPolicy) -> int | None:
    """Of all help, how much is 走访慰问 only (S0-26): per cent, rounded down; None without any help."""
    total = sum(counts.values())
    if not total:
        return None
    only = {one.label for one in policy.kinds if one.consolation}
    return 100 * sum(n for label, n in counts.items() if label in only) // total


# ---- people by name ---------------------------------------------------------------------

WILLING, TRAINED, EMPLOYED, LEFT, STUDYING, GRADUATED = (
    "willing", "trained", "employed", "left", "studying", "graduated",
)  # fmt: skip


def check_person(
    name: str,
    state: str,
    *,
    trained_on: date | None,
    employed_on: date | None,
    left_on: date | None,
    today: date,
) -> None:
    """Who is at work has begun on some day, who left has gone on some day, and none of them lies ahead."""
    if not name:
        raise Refused("请填姓名", code="E_NAME_MISSING", field="names")
    if state in (EMPLOYED, LEFT) and employed_on is None:
        raise Refused(f"{name}已就业，请填上岗日期", code="E_DATE_MISSING", field="employed_on")
    if state == LEFT and left_on is None:
        raise Refused(f"{name}已离岗，请填离岗日期", code="E_DATE_MISSING", field="left_on")
    if left_on and employed_on and left_on < employed_on:
        raise Refused(f"{name}的离岗日期早于上岗日期，请核对。", code="E_DATE_ORDER", field="left_on")
    for field, day in (("trained_on", trained_on), ("employed_on", employed_on), ("left_on", left_on)):
        if day and day > today:
            raise Refused(f"{name}的日期晚于今天，请核对。", code="E_DATE_RANGE", field=field)


def counted(rows: Iterable[tuple[str, date | None, date | None]]) -> dict[str, int]:
    """What people by name come to: (state, trained on, employed on) of each."""
    rows = list(rows)
    return {
        "trained": sum(1 for state, trained, _ in rows if trained or state == TRAINED),
        "employed": sum(1 for state, _, employed in rows if employed or state in (EMPLOYED, LEFT)),
        "students": sum(1 for state, _, _ in rows if state in (STUDYING, GRADUATED)),
    }
