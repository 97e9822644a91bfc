"""《代表联系选民记事簿》: a row for each contact, township by township."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from deputies.models import VoterContact
from deputies.sheets import TOWNSHIP, CountyLedger, name_with_level

from ..models import DiaryEntry
from ..policy import StationPolicy
from .words import own_word


class DiaryLedger(CountyLedger):
    """Voters' words go no further than their township: nothing of it is the county's, in or out."""

    kind, label, order = "diary", "代表联系选民记事簿", 92
    page = "visits:diary"
    named = frozenset({"voter"})
    # What voters said stays out of everything that keeps an import's cells.
    secret = CountyLedger.secret | {"voter", "said", "followed"}
    shapes = (
        LedgerShape(
            kind="diary",
            label="代表联系选民记事簿",
            titles=words("联系选民记事簿 代表联系选民记事簿 联系选民登记 联系群众记录 民情日记"),
            identity=("date", "said"),
            fields=(
                TOWNSHIP,
                Field("deputy", "代表", words("代表姓名 联系代表 人大代表"), required=True),
                Field("date", "联系日期", words("日期 时间 联系时间"), required=True),
                Field("voter", "选民", words("选民姓名 联系选民 联系对象 群众姓名"), required=True),
                Field("way", "联系方式", words("方式 联系形式")),
                Field("place", "地点", words("联系地点")),
                Field("said", "反映内容", words("说了什么 内容 记事 意见建议 反映问题"), required=True),
                Field("followed", "回应情况", words("怎么回应的 处理情况 答复情况 办理情况")),
            ),
        ),
    )

    def load(self) -> None:
        super().load()
        ways = self.county.policy(StationPolicy).diary_ways
        self.ways = {one.label: one.also for one in ways}
        stored = DiaryEntry.objects.filter(township=self.bound).values_list("deputy_id", "met_on", "said")
        self.known: set[tuple] = set(stored.iterator())
        contacts = VoterContact.objects.filter(deputy__township=self.bound)
        self.contacts = {
            (deputy, name): pk for deputy, name, pk in contacts.values_list("deputy_id", "name", "pk")
        }
        self.table = self.out.table(
            DiaryEntry, words("township_id deputy_id voter_id voter_name met_on way place said followed")
        )

    def judge(self, row: Row) -> None:
        if self.bound is None:
            raise Refused("记事簿由乡镇导入，请先选定乡镇", code="E_TOWNSHIP_UNKNOWN", field="township")
        township = self.township(row)
        deputy = self.deputy(row, "deputy", township)
        day = row.need("date", "E_DATE_MISSING", cells.to_date)
        if day > self.scope.today:
            raise Refused("联系日期不能晚于今天", code="E_DATE_RANGE", field="date")
        voter = row.need("voter", "E_NAME_MISSING", cells.to_line, limit=60)
        said = row.need("said", "E_TITLE_MISSING", cells.to_text, limit=500)
        if (deputy.pk, day, said) in self.known:
            raise Refused("这位代表这一天前面已经记过同样的内容", code="E_DUP_ROW", field="said")
        self.known.add((deputy.pk, day, said))
        contact = self.contacts.get((deputy.pk, voter))
        self.table.add(
            township.pk,
            deputy.pk,
            contact,
            "" if contact else voter,
            day,
            own_word(row.get("way", cells.to_line, limit=20), self.ways),
            row.get("place", cells.to_line, limit=60),
            said,
            row.get("followed", cells.to_line, limit=300),
        )

    def export(self) -> Iterable[Sequence]:
        rows = DiaryEntry.objects.filter(township=self.bound).select_related("voter", "township")
        for one in rows.order_by("met_on", "pk"):
            yield (
                one.township.name,
                name_with_level(self, one.deputy_id),
                one.met_on,
                one.voter.name if one.voter else one.voter_name,
                one.way,
                one.place,
                one.said,
                one.followed,
            )
