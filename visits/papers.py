"""The gate for papers: what may lie beside a suggestion or an activity, and in which shape.

A picture is drawn anew by the gate for photos. A PDF, a Word file and (where tables are
taken) an Excel file stay as they are, because a stamped letter must not change, so they
are taken apart and measured first:
no password, no script, no file within the file, nothing that swells when it is opened.
The name of the file never decides what it is. It lies under ``MEDIA_ROOT`` with a
random name and leaves only through a view that checks the reach.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from congress_poverty import photos
from congress_poverty.refusals import Refused

PDF, JPEG = "application/pdf", "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {PDF: ".pdf", JPEG: ".jpg", DOCX: ".docx", XLSX: ".xlsx"}
ACCEPT = ".pdf,.docx,.jpg,.jpeg,.png"
ACCEPT_TABLES = f"{ACCEPT},.xlsx"
MAX_FILES = 5
MAX_PAGES = 500
MAX_UNPACKED_PDF = 400 * 2**20  # scans of fifty pages come to half of it
MAX_UNPACKED_DOCX = 100 * 2**20
MAX_PARTS = 2000
CHUNK = 2**20
ABOUT = 4096  # a stream is described in the few lines before it

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = {b"\xff\xd8\xff": ("jpg", "jpeg"), b"\x89PNG\r\n\x1a\n": ("png",)}
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_FLATE = re.compile(rb"/Fl(?:ateDecode)?(?![A-Za-z])")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Sheet:
    """A file that passed the gate."""

    content: bytes
    content_type: str
    original_name: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def admit(upload, *, tables: bool = False) -> Sheet:
    """Look into an uploaded file; refuses with a sentence that says what to do.

    With ``tables`` Excel files are taken too.
    """
    name = _clean_name(upload.name)
    if not upload.size:
        raise _refuse(name, "是空的，请重新选。")
    if upload.size > settings.MAX_PAPER_BYTES:
        most = settings.MAX_PAPER_BYTES // 2**20
        raise _refuse(
            name, f"有 {upload.size / 2**20:.0f} MB，最大 {most} MB。请降低扫描分辨率，或分成几个文件再传。"
        )
    data = upload.read()
    ending = name.rpartition(".")[2].lower()
    for beginning, endings in _PICTURES.items():
        if data.startswith(beginning):
            _named_as_it_is(name, ending, endings, "图片")
            upload.seek(0)
            return Sheet(_picture(upload, name), JPEG, name)
    if data.startswith(b"%PDF-"):
        _named_as_it_is(name, ending, ("pdf",), "PDF")
        _measure_pdf(data, name)
        return Sheet(data, PDF, name)
    if data.startswith(b"PK\x03\x04"):
        if tables and ending == "xlsx":
            _measure_office(data, name, "xl/workbook.xml", "Excel 表格（.xlsx）")
            return Sheet(data, XLSX, name)
        _named_as_it_is(name, ending, ("docx",), "Word 文件（.docx）")
        _measure_office(data, name, "word/document.xml", "Word 文件")
        return Sheet(data, DOCX, name)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _refuse(name, "设了密码，请去掉密码，或打印成 PDF 再传。")
        raise _refuse(name, "是旧版 Word 文件，请另存为 .docx 或 PDF 再传。")
    raise _refuse(name, "不能上传：只收 PDF、Word（.docx）和 JPG、PNG 图片。")


def store(sheet: Sheet, *, on: date, folder: str = "suggestions") -> str:
    """Write the file; returns its name in the storage."""
    name = f"{folder}/{on:%Y/%m}/{uuid.uuid4().hex}{SUFFIXES[sheet.content_type]}"
    return default_storage.save(name, ContentFile(sheet.content))


def store_all(sheets: Iterable[Sheet], write: Callable, *, on: date, folder: str = "suggestions") -> list:
    """Store each and have ``write(sheet, name)`` make its row; where one fails, no file of them stays."""
    stored: list[str] = []
    rows = []
    try:
        for sheet in sheets:
            stored.append(store(sheet, on=on, folder=folder))
            rows.append(write(sheet, stored[-1]))
    except BaseException:
        for name in stored:
            discard(name)
        raise
    return rows


def discard(name: str) -> None:
    """Take a file out of the storage; one that is gone already is fine."""
    default_storage.delete(name)


def download_name(original_name: str, content_type: str) -> str:
    """The name it came with; a picture that was drawn anew ends as what it is now."""
    suffix = SUFFIXES[content_type]
    if original_name.lower().endswith(suffix):
        return original_name
    return f"{original_name.rpartition('.')[0] or original_name}{suffix}"


def _refuse(name: str, why: str) -> Refused:
    return Refused(f"文件“{name[:40]}”{why}", code="E_PAPER", field="papers")


def _clean_name(name: str | None) -> str:
    """The last part of the name without control signs and signs that turn the direction of writing."""
    last = re.split(r"[\\/]", name or "")[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    return shown[-200:] or "材料"


def _named_as_it_is(name: str, ending: str, endings: tuple[str, ...], kind: str) -> None:
    if ending not in endings:
        raise _refuse(name, f"的后缀和内容对不上，里面是{kind}。请用正确的后缀保存后再传。")


def _picture(upload, name: str) -> bytes:
    try:
        return photos.admit(upload).content
    except Refused as refused:
        raise Refused(refused.sentence, code="E_PAPER", field="papers") from None


# ---- PDF ----------------------------------------------------------------------


def _measure_pdf(data: bytes, name: str) -> None:
    """Looks at everything outside streams, and into streams that hold objects."""
    if b"%%EOF" not in data[-2048:]:
        raise _refuse(name, "没有传完整，请重新导出或扫描一份。")
    outside, packed = [], []
    unpacked = position = 0
    while found := _STREAM.search(data, position):
        outside.append(data[position : found.end()])
        about = _plain(data[max(position, found.start() - ABOUT) : found.start()].rpartition(b" obj")[2])
        end = data.find(b"endstream", found.end())
        content = data[found.end() : end if end != -1 else len(data)]
        position = found.end() + len(content)
        flates = len(_FLATE.findall(about))
        if flates > 1:
            raise _refuse(name, "压缩得不合规范，请打印成普通的 PDF 再传。")
        objects = []
        for piece in _inflate(content) if flates else ():
            unpacked += len(piece)
            if unpacked > MAX_UNPACKED_PDF:
                raise _refuse(name, "展开以后太大，不能上传。请重新扫描或打印成 PDF 再传。")
            if b"/ObjStm" in about:
                objects.append(piece)
        if b"/ObjStm" in about and not objects:
            raise _refuse(name, "压缩得不合规范，请打印成普通的 PDF 再传。")
        packed += objects
    outside.append(data[position:])
    words = _plain(b"".join([*outside, *packed]))
    if re.search(rb"/Encrypt(?![A-Za-z])", words):
        raise _refuse(name, "设了密码或限制，请打印成没有密码的 PDF 再传。")
    if _ACTIVE.search(words):
        raise _refuse(name, "里面带有脚本、表单程序或别的文件，请打印成普通的 PDF 再传。")
    pages = len(_PAGE.findall(words))
    if not pages:
        raise _refuse(name, "打不开，里面没有一页。请重新导出或扫描一份。")
    if pages > MAX_PAGES:
        raise _refuse(name, f"有 {pages} 页，最多 {MAX_PAGES} 页。请只传需要的部分。")


def _plain(words: bytes) -> bytes:
    """A name may be written with its letters as numbers (``/J#61vaScript``)."""
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), words)


