"""Small files as they come in: a PDF of one page, a Word file, pictures."""

from __future__ import annotations

import io
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

HEAD = b"%PDF-1.7\n"
ONE_PAGE = b"1 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n"
TAIL = b"trailer\n<< /Root 3 0 R >>\nstartxref\n0\n%%EOF\n"


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def stream(content: bytes, about: bytes = b"", packed: bool = True) -> bytes:
    body = zlib.compress(content, 9) if packed else content
    about += b" /Filter /FlateDecode" if packed else b""
    return b"9 0 obj\n<< " + about + b" /Length %d >>\nstream\n" % len(body) + body + b"\nendstream\nendobj\n"


def pdf(*parts: bytes, tail: bytes = TAIL) -> bytes:
    return HEAD + ONE_PAGE + b"".join(parts) + tail


def docx(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", parts.pop("document", b"<w:document/>"))
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def picture(form="PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, form)
    return out.getvalue()
