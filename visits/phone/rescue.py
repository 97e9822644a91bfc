"""What could not be handed in, brought by hand: the file or the copied text of a phone."""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused
from deputies.models import Account

from . import contract, photos, queue
from .queue import Answer, Broken, Sender

MARK = "【记录】"
WORDS = {
    "stored": "已记下",
    "quarantined": "已收到，待镇里决定",
    "conflict": "与网页上的修改冲突，待处理",
    "refused": "没有记下",
    "gone": "原记录已删除",
}


@dataclass
class Outcome:
    """One line for each item of the file, and how many photos came with them."""

    name: str
    lines: list[str] = field(default_factory=list)
    photos: int = 0


def take_in(text: str, *, now: datetime) -> Outcome:
    """Idempotent: what the phone hands in itself later is known by its token."""
    found = _read(text)
    account = Account.objects.select_related("person__county__region").filter(code=found["account"]).first()
    if account is None or account.person is None:
        raise Refused("文件里的代表在这里没有账号，请核对是不是本县的文件。")
    person = account.person
    actor = Actor(f"{account.name}（手机记录导入）", account.pk, "deputy", person.county.code)
    sender = Sender(account, person, actor, now, is_closed=not account.is_active)
    outcome = Outcome(person.name)
    for number, line in enumerate(found["items"], 1):
        try:
            answer = contract.take(queue.read(line), sender)
        except Broken as broken:
            answer = Answer("refused", 400, {"sentence": str(broken)})
        sentence = answer.data.get("sentence", "")
        said = WORDS.get(answer.name, "没有记下")
        outcome.lines.append(f"第 {number} 条：{said}{f'（{sentence}）' if sentence else ''}")
    for one in found.get("photos", []):
        outcome.photos += _photo(one, sender)
    return outcome


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
