"""Letters and forms on paper: what each says, who may have it, and its Word template.

A document is worked out once, as plain words; the page for the printer and the Word file
both show these words. The Word template is a file that a county may replace by its own:
the first of ``var/documents/<county>/<code>.docx``, ``var/documents/<code>.docx`` and the
one that comes with the program (``manage.py word_templates``) is taken.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path
from zipfile import BadZipFile

from django.conf import settings
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from congress_poverty.refusals import Refused
from deputies.models import County
from deputies.roles import DEPUTY, HANDLING_UNIT
from visits.papers import DOCX

from . import flow
from .actions import is_own, never_public
from .annual import AnnualReport
from .models import Assignment, Reply, Suggestion, SuggestionProposer, UrgeLetter
from .story import Story
from .story.rows import nth

CONTENT_TYPE = DOCX
TEMPLATES = settings.BASE_DIR / "templates" / "suggestions" / "documents"
# What the handling form holds on its one page; longer words go on a second sheet, whole.
FORM_WIDTH, FORM_BODY, FORM_ASK = 33, 10, 5
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNREADABLE = (TemplateError, PackageNotFoundError, BadZipFile, XMLSyntaxError, KeyError, ValueError)


@dataclass(frozen=True)
class Document:
    """A letter or form about one suggestion.

    ``permissions``: whoever has one of them may ask for it. ``sheets`` says what it holds
    for the person of the story, a sheet for each unit or deputy; none = not now.
    """

    code: str
    label: str
    permissions: tuple[str, ...]
    sheets: Callable[[Story], list[dict]]


# ---- words ----------------------------------------------------------------------


def day(value: date | None) -> str:
    """2026年6月20日: Arabic numerals, no leading zero (GB/T 9704-2012, 7.3.5.4)."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def paragraphs(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def blank_number(on: date) -> str:
    """The place for the number that the office's register gives: hexagonal brackets, no leading zero."""
    return f"〔{on.year}〕　　号"


def issuer(county: County, township=None) -> str:
    """The body that signs: the county's deputies' committee or a township's presidium."""
    if township is not None:
        return f"{township}人民代表大会主席团"
    return f"{county}人大常委会{county.deputies_committee_name}"


def _about(story: Story) -> dict:
    """What every document says of the suggestion."""
    row = story.suggestion
    own_level = row.handled_at == Suggestion.Level.TOWNSHIP
    confirmed = SuggestionProposer.Answer.CONFIRMED
    return {
        "number": row.number,
        "named": _named(row.number),
        "title": row.title,
        "county": str(row.county),
        "office": issuer(row.county, row.township if own_level else None),
        "phone": row.county.phone,
        "lead": row.lead.name,
        "delegation": f"{row.township}代表团",
        "co": [one.person.name for one in story.proposers if one.role == "co" and one.answer == confirmed],
        "submitted_on": day(row.submitted_on),
        "handed_over_on": day(row.handed_over_on),
        "raised_in": row.get_raised_in_display(),
        "dispatch": row.get_dispatch_display(),
        "category": story.category(),
        "is_confidential": row.is_confidential,
        "blank_number": blank_number(story.today),
        "today": day(story.today),
    }


def _named(number: str) -> str:
    """How a sentence names it: a register's bare 087 is 第087号, 灵建〔2026〕087号 stands for itself."""
    if not number:
        return ""
    return number if number.endswith("号") else f"第{number}号"


def _answer_clocks(story: Story, assignment: Assignment | None = None) -> list[date]:
    """The days for the answer in this round, each once."""
    days = [
        clock.effective_on
        for clock in story.clocks
        if clock.name in flow.ANSWER_CLOCKS
        and clock.round == story.suggestion.round
        and not clock.is_void
        and (assignment is None or clock.assignment_id == assignment.pk)
    ]
    return list(dict.fromkeys(days))


def _until(story: Story, assignment: Assignment, *names: str) -> str:
    """The day of one of a unit's clocks; '' when none of them runs for it."""
    return next(
        (
            day(clock.effective_on)
            for clock in story.clocks
            if clock.name in names and clock.assignment_id == assignment.pk and not clock.is_void
        ),
        "",
    )


def _for_units(story: Story, office: tuple[str, ...]) -> list[Assignment]:
    """The parts of this round that the person may have papers for: a unit its own, the office all."""
    parts = [one for one in story.acting_units if one.part != flow.Part.VIA]
    if story.role == HANDLING_UNIT:
        return [one for one in parts if is_own(one)]
    return parts if story.role in office else []


