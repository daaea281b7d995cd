"""What templates call to show values: dates, numbers, links, bodies with their links resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from markupsafe import Markup

from builder.chronicle.values import Ref
from builder.site import addresses
from builder.site.addresses import ROOT
from builder.site.marks import mark
from builder.site.page import Text
from builder.site.words import Words

_ANCHOR = re.compile(r'<a href="((?:ref|media|site|cite):[^"]*|https?://[^"]*|mailto:[^"]*)"([^>]*)>(.*?)</a>', re.S)
_GAP = re.compile(r'\s+(?=<a href="cite:)')  # or a number could begin a line, as if it counted something
_IMAGE = re.compile(r'src="media:([^"]*)"')


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


def _link(words: Words, ref: Ref, attributes: str, label: str) -> str:
    """A link of a body. How an event stands goes with it: in the text beside its title, else as the link's title."""
    href = f'href="{ROOT}{addresses.of(ref)}"{attributes}'
    if not ref.entry or (ref.entry.grade.status == "confirmed" and not ref.entry.disputes):
        return f"<a {href}>{label or escape(ref.label)}</a>"
    standing = escape(words.standing(ref.entry))
    if label:
        return f'<a {href} title="{standing}">{label}</a>'
    return f'<a {href}>{escape(ref.label)}</a> <span class="aside">({standing})</span>'


def _text(words: Words, text: Text) -> Markup:
    """A body with its links resolved; that outgoing ones carry no referrer is said in the page's head."""
    links: dict[str, Any] = dict(text.links)

    def anchor(match: re.Match[str]) -> str:
        target, attributes, label = match.groups()
        scheme, _, rest = target.partition(":")
        if scheme in ("http", "https", "mailto"):
            return match[0]
        if scheme == "cite":
            title = escape(words.say("Source {number}", number=label))
            return f'<a class="cite" href="#source-{rest}" title="{title}">{label.removeprefix("s")}</a>'
        ref: Ref | None = links.get(rest if scheme == "ref" else target)
        if ref is None:
            return label
        return _link(words, ref, attributes, label)

    html = text.body.html
    if "cite:" in html:
        html = _GAP.sub("", html)
    resolved = _ANCHOR.sub(anchor, html)
    return Markup(_IMAGE.sub(rf'src="{ROOT}media/\1" loading="lazy"', resolved))  # noqa: S704  # sanitised on reading
