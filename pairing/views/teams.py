"""Pages of teams of deputies (组团式帮扶, S0-44)."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html

from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Flag,
    FormPage,
    ListPage,
    cells,
    chip,
    day_words,
    name_search,
)
from congress_poverty.text import mask_name

from .. import actions, figures, forms
from ..figures import LEAD_SUMS
from ..flow.help import FIGURES
from ..help_sections import figures_of
from ..history import history_of
from ..models import HelpRecord, HelpTeam, TeamMember
from ..places import PlaceFilter, township_pairs, townships_of
from ..sections import Section
from .households import masks
from .tabs import TABS

SHOWN = 50


def help_section(rows, label: str = "帮扶记录", *, link: str = "") -> Section:
    """Help records as a table on another page."""
    latest = rows.order_by("-started_on", "-id")[:SHOWN]
    return Section(
        label=label,
        head=("时间", "类型", "谁帮的", "做了什么", "数字"),
        rows=[
            (
                format_html('<a href="{}">{}</a>', one.get_absolute_url(), day_words(one.started_on)),
                one.kind,
                one.helper_names,
                one.title,
                figures_of(one),
            )
            for one in latest
        ],
        total=rows.count(),
        empty="还没有帮扶记录。",
        link=link,
    )


def led_section(team: HelpTeam) -> Section:
    """双带 (S4-16): what came of the team's help; each number opens the records that state it."""
    sums = figures.led_along(HelpRecord.objects.filter(team=team))
    address = reverse("pairing:helps")
    return Section(
        label="双带成效",
        head=[FIGURES[key] for key in LEAD_SUMS],
        rows=[
            [
                format_html(
                    '<a href="{}?team={}&has={}">{}</a>', address, team.code, key, f"{sums[key]:,.0f}"
                )
                if sums[key]
                else ""
                for key in LEAD_SUMS
            ]
        ],
    )


