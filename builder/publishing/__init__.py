"""Bytes to output/: staging, moving into place, the manifest."""
