"""HTML without the end tags that a browser needs none of: a thirtieth of a site, in which lists are most of it.

Templates are written whole; what may be left out is left out when they are compiled, so it costs a build nothing.
Source: HTML Living Standard, 13.1.2.4, Optional tags.
"""

from __future__ import annotations

import re

# What ends each of these is the next of its kind, or the end of what they stand in: nothing else can follow them.
_ALWAYS = re.compile(r"</(?:li|dt|dd|tr|th|td)>")
# A paragraph ends where one of these begins, or where what it stands in ends; not so in a link. An empty one keeps its
# end: a script will fill it, and white space would be in its way.
_BEGINS = "address|article|aside|blockquote|details|div|dl|fieldset|figure|footer|form|h[1-6]|header|hr|main|nav|ol|p|pre|section|table|ul"
_ENDS = "article|aside|blockquote|body|dd|details|div|figure|footer|header|li|main|nav|section|td"
_PARAGRAPH = re.compile(rf"(<p[^<>]*>)?</p>(?=\s*<(?:(?:{_BEGINS})[\s>]|/(?:{_ENDS})>))")
_AS_IT_IS = re.compile(r"<(?:!--|script|style|textarea|iframe|template)\b", re.I)  # what stands in these is no markup, or somebody else's


def lean(html: str) -> str:
    """A piece of a template's HTML without the end tags that go without saying; what follows it is not known."""
    return _ALWAYS.sub("", _PARAGRAPH.sub(lambda m: m[0] if m[1] else "", html)) if "</" in html and not _AS_IT_IS.search(html) else html
