"""The household's file: one household, one ledger (一户一台账)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via, scoped
from congress_poverty.sealed import SealedField
from deputies.models import County, Region


class CodeEntryQuerySet(models.QuerySet):
    def of(self, table: str, on):
        """The words of a table that hold on the day, in the table's order."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_until__isnull=True) | Q(valid_until__gte=on),
            table=table,
        ).order_by("order", "id")


class CodeEntry(models.Model):
    """A word of a code table with the time it holds (handbook §4.3, §4.5).

    The vocabulary moved twice (贫困户 → 脱贫户 and 监测对象 → 防止返贫致贫对象), so a
    form offers the words valid on the day it is about. A public vocabulary,
    therefore not scoped.
    """

    class Table(models.TextChoices):
        STATUS = "status", "户类型"
        CATEGORY = "category", "贫困户属性"
        CAUSE = "cause", "致贫原因"
        RISK = "risk", "返贫致贫风险"
        MEASURE = "measure", "帮扶措施"
        NEED = "need", "需求"

    table = models.CharField("代码表", max_length=12, choices=Table)
    label = models.CharField("名称", max_length=40)
    aliases = models.JSONField("别名", default=list, blank=True)
    valid_from = models.DateField("启用", null=True, blank=True)
    valid_until = models.DateField("停用", null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    source = models.CharField("来源", max_length=100, blank=True)

    objects = CodeEntryQuerySet.as_manager()

    class Meta:
        ordering = ["table", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["table", "label"], name="code_entry_once")]

    def __str__(self):
        return self.label


class HouseholdQuerySet(models.QuerySet):
    def paired(self, on):
        """Households that somebody looks after on the day."""
        from .pairings import Pairing

        return self.filter(pk__in=Pairing.objects.active(on).values("household"))

    def at_risk(self):
        """Households that a check after the exit has flagged (S3-42)."""
        return self.filter(relapse_flag_on__isnull=False)

    def named_like(self, text: str):
        """By a part of the head's name or by pinyin initials."""
        text = text.strip()
        if text.isascii():
            return self.filter(pinyin__contains=text.lower())
        return self.filter(head_name__contains=text)


