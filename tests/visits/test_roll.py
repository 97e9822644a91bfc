"""The roll call: a pasted list, on the page and as a rule."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from congress_poverty.reach import reaching
from congress_poverty.text import search_key
from tests import factories as make
from visits import roll
from visits.models import Activity, Attendance

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"


def named(code, name, label="", on_roster=True):
    return roll.Named(code, name, label or name, search_key(name), on_roster)


def test_numbers_heads_and_signs_of_a_pasted_sheet_are_not_names():
    text = "签到表\n1. 张三\n2、李四（县）\n3 王 五，赵六；钱七等5人"
    assert roll.read_names(text) == ["张三", "李四（县）", "王五", "赵六", "钱七"]


def test_a_slip_of_the_pen_is_asked_about_with_who_may_be_meant():
    found = roll.match(["李方"], [named("a", "李芳"), named("b", "王伟")])
    assert found.present == []
    assert found.questions[0].why == "“李方”不在名册里，是李芳吗？"
    assert [code for code, _ in found.questions[0].options] == ["a"]


def test_one_of_two_namesakes_is_asked_about_and_both_are_not():
    people = [named("a", "王伟", "王伟（周田村）"), named("b", "王伟", "王伟（柳林村）")]
    one = roll.match(["王伟"], people)
    assert [code for code, _ in one.questions[0].options] == ["a", "b"]
    both = roll.match(["王伟", "王伟"], people)
    assert (both.present, both.questions) == (["a", "b"], [])


def test_a_bracket_tells_namesakes_apart():
    people = [named("a", "王伟", "王伟（周田村）"), named("b", "王伟", "王伟（柳林村）")]
    assert roll.match(["王伟（柳林村）"], people).present == ["b"]


def test_somebody_of_another_place_is_asked_about_before_counted():
    found = roll.match(["马六"], [named("a", "马六", "马六（西乡）", on_roster=False)])
    assert found.present == []
    assert found.questions[0].options == (("a", "马六（西乡）"),)


def test_every_pasted_name_is_found_or_asked_about():
    people = [named(str(n), name) for n, name in enumerate(["张三", "李四", "王伟", "王伟"])]
    names = ["张三", "张三", "李四", "王伟", "陌生人", "外人"]
    found = roll.match(names, people)
    said = {one.name for one in found.questions} | {people[int(code)].name for code in found.present}
    assert said == set(names)


# ---- forty names on the page ------------------------------------------------------------


@pytest.fixture
def forty(world):
    """A group of forty: two of them are called 王伟."""
    group = make.group(world.east, "东乡大组")
    names = [f"{surname}建国" for surname in SURNAMES[:38]] + ["王伟", "王伟"]
    people = []
    for n, name in enumerate(names):
        person = make.deputy(world.east, name, pinyin=search_key(name), employer=f"第{n}村")
        make.group_member(group, person)
        people.append(person)
    return group, people


def page_of(answer) -> str:
    return html.unescape(answer.content.decode())


def sent_as_shown(answer) -> dict:
    """What a browser without JavaScript would send from the page: selects and hidden fields."""
    text = page_of(answer)
    data = {}
    for name, options in re.findall(r'<select name="(a-[^"]+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        data[name] = chosen[1] if chosen else ""
    for name in ("pasted_mark",):
        found = re.search(rf'name="{name}" value="([^"]*)"', text)
        data[name] = found[1] if found else ""
    return data


def statuses():
    with reaching(make.EVERYTHING):
        return dict(Attendance.objects.values_list("person__code", "status"))


def test_forty_pasted_names_with_two_strangers_and_one_namesake_end_right_without_javascript(
    li, world, forty
):
    group, people = forty
    url = f"/activities/new/?who=group-{group.code}"
    today = timezone.localdate()
    base = {"kind": "集中视察", "held_on": f"{today.month}.{today.day}", "who": f"group-{group.code}"}
    # 37 of the 38 plain names, one of the two 王伟, two strangers: forty names.
    pasted = "\n".join([p.name for p in people[:37]] + ["王伟", "欧阳陌", "赵健国"])
    answer = li.post(url, {**base, "pasted": pasted, "paste": "1"})
    shown = page_of(answer)
    assert "粘贴了 40 个名字，对上 37 人，3 个要您看一下。" in shown
    assert "“欧阳陌”不在名册里。" in shown
    assert "“赵健国”不在名册里，是赵建国吗？" in shown
    assert "名单里有 2 个“王伟”" in shown

    sent = {**base, "pasted": pasted, **sent_as_shown(answer)}
    unanswered = li.post(url, sent)
    assert unanswered.status_code == 422
    assert "“欧阳陌”还没有选" in page_of(unanswered)
    assert statuses() == {}

    answers = {}
    for n, why in enumerate(re.findall(r'<fieldset class="ask"><legend>(.*?)</legend>', shown)):
        answers[f"q-{n}"] = "guest" if "欧阳陌" in why else people[38].code if "王伟" in why else "drop"
    assert li.post(url, {**sent, **answers}).status_code == 302
    came = statuses()
    assert len(came) == 40
    here = {code for code, status in came.items() if status == "present"}
    assert here == {p.code for p in people[:37]} | {people[38].code}
    with reaching(make.EVERYTHING):
        one = Activity.objects.get()
    assert one.guests == "欧阳陌"
    assert one.present_count == 38


def test_a_pasted_list_is_not_saved_before_somebody_has_looked(li, forty):
    group, people = forty
    answer = li.post(
        f"/activities/new/?who=group-{group.code}",
        {"kind": "集中视察", "held_on": "0609", "pasted": people[0].name},
    )
    assert answer.status_code == 422
    assert "还没有填进去" in page_of(answer)


def test_a_leave_that_is_known_stays_a_leave_when_a_list_is_pasted(li, forty):
    group, people = forty
    answer = li.post(
        f"/activities/new/?who=group-{group.code}",
        {"kind": "集中视察", "held_on": "6.9", "pasted": people[0].name, "paste": "1",
         f"a-{people[1].code}": "leave"},
    )  # fmt: skip
    shown = sent_as_shown(answer)
    assert shown[f"a-{people[0].code}"] == "present"
    assert shown[f"a-{people[1].code}"] == "leave"
    assert shown[f"a-{people[2].code}"] == "absent"


def test_as_last_time_takes_over_who_was_missing(li, world, forty):
    group, people = forty
    with reaching(make.EVERYTHING):
        last = make.activity(world.east, group=group, topic="上月活动")
        for n, person in enumerate(people):
            Attendance.objects.create(activity=last, person=person, status="leave" if n == 3 else "present")
    answer = li.post(f"/activities/new/?who=group-{group.code}", {"kind": "集中视察", "last": "1"})
    assert "上月活动" in page_of(answer)
    assert sent_as_shown(answer)[f"a-{people[3].code}"] == "leave"


def test_choosing_a_group_keeps_what_was_typed(li, forty):
    group, _ = forty
    answer = li.post(
        "/activities/new/", {"who": f"group-{group.code}", "fill": "1", "topic": "看水库", "held_on": "6.9"}
    )
    assert answer.status_code == 200
    assert 'value="看水库"' in page_of(answer)
    assert '应到 <b data-n="asked">40</b>' in page_of(answer)


# ---- what is marked -----------------------------------------------------------------------


def attended(li, group, **more):
    sent = {"kind": "集中视察", "held_on": "2026-06-02", **more}
    return li.post(f"/activities/new/?who=group-{group.code}", sent)


def test_late_early_and_unexcused_are_kept_apart(li, forty):
    group, people = forty
    codes = [person.code for person in people]
    attended(li, group, **{f"a-{codes[0]}": "late", f"a-{codes[1]}": "early", f"a-{codes[2]}": "unexcused"})
    with reaching(make.EVERYTHING):
        words = {row.person.code: row.words for row in Attendance.objects.select_related("person")}
        present = Activity.objects.get().present_count
    assert [words[code] for code in codes[:4]] == ["出席（迟到）", "出席（早退）", "无故缺席", "出席"]
    assert present == 39


def test_the_convener_of_the_group_approves_a_leave(li, world, forty):
    group, people = forty
    make.group_member(group, world.wang, role="leader")
    shown = page_of(li.get(f"/activities/new/?who=group-{group.code}"))
    assert 'name="approved_by" value="王代表"' in shown
    attended(
        li, group, **{f"a-{people[0].code}": "leave", f"n-{people[0].code}": "住院", "approved_by": "王代表"}
    )
    with reaching(make.EVERYTHING):
        row = Attendance.objects.get(person=people[0])
    assert (row.approved_by, row.note) == ("王代表", "住院")


def test_an_activity_without_a_name_is_called_by_place_month_and_kind(li, forty):
    attended(li, forty[0])
    with reaching(make.EVERYTHING):
        assert Activity.objects.get().topic == "东乡 6 月集中视察"


def test_the_same_kind_on_the_same_day_is_asked_about(li, forty):
    attended(li, forty[0])
    answer = attended(li, forty[0])
    assert answer.status_code == 422
    assert "6 月 2 日东乡大组已有一次“集中视察”" in page_of(answer)
    assert attended(li, forty[0], other_one="on").status_code == 302


def test_a_day_of_next_week_makes_a_plan_and_its_day_asks_who_came(li, forty):
    group, people = forty
    day = timezone.localdate() + timedelta(days=7)
    attended(li, group, held_on=day.isoformat())
    with reaching(make.EVERYTHING):
        plan = Activity.objects.get()
    assert plan.state == "planned"
    assert set(statuses().values()) == {"invited"}
    page = page_of(li.get(plan.get_absolute_url()))
    assert "还没有发通知" in page
    with reaching(make.EVERYTHING):
        Activity.objects.update(held_on=timezone.localdate())
    assert "记到会" in page_of(li.get(plan.get_absolute_url()))
    sent = {
        "kind": "集中视察",
        "held_on": timezone.localdate().isoformat(),
        "topic": plan.topic,
        "version": 1,
    }
    li.post(f"/activities/{plan.code}/edit/", {**sent, f"a-{people[0].code}": "leave"})
    with reaching(make.EVERYTHING):
        plan.refresh_from_db()
    assert (plan.state, plan.present_count) == ("held", 39)


def test_a_pasted_list_with_a_lost_character_is_answered_and_the_tiles_stay(li, forty):
    group, people = forty
    url = f"/activities/new/?who=group-{group.code}"
    sent = {"kind": "集中视察", "held_on": "6.9", "pasted": f"{people[0].name}、王\ufffd", "paste": "1"}
    page = page_of(li.post(url, sent))
    assert "名单没有填进去：姓名“王\ufffd”里有丢失的字" in page
    assert f"{people[0].name}、王\ufffd</textarea>" in page
    del sent["paste"]
    assert "里有丢失的字" in page_of(li.post(url, sent))
