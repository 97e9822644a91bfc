"""The form of an activity: what, who (all present until marked otherwise), what came of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from functools import cached_property

from django import forms
from django.db.models import Q

from congress_poverty.pages import PickManyField
from congress_poverty.sheets import cells
from deputies.models import Campaign, Person, Station
from pairing.forms import find_people
from pairing.forms.pairings import person_label

from .. import roll
from ..actions import ActivityFacts
from ..models import Activity, Attendance, TrainingBatch
from ..policy import ActivityPolicy, VisitPolicy
from ..roll import NOT_ASKED, Mark
from .days import TypedDay
from .files import FilesField
from .visits import labels

DROP, GUEST = "drop", "guest"
NO_ROLE = "-"
CHIPS_FIT = 12  # more groups than that are a list to choose from


def _many(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


def _line(label: str, length: int, **attrs) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=False, widget=forms.TextInput(attrs=attrs)
    )


def _text(label: str, length: int, rows: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ActivityForm(forms.Form):
    """``a-<code>`` is what is marked of a deputy, ``n-<code>`` why, ``r-<code>`` a role other than
    everybody's, ``q-<n>`` the answer to a question."""

    kind = forms.ChoiceField(label="类型", widget=forms.RadioSelect)
    topic = _line("名称", 200)
    held_on = TypedDay(label="日期", help_text="可以只打 6.9 或 0609；今天以后的是计划，不问到会")
    day_part = forms.ChoiceField(
        label="时段", choices=Activity.DayPart.choices, required=False, widget=forms.RadioSelect
    )
    place = _line("地点", 100, list="last-places", autocomplete="off")
    station = forms.ModelChoiceField(
        Station.objects.all(), label="站点", required=False, empty_label="不在站点", to_field_name="code"
    )
    who = forms.ChoiceField(label="小组", required=False, widget=forms.RadioSelect)
    pasted = _text("粘贴名单", 20000, 3, "从微信接龙、签到表里整段粘贴；名单里有的算到会，没有的算缺席")
    more_people = PickManyField(
        Person.objects.select_related("township"),
        search=find_people,
        url="visits:find_person",
        label_of=person_label,
        label="名单外到会的代表",
        required=False,
    )
    role = forms.ChoiceField(label="大家的角色", required=False)
    approved_by = _line("准假人", 60)
    guests = _line("其他参加人员", 300)
    summary = _text("做了什么", 1000, 3, "一两句话")
    opinions = _text("收集的意见", 30000, 3, "一行一条，保存后每条都可以记成群众意见、提成建议")
    files = FilesField()
    cost = forms.DecimalField(
        label="经费（元）", required=False, min_value=0, max_digits=10, decimal_places=2
    )
    hours = forms.DecimalField(
        label="时长（小时）", required=False, min_value=0, max_digits=4, decimal_places=1
    )
    form = forms.ChoiceField(label="活动形式", required=False)
    organising_form = forms.ChoiceField(label="组织形式", required=False)
    action = forms.ChoiceField(label="行动类别", required=False)
    phase = forms.ChoiceField(label="推进阶段", required=False)
    theme = _line("专题", 100)
    programmes = forms.ModelMultipleChoiceField(
        Campaign.objects.none(),
        label="服务的活动",
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text="同时算进几项活动的，都勾上，只记一次",
    )
    batch = forms.ModelChoiceField(
        TrainingBatch.objects.select_related("plan"),
        label="培训班次",
        required=False,
        empty_label="不是培训班",
        to_field_name="code",
    )
    contents = _many("活动内容")
    subjects = _many("涉及领域")
    focus = _many("工作重点")
    methods = _many("活动方法")
    organiser = _line("组织单位", 100)
    host = _line("主持人", 60)
    partners = _line("协同单位", 200, list="partner-units")
    minutes = _text("活动记录", 5000, 4)
    other_one = forms.BooleanField(label="这是另一次", required=False)

    MORE = [
        "form",
        "organising_form",
        "action",
        "phase",
        "theme",
        "programmes",
        "batch",
        "contents",
        "subjects",
        "focus",
        "methods",
        "organiser",
        "host",
        "partners",
        "hours",
        "cost",
        "minutes",
    ]

    def __init__(
        self,
        *args,
        policy: VisitPolicy,
        words: ActivityPolicy,
        campaigns,
        who_choices=(),
        roster=(),
        group=None,
        township=None,
        activity=None,
        approver: str = "",
        **kwargs,
    ):
        self.activity, self.group, self.township = activity, group, township
        self.roster = list(roster)
        self.policy, self.words = policy, words
        marked, notes, taken = _marked(activity)
        self.has_roles = any(taken.values())
        # Among equals a role goes before none.
        everybodys = Counter(sorted(taken.values(), reverse=True)).most_common(1)
        self.stored_role = everybodys[0][0] if everybodys else ""
        if activity is not None:
            kwargs["initial"] = {**_said(activity), **(kwargs.get("initial") or {})}
        said = {"approved_by": approver, "role": self.stored_role}
        kwargs["initial"] = {**said, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self._offer(activity, campaigns)
        self._offer_roles(taken)
        self.fields["who"].choices = list(who_choices)
        if len(self.fields["who"].choices) > CHIPS_FIT:
            self.fields["who"].widget = forms.Select()
            self.fields["who"].choices = [("", "请选小组或全体"), *who_choices]
        default = NOT_ASKED if marked else "present"
        for person in self.roster:
            self.fields[f"a-{person.code}"] = forms.ChoiceField(
                label=person.name,
                choices=roll.CHOICES,
                initial=marked.get(person.code, default),
                required=False,
            )
            self.fields[f"n-{person.code}"] = forms.CharField(
                label=f"{person.name}的说明",
                max_length=100,
                required=False,
                initial=notes.get(person.code, ""),
                widget=forms.TextInput(attrs={"placeholder": "事由", "aria-label": f"{person.name}的事由"}),
            )
            self.fields[f"r-{person.code}"] = forms.ChoiceField(
                label=f"{person.name}的角色",
                choices=self.role_choices,
                required=False,
                initial=self._exception(taken.get(person.code)),
                error_messages=self.wrong_role,
                widget=forms.Select(attrs={"class": "role-pick", "aria-label": f"{person.name}的角色"}),
            )

    def _offer(self, activity, campaigns) -> None:
        """The county's words; what is stored and no longer offered stays."""
        words = self.words
        self.fields["kind"].choices = labels(self.policy.activity_kinds, activity.kind if activity else "")
        for name, terms in (
            ("form", words.forms),
            ("organising_form", self.policy.organising_forms),
            ("action", words.actions),
            ("phase", words.phases),
        ):
            now = getattr(activity, name, "")
            self.fields[name].choices = [("", "未填"), *labels(terms, now)]
        for name, terms in (
            ("contents", words.contents),
            ("subjects", words.subjects),
            ("focus", words.focus),
            ("methods", words.methods),
        ):
            self.fields[name].choices = labels(terms, *getattr(activity, name, ()))
        self.fields["programmes"].queryset = campaigns

    # ---- roles (五大员) -----------------------------------------------------------------

    def _offer_roles(self, taken: dict[str, str]) -> None:
        """The roles of the campaigns that the activity serves, as far as is known; those stored stay."""
        if self.is_bound:
            codes = self.data.getlist("programmes")
        else:
            codes = self.get_initial_for_field(self.fields["programmes"], "programmes") or ()
        served = self.fields["programmes"].queryset.filter(code__in=list(codes))
        sets = {one.code: one for one in (self.words.roles_for(str(served_one)) for served_one in served)}
        sets = list(sets.values()) or [self.words.roles_for("")]
        terms = {term.label: term for one in sets for term in one.roles}
        offered = labels(terms.values(), *dict.fromkeys(taken.values()))
        self.role_names = [label for label, _ in offered]
        title = "、".join(one.label for one in sets)
        self.wrong_role = {"invalid_choice": f"“%(value)s”不在{title}里：角色按“服务的活动”来，请重新选"}
        self.role_choices = [("", "随大家"), (NO_ROLE, "不担任"), *offered]
        self.fields["role"].choices = [("", "不分角色"), *offered]
        self.fields["role"].help_text = f"{title}；个别人不一样的，点“分别选角色”"
        self.fields["role"].error_messages.update(self.wrong_role)

    def _exception(self, role: str | None) -> str:
        """What the form says of a deputy who took this role; None where nothing is stored."""
        if role is None or role == self.stored_role:
            return ""
        return role or NO_ROLE

    @property
    def asks_roles(self) -> bool:
        """Whether each deputy's own role is asked: somebody has one, or the clerk wants to give one."""
        if self.is_bound and "each_role" in self.data:
            return True
        return any(self[f"r-{person.code}"].value() for person in self.roster)

    @property
    def listed_roles(self) -> list[str]:
        """Roles that a ledger lists without saying whose they were."""
        return [] if self.activity is None or self.has_roles else self.activity.roles

    def role_of(self, person: Person) -> str:
        own = self.cleaned_data.get(f"r-{person.code}", "")
        return "" if own == NO_ROLE else own or self.cleaned_data.get("role", "")

    # ---- what the page shows ---------------------------------------------------------

    @property
    def tiles(self):
        """Everybody of the roster: the person, the fields of the mark, of the role and of the reason."""
        return [(person, *(self[f"{what}-{person.code}"] for what in "arn")) for person in self.roster]

    @property
    def counts(self) -> dict[str, int]:
        """到会, 请假, 缺席 and 应到 as the page stands."""
        marks = [self[f"a-{person.code}"].value() or "present" for person in self.roster]
        asked = [mark for mark in marks if mark != NOT_ASKED]
        return {
            "here": sum(mark in roll.HERE for mark in asked),
            "leave": asked.count("leave"),
            "absent": sum(mark in ("absent", "unexcused") for mark in asked),
            "asked": len(asked),
        }

    @property
    def more_fields(self):
        return [self[name] for name in self.MORE if name in self.fields]

    @property
    def more_is_open(self) -> bool:
        return bool(self.activity) or any(self.errors.get(name) for name in self.MORE)

    # ---- the pasted list -------------------------------------------------------------

    @cached_property
    def pasted_text(self) -> str:
        return (self.data.get("pasted", "") if self.is_bound else "").strip()

    @property
    def pasted_mark(self) -> str:
        """Tells a list that has been put onto the tiles from one that has not."""
        return hashlib.sha256(self.pasted_text.encode()).hexdigest()[:16] if self.pasted_text else ""

    @cached_property
    def _pasted(self) -> tuple[list[str], str]:
        """The names of the pasted list, or a sentence on what keeps it from being read."""
        try:
            return roll.read_names(self.pasted_text), ""
        except cells.CellError as wrong:
            return [], wrong.sentence

    @property
    def pasted_wrong(self) -> str:
        return self._pasted[1]

    @cached_property
    def matched(self) -> roll.Matched:
        """The pasted names held against the roster, and against the county where they are not on it."""
        names, _ = self._pasted
        bare = {name.partition("（")[0] for name in names}
        known = [
            roll.Named(person.code, person.name, _told_apart(person), person.pinyin) for person in self.roster
        ]
        codes = {one.code for one in known}
        strangers = bare - {one.name for one in known}
        if strangers:
            near = Q(name__in=strangers)
            if self.township is not None:
                near |= Q(township=self.township)
            for person in Person.objects.filter(near).select_related("township")[:3000]:
                if person.code not in codes:
                    known.append(
                        roll.Named(person.code, person.name, _told_apart(person), person.pinyin, False)
                    )
        return roll.match(names, known)

    @property
    def questions(self):
        """Each question with the name of its field, its choices and what was answered."""
        if not self.pasted_text:
            return []
        found = []
        for n, question in enumerate(self.matched.questions):
            found.append(
                {
                    "name": f"q-{n}",
                    "question": question,
                    "choices": [*question.options, (GUEST, "不是代表，记到其他参加人员"), (DROP, "不计入")],
                    "now": self.data.get(f"q-{n}", ""),
                }
            )
        return found

    def _answers(self) -> tuple[list[str], list[str]]:
        """Codes of people who came, and names of guests; an open question is an error."""
        codes, guests, wrong = [], [], []
        for one in self.questions:
            name = one["question"].name
            if one["now"] not in dict(one["choices"]):
                wrong.append(f"“{name}”还没有选：{one['question'].why}")
            elif one["now"] == GUEST:
                guests.append(name)
            elif one["now"] != DROP:
                if one["now"] in codes:
                    wrong.append(f"两个“{name}”选了同一位，请分开选")
                codes.append(one["now"])
        for sentence in wrong:
            self.add_error("pasted", sentence)
        return codes, guests

    # ---- judged and handed on --------------------------------------------------------

    def clean(self):
        data = super().clean()
        if self.pasted_text and self.data.get("pasted_mark") != self.pasted_mark:
            waits = self.pasted_wrong or "粘贴的名单还没有填进去，请先点“按名单填”，看过再保存"
            self.add_error("pasted", waits)
            return data
        self.named, guests = self._answers()
        if guests:
            data["guests"] = "、".join(filter(None, [data.get("guests", ""), *guests]))
            if len(data["guests"]) > 300:
                self.add_error("guests", "其他参加人员最多 300 字，可以写成“某某等 12 人”")
        if not data.get("topic") and data.get("kind") and data.get("held_on"):
            place = str(self.township or "")
            data["topic"] = f"{place} {data['held_on'].month} 月{data['kind']}".strip()
        return data

    def facts(self) -> ActivityFacts:
        data = self.cleaned_data
        plain = [
            "held_on",
            "kind",
            "topic",
            "place",
            "summary",
            "station",
            "day_part",
            "form",
            "organising_form",
            "action",
            "phase",
            "theme",
            "organiser",
            "host",
            "partners",
            "guests",
            "hours",
            "cost",
            "minutes",
            "batch",
        ]
        lists = ("contents", "subjects", "focus", "methods")
        return ActivityFacts(
            **{name: data[name] for name in plain},
            **{name: tuple(data[name]) for name in lists},
            roles=tuple(self.listed_roles),
            group=self.group,
        )

    def opinion_lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["opinions"].splitlines() if line.strip()]

    def attendance(self) -> dict[Person, Mark]:
        data = self.cleaned_data
        taking_part: dict[Person, Mark] = {}
        by_code = {person.code: person for person in self.roster}
        for code, person in by_code.items():
            word = data[f"a-{code}"] or "present"
            if code in self.named and word not in roll.HERE:
                word = "present"
            if word == NOT_ASKED:
                continue
            mark = roll.MARKS[word][1]
            note = data[f"n-{code}"]
            approved = data["approved_by"] if mark.status == "leave" else ""
            taking_part[person] = replace(mark, note=note, approved_by=approved, role=self.role_of(person))
        outside = [code for code in self.named if code not in by_code]
        for person in (*data["more_people"], *Person.objects.filter(code__in=outside)):
            taking_part.setdefault(person, Mark(role=data["role"]))
        return taking_part


