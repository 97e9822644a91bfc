"""The page kit, tried on the small room of ``kit_pages``."""

import re
from datetime import date

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe

from congress_poverty.audit import AuditEvent
from congress_poverty.models import Notice
from congress_poverty.pages import Page, cells
from congress_poverty.pages.html import deadline
from congress_poverty.sealed import blind_index
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.congress_poverty.kit_pages")]


@pytest.fixture
def persons(world):
    return [make.deputy(world.east, f"钱{n:02d}", pinyin=f"qian{n:02d} q{n:02d}") for n in range(12)]


def names(response) -> list[str]:
    return re.findall(r"钱\d\d", response.context["body"])


def test_a_page_without_permission_does_not_import():
    with pytest.raises(TypeError, match="permission"):
        type("Forgotten", (Page,), {})


def test_next_and_previous_page_walk_all_rows_once(li, persons, world):
    seen, url = [], "/kit/?sort=name"
    for _ in range(10):
        page = li.get(url)
        seen += names(page)
        after = page.context["pager"].get("next")
        if not after:
            break
        url = "/kit/" + after
    assert seen == sorted(seen)
    assert len(seen) == 12
    back = li.get("/kit/" + page.context["pager"]["previous"])
    assert set(names(back)) < set(seen)


def test_a_page_by_its_number_equals_the_page_by_its_key(li, persons):
    first = li.get("/kit/?sort=name")
    by_key = li.get("/kit/" + first.context["pager"]["next"])
    by_number = li.get("/kit/?sort=name&page=2")
    assert names(by_key) == names(by_number)


@pytest.mark.parametrize("url", ["?page=1", "?page=2", "?sort=name&page=2"])
def test_a_list_asks_the_same_number_of_queries_however_many_rows(
    li, persons, django_assert_max_num_queries, url
):
    with django_assert_max_num_queries(12):
        li.get("/kit/" + url)


def test_the_count_stops_at_the_cap(li, persons, monkeypatch):
    monkeypatch.setattr("congress_poverty.pages.rows.COUNT_CAP", 3)
    monkeypatch.setattr("congress_poverty.pages.lists.COUNT_CAP", 3)
    assert "3+" in li.get("/kit/").content.decode()


@pytest.mark.parametrize(
    "query",
    ["page=abc", "page=-3", "page=99999999999", "sort=evil", "sort=-", "gender=none", "born_from=2026-02-30",
     "after=zzz", "before=%F0%9F%98%80", "q=%25", "q='%3B--", "page=２", "sort=name&after=zzz&page=2"],
)  # fmt: skip
def test_a_bad_value_in_the_address_still_shows_the_list(li, persons, query):
    assert li.get(f"/kit/?{query}").status_code == 200


def test_a_list_finds_by_initials_and_by_part_of_a_name(li, world, persons):
    make.deputy(world.east, "张建国", pinyin="zhangjianguo zjg")
    assert "张建国" in li.get("/kit/?q=ZJG").context["body"]
    assert "张建国" in li.get("/kit/?q=zhangj").context["body"]
    assert names(li.get("/kit/?q=钱07")) == ["钱07"]


def test_names_are_masked_for_the_county_and_whole_for_the_township(li, zhou, persons):
    assert "钱07" in li.get("/kit/?q=钱07").content.decode()
    assert "钱**" in zhou.get("/kit/?q=钱07").content.decode()
    assert "钱07</a>" not in zhou.get("/kit/?q=钱07").content.decode()


def test_the_address_bar_filter_narrows_the_list(li, persons):
    persons[0].gender = "female"
    persons[0].save()
    assert names(li.get("/kit/?gender=female")) == ["钱00"]


def test_an_empty_filtered_list_offers_to_clear_the_filter(li, persons):
    assert "清除条件" in li.get("/kit/?q=没有这个人").content.decode()


def test_a_page_without_the_permission_says_as_whom_one_looks(zhou, persons):
    answer = zhou.get(f"/kit/{persons[0].code}/edit/")
    assert answer.status_code == 403
    assert "当前身份：" in answer.content.decode()


def test_a_row_out_of_reach_is_not_found(zhao, persons):
    assert zhao.get(f"/kit/{persons[0].code}/").status_code == 404


# ---- files ----------------------------------------------------------------------


