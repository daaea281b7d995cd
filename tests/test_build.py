"""A build is whole or not at all, the same for the same input, and leaves nothing stale."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import feedparser
import pytest

from builder.exports import sitemap
from builder.publishing.manifest import OutputError
from builder.reading.discovery import discover
from builder.reading.front_matter import Parsed, split
from builder.rendering.render import Renderer
from builder.report import ContentChanged
from builder.scaffold import scaffold
from tests.conftest import Site, tree

ROOT = Path(__file__).parents[1]


def timeline(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "builder", *arguments],
        cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, capture_output=True, text=True, check=False,
    )


def four_files(site: Site, bad: str, missing: str) -> None:
    site.event("good", date="2021-09-06")
    site.event("vague", date="2021-08-XX")
    site.event("bad", date=bad)
    text = (site.root / "content/events/2021/good.md").read_text("utf-8").replace("title: good", "title: missing")
    site.write("content/events/2021/missing.md", text.replace("date: 2021-09-06\n", missing))


def test_four_files(site: Site) -> None:
    """A bad and a missing date count as errors and stop the build; mended, all four are built in order."""
    four_files(site, "2021-13-45", "")
    done = timeline("build", "--no-search", "-C", str(site.root))
    assert done.returncode == 1
    assert "4 event files read = 2 good events + 0 drafts + 2 files with errors" in done.stderr
    assert not site.output.exists()
    four_files(site, "2021-10-01", "date: 2021-09\n")
    assert timeline("build", "--no-search", "-C", str(site.root)).returncode == 0
    year = (site.output / "2021/index.html").read_text("utf-8")
    assert sorted(("vague", "good", "missing", "bad"), key=lambda i: year.index(f"events/{i}/")) == ["vague", "missing", "good", "bad"]


# Every key that a record may leave out, with a value of its own for the nth record.
OPTIONAL = {
    "places": ("names: {{fa: x}}", "aliases: a{n}", "kind: province", "within: base", "iso: AF-KAB", "country: AF", "coordinates: [34.5, 69.1]", "precision: exact",
               "coordinates-from: approximate", "geonames-id: 5"),
    "actors": ("short: S{n}", "names: {{fa: x}}", "aliases: a{n}", "kind: armed-group", "side: them", "country: AF", "member-of: base", "from: 2020", "until: 2021", "died: 2022",
               "checked: general"),
    "publishers": ("aliases: a{n}", "kind: media", "country: AF", "language: fa", "owner: House", "side: base", "agency: true", "hosts: [h{n}.example.org]", "checked: general"),
    "events": ("asserted-by: base", "disputed-by: {{who: base, source: s1}}", "figures: {{what: killed, claimed-by: base, best: 3}}", "actors: base", "type: battle", "tags: t",
               "status: claimed", "follows: base", "part-of: base", "changes: {{date: 2022, type: update, why: x}}", "image: {{file: a.jpg, alt: b}}", "summary: Short.", "pivotal: true",
               "aliases: former-{n}"),
    "pages": ("summary: Short.", "order: 3"),
}  # fmt: skip
USES = "source: {{url: https://example.org/{n}, publisher: {publishers}}}\nlocation: {places}\nactors: {actors}\nasserted-by: {actors}\n"


def test_each_key_alone(site: Site) -> None:
    """A record with none of the keys that it may leave out, and one with each of them alone, have their pages, and so have events that name them."""
    site.write("content/media/a.jpg", b"x")
    count = 0
    for folder, optional in OPTIONAL.items():
        required = "title: T{n}\ndate: 2021-09\nlocation: unknown\nsource: https://example.org/e{n}\n" if folder == "events" else "title: T{n}\n" if folder == "pages" else "name: N{n}\n"
        for n, more in enumerate(("", *optional), count):
            stem = f"r{n}" if more else "base"
            site.write(f"content/{folder}/{stem}.md", f"---\n{required}{more}\n---\nText.\n".format(n=n))
            if folder in ("places", "actors", "publishers"):
                used = dict.fromkeys(("places", "actors", "publishers"), "base") | {folder: stem}
                site.write(f"content/events/uses-{n}.md", f"---\ntitle: U{n}\ndate: 2021\n{USES.format(n=n, **used)}---\n")
        count += 1 + len(optional)
    report = site.build()
    assert report.problems == ()
    assert report.published
    assert {f"places/r{n}/index.html" for n in range(1, 11)} <= site.tree().keys()


def test_failing_build_leaves_the_site(site: Site) -> None:
    """After an error the last good site stands byte for byte."""
    site.event("a")
    site.build()
    before = site.tree()
    site.event("b", date="never")
    assert site.build().published is None
    assert site.tree() == before


def test_no_content_folder(site: Site) -> None:
    """A missing content/ is refused: it would take every page offline."""
    site.event("a")
    site.build()
    before = site.tree()
    shutil.rmtree(site.root / "content")
    done = timeline("build", "--no-search", "-C", str(site.root))
    assert (done.returncode, "content: not found" in done.stderr) == (2, True)
    assert site.tree() == before


def test_exit_statuses(site: Site) -> None:
    """0 built, 1 problems in the content, 2 wrong usage or settings."""
    site.event("a")
    assert timeline("check", "-C", str(site.root)).returncode == 0
    assert timeline("build", "--nonsense").returncode == 2
    site.write("site.toml", "title = \n")
    done = timeline("build", "--no-search", "-C", str(site.root))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    site.write("site.toml", 'title = "T"\nthem = "default"\n')
    assert "site.toml:2: `them` is not a setting; did you mean `theme`?" in timeline("check", "-C", str(site.root)).stderr


def test_check_of_paths(site: Site) -> None:
    """Problems are those of the files and folders named, wherever the command is run; a path that names nothing is told."""
    site.event("good")
    path = site.event("bad", date="never")
    site.write("content/pages/about.md", "---\ntitle: About\n---\n")
    outside = site.root.parent

    def check(*paths: object, cwd: Path = site.root) -> tuple[int, str]:
        done = timeline("check", *map(str, paths), "-C", str(site.root), cwd=cwd)
        return done.returncode, done.stdout + done.stderr.partition("looked for\n")[2]  # what follows the notice that there is no history

    for named in (".", "content", "content/events/2021/bad.md", "content/events/../events/2021", path, site.root, outside):
        status, said = check(named)
        assert (status, "content/events/2021/bad.md:3:7" in said) == (1, True), named
    assert check("events/2021/bad.md", cwd=site.root / "content")[0] == 1
    assert check("content/pages", "content/events/2021/good.md")[0] == 0
    for lost in ("contnt/events/2021/bad.md", "bad", "content/events/2021/bad", "output"):
        assert check("content/pages", lost) == (2, f"timeline: {lost}: no such file or folder\n"), lost
    assert check("site.toml", outside / "elsewhere.md")[0] == 2
    (outside / "elsewhere.md").touch()
    assert check(outside / "elsewhere.md") == (2, f"timeline: {outside / 'elsewhere.md'}: not of the site {site.root}\n")
    path.unlink()
    os.symlink("nowhere.md", path)
    assert check(path)[0] == 1


def test_same_bytes_everywhere(site: Site, tmp_path: Path) -> None:
    """Folder, time zone, hash seed, locale, number of jobs and cache leave no trace in the output."""
    for n in range(320):
        site.event(f"e{n:03}", date=f"2021-{n % 12 + 1:02}-{n % 28 + 1:02}", more="tags: [a, b]\n")
    other = tmp_path / "elsewhere"
    shutil.copytree(site.root, other)
    timeline("build", "--no-search", "-C", str(site.root), "--jobs", "1", TZ="Asia/Kabul", PYTHONHASHSEED="1")
    timeline("build", "--no-search", "-C", str(other), "--jobs", "3", "--no-cache", TZ="America/Lima", PYTHONHASHSEED="2", LC_ALL="C")
    assert len(site.tree()) > 320
    assert tree(site.output) == tree(other / "output")


def test_a_renamed_place_reaches_what_names_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Events beside one that was there, its outlet and its disputes do not say where it was, and are not made anew."""
    site.write("content/places/valley.md", "---\nname: Valley\n---\n")
    site.write("content/actors/front.md", "---\nname: Front\n---\n")
    there = "location: valley\ndisputed-by: {who: Front, source: s1}\n"
    for n, more in enumerate(("location: unknown\n", there, "location: unknown\n"), 1):
        source = "source: {url: https://example.org/1, publisher: Paper}"
        site.write(f"content/events/2021/e{n}.md", f"---\ntitle: Event {n}\ndate: 2021-09-0{n}\n{source}\n{more}---\nText, see [[e2]].\n")
    site.build()
    rendered: set[str] = set()
    render = Renderer.render
    monkeypatch.setattr(Renderer, "render", lambda self, page: rendered.add(page.address) or render(self, page))
    site.write("content/places/valley.md", "---\nname: Vale\naliases: [Valley]\n---\n")
    site.build()
    assert {"events/e2/", "2021/09/", "places/valley/"} <= rendered
    assert rendered.isdisjoint({"events/e1/", "events/e3/", "sources/paper/", "disputes/", "disputes/front/"})


