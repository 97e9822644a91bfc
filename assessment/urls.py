"""Addresses of the room."""

from django.urls import include, path

from .views import board, campaigns, cross, documents, duties, home, reports, rules, scores, todo

report_pages = [
    path("", reports.Reports.as_view(), name="list"),
    path("chase/<slug:period>/", reports.chase_all, name="chase_all"),
    path("<str:code>/", reports.ReportDetail.as_view(), name="detail"),
    path("<str:code>/print/", reports.ReportPrint.as_view(), name="print"),
    path("<str:code>/write/", reports.ReportWrite.as_view(), name="write"),
    path("<str:code>/rows/<slug:key>/", reports.ReportRows.as_view(), name="rows"),
    path("<str:code>/submit/", reports.submit, name="submit"),
    path("<str:code>/return/", reports.ReportReturn.as_view(), name="return"),
    path("<str:code>/accept/", reports.accept, name="accept"),
    path("<str:code>/chase/", reports.chase, name="chase"),
]

score_pages = [
    path("", scores.Scores.as_view(), name="list"),
    path("rules/", scores.Rules.as_view(), name="rules"),
    path("year/", scores.Year.as_view(), name="year"),
    path("year/<int:year>/compute/", scores.compute, name="compute"),
    path("year/<int:year>/freeze/", scores.Freeze.as_view(), name="freeze"),
    path("year/<int:year>/export/", scores.Workbook.as_view(), name="export"),
    path("<str:code>/", scores.ScoreDetail.as_view(), name="detail"),
    path("<str:code>/correct/", scores.Correct.as_view(), name="correct"),
]

cross_pages = [
    path("", cross.Rounds.as_view(), name="list"),
    path("new/", cross.RoundNew.as_view(), name="new"),
    path("sheets/<str:code>/", cross.SheetPage.as_view(), name="sheet"),
    path("sheets/<str:code>/score/", cross.SheetScore.as_view(), name="score"),
    path("<str:code>/", cross.RoundPage.as_view(), name="detail"),
    path("<str:code>/team/", cross.TeamNew.as_view(), name="team"),
    path("<str:code>/close/", cross.close, name="close"),
    path("<str:code>/reopen/", cross.reopen, name="reopen"),
    path("<str:code>/publish/", cross.Publish.as_view(), name="publish"),
    path("<str:code>/bulletin/", cross.Bulletin.as_view(), name="bulletin"),
]

duty_pages = [
    path("", duties.Duties.as_view(), name="list"),
    path("documents/", documents.Documents.as_view(), name="documents"),
    path("documents/new/", documents.DocumentNew.as_view(), name="document_new"),
    path("documents/<str:code>/", documents.DocumentDetail.as_view(), name="document"),
    path("documents/<str:code>/file/", documents.DocumentFile.as_view(), name="document_file"),
    path("documents/<str:code>/accept/", documents.accept, name="document_accept"),
    path("documents/<str:code>/return/", documents.DocumentReturn.as_view(), name="document_return"),
    path("campaigns/", campaigns.Campaigns.as_view(), name="campaigns"),
    path("campaigns/new/", campaigns.CampaignEdit.as_view(), name="campaign_new"),
    path("campaigns/<str:code>/", campaigns.CampaignDetail.as_view(), name="campaign"),
    path("campaigns/<str:code>/edit/", campaigns.CampaignEdit.as_view(), name="campaign_edit"),
    path("pledges/<str:code>/", documents.PledgeNew.as_view(), name="pledge"),
    path("rules/", rules.CountyRules.as_view(), name="rules"),
    path("rules/pack/", rules.ChoosePack.as_view(), name="choose_pack"),
    path("rules/<str:path>/", rules.RuleValue.as_view(), name="rule_value"),
    path("<slug:kind>/<str:code>/", duties.SubjectYear.as_view(), name="subject"),
]

urlpatterns = [
    path("dashboard/", board.Board.as_view(), name="board"),
    path("dashboard/print/", board.BoardPrint.as_view(), name="board_print"),
    path("dashboard/rows/<slug:figure>/", board.BoardRows.as_view(), name="board_rows"),
    path("dashboard/township/<str:code>/", board.TownshipBoard.as_view(), name="board_township"),
    path("help/metrics/", board.Metrics.as_view(), name="metrics"),
    path("home/", home.Home.as_view(), name="deputy_home"),
    path("todo/", todo.Todo.as_view(), name="todo"),
    path("reports/", include((report_pages, "reports"))),
    path("duties/", include((duty_pages, "duties"))),
    path("assess/", include((score_pages, "assess"))),
    path("cross/", include((cross_pages, "cross"))),
]