def _readable(story: Story) -> list[Reply]:
    """The answers that the person may read: delivered, or written by the own unit or entered for it."""
    writing = {one.pk for one in _for_units(story, flow.ENTERING)}
    return [
        one for one in story.replies if one.written_on and (one.delivered_on or one.assignment_id in writing)
    ]


def _answer(story: Story, reply: Reply) -> dict:
    if reply.is_waived:
        met = "代表书面同意不见面"
    else:
        met = "　".join(word for word in (day(reply.met_on), reply.met_place, reply.unit_people) if word)
    withheld = f"不公开：{reply.withheld_reason}" if reply.withheld_reason else "不公开"
    return {
        "unit": str(reply.assignment.unit) if reply.assignment else "",
        "doc_no": reply.doc_no,
        "written_on": day(reply.written_on),
        "signed_by": reply.signed_by,
        "result": story.result_label(reply.result_code),
        "summary": reply.summary,
        "met": met,
        "public": "公开" if reply.is_public else withheld,
    }


# ---- what each document holds -----------------------------------------------------


def _handling_form(story: Story) -> list[dict]:
    """建议办理单: everything on one page; what is too long begins there and stands whole on the next."""
    row = story.suggestion
    delivered = [one for one in story.replies if one.delivered_on]
    last = max((one.round for one in delivered), default=0)
    rows = (("反映的情况", row.body, FORM_BODY), ("希望怎么办", row.ask, FORM_ASK))
    cut = [(label, text) for label, text, lines in rows if _lines(text) > lines]
    leader = row.key_leader or "是"
    sheet = {
        "body": _beginning(row.body, FORM_BODY),
        "ask": _beginning(row.ask, FORM_ASK),
        "key": leader if row.is_key else "否",
        "leads": [str(one.unit) for one in story.acting_units if one.part == flow.Part.LEAD],
        "cos": [str(one.unit) for one in story.acting_units if one.part == flow.Part.CO],
        "due_on": "、".join(day(one) for one in _answer_clocks(story)),
        "answers": [_answer(story, one) for one in delivered if one.round == last],
        "satisfaction": story.satisfaction(),
        "closed_on": day(row.closed_on),
        "level": row.get_handled_at_display(),
        "face": row.face.label,
        "steps": len(story.steps),
        "printed_by": str(story.request.user),
        "continued": [{"label": label, "lines": paragraphs(text)} for label, text in cut],
    }
    return [_about(story) | sheet]


def _lines(text: str) -> int:
    return sum(ceil(len(line) / FORM_WIDTH) for line in paragraphs(text))


def _beginning(text: str, lines: int) -> list[str]:
    """As many lines as fit; where something is left, the last one says where it stands."""
    if _lines(text) <= lines:
        return paragraphs(text)
    room, kept = (lines - 1) * FORM_WIDTH, []
    for line in paragraphs(text):
        kept.append(line[:room])
        room -= ceil(len(line) / FORM_WIDTH) * FORM_WIDTH
        if room <= 0:
            break
    kept[-1] += "……（全文见附页）"
    return kept


def _handover_notices(story: Story) -> list[dict]:
    """交办通知: to each unit its own, with its days and what is asked of it."""
    row, about = story.suggestion, _about(story)
    sheets = []
    for one in _for_units(story, flow.OFFICE[row.handled_at]):
        others = [other for other in story.acting_units if other.pk != one.pk and other.part != flow.Part.VIA]
        sheets.append(
            about
            | {
                "to": str(one.unit),
                "part": one.get_part_display(),
                "task": one.task,
                "others": [f"{other.unit}（{other.get_part_display()}）" for other in others],
                "again": nth(row.round) if row.round > 1 else "",
                "requirements": _requirements(story, one),
                "assigned_on": day(one.assigned_on),
                "body": paragraphs(row.body),
                "ask": paragraphs(row.ask),
            }
        )
    return sheets


