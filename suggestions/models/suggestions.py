"""What deputies asked for, and who asked."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via, scoped
from deputies.models import Campaign, County, DeputyGroup, Person, Region, Unit
from visits.models import Visit

from .. import flow

STATE_CHOICES = [(state.value, face.label) for state, face in flow.FACES.items()]


class SuggestionQuerySet(models.QuerySet):
    def raised_in(self, since, until):
        """Raised from ``since`` to ``until``, both included."""
        return self.filter(submitted_on__gte=since, submitted_on__lte=until)

    def handed_over_in(self, since, until):
        """Handed over from ``since`` to ``until``, both included."""
        return self.filter(handed_over_on__gte=since, handed_over_on__lte=until)

    def open(self):
        """Neither closed nor declined nor withdrawn."""
        return self.exclude(state__in=flow.ENDED)

    def overdue(self, *, on):
        """The day for the answer has passed and nothing was delivered."""
        return self.filter(answer_due_on__lt=on)

    def due_soon(self, *, on, until):
        """Still in time, the day for the answer no later than ``until``."""
        return self.filter(answer_due_on__gte=on, answer_due_on__lte=until)

    def drafts_of(self, *, person=None, label=""):
        """Drafts that are one's own: as the lead deputy, or as who writes it down for one."""
        own = Q(lead=person) if person is not None else Q(recorded_by=label)
        return self.filter(own, state=flow.State.DRAFT)

    def may_be_shown(self):
        """Neither confidential nor kept from publication: its title may be told to other deputies."""
        return self.filter(is_confidential=False, is_publishable=True)

    def at_unit(self, unit):
        """Handled, now or in an earlier round, by this unit."""
        from .handling import Assignment

        return self.filter(
            pk__in=Assignment.objects.filter(unit=unit, ended_on__isnull=True).values("suggestion")
        )

    def handled_by_townships(self):
        """Handed over, or passed on, to the government of a township."""
        from .handling import Assignment

        kind = Unit.Kind.TOWNSHIP_GOVERNMENT
        theirs = Assignment.objects.filter(unit__kind=kind, part=flow.Part.LEAD, ended_on__isnull=True)
        return self.filter(pk__in=theirs.values("suggestion"))

    def reported_up(self):
        """Reported to an organ above, whether it answered or not."""
        from .supervision import HigherSubmission

        return self.filter(pk__in=HigherSubmission.objects.exclude(organ="").values("suggestion"))

    def dissatisfied_twice(self, times=2):
        """Rated dissatisfied as often as the county escalates for."""
        return self.filter(dissatisfied_count__gte=times)

    def to_be_rated_by(self, person):
        """Answered in this round, and this proposer has not said yet what the answer is worth."""
        from .answers import Rating

        said = Rating.objects.filter(
            suggestion=OuterRef("pk"), proposer__person=person, round=OuterRef("round")
        )
        own = SuggestionProposer.objects.filter(
            person=person, answer=SuggestionProposer.Answer.CONFIRMED
        ).values("suggestion")
        return self.filter(state__in=(flow.State.REPLIED, flow.State.RATED), pk__in=own).exclude(Exists(said))

    def matching(self, text):
        """By a part of the number or the title, or by the proposing deputy's name or initials."""
        text = text.strip()
        if not text:
            return self
        people = Person.objects.named_like(text).values("pk")
        return self.filter(Q(number__contains=text) | Q(title__contains=text) | Q(lead__in=people))


