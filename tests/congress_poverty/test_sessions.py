"""Sessions read by a prepared statement behave as Django's own do."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore as DjangosOwn
from django.contrib.sessions.models import Session
from django.utils import timezone

from congress_poverty.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> SessionStore:
    made = SessionStore()
    made["word"] = "台账"
    made.save()
    return made


def test_a_session_is_read_as_djangos_own_reads_it(kept):
    assert dict(SessionStore(kept.session_key).items()) == {"word": "台账"}
    assert dict(DjangosOwn(kept.session_key).items()) == {"word": "台账"}


def test_two_sessions_keep_apart(kept):
    other = SessionStore()
    other["word"] = "名册"
    other.save()
    assert SessionStore(kept.session_key)["word"] == "台账"
    assert SessionStore(other.session_key)["word"] == "名册"


def test_a_session_that_ran_out_is_empty_and_its_key_is_not_used_again(kept):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    late = SessionStore(kept.session_key)
    assert late.get("word") is None
    late["word"] = "新的"
    late.save()
    assert late.session_key != kept.session_key


def test_a_key_that_nobody_gave_out_opens_nothing():
    stranger = SessionStore("thiskeywasmadeupbysomebodyelse00")
    assert stranger.get("word") is None
    assert stranger.session_key is None


def test_what_another_request_wrote_is_seen_by_the_next(kept):
    again = SessionStore(kept.session_key)
    again["word"] = "改过"
    again.save()
    assert SessionStore(kept.session_key)["word"] == "改过"
    again.flush()
    assert SessionStore(kept.session_key).get("word") is None