class Household(ScopedModel):
    """A household on the county's books.

    Tier 1: village and code. Tier 2: names. Tier 3, sealed: ID number, phone,
    bank account, illness. ``status`` repeats the last ``HouseholdStatus``.
    Population is counted from the members, never typed.
    """

    reach_paths = {
        "county": "county",
        # Its own township, and the township whose deputy looks after it now.
        "township": (
            "township",
            Via("pairing.Pairing", row="household", holder="deputy_township", open_only=True),
        ),
        "deputy": Via("pairing.Pairing", row="household", holder="person", open_only=True),
    }

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="households")
    township = models.ForeignKey(Region, models.PROTECT, related_name="households", verbose_name="乡镇")
    village = models.ForeignKey(
        Region, models.PROTECT, related_name="village_households", verbose_name="行政村"
    )
    natural_village = models.CharField("自然村（组）", max_length=60, blank=True)
    head_name = models.CharField("户主姓名", max_length=100)
    pinyin = models.CharField(max_length=160, blank=True)
    id_number = SealedField("户主身份证号")
    id_index = models.CharField(max_length=32, blank=True, db_index=True)
    phone = SealedField("联系电话")
    bank_account = SealedField("银行账号")
    illness_note = SealedField("病情说明")
    category = models.CharField("贫困户属性", max_length=20, blank=True)
    status = models.CharField("户类型", max_length=20, blank=True)
    main_cause = models.CharField("主要致贫原因", max_length=20, blank=True)
    other_causes = models.JSONField("其他致贫原因", default=list, blank=True)
    population = models.PositiveSmallIntegerField("家庭人口", default=0)
    labour_count = models.PositiveSmallIntegerField("劳动力人数", null=True, blank=True)
    identified_year = models.PositiveSmallIntegerField("识别年度", null=True, blank=True)
    exit_year = models.PositiveSmallIntegerField("脱贫年度", null=True, blank=True)
    housing = models.CharField("住房情况", max_length=20, blank=True)
    arable_mu = models.DecimalField("耕地面积（亩）", max_digits=8, decimal_places=2, null=True, blank=True)
    measures = models.JSONField("帮扶措施", default=list, blank=True)
    plan = models.TextField("帮扶计划（一户一策）", max_length=1000, blank=True)
    target = models.CharField("目标", max_length=200, blank=True)
    target_year = models.PositiveSmallIntegerField("目标年度", null=True, blank=True)
    outcome = models.CharField("成效", max_length=300, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    relapse_flag_on = models.DateField("返贫风险标记", null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = scoped(HouseholdQuerySet)

    class Meta:
        indexes = [
            models.Index(fields=["township", "village", "id"], name="household_township"),
            models.Index(fields=["county", "pinyin", "id"], name="household_county_name"),
            models.Index(fields=["village", "head_name"], name="household_village_head"),
            models.Index(
                fields=["township"], condition=Q(relapse_flag_on__isnull=False), name="household_at_risk"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "id_index"], condition=~Q(id_index=""), name="household_head_id_once"
            )
        ]

    def __str__(self):
        return f"{self.head_name}户"

    @property
    def audit_label(self) -> str:
        """Village and code: who reads the audit does not see names of households."""
        return f"{self.village}户 {self.code}"

    def get_absolute_url(self):
        return reverse("pairing:household", args=[self.code])


class HouseholdPart(ScopedModel):
    """Something that belongs to a household and is seen by whoever sees the household."""

    reach_paths = {
        "county": "household__county",
        "township": (
            "household__township",
            Via("pairing.Pairing", row="household", holder="deputy_township", open_only=True, at="household"),
        ),
        "deputy": Via("pairing.Pairing", row="household", holder="person", open_only=True, at="household"),
    }

    class Meta:
        abstract = True


class HouseholdMember(HouseholdPart):
    """A member; ``seq`` 1 is the head. Persons under 14 are tier 3 as a whole (PIPL art. 31)."""

    code = CodeField()
    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    seq = models.PositiveSmallIntegerField("序号")
    name = models.CharField("姓名", max_length=100)
    relation = models.CharField("与户主关系", max_length=20, blank=True)
    gender = models.CharField("性别", max_length=6, blank=True, choices=[("male", "男"), ("female", "女")])
    birth_on = models.DateField("出生日期", null=True, blank=True)
    id_number = SealedField("身份证号")
    id_index = models.CharField(max_length=32, blank=True, db_index=True)
    education = models.CharField("文化程度", max_length=20, blank=True)
    student = models.CharField("在校生状况", max_length=20, blank=True)
    health = models.CharField("健康状况", max_length=20, blank=True)
    labour = models.CharField("劳动能力", max_length=20, blank=True)
    measures = models.CharField("因人施策", max_length=200, blank=True)

    class Meta:
        ordering = ["household", "seq"]
        constraints = [models.UniqueConstraint(fields=["household", "seq"], name="member_seq_once")]

    def __str__(self):
        return self.name

    @property
    def audit_label(self) -> str:
        return f"{self.household.audit_label} 第 {self.seq} 人"


class HouseholdStatus(HouseholdPart):
    """What the household was, from when on: 贫困户 → 脱贫户 → 监测对象 → … (handbook §4.5)."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="statuses")
    status = models.CharField("户类型", max_length=20)
    since = models.DateField("起")
    risk = models.CharField("风险类型", max_length=20, blank=True)
    ground = models.CharField("依据", max_length=200, blank=True)
    recorded_by = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [models.UniqueConstraint(fields=["household", "since"], name="household_status_once")]

    def __str__(self):
        return f"{self.since} {self.status}"


class PlanRevision(HouseholdPart):
    """The plan (一户一策) was refined (S3-24): what it says now and said before, when and why.

    ``visit_code`` names the visit that led to it; visits belong to a room above.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="plan_revisions")
    revised_on = models.DateField("修订日期")
    plan = models.TextField("改成", max_length=1000)
    before = models.TextField("原来", max_length=1000, blank=True)
    reason = models.CharField("为什么改", max_length=200, blank=True)
    visit_code = models.CharField("哪次走访", max_length=20, blank=True)
    recorded_by = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["-revised_on", "-id"]

    def __str__(self):
        return f"{self.revised_on} 修订"


