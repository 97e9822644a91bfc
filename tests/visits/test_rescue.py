"""What a phone could not hand in, brought to the township as a file or as text."""

import base64
import hashlib
import json
import uuid

import pytest
from django.core.management import CommandError, call_command

from congress_poverty.reach import reaching
from tests import factories as make
from tests.visits.phones import picture, send, visit_item
from visits.models import Visit, VisitPhoto


def rescue(account, items, photos=()):
    return {
        "rescue": 1,
        "account": account.code,
        "name": account.name,
        "items": items,
        "photos": list(photos),
    }


def bring(tmp_path, text) -> None:
    file = tmp_path / "rescue.json"
    file.write_text(text, encoding="utf-8")
    call_command("import_rescue", str(file))


def test_the_clerk_brings_it_on_a_page_and_sees_each_fate(wang, li, world):
    bad = visit_item(world, topics=["饮水"])
    text = json.dumps(rescue(wang.account, [visit_item(world, note="看望老人"), bad]))
    page = li.post("/visits/rescue/", {"words": f"两条\n【记录】{text}"}).content.decode()
    assert "已记下" in page
    assert "请点一下怎么处理的" in page
    assert "张德福" in page
    assert count(Visit) == 1
    again = li.post("/visits/rescue/", {"words": text}).content.decode()
    assert "原来已经有了" in again
    assert count(Visit) == 1


def test_a_clerk_brings_nothing_of_a_deputy_of_another_township(wang, zhao, world):
    text = json.dumps(rescue(wang.account, [visit_item(world)]))
    answer = zhao.post("/visits/rescue/", {"words": text})
    assert "请由他所在的乡镇导入" in answer.content.decode()
    assert count(Visit) == 0


@pytest.mark.parametrize("words", ["", "随便写的", "【记录】{}"])
def test_what_is_no_record_is_refused_beside_the_field_and_kept(words, li, world):
    answer = li.post("/visits/rescue/", {"words": words})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def count(model) -> int:
    with reaching(make.EVERYTHING):
        return model.objects.count()


def test_a_file_with_photos_is_taken_in_once_and_the_phone_may_still_hand_it_in(
    wang, world, tmp_path, capsys
):
    one, whole = visit_item(world, note="看望老人"), picture()
    photo = {
        "token": str(uuid.uuid4()),
        "item": one["token"],
        "sha": hashlib.sha256(whole).hexdigest(),
        "data": base64.b64encode(whole).decode(),
    }
    text = json.dumps(rescue(wang.account, [one], [photo]))
    bring(tmp_path, text)
    bring(tmp_path, text)
    assert "第 1 条：已记下" in capsys.readouterr().out
    assert send(wang, one).status_code == 200
    assert (count(Visit), count(VisitPhoto)) == (1, 1)


def test_the_copied_text_is_taken_in_from_its_mark_on(wang, world, tmp_path):
    said = json.dumps(rescue(wang.account, [visit_item(world)]))
    bring(tmp_path, f"王代表没传上去的记录 1 条：\n2026-06-09，走访张德福家\n【记录】{said}\n")
    assert count(Visit) == 1


def test_a_broken_item_is_named_and_the_others_are_taken(wang, world, tmp_path, capsys):
    bad = {**visit_item(world), "sha": "0" * 64}
    bring(tmp_path, json.dumps(rescue(wang.account, [bad, visit_item(world)])))
    said = capsys.readouterr().out
    assert "第 1 条：没有记下（记录在路上损坏了" in said
    assert count(Visit) == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "随便写的", '{"rescue": 1}', '{"rescue": 1, "items": [], "account": "x"}']
)
def test_what_is_no_rescue_file_is_refused_in_a_sentence(db, tmp_path, text):
    with pytest.raises(CommandError, match=r"这不是手机导出的记录|没有账号|不完整"):
        bring(tmp_path, text)
