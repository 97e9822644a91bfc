"""Help beyond visits: who helped whom with what, and what came of it (帮扶记录)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via, scoped
from deputies.models import County, Person, Region

from .households import Household
from .pairings import Helper
from .teams import HelpTeam
from .villages import Cooperative


class HelpRecordQuerySet(models.QuerySet):
    def between(self, since, until):
        """Help that began in the span."""
        return self.filter(started_on__gte=since, started_on__lte=until)

    def reaching_household(self, household):
        """Help to a household: given to it as a whole, or to somebody in it."""
        return self.filter(pk__in=HelpHousehold.objects.filter(household=household).values("record"))


class HelpRecord(ScopedModel):
    """One help: by deputies, a team, a firm or somebody else; to households, persons, a village, a co-op.

    ``township`` is where it counts. ``kind`` is the county's word. ``role`` says how
    the helper took part: deputies coordinate and introduce, they handle no funds (S0-21).
    ``trained``, ``employed`` and ``students`` are counted from the people where these
    are listed by name, else as stated. ``recorder`` is the deputy who wrote the record
    down and may mend it; the township's own records have none.
    """

    reach_paths = {
        "county": "county",
        "township": "township",
        "deputy": Via("pairing.HelpDeputy", row="record", holder="person"),
    }

    class Target(models.TextChoices):
        HOUSEHOLD = "household", "户"
        PERSON = "person", "个人（学生、务工人员）"
        VILLAGE = "village", "村"
        COOP = "coop", "合作社"
        PUBLIC = "public", "群众（不特定）"

    class Role(models.TextChoices):
        COORDINATED = "coordinated", "协调引进"
        GIVEN = "given", "捐助（直接交给受助方）"
        SERVED = "served", "出力出智"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="help_records")
    township = models.ForeignKey(Region, models.PROTECT, related_name="help_records", verbose_name="乡镇")
    kind = models.CharField("帮扶类型", max_length=20)
    target = models.CharField("帮给谁", max_length=10, choices=Target, default=Target.HOUSEHOLD)
    village = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="行政村"
    )
    coop = models.ForeignKey(
        Cooperative,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="help_records",
        verbose_name="合作社",
    )
    team = models.ForeignKey(
        HelpTeam, models.PROTECT, null=True, blank=True, related_name="help_records", verbose_name="帮扶团队"
    )
    helper = models.ForeignKey(
        Helper,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="help_records",
        verbose_name="企业、单位或爱心人士",
    )
    helper_names = models.CharField("谁帮的", max_length=300, blank=True)
    started_on = models.DateField("帮扶日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    title = models.CharField("做了什么", max_length=100)
    detail = models.TextField("具体情况", max_length=1000, blank=True)
    role = models.CharField("怎样参与", max_length=12, choices=Role, blank=True)
    source = models.CharField("从哪里引进", max_length=100, blank=True)
    amount = models.DecimalField("资金或折款（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    goods = models.CharField("物资", max_length=200, blank=True)
    jobs = models.PositiveIntegerField("提供岗位（个）", null=True, blank=True)
    trained = models.PositiveIntegerField("培训人数", null=True, blank=True)
    employed = models.PositiveIntegerField("就业人数", null=True, blank=True)
    students = models.PositiveIntegerField("资助学生（人）", null=True, blank=True)
    members = models.PositiveIntegerField("加入合作社（人）", null=True, blank=True)
    income_gain = models.DecimalField(
        "带动群众增收（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    collective_gain = models.DecimalField(
        "村集体增收（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    led_people = models.PositiveIntegerField("带领致富的群众（人）", null=True, blank=True)
    led_deputies = models.PositiveIntegerField("带动的其他代表（人）", null=True, blank=True)
    deputy_gain = models.DecimalField(
        "带动代表增收（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    stage = models.CharField("项目进度", max_length=12, blank=True)
    for_others = models.BooleanField("也面向一般农户", default=False)
    result = models.CharField("成效", max_length=300, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    recorded_by = models.CharField("记录人", max_length=100, blank=True)
    recorder = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="help_recorded",
        verbose_name="代表本人记的",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped(HelpRecordQuerySet)

    class Meta:
        ordering = ["-started_on", "-id"]
        indexes = [
            models.Index(fields=["township", "-started_on", "-id"], name="help_township"),
            models.Index(fields=["county", "-started_on", "-id"], name="help_county"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
                name="help_ends_after_start",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def audit_label(self) -> str:
        return f"{self.kind} {self.code}"

    def get_absolute_url(self):
        return reverse("pairing:help", args=[self.code])


class HelpPart(ScopedModel):
    """Something that belongs to a help record and is seen by whoever sees it."""

    reach_paths = {
        "county": "record__county",
        "township": "record__township",
        "deputy": Via("pairing.HelpDeputy", row="record", holder="person", at="record"),
    }

    class Meta:
        abstract = True


class HelpDeputy(HelpPart):
    """A deputy who helped."""

    reach_paths = {**HelpPart.reach_paths, "deputy": "person"}

    record = models.ForeignKey(HelpRecord, models.CASCADE, related_name="deputies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="help_given", verbose_name="代表")

    class Meta:
        ordering = ["record", "id"]
        constraints = [models.UniqueConstraint(fields=["record", "person"], name="help_deputy_once")]

    def __str__(self):
        return f"{self.person}"


class HelpHousehold(ScopedModel):
    """A household that was helped; seen from the household's side too."""

    reach_paths = {
        "county": "record__county",
        "township": (
            "household__township",
            "record__township",
            Via("pairing.Pairing", row="household", holder="deputy_township", open_only=True, at="household"),
        ),
        "deputy": (
            Via("pairing.Pairing", row="household", holder="person", open_only=True, at="household"),
            Via("pairing.HelpDeputy", row="record", holder="person", at="record"),
        ),
    }

    record = models.ForeignKey(HelpRecord, models.CASCADE, related_name="households")
    household = models.ForeignKey(Household, models.PROTECT, related_name="help_received")

    class Meta:
        ordering = ["record", "id"]
        constraints = [models.UniqueConstraint(fields=["record", "household"], name="help_household_once")]

    def __str__(self):
        return f"{self.household}"


