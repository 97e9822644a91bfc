"""What the units answered, what the deputies think of it, and what was promised."""

from django.db import models

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, scoped
from deputies.models import Unit

from .handling import WITH_SUGGESTION, Assignment
from .suggestions import Suggestion, SuggestionProposer


class Reply(ScopedModel):
    """A unit's answer of one round: the signed letter and the meeting, delivered when both are there.

    The parts are filled in any order. ``met_on`` with ``is_waived`` is the day on which
    the deputy agreed in writing to do without a meeting.
    """

    reach_paths = WITH_SUGGESTION | {"link": "assignment"}

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
    is_public = models.BooleanField("公开答复", default=True)
    withheld_reason = models.CharField("不公开的理由", max_length=200, blank=True)
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
    """What one proposer thinks of one round's answer. Silence is no row, never 满意.

    Where somebody else entered it, ``told_on`` is the day on which the deputy was told.
    """

    reach_paths = WITH_SUGGESTION

    class Entered(models.TextChoices):
        PHONE = "phone", "电话"
        PAPER = "paper", "纸质"

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="ratings")
    proposer = models.ForeignKey(SuggestionProposer, models.CASCADE, related_name="ratings")
    round = models.PositiveSmallIntegerField(default=1)
    result = models.CharField("办理结果", max_length=24)
    attitude = models.CharField("办理态度", max_length=24, blank=True)
    reasons = models.JSONField("不满意的原因", default=list, blank=True)
    remark = models.CharField("一句话说明", max_length=300, blank=True)
    rated_on = models.DateField("评价日期")
    entered_by = models.CharField("代录人", max_length=100, blank=True)
    entered_how = models.CharField("代录依据", max_length=8, choices=Entered, blank=True)
    called_by = models.CharField("通话人", max_length=60, blank=True)
    told_on = models.DateField("告知代表日期", null=True, blank=True)
    counts = models.BooleanField("计入满意率", default=False)

    class Meta:
        ordering = ["round", "-counts", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposer", "round"], name="rating_once_a_round"),
        ]

    def __str__(self):
        return f"{self.proposer} {self.result}"


class Delivery(ScopedModel):
    """How an answer came to one proposer: sent to each, or relayed by the lead (青岛 28, 山东 20)."""

    reach_paths = WITH_SUGGESTION

    class Way(models.TextChoices):
        DIRECT = "direct", "直接送达"
        RELAYED = "relayed", "领衔代表转达"
        PAPER = "paper", "纸质送达"

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="deliveries")
    reply = models.ForeignKey(Reply, models.CASCADE, related_name="deliveries")
    proposer = models.ForeignKey(SuggestionProposer, models.CASCADE, related_name="deliveries")
    way = models.CharField("送达方式", max_length=8, choices=Way, default=Way.DIRECT)
    delivered_on = models.DateField("送达日期")
    seen_on = models.DateField("代表收到日期", null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["reply", "proposer"], name="delivery_once")]

    def __str__(self):
        return f"{self.proposer} {self.delivered_on}"


class PromiseQuerySet(models.QuerySet):
    def open(self):
        """Not yet kept, nor given up after a look on the spot."""
        return self.filter(kept_on__isnull=True, ended_on__isnull=True)

    def due_by(self, day):
        """Open, and promised for ``day`` or earlier."""
        return self.open().filter(due_on__lte=day)

    def up_to_year(self, year):
        """In the ledger of ``year`` or of one before it: carried there, or answered then."""
        answered = models.Q(carried_to=None, reply__delivered_on__year__lte=year)
        return self.filter(answered | models.Q(carried_to__lte=year))

    def in_year(self, year):
        """In the ledger of ``year``: last carried there, or answered in it."""
        answered = models.Q(carried_to=None, reply__delivered_on__year=year)
        return self.filter(answered | models.Q(carried_to=year))

    def unmet(self):
        """Seen on the spot, or by the deputy, not to be what was promised, and not given up."""
        not_done = Promise.Check.NOT_DONE, Promise.Check.PARTLY
        return self.filter(models.Q(check_result__in=not_done) | models.Q(is_disputed=True), ended_on=None)


class Promise(ScopedModel):
    """What a unit said it would still do (承诺事项): its own ledger, which outlives year and term.

    Chased until ``kept_on``; then answered again (``answer``), rated by the lead deputy
    (重庆条例 26–28 ask twice) and looked at on the spot (回头看). ``carried_to`` is the last
    year to which it was carried over.
    """

    reach_paths = WITH_SUGGESTION

    class Check(models.TextChoices):
        DONE = "done", "已落实"
        PARTLY = "partly", "部分落实"
        NOT_DONE = "not_done", "未落实"

    code = CodeField()
    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="promises")
    reply = models.OneToOneField(Reply, models.CASCADE, related_name="promise")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="promises", verbose_name="承诺单位"
    )
    text = models.CharField("承诺事项", max_length=200)
    due_on = models.DateField("完成时间", null=True, blank=True)
    first_due_on = models.DateField("最初承诺的时间", null=True, blank=True)
    times_postponed = models.PositiveSmallIntegerField("推迟次数", default=0)
    responsible = models.CharField("责任人", max_length=60, blank=True)
    kept_on = models.DateField("落实日期", null=True, blank=True)
    answer = models.CharField("落实情况", max_length=500, blank=True)
    satisfaction = models.CharField("代表对落实的评价", max_length=24, blank=True)
    is_disputed = models.BooleanField("代表不认可落实", default=False)
    rated_on = models.DateField("评价日期", null=True, blank=True)
    checked_on = models.DateField("回头看日期", null=True, blank=True)
    check_result = models.CharField("回头看结果", max_length=8, choices=Check, blank=True)
    carried_to = models.PositiveSmallIntegerField("转入年度", null=True, blank=True)
    ended_on = models.DateField("不再跟踪日期", null=True, blank=True)
    end_reason = models.CharField("不再跟踪的理由", max_length=200, blank=True)

    objects = scoped(PromiseQuerySet)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["kept_on", "due_on"], name="promise_due")]

    def __str__(self):
        return self.text

    @property
    def year(self) -> int:
        """The year in whose ledger it stands."""
        return self.carried_to or self.reply.delivered_on.year


class Paper(ScopedModel):
    """A file that belongs to a suggestion: the stamped letter, a meeting record, minutes.

    It passed the gate of ``visits.papers``; it lies outside the web root and leaves
    only through a view that checks the reach.
    """

    reach_paths = WITH_SUGGESTION

    class Kind(models.TextChoices):
        REPLY = "reply", "答复函"
        MEETING = "meeting", "见面沟通记录"
        WAIVER = "waiver", "代表书面意见"
        SURVEY = "survey", "征询意见表"
        MINUTES = "minutes", "会议或督办记录"
        OTHER = "other", "其他材料"

    code = CodeField()
    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="papers")
    assignment = models.ForeignKey(Assignment, models.SET_NULL, null=True, blank=True, related_name="papers")
    kind = models.CharField("材料", max_length=8, choices=Kind, default=Kind.OTHER)
    name = models.CharField(max_length=80, unique=True)
    original_name = models.CharField("原文件名", max_length=255)
    content_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_on = models.DateField("上传日期")
    added_by = models.CharField("上传人", max_length=100)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "sha256", "kind"], name="paper_once"),
        ]

    def __str__(self):
        return self.original_name
