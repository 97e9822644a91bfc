"""A village's own development: co-operatives, projects, yearly figures, policies delivered, its fund book."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import Home, ScopedModel
from deputies.models import County, Person, Region, Unit

from .households import Household
from .pairings import Helper


class VillageRow(ScopedModel):
    """Facts of a village, open to the township, the county and the deputies at home in the township."""

    reach_paths = {"county": "county", "township": "township", "deputy": Home("township")}

    county = models.ForeignKey(County, models.PROTECT, related_name="+")
    township = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="乡镇")

    class Meta:
        abstract = True


class Cooperative(VillageRow):
    """A co-operative (S3-26). The village collective decides on the industry (S0-46)."""

    code = CodeField()
    village = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="行政村")
    name = models.CharField("名称", max_length=100)
    industry = models.CharField("产业", max_length=60, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    led_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cooperatives",
        verbose_name="领办的代表",
    )
    leader = models.CharField("理事长", max_length=50, blank=True)
    decided_on = models.DateField("村集体决定日期", null=True, blank=True)
    decision = models.CharField("村集体决定", max_length=200, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["township__code", "name"]
        constraints = [models.UniqueConstraint(fields=["township", "name"], name="coop_name_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("pairing:coop", args=[self.code])


class CoopMember(ScopedModel):
    """A household in a co-operative, with the industry it chose itself (S0-46)."""

    reach_paths = {"county": "coop__county", "township": "coop__township", "deputy": "coop__led_by"}

    code = CodeField()
    coop = models.ForeignKey(Cooperative, models.CASCADE, related_name="members", verbose_name="合作社")
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="coop_places",
        verbose_name="联系户",
    )
    name = models.CharField("社员姓名", max_length=100)
    wish = models.CharField("本户选择的产业", max_length=60, blank=True)
    joined_on = models.DateField("入社日期", null=True, blank=True)
    left_on = models.DateField("退社日期", null=True, blank=True)
    share = models.CharField("入股方式", max_length=60, blank=True)
    yearly_gain = models.DecimalField("年增收（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["coop", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["coop", "household", "name"],
                condition=Q(left_on__isnull=True),
                name="coop_member_once",
            ),
            models.UniqueConstraint(
                fields=["coop", "name"],
                condition=Q(left_on__isnull=True, household__isnull=True),
                name="coop_stranger_once",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def audit_label(self) -> str:
        return f"社员 {self.code}"

    def get_absolute_url(self):
        return self.coop.get_absolute_url()


class VillageProject(VillageRow):
    """A project of a village (S3-18, S3-19, S3-27): who promised it, where it stands, what it yields."""

    code = CodeField()
    village = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="行政村")
    name = models.CharField("项目名称", max_length=100)
    kind = models.CharField("项目类型", max_length=20)
    scale = models.CharField("规模", max_length=60, blank=True)
    stage = models.CharField("项目进度", max_length=12)
    invested = models.DecimalField("总投资（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    funding = models.CharField("资金来源", max_length=100, blank=True)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="village_projects",
        verbose_name="承诺支持的部门",
    )
    commitment = models.CharField("部门承诺", max_length=200, blank=True)
    due_on = models.DateField("承诺完成日期", null=True, blank=True)
    helper = models.ForeignKey(
        Helper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="参加的企业"
    )
    introduced_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects_introduced",
        verbose_name="协调引进的代表",
    )
    started_on = models.DateField("开工日期", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    yearly_income = models.DecimalField(
        "村集体年收入（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    note = models.CharField("备注", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["township__code", "village__code", "id"]
        constraints = [models.UniqueConstraint(fields=["village", "name"], name="village_project_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("pairing:project", args=[self.code])


class VillageYear(VillageRow):
    """A village in a year: collective income and who left poverty (S2-53, S3-19)."""

    code = CodeField()
    village = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="行政村")
    year = models.PositiveSmallIntegerField("年度")
    collective_income = models.DecimalField(
        "集体收入（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    fixed_income = models.DecimalField(
        "其中固定收入（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    households_out = models.PositiveIntegerField("脱贫户数", null=True, blank=True)
    people_out = models.PositiveIntegerField("脱贫人数", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-year", "village__code"]
        constraints = [models.UniqueConstraint(fields=["village", "year"], name="village_year_once")]

    def __str__(self):
        return f"{self.village} {self.year} 年"

    def get_absolute_url(self):
        return reverse("pairing:village_years")


class PolicyDelivery(VillageRow):
    """Whether a policy has reached a village, or a household of it (S0-61); the last look counts."""

    reach_paths = {"county": "county", "township": "township"}

    class State(models.TextChoices):
        YES = "yes", "已落实"
        NO = "no", "没落实"
        NOT_DUE = "not_due", "不适用"

    code = CodeField()
    village = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="行政村")
    household = models.ForeignKey(
        Household,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="policies",
        verbose_name="户",
    )
    policy = models.CharField("政策", max_length=40)
    state = models.CharField("落实情况", max_length=8, choices=State)
    checked_on = models.DateField("核实日期")
    checked_by = models.CharField("核实人", max_length=100, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["village__code", "policy", "id"]
        constraints = [
            models.UniqueConstraint(fields=["household", "policy"], name="policy_of_household_once"),
            models.UniqueConstraint(
                fields=["village", "policy"],
                condition=Q(household__isnull=True),
                name="policy_of_village_once",
            ),
        ]

    def __str__(self):
        return f"{self.policy} {self.get_state_display()}"

    @property
    def audit_label(self) -> str:
        return f"{self.village} {self.policy}"

    def get_absolute_url(self):
        return reverse("pairing:policies")


class FundBook(VillageRow):
    """A book of funds raised and spent (S3-29). ``keeper`` manages the money; deputies never do (S0-21)."""

    code = CodeField()
    village = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="行政村"
    )
    name = models.CharField("名称", max_length=100)
    keeper = models.CharField("管理单位", max_length=100, help_text="村委会、乡镇政府或部门；代表不经手资金")
    note = models.CharField("备注", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["township__code", "name"]
        constraints = [models.UniqueConstraint(fields=["township", "name"], name="fund_book_name_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("pairing:fund", args=[self.code])


class FundEntry(ScopedModel):
    """Money raised into a book, or spent from it."""

    reach_paths = {"county": "book__county", "township": "book__township", "deputy": Home("book__township")}

    class Way(models.TextChoices):
        RAISED = "raised", "筹到"
        SPENT = "spent", "支出"

    code = CodeField()
    book = models.ForeignKey(FundBook, models.CASCADE, related_name="entries")
    happened_on = models.DateField("日期")
    way = models.CharField("收支", max_length=8, choices=Way)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    party = models.CharField("从谁来、付给谁", max_length=100, blank=True)
    purpose = models.CharField("用途", max_length=200, blank=True)
    voucher = models.CharField("凭证号", max_length=40, blank=True)
    taken_back_on = models.DateField(null=True, blank=True)
    taken_back_why = models.CharField("冲销原因", max_length=200, blank=True)

    class Meta:
        ordering = ["book", "happened_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="fund_entry_positive"),
        ]

    def __str__(self):
        return f"{self.get_way_display()} {self.amount}"

    @property
    def audit_label(self) -> str:
        return f"{self.book} {self.get_way_display()}"

    def get_absolute_url(self):
        return self.book.get_absolute_url()
