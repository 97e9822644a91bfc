"""A deputy writes down the own help: the firm, fourteen people by name, photos; nobody else's."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from congress_poverty.models import AuditEvent
from congress_poverty.reach import reaching
from pairing.models import HelpedPerson, Helper, HelpPhoto, HelpRecord
from tests import factories as make
from tests.pairing.test_help_ledgers import codes, load

NAMES = [f"张{one}" for one in "德福贵财喜寿康宁安平顺利和美"]


def text(answer) -> str:
    return answer.content.decode()


def one(model):
    with reaching(make.EVERYTHING):
        return model.objects.get()


def picture(colour="green") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return SimpleUploadedFile("班.jpg", out.getvalue(), "image/jpeg")


@pytest.fixture
def recorded(wang, world):
    """王代表 entered the own firm and a training that it held; fourteen were trained."""
    make.member(world.zhang_household, "张德", seq=3)
    asked = wang.post("/aid/helpers/own/?next=/aid/new/training/", {"name": "王记服装厂", "business": "服装"})
    assert asked.url == "/aid/new/training/"
    firm = one(Helper)
    today = timezone.localdate()
    form = {
        "started_on": today.isoformat(),
        "title": "培训缝纫工 14 人",
        "helper": firm.code,
        "target": "person",
        "trained": "14",
        "photos": picture(),
    }
    saved = wang.post("/aid/new/training/", form)
    record = one(HelpRecord)
    assert saved.url == f"/aid/{record.code}/people/"
    people = {"names": "、".join(NAMES), "state": "trained"}
    assert wang.post(saved.url, people).status_code == 302
    return record


def test_a_deputys_firm_trains_fourteen_and_employs_eight_of_them(wang, li, world, recorded):
    record, today = recorded, timezone.localdate()
    with reaching(make.EVERYTHING):
        listed = list(record.people.order_by("pk"))
        assert record.helper_names == "王记服装厂、王代表"
        assert (record.recorder, record.township) == (world.wang, world.east)
        # One household of the township has somebody so called, whether or not the deputy looks after it.
        assert [person.household for person in listed if person.household] == [world.zhang_household]
    hired = {
        "picked": [person.code for person in listed[:8]],
        "state": "employed",
        "employed_on": today.isoformat(),
        "place": "缝纫工",
        "monthly_pay": "2600",
    }
    assert wang.post(f"/aid/{record.code}/people/", hired).status_code == 302
    with reaching(make.EVERYTHING):
        record.refresh_from_db()
        at_work = record.people.filter(state="employed", place="缝纫工", monthly_pay=2600, trained_on=today)
        assert (record.trained, record.employed, at_work.count()) == (14, 8, 8)
        events = AuditEvent.objects.filter(object_code=record.code).order_by("seq")
        assert list(events.values_list("action", flat=True)) == [
            "aid.record", "aid.photo", "aid.people", "aid.people",
        ]  # fmt: skip
    page = text(li.get(record.get_absolute_url()))
    assert "代表自己记的" in page
    assert f'/aid/photos/{one(HelpPhoto).code}.jpg"' in page
    assert record.code in text(li.get("/aid/?own=1"))
    # The township corrects; the deputy's own mark stays.
    fixed = {
        "version": str(record.version), "started_on": record.started_on.isoformat(), "title": "培训缝纫工",
        "people_codes": world.wang.code, "target": "person", "role": "served",
    }  # fmt: skip
    assert li.post(f"/aid/{record.code}/edit/", fixed).status_code == 302
    record = one(HelpRecord)
    assert (record.title, record.recorder_id, record.trained) == ("培训缝纫工", world.wang.pk, 14)


def test_a_deputy_changes_only_what_the_same_deputy_wrote(wang, zhao, world, recorded):
    photo = one(HelpPhoto)
    with reaching(make.EVERYTHING):
        other = make.help_record(world.east, [world.wang], title="镇里记的")
    page = text(wang.get(other.get_absolute_url()))
    assert "镇里记的" in page
    assert "修改" not in page
    own = text(wang.get(recorded.get_absolute_url()))
    assert "修改" in own
    for address in ("edit", "people", "photos", "remove"):
        assert wang.get(f"/aid/{recorded.code}/{address}/").status_code == 200
        refused = wang.post(f"/aid/{other.code}/{address}/", {"reason": "不要了"})
        assert refused.status_code == 302
        assert zhao.get(f"/aid/{recorded.code}/{address}/").status_code == 404
    assert zhao.get(f"/aid/photos/{photo.code}.jpg").status_code == 404
    assert wang.get(f"/aid/photos/{photo.code}.jpg")["Content-Type"] == "image/jpeg"
    assert wang.post(f"/aid/photos/{photo.code}/remove/").status_code == 302
    with reaching(make.EVERYTHING):
        assert not HelpPhoto.objects.exists()
        assert HelpRecord.objects.filter(title="镇里记的").exists()
    assert wang.post(f"/aid/{recorded.code}/remove/", {"reason": "记重了"}).status_code == 302
    assert one(HelpRecord).title == "镇里记的"


def test_more_photos_than_the_county_allows_are_refused_and_none_is_kept(wang, recorded):
    files = [picture(colour) for colour in ("red", "blue", "white", "black", "gold", "pink")]
    refused = wang.post(f"/aid/{recorded.code}/photos/", {"photos": files})
    assert "一次帮扶最多 6 张照片，已经有 1 张" in text(refused)
    with reaching(make.EVERYTHING):
        assert HelpPhoto.objects.count() == 1


def test_a_household_that_the_township_added_stays_when_the_deputy_corrects(wang, li, world):
    with reaching(make.EVERYTHING):
        other = make.household(world.zhoutian, "李桂兰")
        record = make.help_record(
            world.east, [world.wang], [world.zhang_household, other], recorder=world.wang, title="送鸡苗"
        )
    form = {
        "version": "1", "started_on": "2026-05-02", "title": "送鸡苗 300 只", "target": "household",
        "households": [world.zhang_household.code],
    }  # fmt: skip
    assert wang.post(f"/aid/{record.code}/edit/", form).status_code == 302
    with reaching(make.EVERYTHING):
        record.refresh_from_db()
        helped = {link.household for link in record.households.all()}
    assert (record.title, helped) == ("送鸡苗 300 只", {world.zhang_household, other})
    page = text(li.get(record.get_absolute_url()))
    assert "李桂兰" in page


def test_an_export_masks_a_childs_name_unless_a_purpose_is_given(wang, li, world, recorded):
    with reaching(make.EVERYTHING):
        HelpedPerson.objects.filter(name=NAMES[2]).update(is_child=True)

    def names(**asked):
        answer = li.post("/imports/export/helped_person/", {"format": "csv", **asked})
        return b"".join(answer.streaming_content).decode()

    assert (NAMES[2] in names(), NAMES[1] in names()) == (False, True)
    assert NAMES[2] in names(full="1", purpose="核对资助名单")


def test_people_by_name_go_out_with_the_help_and_come_in_again(wang, everything, world, recorded, tmp_path):
    def stored():
        fields = "name household state trained_on employed_on place monthly_pay is_child"
        return list(HelpedPerson.objects.order_by("pk").values_list(*fields.split()))

    held, hired = date(2026, 5, 1), date(2026, 5, 20)
    HelpRecord.objects.update(started_on=held)
    HelpedPerson.objects.update(trained_on=held)
    HelpedPerson.objects.filter(name__in=NAMES[:8]).update(
        state="employed", employed_on=hired, place="缝纫工", monthly_pay=2600
    )
    before, out = stored(), tmp_path / "名单.xlsx"
    call_command("export_ledger", "helped_person", str(out), "-v0")
    HelpedPerson.objects.all().delete()
    HelpRecord.objects.update(trained=None, employed=None, started_on=hired)
    assert codes(load(out, "helped_person")) == ["E_HELP_UNKNOWN"] * 14
    HelpRecord.objects.update(started_on=held)
    assert codes(load(out, "helped_person")) == []
    assert stored() == before
    assert HelpRecord.objects.values_list("trained", "employed").get() == (14, 8)
    assert codes(load(out, "helped_person")) == ["E_DUP_ROW"] * 14
