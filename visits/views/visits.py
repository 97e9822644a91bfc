"""Pages of visits and their photos."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import BigIntegerField, Sum
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    FindPage,
    Flag,
    FormPage,
    ListPage,
    Page,
    PhotoForm,
    Stretch,
    act,
    cells,
    file_answer,
    name_search,
    stored,
)
from congress_poverty.prepared import Given, Prepared
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from congress_poverty.text import mask_name
from deputies.models import Person
from pairing.forms import find_people
from pairing.forms.pairings import person_label
from pairing.history import history_of
from pairing.models import Household, Pairing
from pairing.places import PlaceFilter, one_township, township_pairs
from pairing.sections import Section, contributed
from pairing.views.households import masks, short_or_name, shown_name
from pairing.views.pairings import hide_names, person_of
from pairing.views.parts import PlanPage

from .. import actions, flow, forms
from ..models import Visit, VisitMonth, VisitPhoto
from ..phone.bundle import peers_of
from ..policy import VisitPolicy
from .tabs import TABS

_deputies_of = Prepared(
    lambda: (
        Person.objects.filter(township=Given("township", BigIntegerField()))
        .order_by("pinyin", "id")
        .values_list("code", "name")
    )
)


_months = Prepared(
    lambda: (
        VisitMonth.objects.order_by("month")
        .values("month")
        .annotate(visits_made=Sum("visits"))
        .values_list("month", "visits_made")
    )
)


def mode_pairs(page):
    return [(mode.label, mode.label) for mode in page.request.county.policy(VisitPolicy).modes]


def motivation_pairs(page):
    return [(one.label, one.label) for one in page.request.county.policy(VisitPolicy).motivation]


def deputy_pairs(page):
    """The deputies of the chosen township, or of the only one; a whole county is found by search."""
    township = one_township(page.request)
    if township is None:
        return []
    return _deputies_of.ask(township=township)


def money(amount) -> str:
    return f"{amount:,.0f}" if amount else cells.text("")


money.plain = lambda amount: amount
money.column = lambda amounts: [f"{amount:,.0f}" if amount else cells.DASH for amount in amounts]


class VisitList(ListPage):
    permission = "visits.read"
    tabs = TABS
    title, counter = "走访", "次"
    model = Visit
    order = "-visited_on"
    row_url = "visits:visit"
    search = staticmethod(
        name_search(names=["household__head_name", "deputy_names"], pinyin=["household__pinyin"])
    )
    search_label = "户主、代表或首字母"
    columns = (
        Column("visited_on", "走访时间", cells.day, sort="visited_on", link=True),
        Column("household__head_name", "走访户", mask=mask_name),
        Column(("household__village__short_name", "household__village__name"), "行政村", short_or_name),
        Column("deputy_names", "走访代表", cells.clip(12)),
        Column("township__name", "乡镇"),
        Column("mode", "形式"),
        Column("note", "走访内容", cells.clip(22), wide=True),
        Column("issue", "反映问题", cells.clip(16)),
        Column("amount", "折款（元）", money, right=True),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        Days("visited", "走访时间", lookup="visited_on"),
        Filter("mode", "形式", mode_pairs),
        Filter("motivation", "内生动力", motivation_pairs),
        Flag("issue", "有反映问题", lambda rows: rows.exclude(issue="")),
        PlaceFilter("deputy", "代表", deputy_pairs, apply=lambda rows, code: rows.filter(
            pk__in=Visit.objects.filter(visitors__person__code=code).values("pk"))),
        Flag("help", "有资金物资", lambda rows: rows.filter(amount__gt=0)),
    )  # fmt: skip
    toolbar = (
        Button("记走访", "visits:new", "visits.record", icon="plus-lg", main=True),
        Button("导入台账", "/imports/new/?kind=visit", "sheets.import"),
        Button("手机记录待处理", "visits:held_list", "visits.edit"),
    )
    empty = Empty(
        "今年还没有走访记录。代表可以用手机记，也可以导入台账。",
        (Button("记走访", "visits:new", "visits.record"),),
    )

    def stretches(self):
        # The counters say it for whoever stands for whole townships; a deputy's own are counted.
        if self.request.reach.kind not in ("county", "township"):
            return []
        return [Stretch(*month) for month in _months.ask()]

    def masks(self):
        return masks(self.request)


class FindPerson(FindPage):
    """Deputies by name or initials, for whoever records."""

    permission = "visits.read"
    model = Person
    search = staticmethod(find_people)
    order = "pinyin"

    def rows(self):
        return Person.objects.in_office(self.today).select_related("township")

    def label(self, obj):
        return person_label(obj)

    def hint(self, obj):
        return obj.job_title or obj.employer


class VisitPage(DetailPage):
    permission = "visits.read"
    model = Visit
    template_name = "visits/visit.html"

    def rows(self):
        return Visit.objects.select_related(
            "household__village", "household__township", "township", "county__region"
        )

    def get_title(self):
        return f"走访{shown_name(self.object.household, self.request)}户"

    def crumbs(self):
        return [("走访", reverse("visits:list"))]

    @property
    def may_take_back(self) -> bool:
        """Who wrote it down corrects or removes it within a day."""
        return self.request.may("visits.record") and actions.may_remove(
            self.object, by=self.request.actor, now=timezone.now()
        )

    def buttons(self):
        code, buttons = self.object.code, []
        office = self.request.may("visits.edit")
        if office or self.may_take_back:
            name = "visits:edit" if office else "visits:correct"
            buttons.append(Button("修改", reverse(name, args=[code]), icon="pencil", main=True))
        if self.request.may("suggestions.raise"):
            address = f"/suggestions/new/?visit={code}"
            buttons.append(Button("提建议", address, icon="chat-square-text"))
        if self.request.may("opinions.record"):
            buttons.append(Button("记意见", f"/opinions/new/?visit={code}"))
        if self.request.may("visits.record") and self.opens_household:
            buttons.append(Button("修订一户一策", reverse("visits:revise_plan", args=[code])))
        if self.request.may("visits.photo"):
            buttons.append(Button("加照片", reverse("visits:add_photos", args=[code]), icon="camera"))
        if office or self.may_take_back:
            name = "visits:remove" if office else "visits:take_back"
            buttons.append(Button("删除这一条", reverse(name, args=[code])))
        return buttons

    @cached_property
    def opens_household(self) -> bool:
        return Household.objects.filter(pk=self.object.household_id).exists()

    def opinions(self) -> list[Section]:
        """What was heard and became an opinion; nothing where nothing was."""
        found = contributed("VISIT_SECTIONS", self.object, masks=masks(self.request), may=self.request.may)
        return [section for section in found if section.total]

    def context(self):
        visit = self.object
        deputies = list(visit.visitors.select_related("person__township").order_by("order"))
        return {
            "household_name": shown_name(visit.household, self.request),
            "opens_household": self.opens_household,
            "deputies": deputies,
            "photos": list(visit.photos.all()),
            "sections": self.opinions(),
            "history": history_of(visit),
            "remarks": [finding.sentence for finding in remarks(visit, deputies)],
            "same_day": Visit.objects.filter(household=visit.household, visited_on=visit.visited_on)
            .exclude(pk=visit.pk)
            .count(),
            "may_take_back": self.request.may("visits.photo") and self.may_take_back,
        }


def remarks(visit: Visit, deputies) -> tuple:
    """What the rules point out about a visit that is kept."""
    if not deputies:
        return ()
    lead = deputies[0].person
    with reaching(Reach.everything("whether a deputy was the helper does not depend on who looks")):
        spans = list(
            Pairing.objects.filter(household=visit.household_id, person=lead).values_list(
                "started_on", "ended_on"
            )
        )
    return flow.judge_pairing(visit.visited_on, spans, deputy=lead.name, before_pairing=True)


class _VisitForm(FormPage, abstract=True):
    """What recording and correcting have in common."""

    permission = "visits.record"
    form_class = forms.VisitForm
    template_name = "visits/form.html"

    def form_kwargs(self):
        kwargs = {"policy": self.request.county.policy(VisitPolicy), "today": self.today}
        lead = person_of(self.request)
        if lead is not None:
            kwargs |= {"lead": lead, "own": self.own_households(lead), "peers": peers_of(lead)}
        return kwargs

    def own_households(self, person: Person) -> list[Household]:
        return list(
            Household.objects.filter(pairings__person=person, pairings__ended_on__isnull=True).distinct()
        )

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        hide_names(form, self.request)
        return form

    def tell(self, visit: Visit) -> Visit:
        for finding in visit.findings:
            messages.warning(self.request, f"已保存，请留意：{finding.sentence}")
        return visit


class RecordPage(_VisitForm):
    title = "记走访"
    again = "保存并再记一户"

    def crumbs(self):
        return [("走访", reverse("visits:list"))]

    def save(self, form):
        data = form.cleaned_data
        visit = actions.record(
            data["household"],
            form.facts(),
            by=self.request.actor,
            today=self.today,
            people=form.chosen_people,
            client_uuid=data["client_uuid"],
            before_pairing=data["before_pairing"],
            pictures=data["photos"],
        )
        twins = Visit.objects.filter(household=visit.household, visited_on=visit.visited_on).exclude(
            pk=visit.pk
        )
        if visit.is_new and twins.exists():
            name = shown_name(visit.household, self.request)
            messages.info(self.request, f"这一天已记过{name}家，两条都会保留。记重了可以删除这一条。")
        return self.tell(visit)


class EditPage(_VisitForm):
    """The office corrects any visit it can open."""

    permission = "visits.edit"
    model = Visit

    def get_title(self):
        return f"修改走访：{shown_name(self.object.household, self.request)}户"

    def crumbs(self):
        return [("走访", reverse("visits:list")), ("这次走访", self.object.get_absolute_url())]

    def form_kwargs(self):
        return {**super().form_kwargs(), "visit": self.object}

    def save(self, form):
        return self.tell(
            actions.edit(
                self.object,
                form.facts(),
                by=self.request.actor,
                today=self.today,
                people=form.chosen_people,
                version=self.object.version,
                before_pairing=form.cleaned_data["before_pairing"],
                pictures=form.cleaned_data["photos"],
            )
        )


class CorrectPage(EditPage):
    """Who wrote it down corrects it within a day."""

    permission = "visits.record"

    def load(self):
        super().load()
        if not actions.may_remove(self.object, by=self.request.actor, now=timezone.now()):
            raise Refused("自己记的走访一天之内可以修改，过后请乡镇干部处理。")


class RevisePlan(PlanPage):
    """The plan (一户一策) refined after a visit, by whoever may open the household (S3-24)."""

    permission = "visits.record"
    model = Visit

    def load(self):
        super().load()
        self.visited = get_object_or_404(Household.objects.all(), pk=self.object.household_id)

    @property
    def household(self) -> Household:
        return self.visited

    def crumbs(self):
        return [("走访", reverse("visits:list")), ("这次走访", self.object.get_absolute_url())]

    def get_initial(self):
        return {**super().get_initial(), "revised_on": self.object.visited_on}

    def visit_code(self) -> str:
        return self.object.code


class RemovePage(ActPage):
    """The office takes a visit away."""

    permission = "visits.edit"
    model = Visit
    title = "删除这条走访"
    button = "删除"
    keep_label = "留着"
    tone = "danger"
    sentence = "删掉这条走访和它的照片？删了不能找回；操作记录里会留下删过。"
    saved = "已删除。"

    def crumbs(self):
        return [("走访", reverse("visits:list")), ("这次走访", self.object.get_absolute_url())]

    def act(self, obj, data):
        actions.remove(obj, by=self.request.actor, now=timezone.now())
        return obj

    def done(self, obj):
        return reverse("visits:list")


class TakeBackPage(RemovePage):
    """Who wrote it down takes it back within a day."""

    permission = "visits.record"


class AddPhotosPage(FormPage):
    permission = "visits.photo"
    model = Visit
    form_class = PhotoForm
    title = "加照片"
    button = "上传"
    saved = "照片已上传。"
    autosave = False
    guarded = False

    def crumbs(self):
        return [("走访", reverse("visits:list")), ("这次走访", self.object.get_absolute_url())]

    def save(self, form):
        return actions.add_photos(
            self.object, form.cleaned_data["photos"], by=self.request.actor, today=self.today
        )


class Photo(Page):
    """The file itself, for who may open the visit."""

    permission = "visits.read"

    def get(self, request, code):
        found = get_object_or_404(VisitPhoto.objects.all(), code=code)
        return file_answer(
            stored(found.name), content_type="image/jpeg", name=f"{found.code}.jpg", shown=True
        )


@act("visits.photo")
def remove_photo(request, code):
    found = get_object_or_404(VisitPhoto.objects.select_related("visit"), code=code)
    visit = actions.remove_photo(found, by=request.actor, now=timezone.now())
    messages.success(request, "照片已删除。")
    return redirect(visit)
