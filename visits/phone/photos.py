"""Photos of a visit in chunks: resumable, checked at the end, through the gate of every photo."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from congress_poverty import photos
from congress_poverty.audit import Actor
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused

from .. import actions
from ..models import HeldItem, PhotoChunk, PhotoUpload, SyncReceipt, Visit
from .contract import WHEREVER
from .queue import Answer, Broken, Sender

MAX_CHUNK = 512 * 1024


@dataclass(frozen=True)
class Chunk:
    """Some bytes of the photo ``token`` of the item ``item``."""

    token: uuid.UUID
    item: uuid.UUID
    sha: str
    size: int
    offset: int
    data: bytes

    def named(self, answer: Answer) -> dict:
        return {"answer": answer.name, "token": str(self.token), "sha": self.sha, **answer.data}


def read(headers, data: bytes) -> Chunk:
    """A chunk from the headers of its request."""
    try:
        token, item = uuid.UUID(headers.get("X-Photo", "")), uuid.UUID(headers.get("X-Item", ""))
        size, offset = int(headers.get("X-Size", "")), int(headers.get("X-Offset", ""))
    except ValueError as error:
        raise Broken("照片没有写明编号或大小") from error
    sha = headers.get("X-Sha", "")
    if len(sha) != 64 or not sha.isascii() or not sha.isalnum():
        raise Broken("照片没有写明校验码")
    if not 0 < size <= settings.MAX_PHOTO_BYTES or not 0 <= offset <= size or len(data) > MAX_CHUNK:
        raise Broken("照片的大小不对")
    return Chunk(token, item, sha, size, offset, data)


def take(chunk: Chunk, sender: Sender) -> Answer:
    """``more`` with the offset to go on from, or ``stored`` once all is here and checked.

    A chunk that comes twice, too early or too late changes nothing: the answer says
    where to go on. The visit or suggestion goes first; without it the photo waits on the phone.
    """
    with reaching(WHEREVER):
        receipt = SyncReceipt.objects.filter(
            token=chunk.item, account=sender.account, kind__in=settings.PHONE_PHOTOS
        ).first()
        if receipt is None:
            return Answer("retry", 503, {"sentence": "先传文字，再传照片。"}, retry_after=5)
        try:
            with transaction.atomic():
                upload = _upload(chunk, sender)
                if upload is None:
                    return Answer("refused", 422, {"sentence": "这张照片的编号已经用过，请重新选。"})
                return _add(chunk, upload, receipt, sender)
        except IntegrityError:
            # The same chunk or the first of the same photo at the same moment: the other one was first.
            return Answer("more", 202, {"offset": _have(chunk.token)})


def _upload(chunk: Chunk, sender: Sender) -> PhotoUpload | None:
    wanted = {"item": chunk.item, "sha": chunk.sha, "size": chunk.size}
    upload = PhotoUpload.objects.select_for_update(of=("self",)).filter(token=chunk.token).first()
    if upload is None:
        return PhotoUpload.objects.create(token=chunk.token, begun_at=sender.now, **wanted, **sender.whose)
    same = all(getattr(upload, name) == value for name, value in wanted.items())
    return upload if same and upload.account_id == sender.account.pk else None


def _add(chunk: Chunk, upload: PhotoUpload, receipt: SyncReceipt, sender: Sender) -> Answer:
    if upload.is_complete:
        return Answer("stored", 200, {"offset": upload.size})
    have = _have(upload.token)
    if chunk.offset != have or not chunk.data or have + len(chunk.data) > upload.size:
        return Answer("more", 202, {"offset": have})
    PhotoChunk.objects.create(upload=upload, offset=chunk.offset, data=chunk.data)
    have += len(chunk.data)
    if have < upload.size:
        return Answer("more", 202, {"offset": have})
    whole = content(upload)
    if hashlib.sha256(whole).hexdigest() != upload.sha:
        upload.chunks.all().delete()
        return Answer("more", 202, {"offset": 0})
    try:
        picture = photos.admit(SimpleUploadedFile("photo.jpg", whole))
        if receipt.object_code:
            with transaction.atomic():
                put = import_string(settings.PHONE_PHOTOS[receipt.kind])
                put(receipt.object_code, picture, by=sender.actor, today=sender.today)
                _placed(upload)
    except Refused as refused:
        upload.delete()
        return Answer("refused", 422, {"sentence": refused.sentence, "field": "photos"})
    upload.is_complete = True
    upload.save(update_fields=["is_complete"])
    return Answer("stored", 201, {"offset": upload.size})


def _have(token: uuid.UUID) -> int:
    rows = PhotoChunk.objects.filter(upload__token=token).values_list("data", flat=True)
    return sum(len(data) for data in rows)


def content(upload: PhotoUpload) -> bytes:
    return b"".join(bytes(data) for data in upload.chunks.order_by("offset").values_list("data", flat=True))


def put_photo(code: str, picture: photos.Picture, *, by: Actor, today) -> None:
    """Put a complete photo to its visit."""
    visit = Visit.objects.select_related("county__region").filter(code=code).first()
    if visit is not None:
        actions.add_photos(visit, [picture], by=by, today=today)


def _placed(upload: PhotoUpload) -> None:
    """The chunks are not needed any more."""
    upload.chunks.all().delete()
    upload.is_placed = True
    upload.save(update_fields=["is_placed"])


def place_waiting(held: HeldItem, visit: Visit, *, by: Actor, today) -> None:
    """The photos that waited with a held visit go to the visit it became."""
    for upload in PhotoUpload.objects.filter(item=held.token, is_complete=True, is_placed=False):
        whole = content(upload)
        if whole:
            picture = photos.admit(SimpleUploadedFile("photo.jpg", whole))
            put_photo(visit.code, picture, by=by, today=today)
            _placed(upload)