def test_nothing_written_when_nothing_changed(site: Site) -> None:
    """A second build writes no file; one edited body writes the pages that show it and no others."""
    site.event("a", date="2021-09-01")
    site.event("b", date="2021-09-02")
    site.build()
    again = site.build().published
    assert again is not None
    assert (again.rendered, again.written) == (0, 0)
    path = site.root / "content/events/2021/a.md"
    path.write_text(path.read_text("utf-8") + "\nA second paragraph.\n", "utf-8")
    before = site.tree()
    site.build()
    after = site.tree()
    assert {f for f in after if before.get(f) != after[f]} == {"events/a/index.html"}


def test_warm_equals_clean(site: Site, tmp_path: Path) -> None:
    """After any edit a build over the cache gives what a clean build gives, and what is gone is gone."""
    site.write("content/places/panjshir.md", "---\nname: Panjshir\n---\n")
    for n in range(6):
        site.event(f"e{n}", date=f"2021-09-0{n + 1}", more="type: battle\n")
    site.write("content/events/2021/p.md", "---\ntitle: P\ndate: 2021-10\nlocation: Panjshir\nsource: https://example.org/p\n---\nSee [[e1]].\n")
    site.build()
    steps = [
        lambda: site.event("e1", title="Renamed", date="2021-09-02"),
        (site.root / "content/events/2021/e3.md").unlink,
        lambda: site.write("content/places/panjshir.md", "---\nname: Panjsher\naliases: [Panjshir]\n---\n"),
        lambda: site.write("site.toml", 'title = "Another title"\n[types]\nbattle = "Fight"\n'),
        lambda: site.event("e0", date="2022-01-01"),
        lambda: site.event("e2", date="2021-09-03", more="aliases: [old-name]\n"),
    ]
    for n, step in enumerate(steps):
        step()
        assert site.build().published is not None
        clean = tmp_path / f"clean{n}"
        shutil.copytree(site.root, clean, ignore=shutil.ignore_patterns("output", ".cache"))
        assert timeline("build", "--no-search", "-C", str(clean)).returncode == 0
        assert site.tree() == tree(clean / "output"), n
    assert "events/e3/index.html" not in site.tree()
    assert b"../e2/" in site.tree()["events/old-name/index.html"] or b"events/e2/" in site.tree()["events/old-name/index.html"]


