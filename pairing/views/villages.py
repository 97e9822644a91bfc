"""Pages of a village's development: projects, co-operatives, yearly figures, policies, funds."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html

from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    Flag,
    FormPage,
    ListPage,
    cells,
    chip,
    day_words,
    deadline_chip,
    name_search,
)
from congress_poverty.text import mask_name
from deputies.models import Region

from .. import actions, forms
from ..history import history_of
from ..models import (
    Cooperative,
    CoopMember,
    FundBook,
    FundEntry,
    HelpRecord,
    Household,
    PolicyDelivery,
    VillageProject,
    VillageYear,
)
from ..places import PlaceFilter, township_pairs, townships_of, village_pairs
from ..policy import HelpPolicy
from ..sections import Section
from .help import TONES, only, stage_pairs, year_pairs
from .households import masks, short_or_name
from .tabs import TABS
from .teams import help_section

PLACES = (
    PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
    PlaceFilter("village", "行政村", village_pairs, lookup="village__code"),
)
VILLAGE = Column(("village__short_name", "village__name"), "行政村", short_or_name, sort="village__code")
ELSEWHERE = (
    Button("合作社", "pairing:coops", "aid.read"),
    Button("村集体收入", "pairing:village_years", "aid.read"),
    Button("政策落实", "pairing:policies", "aid.edit"),
    Button("帮扶资金", "pairing:funds", "aid.read"),
)
BACK = [("村项目", "/aid/projects/")]


def money(value) -> str:
    return "—" if value is None else f"{value:,.2f}".removesuffix(".00")


money.plain = lambda value: value


def said(value) -> str:
    return "" if value is None else money(value)


# ---- projects ---------------------------------------------------------------------------


def project_kinds(page):
    return [(one.label, one.label) for one in page.request.county.policy(HelpPolicy).project_types]


class ProjectList(ListPage):
    permission = "aid.read"
    title, counter = "村项目", "个"
    model = VillageProject
    order = "village__code,-pk"
    row_url = "pairing:project"
    tabs = TABS
    search = staticmethod(name_search(names=["name", "village__name", "introduced_by__name"]))
    search_label = "项目、村、代表姓名"
    columns = (
        Column("name", "项目", cells.clip(20), link=True, sort="name"),
        VILLAGE,
        Column("kind", "类型", sort="kind"),
        Column("scale", "规模"),
        Column("@stage", "进度", only, export=str),
        Column("invested", "总投资（元）", money, right=True, sort="invested"),
        Column("introduced_by__name", "协调引进的代表"),
        Column("unit__name", "承诺的部门", cells.clip(12)),
        Column("yearly_income", "村集体年收入（元）", money, right=True, sort="yearly_income"),
    )
    filters = (
        *PLACES,
        Filter("kind", "类型", project_kinds),
        Filter("stage", "进度", stage_pairs),
        Flag("promised", "部门承诺了的", lambda rows: rows.filter(unit__isnull=False)),
        Flag("earning", "有固定收入的", lambda rows: rows.filter(yearly_income__gt=0)),
    )
    toolbar = (Button("登记项目", "pairing:project_new", "aid.edit", icon="plus-lg", main=True), *ELSEWHERE)
    empty = Empty("还没有登记村项目。", (Button("登记项目", "pairing:project_new", "aid.edit"),))

    def extras(self, ids):
        policy = self.request.county.policy(HelpPolicy)
        stages = VillageProject.objects.filter(pk__in=ids).order_by().values_list("pk", "stage")
        return {"@stage": {pk: stage_chip(stage, policy) for pk, stage in stages}}


def stage_chip(stage: str, policy: HelpPolicy) -> str:
    return chip(policy.stage_label(stage), TONES.get(stage, "quiet"))


class ProjectPage(DetailPage):
    permission = "aid.read"
    model = VillageProject
    template_name = "pairing/help_card.html"

    def rows(self):
        return VillageProject.objects.select_related(
            "township", "village", "unit", "helper", "introduced_by", "county__region"
        )

    def crumbs(self):
        return BACK

    def buttons(self):
        edit = reverse("pairing:project_edit", args=[self.object.code])
        return [Button("修改", edit, "aid.edit", icon="pencil", main=True)]

    def context(self):
        project, policy = self.object, self.object.county.policy(HelpPolicy)
        finished = project.stage == policy.stages[-1].code
        promised = []
        if project.unit or project.commitment:
            due = ""
            if project.due_on:
                due = deadline_chip(
                    project.due_on,
                    today=self.today,
                    done_on=(project.done_on or self.today) if finished else None,
                )
            promised = [("部门", str(project.unit or "")), ("承诺", project.commitment), ("期限", due)]
        return {
            "tags": [chip(project.kind, "blue"), stage_chip(project.stage, policy)],
            "notice": policy.limit_notice,
            "cards": [
                (
                    "项目",
                    [
                        ("行政村", f"{project.township} {project.village}"),
                        ("规模", project.scale),
                        ("总投资（元）", said(project.invested)),
                        ("资金来源", project.funding),
                        ("协调引进的代表", str(project.introduced_by or "")),
                        ("参加的企业", str(project.helper or "")),
                        ("开工", day_words(project.started_on)),
                        ("完成", day_words(project.done_on)),
                        ("村集体年收入（元）", said(project.yearly_income)),
                        ("备注", project.note),
                    ],
                )
            ],
            "side": [("部门承诺", promised)] if promised else [],
            "history": history_of(project),
        }


class _VillageForm(FormPage, abstract=True):
    permission = "aid.edit"
    template_name = "pairing/form.html"
    new_title = ""
    list_name = ""
    list_label = ""

    def get_title(self):
        return f"修改：{self.object}" if self.object else self.new_title

    def crumbs(self):
        here = [(self.list_label, reverse(self.list_name))]
        if self.object and self.object.get_absolute_url() != here[0][1]:
            here.append((str(self.object), self.object.get_absolute_url()))
        return here

    def form_kwargs(self):
        return {"county": self.request.county, "townships": townships_of(self.request)}


class ProjectForm(_VillageForm):
    model = VillageProject
    form_class = forms.villages.ProjectForm
    new_title, list_name, list_label = "登记村项目", "pairing:projects", "村项目"
    again = "保存并再登记一个"

    def form_kwargs(self):
        policy = self.request.county.policy(HelpPolicy)
        return {**super().form_kwargs(), "policy": policy, "today": self.today}


# ---- co-operatives ----------------------------------------------------------------------


class CoopList(ListPage):
    permission = "aid.read"
    title, counter = "合作社", "个"
    model = Cooperative
    order = "village__code,name"
    row_url = "pairing:coop"
    search = staticmethod(name_search(names=["name", "industry", "village__name"]))
    search_label = "合作社、产业、村"
    columns = (
        Column("name", "合作社", cells.clip(20), link=True, sort="name"),
        VILLAGE,
        Column("industry", "产业"),
        Column("led_by__name", "领办的代表"),
        Column("leader", "理事长"),
        Column("@members", "社员", cells.number, right=True),
        Column("@paired", "其中联系户", cells.number, right=True),
        Column("founded_on", "成立", cells.day, sort="founded_on"),
        Column("decided_on", "村集体决定", cells.day),
    )
    filters = (
        *PLACES,
        Flag("led", "代表领办的", lambda rows: rows.filter(led_by__isnull=False)),
        Flag("undecided", "村集体还没定的", lambda rows: rows.filter(decided_on__isnull=True)),
    )
    toolbar = (Button("登记合作社", "pairing:coop_new", "aid.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有登记合作社。", (Button("登记合作社", "pairing:coop_new", "aid.edit"),))

    def crumbs(self):
        return BACK

    def extras(self, ids):
        rows = CoopMember.objects.filter(coop__in=ids, left_on__isnull=True).order_by().values_list("coop")
        counts = rows.annotate(n=Count("pk"), paired=Count("pk", filter=Q(household__isnull=False)))
        found = list(counts)
        return {
            "@members": {coop: n for coop, n, _ in found},
            "@paired": {coop: paired for coop, _, paired in found},
        }


class CoopPage(DetailPage):
    permission = "aid.read"
    model = Cooperative
    template_name = "pairing/help_card.html"

    def rows(self):
        return Cooperative.objects.select_related("township", "village", "led_by", "county__region")

    def crumbs(self):
        return [*BACK, ("合作社", reverse("pairing:coops"))]

    def buttons(self):
        code = self.object.code
        return [
            Button(
                "加一名社员",
                reverse("pairing:member_new", args=[code]),
                "aid.edit",
                icon="plus-lg",
                main=True,
            ),
            Button("修改", reverse("pairing:coop_edit", args=[code]), "aid.edit"),
        ]

    def context(self):
        coop, hides = self.object, masks(self.request)
        members = list(coop.members.select_related("household__village").order_by("left_on", "id"))
        may_edit = self.request.may("aid.edit")
        rows = []
        for one in members:
            name = mask_name(one.name) if hides else one.name
            if may_edit:
                url = reverse("pairing:member_edit", args=[coop.code, one.code])
                name = format_html('<a href="{}">{}</a>', url, name)
            home = ""
            if one.household:
                head = one.household.head_name
                home = format_html(
                    '<a href="{}">{}户</a>',
                    one.household.get_absolute_url(),
                    mask_name(head) if hides else head,
                )
            state = chip("已退社", "quiet") if one.left_on else chip("在社", "ok", "check-lg")
            rows.append(
                (name, home, one.wish, day_words(one.joined_on), one.share, said(one.yearly_gain), state)
            )
        inside = [one for one in members if one.left_on is None]
        gains = [one.yearly_gain for one in inside if one.yearly_gain is not None]
        return {
            "tags": [chip(coop.industry, "blue")] if coop.industry else [],
            "cards": [
                (
                    "合作社",
                    [
                        ("行政村", f"{coop.township} {coop.village}"),
                        ("领办的代表", str(coop.led_by or "")),
                        ("理事长", coop.leader),
                        ("成立", day_words(coop.founded_on)),
                        ("村集体决定", coop.decision),
                        ("决定日期", day_words(coop.decided_on)),
                        ("备注", coop.note),
                    ],
                )
            ],
            "sections": [
                Section(
                    label="社员",
                    head=("姓名", "联系户", "本户选择的产业", "入社", "入股方式", "年增收（元）", "状态"),
                    rows=rows,
                    total=len(rows),
                    empty="还没有登记社员。",
                ),
                help_section(HelpRecord.objects.filter(coop=coop)),
            ],
            "side": [
                (
                    "合计",
                    [
                        ("在社", f"{len(inside)} 人"),
                        ("其中联系户", f"{sum(one.household_id is not None for one in inside)} 户"),
                        ("年增收（元）", said(sum(gains)) if gains else ""),
                    ],
                )
            ],
            "history": history_of(coop),
        }


class CoopForm(_VillageForm):
    model = Cooperative
    form_class = forms.villages.CoopForm
    new_title, list_name, list_label = "登记合作社", "pairing:coops", "合作社"


class CoopMemberForm(FormPage):
    permission = "aid.edit"
    model = CoopMember
    key = "member"
    form_class = forms.villages.CoopMemberForm
    template_name = "pairing/form.html"
    again = "保存并再加一名"

    def load(self):
        self.coop = get_object_or_404(Cooperative.objects.all(), code=self.kwargs["code"])
        if "member" in self.kwargs:
            self.object = get_object_or_404(self.coop.members.all(), code=self.kwargs["member"])

    def rows(self):
        return self.coop.members.all()

    def get_title(self):
        if not self.object:
            return f"{self.coop}：加一名社员"
        return f"{self.coop}：{mask_name(self.object.name) if masks(self.request) else self.object.name}"

    def crumbs(self):
        return [("合作社", reverse("pairing:coops")), (str(self.coop), self.coop.get_absolute_url())]

    def get_initial(self):
        return {} if self.object else {"joined_on": self.today, "wish": self.coop.industry}

    def form_kwargs(self):
        return {"coop": self.coop, "today": self.today}

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        if masks(self.request):
            form.fields["household"].label_of = lambda h: f"{mask_name(h.head_name)}（{h.village} {h.code}）"
        return form


# ---- years ------------------------------------------------------------------------------


class VillageYearList(ListPage):
    permission = "aid.read"
    title, counter = "村集体收入", "条"
    model = VillageYear
    order = "-year,village__code"
    row_url = "pairing:village_year"
    search = staticmethod(name_search(names=["village__name"]))
    search_label = "村名"
    columns = (
        Column("year", "年度", right=True, sort="year", link=True),
        VILLAGE,
        Column("township__name", "乡镇"),
        Column("village__is_poor_village", "贫困村", cells.yes_no),
        Column("collective_income", "集体收入（元）", money, right=True, sort="collective_income"),
        Column("fixed_income", "其中固定收入（元）", money, right=True, sort="fixed_income"),
        Column("households_out", "脱贫户数", cells.number, right=True, sort="households_out"),
        Column("people_out", "脱贫人数", cells.number, right=True, sort="people_out"),
        Column("note", "备注", cells.clip(16)),
    )
    filters = (
        *PLACES,
        Filter("year", "年度", year_pairs),
        Flag("poor", "贫困村", lambda rows: rows.filter(village__is_poor_village=True)),
    )
    toolbar = (Button("登记一年", "pairing:village_year_new", "aid.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有登记村集体收入。", (Button("登记一年", "pairing:village_year_new", "aid.edit"),))

    def crumbs(self):
        return BACK


class VillageYearForm(_VillageForm):
    model = VillageYear
    form_class = forms.villages.VillageYearForm
    new_title, list_name, list_label = "登记村集体收入", "pairing:village_years", "村集体收入"
    again = "保存并再登记一村"

    def form_kwargs(self):
        return {**super().form_kwargs(), "today": self.today}

    def get_initial(self):
        return {} if self.object else {"year": self.today.year}


# ---- policies ---------------------------------------------------------------------------

STATE_TONES = {"yes": "ok", "no": "late", "not_due": "quiet"}
STATE_ICONS = {"yes": "check-lg", "no": "x-lg", "not_due": "dash-circle"}


def policy_pairs(page):
    return [(one.label, one.label) for one in page.request.county.policy(HelpPolicy).policies]


class PolicyList(ListPage):
    """What has been delivered and what has not, village by village, household by household (S0-61)."""

    permission = "aid.edit"
    title, counter = "政策落实", "条"
    model = PolicyDelivery
    order = "village__code,pk"
    template_name = "pairing/policies.html"
    search = staticmethod(
        name_search(names=["village__name", "household__head_name"], pinyin=["household__pinyin"])
    )
    search_label = "村名、户主"
    columns = (
        VILLAGE,
        Column("household__head_name", "户", mask=mask_name),
        Column("policy", "政策", sort="policy"),
        Column(
            "state",
            "落实情况",
            cells.choice(PolicyDelivery.State, tones=STATE_TONES, icons=STATE_ICONS),
            sort="state",
        ),
        Column("note", "说明", cells.clip(24)),
        Column("checked_on", "核实日期", cells.day, sort="checked_on"),
        Column("checked_by", "核实人"),
    )
    filters = (
        *PLACES,
        Filter("state", "落实情况", PolicyDelivery.State),
        Filter("policy", "政策", policy_pairs),
        Filter(
            "of",
            "对象",
            [("village", "整村"), ("household", "某一户")],
            apply=lambda rows, of: rows.filter(household__isnull=of == "village"),
        ),
    )
    empty = Empty("还没有核实过政策落实。选一个村，点“核实”。")

    def crumbs(self):
        return BACK

    def masks(self):
        return masks(self.request)

    def context(self):
        townships = townships_of(self.request)
        villages = Region.objects.filter(parent__in=townships, retired_on__isnull=True).select_related(
            "parent"
        )
        groups: dict[str, list] = {}
        for village in villages.order_by("code"):
            groups.setdefault(str(village.parent), []).append((village.code, str(village)))
        missing = PolicyDelivery.objects.filter(state=PolicyDelivery.State.NO).count()
        return {"village_groups": list(groups.items()), "missing": missing}

    def get(self, request, *args, **kwargs):
        code = request.GET.get("go", "")[:12]
        if code and Region.objects.filter(code=code, parent__in=townships_of(request)).exists():
            return redirect("pairing:policies_of", code)
        return super().get(request, *args, **kwargs)


class PoliciesPage(FormPage):
    """The county's list for one village."""

    permission = "aid.edit"
    form_class = forms.villages.PoliciesForm
    template_name = "pairing/policies_form.html"
    button = "保存核实情况"
    again = "保存并再核实一户"
    saved = "已保存。"

    def load(self):
        rows = Region.objects.filter(parent__in=townships_of(self.request)).select_related("parent")
        self.village = get_object_or_404(rows, code=self.kwargs["village"])
        self.household = None
        if code := self.request.GET.get("household", ""):
            self.household = Household.objects.filter(village=self.village, code=code).first()
            if self.household is None:
                raise Http404

    def get_title(self):
        return f"{self.village}：核实政策落实"

    def crumbs(self):
        return [*BACK, ("政策落实", reverse("pairing:policies"))]

    def get_initial(self):
        return {"checked_on": self.today, "household": self.household}

    def form_kwargs(self):
        rows = PolicyDelivery.objects.filter(village=self.village, household=self.household)
        known = {policy: (state, note) for policy, state, note in rows.values_list("policy", "state", "note")}
        policy = self.request.county.policy(HelpPolicy)
        return {"village": self.village, "policy": policy, "known": known}

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        if masks(self.request):
            form.fields["household"].label_of = lambda h: f"{mask_name(h.head_name)}（{h.code}）"
        return form

    def save(self, form):
        actions.note_policies(
            self.village,
            by=self.request.actor,
            county=self.request.county,
            today=self.today,
            checked_on=form.cleaned_data["checked_on"],
            states=form.states(),
            household=form.cleaned_data["household"],
        )
        return self.village

    def done(self, obj):
        return reverse("pairing:policies") + f"?village={obj.code}"


