"""Django's sessions in the database, read by a statement that is composed once.

Every request begins by asking for its session, and composing that question took Django
ten times what the database needs to answer it. Everything else stays Django's own.
"""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from .prepared import Given, Prepared

_living = Prepared(
    lambda: Session.objects.filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField())
    )
)


class SessionStore(db.SessionStore):
    """The backend that ``SESSION_ENGINE`` names."""

    def _get_session_from_db(self) -> Session | None:
        found = _living.ask(key=self.session_key, now=timezone.now())
        if found:
            return found[0]
        self._session_key = None  # unknown or run out: the next save begins a new one
        return None
