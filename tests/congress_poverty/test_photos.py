"""The photo gate: what comes in, what is kept, what is refused and how."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from congress_poverty.photos import admit
from congress_poverty.refusals import Refused

GPS = 0x8825


def upload(content: bytes, name="IMG_0001.jpg"):
    return SimpleUploadedFile(name, content)


def encoded(image: Image.Image, form="JPEG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def test_a_phone_photo_is_made_small_and_loses_its_position():
    photo = Image.new("RGB", (4000, 3000), "green")
    exif = Image.Exif()
    exif[0x010F] = "SomePhone"
    exif.get_ifd(GPS)[2] = (33.0, 32.0, 1.0)
    passed = admit(upload(encoded(photo, exif=exif)))
    kept = Image.open(io.BytesIO(passed.content))
    assert (kept.format, kept.size) == ("JPEG", (1600, 1200))
    assert dict(kept.getexif()) == {}
    assert b"SomePhone" not in passed.content


def test_a_photo_taken_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    passed = admit(upload(encoded(Image.new("RGB", (80, 40)), exif=exif)))
    assert (passed.width, passed.height) == (40, 80)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "RGBA", "LA"])
def test_every_colour_mode_becomes_a_plain_photo(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    passed = admit(upload(encoded(Image.new(mode, (20, 10)), form)))
    assert Image.open(io.BytesIO(passed.content)).mode == "RGB"


def refused(content, name="IMG_0001.jpg") -> str:
    with pytest.raises(Refused) as refusal:
        admit(upload(content, name))
    assert refusal.value.field == "photos"
    return refusal.value.sentence


def test_fifty_megabytes_are_refused_with_the_limit():
    assert "50 MB，最大 10 MB" in refused(b"\xff\xd8" + b"0" * (50 * 2**20))


def test_a_page_that_calls_itself_a_photo_is_refused():
    assert "不是照片" in refused(b"<html><script>alert(1)</script></html>")


def test_heic_says_where_to_change_the_phone():
    assert "兼容性最佳" in refused(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "IMG_1.HEIC")


def test_a_moving_picture_is_refused():
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    assert "动图" in refused(encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]))


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn():
    assert "4000 万像素" in refused(encoded(Image.new("1", (8000, 6000)), "PNG"))


def test_a_truncated_photo_is_refused():
    whole = encoded(Image.effect_noise((300, 300), 50).convert("RGB"))
    assert "没有传完整" in refused(whole[: len(whole) // 3])


def test_an_empty_file_is_refused():
    assert "是空的" in refused(b"")


def test_a_picture_with_a_second_file_behind_it_keeps_the_pixels_only():
    passed = admit(upload(encoded(Image.new("RGB", (10, 10))) + b"PK\x03\x04<?php evil"))
    assert b"evil" not in passed.content
