"""What the phone asks while somebody writes, where there is signal."""

from __future__ import annotations

from django.http import JsonResponse
from django.utils import timezone

from congress_poverty.pages import act
from congress_poverty.reach import Reach, reaching
from congress_poverty.text import clean_text

from ..models import Suggestion
from ..similar import similar_to


@act("suggestions.raise")
def similar(request):
    """Titles of what others have raised that is like it; they may be published anyhow."""
    title, body, category = (
        clean_text(request.POST.get(name, ""))[:most]
        for name, most in (("title", 100), ("body", 2000), ("category", 20))
    )
    asked = Suggestion(county=request.county, title=title, body=body, category=category)
    with reaching(Reach.everything("titles that may be published are told to whoever raises the same")):
        found = similar_to(asked, rows=Suggestion.objects.may_be_shown(), on=timezone.localdate())
    return JsonResponse(
        {
            "similar": [
                {
                    "code": one.code,
                    "number": one.number,
                    "title": one.title,
                    "state": one.face.label,
                    "may_be_joined": one.may_be_joined,
                }
                for one in found
            ]
        }
    )
