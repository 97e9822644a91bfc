"""Ledger shapes of our own for the tests of the ground floor, which knows no app."""

from congress_poverty.sheets.shapes import Field, LedgerShape

SEQ = Field("seq", "序号", ("编号", "序", "No"))
NOTE = Field("note", "备注", ("说明",))
PHONE = Field("phone", "联系电话", ("手机号码", "联系方式", "电话", "手机"))
ID_NO = Field("id_no", "身份证号码", ("身份证号", "公民身份号码", "证件号码"))
GENDER = Field("gender", "性别")
EDUCATION = Field("education", "文化程度", ("学历",))
LEVEL = Field("level", "代表层级", ("代表级别", "级别", "层级"))
VILLAGE = Field("village", "所在村", ("行政村", "村", "村居", "村（社区）"))
CATEGORY = Field("category", "贫困户属性", ("属性", "户属性", "贫困户类型"))
CAUSE = Field("cause", "主要致贫原因", ("致贫原因",))
TOWNSHIP = Field("township", "乡镇", ("所属乡镇", "乡镇名称"))

ROSTER = LedgerShape(
    "roster",
    "代表花名册",
    (
        SEQ,
        TOWNSHIP,
        Field("name", "姓名", ("代表姓名",), required=True),
        GENDER,
        Field("ethnicity", "民族"),
        Field("birth", "出生年月", ("出生日期",)),
        EDUCATION,
        Field("party", "政治面貌", ("党派",)),
        ID_NO,
        LEVEL,
        Field("certificate", "代表证号", ("证号",)),
        Field("work", "工作单位及职务", ("单位及职务", "工作单位")),
        Field("composition", "代表构成"),
        Field("district", "选区", ("选区（选举单位）", "选举单位")),
        VILLAGE,
        PHONE,
        NOTE,
    ),
    titles=("花名册", "代表名册"),
    identity=("name", "id_no"),
)

_HOUSE = (
    Field("hamlet", "自然村（组）", ("自然村", "村民组")),
    CATEGORY,
    CAUSE,
    Field("others", "其他致贫原因"),
    Field("identified", "识别年度"),
    Field("exit", "脱贫年度"),
    Field("population", "家庭人口", ("人口",)),
    Field("labor", "劳动力人数"),
    Field("housing", "住房情况"),
    Field("arable", "耕地面积（亩）"),
    PHONE,
    Field("y", "人均纯收入（元）", ("人均收入", "年人均纯收入"), by_year=True),
    Field("measures", "帮扶措施"),
    NOTE,
)
_MEMBER = (
    Field("relation", "与户主关系", required=True),
    GENDER,
    ID_NO,
    EDUCATION,
    Field("student", "在校生状况"),
    Field("health", "健康状况"),
    Field("ability", "劳动能力"),
)

