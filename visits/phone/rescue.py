"""What could not be handed in, brought by hand: the file or the copied text of a phone."""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.models import Account, Person
from pairing.models import Household

from . import contract, photos, queue
from .queue import Answer, Broken, Item, Sender

MARK = "【记录】"
KINDS = {
    "visit": "走访",
    "visit_edit": "修改走访",
    "suggestion": "建议",
    "rating": "评价",
    "cosign": "附议",
    "opinion": "接待或随访",
    "wish": "对待处理记录的意见",
    "size": "字号",
}
KNOWN = "原来已经有了"
WORDS = {
    "stored": "已记下",
    "quarantined": "已收到，待镇里决定",
    "conflict": "与网页上的修改冲突，待处理",
    "refused": "没有记下",
    "gone": "原记录已删除",
}


@dataclass(frozen=True)
class Line:
    """What became of one item: what it was, its fate, why, and where it stands now."""

    number: int
    what: str
    fate: str
    sentence: str = ""
    code: str = ""
    kind: str = ""
    is_in: bool = True

    def __str__(self):
        return f"第 {self.number} 条：{self.fate}{f'（{self.sentence}）' if self.sentence else ''}"


@dataclass
class Outcome:
    """One line for each item of the file, and how many photos came with them."""

    name: str
    lines: list[Line] = field(default_factory=list)
    photos: int = 0
    photos_lost: int = 0

    @property
    def refused(self) -> int:
        return sum(not line.is_in for line in self.lines)


def take_in(
    text: str, *, now: datetime, by: Actor | None = None, may: Callable[[Person], bool] = lambda person: True
) -> Outcome:
    """Idempotent: what the phone hands in itself later is known by its token.

    ``may`` says whether who brings it looks after this deputy; ``by`` is who brings it.
    """
    found = _read(text)
    account = Account.objects.select_related("person__county__region").filter(code=found["account"]).first()
    if account is None or account.person is None:
        raise Refused("文件里的代表在这里没有账号，请核对是不是本县的文件。")
    person = account.person
    if not may(person):
        raise Refused(f"这是{person.name}代表的记录，请由他所在的乡镇导入。")
    if by is not None:
        audit.record("visits.rescue", by=by, obj=account, detail={"items": len(found["items"])})
    actor = Actor(f"{account.name}（手机记录导入）", account.pk, "deputy", person.county.code)
    sender = Sender(account, person, actor, now, is_closed=not account.is_active)
    outcome = Outcome(person.name)
    for number, line in enumerate(found["items"], 1):
        outcome.lines.append(_take(number, line, sender))
    for one in found.get("photos", []):
        is_in = _photo(one, sender)
        outcome.photos += is_in
        outcome.photos_lost += not is_in
    return outcome


def _take(number: int, raw, sender: Sender) -> Line:
    kind = str(raw.get("kind", "")) if isinstance(raw, dict) else ""
    what = KINDS.get(kind, "看不懂的一条")
    try:
        item = queue.read(raw)
        answer = contract.take(item, sender)
        what = f"{what}：{_words(item, sender)}".rstrip("：")
    except Broken as broken:
        answer = Answer("refused", 400, {"sentence": str(broken)})
    fate = WORDS.get(answer.name, "没有记下")
    if (answer.name, answer.status) == ("stored", 200):
        fate = KNOWN
    return Line(
        number,
        what,
        fate,
        answer.data.get("sentence", ""),
        answer.data.get("receipt", {}).get("id", ""),
        kind,
        answer.name in ("stored", "quarantined"),
    )


def _words(item: Item, sender: Sender) -> str:
    """Enough of it for the clerk to know which one it is."""
    try:
        body = item.body
    except Refused:  # bad characters; it was refused for them
        return ""
    parts = [body.get("title"), body.get("visited_on"), body.get("note"), body.get("words")]
    if item.kind == "visit" and isinstance(body.get("household"), str):
        with reaching(Reach.everything("who brings a deputy's record is told whom it was paid to")):
            own = Household.objects.filter(code=body["household"], pairings__person=sender.person)
            parts.insert(0, own.values_list("head_name", flat=True).first())
    return "，".join(part[:40] for part in parts if isinstance(part, str) and part)


def _read(text: str) -> dict:
    body = text.split(MARK, 1)[-1].strip().lstrip("\ufeff")
    try:
        found = queue.loads(body)
    except Broken:
        found = None
    if not isinstance(found, dict) or found.get("rescue") != 1 or not isinstance(found.get("items"), list):
        raise Refused(f"这不是手机导出的记录。粘贴的文字要包含“{MARK}”后面的一整段。")
    if not isinstance(found.get("account"), str) or not isinstance(found.get("photos", []), list):
        raise Refused("这个文件不完整，请让代表重新导出。")
    return found


def _photo(one, sender: Sender) -> bool:
    """A photo of the file goes the way of the phone's chunks."""
    try:
        data = base64.b64decode(one["data"], validate=True)
        token, item = uuid.UUID(one["token"]), uuid.UUID(one["item"])
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        return False
    sha = hashlib.sha256(data).hexdigest()
    answer = Answer("more", 202, {"offset": 0})
    while answer.name == "more":
        offset = answer.data["offset"]
        part = data[offset : offset + photos.MAX_CHUNK]
        if not part:
            return False
        answer = photos.take(photos.Chunk(token, item, sha, len(data), offset, part), sender)
    return answer.name == "stored"
