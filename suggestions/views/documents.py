"""Letters and forms about a suggestion: on A4 from the browser, and as a Word file."""

from __future__ import annotations

from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from congress_poverty import audit

from .. import documents
from .detail import SuggestionPage


class DocumentPrint(SuggestionPage):
    """``/suggestions/<code>/print/<document>/``: a page for the printer, with the way to the Word file."""

    permission = "suggestions.read"
    document_code = ""

    @cached_property
    def document(self) -> documents.Document:
        found = documents.DOCUMENTS.get(self.kwargs.get("document", self.document_code))
        if found is None:
            raise Http404
        if not any(self.request.may(name) for name in found.permissions):
            raise PermissionDenied
        return found

    @cached_property
    def sheets(self) -> list[dict]:
        """What it holds for whoever looks; a document that has nothing to say yet is not there."""
        found = self.document.sheets(self.story)
        if not found:
            raise Http404
        return found

    @property
    def template_name(self):
        return f"suggestions/documents/{self.document.code}.html"

    def get_title(self):
        return f"{self.document.label} {self.object.number}".strip()

    def context(self):
        return {
            "sheets": self.sheets,
            "word_url": reverse("suggestions:word", args=[self.object.code, self.document.code]),
            "back": self.object.get_absolute_url(),
        }


class DocumentWord(DocumentPrint):
    """``/suggestions/<code>/word/<document>/``: the same words in the county's Word template."""

    permission = "suggestions.read"

    def get(self, request, *args, **kwargs):
        row = self.object = self.get_object()
        content = documents.word(self.document.code, self.sheets, county=row.county)
        return word_file(request, self.document.code, content, name=self.get_title(), obj=row)


def word_file(request, code: str, content: bytes, *, name: str, obj) -> HttpResponse:
    """The file as a download, written into the audit."""
    audit.record("suggestions.document", by=request.actor, obj=obj, detail={"document": code})
    response = HttpResponse(content, content_type=documents.CONTENT_TYPE)
    filename = f"{name}.docx".replace("/", "-")
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
