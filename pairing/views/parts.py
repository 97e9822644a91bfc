"""Forms of the household's ledger: the household itself and each part of it."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from congress_poverty import audit
from congress_poverty.pages import ActPage, FormPage, act

from .. import actions, flow, forms
from ..models import BasicNeedsCheck, Household, HouseholdIncome, HouseholdMeasure, HouseholdNeed
from ..places import townships_of
from .households import LIST, masks, shown_name


class HouseholdForm(FormPage):
    """Enters or edits a household; who may not see names leaves a line in the audit by opening it."""

    permission = "households.edit"
    model = Household
    form_class = forms.HouseholdForm
    template_name = "pairing/form.html"
    again = "保存并再登记一户"

    def get_title(self):
        return f"修改{shown_name(self.object, self.request)}户" if self.object else "登记一户"

    def crumbs(self):
        here = [("联系户", reverse(LIST))]
        if self.object:
            here.append((f"{shown_name(self.object, self.request)}户", self.object.get_absolute_url()))
        return here

    def form_kwargs(self):
        return {
            "county": self.request.county,
            "townships": townships_of(self.request),
            "today": self.today,
        }

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if self.object and masks(request):
            audit.record("households.read_names", by=request.actor, obj=self.object)
        return response

    def save(self, form):
        return actions.save_household(
            form.save(), by=self.request.actor, today=self.today, changed=form.changed_data
        )


class PartForm(FormPage, abstract=True):
    """A form about one part of a household's ledger."""

    permission = "households.edit"
    template_name = "pairing/form.html"
    autosave = True
    part = None  # model of the part
    part_title = ""

    def load(self):
        self.household = get_object_or_404(Household.objects.all(), code=self.kwargs["household"])
        self.object = self.find() if self.part else None

    def find(self):
        """The part to edit, or None for a new one."""
        return None

    def get_title(self):
        return f"{shown_name(self.household, self.request)}户：{self.part_title}"

    def crumbs(self):
        name = f"{shown_name(self.household, self.request)}户"
        return [("联系户", reverse(LIST)), (name, self.household.get_absolute_url())]

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        if hasattr(form, "instance") and form.instance.pk is None:
            form.instance.household = self.household
        return form

    def done(self, obj):
        return self.household.get_absolute_url()


class MembersPage(FormPage):
    """All members on one page."""

    permission = "households.edit"
    model = Household
    form_class = forms.MembersForm
    template_name = "pairing/members.html"

    def get_title(self):
        return f"{shown_name(self.object, self.request)}户：家庭成员"

    def crumbs(self):
        name = f"{shown_name(self.object, self.request)}户"
        return [("联系户", reverse(LIST)), (name, self.object.get_absolute_url())]

    def form_kwargs(self):
        return {"household": self.object}

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        # The names of children stand in the form: that somebody opened it is kept.
        births = self.object.members.values_list("birth_on", flat=True)
        if masks(request) or any(flow.is_minor(born, on=self.today) for born in births):
            audit.record("households.read_members", by=request.actor, obj=self.object)
        return response

    def save(self, form):
        return actions.save_members(self.object, form.changed_rows(), by=self.request.actor)


class StatusPage(PartForm):
    part_title = "改户类型"
    form_class = forms.StatusForm
    lead = "写一条新的，原来的留在历史里。"

    def form_kwargs(self):
        return {"today": self.today}

    def save(self, form):
        actions.change_status(self.household, by=self.request.actor, today=self.today, **form.cleaned_data)
        return self.household


class IncomePage(PartForm):
    part, part_title = HouseholdIncome, "年度收入"
    form_class = forms.IncomeForm

    def find(self):
        if "year" not in self.kwargs:
            return None
        return get_object_or_404(self.household.incomes.all(), year=self.kwargs["year"])

    def form_kwargs(self):
        return {"today": self.today}

    def get_title(self):
        year = f" {self.object.year} 年" if self.object else ""
        return f"{shown_name(self.household, self.request)}户：{year}收入"

    def save(self, form):
        return actions.save_income(form.save(), by=self.request.actor)


class CheckPage(PartForm):
    part, part_title = BasicNeedsCheck, "两不愁三保障和饮水核查"
    form_class = forms.CheckForm

    def get_initial(self):
        return {"checked_on": self.today}

    def save(self, form):
        check = form.save()
        check.checked_by = self.request.actor.label
        return actions.add_check(check, by=self.request.actor, today=self.today)


class NeedPage(PartForm):
    part, part_title = HouseholdNeed, "登记需求"
    form_class = forms.NeedForm

    def get_initial(self):
        return {"raised_on": self.today}

    def form_kwargs(self):
        return {"today": self.today}

    def save(self, form):
        return actions.add_need(form.save(), by=self.request.actor, today=self.today)


class MeasurePage(PartForm):
    part, part_title = HouseholdMeasure, "帮扶措施"
    form_class = forms.MeasureForm

    def find(self):
        if "code" not in self.kwargs:
            return None
        return get_object_or_404(self.household.measure_rows.all(), code=self.kwargs["code"])

    def form_kwargs(self):
        return {"today": self.today}

    def save(self, form):
        return actions.add_measure(form.save(), by=self.request.actor)


class PlanPage(ActPage):
    """Refine the plan: what stood there stays as an earlier version."""

    permission = "households.edit"
    model = Household
    form_class = forms.PlanForm
    title = "修订一户一策"
    button = "存为新的一份"
    saved = "计划已修订，原来的留在“计划修订”里。"

    @property
    def household(self) -> Household:
        return self.object

    def visit_code(self) -> str:
        """Of the visit that led to it, where there was one."""
        return ""

    def crumbs(self):
        name = f"{shown_name(self.household, self.request)}户"
        return [("联系户", reverse(LIST)), (name, self.household.get_absolute_url())]

    def get_initial(self):
        household = self.household
        return {"plan": household.plan, "revised_on": self.today, "version": household.version}

    def act(self, obj, data):
        actions.revise_plan(
            self.household,
            by=self.request.actor,
            today=self.today,
            plan=data["plan"],
            reason=data["reason"],
            on=data["revised_on"],
            version=data["version"],
            visit_code=self.visit_code(),
        )
        return self.household


@act("households.edit")
def need_met(request, household, code):
    need = get_object_or_404(HouseholdNeed.objects.filter(household__code=household), code=code)
    actions.meet_need(need, by=request.actor, on=timezone.localdate())
    messages.success(request, f"已记为解决：{need.kind}。")
    return redirect(need.household)
