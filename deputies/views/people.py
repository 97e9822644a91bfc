"""Deputies: the roster, one deputy's page, and what can be written on it."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html_join

from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    FindPage,
    FormPage,
    ListPage,
    act,
    cells,
    chip,
    name_search,
)
from congress_poverty.refusals import Refused
from congress_poverty.text import mask_id_number, mask_phone

from ..actions import people as actions
from ..forms import people as forms
from ..forms.fields import search_deputies, townships_within
from ..models import (
    AreaLink,
    DeputyGroup,
    GroupMember,
    Honour,
    Mandate,
    MandateEvent,
    MemberLink,
    Person,
    VoterContact,
)
from ..policy import LEVELS, DeputyPolicy
from .tabs import WithTabs

ALL = "all"
TONES = {
    Mandate.Status.IN_OFFICE: ("ok", "check-lg"),
    Mandate.Status.SUSPENDED: ("warn", "pause-circle"),
}
SEATED = (Mandate.Status.IN_OFFICE, Mandate.Status.SUSPENDED)


def status_chip(status: str):
    """The state of a mandate; ended ones are quiet."""
    tone, icon = TONES.get(status, ("quiet", ""))
    return chip(Mandate.Status(status).label, tone, icon)


def _levels(values) -> str:
    return format_html_join(
        " ", '<span class="chip">{}</span>', ((label,) for label in values or ())
    ) or cells.text("")


_levels.plain = cells.joined.plain


def _status(value) -> str:
    return status_chip(value) if value else cells.text("")


_status.plain = lambda value: Mandate.Status(value).label if value else ""


class DeputyList(WithTabs, ListPage):
    permission = "deputies.read"
    title = "代表"
    counter = "人"
    model = Person
    search = name_search(names=["name"], pinyin=["pinyin"])
    order = "pinyin"
    row_url = "deputies:detail"
    export_name = "代表名册"
    columns = (
        Column("name", "姓名", sort="pinyin", link=True),
        Column("@levels", "层级", _levels),
        Column("township__short_name", "乡镇", sort="township__code,pinyin"),
        Column("employer", "工作单位", cells.clip(16)),
        Column("job_title", "职务", cells.clip(12)),
        Column("category", "构成", cells.choice(Person.Category)),
        Column("@groups", "小组", cells.joined),
        Column("@status", "状态", _status),
    )
    filters = (
        Filter("township", "乡镇", lambda page: page.township_pairs(), lookup="township__code"),
        Filter("level", "层级", lambda page: page.level_pairs(), apply=lambda rows, value: rows),
        Filter("category", "构成", Person.Category),
        Filter(
            "status",
            "状态",
            [(ALL, "全部"), *Mandate.Status.choices],
            apply=lambda rows, value: rows,
            blank="在任和暂停",
        ),
        Filter(
            "group",
            "小组",
            lambda page: DeputyGroup.objects.values_list("code", "name"),
            apply=lambda rows, value: rows.filter(
                pk__in=GroupMember.objects.filter(group__code=value, ended_on=None).values("person")
            ),
        ),
    )  # fmt: skip
    toolbar = (Button("登记代表", "deputies:new", "deputies.edit", icon="person-plus", main=True),)
    empty = Empty("还没有代表名册，可以导入台账，也可以一位一位登记。")

    def township_pairs(self):
        return [(t.code, str(t)) for t in townships_within(self.request.county)]

    def level_pairs(self):
        return forms.level_choices(self.request.county)

    def rows(self):
        """Those who hold such a seat: level and status must meet in one mandate."""
        held = Mandate.objects.all()
        if level := self.params.get("level"):
            held = held.filter(level=level)
        status = self.params.get("status")
        if status is None:
            held = held.filter(status__in=SEATED)
        elif status != ALL:
            held = held.filter(status=status)
        return Person.objects.filter(pk__in=held.values("person"))

    def extras(self, ids):
        words = self.request.county.level_words()
        levels, status, groups = defaultdict(list), {}, defaultdict(list)
        seats = sorted(
            Mandate.objects.filter(person__in=ids).values_list("person", "level", "status"),
            key=lambda seat: (
                seat[2] not in SEATED,
                seat[2] != Mandate.Status.IN_OFFICE,
                LEVELS.index(seat[1]),
            ),
        )
        for person, level, state in seats:
            status.setdefault(person, state)
            label = words.label(level)
            if (state in SEATED or status[person] not in SEATED) and label not in levels[person]:
                levels[person].append(label)
        places = GroupMember.objects.filter(person__in=ids, ended_on=None)
        for person, group in places.values_list("person", "group__name"):
            groups[person].append(group)
        return {"@levels": levels, "@status": status, "@groups": groups}


class FindDeputy(FindPage):
    """Suggestions under a field that asks for a deputy."""

    permission = "deputies.read"
    model = Person
    search = staticmethod(search_deputies)
    order = "pinyin"

    def rows(self):
        return Person.objects.select_related("township")

    def hint(self, obj):
        return " ".join(filter(None, (str(obj.township), obj.employer, obj.job_title)))


class _DeputyPage(DetailPage, abstract=True):
    """Everything this room knows about one deputy."""

    model = Person
    template_name = "deputies/deputy.html"
    own = False

    def rows(self):
        return Person.objects.select_related("township", "village", "county__region__parent__parent")

    @cached_property
    def words(self):
        return self.object.county.level_words()

    def context(self):
        person = self.object
        policy = person.county.policy(DeputyPolicy)
        mandates = list(person.mandates.order_by("-started_on", "pk"))
        for mandate in mandates:
            mandate.label = self.words.label(mandate.level)
            mandate.chip = status_chip(mandate.status)
            mandate.is_open = mandate.status in SEATED
        linked = MemberLink.objects.filter(ended_on=None).select_related("member", "deputy__township")
        phone = person.phone.open() if person.phone else ""
        number = person.id_number.open() if person.id_number else ""
        return {
            "mandates": mandates,
            "events": self._events(mandates),
            "places": person.group_places.select_related("group").order_by("ended_on", "-joined_on"),
            "honours": person.honours.all(),
            "looks_after": linked.filter(member=person),
            "looked_after_by": linked.filter(deputy=person),
            "areas": AreaLink.objects.filter(leader=person, ended_on=None).select_related("township"),
            "warnings": actions.member_link_warnings(person) + self._voter_warnings(policy),
            "masked_phone": mask_phone(phone),
            "masked_number": mask_id_number(number),
            "own": self.own,
            "may_edit": not self.own and self.request.may("deputies.edit"),
            "may_link": not self.own and self.request.may("links.edit"),
            "file_url": f"/deputies/{person.code}/file/",
        }

    def _voter_warnings(self, policy) -> list[str]:
        """Only the deputy sees the voters, so only the deputy is told."""
        low = policy.voters_per_deputy_min
        if not (self.own and low):
            return []
        count = VoterContact.objects.filter(deputy=self.object).count()
        return [f"您登记了 {count} 位固定联系的选民，一般不少于 {low} 位。"] if count < low else []

    def _events(self, mandates) -> list[dict]:
        labels = {mandate.pk: mandate.label for mandate in mandates}
        events = MandateEvent.objects.filter(mandate__in=labels).order_by("-happened_on", "-pk")
        return [
            {
                "label": f"{labels[event.mandate_id]}代表：{event.get_status_display()}",
                "who": event.recorded_by,
                "at": event.happened_on,
                "text": event.legal_ground,
                "quote": event.note,
                "tone": "good" if event.status == Mandate.Status.IN_OFFICE else "bad",
                "icon": "check-lg" if event.status == Mandate.Status.IN_OFFICE else "dash-lg",
            }
            for event in events
        ]


class DeputyDetail(_DeputyPage):
    permission = "deputies.read"

    def crumbs(self):
        return [("代表", reverse("deputies:list"))]

    def buttons(self):
        return [
            Button("履职档案", f"/deputies/{self.object.code}/file/", icon="file-earmark-person", main=True),
            Button("修改", reverse("deputies:edit", args=[self.object.code]), "deputies.edit", icon="pencil"),
        ]


class Me(_DeputyPage):
    """The deputy's own page."""

    permission = "deputies.read_own"
    own = True

    def get_object(self):
        person = self.request.post.post.account.person
        if person is None:
            raise Http404
        return get_object_or_404(self.rows(), pk=person.pk)

    def get_title(self):
        return "我的履职"

    def buttons(self):
        return [
            Button("履职档案", "/me/file/", icon="file-earmark-person", main=True),
            Button("联系选民", "deputies:voters", "voters.edit", icon="people"),
        ]


