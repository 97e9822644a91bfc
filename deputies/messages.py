"""The county's words for what leaves the building."""

from __future__ import annotations

from string import Formatter

from congress_poverty.notices import Outside
from congress_poverty.refusals import Refused

from .models import County
from .policy import MESSAGE_FACTS, MESSAGE_WORDS, MessagePolicy

ONE_SMS = 70
"""Characters of one SMS in Chinese (GSM 03.38, UCS-2); a longer one goes out and is paid as two."""


def outside(county: County, event: str, **facts) -> Outside | None:
    """A notice in the words of the county's ``[messages]``; None where it sends nothing of the kind."""
    text = getattr(county.policy(MessagePolicy), event)
    if not text:
        return None
    return Outside(event, filled(text, county=county, **facts), county.code)


def filled(text: str, **facts) -> str:
    return text.format(**facts)


def facts_of(event: str) -> str:
    """What a text may speak of, in words: 「{name} 建议编号、{due} 答复期限」."""
    return "、".join(f"{{{name}}} {MESSAGE_FACTS[name]}" for name in MESSAGE_WORDS[event])


def check_text(event: str, text: str) -> None:
    """Refuses a placeholder that the program cannot fill, by its name, and braces that do not match."""
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        raise Refused("花括号没有成对。占位要写成 {name} 这样。", field="text") from None
    for _, name, spec, conversion in pieces:
        if name is None:
            continue
        if name not in MESSAGE_WORDS[event] or spec or conversion:
            raise Refused(
                f"程序不认识“{{{name}}}”，发的时候填不上。这条消息能用的：{facts_of(event)}。", field="text"
            )
