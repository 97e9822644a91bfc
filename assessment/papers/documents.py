"""Papers of this room in official layout: what each says, as plain words.

Every paper is the same kind of sheet (GB/T 9704-2012): head, number, title, 主送, text with
numbered parts, signature, annexes with tables. One page for the printer shows them all; each
has a Word template of its own, which a county may replace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from html import unescape

from django.conf import settings
from django.utils.html import strip_tags

from congress_poverty.calendar import WEEKDAYS
from congress_poverty.packs import term
from congress_poverty.text import mask_name
from congress_poverty.word import fill
from congress_poverty.word.fill import balanced, blank_number, day, paragraphs
from deputies import figures as people
from deputies.models import Campaign, County, Region
from suggestions.documents import issuer

from ..figures import LABELS
from ..models import Check, Finding, HalfYearReport, Meeting, OfficialPaper, PaperEdition
from ..policy import CheckPolicy
from . import drafts
from .summary import Summary

TEMPLATES = settings.BASE_DIR / "templates" / "assessment" / "documents"
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")
NUMERALS = "一二三四五六七八九十"

LABELS_OF_PAPERS = {
    "half-year-report": "半年情况报告",
    "annual-summary": "年度总结",
    "activity-plan": "活动方案",
    "pairing-list": "帮扶名单",
    "bulletin": "情况通报",
    "official-paper": "文件",
    "campaign": "主题活动",
    "county-summary": "县级汇总",
    "meeting-notice": "会议通知",
    "meeting-minutes": "会议纪要",
    "check-notice": "督查通知",
    "rectification-sheet": "整改通知单",
}


def word(code: str, sheets: list[dict], *, county: County) -> bytes:
    """The Word file: the county's template, or the program's, filled in."""
    return fill.word(code, sheets, county_code=county.code, home=TEMPLATES)


def sheet(
    *,
    office: str,
    title: str,
    on: date,
    to: str = "",
    text: Iterable[str] = (),
    number: str = "",
    upward: bool = False,
    annexes: Sequence[dict] = (),
    blanks: Sequence[tuple[str, str]] = (),
    signed_on: date | None = None,
    copies: str = "",
) -> dict:
    """One paper. ``upward``: a report to a higher body names who signs it beside the number."""
    opening, parts = parted(text)
    for part in parts[-1:]:
        part["is_last"] = True
    marked = len(annexes) > 1
    return {
        "office": office,
        "number": number or blank_number(on),
        "upward": upward,
        "title": balanced(title),
        "to": to,
        "opening": opening,
        "parts": parts,
        "blanks": [{"label": label, "value": value} for label, value in blanks],
        "annexes": [
            one | {"mark": f"附件{n}" if marked else "附件"} for n, one in enumerate(annexes, start=1)
        ],
        "annex_names": [
            f"附件：{f'{n}.' if marked else ''}{one['title']}" if n == 1 else f"　　　{n}.{one['title']}"
            for n, one in enumerate(annexes, start=1)
        ],
        "date": day(signed_on) if signed_on else "　　　　年　　月　　日",
        "copies": copies,
    }


def parted(text: Iterable[str]) -> tuple[list[str], list[dict]]:
    """Lines before the first 「一、…」, and the parts that such lines head."""
    opening: list[str] = []
    parts: list[dict] = []
    for line in text:
        if _HEADING.match(line) and len(line) <= 40 and not line.endswith("。"):
            parts.append({"title": line, "paragraphs": []})
        elif parts:
            parts[-1]["paragraphs"].append(line)
        else:
            opening.append(line)
    return opening, parts


def table(title: str, head: Sequence[str], rows: Iterable[Sequence], note: str = "") -> dict:
    """An annex: a table, every cell as words."""
    return {
        "title": title,
        "head": list(head),
        "rows": [[_cell(value) for value in row] for row in rows],
        "note": note,
    }


def _cell(value) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, date):
        return f"{value.month}月{value.day}日"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _county_committee(county: County) -> str:
    return f"{county}人民代表大会常务委员会"


# ---- reports ----------------------------------------------------------------------


def half_year_report(report: HalfYearReport, found: drafts.Draft) -> dict:
    """半年情况报告, as the township sends it."""
    county, place = report.county, report.township
    text = [f"根据有关要求，现将{day(report.since)}至{day(report.until)}活动情况报告如下。"]
    for section in found.sections:
        text.append(f"{section.number}、{section.title}")
        text += plain_lines(section.body)
    annex = table("活动情况统计表", ("项目", "本期"), ((LABELS[k], found.numbers.get(k, 0)) for k in LABELS))
    return sheet(
        office=issuer(county, place),
        title=f"{place.name}人大{report.title}",
        to=f"{_county_committee(county)}：",
        text=text,
        upward=True,
        annexes=[annex],
        on=report.due_on,
        signed_on=report.submitted_on,
    )


def plain_lines(markup: str) -> list[str]:
    """The paragraphs of drafted markup as words."""
    lines = (unescape(strip_tags(piece)) for piece in str(markup).split("</p>"))
    return [" ".join(line.split()) for line in lines if line.strip()]


def annual_summary(
    county: County, place: Region | None, year: int, text: Sequence[str], annexes, *, today: date
) -> dict:
    """年度总结 of a township, or of the county."""
    name = f"{place.name}人大" if place else f"{county}人大常委会"
    return sheet(
        office=issuer(county, place),
        title=f"{name}{year}年代表行动总结",
        to=f"{_county_committee(county)}：" if place else "",
        text=text,
        upward=place is not None,
        annexes=annexes,
        on=today,
        signed_on=today,
    )


def county_summary(county: County, found: Summary, *, today: date) -> dict:
    """县级汇总 as a paper: the form of all townships."""
    total = found.total
    rows = [
        (
            line.report.township.name,
            *(line.numbers.get(key, 0) for key in LABELS),
            "" if line.is_frozen else "现算",
        )
        for line in found.lines
    ]
    rows.append(("合计", *(total[key] for key in LABELS), ""))
    text = [
        f"{found.title}应报{len(found.lines)}个乡镇，已报送{found.frozen}个。已报送的用报送时的数字，"
        f"没有报送的按{day(today)}的记录统计。各乡镇合计：代表{total['deputies']:,}名，走访{total['visits']:,}次，"
        f"组织活动{total['activities']:,}次，提出建议{total['suggestions']:,}件，办结"
        f"{total['suggestions_closed']:,}件。"
    ]
    annex = table(f"{found.title}各乡镇统计表", ("乡镇", *LABELS.values(), "注"), rows)
    return sheet(
        office=issuer(county),
        title=f"{county}{found.title}汇总",
        text=text,
        annexes=[annex],
        on=today,
        signed_on=today,
    )


def pairing_list(county: County, place: Region, rows, *, year: int, on: date, hides: bool) -> dict:
    """帮扶名单 (S1-35): filed with the county's standing committee by 31 March."""
    lines = [
        (
            n,
            str(one.person or one.helper),
            str(one.deputy_township or ""),
            mask_name(one.household.head_name) if hides else one.household.head_name,
            str(one.household.village),
            f"{one.started_on.year}.{one.started_on.month}.{one.started_on.day}",
            one.get_source_display() if hasattr(one, "get_source_display") else one.source,
            one.measure,
        )
        for n, one in enumerate(rows, start=1)
    ]
    people = len({line[1] for line in lines})
    homes = len({(line[3], line[4]) for line in lines})
    text = [
        f"按照活动安排，现将{place.name}{year}年人大代表帮扶名单报送备案：{people}名代表（帮扶力量）联系{homes}户，"
        f"共{len(lines)}对。"
    ]
    head = ("序号", "代表", "代表所在乡镇", "联系户", "行政村", "结对时间", "来源", "主要措施")
    return sheet(
        office=issuer(county, place),
        title=f"{place.name}人大{year}年代表帮扶名单",
        to=f"{_county_committee(county)}：",
        text=text,
        upward=True,
        annexes=[table("代表帮扶名单", head, lines)],
        on=on,
        signed_on=on,
    )


