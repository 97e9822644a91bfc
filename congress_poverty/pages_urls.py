"""Addresses of the ground floor: log-in, own settings, notices."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from .pages import accounts, contact

urlpatterns = [
    path("login/", accounts.LogIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("me/password/", accounts.PasswordChange.as_view(), name="password_change"),
    path("me/display/", accounts.Display.as_view(), name="display"),
    path("me/contact/", contact.Contact.as_view(), name="contact"),
    path("me/post/<str:code>/", accounts.switch_post, name="switch_post"),
    path("notices/", accounts.Notices.as_view(), name="notices"),
    path("notices/read/", accounts.read_notices, name="read_notices"),
    path("notices/<int:pk>/", accounts.open_notice, name="open_notice"),
]
