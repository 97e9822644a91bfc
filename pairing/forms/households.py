"""The household's own forms.

A sealed value is never put into a page: its field stays empty, and empty means
unchanged. ID numbers and phones are read by the same functions as a ledger's cells.
"""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings

from congress_poverty.sheets.cells import CellError, to_id_number, to_phone
from congress_poverty.text import clean_name
from deputies.models import Region

from ..actions.households import MemberRow
from ..models import (
    BasicNeedsCheck,
    CodeEntry,
    Household,
    HouseholdIncome,
    HouseholdMeasure,
    HouseholdMember,
    HouseholdNeed,
)

PRIVATE = {"data-private": "", "autocomplete": "off"}  # never kept in the browser's draft
KEEP = "已登记，不改就留空；要清空请填“无”。"
EMPTIED = ("无", "-", "—")

HOUSING = ("安全", "A级", "B级", "C级危房", "D级危房", "C级危房已改造", "D级危房已改造", "易地搬迁", "无房")
RELATIONS = (
    "户主", "配偶", "之子", "之女", "之儿媳", "之女婿", "之孙子", "之孙女", "之外孙子", "之外孙女",
    "之父", "之母", "之岳父", "之岳母", "之公公", "之婆婆", "之兄弟姐妹", "其他",
)  # fmt: skip
EDUCATION = ("文盲或半文盲", "学龄前儿童", "小学", "初中", "高中", "中专", "大专", "本科及以上")
STUDENT = (
    "非在校生",
    "学前教育",
    "小学",
    "七年级",
    "八年级",
    "九年级",
    "高中",
    "中职",
    "高职高专",
    "本科及以上",
)
HEALTH = ("健康", "长期慢性病", "患有大病", "残疾")
LABOUR = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力")


def words(table: str, on, *current: str, blank: str = "未填") -> list[tuple[str, str]]:
    """Choices of a code table on the day; what a row carries already stays selectable."""
    labels = list(CodeEntry.objects.of(table, on).values_list("label", flat=True))
    labels += [word for word in current if word and word not in labels]
    return ([("", blank)] if blank else []) + [(label, label) for label in labels]


def plain_choices(labels, *current: str) -> list[tuple[str, str]]:
    extra = [word for word in current if word and word not in labels]
    return [("", "未填")] + [(label, label) for label in (*labels, *extra)]


class SealedTextField(forms.CharField):
    """A personal value: empty means unchanged, 「无」 empties it."""

    def __init__(self, *, reader, **kwargs):
        self.reader = reader
        super().__init__(
            required=False, widget=forms.TextInput(attrs={**PRIVATE, "maxlength": "60"}), **kwargs
        )

    def clean(self, value):
        text = super().clean(value)
        if not text or text in EMPTIED:
            return text
        try:
            return self.reader(text)
        except CellError as error:
            raise forms.ValidationError(error.sentence, code=error.code) from None


def read_phone(text: str) -> str:
    """A phone on a page: unlike a ledger's, a wrong one is sent back, the person is still there."""
    phone, warning = to_phone(text)
    if warning:
        digits = sum(character.isdigit() for character in text)
        raise CellError("W_PHONE_INVALID", f"手机号应是 11 位数字，现在是 {digits} 位")
    return phone


def keep_or_set(instance, field: str, typed: str) -> None:
    if typed in EMPTIED:
        setattr(instance, field, "")
    elif typed:
        setattr(instance, field, typed)


class VillageField(forms.ModelChoiceField):
    """A village of the townships one works in, grouped by township where there are several."""

    def __init__(self, **kwargs):
        super().__init__(Region.objects.none(), label="行政村", empty_label="请选", **kwargs)

    def offer(self, townships) -> None:
        townships = list(townships)
        villages = (
            Region.objects.filter(parent__in=townships, retired_on__isnull=True)
            .select_related("parent")
            .order_by("code")
        )
        self.queryset = villages
        groups: dict[str, list] = {}
        for village in villages:
            groups.setdefault(str(village.parent), []).append((village.pk, str(village)))
        if len(groups) > 1:
            self.choices = [("", "请选"), *groups.items()]
        else:
            self.choices = [("", "请选"), *next(iter(groups.values()), [])]