# ---- papers with editions -------------------------------------------------------------


def paper_code(paper: OfficialPaper) -> str:
    """Which Word template a paper is printed with."""
    return {"plan": "activity-plan", "bulletin": "bulletin"}.get(paper.kind, "official-paper")


def official_paper(paper: OfficialPaper, edition: PaperEdition, receivers: Sequence[str]) -> dict:
    """A rule, plan, bulletin or notice; a township's plan goes up to the county."""
    upward = paper.township_id is not None
    annex = edition.annex or {}
    to = f"{_county_committee(paper.county)}：" if upward else _addressed(receivers)
    return sheet(
        office=issuer(paper.county, paper.township),
        number=paper.number,
        title=paper.title,
        to="" if paper.kind == "rule" else to,
        text=paragraphs(edition.body),
        upward=upward,
        annexes=[annex] if annex.get("rows") else [],
        on=paper.issued_on or edition.made_on,
        signed_on=paper.issued_on,
    )


def _addressed(receivers: Sequence[str]) -> str:
    """各乡镇、县水利局："""
    return f"{'、'.join(receivers)}：" if receivers else ""


# ---- meetings ------------------------------------------------------------------------


def _when(meeting: Meeting) -> str:
    on = meeting.held_on
    clock = f"{meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    return f"{day(on)}（星期{WEEKDAYS[on.weekday()]}）{clock}"


