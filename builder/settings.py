"""site.toml to Settings."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from builder.digests import digest
from builder.problems import nearest
from builder.records.addresses import ID, slugify, url_mistake
from builder.records.dates import DateError, Edtf, parse_date

NO_SITE = "not found; a site is a folder with site.toml and content/"


class SettingsError(Exception):
    """site.toml is missing or says something that cannot be used; the message names the line and the way out."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event that `type` may name."""

    slug: str
    label: str
    description: str = ""
    sums_up: bool = False  # its figures tell of earlier events, so totals over events leave them out


@dataclass(frozen=True, slots=True)
class RiskyOperator:
    """A keeper of snapshots that the editors no longer rely on alone."""

    operator: str  # its host, such as "archive.today"
    since: str  # ISO 8601 day
    reason: str


@dataclass(frozen=True)
class Settings:
    """A site's settings; docs/SETTINGS.md explains each."""

    title: str
    description: str = ""
    id: str = ""  # stands in the feed's ids; keep it when title or address change
    base_url: str = ""  # with a trailing slash; empty when not known
    language: str = "en"
    theme: str = "default"
    licence: str = ""
    licence_url: str = ""
    contact: str = ""
    custom_domain: str = ""
    period: Edtf | None = None
    publishers_for_confirmed: int = 2
    dispute_without_source: str = "warning"
    feed_entries: int = 50
    totals: tuple[str, ...] = ("killed", "wounded", "killed-and-wounded", "captured", "detained", "arrested")
    types: tuple[EventType, ...] = field(default=())
    risky_operators: tuple[RiskyOperator, ...] = field(default=())
    as_of: tuple[str, str] | None = None  # day and commit of an earlier state that is built; no key of the file

    @property
    def base_path(self) -> str:
        """The path of the base URL, with slashes around: `/` or `/repo/`."""
        return urlsplit(self.base_url).path or "/"

    @cached_property
    def digest(self) -> bytes:
        """The hash of everything that the settings say."""
        return digest(*(getattr(self, f.name) for f in fields(self)))

    @property
    def evidence(self) -> tuple[object, ...]:
        """What an event by itself is judged and checked by."""
        return (self.period, self.publishers_for_confirmed, self.dispute_without_source, self.totals, self.types, self.risky_operators)


# Table and key of site.toml -> field and type. The documentation is compared with this list.
KEYS: dict[str, tuple[str, type]] = {
    "title": ("title", str),
    "description": ("description", str),
    "id": ("id", str),
    "base-url": ("base_url", str),
    "language": ("language", str),
    "theme": ("theme", str),
    "licence": ("licence", str),
    "licence-url": ("licence_url", str),
    "contact": ("contact", str),
    "custom-domain": ("custom_domain", str),
    "period": ("period", str),
    "evidence.publishers-for-confirmed": ("publishers_for_confirmed", int),
    "evidence.dispute-without-source": ("dispute_without_source", str),
    "evidence.totals": ("totals", list),
    "feed.entries": ("feed_entries", int),
}
TABLES = ("evidence", "feed", "types", "snapshots.risky")
_OF_A_TYPE: dict[str, type] = {"label": str, "description": str, "sums-up": bool}
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+", re.I)
_LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1)(?::[0-9]{1,5})?(?:/\S*)?")
_BASE_URL = "give it as https://example.org/ or https://name.github.io/repo/"
_KINDS = {str: "text", int: "a whole number", list: "a list of texts"}


def read_settings(root: Path, *, base_url: str | None = None) -> Settings:
    """Read `site.toml` below the site root.

    Args:
        base_url: stands in for the file's own, as the command line gives it.
    Raises:
        SettingsError: no file, no TOML, or a value that is not understood.
    """
    text, data = read_toml(root / "site.toml", "site.toml")
    return _settings(text, data, base_url)


