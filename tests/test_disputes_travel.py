"""A dispute never leaves its event: every output that mentions one is found, whatever it is, and looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from builder.rendering.theme import load_theme, load_words
from builder.site.search import search_records
from tests.conftest import Site

EVENT, TITLE, STATUS, PARTY = "quorn-bridge", "Quorn bridge falls", "Contested", "Zephyr League"
ADDRESS = f"events/{EVENT}/"
BESIDE = f"../{EVENT}/"  # its address on pages that lie beside it
# The smallest parts of a page that stand for themselves: an item of a list, a row, a way to a neighbour, a paragraph of
# the text, the head that cards are made of. What is in none of them belongs to the article or the page; so do the rows of
# the event's own ledger, where each version is answered by the next.
UNITS = ("li", "tr", "nav", "head", "article", "main")
# What may end without an end tag: where one of these begins, or what it stands in ends.
IMPLIED = {
    "li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "tr": {"tr"}, "th": {"th", "td", "tr"}, "td": {"th", "td", "tr"},
    "p": {"p", "div", "ul", "ol", "dl", "li", "dt", "dd", "tr", "td", "th", "h1", "h2", "h3", "section", "article", "nav", "table", "figure", "details", "form", "blockquote", "footer", "header"},
}  # fmt: skip
VOID = ("meta", "link", "br", "img", "input", "rect", "line", "path", "circle")
ADDRESSES_ONLY = ("sitemap.xml",)  # a list of addresses for machines, with no word about any of them


@dataclass(slots=True)
class Node:
    tag: str
    attributes: dict[str, str]
    parent: Node | None
    children: list[Node | str] = field(default_factory=list)

    def says(self) -> str:
        """All text in it, and what its attributes say."""
        own = " ".join(v for k, v in self.attributes.items() if k in ("title", "content", "aria-label", "alt"))
        return " ".join([own, *(c if isinstance(c, str) else c.says() for c in self.children)])

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def mentions(self) -> bool:
        """Whether it names the event itself, by its title or its address."""
        own = [*self.attributes.values(), *(c for c in self.children if isinstance(c, str))]
        return any(TITLE in text or ADDRESS in text or BESIDE in text for text in own)

    def unit(self) -> Node:
        node = self
        in_prose = any("prose" in n.attributes.get("class", "").split() for n in self.lineage())
        while node.parent and not node.stands_alone(in_prose=in_prose):
            node = node.parent
        return node

    def stands_alone(self, *, in_prose: bool) -> bool:
        is_version = self.parent is not None and self.parent.attributes.get("class") == "claims"
        return (self.tag in UNITS and not is_version) or (in_prose and self.tag == "p")

    def lineage(self) -> Iterator[Node]:
        node: Node | None = self
        while node:
            yield node
            node = node.parent


class Tree(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.top = self.at = Node("document", {}, None)
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self.at.parent and tag in IMPLIED.get(self.at.tag, ()):
            self.at = self.at.parent
        node = Node(tag, {k: v or "" for k, v in attrs}, self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Node(tag, {k: v or "" for k, v in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            while self.at.tag != tag and self.at.tag in IMPLIED and self.at.parent:
                self.at = self.at.parent
            assert self.at.tag == tag, (self.at.tag, tag)
            assert self.at.parent
            self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


@pytest.fixture
def built(site: Site) -> Site:
    """A site in which one contested event is mentioned in every way that there is."""
    site.write("site.toml", 'title = "T"\n[types]\nbattle = "Battle"\n')
    site.write("content/actors/zephyr.md", f"---\nname: {PARTY}\n---\nIt denies [[{EVENT}]].\n")
    site.write("content/actors/army.md", "---\nname: Army\n---\n")
    site.write("content/actors/person.md", "---\nname: Person\nkind: person\n---\n")
    site.write("content/places/county.md", "---\nname: County\nkind: province\n---\nSee [[quorn-bridge]].\n")
    site.write("content/places/quorn.md", "---\nname: Quorn\nkind: town\nwithin: county\n---\n")
    site.write("content/periods/1-war.md", f"---\ntitle: War\ndate: 1901\nsummary: A war.\n---\nThe army said that [[{EVENT}|it held the bridge]].\n")
    site.write("content/pages/about.md", f"---\ntitle: About\n---\nAs in [[{EVENT}]] and [[old-bridge]].\n")
    more = "location: quorn\ntype: battle\nactors: [army, person]\nasserted-by: army\npivotal: true\naliases: [old-bridge]\nfollows: before\npart-of: whole\ndisputed-by: {who: zephyr, source: [s1]}\nfigures: {what: killed, best: 3, claimed-by: army, source: [s1]}\nchanges: {date: 1901-06-01, type: correction, was: a, now: b, why: c}\n"
    head = "date: 1901-05-02\nsource: https://example.org/one\n"
    site.write(f"content/events/1901/{EVENT}.md", f"---\ntitle: {TITLE}\n{head}{more}---\nThe army said so.\n")
    for name, keys in {
        "before": "", "whole": "", "after": f"follows: {EVENT}\n", "cites": "", "names": "", "also-person": "actors: person\n",
    }.items():
        url = "https://m.example.org/one?utm_source=x" if name == "cites" else f"https://example.org/{name}"
        where = "location: quorn\n" if name == "cites" else "location: unknown\n"
        body = f"See [[{EVENT}]], where [[{EVENT}|the bridge]] fell.\n" if name == "names" else "Text.\n"
        site.write(f"content/events/1901/{name}.md", f"---\ntitle: Event {name}\ndate: 1901-05-0{3 + len(name) % 3}\nsource: {url}\n{where}{keys}---\n{body}")
    site.write("content/events/1901/twice.md", f"---\ntitle: Bridge falls\nmerged-into: {{event: {EVENT}, date: 1901-07-01, reason: One and the same.}}\n---\n")
    report = site.build(base_url="https://example.org/")
    assert [p.code for p in report.problems if p.code != "near-duplicate"] == []
    assert report.published
    return site


def pages_that_mention(site: Site) -> dict[str, Path]:
    return {
        name: site.output / name for name, data in site.tree().items()
        if not name.startswith(".timeline") and any(text.encode() in data for text in (TITLE, ADDRESS, BESIDE))
    }


def test_every_page_says_status_and_party(built: Site) -> None:
    """Wherever a page names the event, the status word and the disputing party stand in the same part of it."""
    bare = []
    seen = set()
    for name, path in pages_that_mention(built).items():
        if path.suffix != ".html":
            continue
        for node in Tree(path.read_text("utf-8")).top.walk():
            if not node.mentions():
                continue
            seen.add(name.split("/")[0])
            said = node.unit().says()
            if STATUS not in said or PARTY not in said:
                bare.append((name, node.tag, node.unit().tag, " ".join(said.split())[:80]))
    assert bare == []
    wanted = {"index.html", "1901", "timeline", "events", "places", "actors", "types", "status", "periods", "disputes", "sources", "corrections", "about"}
    assert wanted - seen == set()


def test_every_feed_says_status_and_party(built: Site) -> None:
    """Each entry of each feed that names the event says both."""
    atom = "{http://www.w3.org/2005/Atom}"
    seen = []
    for name, path in pages_that_mention(built).items():
        if path.suffix == ".xml" and name not in ADDRESSES_ONLY:
            for entry in ET.parse(path).getroot().iter(f"{atom}entry"):
                said = ET.tostring(entry, "unicode")
                if TITLE in said or ADDRESS in said:
                    seen.append(name)
                    assert STATUS in said, (name, said)
                    assert PARTY in said, (name, said)
    assert sorted(set(seen)) == ["corrections.xml", "feed.xml"]


def test_the_timelines_data_say_status_and_party(built: Site) -> None:
    """The row of the event in the data of timeline and map holds its status, its parties and the words for both."""
    data = json.loads((built.output / "data/timeline/1901.json").read_text("utf-8"))
    at = data["events"]["id"].index(EVENT)
    assert data["statuses"][data["events"]["status"][at]][1] == STATUS
    assert [data["phrases"][n] for n in data["events"]["standing"][at]] == [f"Disputed by {PARTY}"]
    assert [data["actors"][n][1] for n in data["events"]["by"][at]] == [PARTY]


def test_no_output_of_another_kind(built: Site) -> None:
    """Nothing else mentions the event; a new kind of output has to be looked at here."""
    others = {n for n, p in pages_that_mention(built).items() if p.suffix not in (".html", ".xml", ".json")}
    data = {n for n, p in pages_that_mention(built).items() if p.suffix == ".json"}
    assert (others, data) == (set(), {"data/timeline/1901.json"})


def test_search_says_status_and_party(built: Site) -> None:
    """What the search shows beside the event's title is how it stands."""
    chronicle = built.gather().chronicle
    words = load_words(load_theme(built.root, "default"), "en")
    (record,) = [r for r in search_records(words, chronicle) if r.title == TITLE]
    assert dict(record.shown)["standing"] == f"{STATUS} ¦ Disputed by {PARTY}"


def test_cards_never_cut_a_party_off(site: Site) -> None:
    """However many dispute an event, the text of its card names them all; the summary is what is shortened."""
    for n in range(30):
        site.write(f"content/actors/p{n}.md", f"---\nname: Party of the number {n}\n---\n")
    rows = "".join(f"  - {{who: p{n}, source: [s1]}}\n" for n in range(30))
    site.event("a", more=f"disputed-by:\n{rows}summary: {'Long. ' * 100}\n")
    site.build()
    page = (site.output / "events/a/index.html").read_text("utf-8")
    cards = [n.attributes["content"] for n in Tree(page).top.walk() if n.attributes.get("property") == "og:description"]
    assert len(cards) == 1
    assert [n for n in range(30) if f"Party of the number {n}" not in cards[0]] == []
    assert len(cards[0]) < 1200
