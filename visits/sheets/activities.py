"""代表活动登记簿: activities with attendance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from deputies.models import Campaign, DeputyGroup, Region, Station
from deputies.sheets import TOWNSHIP, name_with_level
from pairing.sheets import HouseholdReferences

from .. import flow, summary
from ..models import Activity, ActivityOpinion, Attendance
from ..policy import ActivityPolicy, VisitPolicy
from .words import chunks, own_word

LISTS = ("contents", "subjects", "focus", "methods", "roles")
NO_STATION = "不在站点"  # said of a group that has one: the activity was not its station's
_BREAK = re.compile("[、，,；;/]")
_NUMERALS = str.maketrans("一二三四五六七八九１２３４５６７８９", "123456789123456789")
_NUMBERED = re.compile(r"^\d+[.．、]\s*")


class ActivityLedger(HouseholdReferences):
    """代表活动登记簿: a row for each activity, with the names of those who came and were on leave."""

    kind, label, order = "activity", "代表活动登记", 80
    page = "visits:activities"
    shapes = (
        LedgerShape(
            kind="activity",
            label="代表活动登记",
            titles=words("活动登记 活动记录 活动台账 活动情况登记 活动登记簿 小组活动"),
            identity=("date", "topic"),
            fields=(
                TOWNSHIP,
                Field(
                    "date",
                    "活动时间",
                    words("活动日期 时间 日期 开展时间 举办时间 开展日期 举行时间 举办日期 何时开展"),
                    required=True,
                    attribute="held_on",
                ),
                Field(
                    "group",
                    "活动小组",
                    words(
                        "代表小组 小组 组织小组 小组名称 活动组织 组织单位 活动单位 主办小组 组别 "
                        "承办小组 主办代表小组 组织开展小组 开展小组 牵头小组 组名 组织活动小组 "
                        "承办代表小组"
                    ),
                ),
                Field(
                    "station",
                    "活动站点",
                    words("站点 活动室 联络站 依托站点 活动阵地 活动站室 活动联络站 所在站点 依托联络站"),
                ),
                Field("kind", "活动形式", words("形式 活动类型 活动类别 类型 活动种类 活动方式")),
                Field(
                    "topic",
                    "活动主题",
                    words(
                        "主题 活动内容 活动名称 议题 内容 活动题目 活动议题 活动题名 活动事项 活动课题 "
                        "事项 活动名 活动主要内容"
                    ),
                    required=True,
                ),
                Field("place", "活动地点", words("地点 活动场所 举办地点")),
                Field(
                    "people",
                    "参加代表",
                    words(
                        "参加人员 参加人 到会代表 出席人员 出席代表 参会人员 参与代表 参加活动代表 "
                        "实到人员 参加代表名单 参与人员 出席代表姓名 到会人员 参加活动人员 代表签到 "
                        "签到人员 实到代表 参会代表 与会代表 参与代表名单 代表参加情况 出席人"
                    ),
                ),
                Field(
                    "count",
                    "参加人数",
                    words(
                        "人数 实到人数 到会人数 参会人数 参加代表人数 出席人数 实到 实到数 出席数 到会数 "
                        "实参加人数 参与人数 代表参加人数 实到代表数"
                    ),
                ),
                Field(
                    "leave",
                    "请假人员",
                    words("请假代表 请假 请假人 因事请假 请假情况 因故请假 请假者 因故未到 请假代表姓名"),
                ),
                Field(
                    "absent",
                    "缺席人员",
                    words(
                        "缺席代表 缺席 未到人员 无故缺席 未参加人员 未到会代表 未出席代表 未参加代表 "
                        "未到代表 缺勤代表 缺席者 缺勤"
                    ),
                ),
                Field(
                    "summary",
                    "活动情况",
                    words(
                        "情况 活动情况简介 活动成效 主要情况 活动小结 情况说明 活动内容及成效 取得成效 "
                        "开展情况 成效 活动过程 工作成效 活动纪实 活动记述 活动效果 活动总结 活动成果"
                    ),
                ),
                Field("day_part", "时段", words("活动时段 上下午")),
                Field("form", "代表活动方式", words("十二种形式 活动具体形式")),
                Field("organising_form", "组织形式", words("组织方式 参与形式")),
                Field("action", "行动类别", words("行动类型 四项行动")),
                Field("phase", "推进阶段", words("阶段 三步走")),
                Field("theme", "专题", words("活动专题 专项主题")),
                Field("contents", "三项内容", words("内容类别 活动内容分类")),
                Field("subjects", "涉及领域", words("领域 涉及行业")),
                Field("focus", "工作重点", words("重点工作 关注重点")),
                Field("methods", "活动方法", words("方法 工作方法")),
                Field("roles", "代表角色", words("五大员 角色")),
                Field("role_people", "各角色代表", words("角色分工 五大员分工 代表分工")),
                Field("organiser", "组织者", words("承办 承办者 组织人")),
                Field("host", "主持人", words("主持 召集人 带队领导")),
                Field("partners", "协同单位", words("协办单位 参加单位 列席单位")),
                Field("guests", "其他参加人员", words("列席人员 其他人员 邀请人员")),
                Field("late", "迟到人员", words("迟到代表 迟到")),
                Field("early", "早退人员", words("早退代表 早退")),
                Field("unexcused", "无故缺席人员", words("无故缺席代表 旷会")),
                Field("approved_by", "准假人", words("批准人 请假批准人")),
                Field("opinions", "收集的意见", words("意见建议 收集意见 群众意见 征集意见")),
                Field("programmes", "服务的活动", words("所属活动 专项行动")),
                Field("hours", "时长（小时）", words("时长 小时数 活动时长")),
                Field("cost", "经费（元）", words("经费 活动经费 支出"), is_money=True),
                Field("minutes", "活动记录", words("会议记录 详细记录 记录全文")),
                Field("note", "备注", words("说明")),
            ),
        ),
    )
    units = {"次": "row", "场": "row", "期": "row"}

    def load(self) -> None:
        super().load()
        self.policy = self.county.policy(VisitPolicy)
        self.kinds = {term.label: term.also for term in self.policy.activity_kinds}
        words_of = self.county.policy(ActivityPolicy)
        every_role = [role for one in words_of.role_sets for role in one.roles]
        self.coded = {
            key: {term.label: term.also for term in terms}
            for key, terms in (
                ("form", words_of.forms),
                ("organising_form", self.policy.organising_forms),
                ("action", words_of.actions),
                ("phase", words_of.phases),
                ("contents", words_of.contents),
                ("subjects", words_of.subjects),
                ("focus", words_of.focus),
                ("methods", words_of.methods),
                ("roles", every_role),
            )
        }
        # A group's activity is one of the station where the group meets, unless the row says otherwise.
        rows = DeputyGroup.objects.filter(county=self.county, station__isnull=False)
        self.meets_at = dict(rows.values_list("pk", "station"))
        self.programmes = dict(Campaign.objects.filter(county=self.county).values_list("name", "pk"))
        if "groups" not in self.shared:
            rows = DeputyGroup.objects.filter(county=self.county).values_list("name", "township_id", "pk")
            self.shared["groups"] = {name: (pk, township) for name, township, pk in rows}
        if "stations" not in self.shared:
            rows = Station.objects.filter(county=self.county).values_list("township_id", "name", "pk")
            self.shared["stations"] = {(township, name): pk for township, name, pk in rows}
        stored = Activity.objects.filter(county=self.county).values_list(
            "pk", "township_id", "held_on", "group_id", "topic", "place", "summary"
        )
        self.known: dict[tuple, int] = {tuple(key): pk for pk, *key in stored.iterator()}
        self.facts: list[summary.AttendanceFact] = []
        self.table = self.out.table(
            Activity,
            words(
                "county_id township_id group_id station_id held_on kind topic place summary "
                "present_count stated_present day_part theme organiser host partners guests hours cost "
                "minutes form organising_form action phase contents subjects focus methods roles"
            ),
        )
        self.came = self.out.table(
            Attendance,
            words("activity_id person_id status late left_early unexcused approved_by role"),
        )
        self.heard = self.out.table(ActivityOpinion, ("activity_id", "order", "words"))
        self.serves = self.out.table(Activity.programmes.through, ("activity_id", "campaign_id"))

    def judge(self, row: Row) -> None:
        township = self.township(row)
        day = row.need_day("date")
        row.group = (day.year, day.month)
        flow.check_activity_day(day, window=self.window)
        topic = row.need("topic", "E_TITLE_MISSING", cells.to_line, limit=200)
        group, station = self.organiser(row, township)
        place = row.get("place", cells.to_line, limit=100)
        told = row.get("summary", cells.to_text, limit=1000)
        key = (township.id, day, group, topic, place, told)
        if key in self.known:
            row.repeats(self.known[key], "topic", "前面已经有完全相同的活动", may_differ=True)
        people, late, early, unexcused = self.roll(row, township)
        taken = self.taken(row, township, people)
        stated = row.get("count", cells.to_int)
        present = sum(status == Attendance.Status.PRESENT for status in people.values())
        pk = self.known[key] = self.table.add(
            self.county.id,
            township.id,
            group,
            station,
            day,
            own_word(row.get("kind", cells.to_line, limit=20), self.kinds),
            topic,
            place,
            told,
            present,
            stated,
            *self.more(row, taken),
        )
        approved = row.get("approved_by", cells.to_line, limit=60)
        for person, status in people.items():
            on_leave = status == Attendance.Status.LEAVE
            self.came.add(
                pk,
                person,
                status,
                person in late,
                person in early,
                person in unexcused,
                approved if on_leave else "",
                taken.get(person, "") if status == Attendance.Status.PRESENT else "",
            )
        for order, line in enumerate(_opinions(row.get("opinions", cells.to_text, limit=20000))):
            self.heard.add(pk, order, line[:600])
        for campaign in self.served(row):
            self.serves.add(pk, campaign)
        if not self.out.dry:
            came = tuple(person for person, status in people.items() if status == Attendance.Status.PRESENT)
            self.facts.append(summary.AttendanceFact(came, day))

    def roll(self, row: Row, township: Region) -> tuple[dict[int, str], set, set, set]:
        """Who is marked how; who is named as late or as having left early was there."""
        people: dict[int, str] = {}
        marked: dict[str, set[int]] = {}
        for column, status in (
            ("late", Attendance.Status.PRESENT),
            ("early", Attendance.Status.PRESENT),
            ("people", Attendance.Status.PRESENT),
            ("leave", Attendance.Status.LEAVE),
            ("unexcused", Attendance.Status.ABSENT),
            ("absent", Attendance.Status.ABSENT),
        ):
            marked[column] = set()
            for pk in self.participants(row, column, township):
                if people.setdefault(pk, status) == status:
                    marked[column].add(pk)
        return people, marked["late"], marked["early"], marked["unexcused"]

    def taken(self, row: Row, township: Region, people: dict[int, str]) -> dict[int, str]:
        """Who took which role: 宣传员：张三、李四；监督员：王五. Whoever is named was there."""
        taken: dict[int, str] = {}
        for part in re.split("[；;\n]", row.get("role_people", cells.to_text, limit=5000)):
            role, _, names = part.replace(":", "：").partition("：")
            role = own_word(role.strip(), self.coded["roles"])[:20]
            if not names or not role:
                if part.strip() and part.strip() not in cells.NOTHING:
                    row.warn(
                        "W_ROLE", "role_people", f"“{part.strip()[:20]}”没有写成“宣传员：张三、李四”，没有记"
                    )
                continue
            for name, bracket in cells.to_names(names):
                try:
                    pk = self.people.find(name, township.id, bracket=bracket, key="role_people").pk
                except Refused as refused:
                    row.warn("W_UNKNOWN_PARTICIPANT", "role_people", refused.sentence)
                    continue
                if people.setdefault(pk, Attendance.Status.PRESENT) == Attendance.Status.PRESENT:
                    taken[pk] = role
        return taken

    def more(self, row: Row, taken: Mapping[int, str]) -> Iterable:
        """The columns after the attendance, in the order of the table."""
        part = row.get("day_part")
        yield next((value for value, label in Activity.DayPart.choices if label == part), "")
        for key, limit in (
            ("theme", 100),
            ("organiser", 100),
            ("host", 60),
            ("partners", 200),
            ("guests", 300),
        ):
            yield row.get(key, cells.to_line, limit=limit)
        hours = row.get("hours", cells.to_number)
        yield None if hours is None else round(Decimal(str(hours)), 1)
        yield row.get("cost", cells.to_money)
        yield row.get("minutes", cells.to_text, limit=5000)
        for key in ("form", "organising_form", "action", "phase"):
            yield own_word(row.get(key, cells.to_line, limit=20), self.coded[key])
        for key in LISTS:
            found = [
                own_word(word, self.coded[key]) for word in _split(row.get(key, cells.to_line, limit=200))
            ]
            yield list(dict.fromkeys([*found, *taken.values()])) if key == "roles" else found

    def served(self, row: Row) -> Iterable[int]:
        """The campaigns that the row names."""
        for name in _split(row.get("programmes", cells.to_line, limit=300)):
            if name in self.programmes:
                yield self.programmes[name]
            else:
                row.warn("W_UNKNOWN_PROGRAMME", "programmes", f"没有“{name}”这项活动，这一项没有算进去")

    def close(self) -> None:
        summary.fold_attendance(self.facts)
        self.facts = []

    @classmethod
    def undoing(cls, made: Mapping[str, list[int]]) -> list[summary.AttendanceFact]:
        return [
            summary.AttendanceFact((person,), on)
            for some in chunks(made.get("visits.Attendance", ()))
            for person, on in Attendance.objects.filter(pk__in=some).values_list(
                "person_id", "activity__held_on"
            )
        ]

    @classmethod
    def undone(cls, lost: list[summary.AttendanceFact]) -> None:
        summary.refold(lost)

    def organiser(self, row: Row, township: Region) -> tuple[int | None, int | None]:
        """The group that held it, with or without its township in front, or the station."""
        groups, stations = self.shared["groups"], self.shared["stations"]
        name, at = row.get("group"), row.get("station")
        station = stations.get((township.id, at))
        if not name or name in cells.NOTHING:
            return None, station
        for full in (name, f"{township.name}{name}", f"{township}{name}"):
            if full in groups and groups[full][1] == township.id:
                group = groups[full][0]
                return group, station if at else self.meets_at.get(group)
        alike = {
            pk
            for known, (pk, place) in groups.items()
            if place == township.id and _group_key(known, township) == _group_key(name, township)
        }
        if len(alike) == 1:
            group = alike.pop()
            return group, station if at else self.meets_at.get(group)
        for full in (name, f"{township.name}{name}", f"{township.name}人大{name}"):
            if (township.id, full) in stations:
                return None, stations[(township.id, full)]
        if "小组" not in name and not name.endswith("组"):
            return None, station  # an activity room, the presidium: no group
        raise Refused(f"{township}没有“{name}”这个代表小组", code="E_GROUP_UNKNOWN", field="group")

    def participants(self, row: Row, column: str, township: Region) -> Iterable[int]:
        for name, bracket in self.names(row, column, township):
            try:
                yield self.people.find(name, township.id, bracket=bracket, key=column).pk
            except Refused as refused:
                row.warn("W_UNKNOWN_PARTICIPANT", column, refused.sentence)

    @classmethod
    def export_fields(cls) -> Sequence[Field]:
        one = cls.shapes[0].field
        keys = (
            "township date group station kind topic place people count leave absent summary day_part theme "
            "organiser host partners guests hours cost minutes form organising_form action phase contents "
            "subjects focus methods roles role_people late early unexcused approved_by opinions programmes"
        )
        return [one(key) for key in keys.split()]

    def export(self) -> Iterable[Sequence]:
        rows = self.asked_for(Activity.objects.filter(county=self.county).held())
        rows = rows.select_related("township", "group", "station")
        if self.bound:
            rows = rows.filter(township=self.bound)
        rows = rows.order_by("township__code", "held_on", "pk").prefetch_related(
            "attendances", "heard", "programmes"
        )
        for one in rows.iterator(chunk_size=500):
            came: dict[str, list[str]] = {}
            taken: dict[str, list[str]] = {}
            marked: dict[str, list[str]] = {"late": [], "early": [], "unexcused": []}
            approved = ""
            for who in one.attendances.all():
                name = name_with_level(self, who.person_id)
                came.setdefault("unexcused" if who.unexcused else who.status, []).append(name)
                approved = approved or who.approved_by
                if who.role:
                    taken.setdefault(who.role, []).append(name)
                if who.late:
                    marked["late"].append(name)
                if who.left_early:
                    marked["early"].append(name)
            heard = [f"{n}. {row.words}" for n, row in enumerate(one.heard.all(), 1)]
            yield (
                one.township.name,
                one.held_on,
                one.group.name if one.group else "",
                one.station.name if one.station else NO_STATION if one.group_id in self.meets_at else "",
                one.kind,
                one.topic,
                one.place,
                "、".join(came.get(Attendance.Status.PRESENT, ())),
                one.stated_present,
                "、".join(came.get(Attendance.Status.LEAVE, ())),
                "、".join(came.get(Attendance.Status.ABSENT, ())),
                one.summary,
                one.get_day_part_display(),
                one.theme,
                one.organiser,
                one.host,
                one.partners,
                one.guests,
                one.hours,
                one.cost,
                one.minutes,
                one.form,
                one.organising_form,
                one.action,
                one.phase,
                *("、".join(getattr(one, key)) for key in LISTS),
                "；".join(f"{role}：{'、'.join(names)}" for role, names in taken.items()),
                "、".join(marked["late"]),
                "、".join(marked["early"]),
                "、".join(came.get("unexcused", ())),
                approved,
                "\n".join(heard),
                "、".join(sorted(campaign.name for campaign in one.programmes.all())),
            )


def _group_key(name: str, township: Region) -> str:
    """第一组, 第1小组 and 高楼镇第一代表小组 are one group."""
    name = name.translate(_NUMERALS).replace(str(township), "").replace(township.name, "")
    return re.sub(r"人大|代表|小组|组|第|[\s（）()]", "", name)


def _split(text: str) -> list[str]:
    return [] if text in cells.NOTHING else [part.strip() for part in _BREAK.split(text) if part.strip()]


def _opinions(text: str) -> list[str]:
    """The opinions of a cell: numbered lines as an export writes them, or parts between ；."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and all(_NUMBERED.match(line) for line in lines):
        return [_NUMBERED.sub("", line) for line in lines]
    parts = [part.strip() for line in lines for part in re.split("[；;]", line)]
    return [part for part in parts if part and part not in cells.NOTHING]
