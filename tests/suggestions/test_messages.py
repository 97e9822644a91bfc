"""Which moves are told outside the program, and in whose words."""

from datetime import date

import pytest

from congress_poverty.models import ContactPoint, Message
from congress_poverty.packs import PackError
from deputies import roles
from deputies.messages import outside
from suggestions.actions.reminders import remind
from tests import factories as make

from .conftest import STAFF

SMS_LENGTH = 70  # one short message


@pytest.fixture
def officer(world):
    account = make.account("钱科长")
    make.post(account, roles.HANDLING_UNIT, world.county, unit=world.unit)
    ContactPoint.objects.create(account=account, channel="sms", address="13800000003")
    return account


@pytest.fixture
def proposer(world):
    account = make.account("王代表", person=world.wang)
    make.post(account, roles.DEPUTY, world.county)
    ContactPoint.objects.create(account=account, channel="sms", address="13800000004")
    return account


def texts(account):
    return list(Message.objects.filter(account=account).order_by("pk").values_list("text", flat=True))


def test_a_unit_hears_of_a_hand_over_and_a_deputy_of_the_reply(road, walk, officer, proposer):
    walk(road, "deliver")
    (handed,) = texts(officer)
    assert handed.startswith("【灵璧县人大】087建议交您单位办理")
    (reply,) = texts(proposer)
    assert reply == "【灵璧县人大】087建议已经答复，请登录评价。"
    assert all(len(text) <= SMS_LENGTH for text in (handed, reply))


def test_an_overdue_answer_is_told_outside_and_a_near_one_is_not(road, walk, officer, world):
    walk(road, "sign")
    handed = len(texts(officer))
    remind(world.county, by=STAFF, today=date(2026, 6, 1))
    assert len(texts(officer)) == handed
    remind(world.county, by=STAFF, today=date(2026, 6, 9))
    assert "已逾期" in texts(officer)[-1]


def test_an_empty_text_of_the_county_sends_nothing(world):
    world.county.overrides = {"messages.rate": ""}
    assert outside(world.county, "rate", name="087") is None


def test_a_text_with_a_word_that_does_not_exist_is_refused_with_the_words_there_are(world):
    world.county.overrides = {"messages.rate": "{name}{sum}"}
    with pytest.raises(PackError, match=r"\{county\}、\{name\}"):
        outside(world.county, "rate", name="087")
