"""Who handles it, until when, and what happened."""

from django.db import models

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via, scoped
from deputies.models import Unit

from .. import flow
from ..policy import CLOCK_LABELS
from .suggestions import STATE_CHOICES, Suggestion

# Whoever sees the suggestion sees what belongs to it.
WITH_SUGGESTION = {
    "county": "suggestion__county",
    "township": "suggestion__township",
    "deputy": Via("suggestions.SuggestionProposer", row="suggestion", holder="person", at="suggestion"),
    "unit": Via("suggestions.Assignment", row="suggestion", holder="unit", open_only=True, at="suggestion"),
}
# Through a link one sees the suggestion of its assignment, and of the rest only what that assignment needs.
BY_LINK = Via("suggestions.Assignment", row="suggestion", holder="id", open_only=True, at="suggestion")
UNIT_STATE_CHOICES = [(state.value, face.label) for state, face in flow.UNIT_FACES.items()]
PART_CHOICES = [(part.value, label) for part, label in flow.PARTS.items()]


class AssignmentQuerySet(models.QuerySet):
    def current(self):
        """Not taken back, reassigned or forwarded."""
        return self.filter(ended_on__isnull=True)


class Assignment(ScopedModel):
    """A unit's part in one round of handling (主办 or 协办), with a state of its own.

    A change of unit ends the row and makes another. ``task`` says which part of the
    matter it is where several units each answer for theirs (分办).
    """

    reach_paths = WITH_SUGGESTION | {"link": BY_LINK}

    code = CodeField()
    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="承办单位")
    part = models.CharField("主办或协办", max_length=4, choices=PART_CHOICES, default=flow.Part.LEAD)
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=UNIT_STATE_CHOICES, default=flow.UnitState.ASSIGNED)
    task = models.CharField("办理哪一部分", max_length=200, blank=True)
    assigned_on = models.DateField("交办日期")
    signed_on = models.DateField("签收日期", null=True, blank=True)
    leader = models.CharField("分管领导", max_length=60, blank=True)
    officer = models.CharField("经办科室和经办人", max_length=60, blank=True)
    officer_phone = models.CharField("经办人电话", max_length=40, blank=True)
    objection = models.CharField("退办理由", max_length=300, blank=True)
    suggested_unit = models.CharField("建议改派给", max_length=100, blank=True)
    opinion = models.TextField("协办意见", max_length=1000, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    ended_on = models.DateField("不再承办日期", null=True, blank=True)

    objects = scoped(AssignmentQuerySet)

    class Meta:
        ordering = ["round", "-part", "id"]
        indexes = [models.Index(fields=["unit", "ended_on"], name="assignment_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["suggestion", "unit", "round"],
                condition=models.Q(ended_on__isnull=True),
                name="assignment_once_a_round",
            )
        ]

    def __str__(self):
        return f"{self.get_part_display()} {self.unit}"

    @property
    def face(self) -> flow.Face:
        return flow.UNIT_FACES[flow.UnitState(self.state)]


class Step(ScopedModel):
    """One thing that happened: written by ``advance`` and by the ledger's import, never changed."""

    reach_paths = WITH_SUGGESTION | {"link": "assignment"}

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="steps")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="steps")
    move = models.CharField(max_length=16)
    from_state = models.CharField(max_length=12, choices=STATE_CHOICES)
    to_state = models.CharField(max_length=12, choices=STATE_CHOICES)
    happened_on = models.DateField("日期")
    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField("办理人", max_length=100)
    role = models.CharField(max_length=24, blank=True)
    on_behalf_of = models.CharField("代谁录入", max_length=100, blank=True)
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    detail = models.TextField("内容", blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["happened_on", "id"]

    def __str__(self):
        return f"{self.happened_on} {self.label}"

    @property
    def label(self) -> str:
        """What the timeline calls it; the same words for a move of today and one from a ledger."""
        return flow.MOVES[self.move].done if self.move in flow.MOVES else self.move


class ClockQuerySet(models.QuerySet):
    def running(self):
        """Neither met nor void; a paused clock still belongs to them."""
        return self.filter(stopped_on__isnull=True)

    def ticking(self):
        """Running and not paused: what can be late."""
        return self.running().filter(paused_on__isnull=True)


class Clock(ScopedModel):
    """A period that runs, or ran: when it began, until when, and when it was stopped.

    ``last_day`` is what the pack computes, ``effective_on`` the day that counts: moved
    off a holiday, cut by the county's fixed date, or laid down in a ledger
    (``is_stated``). ``explanation`` says how; ``estimated`` that a year without a
    published holiday table was involved. A pause moves ``effective_on`` by its days when
    it ends.
    """

    reach_paths = WITH_SUGGESTION | {"link": "assignment"}

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="clocks")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="clocks")
    name = models.CharField(max_length=20, choices=list(CLOCK_LABELS.items()))
    round = models.PositiveSmallIntegerField(default=1)
    started_on = models.DateField("起算日")
    last_day = models.DateField("规定的最后一日")
    effective_on = models.DateField("期限")
    is_stated = models.BooleanField("期限由台账写明", default=False)
    stopped_on = models.DateField("实际", null=True, blank=True)
    is_void = models.BooleanField("不再适用", default=False)
    paused_on = models.DateField("暂停日期", null=True, blank=True)
    paused_days = models.PositiveSmallIntegerField("暂停过的天数", default=0)
    explanation = models.CharField(max_length=400, blank=True)
    estimated = models.BooleanField("推算", default=False)
    pack_version = models.CharField(max_length=80, blank=True)

    objects = scoped(ClockQuerySet)

    class Meta:
        ordering = ["round", "effective_on", "id"]
        indexes = [models.Index(fields=["name", "stopped_on", "effective_on"], name="clock_running")]

    def __str__(self):
        return f"{self.get_name_display()} {self.effective_on}"

    def explain(self, words: str) -> None:
        """Adds what changed the day after it was computed; the newest words are never cut."""
        room = self._meta.get_field("explanation").max_length - len(words)
        self.explanation = f"{self.explanation[:room]}{words}"