class _OfCounty:
    def form_kwargs(self):
        return {"county": self.request.county}


class DeputyNew(_OfCounty, FormPage):
    permission = "deputies.edit"
    title = "登记代表"
    form_class = forms.NewDeputyForm
    saved = "已登记。"
    again = "保存并再登记一位"

    def crumbs(self):
        return [("代表", reverse("deputies:list"))]

    def save(self, form):
        return actions.register(form.save(commit=False), mandate=form.mandate(), by=self.request.actor)


class DeputyEdit(_OfCounty, FormPage):
    permission = "deputies.edit"
    model = Person
    form_class = forms.PersonForm

    def crumbs(self):
        return [("代表", reverse("deputies:list")), (self.object.name, self.object.get_absolute_url())]

    def save(self, form):
        return actions.edit(form.save(commit=False), changed=form.changed_data, by=self.request.actor)


class _BesideDeputy(FormPage, abstract=True):
    """A form for something that belongs to the deputy of the URL."""

    def load(self):
        super().load()
        self.person = get_object_or_404(
            Person.objects.select_related("county__region"), code=self.kwargs["person"]
        )

    def crumbs(self):
        return [("代表", reverse("deputies:list")), (self.person.name, self.person.get_absolute_url())]

    def done(self, obj):
        return self.person.get_absolute_url()


