"""The import wizard through the client: choose, match, repair, import, undo."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from congress_poverty.imports import actions, tasks
from congress_poverty.models import AuditEvent, SheetImport
from congress_poverty.reach import reaching
from deputies import roles
from deputies.models import Person
from tests import factories as make
from tests.people import post_client

FILES = Path(__file__).parent.parent / "data" / "files"
HEAD = ["序号", "姓名", "性别", "代表层级", "联系电话"]
GOOD = [[1, "孙一一", "男", "县", "13800000001"], [2, "周二二", "女", "县、乡", "13800000002"]]


def workbook(rows, head=HEAD, title="东乡人大代表花名册", sheet="名册") -> bytes:
    book = Workbook()
    book.active.title = sheet
    for row in ([title], head, *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(client, content: bytes, name="名册.xlsx", kind="roster", **data):
    file = SimpleUploadedFile(name, content)
    return client.post("/imports/new/", {"kind": kind, "file": file, "pasted": "", **data})


def matched(client, content: bytes, **options) -> SheetImport:
    """Uploaded and matched automatically: as it stands on the third page."""
    answer = upload(client, content, **options)
    assert answer.status_code == 302, answer.content.decode()
    code = answer.url.split("/")[2]
    assert client.post(f"/imports/{code}/map/", {}).url == f"/imports/{code}/check/"
    return fresh(code)


def fresh(code: str) -> SheetImport:
    with reaching(make.EVERYTHING):
        return SheetImport.objects.get(code=code)


def check_page(client, one: SheetImport, tab="") -> str:
    return client.get(f"/imports/{one.code}/check/?tab={tab}").content.decode()


def names(world) -> set[str]:
    with reaching(make.EVERYTHING):
        return set(Person.objects.filter(township=world.east).values_list("name", flat=True))


def test_a_clean_ledger_goes_from_the_file_to_the_register_in_four_pages(li, world):
    one = matched(li, workbook(GOOD))
    assert "全部 2 行都没问题" in check_page(li, one)
    assert li.post(f"/imports/{one.code}/commit/").url == f"/imports/{one.code}/done/"
    assert "已导入 <b" in li.get(f"/imports/{one.code}/done/").content.decode()
    assert {"孙一一", "周二二"} <= names(world)


def test_the_clerks_own_township_is_taken_from_the_post(li, world):
    assert matched(li, workbook(GOOD)).township_code == world.east.code


def test_county_staff_choose_any_township(sun, world):
    assert matched(sun, workbook(GOOD), township=world.west.code).township_code == world.west.code


def test_the_neighbouring_township_finds_nothing_of_an_import(li, zhao):
    one = matched(li, workbook(GOOD))
    for page in ("map", "check", "done", "undo", "red", "report"):
        assert zhao.get(f"/imports/{one.code}/{page}/").status_code == 404
    for act in ("commit", "stop", "here"):
        assert zhao.post(f"/imports/{one.code}/{act}/").status_code == 404


def test_a_clerk_is_not_offered_the_countys_own_ledgers(li):
    page = li.get("/imports/new/").content.decode()
    assert 'value="roster"' in page
    assert 'value="regions"' not in page
    assert 'value="unit"' not in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("台账.et", b"x", "另存为 .xlsx"),
        ("台账.xlsx", b"", "空"),
        ("台账.xlsx", b"%PDF-1.4 nothing", "不是表格"),
        ("台账.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "台账.xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence_with_its_own_name(li, name, content, words):
    answer = upload(li, content, name=name)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_that_cannot_be_read_leaves_nothing_behind(li):
    upload(li, b"x", name="台账.et")
    with reaching(make.EVERYTHING):
        assert not SheetImport.objects.exists()
    assert not list(actions.folder().iterdir())


def test_a_file_with_a_password_is_sent_back_and_what_was_chosen_stays(sun, world):
    content = (FILES / "password.xlsx").read_bytes()
    answer = upload(sun, content, kind="roster", township=world.west.code)
    assert answer.status_code == 422
    assert ("id_file", "“名册.xlsx”有密码，请去掉密码再上传。") in answer.context["error_lines"]
    form = answer.context["form"]
    assert (form["kind"].value(), form["township"].value()) == ("roster", world.west.code)
    assert not list(actions.folder().iterdir())


def test_nothing_chosen_is_said_beside_the_file(li):
    answer = li.post("/imports/new/", {"kind": "auto", "pasted": " "})
    assert answer.status_code == 422
    assert "请选一个文件，或者把表格粘贴" in answer.content.decode()


def test_a_pasted_block_is_imported_like_a_file(li, world):
    block = "\n".join("\t".join(map(str, row)) for row in (HEAD, *GOOD))
    answer = li.post("/imports/new/", {"kind": "roster", "pasted": block})
    code = answer.url.split("/")[2]
    li.post(f"/imports/{code}/map/", {})
    li.post(f"/imports/{code}/commit/")
    assert {"孙一一", "周二二"} <= names(world)


def test_a_required_column_that_is_missing_stops_the_second_step(li):
    content = workbook([["男", "县", "13800000001"]], head=["性别", "代表层级", "联系电话"])
    code = upload(li, content).url.split("/")[2]
    answer = li.post(f"/imports/{code}/map/", {})
    assert answer.status_code == 422
    assert "“姓名”没有对应的列" in answer.content.decode()


def test_a_column_chosen_by_hand_is_remembered_for_the_township(li, world):
    head = ["序号", "何人", "性别", "代表层级", "联系电话"]
    code = upload(li, workbook(GOOD, head=head)).url.split("/")[2]
    page = li.get(f"/imports/{code}/map/").content.decode()
    name = re.search(r'name="(col\.0\.2)"', page)[1]
    li.post(f"/imports/{code}/map/", {name: "name"})
    li.post(f"/imports/{code}/commit/")
    assert "孙一一" in names(world)
    again = [[1, "吴三三", "男", "县", "13800000003"]]
    one = matched_with_get(li, workbook(again, head=["何人", "序号", *head[2:]]))
    assert one.mapping == {"roster@名册": {"1": "name"}}


def matched_with_get(client, content: bytes) -> SheetImport:
    code = upload(client, content).url.split("/")[2]
    client.get(f"/imports/{code}/map/")
    return fresh(code)


def test_a_header_that_is_not_found_can_be_pointed_out(li, world):
    rows = [["甲", "乙"], ["人", "男女"], ["孙一一", "男"]]
    one = upload(li, workbook(rows, head=["说明", "很长"], title="本表由村里填"))
    code = one.url.split("/")[2]
    page = li.get(f"/imports/{code}/map/").content.decode()
    assert 'name="header.0"' in page
    li.post(f"/imports/{code}/map/", {"header.0": "4", "look": "1"})
    page = li.get(f"/imports/{code}/map/").content.decode()
    assert "认作代表花名册" in page


BAD = [
    [1, "孙一一", "男", "县", "13800000001"],
    [2, "", "女", "县", "13800000002"],
    [3, "郑五五", "男", "星级", "13800000003"],
    [4, "冯六六", "男", "星级", "13800000004"],
]


def test_a_wrong_cell_is_an_input_with_its_sentence(li):
    page = check_page(li, matched(li, workbook(BAD)))
    assert re.search(r'name="cell\.0\.4\.name"[^>]*aria-invalid="true"', page)
    assert "没有填姓名" in page


def test_a_repaired_cell_makes_its_row_importable(li, world):
    one = matched(li, workbook(BAD))
    li.post(f"/imports/{one.code}/check/", {"do": "save", "cell.0.4.name": "钱四四"})
    assert fresh(one.code).accepted == 2
    li.post(f"/imports/{one.code}/commit/")
    assert "钱四四" in names(world)


def test_a_cell_repaired_by_fetch_answers_with_tabs_and_the_row(li):
    one = matched(li, workbook(BAD))
    answer = li.post(
        f"/imports/{one.code}/check/",
        {"do": "save", "tab": "wrong", "cell.0.4.name": "钱四四", "block": "roster|name,level|0.4 0.5"},
        headers={"X-Requested-With": "fetch"},
    ).json()
    assert set(answer["pieces"]) == {"tabs", "groups", "foot"}
    assert "改好了" in answer["rows"]["0.4"]
    assert "导入 2 行" in answer["pieces"]["foot"]


def test_a_cell_that_is_still_wrong_keeps_what_was_typed(li):
    one = matched(li, workbook(BAD))
    li.post(f"/imports/{one.code}/check/", {"do": "save", "cell.0.5.level": "月级"})
    page = check_page(li, one)
    assert 'value="月级"' in page


def test_one_decision_repairs_all_rows_with_the_same_wrong_cell(li):
    one = matched(li, workbook(BAD))
    assert "改这 2 行" in check_page(li, one)
    said = {"do": "group:0", "group.0.key": "level", "group.0.text": "星级", "group.0.value": "县"}
    li.post(f"/imports/{one.code}/check/", said)
    assert fresh(one.code).accepted == 3


def test_an_unknown_deputy_is_who_a_clerk_says_in_all_rows(li, world):
    make.deputy(world.east, "李芳")
    head = ["走访时间", "走访代表", "所在村", "户主姓名", "走访内容"]
    rows = [[f"2026-05-0{day}", "李方", "周田村", "张德福", f"第{day}次"] for day in (1, 2, 3)]
    one = matched(li, workbook(rows, head=head, title="走访记录", sheet="走访"), kind="visit")
    page = check_page(li, one)
    assert (one.accepted, "就是李芳" in page) == (0, True)
    said = {"do": "group:0:李芳", "group.0.key": "deputy", "group.0.text": "李方", "group.0.value": ""}
    li.post(f"/imports/{one.code}/check/", said)
    assert fresh(one.code).accepted == 3


def test_rows_can_be_left_out_and_taken_back(li):
    one = matched(li, workbook(BAD))
    li.post(f"/imports/{one.code}/check/", {"do": "skip:0.4"})
    assert "还是要导入" in check_page(li, one, "out")
    li.post(f"/imports/{one.code}/check/", {"do": "back:0.4"})
    assert "没有填姓名" in check_page(li, one)


def test_a_row_that_is_there_already_stands_under_its_own_tab(li):
    one = matched(li, workbook([GOOD[0], GOOD[0], GOOD[1]]))
    page = check_page(li, one)
    assert re.search(r'tab=twice" aria-current="page">可能重复 <span class="num">1<', page)
    li.post(f"/imports/{one.code}/check/", {"do": "skip-twice"})
    assert fresh(one.code).refused == 0


def test_rows_left_wrong_do_not_hinder_the_others(li, world):
    one = matched(li, workbook(BAD))
    assert "剩下 3 行不会导入" in check_page(li, one)
    li.post(f"/imports/{one.code}/commit/")
    assert "没有导入的 3 行" in li.get(f"/imports/{one.code}/done/").content.decode()
    assert "孙一一" in names(world)


def test_an_undo_says_what_goes_and_what_stays(li, world, everything):
    one = matched(li, workbook(GOOD))
    li.post(f"/imports/{one.code}/commit/")
    page = li.get(f"/imports/{one.code}/undo/").content.decode()
    assert "这次导入了 2 行" in page
    assert "都没有被改动过" in page
    make.pairing(Person.objects.get(name="孙一一"), world.zhang_household)
    page = li.get(f"/imports/{one.code}/undo/").content.decode()
    assert "将保留" in page
    li.post(f"/imports/{one.code}/undo/")
    assert "孙一一" in names(world)
    assert "周二二" not in names(world)


def test_an_undo_after_a_week_is_refused(li, world):
    one = matched(li, workbook(GOOD))
    li.post(f"/imports/{one.code}/commit/")
    with reaching(make.EVERYTHING):
        SheetImport.objects.update(committed_at="2026-01-01T00:00+08:00")
    li.post(f"/imports/{one.code}/undo/")
    assert "孙一一" in names(world)


def test_the_red_workbook_has_the_rows_with_their_own_headings(li):
    one = matched(li, workbook(BAD))
    answer = li.get(f"/imports/{one.code}/red/")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[1]][2:] == HEAD
    assert sheet.max_row == 4
    assert sheet["F3"].fill.fgColor.rgb == "00FFD9CC" or sheet["F3"].fill.fgColor.rgb == "FFFFD9CC"


def test_the_red_workbook_can_be_imported_again(li, world):
    one = matched(li, workbook(BAD))
    content = b"".join(li.get(f"/imports/{one.code}/red/").streaming_content)
    again = matched(li, content)
    assert again.refused == 3


def test_the_report_is_that_of_the_command(li):
    one = matched(li, workbook(BAD))
    told = json.loads(li.get(f"/imports/{one.code}/report/").content)
    assert told["kind"] == "roster"
    assert told["files"][0]["sheets"][0]["refused"] == 3
    assert {row["code"] for row in told["rows"]} >= {"E_NAME_MISSING", "S_HEADER", "S_TITLE"}


def test_taking_rows_out_of_the_wizard_is_recorded(li, everything):
    one = matched(li, workbook(BAD))
    li.get(f"/imports/{one.code}/red/")
    assert AuditEvent.objects.filter(action="imports.download", object_code=one.code).count() == 1


def test_every_kind_has_an_empty_workbook_whose_example_is_not_imported(li):
    for kind in re.findall(r"/imports/blank/(\w+)/", li.get("/imports/new/").content.decode()):
        content = b"".join(li.get(f"/imports/blank/{kind}/").streaming_content)
        one = matched(li, content, kind=kind)
        assert (one.accepted, one.refused) == (0, 0), kind


def test_an_unfinished_import_waits_in_the_list(li):
    one = matched(li, workbook(BAD))
    page = li.get("/imports/").content.decode()
    assert "没完成的导入" in page
    assert f"/imports/{one.code}/check/" in page


def test_an_import_given_up_leaves_no_file(li):
    one = matched(li, workbook(BAD))
    li.post(f"/imports/{one.code}/stop/")
    assert fresh(one.code).state == SheetImport.State.CANCELLED
    assert not actions.path_of(one).exists()


def test_who_sees_no_names_does_not_repair_what_a_township_brought(li, sun):
    one = matched(li, workbook(BAD))
    answer = sun.get(f"/imports/{one.code}/check/")
    assert answer.status_code == 302
    assert "郑五五" not in sun.get(answer.url).content.decode()


def test_a_leader_cannot_import(zhou):
    assert zhou.get("/imports/").status_code == 403


def test_two_at_the_same_import_do_it_once(li):
    one = matched(li, workbook(GOOD))
    with tasks._alone(one) as mine:
        assert mine
        tasks.ask(one, tasks.COMMIT, by=make_actor())
        assert fresh(one.code).state == SheetImport.State.CHECKED
    assert tasks.work(one.code, tasks.COMMIT, by=make_actor())
    assert not tasks.work(one.code, tasks.COMMIT, by=make_actor())
    assert fresh(one.code).state == SheetImport.State.COMMITTED


def make_actor():
    from congress_poverty.audit import Actor

    return Actor(label="李干事", role=roles.TOWNSHIP_CLERK)


def test_a_run_whose_process_died_can_be_begun_again(li):
    one = matched(li, workbook(GOOD))
    with reaching(make.EVERYTHING):
        SheetImport.objects.filter(pk=one.pk).update(state=SheetImport.State.COMMITTING)
    page = li.get(f"/imports/{one.code}/done/").content.decode()
    assert "就在这里运行" in page
    li.post(f"/imports/{one.code}/here/")
    assert fresh(one.code).state == SheetImport.State.COMMITTED


def test_a_long_ledger_waits_for_the_worker_and_can_be_stopped(li, settings, monkeypatch):
    one = matched(li, workbook(GOOD))
    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setattr(tasks, "SHORT_BYTES", 0)
    monkeypatch.setattr(tasks, "_send", lambda *told: None)
    li.post(f"/imports/{one.code}/commit/")
    page = li.get(f"/imports/{one.code}/done/").content.decode()
    assert "正在导入" in page
    assert "data-poll" in page
    li.post(f"/imports/{one.code}/stop/")
    assert fresh(one.code).state == SheetImport.State.CHECKED
    assert "可以导入" in check_page(li, one)


def test_a_clerk_of_two_townships_says_which(world):
    both = post_client(world, "两镇干事", roles.TOWNSHIP_CLERK, [world.east, world.west])
    assert matched(both, workbook(GOOD), township=world.west.code).township_code == world.west.code


def exported(client, kind: str, **data):
    answer = client.post(f"/imports/export/{kind}/", {"format": "xlsx", **data})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_an_export_holds_only_what_the_post_may_see(li, world):
    rows = exported(li, "roster")
    assert any("王代表" in row for row in rows)
    assert not any("赵代表" in row for row in rows)


def test_an_export_masks_households_names_for_county_staff_unless_a_purpose_is_given(sun, world):
    assert not any("张德福" in row for row in exported(sun, "household"))
    assert any("张德福" in row for row in exported(sun, "household", full="1", purpose="年终走访慰问名单"))


def test_a_full_export_without_a_purpose_is_refused(sun, world):
    assert sun.post("/imports/export/household/", {"full": "1", "purpose": ""}).status_code == 302


def test_an_export_is_recorded_with_its_purpose(sun, world, everything):
    exported(sun, "household", full="1", purpose="年终走访慰问名单")
    event = AuditEvent.objects.get(action="imports.export")
    assert (event.detail["kind"], event.detail["purpose"]) == ("household", "年终走访慰问名单")
