"""Every model is scoped or listed here with a reason; every scoped query needs a reach."""

import pytest
from django.apps import apps
from django.db import transaction

from congress_poverty.reach import Reach, ReachNotSet, ScopedModel, reaching

OURS = ("congress_poverty", "deputies", "pairing", "visits", "suggestions", "assessment")
UNSCOPED = {
    "congress_poverty.AuditHead": "the end of the chain, one row, no data",
    "congress_poverty.CalendarDay": "public holidays",
    "congress_poverty.ContactPoint": "belongs to one account, read only through it and by the sweeper",
    "congress_poverty.Message": "belongs to one account; its page shows a county's, without the words",
    "congress_poverty.Pulse": "signs of life of the program itself",
    "congress_poverty.Notice": "belongs to one account, read only through it",
    "deputies.Account": "the log-in finds it before there is a reach",
    "deputies.Campaign": "a published document of the county",
    "deputies.County": "public facts and settings of a county",
    "deputies.LeadingGroupMember": "stands in the campaign's published document",
    "deputies.Phone": "found by its token before there is a reach, listed through its one account",
    "deputies.Post": "the middleware reads it to know the reach",
    "deputies.Region": "public divisions",
    "deputies.Unit": "names of public bodies",
    "pairing.CodeEntry": "a public vocabulary",
}


def our_models():
    return [
        model for label in OURS for model in apps.get_app_config(label).get_models(include_auto_created=False)
    ]


def scoped_models():
    return [model for model in our_models() if issubclass(model, ScopedModel)]


def test_every_model_is_scoped_or_listed_with_a_reason():
    unscoped = {model._meta.label for model in our_models() if not issubclass(model, ScopedModel)}
    assert unscoped == set(UNSCOPED)


def test_a_query_without_a_reach_raises(db):
    for model in scoped_models():
        with pytest.raises(ReachNotSet):
            list(model.objects.all()[:1])
            pytest.fail(f"{model._meta.label} answers without a reach")


@pytest.mark.parametrize("kind", ["county", "township", "unit", "link", "deputy", "admin"])
def test_every_kind_of_reach_gives_sql_that_runs(db, kind):
    wrong = []
    for model in scoped_models():
        try:
            with reaching(Reach(kind, (1, 2), ("341323",), (3,))), transaction.atomic():
                rows = model.objects
                found = [rows.count(), rows.filter(pk=1).exists(), list(rows.all()[:1])]
                found.append(rows.filter(pk=1).delete()[0])
            if any(found):
                wrong.append(f"{model._meta.label}: {found}")
        except Exception as error:
            wrong.append(f"{model._meta.label}: {type(error).__name__}: {error}")
    assert not wrong, "\n".join(wrong)
