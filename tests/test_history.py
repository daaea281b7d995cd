"""History from git: what was changed when, what must be told, and which addresses must live on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from builder import history
from builder.build import build, check
from builder.history import GitError, read_history
from builder.merge import MergeError, merge
from tests.conftest import Site, tree
from tests.test_build import timeline

RAID = "content/events/2021/raid.md"
HEAD = "---\n# the county paper has it\ntitle: The raid\ndate: {date}\nlocation: unknown   # the paper does not say\nsource: https://example.org/raid\n{more}---\n{body}\n"


class Repository:
    """A site under git, whose commits have days of their own."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.commits: list[str] = []
        self.git("init", "-q", "-b", "main")
        site.write(".gitignore", "/output\n/.cache\n")

    def git(self, *arguments: str, day: str = "2022-01-01") -> str:
        instant = f"{day}T12:00:00+00:00"
        environment = {**os.environ, "GIT_AUTHOR_DATE": instant, "GIT_COMMITTER_DATE": instant, "GIT_CONFIG_GLOBAL": os.devnull}
        command = ["git", "-C", str(self.site.root), "-c", "user.name=Erika Editor", "-c", "user.email=erika@example.org", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()

    def commit(self, day: str) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "A change", day=day)
        self.commits.append(self.git("rev-parse", "HEAD"))
        return self.commits[-1]

    def raid(self, when: str = "2021-09-06", more: str = "", body: str = "It was told.") -> None:
        self.site.write(RAID, HEAD.format(date=when, more=more, body=body))


@pytest.fixture
def six(site: Site) -> Repository:
    """Six commits: added, drafted, corrected with a word, changed without, published, moved and retold."""
    repository = Repository(site)
    site.write("content/actors/army.md", "---\nname: Army\n---\n")
    repository.raid()
    repository.commit("2022-01-01")
    site.event("later", title="Later", date="2021-10-01", more="draft: true\n")
    repository.commit("2022-01-02")
    told = "changes:\n  - {date: 2022-01-03, type: correction, was: 2021-09-06, now: 2021-09-07, why: The paper mended its date.}\n"
    repository.raid("2021-09-07", told)
    repository.commit("2022-01-03")
    repository.raid("2021-09-07", told + "figures: {what: killed, best: 3, claimed-by: army, source: [s1]}\n")
    repository.commit("2022-01-04")
    site.event("later", title="Later", date="2021-10-01")
    repository.commit("2022-01-05")
    repository.git("mv", RAID, "content/events/raid.md")
    path = site.root / "content/events/raid.md"
    path.write_text(path.read_text("utf-8").replace("It was told.", "It was told twice, in two papers."), "utf-8")
    repository.commit("2022-01-06")
    return repository


def page(site: Site, address: str) -> str:
    return (site.output / address / "index.html").read_text("utf-8")


