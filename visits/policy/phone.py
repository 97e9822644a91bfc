"""Table ``[phone]``."""

from dataclasses import dataclass

from congress_poverty.packs import section


@section("phone")
@dataclass(frozen=True)
class PhonePolicy:
    """Table ``[phone]``."""

    warn_days: int
    """An item that lies on a phone for so many days is spoken of."""
    private_words: tuple[str, ...]
    """Names of illnesses and the like, which no note of a visit needs."""

    def __post_init__(self):
        if self.warn_days < 1:
            raise ValueError("warn_days 至少是 1 天")
