"""Clock profiles: how long each step may take by a place's regulation, with the article beside each value.

``congress_poverty/packs/clocks/<name>.toml`` holds one place. A pack names it
(``clock_profile = "chongqing"`` in ``[suggestions]``) and may state single values of its
own, which win. A profile says for both levels of congress what its texts say; what they
leave open comes from ``cn_default``. ``township_follows`` is the article by which the main
text holds for townships too; without it they keep the national times.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.core.checks import Error

from congress_poverty.calendar import Duration, MonthDay
from congress_poverty.packs import PACKS, PackError, Place, build

PROFILES = PACKS / "clocks"
NATIONAL = "cn_default"
LEVELS = ("county", "township")
OWN = "本县规则包"  # the source of a value that a pack or a county's override states

# Clocks that run: each is started by one move and stopped by another.
CLOCK_LABELS = {
    "handover": "交办",
    "sign": "签收",
    "objection": "申请退回",
    "reassign": "重新交办",
    "acceptance_notice": "告知受理",
    "first_contact": "联系代表",
    "co_opinion": "协办意见",
    "co_redo": "协办意见重报",
    "reply": "答复",
    "long_reply": "延期答复",
    "feedback": "代表评价",
    "rehandle": "重新办理",
    "promise_feedback": "承诺事项评价",
}
# What a regulation lays down besides: days of the year, times that belong to no single suggestion, and how.
RULE_LABELS = {
    "deploy_meeting": "办理工作部署会议",
    "linked_opinion_reply": "联系代表时所提意见的答复",
    "promise_report": "承诺事项落实情况报告",
    "unit_annual_report": "承办单位年度报告",
    "unit_reports": "承办单位办理情况报告",
    "hard_stop": "统一办结日期",
    "long_extra": "再延长",
    "long_needs_consent": "延期是否须经交办机构同意",
    "clock_from": "答复期限的起算日",
    "second_fail": "再次答复仍不满意的",
}
CHOICE_LABELS = {
    "handover": "交办之日",
    "congress_closing": "代表大会闭会之日",
    "escalate": "转入约见、评议、询问等",
    "meeting": "由交办机构召集代表和承办单位当面研究",
    "expert_assessment": "由交办机构组织专家评估",
    True: "须经交办机构同意",
    False: "按建议涉及面和办理难度确定，不须另行同意",
}


@dataclass(frozen=True)
class Clocks:
    """How long each step may take for one level of congress; "" = not regulated, no clock.

    All run from the step before them, ``reply`` and ``long_reply`` from the hand-over
    (交办之日) unless said otherwise. The names are those of ``CLOCK_LABELS``.
    """

    handover: Duration | None
    sign: Duration | None
    objection: Duration | None
    reassign: Duration | None
    acceptance_notice: Duration | None
    first_contact: Duration | None
    co_opinion: Duration | None
    co_redo: Duration | None
    reply: Duration | None
    long_reply: Duration | None
    feedback: Duration | None
    rehandle: Duration | None
    promise_feedback: Duration | None
    deploy_meeting: Duration | None
    """The meeting that lays out the year's handling, counted from the closing of the congress."""
    linked_opinion_reply: Duration | None
    """An answer to what was heard in the standing committee's contacts with deputies."""
    promise_report: MonthDay | None
    """Last day of the year to report on promises."""
    unit_annual_report: MonthDay | None
    unit_reports: tuple[MonthDay, ...]
    reply_from: Literal["handover", "congress_closing"]
    """The day that ``reply`` and ``long_reply`` count from."""
    long_reply_from: Literal["start", "reply_due"]
    """Whether ``long_reply`` is the whole time or is added to ``reply`` (再延长三个月)."""
    long_needs_consent: bool
    """Whether the body that handed over must agree to the long time."""
    second_fail: Literal["escalate", "meeting", "expert_assessment"]
    """What follows a second answer that does not satisfy."""
    hard_stop: MonthDay | None
    """The county's fixed date by which everything is answered; the earlier day wins."""
    sources: dict[str, str] = field(default_factory=dict)
    """Who says so, by name: a regulation with its article."""


@dataclass(frozen=True)
class Rules:
    """What regulations lay down beside clocks, the same at both levels."""

    withdraw_after_handover: bool
    withdraw_needs_all: bool


