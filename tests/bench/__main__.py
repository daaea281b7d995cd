"""Compare the builder with Hugo: the same events and lists, in turns, on one machine.

    python -m tests.bench [--events 300,1000,10000] [--rounds 5] [--preview] [--out FILE.json]

Each round builds with Hugo and with ours, from nothing and after each kind of change, so each sample of ours has one of
Hugo beside it in time. The table gives medians; ratios are taken within a round. Hugo keeps nothing between runs, so
its rebuild is what every change is compared with.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.bench import hugo
from tests.bench.corpus import write_site
from tests.bench.measure import Sample, busy, measure
from tests.bench.preview import hugo_server, latency, our_server

ROOT = Path(__file__).parents[2]
LAB = ROOT / ".bench"
Change = Callable[[Path, str, int], None]


def _replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")


def _edit_body(site: Path, stem: str, turn: int) -> None:
    with (site / f"content/events/{stem[:4]}/{stem}.md").open("a", encoding="utf-8") as file:
        file.write(f"\nA later note, number {turn}, was added to this account.\n")


def _edit_title(site: Path, stem: str, turn: int) -> None:
    _replace(site / f"content/events/{stem[:4]}/{stem}.md", 'title: "', f'title: "No. {turn}: ')


def _rename_place(site: Path, _stem: str, turn: int) -> None:
    _replace(site / "content/places/arkan.md", "name: ", f"aliases: [Arkan]\nname: Old {turn} " if turn == 0 else f"name: Older {turn} ")


def _edit_template(site: Path, _stem: str, turn: int) -> None:
    """The layout of all pages: the site's own theme begins as a copy of the shipped base template."""
    _replace(site / "themes/own/templates/base.html", "</body>", f"<p>{turn}</p></body>")


def _nothing(_site: Path, _stem: str, _turn: int) -> None:
    return


CHANGES: dict[str, Change] = {
    "no change": _nothing, "body edited": _edit_body, "title edited": _edit_title, "place renamed": _rename_place, "layout edited": _edit_template,
}  # fmt: skip


def bench(events: int, rounds: int, folder: Path) -> dict[str, object]:
    """All samples of one size: by program and phase, in the order of rounds."""
    ours, theirs = folder / "ours", folder / "theirs"
    stems = write_site(ours, events)
    hugo.convert(ours, theirs)
    templates = ours / "themes/own/templates"
    templates.mkdir(parents=True)
    (ours / "themes/own/theme.toml").write_text('extends = "default"\n')
    shutil.copy(ROOT / "themes/default/templates/base.html", templates)
    (ours / "site.toml").write_text('theme = "own"\n' + (ours / "site.toml").read_text("utf-8"), "utf-8")
    program = hugo.hugo(LAB)
    commands = {
        "hugo": hugo.build_command(program, theirs, folder / "theirs.out"),
        "ours": [sys.executable, "-m", "builder", "build", "--no-search", "-C", str(ours), "--output", str(folder / "ours.out")],
    }
    samples: dict[str, list[Sample]] = {}

    def take(program: str, phase: str) -> None:
        _wait()
        samples.setdefault(f"{program}: {phase}", []).append(measure(commands[program]))

    for turn in range(rounds):
        for path in (theirs / ".cache", theirs / "resources", folder / "theirs.out", ours / ".cache", folder / "ours.out"):
            shutil.rmtree(path, ignore_errors=True)
        take("hugo", "cold")
        take("ours", "cold")
        take("hugo", "rebuild")
        for phase, change in CHANGES.items():
            change(ours, stems[len(stems) // 2], turn)
            take("ours", phase)
        print(f"{events} events, round {turn + 1} of {rounds}", file=sys.stderr)
    return {
        "events": events,
        "output": {name: _size(folder / f"{name}.out") for name in ("theirs", "ours")},
        "samples": {name: [asdict(s) for s in found] for name, found in samples.items()},
    }


def _wait() -> None:
    """Until the machine is quiet, or half a minute at most."""
    for _ in range(60):
        if busy() < 0.3:
            return


def _size(folder: Path) -> dict[str, int]:
    files = [p for p in folder.rglob("*") if p.is_file()]
    pages = sum(p.name == "index.html" and p.parent.parent.name == "events" for p in files)
    return {"files": len(files), "event pages": pages, "bytes": sum(p.stat().st_size for p in files)}


def table(result: dict[str, object]) -> str:
    """The medians of one size as Markdown."""
    samples: dict[str, list[dict[str, float]]] = result["samples"]  # type: ignore[assignment]
    sizes: dict[str, dict[str, int]] = result["output"]  # type: ignore[assignment]
    rows = [
        f"\n### {result['events']:,} events\n",
        *(f"- {name}: {s['files']:,} files, {s['event pages']:,} event pages, {s['bytes'] / 1e6:.1f} MB" for name, s in sizes.items()),
        "\n| | wall s | processor s | memory MB | wall, of Hugo's |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, found in samples.items():
        against = samples["hugo: cold" if name.endswith("cold") else "hugo: rebuild"]
        ratio = median(a["wall_s"] / b["wall_s"] for a, b in zip(found, against, strict=True))
        wall, cpu, memory = (median(s[key] for s in found) for key in ("wall_s", "cpu_s", "memory_mb"))
        rows.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {ratio:.3f} |")
    for name in ("ours", "hugo"):
        if shown := result.get(f"preview: {name}"):
            rows.append(f"\nPreview, from saving to the new text ({name}): median {median(shown) * 1000:.0f} ms, slowest {max(shown) * 1000:.0f} ms.")  # type: ignore[call-overload]
    return "\n".join(rows)


def main() -> None:
    """Run it as the command line says, print the tables, keep the samples."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--events", default="300,1000,10000", help="sizes, with commas")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--preview", type=int, default=7, help="how many savings to time in the preview; 0 for none")
    parser.add_argument("--out", type=Path, default=LAB / f"{datetime.now(UTC):%Y-%m-%dT%H%M}.json")
    asked = parser.parse_args()
    memory = Path("/dev/shm")  # noqa: S108  # a disk in memory, so that programs are compared and not the disk
    results = []
    print(f"{platform.system()} {platform.release()}, {platform.machine()}, {len(__import__('os').sched_getaffinity(0))} cores, Python {platform.python_version()}, Hugo {hugo.VERSION}, {datetime.now(UTC):%d %B %Y}")
    for events in map(int, asked.events.split(",")):
        with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
            result = bench(events, asked.rounds, Path(folder))
            if asked.preview:
                result["preview: ours"] = latency(our_server(Path(folder) / "ours"), asked.preview)
                with suppress(RuntimeError):  # at 100,000 events it did not show the new text in time; the rest is worth keeping
                    result["preview: hugo"] = latency(hugo_server(hugo.hugo(LAB), Path(folder) / "theirs"), min(asked.preview, 3))
        results.append(result)
        print(table(result), flush=True)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(results, indent=1), "utf-8")


if __name__ == "__main__":
    main()