class MandateNew(_OfCounty, _BesideDeputy):
    permission = "deputies.edit"
    title = "登记任职"
    lead = "同一个人可以同时是几级代表；换届后登记新的一届。"
    form_class = forms.MandateForm

    def save(self, form):
        return actions.add_mandate(self.person, form.save(commit=False), by=self.request.actor)


class MandateEdit(_OfCounty, FormPage):
    permission = "deputies.edit"
    model = Mandate
    title = "修改任职"
    lead = "这里改登记错的内容。暂停、恢复、终止请用“变更状态”。"
    form_class = forms.MandateForm

    def rows(self):
        return Mandate.objects.select_related("person")

    def crumbs(self):
        return [("代表", reverse("deputies:list")), (self.object.person.name, self.object.get_absolute_url())]

    def save(self, form):
        held = Mandate.objects.filter(person=self.object.person, level=form.instance.level)
        if held.filter(term=form.instance.term).exclude(pk=self.object.pk).exists():
            raise Refused("这一层级、这一届的任职已经登记过了。", field="term")
        return super().save(form)


class MandateStatus(ActPage):
    """Suspended, restored or ended: on a ground that the law names."""

    permission = "deputies.edit"
    model = Mandate
    title = "变更代表状态"
    form_class = forms.StatusForm
    button = "登记变更"
    saved = "已登记，原来的记录都保留。"
    autosave = False

    def rows(self):
        return Mandate.objects.select_related("person__county__region__parent__parent")

    def crumbs(self):
        return [("代表", reverse("deputies:list")), (self.object.person.name, self.object.get_absolute_url())]

    def form_kwargs(self):
        return {"status": self.object.status}

    def get_initial(self):
        return {"on": self.today}

    def get_sentence(self):
        mandate = self.object
        label = mandate.person.county.level_words().label(mandate.level)
        if mandate.status not in SEATED:
            return f"{mandate.person}的{mandate.term}{label}代表职务已经终止，不能再变更。"
        return (
            f"{mandate.person}的{mandate.term}{label}代表职务，现在是“{mandate.get_status_display()}”。"
            "暂停和终止的情形由《代表法》第六十一条、第六十二条规定，请按正式决定登记。"
        )

    def act(self, obj, data):
        return actions.change_status(
            obj, data["ground"], on=data["on"], today=self.today, note=data["note"], by=self.request.actor
        )


class HonourNew(_BesideDeputy):
    permission = "deputies.edit"
    title = "登记荣誉"
    form_class = forms.HonourForm

    def save(self, form):
        form.instance.person = self.person
        return actions.add_honour(form.save(commit=False), by=self.request.actor)


@act("deputies.edit")
def remove_honour(request, code):
    word = request.POST.get("honour", "")
    if not (word.isascii() and word.isdigit() and len(word) < 19):
        raise Http404
    honour = get_object_or_404(Honour.objects.select_related("person"), pk=int(word), person__code=code)
    person = actions.remove_honour(honour, by=request.actor)
    messages.success(request, f"已去掉“{honour.title}”，操作记录里还查得到。")
    return redirect(person)


