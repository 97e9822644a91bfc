"""活动: the county's campaigns with their yearly theme, parent, merger, phases and responsible persons."""

from __future__ import annotations

import re
from datetime import date

from django import forms
from django.urls import reverse

from congress_poverty import audit
from congress_poverty.pages import Button, Column, DetailPage, Empty, FormPage, ListPage, cells, chip, speak
from deputies.actions.campaigns import set_leading_group
from deputies.models import Campaign, LeadingGroupMember

from ..papers import documents
from .letters import Letter, WordFile
from .tabs import tabs

Role = LeadingGroupMember.Role


class Campaigns(ListPage):
    permission = "campaigns.read"
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
    permission = "campaigns.read"
    model = Campaign
    template_name = "assessment/campaign.html"

    def rows(self):
        rows = Campaign.objects.select_related("parent", "merged_into")
        return rows.filter(county=self.request.county)

    def crumbs(self):
        return [("主题活动", reverse("duties:campaigns"))]

    def buttons(self):
        def to(name):
            return reverse(f"duties:{name}", args=[self.object.code])

        return [
            Button("修改", to("campaign_edit"), "county.settings", icon="pencil", main=True),
            Button("登记领导小组", to("leading_group"), "county.settings", icon="people"),
            Button("打印", to("campaign_print"), "campaigns.read", icon="printer"),
        ]

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
            "leading": list(campaign.leading_group.all()),
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


class CampaignPrint(Letter, CampaignDetail):
    """The campaign on A4: themes, phases, who is responsible, the leading group."""

    permission = "campaigns.read"
    document = "campaign"
    template_name = Letter.template_name

    def sheets(self):
        return [documents.campaign(self.object, today=self.today)]

    def word_url(self):
        return reverse("duties:campaign_word", args=[self.object.code])


class CampaignWord(WordFile, CampaignPrint):
    permission = "campaigns.read"


class LeadingGroupForm(forms.Form):
    """The roster as it is typed in the paper that set the group up: a person a line."""

    FIELDS = (
        ("head_lines", Role.HEAD, 1, "由县级人大常委会主任担任，例如：王建国 常委会主任"),  # S3-1
        ("deputy_lines", Role.DEPUTY_HEAD, 3, "每行一人：姓名 职务"),
        ("member_lines", Role.MEMBER, 8, "主任会议成员和各委室负责人等，每行一人"),  # S3-2
        ("office_head_lines", Role.OFFICE_HEAD, 1, "领导小组办公室的主任，每行一人"),
        ("office_lines", Role.OFFICE, 4, "办公室成员，每行一人"),
    )

    def __init__(self, *args, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        members = list(campaign.leading_group.all())
        for name, role, rows, hint in self.FIELDS:
            self.fields[name] = forms.CharField(
                label=role.label,
                required=False,
                max_length=4000,
                widget=forms.Textarea({"rows": rows}),
                help_text=hint,
                initial="\n".join(f"{one.name} {one.post}" for one in members if one.role == role),
            )
        speak(self)

    def clean(self):
        data = super().clean()
        for name, role, *_ in self.FIELDS:
            for line in data.get(name, "").splitlines():
                if line.strip():
                    self._check(name, role, line)
        return data

    def _check(self, name: str, role: str, line: str) -> None:
        who, _, post = line.strip().partition(" ")
        if not post.strip():
            self.add_error(name, f"“{who}”的职务没有写，应写成：姓名 职务")
        elif len(who) > 40 or len(post.strip()) > 100:
            self.add_error(name, f"“{line.strip()[:20]}…”太长：姓名不超过 40 字，职务不超过 100 字")

    def members(self) -> list[LeadingGroupMember]:
        """The rows, in the order of the roster."""
        return [
            LeadingGroupMember(role=role, name=who, post=post.strip())
            for name, role, *_ in self.FIELDS
            for line in self.cleaned_data[name].splitlines()
            for who, _, post in [line.strip().partition(" ")]
            if who
        ]


class LeadingGroup(FormPage):
    """登记领导小组 (S2-14, S3-1)."""

    permission = "county.settings"
    model = Campaign
    form_class = LeadingGroupForm
    lead = "照成立领导小组的文件填，名单换了就改这里；改动前后的名单都留在操作记录里。"

    def rows(self):
        return Campaign.objects.filter(county=self.request.county)

    def get_title(self):
        return "登记领导小组"

    def crumbs(self):
        return [
            ("主题活动", reverse("duties:campaigns")),
            (str(self.object), self.object.get_absolute_url()),
        ]

    def form_kwargs(self):
        return {"campaign": self.object}

    def save(self, form):
        return set_leading_group(self.object, form.members(), by=self.request.actor)
