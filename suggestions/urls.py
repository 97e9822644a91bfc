"""Addresses of the room."""

from django.urls import path

from .views.detail import ReplyParts, SuggestionDetail, SuggestionPrint
from .views.lists import FindLead, FindLeader, FindPeer, FindUnit, SuggestionList
from .views.moves import Cosign, MovePage
from .views.raising import Raise

app_name = "suggestions"

urlpatterns = [
    path("suggestions/", SuggestionList.as_view(), name="list"),
    path("suggestions/new/", Raise.as_view(), name="new"),
    path("suggestions/find/unit/", FindUnit.as_view(), name="find_unit"),
    path("suggestions/find/lead/", FindLead.as_view(), name="find_lead"),
    path("suggestions/find/peer/", FindPeer.as_view(), name="find_peer"),
    path("suggestions/find/leader/", FindLeader.as_view(), name="find_leader"),
    path("suggestions/<str:code>/", SuggestionDetail.as_view(), name="detail"),
    path("suggestions/<str:code>/print/", SuggestionPrint.as_view(), name="print"),
    path("suggestions/<str:code>/reply/", ReplyParts.as_view(), name="reply"),
    path("suggestions/<str:code>/cosign/", Cosign.as_view(), name="cosign"),
    path("suggestions/<str:code>/<str:move>/", MovePage.as_view(), name="move"),
]