def words(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def test_history_says_what_each_commit_changed(six: Repository) -> None:
    """Newest first: the field before and after, the reason given with it, and how much of the text came and went."""
    assert six.site.build().notices == ()
    said = words(page(six.site, "events/raid/history"))
    days = [said.index(f"{n} January 2022 {kind} ") for n, kind in ((6, "changed"), (4, "changed"), (3, "changed"), (1, "added"))]
    assert days == sorted(days)
    assert "2 January" not in said
    assert "Correction: The paper mended its date." in said
    assert "Date 2021-09-06 2021-09-07" in said
    assert "Figures nothing what: killed best: 3 claimed-by: army source: s1" in said
    assert "The account: 5 words added, 1 removed." in said
    assert "On record since 1 January 2022, last changed on 6 January 2022." in words(page(six.site, "events/raid"))


def test_history_begins_with_publication(six: Repository) -> None:
    """What was done to a draft is nobody's business: the event was added on the day it was published."""
    six.site.build()
    said = words(page(six.site, "events/later/history"))
    assert "5 January 2022 added" in said
    assert "2 January 2022" not in said


def test_no_names_and_no_mail_addresses(six: Repository) -> None:
    """Neither the name nor the mail address of who committed stands anywhere in the site."""
    six.site.build()
    assert [name for name, data in six.site.tree().items() if b"erika" in data.lower()] == []


def test_corrections_and_their_feed(six: Repository) -> None:
    """Typed changes are listed, and the feed is sound Atom that holds the same."""
    six.site.build(base_url="https://example.org/")
    assert "events/raid/</loc>" in (sitemap := (six.site.output / "sitemap.xml").read_text("utf-8"))
    assert "history/" not in sitemap  # which asks search engines to pass it by
    assert "3 January 2022 · Correction The raid" in words(page(six.site, "corrections"))
    feed = ET.fromstring((six.site.output / "corrections.xml").read_bytes())
    atom = "{http://www.w3.org/2005/Atom}"
    (entry,) = feed.findall(f"{atom}entry")
    assert entry.findtext(f"{atom}title") == "Correction: The raid [Claimed]"
    assert entry.findtext(f"{atom}updated") == "2022-01-03T00:00:00Z"
    assert entry.findtext(f"{atom}summary") == "The paper mended its date. It was: 2021-09-06. It is now: 2021-09-07."


def test_citation_is_pinned(six: Repository) -> None:
    """The citation names address, short commit, its day and the status on that day."""
    six.site.build(base_url="https://example.org/")
    short = six.commits[-1][:10]
    html = page(six.site, "events/raid/history")
    assert f"“The raid”. Test. Version {short} of 6 January 2022, on that day: Claimed. https://example.org/events/raid/" in words(html)
    assert "howpublished = {\\url{https://example.org/events/raid/}}" in html
    assert f"&#34;version&#34;: &#34;{short}&#34;" in html


def found(six: Repository, base: str) -> list[tuple[str, int, str]]:
    report = check(six.site.root, (base, date(2022, 2, 1)))
    return [(p.path, p.line, p.code) for p in report.problems]


def test_untold_change_is_found_with_an_entry_to_paste(six: Repository) -> None:
    """Against its base a figure that changed without a word is a problem, and the entry offered is sound once its why is given."""
    assert found(six, six.commits[1]) == []  # one entry came with the date since then
    assert found(six, six.commits[2]) == [("content/events/raid.md", 9, "change-untold")]
    assert found(six, six.commits[3]) == []
    (problem,) = check(six.site.root, (six.commits[2], date(2022, 2, 1))).problems
    assert problem.message == '`figures` of a published event was "not given" and is now "killed 3 by army", and `changes` does not say so'
    offered = problem.hint.removeprefix("add to `changes`: ")
    (entry,) = yaml.safe_load(offered)
    assert entry == {"date": date(2022, 2, 1), "type": "correction", "was": "not given", "now": "killed 3 by army", "why": "…"}
    path = six.site.root / "content/events/raid.md"
    path.write_text(path.read_text("utf-8").replace("changes:\n", f"changes:\n  {offered}\n"), "utf-8")
    assert found(six, six.commits[2]) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "disputed-by: {who: army, source: [s1]}\n", [(1, "status")]),
        ("", "status: unverified\n", [(7, "status")]),
        ("", "summary: Another summary.\n", []),
        ("disputed-by: {who: army, source: [s1]}\n", "disputed-by: [{who: Army, source: s1}]\n", []),
        ("figures: {what: killed, group: northern soldiers, best: 3, claimed-by: army, source: s1}\n", "figures: {what: killed, group: Northern soldiers, best: 3, claimed-by: army, source: s1}\n", []),
    ],
    ids=["a dispute changes the status", "a typed status", "what readers do not rely on", "another way to write the same", "a capital"],
)
def test_what_has_to_be_told(site: Site, before: str, after: str, expected: list[tuple[int, str]]) -> None:
    """A status that follows from new evidence is told like a typed one; another way of writing the same is not."""
    repository = Repository(site)
    site.write("content/actors/army.md", "---\nname: Army\n---\n")
    repository.raid(more=before)
    base = repository.commit("2022-01-01")
    repository.raid(more=after)
    problems = check(site.root, (base, date(2022, 2, 1))).problems
    assert [(p.line, p.message.split("`")[1]) for p in problems if p.code == "change-untold"] == expected


