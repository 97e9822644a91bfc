"""People: one ``Person``, as many ``Mandate``s as they hold, groups and links."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via, scoped
from congress_poverty.sealed import SealedField

from .places import County, Region, Station, Unit


class Level(models.TextChoices):
    """The five levels of people's congresses; the county's own words for them come from its pack."""

    NATIONAL = "national", "全国"
    PROVINCIAL = "provincial", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"


class PersonQuerySet(models.QuerySet):
    def in_office(self, on):
        """Persons who hold at least one mandate on the day."""
        return self.filter(pk__in=Mandate.objects.in_office(on).values("person"))

    def named_like(self, text: str):
        """By a part of the name, or by the initials of its pinyin (``zjg``)."""
        text = text.strip()
        if text.isascii():
            return self.filter(pinyin__contains=text.lower())
        return self.filter(name__contains=text)


class Person(ScopedModel):
    """A human being, once, whatever mandates and posts they hold.

    ``township`` is where the roster that lists the person comes from. ID number
    and phone are tier 3 (``sealed``); names are tier 2.
    """

    reach_paths = {"county": "county", "township": "township", "deputy": "pk"}

    class Gender(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"

    class Category(models.TextChoices):
        """Category of the deputy, seed 001 (S1-7 … S1-12); the words of ledgers map onto it."""

        OFFICIAL = "official", "党政干部"
        ENTERPRISE = "enterprise", "企业负责人"
        PROFESSIONAL = "professional", "专业技术人员"
        WORKER = "worker", "工人"
        FARMER = "farmer", "农民"
        SELF_EMPLOYED = "self_employed", "个体工商户"
        SOLDIER = "soldier", "军人"
        OTHER = "other", "其他劳动者"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="persons")
    township = models.ForeignKey(Region, models.PROTECT, related_name="persons", verbose_name="乡镇")
    village = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在村"
    )
    name = models.CharField("姓名", max_length=100)
    pinyin = models.CharField(max_length=160, blank=True, db_index=True)
    gender = models.CharField("性别", max_length=6, choices=Gender, blank=True)
    birth_on = models.DateField("出生日期", null=True, blank=True)
    ethnicity = models.CharField("民族", max_length=30, blank=True)
    party = models.CharField("政治面貌", max_length=30, blank=True)
    education = models.CharField("文化程度", max_length=20, blank=True)
    id_number = SealedField("身份证号")
    id_index = models.CharField(max_length=32, blank=True, db_index=True)
    phone = SealedField("联系电话")
    phone_index = models.CharField(max_length=32, blank=True, db_index=True)
    employer = models.CharField("工作单位", max_length=120, blank=True)
    job_title = models.CharField("职务", max_length=80, blank=True)
    category = models.CharField("代表构成", max_length=14, choices=Category, blank=True)
    has_fixed_income = models.BooleanField("有固定工资收入", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = scoped(PersonQuerySet)

    class Meta:
        indexes = [
            models.Index(fields=["township", "pinyin", "id"], name="person_township_name"),
            models.Index(fields=["county", "pinyin", "id"], name="person_county_name"),
        ]
        constraints = [
            # One person, one row in a county: the law knows a person by the ID number.
            models.UniqueConstraint(
                fields=["county", "id_index"], condition=~Q(id_index=""), name="person_id_once"
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("deputies:detail", args=[self.code])


class MandateQuerySet(models.QuerySet):
    def in_office(self, on):
        """Mandates that hold on the day: begun and not ended. Who is suspended keeps the seat."""
        return self.filter(
            Q(started_on__isnull=True) | Q(started_on__lte=on),
            Q(ended_on__isnull=True) | Q(ended_on__gt=on),
        )


class Mandate(ScopedModel):
    """A person's seat in one congress: level × term × constituency or electoral unit.

    ``ended_on`` is the first day without the seat. Suspension (Deputies Law art. 61)
    and the end (art. 62) are entered by people, never computed from a score.
    """

    reach_paths = {"county": "county", "township": "person__township", "deputy": "person"}

    class Status(models.TextChoices):
        IN_OFFICE = "in_office", "在任"
        SUSPENDED = "suspended", "暂停执行职务"
        RESIGNED = "resigned", "辞职"
        MOVED = "moved", "调离"
        DECEASED = "deceased", "去世"
        RECALLED = "recalled", "罢免"
        TERMINATED = "terminated", "资格终止"
        EXPIRED = "expired", "届满"

    code = CodeField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="mandates", verbose_name="代表")
    county = models.ForeignKey(County, models.PROTECT, related_name="mandates")
    level = models.CharField("层级", max_length=10, choices=Level)
    term = models.CharField("届次", max_length=30, blank=True)
    constituency = models.CharField("选区或选举单位", max_length=100, blank=True)
    certificate_no = models.CharField("代表证号", max_length=40, blank=True)
    delegation = models.CharField("代表团", max_length=60, blank=True)
    started_on = models.DateField("任职日期", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.IN_OFFICE)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(MandateQuerySet)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["person", "level", "term"], name="mandate_once")]
        indexes = [models.Index(fields=["county", "level"], name="mandate_county_level")]

    def __str__(self):
        return f"{self.get_level_display()}代表"

    def get_absolute_url(self):
        return self.person.get_absolute_url()


class MandateEvent(ScopedModel):
    """A change of a mandate's status, with its legal ground (Deputies Law art. 61, 62)."""

    reach_paths = {
        "county": "mandate__county",
        "township": "mandate__person__township",
        "deputy": "mandate__person",
    }

    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="events")
    happened_on = models.DateField("日期")
    status = models.CharField("状态", max_length=12, choices=Mandate.Status)
    legal_ground = models.CharField("依据", max_length=200, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_by = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["happened_on", "id"]

    def __str__(self):
        return f"{self.happened_on} {self.get_status_display()}"


class DeputyGroup(ScopedModel):
    """A deputies' group (代表小组), about 15 people of mixed levels (S2-10)."""

    reach_paths = {
        "county": "county",
        "township": "township",
        "deputy": Via("deputies.GroupMember", row="group", holder="person"),
    }

    class Kind(models.TextChoices):
        AREA = "area", "地域小组"
        FIELD = "field", "领域小组"
        CHAIN = "chain", "产业链小组"
        CORE = "core", "中心组"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="groups")
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="groups", verbose_name="乡镇"
    )
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类型", max_length=8, choices=Kind, default=Kind.AREA)
    station = models.ForeignKey(
        Station, models.SET_NULL, null=True, blank=True, related_name="groups", verbose_name="活动地点"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["township__code", "id"]
        constraints = [models.UniqueConstraint(fields=["county", "name"], name="group_name_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("deputies:group", args=[self.code])


class GroupMember(ScopedModel):
    """A deputy's place in a group, by mandate; ``person`` repeats the mandate's for the reach."""

    reach_paths = {"county": "group__county", "township": "group__township", "deputy": "person"}

    class Role(models.TextChoices):
        LEADER = "leader", "组长"
        DEPUTY_LEADER = "deputy_leader", "副组长"
        LIAISON_OFFICER = "liaison_officer", "联络员"
        MEMBER = "member", "组员"

    group = models.ForeignKey(DeputyGroup, models.CASCADE, related_name="members")
    mandate = models.ForeignKey(Mandate, models.CASCADE, null=True, blank=True, related_name="group_places")
    person = models.ForeignKey(Person, models.CASCADE, related_name="group_places")
    role = models.CharField("职责", max_length=16, choices=Role, default=Role.MEMBER)
    joined_on = models.DateField("加入日期", null=True, blank=True)
    ended_on = models.DateField("退出日期", null=True, blank=True)

    class Meta:
        ordering = ["group", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(ended_on__isnull=True), name="group_member_once"
            )
        ]

    def __str__(self):
        return f"{self.person} {self.get_role_display()}"


class Honour(ScopedModel):
    """An honour or award a person received (S4-48)."""

    reach_paths = {"county": "person__county", "township": "person__township", "deputy": "person"}

    person = models.ForeignKey(Person, models.CASCADE, related_name="honours")
    title = models.CharField("称号", max_length=100)
    awarded_by = models.CharField("授予单位", max_length=100, blank=True)
    awarded_on = models.DateField("授予日期", null=True, blank=True)

    class Meta:
        ordering = ["-awarded_on", "-id"]

    def __str__(self):
        return self.title


class MemberLink(ScopedModel):
    """A standing-committee member's link to 2–3 deputies (S4-24)."""

    reach_paths = {"county": "member__county", "township": "deputy__township", "deputy": ("member", "deputy")}

    member = models.ForeignKey(
        Person, models.CASCADE, related_name="linked_deputies", verbose_name="常委会组成人员"
    )
    deputy = models.ForeignKey(Person, models.CASCADE, related_name="linked_members", verbose_name="代表")
    started_on = models.DateField("开始")
    ended_on = models.DateField("结束", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "deputy"], condition=Q(ended_on__isnull=True), name="member_link_once"
            )
        ]

    def __str__(self):
        return f"{self.member} 联系 {self.deputy}"


