"""Pages of a village's projects and yearly figures."""

from __future__ import annotations

from django.urls import reverse

from congress_poverty.pages import (
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    Flag,
    FormPage,
    ListPage,
    cells,
    chip,
    day_words,
    deadline_chip,
    name_search,
)

from .. import forms
from ..history import history_of
from ..models import (
    VillageProject,
    VillageYear,
)
from ..places import PlaceFilter, township_pairs, townships_of, village_pairs
from ..policy import HelpPolicy
from .help import TONES, only, stage_pairs, year_pairs
from .households import short_or_name
from .tabs import TABS

PLACES = (
    PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
    PlaceFilter("village", "行政村", village_pairs, lookup="village__code"),
)
VILLAGE = Column(("village__short_name", "village__name"), "行政村", short_or_name, sort="village__code")
ELSEWHERE = (
    Button("合作社", "pairing:coops", "aid.read"),
    Button("村集体收入", "pairing:village_years", "aid.read"),
    Button("政策落实", "pairing:policies", "aid.edit"),
    Button("帮扶资金", "pairing:funds", "aid.read"),
)
BACK = [("村项目", "/aid/projects/")]


def money(value) -> str:
    return "—" if value is None else f"{value:,.2f}".removesuffix(".00")


money.plain = lambda value: value


def said(value) -> str:
    return "" if value is None else money(value)


def project_kinds(page):
    return [(one.label, one.label) for one in page.request.county.policy(HelpPolicy).project_types]


class ProjectList(ListPage):
    permission = "aid.read"
    title, counter = "村项目", "个"
    model = VillageProject
    order = "village__code,-pk"
    row_url = "pairing:project"
    tabs = TABS
    search = staticmethod(name_search(names=["name", "village__name", "introduced_by__name"]))
    search_label = "项目、村、代表姓名"
    columns = (
        Column("name", "项目", cells.clip(20), link=True, sort="name"),
        VILLAGE,
        Column("kind", "类型", sort="kind"),
        Column("scale", "规模"),
        Column("@stage", "进度", only, export=str),
        Column("invested", "总投资（元）", money, right=True, sort="invested"),
        Column("introduced_by__name", "协调引进的代表"),
        Column("unit__name", "承诺的部门", cells.clip(12)),
        Column("yearly_income", "村集体年收入（元）", money, right=True, sort="yearly_income"),
    )
    filters = (
        *PLACES,
        Filter("kind", "类型", project_kinds),
        Filter("stage", "进度", stage_pairs),
        Flag("promised", "部门承诺了的", lambda rows: rows.filter(unit__isnull=False)),
        Flag("earning", "有固定收入的", lambda rows: rows.filter(yearly_income__gt=0)),
    )
    toolbar = (Button("登记项目", "pairing:project_new", "aid.edit", icon="plus-lg", main=True), *ELSEWHERE)
    empty = Empty("还没有登记村项目。", (Button("登记项目", "pairing:project_new", "aid.edit"),))

    def extras(self, ids):
        policy = self.request.county.policy(HelpPolicy)
        stages = VillageProject.objects.filter(pk__in=ids).order_by().values_list("pk", "stage")
        return {"@stage": {pk: stage_chip(stage, policy) for pk, stage in stages}}


def stage_chip(stage: str, policy: HelpPolicy) -> str:
    return chip(policy.stage_label(stage), TONES.get(stage, "quiet"))


