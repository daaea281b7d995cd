"""site.toml: every mistake is told with its line and the way out, and none is passed on."""

from __future__ import annotations

import pytest

from builder.settings import SettingsError, read_settings
from tests.conftest import Site
from tests.test_build import timeline

URL = "give it as https://example.org/ or https://name.github.io/repo/"
TYPE = "is a label, or a table with `label`, `description` and `sums-up`, which is true or false"
# Lines below the title, which stands in the first; and what is said.
MISTAKES = {
    'title = "T"': "site.toml: Cannot overwrite a value (at line 2, column 12)",
    "evidence = 5": "site.toml:2: `evidence` is a table; begin it with a line `[evidence]`",
    'theme = ""': "site.toml:2: `theme` is the name of a folder of themes/",
    'base-url = "https://[x"': f"site.toml:2: `https://[x` cannot be read as an address; {URL}",
    'base-url = "https://example.org/?a=b"': f"site.toml:2: `https://example.org/?a=b` is more than a host and a path; {URL}",
    'custom-domain = "https://foo.org/x"': "site.toml:2: `https://foo.org/x` is not a domain alone; give it as timeline.example.org",
    'licence-url = "javascript:alert(1)"': "site.toml:2: `javascript:alert(1)` is not http or https; give the full address, beginning with https://",
    "[feed]\nentries = -1": "site.toml:3: `feed.entries` is at least 1",
    "[feed]\nentries = 0": "site.toml:3: `feed.entries` is at least 1",
    "[evidence]\npublishers-for-confirmed = 0": "site.toml:3: `evidence.publishers-for-confirmed` is at least 1",
    '[evidence]\ntotals = ["killed", 5]': "site.toml:3: `evidence.totals` should be a list of texts, found `['killed', 5]`",
    '[types]\n"../../../escape" = "x"': "site.toml:3: the type `../../../escape` cannot be an address; name it in lower-case Latin letters, digits and single hyphens, and give it a label",
    '[types.Battle]\nlabel = "x"': "site.toml:2: the type `Battle` cannot be an address; name it in lower-case Latin letters, digits and single hyphens, and give it a label",
    '[types]\nbattle = { label = "x", sums-up = "yes" }': f"site.toml:3: the type `battle` {TYPE}",
    '[types]\nbattle = { label = "x", description = 5 }': f"site.toml:3: the type `battle` {TYPE}",
    '[types]\nbattle = { description = "x" }': f"site.toml:3: the type `battle` {TYPE}",
}


@pytest.mark.parametrize("lines", MISTAKES)
def test_place_of_each_mistake(site: Site, lines: str) -> None:
    """The message names the line, what stands there, and what could."""
    site.write("site.toml", f'title = "T"\n{lines}\n')
    with pytest.raises(SettingsError) as refused:
        read_settings(site.root)
    assert str(refused.value) == MISTAKES[lines]


def test_files_that_are_no_settings(site: Site) -> None:
    """A title of blanks, another encoding, a folder, no file."""
    path = site.write("site.toml", 'title = "  "\n')
    said = []
    for _ in range(2):
        with pytest.raises(SettingsError) as refused:
            read_settings(site.root)
        said.append(str(refused.value))
        path.write_bytes(b'title = "T"\n# caf\xe9\n')
    path.unlink()
    for _ in range(2):
        with pytest.raises(SettingsError) as refused:
            read_settings(site.root)
        said.append(str(refused.value))
        path.mkdir(exist_ok=True)
    assert said == [
        'site.toml: `title` is required; add a line `title = "…"`',
        "site.toml:2: the byte 0xE9 is not UTF-8; save the file as UTF-8",
        "site.toml: not found; a site is a folder with site.toml and content/",
        "site.toml: cannot be read: Is a directory",
    ]


def test_byte_order_mark(site: Site) -> None:
    """A mark at the beginning, as some editors write it, is no part of what is said."""
    site.write("site.toml", b'\xef\xbb\xbftitle = "T"\nbase-url = "http://localhost:8000/x"\n')
    assert (read_settings(site.root).title, read_settings(site.root).base_path) == ("T", "/x/")


def test_base_url_of_the_command_line(site: Site) -> None:
    """An address given as an option is looked at like one in the file."""
    site.event("a")
    done = timeline("build", "--no-search", "-C", str(site.root), "--base-url", "https://[x")
    assert (done.returncode, done.stderr) == (2, f"timeline: --base-url: `https://[x` cannot be read as an address; {URL}\n")
