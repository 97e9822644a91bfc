"""Two have the same record open: who saves second sees both versions, and nothing typed is lost."""

import pytest

from congress_poverty.pages.forms import ActPage, FormPage
from congress_poverty.sealed import opened

from .html_forms import HtmlForm, forms_of
from .pages import OPEN, addresses, by_section, undone
from .test_permissions import allowed

# Forms about a record that overwrite nothing of it, each with what they do instead.
EXCUSED = {
    "accounts:grant": "makes a post",
    "cross:team": "makes a team",
    "pairing:change": "ends one pairing and begins another; the action compares the version itself",
    "pairing:help_people": "writes the lines that were changed, each a row of its own",
    "pairing:help_photos": "adds photos",
    "suggestions:papers": "adds papers",
    "suggestions:key_decision": "adds a suggestion to the decision",
    "visits:activity_files": "adds files",
    "visits:activity_send": "hands over the opinions that are ticked",
    "visits:activity_task": "makes a task",
    "visits:activity_task_done": "settles a task, which is refused the second time",
    "visits:add_photos": "adds photos",
    "visits:market_day_matters": "adds matters",
    "visits:shift_mark": "says who came on a shift",
    "visits:shift_swap": "asks for a swap",
    "visits:station_check_new": "makes a check",
}


def is_form(address) -> bool:
    """Whether the page is a form, and neither an act nor one that only makes something."""
    page = getattr(address.view, "view_class", None)
    return page is not None and issubclass(page, FormPage) and not issubclass(page, ActPage)


FORMS = [
    one for one in addresses() if is_form(one) and one.parameters and one.name not in {**EXCUSED, **OPEN}
]


def record_on(address, clients, samples):
    """(client, page, record) where the form edits one, for the first role that may open it."""
    for role, client in clients.items():
        if allowed(role, address.permission):
            page = client.get(address.url(samples))
            if page.status_code == 200:
                return client, page, page.context.get("object")
    raise LookupError(f"nobody could open {address.name}: give samples() a record that can be edited")


def guarded(page) -> HtmlForm | None:
    """The form of the page that says which version it was opened with."""
    return next((one for one in forms_of(page.content.decode()) if "version" in one.fields), None)


def walk(address, clients, samples):
    client, page, record = record_on(address, clients, samples)
    if record is None:
        return
    form = guarded(page)
    if form is None:
        yield f"{address.name} is not guarded"
        return
    rows = type(record)._base_manager.filter(pk=record.pk)
    rows.update(version=record.version + 1)  # somebody else saves it
    before = said(rows)
    filled, answer = send(client, address.url(samples), form)
    if answer.status_code != 409 or "用我的覆盖" not in answer.content.decode():
        yield f"{address.name} answered {answer.status_code}: {answer.context['error_lines']}"
        return
    kept = guarded(answer).posted()
    for name, values in filled.items():
        if name not in ("csrfmiddlewaretoken", "version") and kept.get(name, []) != values:
            yield f"{address.name} lost {name}: {values} became {kept.get(name)}"
    if said(rows) != before:
        yield f"{address.name} wrote all the same"
    if client.post(address.url(samples), kept).status_code == 409:
        yield f"{address.name} keeps the second from overwriting"


def send(client, url, form: HtmlForm):
    """(what was posted, the answer): the form as it stands, and what it lacks filled in as it asks for it."""
    filled = form.posted()
    answer = client.post(url, filled)
    while answer.status_code == 422:
        lacking = [one for one in form.fields.values() if one.name in answer.context["form"].errors]
        more = {one.name: [next(filter(None, one.options), "1")] for one in lacking}
        if all(filled[name] == values for name, values in more.items()):
            break
        filled |= more
        answer = client.post(url, filled)
    return filled, answer


def said(rows) -> dict:
    """A record as it stands, what is sealed in the clear."""
    record = rows.get()
    return {one.attname: opened(getattr(record, one.attname)) for one in record._meta.concrete_fields}


@pytest.mark.parametrize("section", by_section(FORMS))
def test_who_saves_second_is_shown_both_versions(section, clients, samples):
    wrong = []
    for address in section:
        with undone():
            wrong.extend(walk(address, clients, samples))
    assert not wrong, "\n".join(wrong)


def test_no_form_is_excused_that_does_not_exist():
    assert set(EXCUSED) <= {one.name for one in addresses() if is_form(one)}
