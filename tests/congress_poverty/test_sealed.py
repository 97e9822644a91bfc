"""Tier 3 values: encrypted at rest, bound to their row, found by their blind index."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from congress_poverty.sealed import SealBroken, Sealed, blind_index, seal, unseal
from deputies.models import Person
from tests import factories as make

NUMBER = "341323197001019971"


def test_the_database_holds_no_plain_number(world, everything):
    somebody = make.person(world.east, "甲", id_number=NUMBER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM deputies_person WHERE id = %s", [somebody.pk])
        stored = cursor.fetchone()[0]
    assert NUMBER not in stored
    assert stored.startswith("v1.")


def test_a_loaded_value_opens_and_prints_nothing(world, everything):
    make.person(world.east, "甲", id_number=NUMBER)
    loaded = Person.objects.get(name="甲")
    assert isinstance(loaded.id_number, Sealed)
    assert loaded.id_number.open() == NUMBER
    assert NUMBER not in f"{loaded.id_number} {loaded.id_number!r}"


def test_saving_again_keeps_the_value(world, everything):
    make.person(world.east, "甲", id_number=NUMBER)
    loaded = Person.objects.get(name="甲")
    loaded.note = "x"
    loaded.save()
    assert Person.objects.get(name="甲").id_number.open() == NUMBER


def test_a_value_copied_to_another_row_does_not_open():
    token = seal(NUMBER, "deputies_person.id_number.aaa")
    with pytest.raises(SealBroken):
        unseal(token, "deputies_person.id_number.bbb")


def test_a_new_key_seals_and_the_old_one_still_opens(settings):
    old = seal(NUMBER, "x")
    index = blind_index(NUMBER)
    settings.FIELD_KEYS = ["new-key", *settings.FIELD_KEYS]
    assert unseal(old, "x") == NUMBER
    assert unseal(seal(NUMBER, "x"), "x") == NUMBER
    assert blind_index(NUMBER) == index


def test_the_blind_index_depends_on_the_key(settings):
    before = blind_index(NUMBER)
    settings.FIELD_KEYS = ["another"]
    assert blind_index(NUMBER) != before
    assert blind_index("") == ""


def test_after_resealing_the_old_key_opens_nothing_and_the_number_is_still_found(world, everything, settings):
    made = make.person(world.east, "甲", id_number=NUMBER, id_index=blind_index(NUMBER))
    old = settings.FIELD_KEYS[0]
    settings.FIELD_KEYS = ["new-key", old]
    call_command("reseal", stdout=StringIO())
    found = Person.objects.get(id_index=blind_index(NUMBER))
    assert found.pk == made.pk
    settings.FIELD_KEYS = ["new-key"]
    assert found.id_number.open() == NUMBER
