"""Deputies' groups and their members."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html

from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    FormPage,
    ListPage,
    cells,
    chip,
)
from congress_poverty.reach import Reach, reaching

from ..actions import groups as actions
from ..forms import people as person_forms
from ..forms import places as forms
from ..forms.fields import townships_within
from ..models import DeputyGroup, GroupMember
from ..policy import DeputyPolicy
from .tabs import WithTabs

OFFICERS = [GroupMember.Role.LEADER, GroupMember.Role.DEPUTY_LEADER, GroupMember.Role.LIAISON_OFFICER]
FELLOWS = Reach.everything("members of a group that was found within the reader's own reach")
ORDER = {role: i for i, role in enumerate([*OFFICERS, GroupMember.Role.MEMBER])}


def _flag(warnings) -> str:
    if not warnings:
        return chip("合适", "ok", "check-lg")
    mark = chip("看一看", "warn", "exclamation-triangle")
    return format_html('{} <small class="muted">{}</small>', mark, "；".join(warnings).replace("。", ""))


_flag.plain = lambda warnings: " ".join(warnings or ())


class GroupList(WithTabs, ListPage):
    permission = "groups.read"
    title = "代表小组"
    counter = "个"
    model = DeputyGroup
    order = "township__code"
    row_url = "deputies:group"
    columns = (
        Column("name", "小组", link=True, sort="name"),
        Column("township__short_name", "乡镇", sort="township__code"),
        Column("kind", "类型", cells.choice(DeputyGroup.Kind)),
        Column("@leader", "组长", cells.joined),
        Column("@size", "人数", cells.number, right=True),
        Column("@warnings", "编组", _flag, wide=True),
        Column("station__name", "活动地点"),
    )
    filters = (
        Filter(
            "township",
            "乡镇",
            lambda page: [(t.code, str(t)) for t in townships_within(page.request.county)],
            lookup="township__code",
        ),
        Filter("kind", "类型", DeputyGroup.Kind),
    )
    toolbar = (Button("新建小组", "deputies:group_new", "groups.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有代表小组。", (Button("新建小组", "deputies:group_new", "groups.edit"),))

    def extras(self, ids):
        policy = self.request.county.policy(DeputyPolicy)
        leaders, levels = defaultdict(list), {pk: [] for pk in ids}
        # A deputy reaches the own place only; who the fellows are is no secret in a group.
        with reaching(FELLOWS):
            places = GroupMember.objects.filter(group__in=ids, ended_on=None)
            for group, role, name, level in places.values_list(
                "group", "role", "person__name", "mandate__level"
            ):
                levels[group].append(level)
                if role == GroupMember.Role.LEADER:
                    leaders[group].append(name)
        return {
            "@leader": leaders,
            "@size": {pk: len(found) for pk, found in levels.items()},
            "@warnings": {pk: policy.group_warnings(found) for pk, found in levels.items()},
        }


class GroupDetail(DetailPage):
    permission = "groups.read"
    model = DeputyGroup
    template_name = "deputies/group.html"

    def rows(self):
        return DeputyGroup.objects.select_related("township", "station", "county__region__parent__parent")

    def crumbs(self):
        return [("代表小组", reverse("deputies:groups"))]

    def buttons(self):
        code = self.object.code
        return [
            Button(
                "加入代表",
                reverse("deputies:group_add", args=[code]),
                "groups.edit",
                icon="person-plus",
                main=True,
            ),
            Button("修改", reverse("deputies:group_edit", args=[code]), "groups.edit", icon="pencil"),
        ]

    def context(self):
        words = self.object.county.level_words()
        with reaching(FELLOWS):
            places = list(self.object.members.select_related("person__township", "mandate"))
        for place in places:
            place.level = words.label(place.mandate.level) if place.mandate else ""
        members = sorted(
            (place for place in places if place.ended_on is None),
            key=lambda place: (ORDER[place.role], place.person.pinyin),
        )
        levels = [place.mandate.level if place.mandate else "" for place in members]
        counted = defaultdict(int)
        for place in members:
            counted[place.level or "没有任职"] += 1
        return {
            "members": members,
            "left": sorted(
                (place for place in places if place.ended_on), key=lambda place: place.ended_on, reverse=True
            ),
            "officers": [
                (GroupMember.Role(role).label, [p for p in members if p.role == role]) for role in OFFICERS
            ],
            "warnings": self.object.county.policy(DeputyPolicy).group_warnings(levels),
            "by_level": list(counted.items()),
            "may_open": self.request.may("deputies.read"),
            "may_edit": self.request.may("groups.edit"),
        }


class GroupEdit(FormPage):
    permission = "groups.edit"
    model = DeputyGroup
    form_class = forms.GroupForm

    def get_title(self):
        return f"修改{self.object}" if self.object else "新建小组"

    def crumbs(self):
        return [("代表小组", reverse("deputies:groups"))]

    def form_kwargs(self):
        return {"county": self.request.county}


class GroupAdd(FormPage):
    """One more member; what the county asks of a group's size is pointed out afterwards."""

    permission = "groups.edit"
    title = "加入代表"
    form_class = forms.GroupMemberForm
    button = "加入小组"
    again = "加入并再选一位"
    saved = ""

    @cached_property
    def group(self):
        return get_object_or_404(
            DeputyGroup.objects.select_related("county__region"), code=self.kwargs["group"]
        )

    def load(self):
        super().load()
        size = self.group.county.policy(DeputyPolicy).group_size
        self.lead = f"加入{self.group}。小组一般 {size} 人左右，各级代表混合编组。"

    def get_initial(self):
        return {"on": self.today}

    def crumbs(self):
        return [("代表小组", reverse("deputies:groups")), (str(self.group), self.group.get_absolute_url())]

    def save(self, form):
        data = form.cleaned_data
        place = actions.add_member(
            self.group, data["person"], role=data["role"], on=data["on"], by=self.request.actor
        )
        messages.success(self.request, f"{place.person}已加入{self.group}，是{place.get_role_display()}。")
        return self.group


class _OneMember(ActPage, abstract=True):
    """An act on one person's place in one group."""

    permission = "groups.edit"
    model = GroupMember

    def load(self):
        self.object = get_object_or_404(
            GroupMember.objects.select_related("group", "person"),
            group__code=self.kwargs["group"],
            person__code=self.kwargs["person"],
            ended_on=None,
        )

    def crumbs(self):
        group = self.object.group
        return [("代表小组", reverse("deputies:groups")), (str(group), group.get_absolute_url())]

    def cancel_url(self):
        return self.object.group.get_absolute_url()

    def done(self, obj):
        return obj.group.get_absolute_url()


class MemberRole(_OneMember):
    title = "改职责"
    form_class = forms.RoleForm
    button = "保存职责"

    def get_initial(self):
        return {"role": self.object.role}

    def get_sentence(self):
        return f"{self.object.person}在{self.object.group}里现在是{self.object.get_role_display()}。"

    def act(self, obj, data):
        return actions.change_role(obj, data["role"], by=self.request.actor)


class MemberEnd(_OneMember):
    title = "退出小组"
    form_class = person_forms.DayForm
    button = "登记退出"

    def get_initial(self):
        return {"on": self.today}

    def get_sentence(self):
        return f"{self.object.person}退出{self.object.group}。在小组里的这段经历仍保留。"

    def act(self, obj, data):
        return actions.end_membership(obj, on=data["on"], by=self.request.actor)
