"""Small acts, and what becomes of a refusal."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from congress_poverty.refusals import Refused

from .base import demand, refusal_here

_WORDS = "refused_words"


def act(permission: str) -> Callable:
    """A view that does one thing by POST, for those who have ``permission``.

    ::

        @act("pairing.end")
        def end_pairing(request, code):
            pairing = get_object_or_404(Pairing.objects, code=code)
            actions.end(pairing, by=request.actor, reason=request.POST["reason"])
            return redirect(pairing.household)
    """

    def wrap(view):
        @require_POST
        @wraps(view)
        def inner(request, *args, **kwargs):
            demand(request, permission)
            return view(request, *args, **kwargs)

        inner.permission = permission
        return inner

    return wrap


def wants_json(request) -> bool:
    """Whether a script asked, not a person following a link or a form."""
    return (
        request.headers.get("X-Requested-With") == "fetch"
        or "application/json" in request.headers.get("Accept", "").split(",")[0]
    )


def back(request, fallback: str = "/") -> str:
    """The page of ours that the request came from."""
    came = request.headers.get("Referer", "")
    if came and url_has_allowed_host_and_scheme(came, {request.get_host()}):
        parts = urlsplit(came)
        here = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if request.method != "GET" or here != request.get_full_path():
            return here
    return fallback


class RefusalMiddleware:
    """``Refused`` becomes one sentence on the page one came from, or JSON with 422.

    What was typed into the form of the refused act is shown on that page once, so
    that nothing has to be written again. Form pages answer refusals themselves.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if (
            getattr(request, "session", None) is not None
            and request.method == "GET"
            and not wants_json(request)
        ):
            self._hand_out(request)
        return self.get_response(request)

    @staticmethod
    def _hand_out(request) -> None:
        if _WORDS in request.session and request.session[_WORDS]["page"] == request.path:
            request.kept_words = request.session.pop(_WORDS)["words"]

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        sentence = refusal_here(request, exception.sentence)
        if wants_json(request):
            return JsonResponse(
                {"sentence": sentence, "code": exception.code, "field": exception.field}, status=422
            )
        messages.error(request, sentence)
        target = back(request)
        words = [
            value
            for name, values in request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken" and "password" not in name and len(value) > 5
        ]
        if words:
            request.session[_WORDS] = {"page": urlsplit(target).path, "words": words[:20]}
        return HttpResponseRedirect(target)
