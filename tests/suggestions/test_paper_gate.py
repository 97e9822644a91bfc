"""The gate for papers: what comes in, what is refused and how."""

import io
import zipfile
import zlib

import pytest
from PIL import Image

from congress_poverty.refusals import Refused
from tests.suggestions.files import HEAD, ONE_PAGE, TAIL, docx, pdf, picture, stream, upload
from visits.papers import DOCX, JPEG, PDF, admit


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(Refused) as refused:
        admit(upload(content, name))
    return refused.value.sentence


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (pdf(), "答复函.pdf", PDF),
        (pdf(stream(b"q 0 0 m Q" * 100)), "答复函.PDF", PDF),
        (HEAD + stream(ONE_PAGE, b"/Type /ObjStm") + TAIL, "packed.pdf", PDF),
        (docx(), "当面答复记录.docx", DOCX),
        (picture("JPEG"), "扫描.jpg", JPEG),
        (picture("PNG"), "扫描.png", JPEG),
    ],
)
def test_a_letter_a_record_and_a_scan_pass(content, name, kind):
    assert admit(upload(content, name)).content_type == kind


def test_a_picture_is_drawn_anew_and_a_letter_stays_as_it_is():
    letter = pdf()
    assert admit(upload(letter, "1.pdf")).content == letter
    drawn = admit(upload(picture("PNG") + b"<script>", "1.png")).content
    assert b"<script>" not in drawn
    assert Image.open(io.BytesIO(drawn)).format == "JPEG"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "空.pdf", "是空的"),
        (b"MZ\x90\x00" + b"\x00" * 64, "答复函.pdf", "只收 PDF、Word"),
        (pdf(), "答复函.docx", "后缀和内容对不上"),
        (picture(), "答复函.pdf", "后缀和内容对不上"),
        (docx(), "答复函.pdf", "后缀和内容对不上"),
        (b"<html>", "答复函.html", "只收 PDF、Word"),
        (pdf(tail=b""), "半截.pdf", "没有传完整"),
        (HEAD + TAIL, "无页.pdf", "没有一页"),
        (pdf(tail=TAIL.replace(b"/Root", b"/Encrypt 5 0 R /Root")), "密码.pdf", "设了密码"),
        (pdf(b"<< /S /JavaScript /JS (app.alert) >>"), "脚本.pdf", "带有脚本"),
        (pdf(b"<< /S /J#61vaScript >>"), "转写.pdf", "带有脚本"),
        (pdf(stream(b"<< /S /Launch >>", b"/Type /ObjStm")), "藏在压缩里.pdf", "带有脚本"),
        (pdf(b"<< /EmbeddedFiles 4 0 R >>"), "夹带.pdf", "带有脚本"),
        (pdf(stream(b"x", b"/Type /ObjStm", packed=False)), "看不见.pdf", "压缩得不合规范"),
        (pdf(stream(b"x", b"/Filter [/FlateDecode /Fl] %")), "两层.pdf", "压缩得不合规范"),
        (HEAD + ONE_PAGE * 501 + TAIL, "太多页.pdf", "501 页"),
        (b"PK\x03\x04" + b"\x00" * 40, "坏.docx", "打不开"),
        (docx(word__vbaProject=b"x"), "宏.docx", "宏或别的文件"),
        (docx(word__embeddings__a=b"x"), "夹带.docx", "宏或别的文件"),
        (docx(document=b"<!DOCTYPE lolz [<!ENTITY a 'b'>]><w/>"), "实体.docx", "不合规范"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "旧版.doc", "旧版 Word"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "密码.docx",
            "设了密码",
        ),
        (b"\xff\xd8\xff" + b"\x00" * 99, "坏.jpg", "照片"),
    ],
)
def test_whatever_else_is_refused_with_a_sentence(content, name, words):
    assert words in refusal(content, name)


def test_a_zip_that_is_no_word_file_is_told_so():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.exe", "MZ")
    assert "不是 Word 文件" in refusal(out.getvalue(), "答复函.docx")


def test_a_bomb_of_a_word_file_is_refused_although_its_table_of_contents_lies():
    bomb = bytearray(docx(word__media=b"\0" * (110 * 2**20)))
    real = (110 * 2**20).to_bytes(4, "little")
    honest = bytes(bomb)
    while (at := bomb.find(real)) != -1:
        bomb[at : at + 4] = (9).to_bytes(4, "little")
    assert "展开以后太大" in refusal(honest, "炸弹.docx")
    assert "打不开" in refusal(bytes(bomb), "炸弹.docx")


def test_a_bomb_of_a_pdf_is_refused_without_being_held_in_memory():
    packer, body = zlib.compressobj(9), []
    for _ in range(410):
        body.append(packer.compress(b"\0" * 2**20))
    body.append(packer.flush())
    bomb = b"9 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + b"".join(body) + b"\nendstream\nendobj\n"
    assert "展开以后太大" in refusal(pdf(bomb), "炸弹.pdf")


def test_fifty_megabytes_are_refused_before_they_are_read():
    big = upload(b"%PDF-", "大.pdf")
    big.size = 50 * 2**20
    big.file = None
    with pytest.raises(Refused, match="有 50 MB，最大 10 MB"):
        admit(big)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("答复\x00函.pdf", "答复函.pdf"),
        ("../../etc/答复函.pdf", "答复函.pdf"),
        ("C:\\文件\\答复函.pdf", "答复函.pdf"),
        ("答复\u202efdp.pdf", "答复fdp.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_a_hostile_name_is_cleaned(sent, kept):
    file = upload(pdf(), "x.pdf")
    file._name = sent  # what a browser sends is cleaned by Django first; other doors may not do so
    assert admit(file).original_name == kept
