"""Pages of the household's ledger (一户一台账)."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from congress_poverty import audit
from congress_poverty.figures import Span
from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    FindPage,
    Flag,
    FormPage,
    ListPage,
    act,
    cells,
    chip,
    name_search,
)
from congress_poverty.sealed import blind_index, opened
from congress_poverty.text import mask_id_number, mask_name, mask_phone

from .. import actions, figures, flow, forms
from ..history import history_of
from ..models import (
    BasicNeedsCheck,
    CodeEntry,
    Household,
    HouseholdIncome,
    HouseholdMeasure,
    HouseholdNeed,
    Pairing,
)
from ..places import PlaceFilter, township_pairs, townships_of, village_pairs
from ..sections import contributed

LIST = "visits:households"  # the list shows visits too, so the room above gives it


def masks(request) -> bool:
    """Whether names of households are hidden from who looks (ux 3.8)."""
    return not (request.post and request.post.sees_names)


def shown_name(household: Household, request) -> str:
    name = household.head_name
    return mask_name(name) if masks(request) else name


def short_or_name(short, name):
    """What a place is called every day."""
    return cells.text(short or name)


short_or_name.column = lambda shorts, names: cells.text.column(
    [short or name for short, name in zip(shorts, names, strict=True)]
)


def search_households(rows, word: str):
    """By a part of the head's name, by initials, by code, or by the whole ID number."""
    if len(word) == 18 and word[:17].isdigit():
        return rows.filter(id_index=blind_index(word.upper()))
    return name_search(names=["head_name"], pinyin=["pinyin"], exact=["code"])(rows, word)


def status_pairs(page) -> list[tuple[str, str]]:
    labels = CodeEntry.objects.filter(table=CodeEntry.Table.STATUS).values_list("label", flat=True)
    return [(label, label) for label in labels]


def category_pairs(page) -> list[tuple[str, str]]:
    labels = CodeEntry.objects.filter(table=CodeEntry.Table.CATEGORY).values_list("label", flat=True)
    return [(label, label) for label in labels]


def not_paired(rows):
    return rows.exclude(pk__in=Pairing.objects.open().values("household"))


def status_words(status, flagged_on) -> str:
    """户类型, with the flag of a risk (S3-42) beside it."""
    if not flagged_on:
        return cells.text(status)
    return cells.text(status) + " " + chip("返贫风险", "late", "exclamation-triangle")


class HelpedIn(Filter):
    """Households that help beyond visits reached in a year: the rows that the page of figures counts."""

    def __init__(self):
        super().__init__("helped", "受过帮扶", self.years)

    @staticmethod
    def years(page):
        return [(str(year), f"{year} 年") for year in range(page.today.year, 2017, -1)]

    def apply(self, rows, values, page):
        if "helped" not in values:
            return rows
        year = int(values["helped"])
        span = Span(date(year, 1, 1), date(year, 12, 31), page.today)
        return rows.filter(pk__in=figures.households_helped(page.request.county, span).values("pk"))


class HouseholdList(ListPage, abstract=True):
    """The list without visits; the room above adds when each household was last visited."""

    template_name = "pairing/households.html"
    permission = "households.read"
    title, counter = "联系户", "户"
    model = Household
    order = "village__code,pinyin"
    row_url = "pairing:household"
    search = staticmethod(search_households)
    search_label = "户主姓名、首字母"
    columns = (
        Column("head_name", "户主", sort="pinyin,head_name", link=True, mask=mask_name),
        Column(
            ("village__short_name", "village__name"), "行政村", short_or_name, sort="village__code,pinyin"
        ),
        Column("township__name", "乡镇"),
        Column(("status", "relapse_flag_on"), "户类型", status_words, sort="status"),
        Column("category", "属性"),
        Column("population", "人口", cells.number, right=True, sort="population"),
        Column("main_cause", "主要致贫原因"),
        Column("@deputies", "联系代表", cells.joined),
    )  # fmt: skip
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        PlaceFilter("village", "行政村", village_pairs, lookup="village__code"),
        Filter("status", "户类型", status_pairs),
        Flag("unpaired", "未结对", not_paired),
        Flag("at_risk", "有返贫风险", lambda rows: rows.at_risk()),
        Filter("category", "属性", category_pairs),
        HelpedIn(),
    )
    toolbar = (
        Button("登记一户", "pairing:household_new", "households.edit", icon="plus-lg", main=True),
        Button("推荐结对", "pairing:match", "pairings.edit"),
    )
    empty = Empty(
        "还没有联系户。按要求 3 月底前报名单。",
        (Button("登记一户", "pairing:household_new", "households.edit"),),
    )

    def masks(self) -> bool:
        return masks(self.request)

    def context(self):
        return {"at_risk": Household.objects.at_risk().count()}

    def extras(self, ids):
        names: dict[int, list[str]] = {}
        open_pairings = Pairing.objects.open().filter(household__in=ids).order_by("started_on", "id")
        for household, person, helper in open_pairings.values_list(
            "household", "person__name", "helper__name"
        ):
            names.setdefault(household, []).append(person or helper)
        return {"@deputies": names}


class FindHousehold(FindPage):
    """Suggestions under a pick field."""

    permission = "households.read"
    model = Household
    search = staticmethod(search_households)
    order = "pinyin"

    def rows(self):
        return Household.objects.select_related("village")

    def label(self, obj) -> str:
        return f"{shown_name(obj, self.request)}（{obj.village}）"

    def hint(self, obj) -> str:
        return obj.status


