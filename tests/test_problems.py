"""Every problem has its code and stands at its line and column; all of them come in one run."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from builder.problems import CODES, FORMATS, as_text
from tests.conftest import Site

HEAD = "title: T\ndate: 2021-09-06\nlocation: unknown\nsource: https://example.org/a\n"
BODY = "---\nSomebody said something.\n"


def event(more: str = "", *, head: str = HEAD, body: str = BODY) -> str:
    return f"---\n{head}{more}{body}"


def without(key: str) -> str:
    return "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(key))


# name -> text of the file, then what must be found: line, column, code
CASES: dict[str, tuple[str | bytes, list[tuple[int, int, str]]]] = {
    "no-front-matter": ("Just text.\n", [(1, 1, "no-front-matter")]),
    "never-closed": ("---\ntitle: T\n", [(1, 1, "front-matter-not-closed")]),
    "broken-yaml": ("---\ntitle: a: b\n---\n", [(2, 9, "yaml-syntax")]),
    "open-quote": (event(head=without("title"), more="title: 'T\n"), [(5, 8, "yaml-syntax")]),
    "open-bracket": (event("tags: [a, b\nactors: nrf\n"), [(6, 7, "yaml-syntax")]),
    "quote-in-quotes": (event(head=without("title"), more="title: 'Taliban's spokesman'\n"), [(5, 17, "yaml-syntax")]),
    "rival-dates": (event("disputed-by: {who: nrf, about: date, value: [2021-09-05, 2021-09-07], source: s1}\n"), []),
    "rival-places": (event("disputed-by: {who: nrf, about: location, value: [panjshir, kabul], source: s1}\n"), [(6, 49, "wrong-type")]),
    "tab": ("---\ntitle: T\nsource:\n\t- x\n---\n", [(4, 1, "yaml-tab")]),
    "nul": (b"---\ntitle: T\nsummary: a\x00b\n---\n", [(3, 11, "control-character")]),
    "complex-key": ("---\n? [a, b]\n: c\n---\n", [(2, 3, "yaml-syntax")]),
    "words-not-codes": (event(head=HEAD.replace("title: T", "title: true story").replace("source", "summary: no\nsource")), []),
    "not-utf8": (b"---\ntitle: caf\xe9\n---\n", [(2, 11, "not-utf8")]),
    "empty": ("", [(1, 1, "empty-file")]),
    "no-date": (event(head=without("date")), [(1, 1, "missing-key")]),
    "empty-title": (event(head=without("title"), more="title:\n"), [(5, 1, "missing-key")]),
    "unknown-key": (event("locaton: x\n"), [(6, 1, "unknown-key")]),
    "unknown-inner-key": (event("disputed-by:\n  - {who: nrf, source: [s1], abuot: toll}\n"), [(7, 30, "unknown-key")]),
    "wrong-type": (event("figures:\n  - {what: killed, claimed-by: nrf, best: ten}\n"), [(7, 43, "wrong-type")]),
    "draft-yes": (event("draft: yes\n"), [(6, 8, "wrong-type")]),
    "draft-in-quotes": (event('draft: "true"\n'), [(6, 8, "wrong-type")]),
    "draft-as-number": (event("draft: 1\n"), [(6, 8, "wrong-type")]),
    "pivotal-on": (event("pivotal: on\n"), [(6, 10, "wrong-type")]),
    "graphic-y": (event("image: {file: x.jpg, alt: A, graphic: y}\n"), [(6, 39, "wrong-type")]),
    "draft-without-a-word": (event("draft:\n"), [(6, 1, "wrong-type")]),
    "figure-too-large": (event(f"figures:\n  - {{what: killed, claimed-by: nrf, best: {10**28}}}\n"), [(7, 43, "wrong-type")]),
    "number-for-a-source": (event(head=without("source"), more="source: 5\n"), [(5, 9, "bad-url")]),
    "endless-publisher": (event(head=without("source"), more=f"source: {{url: https://example.org/a, publisher: {'x' * 300}}}\n"), [(5, 49, "bad-value")]),
    "unknown-among-places": (event(head=HEAD.replace("unknown", "[panjshir, unknown]")), [(4, 22, "bad-value")]),
    "figure-is-true": (event("figures:\n  - {what: killed, claimed-by: nrf, best: true}\n"), [(7, 43, "wrong-type")]),
    "figure-in-quotes": (event("figures:\n  - {what: killed, claimed-by: nrf, best: '3'}\n"), [(7, 43, "wrong-type")]),
    "figure-below-zero": (event("figures:\n  - {what: killed, claimed-by: nrf, best: -3}\n"), [(7, 43, "wrong-type")]),
    "blank-title": (event(head=without("title"), more='title: "  "\n'), [(5, 8, "missing-key")]),
    "blank-party": (event('disputed-by: {who: " ", source: s1}\n'), [(6, 20, "missing-key")]),
    "blank-alias": (event('aliases: [old, ""]\n'), [(6, 16, "missing-key")]),
    "no-place": (event(head=HEAD.replace("unknown", "[]")), [(4, 11, "missing-key")]),
    "no-source": (event(head=without("source"), more="source: []\n"), [(5, 9, "missing-key")]),
    "bell": (event(head=without("title"), more='summary: "a\\nb"\ntitle: "bell \\u0007, \\0"\n'), [(6, 8, "control-character")]),
    "bell-in-a-list": (event('tags: [a, "b\\e"]\n'), [(6, 11, "control-character")]),
    "bell-in-a-key": (event('"\\a": x\n'), [(6, 1, "unknown-key"), (6, 7, "control-character")]),
    "retracted-without-a-word": (event("retracted:\n"), [(6, 1, "missing-key")]),
    "merged-without-a-word": (event("merged-into: ~\n"), [(6, 14, "missing-key")]),
    "retracted-and-merged": (event("retracted: {date: 2022, reason: R}\nmerged-into: {event: ok, date: 2022, reason: R}\n"), [(7, 14, "bad-value")]),
    "list-for-title": (event(head=without("title"), more="title: [a, b]\n"), [(5, 8, "wrong-type")]),
    "month-13": (event(head=HEAD.replace("2021-09-06", "2021-13-45")), [(3, 7, "bad-date")]),
    "february-30": (event(head=HEAD.replace("2021-09-06", "2021-02-30")), [(3, 7, "bad-date")]),
    "reversed": (event(head=HEAD.replace("2021-09-06", "2021-09-06/2021-09-05")), [(3, 7, "reversed-interval")]),
    "outside-period": (event(head=HEAD.replace("2021-09-06", "1996-09-27")), [(3, 7, "date-outside-period")]),
    "place-slip": (event(head=HEAD.replace("unknown", "Panjshr")), [(4, 11, "unknown-place")]),
    "free-place": (event(head=HEAD.replace("unknown", "The northern front")), [(4, 11, "place-not-in-gazetteer")]),
    "unknown-actor": (event("actors: [nrf, nrff]\n"), [(6, 15, "unknown-actor")]),
    "unknown-type": (event("type: batle\n"), [(6, 7, "unknown-type")]),
    "unknown-event": (event("follows: [2021-09-06-nothing]\n"), [(6, 11, "unknown-event")]),
    "unknown-source": (event("disputed-by: {who: nrf, source: s7}\n"), [(6, 33, "unknown-source")]),
    "unknown-cite": (event(body="---\nSaid so [@s7].\n"), [(7, 9, "unknown-source")]),
    "no-dispute-source": (event("disputed-by: nrf\n"), [(6, 14, "dispute-without-source")]),
    "url": (event(head=HEAD.replace("https://example.org/a", "ftp://example.org/a")), [(5, 9, "bad-url")]),
    "body-url": (event(body="---\nSee [this](javascript:alert(1)).\n"), [(7, 12, "bad-url")]),
    "status": (event("status: confirmed\n"), [(6, 9, "status-above-evidence")]),
    "hidden-dispute": (event("status: claimed\ndisputed-by: {who: nrf, source: s1}\n"), [(6, 9, "status-hides-dispute")]),
    "discounted": (event("status: discounted\n"), [(6, 9, "status-without-reason")]),
    "bad-choice": (event("status: sure\n"), [(6, 9, "bad-value")]),
    "missing-image": (event("image: {file: x.jpg, alt: A}\n"), [(6, 15, "missing-image")]),
    "raw-html": (event(body="---\nA <b>bold</b> word.\n"), [(7, 3, "raw-html"), (7, 10, "raw-html")]),
    "html-in-code": (event(body="---\nA `<b>` word, 1 < 2 and <https://example.org/>.\n"), []),
    "yaml-alias": ("---\ntitle: &t T\nsummary: *t\n---\n", [(2, 8, "yaml-alias")]),
    "duplicate-key": ("---\ntitle: T\ntitle: U\n---\n", [(3, 1, "duplicate-key")]),
    "too-large": (event(body="---\n" + "x" * (1 << 20)), [(1, 1, "file-too-large")]),
    "link-outside": (event(body="---\nSee [it](../../../secret.md).\n"), [(7, 10, "link-outside")]),
    "remote-image": (event(body="---\n![x](https://example.org/x.png)\n"), [(7, 6, "remote-image")]),
    "dead-link": (event(body="---\nSee [it](/nowhere/).\n"), [(7, 10, "broken-link")]),
    "image-by-reference": (event(body="---\n![x][r]\n\n[r]: https://example.org/x.png\n"), [(9, 6, "remote-image")]),
    "linked-image": (event(body="---\n[![x](https://example.org/x.png)](https://example.org/)\n"), [(7, 7, "remote-image")]),
    "hidden-image": (event(body="---\n![x](&#104;ttps://example.org/x.png) ![y](/y.png) ![z]()\n"), [(7, 6, "remote-image"), (7, 43, "link-outside"), (7, 54, "broken-link")]),
    "linked-missing-image": (event(body="---\n[![x](../../media/x.png)](../../places/panjshir.md)\n"), [(7, 7, "missing-image")]),
    "links-by-reference": (
        event(body="---\n[a][p], [b][n], [c], ![d][m], [e][s]\n\n[p]: ../../places/panjshir.md\n[n]: nowhere.md\n[c]: x.png\n[m]: ../../media/x.png\n[s]: /nowhere/\n"),
        [(10, 6, "unknown-reference"), (11, 6, "broken-link"), (12, 6, "missing-image"), (13, 6, "broken-link")],
    ),
    "lone-backticks": (
        event(body="---\nHe said `no. [@s9], [[nowhere]], <b> and ![x](https://example.org/x.png).\n\nShe said `yes.\n"),
        [(7, 14, "unknown-source"), (7, 23, "unknown-reference"), (7, 34, "raw-html"), (7, 47, "remote-image")],
    ),
    "open-fence": (event(body="---\n```\n[@s9] and <b>\n"), [(8, 1, "unknown-source"), (8, 11, "raw-html")]),
    "signs-in-code": (event(body="---\nAs code:\n\n    <b> [@s9] [[x]] [[y\n\n`[@s9]` and \\<b>, \\[@s9], \\[[x]], \\[[y.\n"), []),
    "behind-code": (event(body="---\nAs code:\n\n    [@s9] <b>\n\n`[@s9] <b>`, then [@s9] <b>\n"), [(11, 19, "unknown-source"), (11, 25, "raw-html")]),
    "records-in-a-table": (event(body="---\n| a | b |\n|---|---|\n| [[nrf|c]] | [[nrf\\|d]] |\n| [[e|f]] | [[g\n"), [(10, 5, "unknown-reference"), (10, 13, "broken-link")]),
    "lost-links": (event(body="---\n![a [@s1]](../../media/x.png '[[nrf]]')\n"), [(7, 5, "broken-link"), (7, 12, "missing-image"), (7, 31, "broken-link")]),
    "schemes-of-ours": (event(body="---\n[a](ref:nrf), [b](cite:s1), ![c](media:x.png)\n"), [(7, 5, "bad-url"), (7, 19, "bad-url"), (7, 34, "remote-image")]),
    "control-in-code": (event(body="---\n`a\x08`\n"), [(7, 3, "control-character")]),
    "both-halves": (event("status: mabe\n", body="---\nSee [[nobody]].\n"), [(6, 9, "bad-value"), (8, 7, "unknown-reference")]),
    "open-link": (event(body="---\nSee [[nrf|the\nfront]].\n"), [(7, 5, "broken-link")]),
    "unknown-reference": (event(body="---\nSee [[nobody]].\n"), [(7, 7, "unknown-reference")]),
    "figures": (event("figures:\n  - {what: killed, low: 9, best: 3, claimed-by: nrf}\n"), [(7, 5, "figure-out-of-order")]),
    "alias-clash": (event("aliases: [ok]\n"), [(6, 11, "address-taken")]),
    "bom": (b"\xef\xbb\xbf" + event().replace("title: T", "title: With a mark").encode(), []),
    "windows-line-ends": (event().replace("title: T", "title: W").replace("\n", "\r\n").encode(), []),
}


@pytest.fixture
def site(site: Site) -> Site:
    site.write("site.toml", 'title = "Test"\nperiod = "2021-08-14/.."\n[types]\nbattle = "Battle"\n')
    site.write("content/places/panjshir.md", "---\nname: Panjshir\n---\n")
    site.write("content/actors/nrf.md", "---\nname: National Resistance Front\nshort: NRF\n---\n")
    site.event("ok", title="Fine", date="2021-10-01")
    return site


@pytest.mark.parametrize("name", CASES)
def test_place_of_each_problem(site: Site, name: str) -> None:
    """The problem stands where the guilty value stands, counted from the top of the file."""
    text, expected = CASES[name]
    path = f"content/events/2021/{name}.md"
    site.write(path, text) if isinstance(text, bytes) else site.write(path, text.encode())
    found = [(p.line, p.column, p.code) for p in site.check().problems if p.path == path]
    assert found == expected


def test_all_in_one_run(site: Site) -> None:
    """One run lists every problem of every file, sorted, and the sum accounts for every file."""
    for name, (text, _) in CASES.items():
        site.write(f"content/events/2021/{name}.md", text if isinstance(text, bytes) else text.encode())
    report = site.check()
    # the copies of one good event differ in nothing but the mistake, so they also share title and date
    found = {(p.path, p.line, p.column, p.code) for p in report.problems if p.code != "same-title-and-date"}
    wanted = {(f"content/events/2021/{n}.md", *place) for n, (_, places) in CASES.items() for place in places}
    assert found == wanted
    assert list(report.problems) == sorted(report.problems)
    assert report.count.read == report.count.built + report.count.drafts + report.count.failed == len(CASES) + 1


SAID: dict[str, tuple[str, str, str]] = {
    "draft: yes": ("draft: yes", "`draft` should be true or false, found `yes`", "write true, without quotation marks"),
    "draft:": ("draft:", "`draft` should be true or false, found nothing", ""),
    "draft: 'false'": ("draft: 'false'", "`draft` should be true or false, found `false`", "write false, without quotation marks"),
    "open quote": ("summary: 'T", "the front matter cannot be read: the quotation mark that stands here is never closed", "close it, or put the value in quotes of the other kind"),
    "open bracket": ("tags: [a\nactors: nrf", "the front matter cannot be read: expected ',' or ']', but got ':'", "close the bracket"),
    "quote in quotes": (
        "summary: 'Taliban's spokesman'",
        "the front matter cannot be read: expected <block end>, but found '<scalar>'",
        "the quotes end before the value does: put quotes of the other kind around it, or write a ' in '…' twice and a \" in \"…\" as \\\"",
    ),
    "quotes in quotes": (
        'summary: "a "b" c"',
        "the front matter cannot be read: expected <block end>, but found '<scalar>'",
        "the quotes end before the value does: put quotes of the other kind around it, or write a ' in '…' twice and a \" in \"…\" as \\\"",
    ),
    "at sign": ("summary: @x", "the front matter cannot be read: found character '@' that cannot start any token", "put quotes around the value"),
    "colon": ("summary: a: b", "the front matter cannot be read: mapping values are not allowed here", "a value with `: `, `#` or a quotation mark needs quotes around it"),
    "key of a retraction": ("retracted: {date: 2022, reasn: R}", "`reasn` is not a key here", "did you mean `reason`?"),
    "key of a merger": ("merged-into: {event: ok, date: 2022, x: y, reason: R}", "`x` is not a key here", "known keys: event, date, reason"),
    "figure in quotes": ("figures: {what: killed, claimed-by: nrf, best: '3'}", "`best` should be a whole number, found `3`", "write it without quotation marks"),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_said(site: Site, name: str) -> None:
    """The message quotes what was found, and the hint gives the way out of just this mistake."""
    more, *said = SAID[name]
    site.event("x", more=f"{more}\n")
    assert said in [[p.message, p.hint] for p in site.check().problems]


def test_problems_between_files(site: Site) -> None:
    """Mistakes that take two files are found at the second: ids, names, circles, twins, addresses."""
    site.event("a", date="2021-09-01", more="follows: [b]\n")
    site.event("b", date="2021-09-02", more="follows: [a]\n")
    site.event("twin", title="Same", date="2021-09-03")
    site.event("twin2", title="Same", date="2021-09-03")
    site.write("content/events/2022/ok.md", event(head=HEAD.replace("T\n", "Again\n", 1)))
    site.write("content/places/other.md", "---\nname: Other\naliases: [Panjshir]\n---\n")
    site.write("content/pages/events.md", "---\ntitle: E\n---\n")
    site.write("content/pages/places.md", "---\ntitle: P\n---\n")
    found = {(p.path, p.line, p.column, p.code) for p in site.check().problems}
    assert found == {
        ("content/events/2021/b.md", 6, 11, "circular-follows"),
        ("content/events/2021/twin2.md", 2, 8, "same-title-and-date"),
        ("content/events/2022/ok.md", 1, 1, "duplicate-id"),
        ("content/places/other.md", 3, 11, "ambiguous-name"),
        ("content/pages/places.md", 1, 1, "address-taken"),
    }


def test_places_in_a_circle(site: Site) -> None:
    """A place lies in no place that lies in it, nor in itself; each circle is told once."""
    site.write("content/places/a.md", "---\nname: A\nwithin: B\n---\n")
    site.write("content/places/b.md", "---\nname: B\nwithin: c\n---\n")
    site.write("content/places/c.md", "---\nname: C\nwithin: a\n---\n")
    site.write("content/places/d.md", "---\nname: D\nwithin: a\n---\n")
    site.write("content/places/self.md", "---\nname: Self\nwithin: Self\n---\n")
    report = site.build()
    assert report.published is None
    assert [(p.path, p.line, p.column, p.code, p.message) for p in report.problems] == [
        ("content/places/c.md", 3, 9, "circular-within", "`a` lies in this place already, directly or through others"),
        ("content/places/self.md", 3, 9, "circular-within", "`Self` is the place itself"),
    ]


COORDINATES = {
    "[35]": ("`coordinates` should be two numbers", "latitude first, then longitude, in decimal degrees"),
    "[35, 69, 1]": ("`coordinates` should be two numbers", "latitude first, then longitude, in decimal degrees"),
    "[35, true]": ("`coordinates` should be two numbers", "latitude first, then longitude, in decimal degrees"),
    "35, 69": ("`coordinates` should be a list, found `35, 69`", ""),
    "[35, x]": ("`coordinates` should be a number, found `x`", ""),
    "[35, nan]": ("`coordinates` 35.0, nan lie off the globe", "latitude first, then longitude, in decimal degrees"),
}


@pytest.mark.parametrize("written", COORDINATES)
def test_coordinates(site: Site, written: str) -> None:
    """A position is two numbers on the globe."""
    site.write("content/places/x.md", f"---\nname: X\ncoordinates: {written}\n---\n")
    assert [(p.message, p.hint) for p in site.check().problems] == [COORDINATES[written]]


def test_blank_names(site: Site) -> None:
    """A name of spaces is none, whatever the record."""
    for folder, key in (("places", "name"), ("actors", "name"), ("publishers", "name"), ("pages", "title")):
        site.write(f"content/{folder}/x.md", f"---\n{key}: '  '\n---\n")
    site.write("content/places/y.md", "---\nname: Y\naliases: ['']\n---\n")
    found = [(p.path, p.line, p.code, p.message) for p in site.check().problems]
    assert found == [
        ("content/actors/x.md", 2, "missing-key", "`name` is required and has no value"),
        ("content/pages/x.md", 2, "missing-key", "`title` is required and has no value"),
        ("content/places/x.md", 2, "missing-key", "`name` is required and has no value"),
        ("content/places/y.md", 3, "missing-key", "an entry of `aliases` has no value"),
        ("content/publishers/x.md", 2, "missing-key", "`name` is required and has no value"),
    ]


def test_link_out_of_content(site: Site, tmp_path: Path) -> None:
    """A symbolic link that leaves content/ is reported, and its target is not read."""
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    os.symlink(secret, site.root / "content/events/2021/link.md")
    assert [(p.path, p.code) for p in site.check().problems] == [("content/events/2021/link.md", "link-outside")]


POLYGON = '{"features": [{"properties": {"iso": %s}, "geometry": {"type": "Polygon", "coordinates": %s}}]}'
GOOD = "[[[0, 0], [0, 1], [1, 1], [0, 0]]]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (POLYGON % ('"A"', "[[[]]]"), "`[]` is no position on the globe"),
        (POLYGON % ('"A"', "[[]]"), "a polygon of `A` encloses nothing"),
        (POLYGON % ('"A"', "[[[0, 0], [0, 1], [0, 2], [0, 0]]]"), "a polygon of `A` encloses nothing"),
        (POLYGON % ("5", GOOD), "`iso` should be text, found `5`"),
        (POLYGON % ('"A"', GOOD.replace("1", "NaN")), "`[0, nan]` is no position on the globe"),
        (POLYGON % ('"A"', GOOD.replace("1", "1e400")), "`[0, inf]` is no position on the globe"),
        (POLYGON % ('"A"', GOOD.replace("1", "200")), "`[0, 200]` is no position on the globe"),
        (POLYGON % ('"A"', GOOD.replace("1", "{}")), "`[0, {}]` is no position on the globe"),
        (POLYGON % ('"A"', "7"), "'int' object is not iterable"),
        ('{"features": [[]]}', "list indices must be integers or slices, not str"),
        ("[" * 100_000, "its lists are too deep"),
    ],
)
def test_outlines(site: Site, text: str, said: str) -> None:
    """Whatever an outline lacks is a problem of its file."""
    site.write("content/outlines/a.geojson", POLYGON % ('"B"', GOOD))
    site.write("content/outlines/b.geojson", text)
    found = [(p.path, p.code, p.message) for p in site.check().problems]
    assert found == [("content/outlines/b.geojson", "bad-outline", f"this is no GeoJSON of areas or borders: {said}")]


def test_names_that_are_no_text(site: Site) -> None:
    """A file whose name is not UTF-8 is a problem, whatever it holds."""
    for folder in ("events", "media"):
        (site.root / "content" / folder).mkdir(exist_ok=True)
        with open(os.fsencode(site.root / "content" / folder) + b"/caf\xe9.md", "w") as file:
            file.write(event())
    found = [(p.path, p.code) for p in site.build().problems]
    assert found == [("content/events/caf\ufffd.md", "bad-file-name"), ("content/media/caf\ufffd.md", "bad-file-name")]


def test_lists_without_end(site: Site) -> None:
    """Lists in lists, too deep to be read, are told in no time: the pure loader takes the longer at each, the deeper it is."""
    site.write("content/events/x.md", f"---\ntags: {'[' * 100_000}\n---\n")
    site.write("content/events/y.md", f"---\ntags: {'[' * 5000}{']' * 5000}\n---\n")
    found = [(p.path, p.code, p.message) for p in site.check().problems]
    said = "the front matter cannot be read: exceeded maximum nesting depth"
    assert found == [("content/events/x.md", "yaml-syntax", said), ("content/events/y.md", "yaml-syntax", said)]


STRAY = {
    "events/x.MD": "rename it to content/events/x.md",
    "events/x.markdown": "rename it to content/events/x.md",
    "events/x.jpg": "media goes to content/media/",
    "outlines/x.json": "outlines are files that end in .geojson",
    "old/x.md": "records live in events/, places/, actors/, publishers/, periods/, pages/ below content/",
    "x.MD": "records live in events/, places/, actors/, publishers/, periods/, pages/ below content/",
}


@pytest.mark.parametrize("name", STRAY)
def test_file_that_is_left_out(site: Site, name: str) -> None:
    """The hint says where a file goes that no record is read from."""
    site.write(f"content/{name}", "x")
    assert [(p.path, p.code, p.hint) for p in site.check().problems] == [(f"content/{name}", "stray-file", STRAY[name])]


def test_dispute_without_source_can_be_an_error(site: Site) -> None:
    """site.toml decides how a dispute without a source weighs."""
    site.event("x", more="disputed-by: NRF\n")
    assert site.build().published is not None
    site.write("site.toml", 'title = "T"\n[evidence]\ndispute-without-source = "error"\n')
    assert site.build().published is None


def test_formats_carry_the_same(site: Site) -> None:
    """Text, annotations, JSON and SARIF name the same problem at the same place."""
    site.event("x", date="2021-13-45")
    report = site.check()
    text, github, as_json, sarif = (FORMATS[f](report.problems, report.count) for f in ("text", "github", "json", "sarif"))
    assert text.startswith(
        "content/events/2021/x.md:3:7: error[bad-date]: `date`: `2021-13-45` has month 13; months run from 01 to 12\n  hint: write it as"
    )
    assert text.endswith("2 event files read = 1 good event + 0 drafts + 1 file with errors\n")
    assert github.startswith("::error file=content/events/2021/x.md,line=3,col=7,title=bad-date::`date`: `2021-13-45` has")
    assert [(p["path"], p["line"], p["column"], p["code"]) for p in json.loads(as_json)["problems"]] == [
        ("content/events/2021/x.md", 3, 7, "bad-date")
    ]
    (result,) = json.loads(sarif)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (result["ruleId"], place["region"]) == ("bad-date", {"startLine": 3, "startColumn": 7})
    assert as_text((), report.count).count("\n") == 1


def test_every_code_is_weighed_and_documented() -> None:
    """docs/problems has a page for each code and for nothing else, with the code's weight."""
    pages = {p.stem: p.read_text("utf-8") for p in (Path(__file__).parents[1] / "docs/problems").glob("*.md")}
    assert set(pages) == set(CODES)
    assert [c for c, text in pages.items() if f"Weight: {CODES[c].word}." not in text] == []


@pytest.mark.parametrize("name", ["a#b.png", "what?.png", "100%25.png"])
def test_media_can_be_linked(site: Site, name: str) -> None:
    """A picture whose name ends or changes its address is told, not lost; a space is no harm."""
    site.write(f"content/media/{name}", b"picture")
    site.write("content/media/p q.png", b"picture")
    site.event("a")
    assert [(p.path, p.code) for p in site.check().problems] == [(f"content/media/{name}", "bad-file-name")]


def test_sarif_addresses_are_addresses(site: Site) -> None:
    """A path with a space or a sign of addresses is written as one that can be followed."""
    site.write("content/events/2021/my #1 notes.txt", "x")
    report = site.check()
    (result,) = json.loads(FORMATS["sarif"](report.problems, report.count))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "content/events/2021/my%20%231%20notes.txt"
