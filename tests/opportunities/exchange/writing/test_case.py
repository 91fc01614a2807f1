from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from openapi_spec_validator import validate

from opportunities.exchange.writing import case
from opportunities.exchange.writing.case_openapi import openapi
from opportunities.exchange.writing.document import GridDocument
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from tests.builders import grid, key
from tests.laws import times
from tests.opportunities.exchange.case_schema import faults, loose_ends
from tests.opportunities.exchange.writing.test_document import SOURCE
from tests.strategies import any_grid, dices
from tests.test_any_text import IN_TENS, TEN, a_grid

SITE = "https://cpd.example"
CHANGED = datetime(2026, 9, 1, 12, tzinfo=UTC)
ISSUED = replace(SOURCE, title="Framework 2026", published=date(2026, 9, 1))
SMALL = grid(
    {
        ("NQT", "School"): ["Join in", "Read"],
        ("NQT", "Outside"): ["Visit"],
        ("RQT", "School"): [],
        ("RQT", "Outside"): ["Read"],
    },
    details={"Join in": ("E.g. a club",)},
    continues={("RQT", "School"): ContinuationWord.PLUS},
    tiers={"Outside": ProviderTier.NATIONAL},
)


def package_of(made, source=ISSUED):
    return case.Package(GridDocument(made, source), CHANGED, SITE)


WHOLE = package_of(SMALL).whole()


def item(name):
    [found] = [row for row in WHOLE["CFItems"] if row["fullStatement"] == name]
    return found


def test_a_package_is_valid_and_without_loose_ends():
    assert faults(WHOLE) == []
    assert loose_ends(WHOLE) == []


def test_the_validator_sees_what_is_wrong():
    assert faults({**WHOLE, "CFItems": [{**item("Read"), "identifier": "x", "more": 1}]})
    assert loose_ends({**WHOLE, "CFItems": []})


def test_the_document_says_that_opportunities_are_no_competencies():
    document = WHOLE["CFDocument"]

    assert document["notes"] == case.NO_COMPETENCIES
    assert document["frameworkType"] == case.FRAMEWORK_TYPE
    assert document["creator"] == "Thornshire County Council"
    assert (document["title"], document["version"]) == ("Framework 2026", "2026")
    assert document["statusStartDate"] == "2026-09-01"
    assert document["lastChangeDateTime"] == "2026-09-01T12:00:00+00:00"
    assert document["officialSourceURL"] == SOURCE.address


def test_stages_and_opportunities_are_items_with_their_keys():
    assert [(row["fullStatement"], row["CFItemType"]) for row in WHOLE["CFItems"]] == [
        *(("NQT", "Career stage"), ("RQT", "Career stage")),
        *(("Join in", "Opportunity"), ("Read", "Opportunity"), ("Visit", "Opportunity")),
    ]
    assert item("Join in")["identifier"] == str(key("Join in"))
    assert item("Join in")["uri"] == f"{SITE}/ims/case/v1p1/CFItems/{key('Join in')}"
    assert item("Join in")["notes"].splitlines()[0] == "– E.g. a club"
    assert item("RQT")["notes"].endswith("School: PLUS")


def test_who_provides_it_is_a_concept():
    assert item("Join in")["conceptKeywords"] == ["Your school"]
    assert item("Join in")["conceptKeywordsURI"]["title"] == "Your school"
    # The standard has room for one link: of two there is none.
    assert item("Read")["conceptKeywords"] == ["Your school", "National"]
    assert "conceptKeywordsURI" not in item("Read")


def test_each_placement_is_a_child_of_its_stage_in_order():
    children = [
        (row["originNodeURI"]["title"], row["destinationNodeURI"]["title"], row["sequenceNumber"])
        for row in WHOLE["CFAssociations"]
    ]
    assert children == [
        *(("NQT", "Framework 2026", 1), ("RQT", "Framework 2026", 2)),
        *(("Join in", "NQT", 1), ("Read", "NQT", 2), ("Visit", "NQT", 3), ("Read", "RQT", 1)),
    ]
    assert {row["associationType"] for row in WHOLE["CFAssociations"]} == {"isChildOf"}
    last = WHOLE["CFAssociations"][-1]
    assert last["identifier"] == str(SMALL.placements[-1].key)
    assert last["notes"] == "Outside\nProvided by: National"


def test_identifiers_are_the_same_in_every_edition_and_on_every_site():
    later = replace(ISSUED, edition="2027", published=date(2027, 9, 1))
    other = case.Package(GridDocument(SMALL, later), CHANGED, "https://other.example").whole()

    for part in ("CFItems", "CFAssociations"):
        names = [[row["identifier"] for row in whole[part]] for whole in (WHOLE, other)]
        assert names[0] == names[1]
    assert other["CFDocument"]["identifier"] == WHOLE["CFDocument"]["identifier"]


def test_derived_identifiers_stay_as_they_are_today():
    assert case.document_identifier("elm") == UUID("6dae1dd4-06a3-5102-abe6-d9d3a8565f45")
    assert case.stage_association("elm", UUID(int=1)) == UUID(
        "b6283a7b-ac01-5647-b1aa-3fa861865283"
    )
    assert case.derived("provider", "school") == UUID("327063f7-27aa-5711-9979-5ee1c5dbfb52")


def test_an_object_on_its_own_says_what_it_is_part_of():
    package = package_of(SMALL)
    document = {"title": "Framework 2026", "identifier": str(package.identifier)}
    document["uri"] = f"{SITE}/ims/case/v1p1/CFDocuments/{package.identifier}"

    assert package.item(key("Read")) == {**item("Read"), "CFDocumentURI": document}
    one = package.association(SMALL.placements[0].key)
    assert one["CFDocumentURI"] == document
    assert package.item(key("nothing")) is package.association(key("nothing")) is None
    packages = case.with_package(package.document, SITE)["CFPackageURI"]["uri"]
    assert packages == f"{SITE}/ims/case/v1p1/CFPackages/{package.identifier}"


def test_an_item_comes_with_all_its_associations():
    package = package_of(SMALL)

    found = package.item_associations(key("Read"))
    assert found["CFItem"] == package.item(key("Read"))
    assert [row["destinationNodeURI"]["title"] for row in found["CFAssociations"]] == ["NQT", "RQT"]
    of_stage = package.item_associations(key("NQT"))["CFAssociations"]
    assert [row["originNodeURI"]["title"] for row in of_stage] == [
        "NQT",
        "Join in",
        "Read",
        "Visit",
    ]
    assert package.item_associations(key("nothing")) is None


@times(0.5)
@given(dices())
def test_any_grid_is_valid(dice):
    whole = package_of(any_grid(dice, hides=False)).whole()

    assert faults(whole) == []
    assert loose_ends(whole) == []


@IN_TENS
@given(TEN)
def test_any_text_is_valid(texts):
    assert faults(package_of(a_grid(texts)).whole()) == []


def test_service_discovery_is_valid_openapi():
    validate(openapi(SITE))


@pytest.mark.parametrize("kind", ["CFConcepts", "CFItemTypes", "CFAssociationGroupings"])
def test_what_documents_share_is_the_same_in_each(kind):
    other = package_of(SMALL, replace(ISSUED, slug="elm")).whole()

    assert other["CFDefinitions"][kind] == WHOLE["CFDefinitions"][kind]
