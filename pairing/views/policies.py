"""Pages of what policies have reached a village, or a household (S0-61)."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from congress_poverty.pages import (
    Column,
    Empty,
    Filter,
    FormPage,
    ListPage,
    cells,
    name_search,
)
from congress_poverty.text import mask_name
from deputies.models import Region

from .. import actions, forms
from ..models import (
    Household,
    PolicyDelivery,
)
from ..places import townships_of
from ..policy import HelpPolicy
from .households import masks
from .villages import BACK, PLACES, VILLAGE

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
