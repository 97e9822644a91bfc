"""Urging, supervising, deciding on key suggestions, escalating, judging units, looking back."""

from __future__ import annotations

import re

from django import forms

from congress_poverty.packs import term
from congress_poverty.pages import PickField, day_words
from deputies.models import Unit

from .. import flow
from ..actions import URGE_LEVELS
from ..models import KeyDecision, Suggestion, SupervisionEvent, Supervisor, UnitAppraisal
from ..policy import SuggestionPolicy
from .fields import day, line, one_of, text
from .moves import MoveForm


class LookBackForm(MoveForm):
    result = one_of("落实情况", Suggestion.LookBack.choices)
    note = text("看到的情况", required=False)


class UrgeForm(MoveForm):
    level = one_of(
        "方式", list(URGE_LEVELS.items()), hint="催办函有编号，可以打印；报领导的会出现在领导的“需要关注”里"
    )
    message = text("催办的话")

    def build(self):
        due_on = self.suggestion.answer_due_on
        late = (self.today - due_on).days if due_on else 0
        due = f"于{day_words(due_on, self.today)}前" if due_on else "按规定期限"
        self.fields["level"].initial = "remind"
        name = self.suggestion.number or self.suggestion.title
        what = f"已逾期 {late} 天，请尽快" if late > 0 else f"请{due}"
        self.fields["message"].initial = f"{name}{what}书面答复并与代表见面。"


class UrgeManyForm(forms.Form):
    level = one_of("方式", list(URGE_LEVELS.items()), hint="催办函每个单位一封，列出这个单位的各件")
    message = text("催办的话")


class SuperviseForm(MoveForm):
    dated_by = "held_on"
    kind = one_of("督办方式", [], required=False)
    held_on = day("督办日期", required=False, hint="不填就是今天")
    place = line("地点", max_length=100, required=False)
    people = line("参加人", max_length=300, required=False)
    note = text("情况和意见", rows=4, max_length=1000, hint="承办单位和代表都能看到")
    document = line("文件", max_length=100, required=False, hint="会议纪要或通知的文号")

    def build(self):
        methods = [(one.code, one.label) for one in self.policy.supervision_methods]
        self.fields["kind"].choices = [*methods, ("", "只写一条记录")]


class RemarkForm(MoveForm):
    note = text("要补记的事", hint="例如：答复以后才收到的延期申请；不改变期限和状态")


def _committees(county) -> list[Unit]:
    return Unit.objects.filter(county=county, kind=Unit.Kind.SUPERVISING_OFFICE, is_active=True)


class OfficeField(forms.ModelChoiceField):
    """A committee of the congress, in whose field the matter lies."""

    def __init__(self, **kwargs):
        super().__init__(Unit.objects.none(), to_field_name="code", required=False, **kwargs)


class KeyFields(forms.Form):
    """Who watches over a key suggestion, and why it is one."""

    leader = line("领衔督办的领导", hint="例如：周明远副主任")
    office = OfficeField(label="归口督办的专（工）委")
    deputies = line("视察督办的代表", max_length=100, required=False, hint="几位的用顿号分开")
    criteria = forms.MultipleChoiceField(
        label="选定依据", required=False, widget=forms.CheckboxSelectMultiple
    )

    def fill(self, county) -> None:
        policy: SuggestionPolicy = county.policy(SuggestionPolicy)
        self.fields["office"].queryset = _committees(county)
        self.fields["criteria"].choices = [(one.code, one.label) for one in policy.key_criteria]


class KeyForm(KeyFields, MoveForm):
    decision = forms.ModelChoiceField(
        KeyDecision.objects.none(),
        label="主任会议决定",
        to_field_name="code",
        required=False,
        help_text="还没有记录的，先到“重点督办”里记录",
    )
    reason = text("说明", rows=2, required=False)

    def build(self):
        row = self.suggestion
        self.fill(row.county)
        township = row.township if row.handled_at == Suggestion.Level.TOWNSHIP else None
        decisions = KeyDecision.objects.filter(county=row.county, township=township)
        self.fields["decision"].queryset = decisions
        self.fields["decision"].initial = decisions.first()
        if township:
            self.fields["decision"].label = "主席团决定"
        self.order_fields(["seen", "decision", "leader", "office", "deputies", "criteria", "reason"])


def _undecided(rows, word: str):
    return rows.matching(word)


