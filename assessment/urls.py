"""Addresses of the room."""

from django.urls import include, path

from .views import reports

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

urlpatterns = [
    path("reports/", include((report_pages, "reports"))),
]