class TeamList(ListPage):
    permission = "aid.read"
    title, counter = "帮扶团队", "个"
    model = HelpTeam
    order = "-started_on"
    row_url = "pairing:team"
    tabs = TABS
    search = staticmethod(name_search(names=["name", "theme"]))
    search_label = "团队名称、帮什么"
    columns = (
        Column("name", "团队", cells.clip(20), link=True, sort="name"),
        Column("theme", "帮什么", cells.clip(16)),
        Column("township__name", "乡镇"),
        Column("@leader", "组长"),
        Column("@members", "代表", cells.number, right=True),
        Column("@households", "户", cells.number, right=True),
        Column("@records", "帮扶记录", cells.number, right=True),
        Column("started_on", "成立", cells.day, sort="started_on"),
        Column("ended_on", "结束", cells.day, sort="ended_on"),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        Flag("open", "还在帮的", lambda rows: rows.filter(ended_on__isnull=True)),
        Days("started", "成立日期", lookup="started_on"),
    )
    toolbar = (Button("组建团队", "pairing:team_new", "aid.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有帮扶团队。", (Button("组建团队", "pairing:team_new", "aid.edit"),))

    def extras(self, ids):
        members = TeamMember.objects.filter(team__in=ids).order_by()
        households = HelpTeam.households.through.objects.filter(helpteam__in=ids).order_by()
        records = HelpRecord.objects.filter(team__in=ids).order_by()
        return {
            "@leader": dict(members.filter(is_leader=True).values_list("team", "person__name")),
            "@members": dict(members.values_list("team").annotate(n=Count("pk"))),
            "@households": dict(households.values_list("helpteam").annotate(n=Count("pk"))),
            "@records": dict(records.values_list("team").annotate(n=Count("pk"))),
        }


class TeamPage(DetailPage):
    permission = "aid.read"
    model = HelpTeam
    template_name = "pairing/help_card.html"

    def rows(self):
        return HelpTeam.objects.select_related("township", "group", "county__region")

    def crumbs(self):
        return [("帮扶团队", reverse("pairing:teams"))]

    def buttons(self):
        code = self.object.code
        found = [
            Button("修改", reverse("pairing:team_edit", args=[code]), "aid.edit", icon="pencil", main=True)
        ]
        if self.object.ended_on is None:
            found.append(
                Button("记一次帮扶", reverse("pairing:help_new") + f"?team={self.object.pk}", "aid.record")
            )
            found.append(Button("团队结束", reverse("pairing:team_end", args=[code]), "aid.edit"))
        return found

    def context(self):
        team, hides = self.object, masks(self.request)
        members = list(team.members.select_related("person__township"))
        households = list(team.households.select_related("village").order_by("village__code", "pinyin"))
        may_open = self.request.may("deputies.read")
        return {
            "tags": [chip("还在帮", "ok", "check-lg") if team.ended_on is None else chip("已结束", "quiet")],
            "cards": [
                (
                    "团队",
                    [
                        ("帮什么", team.theme),
                        ("乡镇", str(team.township or self.request.county.local("全县"))),
                        ("依托小组", str(team.group or "")),
                        ("起止", f"{day_words(team.started_on)} — {day_words(team.ended_on) or '现在'}"),
                        ("帮扶的村", "、".join(str(one) for one in team.villages.order_by("code"))),
                        ("打算怎么帮", team.plan),
                        ("成效", team.result),
                    ],
                )
            ],
            "sections": [
                led_section(team),
                help_section(HelpRecord.objects.filter(team=team)),
                Section(
                    label="帮扶的户",
                    head=("户", "行政村", "户类型"),
                    rows=[
                        (
                            format_html(
                                '<a href="{}">{}户</a>',
                                one.get_absolute_url(),
                                mask_name(one.head_name) if hides else one.head_name,
                            ),
                            str(one.village),
                            one.status,
                        )
                        for one in households
                    ],
                    total=len(households),
                    empty="还没有选户。",
                ),
            ],
            "side": [
                (
                    f"成员 {len(members)} 人",
                    [
                        (
                            "组长" if one.is_leader else "成员",
                            format_html(
                                '<a href="{}">{}</a>　{}',
                                one.person.get_absolute_url(),
                                one.person.name,
                                str(one.person.township),
                            )
                            if may_open
                            else f"{one.person.name}　{one.person.township}",
                        )
                        for one in members
                    ],
                )
            ],
            "history": history_of(team),
        }


class TeamForm(FormPage):
    permission = "aid.edit"
    model = HelpTeam
    form_class = forms.teams.TeamForm
    template_name = "pairing/form.html"

    def get_title(self):
        return f"修改：{self.object}" if self.object else "组建帮扶团队"

    def crumbs(self):
        here = [("帮扶团队", reverse("pairing:teams"))]
        return [*here, (str(self.object), self.object.get_absolute_url())] if self.object else here

    def get_initial(self):
        return {} if self.object else {"started_on": self.today}

    def form_kwargs(self):
        return {"county": self.request.county, "townships": townships_of(self.request).order_by("code")}

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        if masks(self.request):
            form.fields["households"].label_of = lambda h: f"{mask_name(h.head_name)}（{h.village} {h.code}）"
        return form

    def save(self, form):
        data = form.cleaned_data
        return actions.save_team(
            form.save(),
            by=self.request.actor,
            people=data["people"],
            leader=data["leader"],
            villages=data["villages"],
            households=data["households"],
            changed=form.changed_data,
        )


class EndTeamPage(ActPage):
    permission = "aid.edit"
    model = HelpTeam
    form_class = forms.teams.EndTeamForm
    title = "团队结束"
    button = "结束团队"
    sentence = "结束后不再记这个团队的帮扶，历史保留。"

    def crumbs(self):
        return [("帮扶团队", reverse("pairing:teams")), (str(self.object), self.object.get_absolute_url())]

    def get_initial(self):
        return {"ended_on": self.today, "result": self.object.result}

    def act(self, obj, data):
        return actions.end_team(obj, by=self.request.actor, on=data["ended_on"], result=data["result"])
