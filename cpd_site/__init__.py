"""People, organisations, and everything that serves a site."""

VERSION = "0.1.0"
"""The release; `pyproject.toml` says the same."""
