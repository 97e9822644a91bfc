"""Rule packs: a county's numbers and choices as typed data.

``packs/<name>.toml`` holds one table for each room, and each room's ``policy.py`` says
as a frozen dataclass what its table must contain::

    @section("pairing")
    @dataclass(frozen=True)
    class PairingPolicy: ...

A policy that fills its table from elsewhere too (a clock profile) says how in a
classmethod ``complete(table)``. A pack may begin with ``extends = "default"``: its
tables are laid over the other pack's, key by key; a list is replaced as a whole.
Nothing is optional and nothing is ignored: a missing, unknown or mistyped key is a
``PackError`` that names the file, the table, the key and the keys there are, and
``manage.py check`` finds it in all packs.
"""

import dataclasses
import hashlib
import json
import re
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from django.core.checks import Error
from django.utils.module_loading import autodiscover_modules

from .refusals import Refused

PACKS = Path(__file__).with_name("packs")
HEAD = ("title", "version", "extends")  # what a file says about itself, outside the tables

P = TypeVar("P")
_sections: dict[str, type] = {}


class PackError(Refused):
    """A pack or an override does not fit; the sentence says where and what would."""


def section(table: str):
    """Class decorator: this frozen dataclass is what ``[table]`` of every pack must fill."""

    def register(policy: type[P]) -> type[P]:
        _sections[table] = policy
        policy.table = table
        return policy

    return register


def sections() -> dict[str, type]:
    """Every registered policy by table, after asking each installed app for its ``policy``."""
    autodiscover_modules("policy")
    return dict(_sections)


@dataclass(frozen=True)
class Term:
    """A word of a code list: the code we store, the county's label, other spellings in ledgers."""

    code: str
    label: str
    also: tuple[str, ...] = ()

    def matches(self, text: str) -> bool:
        return text in (self.code, self.label) or text in self.also


T = TypeVar("T", bound=Term)


def term(terms: tuple[T, ...], text: str) -> T | None:
    """The term with this code, label or other spelling."""
    return next((t for t in terms if t.matches(text)), None)


@dataclass(frozen=True)
class Pack:
    """One county's rules, with ``extends`` resolved and any overrides applied."""

    name: str
    title: str
    declared: str
    tables: Mapping[str, Any]

    @cached_property
    def version(self) -> str:
        """Kept with every deadline and score: the declared version and a hash of the content."""
        known = sections()
        tables = {table: _completed(known.get(table), values) for table, values in self.tables.items()}
        content = json.dumps(tables, sort_keys=True, ensure_ascii=False, default=str)
        return f"{self.name} {self.declared}+{hashlib.sha256(content.encode()).hexdigest()[:10]}"

    @property
    def file(self) -> str:
        return f"packs/{self.name}.toml"

    def section(self, table: str, policy: type[P]) -> P:
        if table not in self.tables:
            raise PackError(f"{self.file} 缺少表 [{table}]，已有的表：{_listed(self.tables)}。")
        return build(policy, _completed(policy, self.tables[table]), Place(self.file, table))

    def override(self, values: Mapping[str, Any]) -> "Pack":
        """The pack with ``{"pairing.households_per_deputy_max": "5"}`` laid over it.

        Text is read as the key's type asks; values that are typed already (from the
        county's stored JSON) are taken as they are and checked in the same way.
        """
        if not values:
            return self
        known = sections()
        tables = _copy(self.tables)
        for path, value in values.items():
            table, *keys = path.split(".")
            if not keys or table not in known:
                raise PackError(
                    f"“{path}”不是规则项，应写成“表.项=值”，可用的表：{_listed(known)}。", code="E_PACK_KEY"
                )
            _set(tables.setdefault(table, {}), known[table], keys, value, Place(f"--set {path}", table))
        changed = dataclasses.replace(self, tables=tables)
        for table in {path.split(".")[0] for path in values}:
            changed.section(table, known[table])
        return changed


def names(directory: Path = PACKS) -> list[str]:
    return sorted(path.stem for path in directory.glob("*.toml"))


def read(name: str, directory: Path = PACKS) -> Pack:
    """The pack ``name`` of ``directory``; what it extends is looked up there, then among ours."""
    return _read(name, directory, ())


@lru_cache(maxsize=64)
def pack(name: str) -> Pack:
    """The pack of this name, as it was when the process first read it."""
    return read(name)


