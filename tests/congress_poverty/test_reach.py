"""What the reach condition promises, on real models."""

import pytest
from django import forms
from django.db.models import Count

from congress_poverty.reach import Reach, ReachNotSet, reaching
from deputies.models import Person
from pairing.models import Household, HouseholdMember, Pairing
from tests import factories as make
from visits.models import Visit


def township(region):
    return Reach("township", (region.pk,), (region.code,))


def test_a_township_sees_its_own_households_only(world):
    with reaching(township(world.east)):
        assert [h.head_name for h in Household.objects.all()] == ["张德福"]


def test_a_township_sees_the_household_in_the_next_township_that_its_deputy_looks_after(world):
    other = make.household(world.liulin, "孙二")
    make.pairing(world.wang, other)
    with reaching(township(world.east)):
        assert {h.head_name for h in Household.objects.all()} == {"张德福", "孙二"}


def test_a_deputy_sees_a_household_until_the_pairing_ends(world):
    mine = Reach("deputy", (world.wang.pk,))
    with reaching(mine):
        assert Household.objects.count() == 1
    with reaching(make.EVERYTHING):
        Pairing.objects.filter(pk=world.pairing.pk).update(ended_on=world.today)
    with reaching(mine):
        assert Household.objects.count() == 0


def test_parts_of_a_household_follow_the_household(world):
    make.member(world.zhang_household)
    with reaching(Reach("deputy", (world.wang.pk,))):
        assert HouseholdMember.objects.count() == 1
    with reaching(Reach("deputy", (world.zhao.pk,))):
        assert HouseholdMember.objects.count() == 0


def test_a_handling_unit_sees_no_household(world):
    with reaching(Reach("unit", (world.unit.pk,))):
        assert Household.objects.count() == 0
        assert not Household.objects.exists()


def test_a_queryset_built_by_one_person_follows_the_next_one(world):
    with reaching(township(world.east)):
        people = Person.objects.all()
        assert [p.name for p in people.all()] == ["王代表"]
    with reaching(township(world.west)):
        assert [p.name for p in people.all()] == ["赵代表"]


def test_form_choices_follow_the_person_who_looks(world):
    class Choice(forms.Form):
        household = forms.ModelChoiceField(Household.objects.all())

    with reaching(township(world.west)):
        form = Choice({"household": world.zhang_household.pk})
        assert not form.is_valid()
    with reaching(township(world.east)):
        assert Choice({"household": world.zhang_household.pk}).is_valid()


def test_counts_aggregates_unions_and_subqueries_carry_the_reach(world):
    make.visit(world.wang, world.zhang_household)
    make.visit(world.zhao, world.liu_household)
    with reaching(township(world.east)):
        assert Visit.objects.aggregate(n=Count("pk"))["n"] == 1
        visits = Visit.objects.order_by()
        assert visits.union(visits, all=True).count() == 2
        assert Household.objects.filter(pk__in=Visit.objects.values("household")).count() == 1
        assert world.zhang_household.visits.count() == 1
        assert world.liu_household.visits.count() == 0


def test_update_and_delete_touch_only_rows_within_reach(world):
    with reaching(township(world.west)):
        assert Household.objects.update(note="x") == 1
    with reaching(make.EVERYTHING):
        assert Household.objects.get(pk=world.zhang_household.pk).note == ""


def test_without_a_reach_even_exists_refuses(world):
    with pytest.raises(ReachNotSet):
        Household.objects.filter(pk=1).exists()


def test_a_reach_over_everything_names_its_reason():
    with pytest.raises(ValueError, match="reason"):
        Reach("all")
