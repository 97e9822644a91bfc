"""Visits, activities, training and reports of duty."""

from __future__ import annotations

import uuid
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from congress_poverty.reach import reaching
from deputies.models import (
    Account,
    County,
    Person,
    Region,
)
from pairing.models import (
    Household,
)
from visits.models import (
    Activity,
    ActivityFile,
    ActivityOpinion,
    ActivityTask,
    Attendance,
    DutyReport,
    FundBudget,
    HeldItem,
    LeaveRequest,
    TrainingBatch,
    TrainingCourse,
    TrainingPlan,
    Visit,
    VisitDeputy,
    VisitPhoto,
)

from .deputies import account
from .ground import EVERYTHING, numbers


def photo(visit: Visit, **fields) -> VisitPhoto:
    """A row and its file: a picture of one pixel."""
    n = next(numbers)
    name = default_storage.save(f"visits/test-{n}.jpg", ContentFile(b"\xff\xd8\xff\xd9"))
    with reaching(EVERYTHING):
        fields = {"sha256": f"{n:064d}", "width": 1, "height": 1, "size": 4, **fields}
        return VisitPhoto.objects.create(visit=visit, name=name, **fields)


def held_item(person: Person, **fields) -> HeldItem:
    """A visit from a phone that waits for the township's decision."""
    token = uuid.uuid4()
    owner = Account.objects.filter(person=person).first() or account(person.name, person=person)
    fields = {
        "kind": "visit",
        "schema": 1,
        "reason": HeldItem.Reason.REASSIGNED,
        "sentence": "张德福家改由别人联系。",
        "payload": '{"household": "", "note": "看望老人"}',
        "received_at": timezone.now(),
        **fields,
    }
    with reaching(EVERYTHING):
        return HeldItem.objects.create(
            token=token,
            sha=token.hex * 2,
            county=person.county,
            township=person.township,
            person=person,
            account=owner,
            **fields,
        )


def visit(person: Person, household: Household, visited_on=date(2026, 5, 1), **fields) -> Visit:
    with reaching(EVERYTHING):
        made = Visit.objects.create(
            county=household.county,
            township=person.township,
            household=household,
            visited_on=visited_on,
            deputy_names=person.name,
            **{"mode": "入户走访", **fields},
        )
        VisitDeputy.objects.create(visit=made, person=person, is_lead=True)
        return made


def activity(township: Region, held_on=date(2026, 5, 1), present=(), **fields) -> Activity:
    with reaching(EVERYTHING):
        made = Activity.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            held_on=held_on,
            present_count=len(present),
            **{"kind": "专题调研", "topic": "饮水安全", **fields},
        )
        for somebody in present:
            Attendance.objects.create(activity=made, person=somebody)
        return made


def plan(township: Region, invited=(), held_on=date(2099, 6, 1), **fields) -> Activity:
    """An activity that lies ahead, with who is asked to come."""
    made = activity(township, held_on, state=Activity.State.PLANNED, **fields)
    with reaching(EVERYTHING):
        for somebody in invited:
            Attendance.objects.create(activity=made, person=somebody, status="invited")
    return made


def leave(activity: Activity, person: Person, **fields) -> LeaveRequest:
    """A leave that is asked for, from an activity on whose list the deputy stands."""
    fields = {"context": "activity", "reason": "住院", "approver": "李主席", **fields}
    with reaching(EVERYTHING):
        return LeaveRequest.objects.create(
            activity=activity, person=person, asked_on=date(2026, 6, 1), **fields
        )


def activity_task(township: Region, *, done=False, **fields) -> ActivityTask:
    with reaching(EVERYTHING):
        fields = {"what": "把意见送水利局", "who": "李干事", "due_on": date(2026, 6, 1), **fields}
        if done:
            fields |= {"done_on": date(2026, 5, 20), "proof": "已送达"}
        return ActivityTask.objects.create(activity=activity(township), **fields)


def heard(township: Region, words="村西头晚上没有路灯。", **fields) -> ActivityOpinion:
    with reaching(EVERYTHING):
        return ActivityOpinion.objects.create(activity=activity(township), words=words, **fields)


def activity_file(township: Region, **fields) -> ActivityFile:
    """A row and its file."""
    n = next(numbers)
    name = default_storage.save(f"activities/test-{n}.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
    fields = {"original_name": "通知.pdf", "content_type": "application/pdf", **fields}
    with reaching(EVERYTHING):
        return ActivityFile.objects.create(
            activity=activity(township),
            name=name,
            sha256=f"{n:064d}",
            size=14,
            added_on=date(2026, 5, 2),
            **fields,
        )


def training_plan(county: County, township=None, **fields) -> TrainingPlan:
    fields = {"title": "全员轮训", "since": date(2026, 1, 1), "until": date(2026, 12, 31), **fields}
    with reaching(EVERYTHING):
        return TrainingPlan.objects.create(county=county, township=township, **fields)


def training_batch(county: County, township=None, plan=None, **fields) -> TrainingBatch:
    with reaching(EVERYTHING):
        fields = {"title": "第一期", "due_on": date(2026, 6, 30), **fields}
        return TrainingBatch.objects.create(plan=plan or training_plan(county, township), **fields)


def training_course(county: County, township=None, batch=None, **fields) -> TrainingCourse:
    with reaching(EVERYTHING):
        fields = {"title": "代表法", **fields}
        return TrainingCourse.objects.create(batch=batch or training_batch(county, township), **fields)


def duty_report(person: Person, held_on=date(2026, 5, 1), **fields) -> DutyReport:
    """A report at a session of the deputy's township."""
    session = activity(person.township, held_on, present=[person], kind="述职", topic="代表述职")
    with reaching(EVERYTHING):
        fields = {"voters": 60, "satisfied": 50, "basically": 6, "dissatisfied": 1, **fields}
        return DutyReport.objects.create(activity=session, person=person, **fields)


def fund_budget(county: County, year: int, amount, township=None) -> FundBudget:
    with reaching(EVERYTHING):
        return FundBudget.objects.create(county=county, year=year, amount=amount, township=township)