def test_untold_change_under_a_new_id(site: Site) -> None:
    """A new id does not hide a change; what was merged into another tells its own."""
    repository = Repository(site)
    site.event("old", title="Fire", date="2021-09-06")
    site.event("other", title="Other", date="2021-10-01")
    base = repository.commit("2022-01-01")
    (site.root / "content/events/2021/old.md").unlink()
    site.event("new", title="Fire", date="2021-09-06", more="aliases: old\n")
    assert found(repository, base) == []
    site.event("new", title="Fire", date="2021-09-07", more="aliases: old\n")
    assert found(repository, base) == [("content/events/2021/new.md", 3, "change-untold")]
    site.event("new", title="Fire", date="2021-09-07", more="changes: {date: 2022-01-02, type: correction, was: a, now: b, why: c}\naliases: old\n")
    assert found(repository, base) == []
    repository.git("checkout", "-q", "--", ".")
    (site.root / "content/events/2021/new.md").unlink()
    site.event("heir", title="Both", date="2021-11-01")
    merge(site.root, "old", "heir", "One fire", date(2022, 1, 2))
    assert found(repository, base) == []


def test_unknown_base(six: Repository) -> None:
    """A base that git does not know is a wrong use, not a clean check."""
    with pytest.raises(GitError):
        check(six.site.root, ("nothing", date(2022, 2, 1)))


def test_shallow_clone_has_no_dates_and_one_notice(six: Repository, tmp_path: Path) -> None:
    """A clone of depth 1 prints no dates of change and says so once."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{six.site.root}", str(clone)], check=True, capture_output=True)
    report = build(clone, tmp_path / "out", with_search=False)
    assert len(report.notices) == 1
    assert report.notices[0].startswith("a shallow clone has no history")
    assert "On record since" not in (tmp_path / "out/events/raid/index.html").read_text("utf-8")
    assert not (tmp_path / "out/events/raid/history").exists()


def test_without_git_the_site_is_built(six: Repository, tmp_path: Path) -> None:
    """A folder that is no repository builds, and says once what it leaves out."""
    bare = tmp_path / "bare"
    shutil.copytree(six.site.root, bare, ignore=shutil.ignore_patterns(".git"))
    report = build(bare, tmp_path / "out", with_search=False)
    assert (len(report.notices), report.published is not None) == (1, True)
    assert report.notices[0].startswith("no history: not a git repository")


def test_cache_of_the_history_changes_nothing(six: Repository, tmp_path: Path) -> None:
    """History read in steps, from a damaged cache, or at once gives the same pages."""
    later = six.commits[-1]
    six.git("checkout", "-q", six.commits[2])
    six.site.build()
    six.git("checkout", "-q", later)
    six.site.build()
    stepwise = six.site.tree()
    (six.site.root / ".cache/history.json").write_text('{"version": 2, "head": ')
    six.site.build()
    assert six.site.tree() == stepwise
    shutil.rmtree(six.site.root / ".cache")
    build(six.site.root, tmp_path / "out", with_search=False)
    assert tree(tmp_path / "out") == stepwise


def test_processes_tell_the_same_history(six: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many read it, and whether it is read at once or commit by commit."""
    alone = read_history(six.site.root, tmp_path / "alone")
    monkeypatch.setattr(history, "POOL_FROM", 1)
    assert read_history(six.site.root, tmp_path / "shared", jobs=3) == alone
    for commit in six.commits:
        told = read_history(six.site.root, tmp_path / "bit by bit", commit, jobs=3)
    assert told == alone
    assert sum(map(len, alone.revisions.values())) > 4


def test_a_branch_was_never_published(site: Site) -> None:
    """What a branch tried is not the main line's, though its tip was looked at before it was merged."""
    repository = Repository(site)
    site.event("first")
    repository.commit("2022-01-01")
    repository.git("checkout", "-q", "-b", "trial")
    site.event("tried")
    repository.commit("2022-01-02")
    assert "tried" in read_history(site.root, site.root / ".cache").published
    (site.root / "content/events/2021/tried.md").unlink()
    site.event("told")
    repository.commit("2022-01-03")
    read_history(site.root, site.root / ".cache", repository.commits[1])
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "--no-edit", "trial", day="2022-01-04")
    assert set(read_history(site.root, site.root / ".cache").published) == {"first", "told"}
    assert check(site.root).problems == ()


