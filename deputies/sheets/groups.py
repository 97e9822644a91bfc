"""Groups and who is in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from congress_poverty.imports.ledger import Row, words
from congress_poverty.sealed import opened
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape

from ..models import (
    DeputyGroup,
    GroupMember,
    Region,
    Station,
)
from ..policy import LEVELS
from .county import (
    LEVEL_WORDS,
    PHONE_WORDS,
    TOWNSHIP,
    WORK_WORDS,
    CountyLedger,
)


class GroupLedger(CountyLedger):
    """代表小组编组名册: a row for each member; the group's cells are usually merged."""

    kind, label, order = "group", "代表小组编组名册", 40
    page = "deputies:groups"
    shapes = (
        LedgerShape(
            kind="group",
            label="代表小组编组名册",
            titles=words("编组 代表小组 小组名册 小组名单"),
            identity=("group", "name"),
            fields=(
                TOWNSHIP,
                Field(
                    "group",
                    "小组名称",
                    words(
                        "代表小组 组别 小组 所在小组 代表小组名称 编组 组名 小组名 小组全称 分组 分组情况 "
                        "编入小组 所属代表小组 代表小组名"
                    ),
                    required=True,
                ),
                Field(
                    "role",
                    "组内职务",
                    words(
                        "小组职务 职责 组内分工 小组分工 担任职务 组内身份 担任小组职务 在小组中职务 任职 "
                        "分工 小组任职"
                    ),
                ),
                Field(
                    "name",
                    "姓名",
                    words("代表姓名 成员 组员 小组成员 代表 组员姓名 小组成员姓名 成员代表"),
                    required=True,
                ),
                Field("level", "代表层级", LEVEL_WORDS, holds=cells.could_be_level),
                Field("work", "单位及职务", (*WORK_WORDS, "工作单位", "职务")),
                Field("deputy_phone", "联系电话", PHONE_WORDS),
                Field(
                    "place",
                    "活动地点",
                    words(
                        "活动场所 活动室 所在活动室 活动阵地 依托站点 活动站点 依托阵地 活动驻地 依托站室 "
                        "依托联络站 所属联络站 活动站室"
                    ),
                ),
                Field("note", "备注", ("说明",)),
            ),
        ),
    )
    units = {"人": "row", "名": "row"}
    secret = frozenset({"deputy_phone"})
    MEMBERS = ("组员", "成员", "代表", "小组成员")

    def load(self) -> None:
        super().load()
        if "groups" not in self.shared:
            rows = DeputyGroup.objects.filter(county=self.county).values_list("name", "township_id", "pk")
            self.shared["groups"] = {name: (pk, township) for name, township, pk in rows}
        self.known: dict[str, tuple[int, int]] = self.shared["groups"]
        rows = GroupMember.objects.filter(group__county=self.county, ended_on=None)
        self.members = {
            (group, person): pk for pk, group, person in rows.values_list("pk", "group_id", "person_id")
        }
        if "stations" not in self.shared:
            rows = Station.objects.filter(county=self.county).values_list("township_id", "name", "pk")
            self.shared["stations"] = {(township, name): pk for township, name, pk in rows}
        self.groups = self.out.table(DeputyGroup, words("county_id township_id name kind station_id"))
        self.places_of = self.out.table(GroupMember, words("group_id mandate_id person_id role"))

    def judge(self, row: Row) -> None:
        township = self.township(row)
        name = row.need("group", "E_GROUP_UNKNOWN", cells.to_line, limit=100)
        role = self.role(row)
        deputy = self.deputy(row, "name", township)
        levels = (
            [level for level in self.levels(row) if level in deputy.seats] if row.values.get("level") else []
        )
        row.group = name
        pk = self.group(row, name, township)
        if (pk, deputy.pk) in self.members:
            row.repeats(self.members[(pk, deputy.pk)], "name", f"{deputy.name}前面已经在这个小组里")
        level = levels[0] if levels else deputy.top
        self.members[(pk, deputy.pk)] = self.places_of.add(pk, deputy.seats.get(level), deputy.pk, role)

    def role(self, row: Row) -> str:
        """常务副组长, 副组长兼联络员: the office that the words hold; others are members."""
        text = row.get("role")
        for word, role in (
            ("副", GroupMember.Role.DEPUTY_LEADER),
            ("组长", GroupMember.Role.LEADER),
            ("召集", GroupMember.Role.LEADER),
            ("联络", GroupMember.Role.LIAISON_OFFICER),
            ("联系", GroupMember.Role.LIAISON_OFFICER),
        ):
            if word in text:
                return role
        if text and text not in cells.NOTHING and text not in self.MEMBERS:
            row.warn("W_ROLE", "role", f"没有“{text[:20]}”这种组内职务，按组员记")
        return GroupMember.Role.MEMBER

    def group(self, row: Row, name: str, township: Region) -> int:
        """The group of this name in the township; a bare 第一代表小组 belongs to the township."""
        for known in (name, f"{township.name}{name}", f"{township}{name}"):
            if known in self.known and self.known[known][1] == township.pk:
                return self.known[known][0]
        # Another township's group may have the bare name already.
        full = f"{township.name}{name}" if name in self.known else name
        place = row.get("place")
        station = self.shared["stations"].get((township.pk, place)) if place else None
        kind = DeputyGroup.Kind.AREA
        if "产业" in name:
            kind = DeputyGroup.Kind.CHAIN
        elif "专业" in name or "行业" in name or "领域" in name:
            kind = DeputyGroup.Kind.FIELD
        elif "中心组" in name:
            kind = DeputyGroup.Kind.CORE
        pk = self.groups.add(self.county.pk, township.pk, full, kind, station)
        self.known[full] = (pk, township.pk)
        return pk

    def export(self) -> Iterable[Sequence]:
        rows = GroupMember.objects.filter(group__county=self.county, ended_on=None)
        rows = self.asked_for(rows).select_related("group__township", "group__station", "person", "mandate")
        if self.bound:
            rows = rows.filter(group__township=self.bound)
        for one in rows.order_by("group__township__code", "group_id", "pk").iterator(chunk_size=2000):
            group = one.group
            yield (
                group.township.name if group.township else "",
                group.name,
                "" if one.role == GroupMember.Role.MEMBER else one.get_role_display(),
                one.person.name,
                "、".join(self.words.label(level) for level in self.ordered(one.person_id)),
                one.person.employer + one.person.job_title,
                opened(one.person.phone),
                group.station.name if group.station else "",
                "",
            )

    def ordered(self, pk: int) -> list[str]:
        return sorted(self.people.by_pk[pk].seats, key=LEVELS.index)
