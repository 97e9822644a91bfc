"""What the pages of the wizard share: words, places, and the page about one import."""

from __future__ import annotations

from functools import cached_property

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from congress_poverty.models import SheetImport
from congress_poverty.pages import (
    Page,
    chip,
    demand,
)
from congress_poverty.refusals import Refused

from .. import actions, tasks
from ..ledger import kinds

State = SheetImport.State
STATES = {
    State.COMMITTED: ("ok", "check-circle"),
    State.UNDONE: ("quiet", "arrow-counterclockwise"),
    State.CANCELLED: ("quiet", "x-circle"),
    State.FAILED: ("over", "exclamation-circle"),
    State.CHECKED: ("blue", "pencil-square"),
}
STEPS = ("选文件", "对列", "检查修改", "导入")


def kind_choices(request) -> list[tuple[str, str]]:
    """Kinds that the active post may import."""
    return [
        (name, one.label) for name, one in kinds().items() if not (one.county_only and request.post.townships)
    ]


def label_of(kind: str) -> str:
    known = kinds()
    return known[kind].label if kind in known else "自动识别"


def townships_of(request) -> list:
    """Where the active post may import: its own townships, or all of its county."""
    if request.post.townships:
        return request.post.townships
    county = request.county
    return list(type(county.region).objects.townships_of(county))


def names_of_places(codes, request) -> dict[str, str]:
    region = type(request.county.region)
    return {one.code: str(one) for one in region.objects.filter(code__in=set(codes))}


def steps(now: int, bad: bool = False) -> list[dict]:
    return [
        {"label": label, "state": "done" if n < now else ("bad" if bad else "now") if n == now else ""}
        for n, label in enumerate(STEPS)
    ]


def state_chip(state: str):
    tone, icon = STATES.get(state, ("blue", "hourglass"))
    return chip(State(state).label, tone, icon)


class OneImport(Page, abstract=True):
    """A page about one import; that of another township is 404."""

    step = 0

    def dispatch(self, request, *args, **kwargs):
        demand(request, self.permission)
        self.object = get_object_or_404(SheetImport, code=kwargs["code"])
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self):
        return [("导入与导出", reverse("imports:list"))]

    def get_title(self):
        return self.object.file_name

    @cached_property
    def place(self) -> str:
        code = self.object.township_code
        return (
            names_of_places([code], self.request).get(code, code)
            if code
            else self.request.county.local("全县")
        )

    def show(self, **more):
        one = self.object
        return super().show(
            **{
                "object": one,
                "kind_label": label_of(one.kind),
                "place": self.place,
                "steps": steps(self.step, bad=one.state == State.FAILED),
                **more,
            }
        )

    def to(self, page: str):
        return redirect(f"imports:{page}", self.object.code)

    def may_see_rows(self) -> bool:
        """Rows name people: who sees no names sees only the ledgers he brought himself."""
        return self.request.post.sees_names or self.object.account_id == self.request.user.pk

    def demand_rows(self) -> None:
        if not self.may_see_rows():
            raise Refused(f"这份台账是{self.object.actor}上传的，里面有群众信息，由上传的人来改。")

    def waiting(self, what: str):
        """The progress page while a run of ``what`` is asked for."""
        done, total = actions.progress(self.object)
        return self.show(
            template="imports/progress.html",
            what=what,
            done=done,
            total=total,
            stuck=tasks.is_stuck(self.object),
        )