class PickForDecisionForm(KeyFields):
    """One more suggestion of a decision."""

    def __init__(self, *args, decision: KeyDecision, **kwargs):
        super().__init__(*args, **kwargs)
        level = Suggestion.Level.TOWNSHIP if decision.township_id else Suggestion.Level.COUNTY
        rows = Suggestion.objects.filter(
            county=decision.county, handled_at=level, is_key=False, state__in=flow.MOVES["mark_key"].sources
        )
        if decision.township_id:
            rows = rows.filter(township=decision.township)
        self.fields["suggestion"] = PickField(
            rows,
            label="建议",
            search=_undecided,
            url="suggestions:find_key",
            typed="编号、题目或代表姓名",
        )
        self.fill(decision.county)
        self.order_fields(["suggestion", "leader", "office", "deputies", "criteria"])


class KeyDecisionForm(forms.ModelForm):
    class Meta:
        model = KeyDecision
        fields = ["meeting", "decided_on", "document"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self):
        decided_on = self.cleaned_data["decided_on"]
        if decided_on > self.today:
            raise forms.ValidationError("决定日期不能晚于今天。")
        return decided_on


class AddSupervisorForm(MoveForm):
    way = one_of("督办方式", Supervisor.Way.choices)
    name = line("督办人", max_length=100, hint="领导或代表的姓名和职务；专（工）委写名称")

    def clean(self):
        data = super().clean()
        if data.get("way") == Supervisor.Way.COMMITTEE:
            data["office"] = _committees(self.suggestion.county).filter(name=data.get("name")).first()
        return data


class EndSupervisorForm(MoveForm):
    supervisor = one_of("谁不再督办", [])
    reason = text("说明", rows=2, required=False)

    def build(self):
        watching = Supervisor.objects.filter(suggestion=self.suggestion).current()
        self.fields["supervisor"].choices = [(one.pk, str(one)) for one in watching]


class EscalateForm(MoveForm):
    kind = one_of("升级方式", [])
    people = line("约见或询问谁", max_length=300, required=False)
    document = line("决定文件", max_length=100, required=False, hint="哪次主任会议、文号")

    def build(self):
        self.fields["kind"].choices = [
            (one.code, f"{one.label}：{one.condition}" if one.condition else one.label)
            for one in self.policy.escalations
        ]


class ConcludeForm(MoveForm):
    dated_by = "held_on"
    held_on = day("开展日期")
    outcome = one_of("处理结果", [])
    people = line("参加人", max_length=300, required=False)
    place = line("地点", max_length=100, required=False)
    document = line("文件", max_length=100, required=False)
    findings = text("情况和意见", rows=4, max_length=1000)

    def build(self):
        self.fields["outcome"].choices = [
            (one, SupervisionEvent.Outcome(one).label) for one in flow.outcomes(self.suggestion.state)
        ]
        kind = SupervisionEvent.objects.filter(
            suggestion=self.suggestion, is_escalation=True, outcome=SupervisionEvent.Outcome.PLANNED
        ).last()
        if kind:
            found = term(self.policy.escalations, kind.kind)
            self.fields["held_on"].label = f"{found.label if found else kind.kind}日期"
            self.fields["people"].initial, self.fields["document"].initial = kind.people, kind.document


class AppraisalForm(forms.ModelForm):
    """The review of one unit: who reviewed, how they voted, what they found."""

    class Meta:
        model = UnitAppraisal
        fields = [
            "held_on",
            "team",
            "report_on",
            "votes_satisfied",
            "votes_basically",
            "votes_dissatisfied",
            "findings",
        ]
        widgets = {"findings": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"team": "姓名用顿号分开", "report_on": "单位把办理情况报告送到的日期"}

    def __init__(self, *args, policy: SuggestionPolicy, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.policy, self.today = policy, today
        self.fields["held_on"].required = True
        self.fields["team"].required = policy.appraisal_team > 0

    def clean_held_on(self):
        held_on = self.cleaned_data["held_on"]
        if held_on > self.today:
            raise forms.ValidationError("评议日期不能晚于今天。")
        return held_on

    def clean_team(self):
        team = self.cleaned_data["team"]
        people = [name for name in re.split(r"[、，,；;\s]+", team) if name]
        if len(people) < self.policy.appraisal_team:
            raise forms.ValidationError(
                f"评议组至少{self.policy.appraisal_team}人，现在写了{len(people)}人；姓名用顿号分开。"
            )
        return team

    def clean(self):
        data = super().clean()
        if data.get("report_on") and data.get("held_on") and data["report_on"] > data["held_on"]:
            self.add_error("report_on", "单位报告日期不能晚于评议日期。")
        votes = sum(
            data.get(name) or 0 for name in ("votes_satisfied", "votes_basically", "votes_dissatisfied")
        )
        if not votes:
            self.add_error("votes_satisfied", "请填评议票数，至少有一票。")
        return data
