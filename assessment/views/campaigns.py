"""活动: the county's campaigns with their yearly theme, parent, merger, phases and responsible persons."""

from __future__ import annotations

import re
from datetime import date

from django import forms
from django.urls import reverse

from congress_poverty import audit
from congress_poverty.pages import Button, Column, DetailPage, Empty, FormPage, ListPage, cells, chip, speak
from deputies.models import Campaign

from .tabs import tabs


class Campaigns(ListPage):
    permission = "reports.read"
    title, counter = "主题活动", "个"
    model = Campaign
    order = "-since"
    row_url = "duties:campaign"
    search = staticmethod(lambda rows, word: rows.filter(name__contains=word.strip()))
    search_label = "名称"
    columns = (
        Column("name", "名称", link=True, wide=True),
        Column("theme", "主题"),
        Column("since", "开始", cells.day, sort="since"),
        Column("until", "结束", cells.day),
        Column("parent__name", "上级活动"),
        Column("merged_into__name", "并入"),
    )
    toolbar = (Button("新建活动", "duties:campaign_new", "county.settings", icon="plus-lg", main=True),)
    empty = Empty("还没有登记主题活动。", (Button("新建活动", "duties:campaign_new", "county.settings"),))

    def rows(self):
        return Campaign.objects.filter(county=self.request.county)

    def tab_links(self):
        return tabs(self.request, "duties:campaigns")


class CampaignDetail(DetailPage):
    permission = "reports.read"
    model = Campaign
    template_name = "assessment/campaign.html"

    def rows(self):
        rows = Campaign.objects.select_related("parent", "merged_into")
        return rows.filter(county=self.request.county)

    def crumbs(self):
        return [("主题活动", reverse("duties:campaigns"))]

    def buttons(self):
        url = reverse("duties:campaign_edit", args=[self.object.code])
        return [Button("修改", url, "county.settings", icon="pencil", main=True)]

    def context(self):
        campaign, today = self.object, self.today
        return {
            "theme": campaign.theme_of(today.year),
            "themes": sorted(campaign.themes, reverse=True),
            "phases": [
                (name, *_dates(since, until), _where(since, until, today))
                for name, since, until in campaign.phases
            ],
            "responsible": campaign.responsible,
            "below": Campaign.objects.filter(parent=campaign, county=self.request.county),
            "merged": campaign.merged.all(),
        }


def _dates(since: str, until: str):
    return date.fromisoformat(since), date.fromisoformat(until)


def _where(since: str, until: str, today: date):
    if until < today.isoformat():
        return chip("已结束", "ok", "check-lg")
    return (
        chip("进行中", "blue", "clock")
        if since <= today.isoformat()
        else chip("未开始", "quiet", "hourglass")
    )


class CampaignForm(forms.ModelForm):
    """The campaign; what repeats is written a line each, as in the plan's own table."""

    theme_lines = forms.CharField(
        label="各年主题",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="每行一年，例如：2026 聚力支点建设",
    )
    phase_lines = forms.CharField(
        label="阶段",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="每行一个阶段，例如：调研走访 2026-01-01 2026-03-31",
    )
    holder_lines = forms.CharField(
        label="责任人",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="每行一人：姓名 职务；第一责任人在后面写“第一责任人”",
    )

    class Meta:
        model = Campaign
        fields = ["name", "theme", "since", "until", "parent", "merged_into", "merged_on", "legal_basis"]

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        others = Campaign.objects.filter(county=county)
        if self.instance.pk:
            others = others.exclude(pk=self.instance.pk)
            self.fields["theme_lines"].initial = "\n".join(
                f"{year} {words}" for year, words in self.instance.themes
            )
            self.fields["phase_lines"].initial = "\n".join(" ".join(one) for one in self.instance.phases)
            self.fields["holder_lines"].initial = "\n".join(
                f"{name} {post}{' 第一责任人' if first else ''}"
                for name, post, first in self.instance.responsible
            )
        self.fields["parent"].queryset = self.fields["merged_into"].queryset = others
        self.fields["parent"].help_text = "省、市部署的活动，本县的是它的一部分"
        self.fields["merged_into"].help_text = "并轨以后，本活动并入哪个活动"
        speak(self)

    def _lines(self, name: str):
        return [line.split() for line in self.cleaned_data[name].splitlines() if line.strip()]

    def clean_theme_lines(self):
        found = []
        for words in self._lines("theme_lines"):
            year = re.fullmatch(r"(20\d\d)年?", words[0])
            if not year or len(words) < 2:
                raise forms.ValidationError(f"“{' '.join(words)}”应写成：2026 主题")
            found.append([int(year[1]), " ".join(words[1:])])
        return found

    def clean_phase_lines(self):
        found = []
        for words in self._lines("phase_lines"):
            try:
                name, since, until = words
                if date.fromisoformat(since) > date.fromisoformat(until):
                    raise forms.ValidationError(f"“{name}”的结束日期早于开始日期")
            except ValueError:
                raise forms.ValidationError(
                    f"“{' '.join(words)}”应写成：名称 2026-01-01 2026-03-31"
                ) from None
            found.append([name, since, until])
        return found

    def clean_holder_lines(self):
        found = []
        for words in self._lines("holder_lines"):
            first = len(words) > 2 and words[-1] == "第一责任人"
            rest = words[1:-1] if first else words[1:]
            if not rest:
                raise forms.ValidationError(f"“{words[0]}”的职务没有写")
            found.append([words[0], " ".join(rest), first])
        return found

    def clean(self):
        data = super().clean()
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "结束日期早于开始日期。")
        above, seen = data.get("parent"), set()
        while above and above.pk not in seen:
            seen.add(above.pk)
            if above.pk == self.instance.pk:
                self.add_error("parent", "上级活动不能绕回来是自己。")
                break
            above = above.parent
        if bool(data.get("merged_into")) != bool(data.get("merged_on")):
            self.add_error("merged_on", "并轨要写明并入哪个活动和日期。")
        return data

    def save(self, commit=True):
        self.instance.themes = self.cleaned_data["theme_lines"]
        self.instance.phases = self.cleaned_data["phase_lines"]
        self.instance.responsible = self.cleaned_data["holder_lines"]
        return super().save(commit)


class CampaignEdit(FormPage):
    permission = "county.settings"
    model = Campaign
    form_class = CampaignForm

    def rows(self):
        return Campaign.objects.filter(county=self.request.county)

    def get_title(self):
        return f"修改{self.object}" if self.object else "新建活动"

    def crumbs(self):
        return [("主题活动", reverse("duties:campaigns"))]

    def form_kwargs(self):
        return {"county": self.request.county}

    def save(self, form):
        form.instance.county = self.request.county
        campaign = form.save()
        audit.record(
            "county.campaign", by=self.request.actor, obj=campaign, detail={"changed": form.changed_data}
        )
        return campaign