def test_rewritten_history_is_read_anew(six: Repository) -> None:
    """A cache of commits that are no longer on the way to this one is set aside."""
    six.site.build()
    six.git("reset", "-q", "--hard", six.commits[1])
    six.raid("2021-09-09", "changes: {date: 2022-01-07, type: correction, was: 2021-09-06, now: 2021-09-09, why: A letter.}\n")
    six.commit("2022-01-07")
    six.site.build()
    said = words(page(six.site, "events/raid/history"))
    assert ("7 January 2022" in said, "3 January 2022" in said) == (True, False)


def test_deleted_event_fails_the_build(six: Repository) -> None:
    """An event that was published and is gone fails the build, which names the address and writes nothing."""
    six.site.build()
    before = six.site.tree()
    (six.site.root / "content/events/raid.md").unlink()
    report = six.site.build()
    assert [(p.path, p.code, p.message) for p in report.problems] == [
        ("content/events/raid.md", "address-lost", "/events/raid/ was published and nothing stands there now")
    ]
    assert report.published is None
    assert six.site.tree() == before


def test_address_lives_on_as_alias_or_tombstone(six: Repository) -> None:
    """A renamed event keeps the old id as an alias, a retracted one its file: either satisfies the ledger of addresses."""
    path = six.site.root / "content/events/raid.md"
    text = path.read_text("utf-8")
    path.unlink()
    six.site.write("content/events/2021/2021-09-07-raid.md", text.replace("title:", "aliases: raid\ntitle:"))
    assert six.site.build().problems == ()
    assert "This page has moved." in page(six.site, "events/raid")
    (six.site.root / "content/events/2021/2021-09-07-raid.md").unlink()
    path.write_text(text.replace("title:", "retracted: {date: 2022-02-01, reason: It never was.}\ntitle:"), "utf-8")
    assert six.site.build().problems == ()
    assert "1 February 2022 : It never was." in words(page(six.site, "events/raid"))


def test_drafting_a_published_event_loses_its_address(six: Repository) -> None:
    """A published event cannot become a draft again: its page would be gone."""
    six.site.event("later", title="Later", date="2021-10-01", more="draft: true\n")
    assert [p.code for p in six.site.build().problems] == ["address-lost"]


@pytest.mark.parametrize("git", [True, False], ids=["with git", "without"])
@pytest.mark.parametrize("how", ["retracted", "merged"])
def test_former_addresses_outlive_their_event(site: Site, how: str, git: bool) -> None:
    """What was renamed once and then taken back or merged is still found at its first address, and by its first id."""
    repository = Repository(site)
    site.event("b", title="The other")
    site.event("teller", title="Teller", date="2021-09-08")
    site.event("z", title="The fire")
    repository.commit("2022-01-01")
    (site.root / "content/events/2021/z.md").unlink()
    site.event("y", title="The fire", more="aliases: z\n")
    repository.commit("2022-01-02")
    if not git:
        shutil.rmtree(site.root / ".git")
    if how == "retracted":
        site.event("y", title="The fire", more="aliases: z\nretracted: {date: 2022-01-03, reason: There was none.}\n")
    else:
        merge(site.root, "y", "b", "One fire", date(2022, 1, 3))
    path = site.root / "content/events/2021/teller.md"
    path.write_text(path.read_text("utf-8") + "As [[z]] was.\n", "utf-8")
    assert site.build(base_url="https://example.org/").problems == ()
    target = "y" if how == "retracted" else "b"
    assert f'content="0; url=../{target}/"' in page(site, "events/z")
    assert f'<a href="../{target}/">' in page(site, "events/teller")
    assert "events/z/" not in (site.output / "sitemap.xml").read_text("utf-8")


