"""Pages of visits and activities through the client."""

import io
import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from congress_poverty.reach import reaching
from tests import factories as make
from visits.models import Activity, Attendance, Visit, VisitPhoto


def text(response) -> str:
    return response.content.decode()


def visits():
    with reaching(make.EVERYTHING):
        return list(Visit.objects.order_by("pk"))


def said(world, **more):
    """What a deputy's form sends for an own household."""
    return {
        "client_uuid": str(uuid.uuid4()),
        "household": world.zhang_household.code,
        "when": "today",
        "mode": "入户走访",
        "all_well": "on",
        **more,
    }


def said_by_office(world, **more):
    return {
        **said(world),
        "household_codes": world.zhang_household.code,
        "people_codes": world.wang.code,
        **more,
    }


def jpeg(name="IMG_1.jpg", size=(40, 30)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


# ---- recording --------------------------------------------------------------------------


def test_a_deputy_records_that_all_is_well(wang, world):
    assert wang.post("/visits/new/", said(world)).status_code == 302
    (visit,) = visits()
    assert (visit.visited_on, visit.note, visit.deputy_names) == (timezone.localdate(), "一切都好", "王代表")


def test_the_form_offers_the_deputys_own_households_first(wang, world):
    page = text(wang.get("/visits/new/"))
    assert "张德福（周田村）" in page
    assert "刘有才" not in page


def test_yesterday_is_one_tap(wang, world):
    wang.post("/visits/new/", said(world, when="yesterday"))
    assert visits()[0].visited_on == timezone.localdate() - timedelta(days=1)


def test_another_day_is_typed(wang, world):
    wang.post("/visits/new/", said(world, when="other", visited_on="2026-05-04"))
    assert visits()[0].visited_on == date(2026, 5, 4)


def test_a_day_beside_today_is_asked_about(wang, world):
    answer = wang.post("/visits/new/", said(world, visited_on="2026-05-04"))
    assert "请只留一个" in text(answer)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"all_well": ""}, "请点一个事项，或写一句话"),
        ({"all_well": "", "topics": ["饮水"]}, "请点一下怎么处理的"),
        ({"household": ""}, "请选择走访的是哪一户"),
        ({"when": "other"}, "请填是哪一天"),
        ({"note": "长" * 501}, "最多 500 字"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays(wang, world, change, sentence):
    answer = wang.post("/visits/new/", said(world, goods="大米两袋", **change))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "大米两袋" in text(answer)
    assert visits() == []


def test_a_form_sent_twice_is_one_visit(wang, world):
    sent = said(world)
    wang.post("/visits/new/", sent)
    wang.post("/visits/new/", sent)
    assert len(visits()) == 1


def test_a_second_visit_of_the_day_is_kept_and_pointed_out(wang, world):
    wang.post("/visits/new/", said(world))
    answer = wang.post("/visits/new/", said(world), follow=True)
    assert len(visits()) == 2
    assert "两条都会保留" in text(answer)


def test_a_visit_before_the_pairing_needs_a_tick(wang, world):
    early = said(world, when="other", visited_on="2026-02-01")
    answer = wang.post("/visits/new/", early)
    assert "才开始联系这一户" in text(answer)
    wang.post("/visits/new/", {**early, "before_pairing": "on"})
    assert len(visits()) == 1


def test_the_clerk_records_for_a_deputy(li, world):
    assert li.post("/visits/new/", said_by_office(world)).status_code == 302
    assert visits()[0].deputy_names == "王代表"


def test_a_deputy_takes_a_fellow_of_the_group_along(wang, world):
    group = make.group(world.east)
    make.group_member(group, world.wang)
    fellow = make.deputy(world.east, "孙代表")
    make.group_member(group, fellow)
    wang.post("/visits/new/", said(world, people=[fellow.code]))
    assert visits()[0].deputy_names == "王代表、孙代表"


def test_a_deputy_cannot_record_for_a_household_of_another(wang, world):
    answer = wang.post("/visits/new/", said(world, household=world.liu_household.code))
    assert answer.status_code == 422
    assert visits() == []


# ---- photos -----------------------------------------------------------------------------


def test_a_photo_passes_the_gate_and_is_sent_to_who_may_see_it(wang, li, zhao, world):
    wang.post("/visits/new/", said(world, photos=[jpeg()]))
    with reaching(make.EVERYTHING):
        photo = VisitPhoto.objects.get()
    address = f"/visits/photos/{photo.code}.jpg"
    answer = li.get(address)
    assert Image.open(io.BytesIO(answer.content)).size == (40, 30)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert zhao.get(address).status_code == 404


def test_fifty_megabytes_come_back_as_a_sentence_and_nothing_typed_is_lost(wang, world):
    big = SimpleUploadedFile("大.jpg", b"\xff\xd8" + b"0" * (50 * 2**20), "image/jpeg")
    answer = wang.post("/visits/new/", said(world, note="看望老人", photos=[big]))
    assert answer.status_code == 422
    assert "最大 10 MB" in text(answer)
    assert "看望老人" in text(answer)
    assert visits() == []


def test_one_bad_photo_among_good_ones_is_named(wang, world):
    bad = SimpleUploadedFile("表格.jpg", b"PK\x03\x04", "image/jpeg")
    answer = wang.post("/visits/new/", said(world, photos=[jpeg(), bad]))
    assert "“表格.jpg”不是照片" in text(answer)


def test_photos_are_added_later(wang, world):
    wang.post("/visits/new/", said(world))
    address = f"/visits/{visits()[0].code}/photos/"
    assert wang.post(address, {"photos": [jpeg()]}).status_code == 302
    with reaching(make.EVERYTHING):
        assert VisitPhoto.objects.count() == 1


# ---- correcting -------------------------------------------------------------------------


def corrected(visit, **more):
    return {
        "visited_on": "2026-05-01",
        "mode": "入户走访",
        "note": "改过",
        "people_codes": visit.visitors.get().person.code,
        "version": 1,
        **more,
    }


@pytest.fixture
def visit(world):
    return make.visit(world.wang, world.zhang_household, note="原来的")


def post_correction(client, visit, **more):
    with reaching(make.EVERYTHING):
        sent = corrected(visit, **more)
    return client.post(f"/visits/{visit.code}/edit/", sent)


def test_the_office_corrects_a_visit(li, visit):
    assert post_correction(li, visit).status_code == 302
    assert visits()[0].note == "改过"


def test_of_two_clerks_the_second_sees_both_versions(li, visit):
    post_correction(li, visit, note="甲改的")
    answer = post_correction(li, visit, note="乙改的")
    assert answer.status_code == 409
    assert "甲改的" in text(answer)
    assert "乙改的" in text(answer)
    assert visits()[0].note == "甲改的"


def test_a_deputy_takes_an_own_visit_back(wang, world):
    wang.post("/visits/new/", said(world))
    assert wang.post(f"/visits/{visits()[0].code}/take-back/").status_code == 302
    assert visits() == []


def test_a_deputy_does_not_take_back_what_the_office_wrote(wang, visit):
    answer = wang.post(f"/visits/{visit.code}/take-back/")
    assert answer.status_code == 422
    assert "一天之内" in text(answer)
    assert len(visits()) == 1


# ---- lists ------------------------------------------------------------------------------


def test_the_list_filters_by_issue_deputy_and_word(li, world, visit):
    make.visit(world.wang, world.zhang_household, note="另一次", issue="水压低")
    assert "原来的" not in text(li.get("/visits/?issue=1"))
    assert "原来的" in text(li.get("/visits/", {"deputy": world.wang.code}))
    assert "原来的" in text(li.get("/visits/?q=zdf"))
    assert "原来的" not in text(li.get("/visits/?q=xyz"))


def test_the_visit_list_needs_the_same_queries_for_any_number_of_rows(li, world, visit):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            li.get("/visits/")
        return len(captured)

    count()
    one = count()
    for n in range(60):
        make.visit(world.wang, world.zhang_household, date(2026, 5, 1) + timedelta(days=n % 28))
    assert count() <= one + 1  # the count, once there are more rows than one page
    assert count() <= 12


def test_households_not_visited_this_year_are_the_boards_rows(li, world):
    make.visit(world.wang, world.zhang_household, timezone.localdate())
    other = make.household(world.zhoutian, "没人去户")
    make.pairing(world.wang, other)
    page = text(li.get("/households/?unvisited=year"))
    assert "没人去户" in page
    assert "张德福" not in page


# ---- activities -------------------------------------------------------------------------


@pytest.fixture
def group(world):
    made = make.group(world.east, "东乡第一小组")
    make.group_member(made, world.wang)
    make.group_member(made, make.deputy(world.east, "孙代表"))
    return made


def held(**more):
    return {"kind": "集中视察", "topic": "通村公路", "held_on": "2026-06-02", **more}


def attendance():
    with reaching(make.EVERYTHING):
        return dict(Attendance.objects.values_list("person__name", "status"))


def test_everybody_of_the_group_is_present_until_marked(li, group):
    assert li.post(f"/activities/new/?who=group-{group.code}", held()).status_code == 302
    assert attendance() == {"王代表": "present", "孙代表": "present"}


def test_exceptions_are_marked_and_counted(li, group, world):
    sent = held(**{f"a-{world.wang.code}": "leave"})
    li.post(f"/activities/new/?who=group-{group.code}", sent)
    assert attendance()["王代表"] == "leave"
    with reaching(make.EVERYTHING):
        assert Activity.objects.get().present_count == 1


def test_one_role_for_all_and_exceptions_by_the_campaign_it_serves(li, group, world):
    with reaching(make.EVERYTHING):
        sun_code = group.members.get(person__name="孙代表").person.code
        campaign = make.campaign(world.county, name="脱贫攻坚、人大代表在行动")
    url = f"/activities/new/?who=group-{group.code}"
    roles = {"role": "宣传员", f"r-{sun_code}": "调查员"}
    assert "“调查员”不在五大员里" in text(li.post(url, held(**roles)))
    asked = text(li.post(url, held(each_role="1", programmes=campaign.code, **roles)))
    assert "1 宣传员、2 调查员" in asked
    assert "分别选角色</button>" in asked.split("data-each-role hidden")[1]
    assert li.post(url, held(programmes=campaign.code, **roles)).status_code == 302
    with reaching(make.EVERYTHING):
        activity = Activity.objects.get()
        taken = dict(activity.attendances.values_list("person__name", "role"))
    assert taken == {"王代表": "宣传员", "孙代表": "调查员"}
    assert set(activity.roles) == set(taken.values())
    shown = text(li.get(activity.get_absolute_url()))
    assert {"孙代表</a>（调查员）" in shown, "王代表</a>（宣传员）" in shown} == {True, False}
    assert shown.count(">1 人</a>") == 2
    form = li.get(f"/activities/{activity.code}/edit/").context["form"]
    found = [form["role"].value(), *(role.value() for _, _, role, _ in form.tiles)]
    assert sorted(found) in (["", "宣传员", "调查员"], ["", "宣传员", "调查员"][::-1])
    # Who did not come took no role.
    li.post(
        f"/activities/{activity.code}/edit/", held(version=1, role="宣传员", **{f"a-{sun_code}": "leave"})
    )
    with reaching(make.EVERYTHING):
        assert Activity.objects.get().roles == ["宣传员"]
    assert "代表角色" in text(li.get(f"/deputies/{world.wang.code}/file/"))


def test_people_outside_the_roster_are_added_by_name(li, group, world):
    guest = make.deputy(world.east, "钱代表", pinyin="qiandaibiao qdb")
    li.post(f"/activities/new/?who=group-{group.code}", held(more_people_codes=guest.code))
    assert attendance()["钱代表"] == "present"


def test_an_activity_of_nobody_is_refused(li):
    answer = li.post("/activities/new/", held())
    assert "还没选参加的人" in text(answer)


def test_everybody_absent_is_asked_about(li, group):
    with reaching(make.EVERYTHING):
        codes = list(group.members.values_list("person__code", flat=True))
    answer = li.post(f"/activities/new/?who=group-{group.code}", held(**{f"a-{c}": "absent" for c in codes}))
    assert "是不是点反了" in text(answer)


def test_a_group_of_the_neighbour_cannot_be_chosen(zhao, group):
    assert zhao.get(f"/activities/new/?who=group-{group.code}").status_code == 404


def test_an_activity_is_corrected_with_its_attendance(li, group, world):
    li.post(f"/activities/new/?who=group-{group.code}", held())
    with reaching(make.EVERYTHING):
        activity = Activity.objects.get()
    sent = held(topic="危桥", version=1, **{f"a-{world.wang.code}": "absent"})
    assert li.post(f"/activities/{activity.code}/edit/", sent).status_code == 302
    assert attendance()["王代表"] == "absent"
    assert "危桥" in text(li.get(f"/activities/{activity.code}/"))


def test_the_sign_in_sheet_lists_the_roster(li, world):
    activity = make.activity(world.east, present=[world.wang])
    assert "王代表" in text(li.get(f"/activities/{activity.code}/signsheet/"))


# ---- the deputy's file ------------------------------------------------------------------


def test_the_file_shows_the_sections_that_exist(li, world, visit):
    make.activity(world.east, present=[world.wang], kind="学习培训", topic="代表法讲座")
    page = text(li.get(f"/deputies/{world.wang.code}/file/"))
    for part in (
        "基本情况",
        "视察、调研和执法检查",
        "学习培训",
        "代表法讲座",
        "联系户",
        "张德福",
        "表彰奖励",
    ):
        assert part in page


def test_the_county_reads_masked_households_in_the_file(sun, world, visit):
    page = text(sun.get(f"/deputies/{world.wang.code}/file/"))
    assert "张德福" not in page


def test_a_deputy_reads_the_own_file(wang):
    assert "王代表" in text(wang.get("/me/file/"))


# ---- how many there are -------------------------------------------------------------------


@pytest.mark.parametrize("who", ["wang", "li", "sun"])
def test_the_list_says_how_many_visits_there_are_and_shows_as_many(request, wang, world, who):
    for _ in range(3):
        wang.post("/visits/new/", said(world))
    page = request.getfixturevalue(who).get("/visits/")
    assert page.context["count"] == "3"
    assert page.context["rows_shown"] == 3


def test_a_neighbours_list_counts_none_of_them(wang, zhao, world):
    wang.post("/visits/new/", said(world))
    assert zhao.get("/visits/").context["count"] == "0"
