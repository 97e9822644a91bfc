"""What a station is for, how it is checked, which books it keeps."""

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import Home, ScopedModel, scoped
from deputies.models import County, Region, Station, Unit

OF_STATION = {
    "county": "station__county",
    "township": "station__township",
    "deputy": Home("station__township"),
}
OF_PLACE = {"county": "county", "township": "township", "deputy": Home("township")}
WEEKDAYS = [(n, f"星期{word}") for n, word in enumerate("一二三四五六日", 1)]
WEEKS = [(1, "第一个"), (2, "第二个"), (3, "第三个"), (4, "第四个"), (5, "最后一个")]


def place_of(station: Station) -> str:
    """Which of the pack's sets of books and checklists is the station's: town, village or street."""
    if station.level == Station.Level.VILLAGE:
        return "village"
    return "street" if station.township.kind == Region.Kind.STREET else "town"


class StationProfile(ScopedModel):
    """What the register does not say of a station: functions, channels, whether it is held up to others.

    A reception day by weekday (每月第一个星期五) stands here, one by date on the station.
    """

    reach_paths = OF_STATION

    station = models.OneToOneField(Station, models.CASCADE, related_name="profile")
    functions = models.JSONField("功能", default=list, blank=True)
    is_demo = models.BooleanField("示范站", default=False)
    demo_on = models.DateField("确定为示范的日期", null=True, blank=True)
    is_special = models.BooleanField("特色之家", default=False)
    theme = models.CharField("特色主题", max_length=60, blank=True)
    partner = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="共建单位"
    )
    partner_name = models.CharField("共建企业或合作社", max_length=100, blank=True)
    helped = models.CharField("带动情况", max_length=300, blank=True)
    wechat_group = models.CharField("微信群名称", max_length=60, blank=True)
    wechat_members = models.PositiveIntegerField("群成员数", null=True, blank=True)
    public_account = models.CharField("公众号", max_length=60, blank=True)
    window = models.CharField("接待窗口", max_length=100, blank=True)
    reception_week = models.PositiveSmallIntegerField("每月第几个", choices=WEEKS, null=True, blank=True)
    reception_weekday = models.PositiveSmallIntegerField("星期几", choices=WEEKDAYS, null=True, blank=True)

    class Meta:
        ordering = ["station"]

    def __str__(self):
        return str(self.station)


class StationCheckQuerySet(models.QuerySet):
    def latest(self):
        """The newest check of each station against each standard."""
        return self.filter(is_latest=True)


class StationCheck(ScopedModel):
    """A station held against one standard of the pack on a day; older ones stay as its history.

    ``is_latest`` is kept by the actions and the ledger: the newest for a station and standard.
    """

    reach_paths = OF_PLACE

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="+")
    township = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="乡镇")
    station = models.ForeignKey(Station, models.CASCADE, related_name="checks", verbose_name="站室")
    standard = models.CharField("检查标准", max_length=20)
    checked_on = models.DateField("检查日期")
    checked_by = models.CharField("检查人", max_length=100, blank=True)
    note = models.CharField("总的意见", max_length=300, blank=True)
    passed = models.PositiveSmallIntegerField("达标项", default=0)
    asked = models.PositiveSmallIntegerField("检查项", default=0)
    is_latest = models.BooleanField(default=True)
    recorded_by = models.CharField("记录人", max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped(StationCheckQuerySet)

    class Meta:
        ordering = ["-checked_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "standard", "checked_on"], name="station_check_once")
        ]
        indexes = [
            models.Index(fields=["county", "standard", "is_latest"], name="station_check_latest"),
        ]

    def __str__(self):
        return f"{self.station} {self.checked_on:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("visits:station_check", args=[self.code])


class StationCheckItem(ScopedModel):
    """What was found of one item."""

    reach_paths = {
        "county": "station_check__county",
        "township": "station_check__township",
        "deputy": Home("station_check__township"),
    }

    class Answer(models.TextChoices):
        YES = "yes", "有"
        NO = "no", "没有"
        PART = "part", "不够好"

    station_check = models.ForeignKey(StationCheck, models.CASCADE, related_name="items")
    item = models.CharField(max_length=20)
    label = models.CharField("项目", max_length=60)
    answer = models.CharField("情况", max_length=4, choices=Answer)
    remark = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["station_check", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station_check", "item"], name="station_check_item_once")
        ]
        indexes = [models.Index(fields=["item", "answer"], name="station_item_answer")]

    def __str__(self):
        return f"{self.label} {self.get_answer_display()}"


class RecordBook(ScopedModel):
    """A book of the station's set: whether it is there, and who keeps it."""

    reach_paths = OF_STATION

    station = models.ForeignKey(Station, models.CASCADE, related_name="books")
    book = models.CharField(max_length=20)
    is_there = models.BooleanField("已建立", default=False)
    keeper = models.CharField("保管人", max_length=60, blank=True)
    last_entry_on = models.DateField("最近一次记录", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        ordering = ["station", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "book"], name="record_book_once")]

    def __str__(self):
        return f"{self.station} {self.book}"
