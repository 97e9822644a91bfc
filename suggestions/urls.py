"""Addresses of the room."""

from django.urls import path

from .views.detail import ReplyParts, SuggestionDetail, SuggestionPrint
from .views.lists import FindLead, FindPeer, FindUnit, SuggestionList
from .views.moves import Cosign, MovePage
from .views.opinions import (
    ClusterList,
    ClusterPage,
    Decide,
    Gather,
    KeyTopic,
    OpinionList,
    OpinionPage,
    RecordOpinion,
    Slip,
    TellBack,
    leave_cluster,
)
from .views.raising import AgreeToWithdraw, DeleteDraft, DraftList, EditDraft, Join, Raise

app_name = "suggestions"

urlpatterns = [
    path("suggestions/", SuggestionList.as_view(), name="list"),
    path("suggestions/new/", Raise.as_view(), name="new"),
    path("suggestions/drafts/", DraftList.as_view(), name="drafts"),
    path("suggestions/find/unit/", FindUnit.as_view(), name="find_unit"),
    path("suggestions/find/lead/", FindLead.as_view(), name="find_lead"),
    path("suggestions/find/peer/", FindPeer.as_view(), name="find_peer"),
    path("suggestions/<str:code>/", SuggestionDetail.as_view(), name="detail"),
    path("suggestions/<str:code>/print/", SuggestionPrint.as_view(), name="print"),
    path("suggestions/<str:code>/reply/", ReplyParts.as_view(), name="reply"),
    path("suggestions/<str:code>/cosign/", Cosign.as_view(), name="cosign"),
    path("suggestions/<str:code>/edit/", EditDraft.as_view(), name="edit_draft"),
    path("suggestions/<str:code>/delete/", DeleteDraft.as_view(), name="delete_draft"),
    path("suggestions/<str:code>/join/", Join.as_view(), name="join"),
    path("suggestions/<str:code>/agree-to-withdraw/", AgreeToWithdraw.as_view(), name="agree_to_withdraw"),
    path("suggestions/<str:code>/<str:move>/", MovePage.as_view(), name="move"),
    path("opinions/", OpinionList.as_view(), name="opinions"),
    path("opinions/new/", RecordOpinion.as_view(), name="opinion_new"),
    path("opinions/<str:code>/", OpinionPage.as_view(), name="opinion"),
    path("opinions/<str:code>/edit/", RecordOpinion.as_view(), name="opinion_edit"),
    path("opinions/<str:code>/decide/", Decide.as_view(), name="decide"),
    path("opinions/<str:code>/slip/", Slip.as_view(), name="slip"),
    path("opinions/<str:code>/tell-back/", TellBack.as_view(), name="tell_back"),
    path("opinions/<str:code>/leave-cluster/", leave_cluster, name="leave_cluster"),
    path("clusters/", ClusterList.as_view(), name="clusters"),
    path("clusters/new/", Gather.as_view(), name="gather"),
    path("clusters/<str:code>/", ClusterPage.as_view(), name="cluster"),
    path("clusters/<str:code>/key-topic/", KeyTopic.as_view(), name="key_topic"),
]
