"""Builds a static site from a timeline whose facts are disputed."""

from pathlib import Path

__version__ = "0.1.0"
SHIPPED = Path(__file__).resolve().parent.parent / "themes"  # the themes that come with the builder
