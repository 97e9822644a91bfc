"""Letters and forms: who may have them, what they say, the official layout, hostile words."""

import io
import zipfile
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from congress_poverty.models import AuditEvent
from suggestions import documents
from suggestions.actions import advance
from suggestions.annual import annual_report
from suggestions.word_layouts import LAYOUTS
from tests import factories as make
from tests.suggestions.conftest import STAFF, WRITTEN

TODAY = date(2026, 6, 9)
HOSTILE = '<b>𠮷野&家</b> {{ 7*7 }} {% raw %} "引号" ]]> \x0b'
LETTERS = [code for code in LAYOUTS if code not in ("handling-form", "survey")]


@pytest.fixture
def road(world, everything):
    return make.suggestion(world.wang)


def file_of(client, suggestion, code):
    return client.get(reverse("suggestions:word", args=[suggestion.code, code]))


def opened(content: bytes):
    return Document(io.BytesIO(content))


def words_of(content: bytes) -> str:
    """Everything that the file says, paragraphs and cells in their order."""
    body = opened(content).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def styled(content: bytes, style: str) -> list[str]:
    return [one.text for one in opened(content).paragraphs if one.style.name == style]


# --- who ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "who"),
    [
        ("handling-form", {"sun": 200, "qian": 200, "wang": 200, "zhou": 200, "li_chair": 200, "zhao": 404}),
        (
            "handover-notice",
            {"sun": 200, "qian": 200, "wang": 403, "zhou": 403, "li_chair": 404, "zhao": 404},
        ),
        ("reply-letter", {"sun": 200, "qian": 200, "wang": 403, "zhou": 403, "li": 200, "zhao": 404}),
        ("survey", {"sun": 200, "qian": 200, "wang": 404, "zhou": 403, "li": 200, "zhao": 404}),
        ("supervision-notice", {"sun": 200, "qian": 200, "wang": 403, "zhou": 200, "li": 403, "zhao": 404}),
    ],
)
def test_each_role_gets_its_documents_and_no_others(code, who, road, walk, request):
    walk(road, "write")  # written, not delivered: the deputy has nothing to rate yet
    for name, status in who.items():
        client = request.getfixturevalue(name)
        for address in ("document", "word"):
            url = reverse(f"suggestions:{address}", args=[road.code, code])
            assert client.get(url).status_code == status, (name, address)


def test_the_menu_of_the_page_offers_what_the_role_may_have(sun, qian, wang, road, walk):
    walk(road, "write")
    offered = {
        client: [one.label for one in client.get(road.get_absolute_url()).context["documents"]]
        for client in (sun, qian, wang)
    }
    everything = ["建议办理单", "交办通知", "答复函", "征询意见表", "督办单"]
    assert offered == {sun: everything, qian: everything, wang: ["建议办理单"]}


def test_an_unknown_document_is_not_found(sun, road, walk):
    walk(road, "sign")
    assert file_of(sun, road, "passport").status_code == 404