class AreaLink(ScopedModel):
    """A leader or an office of the standing committee looks after a township (S1-32, S2-4, S2-27)."""

    reach_paths = {"county": "county", "township": "township", "deputy": "leader"}

    county = models.ForeignKey(County, models.PROTECT, related_name="area_links")
    township = models.ForeignKey(Region, models.CASCADE, related_name="area_links", verbose_name="乡镇")
    leader = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="area_links", verbose_name="常委会领导"
    )
    office = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="area_links", verbose_name="委室"
    )
    is_first_responsible = models.BooleanField("第一责任人", default=False)
    started_on = models.DateField("开始")
    ended_on = models.DateField("结束", null=True, blank=True)

    class Meta:
        ordering = ["township__code", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(leader__isnull=False) ^ Q(office__isnull=False), name="area_link_one_holder"
            )
        ]

    def __str__(self):
        return f"{self.leader or self.office} 联系 {self.township}"


class VoterContact(ScopedModel):
    """A voter with whom a deputy keeps contact (S4-25)."""

    reach_paths = {"township": "deputy__township", "deputy": "deputy"}

    code = CodeField()
    deputy = models.ForeignKey(Person, models.CASCADE, related_name="voter_contacts", verbose_name="代表")
    name = models.CharField("选民姓名", max_length=100)
    village = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name="村（社区）")
    phone = SealedField("电话")
    note = models.CharField("备注", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.name
