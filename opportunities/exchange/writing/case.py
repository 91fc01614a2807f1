"""An edition as objects of CASE 1.1, the standard for competency frameworks.

A stage is an item of type "Career stage", an opportunity an item of type "Opportunity" and a child
of each stage where it stands, in order; stages are children of the document. Who provides it is a
concept. Opportunities are not competencies, and every document says so.

Identifiers are keys of the grid, or derived from what never changes, so that they stay the same in
every edition and on every installation.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from opportunities.exchange.writing.document import GridDocument, GridSource
from opportunities.exchange.writing.values import as_texts, fields_of, headings
from opportunities.grid.fields import Field
from opportunities.grid.snapshot import Opportunity, Placement, Stage
from opportunities.grid.vocabulary import ProviderTier

type Json = dict[str, Any]

NAMESPACE = UUID("0f2f5b52-6a3c-5d0f-8f4e-3f0f6c1f9a11")
"""The namespace of derived identifiers. Never change it: all of them would change."""

PATH = "/ims/case/v1p1"

STAGE, OPPORTUNITY = "Career stage", "Opportunity"
ITEM_TYPES = {
    STAGE: "A role or stage in the career of people who work in schools.",
    OPPORTUNITY: "A suggested activity of professional development, not a competency.",
}
GROUPING = "By career stage"
NO_COMPETENCIES = (
    "Items of type “Opportunity” are suggested activities of professional development. "
    "They are no competency statements."
)
FRAMEWORK_TYPE = "CPD opportunity framework (not a competency framework)"

DEFINED = datetime(2026, 11, 28, tzinfo=UTC)
"""When the definitions shared by all documents were fixed."""

OF_STAGE = fields_of(Stage, "name")
OF_OPPORTUNITY = fields_of(Opportunity, "text", "details")


def derived(*names: str) -> UUID:
    """Return the identifier of something that has no key of its own."""
    return uuid5(NAMESPACE, "/".join(names))


def document_identifier(slug: str) -> UUID:
    """Return the identifier of the framework at this address, the same in all its editions."""
    return derived("framework", slug)


def stage_association(slug: str, stage: UUID) -> UUID:
    """Return the identifier of the association of a stage with its framework's document."""
    return derived("framework", slug, "stage", str(stage))


class Addresses(NamedTuple):
    """The addresses of objects: `site` is "https://cpd.example"."""

    site: str

    def of(self, kind: str, identifier: UUID) -> str:
        return f"{self.site}{PATH}/{kind}/{identifier}"

    def link(self, kind: str, identifier: UUID, title: str) -> Json:
        return {"title": title, "identifier": str(identifier), "uri": self.of(kind, identifier)}

    def head(self, kind: str, identifier: UUID, changed: datetime) -> Json:
        """Return the properties that every object has."""
        return {
            "identifier": str(identifier),
            "uri": self.of(kind, identifier),
            "lastChangeDateTime": changed.astimezone(UTC).isoformat(timespec="seconds"),
        }


class Definitions:
    """What all documents share: types of items, who provides, and the one grouping."""

    def __init__(self, site: str) -> None:
        self.at = Addresses(site)

    @property
    def item_types(self) -> list[Json]:
        return [
            {
                **self.at.head("CFItemTypes", derived("item-type", title), DEFINED),
                "title": title,
                "description": description,
                "hierarchyCode": str(number),
            }
            for number, (title, description) in enumerate(ITEM_TYPES.items(), start=1)
        ]

    @property
    def concepts(self) -> list[Json]:
        return [
            {
                **self.at.head("CFConcepts", derived("provider", tier), DEFINED),
                "title": tier.label,
                "description": "Who provides it.",
                "hierarchyCode": str(number),
            }
            for number, tier in enumerate(ProviderTier, start=1)
        ]

    @property
    def groupings(self) -> list[Json]:
        head = self.at.head("CFAssociationGroupings", derived("grouping", GROUPING), DEFINED)
        return [{**head, "title": GROUPING}]

    def whole(self) -> Json:
        return {
            "CFConcepts": self.concepts,
            "CFItemTypes": self.item_types,
            "CFAssociationGroupings": self.groupings,
        }


def cf_document(source: GridSource, changed: datetime, site: str) -> Json:
    """Return a framework's document as it stands in a package. `changed`: when it was published."""
    about = {
        "caseVersion": "1.1",
        "frameworkType": FRAMEWORK_TYPE,
        "creator": source.organisation,
        "publisher": source.organisation,
        "title": source.title or source.framework,
        "description": source.credit,
        "officialSourceURL": source.address,
        "version": source.edition,
        "adoptionStatus": "Implemented",
        "statusStartDate": source.published.isoformat() if source.published else "",
        "language": "en-GB",
        "notes": NO_COMPETENCIES,
    }
    head = Addresses(site).head("CFDocuments", document_identifier(source.slug), changed)
    return head | {name: value for name, value in about.items() if value}


def with_package(document: Json, site: str) -> Json:
    """Return a document on its own, with the address of its package."""
    identifier = UUID(document["identifier"])
    package = Addresses(site).link("CFPackages", identifier, document["title"])
    return document | {"CFPackageURI": package}