def csv_of(answer) -> list[str]:
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


def test_the_export_holds_all_pages_as_filtered_and_sorted(li, persons):
    lines = csv_of(li.get("/kit/?export=csv&sort=name&q=钱"))
    assert [re.search(r"钱\d\d", line)[0] for line in lines[1:]] == [f"钱{n:02d}" for n in range(12)]
    assert "性别" in lines[0]


def test_a_workbook_is_sent_and_recorded(li, persons, everything):
    answer = li.get("/kit/?export=xlsx&gender=male")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert AuditEvent.objects.get(action="export").detail["filters"] == {"gender": "male"}


def test_an_export_is_masked_like_the_page(zhou, persons):
    assert "钱01" not in "".join(csv_of(zhou.get("/kit/?export=csv")))


def test_full_names_are_exported_for_a_stated_purpose(zhou, persons, everything):
    body = {"format": "csv", "purpose": "年终走访慰问名单", "filters": "?q=钱"}
    assert "钱01" in "".join(csv_of(zhou.post("/kit/", body)))
    assert AuditEvent.objects.get(action="export").detail["purpose"] == "年终走访慰问名单"


def test_full_names_without_a_purpose_stay_masked(zhou, persons):
    assert "钱01" not in "".join(csv_of(zhou.post("/kit/", {"format": "csv", "purpose": " "})))


def test_the_export_page_asks_for_a_purpose_where_names_are_masked(zhou, li, persons):
    assert "用途" in zhou.get("/kit/?export=ask").content.decode()
    assert "用途" not in li.get("/kit/?export=ask").content.decode()


# ---- forms ----------------------------------------------------------------------


def edit(client, person, **fields):
    body = {
        "name": person.name,
        "gender": "",
        "birth_on": "",
        "job_title": "",
        "note": "",
        "version": person.version,
    }
    return client.post(f"/kit/{person.code}/edit/", {**body, **fields})


def test_a_form_saves_and_records_what_changed(li, persons, everything):
    assert edit(li, persons[0], job_title="支书").status_code == 302
    persons[0].refresh_from_db()
    assert (persons[0].job_title, persons[0].version) == ("支书", 2)
    assert AuditEvent.objects.get(action="deputies.edit").detail == {"changed": ["job_title"]}


def test_a_form_with_errors_says_how_many_and_links_to_them(li, persons):
    answer = edit(li, persons[0], name="", birth_on="三月中旬")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有 2 处要改" in page
    assert 'href="#id_name"' in page
    assert "请填姓名" in page
    assert "<title>有错误：" in page


def test_of_two_who_edit_the_same_version_the_second_sees_both(li, sun, persons, everything):
    edit(li, persons[0], job_title="支书")
    answer = edit(sun, persons[0], job_title="主任")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "改过这条" in page
    assert "支书" in page
    assert "主任" in page
    persons[0].refresh_from_db()
    assert persons[0].job_title == "支书"


def test_who_saw_both_versions_can_put_the_own_one_over_it(li, sun, persons, everything):
    edit(li, persons[0], job_title="支书")
    edit(sun, persons[0], job_title="主任")
    edit(sun, persons[0], job_title="主任", version=2)
    persons[0].refresh_from_db()
    assert (persons[0].job_title, persons[0].version) == ("主任", 3)


def test_a_refusal_comes_back_into_the_form_with_what_was_typed(li, persons, everything):
    answer = edit(li, persons[0], note="refuse", job_title="支书")
    assert answer.status_code == 422
    assert "备注不能这样写。" in answer.content.decode()
    assert 'value="支书"' in answer.content.decode()
    persons[0].refresh_from_db()
    assert persons[0].version == 1


def test_a_refused_act_page_keeps_the_reason(li, persons):
    answer = li.post(f"/kit/{persons[0].code}/end/", {"reason": "本人辞职"})
    assert "先结束结对" in answer.content.decode()
    assert "本人辞职" in answer.content.decode()


def test_a_refused_act_says_why_on_the_page_it_came_from(li, persons):
    came = {"HTTP_REFERER": "http://testserver/kit/?sort=name"}
    answer = li.post(f"/kit/{persons[0].code}/refuse/", {"reason": "长长的一段理由"}, **came)
    assert answer["Location"] == "/kit/?sort=name"
    page = li.get(answer["Location"]).content.decode()
    assert "今天不行。" in page
    assert "长长的一段理由" in page


