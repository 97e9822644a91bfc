"""What a number is: a share of rows over a span of days.

Every room's ``figures.py`` answers with plain numbers or ``Share``s over a ``Span``;
beside each stands a queryset of exactly the rows that were counted.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Share:
    """``numerator`` of ``denominator`` rows. A share of nothing has no rate: it is not 0 %, and not 100 %."""

    numerator: int
    denominator: int

    @property
    def missing(self) -> int:
        return self.denominator - self.numerator

    @property
    def percent(self) -> Decimal | None:
        """With one decimal, half up; never rounded to 100 while a row is missing."""
        if not self.denominator:
            return None
        exact = Decimal(100 * self.numerator) / Decimal(self.denominator)
        shown = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
        return Decimal("99.9") if shown >= 100 and exact < 100 else shown

    def __add__(self, other: Share) -> Share:
        return Share(self.numerator + other.numerator, self.denominator + other.denominator)


@dataclass(frozen=True)
class Span:
    """Days from ``since`` to ``until``, both included, as seen on ``today``.

    What happened is counted over the whole span, what is the case (who is in office,
    which pairings hold) on ``on``: the span's last day, or today while it runs.
    """

    since: date
    until: date
    today: date

    def __post_init__(self):
        if self.until < self.since:
            raise ValueError("a span ends after it begins")

    @property
    def on(self) -> date:
        return max(self.since, min(self.until, self.today))

    @property
    def whole_months(self) -> bool:
        """Whether the span is made of whole months of one year, as monthly summaries are."""
        last = calendar.monthrange(self.until.year, self.until.month)[1]
        return self.since.year == self.until.year and self.since.day == 1 and self.until.day == last

    @property
    def months(self) -> list[date]:
        """The first day of every month that the span touches."""
        first = self.since.year * 12 + self.since.month - 1
        last = self.until.year * 12 + self.until.month - 1
        return [date(n // 12, n % 12 + 1, 1) for n in range(first, last + 1)]
