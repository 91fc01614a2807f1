"""Public frameworks as CASE 1.1: at the addresses of the standard, in its shapes."""

import json
from uuid import uuid4

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory
from openapi_spec_validator import validate

from cpd_site.serving.page_cache import PageCache
from frameworks.models import Framework
from opportunities.exchange.writing.case import derived, document_identifier, stage_association
from tests.builders import grid, key, published
from tests.fidelity.printed import FRAMEWORKS
from tests.opportunities.exchange.case_schema import faults, loose_ends

pytestmark = pytest.mark.django_db

CASE = "/ims/case/v1p1"
GRID = grid({("NQT", "School"): ["Join in", "Read"], ("RQT", "School"): ["Read"]})
LINE = GRID.placements[0].key


@pytest.fixture
def elm(db):
    return published(GRID, slug="elm")


def asked(client, path, status=200):
    response = client.get(f"{CASE}/{path}")
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


def refused(client, path, status, minor, major="failure"):
    said = asked(client, path, status)
    assert said["imsx_codeMajor"] == major
    assert said["imsx_severity"] == "error"
    [field] = said["imsx_codeMinor"]["imsx_codeMinorField"]
    assert field == {
        "imsx_codeMinorFieldName": "TargetEndSystem",
        "imsx_codeMinorFieldValue": minor,
    }
    return said["imsx_description"]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_each_of_the_five_is_valid_against_the_published_schema(client, framework):
    package = asked(client, f"CFPackages/{document_identifier(framework)}")

    assert faults(package) == []
    assert loose_ends(package) == []
    lines = sum(row["CFItemType"] == "Opportunity" for row in package["CFItems"])
    stages = len(package["CFItems"]) - lines
    placed = len(package["CFAssociations"]) - stages
    shown = client.get(f"/frameworks/{framework}.json").json()
    assert stages == len(shown["stages"])
    assert placed == sum(len(cell["opportunities"]) for cell in shown["cells"])


def test_every_uri_in_a_package_leads_to_the_object(client, elm):
    package = asked(client, f"CFPackages/{document_identifier('elm')}")
    definitions = [row for rows in package["CFDefinitions"].values() for row in rows]

    for row in [*package["CFItems"], *package["CFAssociations"], *definitions]:
        path = row["uri"].removeprefix(f"http://testserver{CASE}/")
        found = asked(client, path)
        [listed] = found.values() if len(found) == 1 else [[found]]
        assert row.items() <= listed[0].items()


def test_an_object_on_its_own_says_what_it_is_part_of(client, elm):
    document = asked(client, f"CFDocuments/{document_identifier('elm')}")
    item = asked(client, f"CFItems/{key('Read')}")
    line = asked(client, f"CFAssociations/{LINE}")
    stage = asked(client, f"CFAssociations/{stage_association('elm', key('NQT'))}")

    assert document["CFPackageURI"]["uri"].startswith(f"http://testserver{CASE}/CFPackages/")
    for found, part in [(item, "CFPckgItem"), (line, "CFPckgAssociation"), (stage, None)]:
        link = found.pop("CFDocumentURI")
        assert link["uri"] == document["uri"]
        assert part is None or faults(found, part) == []
    del document["CFPackageURI"]
    assert faults(document, "CFPckgDocument") == []
    assert stage["originNodeURI"]["title"] == "NQT"


def test_an_item_comes_with_its_associations(client, elm):
    found = asked(client, f"CFItemAssociations/{key('Read')}")

    assert found["CFItem"]["fullStatement"] == "Read"
    stages = [row["destinationNodeURI"]["title"] for row in found["CFAssociations"]]
    assert stages == ["NQT", "RQT"]


def test_definitions_can_be_asked_for(client, elm):
    [concept] = asked(client, f"CFConcepts/{derived('provider', 'school')}")["CFConcepts"]
    [kind] = asked(client, f"CFItemTypes/{derived('item-type', 'Opportunity')}")["CFItemTypes"]
    grouping = asked(client, f"CFAssociationGroupings/{derived('grouping', 'By career stage')}")

    assert concept["title"] == "Your school"
    assert "not a competency" in kind["description"]
    assert grouping["title"] == "By career stage"


def test_documents_come_in_parts(client, elm):
    every = asked(client, "CFDocuments")["CFDocuments"]
    response = client.get(f"{CASE}/CFDocuments?limit=2&offset=2")

    assert len(every) == len(FRAMEWORKS) + 1
    assert response.json()["CFDocuments"] == every[2:4]
    assert response["X-Total-Count"] == "6"
    page = f"http://testserver{CASE}/CFDocuments?limit=2&offset="
    assert response["Link"] == ", ".join(
        f'<{page}{start}>; rel="{name}"'
        for name, start in [("first", 0), ("last", 4), ("next", 4), ("prev", 0)]
    )
    for document in every:
        del document["CFPackageURI"]
        assert faults(document, "CFPckgDocument") == []
    assert asked(client, "CFDocuments?offset=99")["CFDocuments"] == []


