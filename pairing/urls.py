"""Addresses of households and pairings."""

from django.urls import path

from .views import households, pairings

app_name = "pairing"

urlpatterns = [
    path("households/new/", households.HouseholdForm.as_view(), name="household_new"),
    path("households/find/", households.FindHousehold.as_view(), name="find_household"),
    path("households/<str:code>/", households.HouseholdPage.as_view(), name="household"),
    path("households/<str:code>/print/", households.HouseholdPrint.as_view(), name="household_print"),
    path("households/<str:code>/edit/", households.HouseholdForm.as_view(), name="household_edit"),
    path("households/<str:code>/members/", households.MembersPage.as_view(), name="members"),
    path("households/<str:code>/reveal/<str:field>/", households.RevealPage.as_view(), name="reveal"),
    path(
        "households/<str:code>/members/<str:member>/reveal/id_number/",
        households.RevealMemberPage.as_view(),
        {"field": "id_number"},
        name="reveal_member",
    ),
    path(
        "households/<str:code>/members/<str:member>/reveal/name/",
        households.RevealMemberPage.as_view(),
        {"field": "name"},
        name="reveal_minor",
    ),
    path("households/<str:household>/status/", households.StatusPage.as_view(), name="status"),
    path("households/<str:household>/incomes/new/", households.IncomePage.as_view(), name="income_new"),
    path("households/<str:household>/incomes/<int:year>/", households.IncomePage.as_view(), name="income"),
    path("households/<str:household>/checks/new/", households.CheckPage.as_view(), name="check_new"),
    path("households/<str:household>/needs/new/", households.NeedPage.as_view(), name="need_new"),
    path("households/<str:household>/needs/<str:code>/met/", households.need_met, name="need_met"),
    path("households/<str:household>/measures/new/", households.MeasurePage.as_view(), name="measure_new"),
    path("households/<str:household>/measures/<str:code>/", households.MeasurePage.as_view(), name="measure"),
    path("pairings/", pairings.PairingList.as_view(), name="pairings"),
    path("pairings/new/", pairings.PairPage.as_view(), name="pair"),
    path("pairings/people/find/", pairings.FindPerson.as_view(), name="find_person"),
    path("pairings/helpers/new/", pairings.HelperPage.as_view(), name="helper_new"),
    path("pairings/helpers/find/", pairings.FindHelper.as_view(), name="find_helper"),
    path("pairings/<str:code>/", pairings.PairingPage.as_view(), name="pairing"),
    path("pairings/<str:code>/change/", pairings.ChangePage.as_view(), name="change"),
    path("pairings/<str:code>/end/", pairings.EndPage.as_view(), name="end"),
    path("applications/", pairings.ApplicationList.as_view(), name="applications"),
    path("applications/new/", pairings.ApplyPage.as_view(), name="apply"),
    path("applications/<str:code>/", pairings.ApplicationPage.as_view(), name="application"),
    path("applications/<str:code>/approve/", pairings.ApprovePage.as_view(), name="approve"),
    path("applications/<str:code>/return/", pairings.ReturnPage.as_view(), name="return"),
    path("applications/<str:code>/withdraw/", pairings.WithdrawPage.as_view(), name="withdraw"),
    path("rosters/", pairings.RosterList.as_view(), name="rosters"),
    path("rosters/file/", pairings.FileRosterPage.as_view(), name="file_roster"),
    path("rosters/<str:code>/", pairings.RosterPage.as_view(), name="roster"),
]
