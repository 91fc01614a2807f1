"""The description of what programs can ask for, held against what they are really answered."""

import jsonschema
import pytest
from openapi_spec_validator import validate

from frameworks.pages.openapi import OF_A_COPY_ALONE
from opportunities.exchange.writing import json_schema
from tests.builders import grid, published

pytestmark = pytest.mark.django_db

FIVE = ["cambridgeshire", "hampshire", "lancashire", "torbay", "wigan"]
ASKED = [
    ("/frameworks.json", "Frameworks"),
    *((f"/frameworks/{slug}.json", "Grid") for slug in FIVE),
    ("/frameworks/lancashire/editions/2019.json", "Grid"),
    ("/frameworks/lancashire.json?tier=school&q=nothinglikethis", "Grid"),
    ("/opportunities.json", "Search"),
    ("/opportunities.json?q=portfolio&tier=school", "Search"),
    ("/opportunities.json?q=nothinglikethis", "Search"),
]


@pytest.fixture
def described(client):
    return client.get("/openapi.json").json()


def test_it_is_a_valid_document(described):
    validate(described)
    assert described["openapi"].startswith("3.1")
    assert described["servers"] == [{"url": "http://testserver"}]


@pytest.mark.parametrize(("url", "name"), ASKED)
def test_answers_are_as_described(client, described, url, name):
    response = client.get(url)

    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(response.json())


@pytest.mark.parametrize(("url", "name"), [*ASKED, ("/openapi.json", "")])
def test_scripts_of_any_site_may_read_it_and_ask_whether_it_changed(client, url, name):
    response = client.get(url, headers={"Origin": "https://school.example"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


def test_every_parameter_is_known_and_no_other_one_is(client, described):
    for path, entry in described["paths"].items():
        address = path.replace("{slug}", "lancashire").replace("{label}", "2019")
        for parameter in entry["get"]["parameters"]:
            of_a_copy = parameter["name"] in OF_A_COPY_ALONE  # test_only_ours.py asks a copy
            if parameter["in"] == "query" and not of_a_copy:
                schema = parameter["schema"].get("items", parameter["schema"])
                values = schema.get("enum", [1 if schema["type"] == "integer" else ""])
                asked = [client.get(address, {parameter["name"]: value}) for value in values]
                assert 200 in [response.status_code for response in asked], parameter["name"]
        if entry["get"]["parameters"]:
            assert client.get(address, {"unheard-of": "x"}).status_code == 400


def test_the_list_has_what_everybody_may_read_and_nothing_else(client):
    published(grid({("NQT", "School"): ["Join in"]}), slug="elm", label="2026")
    hidden = published(grid({("NQT", "School"): ["Ours"]}), slug="oak", label="2026")
    hidden.framework.visibility = "members"
    hidden.framework.save()

    listed = client.get("/frameworks.json").json()["frameworks"]

    assert {*FIVE, "elm"} == {one["slug"] for one in listed}
    for one in listed:
        data = client.get(one["data"]).json()
        assert data["edition"]["reference"] == one["edition"]["reference"]


def test_a_type_without_a_schema_is_told():
    with pytest.raises(TypeError, match="has no schema"):
        json_schema._type(dict)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/opportunities.json", ["hide", "only"]),
        ("/frameworks/{slug}.json", ["hide", "only", "renamed"]),
    ],
)
def test_search_and_a_framework_tell_their_own_choices(described, path, values):
    parameters = {each["name"]: each for each in described["paths"][path]["get"]["parameters"]}

    assert parameters["ended"]["schema"]["items"]["enum"] == values
