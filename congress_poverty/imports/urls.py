"""Addresses of the import wizard."""

from django.urls import path

from . import views

app_name = "imports"

urlpatterns = [
    path("imports/", views.ImportList.as_view(), name="list"),
    path("imports/new/", views.ImportNew.as_view(), name="new"),
    path("imports/blank/<str:kind>/", views.Blank.as_view(), name="blank"),
    path("imports/export/<str:kind>/", views.ExportLedger.as_view(), name="export"),
    path("imports/<str:code>/map/", views.ImportMap.as_view(), name="map"),
    path("imports/<str:code>/check/", views.ImportCheck.as_view(), name="check"),
    path("imports/<str:code>/commit/", views.commit, name="commit"),
    path("imports/<str:code>/here/", views.run_here, name="here"),
    path("imports/<str:code>/stop/", views.stop, name="stop"),
    path("imports/<str:code>/done/", views.ImportDone.as_view(), name="done"),
    path("imports/<str:code>/undo/", views.ImportUndo.as_view(), name="undo"),
    path("imports/<str:code>/red/", views.RedFile.as_view(), name="red"),
    path("imports/<str:code>/report/", views.Report.as_view(), name="report"),
]