class ProjectPage(DetailPage):
    permission = "aid.read"
    model = VillageProject
    template_name = "pairing/help_card.html"

    def rows(self):
        return VillageProject.objects.select_related(
            "township", "village", "unit", "helper", "introduced_by", "county__region"
        )

    def crumbs(self):
        return BACK

    def buttons(self):
        edit = reverse("pairing:project_edit", args=[self.object.code])
        return [Button("修改", edit, "aid.edit", icon="pencil", main=True)]

    def context(self):
        project, policy = self.object, self.object.county.policy(HelpPolicy)
        finished = project.stage == policy.stages[-1].code
        promised = []
        if project.unit or project.commitment:
            due = ""
            if project.due_on:
                due = deadline_chip(
                    project.due_on,
                    today=self.today,
                    done_on=(project.done_on or self.today) if finished else None,
                )
            promised = [("部门", str(project.unit or "")), ("承诺", project.commitment), ("期限", due)]
        return {
            "tags": [chip(project.kind, "blue"), stage_chip(project.stage, policy)],
            "notice": policy.limit_notice,
            "cards": [
                (
                    "项目",
                    [
                        ("行政村", f"{project.township} {project.village}"),
                        ("规模", project.scale),
                        ("总投资（元）", said(project.invested)),
                        ("资金来源", project.funding),
                        ("协调引进的代表", str(project.introduced_by or "")),
                        ("参加的企业", str(project.helper or "")),
                        ("开工", day_words(project.started_on)),
                        ("完成", day_words(project.done_on)),
                        ("村集体年收入（元）", said(project.yearly_income)),
                        ("备注", project.note),
                    ],
                )
            ],
            "side": [("部门承诺", promised)] if promised else [],
            "history": history_of(project),
        }


class VillageFormPage(FormPage, abstract=True):
    permission = "aid.edit"
    template_name = "pairing/form.html"
    new_title = ""
    list_name = ""
    list_label = ""

    def get_title(self):
        return f"修改：{self.object}" if self.object else self.new_title

    def crumbs(self):
        here = [(self.list_label, reverse(self.list_name))]
        if self.object and self.object.get_absolute_url() != here[0][1]:
            here.append((str(self.object), self.object.get_absolute_url()))
        return here

    def form_kwargs(self):
        return {"county": self.request.county, "townships": townships_of(self.request)}


class ProjectForm(VillageFormPage):
    model = VillageProject
    form_class = forms.villages.ProjectForm
    new_title, list_name, list_label = "登记村项目", "pairing:projects", "村项目"
    again = "保存并再登记一个"

    def form_kwargs(self):
        policy = self.request.county.policy(HelpPolicy)
        return {**super().form_kwargs(), "policy": policy, "today": self.today}


class VillageYearList(ListPage):
    permission = "aid.read"
    title, counter = "村集体收入", "条"
    model = VillageYear
    order = "-year,village__code"
    search = staticmethod(name_search(names=["village__name"]))
    search_label = "村名"
    columns = (
        Column("year", "年度", right=True, sort="year", link=True),
        VILLAGE,
        Column("township__name", "乡镇"),
        Column("village__is_poor_village", "贫困村", cells.yes_no),
        Column("collective_income", "集体收入（元）", money, right=True, sort="collective_income"),
        Column("fixed_income", "其中固定收入（元）", money, right=True, sort="fixed_income"),
        Column("households_out", "脱贫户数", cells.number, right=True, sort="households_out"),
        Column("people_out", "脱贫人数", cells.number, right=True, sort="people_out"),
        Column("note", "备注", cells.clip(16)),
    )
    filters = (
        *PLACES,
        Filter("year", "年度", year_pairs),
        Flag("poor", "贫困村", lambda rows: rows.filter(village__is_poor_village=True)),
    )
    toolbar = (Button("登记一年", "pairing:village_year_new", "aid.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有登记村集体收入。", (Button("登记一年", "pairing:village_year_new", "aid.edit"),))

    @property
    def row_url(self):
        """A row opens as its form: only for whoever may change it."""
        return "pairing:village_year" if self.request.may("aid.edit") else ""

    def crumbs(self):
        return BACK


class VillageYearForm(VillageFormPage):
    model = VillageYear
    form_class = forms.villages.VillageYearForm
    new_title, list_name, list_label = "登记村集体收入", "pairing:village_years", "村集体收入"
    again = "保存并再登记一村"

    def form_kwargs(self):
        return {**super().form_kwargs(), "today": self.today}

    def get_initial(self):
        return {} if self.object else {"year": self.today.year}
