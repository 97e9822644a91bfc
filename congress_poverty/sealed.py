"""Tier 3 data: encrypted in the database, searchable by equality, masked by default.

A ``SealedField`` stores ``v1.<key id>.<base64 nonce+ciphertext+tag>`` (AES-256-GCM).
The associated data is table, column and the row's public code, so that a value
copied into another row or column does not open. Keys come from
``settings.FIELD_KEYS``, newest first: the first one seals, all of them open.

Equality search goes through a second column with a keyed hash (``blind_index``);
an unkeyed hash of an ID number is enumerable in seconds.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models


class SealBroken(ValueError):
    """A sealed value does not open: wrong key, or it was moved from another row."""


@lru_cache(maxsize=8)
def _derive(secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


@lru_cache(maxsize=8)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(_derive(secret, "seal"))


@lru_cache(maxsize=8)
def _key_id(secret: str) -> str:
    return _derive(secret, "key id").hex()[:8]


def blind_index(value: str) -> str:
    """Keyed hash of a normalised value for equality search; '' stays ''."""
    if not value:
        return ""
    key = _derive(settings.FIELD_KEYS[-1], "blind index")  # the oldest: indexes survive a rotation
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]


def seal(plain: str, where: str) -> str:
    """Encrypt ``plain`` for the place ``where`` (``table.column.code``); '' stays ''."""
    if not plain:
        return ""
    secret = settings.FIELD_KEYS[0]
    nonce = os.urandom(12)
    box = _cipher(secret).encrypt(nonce, plain.encode(), where.encode())
    return f"v1.{_key_id(secret)}.{base64.b64encode(nonce + box).decode()}"


def unseal(token: str, where: str) -> str:
    """Decrypt what ``seal`` made for the same place; raises ``SealBroken``."""
    if not token:
        return ""
    _version, key_id, body = token.split(".", 2)
    raw = base64.b64decode(body)
    for secret in settings.FIELD_KEYS:
        if _key_id(secret) == key_id:
            try:
                return _cipher(secret).decrypt(raw[:12], raw[12:], where.encode()).decode()
            except InvalidTag as error:
                raise SealBroken(f"the sealed value of {where} does not open") from error
    raise SealBroken(f"no key {key_id} for {where}: add it to FIELD_KEYS")


class Sealed:
    """A value still in its envelope. ``open()`` reads it; printing it does not."""

    __slots__ = ("token", "where")

    def __init__(self, token: str, where: str = ""):
        self.token = token
        self.where = where

    def open(self) -> str:
        return unseal(self.token, self.where)

    def __bool__(self):
        return bool(self.token)

    def __str__(self):
        return "••••" if self.token else ""

    __repr__ = __str__


class _SealedAttribute:
    """Binds the envelope to its row, so that ``person.id_number.open()`` knows its place."""

    def __init__(self, field):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        try:
            value = instance.__dict__[self.field.attname]
        except KeyError:
            instance.refresh_from_db(fields=[self.field.attname])
            value = instance.__dict__[self.field.attname]
        if isinstance(value, Sealed) and not value.where:
            value.where = self.field.place(instance)
        return value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class SealedField(models.TextField):
    """An encrypted text column of a model that has a public ``code``.

    Assign plain text; read a ``Sealed``. The model's ``code`` must not change.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _SealedAttribute(self))

    def place(self, instance) -> str:
        return f"{instance._meta.db_table}.{self.column}.{instance.code}"

    def from_db_value(self, value, expression, connection):
        return Sealed(value or "")

    def pre_save(self, instance, add):
        value = getattr(instance, self.attname)
        if isinstance(value, Sealed):
            return value
        sealed = Sealed(seal(value or "", self.place(instance)), self.place(instance))
        setattr(instance, self.attname, sealed)
        return sealed

    def get_prep_value(self, value):
        return value.token if isinstance(value, Sealed) else value

    def value_to_string(self, obj):
        return self.value_from_object(obj).token

    def reseal(self, instance) -> bool:
        """Put the instance's value under the newest key; False if it is, or is empty."""
        value = getattr(instance, self.attname)
        if not value or value.token.split(".")[1] == _key_id(settings.FIELD_KEYS[0]):
            return False
        setattr(instance, self.attname, Sealed(seal(value.open(), value.where), value.where))
        return True


def opened(value: Sealed | str) -> str:
    """The plain text of a field that may be sealed (from the database) or plain (just assigned)."""
    return value.open() if isinstance(value, Sealed) else value