class HelpedPerson(HelpPart):
    """Somebody by name: trained and given work (S3-31), or a student who is supported (S3-33, S2-52).

    ``is_child`` marks somebody below fourteen: the name is then masked for everybody
    and opened only against a reason (PIPL art. 31).
    """

    class State(models.TextChoices):
        WILLING = "willing", "愿意参加"
        TRAINED = "trained", "已培训"
        EMPLOYED = "employed", "已就业"
        LEFT = "left", "已离岗"
        STUDYING = "studying", "在学"
        GRADUATED = "graduated", "已毕业"

    code = CodeField()
    record = models.ForeignKey(HelpRecord, models.CASCADE, related_name="people")
    name = models.CharField("姓名", max_length=100)
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="helped_people",
        verbose_name="所在户",
    )
    is_child = models.BooleanField("未满 14 周岁", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.TRAINED)
    trained_on = models.DateField("培训日期", null=True, blank=True)
    employed_on = models.DateField("上岗日期", null=True, blank=True)
    left_on = models.DateField("离岗日期", null=True, blank=True)
    place = models.CharField("岗位或学校年级", max_length=60, blank=True)
    monthly_pay = models.DecimalField("月工资（元）", max_digits=9, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField("资助金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        ordering = ["record", "id"]
        indexes = [models.Index(fields=["household"], name="helped_household")]

    def __str__(self):
        return self.name

    @property
    def audit_label(self) -> str:
        return f"帮扶对象 {self.code}"

    def get_absolute_url(self):
        return self.record.get_absolute_url()


class HelpPhoto(HelpPart):
    """A photo of a help; it passed the gate of ``congress_poverty.photos``."""

    code = CodeField()
    record = models.ForeignKey(HelpRecord, models.CASCADE, related_name="photos")
    name = models.CharField(max_length=80, unique=True)
    original_name = models.CharField("原文件名", max_length=255, blank=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["record", "sha256"], name="help_photo_once")]

    def __str__(self):
        return self.original_name or self.name
