"""The county's words for what leaves the building."""

from __future__ import annotations

from congress_poverty.notices import Outside

from .models import County
from .policy import MessagePolicy


def outside(county: County, event: str, **facts) -> Outside | None:
    """A notice in the words of the county's ``[messages]``; None where it sends nothing of the kind."""
    text = getattr(county.policy(MessagePolicy), event)
    if not text:
        return None
    return Outside(event, text.format(county=county, **facts), county.code)
