"""What each template is made of: its own text, and the texts of the templates that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from builder.digests import digest

_TAG = re.compile(rb"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)%\}", re.S)
_LITERAL = re.compile(rb"""\s*(["'])([^"']+)\1\s*(?:(?:import|as|ignore|with|without)\b.*)?[-+]?""", re.S)


def template_digests(texts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Of each template the digest of all that it is made of; one that works out a name could be made of any.

    Args:
        texts: the sources of all templates of a theme, by name.
    """
    named = {name: _named(text, texts) for name, text in texts.items()}
    return {name: digest(*((part, texts[part]) for part in sorted(_reached(name, named)))) for name in texts}


def _named(text: bytes, texts: Mapping[str, bytes]) -> set[str]:
    found: set[str] = set()
    for tag in _TAG.finditer(text):
        literal = _LITERAL.fullmatch(tag[1])
        if not literal:
            return set(texts)
        found.add(literal[2].decode())
    return found & texts.keys()


def _reached(name: str, named: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        at = waiting.pop()
        if at not in reached:
            reached.add(at)
            waiting += named[at]
    return reached
