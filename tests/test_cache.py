"""A cache only ever saves time: after any edits a build over it gives the bytes of one without, damaged or not."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder import versions
from builder.build import build
from builder.chronicle.teller import Teller
from builder.chronicle.values import Brief
from builder.exports import search_index
from builder.kept import unpack
from builder.live import Live
from builder.publishing.manifest import OutputError
from builder.publishing.publish import _alone
from builder.reading.converter import Converter
from builder.records.kinds import EventRecord
from builder.report import ContentChanged
from builder.unchanged import build_if_changed
from tests.conftest import Site, tree
from tests.test_build import ROOT, timeline

SITE = """title = "{title}"
theme = "mine"
[types]
battle = "{label}"
"""
WORDS = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Claimed"\nmsgstr "{word}"\n'

Edit = Callable[[Site], object]
small = st.integers(0, 4)


MORE = (
    "",
    "actors: [front]\n",
    "disputed-by: {who: front, source: s1}\n",
    "follows: [e0]\n",
    "type: battle\naliases: [old]\n",
    "follows: [gone]\n",
    "part-of: e1\n",
    "figures: {what: killed, group: Front, best: 3, claimed-by: front, source: s1}\n",
    "asserted-by: front\npivotal: true\n",
    "draft: true\n",
    "disputed-by: {who: front, about: location, value: province, source: s1}\n",
    "changes: {date: 2022-01-01, type: update, why: More is known.}\n",
)


def write_event(n: int, title: int, day: int, more: str, body: int, source: int) -> Edit:
    return lambda site: site.write(
        f"content/events/2021/e{n}.md",
        f"---\ntitle: Title {title}\ndate: 2021-09-0{day + 1}\nlocation: valley\nsource: https://{'m.' if body % 2 else ''}example.org/{source}\n{more}---\n"
        f"Text {body}, see [[valley]] and [[e{source}]].\n",
    )


def bury(into: int) -> Edit:
    grave = f"---\ntitle: Gone\nmerged-into: {{event: e{into}, date: 2022-01-01, reason: One.}}\n---\n"
    return lambda site: site.write("content/events/2021/gone.md", grave)


def hold(slug: str, more: str, name: int) -> Edit:
    folder = "places" if slug == "valley" else "publishers"
    return lambda site: site.write(f"content/{folder}/{slug}.md", f"---\nname: Name {slug} {name}\naliases: [{slug}]\n{more}---\nAbout it {name}.\n")


def remove_event(n: int) -> Edit:
    return lambda site: (site.root / f"content/events/2021/e{n}.md").unlink(missing_ok=True)


def move_event(n: int, to: int) -> Edit:
    def edit(site: Site) -> None:
        path = site.root / f"content/events/2021/e{n}.md"
        if path.exists():
            path.rename(path.with_name(f"e{to}.md"))

    return edit


def rename_record(folder: str, slug: str, name: int) -> Edit:
    return lambda site: site.write(f"content/{folder}/{slug}.md", f"---\nname: Name {name}\naliases: [{slug}]\n---\nAbout it {name}.\n")


def set_title(title: int, label: int) -> Edit:
    return lambda site: site.write("site.toml", SITE.format(title=f"Site {title}", label=f"Fight {label}"))


def change_template(name: str, mark: int) -> Edit:
    def edit(site: Site) -> None:
        shipped = (ROOT / "themes/default/templates" / name).read_text("utf-8")
        at = "</article>" if "</article>" in shipped else "</body>" if "</body>" in shipped else ""
        site.write(f"themes/mine/templates/{name}", shipped.replace(at, f"({mark}){at}", 1) if at else f"{shipped}({mark})")

    return edit


def change_word(word: int) -> Edit:
    return lambda site: site.write("themes/mine/locale/en.po", WORDS.format(word=f"Said {word}"))


def change_program(version: int) -> Edit:
    def edit(_site: Site) -> None:
        versions.SALT = f"another {version}".encode()
        versions.program_digest.cache_clear()

    return edit


edits = st.one_of(
    st.builds(write_event, small, small, small, st.sampled_from(MORE), small, small),
    st.builds(bury, small),
    st.builds(hold, st.just("valley"), st.sampled_from(["", "within: province\n", "within: province\nkind: district\n"]), small),
    st.builds(hold, st.just("paper"), st.sampled_from(["", "hosts: [example.org]\n", "hosts: [example.org]\nowner: House\n"]), small),
    st.builds(remove_event, small),
    st.builds(move_event, small, small),
    st.builds(rename_record, st.just("places"), st.just("province"), small),
    st.builds(rename_record, st.just("actors"), st.just("front"), small),
    st.builds(set_title, small, small),
    st.builds(change_template, st.sampled_from(["base.html", "event.html", "parts/entry.html", "parts/status.html", "parts/facts.html", "parts/masthead.html"]), small),
    st.builds(change_word, small),
    st.builds(change_program, small),
)


@pytest.fixture
def program() -> Iterator[None]:
    """The program as it is, again, whatever a test made of it."""
    yield
    versions.SALT = b""
    versions.program_digest.cache_clear()


def make(folder: str) -> Site:
    site = Site(Path(folder) / "site")
    site.write("themes/mine/theme.toml", 'extends = "default"\n')
    names = (rename_record("places", "province", 0), hold("valley", "within: province\n", 0), rename_record("actors", "front", 0))
    for edit in (set_title(0, 0), change_word(0), *names, bury(0), *(write_event(n, n, n, "", n, n % 2) for n in range(5))):
        edit(site)
    return site


def fresh(site: Site) -> dict[str, bytes]:
    """What a build without any cache makes of the site."""
    output = site.root.parent / "fresh"
    shutil.rmtree(output, ignore_errors=True)
    assert build(site.root, output, use_cache=False, with_search=False).published or not site.output.exists()
    return tree(output) if output.exists() else {}


@pytest.mark.usefixtures("program")
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(edits, min_size=1, max_size=3), min_size=1, max_size=3))
def test_warm_equals_clean(rounds: list[list[Edit]]) -> None:
    """After any edits of events, mergers, places, actors, outlets, settings, templates, words or the program a warm build equals a clean one."""
    with tempfile.TemporaryDirectory() as folder:
        site = make(folder)
        report = build_if_changed(site.root, site.output, with_search=False)
        for made in rounds:
            for edit in made:
                edit(site)
            report = build_if_changed(site.root, site.output, with_search=False)
        if report.published:
            assert site.tree() == fresh(site)


def test_same_stamp_same_size(site: Site) -> None:
    """A file that changes at once after it was read, at the same size, is seen."""
    path = site.event("a", title="One")
    build_if_changed(site.root, site.output, with_search=False)
    for word in ("Two", "Six", "Ten"):
        text = path.read_text("utf-8").replace("One", word).replace("Two", word).replace("Six", word)
        path.write_text(text, "utf-8")
        build_if_changed(site.root, site.output, with_search=False)
        assert f"<h1>{word}</h1>".encode() in site.tree()["events/a/index.html"]


def test_nothing_changed_loads_nothing(site: Site) -> None:
    """A build without a change renders nothing and does not even load what renders."""
    site.event("a")
    first = timeline("build", "--no-search", "-C", str(site.root))
    time.sleep(0.05)  # stamps younger than a tick of the file system's clock are not trusted
    timeline("build", "--no-search", "-C", str(site.root))
    program = (
        "import sys; from pathlib import Path; from builder.unchanged import build_if_changed as b;"
        f"r = b(Path({str(site.root)!r}), Path({str(site.output)!r}), base_url=None, jobs={os.cpu_count()}, strict=False, use_cache=True, with_search=False, as_of=None);"
        "print(r.published.written, sorted({'jinja2', 'markdown', 'pydantic', 'babel', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (first.returncode, done.stdout) == (0, "0 []\n")


@pytest.mark.parametrize("use_cache", [True, False])
def test_the_search_keeps_to_the_cache(site: Site, use_cache: bool) -> None:
    """Where the cache cannot be written the search is there all the same; and a build without it leaves nothing of the search."""
    if use_cache:
        site.write(".cache", "a file where the folder should be")
    site.event("a")
    assert site.build(with_search=True, use_cache=use_cache).published
    assert (site.output / "pagefind/pagefind.js").is_file()
    assert not (site.root / ".cache/pagefind").exists()


def test_a_search_that_does_not_end(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build does not wait for Pagefind for ever: it goes on without the search and says so."""
    monkeypatch.setattr(search_index, "PATIENCE", 0.001)
    site.event("a")
    report = site.build(with_search=True)
    assert report.published
    assert any("did not end" in notice for notice in report.notices)
    assert not (site.output / "pagefind").exists()


