"""What needs whoever runs the site: whether it is well, backups, the release."""

VERSION = "0.1.0"
"""The release; `pyproject.toml` says the same."""
