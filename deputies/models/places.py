"""Places: regions by official code, counties that use the program, units and stations."""

from django.db import models
from django.urls import reverse

from congress_poverty import packs
from congress_poverty.codes import CodeField
from congress_poverty.reach import Home, ScopedModel, scoped

from ..policy import LevelWords, level_words


class RegionQuerySet(models.QuerySet):
    def townships_of(self, county):
        """Towns, townships, streets, farms and zones of the county that still exist."""
        return self.filter(parent=county.region_id, level=Region.Level.TOWNSHIP, retired_on=None)

    def villages_of(self, county):
        """Villages and neighbourhoods of the county that still exist."""
        return self.filter(parent__parent=county.region_id, parent__retired_on=None, retired_on=None).filter(
            level=Region.Level.VILLAGE
        )


class Region(models.Model):
    """A division of the state: province › city › county › township › village.

    Codes are those of the statistics bureau, natural length (2/4/6/9/12). They are
    not stable: a township that becomes a town gets a new one, then the old row is
    retired and names its successor. Public facts, therefore not scoped.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", "省"
        CITY = "city", "市"
        COUNTY = "county", "县"
        TOWNSHIP = "township", "乡镇"
        VILLAGE = "village", "村居"

    class Kind(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "地级"
        COUNTY = "county", "县"
        COUNTY_CITY = "county_city", "县级市"
        DISTRICT = "district", "区"
        TOWN = "town", "镇"
        TOWNSHIP = "township", "乡"
        STREET = "street", "街道"
        FARM = "farm", "农场"
        ZONE = "zone", "开发区"
        VILLAGE = "village", "村"
        NEIGHBOURHOOD = "neighbourhood", "居委会（社区）"
        OTHER = "other", "其他"

    code = models.CharField("区划代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=60, blank=True, help_text="平时的叫法，例如“周田村”")
    level = models.CharField("层级", max_length=10, choices=Level, db_index=True)
    kind = models.CharField("类型", max_length=14, choices=Kind, default=Kind.OTHER)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    has_congress = models.BooleanField("设人民代表大会", default=True)
    is_poor_village = models.BooleanField("贫困村", default=False)
    pinyin = models.CharField(max_length=120, blank=True)
    retired_on = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["parent", "name"], name="region_parent_name")]

    def __str__(self):
        return self.short_name or self.name

    def get_absolute_url(self):
        """The page of a township; a village is shown on its township's."""
        township = self.parent if self.level == self.Level.VILLAGE else self
        return reverse("deputies:town", args=[township.code])


class County(models.Model):
    """A county that works with the program: its region, its rule pack, its own numbers.

    Public facts and settings, therefore not scoped.
    """

    region = models.OneToOneField(Region, models.PROTECT, related_name="county", verbose_name="区划")
    pack = models.CharField("规则包", max_length=40, default="default")
    overrides = models.JSONField("本县改动", default=dict, blank=True)
    deputies_committee_name = models.CharField("代表工作机构", max_length=60, default="代表工作委员会")
    phone = models.CharField("联系电话", max_length=40, blank=True)

    class Meta:
        ordering = ["region__code"]

    def __str__(self):
        return self.region.name

    def local(self, words: str) -> str:
        """Our own words, written for a 县, as people in a 区 or a 市 say them: 全县 → 全区."""
        last = self.region.name[-1:]
        if last not in ("区", "市", "旗"):
            return words
        return words.replace("县城", "城里").replace("县", last)

    @property
    def code(self) -> str:
        return self.region.code

    def policy(self, policy_class):
        """This county's table of the rule pack as ``policy_class``, overrides applied."""
        return packs.policy_for(self.pack, self.overrides, policy_class)

    def level_words(self) -> LevelWords:
        """What the five levels of deputies are called here."""
        city = self.region.parent
        province = city.parent if city else None
        return level_words(self.region.name, city.name if city else "", province.name if province else "")


class Campaign(models.Model):
    """A campaign with its period: 脱贫攻坚、人大代表在行动 and what came after it.

    A published document of the county, therefore not scoped.
    """

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="campaigns")
    name = models.CharField("名称", max_length=100)
    theme = models.CharField("年度主题", max_length=100, blank=True)
    since = models.DateField("开始")
    until = models.DateField("结束", null=True, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级活动")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入"
    )
    merged_on = models.DateField("并轨日期", null=True, blank=True)
    legal_basis = models.CharField("依据文件", max_length=200, blank=True)
    themes = models.JSONField("各年主题", default=list, blank=True)
    """``[[2026, "…"], …]``; ``theme`` is the one for the whole campaign."""
    phases = models.JSONField("阶段", default=list, blank=True)
    """三步走 (S2-39): ``[["调研走访", "2026-01-01", "2026-03-31"], …]``."""
    responsible = models.JSONField("责任人", default=list, blank=True)
    """``[["周明远", "县人大常委会常务副主任", true], …]``; true = 第一责任人 (S2-2)."""
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-since"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("duties:campaign", args=[self.code])

    def theme_of(self, year: int) -> str:
        """The year's theme, or the campaign's own."""
        return next((theme for one, theme in self.themes if one == year), self.theme)


