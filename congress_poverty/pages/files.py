"""A stored file on its way to who may open it: saved or shown, never run, never kept by a cache."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header


def file_answer(content: bytes, *, content_type: str, name: str, shown: bool = False) -> HttpResponse:
    """``content`` as a download called ``name``; with ``shown`` the browser may show it (a picture)."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(not shown, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def stored(name: str) -> bytes:
    """What lies in the storage under ``name``; 404 when it is gone."""
    try:
        with default_storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        raise Http404 from None
