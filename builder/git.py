"""Git as a program: what it prints, and what is checked out."""

from __future__ import annotations

import subprocess
from pathlib import Path


class GitError(Exception):
    """Git is missing, this is no repository, or it does not know a commit; the message is git's."""


def git(root: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """What git prints.

    Raises:
        GitError: git is missing or fails.
    """
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], input=stdin, capture_output=True, check=False)
    except FileNotFoundError:
        raise GitError("git is not installed") from None
    if done.returncode:
        raise GitError(done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: "))
    return done.stdout


def head(root: Path, commit: str = "HEAD") -> tuple[str, str]:
    """The full hash of a commit whose past can be seen; or an empty text, and a notice that says why it cannot."""
    lost = "pages show no dates of change, and lost addresses are not looked for"
    try:
        shallow, found = git(root, "rev-parse", "--is-shallow-repository", commit).decode().split()
    except GitError as error:
        return "", f"no history: {error.args[0].splitlines()[0].split(' (')[0]}; {lost}"
    if shallow == "true":
        return "", f"a shallow clone has no history: {lost}; fetch with depth 0"
    return found, ""