def test_every_download_is_in_the_audit(qian, road, walk):
    walk(road, "sign")
    answer = file_of(qian, road, "reply-letter")
    event = AuditEvent.objects.get(action="suggestions.document")
    assert (event.object_code, event.detail) == (road.code, {"document": "reply-letter"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"


def test_a_unit_s_notice_is_its_own(world, sun, qian, road, walk):
    walk(road, "hand_over", hand_over={"co_units": [world.other_unit], "dispatch": "lead_co"})
    assert styled(file_of(qian, road, "handover-notice").content, "公文主送") == ["县水利局："]
    both = styled(file_of(sun, road, "handover-notice").content, "公文主送")
    assert both == ["县水利局：", "县教育局："]


# --- what they say ----------------------------------------------------------------------------


def test_the_notice_says_what_is_asked_until_when_and_carries_the_text(sun, road, walk):
    walk(road, "hand_over")
    said = words_of(file_of(sun, road, "handover-notice").content)
    for words in (
        "087",
        "王代表",
        road.title,
        "县水利局：",
        "前签收",
        "书面答复代表",
        "见面沟通",
        road.body,
        road.ask,
    ):
        assert words in said
    assert "2026年3月4日" in said


def test_the_reply_begins_with_title_number_deputies_and_unit(world, qian, everything, walk):
    road = make.suggestion(world.wang, [make.deputy(world.east, "陈明")])
    walk(road, "sign")
    said = words_of(file_of(qian, road, "reply-letter").content)
    for words in (
        "县水利局",
        "第087号",
        "王代表、陈明代表：",
        f"您们提出的《{road.title}》",
        "签发人：",
        "〔",
        "在这里写",
    ):
        assert words in said
    advance(road, "write", by=STAFF, on=date(2026, 5, 7), given=WRITTEN)
    said = words_of(file_of(qian, road, "reply-letter").content)
    for words in ("灵水函〔2026〕21号", "签发人：王局长", WRITTEN["summary"], "2026年5月6日"):
        assert words in said
    assert "在这里写" not in said


def test_a_confidential_matter_is_marked_and_never_to_be_published(world, qian, everything, walk):
    road = make.suggestion(world.wang, is_confidential=True)
    walk(road, "write")
    assert "此件不公开" in words_of(file_of(qian, road, "reply-letter").content)
    assert "代表要求保密" in words_of(file_of(qian, road, "handover-notice").content)


def test_each_proposer_has_a_survey_of_the_own(world, sun, wang, everything, walk):
    road = make.suggestion(world.wang, [make.deputy(world.east, "陈明")])
    walk(road, "deliver")
    said = words_of(file_of(sun, road, "survey").content)
    for words in (
        "王代表（领衔）",
        "陈明（附议）",
        "办理结果：□ 满意",
        "办理态度：□ 满意",
        WRITTEN["summary"],
        "代表签名",
    ):
        assert words in said
    own = words_of(file_of(wang, road, "survey").content)
    assert "王代表（领衔）" in own
    assert "陈明（附议）" not in own


def test_a_survey_shows_no_answer_that_was_not_delivered_to_a_deputy(wang, road, walk):
    walk(road, "meet")
    assert file_of(wang, road, "survey").status_code == 404
    form = words_of(file_of(wang, road, "handling-form").content)
    assert WRITTEN["summary"] not in form


def test_no_document_names_the_household_it_came_from(world, sun, everything, walk):
    visit = make.visit(world.wang, world.zhang_household)
    road = make.suggestion(world.wang, source_visit=visit)
    walk(road, "write")
    for code in documents.DOCUMENTS:
        assert world.zhang_household.head_name not in words_of(file_of(sun, road, code).content)


def test_the_supervision_notice_says_since_when_it_is_late(sun, road, walk):
    walk(road, "sign")
    said = words_of(file_of(sun, road, "supervision-notice").content)
    for words in ("代表建议督办单", "县水利局：", "已逾期", "办理进展"):
        assert words in said


def test_nothing_is_supervised_that_is_answered(sun, road, walk):
    walk(road, "deliver")
    assert file_of(sun, road, "supervision-notice").status_code == 404


def test_the_urge_letter_is_a_word_file_for_the_office_and_its_unit(world, sun, qian, zhao, road, walk):
    walk(road, "sign")
    letter = make.urge_letter(world.unit, road)
    url = reverse("suggestions:urge_letter_word", args=[letter.code])
    for client in (sun, qian):
        said = words_of(client.get(url).content)
        for words in (letter.number, "县水利局：", "087", road.title, letter.message, "2026年6月1日"):
            assert words in said
    assert zhao.get(url).status_code == 404
    assert AuditEvent.objects.filter(action="suggestions.document", object_code=letter.code).count() == 2


def test_the_annual_report_is_a_word_file_with_its_table(sun, wang, road, walk):
    walk(road, "deliver")
    url = reverse("suggestions:annual_word") + "?year=2026"
    said = words_of(sun.get(url).content)
    for words in (
        "关于2026年代表建议、批评和意见办理情况的报告",
        "一、基本情况",
        "附件",
        "县水利局",
        "签发人：",
    ):
        assert words in said
    assert wang.get(url).status_code == 403


def test_the_published_report_counts_a_confidential_key_suggestion_and_does_not_name_it(
    world, walk, everything
):
    secret = make.suggestion(world.wang, title="关于某企业偷排的建议", is_confidential=True)
    walk(secret, "sign")
    advance(secret, "mark_key", by=STAFF, on=TODAY, given={"leader": "周明远副主任"})
    report = annual_report(world.county, 2026, today=TODAY)
    said = "".join(words for part in report.parts for words in part.paragraphs)
    assert "重点督办1件。" in said
    assert "偷排" not in said


# --- hostile and long words ---------------------------------------------------------------------


WORDS = """
    number named title county office phone lead delegation submitted_on handed_over_on raised_in level
    dispatch category blank_number today to part task again
    assigned_on unit doc_no signed_by result with_units officer
    officer_phone written_on publicity proposer role due_on dissatisfied standing satisfaction closed_on key
    face printed_by sent_on opening closing drafted_on
"""
LISTS = "body ask co others requirements reasons grounds supervisors message leads cos"
ANSWER = "unit doc_no written_on signed_by result summary met public"


def hostile(names: str) -> dict:
    return dict.fromkeys(names.split(), HOSTILE)


def full_sheet() -> dict:
    """Every word that any template knows."""
    text = [HOSTILE, "第二行"]
    return (
        hostile(WORDS)
        | dict.fromkeys(LISTS.split(), text)
        | {
            "answers": [hostile(ANSWER)],
            "questions": [{"label": HOSTILE, "scale": text}],
            "continued": [{"label": HOSTILE, "lines": text}],
            "rows": [hostile("number title handed_over_on due_on")],
            "parts": [{"number": "一", "title": HOSTILE, "paragraphs": text}],
            "annex": [hostile("unit handed answered in_time satisfied")],
        }
    )


@pytest.mark.parametrize("code", LAYOUTS)
def test_hostile_words_stand_in_the_file_as_they_are(world, code):
    said = words_of(documents.word(code, [full_sheet()], county=world.county))
    assert HOSTILE.replace("\x0b", "").strip() in said
    assert "第二行" in said
    assert "{%" not in said.replace("{% raw %}", "")


@pytest.mark.parametrize("code", LAYOUTS)
def test_with_nothing_filled_in_every_cell_still_has_a_paragraph(world, code):
    empty = {name: "" if isinstance(value, str) else [] for name, value in full_sheet().items()}
    body = opened(documents.word(code, [empty, empty], county=world.county)).element.body
    cells = list(body.iter(qn("w:tc")))
    assert all(cell.find(qn("w:p")) is not None for cell in cells)


def test_the_longest_text_stands_whole_on_a_second_sheet(world, sun, everything, walk):
    body, ask = "字" * 1990 + "结尾在此", "请" * 990 + "完"
    road = make.suggestion(world.wang, body=body, ask=ask)
    walk(road, "deliver")
    said = words_of(file_of(sun, road, "handling-form").content)
    html = sun.get(reverse("suggestions:print", args=[road.code])).content.decode()
    for shown in (said, html):
        assert body in shown
        assert ask in shown
        assert "全文见附页" in shown


def test_a_text_that_fits_stands_on_the_form_alone(sun, road, walk):
    walk(road, "deliver")
    said = words_of(file_of(sun, road, "handling-form").content)
    assert said.count(road.body) == 1
    assert "附页" not in said


def test_many_short_lines_are_too_long_for_the_form_too(world, sun, everything, walk):
    road = make.suggestion(world.wang, body="\n".join(f"第{n}条" for n in range(40)))
    walk(road, "sign")
    said = words_of(file_of(sun, road, "handling-form").content)
    assert "第39条" in said
    assert "全文见附页" in said


# --- layout -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LETTERS)
def test_a_letter_has_the_official_layout(code):
    file = Document(documents.TEMPLATES / f"{code}.docx")
    section = file.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [one.mm for one in margins] == pytest.approx([37, 35, 28, 26], abs=0.1)
    styles = file.styles
    for name, font, size in (
        ("公文标题", "方正小标宋简体", 22),
        ("公文正文", "仿宋_GB2312", 16),
        ("公文一级标题", "黑体", 16),
    ):
        style = styles[name]
        assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
        assert style.font.size == Pt(size)
    assert styles["公文正文"].element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert styles["公文日期"].element.pPr.ind.get(qn("w:rightChars")) == "400"


@pytest.mark.parametrize("code", LETTERS)
def test_a_page_holds_22_lines_of_28_characters(code):
    file = Document(documents.TEMPLATES / f"{code}.docx")
    grid = file.sections[0]._sectPr.find(qn("w:docGrid"))
    line = int(grid.get(qn("w:linePitch"))) / 20
    spacing = file.styles["Normal"]._element.rPr.find(qn("w:spacing"))
    character = 16 + int(spacing.get(qn("w:val"))) / 20
    assert int(Mm(225).pt / line) == 22
    assert int(Mm(156).pt / character + 0.01) == 28


@pytest.mark.parametrize("code", LETTERS)
def test_the_page_number_stands_on_the_outer_side_between_dashes(code):
    section = Document(documents.TEMPLATES / f"{code}.docx").sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        line = footer.paragraphs[0]
        assert line.text.replace(" ", "") == "——"
        assert "PAGE" in etree.tostring(line._element, encoding="unicode")
        assert line.alignment == {"left": 0, "right": 2}[side]
        assert line.runs[0].font.size == Pt(14)


def test_the_committed_templates_are_the_ones_that_the_command_draws(tmp_path):
    call_command("word_templates", to=tmp_path, verbosity=0)
    for code in LAYOUTS:
        drawn, kept = (zipfile.ZipFile(folder / f"{code}.docx") for folder in (tmp_path, documents.TEMPLATES))
        assert drawn.namelist() == kept.namelist()
        for name in drawn.namelist():
            assert drawn.read(name) == kept.read(name), f"run manage.py word_templates: {code} {name}"


# --- a county's own template ----------------------------------------------------------------------


def test_a_county_s_own_template_goes_before_the_program_s(sun, road, walk, settings, tmp_path):
    walk(road, "sign")
    settings.DOCUMENT_TEMPLATES = tmp_path
    own = Document()
    own.add_paragraph("本县格式：{{ sheets[0].title }}")
    (tmp_path / "341323").mkdir()
    own.save(tmp_path / "341323" / "reply-letter.docx")
    assert words_of(file_of(sun, road, "reply-letter").content).strip() == f"本县格式：{road.title}"


@pytest.mark.parametrize("broken", [b"not a Word file", None])
def test_a_template_that_cannot_be_read_is_named(sun, road, walk, settings, tmp_path, broken):
    walk(road, "sign")
    settings.DOCUMENT_TEMPLATES = tmp_path
    path = tmp_path / "reply-letter.docx"
    if broken:
        path.write_bytes(broken)
    else:
        own = Document()
        own.add_paragraph("{{ sheets[0].title")
        own.save(path)
    answer = sun.get(reverse("suggestions:word", args=[road.code, "reply-letter"]), follow=True)
    assert "reply-letter.docx 用不了" in answer.content.decode()
    assert not AuditEvent.objects.filter(action="suggestions.document").exists()