class HouseholdForm(forms.ModelForm):
    """The household itself; the head's name and numbers are entered here and nowhere else."""

    village = VillageField()
    id_number = SealedTextField(label="户主身份证号", reader=to_id_number)
    phone = SealedTextField(label="联系电话", reader=read_phone)
    bank_account = SealedTextField(label="银行账号", reader=lambda text: text.replace(" ", ""))
    illness_note = SealedTextField(label="病情说明", reader=str)
    category = forms.ChoiceField(label="贫困户属性", required=False)
    main_cause = forms.ChoiceField(label="主要致贫原因", required=False)
    other_causes = forms.MultipleChoiceField(
        label="其他致贫原因", required=False, widget=forms.CheckboxSelectMultiple, help_text="最多两个"
    )
    housing = forms.ChoiceField(label="住房情况", required=False)
    measures = forms.MultipleChoiceField(
        label="帮扶措施", required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Household
        fields = [
            "village", "natural_village", "head_name", "category", "main_cause", "other_causes",
            "identified_year", "exit_year", "housing", "arable_mu", "labour_count", "measures",
            "plan", "target", "target_year", "outcome", "note",
        ]  # fmt: skip
        widgets = {"plan": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"plan": "一户一策：谁来帮、帮什么、什么时候见效"}

    def __init__(self, *args, county, townships, today, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.pk is None:
            row.county = county
        self.fields["village"].offer(townships)
        self.fields["category"].choices = words("category", today, row.category)
        self.fields["main_cause"].choices = words("cause", today, row.main_cause)
        self.fields["other_causes"].choices = words("cause", today, *row.other_causes, blank="")
        self.fields["measures"].choices = words("measure", today, *row.measures, blank="")
        self.fields["housing"].choices = plain_choices(HOUSING, row.housing)
        for name in ("bank_account", "illness_note"):
            if name not in settings.HOUSEHOLD_EXTRA_FIELDS:
                del self.fields[name]
        for name in self.sealed:
            if row.pk and getattr(row, name):
                self.fields[name].help_text = KEEP
        extra = [name for name in ("bank_account", "illness_note") if name in self.fields]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("户主", "head_name", "village", "natural_village", "id_number", "phone", *extra),
            Fieldset(
                "基本情况", "category", "main_cause", "other_causes", "identified_year", "exit_year",
                "housing", "arable_mu", "labour_count",
            ),
            Fieldset("措施与目标", "measures", "plan", "target", "target_year", "outcome", "note"),
        )  # fmt: skip

    @property
    def sealed(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, SealedTextField)]

    def clean_head_name(self):
        name = clean_name(self.cleaned_data["head_name"])
        if "?" in name or "？" in name:
            raise forms.ValidationError(
                "姓名里有丢失的字（显示为“?”），请补上正确的字", code="E_NAME_GARBLED"
            )
        return name

    def save(self, commit=True):
        """The row as it should be; ``actions.save_household`` writes it."""
        row = self.instance
        for name in self.sealed:
            keep_or_set(row, name, self.cleaned_data[name])
        row.township_id = row.village.parent_id
        return row


class MembersForm(forms.Form):
    """All members of a household on one page; the rows at the end are for new ones."""

    BLANK_ROWS = 3
    FIELDS = (
        "name", "relation", "gender", "birth_on", "id_number", "education", "student", "health",
        "labour", "measures", "remove",
    )  # fmt: skip

    def __init__(self, *args, household, **kwargs):
        super().__init__(*args, **kwargs)
        self.household = household
        self.members = list(household.members.order_by("seq"))
        self.rows = []
        for member in self.members:
            prefix = f"m{member.code}"
            # Somebody else added this person after the page was opened: not asked, not touched.
            if not self.is_bound or any(name.startswith(f"{prefix}-") for name in self.data):
                self._row(prefix, member)
        for n in range(self.BLANK_ROWS):
            self._row(f"n{n}", HouseholdMember())

    def _row(self, prefix: str, member: HouseholdMember) -> None:
        is_head = member.pk is not None and member.seq == 1
        made = {
            "name": forms.CharField(label="姓名", max_length=100, required=member.pk is not None),
            "relation": forms.ChoiceField(
                label="与户主关系", required=False, choices=plain_choices(RELATIONS, member.relation)
            ),
            "gender": forms.ChoiceField(
                label="性别", required=False, choices=[("", "未填"), ("male", "男"), ("female", "女")]
            ),
            "birth_on": forms.DateField(label="出生日期", required=False),
            "id_number": SealedTextField(label="身份证号", reader=to_id_number),
            "education": forms.ChoiceField(
                label="文化程度", required=False, choices=plain_choices(EDUCATION, member.education)
            ),
            "student": forms.ChoiceField(
                label="在校生状况", required=False, choices=plain_choices(STUDENT, member.student)
            ),
            "health": forms.ChoiceField(
                label="健康状况", required=False, choices=plain_choices(HEALTH, member.health)
            ),
            "labour": forms.ChoiceField(
                label="劳动能力", required=False, choices=plain_choices(LABOUR, member.labour)
            ),
            "measures": forms.CharField(label="因人施策", max_length=200, required=False),
            "remove": forms.BooleanField(label="删掉这个人", required=False),
        }
        if is_head:
            for name in ("name", "relation", "id_number", "remove"):
                del made[name]
        elif member.pk is None:
            del made["remove"]
        if member.pk and member.id_number and "id_number" in made:
            made["id_number"].widget.attrs["placeholder"] = "已登记，不改就留空"
        for name, field in made.items():
            field.initial = getattr(member, name, "") if name not in ("id_number", "remove") else None
            self.fields[f"{prefix}-{name}"] = field
        self.rows.append((prefix, member, list(made)))

    @property
    def blocks(self):
        """(heading, bound fields) for the template."""
        for prefix, member, names in self.rows:
            heading = f"{member.seq} {member.name}" if member.pk else "新增一人"
            yield heading, member, [self[f"{prefix}-{name}"] for name in names]

    def clean(self):
        data = super().clean()
        for prefix, member, names in self.rows:
            filled = [n for n in names if n not in ("name", "remove") and data.get(f"{prefix}-{n}")]
            if member.pk is None and filled and not data.get(f"{prefix}-name"):
                self.add_error(f"{prefix}-name", "请填姓名")
        return data

    def changed_rows(self) -> list[MemberRow]:
        """The rows to write, in order; blank new ones are left out."""
        data, out = self.cleaned_data, []
        for prefix, member, names in self.rows:
            value = {name: data.get(f"{prefix}-{name}") for name in names}
            if member.pk is None and not value.get("name"):
                continue
            remove = bool(value.pop("remove", False))
            touched = remove or member.pk is None
            number = value.pop("id_number", "")
            if number:
                keep_or_set(member, "id_number", number)
                touched = True
            for name, new in value.items():
                new = clean_name(new) if name == "name" else new
                if getattr(member, name) != new:
                    setattr(member, name, new)
                    touched = True
            if touched:
                out.append(MemberRow(member, remove))
        return out


