"""Whatever is posted into whichever field: a sentence and the rest of the form kept, never a broken page."""

import re
from urllib.parse import urlencode, urljoin

import pytest

from .html_forms import HtmlField, forms_of, plausible
from .pages import OPEN, addresses, by_section, undone
from .test_permissions import allowed

PAGES = [one for one in addresses() if one.name not in OPEN and not one.is_act]
FRAME = ("/logout/", "/me/post/", "/notices/read/")  # forms that stand on every page
MACHINE = ("csrfmiddlewaretoken", "version")

NUL = "张\x00三"
SQL = "'; DROP TABLE deputies_person;-- \" <script>alert(1)</script> %s {{ 1 }} \\"
WORDS = [SQL, "阿卜杜热合曼·阿不都热依木·买买提明江·吐尔逊", "字" * 10_000, "𠮷\u202e三\ud83d"]
NUMBERS = ["-99999999999999", "1e400", "NaN"]
DAYS = ["0000-00-00", "9999-12-31", "1e400"]
CHOICES = ["没有这一项", "-1", SQL]
QUERIES = (SQL, "𠮷\u202e三\ud83d", "字" * 3000, "-99999999999999", "1e400", "9999-12-31")
FORM = "application/x-www-form-urlencoded"
EVERYTHING = ("everything",)
CHINESE = re.compile("[\u4e00-\u9fff]")


def hostile(one: HtmlField) -> list[str]:
    """What is tried on a field of this kind."""
    if one.kind == "date" or re.search("(^|_)(on|since|until|birth)$", one.name):
        return DAYS
    if one.kind == "number":
        return NUMBERS
    return CHOICES if one.options or one.kind == "hidden" else WORDS


def forms_on(url, client):
    """(address, form) of each form on the page that posts."""
    with undone():
        page = client.get(url)
    if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
        for form in forms_of(page.content.decode()):
            if form.method == "post" and not form.action.startswith(FRAME):
                yield urljoin(url, form.action), form


AT_ONCE = 4


def attempts(form, *, each: bool):
    """(names, data): NUL in every field at once, then a few fields spoilt that stand apart.

    The values go round, so that each is tried on many fields; all of them on every
    field, one by one, would take minutes and find the same.
    """
    fields = [one for one in form.fields.values() if one.kind != "file" and one.name not in MACHINE]
    good = {one.name: plausible(one) for one in form.fields.values() if one.name != "csrfmiddlewaretoken"}
    yield EVERYTHING, {**good, **{one.name: [NUL] for one in fields}}
    spoilt, rows = {}, set()
    for number, one in enumerate(fields if each else ()):
        alike = re.sub(r"\d+", "#", one.name)  # the first of the rows of a table stands for all
        if alike not in rows:
            rows.add(alike)
            values = hostile(one)
            spoilt[one.name] = [values[number % len(values)]]
    turns = -(-len(spoilt) // AT_ONCE)
    for turn in range(turns):
        now = dict(list(spoilt.items())[turn::turns])
        yield tuple(now), {**good, **now}


def read(answer) -> str:
    """The page; a file is read to its end, which closes it (``close`` would close the connection, too)."""
    if answer.streaming:
        list(answer.streaming_content)
        return ""
    return answer.content.decode(errors="replace")


def judge(answer, spoilt, data):
    """What is wrong with an answer, in sentences."""
    page = read(answer)
    if answer.status_code not in (200, 302, 400, 404, 409, 422):
        yield f"{answer.status_code}"
    if answer.status_code == 422 and answer.context:
        lines = [sentence for _, sentence in answer.context.get("error_lines") or []]
        for sentence in lines:
            if not CHINESE.search(sentence) or len(sentence) > 160:
                yield f"says {sentence[:160]!r}"
        kept = {name: values for form in forms_of(page) for name, values in form.posted().items()}
        for name, values in data.items():
            shown = name not in (*spoilt, *MACHINE) and "password" not in name and any(values)
            if shown and spoilt != EVERYTHING and kept.get(name) != values:
                yield f"lost {name}: {values!r:.60} became {kept.get(name)!r:.60}"
        for name in data:
            if f"“{name}”" in page:
                yield f"calls a field by its key {name}"


def walk(address, clients, samples):
    url = address.url(samples)
    each = True
    for role, client in clients.items():
        if not allowed(role, address.permission):
            continue
        forms = list(forms_on(url, client))
        for target, form in forms:
            for spoilt, data in attempts(form, each=each):
                body = urlencode(data, doseq=True, errors="surrogatepass")
                try:
                    with undone():
                        answer = client.post(target, body, content_type=FORM)
                        found = list(judge(answer, spoilt, data))
                except Exception as error:
                    found = [f"{type(error).__name__}: {error}"[:200]]
                tried = {name: data.get(name, ["…"])[0][:20] for name in spoilt}
                yield from (f"{role} {target} {tried}: {one}" for one in found)
        each = each and not forms


@pytest.mark.parametrize("section", by_section(PAGES))
def test_a_hostile_value_in_any_field_is_answered_with_a_sentence(section, clients, samples):
    wrong = [sentence for address in section for sentence in walk(address, clients, samples)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("section", by_section(PAGES))
def test_a_hostile_query_string_breaks_no_page(section, clients, samples):
    wrong = []
    for address in section:
        url = address.url(samples)
        role = next(role for role in clients if allowed(role, address.permission))
        with undone():
            page = clients[role].get(url)
            html = read(page)
        forms = forms_of(html)
        named = {name for form in forms for name in form.fields}
        asks = any(form.method == "get" for form in forms)  # a page without filters reads little of it
        named |= {"page", "after", "before", "sort", "tab", "period", "export", "q", "p", "next"}
        for value in QUERIES if asks else QUERIES[:2]:
            asked = urlencode(
                dict.fromkeys(sorted(named - {"csrfmiddlewaretoken"}), value), errors="surrogatepass"
            )
            with undone():
                answer = clients[role].get(f"{url}?{asked}")
                read(answer)
            if answer.status_code not in (200, 302, 400, 404):
                wrong.append(f"{role} got {answer.status_code} from {url} asked for {value[:20]!r}")
    assert not wrong, "\n".join(wrong)


def test_a_field_with_a_bad_character_is_called_by_its_label(li, world):
    answer = li.post("/groups/new/", {"name": "第一\x00小组", "kind": ""})
    assert answer.status_code == 422
    assert ("id_name", "“名称”里有电脑存不下的坏字符，请删掉后重新输入") in answer.context["error_lines"]
    assert 'value="第一小组"' in answer.content.decode()


def test_more_than_five_megabytes_pasted_says_what_to_do(li):
    answer = li.post("/imports/new/", {"kind": "auto", "pasted": "姓名\t性别\n" * 600_000})
    assert answer.status_code == 413
    assert "最多 5 MB" in answer.content.decode()
    assert "选文件" in answer.content.decode()
