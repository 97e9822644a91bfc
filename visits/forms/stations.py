"""What a station is for, one check of it, its books."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from congress_poverty.pages import PhotosField
from deputies.models import Unit

from ..actions.stations import BookState, Found
from ..models import StationCheckItem, StationProfile
from ..policy import Book, Standard, StationPolicy


class ProfileForm(forms.ModelForm):
    functions = forms.MultipleChoiceField(label="功能", required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = StationProfile
        fields = [
            "functions", "window", "reception_week", "reception_weekday", "is_demo", "demo_on", "is_special",
            "theme", "partner", "partner_name", "helped", "wechat_group", "wechat_members", "public_account",
        ]  # fmt: skip
        help_texts = {
            "window": "例如“便民大厅 3 号窗口，9:00—11:30”",
            "reception_week": "按日期定接待日的，在登记里填“每月几号”，这里留空",
            "theme": "例如“代表之家+公司+群众”的产业",
            "helped": "带动多少户、增收多少",
        }

    def __init__(self, *args, policy: StationPolicy, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["functions"].choices = [(one.code, one.label) for one in policy.functions]
        self.fields["partner"].queryset = Unit.objects.filter(county=county, is_active=True)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.Meta.fields)


class CheckForm(forms.Form):
    """Every item of a standard: yes, not good enough, no; a remark and photos where they help."""

    checked_on = forms.DateField(label="检查日期")
    checked_by = forms.CharField(label="检查人", max_length=100, required=False, help_text="不填就是您")
    note = forms.CharField(label="总的意见", max_length=300, required=False)

    def __init__(self, *args, standard: Standard, **kwargs):
        super().__init__(*args, **kwargs)
        self.standard = standard
        for n, item in enumerate(standard.items):
            self.fields[f"answer-{n}"] = forms.ChoiceField(
                label=item.label, choices=StationCheckItem.Answer, widget=forms.RadioSelect
            )
            self.fields[f"remark-{n}"] = forms.CharField(
                label=f"{item.label}：说明", max_length=200, required=False
            )
            photos = PhotosField()
            photos.label = f"{item.label}：照片"
            self.fields[f"photos-{n}"] = photos
        self.helper = FormHelper()
        self.helper.layout = Layout("checked_on", "checked_by")

    @property
    def lines(self):
        """(heading or empty, item, answer, remark, photos) in the order of the standard."""
        heading = ""
        for n, item in enumerate(self.standard.items):
            shown, heading = (item.group if item.group != heading else ""), item.group
            fields = (self[f"{name}-{n}"] for name in ("answer", "remark", "photos"))
            yield (shown, item, *fields)

    def found(self) -> dict[str, Found]:
        data = self.cleaned_data
        return {
            item.code: Found(
                data[f"answer-{n}"],
                data[f"remark-{n}"],
                tuple(data[f"photos-{n}"]),
            )
            for n, item in enumerate(self.standard.items)
        }


class BooksForm(forms.Form):
    """A line for each book of the station's set."""

    def __init__(self, *args, books: tuple[Book, ...], kept: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.books = books
        for n, book in enumerate(books):
            row = kept.get(book.code)
            self.fields[f"is_there-{n}"] = forms.BooleanField(
                label=f"{book.label}：已建立", required=False, initial=bool(row and row.is_there)
            )
            self.fields[f"keeper-{n}"] = forms.CharField(
                label=f"{book.label}：保管人",
                max_length=60,
                required=False,
                initial=row.keeper if row else "",
            )
            self.fields[f"last_entry_on-{n}"] = forms.DateField(
                label=f"{book.label}：最近一次记录",
                required=False,
                initial=row.last_entry_on if row else None,
                widget=forms.DateInput(attrs={"class": "form-control"}),
            )
            self.fields[f"note-{n}"] = forms.CharField(
                label=f"{book.label}：备注", max_length=200, required=False, initial=row.note if row else ""
            )
        self.helper = FormHelper()
        self.helper.layout = Layout()

    @property
    def lines(self):
        for n, book in enumerate(self.books):
            names = ("is_there", "keeper", "last_entry_on", "note")
            yield (book, *(self[f"{name}-{n}"] for name in names))

    def states(self) -> dict[str, BookState]:
        data = self.cleaned_data
        return {
            book.code: BookState(
                data[f"is_there-{n}"],
                data[f"keeper-{n}"],
                data[f"last_entry_on-{n}"],
                data[f"note-{n}"],
            )
            for n, book in enumerate(self.books)
        }
