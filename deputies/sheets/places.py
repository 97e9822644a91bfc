"""Ledgers of regions and of units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from congress_poverty.imports.ledger import Ledger, Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from congress_poverty.text import search_key

from .. import regions
from ..models import (
    Region,
    Unit,
)
from .county import (
    PHONE_WORDS,
    CountyLedger,
)


class RegionLedger(Ledger):
    """Official divisions: code, name, level, parent. What is there already is renamed, not refused."""

    kind, label, order = "regions", "行政区划", 0
    county_only, page = True, "deputies:regions"
    shapes = (
        LedgerShape(
            kind="regions",
            label="行政区划",
            titles=("行政区划", "区划代码"),
            identity=("code",),
            fields=(
                Field(
                    "code",
                    "区划代码",
                    words(
                        "code 代码 统计用区划代码 行政区划代码 村代码 编码 行政区划编码 地区代码 区划编码 "
                        "地区编码 行政代码 区划编号 统计代码"
                    ),
                    required=True,
                ),
                Field(
                    "name",
                    "名称",
                    words(
                        "name 区划名称 单位名称 地名 行政区划名称 地区名称 单位 行政区名称 区划全称 "
                        "村（社区）名称"
                    ),
                    required=True,
                ),
                Field(
                    "level",
                    "层级",
                    words("level 级别 区划级别 级次 类型 行政级别 行政层级 区划层级 区划类型 行政区划级别"),
                ),
                Field(
                    "parent",
                    "上级代码",
                    words(
                        "parent_code 上级区划代码 父级代码 上级 上级编码 上级地区代码 上级区划编码 "
                        "所属上级代码 上级行政区划代码 父编码 上级单位代码"
                    ),
                ),
            ),
        ),
    )

    def load(self) -> None:
        self.known = {one.code: one for one in Region.objects.all()}
        self.table = self.out.table(Region, regions.COLUMNS)
        self.seen: set[str] = set()

    def judge(self, row: Row) -> None:
        code = row.need("code", "E_CODE_MISSING").replace(" ", "")
        name = row.need("name", "E_NAME_MISSING")
        division = regions.Division.of(code, name, row.get("level"), row.get("parent"))
        if division.code in self.seen:
            row.repeats(self.known[division.code].pk, "code", f"代码 {division.code} 前面已经有了")
        self.seen.add(division.code)
        old = self.known.get(division.code)
        parent = self.known.get(division.parent_code)
        if division.parent_code and parent is None:
            raise Refused(f"还没有上级区划 {division.parent_code}", code="E_PARENT_MISSING", field="parent")
        values = division.values(parent.pk if parent else None)
        if old is not None:
            pk = old.pk
            changed = {k: v for k, v in zip(regions.COLUMNS, values, strict=True) if getattr(old, k) != v}
            for key, value in changed.items():
                setattr(old, key, value)
            if changed:
                self.out.change(Region, pk, **changed)
            return
        pk = self.table.add(*values)
        self.known[division.code] = Region(pk, **dict(zip(regions.COLUMNS, values, strict=True)))

    def export(self) -> Iterable[Sequence]:
        code = self.scope.county_code
        rows = self.asked_for(Region.objects.filter(retired_on=None))
        for one in rows.select_related("parent").order_by("code"):
            if one.code.startswith(code) or code.startswith(one.code):
                yield one.code, one.name, one.get_level_display(), one.parent.code if one.parent else ""


class UnitLedger(CountyLedger):
    """Handling units, departments and supervising offices."""

    kind, label, order = "unit", "单位", 10
    county_only, page, edits = True, "deputies:units", "units.edit"
    shapes = (
        LedgerShape(
            kind="unit",
            label="单位",
            titles=words("承办单位 单位名录 部门一览 单位一览"),
            identity=("name",),
            fields=(
                Field(
                    "name",
                    "单位名称",
                    words(
                        "名称 部门 部门名称 承办单位 承办单位名称 单位 机构名称 单位全称 承办单位全称 "
                        "部门全称 机关名称 部门（单位）名称 单位规范名称 各单位名称"
                    ),
                    required=True,
                ),
                Field("short_name", "简称", words("单位简称 规范简称 通用简称")),
                Field(
                    "kind",
                    "类型",
                    words("单位类型 类别 单位性质 单位类别 单位属性 单位分类 机构类型 机构性质"),
                ),
                Field("township", "乡镇", ("所在乡镇",)),
                Field(
                    "head",
                    "负责人",
                    words("单位负责人 主要负责人 领导 主要领导 一把手 单位领导 负责同志 分管负责人"),
                ),
                Field("phone", "联系电话", PHONE_WORDS),
                Field(
                    "handles",
                    "承办建议",
                    words(
                        "是否承办建议 是否承办单位 能否承办建议 是否办理建议 是否承办代表建议 "
                        "是否办理单位 有无承办任务 是否承担建议办理 是否有办理任务 办理建议"
                    ),
                ),
            ),
        ),
    )
    units = {"个": "row", "家": "row"}
    KINDS = {
        Unit.Kind.DEPARTMENT: words(
            "政府部门 部门 县直部门 县直单位 县直 直属单位 区直部门 区直单位 区直 市直部门 市直单位 市直 "
            "机关 政府工作部门 县政府工作部门 区政府工作部门 市政府工作部门 政府组成部门 职能部门 事业单位 "
            "行政机关 政府直属事业单位"
        ),
        Unit.Kind.TOWNSHIP_GOVERNMENT: words(
            "乡镇政府 乡镇 街道办事处 乡镇人民政府 镇政府 乡政府 街道 镇街 乡镇街道"
        ),
        Unit.Kind.GOVERNMENT_OFFICE: words("政府办公室 政府办 督查室 政府督查室"),
        Unit.Kind.SUPERVISING_OFFICE: words(
            "人大委室 人大工作机构 委室 工作委员会 人大机关 督办单位 人大专委会 专门委员会"
        ),
        Unit.Kind.COURT_OR_PROCURATORATE: words("法院检察院 两院 法院 检察院"),
        Unit.Kind.COMPANY: words("企业 公司 国有企业 国企 企业单位"),
        Unit.Kind.OTHER: ("其他", "其它"),
    }

    def load(self) -> None:
        super().load()
        self.known = dict(Unit.objects.filter(county=self.county).values_list("name", "pk"))
        self.table = self.out.table(
            Unit,
            words("county_id name short_name kind township_id handles_suggestions head_name phone pinyin"),
        )

    def judge(self, row: Row) -> None:
        name = row.need("name", "E_NAME_MISSING", cells.to_line, limit=100)
        if name in self.known:
            row.repeats(self.known[name], "name", f"前面已经有“{name}”", may_replace=True)
        kind = row.get("kind", cells.to_choice, self.KINDS, code="E_KIND_UNKNOWN", label="类型") or unit_kind(
            name
        )
        township = None
        if text := row.get("township"):
            township = self.places.township(text)
        elif kind == Unit.Kind.TOWNSHIP_GOVERNMENT:
            township = self.places.mentioned(name)
        handles = row.get("handles", cells.to_flag)
        if handles is None and row.over is None:
            handles = kind != Unit.Kind.SUPERVISING_OFFICE
        self.known[name] = self.put(
            row,
            self.table,
            self.county.pk,
            name,
            row.get("short_name", cells.to_line, limit=60),
            kind,
            township.pk if township else None,
            handles,
            row.get("head", cells.to_line, limit=50),
            row.get("phone", cells.to_line, limit=40),
            search_key(name),
        )

    def export(self) -> Iterable[Sequence]:
        rows = self.asked_for(Unit.objects.filter(county=self.county))
        for one in rows.select_related("township").order_by("pk"):
            yield (
                one.name,
                one.short_name,
                one.get_kind_display(),
                one.township.name if one.township else "",
                one.head_name,
                one.phone,
                "是" if one.handles_suggestions else "否",
            )


def unit_kind(name: str) -> str:
    """What sort of body a name says it is."""
    if re.search(r"(镇|乡|街道)(人民政府|政府|办事处)$", name):
        return Unit.Kind.TOWNSHIP_GOVERNMENT
    if "法院" in name or "检察院" in name:
        return Unit.Kind.COURT_OR_PROCURATORATE
    if "人大" in name:
        return Unit.Kind.SUPERVISING_OFFICE
    if name.endswith("公司"):
        return Unit.Kind.COMPANY
    if name.endswith(("政府办公室", "政府办")):
        return Unit.Kind.GOVERNMENT_OFFICE
    return Unit.Kind.DEPARTMENT
