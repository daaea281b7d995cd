"""Front matter to records: short forms opened up, then every mistake at once from the validator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from builder.problems import Finding, nearest
from builder.records.addresses import url_mistake
from builder.records.folders import BURIES, NESTED_DATES, NESTED_LISTS, Folder
from builder.records.kinds import EventRecord, PlaceRecord, PublisherRecord, Record, kebab

# Fields that the reader fills in; they are no keys.
GIVEN = ("id", "path", "digest", "body")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
UNKNOWN = "unknown"

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    **dict.fromkeys(("greater_than_equal", "less_than_equal"), "a whole number from 0 to 10^15"),
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "keys and values",
    "dataclass_type": "keys and values",
    "dataclass_exact_type": "keys and values",
    "missing_argument": "another value",
}
_YES_OR_NO = {**dict.fromkeys(("true", "yes", "on", "y", "1"), "true"), **dict.fromkeys(("false", "no", "off", "n", "0"), "false")}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def known_keys(kind: Any) -> tuple[str, ...]:
    """The keys of a record or of an object in it, in order of definition."""
    return tuple(kebab(f.name) for f in fields(kind) if f.name not in GIVEN)


def to_record(
    folder: Folder, data: dict[str, Any], given: dict[str, Any]
) -> tuple[Record | None, list[Finding]]:
    """Validate one file's data.

    Args:
        data: the front matter as YAML says it.
        given: the reader's own fields: id, path, digest, body.
    Returns:
        The record (None when it has mistakes), and every mistake that was found.
    """
    path = given["path"]
    opened = unfold(folder, data)
    kind = folder.record
    if folder.tombstone and any(key in data for key in BURIES):
        kind = folder.tombstone
        opened = {key: opened[key] for key in known_keys(kind) if key in opened}  # type: ignore[arg-type]
    try:
        adapter = _adapter(kind)  # type: ignore[arg-type]  # a class is hashable, whatever its instances are
        record: Record | None = adapter.validate_python({**opened, **given})
        findings: list[Finding] = []
    except ValidationError as error:
        record = None
        findings = [_finding(path, folder, data, e) for e in error.errors(include_url=False)]
    findings += [_reserved(path, key) for key in GIVEN if key in data]
    findings += _check_values(path, folder, data, opened) if kind is folder.record else _check_burial(path, data)
    return (None if findings else record), findings


def _reserved(path: str, key: str) -> Finding:
    return Finding(
        path=path,
        code="unknown-key",
        message=f"`{key}` is not a key of this record",
        hint="the file's name is the id" if key == "id" else "remove it",
        keys=(key,),
        on_key=True,
    )


def source_ids(folder: Folder, data: dict[str, Any]) -> set[str]:
    """The ids of an event's sources, whether or not the rest of the file is sound."""
    named = {"source": data["source"]} if "source" in data else {}
    return {str(source.get("id")) for _, source in _objects(unfold(folder, named), "source")}


def unfold(folder: Folder, data: dict[str, Any]) -> dict[str, Any]:
    """Open the short forms: one value for a list, a bare value for an object, a YAML list for EDTF's "one of"."""
    opened: dict[str, Any] = {}
    objects = dict(folder.objects)
    for key, value in data.items():
        if (value is None and key != "draft") or key in GIVEN:  # a draft that says nothing of it is not to be published for that
            continue
        if key in folder.dates and isinstance(value, list):
            value = _one_of(value)
        if key in folder.lists:
            if key == "location" and value == UNKNOWN:
                value = []
            items = value if isinstance(value, list) else [value]
            value = [_unfold_item(key, item, objects.get(key), n) for n, item in enumerate(items, 1)]
        elif isinstance(value, dict):
            value = _unfold_object(value)
        opened[key] = value
    return opened


def _unfold_item(key: str, item: Any, bare_field: str | None, number: int) -> Any:
    if bare_field and isinstance(item, (str, int)) and not isinstance(item, bool):
        item = {bare_field: item}
    if not isinstance(item, dict):
        return item
    if key == "source":
        item = {"id": f"s{number}", **item}
    return _unfold_object(item)


def _unfold_object(item: dict[Any, Any]) -> dict[str, Any]:
    opened: dict[str, Any] = {}
    for name, value in item.items():
        if value is None:
            continue
        if name in NESTED_LISTS and not isinstance(value, list):
            value = [value]
        if isinstance(value, list) and (name in NESTED_DATES or (name == "value" and item.get("about") == "date")):
            value = _one_of(value)
        opened[str(name)] = value
    return opened


def _one_of(members: list[Any]) -> str:
    return f"[{','.join(str(m) for m in members)}]"


def _keys(error: ErrorDetails) -> tuple[str | int, ...]:
    return tuple(k if isinstance(k, int) else kebab(k) for k in error["loc"])


