"""Training: coverage of plans and batches, known answers."""

from datetime import date

import pytest

from congress_poverty.reach import reaching
from tests import factories as make
from visits.figures import training as figures
from visits.models import TrainingPlan

ON = date(2026, 6, 30)


@pytest.fixture
def taught(world):
    """A plan for 东乡: a batch for farmers; 王 (official) and two farmers, one of whom came."""
    with reaching(make.EVERYTHING):
        world.wang.category = "official"
        world.wang.save()
    world.zhou = make.deputy(world.east, "周农民", category="farmer", pinyin="zhounongmin znm")
    world.wu = make.deputy(world.east, "吴农民", category="farmer", pinyin="wunongmin wnm")
    world.plan = make.training_plan(world.county, world.east)
    world.batch = make.training_batch(world.county, plan=world.plan, categories=["farmer"])
    world.session = make.activity(
        world.east, date(2026, 5, 1), present=[world.zhou], kind="学习培训", batch=world.batch
    )
    return world


def names(rows):
    return sorted(row.name for row in rows)


def test_a_batch_covers_its_target_group_and_the_plan_everybody(taught, everything):
    share = figures.coverage(taught.plan, ON, taught.batch)
    assert (share.numerator, share.denominator) == (1, 2)
    assert names(figures.untrained(taught.plan, ON, taught.batch)) == ["吴农民"]
    whole = figures.coverage(taught.plan, ON)
    assert (whole.numerator, whole.denominator) == (1, 3)
    assert names(figures.untrained(taught.plan, ON)) == ["吴农民", "王代表"]


def test_the_list_shows_the_same_shares_as_the_plans_do(taught, everything):
    make.training_plan(taught.county, scope="county")
    make.training_plan(taught.county, scope="township")
    make.training_plan(taught.county, taught.west)
    plans = list(TrainingPlan.objects.all())
    assert figures.coverages(taught.county, plans, ON) == {
        plan.pk: figures.coverage(plan, ON) for plan in plans
    }


def test_who_has_left_office_need_not_be_trained(taught, everything):
    taught.wu.mandates.update(ended_on=date(2026, 3, 1))
    share = figures.coverage(taught.plan, ON, taught.batch)
    assert (share.numerator, share.denominator) == (1, 1)


def test_a_leave_and_a_plan_are_no_training(taught, everything):
    taught.session.attendances.create(person=taught.wu, status="leave")
    make.plan(taught.east, [taught.wang], batch=taught.batch)
    assert figures.coverage(taught.plan, ON).numerator == 1


def test_a_plan_for_one_level_asks_the_deputies_of_that_level(taught, everything):
    TrainingPlan.objects.update(scope="township")
    plan = TrainingPlan.objects.get(pk=taught.plan.pk)
    assert figures.coverage(plan, ON).denominator == 0


def test_a_township_that_has_trained_this_year_is_counted(taught, everything):
    assert figures.trained_townships(taught.county, 2026) == {taught.east.pk: 1}
    assert figures.trained_townships(taught.county, 2025) == {}


@pytest.mark.parametrize(("which", "number"), [("all", 3), ("trained", 1), ("untrained", 2)])
def test_every_number_of_a_plan_opens_its_rows(li, taught, which, number):
    page = li.get(f"/training/{taught.plan.code}/people/{which}/").content.decode()
    assert f'class="num">{number}</b>' in page
    assert li.get(f"/training/{taught.plan.code}/people/nobody/").status_code == 404


def test_the_rows_of_a_batch_are_its_own(li, taught):
    url = f"/training/{taught.plan.code}/people/untrained/?batch={taught.batch.code}"
    page = li.get(url).content.decode()
    assert "吴农民" in page
    assert "王代表" not in page


def test_a_clerk_makes_a_plan_a_batch_and_a_course(li, world):
    sent = {"title": "换届轮训", "township": world.east.code, "scope": "all"}
    assert (
        li.post("/training/new/", {**sent, "since": "2026-01-01", "until": "2026-12-31"}).status_code == 302
    )
    with reaching(make.EVERYTHING):
        plan = TrainingPlan.objects.get()
    batch = {
        "title": "农民代表班",
        "categories": ["farmer", "worker"],
        "due_on": "2026-09-30",
        "form": "专题培训",
    }
    assert li.post(f"/training/{plan.code}/batch/", batch).status_code == 302
    assert li.post(f"/training/{plan.code}/batch/", {**batch, "due_on": "2027-09-30"}).status_code == 422
    with reaching(make.EVERYTHING):
        made = plan.batches.get()
    course = {"title": "怎样提建议", "content": "代表业务", "lecturer": "周教授", "lecturer_kind": "专家学者"}
    assert li.post(f"/training/batches/{made.code}/course/", course).status_code == 302
    page = li.get(plan.get_absolute_url()).content.decode()
    assert "怎样提建议（周教授，专家学者）" in page
    # The batch is offered when the training is written down.
    assert f'value="{made.code}"' in li.get("/activities/new/").content.decode()


def test_townships_and_deputies_read_the_countys_plan_and_its_numbers_are_their_own(li, wang, sun, taught):
    plan = make.training_plan(taught.county, title="全县轮训")
    batch = make.training_batch(taught.county, plan=plan, title="县委党校班")
    other = make.training_plan(taught.county, taught.west, title="西乡的计划")
    far = make.deputy(taught.west, "西乡代表", pinyin="xixiangdaibiao xxdb")
    make.activity(taught.east, present=[taught.wang], kind="学习培训", batch=batch)
    make.activity(taught.west, present=[far], kind="学习培训", batch=batch)
    mine = li.get(plan.get_absolute_url()).content.decode()
    assert "县委党校班" in mine
    assert "加班次" not in mine
    assert "加课程" not in mine
    assert ">3 人</a>" in mine
    for url in (f"{plan.code}/edit/", f"{plan.code}/batch/", f"batches/{batch.code}/"):
        assert li.get(f"/training/{url}").status_code == 404
    with reaching(make.EVERYTHING):
        everybody = figures.target(plan, ON).count()
    assert everybody > 3
    assert f">{everybody} 人</a>" in sun.get(plan.get_absolute_url()).content.decode()
    own = wang.get(plan.get_absolute_url()).content.decode()
    assert "参加过" in own
    assert f"/training/{plan.code}/people/" not in own
    listed = wang.get("/training/").content.decode()
    assert "全县轮训" in listed
    assert "参加过" in listed
    assert li.get(other.get_absolute_url()).status_code == 404
    assert wang.get(other.get_absolute_url()).status_code == 404
    # A township's own session may be of the county's batch.
    assert f'value="{batch.code}"' in li.get("/activities/new/").content.decode()
