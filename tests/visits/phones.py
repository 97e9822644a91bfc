"""A phone of the tests: makes items and hands them in as the page does."""

from __future__ import annotations

import hashlib
import io
import json
import uuid

from django.utils import timezone
from PIL import Image


def item(kind: str, body: dict, **fields) -> dict:
    """An item of the queue, hashed as the phone hashes it."""
    text = json.dumps(body, ensure_ascii=False)
    return {
        "token": str(uuid.uuid4()),
        "kind": kind,
        "schema": 1,
        "body": text,
        "sha": hashlib.sha256(text.encode()).hexdigest(),
        "made_at": timezone.now().isoformat(),
        **fields,
    }


def visit_item(world, *, household=None, **said) -> dict:
    """「一切都好」 at 张德福's, today."""
    body = {
        "household": (household or world.zhang_household).code,
        "visited_on": timezone.localdate().isoformat(),
        "mode": "入户走访",
        "all_well": not said.get("topics"),
        "topics": [],
        "handling": "",
        "note": "",
        **said,
    }
    return item("visit", body)


def send(client, one: dict, **headers):
    return client.post("/m/sync/", json.dumps(one), content_type="application/json", headers=headers)


def picture(colour="green", size=(64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def send_chunk(client, data: bytes, *, of: dict, whole: bytes, token: str, offset: int, sha=""):
    return client.post(
        "/m/photo/",
        data,
        content_type="application/octet-stream",
        headers={
            "X-Photo": token,
            "X-Item": of["token"],
            "X-Sha": sha or hashlib.sha256(whole).hexdigest(),
            "X-Size": str(len(whole)),
            "X-Offset": str(offset),
        },
    )
