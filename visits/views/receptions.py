"""The reception register, one matter, and market days."""

from __future__ import annotations

from functools import cached_property

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    Flag,
    FormPage,
    ListPage,
    cells,
)
from congress_poverty.text import mask_name, mask_phone
from deputies.models import Station
from deputies.views.tabs import station_tabs
from pairing.history import history_of
from pairing.places import PlaceFilter, township_pairs, townships_of
from pairing.sections import contributed
from pairing.views.pairings import person_of

from ..actions import receptions as actions
from ..forms import receptions as forms
from ..models import Reception, ReceptionDeputy
from ..phone.bundle import peers_of
from ..policy import StationPolicy, VisitPolicy
from .stations import stations_crumb
from .tabs import TABS

TONES = {"heard": "warn", "routed": "blue", "done": "warn", "closed": "ok"}
state_cell = cells.choice(Reception.State, tones=TONES)


def receptions_crumb():
    return [("接待登记", reverse("visits:receptions"))]


def villages_for(request):
    """The villages somebody may choose: of the own townships, or of the county."""
    reach = request.reach
    if reach.kind == "deputy":
        return forms.villages_of(reach.townships)
    return forms.villages_of(townships_of(request).values("pk")).select_related("parent")


def _routes(page):
    return [(one.code, one.label) for one in page.request.county.policy(StationPolicy).routes]


def _sources(page):
    return [(one.code, one.label) for one in page.request.county.policy(StationPolicy).sources]


def _topics(page):
    return [(one.label, one.label) for one in page.request.county.policy(VisitPolicy).topics]


class ReceptionList(ListPage):
    """接待登记: every matter within reach."""

    permission = "receptions.read"
    tabs = TABS
    title, counter, empty_noun = "接待登记", "件", "接待"
    model = Reception
    order = "-received_on"
    row_url = "visits:reception"
    search_label = "反映的事或代表"
    empty = Empty(
        "还没有接待登记。接待日、来访、来电听到的，都记在这里。",
        (Button("登记接待", "visits:reception_new", "receptions.record"),),
    )

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.columns = (
            Column("received_on", "接待日期", cells.day, sort="received_on"),
            Column("words", "反映的事", cells.clip(30), link=True, wide=True),
            Column("state", "情况", state_cell, sort="state"),
            Column("route", "去向", self.route_cell, export=self.route_word),
            Column("due_on", "应答复", cells.day, sort="due_on"),
            Column("@people", "接待代表", cells.joined),
            Column("people_count", "人数", cells.number, right=True, sort="people_count"),
            Column("voter_name", "来访人", mask=mask_name),
            Column("station__name", "站室", cells.clip(14)),
            Column("township__short_name", "乡镇", sort="township__code"),
        )
        self.filters = (
            PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
            Filter("state", "情况", Reception.State),
            Filter("route", "去向", _routes),
            Days("received", "接待日期", lookup="received_on"),
            Filter("source", "来源", _sources),
            Filter("topic", "类别", _topics),
            Filter("scope", "个别或集中", Reception.Scope),
            Flag("late", "逾期没有答复", lambda rows: rows.late(self.today)),
            Flag("unsatisfied", "来访人不满意", lambda rows: rows.filter(is_satisfied=False)),
        )

    def route_word(self, code, *rest):
        found = self.request.county.policy(StationPolicy).route(code)
        return found.label if found else code

    def route_cell(self, code):
        return cells.text(self.route_word(code))

    @staticmethod
    def search(rows, word):
        return rows.matching(word)

    def buttons(self):
        return [
            Button("登记接待", "visits:reception_new", "receptions.record", icon="plus-lg", main=True),
            Button("导入台账", "/imports/new/?kind=reception", "sheets.import"),
        ]

    def extras(self, ids):
        names: dict[int, list[str]] = {}
        for reception, name in (
            ReceptionDeputy.objects.filter(reception__in=ids)
            .order_by("id")
            .values_list("reception", "person__name")
        ):
            names.setdefault(reception, []).append(name)
        return {"@people": names}


class StationReceptions(ReceptionList):
    """The register of one station."""

    @cached_property
    def station(self) -> Station:
        return get_object_or_404(Station.objects.all(), code=self.kwargs["code"])

    def get(self, request, *args, **kwargs):
        self.station  # noqa: B018 - out of reach is 404 before anything else
        return super().get(request, *args, **kwargs)

    def rows(self):
        return Reception.objects.filter(station=self.station)

    def get_title(self):
        return f"{self.station}接待登记"

    def crumbs(self):
        return [*stations_crumb(), (str(self.station), self.station.get_absolute_url())]

    def buttons(self):
        new = f"{reverse('visits:reception_new')}?station={self.station.code}"
        return [Button("登记接待", new, "receptions.record", icon="plus-lg", main=True)]

    def tab_links(self):
        return station_tabs(self.request, self.station)