def _inflate(data: bytes) -> Iterator[bytes]:
    """A compressed stream in pieces, never whole in memory; a damaged one as far as it goes."""
    opener, rest = zlib.decompressobj(), data
    try:
        while rest and not opener.eof:
            yield opener.decompress(rest, CHUNK)
            rest = opener.unconsumed_tail
    except zlib.error:
        return


# ---- Word and Excel ---------------------------------------------------------------------


def _measure_office(data: bytes, name: str, heart: str, kind: str) -> None:
    """Every part is read to its end in pieces: what the table of contents says is not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _look_through(archive, name, heart, kind)
    except Refused:
        raise
    except Exception:
        # A damaged archive can make the reader raise anything; none of it is the person's fault.
        raise _refuse(name, "打不开，可能没有传完整，请另存一份再传。") from None


def _look_through(archive: zipfile.ZipFile, name: str, heart: str, kind: str) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise _refuse(name, "里面的部分太多，不能上传。请打印成 PDF 再传。")
    if any(part.flag_bits & 1 for part in parts):
        raise _refuse(name, "设了密码，请去掉密码，或打印成 PDF 再传。")
    names = {part.filename for part in parts}
    if not {"[Content_Types].xml", heart} <= names:
        raise _refuse(name, f"不是 {kind}，只收 PDF、Word（.docx）和 JPG、PNG 图片。")
    if any(re.search(r"vbaProject|activeX|embeddings/", one, re.I) for one in names):
        raise _refuse(name, "里面带有宏或别的文件，请打印成 PDF 再传。")
    unpacked = 0
    for part in parts:
        with archive.open(part) as file:
            beginning = b""
            while piece := file.read(CHUNK):
                beginning = beginning or piece[:4096]
                unpacked += len(piece)
                if unpacked > MAX_UNPACKED_DOCX:
                    raise _refuse(name, "展开以后太大，不能上传。请压缩里面的图片，或打印成 PDF 再传。")
        if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in beginning:
            raise _refuse(name, "的内容不合规范，请用 Word 或 WPS 另存一份再传。")