def test_aliases_of_tombstones_are_checked(site: Site) -> None:
    """A tombstone claims no address of another file either; one that another holder leads to the same place is no clash."""
    site.event("b", more="aliases: [y, x, z]\n")
    site.event("c", title="C")
    site.event("y", title="Y", more="aliases: [z]\nmerged-into: {event: x, date: 2022-01-03, reason: One.}\n")
    site.event("x", title="X", more="merged-into: {event: b, date: 2022-01-03, reason: One.}\n")
    assert site.check().problems == ()
    site.event("t", title="T", more="aliases: [c, Ö, z]\nretracted: {date: 2022-01-03, reason: None.}\n")
    assert [(p.path[-4:], p.line, p.column, p.code, p.message) for p in site.check().problems] == [
        ("t.md", 6, 11, "address-taken", "the alias `c` is the address of `c` already"),
        ("t.md", 6, 14, "address-taken", "the alias `Ö` cannot be an address"),
        ("t.md", 6, 17, "address-taken", "the alias `z` is the address of `b` already"),
    ]


def test_mergers_lead_through_former_ids(site: Site) -> None:
    """A merger that names a tombstone's former id leads on as that does, and one that ends at a retraction says so once."""
    site.event("b", title="B")
    site.event("c", title="C", date="2021-10-01", more="follows: a\n")
    site.event("m", title="M", more="aliases: old-m\nmerged-into: {event: b, date: 2022-01-03, reason: One.}\n")
    site.event("a", title="A", more="merged-into: {event: old-m, date: 2022-01-03, reason: One.}\n")
    assert site.build().problems == ()
    assert "It is told here now: B" in words(page(site, "events/a"))
    site.event("b", title="B", more="retracted: {date: 2022-01-03, reason: None.}\n")
    assert [(p.path[-4:], p.message) for p in site.check().problems] == [("a.md", "`b` was retracted"), ("m.md", "`b` was retracted")]


def test_what_cannot_be_read_loses_no_address(six: Repository) -> None:
    """While a file is in error nobody knows which addresses it keeps alive, so none is reported as lost till then."""
    path = six.site.root / "content/events/raid.md"
    text = path.read_text("utf-8")
    path.unlink()
    moved = six.site.write("content/events/2021/2021-09-07-raid.md", text.replace("title:", "aliases: raid\ntitel:"))
    assert {p.code for p in six.site.build().problems} == {"missing-key", "unknown-key"}
    moved.write_text(text.replace("title:", "draft: true\naliases: raid\ntitle:"), "utf-8")
    assert [p.code for p in six.site.build().problems] == ["address-lost"]


@pytest.mark.parametrize("name", ["2021/2021-10-01-Foo.md", "2021/_template.md", "README.md", "_ideas/2021/fire.md", "2021/fire.txt"])
def test_only_files_of_events_were_published(site: Site, name: str) -> None:
    """What never was an event's file, by its name or by that of a folder, has no address to lose."""
    repository = Repository(site)
    file = site.event("fire")
    text = file.read_bytes()
    file.unlink()
    wrong = site.write(f"content/events/{name}", text)
    repository.commit("2022-01-01")
    assert "address-lost" not in [p.code for p in site.build().problems]
    wrong.unlink()
    site.event("2021-10-01-foo")
    repository.commit("2022-01-02")
    assert site.build().problems == ()
    said = words(page(site, "events/2021-10-01-foo/history"))
    assert ("2 January 2022 added" in said, "1 January 2022" in said) == (True, False)


@pytest.mark.parametrize(
    ("kept", "lost"),
    [(b"\xef\xbb\xbf%s", True), (b"%s\n\xe9", False)],
    ids=["a byte order mark", "what is no UTF-8"],
)
def test_history_reads_what_the_reader_reads(site: Site, kept: bytes, lost: bool) -> None:
    """A file that could be built has a history and an address to keep; one that could not has neither."""
    repository = Repository(site)
    site.event("other", date="2021-10-01")
    file = site.event("fire")
    file.write_bytes(kept % file.read_bytes())
    repository.commit("2022-01-01")
    report = site.build()
    assert bool(report.published) == lost
    if lost:
        assert "1 January 2022 added" in words(page(site, "events/fire/history"))
    file.unlink()
    assert [p.code for p in site.build().problems] == ["address-lost"] * lost


