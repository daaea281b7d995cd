"""Builds a static site from a timeline whose facts are disputed."""

__version__ = "0.1.0"
