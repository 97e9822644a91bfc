"""What the units answered, what the deputies think of it, and what was promised."""

from django.db import models

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel

from .handling import WITH_SUGGESTION, Assignment
from .suggestions import Suggestion, SuggestionProposer


class Reply(ScopedModel):
    """A unit's answer of one round: the signed letter and the meeting, delivered when both are there.

    The parts are filled in any order. ``met_on`` with ``is_waived`` is the day on which
    the deputy agreed in writing to do without a meeting.
    """

    reach_paths = WITH_SUGGESTION

    class Manner(models.TextChoices):
        ON_SITE = "on_site", "现场"
        MEETING = "meeting", "座谈"
        CALL = "call", "上门"
        UNKNOWN = "unknown", "见面"

    code = CodeField()
    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="replies")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, related_name="replies")
    round = models.PositiveSmallIntegerField(default=1)
    written_on = models.DateField("签发日期", null=True, blank=True)
    doc_no = models.CharField("文号", max_length=60, blank=True)
    signed_by = models.CharField("签发人", max_length=60, blank=True)
    result_code = models.CharField("结果类别", max_length=8, blank=True)
    summary = models.CharField("摘要", max_length=200, blank=True)
    body = models.TextField("正文", max_length=5000, blank=True)
    reason = models.CharField("原因与依据", max_length=300, blank=True)
    promise_due_on = models.DateField("计划完成时间", null=True, blank=True)
    promise_by = models.CharField("责任人", max_length=60, blank=True)
    met_on = models.DateField("见面日期", null=True, blank=True)
    met_place = models.CharField("地点", max_length=100, blank=True)
    met_manner = models.CharField("方式", max_length=8, choices=Manner, blank=True)
    unit_people = models.CharField("单位参加人", max_length=200, blank=True)
    deputy_people = models.CharField("代表参加人", max_length=200, blank=True)
    deputy_opinion = models.CharField("代表意见", max_length=300, blank=True)
    is_waived = models.BooleanField("代表书面同意不见面", default=False)
    delivered_on = models.DateField("送达日期", null=True, blank=True)
    entered_by = models.CharField("代录人", max_length=100, blank=True)

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment"], name="reply_once_an_assignment"),
        ]

    def __str__(self):
        return f"第{self.round}次答复"


class Rating(ScopedModel):
    """What one proposer thinks of one round's answer. Silence is no row, never 满意."""

    reach_paths = WITH_SUGGESTION

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="ratings")
    proposer = models.ForeignKey(SuggestionProposer, models.CASCADE, related_name="ratings")
    round = models.PositiveSmallIntegerField(default=1)
    result = models.CharField("办理结果", max_length=24)
    attitude = models.CharField("办理态度", max_length=24, blank=True)
    reasons = models.JSONField("不满意的原因", default=list, blank=True)
    remark = models.CharField("一句话说明", max_length=300, blank=True)
    rated_on = models.DateField("评价日期")
    entered_by = models.CharField("代录人", max_length=100, blank=True)
    counts = models.BooleanField("计入满意率", default=False)

    class Meta:
        ordering = ["round", "-counts", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposer", "round"], name="rating_once_a_round"),
        ]

    def __str__(self):
        return f"{self.proposer} {self.result}"


class Promise(ScopedModel):
    """What a unit said it would still do: outlives the reply until somebody has looked (承诺事项)."""

    reach_paths = WITH_SUGGESTION

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="promises")
    reply = models.OneToOneField(Reply, models.CASCADE, related_name="promise")
    text = models.CharField("承诺事项", max_length=200)
    due_on = models.DateField("完成时间", null=True, blank=True)
    responsible = models.CharField("责任人", max_length=60, blank=True)
    kept_on = models.DateField("落实日期", null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self):
        return self.text