def _requirements(story: Story, one: Assignment) -> list[str]:
    sign, objection = _until(story, one, "sign"), _until(story, one, "objection")
    said = []
    if sign:
        said.append(f"请于{sign}前签收，写明分管领导、经办科室和经办人。")
    if objection:
        said.append(f"不属于你单位职责的，请于{objection}前书面说明理由、提出改派的单位，逾期不作调整。")
    if one.part == flow.Part.CO:
        opinion = _until(story, one, "co_opinion", "co_redo")
        said.append(
            f"请于{opinion}前向主办单位提出协办意见。" if opinion else "请及时向主办单位提出协办意见。"
        )
    else:
        due = "、".join(day(found) for found in _answer_clocks(story, one))
        meet = "，并与代表见面沟通、听取意见" if story.policy.face_to_face_required else ""
        said.append(f"请{f'于{due}前' if due else '按期'}书面答复代表{meet}。")
        said.append("答复由单位负责人签发，写明文号和办理结果；一时不能解决的，写明完成时间和责任人。")
    if story.suggestion.is_confidential:
        said.append("代表要求保密，请只给办理的人看，答复不公开。")
    return said


def _reply_letters(story: Story) -> list[dict]:
    """答复函: to begin from, with what the unit has filled in already."""
    row, about = story.suggestion, _about(story)
    people = [about["lead"], *about["co"]]
    co_units = [str(one.unit) for one in story.acting_units if one.part == flow.Part.CO]
    sheets = []
    for one in _for_units(story, flow.ENTERING):
        if one.part != flow.Part.LEAD:
            continue
        reply = next((other for other in story.replies if other.assignment_id == one.pk), None)
        written = reply if reply and reply.written_on else None
        private = bool(never_public(row)) or bool(written and not written.is_public)
        sheets.append(
            about
            | {
                "unit": str(one.unit),
                "doc_no": (written and written.doc_no) or about["blank_number"],
                "signed_by": written.signed_by if written else "",
                "result": story.result_label(written.result_code) if written else "",
                "to": f"{'、'.join(people)}代表",
                "with_units": "、".join(co_units),
                "again": row.round > 1,
                "body": paragraphs(written.body or written.summary) if written else [],
                "officer": one.officer,
                "officer_phone": one.officer_phone,
                "written_on": day(written.written_on) if written else "　　　　年　　月　　日",
                "publicity": "此件不公开" if private else "此件公开发布" if written else "公开属性：　　　　",
            }
        )
    return sheets


def _surveys(story: Story) -> list[dict]:
    """征询意见表: one for each proposer, who answers alone; a deputy gets the own one."""
    row, about, policy = story.suggestion, _about(story), story.policy
    answers = [_answer(story, one) for one in _readable(story) if one.round == row.round]
    if not answers:
        return []
    proposers = [one for one in story.proposers if one.answer == SuggestionProposer.Answer.CONFIRMED]
    if story.role == DEPUTY:
        proposers = [one for one in proposers if one == story.own_proposer]
    due = next((one for one in story.clocks if (one.name, one.round) == ("feedback", row.round)), None)
    scale = [one.label for one in policy.satisfaction]
    sheet = {
        "answers": answers,
        "questions": [{"label": one.label, "scale": scale} for one in policy.rating_dimensions],
        "reasons": [one.label for one in policy.dissatisfaction_reasons],
        "dissatisfied": "、".join(one.label for one in policy.satisfaction if one.reopens),
        "due_on": day(due.effective_on) if due else "",
    }
    return [
        about | sheet | {"proposer": one.person.name, "role": one.get_role_display()} for one in proposers
    ]


def _supervision_notices(story: Story) -> list[dict]:
    """督办单: to each lead unit that has not answered yet."""
    row, about = story.suggestion, _about(story)
    if row.state not in (*flow.AT_UNITS, flow.State.ESCALATED):
        return []
    sheets = []
    for one in _for_units(story, flow.SUPERVISORS[row.handled_at]):
        if one.part != flow.Part.LEAD:
            continue
        sheets.append(
            about
            | {
                "to": str(one.unit),
                "officer": one.officer,
                "assigned_on": day(one.assigned_on),
                "standing": _standing(story, one),
                "grounds": _grounds(story, one),
                "supervisors": [str(found) for found in story.supervisors if found.until is None],
            }
        )
    return sheets


def _standing(story: Story, one: Assignment) -> str:
    days = _answer_clocks(story, one)
    if not days:
        return ""
    left = (days[-1] - story.today).days
    return f"{day(days[-1])}（{f'还剩{left}天' if left >= 0 else f'已逾期{-left}天'}）"


