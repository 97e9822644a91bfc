"""Addresses of visits and activities, and of what rooms below show together with them."""

from django.urls import path

from .views import activities, file, held, households, phone, visits

app_name = "visits"

urlpatterns = [
    path("households/", households.VisitedHouseholdList.as_view(), name="households"),
    path("deputies/<str:code>/file/", file.DeputyFile.as_view(), name="file"),
    path("me/file/", file.OwnFile.as_view(), name="own_file"),
    path("m/", phone.Shell.as_view(), name="phone"),
    path("m/worker.js", phone.Worker.as_view(), name="phone_worker"),
    path("m/bundle.json", phone.Bundle.as_view(), name="phone_bundle"),
    path("m/sync/", phone.sync, name="phone_sync"),
    path("m/photo/", phone.photo, name="phone_photo"),
    path("m/leave/", phone.leave, name="phone_leave"),
    path("me/phones/", phone.Phones.as_view(), name="phones"),
    path("me/phones/<str:code>/revoke/", phone.revoke, name="phone_revoke"),
    path("visits/rescue/", held.Rescue.as_view(), name="rescue"),
    path("visits/held/", held.HeldList.as_view(), name="held_list"),
    path("visits/held/<str:code>/", held.HeldPage.as_view(), name="held"),
    path("visits/held/<str:code>/keep/", held.HeldKeep.as_view(), name="held_keep"),
    path("visits/held/<str:code>/pass/", held.HeldPass.as_view(), name="held_pass"),
    path("visits/held/<str:code>/drop/", held.HeldDrop.as_view(), name="held_drop"),
    path("visits/", visits.VisitList.as_view(), name="list"),
    path("visits/new/", visits.RecordPage.as_view(), name="new"),
    path("visits/people/find/", visits.FindPerson.as_view(), name="find_person"),
    path("visits/photos/<str:code>.jpg", visits.Photo.as_view(), name="photo"),
    path("visits/photos/<str:code>/remove/", visits.remove_photo, name="remove_photo"),
    path("visits/<str:code>/", visits.VisitPage.as_view(), name="visit"),
    path("visits/<str:code>/edit/", visits.EditPage.as_view(), name="edit"),
    path("visits/<str:code>/correct/", visits.CorrectPage.as_view(), name="correct"),
    path("visits/<str:code>/take-back/", visits.TakeBackPage.as_view(), name="take_back"),
    path("visits/<str:code>/photos/", visits.AddPhotosPage.as_view(), name="add_photos"),
    path("visits/<str:code>/remove/", visits.RemovePage.as_view(), name="remove"),
    path("activities/", activities.ActivityList.as_view(), name="activities"),
    path("activities/new/", activities.ActivityForm.as_view(), name="activity_new"),
    path("activities/<str:code>/", activities.ActivityPage.as_view(), name="activity"),
    path("activities/<str:code>/edit/", activities.ActivityForm.as_view(), name="activity_edit"),
    path("activities/<str:code>/signsheet/", activities.SignSheet.as_view(), name="signsheet"),
]
