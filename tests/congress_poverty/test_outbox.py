"""What leaves the building: nothing lost, nothing twice, nothing at night."""

import json
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from congress_poverty import channels, outbox
from congress_poverty.models import ContactPoint, Message, Notice
from congress_poverty.notices import Outside, tell
from deputies.models import Account

pytestmark = pytest.mark.django_db


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


MORNING = moment("2026-06-09T10:00")  # a Tuesday


class Gateway:
    """Keeps what it is given; a key that it knows is not sent again. May fail first."""

    sent: dict[str, tuple[str, str]]
    fails: list[Exception]

    def send(self, *, key, address, text):
        if Gateway.fails:
            raise Gateway.fails.pop(0)
        Gateway.sent.setdefault(key, (address, text))


@pytest.fixture(autouse=True)
def gateway(settings):
    Gateway.sent, Gateway.fails = {}, []
    settings.CHANNELS = {
        "sms": "tests.congress_poverty.test_outbox.Gateway",
        "email": "congress_poverty.channels.Email",
    }
    return Gateway


@pytest.fixture
def clerk(li, world):
    account = Account.objects.get(pk=li.account.pk)
    ContactPoint.objects.create(account=account, channel="sms", address="13800000001")
    return account


def put(account, key="a", text="【灵璧县人大】087号建议交您单位办理。", at=MORNING):
    return outbox.put(
        [account.pk], key=key, event="handover", text=text, url="/x/", county_code="341323", at=at
    )


def states():
    return sorted(Message.objects.values_list("state", flat=True))


def test_a_message_goes_once_however_often_the_sweeper_runs(clerk, gateway):
    put(clerk)
    put(clerk)
    assert [outbox.send_due(at=MORNING).sent for _ in range(3)] == [1, 0, 0]
    assert list(gateway.sent.values()) == [("13800000001", "【灵璧县人大】087号建议交您单位办理。")]


def test_who_gave_no_number_or_turned_it_off_gets_none(clerk, gateway, zhao):
    assert put(zhao.account) == 0
    ContactPoint.objects.update(is_on=False)
    assert put(clerk) == 0


def test_who_turned_it_off_after_it_was_written_gets_none(clerk, gateway):
    put(clerk)
    ContactPoint.objects.update(is_on=False)
    assert outbox.send_due(at=MORNING).dropped == 1
    assert not gateway.sent


@pytest.mark.parametrize(
    ("written", "goes"),
    [
        ("2026-06-09T20:59", "2026-06-09T20:59"),
        ("2026-06-09T21:00", "2026-06-10T08:30"),
        ("2026-06-10T07:59", "2026-06-10T08:30"),
        ("2026-06-12T22:00", "2026-06-15T08:30"),  # Friday night → Monday
        ("2026-06-18T22:00", "2026-06-22T08:30"),  # the Dragon Boat days lie between
        ("2026-02-28T10:00", "2026-02-28T10:00"),  # a Saturday on which offices work
    ],
)
def test_nothing_goes_at_night_or_on_a_day_off(written, goes):
    assert outbox.opening(moment(written), "341323") == moment(goes)


def test_what_waited_over_night_goes_as_one_message_in_the_morning(clerk, gateway):
    night = moment("2026-06-09T22:00")
    for number in ("087", "091", "112"):
        put(clerk, key=number, text=f"【灵璧县人大】{number}号建议交您单位办理，6月30日前答复。", at=night)
    assert outbox.send_due(at=moment("2026-06-09T23:00")).sent == 0
    assert outbox.send_due(at=moment("2026-06-10T08:00")).sent == 0
    assert outbox.send_due(at=moment("2026-06-10T08:30")).sent == 3
    ((_, text),) = gateway.sent.values()
    assert text.startswith("【灵璧县人大】您有 3 件事：087号建议")
    assert text.endswith("等，请登录查看。")
    assert len(text) <= outbox.SMS_LENGTH


def test_a_retry_that_falls_into_the_night_waits_for_the_morning(clerk, gateway):
    late = moment("2026-06-09T20:59")
    gateway.fails = [channels.Undelivered("忙")]
    put(clerk, at=late)
    assert outbox.send_due(at=late).again == 1
    assert outbox.send_due(at=moment("2026-06-09T21:30")).sent == 0
    assert outbox.send_due(at=moment("2026-06-10T08:30")).sent == 1


def test_what_was_done_meanwhile_is_not_sent(clerk, gateway):
    put(clerk, key="done")
    Notice.objects.create(account=clerk, key="done", text="x", read_at=timezone.now())
    assert outbox.send_due(at=MORNING).dropped == 1
    assert not gateway.sent
    assert states() == ["dropped"]


