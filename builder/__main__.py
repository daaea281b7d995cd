"""`python -m builder` is the `timeline` command."""

from builder.cli import main

if __name__ == "__main__":
    main(prog_name="timeline")
