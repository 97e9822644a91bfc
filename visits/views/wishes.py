"""微心愿: the board of small wishes."""

from __future__ import annotations

from functools import cached_property

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

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
    Page,
    act,
    cells,
)
from congress_poverty.text import mask_name
from deputies.models import Station
from deputies.views.tabs import station_tabs
from pairing.history import history_of
from pairing.places import PlaceFilter, township_pairs
from pairing.views.pairings import person_of

from ..actions import wishes as actions
from ..forms import receptions as places
from ..forms import wishes as forms
from ..models import MicroWish
from ..policy import StationPolicy
from .receptions import villages_for
from .stations import stations_crumb
from .tabs import TABS

TONES = {"open": "warn", "claimed": "blue", "fulfilled": "ok", "withdrawn": "quiet", "expired": "quiet"}
state_cell = cells.choice(MicroWish.State, tones=TONES)


def shown_wisher(wish: MicroWish, request) -> str:
    """The name for who may see it: a minor's is masked for everybody but the office and whoever claimed."""
    if not wish.wisher:
        return ""
    person = person_of(request)
    knows = request.may("wishes.post") or (person is not None and wish.claimed_by_id == person.pk)
    if not request.post.sees_names or not knows:
        return mask_name(wish.wisher)
    return mask_name(wish.wisher) if wish.is_minor and person is not None else wish.wisher


def _kinds(page):
    return [(one.label, one.label) for one in page.request.county.policy(StationPolicy).wish_kinds]


class WishList(ListPage):
    permission = "wishes.read"
    tabs = TABS
    title, counter, empty_noun = "微心愿", "个", "心愿"
    model = MicroWish
    order = "-posted_on"
    row_url = "visits:wish"
    search = staticmethod(lambda rows, word: rows.filter(wish__contains=word.strip()))
    search_label = "心愿"
    columns = (
        Column("wish", "心愿", cells.clip(30), link=True, wide=True),
        Column("state", "情况", state_cell, sort="state"),
        Column("kind", "类别"),
        Column("amount", "大约（元）", cells.number, right=True, sort="amount"),
        Column("station__name", "站室", cells.clip(14)),
        Column("township__short_name", "乡镇", sort="township__code"),
        Column(("claimed_by__name", "claimed_name"), "认领人", lambda who, name: cells.text(who or name)),
        Column("promised_by", "承诺日期", cells.day, sort="promised_by"),
        Column("posted_on", "发布", cells.day, sort="posted_on"),
    )
    empty = Empty("还没有微心愿。", (Button("发布心愿", "visits:wish_new", "wishes.post"),))

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.filters = (
            PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
            Filter("state", "情况", MicroWish.State),
            Filter("kind", "类别", _kinds),
            Days("posted", "发布日期", lookup="posted_on"),
            Flag("late", "过了承诺日期", lambda rows: rows.late(self.today)),
        )

    def buttons(self):
        return [
            Button("发布心愿", "visits:wish_new", "wishes.post", icon="plus-lg", main=True),
            Button("打印公示", "visits:wish_sheet", "wishes.read", "printer"),
            Button("导入台账", "/imports/new/?kind=wish", "sheets.import"),
            Button("导出台账", "/imports/export/wish/", "sheets.export"),
        ]


class StationWishes(WishList):
    """The wishes of one station."""

    @cached_property
    def station(self) -> Station:
        return get_object_or_404(Station.objects.all(), code=self.kwargs["code"])

    def get(self, request, *args, **kwargs):
        self.station  # noqa: B018 - out of reach is 404 before anything else
        return super().get(request, *args, **kwargs)

    def rows(self):
        return MicroWish.objects.filter(station=self.station)

    def get_title(self):
        return f"{self.station}微心愿"

    def crumbs(self):
        return [*stations_crumb(), (str(self.station), self.station.get_absolute_url())]

    def buttons(self):
        here = f"?station={self.station.code}"
        new, sheet = reverse("visits:wish_new") + here, reverse("visits:wish_sheet") + here
        return [
            Button("发布心愿", new, "wishes.post", icon="plus-lg", main=True),
            Button("打印公示", sheet, "wishes.read", "printer"),
        ]

    def tab_links(self):
        return station_tabs(self.request, self.station)


class WishSheet(Page):
    """For the notice board: what is wished, where to turn; nobody's name."""

    permission = "wishes.read"
    title = "微心愿公示"
    template_name = "visits/stations/wish_sheet.html"

    def crumbs(self):
        return [("微心愿", reverse("visits:wishes"))]

    def context(self):
        rows = MicroWish.objects.filter(state=MicroWish.State.OPEN).select_related("station", "village")
        station = None
        if code := self.request.GET.get("station", ""):
            station = get_object_or_404(Station.objects.all(), code=code)
            rows = rows.filter(station=station)
        return {
            "wishes": rows.order_by("station__township__code", "posted_on", "id")[:200],
            "station": station,
        }


