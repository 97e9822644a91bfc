"""Addresses of the room."""

from django.urls import path

from .views import phone
from .views.by_link import LinkHome, LinkMove, LinkName
from .views.detail import ReplyParts, SuggestionDetail
from .views.documents import DocumentPrint, DocumentWord
from .views.links import LinkNew, LinkRevoke, Links
from .views.lists import FindLead, FindLeader, FindPeer, FindUnit, SuggestionList
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
from .views.papers import AddPapers, PaperFile, remove_paper
from .views.promises import CarryOver, PromiseList
from .views.raising import AgreeToWithdraw, DeleteDraft, DraftList, EditDraft, Join, Raise
from .views.statistics import (
    Annual,
    AnnualPrint,
    AnnualWord,
    Appraisals,
    AppraisalsPrint,
    Appraise,
    FigureRows,
    Statistics,
)
from .views.supervision import (
    FindKey,
    KeyDecisionNew,
    KeyDecisionPage,
    KeyList,
    UrgeLetterPrint,
    UrgeLetterWord,
    UrgeMany,
)

app_name = "suggestions"

urlpatterns = [
    path("m/similar/", phone.similar, name="phone_similar"),
    path("suggestions/", SuggestionList.as_view(), name="list"),
    path("suggestions/new/", Raise.as_view(), name="new"),
    path("suggestions/drafts/", DraftList.as_view(), name="drafts"),
    path("suggestions/find/unit/", FindUnit.as_view(), name="find_unit"),
    path("suggestions/find/lead/", FindLead.as_view(), name="find_lead"),
    path("suggestions/find/peer/", FindPeer.as_view(), name="find_peer"),
    path("suggestions/find/key/", FindKey.as_view(), name="find_key"),
    path("suggestions/key/", KeyList.as_view(), name="key"),
    path("suggestions/key/new/", KeyDecisionNew.as_view(), name="key_new"),
    path("suggestions/key/<str:code>/", KeyDecisionPage.as_view(), name="key_decision"),
    path("suggestions/urge/", UrgeMany.as_view(), name="urge_many"),
    path("suggestions/letters/<str:code>/", UrgeLetterPrint.as_view(), name="urge_letter"),
    path("suggestions/letters/<str:code>/word/", UrgeLetterWord.as_view(), name="urge_letter_word"),
    path("suggestions/figures/", Statistics.as_view(), name="figures"),
    path("suggestions/figures/rows/", FigureRows.as_view(), name="figure_rows"),
    path("suggestions/appraisals/", Appraisals.as_view(), name="appraisals"),
    path("suggestions/appraisals/<int:year>/print/", AppraisalsPrint.as_view(), name="appraisals_print"),
    path("suggestions/appraisals/<int:year>/<str:unit>/", Appraise.as_view(), name="appraise"),
    path("suggestions/annual/", Annual.as_view(), name="annual"),
    path("suggestions/annual/print/", AnnualPrint.as_view(), name="annual_print"),
    path("suggestions/annual/word/", AnnualWord.as_view(), name="annual_word"),
    path("suggestions/promises/", PromiseList.as_view(), name="promises"),
    path("suggestions/promises/<int:year>/carry-over/", CarryOver.as_view(), name="carry_over"),
    path("suggestions/papers/<str:code>/", PaperFile.as_view(), name="paper"),
    path("suggestions/papers/<str:code>/remove/", remove_paper, name="remove_paper"),
    path("suggestions/find/leader/", FindLeader.as_view(), name="find_leader"),
    path("suggestions/<str:code>/", SuggestionDetail.as_view(), name="detail"),
    path(
        "suggestions/<str:code>/print/",
        DocumentPrint.as_view(document_code="handling-form"),
        name="print",
    ),
    path("suggestions/<str:code>/print/<str:document>/", DocumentPrint.as_view(), name="document"),
    path("suggestions/<str:code>/word/<str:document>/", DocumentWord.as_view(), name="word"),
    path("suggestions/<str:code>/reply/", ReplyParts.as_view(), name="reply"),
    path("suggestions/<str:code>/papers/", AddPapers.as_view(), name="papers"),
    path("suggestions/<str:code>/cosign/", Cosign.as_view(), name="cosign"),
    path("suggestions/<str:code>/links/", Links.as_view(), name="links"),
    path("suggestions/<str:code>/links/<str:part>/new/", LinkNew.as_view(), name="link_new"),
    path("suggestions/<str:code>/links/<str:link>/revoke/", LinkRevoke.as_view(), name="link_revoke"),
    path("u/<str:token>/", LinkHome.as_view(), name="by_link"),
    path("u/<str:token>/name/", LinkName.as_view(), name="by_link_name"),
    path("u/<str:token>/<str:move>/", LinkMove.as_view(), name="by_link_move"),
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
