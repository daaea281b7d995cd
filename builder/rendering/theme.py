"""A theme: templates, static files and catalogue, its own before those of the theme that it extends."""

from __future__ import annotations

import gettext
from copy import copy
from functools import cache, lru_cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from builder import SHIPPED
from builder.digests import digest
from builder.problems import nearest
from builder.reading.walk import walk
from builder.rendering.sources import template_digests
from builder.settings import SettingsError, fail, not_utf8, read_toml
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
        SettingsError: no such theme, themes that extend each other in a circle, or files of theirs that cannot be read.
    """
    folders = [_folder(root, name, "site.toml")]
    while extended := _extended(folders[-1]):
        told_in = _toml(folders[-1])
        folder = _folder(root, extended, told_in)
        if folder in folders:
            raise SettingsError(f"{told_in}: the theme extends itself")
        folders.append(folder)
    assets, copies = _statics(folders)
    return Theme(tuple(folders), assets, copies, template_digests(_templates(folders)))


def _folder(root: Path, name: str, told_in: str) -> Path:
    """Where a theme lies that a file names."""
    for folder in (root / "themes" / name, SHIPPED / name):
        if (folder / "theme.toml").is_file():
            return folder
    known = {path.parent.name for themes in (root / "themes", SHIPPED) for path in themes.glob("*/theme.toml")}
    raise SettingsError(f"{told_in}: the theme `{name}` is not there; {nearest(name, known) or f'themes/{name}/theme.toml would make it one'}")


def _toml(folder: Path) -> str:
    """What messages call the file that makes a folder a theme."""
    return f"themes/{folder.name}/theme.toml"


def _extended(folder: Path) -> str:
    """The name of the theme that a theme extends; an empty text where it stands alone."""
    text, options = read_toml(folder / "theme.toml", _toml(folder))
    for key, value in options.items():
        if key != "extends":
            fail(text, key, f"`{key}` is not a key of a theme", nearest(key, ["extends"]) or "the only one is `extends`", shown=_toml(folder))
        if not isinstance(value, str):
            fail(text, key, f"`{key}` should be text, found `{value}`", shown=_toml(folder))
    return str(options.get("extends", ""))


def _templates(folders: list[Path]) -> dict[str, bytes]:
    """The sources of its templates by name, the nearest of each."""
    found: dict[str, bytes] = {}
    for theme in reversed(folders):
        for name in _files(theme / "templates"):
            source = (theme / "templates" / name).read_bytes()
            try:
                source.decode()
            except UnicodeDecodeError as error:
                if not name.endswith(".html"):
                    continue  # something that lies there and is no template
                raise SettingsError(not_utf8(f"themes/{theme.name}/templates/{name}", error)) from None
            found[name] = source
    return found


def _files(folder: Path) -> list[str]:
    """The files below a folder, by their path from there; a link stands for what it leads to."""
    return [name for name, _ in walk(str(folder), ignored=(), enters_links=True) if (folder / name).is_file()]


def _statics(folders: list[Path]) -> tuple[dict[str, str], tuple[Copy, ...]]:
    found: dict[str, Path] = {}
    for folder in reversed(folders):
        found |= {name: folder / "static" / name for name in _files(folder / "static")}
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
        SettingsError: the theme has no catalogue of that language, or one that cannot be read.
    """
    translations: gettext.NullTranslations = gettext.NullTranslations()
    texts = []
    for folder in reversed(theme.folders):
        path = folder / "locale" / f"{language}.po"
        if path.is_file():
            text = path.read_bytes()
            texts.append(text)
            nearer = copy(_catalogue(f"themes/{folder.name}/locale/{path.name}", text))
            nearer.add_fallback(translations)
            translations = nearer
    if not texts:
        known = {path.stem for folder in theme.folders for path in (folder / "locale").glob("*.po")}
        way_out = nearest(language, known) or (f"there is {', '.join(sorted(known))}" if known else f'begin {_toml(theme.folders[-1])} with `extends = "default"`')
        raise SettingsError(f"site.toml: the theme `{theme.folders[0].name}` has no catalogue for the language `{language}`; {way_out}")
    return Words(language, cache(translations.gettext), lru_cache(maxsize=4096)(translations.ngettext), digest(language, *texts))


def _catalogue(shown: str, text: bytes) -> gettext.GNUTranslations:
    """The catalogue that a file holds, which messages call as shown."""
    try:
        text.decode()
        return _compiled(text)
    except UnicodeDecodeError as error:
        raise SettingsError(not_utf8(shown, error)) from None
    except ValueError as error:
        raise SettingsError(f"{shown}: no catalogue: {error}") from None


@lru_cache(maxsize=8)
def _compiled(text: bytes) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo  # loads slowly
    from babel.messages.pofile import PoFileError, read_po

    buffer = BytesIO()
    try:
        write_mo(buffer, read_po(BytesIO(text), abort_invalid=True))
    except PoFileError as error:
        raise ValueError(str(error)) from None
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def media_copies(root: Path, names: tuple[str, ...]) -> tuple[Copy, ...]:
    """The files of content/media/."""
    copies = []
    for name in names:
        path = root / "content" / "media" / name
        copies.append(Copy(f"media/{name}", path, blake2b(path.read_bytes(), digest_size=16).digest()))
    return tuple(copies)
