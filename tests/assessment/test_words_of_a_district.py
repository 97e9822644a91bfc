"""In a 区 nobody reads 县: buttons, hints, sentences and notes are said in the county's own word."""

import pytest
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db

PAGES = (
    ("li", "pairing:file_roster", "报送区人大"),
    ("wang", "accounts:my_posts", "看自己和自己联系的户"),
    ("sun", "accounts:my_posts", "看全区"),
    ("sun", "metrics", "全区只计一户"),
    ("sun", "duties:campaign_new", "本区的是它的一部分"),
    ("sun", "duties:document_new", "区本级的材料不选乡镇"),
)


@pytest.fixture
def district(world):
    region = world.county.region
    region.name = region.short_name = "安源区"
    region.save()


@pytest.mark.parametrize(("who", "page", "words"), PAGES, ids=[f"{who} {page}" for who, page, _ in PAGES])
def test_a_page_speaks_of_the_district(request, district, who, page, words):
    shown = request.getfixturevalue(who).get(reverse(page)).content.decode()
    assert words in shown
    assert "县人大" not in shown
    assert "全县" not in shown


def test_a_note_after_saving_speaks_of_the_district(district, wang):
    done = wang.post(
        reverse("pairing:apply"), {"wish": "愿意联系一户监测对象", "reason": "本人有养殖技术"}, follow=True
    )
    assert "等乡镇人大主席团或区代表工委审定" in done.content.decode()


def test_a_refusal_names_the_district_s_office_and_leaves_what_it_quotes(district, world, li):
    for n in range(2):
        make.pairing(world.wang, make.household(world.zhoutian, f"户主{n}"))
    fourth = make.household(world.zhoutian, "县桂兰")
    sent = {"household_codes": fourth.code, "person_codes": world.wang.code, "started_on": "2026-05-01"}
    page = li.post("/pairings/new/", sent).content.decode()
    assert "或请区代表工委写明理由后安排" in page
    assert "县桂兰" in page