class WishPage(DetailPage):
    permission = "wishes.read"
    model = MicroWish
    template_name = "visits/stations/wish.html"

    def rows(self):
        return MicroWish.objects.select_related(
            "station__township", "village", "claimed_by", "county__region", "township"
        )

    def crumbs(self):
        return [("微心愿", reverse("visits:wishes"))]

    @property
    def may_finish(self) -> bool:
        """Whoever took it, and the office."""
        person = person_of(self.request)
        return self.request.may("wishes.post") or (
            person is not None and self.object.claimed_by_id == person.pk
        )

    def buttons(self):
        one, code = self.object, self.object.code
        to = lambda name: reverse(f"visits:wish_{name}", args=[code])  # noqa: E731
        found = []
        if one.state == MicroWish.State.OPEN:
            found.append(Button("认领", to("claim"), "wishes.claim", main=True))
            found.append(Button("修改", to("edit"), "wishes.post", "pencil"))
        if one.state == MicroWish.State.CLAIMED and self.may_finish:
            found.append(Button("已实现", to("fulfil"), "wishes.claim", main=True))
            found.append(Button("退回认领", to("give_back"), "wishes.claim", post=True))
        if one.state in (MicroWish.State.OPEN, MicroWish.State.CLAIMED):
            found.append(Button("撤回心愿", to("withdraw"), "wishes.post"))
        if one.state in (MicroWish.State.WITHDRAWN, MicroWish.State.EXPIRED):
            found.append(Button("重新发布", to("repost"), "wishes.post", post=True, main=True))
        return found

    def context(self):
        one = self.object
        return {
            "state": state_cell(one.state),
            "wisher": shown_wisher(one, self.request),
            "history": history_of(one),
            "photos": list(one.photos.all()),
            "is_late": one.state == MicroWish.State.CLAIMED and one.promised_by < self.today,
        }


class WishForm(FormPage):
    permission = "wishes.post"
    model = MicroWish
    form_class = forms.WishForm
    again = "保存并再发一个"
    lead = "心愿和说明会张贴出去，不写姓名、住址、病情。"

    def get_title(self):
        return "修改心愿" if self.object else "发布心愿"

    def crumbs(self):
        return [("微心愿", reverse("visits:wishes"))]

    def get_initial(self):
        return {} if self.object else {"posted_on": self.today}

    def form_kwargs(self):
        return {
            "policy": self.request.county.policy(StationPolicy),
            "stations": places.stations_within(),
            "villages": villages_for(self.request),
        }

    def save(self, form):
        wish = form.save(commit=False)
        wish.county = self.request.county
        return actions.post_wish(wish, by=self.request.actor, today=self.today, changed=form.changed_data)


class _WishAct(ActPage, abstract=True):
    permission = "wishes.claim"
    model = MicroWish

    def rows(self):
        return MicroWish.objects.select_related("county__region", "station")

    def crumbs(self):
        return [("微心愿", reverse("visits:wishes")), (str(self.object), self.object.get_absolute_url())]


def check_finishes(wish: MicroWish, request) -> None:
    """404 unless the reader took the wish or is the office."""
    person = person_of(request)
    if not request.may("wishes.post") and (person is None or wish.claimed_by_id != person.pk):
        raise Http404


class WishClaim(_WishAct):
    title, button = "认领心愿", "认领"
    form_class = forms.ClaimForm
    saved = "已认领。实现以后请回来登记。"

    def get_sentence(self):
        return f"“{self.object.wish}”。认领以后，请在承诺的日子以前实现。"

    def form_kwargs(self):
        return {"own": person_of(self.request)}

    def act(self, obj, data):
        own = person_of(self.request)
        return actions.claim_wish(
            obj,
            person=own or data.get("person"),
            name=data.get("name", ""),
            promised_by=data["promised_by"],
            by=self.request.actor,
            today=self.today,
        )


class WishFulfil(_WishAct):
    title, button = "心愿已实现", "保存"
    form_class = forms.FulfilForm
    autosave = False
    sentence = "写怎么实现的。照片不是必须的，不要拍孩子的脸。"
    saved = "已记下，谢谢。"

    def load(self):
        super().load()
        check_finishes(self.object, self.request)

    def get_initial(self):
        return {"on": self.today}

    def act(self, obj, data):
        return actions.fulfil_wish(
            obj,
            result=data["result"],
            on=data["on"],
            pictures=data["photos"],
            by=self.request.actor,
            today=self.today,
        )


class WishWithdraw(_WishAct):
    permission = "wishes.post"
    title, button = "撤回心愿", "撤回"
    form_class = forms.WithdrawForm
    sentence = "撤回以后不再张贴；需要时可以重新发布。"
    saved = "已撤回。"

    def act(self, obj, data):
        return actions.withdraw_wish(obj, reason=data["reason"], by=self.request.actor)


@act("wishes.claim")
def give_back(request, code):
    """The claim is given back; the wish waits for somebody else."""
    wish = get_object_or_404(MicroWish.objects.all(), code=code)
    check_finishes(wish, request)
    actions.give_back_wish(wish, by=request.actor)
    messages.success(request, "已退回，心愿重新等人认领。")
    return redirect(wish)


@act("wishes.post")
def repost(request, code):
    """A withdrawn or expired wish is put up again."""
    wish = get_object_or_404(MicroWish.objects.all(), code=code)
    actions.repost_wish(wish, by=request.actor, today=timezone.localdate())
    messages.success(request, "已重新发布。")
    return redirect(wish)
