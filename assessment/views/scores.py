"""年度考核: the year's list, one score sheet with its evidence, and the acts of the county."""

from __future__ import annotations

from io import BytesIO

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from congress_poverty import audit
from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    FormPage,
    ListPage,
    Page,
    act,
    cells,
    name_search,
)
from congress_poverty.refusals import Refused

from .. import actions, workbook
from ..models import Score
from ..policy import AssessmentPolicy

PAGES = {
    "visit": "visits:visit",
    "activity": "visits:activity",
    "suggestion": "suggestions:detail",
    "report": "reports:detail",
    "household": "pairing:household",
}


def record_url(kind: str, code: str) -> str:
    """The page of a record that a score rests on; empty where this kind has none."""
    try:
        return reverse(PAGES[kind], args=[code])
    except (KeyError, NoReverseMatch):
        return ""


def _years(page) -> list[tuple[str, str]]:
    found = Score.objects.filter(county=page.request.county).order_by("-year")
    years = dict.fromkeys(found.values_list("year", flat=True).distinct())
    return [(str(year), f"{year} 年") for year in years]


def _townships(page) -> list[tuple[str, str]]:
    rows = Score.objects.filter(county=page.request.county, subject=Score.Subject.TOWNSHIP)
    pairs = rows.order_by("township__code").values_list("township__code", "township__name").distinct()
    return list(pairs)


def _name(person: str | None, place: str):
    return cells.text(person or place)


class Scores(ListPage):
    """The list for those who lead; a deputy finds only the own sheet in it, by reach."""

    permission = "assessment.read_own"
    model = Score
    title = "年度考核"
    columns = (
        Column("year", "年度", sort="year"),
        Column("subject", "考核对象", cell=cells.choice(Score.Subject)),
        Column(
            ("person__name", "township__name"),
            "名称",
            cell=lambda name, place: cells.text(name or place),
            link=True,
        ),
        Column("township__name", "乡镇"),
        Column("total", "总分", right=True, sort="total"),
        Column("grade", "等次"),
        Column("computed_on", "计算日期", cell=cells.day),
        Column("frozen_on", "冻结日期", cell=cells.day),
    )
    filters = (
        Filter("year", "年度", _years),
        Filter("subject", "考核对象", Score.Subject),
        Filter("township", "乡镇", _townships, lookup="township__code"),
    )
    search = name_search(names=["person__name"], pinyin=["person__pinyin"])
    order = "-year,-total"
    row_url = "assess:detail"
    counter = "份"
    empty = Empty(
        "本年度考核还没开始。规则可以先看。", (Button("查看规则", "assess:rules", "assessment.read_own"),)
    )

    def rows(self):
        return Score.objects.filter(county=self.request.county)

    def buttons(self):
        return [
            Button("计算和导出", "assess:year", "assessment.edit", icon="calculator", main=True),
            Button("考核规则", "assess:rules", "assessment.read_own", icon="book"),
            Button("交叉考评", "cross:list", "cross.read"),
        ]


class ScoreDetail(DetailPage):
    """One sheet: every item with its rule in plain words, its points and the records behind them."""

    permission = "assessment.read_own"
    model = Score
    template_name = "assessment/score.html"

    def rows(self):
        return Score.objects.select_related("township", "person", "county__region")

    def crumbs(self):
        return [("年度考核", f"{reverse('assess:list')}?year={self.object.year}")]

    def buttons(self):
        if not self.object.is_frozen:
            return []
        url = reverse("assess:correct", args=[self.object.code])
        return [Button("更正", url, "assessment.edit", icon="pencil")]

    def context(self):
        score = self.object
        corrections = list(score.corrections.all())
        titles = {}
        lines = []
        for item in score.items.all():
            titles[item.item] = item.title
            counted, uncounted = item.evidence.get("counted", []), item.evidence.get("uncounted", [])
            lines.append(
                {
                    "item": item,
                    "counted": [(on, words, record_url(kind, code)) for kind, code, on, words in counted],
                    "uncounted": [
                        (on, words, record_url(kind, code), reason)
                        for kind, code, on, words, reason in uncounted
                    ],
                }
            )
        return {
            "lines": lines,
            "full": sum((line["item"].full for line in lines), score.base),
            "corrections": [(one, titles.get(one.item, one.item)) for one in corrections],
            "corrected": score.total + sum(one.points for one in corrections),
        }