class StatusForm(forms.Form):
    """A change of what the household counts as; the words are those of the day it holds from."""

    since = forms.DateField(label="从哪天起")
    status = forms.ChoiceField(label="户类型")
    risk = forms.ChoiceField(label="风险类型", required=False, help_text="监测对象才填")
    ground = forms.CharField(label="依据", max_length=200, help_text="例如公示或批复的文号")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        entries = CodeEntry.objects.filter(table=CodeEntry.Table.STATUS)
        self.fields["status"].choices = [("", "请选")] + [
            (entry.label, f"{entry.label}（{held}）" if (held := _held(entry)) else entry.label)
            for entry in entries
        ]
        self.fields["risk"].choices = words("risk", today)


def _held(entry: CodeEntry) -> str:
    """「2021年5月起」, 「到2020年止」."""
    since = f"{entry.valid_from:%Y}年{entry.valid_from.month}月起" if entry.valid_from else ""
    until = f"到{entry.valid_until:%Y}年{entry.valid_until.month}月止" if entry.valid_until else ""
    return "，".join(part for part in (since, until) if part)


class IncomeForm(forms.ModelForm):
    class Meta:
        model = HouseholdIncome
        fields = ["year", "wage", "business", "transfer", "property", "cost", "net"]
        help_texts = {"net": "填了各项收入的，自动合计；只知道总数的，填这里"}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        if self.instance.pk:
            del self.fields["year"]

    def clean_year(self):
        year = self.cleaned_data["year"]
        if not 2000 <= year <= self.today.year:
            raise forms.ValidationError(f"年度请填 2000 到 {self.today.year} 之间")
        return year

    def save(self, commit=True):
        return self.instance


class CheckForm(forms.ModelForm):
    class Meta:
        model = BasicNeedsCheck
        fields = [
            "checked_on", "food", "clothing", "education", "medical_care", "housing", "water", "problem",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("food", "clothing", "education", "medical_care", "housing", "water"):
            self.fields[name].widget = forms.RadioSelect(choices=BasicNeedsCheck.Answer.choices)

    def save(self, commit=True):
        return self.instance


class NeedForm(forms.ModelForm):
    kind = forms.ChoiceField(label="需求")

    class Meta:
        model = HouseholdNeed
        fields = ["kind", "detail", "raised_on"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = words("need", today, self.instance.kind, blank="请选")

    def save(self, commit=True):
        return self.instance


class PlanForm(forms.Form):
    """The plan as it should be from now on, and why."""

    plan = forms.CharField(
        label="一户一策",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="谁来帮、帮什么、什么时候见效；原来的会留在“计划修订”里",
    )
    reason = forms.CharField(
        label="为什么改", max_length=200, help_text="例如：首次走访征求意见后，这户想养羊"
    )
    revised_on = forms.DateField(label="修订日期")
    version = forms.IntegerField(widget=forms.HiddenInput)


class MeasureForm(forms.ModelForm):
    kind = forms.ChoiceField(label="措施")

    class Meta:
        model = HouseholdMeasure
        fields = ["kind", "detail", "amount", "due_on", "done_on", "effect"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["kind"].choices = words("measure", today, self.instance.kind, blank="请选")

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if amount is not None and amount < 0:
            raise forms.ValidationError("资金不能是负数")
        return amount

    def clean_done_on(self):
        day = self.cleaned_data["done_on"]
        if day and day > self.today:
            raise forms.ValidationError("完成日期不能晚于今天；还没完成就空着")
        return day

    def save(self, commit=True):
        return self.instance


class RevealForm(forms.Form):
    """Why a personal value is looked at."""

    reason = forms.CharField(
        label="为什么要看", max_length=200, help_text="会和您的姓名、时间一起记下来，例如“上户前电话联系”"
    )
