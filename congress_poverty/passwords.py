"""What people here would choose first: the passwords that a common list in English lets through."""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from .text import initials, pinyin_key

# Stems that carry no secret, however decorated: office words, keyboard walks, lucky numbers.
_STEMS = frozenset(
    """
    renda rendadaibiao daibiao rmdb xianrenda admin administrator root test guest user password
    passwd passw mima abc abcd abcde abcdef aa aaa qwe qwer qwert qwerty qaz qazwsx wsx asd asdf zxc
    zxcv woaini woaizhongguo zhongguo china iloveyou hello welcome a q w x z wo ai changeme fuping
    xiangcun zhenxing
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


class LongEnough(MinimumLengthValidator):
    """Django's own says this in English where its Chinese catalogue lags behind."""

    def get_error_message(self):
        return f"密码太短，至少 {self.min_length} 个字符。"


class LocallyWeakPassword:
    """Refuses a password whose letters are only such a stem, the county's or the person's own name."""

    def validate(self, password, user=None):
        letters = re.sub(r"[^a-z]", "", password.lower())
        undressed = re.sub(
            r"[^a-z]", "", password.lower().translate(str.maketrans("@013457$", "aoieastS".lower()))
        )
        if not re.search(r"[A-Za-z]", password) or not re.search(r"\d", password):
            raise ValidationError("密码里字母和数字都要有。", code="password_one_kind")
        if letters in _STEMS or undressed in _STEMS or self._repeats(letters):
            raise ValidationError(
                "这个密码太容易被猜到，请换几个不相干的词。", code="password_locally_common"
            )
        for own in self._own(user):
            if own and (letters == own or (own in letters and len(letters) - len(own) < 3)):
                raise ValidationError(
                    "密码里不要只用县名、单位名或自己的姓名拼音。", code="password_own_name"
                )
        if re.search(r"1[3-9]\d{9}", password):
            raise ValidationError("密码里不要用手机号。", code="password_phone")

    @staticmethod
    def _repeats(letters: str) -> bool:
        return len(letters) > 1 and len(set(letters)) == 1

    @staticmethod
    def _own(user) -> list[str]:
        if user is None:
            return []
        words = [str(user)]
        posts = getattr(user, "posts", None)
        if posts is not None and user.pk:
            words += [str(post.county) for post in posts.select_related("county__region") if post.county]
        out = []
        for word in words:
            out += [pinyin_key(word).replace(" ", ""), initials(word)]
            for ending in ("县", "市", "区"):
                out.append(pinyin_key(word.removesuffix(ending)).replace(" ", ""))
        return [w for w in out if len(w) > 2]

    def get_help_text(self):
        return "不要用县名、“人大”、自己的姓名拼音或手机号。"