def read_toml(path: Path, shown: str) -> tuple[str, dict[str, Any]]:
    """The text of a TOML file, and what it says.

    Args:
        shown: what messages call it.
    Raises:
        SettingsError: no file, or no TOML.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise SettingsError(f"{shown}: {NO_SITE}") from None
    except OSError as error:
        raise SettingsError(f"{shown}: cannot be read: {error.strerror}") from None
    try:
        text = raw.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise SettingsError(not_utf8(shown, error)) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{shown}: {error}") from None


def not_utf8(shown: str, error: UnicodeDecodeError) -> str:
    """What to say of a file in another encoding."""
    line = error.object.count(b"\n", 0, error.start) + 1
    return f"{shown}:{line}: the byte 0x{error.object[error.start]:02X} is not UTF-8; save the file as UTF-8"


def _settings(text: str, data: dict[str, Any], base_url: str | None) -> Settings:
    values: dict[str, Any] = {}
    for name, value in _flat(data):
        if name in TABLES:
            fail(text, name, f"`{name}` is a table; begin it with a line `[{name}]`")
        if name not in KEYS:
            fail(text, name, f"`{name}` is not a setting", nearest(name, [*KEYS, *TABLES]))
        target, kind = KEYS[name]
        if not isinstance(value, kind) or isinstance(value, bool) or (isinstance(value, list) and not all(isinstance(v, str) for v in value)):
            fail(text, name, f"`{name}` should be {_KINDS[kind]}, found `{value}`")
        values[target] = tuple(value) if isinstance(value, list) else value
    if not values.get("title", "").strip():
        raise SettingsError('site.toml: `title` is required; add a line `title = "…"`')
    address = values.get("base_url", "") if base_url is None else base_url
    if mistake := _base_url_mistake(address):
        if base_url is not None:
            raise SettingsError(f"--base-url: {mistake}; {_BASE_URL}")
        fail(text, "base-url", mistake, _BASE_URL)
    values["base_url"] = address.rstrip("/") + "/" if address else ""
    values["id"] = values.get("id") or slugify(values["title"])
    if "period" in values:
        try:
            values["period"] = parse_date(values["period"])
        except DateError as error:
            fail(text, "period", f"`period`: {error}", error.hint)
    if values.get("dispute_without_source", "warning") not in ("warning", "error"):
        fail(text, "evidence.dispute-without-source", "`dispute-without-source` is either `warning` or `error`")
    for name in ("evidence.publishers-for-confirmed", "feed.entries"):
        if values.get(KEYS[name][0], 1) < 1:
            fail(text, name, f"`{name}` is at least 1")
    if not values.get("theme", "default"):
        fail(text, "theme", "`theme` is the name of a folder of themes/")
    if (domain := values.get("custom_domain")) and not _DOMAIN.fullmatch(domain):
        fail(text, "custom-domain", f"`{domain}` is not a domain alone", "give it as timeline.example.org")
    if (licence := values.get("licence_url")) and (mistake := url_mistake(licence)):
        fail(text, "licence-url", f"`{licence}` {mistake}", "give the full address, beginning with https://")
    values["types"] = _types(text, data.get("types", {}))
    values["risky_operators"] = _risky(text, data.get("snapshots", {}))
    return Settings(**values)


def _flat(data: dict[str, Any]) -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for key, value in data.items():
        if key in ("types", "snapshots"):
            continue
        if isinstance(value, dict):
            flat += [(f"{key}.{name}", inner) for name, inner in value.items()]
        else:
            flat.append((key, value))
    return flat


def _types(text: str, table: Any) -> tuple[EventType, ...]:
    if not isinstance(table, dict):
        fail(text, "types", "`types` is a table of event types")
    types = []
    for slug, value in table.items():
        if not ID.fullmatch(slug):
            fail(text, slug, f"the type `{slug}` cannot be an address", "name it in lower-case Latin letters, digits and single hyphens, and give it a label")
        said = {"label": value} if isinstance(value, str) else value
        if not isinstance(said, dict) or "label" not in said or any(not isinstance(v, _OF_A_TYPE.get(k, type(None))) for k, v in said.items()):
            fail(text, slug, f"the type `{slug}` is a label, or a table with `label`, `description` and `sums-up`, which is true or false")
        types.append(EventType(slug, said["label"], said.get("description", ""), said.get("sums-up", False)))
    return tuple(types)


def _risky(text: str, table: Any) -> tuple[RiskyOperator, ...]:
    """The risk list: under each operator's host a day and a reason, and nothing else."""
    if not isinstance(table, dict) or set(table) - {"risky"} or not isinstance(table.get("risky", {}), dict):
        fail(text, "snapshots", "`snapshots` holds one table, `risky`")
    risks = []
    for operator, value in sorted(table.get("risky", {}).items()):
        if not isinstance(value, dict) or set(value) != {"since", "reason"}:
            fail(text, operator, f"the risk of `{operator}` is a table with `since` and `reason`")
        try:
            since = parse_date(str(value["since"]))
        except DateError as error:
            fail(text, operator, f"`since` of `{operator}`: {error}", error.hint)
        if since.precision != "day":
            fail(text, operator, f"`since` of `{operator}` names no day", "write it as 2026-02-20")
        risks.append(RiskyOperator(operator, since.text, str(value["reason"])))
    return tuple(risks)


def _base_url_mistake(url: str) -> str:
    """What is wrong with the address of a site; an empty text where nothing is, or where it is not known."""
    mistake = url_mistake(url) if url and not _LOCAL.fullmatch(url) else ""
    return f"`{url}` {mistake or 'is more than a host and a path'}" if mistake or "?" in url or "#" in url else ""


def fail(text: str, name: str, message: str, hint: str = "", *, shown: str = "site.toml") -> NoReturn:
    """Stop at the line where a key stands."""
    key = name.rsplit(".", 1)[-1]
    rows = [row.replace(" ", "") for row in text.splitlines()]
    line = next((n for n, row in enumerate(rows, 1) if row.startswith((f"{key}=", f"[{key}", f'"{name}"=')) or row.endswith(f".{key}]")), 1)
    raise SettingsError(f"{shown}:{line}: {message}" + (f"; {hint}" if hint else ""))
