"""Training plans, their batches and courses."""

from __future__ import annotations

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused

from ..models import TrainingBatch, TrainingCourse, TrainingPlan


@transaction.atomic
def save_plan(plan: TrainingPlan, *, by: Actor) -> TrainingPlan:
    if plan.until < plan.since:
        raise Refused("结束不能早于开始", field="until")
    plan.save()
    audit.record("activities.training_plan", by=by, obj=plan, detail={"since": plan.since.isoformat()})
    return plan


@transaction.atomic
def save_batch(batch: TrainingBatch, *, by: Actor) -> TrainingBatch:
    if not batch.plan.since <= batch.due_on <= batch.plan.until:
        raise Refused("计划完成时间要在培训计划的起止日期之内", field="due_on")
    batch.save()
    audit.record("activities.training_batch", by=by, obj=batch.plan, detail={"batch": batch.title})
    return batch


@transaction.atomic
def add_course(course: TrainingCourse, *, by: Actor) -> TrainingCourse:
    course.save()
    audit.record("activities.training_course", by=by, obj=course.batch.plan, detail={"course": course.title})
    return course


@transaction.atomic
def remove_course(course: TrainingCourse, *, by: Actor) -> TrainingPlan:
    plan = course.batch.plan
    audit.record("activities.training_course", by=by, obj=plan, detail={"removed": course.title})
    course.delete()
    return plan