class Package:
    """A published edition with all its objects. `changed`: when it was published."""

    def __init__(self, document: GridDocument, changed: datetime, site: str) -> None:
        self.grid, self.source = document.grid, document.source
        self.changed, self.site, self.at = changed, site, Addresses(site)
        self.identifier = document_identifier(self.source.slug)

    @cached_property
    def document(self) -> Json:
        return cf_document(self.source, self.changed, self.site)

    @cached_property
    def items(self) -> dict[UUID, Json]:
        """Stages in grid order, then each opportunity of any cell, once."""
        stages = {stage.key: self._stage(stage) for stage in self.grid.stages}
        tiers: dict[UUID, list[ProviderTier]] = defaultdict(list)
        for placement in self.grid.placements:
            tiers[placement.opportunity].append(placement.tier)
        return stages | {
            key: self._opportunity(self.grid.opportunity_by_key[key], list(dict.fromkeys(found)))
            for key, found in tiers.items()
        }

    @cached_property
    def associations(self) -> dict[UUID, Json]:
        """Stages as children of the document, opportunities as children of their stages."""
        return dict(self._associations())

    def whole(self) -> Json:
        return {
            "CFDocument": self.document,
            "CFItems": list(self.items.values()),
            "CFAssociations": list(self.associations.values()),
            "CFDefinitions": Definitions(self.site).whole(),
        }

    def item(self, identifier: UUID) -> Json | None:
        """Return an item on its own, with the address of its document."""
        return self._alone(self.items.get(identifier))

    def association(self, identifier: UUID) -> Json | None:
        """Return an association on its own, with the address of its document."""
        return self._alone(self.associations.get(identifier))

    def item_associations(self, identifier: UUID) -> Json | None:
        """Return an item with every association that it is part of."""
        item, name = self.item(identifier), str(identifier)
        if item is None:
            return None
        ends = ("originNodeURI", "destinationNodeURI")
        found = [
            association
            for association in self.associations.values()
            if name in (association[end]["identifier"] for end in ends)
        ]
        return {"CFItem": item, "CFAssociations": found}

    def _alone(self, row: Json | None) -> Json | None:
        link = self.at.link("CFDocuments", self.identifier, self.document["title"])
        return row and row | {"CFDocumentURI": link}

    def _stage(self, stage: Stage) -> Json:
        marks = [
            f"{self.grid.heading_at(stage, column)}: {self.grid.word_at[stage.key, column.key]}"
            for column in self.grid.columns
            if (stage.key, column.key) in self.grid.word_at
        ]
        return self._item(stage.key, stage.name, STAGE, [*_field_texts(stage, OF_STAGE), *marks])

    def _opportunity(self, row: Opportunity, tiers: list[ProviderTier]) -> Json:
        points = [f"– {point}" for point in row.details]
        notes = [*points, *_field_texts(row, OF_OPPORTUNITY)]
        item = self._item(row.key, row.text, OPPORTUNITY, notes)
        item["conceptKeywords"] = [tier.label for tier in tiers]
        if len(tiers) == 1:  # the standard allows one
            [tier] = tiers
            concept = self.at.link("CFConcepts", derived("provider", tier), tier.label)
            item["conceptKeywordsURI"] = concept
        return item

    def _item(self, key: UUID, statement: str, kind: str, notes: list[str]) -> Json:
        item_type = self.at.link("CFItemTypes", derived("item-type", kind), kind)
        return {
            **self.at.head("CFItems", key, self.changed),
            "fullStatement": statement,
            "CFItemType": kind,
            "CFItemTypeURI": item_type,
            "language": "en-GB",
            **({"notes": "\n".join(notes)} if notes else {}),
        }

    def _associations(self) -> Iterator[tuple[UUID, Json]]:
        document = self.at.link("CFDocuments", self.identifier, self.document["title"])
        for number, stage in enumerate(self.grid.stages, start=1):
            key = stage_association(self.source.slug, stage.key)
            yield key, self._child(key, self._link_to(stage.key), document, number)
        children: dict[UUID, int] = defaultdict(int)
        for placement in self.grid.placements:
            children[placement.stage] += 1
            origin, destination = map(self._link_to, (placement.opportunity, placement.stage))
            child = self._child(placement.key, origin, destination, children[placement.stage])
            yield placement.key, child | {"notes": self._place(placement)}

    def _child(self, key: UUID, child: Json, parent: Json, number: int) -> Json:
        grouping = self.at.link("CFAssociationGroupings", derived("grouping", GROUPING), GROUPING)
        return {
            **self.at.head("CFAssociations", key, self.changed),
            "associationType": "isChildOf",
            "sequenceNumber": number,
            "originNodeURI": child,
            "destinationNodeURI": parent,
            "CFAssociationGroupingURI": grouping,
        }

    def _link_to(self, key: UUID) -> Json:
        return self.at.link("CFItems", key, self.items[key]["fullStatement"])

    def _place(self, placement: Placement) -> str:
        """Return the heading that it stands under there, and who provides it."""
        stage = self.grid.stage_by_key[placement.stage]
        column = self.grid.column_by_key[placement.column]
        return f"{self.grid.heading_at(stage, column)}\nProvided by: {placement.tier.label}"


def _field_texts(row: Stage | Opportunity, fields: tuple[Field, ...]) -> list[str]:
    """Return the other fields of the row, each with its name."""
    pairs = zip(headings(fields, {}), as_texts(row, fields), strict=True)
    return [f"{name}: {value}" for name, value in pairs if value]
