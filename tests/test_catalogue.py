"""Every visible string is in the catalogue; `make words` renews it."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "plural": (1, 2)}


def messages() -> set[str]:
    found: set[str] = set()
    for folder in ("builder", "themes/default"):
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, KEYWORDS
        ):
            found.add(message if isinstance(message, str) else message[0])
    return found - {""}


def test_template_catalogue_is_current() -> None:
    """messages.pot and the English catalogue hold exactly what code and templates say."""
    for name in ("messages.pot", "en.po"):
        with (ROOT / "themes/default/locale" / name).open("rb") as file:
            kept = {m.id if isinstance(m.id, str) else m.id[0] for m in read_po(file) if m.id}
        assert kept == messages(), name


def test_templates_say_nothing_of_their_own() -> None:
    """No template has text between tags that is not a message or a value."""
    for path in sorted((ROOT / "themes/default/templates").rglob("*.html")):
        text = path.read_text("utf-8")
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.S)
        text = re.sub(r"<[^>]*>", "", text)
        assert re.findall(r"[A-Za-z]{2,}", text) == [], path.name


def test_style_knows_no_left_or_right() -> None:
    """The sheet has logical properties only, so that both directions share it."""
    css = (ROOT / "themes/default/static/style.css").read_text("utf-8")
    physical = r"(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right|top|bottom|width|height|float)\s*:|text-align:\s*(?:left|right)"
    css = re.sub(r"@media[^{]*\{", "", css)
    assert re.findall(physical, css) == []
