"""The rules of rosters, stations and groups: pure functions, no tables, no request.

A page's form and a ledger's row are judged by the same functions: what may not be raises
``Refused`` with the ledger's code and the form's field, what may be but should be looked
at comes back as a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from congress_poverty.refusals import Refused

PARTIES = {
    "中共党员": ("党员", "中共", "中国共产党", "中国共产党党员", "共产党员", "中共正式党员"),
    "中共预备党员": ("预备党员",),
    "共青团员": ("团员",),
    "群众": ("无党派群众", "非党", "非党员", "非中共党员", "普通群众"),
    "无党派人士": ("无党派",),
}
EDUCATIONS = {
    "研究生": ("硕士", "博士", "硕士研究生", "博士研究生", "研究生及以上"),
    "本科": ("大学本科", "大学", "本科学历"),
    "大专": ("大学专科", "专科", "高职"),
    "中专": ("中技", "中职", "技校", "职高"),
    "高中": ("高级中学",),
    "初中": ("初级中学",),
    "小学": (),
    "文盲": ("文盲或半文盲", "不识字"),
}
GENDERS = {"male": ("男", "男性"), "female": ("女", "女性")}
# Words of rosters for the category of a deputy, onto ``Person.Category``.
CATEGORIES = {
    "official": ("党政干部", "干部", "领导干部", "机关干部", "党政领导干部", "公务员"),
    "enterprise": ("企业负责人", "企业", "企业家", "企业界", "非公经济人士", "企业管理人员"),
    "professional": ("专业技术人员", "专业技术", "知识分子", "教科文卫", "教师", "医生"),
    "worker": ("工人", "生产一线", "一线工人", "生产一线工人"),
    "farmer": ("农民", "农村", "一线农民", "村民"),
    "self_employed": ("个体工商户", "个体", "个体户"),
    "soldier": ("军人", "解放军", "武警"),
    "other": ("其他劳动者", "其他", "其它"),
}
STATUSES = {
    "in_office": ("在任", "在职"),
    "suspended": ("暂停执行职务", "暂停执行代表职务", "暂停"),
    "resigned": ("辞职", "辞去代表职务"),
    "moved": ("调离", "调出", "迁出", "调离本行政区域"),
    "deceased": ("去世", "死亡", "病故", "病逝"),
    "recalled": ("罢免",),
    "terminated": ("资格终止", "代表资格终止", "终止"),
    "expired": ("届满",),
}
_CHANGE = re.compile(
    r"(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?\s*(?:因)?\s*("
    + "|".join(sorted((w for words in STATUSES.values() for w in words), key=len, reverse=True))
    + ")"
)
# The words of an office: what may stand before it belongs to it (党委书记), or to the body (韦集镇党委 主任).
_OFFICES = (
    "(?:党支部|党总支|党委|党组|党工委|支部|总支|纪委|团委|第一)?(?:常务)?副?书记",
    "(?:人大|妇联|(?<!总)工会|政协|残联|工商联|文联|科协)?(?:常务)?副?主席",
    "(?:村委会|居委会|村委|居委|治保|民兵|妇女|人大办公室)?(?:常务)?副?主任",
    "(?:党委|村委|居委|两委|支部|组织|宣传|纪检|统战|政法|人武|政协|人大|治保|妇女)?委员",
    "(?:主任|副主任|主治|住院|乡村|执业)?(?:医师|医生)|(?:退休|高级|一级|特级|中小学)?教师|(?:副)?教授",
    "(?:种植|养殖|种粮|农资|超市|个体)?(?:大户|专业户|经营户|经营者|运输户)|个体工商户|运输户",
    "(?:村民|居民|网格|生产)?小?组长|村民|居民|农民|农户|牧民|渔民",
    "(?:高级|助理|中级)?(?:农艺师|工程师|畜牧师|兽医师|药师|会计师|经济师|技师)|技术员|兽医|护士长?|律师",
    "(?:副|代|代理)?(?:镇长|乡长|县长|区长|市长|局长|部长|院长|所长|站长|校长|园长|馆长|台长|行长|社长|厂长|场长|科长|股长|队长"
    "|处长|村长|庭长|检察长|会长|秘书长|理事长|董事长|监事长)",
    "(?:副|常务副)?总?(?:经理|监|工程师)|主管|负责人|法定代表人|法人|股东|店主|老板|秘书|文书|会计|出纳|干事|干部|科员|办事员",
    "职工|员工|工人|司机|法官|检察官|民警|警长|政委|网格员|护林员|保洁员|大学生村官|自由职业者?",
)
_JOB = re.compile(rf"((?:{'|'.join(_OFFICES)})(?:[兼、,，].+)?)$")


def split_employer(text: str, *, places: Collection[str] = ()) -> tuple[str, str]:
    """``周田村党支部书记`` → 周田村 and 党支部书记: rosters put both into one cell.

    A blank between them decides; else the longest end that is made of the words of
    offices; what cannot be told apart is an employer.
    """
    text = re.sub(r"\s+", " ", text).strip()
    if " " in text:
        employer, _, job = text.rpartition(" ")
        return employer.replace(" ", ""), job
    found = _JOB.search(text)
    if not found or not found.start():
        return (text, "") if not found else ("", text)
    return text[: found.start()], found[1]


def status_in(note: str) -> tuple[str, date] | None:
    """``2019年3月5日辞职`` in a roster's remarks: the new status and its first day."""
    found = _CHANGE.search(note)
    if not found:
        return None
    word = found[4]
    status = next(status for status, words in STATUSES.items() if word in words)
    try:
        return status, date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def check_same_person(name: str, known_name: str, *, field: str = "id_number") -> None:
    """One identity number belongs to one person."""
    if name != known_name:
        raise Refused("身份证号与前面的另一个人重复，请核对", code="E_ID_DUPLICATE", field=field)


def judge_birth(stated: tuple[int, int] | date | None, born: date) -> str:
    """A sentence where the roster's birth date differs from the identity number's, which wins."""
    if stated is None:
        return ""
    if isinstance(stated, date):
        if stated == born:
            return ""
        shown = f"{stated:%Y-%m-%d}"
    else:
        if stated == (born.year, born.month):
            return ""
        shown = f"{stated[0]} 年 {stated[1]} 月"
    return f"写的是 {shown}，与身份证不符，以身份证为准"


def check_reception_day(day: int) -> None:
    if not 0 <= day <= 31:
        raise Refused("接待日请填每月几号（1—31）", code="E_NUMBER_INVALID", field="reception_day")
