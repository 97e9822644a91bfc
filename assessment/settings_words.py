"""The single values of a pack that a county may change on a page, and the words for them."""

from __future__ import annotations

import dataclasses
import typing
from dataclasses import dataclass

from congress_poverty import packs
from congress_poverty.calendar import Duration, MonthDay

from .duties.rules import DutyPolicy

# Path in the pack → what people call it. Lists (kinds, words) belong into a pack of one's own.
LABELS = {
    "pairing.households_per_deputy_max": "每名代表最多联系几户（0 为不限）",
    "pairing.deputies_per_household_max": "每户最多几名代表联系（0 为不限）",
    "pairing.over_limit": "超过上限时",
    "pairing.application_required": "代表结对要先申请",
    "pairing.roster_due": "帮扶名单报送期限（月-日）",
    "pairing.first_contact_due": "见面对接期限（月-日）",
    "visits.interval": "多久没走访算逾期（如 3m 为三个月）",
    "deputies.group_size": "代表小组人数",
    "deputies.group_size_tolerance": "小组人数可以相差",
    "deputies.deputies_per_member_min": "常委会组成人员联系代表，最少",
    "deputies.deputies_per_member_max": "常委会组成人员联系代表，最多",
    "deputies.voters_per_deputy_min": "代表固定联系选民，最少（0 为没有规定）",
    "suggestions.face_to_face_required": "答复要书面加见面",
    "suggestions.escalate_after": "几次不满意就升级处理",
    "suggestions.key_minimum": "每年重点督办件数，最少",
    "suggestions.due_soon_days": "答复快到期提前几天标出",
    "assessment.review_by_chair": "报告先由乡镇人大主席审核",
    "assessment.floor": "比率低于多少标红（%）",
    "assessment.targets.visit_coverage": "走访覆盖目标（%）",
    "assessment.targets.participation": "代表参与目标（%）",
    "assessment.targets.handover": "交办率目标（%）",
    "assessment.targets.completion": "办结率目标（%）",
    "assessment.targets.satisfaction": "满意率目标（%）",
    "duties.partial": "任职不满一期",
    "duties.leave_counts": "请假相应减少次数",
    "duties.soon_days": "任务快到期提前几天标出",
}
# Values that are chosen, in words.
WORDS = {
    "true": "是",
    "false": "否",
    "refuse": "不让登记",
    "warn": "提醒",
    "proportional": "按天数折算",
    "whole": "照样要求",
}
OF_RULE = {"minimum": "最少次数", "target": "力争次数", "by": "期限（月-日）"}


@dataclass(frozen=True)
class Setting:
    """One value as it is now, and as the pack has it."""

    path: str
    label: str
    now: str
    own: str
    """The pack's value."""
    choices: tuple[str, ...] = ()

    @property
    def is_changed(self) -> bool:
        return self.now != self.own

    @property
    def shown(self) -> str:
        return WORDS.get(self.now, self.now)

    @property
    def own_shown(self) -> str:
        return WORDS.get(self.own, self.own)


def settings(county) -> list[Setting]:
    """The values outside the duties, in the order of the page."""
    return [found for path in LABELS if (found := find(county, path))]


def of_rule(county, code: str) -> list[Setting]:
    """The values of one duty that can be changed."""
    return [found for key in OF_RULE if (found := find(county, f"duties.rules.{code}.{key}"))]


def find(county, path: str) -> Setting | None:
    label = LABELS.get(path)
    if label is None and path.startswith("duties.rules."):
        _, _, code, key = (*path.split("."), "", "")[:4]
        rule = county.policy(DutyPolicy).rules.get(code)
        if rule is None or key not in OF_RULE:
            return None
        label = f"{rule.label}：{OF_RULE[key]}"
    if label is None:
        return None
    table, *keys = path.split(".")
    policy = packs.sections()[table]
    now, kind = _value(county.policy(policy), keys)
    own, _ = _value(packs.policy_for(county.pack, {}, policy), keys)
    if now is None and own is None:
        return None
    return Setting(path, label, _text(now), _text(own), _choices(kind))


def value_of(county, path: str) -> str:
    """What holds now, as text."""
    table, *keys = path.split(".")
    return _text(_value(county.policy(packs.sections()[table]), keys)[0])


def _value(policy, keys):
    kind = None
    for key in keys:
        if isinstance(policy, dict):
            policy, kind = policy.get(key), None
        elif dataclasses.is_dataclass(policy):
            kind = typing.get_type_hints(type(policy)).get(key)
            policy = getattr(policy, key, None)
        else:
            return None, None
    return policy, kind


def _text(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (Duration, MonthDay)):
        return str(value)
    return "" if value is None else str(value)


def _choices(kind) -> tuple[str, ...]:
    if kind is bool:
        return ("true", "false")
    if typing.get_origin(kind) is typing.Literal:
        return tuple(map(str, typing.get_args(kind)))
    return ()