def test_kill_at_any_moment(site: Site) -> None:
    """Killed anywhere, no page that stood before is missing or half, and the next build makes the site whole."""
    for n in range(40):
        site.event(f"e{n:02}", date=f"2021-09-{n % 28 + 1:02}")
    site.build()
    versions = [site.tree()]
    for n in range(40):
        site.event(f"e{n:02}", title=f"Second {n}", date=f"2021-09-{n % 28 + 1:02}")
    (site.root / "content/events/2021/e39.md").unlink()
    first = shutil.copytree(site.output, site.root / "kept")
    site.build()
    versions.append(site.tree())
    dice = random.Random(1)
    command = [sys.executable, "-m", "builder", "build", "--no-search", "-C", str(site.root), "--jobs", "1", "--no-cache"]
    for _ in range(int(os.environ.get("KILLS", "12"))):
        shutil.rmtree(site.output)
        shutil.copytree(first, site.output)
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.3, 1.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = {f: b for f, b in site.tree().items() if not f.startswith(".")}
        for file, data in found.items():
            assert data in (versions[0].get(file), versions[1].get(file)), file
        assert {f for f in versions[0] if f in versions[1]} - set(site.tree()) == set()
        site.build()
        assert site.tree() == versions[1]


def test_foreign_output_is_left_alone(site: Site) -> None:
    """A folder that no build made is refused, and its files stay."""
    site.event("a")
    site.write("output/precious.txt", "mine")
    with pytest.raises(OutputError, match=r"precious\.txt"):
        site.build()
    assert site.tree() == {"precious.txt": b"mine"}


