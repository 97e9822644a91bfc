"""A county's duties as sentences: 「乡镇人大每季度组织座谈会不少于 1 次。」"""

from __future__ import annotations

from congress_poverty.packs import Term, term
from visits.policy import VisitPolicy

from ..models import Meeting
from ..policy import AssessmentPolicy
from .measures import MEASURES
from .obligations import looked_up
from .rules import EVERY, SUBJECTS, DutyPolicy, DutyRule

ONLY = {
    "paired": "有联系户的",
    "congress": "设人代会的",
    "town_station": "乡镇一级的",
    "lead_unit": "承办建议的",
}


def sentence(county, rule: DutyRule) -> str:
    """Who, how often or by when, what, how many times."""
    measure = MEASURES[rule.measure]
    who = f"{ONLY.get(rule.only, '')}{subject_words(county, rule)}"
    what = f"{measure.words}{kind_words(county, rule)}"
    if measure.owes:
        number = ""
    else:
        number = f"不少于 {rule.minimum} {measure.unit}"
        if rule.target > rule.minimum:
            number += f"，力争 {rule.target} {measure.unit}"
    campaign = "（活动期间）" if rule.in_campaign else ""
    return f"{who}{when(county, rule)}{what}{number}{campaign}。"


def subject_words(county, rule: DutyRule) -> str:
    if rule.subject in ("deputy", "mandate"):
        words = county.level_words()
        levels = "、".join(words.label(level) for level in rule.levels)
        return f"{levels}代表" if levels else "代表"
    if rule.subject == "county":
        return f"{county}人大常委会"
    return SUBJECTS[rule.subject]


def when(county, rule: DutyRule) -> str:
    if rule.every:
        return EVERY[rule.every]
    if rule.within:
        return f"在结对后{rule.within.words}内"
    by = (rule.by.day or looked_up(county, rule.by.text)).words
    return f"每年{rule.since.words}至{by}" if rule.since else f"每年{by}前"


def kind_words(county, rule: DutyRule) -> str:
    """「专题调研、集中视察或集中走访」: either counts."""
    sort = MEASURES[rule.measure].kinds
    if rule.measure == "n_ones":
        return f"“{county.policy(VisitPolicy).n_ones.title}”"
    if rule.measure == "visits":
        return "联系户" if rule.only == "paired" else "选民"
    if sort == "activity" and not rule.kinds:
        return "活动"
    known = {
        "activity": lambda: county.policy(VisitPolicy).activity_kinds,
        "document": lambda: county.policy(DutyPolicy).documents,
        "report": lambda: county.policy(AssessmentPolicy).reports,
        "meeting": lambda: tuple(Term(kind.value, kind.label) for kind in Meeting.Kind),
    }.get(sort)
    if known is None:
        return ""
    if sort == "report":
        return rule.label
    labels = [found.label for code in rule.kinds if (found := term(known(), code))]
    return f"{'、'.join(labels[:-1])}或{labels[-1]}" if len(labels) > 1 else "".join(labels)
