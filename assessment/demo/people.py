"""Fictitious people: names, ID numbers, phones, in a repeatable order."""

from __future__ import annotations

from datetime import date
from random import Random

SURNAMES = (
    "王张李刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
    "彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
)
RARE_SURNAMES = ("欧阳", "单", "仇", "解", "查", "尉迟")
GIVEN = [
    "德福",
    "有才",
    "桂兰",
    "秀珍",
    "建国",
    "国强",
    "玉兰",
    "海燕",
    "志明",
    "春梅",
    "文斌",
    "光明",
    "永昌",
    "庆丰",
    "翠英",
    "大勇",
    "立新",
    "小红",
    "凤英",
    "长河",
    "玉珍",
    "树林",
    "金山",
    "开元",
    "士杰",
    "传礼",
    "兴邦",
    "景云",
    "守业",
    "怀远",
    "先锋",
    "学民",
    "维平",
    "月娥",
    "素芹",
    "广才",
    "宝山",
    "洪涛",
    "瑞雪",
    "子轩",
    "思远",
    "佳怡",
    "浩然",
    "一诺",
    "若曦",
    "梓涵",
]
CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class People:
    """Hands out names, ID numbers and phones that are never repeated."""

    def __init__(self, random: Random):
        self.random = random
        self.used_names: set[tuple[str, str]] = set()
        self.used_numbers: set[str] = set()
        self.phones = 0

    def name(self, place: str, surname: str = "") -> str:
        """A name not yet used in ``place``, so that a village has no namesakes by accident."""
        while True:
            chosen = surname or self._surname()
            name = chosen + self.random.choice(GIVEN)
            if (place, name) not in self.used_names:
                self.used_names.add((place, name))
                return name
            if surname and self.random.random() < 0.2:
                surname = ""

    def _surname(self) -> str:
        return (
            self.random.choice(RARE_SURNAMES) if self.random.random() < 0.02 else self.random.choice(SURNAMES)
        )

    def born(self, youngest: int, oldest: int, year: int) -> date:
        """A birthday of somebody between the two ages in ``year``."""
        return date(
            year - self.random.randint(youngest, oldest),
            self.random.randint(1, 12),
            self.random.randint(1, 28),
        )

    def id_number(self, area: str, born: date) -> str:
        """A number with a right check character and a serial the rules give to no living person."""
        for prefix in (area, *(f"34132{n}" for n in range(1, 5)), *(f"3406{n:02d}" for n in range(1, 30))):
            for serial in range(996, 1000):
                body = f"{prefix}{born:%Y%m%d}{serial}"
                total = sum(int(c) * w for c, w in zip(body, CHECK_WEIGHTS, strict=True))
                number = body + "10X98765432"[total % 11]
                if number not in self.used_numbers:
                    self.used_numbers.add(number)
                    return number
        raise LookupError(f"no free number for {born}")

    def phone(self) -> str:
        self.phones += 1
        return f"169{self.phones:08d}"