def test_history_knows_all_line_ends(site: Site) -> None:
    """An event whose file has other line ends is still there, whichever they are."""
    repository = Repository(site)
    file = site.event("fire")
    for day, end in enumerate((b"\n", b"\r\n", b"\r"), 1):
        file.write_bytes(b"\n".join([*file.read_bytes().splitlines(), b""]).replace(b"\n", end))
        repository.commit(f"2022-01-0{day}")
    site.build()
    said = words(page(site, "events/fire/history"))
    assert [f"{day} January 2022 {kind} " in said for day, kind in ((1, "added"), (2, "changed"), (3, "changed"))] == [True] * 3


# merging

FORMS = {
    "no aliases": ("", "aliases: [old]\n"),
    "one": ("aliases: first  # from 2020\n", "aliases: [first, old]  # from 2020\n"),
    "a list": ("aliases: [first, 'second']  # from 2020\n", "aliases: [first, 'second', old]  # from 2020\n"),
    "rows": ("aliases:\n  - first  # from 2020\n  - second\n", "aliases:\n  - first  # from 2020\n  - second\n  - old\n"),
    "empty": ("aliases: []\n", "aliases: [old]\n"),
    "empty, with a space and a word on it": ("aliases: [ ] # none\n", "aliases: [old ] # none\n"),
    "nothing": ("aliases:\n", "aliases: [old]\n"),
    "nothing, with a word on it": ("aliases: # none yet\n", "aliases: [old] # none yet\n"),
    "nothing, written out": ("aliases: ~\n", "aliases: [old]\n"),
    "a comma at the end": ("aliases: [o1, o2,]\n", "aliases: [o1, o2, old,]\n"),
    "a comment inside": ("aliases: [o1, # see x\n  o2]\n", "aliases: [o1, # see x\n  o2, old]\n"),
    "a list over lines": ("aliases: [\n  o1,\n  o2\n]\n", "aliases: [\n  o1,\n  o2, old\n]\n"),
    "a key in quotes": ('"aliases": o1\n', '"aliases": [o1, old]\n'),
    "rows after a blank line": ("aliases:\n\n- o1\n\n", "aliases:\n\n- o1\n- old\n\n"),
    "there already": ("aliases: [old, o1]\n", "aliases: [old, o1]\n"),
}


@pytest.mark.parametrize("name", FORMS)
def test_merge_keeps_comments_and_order(site: Site, name: str) -> None:
    """Merging adds one line to each file, and leaves every other character where it was."""
    before, after = FORMS[name]
    rest = "date: '2021-09-06'   # the paper's\ntitle: \"The raid\"\n{aliases}location: unknown\nsource: https://example.org/a\n"
    file = "---\n# a comment\n" + rest + "---\nText --- with\n\n---\n\na rule.\n"
    site.write("content/events/2021/new.md", file.format(aliases=before))
    site.write("content/events/2021/old.md", file.format(aliases="").replace("The raid", "The other raid"))
    merge(site.root, "old", "new", "Two reports: one raid", date(2022, 2, 1))
    wanted = file.format(aliases=after) if before else file.format(aliases="").replace("example.org/a\n", f"example.org/a\n{after}")
    assert (site.root / "content/events/2021/new.md").read_text("utf-8") == wanted
    grave = "merged-into:\n  event: new\n  date: 2022-02-01\n  reason: 'Two reports: one raid'\n"
    old = (site.root / "content/events/2021/old.md").read_text("utf-8")
    assert old == file.format(aliases="").replace("The raid", "The other raid").replace("example.org/a\n", f"example.org/a\n{grave}")
    assert site.build().problems == ()
    assert "1 February 2022 : Two reports: one raid It is told here now: The raid" in words(page(site, "events/old"))


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "mark"])
@pytest.mark.parametrize("ends", ["\r\n", "\r", "mixed"])
def test_merge_keeps_line_ends(site: Site, ends: str, mark: str) -> None:
    """Line ends stay as they are, and so does a byte order mark; what is added takes the file's own."""
    for name in ("old", "new"):
        file = site.event(name, more=f"aliases:\n- {name}-1\ntags: ü\n")
        text = file.read_text("utf-8").replace("\n", "\r\n" if ends == "mixed" else ends)
        file.write_bytes((mark + (text.replace("\r\ntags", "\ntags") if ends == "mixed" else text)).encode())
    before = tree(site.root / "content/events/2021")
    merge(site.root, "old", "new", "Two\nlines:  yes", date(2022, 2, 1))
    after = tree(site.root / "content/events/2021")
    end = "\r\n" if ends == "mixed" else ends
    grave = f"merged-into:{end}  event: new{end}  date: 2022-02-01{end}  reason: 'Two lines: yes'{end}---{end}Some".encode()
    assert after["old.md"] == before["old.md"].replace(f"---{end}Some".encode(), grave)
    assert after["new.md"] == before["new.md"].replace(b"- new-1", f"- new-1{end}- old".encode())
    assert site.build().problems == ()