def _finding(path: str, folder: Folder, data: dict[str, Any], error: ErrorDetails) -> Finding:
    keys = _keys(error)
    key = next((k for k in reversed(keys) if isinstance(k, str)), "")
    kind = error["type"]
    if kind in ("missing", "missing_argument"):
        return _missing(path, keys, key, data)
    if kind == "string_too_long":
        return Finding(path=path, code="bad-value", message=f"`{key}` has more than {error['ctx']['max_length']} characters", hint="shorten it", keys=keys)
    if kind == "too_long":
        return _no_pair(path)
    if kind == "string_too_short":
        return _blank(path, keys, key)
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        hint = nearest(key, _siblings(folder, keys)) or f"known keys: {', '.join(_siblings(folder, keys))}"
        return Finding(
            path=path, code="unknown-key", message=f"`{key}` is not a key here", hint=hint, keys=keys, on_key=True
        )
    if kind == "value_error":
        cause: Any = error.get("ctx", {}).get("error")
        code = getattr(cause, "code", "bad-value")
        return Finding(path=path, code=code, message=f"`{key}`: {cause}", hint=getattr(cause, "hint", ""), keys=keys)
    if kind == "literal_error":
        choices = [c.strip(" '") for c in str(error["ctx"]["expected"]).replace(" or ", ", ").split(",")]
        hint = nearest(str(error["input"]), choices) or f"one of {', '.join(choices)}"
        return Finding(path=path, code="bad-value", message=f"`{key}` cannot be `{error['input']}`", hint=hint, keys=keys)
    expected = _EXPECTED.get(kind, "")
    found = _describe(error["input"])
    message = f"`{key}` should be {expected}, found {found}" if expected else f"`{key}`: {error['msg']}, found {found}"
    return Finding(path=path, code="wrong-type", message=message, hint=_unquoted(kind, error["input"]), keys=keys)


def _unquoted(kind: str, value: Any) -> str:
    """The way out for a value that only its quotation marks, or another word for it, keep from its type."""
    if kind == "bool_type" and str(value).lower() in _YES_OR_NO:
        return f"write {_YES_OR_NO[str(value).lower()]}, without quotation marks"
    return "write it without quotation marks" if kind == "int_type" and isinstance(value, str) and value.isdecimal() else ""


# The way out where one of these has no value.
_WAYS_OUT = {
    "title": "say it in a line",
    "source": "say who reported it",
    "location": "say `unknown` if the place is not known",
}


def _missing(path: str, keys: tuple[str | int, ...], key: str, data: dict[str, Any]) -> Finding:
    if keys[-1] != key:  # one of a pair
        return _no_pair(path)
    if len(keys) == 1 and key in data:
        return _blank(path, keys, key)
    where, message = (keys, f"`{key}` is required") if len(keys) == 1 else (keys[:-1], f"`{key}` is required here")
    return Finding(path=path, code="missing-key", message=message, hint=_WAYS_OUT.get(key, f"add a line `{key}: …`"), keys=where)


_DEGREES = "latitude first, then longitude, in decimal degrees"


def _no_pair(path: str) -> Finding:
    return Finding(path=path, code="wrong-type", message="`coordinates` should be two numbers", hint=_DEGREES, keys=("coordinates",))


def _blank(path: str, keys: tuple[str | int, ...], key: str) -> Finding:
    """A value that is there and says nothing."""
    is_entry = keys[-1] != key
    message = f"an entry of `{key}` has no value" if is_entry else f"`{key}` is required and has no value"
    hint = "say it, or remove the entry" if is_entry else _WAYS_OUT.get(key, "say it")
    return Finding(path=path, code="missing-key", message=message, hint=hint, keys=keys)


