"""What templates call to show values: dates, numbers, links, bodies with their links resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape, unescape
from typing import Any

from markupsafe import Markup

from builder.chronicle.values import Ref
from builder.site import addresses
from builder.site.addresses import ROOT
from builder.site.marks import mark
from builder.site.page import Text
from builder.site.words import Words

_ANCHOR = re.compile(r'<a href="((?:ref|media|site|cite):[^"]*)"(?: title="([^"]*)")?>(.*?)</a>', re.S)
_GAP = re.compile(r'\s+(?=<a href="cite:)')  # or a number could begin a line, as if it counted something
_IMAGE = re.compile(r'(<img alt="[^"]*" src=")media:([^"]*)"')


def filters(words: Words) -> dict[str, Callable[..., Any]]:
    """The filters by name, for one language."""
    return {
        "date": words.date,
        "number": words.number,
        "mark": mark,
        "standing": words.standing,
        "href": lambda ref: ROOT + addresses.of(ref),
        "link": _plain_link,
        "links": _links,
        "names": lambda refs, between: between.join(dict.fromkeys(ref.label for ref in refs)),
        "event_href": lambda event_id: ROOT + addresses.event(event_id),
        "text": lambda text: _text(words, text),
    }


def _plain_link(ref: Ref, label: str = "") -> Markup:
    """A link under a record's name, or under another."""
    return Markup(f'<a href="{ROOT}{addresses.of(ref)}">{escape(label or ref.label)}</a>')  # noqa: S704  # escaped here


def _links(refs: Iterable[Ref]) -> Markup:
    """Links in a row."""
    return Markup(", ").join(map(_plain_link, refs))


def _link(words: Words, ref: Ref, title: str, label: str) -> str:
    """A link of a body. How an event stands goes with it: in the text beside its title, else in the link's title."""
    standing = aside = ""
    if ref.entry and (ref.entry.grade.status != "confirmed" or ref.entry.disputes):
        standing = escape(words.standing(ref.entry))
    if standing and label:
        title = f"{title} ({standing})" if title else standing
    elif standing:
        aside = f' <span class="aside">({standing})</span>'
    attributes = f' title="{title}"' if title else ""
    return f'<a href="{ROOT}{escape(addresses.of(ref))}"{attributes}>{label or escape(ref.label)}</a>{aside}'


def _text(words: Words, text: Text) -> Markup:
    """A body with its links resolved; that outgoing ones carry no referrer is said in the page's head."""
    links: dict[str, Any] = dict(text.links)

    def anchor(match: re.Match[str]) -> str:
        target, title, label = match.groups("")
        scheme, _, rest = target.partition(":")
        if scheme == "cite":
            said = escape(words.say("Source {number}", number=label))
            return f'<a class="cite" href="#source-{rest}" title="{said}">{label.removeprefix("s")}</a>'
        ref: Ref | None = links.get(unescape(rest if scheme == "ref" else target))
        if ref is None:
            return label
        return _link(words, ref, title, label)

    html = text.body.html
    if "cite:" in html:
        html = _GAP.sub("", html)
    resolved = _ANCHOR.sub(anchor, html)
    return Markup(_IMAGE.sub(rf'\1{ROOT}media/\2" loading="lazy"', resolved))  # noqa: S704  # sanitised on reading