HOUSEHOLD = LedgerShape(
    "household",
    "贫困户信息台账",
    (SEQ, TOWNSHIP, VILLAGE, Field("name", "户主姓名", ("户主",), required=True), ID_NO, *_HOUSE),
    titles=("贫困户信息",),
    identity=("name", "id_no"),
)
MEMBERS = LedgerShape(
    "household",
    "家庭成员",
    (
        SEQ,
        TOWNSHIP,
        VILLAGE,
        Field("head", "户主姓名", ("户主",), required=True),
        Field("name", "姓名", required=True),
        *_MEMBER,
    ),
    identity=("name", "id_no"),
    variant="members",
)
HOUSEHOLD_WITH_MEMBERS = LedgerShape(
    "household",
    "贫困户及家庭成员",
    (
        SEQ,
        TOWNSHIP,
        VILLAGE,
        Field("head", "户主姓名", ("户主",), required=True),
        Field("name", "姓名", required=True),
        *_MEMBER,
        *_HOUSE,
    ),
    identity=("name", "id_no"),
    variant="with members",
)
STATION = LedgerShape(
    "station",
    "代表活动室一览表",
    (
        SEQ,
        TOWNSHIP,
        Field("name", "活动室（联络点）名称", ("活动室名称", "联络站名称", "站点名称"), required=True),
        Field("kind", "类别"),
        VILLAGE,
        Field("head", "站长"),
        Field("liaison", "联络员"),
        PHONE,
        Field("opened", "建立时间"),
        Field("day", "接待选民日"),
        NOTE,
    ),
    titles=("一览表", "活动室"),
)
GROUP = LedgerShape(
    "group",
    "代表小组编组名册",
    (
        Field("group", "小组名称", ("代表小组",), required=True),
        SEQ,
        Field("role", "组内职务"),
        Field("name", "姓名", required=True),
        LEVEL,
        Field("work", "单位及职务"),
        PHONE,
        Field("place", "活动地点"),
    ),
    titles=("编组",),
    identity=("name",),
)
_HELPER = ("帮扶责任人", "人大代表")
PAIRING = LedgerShape(
    "pairing",
    "结对帮扶台账",
    (
        SEQ,
        Field("deputy", "代表姓名", ("帮扶代表", "帮扶责任人"), required=True),
        LEVEL,
        Field("work", "工作单位及职务", ("单位及职务",)),
        Field("phone", "联系电话", PHONE.synonyms, groups=_HELPER),
        Field("head", "户主姓名", ("帮扶户", "贫困户姓名"), required=True),
        Field("head_id", "户主身份证号"),
        VILLAGE,
        Field("population", "家庭人口", ("人口",)),
        CATEGORY,
        CAUSE,
        Field("start", "结对时间", required=True),
        Field("end", "结束时间"),
        Field("measure", "帮扶措施"),
        NOTE,
    ),
    titles=("结对",),
    identity=("deputy", "head"),
)
PAIRING_LIST = LedgerShape(
    "pairing",
    "结对帮扶一览表",
    (
        SEQ,
        Field("deputy", "代表姓名", ("帮扶代表",), required=True),
        LEVEL,
        Field("work", "工作单位及职务", ("单位及职务",)),
        PHONE,
        Field("count", "帮扶户数"),
        Field("heads", "帮扶对象（村、户主）", ("帮扶对象",), required=True),
        Field("start", "结对时间"),
        NOTE,
    ),
    titles=("结对",),
    variant="list",
)
VISIT = LedgerShape(
    "visit",
    "走访记录",
    (
        SEQ,
        Field("date", "走访时间", ("时间", "走访日期", "日期"), required=True),
        Field("deputy", "走访代表", ("代表姓名", "代表"), required=True),
        VILLAGE,
        Field("head", "走访户（户主）", ("户主", "走访对象"), required=True),
        Field("mode", "走访形式"),
        Field("act", "“六个一”活动", ("帮扶形式",)),
        Field("note", "走访内容", ("帮扶内容",)),
        Field("issue", "反映问题", ("存在问题",)),
        Field("result", "办理情况", ("解决情况",)),
        Field("amount", "资金物资（元）", ("折款（元）",), fill_down=False),
        Field("remark", "备注"),
        Field("with", "同行代表"),
    ),
    titles=("走访",),
    identity=("date", "head"),
)
ACTIVITY = LedgerShape(
    "activity",
    "代表活动登记簿",
    (
        SEQ,
        Field("date", "活动时间", required=True),
        Field("group", "活动小组"),
        Field("kind", "活动形式"),
        Field("topic", "活动主题"),
        Field("place", "活动地点"),
        Field("people", "参加代表"),
        Field("count", "参加人数"),
        Field("leave", "请假人员"),
        Field("summary", "活动情况"),
    ),
    titles=("活动登记",),
    identity=("date", "topic"),
)
SUGGESTION = LedgerShape(
    "suggestion",
    "代表建议办理台账",
    (
        SEQ,
        Field("number", "建议编号", required=True),
        Field("title", "标题（案由）", ("标题", "案由"), required=True),
        Field("lead", "领衔代表"),
        Field("cosigners", "附议代表"),
        Field("team", "代表团"),
        Field("category", "类别"),
        Field("session", "提出时间类别"),
        Field("submitted", "提出日期"),
        Field("handed", "交办日期"),
        Field("forwarded", "转办日期"),
        Field("main", "主办单位"),
        Field("assist", "协办单位"),
        Field("deadline", "办理期限"),
        Field("replied", "答复日期"),
        Field("way", "答复方式"),
        Field("outcome", "办理结果"),
        Field("satisfaction", "代表满意度"),
        Field("closed", "办结日期"),
        Field("lookback", "“回头看”情况"),
        NOTE,
    ),
    titles=("建议",),
    identity=("number", "title"),
)
REPORT = LedgerShape(
    "report",
    "半年活动情况统计表",
    (
        SEQ,
        Field("township", "乡镇", required=True),
        Field("deputies", "代表总数", required=True),
        Field("deputies_active", "参加活动代表数"),
        Field("households_paired", "结对户数"),
        Field("visits", "走访次数"),
        Field("households_visited", "走访户数"),
        Field("activities", "组织活动次数"),
        Field("suggestions", "提出件数"),
        Field("suggestions_closed", "办结件数"),
        Field("amount", "投入帮扶资金（元）"),
        Field("submitted", "报送时间"),
        NOTE,
    ),
    titles=("统计表",),
    identity=("township",),
)
SHAPES = (
    ROSTER,
    HOUSEHOLD,
    MEMBERS,
    HOUSEHOLD_WITH_MEMBERS,
    STATION,
    GROUP,
    PAIRING,
    PAIRING_LIST,
    VISIT,
    ACTIVITY,
    SUGGESTION,
    REPORT,
)
