"""What people say before it is a suggestion: opinions, gathered, compared and put together."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, scoped
from deputies.models import County, Person, Region
from visits.models import Activity, Reception, Visit

from ..flow import Face
from .suggestions import Suggestion


class OpinionCluster(ScopedModel):
    """Opinions about the same thing: raised together, or chosen as a topic of key supervision (S0-11)."""

    reach_paths = {"county": "county", "township": "township"}

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="opinion_clusters")
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="opinion_clusters", verbose_name="乡镇"
    )
    title = models.CharField("共同的问题", max_length=100)
    category = models.CharField("类别", max_length=20, blank=True)
    is_key_topic = models.BooleanField("列为重点监督议题", default=False)
    key_on = models.DateField("列为重点日期", null=True, blank=True)
    suggestion = models.ForeignKey(
        Suggestion, models.SET_NULL, null=True, blank=True, related_name="opinion_clusters"
    )
    recorded_by = models.CharField("整理人", max_length=100, blank=True)
    created_on = models.DateField("整理日期")

    class Meta:
        ordering = ["-created_on", "-id"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("suggestions:cluster", args=[self.code])


FACES = {
    "new": Face("待研判", "inbox", "busy"),
    "verify": Face("待核实", "search", "busy"),
    "suggested": Face("已成建议", "chat-square-text", "good"),
    "routed": Face("已转有关机关", "send", "good"),
    "answered": Face("已当面答复", "check-circle", "good"),
    "kept": Face("留存备查", "inbox"),
}


class OpinionQuerySet(models.QuerySet):
    def waiting(self):
        """Heard and not yet decided on."""
        return self.filter(state=OpinionItem.State.NEW)

    def matching(self, text):
        """By a part of what was said, or by who heard it."""
        people = Person.objects.named_like(text).values("pk")
        return self.filter(Q(words__contains=text) | Q(heard_by__in=people))


class OpinionItem(ScopedModel):
    """One thing that people said, in their own words (S0-10), until it is decided on.

    ``sources`` are the groups of people it was heard from (S0-16): it counts as checked
    when the county's number of them agree. Its way out is a suggestion, another organ
    with a slip, or an answer on the spot; deputies do not settle it themselves (S0-19).
    """

    reach_paths = {"county": "county", "township": "township", "deputy": "heard_by"}

    class State(models.TextChoices):
        NEW = "new", "待研判"
        VERIFY = "verify", "待核实"
        SUGGESTED = "suggested", "已成建议"
        ROUTED = "routed", "已转有关机关"
        ANSWERED = "answered", "已当面答复"
        KEPT = "kept", "留存备查"

    class Heard(models.TextChoices):
        VISIT = "visit", "走访"
        RECEPTION = "reception", "接待选民"
        FORUM = "forum", "座谈会"
        INSPECTION = "inspection", "视察调研"
        LETTER = "letter", "来信来电"

    class Scope(models.TextChoices):
        INDIVIDUAL = "individual", "个别问题"
        COMMON = "common", "集中反映的问题"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="opinions", db_index=False)
    township = models.ForeignKey(
        Region, models.PROTECT, related_name="opinions", db_index=False, verbose_name="乡镇"
    )
    village = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="村（社区）"
    )
    heard_by = models.ForeignKey(Person, models.PROTECT, related_name="opinions", verbose_name="听取代表")
    heard = models.CharField("从哪里听到", max_length=10, choices=Heard, default=Heard.VISIT)
    visit = models.ForeignKey(Visit, models.SET_NULL, null=True, blank=True, related_name="opinions")
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="opinions")
    reception = models.ForeignKey(Reception, models.SET_NULL, null=True, blank=True, related_name="opinions")
    heard_on = models.DateField("听取日期")
    words = models.TextField("群众原话", max_length=600)
    category = models.CharField("类别", max_length=20, blank=True)
    scope = models.CharField("个别还是集中", max_length=10, choices=Scope, blank=True)
    people_count = models.PositiveSmallIntegerField("反映人数", default=1)
    sources = models.JSONField("听取对象", default=list, blank=True)
    cause = models.CharField("形成原因", max_length=300, blank=True)
    policy_basis = models.CharField("政策依据", max_length=300, blank=True)
    state = models.CharField("处理情况", max_length=10, choices=State, default=State.NEW)
    decided_on = models.DateField("研判日期", null=True, blank=True)
    decision = models.CharField("研判意见", max_length=300, blank=True)
    out_of_scope = models.CharField("不属建议的类别", max_length=20, blank=True)
    scope_override = models.CharField("仍作建议的理由", max_length=200, blank=True)
    routed_to = models.CharField("转给哪个机关", max_length=100, blank=True)
    slip_number = models.CharField("转办单编号", max_length=40, blank=True)
    cluster = models.ForeignKey(
        OpinionCluster, models.SET_NULL, null=True, blank=True, related_name="opinions"
    )
    suggestion = models.ForeignKey(
        Suggestion, models.SET_NULL, null=True, blank=True, related_name="opinions"
    )
    told_back_on = models.DateField("向群众反馈日期", null=True, blank=True)
    told_back = models.CharField("怎么反馈的", max_length=200, blank=True)
    client_uuid = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    recorded_by = models.CharField("记录人", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(OpinionQuerySet)

    class Meta:
        ordering = ["-heard_on", "-id"]
        indexes = [
            models.Index(fields=["county", "-heard_on", "-id"], name="opinion_county"),
            models.Index(fields=["township", "-heard_on", "-id"], name="opinion_township"),
        ]

    def __str__(self):
        return self.words[:30]

    @property
    def audit_label(self) -> str:
        """People's own words stay out of the audit."""
        return self.code

    @property
    def face(self) -> Face:
        return FACES[self.state]

    def get_absolute_url(self):
        return reverse("suggestions:opinion", args=[self.code])
