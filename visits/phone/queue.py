"""An item of a phone's queue: what it is, whose it is, what may become of it, and how it is read."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from congress_poverty.audit import Actor
from congress_poverty.reach import Reach
from congress_poverty.text import clean_text
from deputies.models import Account, Person, Phone

SCHEMA = 2
"""2: suggestions with co-signers, photos and 「说不准」; co-signing, 随访, a wish for a held item."""
OLDEST_SCHEMA = 1  # N−2 once there is an N
MAX_ITEM = 64 * 1024


class Broken(Exception):
    """What came in is no item; the message says why."""


class Held(Exception):
    """A person decides about the item; the sentence is for the deputy and the township."""

    def __init__(self, reason: str, sentence: str, **more: str):
        super().__init__(sentence)
        self.reason, self.sentence, self.more = reason, sentence, more


class Conflict(Exception):
    """The same field was changed on both sides: ``fields`` has label, mine and theirs for each."""

    def __init__(self, fields: dict, version: int):
        super().__init__("conflict")
        self.fields, self.version = fields, version


class Gone(Exception):
    """What the item is about is no longer there."""


@dataclass(frozen=True)
class Item:
    """One item of the queue. ``text`` is the body as it was hashed on the phone."""

    token: uuid.UUID
    kind: str
    schema: int
    sha: str
    text: str
    account: str = ""
    base_version: int | None = None
    replaces: uuid.UUID | None = None
    made_at: datetime | None = None

    @property
    def body(self) -> dict:
        return cleaned(json.loads(self.text))


@dataclass(frozen=True)
class Sender:
    """Whose phone it is. ``is_closed``: the account or its post was ended while the phone was away."""

    account: Account
    person: Person
    actor: Actor
    now: datetime
    phone: Phone | None = None
    is_closed: bool = False

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def reach(self) -> Reach:
        return Reach("deputy", (self.person.pk,), townships=(self.person.township_id,))

    @property
    def county(self):
        return self.person.county

    @property
    def whose(self) -> dict:
        """The columns by which rows of the phone belong to somebody."""
        return {
            "county_id": self.person.county_id,
            "township_id": self.person.township_id,
            "person": self.person,
            "account": self.account,
        }


@dataclass(frozen=True)
class Stored:
    """What a handler has written."""

    code: str = ""
    more: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One line of the table above."""

    name: str
    status: int
    data: dict = field(default_factory=dict)
    retry_after: int = 0

    def body(self, item: Item | None = None) -> dict:
        named = {"token": str(item.token), "sha": item.sha} if item else {}
        return {"answer": self.name, **named, **self.data}


# ---- reading ----------------------------------------------------------------------------


def loads(raw: str | bytes):
    """JSON as the phone writes it; no NaN, no depth that breaks the reader."""

    def no_constant(name):
        raise ValueError(name)

    try:
        return json.loads(raw, parse_constant=no_constant)
    except (ValueError, RecursionError) as error:
        raise Broken("不是手机上的记录") from error


def cleaned(value):
    """Every text of a body cleaned as a form's would be."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        return {clean_text(key): cleaned(one) for key, one in value.items()}
    return value


def read(data) -> Item:
    """An item from what was posted, or from a line of a rescue file."""
    if not isinstance(data, dict):
        raise Broken("不是手机上的记录")
    text, sha, kind = data.get("body"), data.get("sha"), data.get("kind")
    schema, version = data.get("schema"), data.get("base_version")
    if not isinstance(text, str) or len(text) > MAX_ITEM:
        raise Broken("记录的内容太长或不完整")
    try:
        encoded = text.encode()
    except UnicodeEncodeError as error:
        raise Broken("记录里有坏字符") from error
    if hashlib.sha256(encoded).hexdigest() != sha:
        raise Broken("记录在路上损坏了，请重新上传")
    if not isinstance(loads(text), dict):
        raise Broken("记录的内容不完整")
    if not isinstance(kind, str) or kind not in settings.PHONE_ITEMS:
        raise Broken("不认识这种记录")
    if type(schema) is not int or not 0 < schema < 10_000:
        raise Broken("记录没有写明版本")
    if version is not None and (type(version) is not int or not 0 <= version < 2**31):
        raise Broken("记录的版本号不对")
    token = _uuid(data.get("token"))
    if token is None:
        raise Broken("记录没有编号")
    account = data.get("account", "")
    if not isinstance(account, str) or not account.isascii():
        raise Broken("记录没有写明是谁的")
    return Item(
        token,
        kind,
        schema,
        sha,
        text,
        account,
        version,
        _uuid(data.get("replaces")),
        _moment(data.get("made_at")),
    )


def _uuid(value) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def _moment(value) -> datetime | None:
    """The phone's clock, where it says something that can be kept."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and timezone.is_aware(moment) and moment.year > 2000 else None
