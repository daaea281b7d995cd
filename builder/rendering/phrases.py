"""What is the same on every page of an edition, put into a template before it is compiled: phrases without values, the way to the root."""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2.ext import Extension
from markupsafe import escape

from builder.site.addresses import ROOT

_PHRASE = re.compile(r"\{\{ _\('([^'%{}\\]*)'\) \}\}")


def phrases(gettext: Callable[[str], str]) -> type[Extension]:
    """The extension for one language."""

    class Phrases(Extension):
        """Replaces `{{ root }}` and `{{ _('a phrase') }}`; whatever is not as simple as that is left to the i18n extension."""

        def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
            return _PHRASE.sub(lambda m: _said(gettext(m[1])), source.replace("{{ root }}", ROOT))

    return Phrases


def _said(text: str) -> str:
    """A translation as template source: escaped, and out of reach of the template language."""
    safe = str(escape(text))
    return safe if not re.search(r"[{}#%]", safe.replace("&#", "")) else f"{{% raw %}}{safe}{{% endraw %}}"