@pytest.mark.parametrize(
    "asking", ["limit=0", "limit=-1", "limit=x", "limit=", "limit=٣", "offset=-1", "offset=1.5"]
)
def test_a_part_that_is_no_number_is_refused(client, asking):
    name = asking.partition("=")[0]
    said = refused(client, f"CFDocuments?{asking}", 400, "invalid_selection_field")
    assert said.startswith(f"“{name}” has to be a whole number")


@pytest.mark.parametrize(
    ("asking", "minor"),
    [
        ("sort=title", "invalid_sort_field"),
        ("orderBy=asc", "invalid_sort_field"),
        ("filter=title='a'", "invalid_selection_field"),
        ("fields=title", "invalid_selection_field"),
    ],
)
def test_what_is_not_supported_says_so(client, asking, minor):
    said = refused(client, f"CFDocuments?{asking}", 400, minor, major="unsupported")
    assert "not supported" in said


KINDS = ["CFDocuments", "CFPackages", "CFItems", "CFItemAssociations", "CFAssociations"]
DEFINED = ["CFConcepts", "CFItemTypes", "CFAssociationGroupings"]


@pytest.mark.parametrize("kind", KINDS + DEFINED)
def test_what_is_not_here_is_unknown(client, kind):
    refused(client, f"{kind}/{uuid4()}", 404, "unknownobject")
    assert "“elm”" in refused(client, f"{kind}/elm", 404, "invalid_uuid")


@pytest.mark.parametrize("path", ["CFLicenses/x", "CFRubrics/x", "CFItems", "x"])
def test_what_the_site_does_not_have_is_not_supported(client, path):
    refused(client, path, 404, "unknownobject", major="unsupported")


def test_what_is_not_public_is_unknown(client, elm):
    Framework.objects.filter(slug="elm").update(visibility=Framework.Visibility.MEMBERS)

    document = document_identifier("elm")
    for path in (
        *(f"CFDocuments/{document}", f"CFPackages/{document}", f"CFItems/{key('Read')}"),
        *(f"CFItemAssociations/{key('NQT')}", f"CFAssociations/{LINE}"),
        f"CFAssociations/{stage_association('elm', key('NQT'))}",
    ):
        refused(client, path, 404, "unknownobject")
    assert len(asked(client, "CFDocuments")["CFDocuments"]) == len(FRAMEWORKS)


@pytest.mark.parametrize("path", ["CFDocuments", f"CFItems/{key('Read')}", "x"])
def test_nothing_can_be_written(client, path):
    for send in (client.post, client.put, client.delete):
        assert send(f"{CASE}/{path}").status_code == 405


def test_service_discovery_names_every_address(client):
    found = asked(client, "discovery/imscasev1p1_openapi3_v1p0.json")

    validate(found)
    assert found["servers"] == [{"url": "http://testserver"}]
    names = {path.split("/")[4] for path in found["paths"]}
    assert names == {*KINDS, *DEFINED}


@pytest.mark.usefixtures("committed")
def test_an_answer_that_is_still_the_same_is_not_sent_again():
    published(GRID, slug="elm")
    site = PageCache(get_wsgi_application(), version=lambda: 1)
    path = f"{CASE}/CFItems/{key('Read')}"

    def answer(**headers):
        told = []
        environ = RequestFactory().get(path, **headers).environ
        body = b"".join(site(environ, lambda status, headers, *_: told.extend((status, headers))))
        return told[0], dict(told[1]), body

    status, headers, body = answer()
    assert (status, json.loads(body)["fullStatement"]) == ("200 OK", "Read")
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert answer(HTTP_IF_NONE_MATCH=headers["ETag"])[::2] == ("304 Not Modified", b"")


@pytest.mark.parametrize("lines", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("CFDocuments", 2),
        (f"CFDocuments/{document_identifier('elm')}", 3),
        (f"CFPackages/{document_identifier('elm')}", 3),
        (f"CFItems/{key('Join in')}", 4),
        (f"CFItemAssociations/{key('Join in')}", 4),
        (f"CFAssociations/{key('NQT/School/0')}", 3),
        (f"CFAssociations/{stage_association('elm', key('NQT'))}", 4),
    ],
)
@pytest.mark.usefixtures("nothing_remembered")
def test_queries_do_not_grow(client, django_assert_num_queries, path, queries, lines):
    texts = ["Join in", *map(str, range(lines))]
    stages = {(stage, "School"): texts for stage in ["NQT", "RQT"][:lines]}
    for slug in ["elm", "oak", "ash"][:lines]:
        published(grid(stages), slug=slug)

    with django_assert_num_queries(queries):
        asked(client, path)
