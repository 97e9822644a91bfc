"""Parts of a page that are rendered once for the same facts."""

import pytest
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from congress_poverty.pages.pieces import piece


def test_a_piece_tells_markup_from_text_of_the_same_letters():
    safe = piece("components/_filters.html", search="姓名", q="", shown=mark_safe("<b>镇</b>"))
    typed = piece("components/_filters.html", search="姓名", q="", shown="<b>镇</b>")
    assert "<b>镇</b>" in safe
    assert "&lt;b&gt;镇&lt;/b&gt;" in typed


def _side(request) -> str:
    facts = {
        "county": "灵璧县",
        "name": "李",
        "label": "",
        "active": "",
        "posts": (),
        "menu": "",
        "path": "",
        "bell": 0,
    }
    return piece("components/_side.html", request, **facts)


def test_a_shared_piece_carries_each_requests_own_token():
    """What one reader got is not in the next one's forms."""
    one, other = RequestFactory().get("/"), RequestFactory().get("/")
    first, second = _side(one), _side(other)
    assert "\x00" not in first
    assert 'name="csrfmiddlewaretoken" value="' in first
    token = first.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert len(token) == 64
    assert token not in second


@pytest.mark.django_db
def test_the_side_is_not_shared_between_names(li, sun):
    li.get("/visits/")
    page = sun.get("/visits/").content.decode()
    assert "<b>孙</b>" in page
    assert "李干事" not in page
