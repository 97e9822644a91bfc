"""The list of stations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape

from .. import flow
from ..models import (
    Person,
    Region,
    Station,
)
from .county import (
    PHONE_WORDS,
    TOWNSHIP,
    VILLAGE_WORDS,
    CountyLedger,
    name_with_level,
)


class StationLedger(CountyLedger):
    """代表活动室、联络站点一览表."""

    kind, label, order = "station", "代表活动室（联络站）", 30
    page = "deputies:stations"
    edits = "stations.edit"
    shapes = (
        LedgerShape(
            kind="station",
            label="代表活动室（联络站）一览表",
            titles=words("活动室 联络站 联络点 代表之家 站点 一览表"),
            identity=("name",),
            fields=(
                TOWNSHIP,
                Field(
                    "name",
                    "名称",
                    words(
                        "活动室（联络点）名称 活动室名称 站点名称 联络站名称 站名 联络站（点）名称 "
                        "代表之家名称 活动室 代表联络站全称 代表联络站名称 代表活动室名称 "
                        "联络站（室）名称 阵地名称 站（室）名称 站室 联络站（点） 工作站名称 家站点名称 "
                        "代表之家 联络站"
                    ),
                    required=True,
                ),
                Field("type", "类型", words("站点类型 阵地类型 阵地性质 站室类别 家站点类型")),
                Field("level", "类别", words("级别 站点级别 层级 层次")),
                Field(
                    "village", "所在村", (*VILLAGE_WORDS, *words("设在何村 驻地村 依托村 所在村组 所在社区"))
                ),
                Field(
                    "head",
                    "站长",
                    words(
                        "负责人 站长姓名 主任 活动室负责人 联络站站长 驻站站长 站室负责人 站长（主任） 召集人"
                    ),
                    groups=("负责人",),
                ),
                Field(
                    "liaison",
                    "联络员",
                    words(
                        "联系人 联络人 联络员姓名 管理员 驻站联络员 日常联络员 专职联络员 工作人员 站务员 "
                        "日常管理员"
                    ),
                    groups=("负责人",),
                ),
                Field("phone", "联系电话", PHONE_WORDS),
                Field(
                    "opened",
                    "建立时间",
                    words("成立时间 建成时间 设立时间 启用时间 挂牌时间 建站时间 投入使用时间 建站年月"),
                ),
                Field(
                    "day",
                    "接待选民日",
                    words(
                        "接待日 接待时间 代表接待日 固定接待日 接待选民时间 接访日 群众接待日 代表接访日 "
                        "接待安排 接待选民（群众）时间 定期接待时间 值班接待日 选民接待日"
                    ),
                    attribute="reception_day",
                ),
                Field("address", "地址", words("地点 详细地址 所在地 门牌地址 门牌号 坐落地点 坐落")),
                Field("note", "备注", ("说明",)),
            ),
        ),
    )
    units = {"个": "row", "处": "row", "家": "row"}
    still_counted = frozenset()
    LEVELS = {
        Station.Level.COUNTY: words("县级 县 市级 区级"),
        Station.Level.TOWNSHIP: words("乡镇 乡镇级 镇级 乡级 镇 乡 街道 街道级"),
        Station.Level.VILLAGE: words("村级 村 村（社区） 社区 村居 社区级"),
    }
    TYPES = (
        (Station.Type.DEPUTIES_HOME, "之家"),
        (Station.Type.DUTY_CENTRE, "履职活动中心"),
        (Station.Type.DUTY_CENTRE, "履职中心"),
        (Station.Type.PRACTICE_STATION, "实践站"),
        (Station.Type.LIAISON_POINT, "联络点"),
        (Station.Type.ACTIVITY_ROOM, "活动室"),
        (Station.Type.LIAISON_STATION, "联络站"),
    )

    def load(self) -> None:
        super().load()
        if "stations" not in self.shared:
            rows = Station.objects.filter(county=self.county).values_list("township_id", "name", "pk")
            self.shared["stations"] = {(township, name): pk for township, name, pk in rows}
        self.known: dict[tuple[int, str], int] = self.shared["stations"]
        self.table = self.out.table(
            Station,
            words(
                "county_id township_id village_id name station_type level head_id "
                "liaison_officer_id phone address opened_on reception_day"
            ),
        )

    def judge(self, row: Row) -> None:
        township = self.township(row)
        name = row.need("name", "E_NAME_MISSING", cells.to_line, limit=100)
        if (township.pk, name) in self.known:
            known = self.known[(township.pk, name)]
            row.repeats(known, "name", f"{township}前面已经有“{name}”", may_replace=True)
        village = self.village(row, township)
        level = self.level(row)
        level = level or (Station.Level.VILLAGE if village else Station.Level.TOWNSHIP)
        kinds = f"{row.get('type')} {name}"
        station_type = next((one for one, word in self.TYPES if word in kinds), Station.Type.LIAISON_STATION)
        day = reception_day(row)
        opened_on = row.day("opened", of_month=True)
        head, liaison = self.officer(row, "head", township), self.officer(row, "liaison", township)
        self.known[(township.pk, name)] = self.put(
            row,
            self.table,
            self.county.pk,
            township.pk,
            village.pk if village else None,
            name,
            station_type,
            level,
            head,
            liaison,
            row.phone() or landline(row),
            row.get("address", cells.to_line, limit=200),
            opened_on,
            day,
        )

    def level(self, row: Row) -> str:
        """村（社区）级, 镇街级: whose words a cell holds, the village's first, for 社区 ends in 区."""
        text = row.get("level")
        for level, letters in (
            (Station.Level.VILLAGE, "村社居"),
            (Station.Level.TOWNSHIP, "镇乡街"),
            (Station.Level.COUNTY, "县区市旗"),
        ):
            if any(letter in text for letter in letters):
                return level
        return row.get("level", cells.to_choice, self.LEVELS, label="类别")

    def officer(self, row: Row, key: str, township: Region) -> int | None:
        """Heads are deputies as a rule; a village cadre who is none is left out with a warning."""
        try:
            return self.deputy(row, key, township).pk
        except Refused as refused:
            if refused.code != "E_NAME_MISSING":
                row.warn("W_UNKNOWN_PARTICIPANT", key, refused.sentence)
            return None

    def export(self) -> Iterable[Sequence]:
        rows = self.asked_for(Station.objects.filter(county=self.county)).select_related(
            "township", "village", "head", "liaison_officer"
        )
        if self.bound:
            rows = rows.filter(township=self.bound)
        for one in rows:
            yield (
                one.township.name,
                one.name,
                one.get_station_type_display(),
                one.get_level_display(),
                one.village.short_name if one.village else "",
                self.person_word(one.head),
                self.person_word(one.liaison_officer),
                one.phone,
                one.opened_on,
                f"每月{one.reception_day}日" if one.reception_day else "",
                one.address,
                "",
            )

    def person_word(self, person: Person | None) -> str:
        return name_with_level(self, person.pk) if person else ""


def reception_day(row: Row) -> int:
    text = row.get("day", cells.to_text)
    found = re.search(
        r"(\d{1,2})\s*[日号]?", text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    )
    day = int(found[1]) if found else 0
    flow.check_reception_day(day)
    return day


def landline(row: Row) -> str:
    """A station may have an office telephone, which is no mobile number."""
    text = re.sub(r"\s+", "", row.get("phone"))
    if re.fullmatch(r"(?:0\d{2,3}[-—]?)?\d{7,8}", text):
        row.findings[:] = [one for one in row.findings if one.code != "W_PHONE_INVALID"]
        return text
    return ""