def test_merge_quotes_ids_that_look_like_numbers(site: Site) -> None:
    """An id of digits alone is text in both files."""
    site.event("2021")
    site.event("1984", title="B")
    merge(site.root, "2021", "1984", "One", date(2022, 2, 1))
    assert site.build().problems == ()
    assert "It is told here now: B" in words(page(site, "events/2021"))


UNEDITED = {
    "front matter in braces": ("---\n{title: B, date: 2021-09-06, location: unknown, source: https://example.org/b}\n---\nIt was.\n", "b.md"),
    "a key of its own line": ("---\ntitle: B\ndate: 2021-09-06\nlocation: unknown\nsource: https://example.org/b\n? aliases\n---\nIt was.\n", "b.md"),
    "no text": ("---\ntitle: B\naliases: &a [x]\n---\nIt was.\n", "b.md:3"),
    "not UTF-8": (b"---\ntitle: \xe9\n---\nIt was.\n", "b.md: not UTF-8"),
    "a draft": ("---\ntitle: B\ndraft: true\n---\nIt was.\n", "b is a draft"),
}


@pytest.mark.parametrize("name", UNEDITED)
def test_merge_writes_both_or_none(site: Site, name: str) -> None:
    """What cannot be edited safely is left alone, and the message says what to write by hand."""
    text, said = UNEDITED[name]
    site.event("a")
    site.write("content/events/2021/b.md", text)
    before = tree(site.root / "content")
    with pytest.raises(MergeError, match=re.escape(said)) as raised:
        merge(site.root, "a", "b", "One", date(2022, 2, 1))
    assert tree(site.root / "content") == before
    if said == "b.md":
        by_hand = "write this into content/events/2021/a.md:\nmerged-into:\n  event: b\n  date: 2022-02-01\n  reason: One\nand `a` into the `aliases` of content/"
        assert by_hand in str(raised.value)


def test_merge_refuses_what_cannot_be_merged(site: Site) -> None:
    """Neither itself, nor a tombstone, nor a file that is not there; nothing is written then."""
    site.event("a")
    site.event("b")
    merge(site.root, "a", "b", "one", date(2022, 2, 1))
    before = tree(site.root / "content")
    site.event("twice")
    site.write("content/events/twice.md", (site.root / "content/events/2021/twice.md").read_bytes())
    site.write("content/events/_old/gone.md", (site.root / "content/events/2021/twice.md").read_bytes())
    before = tree(site.root / "content")
    wrong = [("b", "b", "into itself"), ("b", "a", "a tombstone already"), ("b", "c", "no file c.md"), ("*", "b", "`[*]` is no event's id")]
    wrong += [("/b", "b", "`/b` is no event's id"), ("b", "../b", "is no event's id"), ("b", "twice", "have one id"), ("b", "gone", "no file gone.md")]
    for old, new, said in wrong:
        with pytest.raises(MergeError, match=said):
            merge(site.root, old, new, "x", date(2022, 2, 1))
    with pytest.raises(MergeError, match="the reason is empty"):
        merge(site.root, "b", "twice", " \n", date(2022, 2, 1))
    assert tree(site.root / "content") == before


# the record as it stood


