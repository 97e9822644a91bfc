"""Papers in official layout: on A4 from the browser, and as a Word file."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse

from congress_poverty import audit
from congress_poverty.pages import file_answer

from .. import files
from ..papers import documents


class Letter:
    """Mixed into a page that knows ``sheets()``: the page for the printer.

    ``word_url`` is the address of the same paper as a Word file, ``back`` where one came from.
    """

    template_name = "assessment/documents/letter.html"
    document = ""

    def sheets(self) -> list[dict]:
        raise NotImplementedError

    def word_url(self) -> str:
        raise NotImplementedError

    def back(self) -> str:
        return self.object.get_absolute_url()

    def document_code(self) -> str:
        return self.document

    def buttons(self):
        return []

    def context(self):
        return {"sheets": self.sheets(), "word_url": self.word_url(), "back": self.back()}

    def file_name(self) -> str:
        return f"{documents.LABELS_OF_PAPERS[self.document_code()]} {self.object}"

    def as_word(self, request, obj) -> HttpResponse:
        """The Word file as a download, written into the audit."""
        code = self.document_code()
        content = documents.word(code, self.sheets(), county=request.county)
        audit.record("papers.document", by=request.actor, obj=obj, detail={"document": code})
        return download(content, f"{self.file_name()}.docx", files.gate.DOCX)


class WordFile(Letter):
    """The same paper as a Word file."""

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return self.as_word(request, self.object)


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file that is saved, never shown inside the page."""
    return file_answer(content, content_type=content_type, name=name.replace("/", "-"))


def stored_file(request, row, *, about) -> HttpResponse:
    """The file beside a row that the reader may open; ``about`` is what the audit names."""
    if not row.has_file:
        raise Http404
    try:
        with default_storage.open(row.stored_name) as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    audit.record("papers.read_file", by=request.actor, obj=about, detail={"file": row.code})
    return download(content, files.download_name(row.original_name, row.content_type), row.content_type)
