"""When the database is away or its disk is full: say so, keep what was typed, name a time to come back.

A plain error page would tell people that they did something wrong, and would make a
phone drop what it could have sent again.
"""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from .pages.accounts import server_error as page_with_a_number
from .pages.acts import wants_json

RETRY_AFTER = 30  # seconds

logger = logging.getLogger("congress_poverty.outage")


def is_outage(error: BaseException | None) -> bool:
    """Not every ``OperationalError``: on SQLite a misspelt column is one, too."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    return getattr(error.__cause__, "sqlite_errorname", "") != "SQLITE_ERROR"


def sentence(error: BaseException) -> str:
    if "full" in str(error).lower() or "no space" in str(error).lower():
        return "服务器的磁盘已满，没有保存，请联系系统管理员。您填的内容还在草稿里。"
    return "数据库现在连不上，没有保存。您填的内容还在草稿里，请过半分钟再试。"


def server_error(request: HttpRequest) -> HttpResponse:
    """``handler500``: 503 for an outage, else the error page with its number."""
    error = sys.exc_info()[1]
    if not is_outage(error):
        return page_with_a_number(request)
    logger.error("outage at %s: %s", request.path, error)
    if wants_json(request):
        response = JsonResponse({"sentence": sentence(error)}, status=503)
    else:
        # Without the request: nothing on this page may ask the database.
        response = HttpResponse(render_to_string("503.html", {"sentence": sentence(error)}), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response
