"""Addresses of the import wizard."""

from django.urls import path

from .views import finish, overview, repair, upload

app_name = "imports"

urlpatterns = [
    path("imports/", overview.ImportList.as_view(), name="list"),
    path("imports/new/", upload.ImportNew.as_view(), name="new"),
    path("imports/blank/<str:kind>/", upload.Blank.as_view(), name="blank"),
    path("imports/export/<str:kind>/", overview.ExportLedger.as_view(), name="export"),
    path("imports/<str:code>/map/", upload.ImportMap.as_view(), name="map"),
    path("imports/<str:code>/check/", repair.ImportCheck.as_view(), name="check"),
    path("imports/<str:code>/commit/", finish.commit, name="commit"),
    path("imports/<str:code>/here/", finish.run_here, name="here"),
    path("imports/<str:code>/stop/", finish.stop, name="stop"),
    path("imports/<str:code>/done/", finish.ImportDone.as_view(), name="done"),
    path("imports/<str:code>/undo/", finish.ImportUndo.as_view(), name="undo"),
    path("imports/<str:code>/red/", finish.RedFile.as_view(), name="red"),
    path("imports/<str:code>/report/", finish.Report.as_view(), name="report"),
]
