"""The forms of a page as a browser would post them: what the wall of bad input types into."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class HtmlField:
    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


@dataclass
class HtmlForm:
    action: str
    method: str
    fields: dict[str, HtmlField] = field(default_factory=dict)

    def posted(self) -> dict[str, list[str]]:
        """What the form sends as it stands."""
        return {one.name: list(one.values) for one in self.fields.values()}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[HtmlForm] = []
        self.form: HtmlForm | None = None
        self.area: HtmlField | None = None
        self.select: HtmlField | None = None

    def handle_starttag(self, tag, attrs):
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = HtmlForm(at.get("action", ""), at.get("method", "get").lower())
            self.forms.append(self.form)
        if self.form is None:
            return
        if tag == "option" and self.select is not None:
            self.select.options.append(at.get("value", ""))
            if "selected" in at:
                self.select.values.append(at.get("value", ""))
        if tag not in ("input", "select", "textarea") or not at.get("name"):
            return
        kind = at.get("type", "text") if tag == "input" else tag
        one = self.form.fields.setdefault(at["name"], HtmlField(at["name"], kind))
        if tag == "select":
            self.select = one
        elif tag == "textarea":
            self.area = one
            one.values.append("")
        elif kind in ("radio", "checkbox"):
            one.options.append(at.get("value", "on"))
            if "checked" in at:
                one.values.append(at.get("value", "on"))
        elif kind not in ("submit", "button", "file"):
            one.values.append(at.get("value", ""))

    def handle_data(self, data):
        if self.area is not None:
            self.area.values[-1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.area is not None:
            # A browser drops the line break right after the opening tag.
            self.area.values[-1] = self.area.values[-1].removeprefix("\r\n").removeprefix("\n")
            self.area = None
        elif tag == "select" and self.select is not None:
            if not self.select.values and self.select.options:
                self.select.values.append(self.select.options[0])
            self.select = None


def forms_of(html: str) -> list[HtmlForm]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def plausible(one: HtmlField) -> list[str]:
    """What a person might have put into a field that stands empty."""
    if any(one.values):
        return one.values
    if one.options:
        return [next((value for value in one.options if value), "")]
    words = "这里写了一句不长不短的话，说明情况、地点和希望怎么办，好让后面的规则也走得到。"
    return {"date": ["2026-06-09"], "number": ["1"], "text": [words], "textarea": [words]}.get(
        one.kind, one.values
    )
