"""A small room of pages for the tests of the page kit: a list, a detail, a form and acts over persons."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from congress_poverty.pages import (
    SIGNED_IN,
    ActPage,
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    FindPage,
    Flag,
    FormPage,
    ListPage,
    PickField,
    PickManyField,
    act,
    cells,
    name_search,
)
from congress_poverty.refusals import Refused
from congress_poverty.text import mask_name
from deputies.models import Person


class PersonList(ListPage):
    permission = "deputies.read"
    title = "代表列表"
    counter = "人"
    model = Person
    search = name_search(names=["name"], pinyin=["pinyin"])
    order = "-updated_at"
    per_page = 5
    row_url = "kit-detail"
    columns = (
        Column("name", "姓名", sort="pinyin,name", link=True, mask=mask_name),
        Column("gender", "性别", cells.choice(Person.Gender, tones={Person.Gender.FEMALE: "blue"})),
        Column("birth_on", "出生日期", cells.day, sort="birth_on"),
        Column("township__name", "乡镇"),
        Column("@length", "字数", cells.number, right=True),
        Column("updated_at", "更新", cells.day, sort="updated_at"),
    )
    filters = (
        Filter("gender", "性别", Person.Gender),
        Days("born", "出生日期", lookup="birth_on"),
        Flag("named", "有职务", lambda rows: rows.exclude(job_title="")),
        Filter("party", "政治面貌", [("中共党员", "中共党员")]),
        Filter("category", "构成", Person.Category),
    )
    toolbar = (Button("新增代表", "kit-new", "deputies.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有代表名册。", (Button("新增代表", "kit-new", "deputies.edit"),))

    def extras(self, ids):
        return {"@length": {pk: len(str(pk)) for pk in ids}}


class PersonDetail(DetailPage):
    permission = "deputies.read"
    model = Person
    template_name = "pages/detail.html"

    def crumbs(self):
        return [("代表列表", "/kit/")]


class PersonForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ["name", "gender", "birth_on", "job_title", "note"]


class PersonEdit(FormPage):
    permission = "deputies.edit"
    model = Person
    form_class = PersonForm

    def crumbs(self):
        return [("代表列表", "/kit/")]

    def save(self, form):
        if form.cleaned_data["note"] == "refuse":
            raise Refused("备注不能这样写。", field="note")
        return super().save(form)

    def done(self, obj):
        return f"/kit/{obj.code}/"


class Ask(forms.Form):
    reason = forms.CharField(label="理由", max_length=200)


class FindPerson(FindPage):
    permission = "deputies.read"
    model = Person
    search = name_search(names=["name"], pinyin=["pinyin"])

    def hint(self, obj):
        return obj.job_title


class PickForm(forms.Form):
    who = PickField(Person.objects.all(), label="代表", search=FindPerson.search, url="kit-find")
    with_whom = PickManyField(
        Person.objects.all(), label="同行", search=FindPerson.search, url="kit-find", required=False
    )


class PersonPick(FormPage):
    permission = "deputies.edit"
    title = "选人"
    form_class = PickForm

    def save(self, form):
        data = form.cleaned_data
        return HttpResponse("、".join(p.name for p in [data["who"], *data["with_whom"]]))


class PersonEnd(ActPage):
    permission = "deputies.edit"
    title = "终止代表资格"
    model = Person
    form_class = Ask
    button = "终止"
    sentence = "终止后不再计入本届名册。"

    def act(self, obj, data):
        raise Refused("这位代表还有结对，先结束结对。")

    def cancel_url(self):
        return "/kit/"


@act("deputies.edit")
def refuse(request, code):
    raise Refused("今天不行。", code="E_TODAY")


@act(SIGNED_IN)
def fine(request, code):
    return redirect("kit-list")


def hello(request):
    return HttpResponse("hello")


urlpatterns = [
    path("", include("congress_poverty.pages_urls")),
    path("", hello, name="home"),
    path("kit/", PersonList.as_view(), name="kit-list"),
    path("kit/find/", FindPerson.as_view(), name="kit-find"),
    path("kit/pick/", PersonPick.as_view(), name="kit-pick"),
    path("kit/new/", PersonEdit.as_view(title="新增代表"), name="kit-new"),
    path("kit/<str:code>/", PersonDetail.as_view(), name="kit-detail"),
    path("kit/<str:code>/edit/", PersonEdit.as_view(), name="kit-edit"),
    path("kit/<str:code>/end/", PersonEnd.as_view(), name="kit-end"),
    path("kit/<str:code>/refuse/", refuse, name="kit-refuse"),
    path("kit/<str:code>/fine/", fine, name="kit-fine"),
]
handler500 = "congress_poverty.pages.accounts.server_error"