class Suggestion(ScopedModel):
    """One matter raised by deputies (代表建议), from draft to 办结 and 回头看.

    ``township`` is the delegation it comes from. ``handled_at`` says whose body hands
    over: the county's deputies' committee or the township's presidium (Deputies Law
    art. 51). What is ``merged_into`` another is handled with it and answered and rated
    on its own. ``out_of_scope`` names the class that the limited-objectives guard
    recognised and the proposer overrode. ``answer_due_on`` and ``next_due_on`` repeat the
    ticking clocks for lists; overdue is computed from them, never stored. Only
    ``actions.advance`` changes the state.
    """

    reach_paths = {
        "county": "county",
        "township": "township",
        "deputy": Via("suggestions.SuggestionProposer", row="suggestion", holder="person"),
        "unit": Via("suggestions.Assignment", row="suggestion", holder="unit", open_only=True),
        "link": Via("suggestions.Assignment", row="suggestion", holder="id", open_only=True),
    }

    class RaisedIn(models.TextChoices):
        SESSION = "session", "大会期间"
        BETWEEN = "between", "闭会期间"

    class Level(models.TextChoices):
        COUNTY = "county", "县级"
        TOWNSHIP = "township", "乡级"

    class ProposedBy(models.TextChoices):
        DEPUTIES = "deputies", "代表"
        GROUP = "group", "代表小组"
        DELEGATION = "delegation", "代表团"

    class Dispatch(models.TextChoices):
        """How the work is shared among units (handbook 1.4)."""

        SINGLE = "single", "独办"
        LEAD_AND_CO = "lead_co", "主办协办"
        PARTS = "parts", "分别办理"
        JOINT = "joint", "共同主办"

    class LookBack(models.TextChoices):
        DONE = "done", "已落实"
        PARTLY = "partly", "部分落实"
        NOT_DONE = "not_done", "未落实"

    class Source(models.TextChoices):
        PAGE = "page", "网页"
        PHONE = "phone", "手机"
        LEDGER = "ledger", "台账导入"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="suggestions", db_index=False)
    township = models.ForeignKey(
        Region, models.PROTECT, related_name="suggestions", db_index=False, verbose_name="代表团"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="suggestions", verbose_name="所属活动"
    )
    year = models.PositiveSmallIntegerField("年度", db_index=True)
    number = models.CharField("建议编号", max_length=40, blank=True)
    title = models.CharField("标题（案由）", max_length=100)
    body = models.TextField("反映的情况", max_length=2000, blank=True)
    ask = models.TextField("希望怎么办", max_length=1000, blank=True)
    category = models.CharField("类别", max_length=20, blank=True)
    raised_in = models.CharField("提出时间类别", max_length=8, choices=RaisedIn, default=RaisedIn.BETWEEN)
    handled_at = models.CharField("办理层级", max_length=8, choices=Level, default=Level.COUNTY)
    lead = models.ForeignKey(Person, models.PROTECT, related_name="suggestions_led", verbose_name="领衔代表")
    proposed_by = models.CharField("提出主体", max_length=10, choices=ProposedBy, default=ProposedBy.DEPUTIES)
    group = models.ForeignKey(
        DeputyGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestions",
        verbose_name="代表小组",
    )
    source_visit = models.ForeignKey(
        Visit, models.SET_NULL, null=True, blank=True, related_name="suggestions", verbose_name="来源走访"
    )
    suggested_unit = models.CharField("建议由谁办", max_length=100, blank=True)
    is_confidential = models.BooleanField("要求保密", default=False)
    is_publishable = models.BooleanField("同意公开", default=True)
    out_of_scope = models.CharField("可能不属建议的类别", max_length=20, blank=True)
    scope_override = models.CharField("仍要提交的理由", max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name="并入"
    )
    dispatch = models.CharField("办理方式", max_length=8, choices=Dispatch, blank=True)
    is_complex = models.BooleanField("涉及面广、处理难度大", default=False)
    is_key = models.BooleanField("重点督办", default=False)
    key_leader = models.CharField("领衔督办", max_length=60, blank=True)
    key_on = models.DateField("列为重点日期", null=True, blank=True)

    state = models.CharField("状态", max_length=12, choices=STATE_CHOICES, default=flow.State.DRAFT)
    round = models.PositiveSmallIntegerField("第几次办理", default=1)
    submitted_on = models.DateField("提出日期")
    congress_closed_on = models.DateField("大会闭幕日", null=True, blank=True)
    registered_on = models.DateField("登记日期", null=True, blank=True)
    paused_on = models.DateField("暂停日期", null=True, blank=True)
    handed_over_on = models.DateField("交办日期", null=True, blank=True)
    replied_on = models.DateField("答复日期", null=True, blank=True)
    rated_on = models.DateField("评价日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    look_back = models.CharField("“回头看”情况", max_length=8, choices=LookBack, blank=True)
    look_back_on = models.DateField("“回头看”日期", null=True, blank=True)

    outcome = models.CharField("办理结果", max_length=8, blank=True)
    satisfaction = models.CharField("代表满意度", max_length=24, blank=True)
    reply_count = models.PositiveSmallIntegerField("答复次数", default=0)
    dissatisfied_count = models.PositiveSmallIntegerField("不满意次数", default=0)
    answer_due_on = models.DateField("办理期限", null=True, blank=True)
    next_due_on = models.DateField("最近期限", null=True, blank=True)
    next_clock = models.CharField(max_length=20, blank=True)
    last_step_on = models.DateField(null=True, blank=True)

    note = models.CharField("备注", max_length=200, blank=True)
    source = models.CharField("来源", max_length=8, choices=Source, default=Source.PAGE)
    recorded_by = models.CharField("记录人", max_length=100, blank=True)
    client_uuid = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = scoped(SuggestionQuerySet)

    class Meta:
        ordering = ["-submitted_on", "-id"]
        indexes = [
            models.Index(fields=["county", "-submitted_on", "-id"], name="suggestion_county"),
            models.Index(fields=["township", "-submitted_on", "-id"], name="suggestion_township"),
            models.Index(fields=["county", "answer_due_on"], name="suggestion_county_due"),
            models.Index(fields=["township", "answer_due_on"], name="suggestion_township_due"),
            models.Index(fields=["county", "state"], name="suggestion_county_state"),
        ]
        constraints = [
            # Each body keeps a register of its own and begins it anew each year.
            models.UniqueConstraint(
                fields=["county", "year", "number"],
                condition=Q(handled_at="county") & ~Q(number=""),
                name="suggestion_number_county",
            ),
            models.UniqueConstraint(
                fields=["township", "year", "number"],
                condition=Q(handled_at="township") & ~Q(number=""),
                name="suggestion_number_township",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self):
        return reverse("suggestions:detail", args=[self.code])

    @property
    def face(self) -> flow.Face:
        """Word, icon and tone of the state."""
        return flow.FACES[flow.State(self.state)]


class SuggestionProposer(ScopedModel):
    """A deputy who proposes: the lead, or one who co-signs and confirms that it is their will too."""

    reach_paths = {
        "county": "suggestion__county",
        "township": "suggestion__township",
        "deputy": Via("suggestions.SuggestionProposer", row="suggestion", holder="person", at="suggestion"),
        "unit": Via(
            "suggestions.Assignment", row="suggestion", holder="unit", open_only=True, at="suggestion"
        ),
        "link": Via("suggestions.Assignment", row="suggestion", holder="id", open_only=True, at="suggestion"),
    }

    class Role(models.TextChoices):
        LEAD = "lead", "领衔"
        CO = "co", "附议"

    class Answer(models.TextChoices):
        ASKED = "asked", "等待附议"
        CONFIRMED = "confirmed", "已确认"
        DECLINED = "declined", "不附议"

    code = CodeField()
    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="proposers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="suggestions_proposed")
    role = models.CharField("身份", max_length=4, choices=Role, default=Role.CO)
    answer = models.CharField("附议", max_length=10, choices=Answer, default=Answer.ASKED)
    answered_on = models.DateField("确认日期", null=True, blank=True)
    withdrawal_agreed_on = models.DateField("同意撤回日期", null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "person"], name="proposer_once"),
            models.UniqueConstraint(
                fields=["suggestion"], condition=Q(role="lead"), name="proposer_one_lead"
            ),
        ]

    def __str__(self):
        return str(self.person)