class Extension(ScopedModel):
    """A unit's request for the long time (延期): granted, refused, or taken by the nature of the matter.

    Two legal shapes (handbook 0.2): with the consent of the body that handed over
    (北京, 浙江, 山东 …), or by the nature of the matter alone (代表法 51), then ``decided_on``
    is the day of the request.
    """

    reach_paths = WITH_SUGGESTION

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="extensions")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="extensions")
    by_nature = models.BooleanField("按事项性质", default=False)
    asked_on = models.DateField("申请日期")
    reason = models.CharField("延期理由", max_length=300)
    until = models.DateField("延至", null=True, blank=True)
    is_granted = models.BooleanField("同意", null=True)
    decided_on = models.DateField("答复日期", null=True, blank=True)
    decision = models.CharField("答复", max_length=300, blank=True)

    class Meta:
        ordering = ["asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=models.Q(is_granted__isnull=True), name="extension_one_open"
            )
        ]

    def __str__(self):
        return f"{self.assignment.unit} {self.asked_on}"


class ClockReminder(ScopedModel):
    """A reminder that was sent: each rule once for a clock and the day it is for.

    A clock that is moved (pause, extension) is reminded of anew, because the day differs.
    """

    reach_paths = {
        kind: path.replace("suggestion__", "clock__suggestion__")
        for kind, path in WITH_SUGGESTION.items()
        if isinstance(path, str)
    }

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="reminders")
    rule = models.CharField(max_length=20)
    due_on = models.DateField("提醒的期限")
    sent_on = models.DateField("提醒日期")

    class Meta:
        ordering = ["sent_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "rule", "due_on"], name="clock_reminder_once"),
        ]

    def __str__(self):
        return f"{self.rule} {self.sent_on}"
