"""What voters brought to a station or a market-day reception, and what became of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via, scoped
from congress_poverty.sealed import SealedField
from deputies.models import County, Person, Region, Station

from .activities import Activity
from .rosters import DutyDay


class MarketDay(ScopedModel):
    """圩日主题大接待: several stations' deputies and partner units in one public place (S4-37).

    ``activity`` is the same day as an activity: its list of names is the crew, with the sign-in
    sheet and who was on leave, and it counts wherever activities are counted.
    """

    reach_paths = {
        "county": "county",
        "township": "township",
        "deputy": Via("visits.MarketDayDeputy", row="market_day", holder="person"),
    }

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="+")
    township = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="乡镇")
    held_on = models.DateField("日期")
    theme = models.CharField("主题", max_length=100)
    place = models.CharField("地点", max_length=100, blank=True)
    partners = models.JSONField("联合单位", default=list, blank=True)
    leaflets = models.PositiveIntegerField("发放资料（份）", null=True, blank=True)
    summary = models.CharField("活动情况", max_length=500, blank=True)
    stations = models.ManyToManyField(
        Station, blank=True, related_name="market_days", verbose_name="参加的站室"
    )
    activity = models.OneToOneField(
        Activity, models.SET_NULL, null=True, blank=True, related_name="market_day"
    )
    recorded_by = models.CharField("记录人", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self):
        return self.theme

    def get_absolute_url(self):
        return reverse("visits:market_day", args=[self.code])


class MarketDayDeputy(ScopedModel):
    """A deputy who received voters there, for a station where one sent them."""

    reach_paths = {"county": "market_day__county", "township": "market_day__township", "deputy": "person"}

    market_day = models.ForeignKey(MarketDay, models.CASCADE, related_name="deputies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="代表")

    class Meta:
        ordering = ["market_day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["market_day", "person"], name="market_day_deputy_once")
        ]

    def __str__(self):
        return str(self.person)


class ReceptionQuerySet(models.QuerySet):
    def open(self):
        """Nobody has said yet what became of it."""
        return self.filter(state__in=(Reception.State.HEARD, Reception.State.ROUTED))

    def late(self, on):
        """Whoever got it has let the day pass."""
        return self.filter(state=Reception.State.ROUTED, due_on__lt=on)

    def untold(self):
        """There is a result, and deputy or voter have not heard it."""
        return self.filter(state=Reception.State.DONE)

    def of_span(self, since, until):
        return self.filter(received_on__gte=since, received_on__lte=until)

    def matching(self, word: str):
        people = Person.objects.named_like(word).values("pk")
        heard = ReceptionDeputy.objects.filter(person__in=people).values("reception")
        return self.filter(Q(words__contains=word) | Q(pk__in=heard))


class Reception(ScopedModel):
    """One matter of one voter (接待登记). The words are the voter's own.

    heard → routed → done → closed; what is answered at once is done at once. It is closed
    when both the deputy and the voter have been told (S4-36).
    """

    # The station's head reads the station's register, a deputy what the deputy received.
    reach_paths = {
        "county": "county",
        "township": "township",
        "deputy": (
            Via("visits.ReceptionDeputy", row="reception", holder="person"),
            Via("deputies.Station", row="id", holder="head", at="station"),
        ),
    }

    class State(models.TextChoices):
        HEARD = "heard", "待研判"
        ROUTED = "routed", "办理中"
        DONE = "done", "待反馈"
        CLOSED = "closed", "已反馈"

    class Scope(models.TextChoices):
        INDIVIDUAL = "individual", "个别问题"
        COMMON = "common", "集中反映的问题"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="+", db_index=False)
    township = models.ForeignKey(
        Region, models.PROTECT, related_name="+", db_index=False, verbose_name="乡镇"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="receptions", verbose_name="站室"
    )
    duty_day = models.ForeignKey(DutyDay, models.SET_NULL, null=True, blank=True, related_name="receptions")
    market_day = models.ForeignKey(
        MarketDay, models.PROTECT, null=True, blank=True, related_name="receptions"
    )
    received_on = models.DateField("接待日期")
    source = models.CharField("来源", max_length=20, blank=True)
    voter_name = models.CharField("来访人", max_length=60, blank=True)
    voter_phone = SealedField("电话")
    village = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="村（社区）"
    )
    is_confidential = models.BooleanField("要求保密", default=False)
    people_count = models.PositiveSmallIntegerField("反映人数", default=1)
    words = models.TextField("反映的事", max_length=600)
    topic = models.CharField("类别", max_length=20, blank=True)
    scope = models.CharField("个别还是集中", max_length=10, choices=Scope, blank=True)
    advice = models.CharField("当场怎么说的", max_length=300, blank=True)
    route = models.CharField("去向", max_length=20, blank=True)
    routed_to = models.CharField("转给谁", max_length=100, blank=True)
    routed_on = models.DateField("转办日期", null=True, blank=True)
    due_on = models.DateField("应答复日期", null=True, blank=True)
    result = models.CharField("办理结果", max_length=500, blank=True)
    result_on = models.DateField("结果日期", null=True, blank=True)
    told_deputy_on = models.DateField("告诉代表日期", null=True, blank=True)
    told_voter_on = models.DateField("告诉来访人日期", null=True, blank=True)
    told_how = models.CharField("怎么告诉的", max_length=200, blank=True)
    is_satisfied = models.BooleanField("来访人满意", null=True, blank=True)
    state = models.CharField("情况", max_length=8, choices=State, default=State.HEARD)
    urged = models.PositiveSmallIntegerField("催办次数", default=0)
    recorded_by = models.CharField("记录人", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped(ReceptionQuerySet)

    class Meta:
        ordering = ["-received_on", "-id"]
        indexes = [
            models.Index(fields=["county", "-received_on", "-id"], name="reception_county"),
            models.Index(fields=["township", "-received_on", "-id"], name="reception_township"),
            models.Index(fields=["station", "-received_on"], name="reception_station"),
        ]

    def __str__(self):
        return self.words[:30]

    @property
    def audit_label(self) -> str:
        """People's own words stay out of the audit."""
        return self.code

    def get_absolute_url(self):
        return reverse("visits:reception", args=[self.code])


class ReceptionDeputy(ScopedModel):
    """A deputy who received the voter."""

    reach_paths = {"county": "reception__county", "township": "reception__township", "deputy": "person"}

    reception = models.ForeignKey(Reception, models.CASCADE, related_name="deputies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="receptions", verbose_name="代表")

    class Meta:
        ordering = ["reception", "id"]
        constraints = [models.UniqueConstraint(fields=["reception", "person"], name="reception_deputy_once")]

    def __str__(self):
        return str(self.person)


class ReceptionUrge(ScopedModel):
    """Whoever got the matter was asked again."""

    reach_paths = {
        "county": "reception__county",
        "township": "reception__township",
        "deputy": (
            Via("visits.ReceptionDeputy", row="reception", holder="person", at="reception"),
            Via("deputies.Station", row="id", holder="head", at="reception__station"),
        ),
    }

    reception = models.ForeignKey(Reception, models.CASCADE, related_name="urges")
    urged_on = models.DateField("催办日期")
    urged_by = models.CharField("催办人", max_length=100)
    words = models.CharField("说了什么", max_length=200, blank=True)

    class Meta:
        ordering = ["-urged_on", "-id"]

    def __str__(self):
        return f"{self.urged_on} {self.urged_by}"
