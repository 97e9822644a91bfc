"""工作总览: the page, its paper, the rows behind every number, one township, and what the numbers mean."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from congress_poverty.models import CalendarDay
from congress_poverty.pages import Button, Page, bar, chip
from deputies import figures as people
from deputies.models import Campaign, Region
from pairing import figures as pairing
from suggestions import figures as asking
from suggestions.models import Suggestion
from suggestions.policy import SuggestionPolicy
from visits import figures as visiting
from visits.models import Attendance

from .. import board as boards
from .. import figures, periods
from ..models import HalfYearReport
from ..policy import AssessmentPolicy
from .reports import state_chip
from .tables import CountedRows

SORTS = ("coverage", "participation", "completion", "satisfaction", "overdue", "township")


class WithPeriod(Page, abstract=True):
    """A page about a period of the county, or of the township that the post stands in."""

    @property
    def own_townships(self) -> list[int] | None:
        """None: all of the county."""
        post = self.request.post
        return [township.pk for township in post.townships] or None

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.period = periods.choose(request.GET, self.today)


class Board(WithPeriod):
    """Everything on one screen."""

    permission = "board.read"
    title = "工作总览"
    template_name = "board/board.html"

    def buttons(self):
        return [
            Button(
                "打印一页纸", f"{reverse('board_print')}?{self.period.query}", "board.read", icon="printer"
            )
        ]

    def context(self):
        county, span = self.request.county, self.period.span
        policy = county.policy(AssessmentPolicy)
        calendar = CalendarDay.calendar_for(county.code)
        found = boards.board(county, span, townships=self.own_townships, calendar=calendar)
        sort, lines = self._sorted(found.lines)
        return {
            "board": found,
            "period": self.period,
            "switch": [
                {"label": c.label, "url": f"?p={c.code}&sort={sort}", "now": c.code == self.period.code}
                for c in periods.choices(self.today)
            ],
            "campaign": self._campaign(county),
            "now": timezone.localtime(),
            "tiles": [self._tile(code, found, policy) for code in boards.RATES],
            "lines": [self._line(number, line, policy) for number, line in enumerate(lines, 1)],
            "heads": [self._head(code, label, sort) for code, label in HEADS],
            "sort": sort,
            "rows_url": self.rows_url,
            "overdue_url": self.rows_url("overdue"),
            "charts": charts(found),
            "curve": curve(found),
            "in_hand": sum(load.all for load in found.loads),
        }

    def rows_url(self, figure: str, **more) -> str:
        words = "".join(f"&{name}={value}" for name, value in more.items() if value)
        return f"{reverse('board_rows', args=[figure])}?{self.period.query}{words}"

    def _campaign(self, county):
        day = self.period.span.on
        rows = Campaign.objects.filter(county=county, since__lte=day)
        return rows.filter(Q(until__isnull=True) | Q(until__gte=day)).order_by("-since").first()

    def _sorted(self, lines):
        sort = self.request.GET.get("sort", "")
        name = sort.lstrip("-")
        if name not in SORTS:
            sort = name = "completion"
        if name == "township":
            found = sorted(lines, key=lambda line: line.township.code)
        elif name == "overdue":
            found = sorted(lines, key=lambda line: (-line.overdue, line.township.code))
        else:
            # A township with nothing to count stands last either way.
            def key(line):
                share = line.shares[name]
                return (not share.denominator, -(share.percent or 0), -share.numerator, line.township.code)

            found = sorted(lines, key=key)
        if sort.startswith("-"):
            found.reverse()
        return sort, found

    def _head(self, code: str, label: str, sort: str) -> dict:
        turned = f"-{code}" if sort == code else code
        now = "descending" if sort == code else "ascending" if sort == f"-{code}" else ""
        return {
            "label": label,
            "url": f"?{self.period.query}&sort={turned}" if code else "",
            "sorted": now,
        }

    def _tile(self, code: str, found, policy) -> dict:
        figure, share = figures.FIGURES[code], found.total.shares[code]
        target = getattr(policy.targets, {"coverage": "visit_coverage"}.get(code, code))
        return {
            "title": figure.title,
            "share": share,
            "unit": figure.unit,
            "target": _plain(target),
            "bar": bar(share.numerator, share.denominator, target=target, width=200, height=6),
            "url": self.rows_url(code),
        }

    def _line(self, number: int, line, policy) -> dict:
        def share(code):
            found = line.shares[code]
            return {
                "share": found,
                "bar": bar(found.numerator, found.denominator, floor=policy.floor),
                "url": self.rows_url(code, township=line.township.code),
            }

        return {
            "number": number,
            "township": line.township,
            "url": f"{reverse('board_township', args=[line.township.code])}?{self.period.query}",
            **{code: share(code) for code in boards.RATES},
            "overdue": chip(
                f"{line.overdue} 件", "late" if line.overdue > 2 else "over", "exclamation-triangle"
            )
            if line.overdue
            else "",
            "overdue_url": self.rows_url("overdue", township=line.township.code),
            "report": state_chip(line.report.state) if line.report else "",
            "report_url": line.report.get_absolute_url() if line.report else "",
        }


HEADS = (
    ("township", "乡镇"),
    ("coverage", "走访覆盖"),
    ("participation", "代表参与"),
    ("completion", "办结率"),
    ("satisfaction", "满意率"),
    ("overdue", "逾期"),
    ("", "半年报告"),
)


class BoardPrint(Board):
    """The same on one A4 landscape page."""

    template_name = "board/print.html"

    def buttons(self):
        return []


def curve(found) -> list[tuple[str, int, int | None]]:
    """Month, plan, reached: the plan is an even share of the households every month."""
    months = found.span.months
    whole = found.total.shares["coverage"].denominator
    reached = [*found.reached, *[None] * len(months)]
    return [
        (f"{month.year}年{month.month}月", round(whole * (n + 1) / len(months)), reached[n])
        for n, month in enumerate(months)
    ]


def charts(found) -> dict:
    """Options of the three charts; the page shows the same numbers as tables."""
    months = [f"{month.month}月" for month in found.span.months]
    plan = [planned for _, planned, _ in curve(found)]
    flow = found.months
    loads = found.loads[::-1]
    label = {"show": True, "fontSize": 13}

    def part(name, key, color, ink):
        return {
            "name": name,
            "type": "bar",
            "stack": "all",
            "barWidth": 13,
            "itemStyle": {"color": color, "borderColor": "#fff", "borderWidth": 1},
            "label": {**label, "color": ink},
            # A segment of nothing shows no number.
            "data": [getattr(load, key) or None for load in loads],
        }

    end = {"show": True, "fontSize": 13, "formatter": "{c}"}
    return {
        "coverage": {
            "legend": {},
            "tooltip": {"trigger": "axis"},
            "grid": {"left": 8, "right": 52, "top": 30, "bottom": 4, "containLabel": True},
            "xAxis": {"type": "category", "data": months},
            "yAxis": {"type": "value", "splitNumber": 3},
            "series": [
                {
                    "name": "计划",
                    "type": "line",
                    "data": plan,
                    "symbol": "none",
                    "lineStyle": {"type": "dashed", "color": "#666D75", "width": 1.5},
                    "itemStyle": {"color": "#666D75"},
                    "endLabel": {**end, "color": "#666D75"},
                },
                {
                    "name": "实际",
                    "type": "line",
                    "data": found.reached,
                    "symbolSize": 6,
                    "lineStyle": {"width": 2.5},
                    "endLabel": {**end, "fontWeight": 600, "offset": [0, 6]},
                },
            ],
        },
        "flow": {
            "legend": {},
            "tooltip": {"trigger": "axis"},
            "grid": {"left": 8, "right": 8, "top": 30, "bottom": 4, "containLabel": True},
            "xAxis": {"type": "category", "data": [f"{month.month.month}月" for month in flow]},
            "yAxis": {"type": "value", "splitNumber": 3, "min": 0},
            "series": [
                {
                    "name": "提出",
                    "type": "bar",
                    "barMaxWidth": 14,
                    "itemStyle": {"color": "#C9D3DA"},
                    "data": [m.raised for m in flow],
                },
                {
                    "name": "办结",
                    "type": "bar",
                    "barMaxWidth": 14,
                    "itemStyle": {"color": "#2B5C82"},
                    "data": [m.closed for m in flow],
                },
                {
                    "name": "未办结存量",
                    "type": "line",
                    "symbolSize": 5,
                    "lineStyle": {"width": 2},
                    "label": {**label, "position": "top"},
                    "data": [m.open for m in flow],
                },
            ],
        },
        "loads": {
            "legend": {},
            "grid": {"left": 8, "right": 12, "top": 30, "bottom": 2, "containLabel": True},
            "xAxis": {"type": "value", "show": False},
            "yAxis": {
                "type": "category",
                "data": [load.unit for load in loads],
                "axisLabel": {"interval": 0, "fontSize": 12},
            },
            "series": [
                part("未到期", "fine", "#C9D3DA", "#1F2429"),
                part("临期", "soon", "#E4BE72", "#1F2429"),
                part("逾期", "late", "#B8390E", "#ffffff"),
            ],
        },
    }


def _plain(number: Decimal) -> str:
    """``85`` and ``92.5``, never ``85.0``."""
    return f"{number.normalize():f}"


# -- the rows behind the numbers ---------------------------------------------------------------


@dataclass(frozen=True)
class Plain:
    """A count that is no share: its title, how it is counted, and its rows."""

    title: str
    words: str
    rows: object


def _twice(county, span, townships=None):
    times = county.policy(SuggestionPolicy).escalate_after
    rows = Suggestion.objects.filter(county=county).open().dissatisfied_twice(times)
    return rows if townships is None else rows.filter(township__in=townships)


COUNTS = {
    "overdue": Plain(
        "逾期建议",
        "今天已超过答复期限、还没有送达答复的建议。",
        lambda county, span, townships=None: asking.overdue(county, span.today, townships),
    ),
    "twice": Plain("多次不满意的建议", "答复后仍不满意、达到升级次数、还没有办结的建议。", _twice),
    "reported": Plain(
        "报请过问的建议",
        "催办时报过领导、这一次办理还没有答复的建议。",
        lambda county, span, townships=None: asking.reported_to_leaders(county, townships),
    ),
    "escalated": Plain(
        "升级处理的建议",
        "已决定约见、评议、询问等，还没有登记结果的建议。",
        lambda county, span, townships=None: asking.escalated(county, townships),
    ),
    "visits": Plain("走访", "期内代表走访的记录。", visiting.visits),
    "activities": Plain("活动", "期内组织的活动。", visiting.activities),
    "raised": Plain("提出的建议", "期内提交的建议，不含草稿。", asking.submitted),
    "closed": Plain("办结的建议", "期内办结的建议，不论何时提出。", asking.closed),
}
PARTS = {"": "every", "hit": "hits", "miss": "misses"}


class BoardRows(WithPeriod, CountedRows):
    """Exactly the rows that a number of the board counted."""

    permission = "board.read"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.place = None

    def source(self):
        code, part = self.kwargs["figure"], self.request.GET.get("part", "")
        self.figure = figures.FIGURES.get(code)
        self.plain = COUNTS.get(code)
        if (not self.figure and not self.plain) or part not in PARTS or (self.plain and part):
            raise Http404
        county, townships = self.request.county, self.own_townships
        if wanted := self.request.GET.get("township", ""):
            self.place = get_object_or_404(Region, code=wanted, parent=county.region_id)
            if townships is not None and self.place.pk not in townships:
                raise Http404
            townships = [self.place.pk]
        self.part, self.townships = part, townships
        rows = getattr(self.figure, PARTS[part]) if self.figure else self.plain.rows
        return rows(county, self.period.span, townships)

    def get_title(self):
        place = str(self.place) if self.place else ""
        if self.plain:
            return f"{place}{self.plain.title}"
        words = {"": "", "hit": f"：{self.figure.hit_words}", "miss": f"：{self.figure.miss_words}"}
        return f"{place}{self.figure.title}{words[self.part]}"

    def crumbs(self):
        return [("工作总览", f"{reverse('board')}?{self.period.query}")]

    def link(self, **changes):
        kept = {"part": self.part, "township": self.place.code if self.place else ""}
        query = super().link(**{**kept, **changes})
        return f"?{self.period.query}&{query[1:]}" if query != "?" else f"?{self.period.query}"

    def context(self):
        if self.plain:
            return {"definition": f"{self.period.words}：{self.plain.words}"}
        figure = self.figure
        share = figure.count(self.request.county, self.period.span, self.townships)
        parts = [
            ("", f"全部 {share.denominator} {figure.unit}"),
            ("hit", f"只看{figure.hit_words} {share.numerator} {figure.unit}"),
            ("miss", f"只看{figure.miss_words} {share.missing} {figure.unit}"),
        ]
        definition = (
            f"{self.period.words}。分母：{figure.denominator}，{share.denominator} {figure.unit}；"
            f"分子：{figure.numerator}，{share.numerator} {figure.unit}。"
        )
        return {
            "definition": definition,
            "parts": [(words, self.link(part=code)) for code, words in parts if code != self.part],
        }


class TownshipBoard(Board):
    """One township: the same rates, its groups, and what each deputy has done."""

    template_name = "board/township.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if request.county is not None:
            self.place = get_object_or_404(Region, code=kwargs["code"], parent=request.county.region_id)
            own = [township.pk for township in request.post.townships]
            if own and self.place.pk not in own:
                raise Http404

    @property
    def own_townships(self):
        return [self.place.pk]

    def get_title(self):
        return str(self.place)

    def crumbs(self):
        return [("工作总览", f"{reverse('board')}?{self.period.query}")]

    def buttons(self):
        return []

    def rows_url(self, figure, **more):
        return super().rows_url(figure, **{**more, "township": self.place.code})

    def context(self):
        county, span, place = self.request.county, self.period.span, [self.place.pk]
        shown = super().context()
        deputies = list(
            people.in_office(county, span.on, place)
            .order_by("pinyin", "pk")
            .values("pk", "code", "name", "job_title")
        )
        made = visiting.visits(county, span).filter(visitors__person__township__in=place).order_by()
        visits = {
            person: (n, last)
            for person, n, last in made.values_list("visitors__person").annotate(
                n=Count("pk"), last=Max("visited_on")
            )
        }
        present = Attendance.objects.filter(
            activity__in=visiting.activities(county, span), status=Attendance.Status.PRESENT
        ).order_by()
        attended = dict(present.values_list("person").annotate(n=Count("pk")))
        raised = dict(
            asking.submitted(county, span, place).order_by().values_list("lead").annotate(n=Count("pk"))
        )
        paired = dict(
            pairing.by_deputies(county, span.on, place)
            .order_by()
            .values_list("person")
            .annotate(n=Count("pk"))
        )
        for deputy in deputies:
            deputy["paired"] = paired.get(deputy["pk"], 0)
            deputy["visits"], deputy["last"] = visits.get(deputy["pk"], (0, None))
            deputy["attended"] = attended.get(deputy["pk"], 0)
            deputy["raised"] = raised.get(deputy["pk"], 0)
        groups = people.groups(county, place).annotate(
            size=Count("members", filter=Q(members__ended_on=None))
        )
        reports = HalfYearReport.objects.filter(county=county, township=self.place)[:4]
        return {
            **shown,
            "place": self.place,
            "deputies": deputies,
            "groups": groups,
            "stations": people.stations(county, place).count(),
            "reports": [(report, state_chip(report.state)) for report in reports],
            "crumbs": self.crumbs(),
        }


class Metrics(Page):
    """指标口径: what every number means, and how it is counted."""

    permission = "help.read"
    title = "指标口径"
    template_name = "board/metrics.html"

    def context(self):
        policy = self.request.county.policy(AssessmentPolicy)
        targets = policy.targets
        return {
            "figures": [
                (figure, _plain(getattr(targets, {"coverage": "visit_coverage"}.get(code, code))))
                for code, figure in figures.FIGURES.items()
            ],
            "counts": COUNTS.values(),
            "floor": _plain(policy.floor),
        }