# ---- funds ------------------------------------------------------------------------------


class FundList(ListPage):
    permission = "aid.read"
    title, counter = "帮扶资金", "本账"
    model = FundBook
    order = "township__code,name"
    row_url = "pairing:fund"
    search = staticmethod(name_search(names=["name", "keeper", "village__name"]))
    search_label = "账名、管理单位、村"
    columns = (
        Column("name", "账", cells.clip(20), link=True, sort="name"),
        VILLAGE,
        Column("keeper", "管理单位"),
        Column("@raised", "已筹（元）", money, right=True),
        Column("@spent", "已用（元）", money, right=True),
        Column("@left", "结余（元）", money, right=True),
    )
    filters = PLACES
    toolbar = (Button("建一本账", "pairing:fund_new", "aid.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有帮扶资金账。", (Button("建一本账", "pairing:fund_new", "aid.edit"),))

    def crumbs(self):
        return BACK

    def extras(self, ids):
        sums = actions.villages.balances(ids)
        return {
            "@raised": {pk: raised for pk, (raised, _) in sums.items()},
            "@spent": {pk: spent for pk, (_, spent) in sums.items()},
            "@left": {pk: raised - spent for pk, (raised, spent) in sums.items()},
        }


class FundPage(DetailPage):
    permission = "aid.read"
    model = FundBook
    template_name = "pairing/help_card.html"

    def rows(self):
        return FundBook.objects.select_related("township", "village", "county__region")

    def crumbs(self):
        return [*BACK, ("帮扶资金", reverse("pairing:funds"))]

    def buttons(self):
        code = self.object.code
        return [
            Button(
                "记一笔", reverse("pairing:fund_entry", args=[code]), "aid.edit", icon="plus-lg", main=True
            ),
            Button("修改", reverse("pairing:fund_edit", args=[code]), "aid.edit"),
        ]

    def context(self):
        book = self.object
        policy = book.county.policy(HelpPolicy)
        raised, spent = actions.balance(book)
        entries = list(book.entries.order_by("-happened_on", "-id")[:200])
        may_edit = self.request.may("aid.edit")
        rows = []
        for one in entries:
            state = ""
            if one.taken_back_on:
                state = f"已冲销：{one.taken_back_why}"
            elif may_edit:
                url = reverse("pairing:fund_strike", args=[book.code, one.code])
                state = format_html('<a href="{}">冲销</a>', url)
            way = one.get_way_display()
            rows.append(
                (
                    day_words(one.happened_on),
                    chip(way, "ok" if one.way == FundEntry.Way.RAISED else "blue"),
                    said(one.amount),
                    one.party,
                    one.purpose,
                    one.voucher,
                    state,
                )
            )
        over = spent > raised
        return {
            "tags": [
                chip("支出超过筹到的", "late", "exclamation-triangle")
                if over
                else chip("量入为出", "ok", "check-lg")
            ],
            "notice": policy.limit_notice,
            "cards": [],
            "sections": [
                Section(
                    label="收支",
                    head=("日期", "收支", "金额（元）", "从谁来、付给谁", "用途", "凭证号", ""),
                    rows=rows,
                    total=book.entries.count(),
                    empty="还没有记过。先记筹到的，再记支出。",
                )
            ],
            "side": [
                (
                    "结余",
                    [
                        ("已筹（元）", said(raised)),
                        ("已用（元）", said(spent)),
                        ("结余（元）", said(raised - spent)),
                    ],
                ),
                (
                    "账",
                    [
                        ("管理单位", book.keeper),
                        ("乡镇", str(book.township)),
                        ("行政村", str(book.village or "")),
                        ("备注", book.note),
                    ],
                ),
            ],
            "history": history_of(book),
        }


class FundForm(_VillageForm):
    model = FundBook
    form_class = forms.villages.FundBookForm
    new_title, list_name, list_label = "建一本帮扶资金账", "pairing:funds", "帮扶资金"

    @property
    def lead(self):
        return self.request.county.policy(HelpPolicy).limit_notice


class FundEntryForm(FormPage):
    permission = "aid.edit"
    form_class = forms.villages.FundEntryForm
    template_name = "pairing/form.html"
    again = "保存并再记一笔"

    def load(self):
        self.book = get_object_or_404(FundBook.objects.all(), code=self.kwargs["code"])

    def get_title(self):
        return f"{self.book}：记一笔"

    @property
    def lead(self):
        raised, spent = actions.balance(self.book)
        left = raised - spent
        return f"已筹 {money(raised)} 元，已用 {money(spent)} 元，结余 {money(left)} 元。支出不能超过结余。"

    def crumbs(self):
        return [("帮扶资金", reverse("pairing:funds")), (str(self.book), self.book.get_absolute_url())]

    def get_initial(self):
        return {"happened_on": self.today, "way": FundEntry.Way.RAISED}

    def form_kwargs(self):
        return {"book": self.book}

    def save(self, form):
        entry = actions.enter_fund(form.save(), by=self.request.actor, today=self.today)
        if entry.finding:
            messages.warning(self.request, f"已保存，请留意：{entry.finding.sentence}")
        return self.book


class StrikePage(ActPage):
    permission = "aid.edit"
    model = FundBook
    form_class = forms.help.WhyForm
    title = "冲销这一笔"
    button = "冲销"
    sentence = "冲销的一笔留在账上，写明原因，不再计入结余。"

    def crumbs(self):
        return [("帮扶资金", reverse("pairing:funds")), (str(self.object), self.object.get_absolute_url())]

    def load(self):
        super().load()
        self.entry = get_object_or_404(self.object.entries.all(), code=self.kwargs["entry"])

    def get_title(self):
        return f"冲销：{self.entry.get_way_display()} {money(self.entry.amount)} 元"

    def act(self, obj, data):
        actions.strike_fund(self.entry, by=self.request.actor, today=self.today, **data)
        return obj