class Rules(Page):
    """The rubrics in words."""

    permission = "assessment.read_own"
    title = "考核规则"
    template_name = "assessment/rules.html"

    def crumbs(self):
        return [("年度考核", reverse("assess:list"))]

    def context(self):
        policy = self.request.county.policy(AssessmentPolicy)
        return {"rubrics": [policy.deputy_rubric, policy.township_rubric]}


class Year(Page):
    """The county's desk: compute, look, freeze, hand in."""

    permission = "assessment.edit"
    title = "年度考核计算和导出"
    template_name = "assessment/year.html"

    def crumbs(self):
        return [("年度考核", reverse("assess:list"))]

    def context(self):
        county, today = self.request.county, self.today
        done: dict[int, dict] = {}
        rows = (
            Score.objects.filter(county=county)
            .order_by()
            .values_list("year", "subject", "computed_on", "frozen_on")
        )
        for year, subject, computed_on, frozen_on in rows:
            line = done.setdefault(year, {"deputy": 0, "township": 0})
            line[subject] += 1
            line["computed_on"], line["frozen_on"] = computed_on, frozen_on
        years = sorted({today.year, today.year - 1, *done}, reverse=True)
        return {"years": [{"year": year, "ended": year < today.year, **done.get(year, {})} for year in years]}


def _year(year: int) -> int:
    if not 2000 <= year <= 2100:
        raise Http404
    return year


@act("assessment.edit")
def compute(request, year):
    today = timezone.localdate()
    if _year(year) > today.year:
        raise Refused(f"{year} 年还没有开始，不能计算。")
    count = actions.compute_scores(request.county, year, by=request.actor, today=today)
    messages.success(request, f"{year} 年度考核已计算，共 {count} 份。记录改了，可以再算。")
    return redirect(f"{reverse('assess:list')}?year={year}")


class FreezeForm(forms.Form):
    words = forms.CharField(label="确认")

    def __init__(self, *args, year: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year
        self.fields["words"].help_text = f"请输入“冻结 {year}”。"

    def clean_words(self):
        words = "".join(self.cleaned_data["words"].split())
        if words != f"冻结{self.year}":
            raise forms.ValidationError(f"请输入“冻结 {self.year}”")
        return words


class Freeze(FormPage):
    """From then on the year stands."""

    permission = "assessment.edit"
    form_class = FreezeForm
    button = "冻结"
    saved = "已冻结。以后改记录不影响这一年的得分。"
    lead = "冻结后不能重新计算，只能逐条更正，更正会写明日期和原因。"
    autosave = False

    def get_title(self):
        return f"冻结 {self.kwargs['year']} 年度考核"

    def crumbs(self):
        return [("年度考核计算和导出", reverse("assess:year"))]

    def form_kwargs(self):
        return {"year": _year(self.kwargs["year"])}

    def save(self, form):
        actions.freeze_scores(
            self.request.county, self.kwargs["year"], by=self.request.actor, today=self.today
        )
        return self.request.county

    def done(self, obj):
        return reverse("assess:year")


class CorrectForm(forms.Form):
    item = forms.ChoiceField(label="指标")
    points = forms.DecimalField(
        label="更正分值", max_digits=6, decimal_places=2, help_text="加分写正数，减分写负数。"
    )
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = items


class Correct(ActPage):
    """A dated correction beside a frozen line."""

    permission = "assessment.edit"
    model = Score
    form_class = CorrectForm
    title = "更正"
    button = "记下更正"
    saved = "更正已记下。"

    def crumbs(self):
        return [(str(self.object), self.object.get_absolute_url())] if self.object else []

    def form_kwargs(self):
        return {"items": [(item.item, item.title) for item in self.object.items.all()]}

    def act(self, obj, data):
        actions.correct_score(obj, by=self.request.actor, today=self.today, **data)
        return obj


class Workbook(Page):
    """The workbook that the county hands in."""

    permission = "assessment.edit"

    def get(self, request, year):
        county = request.county
        stream = BytesIO()
        count = workbook.write(county, _year(year), stream)
        audit.record(
            "assessment.export", by=request.actor, obj=county, detail={"year": year, "subjects": count}
        )
        stream.seek(0)
        return FileResponse(stream, as_attachment=True, filename=f"{county}{year}年度考核.xlsx")
