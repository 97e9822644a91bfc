"""有限目标: what is recognised as no suggestion, and what is let pass. No database."""

from dataclasses import replace

import pytest

from congress_poverty import packs
from suggestions.guard import findings, similarity, two_matters
from suggestions.policy import SuggestionPolicy

RULES = packs.policy_for("default", {}, SuggestionPolicy).out_of_scope

RECOGNISED = [
    ("litigation", "村民王某不服法院判决，请求人大监督改判。"),
    ("litigation", "县法院去年判了，对方至今不给钱，请督促强制执行。"),
    ("litigation", "他因打架被公安局刑拘，家属认为处理不公。"),
    ("litigation", "工人的劳动仲裁拖了半年没有结果。"),
    ("litigation", "这个案件在县法院审理一年多了，请催一催。"),
    ("litigation", "两家为一堵墙打官司打了三年。"),
    ("litigation", "对交通事故的责任认定不服。"),
    ("land", "修路占地补偿到现在没有发到户。"),
    ("land", "高铁征地以后，组里的钱怎么分意见很大。"),
    ("land", "两个村民组的山林一直有纠纷。"),
    ("land", "我们组的承包地被企业占了，没有合同。"),
    ("land", "邻居砌墙过了地界，村里调解不下来。"),
    ("land", "光伏板占用了四十亩耕地，补偿每年不到位。"),
    ("land", "土地确权的时候少登记了两亩。"),
    ("land", "电力线路施工的青苗补偿没有兑现。"),
    ("demolition", "老街改造的拆迁款只付了一半。"),
    ("demolition", "房子拆了三年，过渡费也停了。"),
    ("demolition", "群众反映安置房至今没有分下来。"),
    ("demolition", "同一个村拆迁补偿标准不一样。"),
    ("old_case", "九十年代乡办企业集资款，属于历史遗留问题。"),
    ("old_case", "几名老民师为待遇多年上访。"),
    ("tender", "建议把村道项目给本村施工队做。"),
    ("tender", "镇上修路欠了我们队的工程款。"),
    ("tender", "这次中标的公司没有资质。"),
    ("tender", "希望由我公司承建污水管网。"),
    ("private", "我儿子大学毕业两年了，请安排到镇里工作。"),
    ("private", "请给我的低保重新评一下。"),
    ("private", "现转来李某的来信，请处理。"),
    ("private", "邻居比他富，他家的低保却没有评上。"),
    ("accusation", "举报村会计多报面积套取补贴。"),
    ("accusation", "村干部挪用集体款。"),
    ("accusation", "低保评定优亲厚友，群众意见大。"),
    ("accusation", "办证的窗口吃拿卡要。"),
    ("danger", "学校后墙随时可能倒塌，三十多个孩子在里面上课。"),
    ("danger", "河堤昨晚出现管涌。"),
    ("danger", "大风刮断的电线掉在地上，没人管。"),
    ("danger", "屋后正在滑坡，住着八户人。"),
]

LET_PASS = [
    "法院门口的路坑坑洼洼，雨天没法走。",
    "建议在检察院路口加装红绿灯。",
    "建议法院在乡镇设巡回法庭，方便群众。",
    "建议加强农村普法宣传，让群众少打官司。",
    "建议检察机关对水源地污染提起公益诉讼。",
    "建议完善诉源治理，把矛盾化解在村里。",
    "关于推进诉讼服务进村的建议",
    "柳林村通村路去年汛期被冲毁两处，校车绕行六公里。",
    "建议在土地平整后的田里修灌溉渠。",
    "土地流转以后机耕路跟不上，农机下不了地。",
    "建议深化集体林权制度改革，发展林下经济。",
    "耕地地力下降，建议推广秸秆还田。",
    "耕地撂荒，请农业农村局组织代耕代种。",
    "建议提高种粮补贴标准。",
    "拆迁安置小区没有路灯和公交站。",
    "安置点的污水管网不通，夏天味道大。",
    "建议拆除废弃的旱厕，改建公厕。",
    "村里危房改造还剩十一户，请年底前完工。",
    "建议规范招标投标，缩短小型水利工程的审批时间。",
    "水利项目建成后没有人管护。",
    "村里饮水工程去年完工，水压低。",
    "请增加敬老院的护理经费。",
    "我县的医保报销要跑三趟，建议一窗办理。",
    "我家乡的油菜花可以发展旅游。",
    "低保对象的动态调整公示时间太短。",
    "高龄津贴发放要老人到镇里认证，建议上门办。",
    "建议公布污染举报电话并及时回复。",
    "建议对非法捕鱼实行有奖举报。",
    "防止优亲厚友，建议低保评议邀请代表参加。",
    "预防山体滑坡，建议在村口设监测点。",
    "建议给山体滑坡隐患点安装报警器。",
    "建议每年汛前组织应急演练。",
    "燃气管道还没有通到镇上。",
    "桥面护栏损坏，学生上学不安全。",
    "关于化解信访矛盾、减少上访的建议",
    "校园周边摊点多，家长担心食品安全。",
    "幼儿园少，农民工子女入园难。",
    "镇上没有公共厕所，赶集时群众不便。",
    "村卫生室缺药，老人看病要到镇里。",
    "电商服务站的快递要另收取件费。",
    "劳动保障所人手少，请增加培训名额。",
    "请公安交警在学校门口设护学岗。",
]


@pytest.mark.parametrize(("code", "text"), RECOGNISED)
def test_what_has_an_organ_of_its_own_is_recognised(code, text):
    assert code in [one.rule.code for one in findings([text], RULES)]


@pytest.mark.parametrize("text", LET_PASS)
def test_an_ordinary_matter_is_let_pass(text):
    assert [(one.rule.code, one.words) for one in findings([text], RULES)] == []


def test_words_of_two_sentences_do_not_make_a_finding():
    assert not findings(["占地不多。补偿机制健全。"], RULES)


def test_a_class_may_be_told_by_the_chosen_category():
    rules = [replace(RULES[1], categories=("lawsuits",))]
    assert findings(["请帮忙看看。"], rules, category="lawsuits")
    assert not findings(["请帮忙看看。"], rules, category="water")


def test_danger_comes_first():
    found = findings(["法院判决以后房子没人修，墙要塌了。"], RULES)
    assert [one.rule.code for one in found] == ["danger", "litigation"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_class_names_its_organ_its_sentence_and_its_source(rule):
    assert rule.organ
    assert rule.sentence.endswith("。")
    assert rule.source


@pytest.mark.parametrize(
    "text",
    [
        "村路冲毁两处；另外，学校也缺老师。",
        "路灯坏了。此外村卫生室缺药。",
        "我想反映两件事。",
        "请修路。还有一件事，井盖丢了。",
    ],
)
def test_a_second_matter_in_the_text_is_noticed(text):
    assert two_matters(text)


@pytest.mark.parametrize(
    "text",
    [
        "一是修复路面，二是加固护坡，三是写明完工时间。",
        "请县里另外安排一辆校车。",
        "路面、护坡和涵洞都要修；同时明确管护单位。",
    ],
)
def test_parts_of_one_matter_are_one(text):
    assert not two_matters(text)


def test_the_same_matter_in_other_words_is_more_alike_than_another_matter():
    ours = "关于修复柳林村水毁路段的建议"
    assert similarity(ours, "关于修复柳林村通村路水毁段的建议") > 0.5
    assert similarity(ours, "关于增加柳林小学教师的建议") < 0.25


def test_empty_texts_are_not_alike():
    assert similarity("", "") == 0
