"""Log-in, password, display and notices: the pages of everybody who has an account."""

from __future__ import annotations

import logging
import secrets

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model, update_session_auth_hash, views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from congress_poverty import audit
from congress_poverty.models import Notice

from .acts import act, back
from .base import SIGNED_IN, Page
from .forms import FormPage, error_lines, speak
from .session import keep, take_back


class LogInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "用户名或密码不对，请再试一次。",
        "inactive": "这个账号已停用，请联系本单位的管理员。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名或手机号"
        self.fields["password"].label = "密码"
        self.use_required_attribute = False
        speak(self)


class LogIn(views.LoginView):
    """The log-in page; gives back what was typed when the session ran out."""

    form_class = LogInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        return {
            **context,
            "title": "登录",
            "why": self.request.GET.get("why", ""),
            "kept": self.request.POST.get("kept", ""),
            "error_lines": error_lines(form) if form.is_bound else [],
        }

    def form_valid(self, form):
        answer = super().form_valid(form)
        kept = self.request.POST.get("kept", "")
        page = take_back(self.request, kept) if kept else ""
        if page and url_has_allowed_host_and_scheme(page, set()):
            return HttpResponseRedirect(page)
        return answer


def login_keeping(request, ended):
    """The log-in page in answer to a form that came after the session's end."""
    context = {
        "title": "登录",
        "form": LogInForm(request),
        "kept": keep(request, ended),
        "next": back(request),
        "error_lines": [],
    }
    return render(request, "registration/login.html", context, status=401)


class PasswordForm(PasswordChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "现在的密码"
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password2"].label = "再输一遍新密码"
        self.fields[
            "new_password1"
        ].help_text = "至少 10 个字符，字母和数字都要有；不要用县名、“人大”、自己的姓名拼音或手机号。"
        self.error_messages = {
            **self.error_messages,
            "password_incorrect": "现在的密码不对，请再输一次。",
            "password_mismatch": "两遍新密码不一样，请再输一遍。",
        }
        speak(self)


class PasswordChange(FormPage):
    permission = SIGNED_IN
    title = "改密码"
    button = "保存新密码"
    form_class = PasswordForm
    autosave = False
    saved = "密码已改。下次登录用新密码。"

    def form_kwargs(self):
        return {"user": self.request.user}

    @property
    def lead(self):
        return "这是第一次登录，请先换成自己的密码。" if self.request.user.must_change_password else ""

    def save(self, form):
        account = form.save(commit=False)
        account.must_change_password = False
        account.save()
        update_session_auth_hash(self.request, account)
        audit.record("account.password", by=self.request.actor, obj=account)
        return account

    def done(self, obj):
        return "/"

    def cancel_url(self):
        return "/"


class DisplayForm(forms.ModelForm):
    """Size, dark ground and shortcuts: kept with the person, not the device."""

    class Meta:
        model = get_user_model()
        fields = ["text_size", "dark", "shortcuts"]
        widgets = {"text_size": forms.RadioSelect}
        labels = {"text_size": "字号", "dark": "深色背景", "shortcuts": "单键快捷键（按 ? 看有哪些）"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text_size"].always_set = True  # the empty value is 「标准」, not "left open"


class Display(FormPage):
    permission = SIGNED_IN
    title = "显示设置"
    lead = "跟着账号走，换一台电脑或手机也一样。"
    form_class = DisplayForm
    autosave = False

    def load(self):
        self.object = self.request.user

    @property
    def guarded(self):
        return False

    def save(self, form):
        return form.save()

    def done(self, obj):
        return self.request.path

    def cancel_url(self):
        return "/"


@act(SIGNED_IN)
def switch_post(request, code):
    """Work under another of one's own posts."""
    if code not in {post.code for post in getattr(request, "posts", [])}:
        raise Http404
    request.session["post"] = code
    return redirect("/")


class Notices(Page):
    """The bell: what one has to do, what one should know, what the program says."""

    permission = SIGNED_IN
    title = "通知"
    template_name = "pages/notices.html"
    shown_per_group = 100

    def context(self):
        own = Notice.objects.filter(account=self.request.user).order_by("read_at", "-created_at")
        groups = []
        for group in Notice.Group:
            notices = list(own.filter(group=group)[: self.shown_per_group])
            groups.append((group, notices, sum(1 for n in notices if n.read_at is None)))
        return {"groups": groups, "today": self.today, "unread": sum(count for *_, count in groups)}


@act(SIGNED_IN)
def open_notice(request, pk):
    """Marks one notice as read and goes where it points."""
    notice = get_object_or_404(Notice, pk=pk, account=request.user)
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    own = url_has_allowed_host_and_scheme(notice.url, set())
    return redirect(notice.url if notice.url and own else "notices")


@act(SIGNED_IN)
def read_notices(request):
    """Marks everything but 「要您办」 as read; that is done by doing it."""
    seen = Notice.objects.filter(account=request.user, read_at=None).exclude(group=Notice.Group.TO_DO)
    count = seen.update(read_at=timezone.now())
    messages.success(request, f"{count} 条已标为看过。")
    return redirect("notices")


def server_error(request):
    """500 with a number that stands in the log beside the traceback."""
    number = secrets.token_hex(3).upper()
    logging.getLogger("congress_poverty.errors").error("page error %s at %s", number, request.path)
    # Without the request: what broke this page must not break the page that says so.
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
