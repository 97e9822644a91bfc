"""文件: approvals, issue and receipts, editions; the same words on paper and in Word."""

import io
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from assessment import actions
from assessment.models import OfficialPaper
from assessment.papers import documents
from assessment.word_layouts import LAYOUTS
from congress_poverty.refusals import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
BODY = "总则。\n一、要求\n每季度走访一次。"
SAID = ("关于<某事>&其他的通知", "一、要求", "第一条。", "附件：附表", "1,200", "第四列", "分送：各乡镇。")


@pytest.fixture
def draft(world, county_actor, everything):
    def made(**fields):
        given = {
            "kind": "rule",
            "title": "联系选民制度",
            "body": "总则。\n一、要求\n每季度走访一次。",
            "today": TODAY,
        }
        return actions.draft_paper(by=county_actor, county=world.county, **{**given, **fields})

    return made


def issue(paper, by, **fields):
    given = {"number": "灵人常〔2026〕5号", "issued_on": TODAY, "today": TODAY}
    return actions.issue_paper(paper, by=by, **{**given, **fields})


def words_of(content: bytes) -> str:
    body = Document(io.BytesIO(content)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


# --- issue and receipt ------------------------------------------------------------------------


def test_a_draft_is_nobody_else_s_until_it_is_issued_and_then_confirmed(draft, li, county_actor, everything):
    paper = draft()
    assert li.get(paper.get_absolute_url()).status_code == 404
    issue(paper, county_actor)
    assert paper.receipts.count() == 2
    assert li.get(paper.get_absolute_url()).status_code == 200
    li.post(reverse("papers:receive", args=[paper.code]), {"note": "已发 30 份"})
    receipt = paper.receipts.get(township__name="东乡")
    assert (receipt.received_on is not None, receipt.note) == (True, "已发 30 份")
    assert paper.receipts.waiting().count() == 1


def test_a_bulletin_for_the_leaders_goes_to_no_township(draft, li, zhou, county_actor):
    paper = issue(draft(kind="bulletin", audience="leaders"), county_actor)
    assert li.get(paper.get_absolute_url()).status_code == 404
    assert zhou.get(paper.get_absolute_url()).status_code == 200
    assert zhou.account.notices.count() == 1


def test_a_bulletin_for_some_reaches_those_only(draft, world, li, zhao, county_actor):
    paper = draft(kind="bulletin", audience="some")
    with pytest.raises(Refused, match="发给哪些"):
        issue(paper, county_actor)
    issue(paper, county_actor, towns=[world.west], units=[world.unit])
    assert li.get(paper.get_absolute_url()).status_code == 404
    assert zhao.get(paper.get_absolute_url()).status_code == 200


def test_who_has_not_confirmed_is_told_once_a_day(draft, li, zhao, county_actor):
    paper = issue(draft(), county_actor)
    assert actions.chase_receipts(paper, by=county_actor, today=TODAY) == 2
    assert actions.chase_receipts(paper, by=county_actor, today=TODAY) == 0


def test_an_empty_paper_is_not_issued(draft, county_actor):
    with pytest.raises(Refused, match="正文还是空的"):
        issue(draft(body=""), county_actor)


# --- the chain of a plan --------------------------------------------------------------------


def test_a_plan_passes_its_bodies_in_order_and_a_no_keeps_it_back(draft, world, county_actor):
    paper = draft(kind="plan", township=world.east)
    step = {"words": "", "today": TODAY}
    actions.approve_paper(
        paper, by=county_actor, step="镇党委同意", decided_on=date(2026, 5, 15), result="passed", **step
    )
    with pytest.raises(Refused, match="不能更早"):
        actions.approve_paper(
            paper, by=county_actor, step="主席团会议", decided_on=date(2026, 5, 1), result="passed", **step
        )
    actions.approve_paper(
        paper, by=county_actor, step="主席团会议", decided_on=date(2026, 5, 20), result="refused", **step
    )
    with pytest.raises(Refused, match="没有同意，不能印发"):
        issue(paper, county_actor)


def test_a_township_writes_its_own_plan_and_the_county_reads_it(world, li, sun, everything):
    given = {"kind": "plan", "title": "东乡人大2026年活动方案", "body": "一、目标\n走访全覆盖。"}
    assert li.post(reverse("papers:new"), given).status_code == 302
    paper = OfficialPaper.objects.get()
    assert paper.township == world.east
    li.post(reverse("papers:issue", args=[paper.code]), {"issued_on": "2026-06-01"})
    paper.refresh_from_db()
    assert paper.state == "issued"
    page = sun.get(reverse("papers:print", args=[paper.code])).content.decode()
    assert "灵璧县人民代表大会常务委员会：" in page
    assert sun.get(reverse("papers:edit", args=[paper.code])).status_code == 404


# --- editions --------------------------------------------------------------------------------


def test_a_new_edition_keeps_the_old_and_asks_for_the_receipt_again(draft, world, county_actor, sun):
    paper = issue(draft(), county_actor)
    actions.receive_paper(paper, by=county_actor, towns=[world.east.pk], today=TODAY)
    with pytest.raises(Refused, match="没有改动"):
        actions.revise_paper(
            paper, by=county_actor, body=paper.edition.body, change="无", effective_on=TODAY, today=TODAY
        )
    actions.revise_paper(
        paper, by=county_actor, body="每月走访一次。", change="改为每月", effective_on=TODAY, today=TODAY
    )
    assert (paper.edition.number, paper.receipts.waiting().count()) == (2, 2)
    old = sun.get(f"{paper.get_absolute_url()}?edition=1").content.decode()
    assert "每季度走访一次。" in old
    assert "这是第 1 版" in old
    with pytest.raises(Refused, match="不能直接改"):
        actions.edit_paper(paper, by=county_actor, body="改", today=TODAY)


def test_a_repealed_rule_stays_in_the_library(draft, sun, county_actor):
    paper = actions.repeal_paper(issue(draft(), county_actor), by=county_actor, today=TODAY)
    rows = sun.get(f"{reverse('papers:list')}?kind=rule")
    assert rows.context["count"] == "1"
    assert paper.repealed_on == TODAY


# --- Word ----------------------------------------------------------------------------------


def full_sheet() -> dict:
    return documents.sheet(
        office="灵璧县人大常委会代表工作委员会",
        title="关于<某事>&其他的通知",
        to="各乡镇人大：",
        text=["开头。", "一、要求", "第一条。", "二、时间", "即日起。"],
        annexes=[documents.table("附表", ("乡镇", "数", "备注", "第四列"), [("东乡", 1200, None, TODAY)])],
        blanks=[("整改措施", "")],
        copies="分送：各乡镇。",
        on=TODAY,
        signed_on=TODAY,
    )


@pytest.mark.parametrize("code", LAYOUTS)
def test_a_paper_says_in_word_what_it_says_on_the_page(code, world):
    content = documents.word(code, [full_sheet()], county=world.county)
    said = words_of(content)
    for words in (
        "关于<某事>&其他的通知",
        "一、要求",
        "第一条。",
        "附件：附表",
        "1,200",
        "第四列",
        "分送：各乡镇。",
    ):
        assert words in said
    assert "{" not in said
    section = Document(io.BytesIO(content)).sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(size / Mm(1)) for size in sizes] == [210, 297, 37, 28]
    assert [len(row.cells) for row in Document(io.BytesIO(content)).tables[-1].rows] == [4, 4]


