"""Short public codes: what stands in a URL instead of a database id."""

import secrets

from django.db import models

# No 0 O 1 I L: people read codes aloud on the phone.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code(length: int = 10) -> str:
    """A random code of ``length`` characters (31**10: collisions are the database's UNIQUE to refuse)."""
    n = secrets.randbits(length * 5)
    base = len(ALPHABET)
    out = []
    for _ in range(length):
        n, r = divmod(n, base)
        out.append(ALPHABET[r])
    return "".join(out)


class CodeField(models.CharField):
    """The public code of a row, made when the object is."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("default", new_code)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
