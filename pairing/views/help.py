"""Pages of help records (帮扶记录)."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html

from congress_poverty.pages import (
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    Flag,
    FormPage,
    ListPage,
    Page,
    cells,
    chip,
    day_words,
    name_search,
)
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from congress_poverty.text import mask_name
from deputies.models import Person, Region

from .. import actions, forms
from ..flow.help import FIGURES
from ..help_sections import figures_of
from ..history import history_of
from ..models import HelpDeputy, HelpedPerson, Helper, HelpHousehold, HelpRecord, HelpTeam, Household
from ..places import PlaceFilter, township_pairs, townships_of, village_pairs
from ..policy import HelpPolicy
from ..sections import Section
from .households import masks
from .pairings import person_of
from .tabs import TABS

TONES = {"planned": "quiet", "approval": "warn", "approved": "blue", "under_way": "blue", "done": "ok"}
STATE_TONES = {
    HelpedPerson.State.WILLING: ("quiet", ""),
    HelpedPerson.State.TRAINED: ("blue", "mortarboard"),
    HelpedPerson.State.EMPLOYED: ("ok", "briefcase"),
    HelpedPerson.State.LEFT: ("quiet", "dash-circle"),
    HelpedPerson.State.STUDYING: ("blue", "book"),
    HelpedPerson.State.GRADUATED: ("ok", "mortarboard"),
}
LIMITED = "资金、项目、产业"
BY = [("deputy", "代表"), ("team", "帮扶团队"), ("helper", "企业、单位、爱心人士")]


def kind_pairs(page) -> list[tuple[str, str]]:
    return [(kind.label, kind.label) for kind in page.request.county.policy(HelpPolicy).kinds]


def stage_pairs(page) -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in page.request.county.policy(HelpPolicy).stages]


def team_pairs(page) -> list[tuple[str, str]]:
    return list(HelpTeam.objects.order_by("-started_on", "-id").values_list("code", "name"))


def year_pairs(page) -> list[tuple[str, str]]:
    return [(str(year), f"{year} 年") for year in range(page.today.year, 2017, -1)]


def helped_by(rows, who: str):
    if who == "team":
        return rows.filter(team__isnull=False)
    if who == "helper":
        return rows.filter(helper__isnull=False)
    return rows.filter(pk__in=HelpDeputy.objects.values("record"))


def by_category(rows, category: str):
    return rows.filter(pk__in=HelpDeputy.objects.filter(person__category=category).values("record"))


def may_change(request, record: HelpRecord) -> bool:
    return actions.may_change(record, by=request.actor, person=person_of(request))


def check_own(request, record: HelpRecord) -> None:
    """A deputy changes what the same deputy wrote down; the rest is the township's."""
    if not may_change(request, record):
        raise Refused("这一条不是您自己记的，要改请告诉乡镇干部。")


def only(value) -> str:
    """Markup that this module made."""
    return value or "—"


class HelpList(ListPage):
    permission = "aid.read"
    title, counter = "帮扶记录", "条"
    model = HelpRecord
    order = "-started_on"
    row_url = "pairing:help"
    tabs = TABS
    search = staticmethod(name_search(names=["helper_names", "title"]))
    search_label = "谁帮的、做了什么"
    columns = (
        Column("started_on", "日期", cells.day, sort="started_on", link=True),
        Column("kind", "帮扶类型", sort="kind"),
        Column("helper_names", "谁帮的", cells.clip(18)),
        Column("@to", "帮给谁"),
        Column("title", "做了什么", cells.clip(20)),
        Column("@figures", "数字", cells.clip(24)),
        Column("@stage", "进度", only, export=str),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        Filter("kind", "帮扶类型", kind_pairs),
        Filter("year", "年度", year_pairs, lookup="started_on__year"),
        Filter("by", "谁帮的", BY, apply=helped_by),
        Filter("stage", "项目进度", stage_pairs),
        Filter("target", "帮给谁", HelpRecord.Target),
        Filter("category", "代表构成", Person.Category, apply=by_category),
        PlaceFilter("village", "行政村", village_pairs, lookup="village__code"),
        Filter(
            "has",
            "填了数字的",
            [(key, label) for key, label in FIGURES.items() if key != "goods"],
            apply=lambda rows, key: rows.filter(**{f"{key}__gt": 0}),
        ),
        PlaceFilter("team", "帮扶团队", team_pairs, lookup="team__code"),
        Flag("own", "代表自己记的", lambda rows: rows.filter(recorder__isnull=False)),
        Days("started", "帮扶日期", lookup="started_on"),
    )
    toolbar = (
        Button("记一次帮扶", "pairing:help_new", "aid.record", icon="plus-lg", main=True),
        Button("帮扶统计", "pairing:help_figures", "aid.read", icon="bar-chart"),
    )
    empty = Empty("还没有帮扶记录。", (Button("记一次帮扶", "pairing:help_new", "aid.record"),))

    def extras(self, ids):
        policy = self.request.county.policy(HelpPolicy)
        rows = HelpRecord.objects.filter(pk__in=ids).select_related("village", "coop")
        houses = dict(
            HelpHousehold.objects.filter(record__in=ids)
            .order_by()
            .values_list("record")
            .annotate(n=Count("pk"))
        )
        to, figures, stages = {}, {}, {}
        for row in rows:
            to[row.pk] = whom(row, houses.get(row.pk, 0))
            figures[row.pk] = figures_of(row)
            if row.stage:
                stages[row.pk] = chip(policy.stage_label(row.stage), TONES.get(row.stage, "quiet"))
        return {"@to": to, "@figures": figures, "@stage": stages}


