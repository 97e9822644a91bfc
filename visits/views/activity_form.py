"""The page on which an activity with its attendance is planned, recorded and corrected.

The buttons that fill the roll (「按名单填」, 「照上次」, a group) are rounds to the server,
so that they work the same without JavaScript; everything typed stays where it is.
"""

from __future__ import annotations

from functools import cached_property

from django.forms.utils import ErrorDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from congress_poverty.pages import FormPage
from congress_poverty.refusals import Refused
from deputies.models import Campaign, DeputyGroup, Person
from pairing.places import townships_of

from .. import actions, forms, roll
from ..models import Activity, ActivityFile
from ..policy import ActivityPolicy, VisitPolicy

LAST_PLACES = 5


class ActivityForm(FormPage):
    """What, who, what came of it; all are present until marked."""

    permission = "activities.edit"
    model = Activity
    form_class = forms.ActivityForm
    template_name = "visits/activity_form.html"
    again = "保存并再记一次"
    STEPS = ("fill", "paste", "last", "all_present", "each_role")
    twin = None

    def get_title(self):
        return f"修改活动：{self.object}" if self.object else "记一次活动"

    def crumbs(self):
        here = [("活动", reverse("visits:activities"))]
        if self.object:
            here.append((str(self.object), self.object.get_absolute_url()))
        return here

    def rows(self):
        return Activity.objects.select_related("township", "group", "station__head", "county", "batch")

    # ---- who ------------------------------------------------------------------------

    def load(self):
        super().load()
        self.group, self.township, self.told = None, None, ""
        if self.object is not None:
            self.group, self.township = self.object.group, self.object.township
            return
        kind, _, code = self.who.partition("-")
        if kind == "group":
            self.group = get_object_or_404(
                DeputyGroup.objects.select_related("township", "station"), code=code
            )
            self.township = self.group.township
        elif kind == "town":
            self.township = get_object_or_404(townships_of(self.request), code=code)
        if self.township is None:
            self.township = townships_of(self.request).first()

    @property
    def who(self) -> str:
        return self.request.POST.get("who", "") or self.request.GET.get("who", "")

    def roster(self) -> list[Person]:
        """Everybody who may be marked: the group, else the township; and who was marked already."""
        people = Person.objects.select_related("township", "village")
        if self.group is not None:
            rows = people.filter(group_places__group=self.group, group_places__ended_on__isnull=True)
        elif (self.object is not None and self.object.group is None) or self.who:
            rows = people.in_office(self.today).filter(township=self.township)
        else:
            rows = people.none()
        chosen = {person.pk: person for person in rows.distinct().order_by("pinyin", "id")}
        if self.object is not None:
            for person in people.filter(attendances__activity=self.object).order_by("pinyin"):
                chosen.setdefault(person.pk, person)
        return list(chosen.values())

    def who_choices(self) -> list[tuple[str, str]]:
        groups = DeputyGroup.objects.select_related("township").order_by("township__code", "name")
        pairs = [(f"group-{group.code}", group.name) for group in groups]
        return pairs + [(f"town-{town.code}", f"{town}全体代表") for town in townships_of(self.request)]

    # ---- the form -------------------------------------------------------------------

    def form_kwargs(self):
        county = self.request.county
        kwargs = {
            "policy": county.policy(VisitPolicy),
            "words": county.policy(ActivityPolicy),
            "campaigns": Campaign.objects.filter(county=county),
            "who_choices": self.who_choices() if self.object is None else (),
            "roster": self.roster(),
            "group": self.group,
            "township": self.township,
            "approver": actions.leave_approver(
                county, self.group, self.object.station if self.object else None
            ),
        }
        return {**kwargs, "activity": self.object} if self.object is not None else kwargs

    def get_initial(self):
        if self.object:
            return {}
        running = Campaign.objects.filter(county=self.request.county, since__lte=self.today)
        programmes = [one.code for one in running if one.until is None or one.until >= self.today]
        initial = {"held_on": self.today, "who": self.who, "programmes": programmes[:1]}
        if self.group is not None and self.group.station:
            initial["station"] = self.group.station.code
        return initial

    def context(self):
        return {
            "last_places": self.last_places,
            "partners": self.request.county.policy(ActivityPolicy).partners,
            "town": str(self.township or ""),
            "told": self.told,
            "with_focus": self.step in ("fill", "paste", "last", "each_role"),
            "twin": self.twin,
            "asks_twin": self.twin is not None or "other_one" in self.request.POST,
            "notice_days": self.request.county.policy(ActivityPolicy).notice_days,
        }

    @cached_property
    def last_places(self) -> list[str]:
        """The last five places of the township's activities."""
        rows = Activity.objects.filter(township=self.township).exclude(place="")[:40]
        return list(dict.fromkeys(rows.values_list("place", flat=True)))[:LAST_PLACES]

    # ---- rounds that fill the roll ------------------------------------------------------

    @property
    def step(self) -> str:
        return next((step for step in self.STEPS if step in self.request.POST), "")

    def post(self, request, *args, **kwargs):
        if not self.step:
            return super().post(request, *args, **kwargs)
        self.load()
        data = request.POST.copy()
        codes = [person.code for person in self.roster()]
        if self.step in ("fill", "all_present"):
            for code in codes:
                data[f"a-{code}"] = "present"
            if self.step == "fill" and self.group and self.group.station and not data.get("station"):
                data["station"] = self.group.station.code
        elif self.step == "last":
            self._as_last_time(data, codes)
        elif self.step == "paste":
            self._as_pasted(data, codes)
        form = self.get_form(data, request.FILES)
        form._errors, form.cleaned_data = ErrorDict(), {}  # nothing has been sent yet
        return self.show(form=form, base_version=request.POST.get("version", ""))

    def _as_pasted(self, data, codes: list[str]) -> None:
        """Exactly those named are present; a leave that is known already stays a leave."""
        form = self.get_form(data, None)
        if form.pasted_wrong:
            self.told = f"名单没有填进去：{form.pasted_wrong}。"
            return
        found = form.matched
        present = set(found.present)
        for code in codes:
            before = data.get(f"a-{code}", "present")
            if code in present:
                data[f"a-{code}"] = before if before in roll.HERE else "present"
            else:
                data[f"a-{code}"] = before if before in ("leave", roll.NOT_ASKED) else "absent"
        data["pasted_mark"] = form.pasted_mark
        for name in [name for name in data if name.startswith("q-")]:
            del data[name]
        asked = f"，{len(found.questions)} 个要您看一下" if found.questions else ""
        self.told = f"粘贴了 {found.names} 个名字，对上 {len(present)} 人{asked}。"

    def _as_last_time(self, data, codes: list[str]) -> None:
        rows = Activity.objects.held().filter(township=self.township, group=self.group)
        if self.object is not None:
            rows = rows.exclude(pk=self.object.pk)
        last = rows.first()
        if last is None:
            self.told = "还没有上一次，名单没有动。"
            return
        marks = last.attendances.values_list("person__code", "status", "late", "left_early", "unexcused")
        before = {
            code: roll.mark_code(status, late=late, left_early=early, unexcused=no)
            for code, status, late, early, no in marks
        }
        for code in codes:
            word = before.get(code, roll.NOT_ASKED)
            data[f"a-{code}"] = "present" if word in roll.HERE else word
        self.told = (
            f"照 {last.held_on.month} 月 {last.held_on.day} 日“{last.topic}”填好了，请改和这次不一样的。"
        )

    # ---- saving -----------------------------------------------------------------------

    def _ask_about_twin(self, form) -> None:
        """One place, one kind, one day: is it the same one, written down before?"""
        if self.object is not None or form.cleaned_data["other_one"]:
            return
        self.twin = actions.twins_of(
            township=self.township,
            kind=form.cleaned_data["kind"],
            held_on=form.cleaned_data["held_on"],
            group=self.group,
        ).first()
        if self.twin is not None:
            day, where = self.twin.held_on, self.group or self.township
            raise Refused(
                f"{day.month} 月 {day.day} 日{where}已有一次“{self.twin.kind}”。"
                "不是同一次的，勾选“这是另一次”再保存",
                code="W_TWIN",
                field="other_one",
            )

    def save(self, form):
        self._ask_about_twin(form)
        given = {
            "by": self.request.actor,
            "today": self.today,
            "facts": form.facts(),
            "attendance": form.attendance(),
            "programmes": list(form.cleaned_data["programmes"]),
            "opinions": form.opinion_lines(),
        }
        if self.object is not None:
            saved = actions.change_activity(self.object, version=self.object.version, **given)
        else:
            saved = actions.record_activity(county=self.request.county, township=self.township, **given)
        if files := form.cleaned_data["files"]:
            actions.add_files(
                saved, files, kind=ActivityFile.Kind.OTHER, by=self.request.actor, today=self.today
            )
        self.saved = self._said_after(saved)
        return saved

    def _said_after(self, saved: Activity) -> str:
        if saved.is_planned:
            return "已列入计划。到了日子，打开它点“记到会”。"
        n = saved.heard.count()
        return f"已保存。收集的 {n} 条意见在下面，可以逐条记成群众意见。" if n else "已保存。"
