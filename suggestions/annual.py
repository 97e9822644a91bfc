"""年度办理情况报告 as plain values: drafted from the figures for a page, for paper and for a file.

The standing committee hears it, from the government and from each unit (S4-55); it is printed
for the next session and published (Deputies Law 51 ¶3).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count

from congress_poverty.figures import Share, Span
from deputies.models import Unit

from . import figures, flow
from .models import Promise, Suggestion, SupervisionEvent, UrgeLetter
from .policy import SuggestionPolicy

NUMERALS = "一二三四五六七八九十"
PUBLISHED = "依照代表法第五十一条，本报告印发下次人民代表大会会议，并向社会公开。"


@dataclass(frozen=True)
class Part:
    """A heading and its paragraphs."""

    number: str
    title: str
    paragraphs: list[str]


@dataclass(frozen=True)
class AnnualReport:
    """Everything that the report says, of the county or of one unit."""

    year: int
    title: str
    to: str
    opening: str
    parts: list[Part]
    closing: str
    signed: str
    drafted_on: date
    total: figures.Group
    units: list[figures.Group]


def annual_report(county, year: int, *, today: date, unit: Unit | None = None) -> AnnualReport:
    """The report of what was handed over in ``year``, as the rows stand on ``today``."""
    span = Span(date(year, 1, 1), date(year, 12, 31), today)
    facts = _Facts(county, span, unit)
    parts = [
        ("基本情况", facts.handed_over()),
        ("办理结果", facts.answered()),
        ("代表评价", facts.rated()),
        ("督办情况", facts.supervised()),
        ("存在的问题", facts.open()),
        ("下一步工作", facts.next()),
    ]
    numbered = [(title, words) for title, words in parts if words]
    return AnnualReport(
        year=year,
        title=f"关于{year}年代表建议、批评和意见办理情况的报告",
        to=f"{county}人民代表大会常务委员会：",
        opening=f"现将{year}年{unit or county}办理代表建议、批评和意见的情况报告如下。",
        parts=[Part(NUMERALS[n], title, words) for n, (title, words) in enumerate(numbered)],
        closing=PUBLISHED,
        signed=unit.name if unit else f"{county}人大常委会{county.deputies_committee_name}",
        drafted_on=today,
        total=facts.total,
        units=facts.units,
    )


class _Facts:
    """The sentences, each from figures that open their rows."""

    def __init__(self, county, span: Span, unit: Unit | None):
        self.county, self.span, self.unit = county, span, unit
        self.year, self.today = span.since.year, span.today
        self.policy: SuggestionPolicy = county.policy(SuggestionPolicy)
        rows = figures.handed_over(county, span)
        self.units = figures.breakdown(rows, county=county, today=self.today, by="unit")
        if unit is None:
            self.rows = rows
            self.total = figures.totals(rows, county=county, today=self.today)
        else:
            self.rows = figures.measured(
                rows, "handed", county=county, today=self.today, by="unit", key=unit.code
            )
            self.units = [group for group in self.units if group.key == unit.code]
            nothing = dict.fromkeys(figures.MEASURES, Share(0, 0))
            self.total = self.units[0] if self.units else figures.Group(unit.code, unit.name, nothing)

    def handed_over(self) -> list[str]:
        handed = self.total["handed"].numerator
        if self.unit:
            first = f"{self.year}年主办代表建议{handed}件。"
        else:
            raised = _tally(figures.raised(self.county, self.span), "raised_in")
            session, between = raised[Suggestion.RaisedIn.SESSION], raised[Suggestion.RaisedIn.BETWEEN]
            first = (
                f"{self.year}年代表提出建议{session + between}件，其中大会期间{session}件、"
                f"闭会期间{between}件；交办{handed}件，由{len(self.units)}个单位主办。"
            )
        words = {one.code: one.label for one in self.policy.categories}
        kinds = [
            f"{words.get(code, code) or '没有分类'}{n}件"
            for code, n in _tally(self.rows, "category").most_common()
        ]
        return [first, *([f"按类别分：{'、'.join(kinds)}。"] if kinds else [])]

    def answered(self) -> list[str]:
        total = self.total
        if not total["handed"].numerator:
            return []
        lines = [
            f"已答复{total['answered'].numerator}件，答复率{_percent(total['answered'])}；"
            f"按期率{_percent(total['in_time'])}，面商率{_percent(total['met'])}，"
            f"办结{total['completed'].numerator}件，办结率{_percent(total['completed'])}。"
        ]
        outcomes = _tally(self.rows, "outcome")
        kinds = [
            f"{one.code}类（{one.label}）{outcomes[one.code]}件"
            for one in self.policy.reply_codes
            if outcomes[one.code]
        ]
        if kinds:
            lines.append(f"按办理结果分：{'、'.join(kinds)}；解决率{_percent(total['solved'])}。")
        return lines

    def rated(self) -> list[str]:
        share = self.total["satisfied"]
        if not share.denominator:
            return []
        given = _tally(self.rows, "satisfaction")
        kinds = [f"{one.label}{given[one.code]}件" for one in self.policy.satisfaction if given[one.code]]
        good = "和".join(one.label for one in self.policy.satisfaction if one.counts_as_satisfied)
        again = self.rows.filter(round__gt=1).count()
        lines = [f"代表已评价{share.denominator}件：{'、'.join(kinds)}。满意率（{good}）{_percent(share)}。"]
        if again:
            lines.append(f"代表不满意、重新办理的{again}件。")
        return lines

    def supervised(self) -> list[str]:
        lines = []
        keys = self.rows.filter(is_key=True)
        if count := keys.count():
            # The report is published: what a deputy keeps confidential is counted and not named.
            named = "；".join(
                f"{one.title}（{one.key_leader}领衔）" if one.key_leader else one.title
                for one in keys.may_be_shown().order_by("key_on", "id")
            )
            lines.append(f"重点督办{count}件{f'：{named}' if named else ''}。")
        events = SupervisionEvent.objects.filter(suggestion__in=self.rows.order_by().values("pk"))
        kinds = Counter(events.values_list("is_escalation", "kind"))
        steps = {one.code: one.label for one in self.policy.escalations}
        done = sum(n for (is_escalation, _kind), n in kinds.items() if not is_escalation)
        further = {kind: n for (is_escalation, kind), n in kinds.items() if is_escalation}
        letters = UrgeLetter.objects.filter(
            county=self.county, assignments__suggestion__in=self.rows.order_by().values("pk")
        )
        if self.unit:
            letters = letters.filter(unit=self.unit)
        counted = [(done, "开展督办{}次"), (letters.distinct().count(), "发出催办函{}件")]
        said = [words.format(n) for n, words in counted if n]
        said += [f"{steps.get(code, code)}{n}次" for code, n in further.items()]
        return [*lines, f"{'，'.join(said)}。"] if said else lines

    def open(self) -> list[str]:
        late, twice = self.total["late_now"].numerator, self.total["twice"].numerator
        said = [f"超过答复期限、还没有答复的{late}件"] if late else []
        said += [f"代表{self.policy.escalate_after}次以上不满意的{twice}件"] if twice else []
        promises = sum(due_on is not None and due_on < self.today for due_on in self._promised)
        said += [f"承诺事项到期没有落实的{promises}项"] if promises else []
        return [f"{'；'.join(said)}。"] if said else []

    def next(self) -> list[str]:
        waiting = self.rows.exclude(state__in=flow.ENDED).count()
        promises = len(self._promised)
        said = [f"继续办理没有办结的{waiting}件"] if waiting else []
        said += [f"跟踪落实承诺事项{promises}项"] if promises else []
        return [f"{'；'.join(said)}。"] if said else []

    @cached_property
    def _promised(self) -> list[date | None]:
        """The days of what was promised and is still to be done."""
        rows = Promise.objects.filter(suggestion__in=self.rows.order_by().values("pk"))
        return list(rows.open().values_list("due_on", flat=True))


def _tally(rows, column: str) -> Counter:
    return Counter(dict(rows.order_by().values_list(column).annotate(n=Count("pk"))))


def _percent(share: Share) -> str:
    return "（没有可统计的）" if share.percent is None else f"{share.percent}%"