def test_the_committed_templates_are_the_ones_that_the_command_draws(tmp_path):
    call_command("word_templates", to=tmp_path, verbosity=0)
    for code in LAYOUTS:
        drawn, kept = (Document(folder / f"{code}.docx") for folder in (tmp_path, documents.TEMPLATES))
        assert drawn.element.xml == kept.element.xml, f"run manage.py word_templates: {code}"


def test_a_county_replaces_the_template(world, settings, tmp_path):
    settings.DOCUMENT_TEMPLATES = tmp_path
    own = Document()
    own.add_paragraph("{%p for sheet in sheets %}")
    own.add_paragraph("本县格式：{{ sheet.title }}")
    own.add_paragraph("{%p endfor %}")
    own.save(tmp_path / "bulletin.docx")
    content = documents.word("bulletin", [full_sheet()], county=world.county)
    assert words_of(content).strip() == "本县格式：关于<某事>&其他的通知"


def test_headings_part_the_text_and_sentences_do_not():
    opening, parts = documents.parted(["开头。", "一、要求", "一、这一句有句号，不是标题。", "二、时间"])
    assert opening == ["开头。"]
    assert [(part["title"], part["paragraphs"]) for part in parts] == [
        ("一、要求", ["一、这一句有句号，不是标题。"]),
        ("二、时间", []),
    ]


def test_the_pairing_list_masks_names_for_the_county(world, sun, li, everything):
    filing = make.roster_filing(world.east)
    url = reverse("reports:roster", args=[filing.code])
    assert "张德福" in li.get(url).content.decode()
    page = sun.get(url).content.decode()
    assert "张**" in page
    assert "张德福" not in page
    assert sun.get(reverse("reports:roster_word", args=[filing.code])).status_code == 200
