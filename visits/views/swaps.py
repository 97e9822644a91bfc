"""Swaps between deputies: asked or arranged from a shift, answered, taken back."""

from __future__ import annotations

from functools import cached_property

from django.http import Http404
from django.urls import reverse

from congress_poverty.pages import ActPage, Button, DetailPage
from pairing.views.pairings import person_of

from .. import station_figures as figures
from ..actions import rosters as actions
from ..forms import rosters as forms
from ..models import DutyDay, DutyShift, DutySwap
from .duty_cells import swap_cell
from .duty_days import ShiftAct
from .stations import stations_crumb


class ShiftSwap(ShiftAct):
    """A deputy asks for the own day, the office arranges any."""

    permission = "roster.swap"
    form_class = forms.SwapForm
    button = "请对方答复"

    @property
    def direct(self) -> bool:
        return self.request.may("roster.edit")

    def load(self):
        super().load()
        person = person_of(self.request)
        if not self.direct and (person is None or self.shift.person_id != person.pk):
            raise Http404
        if self.direct:
            self.button = "直接调整"

    def get_title(self):
        return f"{self.shift.person}代表{'调班' if self.direct else '请人调班'}"

    @property
    def get_sentence(self):
        if self.direct:
            return "办公室直接调整，马上生效，双方都会收到通知。"
        return "对方同意后轮值表自动改好；对方没有答复以前，您那天还是您值班。"

    @property
    def saved(self):
        return "已调整。" if self.direct else "已请对方答复，结果会在通知里告诉您。"

    @cached_property
    def options(self):
        station, day = self.object.station, self.object.day
        crew = figures.crew_of(station, day)
        busy = set(self.object.shifts.values_list("person", flat=True))
        ahead = (
            DutyShift.objects.filter(
                duty_day__station=station,
                duty_day__day__gte=self.today,
                duty_day__state=DutyDay.State.PLANNED,
                state=DutyShift.State.PLANNED,
            )
            .exclude(person__in=busy)
            .exclude(duty_day=self.object)
            .select_related("person", "duty_day__station")
            .order_by("duty_day__day")
        )
        found = {
            f"s-{one.code}": (
                f"与{one.person}换：{one.duty_day.day.month} 月 {one.duty_day.day.day} 日",
                one.person,
                one,
            )
            for one in ahead
        }
        for one in crew:
            if one.pk not in busy:
                found[f"p-{one.code}"] = (f"请{one}代我去（不换日子）", one, None)
        return found

    def form_kwargs(self):
        return {"choices": [(key, label) for key, (label, *_) in self.options.items()]}

    def save(self, form):
        _, person, yours = self.options[form.cleaned_data["how"]]
        do = actions.arrange_swap if self.direct else actions.ask_swap
        do(
            self.shift,
            to_person=person,
            yours=yours,
            reason=form.cleaned_data["reason"],
            by=self.request.actor,
            today=self.today,
        )
        return self.object

    def refuse(self, form, refused):
        form.add_error(None, refused.sentence)


class SwapPage(DetailPage):
    """What was asked, and the answer."""

    permission = "roster.read"
    model = DutySwap
    template_name = "visits/stations/swap.html"

    def rows(self):
        return DutySwap.objects.select_related("station", "from_person", "to_person", "mine__duty_day")

    def crumbs(self):
        station = self.object.station
        roster = reverse("visits:station_roster", args=[station.code])
        return [*stations_crumb(), (str(station), station.get_absolute_url()), ("轮值", roster)]

    def buttons(self):
        one, person = self.object, person_of(self.request)
        if one.state != DutySwap.State.ASKED:
            return []
        found = []
        if (person is not None and one.to_person_id == person.pk) or self.request.may("roster.edit"):
            answer = reverse("visits:swap_answer", args=[one.code])
            found.append(Button("答复", answer, "roster.swap", main=True))
        if (person is not None and one.from_person_id == person.pk) or self.request.may("roster.edit"):
            found.append(Button("撤回", reverse("visits:swap_withdraw", args=[one.code]), "roster.swap"))
        return found

    def context(self):
        return {"state": swap_cell(self.object.state)}


class _SwapAct(ActPage, abstract=True):
    permission = "roster.swap"
    model = DutySwap
    who = "to_person_id"

    def load(self):
        super().load()
        person = person_of(self.request)
        own = person is not None and getattr(self.object, self.who) == person.pk
        if not (own or self.request.may("roster.edit")):
            raise Http404

    def crumbs(self):
        return [*stations_crumb(), (str(self.object), self.object.get_absolute_url())]


class SwapAnswer(_SwapAct):
    title, button = "答复调班", "答复"
    form_class = forms.AnswerForm
    saved = "已答复。"

    def get_sentence(self):
        one = self.object
        give = f"{one.from_day.month} 月 {one.from_day.day} 日"
        if one.to_day:
            take = f"{one.to_day.month} 月 {one.to_day.day} 日"
            return f"{one.from_person}代表想用 {give}换{one.to_person}代表的 {take}。{one.reason}"
        return f"{one.from_person}代表请{one.to_person}代表 {give}代班。{one.reason}"

    def act(self, obj, data):
        return actions.answer_swap(
            obj,
            accept=data["accept"] == "yes",
            answer=data["answer"],
            by=self.request.actor,
            today=self.today,
        )


class SwapWithdraw(_SwapAct):
    title, button = "撤回调班", "撤回"
    who = "from_person_id"
    saved = "已撤回。"
    sentence = "撤回以后轮值表不变。"

    def act(self, obj, data):
        return actions.withdraw_swap(obj, by=self.request.actor, today=self.today)