def test_a_refused_act_answers_a_script_with_422(li, persons):
    answer = li.post(f"/kit/{persons[0].code}/refuse/", HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "E_TODAY")


def test_an_act_is_not_done_by_following_a_link(li, persons):
    assert li.get(f"/kit/{persons[0].code}/fine/").status_code == 405


# ---- choosing one of thousands -------------------------------------------------


def test_a_pick_field_is_suggested_by_initials(li, world):
    zhang = make.deputy(world.east, "张建国", pinyin="zhangjianguo zjg")
    found = li.get("/kit/find/?q=zjg").json()["found"]
    assert found == [{"code": zhang.code, "label": "张建国", "hint": zhang.job_title}]


def test_a_pick_field_takes_codes_and_names(li, persons):
    body = {"who_codes": persons[1].code, "with_whom": "钱02、钱03", "with_whom_codes": persons[4].code}
    assert li.post("/kit/pick/", body).content.decode() == "钱01、钱04、钱02、钱03"


def test_a_pick_field_offers_those_that_match_when_several_do(li, persons):
    page = li.post("/kit/pick/", {"who": "钱0"}).content.decode()
    assert "请从下面选一个" in page
    assert f'value="{persons[3].code}"' in page


def test_a_pick_field_answers_a_name_as_long_as_a_book(li, persons):
    answer = li.post("/kit/pick/", {"who": "字" * 100_000})
    assert answer.status_code == 422
    assert f"没有找到“{'字' * 20}……”" in answer.content.decode()


def test_a_pick_field_does_not_search_for_thousands_of_names(li, persons):
    answer = li.post("/kit/pick/", {"who": "钱01", "with_whom": "甲、" * 5000})
    assert "一次最多写 100 个，请分几次填。" in answer.content.decode()


def test_a_pick_field_knows_nobody_out_of_reach(zhao, sun, persons):
    zhao_page = zhao.post("/kit/pick/", {"who": "钱01", "who_codes": persons[1].code})
    assert "没有找到“钱01”" in zhao_page.content.decode()


def test_a_form_that_comes_back_still_shows_who_was_chosen(li, persons):
    page = li.post("/kit/pick/", {"who": "无此人", "with_whom_codes": persons[4].code}).content.decode()
    assert f'data-code="{persons[4].code}">钱04' in page


# ---- session -------------------------------------------------------------------


def make_idle(client, seconds=3600):
    session = client.session
    session["seen_at"] = session["began_at"] = 1_000_000
    session.save()


def test_an_idle_session_ends_and_the_login_page_says_so(li):
    make_idle(li)
    answer = li.get("/kit/")
    assert answer["Location"] == "/login/?next=%2Fkit%2F&why=idle"
    assert "没有操作" in li.get(answer["Location"]).content.decode()


def test_a_form_sent_after_the_session_ended_is_there_again_after_login(li, persons):
    li.account.set_password("correct horse 99")
    li.account.save()
    li.force_login(li.account, backend="deputies.identity.IdentityBackend")
    make_idle(li)
    answer = edit(li, persons[0], job_title="写了很久的一段")
    assert answer.status_code == 401
    assert "内容还在" in answer.content.decode()
    kept = answer.context["kept"]
    login = {"username": li.account.username, "password": "correct horse 99", "kept": kept, "next": "/"}
    back = li.post("/login/", login)
    assert back["Location"] == f"/kit/{persons[0].code}/edit/"
    assert "写了很久的一段" in li.get(back["Location"]).content.decode()


def test_another_account_does_not_get_what_the_first_one_typed(li, zhao, persons):
    make_idle(li)
    kept = edit(li, persons[0], job_title="写了很久的一段").context["kept"]
    zhao.account.set_password("correct horse 99")
    zhao.account.save()
    body = {"username": zhao.account.username, "password": "correct horse 99", "kept": kept, "next": "/"}
    assert li.post("/login/", body)["Location"] == "/"


def test_one_logs_in_with_the_phone_number_too(li, client, world):
    li.account.person = make.deputy(world.east, "李干事")
    li.account.person.phone_index = blind_index("13912345678")
    li.account.person.save()
    li.account.set_password("correct horse 99")
    li.account.save()
    answer = client.post("/login/", {"username": "13912345678", "password": "correct horse 99"})
    assert answer["Location"] == "/"


