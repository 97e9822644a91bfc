"""The budget of a year for the deputies' work."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused
from deputies.models import County, Region

from ..models import FundBudget


@transaction.atomic
def set_budget(
    *, by: Actor, county: County, township: Region | None, year: int, amount: Decimal, note: str = ""
) -> FundBudget:
    """What is set aside; said again it replaces what was said before."""
    if amount < 0:
        raise Refused("预算不能是负数", field="amount")
    budget = FundBudget.objects.filter(county=county, township=township, year=year).first()
    before = budget.amount if budget else None
    if budget is None:
        budget = FundBudget(county=county, township=township, year=year)
    budget.amount, budget.note = amount, note
    budget.save()
    detail = {"year": year, "amount": str(amount), "before": str(before) if before is not None else ""}
    audit.record("activities.budget", by=by, obj=budget, detail=detail)
    return budget
