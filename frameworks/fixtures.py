"""Teaches Django's `loaddata` and `dumpdata` the files in `fixtures/`: one framework in each.

Registered for the ending `.yaml` in `SERIALIZATION_MODULES`. Nothing is written until the whole
file has been read; `loaddata` wraps all the files of one call in a transaction.
"""

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandError
from django.utils import timezone

from cpd_site.models import Organisation
from frameworks.actions import editions
from frameworks.models import Edition, Framework
from opportunities import store
from opportunities.exchange.reading import grid_yaml
from opportunities.exchange.reading.grid_yaml import MOST_IN_A_NAME
from opportunities.exchange.writing import grid_yaml as grid_yaml_writing
from opportunities.exchange.yaml_nodes import NotReadable, Value, parse
from opportunities.grid.snapshot import GridSnapshot


class FixtureRefused(CommandError):
    """The file, the line and the reason. A CommandError, so that the console shows just that."""


class TranscribedFramework:
    """What one file holds. Looks to `loaddata` like one of its own deserialised objects."""

    deferred_fields = None

    def __init__(
        self,
        framework: Framework,
        front_page: editions.FrontPage,
        snapshot: GridSnapshot,
        published_at: datetime,
        name: str,
    ) -> None:
        self.object = framework
        self.front_page = front_page
        self.snapshot = snapshot
        self.published_at = published_at
        self.name = name

    def save(self, **_: Any) -> None:
        try:
            editions.publish_imported(
                framework=self.object,
                front_page=self.front_page,
                snapshot=self.snapshot,
                published_at=self.published_at,
                by=None,
                is_keyed=False,
            )
        except editions.EditionDiffers as error:
            raise FixtureRefused(f"{self.name}: {error}") from error


def Deserializer(stream: IO[str] | str, **_: Any) -> Iterator[TranscribedFramework]:  # noqa: N802
    """Called by Django under this name. Raises Refused where the file does not fit its shape."""
    name = str(getattr(stream, "name", "the file"))
    try:
        yield _read(parse(stream), name)
    except NotReadable as error:
        raise FixtureRefused(f"{name}, {error}") from error


def read(path: Path) -> TranscribedFramework:
    """Read one file. Raises FixtureRefused."""
    with path.open(encoding="utf-8") as stream:
        (framework,) = Deserializer(stream)
    return framework


class Serializer:
    """Django wants one beside the reader; `manage.py dump_framework` writes the files instead."""

    internal_use_only = False

    def __init__(self) -> None:
        raise NotImplementedError("Write the file of a framework with: manage.py dump_framework")


def written(edition: Edition) -> str:
    """The file of a published edition of an authority, as readers see it."""
    framework = edition.framework
    authority = framework.organisation
    published = edition.published_at
    content = {
        "framework": {
            "slug": framework.slug,
            "title": framework.title,
            "authority": {
                "slug": authority.slug,
                "name": authority.name,
                "short_name": authority.short_name,
                "accent": authority.accent,
            },
        },
        "edition": {
            "label": edition.label,
            "title": edition.title,
            "subtitle": edition.subtitle,
            "year": edition.year,
            "published": published and timezone.localdate(published),
            "source": edition.source,
            "columns_are_ours": edition.columns_are_ours,
        },
        **grid_yaml_writing.entries(store.read_visible(edition.grid)),
    }
    return grid_yaml_writing.dump(content)


def _read(file: Value, name: str) -> TranscribedFramework:
    entries = file.mapping(
        required={"framework", "edition", *grid_yaml.ENTRIES}, optional=grid_yaml.MAY_HAVE
    )
    about = entries["framework"].mapping(required={"slug", "title", "authority"})
    authority = about["authority"].mapping(required={"slug", "name", "short_name", "accent"})
    edition = entries["edition"].mapping(
        required={"label", "title", "subtitle", "year", "published", "source", "columns_are_ours"}
    )
    if (accent := authority["accent"].text()) not in Organisation.Accent.values:
        authority["accent"].refuse(f"“{accent}” is none of {', '.join(Organisation.Accent.values)}")
    slug = about["slug"].slug()
    return TranscribedFramework(
        framework=Framework(
            slug=slug,
            title=about["title"].one_line(most=MOST_IN_A_NAME),
            organisation=Organisation(
                kind=Organisation.Kind.AUTHORITY,
                slug=authority["slug"].slug(),
                name=authority["name"].one_line(most=200),
                short_name=authority["short_name"].one_line(most=80),
                accent=accent,
            ),
        ),
        front_page=editions.FrontPage(
            label=edition["label"].one_line(most=60),
            title=edition["title"].one_line(most=MOST_IN_A_NAME),
            subtitle=edition["subtitle"].one_line_or_nothing(most=MOST_IN_A_NAME),
            source=edition["source"].full_text().strip(),
            year=edition["year"].year(),
            columns_are_ours=edition["columns_are_ours"].flag(),
        ),
        snapshot=grid_yaml.read(entries, name=slug),
        published_at=timezone.make_aware(datetime.combine(edition["published"].date(), time.min)),
        name=name,
    )