def invited(meeting: Meeting) -> list[str]:
    """Names of the townships and units that are asked to come; all of them are 各乡镇."""
    towns = [one.township for one in meeting.townships.select_related("township")]
    every = {town.pk for town in people.townships(meeting.county) if town.has_congress}
    whole = len(every) > 1 and every <= {town.pk for town in towns}
    names = ["各乡镇人大"] if whole else [f"{town.name}人大" for town in towns]
    return [*names, *(str(unit) for unit in meeting.units.all())]


def meeting_notice(meeting: Meeting) -> dict:
    """会议通知."""
    who = invited(meeting)
    text = ["一、时间", _when(meeting), "二、地点", meeting.place]
    if meeting.agenda:
        text += ["三、议程", *_numbered(meeting.agenda)]
    text += [f"{NUMERALS[3 if meeting.agenda else 2]}、参会人员", f"{'、'.join(who)}负责人。"]
    if meeting.others:
        text.append(meeting.others)
    if meeting.requests:
        text += [f"{NUMERALS[4 if meeting.agenda else 3]}、有关要求", *paragraphs(meeting.requests)]
    return sheet(
        office=issuer(meeting.county),
        title=f"关于召开{meeting.title}的通知",
        to=_addressed(who),
        text=[f"定于{day(meeting.held_on)}召开{meeting.title}，现将有关事项通知如下。", *text],
        on=meeting.notified_on or meeting.held_on,
        signed_on=meeting.notified_on,
    )


def meeting_minutes(meeting: Meeting) -> dict:
    """会议纪要, with what was decided as a table."""
    text = [
        f"{day(meeting.held_on)}，{meeting.title}在{meeting.place}召开"
        f"{f'，{meeting.chair}主持会议' if meeting.chair else ''}。现将会议情况纪要如下。",
        *paragraphs(meeting.minutes),
    ]
    rows = [
        (n, one.words, one.who, one.due_on, one.get_state_display())
        for n, one in enumerate(meeting.tasks.select_related("township", "unit"), start=1)
    ]
    if meeting.present:
        text.append(f"出席：{meeting.present}")
    annexes = [table("议定事项", ("序号", "事项", "责任单位", "完成时间", "进展"), rows)] if rows else []
    return sheet(
        office=issuer(meeting.county),
        title=f"{meeting.title}纪要",
        text=text,
        annexes=annexes,
        on=meeting.held_on,
        signed_on=meeting.minutes_on,
        copies=f"分送：{'、'.join(invited(meeting))}。",
    )


def _numbered(text: str) -> list[str]:
    return [f"{n}.{line}" for n, line in enumerate(paragraphs(text), start=1)]


# ---- checks -----------------------------------------------------------------------------


