"""The ledger of suggestions: one row a suggestion, one line more for each further answer.

A ledger states where things stand; the history is told from it as moves of the flow, each
legal after the one before. What it does not date (the rating, the look-back) is told
without a day. Its deadline wins over the pack's; what the pack computes is kept beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from congress_poverty.imports.ledger import Row, words
from congress_poverty.packs import Term
from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from congress_poverty.text import search_key
from deputies.lookup import Deputy, flat
from deputies.models import Campaign, Region, Unit
from deputies.sheets import CountyLedger, unit_kind

from ..clocks import CountyClocks
from ..flow import State
from ..models import Assignment, Clock, Promise, Rating, Reply, Step, Suggestion, SuggestionProposer
from .export import ledger_rows
from .fields import (
    FIELDS,
    KEY,
    LEVELS,
    LOOK_BACK,
    SAID,
    SESSION,
    STEMS,
    UNIT_BREAK,
    Entry,
    Level,
    Line,
    RaisedIn,
)
from .writer import Writer


class SuggestionLedger(CountyLedger):
    """代表建议办理台账."""

    kind, label, order = "suggestion", "代表建议办理台账", 80
    page = "suggestions:list"
    shapes = (
        LedgerShape(
            kind="suggestion",
            label="代表建议办理台账",
            titles=words("建议办理台账 代表建议 建议台账 建议办理 建议汇总 建议一览"),
            identity=("number", "title", "lead"),
            fields=FIELDS,
        ),
    )
    units = {"件": "row", "条": "row"}
    joins_continued = True

    def load(self) -> None:
        super().load()
        self.clocks = CountyClocks(self.county)
        self.policy = self.clocks.policy
        self.pending: Entry | None = None
        rows = Suggestion.objects.filter(county=self.county).exclude(number="")
        self.numbers: dict[tuple, int | tuple[str, int]] = {
            (level, township if level == Level.TOWNSHIP else 0, year, number): pk
            for pk, level, township, year, number in rows.values_list(
                "pk", "handled_at", "township_id", "year", "number"
            )
        }
        self.campaigns = list(Campaign.objects.filter(county=self.county).order_by("-since"))
        self.unit_keys: dict[str, int] = {}
        for pk, name, short, aliases in Unit.objects.filter(county=self.county).values_list(
            "pk", "name", "short_name", "aliases"
        ):
            for word in (name, short, *aliases):
                if word:
                    self.unit_keys.setdefault(self.unit_key(word), pk)
        table = self.out.table
        self.new_units = table(Unit, words("county_id name kind township_id pinyin"))
        self.suggestions = table(
            Suggestion,
            words(
                "county_id township_id campaign_id year number title body ask category raised_in handled_at "
                "lead_id is_key state round submitted_on handed_over_on replied_on closed_on look_back "
                "outcome satisfaction reply_count dissatisfied_count answer_due_on next_due_on "
                "next_clock last_step_on note source recorded_by"
            ),
        )
        self.proposers = table(
            SuggestionProposer, words("suggestion_id person_id role answer answered_on order")
        )
        self.assignments = table(
            Assignment, words("suggestion_id unit_id part round state assigned_on done_on ended_on")
        )
        self.steps = table(
            Step,
            words(
                "suggestion_id assignment_id move from_state to_state happened_on actor role to_unit_id "
                "detail round data"
            ),
        )
        self.clock_rows = table(
            Clock,
            words(
                "suggestion_id assignment_id name round started_on last_day effective_on is_stated "
                "stopped_on explanation estimated pack_version"
            ),
        )
        self.replies = table(
            Reply,
            words("suggestion_id assignment_id round written_on result_code met_on met_manner delivered_on"),
        )
        self.promises = table(Promise, words("suggestion_id reply_id unit_id text kept_on check_result"))
        self.ratings = table(
            Rating, words("suggestion_id proposer_id round result rated_on entered_by counts")
        )

    # ---- a row ----------------------------------------------------------------

    def judge(self, row: Row) -> None:
        self.finish()
        title = row.need("title", "E_TITLE_MISSING", cells.to_line, limit=100)
        township, level = self.body(row)
        lead = self.proposer(row, township)
        submitted = self.day(row, "submitted", needed=True)
        if submitted > self.scope.today:
            raise Refused(f"提出日期 {submitted} 还没有到", code="E_DATE_RANGE", field="submitted")
        handed, closed = self.day(row, "handed"), self.day(row, "closed")
        lines = self.lines(row)
        for day, key in (
            *((line.replied, "replied") for line in lines),
            (handed, "handed"),
            (closed, "closed"),
        ):
            if day and day < submitted:
                raise Refused(
                    f"{row.label(key)} {day} 早于提出日期 {submitted}", code="E_DATE_ORDER", field=key
                )
        township = township or self.places_of(lead)
        number = self.number(row, level, township, submitted.year)
        note = row.get("note", cells.to_line, limit=200)
        status = row.get("status")
        said = next((state for state, said in SAID if said.search(note) or said.search(status)), None)
        entry = Entry(
            township=township,
            level=level,
            lead=lead,
            cosigners=self.cosigners(row, township, lead),
            values={
                "number": number,
                "title": title,
                "body": row.get("body", cells.to_text, limit=2000),
                "ask": row.get("ask", cells.to_text, limit=1000),
                "category": self.category(row),
                "raised_in": self.choice(row, "session", SESSION) or RaisedIn.BETWEEN,
                "is_key": bool(KEY.search(note)),
                "note": "" if note in ("不予立案", "待交办", "重点督办") else note,
            },
            submitted=submitted,
            handed=handed,
            forwarded=self.day(row, "forwarded"),
            deadline=self.day(row, "deadline"),
            closed=closed,
            look_back=self.choice(row, "look_back", LOOK_BACK),
            said=said,
            mains=self.units_of(row, "main"),
            lines=lines,
        )
        entry.assists = [pk for pk in self.units_of(row, "assist") if pk not in entry.mains]
        if number:
            key = self.number_key(level, township, submitted.year, number)
            self.numbers[key] = (row.sheet, row.number)
        self.pending = entry

    def join(self, row: Row) -> None:
        """A further answer to the suggestion above, under its merged cells, and how that ended."""
        lines = self.lines(row)
        closed, look_back = self.day(row, "closed"), self.choice(row, "look_back", LOOK_BACK)
        if closed and closed < self.pending.submitted:
            raise Refused(
                f"办结日期 {closed} 早于提出日期 {self.pending.submitted}",
                code="E_DATE_ORDER",
                field="closed",
            )
        for line in lines:
            if line.replied and line.replied < self.pending.submitted:
                raise Refused(
                    f"答复日期 {line.replied} 早于提出日期 {self.pending.submitted}",
                    code="E_DATE_ORDER",
                    field="replied",
                )
        self.pending.lines += lines
        self.pending.closed = closed or self.pending.closed
        self.pending.look_back = look_back or self.pending.look_back

    def close(self) -> None:
        self.finish()

    def finish(self) -> None:
        """Write the suggestion whose last line was read."""
        if self.pending:
            entry, self.pending = self.pending, None
            Writer(self, entry).write()

    def body(self, row: Row) -> tuple[Region | None, str]:
        """The delegation, and whose body handed over: a sheet of one township is its presidium's."""
        around = self.around(row)
        text = row.get("team")
        team = self.places.mentioned(text) if text else None
        stated = self.choice(row, "level", LEVELS)
        level = stated or (Level.TOWNSHIP if around or self.bound else Level.COUNTY)
        township = team or around or self.bound
        if self.bound and township and township.pk != self.bound.pk:
            raise Refused(
                f"这一行写的是{township}，这次只导入{self.bound}的", code="E_TOWNSHIP_OTHER", field="team"
            )
        return township, level

    def proposer(self, row: Row, township: Region | None) -> Deputy:
        named = row.get("lead", cells.to_names)
        if not named:
            raise Refused("没有填领衔代表，请补上", code="E_NAME_MISSING", field="lead")
        name, bracket = named[0]  # who stands behind the first in the same cell joined the suggestion
        if township:
            return self.people.find(name, township.pk, bracket=bracket, key="lead")
        found = self.anywhere(name)
        if len(found) != 1:
            code = "E_AMBIGUOUS_DEPUTY" if found else "E_ORPHAN_DEPUTY"
            words = f"有 {len(found)} 位{name}，请写明代表团" if found else f"名册里没有“{name}”，请核对姓名"
            raise Refused(words, code=code, field="lead")
        return found[0]

    def anywhere(self, name: str) -> list[Deputy]:
        return [
            one
            for township in self.places.by_code.values()
            for one in self.people.by_name.get((township.pk, name), ())
        ]

    def places_of(self, deputy: Deputy) -> Region:
        return next(one for one in self.places.by_code.values() if one.pk == deputy.township)

    def cosigners(self, row: Row, township: Region, lead: Deputy) -> list[Deputy]:
        found: dict[int, Deputy] = {}
        behind = row.get("lead", cells.to_names)[1:]
        for name, bracket in [*behind, *self.names(row, "cosigners", township)]:
            try:
                one = self.people.find(name, township.pk, bracket=bracket, key="cosigners")
            except Refused as refused:
                elsewhere = self.anywhere(name)
                if len(elsewhere) != 1:
                    row.warn("W_UNKNOWN_PARTICIPANT", "cosigners", refused.sentence)
                    continue
                one = elsewhere[0]
            if one.pk != lead.pk:
                found.setdefault(one.pk, one)
        return list(found.values())

    def number(self, row: Row, level: str, township: Region, year: int) -> str:
        number = row.get("number", cells.to_line, limit=40)
        if number in cells.NOTHING:
            return ""
        twin = self.numbers.get(self.number_key(level, township, year, number))
        if twin is not None:
            row.repeats(twin, "number", f"建议编号“{number}”前面已经用过", code="E_DUP_NUMBER")
        return number

    @staticmethod
    def number_key(level: str, township: Region, year: int, number: str) -> tuple:
        return (level, township.pk if level == Level.TOWNSHIP else 0, year, number)

    def day(self, row: Row, key: str, *, needed: bool = False) -> date | None:
        if needed:
            return row.need(key, "E_DATE_MISSING", cells.to_date)
        return row.get(key, cells.to_date)

    @staticmethod
    def choice(row: Row, key: str, choices: dict) -> str:
        """One of our words, or '' where the cell says nothing."""
        text = row.get(key)
        if not text or text in cells.NOTHING:
            return ""
        return row.get(key, cells.to_choice, choices, label=row.label(key))

    def category(self, row: Row) -> str:
        """The county's code for the word; a word it has not is kept as it stands."""
        text = row.get("category", cells.to_line, limit=20)
        found = next((one for one in self.policy.categories if one.matches(text)), None)
        return found.code if found else "" if text in cells.NOTHING else text

    def lines(self, row: Row) -> list[Line]:
        """The answers of a line: usually one; several in one cell stand one under the other."""
        days = row.get("replied", cells.to_dates)
        ways = _parts(row.get("way", cells.to_text))
        outcomes = [self.outcome(one) for one in _parts(row.get("outcome", cells.to_text))]
        ratings = [self.satisfaction(one) for one in _parts(row.get("satisfaction", cells.to_text))]
        many = max(len(days), len(outcomes), len(ratings))
        if many and not days:
            raise Refused("写了办理结果或满意度，没有写答复日期", code="E_DATE_MISSING", field="replied")

        def nth(values, n, default):
            return values[n] if n < len(values) else default

        return [
            Line(nth(days, n, days[-1]), nth(ways, n, ""), nth(outcomes, n, ""), nth(ratings, n, ""))
            for n in range(many)
        ]

    def outcome(self, text: str) -> str:
        """A, A类, a, Ａ, 甲, or the county's label, as the county's code."""
        word = unicodedata.normalize("NFKC", text).strip().upper()
        if not word or text in cells.NOTHING:
            return ""
        codes = self.policy.reply_codes
        for one in codes:
            letter = one.code.upper()
            if word == letter or re.match(rf"{re.escape(letter)}(?![A-Z])", word):
                return one.code
        if word[0] in STEMS and STEMS.index(word[0]) < len(codes):
            return codes[STEMS.index(word[0])].code
        for one in codes:
            if one.matches(text) or text in one.label or one.label in text:
                return one.code
        known = "、".join(f"{one.code} {one.label}" for one in codes)
        raise Refused(f"没有“{text}”这种办理结果，应为：{known}", code="E_OUTCOME_UNKNOWN", field="outcome")

    def satisfaction(self, text: str) -> str:
        if not text or text in cells.NOTHING or re.search("未(反馈|测评|评价|回复)|没有?反馈", text):
            return ""
        steps: Sequence[Term] = self.policy.satisfaction
        for one in steps:
            if one.matches(text):
                return one.code
        for one in sorted(steps, key=lambda one: -len(one.label)):  # 不满意 before 满意
            if one.label in text:
                return one.code
        known = "、".join(one.label for one in steps)
        raise Refused(
            f"没有“{text}”这种满意度，应为：{known}", code="E_SATISFACTION_UNKNOWN", field="satisfaction"
        )

    # ---- units ----------------------------------------------------------------

    def unit_key(self, name: str) -> str:
        """灵璧县水利局, 县水利局 and 水利局 are one unit; 高楼镇水利站 is another."""
        name = flat(name)
        own = self.county.region.name
        if name.startswith(own) and len(name) > len(own) + 1:
            name = own[-1] + name[len(own) :]
        return name.removeprefix(own[-1])

    def units_of(self, row: Row, key: str) -> list[int]:
        text = row.get(key, cells.to_text)
        if not text or text in cells.NOTHING:
            return []
        names = [part.strip() for part in UNIT_BREAK.split(text) if part.strip()]
        return list(dict.fromkeys(self.unit(name[:100]) for name in names))

    def unit(self, name: str) -> int:
        """The unit that is called so; one that nobody has listed yet is listed now."""
        key = self.unit_key(name)
        if key not in self.unit_keys:
            name = "".join(name.split())
            township = self.places.mentioned(name)
            self.unit_keys[key] = self.new_units.add(
                self.county.pk, name, unit_kind(name), township.pk if township else None, search_key(name)
            )
        return self.unit_keys[key]

    def campaign(self, day: date) -> int | None:
        fits = (
            one.pk for one in self.campaigns if one.since <= day and (one.until is None or day <= one.until)
        )
        return next(fits, None)

    # ---- out again ------------------------------------------------------------

    @classmethod
    def export_fields(cls) -> Sequence[Field]:
        return FIELDS

    def export(self) -> Iterable[Sequence]:
        rows = self.asked_for(Suggestion.objects.filter(county=self.county).exclude(state=State.DRAFT))
        if self.bound:
            rows = rows.filter(township=self.bound)
        yield from ledger_rows(rows.order_by("submitted_on", "pk"), self.policy)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；\n]+", text) if part.strip()] if text else []
