"""Training: plans, batches with their courses, who is not yet covered."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from congress_poverty.pages import (
    Button,
    Column,
    DetailPage,
    Empty,
    FormPage,
    ListPage,
    act,
    cells,
    name_search,
    rate,
)
from deputies.models import Person, Region
from pairing.history import history_of
from pairing.places import townships_of
from pairing.views.households import short_or_name

from .. import actions, forms
from ..figures import training as figures
from ..models import Activity, TrainingBatch, TrainingCourse, TrainingPlan
from ..policy import ActivityPolicy, VisitPolicy
from .tabs import TABS


def _covered(value) -> str:
    """A share, or in words whether the deputy who looks was trained."""
    return value if isinstance(value, str) else rate(*value) if value else ""


_covered.plain = lambda value: value if isinstance(value, str) else f"{value[0]}/{value[1]}" if value else ""


def of_oneself(share) -> str:
    """To a deputy the only deputy within reach is the deputy."""
    if not share.denominator:
        return "不在培训对象里"
    return "参加过" if share.numerator else "还没参加"


class PlanList(ListPage):
    """``/training/``: every plan with its coverage, and the townships that have trained this year."""

    permission = "activities.read"
    title, counter = "培训", "个计划"
    model = TrainingPlan
    order = "-since"
    row_url = "visits:training_plan"
    tabs = TABS
    template_name = "visits/training.html"
    search = name_search(names=["title"])
    search_label = "计划名称"
    columns = (
        Column("title", "培训计划", link=True, wide=True),
        Column(
            ("township__short_name", "township__name"),
            "乡镇",
            lambda short, name: short_or_name(short, name) if name else "各乡镇",
        ),
        Column("scope", "培训对象", cells.choice(TrainingPlan.Scope)),
        Column("since", "开始", cells.day, sort="since"),
        Column("until", "结束", cells.day),
        Column("@batches", "班次", cells.number, right=True),
        Column("@covered", "参加情况", _covered),
    )
    toolbar = (Button("订培训计划", "visits:training_plan_new", "activities.edit", "plus-lg", main=True),)
    empty = Empty(
        "还没有培训计划。换届以后先订总体计划，再分班次。",
        (Button("订培训计划", "visits:training_plan_new", "activities.edit"),),
    )

    def extras(self, ids):
        plans = list(TrainingPlan.objects.filter(pk__in=ids))
        batches: dict[int, int] = {}
        for plan in TrainingBatch.objects.filter(plan__in=ids).order_by().values_list("plan", flat=True):
            batches[plan] = batches.get(plan, 0) + 1
        covered = figures.coverages(self.request.county, plans, self.today)
        if not self.request.may("deputies.read"):
            return {"@batches": batches, "@covered": {pk: of_oneself(one) for pk, one in covered.items()}}
        return {
            "@batches": batches,
            "@covered": {pk: (share.numerator, share.denominator) for pk, share in covered.items()},
        }

    def context(self):
        held = figures.trained_townships(self.request.county, self.today.year)
        towns = [
            {
                "name": str(town),
                "n": held.get(town.pk, 0),
                "url": f"{reverse('visits:activities')}?town={town.code}&kind={self._kind}&state=held"
                f"&held_from={self.today.year}-01-01&held_to={self.today.year}-12-31",
            }
            for town in townships_of(self.request).order_by("code")
        ]
        return {"towns": towns, "done": sum(bool(town["n"]) for town in towns), "year": self.today.year}

    @property
    def _kind(self) -> str:
        code = self.request.county.policy(ActivityPolicy).training_kind
        kinds = self.request.county.policy(VisitPolicy).activity_kinds
        return next((kind.label for kind in kinds if kind.code == code), "")


class PlanPage(DetailPage):
    """A plan with its batches; each share opens who is covered and who is not."""

    permission = "activities.read"
    model = TrainingPlan
    template_name = "visits/training_plan.html"

    def rows(self):
        return TrainingPlan.objects.select_related("county__region", "township")

    def crumbs(self):
        return [("培训", reverse("visits:training"))]

    def buttons(self):
        to = lambda name, *more: reverse(f"visits:training_{name}", args=[self.object.code, *more])  # noqa: E731
        waiting = Button("还没培训的", to("people", "untrained"), "deputies.read", "people")
        if not may_edit(self.object, self.request):
            return [waiting]
        return [
            Button("加班次", to("batch_new"), "activities.edit", "plus-lg", True),
            Button("修改计划", to("plan_edit"), "activities.edit", "pencil"),
            waiting,
        ]

    def context(self):
        plan, on = self.object, min(self.object.until, self.today)
        share = figures.coverage(plan, on)
        batches = []
        for batch in plan.batches.prefetch_related("courses"):
            own = figures.coverage(plan, on, batch)
            held = list(batch.activities.order_by("held_on"))
            batches.append(
                {
                    "row": batch,
                    "share": own,
                    "own": of_oneself(own),
                    "held": held,
                    "done": next((one.held_on for one in held if one.state == Activity.State.HELD), None),
                    "courses": list(batch.courses.all()),
                }
            )
        return {
            "share": share,
            "own": of_oneself(share),
            "batches": batches,
            "may_edit": may_edit(plan, self.request),
            "of_oneself": not self.request.may("deputies.read"),
            "history": history_of(plan),
        }


class CoveredPeople(ListPage):
    """``/training/<plan>/people/<which>/``: exactly the rows behind a share; ``?batch=`` narrows it."""

    permission = "deputies.read"
    model = Person
    counter = "人"
    order = "township__code,pinyin"
    row_url = "deputies:detail"
    search = name_search(names=["name"], pinyin=["pinyin"])
    WHICH = {"all": "应培训的代表", "trained": "已培训的代表", "untrained": "还没培训的代表"}
    columns = (
        Column("name", "姓名", link=True),
        Column(("township__short_name", "township__name"), "乡镇", short_or_name),
        Column("category", "代表构成", cells.choice(Person.Category)),
        Column("employer", "工作单位", cells.clip(20)),
        Column("job_title", "职务"),
    )
    empty = Empty("没有这样的代表。")

    def rows(self):
        plan, which = self.plan(), self.kwargs["which"]
        if which not in self.WHICH:
            raise Http404
        batch = None
        if code := self.request.GET.get("batch", ""):
            batch = get_object_or_404(plan.batches.all(), code=code[:40])
        find = {"all": figures.target, "trained": figures.trained, "untrained": figures.untrained}[which]
        return find(plan, min(plan.until, self.today), batch)

    def plan(self) -> TrainingPlan:
        if not hasattr(self, "_plan"):
            self._plan = get_object_or_404(
                TrainingPlan.objects.select_related("county"), code=self.kwargs["code"]
            )
        return self._plan

    def get_title(self):
        return self.WHICH.get(self.kwargs["which"], "")

    def crumbs(self):
        return [("培训", reverse("visits:training")), (str(self.plan()), self.plan().get_absolute_url())]

    def link(self, **changes):
        found = super().link(**changes)
        batch = self.request.GET.get("batch", "")[:40]
        if not (batch.isascii() and batch.isalnum()):
            return found
        return f"{found}{'' if found == '?' else '&'}batch={batch}"


def editable(request, rows, at: str = ""):
    """Of these plans, or of what hangs on them, those of one's own: a township only reads the county's."""
    return rows if request.reach.kind == "county" else rows.filter(**{f"{at}township__isnull": False})


def may_edit(plan: TrainingPlan, request) -> bool:
    own = plan.township_id is not None or request.reach.kind == "county"
    return own and request.may("activities.edit")


class PlanForm(FormPage):
    permission = "activities.edit"
    model = TrainingPlan
    form_class = forms.PlanForm

    def rows(self):
        return editable(self.request, TrainingPlan.objects.all())

    def get_title(self):
        return "修改培训计划" if self.object else "订培训计划"

    def crumbs(self):
        here = [("培训", reverse("visits:training"))]
        return [*here, (str(self.object), self.object.get_absolute_url())] if self.object else here

    def get_initial(self):
        if self.object:
            return {}
        year = self.today.year
        return {"since": self.today.replace(month=1, day=1), "until": self.today.replace(month=12, day=31),
                "title": f"{year} 年代表培训计划"}  # fmt: skip

    def form_kwargs(self):
        return {
            "townships": townships_of(self.request) or Region.objects.none(),
            "county_too": self.request.reach.kind == "county",
        }

    def save(self, form):
        plan = form.save(commit=False)
        if self.object is None:
            plan.county = self.request.county
        return actions.save_plan(plan, by=self.request.actor)


class _OfPlan(FormPage, abstract=True):
    """A form that hangs on a plan, a batch or a course of it."""

    permission = "activities.edit"
    guarded = False

    def form_kwargs(self):
        return {"policy": self.request.county.policy(ActivityPolicy)}


class BatchNew(_OfPlan):
    form_class = forms.BatchForm
    title = "加班次"
    again = "保存并再加一个"

    def load(self):
        rows = editable(self.request, TrainingPlan.objects.all())
        self.plan = get_object_or_404(rows, code=self.kwargs["code"])

    def crumbs(self):
        return [("培训", reverse("visits:training")), (str(self.plan), self.plan.get_absolute_url())]

    def get_initial(self):
        return {"due_on": self.plan.until}

    def save(self, form):
        batch = form.save(commit=False)
        batch.plan = self.plan
        return actions.save_batch(batch, by=self.request.actor)


class BatchEdit(_OfPlan):
    model = TrainingBatch
    guarded = FormPage.guarded
    form_class = forms.BatchForm
    title = "修改班次"

    def rows(self):
        return editable(self.request, TrainingBatch.objects.select_related("plan"), "plan__")

    def crumbs(self):
        return [("培训", reverse("visits:training")), (str(self.object.plan), self.object.get_absolute_url())]

    def save(self, form):
        return actions.save_batch(form.save(commit=False), by=self.request.actor)


class CourseNew(_OfPlan):
    form_class = forms.CourseForm
    title = "加课程"
    again = "保存并再加一门"

    def load(self):
        rows = editable(self.request, TrainingBatch.objects.select_related("plan"), "plan__")
        self.batch = get_object_or_404(rows, code=self.kwargs["code"])

    def crumbs(self):
        return [("培训", reverse("visits:training")), (str(self.batch.plan), self.batch.get_absolute_url())]

    def save(self, form):
        course = form.save(commit=False)
        course.batch = self.batch
        return actions.add_course(course, by=self.request.actor)


@act("activities.edit")
def remove_course(request, code):
    rows = editable(request, TrainingCourse.objects.select_related("batch__plan"), "batch__plan__")
    course = get_object_or_404(rows, code=code)
    plan = actions.remove_course(course, by=request.actor)
    messages.success(request, "课程已去掉。")
    return redirect(plan)
