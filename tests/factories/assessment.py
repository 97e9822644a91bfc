"""Reports, documents, checks, meetings, papers and scores."""

from __future__ import annotations

from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from assessment.models import (
    Check,
    CheckRound,
    CrossRound,
    CrossSheet,
    CrossTeam,
    Document,
    EarlierFile,
    Finding,
    FindingStep,
    HalfYearReport,
    Meeting,
    MeetingTask,
    MeetingTownship,
    OfficialPaper,
    PaperEdition,
    PaperReceipt,
    Pledge,
    Score,
    TaskStep,
)
from congress_poverty.reach import reaching
from deputies.models import (
    County,
    Person,
    Region,
)

from .ground import EVERYTHING, proof


def half_year_report(township: Region, period="2026H1", **fields) -> HalfYearReport:
    with reaching(EVERYTHING):
        return HalfYearReport.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            period=period,
            title="2026年上半年情况报告",
            since=date(2026, 1, 1),
            until=date(2026, 6, 30),
            draft_on=date(2026, 6, 1),
            due_on=date(2026, 6, 20),
            last_working_day=date(2026, 6, 18),
            **fields,
        )


def document(
    township: Region, kind="plan", filed_on=date(2026, 3, 20), *, with_file=False, **fields
) -> Document:
    """A township's document as it was handed in: on paper, or with its file."""
    if with_file:
        name = default_storage.save("documents/test.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
        fields |= {"name": name, "original_name": "方案.pdf", "content_type": "application/pdf"}
    with reaching(EVERYTHING):
        county = County.objects.get(region=township.parent)
        fields = {"title": f"{township}活动方案", "filed_by": "李", **fields}
        return Document.objects.create(
            county=county, township=township, kind=kind, filed_on=filed_on, **fields
        )


def earlier_file(document: Document) -> EarlierFile:
    """A file that was replaced."""
    with reaching(EVERYTHING):
        return proof(EarlierFile(document=document, replaced_on=date(2026, 3, 21), replaced_by="李"))


def pledge(person: Person, rule="visit", number=6, year=2026, **fields) -> Pledge:
    with reaching(EVERYTHING):
        return Pledge.objects.create(
            person=person, rule=rule, number=number, year=year, made_on=date(year, 1, 10), **fields
        )


def check_round(county: County, name="2026年第二季度督查", **fields) -> CheckRound:
    with reaching(EVERYTHING):
        fields = {"since": date(2026, 4, 1), "until": date(2026, 6, 30), **fields}
        return CheckRound.objects.create(county=county, name=name, **fields)


def check(township: Region, **fields) -> Check:
    """A check that was held on 12 May 2026."""
    with reaching(EVERYTHING):
        return Check.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            **{
                "shown_to": township,
                "planned_on": date(2026, 5, 12),
                "held_on": date(2026, 5, 12),
                "state": "held",
                **fields,
            },
        )


def finding(check: Check, **fields) -> Finding:
    with reaching(EVERYTHING):
        made = Finding.objects.create(
            county=check.county,
            township=check.township,
            found_in=check,
            **{
                "kind": "venue",
                "words": "代表活动室制度没有上墙。",
                "found_on": date(2026, 5, 12),
                "due_on": date(2026, 5, 27),
                **fields,
            },
        )
        FindingStep.objects.create(finding=made, act="found", on=made.found_on, by="孙")
        return made


def meeting(county: County, townships=(), **fields) -> Meeting:
    """A joint meeting of 9 June 2026, announced."""
    with reaching(EVERYTHING):
        made = Meeting.objects.create(
            county=county,
            **{
                "title": "第二次联席会议",
                "held_on": date(2026, 6, 9),
                "place": "三楼会议室",
                "state": "notified",
                "notified_on": date(2026, 6, 1),
                **fields,
            },
        )
        for town in townships:
            MeetingTownship.objects.create(meeting=made, township=town)
        return made


def meeting_task(meeting: Meeting, township: Region | None = None, **fields) -> MeetingTask:
    with reaching(EVERYTHING):
        return MeetingTask.objects.create(
            county=meeting.county,
            meeting=meeting,
            township=township,
            **{"words": "修通产业路。", "due_on": date(2026, 8, 31), **fields},
        )


def task_step(task: MeetingTask, **fields) -> TaskStep:
    with reaching(EVERYTHING):
        fields = {"act": "reported", "on": date(2026, 7, 1), "by": "李", **fields}
        return TaskStep.objects.create(task=task, **fields)


def official_paper(county: County, receivers=(), body="一、每季度走访一次。", **fields) -> OfficialPaper:
    """A draft; with ``receivers`` it was issued to these townships on 1 June 2026."""
    with reaching(EVERYTHING):
        issued = {"state": "issued", "issued_on": date(2026, 6, 1)} if receivers else {}
        made = OfficialPaper.objects.create(
            county=county,
            **{"kind": "rule", "title": "联系选民制度", "made_on": date(2026, 5, 20), **issued, **fields},
        )
        PaperEdition.objects.create(paper=made, body=body, made_on=made.made_on)
        for town in receivers:
            PaperReceipt.objects.create(paper=made, township=town, sent_on=date(2026, 6, 1))
        return made


def score(township: Region, person: Person | None = None, year=2026, **fields) -> Score:
    """A township's score, or a deputy's."""
    with reaching(EVERYTHING):
        return Score.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            person=person,
            subject=Score.Subject.DEPUTY if person else Score.Subject.TOWNSHIP,
            year=year,
            computed_on=date(year, 12, 30),
            **fields,
        )


def cross_sheet(township: Region, state="open", year=2026, quarter=2, **fields) -> CrossSheet:
    """A round with one team and its sheet for the township."""
    with reaching(EVERYTHING):
        county = County.objects.get(region=township.parent)
        found, _ = CrossRound.objects.get_or_create(
            county=county, year=year, quarter=quarter,
            defaults={
                "title": f"{year} 年第 {quarter} 季度交叉考评", "since": date(year, quarter * 3 - 2, 1),
                "until": date(year, quarter * 3, 28), "state": state,
                "items": [{"code": "place", "label": "硬件", "points": "20", "looks_at": "牌子"}],
            },
        )  # fmt: skip
        team, _ = CrossTeam.objects.get_or_create(cross_round=found, name="第一考评组", leader_name="周主任")
        return CrossSheet.objects.create(cross_round=found, team=team, township=township, **fields)