def _siblings(folder: Folder, keys: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that could stand where an unknown one was found."""
    from builder.records import kinds

    objects: dict[str, type[Any]] = {
        "location": kinds.Location,
        "source": kinds.Source,
        "asserted-by": kinds.Assertion,
        "disputed-by": kinds.Dispute,
        "figures": kinds.Figure,
        "changes": kinds.Change,
        "image": kinds.Image,
        "retracted": kinds.Retraction,
        "merged-into": kinds.Merger,
    }
    if len(keys) > 1 and folder.record is EventRecord and keys[0] in objects:
        return tuple(kebab(f.name) for f in fields(objects[str(keys[0])]))
    return known_keys(folder.record)  # type: ignore[arg-type]  # as above


def _describe(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "keys and values"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`"


def _check_values(path: str, folder: Folder, data: dict[str, Any], opened: dict[str, Any]) -> list[Finding]:
    """What types cannot say; works on unvalidated data, so that one mistake hides no other."""
    if folder.record is EventRecord:
        return [*_check_sources(path, opened), *_check_figures(path, opened), *_check_lists(path, data)]
    if folder.record is PlaceRecord:
        return _check_coordinates(path, opened)
    if folder.record is PublisherRecord:
        return _check_hosts(path, opened)
    return []


def _check_hosts(path: str, opened: dict[str, Any]) -> list[Finding]:
    hosts = opened.get("hosts")
    return [
        Finding(path=path, code="bad-value", message=f"`{host}` is no host name", hint="name the host alone, such as example.org", keys=("hosts", n))
        for n, host in enumerate(hosts if isinstance(hosts, list) else [])
        if isinstance(host, str) and host.strip() and not _HOST.fullmatch(host.strip())
    ]


def _check_burial(path: str, data: dict[str, Any]) -> list[Finding]:
    """A tombstone says of one thing that became of its event, and says it."""
    retracted, merged = BURIES
    wordless = [_blank(path, (key,), key) for key in BURIES if key in data and data[key] is None]
    if retracted not in data or merged not in data:
        return wordless
    message = f"`{merged}` stands beside `{retracted}`: an event is one of the two"
    return [*wordless, Finding(path=path, code="bad-value", message=message, hint="keep the one that holds", keys=(merged,))]


def control_character(path: str, data: dict[str, Any]) -> Finding | None:
    """The first character in a file's data that no page or feed can hold; only YAML's escapes bring one in."""
    for keys, text in _texts(data, ()):
        if found := _CONTROL.search(text):
            message = f"the value holds the control character U+{ord(found[0]):04X}"
            return Finding(path=path, code="control-character", message=message, hint="delete it, or double the backslash if that is meant", keys=keys)
    return None


def _texts(value: Any, keys: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text in a value, keys too, and what leads to it."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(key, (*keys, key))
            yield from _texts(part, (*keys, key))
    elif isinstance(value, list):
        for n, part in enumerate(value):
            yield from _texts(part, (*keys, n))


def _objects(opened: dict[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
    value = opened.get(key)
    return [(n, v) for n, v in enumerate(value) if isinstance(v, dict)] if isinstance(value, list) else []


def _check_lists(path: str, data: dict[str, Any]) -> list[Finding]:
    findings = [_blank(path, (key,), key) for key in ("source", "location") if data.get(key) == []]
    places = data.get("location")
    if isinstance(places, list) and UNKNOWN in places:
        hint = f"leave it out, or say `location: {UNKNOWN}` and nothing else"
        findings.append(
            Finding(path=path, code="bad-value", message=f"`{UNKNOWN}` is no place among others", hint=hint, keys=("location", places.index(UNKNOWN)))
        )
    return findings


def _check_sources(path: str, opened: dict[str, Any]) -> list[Finding]:
    findings = []
    ids: set[str] = set()
    for n, source in _objects(opened, "source"):
        for keys, url in [(("source", n, "url"), source.get("url")), *_snapshots(n, source)]:
            if type(url) in (str, int) and (mistake := url_mistake(str(url))):
                findings.append(
                    Finding(path=path, code="bad-url", message=f"`{url}` {mistake}", hint="give the full address, beginning with https://", keys=keys)
                )
        name = str(source.get("id"))
        if name in ids:
            findings.append(
                Finding(path=path, code="bad-value", message=f"two sources have the id `{name}`", hint="give each its own", keys=("source", n, "id"))
            )
        ids.add(name)
    for key in ("asserted-by", "disputed-by", "figures"):
        for n, item in _objects(opened, key):
            cited = item.get("source")
            for m, name in enumerate(cited if isinstance(cited, list) else []):
                if str(name) not in ids:
                    hint = nearest(str(name), ids) or f"the sources are {', '.join(sorted(ids))}"
                    findings.append(
                        Finding(path=path, code="unknown-source", message=f"no source has the id `{name}`", hint=hint, keys=(key, n, "source", m))
                    )
    return findings


def _snapshots(n: int, source: dict[str, Any]) -> list[tuple[tuple[str | int, ...], Any]]:
    archived = source.get("archived")
    return [(("source", n, "archived", m), url) for m, url in enumerate(archived if isinstance(archived, list) else [])]


def _check_figures(path: str, opened: dict[str, Any]) -> list[Finding]:
    findings = []
    for n, figure in _objects(opened, "figures"):
        numbers = [figure[k] for k in ("low", "best", "high") if isinstance(figure.get(k), int)]
        if numbers != sorted(numbers):
            findings.append(
                Finding(path=path, code="figure-out-of-order", message="`low`, `best` and `high` do not rise", hint="low is the smallest, high the largest", keys=("figures", n))
            )
        if not any(k in figure for k in ("low", "best", "high")):
            findings.append(
                Finding(path=path, code="missing-key", message="the figure has no number", hint="give `best`, or `low` and `high`", keys=("figures", n))
            )
    return findings


def _check_coordinates(path: str, opened: dict[str, Any]) -> list[Finding]:
    pair: Any = opened.get("coordinates")
    try:
        lat, lon = (float(c) for c in pair)
    except (TypeError, ValueError):
        return []
    if any(isinstance(c, bool) for c in pair):
        return [_no_pair(path)]
    if -90 <= lat <= 90 and -180 <= lon <= 180:
        return []
    message = f"`coordinates` {lat}, {lon} lie off the globe"
    return [Finding(path=path, code="bad-value", message=message, hint=_DEGREES, keys=("coordinates",))]