def effective(name: str, overrides: Mapping[str, Any] | None = None) -> Pack:
    """The pack with a county's overrides, cached."""
    return _effective(name, json.dumps(overrides or {}, sort_keys=True))


def policy_for(name: str, overrides: Mapping[str, Any] | None, policy: type[P]) -> P:
    """A county's rules for one room, cached: ``policy_for("lingbi", {}, PairingPolicy)``."""
    return _policy(name, json.dumps(overrides or {}, sort_keys=True), policy)


def check_packs(app_configs=None, directory: Path = PACKS, **kwargs) -> list[Error]:
    """System check: every pack fills every registered section, and nothing else."""
    errors = []
    known = sections()
    for name in names(directory):
        try:
            found = read(name, directory)
        except PackError as error:
            errors.append(Error(str(error), id="congress_poverty.E001"))
            continue
        if unknown := set(found.tables) - set(known):
            errors.append(
                Error(
                    f"{found.file} 有不认识的表 {_listed(unknown)}，可用的表：{_listed(known)}。",
                    id="congress_poverty.E002",
                )
            )
        for table, policy in known.items():
            try:
                found.section(table, policy)
            except PackError as error:
                errors.append(Error(str(error), id="congress_poverty.E003"))
    return errors


@lru_cache(maxsize=256)
def _effective(name: str, overrides: str) -> Pack:
    return pack(name).override(json.loads(overrides))


@lru_cache(maxsize=1024)
def _policy(name: str, overrides: str, policy: type[P]) -> P:
    return _effective(name, overrides).section(policy.table, policy)


def _read(name: str, directory: Path, children: tuple[str, ...]) -> Pack:
    if name in children:
        raise PackError(f"规则包 {name} 不能绕回来继承自己：{' → '.join((*children, name))}。")
    path = directory / f"{name}.toml"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or not path.is_file():
        if directory != PACKS and name in names():
            return _read(name, PACKS, children)
        raise PackError(f"没有规则包“{name}”，可用的：{_listed(names(directory))}。", code="E_PACK_NAME")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"packs/{name}.toml 读不出来：{error}。") from error
    tables = {key: value for key, value in content.items() if key not in HEAD}
    for key in ("title", "version"):
        if not isinstance(content.get(key), str):
            raise PackError(f"packs/{name}.toml 开头缺少 {key}（文字）。")
    if stray := [key for key, value in tables.items() if not isinstance(value, dict)]:
        raise PackError(f"packs/{name}.toml 开头有不认识的项 {_listed(stray)}，可用的：{_listed(HEAD)}。")
    if "extends" in content:
        parent = _read(content["extends"], directory, (*children, name))
        tables = _laid_over(parent.tables, tables)
    return Pack(name, content["title"], content["version"], tables)


def _laid_over(below: Mapping, above: Mapping) -> dict:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(below.get(key), dict)
        merged[key] = _laid_over(below[key], value) if both else value
    return merged


def _completed(policy: type | None, values: Any) -> Any:
    complete = getattr(policy, "complete", None)
    return complete(values) if complete and isinstance(values, dict) else values


def _copy(value):
    return {key: _copy(inner) for key, inner in value.items()} if isinstance(value, dict) else value


def _listed(keys) -> str:
    return "、".join(sorted(keys)) or "（无）"


@dataclass(frozen=True)
class Place:
    """Where in a pack we are, for the sentence of an error."""

    file: str
    table: str

    def inner(self, key: str) -> "Place":
        return Place(self.file, f"{self.table}.{key}")

    def fault(self, what: str, code: str) -> PackError:
        return PackError(f"{self.file} 的 [{self.table}] {what}。", code=code)

    def wrong(self, key: str, what: str) -> PackError:
        return self.fault(f"中 {key} {what}", "E_PACK_VALUE")


def _fields(policy: type) -> dict[str, Any]:
    hints = typing.get_type_hints(policy)
    return {field.name: hints[field.name] for field in dataclasses.fields(policy)}