class LeadingGroupMember(models.Model):
    """活动领导小组 of a campaign (S2-14, S3-1) and its office (S3-2), a person a row.

    Belongs to a published document of the county, therefore not scoped.
    """

    class Role(models.TextChoices):
        HEAD = "head", "组长"
        DEPUTY_HEAD = "deputy_head", "副组长"
        MEMBER = "member", "成员"
        OFFICE_HEAD = "office_head", "办公室主任"
        OFFICE = "office", "办公室成员"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="leading_group")
    role = models.CharField("组内职务", max_length=12, choices=Role)
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=100)
    place = models.PositiveSmallIntegerField(default=0)
    """The order of the list as it was issued."""

    class Meta:
        ordering = ["campaign", "place"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "role", "name"], name="leading_group_once"),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.name}"


class Unit(models.Model):
    """A body that handles, supervises or supports: a department, a township government, an office.

    Names of public bodies, therefore not scoped.
    """

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "政府部门"
        TOWNSHIP_GOVERNMENT = "township_government", "乡镇政府"
        GOVERNMENT_OFFICE = "government_office", "政府办公室"
        SUPERVISING_OFFICE = "supervising_office", "人大委室"
        COURT_OR_PROCURATORATE = "court_or_procuratorate", "法院检察院"
        COMPANY = "company", "企业"
        OTHER = "other", "其他"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="units", verbose_name="县")
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=60, blank=True)
    aliases = models.JSONField("别名", default=list, blank=True)
    kind = models.CharField("类型", max_length=24, choices=Kind, default=Kind.DEPARTMENT)
    township = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name="乡镇")
    handles_suggestions = models.BooleanField("承办建议", default=True)
    head_name = models.CharField("负责人", max_length=50, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    pinyin = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["county", "name"], name="unit_name_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("deputies:unit", args=[self.code])


class StationQuerySet(models.QuerySet):
    def townships_covered(self) -> set[int]:
        """Townships with a station of their own (S0-2)."""
        return set(self.filter(village=None).order_by().values_list("township", flat=True))

    def villages_covered(self) -> set[int]:
        """Villages with a station of their own."""
        return set(self.exclude(village=None).order_by().values_list("village", flat=True))


class Station(ScopedModel):
    """A place where deputies meet voters: activity room, liaison station, deputies' home."""

    reach_paths = {"county": "county", "township": "township", "deputy": Home("township")}

    class Type(models.TextChoices):
        ACTIVITY_ROOM = "activity_room", "代表活动室"
        LIAISON_STATION = "liaison_station", "代表联络站"
        LIAISON_POINT = "liaison_point", "代表联络点"
        DEPUTIES_HOME = "deputies_home", "人大代表之家"
        DUTY_CENTRE = "duty_centre", "履职活动中心"
        PRACTICE_STATION = "practice_station", "民主实践站"

    class Level(models.TextChoices):
        COUNTY = "county", "县级"
        TOWNSHIP = "township", "乡镇"
        VILLAGE = "village", "村级"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="stations")
    township = models.ForeignKey(Region, models.PROTECT, related_name="stations", verbose_name="乡镇")
    village = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="村（社区）"
    )
    name = models.CharField("名称", max_length=100)
    station_type = models.CharField("类型", max_length=20, choices=Type, default=Type.LIAISON_STATION)
    level = models.CharField("级别", max_length=10, choices=Level, default=Level.TOWNSHIP)
    head = models.ForeignKey(
        "deputies.Person", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="站长"
    )
    liaison_officer = models.ForeignKey(
        "deputies.Person", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="联络员"
    )
    phone = models.CharField("联系电话", max_length=40, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    opened_on = models.DateField("建立时间", null=True, blank=True)
    reception_day = models.PositiveSmallIntegerField(
        "接待日", default=0, help_text="每月几号，0 为没有固定日"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(StationQuerySet)

    class Meta:
        ordering = ["township__code", "level", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(reception_day__lte=31), name="station_reception_day")
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("deputies:station", args=[self.code])