def test_a_password_that_somebody_else_set_opens_only_the_page_that_replaces_it(li):
    li.account.must_change_password = True
    li.account.set_password("first 123456 pass")
    li.account.save()
    li.force_login(li.account, backend="deputies.identity.IdentityBackend")
    assert li.get("/kit/")["Location"] == "/me/password/"
    body = {"old_password": "first 123456 pass"}
    new = {"new_password1": "liulin 7 bridges", "new_password2": "liulin 7 bridges"}
    assert li.post("/me/password/", {**body, **new})["Location"] == "/"
    assert li.get("/kit/").status_code == 200


@pytest.mark.parametrize(
    "weak", ["Abc@1234", "Renda@2026", "admin@123", "13800138000a", "5201314aaa", "lingbi2026", "lingbixian1"]
)
def test_passwords_that_people_here_choose_first_are_refused(li, weak):
    with pytest.raises(ValidationError):
        validate_password(weak, li.account)


def test_a_password_of_unrelated_words_is_taken(li):
    validate_password("liulin 7 bridges", li.account)


def test_every_component_renders(li):
    page = li.get("/kit/parts/").content.decode()
    for words in ("70.8", "逾期 12 天", "晚 12 天", "延期审批中", "县交通运输局", "看数据"):
        assert words in page


def test_a_notice_is_read_by_opening_it(li):
    notice = Notice.objects.create(account=li.account, key="k", text="请签收", url="/kit/", group="to_do")
    assert "请签收" in li.get("/notices/").content.decode()
    assert li.post(f"/notices/{notice.pk}/")["Location"] == "/kit/"
    notice.refresh_from_db()
    assert notice.read_at


def test_a_notice_of_somebody_else_is_not_found(li, zhao):
    notice = Notice.objects.create(account=li.account, key="k", text="请签收")
    assert zhao.post(f"/notices/{notice.pk}/").status_code == 404


def test_display_is_kept_with_the_account(li):
    li.post("/me/display/", {"text_size": "huge", "dark": "on"})
    page = li.get("/kit/").content.decode()
    assert 'data-size="huge"' in page
    assert 'data-bs-theme="dark"' in page
    assert "data-no-keys" in page


def test_private_pages_are_not_stored_by_the_browser(li):
    answer = li.get("/kit/")
    assert answer["Cache-Control"] == "no-store"
    assert "geolocation=()" in answer["Permissions-Policy"]


def test_a_script_is_told_that_the_session_ended(client):
    assert client.post("/kit/x/fine/", HTTP_ACCEPT="application/json").status_code == 401


# ---- deadlines -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "done", "paused", "words"),
    [
        (date(2026, 6, 30), None, "", "剩 21 天"),
        (date(2026, 6, 14), None, "", "剩 5 天"),
        (date(2026, 6, 9), None, "", "今天到期"),
        (date(2026, 5, 28), None, "", "逾期 12 天"),
        (date(2026, 6, 1), date(2026, 6, 6), "", "晚 5 天"),
        (date(2026, 6, 1), date(2026, 6, 1), "", "按期"),
        (date(2026, 6, 1), None, "延期审批中", "延期审批中"),
        (None, None, "", "没有期限"),
    ],
)
def test_a_deadline_is_louder_only_when_later(due, done, paused, words):
    assert deadline(due, today=date(2026, 6, 9), done_on=done, paused=paused).text == words


def test_a_column_looks_like_its_cells_one_by_one():
    columns = {
        cells.text: ["王<b>", "a & b", "", None, '"引号"', "平常"],
        cells.clip(4): ["短", "一二三四五<六", "一二三四五六", "", None, "&amp;"],
        cells.day: [date(2026, 5, 1), None, date(1999, 12, 31)],
    }
    for cell, values in columns.items():
        assert cell.column(values) == [cell(value) for value in values]
        assert cell.column(values[-1:]) == [cell(values[-1])]


def test_markup_in_a_column_of_text_stays_markup():
    assert cells.text.column([mark_safe("<b>好</b>"), "<i>"]) == ["<b>好</b>", "&lt;i&gt;"]
