"""Operating the site: health checks, backups, the release."""

VERSION = "0.1.0"
"""The release, as in `pyproject.toml`."""
