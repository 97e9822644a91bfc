"""Addresses of people, places, accounts and the audit."""

from django.urls import include, path

from .views import accounts, audit, groups, outbox, people, places

deputies = [
    path("deputies/", people.DeputyList.as_view(), name="list"),
    path("deputies/new/", people.DeputyNew.as_view(), name="new"),
    path("deputies/find/", people.FindDeputy.as_view(), name="find"),
    path("deputies/me/", people.Me.as_view(), name="me"),
    path("deputies/me/voters/", people.VoterList.as_view(), name="voters"),
    path("deputies/me/voters/new/", people.VoterEdit.as_view(), name="voter_new"),
    path("deputies/me/voters/<str:code>/", people.VoterEdit.as_view(), name="voter_edit"),
    path("deputies/me/voters/<str:code>/remove/", people.remove_voter, name="voter_remove"),
    path("deputies/<str:code>/", people.DeputyDetail.as_view(), name="detail"),
    path("deputies/<str:code>/edit/", people.DeputyEdit.as_view(), name="edit"),
    path("deputies/<str:code>/show/<str:field>/", people.Reveal.as_view(), name="reveal"),
    path("deputies/<str:person>/mandates/new/", people.MandateNew.as_view(), name="mandate_new"),
    path("deputies/<str:person>/honours/new/", people.HonourNew.as_view(), name="honour_new"),
    path("deputies/<str:code>/honours/remove/", people.remove_honour, name="honour_remove"),
    path("deputies/<str:person>/links/new/", people.MemberLinkNew.as_view(), name="link_new"),
    path("deputies/<str:person>/links/<str:deputy>/end/", people.MemberLinkEnd.as_view(), name="link_end"),
    path("mandates/<str:code>/edit/", people.MandateEdit.as_view(), name="mandate_edit"),
    path("mandates/<str:code>/status/", people.MandateStatus.as_view(), name="mandate_status"),
    path("groups/", groups.GroupList.as_view(), name="groups"),
    path("groups/new/", groups.GroupEdit.as_view(), name="group_new"),
    path("groups/<str:code>/", groups.GroupDetail.as_view(), name="group"),
    path("groups/<str:code>/edit/", groups.GroupEdit.as_view(), name="group_edit"),
    path("groups/<str:group>/members/new/", groups.GroupAdd.as_view(), name="group_add"),
    path("groups/<str:group>/members/<str:person>/role/", groups.MemberRole.as_view(), name="member_role"),
    path("groups/<str:group>/members/<str:person>/end/", groups.MemberEnd.as_view(), name="member_end"),
    path("stations/", places.StationList.as_view(), name="stations"),
    path("stations/new/", places.StationEdit.as_view(), name="station_new"),
    path("stations/<str:code>/", places.StationDetail.as_view(), name="station"),
    path("stations/<str:code>/edit/", places.StationEdit.as_view(), name="station_edit"),
    path("towns/", places.TownList.as_view(), name="towns"),
    path("towns/<str:code>/", places.TownDetail.as_view(), name="town"),
    path("towns/<str:town>/links/new/", places.AreaLinkNew.as_view(), name="area_new"),
    path("towns/<str:town>/links/<str:holder>/end/", places.AreaLinkEnd.as_view(), name="area_end"),
    path("regions/", places.RegionTree.as_view(), name="regions"),
    path("regions/<str:code>/edit/", places.RegionEdit.as_view(), name="region_edit"),
    path("units/", places.UnitList.as_view(), name="units"),
    path("units/new/", places.UnitEdit.as_view(), name="unit_new"),
    path("units/<str:code>/", places.UnitDetail.as_view(), name="unit"),
    path("units/<str:code>/edit/", places.UnitEdit.as_view(), name="unit_edit"),
]

account_pages = [
    path("accounts/", accounts.AccountList.as_view(), name="list"),
    path("accounts/new/", accounts.AccountNew.as_view(), name="new"),
    path("accounts/posts/", accounts.PostList.as_view(), name="posts"),
    path("accounts/posts/<str:code>/", accounts.PostsOf.as_view(), name="posts_of"),
    path("accounts/posts/<str:code>/grant/", accounts.Grant.as_view(), name="grant"),
    path("accounts/posts/<str:code>/end/", accounts.PostEnd.as_view(), name="end_post"),
    path("accounts/<str:code>/", accounts.AccountDetail.as_view(), name="detail"),
    path("accounts/<str:code>/edit/", accounts.AccountEdit.as_view(), name="edit"),
    path("accounts/<str:code>/password/", accounts.PasswordReset.as_view(), name="reset"),
    path("accounts/<str:code>/disable/", accounts.Disable.as_view(), name="disable"),
    path("accounts/<str:code>/enable/", accounts.enable, name="enable"),
    path("accounts/<str:code>/sessions/", accounts.end_sessions, name="end_sessions"),
    path("accounts/<str:code>/unlock/", accounts.unlock, name="unlock"),
    path("system/messages/", outbox.Outbox.as_view(), name="outbox"),
    path("system/messages/again/", outbox.send_again, name="send_again"),
    path("system/", accounts.SystemStatus.as_view(), name="system"),
    path("me/post/", accounts.MyPosts.as_view(), name="my_posts"),
]

audit_pages = [
    path("audit/", audit.AuditList.as_view(), name="list"),
    path("audit/verify/", audit.verify, name="verify"),
    path("audit/<str:seq>/", audit.AuditDetail.as_view(), name="detail"),
]

urlpatterns = [
    path("", accounts.home, name="home"),
    path("", include((deputies, "deputies"))),
    path("", include((account_pages, "accounts"))),
    path("", include((audit_pages, "audit"))),
]
