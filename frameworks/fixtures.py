"""The serialisation format of the files in `fixtures/`, one framework each, for `loaddata`.

`SERIALIZATION_MODULES` registers it for the extension `.yaml`. A file is read whole before
anything is written; `loaddata` wraps all files of one call in a transaction.
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
    """Raised if the file does not fit its shape: names the file, the line and the reason.

    A CommandError, so that the console shows only the message.
    """


class TranscribedFramework:
    """The content of one file, with the interface of a `DeserializedObject` for `loaddata`."""

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
    """Yield the framework in the file. Django asks for this name. Raises FixtureRefused."""
    name = str(getattr(stream, "name", "the file"))
    try:
        yield _read(parse(stream), name)
    except NotReadable as error:
        raise FixtureRefused(f"{name}, {error}") from error


def read(path: Path) -> TranscribedFramework:
    """Return the framework in this file. Raises FixtureRefused."""
    with path.open(encoding="utf-8") as stream:
        (framework,) = Deserializer(stream)
    return framework


class Serializer:
    """A stub, which Django requires; `manage.py dump_framework` writes the files instead."""

    internal_use_only = False

    def __init__(self) -> None:
        raise NotImplementedError("Write the file of a framework with: manage.py dump_framework")


def dump(edition: Edition) -> str:
    """Return the YAML of an authority's published edition, as readers see it."""
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