def _told_apart(person: Person) -> str:
    """A namesake by where from and what they do; the phone number stays sealed."""
    parts = [str(person.village or person.township), person.employer, person.job_title]
    return f"{person.name}（{'，'.join(part for part in parts if part)}）"


def _marked(activity: Activity | None) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Code → word of the form, code → reason, and code → role of who came, of everybody marked so far."""
    if activity is None:
        return {}, {}, {}
    marked, notes, taken = {}, {}, {}
    for code, status, late, early, unexcused, note, role in activity.attendances.values_list(
        "person__code", "status", "late", "left_early", "unexcused", "note", "role"
    ):
        status = "present" if status == Attendance.Status.INVITED else status
        marked[code] = roll.mark_code(status, late=late, left_early=early, unexcused=unexcused)
        notes[code] = note
        if status == Attendance.Status.PRESENT:
            taken[code] = role
    return marked, notes, taken


def _said(activity: Activity) -> dict:
    names = [
        "kind",
        "topic",
        "held_on",
        "day_part",
        "place",
        "summary",
        "form",
        "organising_form",
        "action",
        "phase",
        "theme",
        "contents",
        "subjects",
        "focus",
        "methods",
        "organiser",
        "host",
        "partners",
        "guests",
        "hours",
        "cost",
        "minutes",
    ]
    said = {name: getattr(activity, name) for name in names}
    said["opinions"] = "\n".join(activity.heard.values_list("words", flat=True))
    said["programmes"] = [one.code for one in activity.programmes.all()]
    approved = activity.attendances.exclude(approved_by="").values_list("approved_by", flat=True).first()
    if approved:
        said["approved_by"] = approved
    if activity.station:
        said["station"] = activity.station.code
    if activity.batch:
        said["batch"] = activity.batch.code
    return said
