"""Pages of the household's ledger (一户一台账)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from congress_poverty.figures import Span
from congress_poverty.pages import (
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    FindPage,
    Flag,
    ListPage,
    cells,
    chip,
    name_search,
)
from congress_poverty.sealed import blind_index, opened
from congress_poverty.text import mask_id_number, mask_name, mask_phone

from .. import figures, flow
from ..history import history_of
from ..models import BasicNeedsCheck, CodeEntry, Household, Pairing
from ..places import PlaceFilter, township_pairs, village_pairs
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
