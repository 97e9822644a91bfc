"""The ledger of firms, units and people outside the deputies who help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sealed import opened
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from deputies.models import Region
from deputies.sheets import PHONE_WORDS, TOWNSHIP, CountyLedger, name_with_level

from ..models import Helper

KINDS = {
    Helper.Kind.UNIT: ("单位", "机关", "部门"),
    Helper.Kind.FIRM: ("企业", "公司", "厂"),
    Helper.Kind.PERSON: ("爱心人士", "个人", "志愿者"),
}


class HelperLedger(CountyLedger):
    """爱心企业和人士: a row for each firm, unit or person outside the deputies."""

    kind, label, order = "helper", "爱心企业和人士", 85
    page = "pairing:helpers"
    shapes = (
        LedgerShape(
            kind="helper",
            label="爱心企业和人士",
            titles=words("爱心企业 爱心人士 帮扶企业 社会力量"),
            identity=("name",),
            fields=(
                TOWNSHIP,
                Field(
                    "name",
                    "企业或人士名称",
                    words("企业名称 爱心企业 爱心人士 名称 帮扶企业名称"),
                    required=True,
                ),
                Field("type", "类型", words("类别 性质"), required=True),
                Field("business", "做什么", words("主营 经营范围 主营业务 职业 简介")),
                Field("led_by", "负责人是代表", words("代表负责人 负责代表 企业代表")),
                Field("mobilised_by", "动员的代表", words("动员人 引荐代表 联系代表 动员代表")),
                Field("joined", "参加日期", words("参加时间 加入时间 登记日期")),
                Field("phone", "联系电话", PHONE_WORDS),
                Field("note", "备注", words("说明")),
            ),
        ),
    )
    units = {"家": "row", "户": "row", "人": "row", "名": "row"}

    def load(self) -> None:
        super().load()
        rows = Helper.objects.filter(county=self.county).values_list("township_id", "name")
        self.known = set(rows)
        self.table = self.out.table(
            Helper,
            words("county_id township_id name kind business led_by_id mobilised_by_id joined_on phone note"),
        )

    def judge(self, row: Row) -> None:
        township = self.township(row)
        name = row.need("name", "E_NAME_MISSING", cells.to_line, limit=100)
        if (township.id, name) in self.known:
            raise Refused("前面已经有这一家", code="E_DUP_ROW", field="name")
        kind = row.need("type", "E_CHOICE_UNKNOWN", cells.to_choice, KINDS, label="类型")
        people = [
            self.deputy(row, key, township).pk
            if row.values.get(key) not in (None, "", *cells.NOTHING)
            else None
            for key in ("led_by", "mobilised_by")
        ]
        joined = row.get("joined", cells.to_date)
        if joined and joined > self.scope.today:
            raise Refused("参加日期不能晚于今天", code="E_DATE_RANGE", field="joined")
        self.known.add((township.id, name))
        self.table.add(
            self.county.pk,
            township.id,
            name,
            kind,
            row.get("business", cells.to_line, limit=100),
            *people,
            joined,
            row.phone(),
            row.get("note", cells.to_line, limit=200),
        )

    def perhaps(self, row: Row, key: str, township: Region) -> int | None:
        """The deputy of a cell that may be empty."""
        empty = row.values.get(key) in (None, "", *cells.NOTHING)
        return None if empty else self.deputy(row, key, township).pk

    def export(self) -> Iterable[Sequence]:
        rows = Helper.objects.filter(county=self.county, township__isnull=False)
        if self.bound:
            rows = rows.filter(township=self.bound)
        for one in rows.select_related("township").order_by("township__code", "name").iterator():
            yield (
                one.township.name,
                one.name,
                one.get_kind_display(),
                one.business,
                *(
                    name_with_level(self, pk) if pk in self.people.by_pk else ""
                    for pk in (one.led_by_id, one.mobilised_by_id)
                ),
                one.joined_on,
                opened(one.phone),
                one.note,
            )