@pytest.mark.parametrize("address", ["../escape/", "types/../../escape/", "/tmp/escape/", "types//x/", "./x/"])
def test_nothing_leaves_the_output(site: Site, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Whatever made an address, one that leads out of the output stops the build before anything is written."""
    site.event("a")
    monkeypatch.setattr("builder.site.addresses.event_type", lambda _slug: address)
    with pytest.raises(OutputError, match="would be written outside of"):
        site.build()
    assert site.tree() == {}
    assert not list(site.root.parent.glob("escape*"))


def test_output_that_cannot_be_made(site: Site) -> None:
    """A folder that cannot be made is named, with the reason."""
    site.event("a")
    done = timeline("build", "--no-search", "-C", str(site.root), "--output", str(site.root / "site.toml/output"))
    assert done.returncode == 2
    assert done.stderr.endswith(f"timeline: {site.root}/site.toml/output cannot be made: Not a directory; choose another with --output\n")


def test_file_that_goes_meanwhile(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is gone, or a folder, when it is to be read ends the build with its name."""
    path = site.event("a")
    found = discover(site.root)
    monkeypatch.setattr("builder.gather.discover", lambda *_: found)
    path.unlink()
    with pytest.raises(ContentChanged, match=r"content/events/2021/a\.md cannot be read: No such file or directory"):
        site.build()
    path.mkdir()
    with pytest.raises(ContentChanged, match=r"content/events/2021/a\.md cannot be read: Is a directory"):
        site.build()


def test_drafts_are_counted_and_not_built(site: Site) -> None:
    """A draft may be unfinished; it is counted, and has no page."""
    site.event("a")
    site.write("content/events/2021/d.md", "---\ntitle: D\ndraft: true\n---\n")
    report = site.build()
    assert (report.count.drafts, report.count.built, report.problems) == (1, 1, ())
    assert "events/d/index.html" not in site.tree()


def test_feed_carries_the_dispute(site: Site) -> None:
    """Each entry of the feed says the status and who disputes it."""
    site.write("content/actors/nrf.md", "---\nname: NRF\n---\n")
    site.event("a", title="Taken", more="disputed-by: {who: NRF, source: s1}\n")
    site.build(base_url="https://example.org/repo/")
    feed = feedparser.parse(site.tree()["feed.xml"])
    assert not feed.bozo
    (entry,) = feed.entries
    assert entry.title == "Taken [Contested. Disputed by NRF]"
    assert "Contested. Disputed by NRF" in entry.summary
    assert entry.link == "https://example.org/repo/events/a/"


def test_base_url(site: Site) -> None:
    """With a base URL there are canonical links, a sitemap and a 404 page that works at any depth; without, none."""
    site.event("a")
    site.build()
    assert "sitemap.xml" not in site.tree()
    assert b"canonical" not in site.tree()["events/a/index.html"]
    site.write("site.toml", 'title = "T"\ncustom-domain = "timeline.example.org"\n')
    site.build(base_url="https://example.org/repo")
    files = site.tree()
    assert b"<loc>https://example.org/repo/events/a/</loc>" in files["sitemap.xml"]
    assert b"404.html" not in files["sitemap.xml"]
    assert b'href="https://example.org/repo/events/a/"' in files["events/a/index.html"]
    assert b'href="/repo/static/' in files["404.html"]
    assert files["CNAME"] == b"timeline.example.org\n"
    assert files[".nojekyll"] == b""


def test_many_addresses_take_several_sitemaps(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """No sitemap lists more addresses than the protocol allows, and none is left out."""
    for n in range(5):
        site.event(f"e{n}", date=f"2021-0{n + 1}-01")
    site.build(base_url="https://example.org/")
    whole = set(re.findall(rb"<url><loc>(.*?)</loc>", site.tree()["sitemap.xml"]))
    monkeypatch.setattr(sitemap, "LIMIT", 7)
    site.build(base_url="https://example.org/")
    named = re.findall(r"<sitemap><loc>https://example.org/(.*?)</loc>", site.tree()["sitemap.xml"].decode())
    parts = [re.findall(rb"<url><loc>(.*?)</loc>", site.tree()[file]) for file in named]
    assert len(parts) == -(-len(whole) // 7)
    assert all(len(part) <= 7 for part in parts)
    assert {address for part in parts for address in part} == whole



def test_second_site(tmp_path: Path) -> None:
    """Another newsroom's folder builds with -C, no code touched."""
    folder = tmp_path / "fires"
    shutil.copytree(Path(__file__).parent / "sites/fires", folder)
    assert timeline("build", "--no-search", "-C", str(folder)).returncode == 0
    files = tree(folder / "output")
    assert b"Fires that are argued about" in files["index.html"]
    assert b"Toll disputed by Norman Miller" in files["events/1666-09-02-great-fire-of-london/index.html"]
    assert b"Toll disputed by Norman Miller" in files["1666/09/index.html"]
    assert b"2 to 5 September 1666" in files["events/1666-09-02-great-fire-of-london/index.html"]


def test_summary(site: Site) -> None:
    """The summary names what was added, changed and removed since a commit, with status and dispute."""
    site.event("a")
    site.event("b")
    git = ["git", "-C", str(site.root), "-c", "user.name=E", "-c", "user.email=e@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], check=True)
    site.write("content/actors/nrf.md", "---\nname: NRF\n---\n")
    site.event("a", title="Taken", more="disputed-by: {who: NRF, source: s1}\n")
    (site.root / "content/events/2021/b.md").unlink()
    site.event("c", title="New one", date="2021-10")
    subprocess.run([*git, "add", "."], check=True)
    done = timeline("summary", "--base", "HEAD", "-C", str(site.root))
    assert done.stdout == (
        "## 2 events, 1 with a dispute\n\n### Added: 1\n\n- New one (Claimed)\n"
        "### Changed: 1\n\n- Taken (Contested. Disputed by NRF)\n### Removed: 1\n\n- `b`\n"
    )
    assert timeline("summary", "--base", "nothing", "-C", str(site.root)).returncode == 2


def test_summary_of_new_ids_and_new_files(site: Site) -> None:
    """An event with a new id is one that was renamed, with what else changed of it; files that git does not follow yet count, others never."""
    site.event("a", title="Fire")
    site.event("b", title="Flood")
    git = ["git", "-C", str(site.root), "-c", "user.name=E", "-c", "user.email=e@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], check=True)
    for name in ("a", "b"):
        (site.root / f"content/events/2021/{name}.md").unlink()
    site.event("fire", title="Fire", date="2021-09-07", more="aliases: a\n").write_bytes(
        (site.root / "content/events/2021/fire.md").read_bytes() + b"And more.\n"
    )
    text = site.event("c", title="New one", date="2021-10").read_bytes()
    site.write("content/events/2022/b.md", (site.root / "content/events/2021/fire.md").read_bytes().replace(b"aliases: a\n", b""))
    for other in ("_template.md", "c.txt", "README.md"):
        site.write(f"content/events/2021/{other}", text)
    done = timeline("summary", "--base", "HEAD", "-C", str(site.root))
    assert done.stdout == (
        "## 3 events, 0 with a dispute\n\n### Added: 1\n\n- New one (Claimed)\n"
        "### Renamed: 1\n\n- Fire (Claimed): `a` is now `fire`, with another `date`, `source` and text\n"
        "### Changed: 1\n\n- Fire (Claimed)\n"
    )


def test_scaffold(site: Site) -> None:
    """`timeline new` writes a draft that checks clean, refuses a bad date, and never overwrites."""
    done = timeline("new", "Attack: a claim", "--date", "2022-09~", "-C", str(site.root))
    assert done.stdout == "content/events/2022/2022-09-attack-a-claim.md\n"
    report = site.check()
    assert (report.problems, report.count.drafts) == ((), 1)
    assert timeline("new", "Attack: a claim", "--date", "2022-09~", "-C", str(site.root)).returncode == 2
    bad = timeline("new", "X", "--date", "2022-13", "-C", str(site.root))
    assert (bad.returncode, "months run from 01 to 12" in bad.stderr) == (2, True)


@pytest.mark.parametrize(
    ("title", "when", "location"),
    [
        ("The '2021-09' raid: x", "2021-09", "unknown"),
        ("2021-09-06", "2021-09-06", "'2021-09-06'"),
        ("{head} # - \u06a9\u0627\u0628\u0644", "[2021-09-05,2021-09-07]", "a: b"),
        ("Two\nlines", "2021", "2021"),
        ("null", "2021-08-15/..", "~"),
    ],
)
def test_scaffold_writes_what_it_was_given(site: Site, title: str, when: str, location: str) -> None:
    """Title, date and place are read back from the file as they were given, white space aside, whatever is in them."""
    path = scaffold(site.root, title, when, location)
    parsed = split("", path.read_text("utf-8"))
    assert isinstance(parsed, Parsed)
    assert (parsed.data["title"], parsed.data["location"]) == (" ".join(title.split()), location)
    assert f"\ndate: {when}\n" in path.read_text("utf-8")
    assert {p.code for p in site.check().problems} <= {"unknown-place", "place-not-in-gazetteer"}


def test_scaffold_refuses_what_is_no_site(tmp_path: Path) -> None:
    """A folder without content/ is no site, and stays as it is; nor is there an event without a title."""
    done = timeline("new", "Fire", "--date", "2021", "-C", str(tmp_path / "nowhere"))
    assert (done.returncode, "content: not found; a site is a folder with site.toml and content/" in done.stderr) == (2, True)
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "content").mkdir()
    assert timeline("new", " ", "--date", "2021", "-C", str(tmp_path)).returncode == 2
    assert tree(tmp_path) == {}


def test_an_id_is_as_long_as_a_folders_name_may_be(site: Site) -> None:
    """An alias that no disk could hold as a folder is refused where it is written, not when it is published."""
    site.event("a", more=f"aliases: [{'x' * 200}, {'x' * 201}]\n")
    (problem,) = site.build().problems
    assert (problem.code, problem.line) == ("address-taken", 6)
    assert "cannot be an address" in problem.message


@pytest.mark.parametrize("turns", [("pic.png", "pic.png/in.png"), ("scan/1.png", "scan")])
def test_a_file_becomes_a_folder_and_back(site: Site, turns: tuple[str, str]) -> None:
    """Whatever stood in the place of a file or folder gives way, and nothing of it stays."""
    site.event("a")
    for name in (*turns, turns[0]):
        shutil.rmtree(site.root / "content/media", ignore_errors=True)
        site.write(f"content/media/{name}", b"picture")
        assert site.build().published
        assert {file for file in site.tree() if file.startswith("media/")} == {f"media/{name}"}
        assert not (site.output / ".timeline.journal").exists()


def test_an_output_that_cannot_be_written(site: Site) -> None:
    """What the file system refuses is told as such, with its path."""
    site.event("a")
    site.build()
    (site.output / "events/a/index.html").unlink()
    (site.output / ".stage").write_text("in the way")
    (site.output / ".stage").chmod(0o400)
    with pytest.raises(OutputError, match=r"\.stage.* cannot be read or written: Not a directory"):
        site.build()


def test_bytes_are_no_text(site: Site) -> None:
    """A value that YAML would decode is refused where it stands, so that no address escapes its check."""
    path = site.event("a")
    path.write_text(path.read_text("utf-8").replace("source: https://example.org/a", "source: {url: !!binary amF2YXNjcmlwdDphbGVydCgxKQ==}"), "utf-8")
    (problem,) = site.check().problems
    assert (problem.code, problem.line) == ("yaml-syntax", 5)
    assert "!!binary" in problem.message


def test_front_matter_that_is_a_list(site: Site) -> None:
    """One problem says what it should be."""
    site.write("content/events/2021/a.md", "---\n- a\n- b\n---\nText.\n")
    (problem,) = site.check().problems
    assert (problem.code, problem.message) == ("yaml-syntax", "the front matter is not a list of `key: value` lines")


@pytest.mark.parametrize("host", ["https://example.org", "*.example.org", "example.org:x", "[::1"])
def test_hosts_are_host_names(site: Site, host: str) -> None:
    """Anything else would match no source, or stop the build."""
    site.write("content/publishers/p.md", f"---\nname: P\nhosts: ['{host}']\n---\n")
    site.event("a")
    (problem,) = site.check().problems
    assert (problem.code, problem.line) == ("bad-value", 3)


def test_strips_link_to_pages_that_stand(site: Site) -> None:
    """A month or a year without events has a place in a strip, and no link."""
    for n, date in enumerate(["2021-01-05", "2021-03-05"]):
        site.event(f"e{n}", date=date, more="type: battle\n")
    site.build()
    page = site.tree()["types/battle/index.html"].decode()
    assert "2021/03/" in page
    assert "2021/02/" not in page
    assert "<span>February 2021</span>" in page
