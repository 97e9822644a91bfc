"""要我富→我要富 (S0-60): a household's own motivation, rated at a visit if the deputy likes."""

from datetime import date

from django.core.management import call_command

from tests import factories as make
from tests.imports.test_actions import bring, codes, sheet
from tests.visits.phones import item, send, visit_item
from tests.visits.test_pages import said, text, visits
from visits.models import Visit


def test_a_rating_is_optional_and_its_course_stands_on_the_household(wang, li, world):
    make.visit(world.wang, world.zhang_household, date(2026, 3, 2), motivation="等靠要")
    make.visit(world.wang, world.zhang_household, date(2026, 4, 2))
    make.visit(world.wang, world.zhang_household, date(2026, 5, 2), motivation="愿意干")
    form = text(wang.get("/visits/new/"))
    assert [form.count(word) for word in ("主动干", "愿意干", "推着干", "等靠要")] == [2, 2, 2, 2]
    assert wang.post("/visits/new/", said(world)).status_code == 302
    assert visits()[-1].motivation == ""
    refused = wang.post("/visits/new/", said(world, motivation="很想"))
    assert refused.status_code == 422
    assert wang.post("/visits/new/", said(world, motivation="推着干")).status_code == 302
    assert visits()[-1].motivation == "推着干"
    page = text(li.get(world.zhang_household.get_absolute_url()))
    course = page.split("<h2>内生动力")[1].split("</section>")[0]
    found = [course.index(word) for word in ("推着干", "不如上次", "愿意干", "更主动了", "等靠要")]
    assert found == sorted(found)
    assert "<b>内生动力 推着干</b>" in page
    assert ">3</small>" in course
    printed = text(li.get(f"/households/{world.zhang_household.code}/print/"))
    assert "四、一本台账：内生动力（3）" in printed
    rated = text(li.get("/visits/?motivation=推着干"))
    assert [one.code in rated for one in visits()] == [False, False, False, False, True]
    assert "推着干" in text(li.get(visits()[-1].get_absolute_url()))


def test_a_phone_may_rate_and_correct_and_an_older_phone_says_nothing(wang, world):
    given = wang.get("/m/bundle.json").json()
    assert given["motivation"] == ["主动干", "愿意干", "推着干", "等靠要"]
    assert send(wang, visit_item(world)).status_code == 201
    assert send(wang, visit_item(world, motivation="等靠要", all_well=True)).status_code == 201
    old, new = visits()
    assert (old.motivation, new.motivation) == ("", "等靠要")
    change = {"visit": new.code, "changes": {"motivation": {"was": "等靠要", "now": ""}}}
    assert send(wang, item("visit_edit", change)).status_code == 201
    assert visits()[1].motivation == ""
    answer = send(wang, visit_item(world, motivation="很想"))
    assert (answer.status_code, answer.json()["field"]) == (422, "motivation")


def test_the_ledger_of_visits_carries_the_rating_in_the_countys_words_out_and_in_again(
    everything, world, tmp_path
):
    head = ["走访时间", "走访代表", "所在村", "户主", "走访内容", "脱贫意愿"]
    rows = [
        ["2026-05-01", "王代表", "周田村", "张德福", "看了鸡舍", "强"],
        ["2026-05-02", "王代表", "周田村", "张德福", "又看了", ""],
        ["2026-05-03", "王代表", "周田村", "张德福", "第三次", "说不清"],
    ]
    report = bring(sheet(tmp_path, head, *rows), "visit", township=world.east.code)
    assert codes(report) == []
    expected = ["主动干", "", "说不清"]  # a word of the sheet's own is kept as it stands
    assert [visit.motivation for visit in visits()] == expected
    out = tmp_path / "走访.xlsx"
    call_command("export_ledger", "visit", str(out), "-v0")
    Visit.objects.all().delete()
    assert codes(bring(out, "visit")) == []
    assert [visit.motivation for visit in visits()] == expected
