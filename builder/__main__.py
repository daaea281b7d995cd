"""`python -m builder` is the `timeline` command."""

from builder.cli import run

if __name__ == "__main__":
    run()
