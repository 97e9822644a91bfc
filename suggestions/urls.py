"""Addresses of the room."""

from django.urls import path

from .views.by_link import LinkHome, LinkMove, LinkName
from .views.detail import ReplyParts, SuggestionDetail, SuggestionPrint
from .views.links import LinkNew, LinkRevoke, Links
from .views.lists import FindLead, FindPeer, FindUnit, SuggestionList
from .views.moves import Cosign, MovePage
from .views.raising import Raise
from .views.statistics import (
    Annual,
    AnnualPrint,
    Appraisals,
    AppraisalsPrint,
    Appraise,
    FigureRows,
    Statistics,
)
from .views.supervision import FindKey, KeyDecisionNew, KeyDecisionPage, KeyList, UrgeLetterPrint, UrgeMany

app_name = "suggestions"

urlpatterns = [
    path("suggestions/", SuggestionList.as_view(), name="list"),
    path("suggestions/new/", Raise.as_view(), name="new"),
    path("suggestions/find/unit/", FindUnit.as_view(), name="find_unit"),
    path("suggestions/find/lead/", FindLead.as_view(), name="find_lead"),
    path("suggestions/find/peer/", FindPeer.as_view(), name="find_peer"),
    path("suggestions/find/key/", FindKey.as_view(), name="find_key"),
    path("suggestions/key/", KeyList.as_view(), name="key"),
    path("suggestions/key/new/", KeyDecisionNew.as_view(), name="key_new"),
    path("suggestions/key/<str:code>/", KeyDecisionPage.as_view(), name="key_decision"),
    path("suggestions/urge/", UrgeMany.as_view(), name="urge_many"),
    path("suggestions/letters/<str:code>/", UrgeLetterPrint.as_view(), name="urge_letter"),
    path("suggestions/figures/", Statistics.as_view(), name="figures"),
    path("suggestions/figures/rows/", FigureRows.as_view(), name="figure_rows"),
    path("suggestions/appraisals/", Appraisals.as_view(), name="appraisals"),
    path("suggestions/appraisals/<int:year>/print/", AppraisalsPrint.as_view(), name="appraisals_print"),
    path("suggestions/appraisals/<int:year>/<str:unit>/", Appraise.as_view(), name="appraise"),
    path("suggestions/annual/", Annual.as_view(), name="annual"),
    path("suggestions/annual/print/", AnnualPrint.as_view(), name="annual_print"),
    path("suggestions/<str:code>/", SuggestionDetail.as_view(), name="detail"),
    path("suggestions/<str:code>/print/", SuggestionPrint.as_view(), name="print"),
    path("suggestions/<str:code>/reply/", ReplyParts.as_view(), name="reply"),
    path("suggestions/<str:code>/cosign/", Cosign.as_view(), name="cosign"),
    path("suggestions/<str:code>/links/", Links.as_view(), name="links"),
    path("suggestions/<str:code>/links/<str:part>/new/", LinkNew.as_view(), name="link_new"),
    path("suggestions/<str:code>/links/<str:link>/revoke/", LinkRevoke.as_view(), name="link_revoke"),
    path("u/<str:token>/", LinkHome.as_view(), name="by_link"),
    path("u/<str:token>/name/", LinkName.as_view(), name="by_link_name"),
    path("u/<str:token>/<str:move>/", LinkMove.as_view(), name="by_link_move"),
    path("suggestions/<str:code>/<str:move>/", MovePage.as_view(), name="move"),
]