@pytest.mark.parametrize("by", ["day", "commit"])
def test_as_of(six: Repository, tmp_path: Path, by: str) -> None:
    """By day or commit the record is built as it stood, with its history up to then, and each page says so."""
    when = "2022-01-03" if by == "day" else six.commits[2][:12]
    report = build(six.site.root, tmp_path / "out", with_search=False, as_of=when)
    assert report.published
    files = tree(tmp_path / "out")
    assert "events/later/index.html" not in files
    said = words(files["events/raid/history/index.html"].decode())
    assert ("3 January 2022 changed" in said, "4 January 2022" in said) == (True, False)
    notice = f"This is the record as it stood on 3 January 2022 (version {six.commits[2][:10]}); it may have changed since."
    bare = [n for n, data in files.items() if n.endswith(".html") and notice not in words(data.decode())]
    assert bare == []


def test_as_of_before_the_record_began(six: Repository, tmp_path: Path) -> None:
    """There is nothing to build from before the first commit, and the message says so."""
    with pytest.raises(GitError, match="the record has no commit on or before 2021-12-31"):
        build(six.site.root, tmp_path / "out", with_search=False, as_of="2021-12-31")
    with pytest.raises(GitError):
        build(six.site.root, tmp_path / "out", with_search=False, as_of="nothing")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("when", ["2030-02-31", "2026-99-99", "2021-9-6", "", "--all"])
def test_no_day_and_no_commit(six: Repository, tmp_path: Path, when: str) -> None:
    """What is neither a day nor a commit is refused in so many words; it is never taken for today."""
    said = f"`{when}` is no day of the calendar" if when.startswith("20") and len(when) == 10 else f"`{when}` is neither a day such as 2022-01-31 nor a commit"
    with pytest.raises(GitError, match=re.escape(said)):
        build(six.site.root, tmp_path / "out", with_search=False, as_of=when)
    with pytest.raises(GitError, match=re.escape(said)):
        check(six.site.root, (when, date(2022, 2, 1)))
    done = timeline("check", "--base", when, "-C", str(six.site.root))
    assert (done.returncode, said in done.stderr) == (2, True)


def test_site_in_a_folder_of_its_repository(six: Repository, tmp_path: Path) -> None:
    """A site that is not its repository's root has a past all the same; a base from before it began holds nothing to compare with."""
    inner = Site(six.site.root / "sub")
    shutil.rmtree(inner.root)
    inner.root.mkdir()
    six.git("mv", "content", "site.toml", "sub/")
    six.commit("2022-01-07")
    event = inner.root / "content/events/raid.md"
    event.write_text(event.read_text("utf-8").replace("2021-09-07\n", "2021-09-08\n"), "utf-8")
    six.commit("2022-01-08")
    report = build(inner.root, tmp_path / "out", with_search=False, as_of="HEAD~1")
    assert report.published
    assert "7 September 2021" in words((tmp_path / "out/events/raid/index.html").read_text("utf-8"))
    assert [p.code for p in check(inner.root, ("HEAD~1", date(2022, 2, 1))).problems] == ["change-untold"]
    assert check(inner.root, ("HEAD~2", date(2022, 2, 1))).problems == ()


def test_link_out_of_an_earlier_record(six: Repository, tmp_path: Path) -> None:
    """A link that led out of content/ is not there in the record as it stood, and stops no comparison with it."""
    link = six.site.root / "content/media/passwd"
    link.parent.mkdir()
    link.symlink_to("/etc/passwd")
    six.commit("2022-01-07")
    link.unlink()
    assert check(six.site.root, ("HEAD", date(2022, 2, 1))).problems == ()
    assert build(six.site.root, tmp_path / "out", with_search=False, as_of="HEAD").published


def test_commands(six: Repository) -> None:
    """`check --base` fails with the problem, `merge` names the files it wrote, and what git does not know is wrong use."""
    folder = ("-C", str(six.site.root))
    done = timeline("check", "--base", six.commits[2], *folder)
    assert (done.returncode, "error[change-untold]" in done.stdout) == (1, True)
    assert timeline("check", "--base", six.commits[3], *folder).returncode == 0
    assert timeline("check", "--base", "nothing", *folder).returncode == 2
    done = timeline("merge", "later", "raid", "--reason", "One raid", *folder)
    assert (done.returncode, done.stdout) == (0, "content/events/2021/later.md\ncontent/events/raid.md\n")
    assert timeline("merge", "later", "raid", "--reason", "Again", *folder).returncode == 2
    assert timeline("build", "--no-search", "--as-of", "nothing", *folder).returncode == 2