class MemberLinkNew(_BesideDeputy):
    permission = "links.edit"
    title = "联系代表"
    form_class = forms.MemberLinkForm
    button = "登记联系"
    saved = ""

    def get_initial(self):
        return {"on": self.today}

    @property
    def lead(self):
        policy = self.person.county.policy(DeputyPolicy)
        low, high = policy.deputies_per_member_min, policy.deputies_per_member_max
        return f"常委会组成人员{self.person}联系的代表，一般 {low}—{high} 位。"

    def save(self, form):
        data = form.cleaned_data
        link, warnings = actions.link_member(
            self.person, data["deputy"], on=data["on"], by=self.request.actor
        )
        messages.success(self.request, f"已登记：{link}。")
        for sentence in warnings:
            messages.warning(self.request, sentence)
        return link


class MemberLinkEnd(ActPage):
    permission = "links.edit"
    model = MemberLink
    title = "结束联系"
    form_class = forms.DayForm
    button = "结束联系"
    sentence = "结束后这条联系仍保留在历史里。"

    def load(self):
        self.object = get_object_or_404(
            MemberLink.objects.select_related("member", "deputy"),
            member__code=self.kwargs["person"],
            deputy__code=self.kwargs["deputy"],
            ended_on=None,
        )

    def get_initial(self):
        return {"on": self.today}

    def get_sentence(self):
        return f"{self.object}。{self.sentence}"

    def cancel_url(self):
        return self.object.member.get_absolute_url()

    def act(self, obj, data):
        return actions.end_member_link(obj, on=data["on"], by=self.request.actor)

    def done(self, obj):
        return obj.member.get_absolute_url()


class Reveal(ActPage):
    """One tier 3 value, shown once, after a reason that goes into the audit."""

    permission = "deputies.edit"
    model = Person
    form_class = forms.ReasonForm
    button = "显示"
    saved = ""
    autosave = False

    def load(self):
        super().load()
        if self.kwargs["field"] not in actions.TIER_3:
            raise Http404

    def get_title(self):
        return f"显示{actions.TIER_3[self.kwargs['field']]}"

    def get_sentence(self):
        return f"{self.object}的{actions.TIER_3[self.kwargs['field']]}平时隐去，显示一次记一次。"

    def act(self, obj, data):
        plain = actions.reveal(obj, self.kwargs["field"], reason=data["reason"], by=self.request.actor)
        context = {
            "page": self, "title": self.get_title(), "person": obj, "plain": plain,
            "label": actions.TIER_3[self.kwargs["field"]],
        }  # fmt: skip
        return render(self.request, "deputies/revealed.html", context)


class VoterList(ListPage):
    """The voters a deputy keeps contact with: the deputy's own, nobody else's."""

    permission = "voters.edit"
    title = "联系选民"
    counter = "人"
    model = VoterContact
    order = "-pk"
    row_url = "deputies:voter_edit"
    exportable = False
    search = name_search(names=["name"])
    search_label = "姓名"
    columns = (
        Column("name", "姓名", link=True),
        Column("village__short_name", "村（社区）"),
        Column("note", "备注", cells.clip(30), wide=True),
    )
    toolbar = (Button("登记选民", "deputies:voter_new", "voters.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有登记固定联系的选民。", (Button("登记选民", "deputies:voter_new", "voters.edit"),))

    def crumbs(self):
        return [("我的履职", reverse("deputies:me"))]


class VoterEdit(FormPage):
    permission = "voters.edit"
    model = VoterContact
    form_class = forms.VoterForm
    again = "保存并再登记一位"

    def get_title(self):
        return f"修改{self.object}" if self.object else "登记选民"

    def crumbs(self):
        return [("我的履职", reverse("deputies:me")), ("联系选民", reverse("deputies:voters"))]

    def form_kwargs(self):
        person = self.request.post.post.account.person
        if person is None:
            raise Refused("这个账号还没有对应的代表，请联系系统管理员。")
        return {"person": person}

    def done(self, obj):
        return reverse("deputies:voters")


@act("voters.edit")
def remove_voter(request, code):
    contact = get_object_or_404(VoterContact.objects, code=code)
    actions.remove_voter(contact, by=request.actor)
    messages.success(request, f"已去掉{contact}。")
    return redirect("deputies:voters")