class _OfReception:
    model = Reception

    def rows(self):
        return Reception.objects.select_related(
            "county__region", "township", "station__township", "village", "duty_day", "market_day"
        )

    @cached_property
    def policy(self) -> StationPolicy:
        return self.object.county.policy(StationPolicy)

    def crumbs(self):
        here = receptions_crumb()
        if self.object is not None:
            here.append(("这一件", self.object.get_absolute_url()))
        return here


class ReceptionPage(_OfReception, DetailPage):
    permission = "receptions.read"
    template_name = "visits/stations/reception.html"

    def get_title(self):
        return "接待登记"

    def crumbs(self):
        return receptions_crumb()

    @property
    def may_edit(self) -> bool:
        """The office; a deputy what the deputy received, until it has gone somewhere."""
        if self.request.may("receptions.handle"):
            return True
        return may_correct(self.object, self.request)

    def buttons(self):
        one, code = self.object, self.object.code
        to = lambda name: reverse(f"visits:reception_{name}", args=[code])  # noqa: E731
        found = []
        if one.state == Reception.State.HEARD:
            found.append(Button("定去向", to("route"), "receptions.handle", main=True))
        elif one.state == Reception.State.ROUTED:
            found.append(Button("登记结果", to("result"), "receptions.handle", main=True))
            found.append(Button("催办", to("urge"), "receptions.handle"))
            found.append(Button("改去向", to("route"), "receptions.handle"))
        elif one.state == Reception.State.DONE:
            found.append(Button("记反馈", to("tell"), "receptions.record", main=True))
        way = self.policy.route(one.route)
        if one.state in (Reception.State.HEARD, Reception.State.ROUTED) and (
            way is None or way.makes_opinion
        ):
            opinion = f"/opinions/new/?reception={code}"
            found.append(Button("转为群众意见", opinion, "opinions.record"))
        if self.may_edit:
            found.append(Button("修改", to("edit"), "receptions.record", "pencil"))
        found.append(Button("打印", to("print"), "receptions.read", "printer"))
        if self.request.may("receptions.handle"):
            found.append(Button("删除这一条", to("remove"), "receptions.handle"))
        return found

    def context(self):
        one, hides = self.object, not self.request.post.sees_names
        way = self.policy.route(one.route)
        source = next((term.label for term in self.policy.sources if term.code == one.source), one.source)
        name = mask_name(one.voter_name) if hides and one.voter_name else one.voter_name
        return {
            "state": state_cell(one.state),
            "route": way,
            "source": source,
            "voter": name,
            "phone": mask_phone(one.voter_phone.open()) if one.voter_phone and not hides else "",
            "has_phone": bool(one.voter_phone),
            "people": list(one.deputies.select_related("person")),
            "history": history_of(one),
            "urges": list(one.urges.all()),
            "is_late": one.state == Reception.State.ROUTED and one.due_on and one.due_on < self.today,
            "sections": contributed("RECEPTION_SECTIONS", one, masks=hides, may=self.request.may),
            "may_reveal": bool(one.voter_phone) and self.request.may("receptions.handle"),
        }


def may_correct(reception: Reception, request) -> bool:
    """Whether the deputy who looks may still correct it: own, and not yet sent anywhere."""
    person = person_of(request)
    return (
        person is not None
        and reception.state == Reception.State.HEARD
        and reception.deputies.filter(person=person).exists()
    )


class ReceptionPrint(ReceptionPage):
    """《人大代表接待选民记录表》 on A4."""

    template_name = "visits/stations/reception_print.html"

    def get_title(self):
        return "人大代表接待选民记录表"

    def buttons(self):
        return []


