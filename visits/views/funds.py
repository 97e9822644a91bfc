"""履职经费: per deputy, by payer, against what was set aside."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from congress_poverty.pages import Button, Column, FormPage, Page, cells
from congress_poverty.pages.export import answer_export
from congress_poverty.text import mask_name
from deputies.models import Region
from pairing.places import one_township, township_pairs, townships_of

from .. import actions, forms
from ..figures import funds as figures
from ..policy import FundPolicy
from .tabs import tabs_of


class Funds(Page):
    """``/activities/funds/?year=&town=``."""

    permission = "activities.read"
    title = "履职经费"
    template_name = "visits/funds.html"
    # What a file says; the page draws the same cells.
    columns = (
        Column("place", "乡镇"),
        Column("name", "代表", mask=mask_name),
        Column("level", "按哪一级"),
        Column("activities", "到会次数"),
        Column("paid", "计发次数"),
        Column("amount", "应发（元）", cells.number),
        Column("cut", "超过上限不发（元）", cells.number),
        Column("cap", "年度上限（元）", cells.number),
    )
    export_name = ""

    def buttons(self):
        return [
            Button(
                "填预算", f"{reverse('visits:fund_budget')}?year={self.year}", "activities.edit", "pencil"
            ),
            Button("导出", self._link(export="xlsx"), "activities.read", "download"),
        ]

    def get(self, request, *args, **kwargs):
        if request.GET.get("export") in ("xlsx", "csv"):
            return answer_export(self, request.GET["export"])
        return super().get(request, *args, **kwargs)

    # ---- what is asked ------------------------------------------------------------------

    @cached_property
    def year(self) -> int:
        word = self.request.GET.get("year", "")
        known = word.isascii() and word.isdigit() and len(word) == 4 and word > "1950"
        return int(word) if known else self.today.year

    @property
    def params(self) -> dict[str, str]:
        town = self.request.GET.get("town", "")
        known = any(town == code for code, _ in township_pairs(self))
        return {"year": str(self.year), **({"town": town} if known else {})}

    def _link(self, **changes) -> str:
        return "?" + urlencode({**self.params, **changes})

    def masks(self) -> bool:
        return False  # deputies are public persons: their names stand on every roster

    @cached_property
    def lines(self):
        town = one_township(self.request)
        return figures.deputies(self.request.county, self.year, None if town is None else [town])

    # ---- what is shown ------------------------------------------------------------------

    def context(self):
        county = self.request.county
        policy, words = county.policy(FundPolicy), county.level_words().labels
        since, until = f"{self.year}-01-01", f"{self.year}-12-31"
        rows = reverse("visits:activities")
        return {
            "tabs": tabs_of(self.request),
            "year": self.year,
            "years": range(self.today.year + 1, self.today.year - 6, -1),
            "towns": township_pairs(self),
            "town": self.params.get("town", ""),
            "policy": policy,
            "rates": [(words[rate.level], rate, self._payer(rate.level)) for rate in policy.rates],
            "lines": [
                {
                    "one": line,
                    "level": words.get(line.level, ""),
                    "url": f"{rows}?person={line.code}&state=held&held_from={since}&held_to={until}",
                    "full": bool(line.cap) and line.amount >= line.cap,
                }
                for line in self.lines
            ],
            "total": sum(line.amount for line in self.lines),
            "cut": sum(line.cut for line in self.lines),
            "purses": [
                purse
                for purse in figures.purses(county, self.year, self.lines)
                if purse.township is not None or self.request.reach.kind == "county"
            ],
        }

    def _payer(self, level: str) -> str:
        return {"county": self.local("县级"), "township": "乡镇"}[
            self.request.county.policy(FundPolicy).payer(level)
        ]

    # ---- the file -----------------------------------------------------------------------

    def get_title(self):
        return f"{self.year} 年履职经费"

    def export_header(self) -> list[str]:
        return [column.label for column in self.columns]

    def export_rows(self, *, full: bool = False):
        words = self.request.county.level_words().labels
        for line in self.lines:
            yield [
                line.place,
                line.name,
                words.get(line.level, ""),
                line.activities,
                line.paid,
                line.amount,
                line.cut,
                line.cap,
            ]


class BudgetPage(FormPage):
    permission = "activities.edit"
    title = "填预算"
    form_class = forms.BudgetForm
    saved = "预算已记下。"
    lead = "同一年再填一次，就改成新的数。"

    def crumbs(self):
        return [("履职经费", reverse("visits:funds"))]

    def form_kwargs(self):
        return {
            "townships": townships_of(self.request) or Region.objects.none(),
            "county_too": self.request.reach.kind == "county",
        }

    def get_initial(self):
        return {"year": self.today.year}

    def save(self, form):
        return actions.set_budget(by=self.request.actor, county=self.request.county, **form.cleaned_data)