def whom(record: HelpRecord, households: int) -> str:
    """帮给谁, without names: 「周田村 3 户」, 「学生 5 人」."""
    place = str(record.coop or record.village or "")
    if households:
        return f"{place} {households} 户".strip()
    if record.target == HelpRecord.Target.PERSON:
        number = record.students or max(record.employed or 0, record.trained or 0)
        return f"{place} {number} 人".strip() if number else f"{place} 个人".strip()
    return place or "群众"


class HelpPage(DetailPage):
    permission = "aid.read"
    model = HelpRecord
    template_name = "pairing/help.html"

    def rows(self):
        return HelpRecord.objects.select_related(
            "township", "village", "coop", "team", "helper", "county__region", "recorder"
        )

    def get_title(self):
        return self.object.title

    def crumbs(self):
        return [("帮扶记录", reverse("pairing:helps"))]

    @property
    def kind(self):
        return self.object.county.policy(HelpPolicy).kind(self.object.kind)

    @property
    def may_change(self) -> bool:
        return may_change(self.request, self.object)

    def buttons(self):
        kind = self.kind
        if not self.may_change:
            return []

        def to(name):
            return reverse(f"pairing:{name}", args=[self.object.code])

        found = [Button("修改", to("help_edit"), "aid.record", icon="pencil", main=True)]
        if kind and kind.people:
            found.append(Button("名单", to("help_people"), "aid.record", icon="people"))
        if kind and kind.project:
            found.append(Button("改进度", to("help_stage"), "aid.record"))
        found.append(Button("加照片", to("help_photos"), "aid.record", icon="camera"))
        found.append(Button("删除", to("help_remove"), "aid.record"))
        return found

    def context(self):
        record, policy = self.object, self.object.county.policy(HelpPolicy)
        hides = masks(self.request)
        with reaching(Reach.everything("whom a help reached belongs to the record that was opened")):
            people = list(record.people.select_related("household__village"))
            households = list(record.households.select_related("household__village"))
            deputies = [link.person for link in record.deputies.select_related("person__township")]
        kind = self.kind
        return {
            "kind": kind,
            "notice": policy.limit_notice if kind and kind.limited else "",
            "steps": self.steps(policy) if record.stage else (),
            "deputies": deputies,
            "figures": [
                (label, value if key == "goods" else _money(value))
                for key, label in FIGURES.items()
                if (value := getattr(record, key)) not in (None, "")
            ],
            "sections": [
                one for one in (self.people(people, hides), self.households(households, hides, people)) if one
            ],
            "photos": list(record.photos.all()),
            "may_change": self.may_change,
            "history": history_of(record),
        }

    def steps(self, policy: HelpPolicy) -> list[dict]:
        """The stages of a project for the 步骤条."""
        codes = [one.code for one in policy.stages]
        now = codes.index(self.object.stage) if self.object.stage in codes else -1
        end = len(codes) - 1

        def state(n: int) -> str:
            if n < now or n == now == end:
                return "done"
            return "now" if n == now else ""

        return [{"label": one.label, "state": state(n)} for n, one in enumerate(policy.stages)]

    def people(self, people: list[HelpedPerson], hides: bool) -> Section | None:
        kind = self.kind
        if not people and not (kind and kind.people):
            return None
        students = bool(kind) and kind.people == "students"
        may_reveal = self.request.may("households.reveal")
        rows = []
        for one in people:
            name = mask_name(one.name) if hides or one.is_child else one.name
            if one.is_child and may_reveal:
                url = reverse("pairing:reveal_helped", args=[self.object.code, one.code])
                name = format_html('{} <a class="small no-print" href="{}">显示</a>', name, url)
            state = chip(one.get_state_display(), *STATE_TONES[one.state])
            home = self.home(one.household, hides) if one.household else ""
            if students:
                rows.append((name, state, home, one.place, _money(one.amount)))
            else:
                rows.append(
                    (
                        name,
                        state,
                        home,
                        day_words(one.trained_on),
                        day_words(one.employed_on),
                        one.place,
                        _money(one.monthly_pay),
                    )
                )
        head = (
            ("姓名", "状态", "所在户", "学校、年级", "资助（元）")
            if students
            else ("姓名", "状态", "所在户", "培训", "上岗", "岗位", "月工资（元）")
        )
        return Section(
            label="资助的学生" if students else "培训和就业的人",
            head=head,
            rows=rows,
            total=len(rows),
            empty="还没有写名单。",
            link=reverse("pairing:help_people", args=[self.object.code]) if self.may_change else "",
            link_label="改名单",
        )

    def households(self, links, hides: bool, people: list[HelpedPerson]) -> Section | None:
        """The households beside those of the people above."""
        listed = {one.household_id for one in people}
        links = [one for one in links if one.household_id not in listed]
        if not links:
            return None
        rows = [
            (self.home(one.household, hides), str(one.household.village), one.household.status)
            for one in links
        ]
        return Section(label="帮到的户", head=("户", "行政村", "户类型"), rows=rows, total=len(rows))

    def home(self, household, hides: bool):
        """A household by name, as a link where the reader reaches it."""
        name = f"{mask_name(household.head_name) if hides else household.head_name}户"
        if household.pk in self.reached:
            return format_html('<a href="{}">{}</a>', household.get_absolute_url(), name)
        return name

    @property
    def reached(self) -> set[int]:
        if not hasattr(self, "_reached"):
            links = HelpHousehold.objects.filter(record=self.object).values("household")
            self._reached = set(Household.objects.filter(pk__in=links).values_list("pk", flat=True))
        return self._reached


