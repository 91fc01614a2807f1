"""Bundles of readable sources: one style sheet and one script for every page, and one sheet more
for drafts. Files that only one page needs are loaded beside them.

A finder of static files: `collectstatic`, Django's own server and the tests find a bundle like any
other file, under its name in BUNDLES. It is rebuilt whenever one of its sources changes.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from threading import get_native_id
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, find
from django.core.files.storage import FileSystemStorage

BUNDLES = {
    "css/site.css": (
        "vendor/govuk-frontend/govuk-frontend.min.css",
        "css/tokens.css",
        "css/base.css",
        "css/frame.css",
        "css/forms.css",
        "css/opportunities.css",
        "css/matrix.css",
        "css/filters.css",
        "css/lists.css",
        "css/reading.css",
        "css/stages.css",
        "css/organisations.css",
        "css/print.css",
        "css/preferences.css",
    ),
    "css/desk.css": (
        "css/changes.css",
        "css/drafts.css",
        "css/publishing.css",
        "css/copies.css",
        "css/followers.css",
        "css/imports.css",
    ),
    "js/site.js": (
        "django_htmx/htmx-2.min.js",
        "js/abbreviations.js",
        "js/kept.js",
        "js/matrix.js",
    ),
}
"""The order of style sheets is that of their rules: a later one wins.

Addresses in a source are relative to it, so a bundle is in the folder of our sources.
"""

COMMENTS_AND_INDENTS = re.compile(r"/\*(?!!).*?\*/|(?<=\n)[ ]+", re.DOTALL)
"""Comments and indents of a style sheet, which bundles omit."""


class BundleFinder(BaseFinder):
    """Finds the bundles, and nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "bundles")

    def find(self, path: str, find_all: bool = False) -> Any:
        if path not in BUNDLES:
            return []
        made = str(_made(path, Path(self.storage.path(path))))
        return [made] if find_all else made

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for path in BUNDLES:
            self.find(path)
            yield path, self.storage


def _made(path: str, target: Path) -> Path:
    content = "\n".join(_content(source) for source in BUNDLES[path])
    if not target.exists() or target.read_text("utf-8") != content:
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_suffix(f".{get_native_id()}")  # of this thread alone, and moved whole
        new.write_text(content, "utf-8")
        new.replace(target)
    return target


def _content(source: str) -> str:
    """Return a source as bundles include it."""
    found = find(source)
    if found is None:
        raise FileNotFoundError(f"{source} is missing, a part of a bundle in {__name__}.")
    content = Path(found).read_text("utf-8")
    return COMMENTS_AND_INDENTS.sub("", content) if source.endswith(".css") else content
