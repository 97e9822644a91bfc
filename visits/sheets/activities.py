"""代表活动登记簿: activities with attendance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.layout import Field, LedgerShape
from deputies.models import DeputyGroup, Region, Station
from deputies.sheets import TOWNSHIP, name_with_level
from pairing.sheets import HouseholdReferences

from .. import flow, summary
from ..models import Activity, Attendance
from ..policy import VisitPolicy
from .words import chunks, own_word


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
                Field("date", "活动时间", words("活动日期 时间 日期 开展时间 举办时间"), required=True),
                Field(
                    "group",
                    "活动小组",
                    words("代表小组 小组 组织小组 小组名称 活动组织 组织单位 活动单位 主办小组 组别"),
                ),
                Field("station", "活动站点", words("站点 活动室 联络站 依托站点 活动阵地")),
                Field("kind", "活动形式", words("形式 活动类型 活动类别 类型 活动种类 活动方式")),
                Field("topic", "活动主题", words("主题 活动内容 活动名称 议题 内容 活动题目"), required=True),
                Field("place", "活动地点", words("地点 活动场所 举办地点")),
                Field(
                    "people",
                    "参加代表",
                    words(
                        "参加人员 参加人 到会代表 出席人员 出席代表 参会人员 参与代表 参加活动代表 实到人员"
                    ),
                ),
                Field("count", "参加人数", words("人数 实到人数 到会人数 参会人数 参加代表人数 出席人数")),
                Field("leave", "请假人员", words("请假代表 请假 请假人 因事请假")),
                Field("absent", "缺席人员", words("缺席代表 缺席 未到人员 无故缺席 未参加人员")),
                Field(
                    "summary",
                    "活动情况",
                    words("情况 活动情况简介 活动成效 主要情况 活动小结 情况说明 活动内容及成效"),
                ),
                Field("note", "备注", words("说明")),
            ),
        ),
    )
    units = {"次": "row", "场": "row", "期": "row"}

    def load(self) -> None:
        super().load()
        self.policy = self.county.policy(VisitPolicy)
        self.kinds = {term.label: term.also for term in self.policy.activity_kinds}
        if "groups" not in self.shared:
            rows = DeputyGroup.objects.filter(county=self.county).values_list("name", "township_id", "pk")
            self.shared["groups"] = {name: (pk, township) for name, township, pk in rows}
        if "stations" not in self.shared:
            rows = Station.objects.filter(county=self.county).values_list("township_id", "name", "pk")
            self.shared["stations"] = {(township, name): pk for township, name, pk in rows}
        stored = Activity.objects.filter(county=self.county).values_list(
            "township_id", "held_on", "group_id", "topic", "place", "summary"
        )
        self.known: set[tuple] = {tuple(one) for one in stored.iterator()}
        self.facts: list[summary.AttendanceFact] = []
        self.table = self.out.table(
            Activity,
            words(
                "county_id township_id group_id station_id held_on kind topic place summary "
                "present_count stated_present"
            ),
        )
        self.came = self.out.table(Attendance, ("activity_id", "person_id", "status"))

    def judge(self, row: Row) -> None:
        township = self.township(row)
        day = row.need("date", "E_DATE_MISSING", cells.to_date)
        row.group = (day.year, day.month)
        flow.check_activity_day(day, window=self.window)
        topic = row.need("topic", "E_TITLE_MISSING", cells.to_line, limit=200)
        group, station = self.organiser(row, township)
        place = row.get("place", cells.to_line, limit=100)
        told = row.get("summary", cells.to_text, limit=1000)
        key = (township.id, day, group, topic, place, told)
        if key in self.known:
            raise Refused("前面已经有完全相同的活动", code="E_DUP_ROW", field="topic")
        people: dict[int, str] = {}
        for column, status in (
            ("people", Attendance.Status.PRESENT),
            ("leave", Attendance.Status.LEAVE),
            ("absent", Attendance.Status.ABSENT),
        ):
            for pk in self.participants(row, column, township):
                people.setdefault(pk, status)
        stated = row.get("count", cells.to_int)
        present = sum(status == Attendance.Status.PRESENT for status in people.values())
        self.known.add(key)
        pk = self.table.add(
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
        )
        for person, status in people.items():
            self.came.add(pk, person, status)
        if not self.out.dry:
            came = tuple(person for person, status in people.items() if status == Attendance.Status.PRESENT)
            self.facts.append(summary.AttendanceFact(came, day))

    def close(self) -> None:
        summary.fold_attendance(self.facts)
        self.facts = []

    @classmethod
    def undoing(cls, made: Mapping[str, list[int]]) -> None:
        cls.lost = [
            summary.AttendanceFact((person,), on)
            for some in chunks(made.get("visits.Attendance", ()))
            for person, on in Attendance.objects.filter(pk__in=some).values_list(
                "person_id", "activity__held_on"
            )
        ]

    @classmethod
    def undone(cls) -> None:
        summary.refold(cls.lost)
        cls.lost = []

    def organiser(self, row: Row, township: Region) -> tuple[int | None, int | None]:
        """The group that held it, with or without its township in front, or the station."""
        groups, stations = self.shared["groups"], self.shared["stations"]
        name = row.get("group")
        station = stations.get((township.id, row.get("station")))
        if not name or name in cells.NOTHING:
            return None, station
        for full in (name, f"{township.name}{name}", f"{township}{name}"):
            if full in groups and groups[full][1] == township.id:
                return groups[full][0], station
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
        keys = "township date group station kind topic place people count leave absent summary"
        return [one(key) for key in keys.split()]

    def export(self) -> Iterable[Sequence]:
        rows = Activity.objects.filter(county=self.county).select_related("township", "group", "station")
        if self.bound:
            rows = rows.filter(township=self.bound)
        rows = rows.order_by("township__code", "held_on", "pk").prefetch_related("attendances")
        for one in rows.iterator(chunk_size=500):
            came: dict[str, list[str]] = {}
            for who in one.attendances.all():
                came.setdefault(who.status, []).append(name_with_level(self, who.person_id))
            yield (
                one.township.name,
                one.held_on,
                one.group.name if one.group else "",
                one.station.name if one.station else "",
                one.kind,
                one.topic,
                one.place,
                "、".join(came.get(Attendance.Status.PRESENT, ())),
                one.stated_present,
                "、".join(came.get(Attendance.Status.LEAVE, ())),
                "、".join(came.get(Attendance.Status.ABSENT, ())),
                one.summary,
            )
