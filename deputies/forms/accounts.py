"""Forms of accounts and posts."""

from __future__ import annotations

from django import forms

from congress_poverty.refusals import Refused

from ..actions import accounts as actions
from ..models import Account, Region, Unit
from ..roles import ROLE_CHOICES
from .fields import NameField


class AccountForm(forms.ModelForm):
    """Who logs in under which name, and which deputy that is."""

    name = NameField(label="姓名", max_length=100)
    deputy_name = NameField(
        label="对应的代表", required=False, max_length=100, help_text="只有代表本人的账号才填，写全名"
    )
    deputy_township = forms.ModelChoiceField(
        Region.objects.none(),
        label="代表所在乡镇",
        required=False,
        empty_label="—",
        help_text="有同名代表时选",
    )

    class Meta:
        model = Account
        fields = ["username", "name"]
        help_texts = {"username": "登录用，建议用姓名拼音加两位数字"}
        error_messages = {"username": {"unique": "这个用户名已经有人用了，请换一个。"}}

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.county = county
        self.fields["deputy_township"].queryset = Region.objects.townships_of(county)
        if person := self.instance.person:
            self.initial.update(deputy_name=person.name, deputy_township=person.township_id)

    def clean_username(self):
        username = Account.normalize_username(self.cleaned_data["username"].strip())
        if any(c.isspace() for c in username):
            raise forms.ValidationError("用户名里不要有空格。")
        return username

    def clean(self):
        data = super().clean()
        self.person = None
        if name := data.get("deputy_name"):
            try:
                self.person = actions.deputy_named(self.county, name, data.get("deputy_township"))
            except Refused as refused:
                self.add_error(refused.field, refused.sentence)
        return data

    def changed(self) -> list[str]:
        """The changed columns; the deputy counts as one."""
        names = [name for name in self.changed_data if name in ("username", "name")]
        before = self.instance.person_id
        return [*names, "person"] if before != (self.person.pk if self.person else None) else names


class GrantForm(forms.Form):
    """A role, and where it counts."""

    role = forms.ChoiceField(label="角色", choices=[("", "—"), *ROLE_CHOICES])
    townships = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        label="乡镇",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="乡镇干部和乡镇人大主席才选",
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="承办单位", required=False, empty_label="—", help_text="承办单位人员才选"
    )
    title = forms.CharField(
        label="职务称呼", max_length=60, required=False, help_text="例如“党建办干事”，空着就用角色名"
    )
    on = forms.DateField(label="开始日期")

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["townships"].queryset = Region.objects.townships_of(county)
        self.fields["unit"].queryset = Unit.objects.filter(county=county, is_active=True)
