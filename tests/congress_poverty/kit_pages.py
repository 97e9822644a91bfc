"""A small room of pages for the tests of the page kit: a list, a detail, a form and acts over persons."""

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
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
    chip,
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


PARTS = """{% extends "base.html" %}{% block content %}
<div class="card tiles">
{% tile "办结率" 148 209 unit="件" target=85 link="/kit/" %}
{% tile "满意率" 137 148 unit="件" target=90 floor=95 %}
{% tile "逾期" 17 unit="件" %}
</div>
{% steps steps %}
<div class="columns"><div>
{% card "办理过程" link="/kit/" link_label="全部 14 条" %}{% timeline events %}{% endcard %}
{% tasks tasks %}
</div><div>
{% card %}{% deadline_card due "再次书面答复" note="当天是星期日" today=today %}
{% deadline_chip due today=today %} {% deadline_chip due today=late %}
{% deadline_chip due today=early %} {% deadline_chip due done_on=today today=today %}
{% deadline_chip due paused="延期审批中" %} {% deadline_chip due done_on=late %}
{% deadline_chip due today=due %}{% endcard %}
{% card "承办单位" %}<dl class="facts">{% field_row "主办" "县交通运输局" %}
{% fact "协办" %}{% chip "已提意见" "ok" "check-lg" %}{% endfact %}{% field_row "备注" "" %}</dl>
{% rate 6 15 floor=60 %} {% rate 0 0 %}{% endcard %}
<section class="card"><h2>积压在哪个单位</h2>
<div class="chart" data-chart="units" role="img" aria-label="各单位未办结件数"></div>
{{ chart|json_script:"units" }}<a href="/kit/">看数据</a></section>
</div></div>{% endblock %}"""


def parts(request):
    """Every component once."""
    day = date(2026, 6, 14)
    context = {
        "title": "部件",
        "due": day,
        "today": date(2026, 6, 9),
        "late": date(2026, 6, 26),
        "early": date(2026, 5, 20),
        "steps": [
            {"label": "提出", "state": "done", "note": "2月26日"},
            {"label": "交办", "state": "done"},
            {"label": "书面答复", "state": "late", "note": "6月14日到期"},
            {"label": "评价", "state": ""},
        ],
        "events": [
            {"label": "催办", "who": "陈立", "at": day, "text": "请于 6 月 12 日前送达。", "icon": "bell"},
            {"label": "代表评价", "at": day, "quote": "没说哪年修。", "icon": "star-half", "tone": "bad"},
            {"label": "见面沟通", "at": day, "icon": "people", "tone": "good", "withdrawn": True},
        ],
        "tasks": [
            {
                "label": "书面答复",
                "url": "/kit/",
                "state": chip("待补充", "warn"),
                "note": "上传签字页",
                "icon": "file-text",
            }
        ],
        "chart": {
            "legend": {},
            "xAxis": {"type": "value"},
            "yAxis": {"type": "category", "data": ["县教育局", "县水利局"]},
            "series": [{"name": "未到期", "type": "bar", "data": [5, 6], "label": {"show": True}}],
        },
    }
    return HttpResponse(engines["django"].from_string(PARTS).render(context, request))


def hello(request):
    return HttpResponse("hello")


urlpatterns = [
    path("", hello, name="home"),
    path("kit/", PersonList.as_view(), name="kit-list"),
    path("kit/parts/", parts, name="kit-parts"),
    path("kit/find/", FindPerson.as_view(), name="kit-find"),
    path("kit/pick/", PersonPick.as_view(), name="kit-pick"),
    path("kit/new/", PersonEdit.as_view(title="新增代表"), name="kit-new"),
    path("kit/<str:code>/", PersonDetail.as_view(), name="kit-detail"),
    path("kit/<str:code>/edit/", PersonEdit.as_view(), name="kit-edit"),
    path("kit/<str:code>/end/", PersonEnd.as_view(), name="kit-end"),
    path("kit/<str:code>/refuse/", refuse, name="kit-refuse"),
    path("kit/<str:code>/fine/", fine, name="kit-fine"),
    path("", include("congress_poverty.urls")),  # the menu names every room
]
handler500 = "congress_poverty.pages.accounts.server_error"
