"""The house has one direction: imports point only to what stands earlier in the data's way."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "builder"
# What data passes, in order; a module may import from its own room and from those before it.
ORDER = (
    "__init__", "versions", "git", "kept", "stopwatch", "problems", "report", "pool", "digests", "records", "settings", "reading", "history",
    "chronicle", "shelf", "gather", "changes", "site", "exports", "rendering", "publishing", "build", "unchanged", "scaffold", "merge", "summary", "live", "preview", "cli", "__main__",
)
MODULES = sorted(p.relative_to(ROOT.parent).with_suffix("").as_posix().replace("/", ".") for p in ROOT.rglob("*.py"))


def room(module: str) -> int:
    parts = module.split(".")
    return ORDER.index(parts[1] if len(parts) > 1 else "__init__")


@pytest.mark.parametrize("module", MODULES)
def test_direction(module: str) -> None:
    """No module imports from a later room."""
    tree = ast.parse((ROOT.parent / (module.replace(".", "/") + ".py")).read_text("utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names] if isinstance(node, ast.Import) else []
        )
        if name == "builder" or name.startswith("builder.")
    }
    assert {name for name in imported if room(name) > room(module)} == set()


def test_records_and_chronicle_touch_no_disk() -> None:
    """The pure rooms name neither paths nor the operating system."""
    impure = {"os", "pathlib", "shutil", "io", "time"}
    for folder in ("records", "chronicle"):
        for path in (ROOT / folder).glob("*.py"):
            names = {a.name for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Import) for a in n.names}
            names |= {n.module for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.ImportFrom) and n.module}
            assert names & impure == set(), path


def test_each_module_alone() -> None:
    """Every module can be the first one imported, so there is no circle."""
    code = "import importlib, subprocess, sys\n"
    for module in MODULES:
        if module.endswith("__main__"):
            continue
        code = f"import {module.removesuffix('.__init__')}"
        done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT.parent, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{module}: {done.stderr}"
