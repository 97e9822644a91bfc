"""Text from outside: cleaned once at the door, and names made searchable and maskable.

Every query string and form body goes through ``CleanQueryMiddleware``, every
ledger cell through ``clean_text``: the same characters are taken out, the same
refused, wherever a word comes from.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import QueryDict
from django.shortcuts import render

from .refusals import Refused

# Zero-width and direction marks, other invisible formatting, and what no file format can carry.
# Variation selectors stay: they choose between forms of a character in a person's name.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\x01-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]"
)
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")
BROKEN = "内容里有电脑存不下的坏字符，请删掉后重新输入"
_NAME_DOTS = str.maketrans("•‧・．∙⋅", "······")


def clean_text(value: str, *, field: str = "") -> str:
    """``value`` in NFC without invisible characters; refuses NUL and half characters.

    ``field`` is the Chinese name of where it was typed, for the sentence.
    """
    if value.isascii() and value.isprintable():
        return value
    if _IMPOSSIBLE.search(value):
        where = BROKEN.replace("内容", f"“{field}”", 1) if field else BROKEN
        raise Refused(f"{where}。", code="E_TEXT_BROKEN", field=field)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", value))


def clean_name(value: str, *, field: str = "姓名") -> str:
    """A person's name: cleaned, dots unified to ·, inner spaces of 「李　芳」 closed up."""
    name = clean_text(value, field=field).translate(_NAME_DOTS).strip()
    if re.fullmatch(r"[A-Za-z .'-]+", name):
        return re.sub(r"\s+", " ", name)
    return re.sub(r"\s+", "", name)


class CleanQueryMiddleware:
    """Cleans the query string and the posted fields of every request.

    What cannot be cleaned is answered with a sentence before any view or query sees
    it: PostgreSQL refuses NUL where SQLite takes it. A page that knows its fields by
    their labels (``names_broken_fields``) gets them without the bad characters, with
    their names in ``request.broken_fields``, and says it beside the field.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.broken_fields = set()
        try:
            if "\x00" in request.path_info:
                raise Refused("网址里有坏字符，请从菜单重新打开。", code="E_TEXT_BROKEN")
            if "%" in request.META.get("QUERY_STRING", ""):
                request.GET = _cleaned(request.GET)
            if request.method == "POST" and request.POST:
                request.POST = _cleaned(request.POST, broken=request.broken_fields)
        except Refused as refused:
            return _refusal(request, refused.sentence, 400)
        except RequestDataTooBig:
            return _refusal(
                request, "一次填的内容太多了，最多 5 MB。粘贴的表格请存成 .xlsx 文件，用“选文件”上传。", 413
            )
        except TooManyFieldsSent:
            return _refusal(request, "一次提交的格子太多了，请分几次保存。", 413)
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.broken_fields and not getattr(view_func, "names_broken_fields", False):
            return _refusal(request, f"{BROKEN}。", 400)
        return None


def _refusal(request, sentence: str, status: int):
    return render(request, "400.html", {"sentence": sentence}, status=status)


def _cleaned(values: QueryDict, *, broken: set[str] | None = None) -> QueryDict:
    """The same values, cleaned; passwords are left exactly as typed.

    With ``broken`` a value that cannot be stored does not refuse: it loses the bad
    characters, and its field is added there.
    """
    changed = {}
    for key, items in values.lists():
        if "password" in key:
            continue
        sound = items
        if broken is not None and any(_IMPOSSIBLE.search(item) for item in items):
            broken.add(key)
            sound = [_IMPOSSIBLE.sub("", item) for item in items]
        clean = [clean_text(item) for item in sound]
        clean_key = clean_text(key, field="网址")
        if clean != items or clean_key != key:
            changed[key] = (clean_key, clean)
    if not changed:
        return values
    out = QueryDict(mutable=True, encoding=values.encoding)
    for key, items in values.lists():
        new_key, new_items = changed.get(key, (key, items))
        out.setlist(new_key, new_items)
    out._mutable = False
    return out


# Surnames read otherwise than pypinyin reads their character.
_SURNAMES = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "查": "zha", "解": "xie", "区": "ou", "朴": "piao", "盖": "ge",
    "覃": "qin", "乐": "yue", "折": "she", "翟": "zhai", "缪": "miao", "洗": "xian", "种": "chong",
    "重": "chong", "秘": "bi", "祭": "zhai", "召": "shao", "员": "yun", "黑": "he", "隗": "wei", "句": "gou",
    "薄": "bo",
    "卜": "bu", "佴": "nai", "繁": "po", "么": "yao", "都": "du",
}  # fmt: skip
# Surnames of two characters that begin with one of them.
_DOUBLE_SURNAMES = {"单于": ("chan", "yu"), "单父": ("shan", "fu")}


@lru_cache(maxsize=20_000)
def _syllables(name: str) -> tuple[str, ...]:
    # Imported here: the dictionaries cost memory that a worker without names need not pay.
    from pypinyin import lazy_pinyin

    name = re.sub(r"[·\s]+", "", name).lower()
    head: tuple[str, ...] = ()
    if name[:2] in _DOUBLE_SURNAMES:
        head, name = _DOUBLE_SURNAMES[name[:2]], name[2:]
    elif name[:1] in _SURNAMES:
        head, name = (_SURNAMES[name[0]],), name[1:]
    return head + tuple(lazy_pinyin(name))


def initials(name: str) -> str:
    """``张建国`` → ``zjg``; a character without a reading stands for itself, so does a Latin letter."""
    bare = re.sub(r"[·\s]+", "", name).lower()
    if bare.isascii():
        return bare
    return "".join(syllable[0] for syllable in _syllables(name))


def pinyin_key(name: str) -> str:
    """``张建国`` → ``zhang jian guo``: sorts names the way a roster does."""
    return " ".join(_syllables(name))


def search_key(name: str) -> str:
    """``张建国`` → ``zhangjianguo zjg``: what a ``pinyin`` column holds, to sort by and to search in."""
    return f"{pinyin_key(name).replace(' ', '')} {initials(name)}"


def mask_name(name: str) -> str:
    """``王小明`` → ``王**``; the length of the name is not given away."""
    return f"{name[0]}**" if name else ""


def mask_phone(phone: str) -> str:
    """``13812345678`` → ``138****5678``; a landline keeps its last three digits."""
    if len(phone) == 11 and phone.isdigit() and phone[0] == "1":
        return f"{phone[:3]}****{phone[7:]}"
    return f"****{phone[-3:]}" if len(phone) > 5 else "****" if phone else ""


def mask_id_number(number: str) -> str:
    """``11010119900307123X`` → ``1101**********123X``: the birth date is hidden."""
    if len(number) < 10:
        return "*" * len(number)
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"
