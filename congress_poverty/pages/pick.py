"""Choosing one of thousands: by name or initials instead of a select of 40,000 rows."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import JsonResponse
from django.urls import reverse

from .base import Page

SHOWN = 20
LONGEST_WORD = 200  # letters of one name typed into a pick field
MOST_WORDS = 100  # each of them is a search


class FindPage(Page, abstract=True):
    """JSON for the suggestions of a pick field: ``[{"code", "label", "hint"}]``."""

    model = None
    search: Callable
    order = "pk"

    def rows(self):
        return self.model.objects.all()

    def label(self, obj) -> str:
        return str(obj)

    def hint(self, obj) -> str:
        return ""

    def get(self, request, *args, **kwargs):
        word = request.GET.get("q", "").strip()[:50]
        if not word:
            return JsonResponse({"found": []})
        rows = type(self).search(self.rows(), word).order_by(self.order)[:SHOWN]
        found = [{"code": row.code, "label": self.label(row), "hint": self.hint(row)} for row in rows]
        return JsonResponse({"found": found})


class PickWidget(forms.MultiWidget):
    """What the person types, and the codes of what was chosen."""

    template_name = "components/_pick.html"

    def __init__(self, *, many: bool, typed: str, attrs=None):
        self.many, self.typed = many, typed
        self.url = ""
        self.chosen: list[tuple[str, str]] = []
        self.candidates: list[tuple[str, str]] = []
        super().__init__({"": forms.TextInput(), "codes": forms.HiddenInput()}, attrs)

    def decompress(self, value):
        return ["", ",".join(code for code, _ in self.chosen)] if value else ["", ""]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"].update(
            many=self.many,
            typed=self.typed,
            url=reverse(self.url) if self.url else "",
            chosen=self.chosen,
            candidates=self.candidates,
        )
        return context

    def id_for_label(self, id_):
        return f"{id_}_0" if id_ else ""


class PickManyField(forms.Field):
    """Several rows, by code or by words that name exactly one.

    ``queryset`` is asked at each use (its reach follows who looks); ``search`` is
    ``(rows, word) -> rows``; ``url`` names a ``FindPage``; ``label_of`` says which row;
    ``typed`` is what ``search`` understands, for the person who types it.
    """

    many = True

    def __init__(
        self,
        queryset,
        *,
        search: Callable,
        url: str = "",
        label_of: Callable = str,
        key="code",
        typed="姓名或首字母",
        **kwargs,
    ):
        self._queryset = queryset
        self.search = search
        self.label_of = label_of
        self.key = key
        self.typed = typed
        kwargs.setdefault("widget", PickWidget(many=self.many, typed=typed))
        super().__init__(**kwargs)
        self.widget.url = url

    @property
    def queryset(self):
        return self._queryset.all()

    def prepare_value(self, value):
        """Rows, codes or posted words become what the widget shows as chosen."""
        rows = self._rows_of(value)
        self.widget.chosen = [(str(getattr(row, self.key)), self.label_of(row)) for row in rows]
        typed = value[0] if self._is_posted(value) else ""
        return [typed, ",".join(code for code, _ in self.widget.chosen)]

    @staticmethod
    def _is_posted(value) -> bool:
        return (
            isinstance(value, list)
            and len(value) == 2
            and all(isinstance(v, (str, type(None))) for v in value)
        )

    def _rows_of(self, value) -> list:
        if not value:
            return []
        if self._is_posted(value):
            codes = [code for code in (value[1] or "").split(",") if code][:200]
            return self._by_codes(codes)
        values = list(value) if isinstance(value, (list, tuple, set)) or hasattr(value, "all") else [value]
        if hasattr(value, "all"):
            values = list(value.all())
        rows = [v for v in values if hasattr(v, self.key)]
        codes = [str(v) for v in values if not hasattr(v, self.key) and not isinstance(v, int)]
        ids = [v for v in values if isinstance(v, int)]
        return rows + self._by_codes(codes) + (list(self.queryset.filter(pk__in=ids)) if ids else [])

    def _by_codes(self, codes: list[str]) -> list:
        if not codes:
            return []
        found = {
            str(getattr(row, self.key)): row for row in self.queryset.filter(**{f"{self.key}__in": codes})
        }
        return [found[code] for code in codes if code in found]

    def clean(self, value):
        typed, codes = (value or ["", ""])[:2] if self._is_posted(value) else ("", "")
        rows = self._rows_of(["", codes])
        words = _words(typed or "", self.many)
        if len(words) > MOST_WORDS:
            raise forms.ValidationError(f"一次最多写 {MOST_WORDS} 个，请分几次填。", code="too_many")
        for word in words:
            rows.append(self._one(word))
        rows = list(dict.fromkeys(rows))
        if not rows and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return rows

    def _one(self, word: str):
        if len(word) > LONGEST_WORD:
            # No row is called so, and SQLite refuses to search for a pattern of 50,000 bytes.
            raise forms.ValidationError(
                f"没有找到“{word[:20]}……”，请核对后再输{self.typed}。", code="unknown"
            )
        direct = self.queryset.filter(**{self.key: word}).first()
        if direct is not None:
            return direct
        found = list(self.search(self.queryset, word)[: SHOWN + 1])
        exact = [row for row in found if str(row) == word]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0]
        if not found:
            raise forms.ValidationError(f"没有找到“{word}”，请核对后再输{self.typed}。", code="unknown")
        self.widget.candidates = [(str(getattr(row, self.key)), self.label_of(row)) for row in found[:SHOWN]]
        more = f"有 {SHOWN} 个以上" if len(found) > SHOWN else f"有 {len(found)} 个"
        raise forms.ValidationError(f"{more}“{word}”，请从下面选一个。", code="several")

    def has_changed(self, initial, data):
        before = {str(getattr(row, self.key)) for row in self._rows_of(initial)}
        after = {code for code in ((data or ["", ""])[1] or "").split(",") if code}
        return before != after or bool((data or [""])[0])

    def __deepcopy__(self, memo):
        field = super().__deepcopy__(memo)
        field.widget.chosen, field.widget.candidates = [], []
        return field


class PickField(PickManyField):
    """One row."""

    many = False

    def clean(self, value):
        rows = super().clean(value)
        if len(rows) > 1:
            typed = (value or [""])[0]
            return rows[-1] if typed else rows[0]
        return rows[0] if rows else None


def _words(typed: str, many: bool) -> list[str]:
    if not many:
        return [typed.strip()] if typed.strip() else []
    for mark in "，,;；/／\n\t":
        typed = typed.replace(mark, "、")
    return [word.strip() for word in typed.split("、") if word.strip()]
