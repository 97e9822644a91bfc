"""The address that counts is the one that the proxy on this machine saw."""

import pytest
from django.test import RequestFactory

from congress_poverty.models import AuditEvent
from congress_poverty.proxy import ClientAddressMiddleware


@pytest.mark.parametrize(
    ("peer", "forwarded", "wanted"),
    [
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "6.6.6.6, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "<script>", "127.0.0.1"),
        ("10.9.9.9", "6.6.6.6", "10.9.9.9"),
    ],
    ids=["proxy", "IPv6", "a claim before the proxy's word", "no proxy", "nonsense", "not our proxy"],
)
def test_the_address_is_the_last_word_of_a_proxy_on_this_machine(peer, forwarded, wanted):
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert ClientAddressMiddleware(lambda seen: seen.META["REMOTE_ADDR"])(request) == wanted


def test_the_audit_keeps_the_address_of_the_person(sun, everything):
    sun.post("/logout/", HTTP_X_FORWARDED_FOR="10.1.2.3")
    assert AuditEvent.objects.order_by("-seq").first().ip == "10.1.2.3"