class HouseholdIncome(HouseholdPart):
    """Income of one year in yuan. ``net`` = wage + business + transfer + property − cost."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="incomes")
    year = models.PositiveSmallIntegerField("年度")
    wage = models.DecimalField("工资性收入", max_digits=12, decimal_places=2, null=True, blank=True)
    business = models.DecimalField("生产经营性收入", max_digits=12, decimal_places=2, null=True, blank=True)
    transfer = models.DecimalField("转移性收入", max_digits=12, decimal_places=2, null=True, blank=True)
    property = models.DecimalField("财产性收入", max_digits=12, decimal_places=2, null=True, blank=True)
    cost = models.DecimalField("生产经营性支出", max_digits=12, decimal_places=2, null=True, blank=True)
    net = models.DecimalField("家庭纯收入", max_digits=12, decimal_places=2, null=True, blank=True)
    per_capita = models.DecimalField("人均纯收入", max_digits=12, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["household", "year"]
        constraints = [models.UniqueConstraint(fields=["household", "year"], name="income_year_once")]

    def __str__(self):
        return f"{self.year} 年"


class BasicNeedsCheck(HouseholdPart):
    """两不愁三保障 and drinking water, checked at the door on a day (handbook §4.3)."""

    class Answer(models.TextChoices):
        YES = "yes", "达标"
        NO = "no", "未达标"
        UNKNOWN = "", "未核"

    household = models.ForeignKey(Household, models.CASCADE, related_name="checks")
    checked_on = models.DateField("核查日期")
    food = models.CharField("不愁吃", max_length=3, choices=Answer, blank=True)
    clothing = models.CharField("不愁穿", max_length=3, choices=Answer, blank=True)
    education = models.CharField("义务教育", max_length=3, choices=Answer, blank=True)
    medical_care = models.CharField("基本医疗", max_length=3, choices=Answer, blank=True)
    housing = models.CharField("住房安全", max_length=3, choices=Answer, blank=True)
    water = models.CharField("饮水安全", max_length=3, choices=Answer, blank=True)
    problem = models.CharField("问题", max_length=200, blank=True)
    checked_by = models.CharField("核查人", max_length=100, blank=True)

    class Meta:
        ordering = ["-checked_on", "-id"]

    def __str__(self):
        return f"{self.checked_on} 核查"


class HouseholdNeed(HouseholdPart):
    """What the household needs: 就业, 上学, 就医 … (S1-24), from when until it was met."""

    code = CodeField()
    household = models.ForeignKey(Household, models.CASCADE, related_name="needs")
    kind = models.CharField("需求", max_length=20)
    detail = models.CharField("说明", max_length=200, blank=True)
    raised_on = models.DateField("提出日期")
    met_on = models.DateField("解决日期", null=True, blank=True)

    class Meta:
        ordering = ["-raised_on", "-id"]

    def __str__(self):
        return self.kind


class HouseholdMeasure(HouseholdPart):
    """One measure of the plan (一户一策): what, how much, when, with what effect."""

    code = CodeField()
    household = models.ForeignKey(Household, models.CASCADE, related_name="measure_rows")
    kind = models.CharField("措施", max_length=20)
    detail = models.CharField("内容", max_length=200, blank=True)
    amount = models.DecimalField("资金（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    due_on = models.DateField("完成期限", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    effect = models.CharField("成效", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self):
        return self.kind