def _grounds(story: Story, one: Assignment) -> list[str]:
    """Why it is watched over, from the rows."""
    row = story.suggestion
    said = []
    if row.is_key:
        decision = next((found.decision for found in story.supervisors if found.decision), None)
        by = f"{day(decision.decided_on)}{decision.meeting}决定，" if decision else ""
        said.append(f"{by}列为重点督办件。")
    urged = sum(step.move == "urge" and step.assignment_id in (None, one.pk) for step in story.steps)
    if urged:
        said.append(f"已催办{urged}次。")
    if row.dissatisfied_count:
        said.append(f"代表{row.dissatisfied_count}次评价不满意。")
    return said


HANDLING_FORM = Document("handling-form", "建议办理单", ("suggestions.read",), _handling_form)
DOCUMENTS = {
    document.code: document
    for document in (
        HANDLING_FORM,
        Document(
            "handover-notice",
            "交办通知",
            ("suggestions.hand_over", "suggestions.handle"),
            _handover_notices,
        ),
        Document("reply-letter", "答复函", ("suggestions.handle", "suggestions.enter"), _reply_letters),
        Document(
            "survey",
            "征询意见表",
            ("suggestions.handle", "suggestions.enter", "suggestions.rate"),
            _surveys,
        ),
        Document(
            "supervision-notice",
            "督办单",
            ("suggestions.supervise", "suggestions.handle"),
            _supervision_notices,
        ),
    )
}
URGE_LETTER, ANNUAL_REPORT = "urge-letter", "annual-report"


def on_offer(story: Story) -> list[Document]:
    """What the person can have of this suggestion now."""
    may = story.request.may
    return [
        one for one in DOCUMENTS.values() if any(may(name) for name in one.permissions) and one.sheets(story)
    ]


def urge_letter(letter: UrgeLetter, suggestions: list[Suggestion]) -> dict:
    """催办函: the matters of the letter that whoever looks may see."""
    return {
        "number": letter.number,
        "to": str(letter.unit),
        "message": paragraphs(letter.message),
        "office": issuer(letter.county, letter.township),
        "sent_on": day(letter.sent_on),
        "rows": [
            {
                "number": one.number,
                "title": one.title,
                "handed_over_on": day(one.handed_over_on),
                "due_on": day(one.answer_due_on),
            }
            for one in suggestions
        ],
    }


def annual_report(report: AnnualReport, *, with_annex: bool) -> dict:
    """年度办理情况报告, with the table of the units where it is the whole county's."""
    units = report.units if with_annex else []
    return {
        "title": report.title,
        "to": report.to,
        "opening": report.opening,
        "parts": [
            {"number": one.number, "title": one.title, "paragraphs": one.paragraphs} for one in report.parts
        ],
        "closing": report.closing,
        "office": report.signed,
        "blank_number": blank_number(report.drafted_on),
        "drafted_on": day(report.drafted_on),
        "annex": [
            {
                "unit": group.label,
                "handed": str(group["handed"].numerator),
                "answered": str(group["answered"].numerator),
                "in_time": _percent(group["in_time"].percent),
                "satisfied": _percent(group["satisfied"].percent),
            }
            for group in units
        ],
    }


def _percent(percent) -> str:
    return "—" if percent is None else f"{percent}%"


# ---- Word -------------------------------------------------------------------------


def word(code: str, sheets: list[dict], *, county: County) -> bytes:
    """The Word file: the county's template, or the program's, filled in."""
    path = template_of(code, county)
    try:
        template = DocxTemplate(path)
        # Without autoescape a title with & or < makes a file that Word cannot open.
        template.render({"sheets": _plain(sheets)}, SandboxedEnvironment(), autoescape=True)
        out = io.BytesIO()
        template.save(out)
    except _UNREADABLE as error:
        if path.parent == TEMPLATES:
            raise
        raise Refused(
            f"本县的 Word 模板 {path.name} 用不了，请系统管理员检查或移走它（{type(error).__name__}）。"
        ) from error
    return out.getvalue()


def template_of(code: str, county: County) -> Path:
    """The county's own template, that of the whole installation, or the one that comes with the program."""
    own = settings.DOCUMENT_TEMPLATES
    places = (own / county.code, own, TEMPLATES)
    return next(found for place in places if (found := place / f"{code}.docx").is_file())


def _plain(value):
    """The same values without the characters that no XML file can carry."""
    if isinstance(value, str):
        return _NOT_XML.sub("", value)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value