def _money(value) -> str:
    return "" if value is None else f"{value:,.2f}".removesuffix(".00")


class ChooseKind(Page):
    """Which kind of help is to be recorded: the form then asks only what belongs to it."""

    permission = "aid.record"
    title = "记一次帮扶"
    template_name = "pairing/help_kinds.html"

    def crumbs(self):
        return [("帮扶记录", reverse("pairing:helps"))]

    def context(self):
        policy = self.request.county.policy(HelpPolicy)
        asked = self.request.GET.urlencode()
        groups = [
            (LIMITED, [kind for kind in policy.kinds if kind.limited]),
            ("有名单的", [kind for kind in policy.kinds if kind.people]),
            ("其他", [kind for kind in policy.kinds if not kind.limited and not kind.people]),
        ]

        def line(kind):
            url = reverse("pairing:help_form", args=[kind.code]) + (f"?{asked}" if asked else "")
            return kind, url, "、".join(FIGURES[key] for key in kind.figures)

        lead = person_of(self.request)
        if lead is not None:
            # A deputy sees first what suits deputies like that.
            fits = [kind for kind in policy.kinds if lead.category in kind.categories]
            rest = [(label, [kind for kind in kinds if kind not in fits]) for label, kinds in groups]
            groups = [("和您的身份最合适的", fits), *rest]
        return {
            "groups": [(label, [line(kind) for kind in kinds]) for label, kinds in groups if kinds],
            "limited": LIMITED,
            "notice": policy.limit_notice,
            "asks_firm": lead is not None and not Helper.objects.filter(led_by=lead).exists(),
        }


class HelpForm(FormPage):
    """New or to be corrected; a deputy gets the short form, for the own help only."""

    permission = "aid.record"
    model = HelpRecord
    form_class = forms.help.HelpForm
    template_name = "pairing/help_form.html"
    again = "保存并再记一次"

    def load(self):
        super().load()
        self.lead_person = person_of(self.request)
        if self.lead_person is not None:
            self.form_class = forms.help.OwnHelpForm
        if self.object:
            check_own(self.request, self.object)
        word = self.object.kind if self.object else self.kwargs["kind"]
        self.policy = self.request.county.policy(HelpPolicy)
        self.kind = self.policy.kind(word)
        if self.kind is None:
            raise Http404

    def get_title(self):
        return f"修改：{self.object.title}" if self.object else f"记一次帮扶：{self.kind.label}"

    def crumbs(self):
        here = [("帮扶记录", reverse("pairing:helps"))]
        if self.object:
            here.append((self.object.title, self.object.get_absolute_url()))
        else:
            here.append(("选类型", reverse("pairing:help_new")))
        return here

    def get_initial(self):
        if self.object:
            return {}
        target = "household"
        if self.kind.people:
            target = "person"
        elif self.kind.limited:
            target = "village"
        return {"started_on": self.today, "target": target, "stage": self.policy.stages[0].code}

    def form_kwargs(self):
        lead = self.lead_person
        own = {"townships": Region.objects.filter(pk=lead.township_id), "lead": lead} if lead else {}
        return {
            "county": self.request.county,
            "townships": townships_of(self.request),
            "kind": self.kind,
            "policy": self.policy,
            **own,
        }

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        if masks(self.request) and self.lead_person is None:
            form.fields["households"].label_of = lambda h: f"{mask_name(h.head_name)}（{h.village} {h.code}）"
        return form

    def context(self):
        lead = self.lead_person
        return {
            "notice": self.policy.limit_notice if self.kind.limited else "",
            "own": lead is not None,
            "asks_firm": lead is not None and not Helper.objects.filter(led_by=lead).exists(),
        }

    def save(self, form):
        record = actions.record_help(
            form.save(),
            by=self.request.actor,
            today=self.today,
            people=form.chosen_people,
            households=form.chosen_households,
            changed=form.changed_data,
            recorder=self.lead_person,
            pictures=form.cleaned_data["photos"],
        )
        for finding in record.findings:
            messages.warning(self.request, f"已保存，请留意：{finding.sentence}")
        return record

    def done(self, obj):
        if self.kind.people and self.object is None:
            return reverse("pairing:help_people", args=[obj.code])
        return obj.get_absolute_url()