def check_notice(check: Check) -> dict:
    """督查通知: an announced check, to the township."""
    offices = [str(one) for one in check.offices.all()]
    text = [
        f"定于{day(check.planned_on)}到你{_of_place(check.township)}开展督查，现将有关事项通知如下。",
        "一、督查内容",
        *(_numbered(check.topics) or ["代表行动开展情况。"]),
        "二、督查人员",
        f"{'、'.join(offices) or issuer(check.county)}{f'：{check.people}' if check.people else ''}。",
        "三、有关要求",
        "请准备好活动台账、结对和走访记录、联络站（室）资料，安排熟悉情况的同志在场。不搞迎送，不层层陪同。",
    ]
    return sheet(
        office=issuer(check.county),
        title="关于开展代表行动督查的通知",
        to=f"{issuer(check.county, check.township)}：",
        text=text,
        on=check.notified_on or check.planned_on,
        signed_on=check.notified_on,
    )


def rectification_sheet(check: Check, findings: Sequence[Finding]) -> dict:
    """整改通知单: what was found, what is asked, by when; with room for the township's answer."""
    kinds = check.county.policy(CheckPolicy).problems
    source = (
        f"{check.organ}反馈{f'（{check.document}）' if check.document else ''}"
        if check.mode == Check.Mode.EXTERNAL
        else f"{day(check.held_on)}督查（{check.get_mode_display()}）"
    )
    rows = [
        (n, _kind(kinds, one.kind), one.words, one.demand, one.due_on)
        for n, one in enumerate(findings, start=1)
    ]
    text = [
        f"{source}发现你{_of_place(check.township)}存在附件所列问题{len(rows)}个。请按期整改，"
        "写明整改措施、完成时间和责任人，附上佐证材料，盖章后报我们。整改后将组织回头看。"
    ]
    head = ("序号", "问题类型", "问题", "整改要求", "整改期限")
    return sheet(
        office=issuer(check.county),
        title="督查问题整改通知单",
        to=f"{issuer(check.county, check.township)}：",
        text=text,
        blanks=(("整改措施", ""), ("完成情况", ""), ("责任人和联系电话", "")),
        annexes=[table("问题清单", head, rows)],
        on=check.held_on or check.planned_on,
        signed_on=check.held_on,
    )


def _of_place(township: Region) -> str:
    return {"town": "镇", "township": "乡", "street": "街道", "farm": "场", "zone": "区"}.get(
        township.kind, "镇"
    )


def _kind(kinds, code: str) -> str:
    found = term(kinds, code)
    return found.label if found else code


# ---- the campaign -----------------------------------------------------------------


def campaign(row: Campaign, *, today: date) -> dict:
    """The campaign as a leaflet: what it is, its phases, who answers for it, the leading group (S2-14)."""
    until = f"至{day(row.until)}" if row.until else "起"
    about = [f"{row.name}活动自{day(row.since)}{until}开展。"]
    if theme := row.theme_of(today.year):
        about.append(f"{today.year}年主题：{theme}。")
    if row.parent:
        about.append(f"上级活动：{row.parent}。")
    if row.legal_basis:
        about.append(f"依据：{row.legal_basis}。")
    parts = [
        ("工作阶段", [f"{name}：{_span(since, until)}。" for name, since, until in row.phases]),
        (
            "责任人",
            [f"{name}（{post}{'，第一责任人' if first else ''}）" for name, post, first in row.responsible],
        ),
    ]
    text = list(about)
    for numeral, (head, lines) in zip(NUMERALS, [one for one in parts if one[1]], strict=False):
        text += [f"{numeral}、{head}", *lines]
    members = [(one.get_role_display(), one.name, one.post) for one in row.leading_group.all()]
    annexes = [table("领导小组名单", ("组内职务", "姓名", "职务"), members)] if members else []
    return sheet(
        office=f"{row.county}人大常委会",
        title=f"{row.name}活动情况",
        text=text,
        on=today,
        annexes=annexes,
        signed_on=today,
    )


def _span(since: str, until: str) -> str:
    return f"{day(date.fromisoformat(since))}至{day(date.fromisoformat(until))}"