def build(policy: type[P], values: Any, place: Place) -> P:
    """The frozen dataclass that ``values`` fill; else the sentence says where they do not."""
    if not isinstance(values, dict):
        raise PackError(
            f"{place.file} 的 [{place.table}] 应是一张表，现在是 {values!r}。", code="E_PACK_VALUE"
        )
    fields = _fields(policy)
    for key in values:
        if key not in fields:
            raise _unknown(key, fields, place)
    filled = {}
    for field in dataclasses.fields(policy):
        if field.name in values:
            filled[field.name] = _convert(fields[field.name], values[field.name], field.name, place)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise place.fault(f"缺少 {field.name}，应有的项：{_listed(fields)}", "E_PACK_KEY")
    try:
        return policy(**filled)
    except ValueError as error:  # a rule between keys, from __post_init__
        raise PackError(
            f"{place.file} 的 [{place.table}] 前后矛盾：{error}。", code="E_PACK_VALUE"
        ) from error


def _unknown(key: str, fields: Mapping, place: Place) -> PackError:
    return PackError(
        f"{place.file} 的 [{place.table}] 有不认识的项 {key}，可用的项：{_listed(fields)}。",
        code="E_PACK_KEY",
    )


WORDS = {int: "整数", bool: "true 或 false", str: "文字", Decimal: "数", date: "日期（2026-06-20）"}


def _convert(kind: Any, value: Any, key: str, place: Place) -> Any:
    origin = typing.get_origin(kind)
    if origin is Literal:
        choices = typing.get_args(kind)
        if value not in choices:
            raise place.wrong(key, f"是 {value!r}，只能是 {'、'.join(map(str, choices))}")
        return value
    if origin in (types.UnionType, typing.Union):  # X | None; TOML has no null, so "" says "not regulated"
        (inner,) = (arg for arg in typing.get_args(kind) if arg is not type(None))
        return None if value == "" else _convert(inner, value, key, place)
    if origin is tuple:
        if not isinstance(value, list):
            raise place.wrong(key, f"应是列表，现在是 {value!r}")
        (inner, _) = typing.get_args(kind)
        return tuple(_convert(inner, one, f"{key}[{n}]", place) for n, one in enumerate(value, 1))
    if origin is dict:
        if not isinstance(value, dict):
            raise place.wrong(key, f"应是一张表，现在是 {value!r}")
        inner = typing.get_args(kind)[1]
        return {name: _convert(inner, one, name, place.inner(key)) for name, one in value.items()}
    if dataclasses.is_dataclass(kind) and not hasattr(kind, "parse"):
        return build(kind, value, place.inner(key))
    if hasattr(kind, "parse"):
        if not isinstance(value, str):
            raise place.wrong(key, f"应是加引号的文字，现在是 {value!r}")
        try:
            return kind.parse(value)
        except ValueError as error:
            raise place.wrong(key, f"写错了：{error}") from error
    if kind is Decimal and type(value) in (int, Decimal):
        return Decimal(value)
    if type(value) is not kind:
        raise place.wrong(key, f"应是{WORDS[kind]}，现在是 {value!r}")
    return value


def _set(values: dict, policy: type, keys: list[str], value: Any, place: Place) -> None:
    """Put an override at its place inside a table, reading text as the key's type asks."""
    key, *rest = keys
    fields = _fields(policy)
    if key not in fields:
        raise _unknown(key, fields, place)
    kind = fields[key]
    if (
        rest and typing.get_origin(kind) is dict and len(rest) > 1
    ):  # a table of named tables: rules.visit.minimum
        inner, (name, *rest) = typing.get_args(kind)[1], rest
        known = values.get(key, {})
        if name not in known:
            raise _unknown(name, known, place.inner(key))
        if dataclasses.is_dataclass(inner):
            _set(known[name], inner, rest, value, place.inner(f"{key}.{name}"))
            return
        raise place.wrong(key, "下面没有更细的项")
    if rest:
        if not dataclasses.is_dataclass(kind) or hasattr(kind, "parse"):
            raise place.wrong(key, "下面没有更细的项")
        _set(values.setdefault(key, {}), kind, rest, value, place.inner(key))
        return
    values[key] = _typed(kind, value) if isinstance(value, str) else value
    _convert(kind, values[key], key, place)


def _typed(kind: Any, text: str) -> Any:
    """Text from a command line as the TOML value it stands for; what cannot be read stays text."""
    plain = next((arg for arg in typing.get_args(kind) if arg is not type(None)), kind)
    if plain is str or hasattr(plain, "parse") or typing.get_origin(kind) is Literal:
        return text
    try:
        return tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]
    except tomllib.TOMLDecodeError:
        return text
