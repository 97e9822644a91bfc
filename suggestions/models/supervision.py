"""Who watches over the handling, what they did, and how units are judged for the year."""

from django.db import models
from django.urls import reverse

from congress_poverty.calendar import spoken
from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, scoped
from deputies.models import County, Region, Unit

from .answers import Promise
from .handling import WITH_SUGGESTION, Assignment
from .suggestions import Suggestion


class KeyDecision(ScopedModel):
    """A decision of the council of chairpersons (主任会议) on key suggestions: 代表法 52.

    ``township`` is set where a township's presidium decides.
    """

    reach_paths = {"county": "county", "township": "township"}

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="key_decisions")
    township = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="key_decisions")
    year = models.PositiveSmallIntegerField("年度")
    meeting = models.CharField("会议", max_length=100, help_text="例如：第十八届第二十次主任会议")
    decided_on = models.DateField("决定日期")
    document = models.CharField("文号", max_length=60, blank=True)
    recorded_by = models.CharField("记录人", max_length=100, blank=True)

    class Meta:
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "meeting", "decided_on"],
                condition=models.Q(township__isnull=True),
                name="key_decision_once_county",
            ),
            models.UniqueConstraint(
                fields=["township", "meeting", "decided_on"], name="key_decision_once_township"
            ),
        ]

    def __str__(self):
        return f"{self.meeting}（{spoken(self.decided_on)}）"

    def get_absolute_url(self):
        return reverse("suggestions:key_decision", args=[self.code])


class SupervisorQuerySet(models.QuerySet):
    def current(self):
        """Still watching."""
        return self.filter(until__isnull=True)


class Supervisor(ScopedModel):
    """Somebody who watches over one suggestion, from when to when: one item may have several, over years.

    The ways are those of S2-55: a leader leads, a committee in its field, deputies inspect.
    """

    reach_paths = WITH_SUGGESTION

    class Way(models.TextChoices):
        LEADER = "leader", "常委会领导领衔督办"
        COMMITTEE = "committee", "专（工）委归口督办"
        DEPUTIES = "deputies", "代表视察督办"
        GOVERNMENT = "government", "政府领导领办"

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="supervisors")
    way = models.CharField("督办方式", max_length=10, choices=Way)
    name = models.CharField("督办人", max_length=100)
    office = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="supervised")
    decision = models.ForeignKey(
        KeyDecision, models.SET_NULL, null=True, blank=True, related_name="supervisors"
    )
    criteria = models.JSONField("选定依据", default=list, blank=True)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)

    objects = scoped(SupervisorQuerySet)

    class Meta:
        ordering = ["since", "id"]

    def __str__(self):
        return f"{self.name}（{self.get_way_display()}）"


class SupervisionEvent(ScopedModel):
    """What was done to get a suggestion or a promise moving: people, date, document and outcome.

    ``kind`` is one of the pack's ``supervision_methods`` (督办会, 现场点评 …) or, with
    ``is_escalation``, of its ``escalations`` (约见, 评议, 询问 …: S2-22, S0-57).
    """

    reach_paths = WITH_SUGGESTION

    class Outcome(models.TextChoices):
        PLANNED = "planned", "待开展"
        CONTINUE = "continue", "继续办理"
        REHANDLE = "rehandle", "重新办理"
        SETTLED = "settled", "可以办结"

    code = CodeField()
    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="supervision_events")
    promise = models.ForeignKey(Promise, models.SET_NULL, null=True, blank=True, related_name="events")
    kind = models.CharField("方式", max_length=24)
    is_escalation = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(default=1)
    decided_on = models.DateField("决定日期")
    held_on = models.DateField("开展日期", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    people = models.CharField("参加人", max_length=300, blank=True)
    document = models.CharField("文件", max_length=100, blank=True)
    findings = models.TextField("情况和意见", max_length=1000, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, default=Outcome.PLANNED)
    recorded_by = models.CharField("记录人", max_length=100, blank=True)

    class Meta:
        ordering = ["decided_on", "id"]

    def __str__(self):
        return f"{self.kind} {self.held_on or self.decided_on}"


class UrgeLetter(ScopedModel):
    """A 催办函 to one unit about one or more suggestions, with a number of the body that sends it.

    ``township`` is set where a township's presidium sends it.
    """

    reach_paths = {"county": "county", "township": "township", "unit": "unit"}

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="urge_letters")
    township = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="urge_letters")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="urge_letters", verbose_name="承办单位")
    assignments = models.ManyToManyField(Assignment, related_name="urge_letters")
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")
    number = models.CharField("编号", max_length=60)
    sent_on = models.DateField("发函日期")
    message = models.TextField("催办的话", max_length=300)
    sent_by = models.CharField("发函人", max_length=100)

    class Meta:
        ordering = ["-sent_on", "-serial"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "year", "serial"],
                condition=models.Q(township__isnull=True),
                name="urge_letter_serial_county",
            ),
            models.UniqueConstraint(
                fields=["township", "year", "serial"], name="urge_letter_serial_township"
            ),
        ]

    def __str__(self):
        return f"催办函 {self.number}"


class HigherSubmission(ScopedModel):
    """A matter that went up, and what came of it.

    Deputies of a higher congress took it there (S0-43), or the office reported it to an
    organ above (分层交办, S2-56): then ``organ`` says which.
    """

    reach_paths = WITH_SUGGESTION

    class Level(models.TextChoices):
        CITY = "city", "市级"
        PROVINCE = "province", "省级"
        NATIONAL = "national", "全国"

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="higher_submissions")
    level = models.CharField("提到哪级", max_length=10, choices=Level)
    carried_by = models.CharField("由哪位代表提出", max_length=60, blank=True)
    organ = models.CharField("报给哪个机关", max_length=100, blank=True)
    submitted_on = models.DateField("提出日期")
    number = models.CharField("上级建议编号", max_length=60, blank=True)
    outcome = models.CharField("上级办理结果", max_length=300, blank=True)
    outcome_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        ordering = ["submitted_on", "id"]

    def __str__(self):
        return f"{self.get_level_display()} {self.carried_by or self.organ}"


class UnitAppraisal(ScopedModel):
    """The year's review of one unit's handling (S4-50 评议): the vote and what was found.

    What the rows say (on time, solved, satisfied) is computed by ``figures``; only what
    people decided is kept here.
    """

    reach_paths = {"county": "county", "unit": "unit"}

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="unit_appraisals")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appraisals", verbose_name="承办单位")
    year = models.PositiveSmallIntegerField("年度")
    held_on = models.DateField("评议日期", null=True, blank=True)
    team = models.CharField("评议组", max_length=300, blank=True)
    report_on = models.DateField("单位报告日期", null=True, blank=True)
    votes_satisfied = models.PositiveSmallIntegerField("满意票", default=0)
    votes_basically = models.PositiveSmallIntegerField("基本满意票", default=0)
    votes_dissatisfied = models.PositiveSmallIntegerField("不满意票", default=0)
    findings = models.TextField("评议意见", max_length=1000, blank=True)
    recorded_by = models.CharField("记录人", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-year", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["county", "unit", "year"], name="unit_appraisal_once"),
        ]

    def __str__(self):
        return f"{self.year}年 {self.unit}"
