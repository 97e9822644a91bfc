"""The gate for photos: decoded, turned upright, made small, written anew as JPEG.

Nothing of the file that came in is kept but its pixels: no position, no camera, no
second content behind the picture. The file lies under ``MEDIA_ROOT`` with a random
name and leaves only through a view that checks the reach.
"""

from __future__ import annotations

import hashlib
import io
import uuid
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from .audit import Actor
from .refusals import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1600
QUALITY = 82
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heif", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


@dataclass(frozen=True)
class Picture:
    """What passed the gate."""

    content: bytes
    width: int
    height: int
    original_name: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def _refuse(name: str, why: str) -> Refused:
    return Refused(f"照片“{name[:40]}”{why}", code="E_PHOTO", field="photos")


def admit(upload) -> Picture:
    """Decode an uploaded photo; refuses with a sentence that says what to do."""
    name = (upload.name or "照片").replace("\x00", "")[-255:]
    if upload.size > settings.MAX_PHOTO_BYTES:
        most = settings.MAX_PHOTO_BYTES // 2**20
        raise _refuse(name, f"有 {upload.size / 2**20:.0f} MB，最大 {most} MB。请用手机选“中等大小”再传。")
    if not upload.size:
        raise _refuse(name, "是空的，请重新选。")
    data = upload.read()
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise _refuse(
            name, "是 HEIC 格式，这里打不开。请在手机“设置—相机—格式”里选“兼容性最佳”，或截图后再传。"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            content, width, height = _redraw(data, name)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refuse(name, "太大了，最多 4000 万像素，请缩小后再传。") from None
    except UnidentifiedImageError:
        raise _refuse(name, "不是照片，只能上传 JPG、PNG 或 WEBP 图片。") from None
    except Exception:
        # A damaged file can make a decoder raise anything; none of it is the person's fault.
        raise _refuse(name, "打不开，可能没有传完整，请重新拍一张或换一张。") from None
    return Picture(content, width, height, name)


def _redraw(data: bytes, name: str) -> tuple[bytes, int, int]:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise Image.DecompressionBombError
        # A phone's JPEG may carry a preview as a second picture (MPO); that is no animation.
        if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
            raise _refuse(name, "是动图，请换一张照片。")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        upright = ImageOps.exif_transpose(image)
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            layer = upright.convert("RGBA")
            flat = Image.new("RGB", layer.size, "white")
            flat.paste(layer, mask=layer.getchannel("A"))
        else:
            flat = upright.convert("RGB")
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    # Pixels alone: a new picture has no EXIF, no colour profile, no comment.
    clean = Image.new("RGB", flat.size)
    clean.paste(flat)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue(), clean.width, clean.height


def store(picture: Picture, *, on: date, folder: str = "visits") -> str:
    """Write the file; returns its name in the storage."""
    return default_storage.save(f"{folder}/{on:%Y/%m}/{uuid.uuid4().hex}.jpg", ContentFile(picture.content))


def put(
    rows, pictures: Sequence[Picture], *, most: int, what: str, by: Actor, on: date, folder: str = "visits"
) -> int:
    """Store what ``rows``, the photos of one thing, has not yet; returns how many are new.

    All of them or none: with more than ``most`` it refuses, and after a failure no file stays behind.
    """
    there = set(rows.values_list("sha256", flat=True)) if pictures else set()
    new = list({picture.sha256: picture for picture in pictures if picture.sha256 not in there}.values())
    if len(there) + len(new) > most:
        raise Refused(f"{what}最多 {most} 张照片，已经有 {len(there)} 张。", field="photos")
    written: list[str] = []
    try:
        for picture in new:
            name = store(picture, on=on, folder=folder)
            written.append(name)
            rows.create(
                name=name,
                original_name=picture.original_name,
                sha256=picture.sha256,
                width=picture.width,
                height=picture.height,
                size=len(picture.content),
                added_by=by.label,
            )
    except BaseException:
        for name in written:
            discard(name)
        raise
    return len(new)


def discard(name: str) -> None:
    """Take a file out of the storage; one that is gone already is fine."""
    default_storage.delete(name)
