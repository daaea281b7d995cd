"""A theme: templates, static files and catalogue, its own before those of the theme that it extends."""

from __future__ import annotations

import gettext
import tomllib
from copy import copy
from functools import cache, lru_cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from builder import SHIPPED
from builder.digests import digest
from builder.rendering.sources import template_digests
from builder.settings import SettingsError
from builder.site.page import Copy
from builder.site.words import Words


class Theme(NamedTuple):
    """A theme's folders, nearest first, and the names its static files are published under."""

    folders: tuple[Path, ...]
    assets: dict[str, str]  # name -> published address, with the hash of its bytes in it
    copies: tuple[Copy, ...]
    made_of: dict[str, bytes]  # template -> digest of its text and of those that it names

    def digest_of(self, *templates: str) -> bytes:
        """Of what these templates are made of, and of the addresses of the static files, which any of them may name."""
        return digest(*(c.address for c in self.copies), *(self.made_of.get(name, b"") for name in templates))

    @property
    def templates(self) -> list[str]:
        """The template folders, nearest first."""
        return [str(f / "templates") for f in self.folders]


def load_theme(root: Path, name: str) -> Theme:
    """Find a theme in the site's own themes/, else among the shipped ones.

    Raises:
        SettingsError: no such theme, or themes that extend each other in a circle.
    """
    folders: list[Path] = []
    while name:
        folder = next((f for f in (root / "themes" / name, SHIPPED / name) if (f / "theme.toml").is_file()), None)
        if folder is None:
            raise SettingsError(f"site.toml: the theme `{name}` is not there; themes/{name}/theme.toml would make it one")
        if folder in folders:
            raise SettingsError(f"themes/{name}/theme.toml: the theme extends itself")
        folders.append(folder)
        name = _extended(folder)
    assets, copies = _statics(folders)
    return Theme(tuple(folders), assets, copies, template_digests(_templates(folders)))


def _extended(folder: Path) -> str:
    try:
        options = tomllib.loads((folder / "theme.toml").read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"themes/{folder.name}/theme.toml: {error}") from None
    return str(options.get("extends", ""))


def _templates(folders: list[Path]) -> dict[str, bytes]:
    """The sources of its templates by name, the nearest of each."""
    found: dict[str, bytes] = {}
    for folder in (f / "templates" for f in reversed(folders)):
        found |= {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.html"))}
    return found


def _statics(folders: list[Path]) -> tuple[dict[str, str], tuple[Copy, ...]]:
    found: dict[str, Path] = {}
    for folder in reversed(folders):
        static = folder / "static"
        for path in sorted(static.rglob("*")):
            if path.is_file():
                found[path.relative_to(static).as_posix()] = path
    contents = {name: path.read_bytes() for name, path in sorted(found.items())}
    assets = {}
    copies = []
    for name, content in contents.items():
        assets[name] = _published(name, content, contents)
        copies.append(Copy(assets[name], found[name], blake2b(content, digest_size=16).digest()))
    return assets, tuple(copies)


def _published(name: str, content: bytes, contents: dict[str, bytes]) -> str:
    """A file's address: with its own hash, or in a folder with the hash of all in it, so that modules can name each other."""
    folder, slash, file = name.rpartition("/")
    if slash:
        together = b"".join(data for other, data in contents.items() if other.startswith(f"{folder}/"))
        return f"static/{folder}.{_short(together)}/{file}"
    stem, dot, suffix = name.rpartition(".")
    return f"static/{stem}.{_short(content)}{dot}{suffix}"


def _short(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()[:10]


def load_words(theme: Theme, language: str) -> Words:
    """The catalogue of a language: the nearest theme's words win; English is what the templates say themselves.

    Raises:
        SettingsError: the theme has no catalogue of that language.
    """
    translations: gettext.NullTranslations = gettext.NullTranslations()
    texts = []
    for folder in reversed(theme.folders):
        path = folder / "locale" / f"{language}.po"
        if path.is_file():
            text = path.read_bytes()
            texts.append(text)
            nearer = copy(_compiled(text))
            nearer.add_fallback(translations)
            translations = nearer
    if not texts:
        raise SettingsError(f"site.toml: the theme has no catalogue for the language `{language}`")
    return Words(language, cache(translations.gettext), lru_cache(maxsize=4096)(translations.ngettext), digest(language, *texts))


@lru_cache(maxsize=8)
def _compiled(text: bytes) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo  # loads slowly
    from babel.messages.pofile import read_po

    buffer = BytesIO()
    write_mo(buffer, read_po(BytesIO(text)))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def media_copies(root: Path, names: tuple[str, ...]) -> tuple[Copy, ...]:
    """The files of content/media/."""
    copies = []
    for name in names:
        path = root / "content" / "media" / name
        copies.append(Copy(f"media/{name}", path, blake2b(path.read_bytes(), digest_size=16).digest()))
    return tuple(copies)