class HouseholdPage(DetailPage):
    """One household, one ledger."""

    permission = "households.read"
    model = Household
    template_name = "pairing/household.html"

    def rows(self):
        return Household.objects.select_related("township", "village", "county__region")

    def get_title(self) -> str:
        return f"{shown_name(self.object, self.request)}户"

    def crumbs(self):
        return [("联系户", reverse(LIST))]

    def buttons(self):
        code = self.object.code

        def to(name):
            return reverse(f"pairing:{name}", args=[code])

        return [
            Button("修改", to("household_edit"), "households.edit", icon="pencil", main=True),
            Button("成员", to("members"), "households.edit"),
            Button("改户类型", to("status"), "households.edit"),
            Button("打印台账", to("household_print"), "households.read", icon="printer"),
        ]

    def context(self):
        household, today = self.object, self.today
        hides = masks(self.request)
        may_reveal = self.request.may("households.reveal")
        members = [
            {
                "row": member,
                "minor": flow.is_minor(member.birth_on, on=today),
                "name": mask_name(member.name)
                if hides or flow.is_minor(member.birth_on, on=today)
                else member.name,
                "age": _age(member.birth_on, today),
                "id_number": _hint(member.id_number, mask_id_number, may_reveal),
            }
            for member in household.members.order_by("seq")
        ]
        pairings = list(
            household.pairings.select_related("person__township", "helper").order_by("-started_on", "-id")
        )
        active = [p for p in pairings if p.ended_on is None]
        checks = list(household.checks.all()[:5])
        return {
            "hides": hides,
            "may_reveal": may_reveal,
            "may_edit": self.request.may("households.edit"),
            "may_pair": self.request.may("pairings.edit"),
            "may_flag": self.request.may("households.edit"),
            "head_name": shown_name(household, self.request),
            "id_number": _hint(household.id_number, mask_id_number, may_reveal),
            "phone": _hint(household.phone, mask_phone, may_reveal),
            "bank_account": bool(household.bank_account),
            "illness_note": bool(household.illness_note),
            "members": members,
            "pairings": pairings,
            "active_pairings": active,
            "past_pairings": [p for p in pairings if p.ended_on is not None],
            "statuses": list(household.statuses.order_by("-since", "-id")),
            "incomes": list(household.incomes.order_by("-year")),
            "check": checks[0] if checks else None,
            "answers": _answers(checks[0]) if checks else [],
            "older_checks": checks[1:],
            "needs": list(household.needs.all()),
            "measures": list(household.measure_rows.all()),
            "history": history_of(household),
            "sections": contributed("HOUSEHOLD_SECTIONS", household, masks=hides, may=self.request.may),
        }


class HouseholdPrint(HouseholdPage):
    """The ledger on A4."""

    template_name = "pairing/household_print.html"

    def buttons(self):
        return []

    def crumbs(self):
        return [("联系户", reverse(LIST)), (super().get_title(), self.object.get_absolute_url())]

    def get_title(self):
        return f"{super().get_title()}台账"


def _age(birth_on, today) -> int | None:
    if birth_on is None:
        return None
    return today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))


def _hint(value, mask, may_reveal: bool) -> str:
    """What stands on the page for a sealed value: masked for who may open it, else that it is there."""
    if not value:
        return ""
    return mask(opened(value)) if may_reveal else "已登记"


def _answers(check: BasicNeedsCheck) -> list[tuple[str, str, str, str]]:
    """(label, answer, tone, icon) of the six needs."""
    tones = {"yes": ("ok", "check-lg"), "no": ("late", "x-lg"), "": ("quiet", "")}
    return [
        (
            BasicNeedsCheck._meta.get_field(name).verbose_name,
            getattr(check, f"get_{name}_display")(),
            *tones[getattr(check, name)],
        )
        for name in ("food", "clothing", "education", "medical_care", "housing", "water")
    ]


# ---- forms ------------------------------------------------------------------------------


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

    @property
    def guarded(self):
        return False

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


class RevealPage(ActPage):
    """Asks why, then shows one value once; nothing of it is kept on the page."""

    permission = "households.reveal"
    model = Household
    form_class = forms.RevealForm
    button = "显示"
    autosave = False
    fields = ("id_number", "phone", "bank_account", "illness_note")

    def load(self):
        super().load()
        self.field = self.kwargs["field"]
        self.subject = self.object
        if "member" in self.kwargs:
            self.subject = get_object_or_404(self.object.members.all(), code=self.kwargs["member"])
        elif self.field not in self.fields:
            self.subject = None
        if self.subject is None:
            get_object_or_404(Household.objects.none())

    @property
    def label(self) -> str:
        return str(self.subject._meta.get_field(self.field).verbose_name)

    def get_title(self):
        return f"查看{self.label}"

    def crumbs(self):
        name = f"{shown_name(self.object, self.request)}户"
        return [("联系户", reverse(LIST)), (name, self.object.get_absolute_url())]

    def get_sentence(self):
        return "只显示这一次；谁在什么时候、为什么看过，会记入操作记录。"

    def act(self, obj, data):
        value = actions.reveal(
            self.subject, self.field, by=self.request.actor, reason=data["reason"], now=timezone.now()
        )
        response = render(
            self.request,
            "pairing/revealed.html",
            {
                "page": self,
                "title": self.get_title(),
                "crumbs": self.crumbs(),
                "label": self.label,
                "value": value,
                "object": self.object,
            },
        )
        response["Cache-Control"] = "no-store"
        return response


class RevealMemberPage(RevealPage):
    """A member's ID number, or the name of a child."""