def test_a_search_that_failed_is_made_the_next_time(site: Site) -> None:
    """What was left out for a reason that may have gone is not left out for good."""
    site.event("a")
    time.sleep(0.05)  # as above
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_index, "PATIENCE", 0.001)
        assert build_if_changed(site.root, site.output, with_search=True).notices
    build_if_changed(site.root, site.output, with_search=True)
    assert (site.output / "pagefind/pagefind.js").is_file()


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign", "empty", "unwritable"])
def test_damaged_cache(site: Site, damage: str) -> None:
    """A cache that is cut off, flipped, foreign, empty or not writable costs time, never a wrong page or a crash."""
    site.event("a", title="First")
    build_if_changed(site.root, site.output, with_search=False)
    for path in (site.root / ".cache").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            spoiled = {"cut": data[: len(data) // 2], "flipped": bytes(b ^ (n == len(data) // 2) for n, b in enumerate(data)), "foreign": FOREIGN, "empty": b""}
            path.write_bytes(spoiled.get(damage, data))
    if damage == "unwritable":
        shutil.rmtree(site.root / ".cache")
        site.write(".cache", "a file where the folder should be")
    site.event("b", title="Second")
    assert build_if_changed(site.root, site.output, with_search=False).published
    assert site.tree() == fresh(site)


class Evil:
    """What a foreign file would like to run."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch /nowhere",)


FOREIGN = pickle.dumps({"a": Evil()})


def test_foreign_values_are_refused() -> None:
    """Nothing but our own values comes out of a shard, whatever its seal says."""
    with pytest.raises(pickle.UnpicklingError, match="is no value of ours"):
        unpack(FOREIGN)


def test_a_file_that_changes_meanwhile_is_noticed(site: Site) -> None:
    """An event is shown as it was read: from the shelf, from its file where the shelf is gone, or not at all."""
    path = site.event("a", title="One")
    (event,) = site.gather().chronicle.events
    shutil.rmtree(site.root / ".cache")
    assert event.told.record.title == "One"
    path.write_text(path.read_text("utf-8").replace("One", "Two"), "utf-8")
    with pytest.raises(ContentChanged, match=r"events/2021/a\.md changed"):
        _ = event.told


def test_the_preview_shows_what_was_good(site: Site) -> None:
    """While a file is broken its page stays as it was, also when nobody had asked for it before."""
    path = site.event("a", title="One")
    left = site.write(".cache/shown-999999999-x/events.pickle", "of a preview that was killed").parent
    live = Live(site.root)
    live.rebuild()
    assert not left.exists()
    path.write_text("---\ntitle: Two\n---\n", "utf-8")
    time.sleep(0.05)
    live.rebuild()
    page = live.page("events/a/")
    assert live.problems
    assert page
    assert page.data
    assert b"<h1>One</h1>" in page.data
    live.close()
    assert not list((site.root / ".cache").glob("shown-*"))


def test_a_saved_event_that_shares_less_is_shown(site: Site) -> None:
    """An event's own page shows at once what was saved, also when what it shared with others is gone from its file."""
    text = "---\ntitle: {title}\ndate: 2021-09-06\nlocation: unknown\nsource:\n{sources}---\nText.\n"
    own, shared = "- https://example.org/own\n", "- https://example.org/shared\n"
    site.write("content/events/2021/a.md", text.format(title="One", sources=shared))
    path = site.write("content/events/2021/b.md", text.format(title="Two", sources=own + shared))
    live = Live(site.root)
    live.rebuild()
    before = live.page("events/b/")
    assert before
    assert b"See also" in (before.data or b"")
    path.write_text(text.format(title="Two", sources=own).replace("Text", "Changed"), "utf-8")
    assert live.touch([path]) == {"events/b/index.html"}
    now = live.page("events/b/")
    live.close()
    assert now
    assert b"<p>Changed.</p>" in (now.data or b"")


def test_names_decide_what_is_told_again(site: Site) -> None:
    """An event whose names have the same answers is not told again, and one whose names have others is."""
    site.write("content/places/p.md", "---\nname: P\n---\n")
    site.write("content/places/q.md", "---\nname: Q\n---\n")
    for name in ("p", "q"):
        text = f"---\ntitle: At {name}\ndate: 2021-09-06\nlocation: {name}\nsource: https://example.org/{name}\n---\nText.\n"
        site.write(f"content/events/2021/at-{name}.md", text)
    site.gather()
    site.write("content/places/q.md", "---\nname: Renamed\naliases: [Q]\n---\n")
    told = []
    brief = Teller.brief

    def seen(self: Teller, record: EventRecord) -> Brief:
        told.append(record.id)
        return brief(self, record)

    with patch.object(Teller, "brief", seen):
        chronicle = site.gather().chronicle
    assert told == ["at-q"]
    assert [place.label for event in chronicle.events for place in event.brief.places] == ["P", "Renamed"]


def test_another_text_is_read_alone(site: Site) -> None:
    """An event's other text is neither validated again nor planned with any list; its pages and the feed show it."""
    path, _ = site.event("a"), site.event("b")
    site.build()
    another = "Another text.\n\n## With a heading\n\nAnd a source [@s1].\n"
    site.write("content/events/2021/a.md", path.read_text("utf-8") + another)
    with patch("builder.build.shared_pages", lambda *_: pytest.fail("planned")), patch("builder.reading.validation.to_record", lambda *_: pytest.fail("validated")):
        done = site.build().published
    assert done
    assert done.written == 2
    assert site.tree() == fresh(site)


def test_a_mistake_in_another_text_is_found(site: Site) -> None:
    """The short way to another text finds what the long one finds: mistakes of the text, and sources that are not there."""
    path = site.event("a")
    site.gather()
    site.write("content/events/2021/a.md", path.read_text("utf-8") + "A <b>text</b> and [@s9].\n")
    warm = site.gather().findings
    assert {finding.code for finding in warm} == {"raw-html", "unknown-source"}
    shutil.rmtree(site.root / ".cache")
    assert warm == site.gather().findings


def test_a_merger_that_leads_elsewhere_changes_what_is_related(site: Site) -> None:
    """What an event follows is known by where the names lead now, though no event's own file changed."""
    for name in ("a", "b", "c"):
        text = f"---\ntitle: About {name}\ndate: 2021-09-06\nlocation: unknown\nsource: https://example.org/report\nfollows: [{'x' if name == 'c' else ''}]\n---\nText.\n"
        site.write(f"content/events/2021/{name}.md", text.replace("follows: []\n", ""))
    merged = "---\ntitle: X\nmerged-into: {{event: {}, date: 2022-01-01, reason: One.}}\n---\n"
    for target in ("a", "b"):
        site.write("content/events/2021/x.md", merged.format(target))
        assert build_if_changed(site.root, site.output, with_search=False).published
    assert site.tree() == fresh(site)


def test_two_builds_at_once(site: Site) -> None:
    """The second of two builds into one folder says so and touches nothing."""
    site.event("a")
    site.build()
    with _alone(site.root / ".cache", site.output), pytest.raises(OutputError, match="another build is writing"):
        site.event("b")
        site.build()
    assert "events/b/index.html" not in site.tree()


PLAIN, GATED = Converter(is_gated=False), Converter()
SIGNS = ["*", "**", "_", "__", "`", "``", "[", "]", "(", ")", "![", "<", ">", "&amp;", "&", "\\", "\n", "  \n", "[a]: /b\n", "[^1]", "[^1]: n\n", "http://a.b", "<http://a.b>", "<a@b.c>", "[@s1]", "[[a|b]]", " ", "\n\n", "- ", "word", "é", "\x02", "\x03"]


@settings(max_examples=500)
@given(st.lists(st.one_of(st.sampled_from(SIGNS), st.text(max_size=6)), max_size=30).map("".join))
def test_gate_says_the_same(text: str) -> None:
    """The converter that skips patterns gives the bytes of the one that tries them all."""
    assert GATED.reset().convert(text) == PLAIN.reset().convert(text)