class ReceptionForm(_OfReception, FormPage):
    """New, prefilled from ``?station=`` and ``?received_on=``; with a code it corrects one."""

    permission = "receptions.record"
    form_class = forms.ReceptionForm
    again = "保存并再记一件"
    lead = "先听、先记，切勿当场表态；代表不直接处理具体问题。"

    def get_title(self):
        return "修改接待登记" if self.object else "登记接待"

    def load(self):
        super().load()
        if self.object is None or self.request.may("receptions.handle"):
            return
        if not may_correct(self.object, self.request):
            raise Http404

    def get_initial(self):
        if self.object is not None:
            return {}
        initial = {"received_on": self.today, "people_count": 1, "source": "day"}
        wanted = self.request.GET.get("station", "")
        stations = forms.stations_within()
        station = stations.filter(code=wanted).first() if wanted else None
        if station is None and self.request.reach.kind == "deputy":
            station = stations.filter(head=self.request.user.person).first()
        if station is not None:
            initial["station"] = station.code
        return initial

    def form_kwargs(self):
        own = person_of(self.request)
        county = self.request.county
        return {
            "policy": county.policy(StationPolicy),
            "visit_policy": county.policy(VisitPolicy),
            "today": self.today,
            "stations": forms.stations_within(),
            "villages": villages_for(self.request),
            "own": own,
            "peers": peers_of(own) if own else (),
        }

    def save(self, form):
        reception, people = form.save(commit=False), form.chosen()
        if self.object is not None:
            return actions.change_reception(
                reception, people, by=self.request.actor, today=self.today, changed=form.changed_data
            )
        reception.county = self.request.county
        own = person_of(self.request)
        return actions.record_reception(
            reception,
            people,
            by=self.request.actor,
            today=self.today,
            route=form.cleaned_data["route"],
            routed_to=form.cleaned_data["routed_to"],
            own=own.pk if own else None,
        )


class _ReceptionAct(_OfReception, ActPage, abstract=True):
    permission = "receptions.handle"


class ReceptionRoute(_ReceptionAct):
    title, button = "定去向", "保存"
    form_class = forms.RouteForm
    sentence = "五个去向选一个。转出去的会算应答复日期，到期没有结果的要催。"
    saved = "去向已定。"

    def form_kwargs(self):
        return {"policy": self.policy}

    def get_initial(self):
        one = self.object
        return {
            "scope": one.scope,
            "route": one.route,
            "routed_to": one.routed_to,
            "advice": one.advice,
            "on": self.today,
        }

    def act(self, obj, data):
        return actions.send_on(
            obj,
            route=data["route"],
            routed_to=data["routed_to"],
            scope=data["scope"],
            advice=data["advice"],
            on=data["on"],
            by=self.request.actor,
            today=self.today,
        )


class ReceptionResult(_ReceptionAct):
    title, button = "登记办理结果", "保存"
    form_class = forms.ResultForm
    sentence = "办完了要告诉接待的代表，也要告诉来访人。"
    saved = "结果已记下，请反馈给代表和来访人。"

    def get_initial(self):
        return {"on": self.today, "result": self.object.result}

    def act(self, obj, data):
        return actions.record_result(
            obj, result=data["result"], on=data["on"], by=self.request.actor, today=self.today
        )


class ReceptionTell(_ReceptionAct):
    permission = "receptions.record"
    title, button = "记反馈", "保存"
    form_class = forms.TellForm
    sentence = "代表和来访人都知道了结果，这一件才算完。"
    saved = "反馈已记下。"

    def get_initial(self):
        one = self.object
        return {
            "deputy_on": one.told_deputy_on or self.today,
            "voter_on": one.told_voter_on or self.today,
            "how": one.told_how,
        }

    def act(self, obj, data):
        satisfied = {"yes": True, "no": False}.get(data["satisfied"])
        return actions.tell_back(
            obj,
            deputy_on=data["deputy_on"],
            voter_on=data["voter_on"],
            how=data["how"],
            satisfied=satisfied,
            by=self.request.actor,
            today=self.today,
        )


class ReceptionUrgePage(_ReceptionAct):
    title, button = "催办", "催过了"
    form_class = forms.UrgeForm
    saved = "催办已记下。"

    def get_sentence(self):
        return f"催{self.object.routed_to or '承办的'}尽快答复。一天催一次就够。"

    def act(self, obj, data):
        return actions.urge_reception(obj, words=data["words"], by=self.request.actor, today=self.today)


class ReceptionRemove(_ReceptionAct):
    title, button, keep_label, tone = "删除这条接待", "删除", "留着", "danger"
    sentence = "删掉这条接待登记？删了不能找回；操作记录里会留下删过。"
    saved = "已删除。"

    def act(self, obj, data):
        actions.remove_reception(obj, by=self.request.actor)
        return redirect("visits:receptions")

    def save(self, form):
        messages.success(self.request, self.saved)
        return super().save(form)


class ReceptionReveal(_ReceptionAct):
    """The voter's phone, once, after a reason."""

    title, button, saved = "显示来访人电话", "显示", ""
    form_class = forms.ReasonForm
    autosave = False
    sentence = "来访人的电话平时隐去，显示一次记一次。"

    def act(self, obj, data):
        plain = actions.reveal_voter(obj, reason=data["reason"], by=self.request.actor)
        context = {"page": self, "title": self.title, "reception": obj, "plain": plain}
        response = render(self.request, "visits/stations/revealed.html", context)
        response["Cache-Control"] = "no-store"
        return response
