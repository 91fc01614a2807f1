"""Small grids for tests, and frameworks that contain them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from frameworks.actions import editions
from frameworks.models import Edition, Framework
from opportunities import store
from opportunities.exchange.writing.document import GridDocument, GridSource
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    Section,
    Stage,
)
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier, StageFamily
from tests.factories import OrganisationFactory

NAMESPACE = UUID(int=0)

LADDER = (StageFamily.EARLY_CAREER, StageFamily.RECENTLY_QUALIFIED, StageFamily.MIDDLE_LEADER)


def key(name: str) -> UUID:
    return uuid5(NAMESPACE, name)


def grid(
    cells: Mapping[tuple[str, str], Sequence[str]],
    *,
    details: Mapping[str, tuple[str, ...]] | None = None,
    continues: Mapping[tuple[str, str], ContinuationWord] | None = None,
    tiers: Mapping[str, ProviderTier | None] | None = None,
    families: Mapping[str, StageFamily] | None = None,
    sections: Sequence[tuple[str, str]] = (),
) -> GridSnapshot:
    """Return a grid of these lines: `{("NQT", "School"): ["Join in", "Join in"], …}`.

    Stages and columns are in order of first mention. Every key derives from a name, so that tests
    can write `key("NQT")`.
    """
    tiers, families, continues = tiers or {}, families or {}, continues or {}
    places = [*cells, *continues]
    stages = list(dict.fromkeys(stage for stage, _ in places))
    columns = list(dict.fromkeys(column for _, column in places))
    family = {
        name: families.get(name, LADDER[min(number, len(LADDER) - 1)])
        for number, name in enumerate(stages)
    }
    lines = [
        (stage, column, number, text)
        for (stage, column), texts in cells.items()
        for number, text in enumerate(texts)
    ]
    return GridSnapshot(
        stages=tuple(
            Stage(
                key=key(name),
                slug=name.lower().replace(" ", "-"),
                name=name,
                group=family[name].group,
                family=family[name],
            )
            for name in stages
        ),
        columns=tuple(
            Column(key(name), name, tiers.get(name, ProviderTier.SCHOOL)) for name in columns
        ),
        opportunities=tuple(
            Opportunity(key(text), text, (details or {}).get(text, ()))
            for text in dict.fromkeys(text for *_, text in lines)
        ),
        placements=tuple(
            Placement(
                key=key(f"{stage}/{column}/{number}"),
                stage=key(stage),
                column=key(column),
                opportunity=key(text),
                tier=tiers.get(column, ProviderTier.SCHOOL) or ProviderTier.NATIONAL,
            )
            for stage, column, number, text in lines
        ),
        continuations=tuple(
            Continuation(key(stage), key(column), word)
            for (stage, column), word in continues.items()
        ),
        sections=tuple(Section(key(heading), heading, body) for heading, body in sections),
    )


def texts(snapshot: GridSnapshot, placements: Sequence[Placement]) -> list[str]:
    return [snapshot.opportunity_by_key[placement.opportunity].text for placement in placements]


def published(
    snapshot: GridSnapshot,
    *,
    slug: str = "thornshire",
    label: str = "2026",
    at: datetime = datetime(2026, 1, 2, 12, tzinfo=UTC),
    **front_page: object,
) -> Edition:
    """Publish the grid as an edition of a framework, creating that if needed."""
    framework = Framework.objects.filter(slug=slug).first() or Framework(
        slug=slug,
        title="CPD Framework",
        organisation=OrganisationFactory(slug=slug),  # type: ignore[misc]
    )
    page = {
        "label": label,
        "title": "CPD Framework",
        "subtitle": "",
        "source": "Made up for a test.",
        "year": None,
        "columns_are_ours": False,
    }
    return editions.publish_imported(
        framework=framework,
        front_page=editions.FrontPage(**{**page, **front_page}),  # type: ignore[arg-type]
        snapshot=snapshot,
        published_at=at,
        by=None,
    )


def draft_of(edition: Edition, snapshot: GridSnapshot, **fields: object) -> Edition:
    """Make a draft of the next edition of the same framework, with this content."""
    return Edition.objects.create(
        framework=edition.framework,
        grid=store.write(snapshot),
        number=edition.framework.editions.count() + 1,
        started_from=edition,
        **{**edition.front_page, **fields},
    )


def document(snapshot: GridSnapshot, **what: Any) -> GridDocument:
    """Return a GridDocument of Elmshire with this grid; `what` are its further arguments."""
    source = GridSource(
        organisation="Elmshire County Council",
        short_name="Elmshire",
        framework="CPD Framework",
        title="CPD Framework 2026",
        edition="2026",
        address="https://cpd.example/frameworks/elmshire/",
        slug="elmshire",
        published=date(2026, 3, 2),
        credit="Elmshire, CPD Framework, 2026.",
    )
    return GridDocument(snapshot, source, **what)