def test_a_gateway_that_fails_is_asked_again_with_growing_pauses_and_then_given_up(clerk, gateway):
    gateway.fails = [channels.Undelivered("网关没有回应")] * 6
    put(clerk)
    at, tries = MORNING, 0
    while states() == ["waiting"]:
        at = max(at, Message.objects.get().not_before)
        at = outbox.opening(at, "341323")
        outbox.send_due(at=at)
        tries += 1
    assert (tries, states()) == (6, ["failed"])
    assert Message.objects.get().error == "网关没有回应"
    assert outbox.try_again(Message.objects.all(), at=at) == 1
    assert outbox.send_due(at=at).sent == 1


def test_a_number_that_does_not_exist_is_not_tried_again(clerk, gateway):
    gateway.fails = [channels.Undelivered("空号", is_final=True)]
    put(clerk)
    assert outbox.send_due(at=MORNING).failed == 1
    assert outbox.send_due(at=MORNING + timedelta(hours=1)).sent == 0


class Killed(BaseException):
    """The worker's process ended."""


@pytest.mark.parametrize("handed_over", [False, True])
def test_a_worker_killed_while_sending_neither_loses_nor_doubles(clerk, gateway, monkeypatch, handed_over):
    put(clerk)
    real = Gateway.send

    def die(self, **message):
        if handed_over:
            real(self, **message)
        raise Killed

    monkeypatch.setattr(Gateway, "send", die)
    with pytest.raises(Killed):
        outbox.send_due(at=MORNING)
    monkeypatch.setattr(Gateway, "send", real)
    assert outbox.send_due(at=MORNING + timedelta(minutes=5)).sent == 0  # it may still be at work
    assert outbox.send_due(at=MORNING + timedelta(minutes=11)).sent == 1
    assert len(gateway.sent) == 1


def test_a_second_sweeper_finds_nothing_while_the_first_sends(clerk, gateway, monkeypatch):
    put(clerk)
    real, others = Gateway.send, []

    def send(self, **message):
        others.append(outbox.send_due(at=MORNING).sent)
        real(self, **message)

    monkeypatch.setattr(Gateway, "send", send)
    assert outbox.send_due(at=MORNING).sent == 1
    assert others == [0]


def test_the_file_that_stands_for_a_gateway_holds_one_message_a_key(tmp_path):
    outlet = channels.FileGateway(tmp_path)
    for text in ("一", "二"):
        outlet.send(key="k", address="13800000001", text=text)
    (path,) = tmp_path.iterdir()
    assert json.loads(path.read_text()) == {"to": "13800000001", "text": "一"}


def test_an_email_names_every_matter_and_carries_its_key(clerk, settings):
    settings.SITE_URL = "https://renda.example.gov.cn"
    ContactPoint.objects.create(account=clerk, channel="email", address="li@example.gov.cn")
    put(clerk, key="a", text="【灵璧县人大】087号建议交您单位办理。")
    put(clerk, key="b", text="【灵璧县人大】091号建议交您单位办理。")
    outbox.send_due(at=MORNING)
    (letter,) = mail.outbox
    assert letter.to == ["li@example.gov.cn"]
    assert letter.body.count("https://renda.example.gov.cn/x/") == 2
    batch = Message.objects.filter(channel="email").values_list("batch", flat=True)[0]
    assert str(batch) in letter.extra_headers["Message-ID"]


def test_a_notice_that_leaves_is_written_with_its_message_or_not_at_all(clerk):
    words = Outside("handover", "【灵璧县人大】087号。", "341323")
    for _ in range(2):
        tell([clerk.pk], key="n", text="087号：请签收", outside=words)
    assert Notice.objects.filter(key="n").count() == 1
    assert Message.objects.get().text == "【灵璧县人大】087号。"


# ---- pages --------------------------------------------------------------------------------


def test_everybody_sets_where_he_is_reached(li):
    page = li.post(
        "/me/contact/", {"sms": "138 0000-0002", "sms_on": "on", "email": "", "email_on": ""}, follow=True
    )
    assert "已保存" in page.content.decode()
    point = ContactPoint.objects.get(account=li.account, channel="sms")
    assert (point.address.open(), point.is_on) == ("13800000002", True)
    assert "13800000002" in li.get("/me/contact/").content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"sms": "1380000", "sms_on": "on"}, "手机号应是 11 位数字，现在是 7 位"),
        ({"sms": "", "sms_on": "on"}, "要用短信通知，请先填在这里"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_a_sentence(li, said, sentence):
    assert sentence in li.post("/me/contact/", said).content.decode()


def test_the_log_shows_whom_and_why_but_not_the_words(clerk, system_admin, gateway):
    gateway.fails = [channels.Undelivered("空号", is_final=True)]
    put(clerk)
    outbox.send_due(at=MORNING)
    page = system_admin.get("/system/messages/").content.decode()
    assert "空号" in page
    assert "没发出去" in page
    assert "087号" not in page
    assert "13800000001" not in page
    message = Message.objects.get()
    system_admin.post("/system/messages/again/", {"pick": [message.code]})
    message.refresh_from_db()
    assert message.state == "waiting"
