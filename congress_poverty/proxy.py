"""Where a request comes from when nginx stands in front: the lock-out, the audit and links count by it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse

LOOPBACK = ("127.0.0.1", "::1")


class ClientAddressMiddleware:
    """Puts the address that the proxy saw into ``REMOTE_ADDR``.

    Believed only from a proxy on this machine, and only its own, last word: what stands
    before it was claimed by the client. Nonsense leaves the proxy's address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        claimed = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
        if claimed and request.META.get("REMOTE_ADDR") in LOOPBACK:
            with suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ip_address(claimed))
        return self.get_response(request)
