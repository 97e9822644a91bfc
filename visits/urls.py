"""Addresses of visits and activities, and of what rooms below show together with them."""

from django.urls import path

from .views import (
    activities,
    activity_counts,
    activity_form,
    activity_records,
    file,
    funds,
    households,
    phone,
    visits,
)

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
    path("visits/held/", phone.HeldList.as_view(), name="held_list"),
    path("visits/held/<str:code>/", phone.HeldPage.as_view(), name="held"),
    path("visits/held/<str:code>/keep/", phone.HeldKeep.as_view(), name="held_keep"),
    path("visits/held/<str:code>/pass/", phone.HeldPass.as_view(), name="held_pass"),
    path("visits/held/<str:code>/drop/", phone.HeldDrop.as_view(), name="held_drop"),
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
    path("activities/new/", activity_form.ActivityForm.as_view(), name="activity_new"),
    path("activities/counts/", activity_counts.ActivityCounts.as_view(), name="activity_counts"),
    path("activities/funds/", funds.Funds.as_view(), name="funds"),
    path("activities/funds/budget/", funds.BudgetPage.as_view(), name="fund_budget"),
    path("activities/tasks/", activity_records.TaskList.as_view(), name="activity_tasks"),
    path(
        "activities/tasks/<str:code>/done/", activity_records.FinishPage.as_view(), name="activity_task_done"
    ),
    path("activities/tasks/<str:code>/reopen/", activity_records.reopen_task, name="activity_task_reopen"),
    path("activities/heard/<str:code>/", activity_records.AnswerPage.as_view(), name="activity_answer"),
    path("activities/files/<str:code>/", activity_records.File.as_view(), name="activity_file"),
    path("activities/files/<str:code>/remove/", activity_records.remove_file, name="activity_file_remove"),
    path("activities/<str:code>/", activities.ActivityPage.as_view(), name="activity"),
    path("activities/<str:code>/edit/", activity_form.ActivityForm.as_view(), name="activity_edit"),
    path("activities/<str:code>/notice/", activity_records.Notice.as_view(), name="activity_notice"),
    path(
        "activities/<str:code>/notice/print/",
        activity_records.NoticePrint.as_view(),
        name="activity_notice_print",
    ),
    path("activities/<str:code>/letters/", activity_records.Letters.as_view(), name="activity_letters"),
    path("activities/<str:code>/cancel/", activity_records.CancelPage.as_view(), name="activity_cancel"),
    path("activities/<str:code>/tasks/new/", activity_records.TaskPage.as_view(), name="activity_task"),
    path("activities/<str:code>/files/new/", activity_records.AddFiles.as_view(), name="activity_files"),
    path("activities/<str:code>/signsheet/", activities.SignSheet.as_view(), name="signsheet"),
]