@dataclass(frozen=True)
class Profile:
    """One place's regulations as tables of ``[suggestions]``, laid over the national default."""

    name: str
    title: str
    county: Mapping[str, Any]
    township: Mapping[str, Any]
    rules: Mapping[str, Any]

    @property
    def words(self) -> str:
        return f"“{self.title}”期限档案（packs/clocks/{self.name}.toml）"

    def under(self, table: Mapping[str, Any]) -> dict[str, Any]:
        """A pack's table ``[suggestions]`` with this profile laid below it."""
        own = table.get("clocks", {})
        if not isinstance(own, dict):
            return {**self.rules, **table}
        clocks = {level: _laid_over(getattr(self, level), own.get(level, {})) for level in LEVELS}
        return {**self.rules, **table, "clocks": {**own, **clocks}}


def names(directory: Path = PROFILES) -> list[str]:
    return sorted(path.stem for path in directory.glob("*.toml"))


@lru_cache(maxsize=64)
def profile(name: str, directory: Path = PROFILES) -> Profile:
    """The profile of this name, read once and checked as a whole."""
    if name not in names(directory):
        raise PackError(f"没有期限档案“{name}”，可用的：{'、'.join(names(directory))}。", code="E_PACK_NAME")
    file = f"packs/clocks/{name}.toml"
    try:
        content = tomllib.loads((directory / f"{name}.toml").read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"{file} 读不出来：{error}。") from error
    head = ("title", "township_follows")
    if unknown := set(content) - {*head, *LEVELS, "rules"}:
        raise PackError(
            f"{file} 有不认识的项 {'、'.join(sorted(unknown))}，"
            f"可用的：{'、'.join((*head, *LEVELS, 'rules'))}。",
            code="E_PACK_KEY",
        )
    if not isinstance(content.get("title"), str):
        raise PackError(f"{file} 开头缺少 title（文字）。", code="E_PACK_KEY")
    below = Profile("", "", {}, {}, {}) if name == NATIONAL else profile(NATIONAL)
    county, township, rules = (_pairs(content.get(key, {}), Place(file, key)) for key in (*LEVELS, "rules"))
    referred = {}
    if (article := content.get("township_follows")) is not None:
        by = f"，乡镇依{article}参照执行" if article else ""
        referred = {key: (value, source + by) for key, (value, source) in county.items()}
    found = Profile(
        name,
        content["title"],
        _with_sources(below.county, county),
        _with_sources(below.township, {**referred, **township}),
        {**below.rules, **{key: value for key, (value, _) in rules.items()}},
    )
    for level in LEVELS:
        build(Clocks, getattr(found, level), Place(file, level))
    build(Rules, found.rules, Place(file, "rules"))
    return found


def check_profiles(app_configs=None, directory: Path = PROFILES, **kwargs) -> list[Error]:
    """System check: every profile states clocks that exist, each with its source."""
    errors = []
    for name in names(directory):
        try:
            profile(name, directory)
        except PackError as error:
            errors.append(Error(str(error), id="suggestions.E001"))
    return errors


def _pairs(table: Any, place: Place) -> dict[str, tuple[Any, str]]:
    """Each line as (value, who says so)."""
    if not isinstance(table, dict):
        raise place.fault("应是一张表", "E_PACK_VALUE")
    for key, pair in table.items():
        if not (isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], str) and pair[1]):
            raise place.wrong(key, f'应写成 ["10wd", "某条例第几条"]，现在是 {pair!r}')
    return {key: (value, source) for key, (value, source) in table.items()}


def _with_sources(below: Mapping, pairs: Mapping[str, tuple[Any, str]]) -> dict:
    values = {key: value for key, (value, _) in pairs.items()}
    sources = {key: source for key, (_, source) in pairs.items()}
    return {**below, **values, "sources": {**below.get("sources", {}), **sources}}


def _laid_over(below: Mapping, own: Any) -> Any:
    """A pack's own values of one level over the profile's: the county's word, unless it says whose."""
    if not isinstance(own, dict):
        return own
    stated = own.get("sources", {})
    values = {key: value for key, value in own.items() if key != "sources"}
    return {**below, **values, "sources": {**below["sources"], **dict.fromkeys(values, OWN), **stated}}


if set(CLOCK_LABELS) - {one.name for one in fields(Clocks)}:
    raise TypeError("CLOCK_LABELS and Clocks name different clocks")
