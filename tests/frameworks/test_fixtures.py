"""`loaddata` and the files in `fixtures/`."""

import io
from dataclasses import replace

import pytest
import yaml
from django.core.management import CommandError, call_command

from cpd_site.models import Organisation
from frameworks.models import Edition, Event, Framework
from opportunities.exchange.reading import grid_yaml
from opportunities.exchange.yaml_nodes import parse
from opportunities.grid.vocabulary import ROLES, StageFamily
from opportunities.models import Grid
from opportunities.store import read
from tests.builders import grid, published
from tests.factories import OrganisationFactory
from tests.fidelity import transcribed
from tests.frameworks.thornshire import GOOD

pytestmark = pytest.mark.django_db

FIVE = ["cambridgeshire", "hampshire", "lancashire", "torbay", "wigan"]


def test_the_five_frameworks_are_here_published_and_locked():
    frameworks = Framework.objects.public()

    assert [framework.slug for framework in frameworks] == FIVE
    assert all(framework.current_edition.grid.is_locked for framework in frameworks)
    for framework in frameworks:
        grid = framework.current_edition.grid
        assert read(grid).fingerprint == grid.fingerprint


PUBLISHED = {
    "cambridgeshire": "ee4c8f55b553b1b66f2f1b318e1503ab8af5bae09a0dc8a02470a7ff16753b11",
    "hampshire": "3c9e9be398f0aa1b630dc61d3ff6c225684e2baafe595756f8b111a76afbf1f2",
    "lancashire": "6c0e5e28056eb735d288fd522f303fd9e3bbb96a8131073d9a02a95c223e1acd",
    "torbay": "ae913478a26ac7ada17518be93b725550a27a9e5c02be2535bde63fca8afdfdf",
    "wigan": "1394124aed32c9b66f4aac4a04dd600cb24a66ee778ebaf9f7ff9c59be6039da",
}


def as_published(grid):
    """The grid without what was marked in it since it was first published."""
    lines = tuple(replace(line, kinds=()) for line in grid.opportunities)
    stages = (
        replace(stage, family=StageFamily.SUPPORT_STAFF) if stage.family in ROLES else stage
        for stage in grid.stages
    )
    return replace(grid, opportunities=lines, stages=tuple(stages))


def test_every_line_of_the_five_was_read_for_its_kinds():
    for path in transcribed.FIXTURES.glob("*.yaml"):
        file = yaml.safe_load(path.read_text("utf-8"))
        grid = grid_yaml.read(parse(path.read_text("utf-8")).open_mapping(), name=path.stem)
        assert set(file["kinds"]) == {line.text for line in grid.opportunities}


def test_the_fingerprints_of_the_five_are_those_they_were_published_with():
    """Editions in the wild carry them: no field that is added may change one while it is empty.

    The kinds of activity and the roles of support staff were marked since.
    """
    found = {
        framework.slug: as_published(read(framework.current_edition.grid)).fingerprint
        for framework in Framework.objects.public()
    }

    assert found == PUBLISHED


def test_loading_again_changes_nothing():
    before = [list(model.objects.values()) for model in (Framework, Edition, Grid, Event)]

    call_command("loaddata", *FIVE, verbosity=0)
    call_command("load_frameworks")

    assert [list(model.objects.values()) for model in (Framework, Edition, Grid, Event)] == before


def test_a_file_is_read_whole(load):
    load(GOOD)

    edition = Framework.objects.get(slug="thornshire").current_edition
    grid = read(edition.grid)
    assert (edition.label, edition.year, edition.status) == ("2026", 2026, "published")
    assert [stage.standards for stage in grid.stages] == [("Core standards",)]
    assert grid.heading_at(grid.stages[0], grid.columns[0]) == "In your school"
    assert [mark.word for mark in grid.continuations] == ["PLUS"]
    assert [
        (grid.opportunity_by_key[placement.opportunity].text, placement.tier)
        for placement in grid.placements
    ] == [
        ("Join in", "school"),
        ("Read", "school"),
        ("Travel", "national"),
        ("Join in", "local-network"),
    ]
    assert len(grid.opportunities) == 3


def test_keys_come_from_the_place_in_the_file_so_that_every_installation_has_the_same():
    grid = read(Framework.objects.get(slug="torbay").current_edition.grid)

    assert str(grid.stages[0].key) == "7fd8fea7-b230-51b0-b450-6b5a0b79ec35"
    assert str(grid.placements[0].key) == "95d19f98-ecd2-50a0-beac-f7c7c0a90481"


@pytest.mark.parametrize(
    ("wrong", "instead", "line", "reason"),
    [
        ("  label:", "  lable:", 6, "“lable” is not known in “edition”"),
        ('  subtitle: ""\n', "", 6, "“edition” lacks “subtitle”"),
        ("group: teachers", "group: teecher", 19, "“teecher” is none of teachers, leaders"),
        ("tier: national}", "tier: moon}", 31, "“moon” is none of self, school"),
        ("{line: Travel, tier: national}", "Travel", 31, "should say its tier"),
        ("      outside:", "      outsied:", 31, "“outsied” is not known in “cells”"),
        ("published: 2026-11-22", "published: soon", 10, "should be a date such as 2026-11-22"),
        ("year: 2026", "year: MMXXVI", 9, "should be a year such as 2019, or null"),
        ("columns_are_ours: false", "columns_are_ours: maybe", 12, "should be true or false"),
        ("name: NQT", "name: ''", 18, "“name” is empty"),
        ("    standards: [Core standards]", "    standards: Core", 21, "should be a list"),
        ("accent: pine", "accent: pink", 4, "“pink” is none of pine, navy"),
        ("    name: NQT\n", "    name: NQT\n    name: RQT\n", 19, "“name” stands here twice"),
        ("continues: PLUS", "continues: MINUS", 25, "“MINUS” is none of PLUS, As above"),
        (
            "- Join in\n",
            "- {line: Join in, colour: red}\n",
            27,
            "“colour” is not known in the line",
        ),
        ("id: nqt", "id: Stage One", 17, "should be small letters, figures and hyphens"),
        ("slug: thornshire\n", "slug: Thorn Shire\n", 2, "should be small letters"),
        ("name: NQT", 'name: "a\\0b"', 18, "holds a character that cannot be printed"),
        ("name: NQT", 'name: "a\\ud800b"', 18, "holds a character that cannot be printed"),
        ("E.g. the news", '"E.g.\\u2028news"', 29, "should be one line of text"),
        ("E.g. the news", '"E.g.\\rnews"', 29, "holds a character that cannot be printed"),
        ("name: NQT", "name: " + "N" * 300, 18, "has 300 characters; 250 are the most"),
        ('label: "2026"', "label: " + "9" * 70, 6, "has 70 characters; 60 are the most"),
        ("year: 2026", "year: 70000", 9, "should be a year such as 2019"),
        ("year: 2026", "year: 20260000000000000000", 9, "should be a year such as 2019"),
        ("columns:\n", "columns: [\n", 14, "not YAML"),
        ("body: With care.", "body: [1]", 34, "“body” should be text"),
    ],
)
def test_a_malformed_file_is_refused_with_file_line_and_reason(load, wrong, instead, line, reason):
    assert wrong in GOOD

    with pytest.raises(CommandError) as refused:
        load(GOOD.replace(wrong, instead, 1))

    message = str(refused.value)
    assert "thornshire.yaml" in message
    assert f"line {line}:" in message, message
    assert reason in message
    assert not Framework.objects.filter(slug="thornshire").exists()


@pytest.mark.parametrize("text", ["", "- a\n- list\n", b"\xff\xfe\x00bad", "just words"])
def test_what_is_no_framework_is_refused(load, text):
    with pytest.raises(CommandError, match=r"thornshire\.yaml, line 1"):
        load(text)


def test_two_stages_with_one_address_are_refused(load):
    stages = GOOD[GOOD.index("  - id: nqt") : GOOD.index("sections:")]

    with pytest.raises(CommandError, match="share"):
        load(GOOD.replace(stages, stages * 2))


def test_another_content_under_a_published_label_is_refused(load):
    load(GOOD)

    with pytest.raises(CommandError, match="a published edition never changes"):
        load(GOOD.replace("Join in", "Join out"))


@pytest.mark.parametrize(
    ("was", "instead", "differs"),
    [
        ("source: Made up.", "source: Found.", "source"),
        ("year: 2026", "year: 2025", "year"),
        ("title: CPD Framework 2026", "title: Framework", "title"),
        ("columns_are_ours: false", "columns_are_ours: true", "columns are ours"),
    ],
)
def test_another_front_page_under_a_published_label_is_refused(load, was, instead, differs):
    load(GOOD)

    with pytest.raises(CommandError, match=f"published with another {differs}"):
        load(GOOD.replace(was, instead))


def test_an_earlier_edition_that_is_loaded_later_does_not_become_the_newest(load):
    load(GOOD)
    load(GOOD.replace('label: "2026"', 'label: "2010"').replace("2026-11-22", "2010-01-01"))

    framework = Framework.objects.get(slug="thornshire")
    assert framework.current_edition.label == "2026"
    assert framework.editions.count() == 2


def test_a_new_label_is_a_new_edition_of_the_same_framework(load):
    load(GOOD)
    load(GOOD.replace('label: "2026"', 'label: "2027"').replace("Join in", "Join out"))

    framework = Framework.objects.get(slug="thornshire")
    assert [(edition.number, edition.label) for edition in framework.editions.all()] == [
        (2, "2027"),
        (1, "2026"),
    ]
    assert framework.current_edition.label == "2027"
    assert Framework.objects.filter(organisation__slug="thornshire").count() == 1


def test_nothing_is_loaded_when_one_file_of_several_is_refused(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(GOOD)
    bad.write_text(GOOD.replace("NQT", ""))

    with pytest.raises(CommandError):
        call_command("loaddata", str(good), str(bad), verbosity=0)

    assert not Framework.objects.filter(slug="thornshire").exists()


def test_putting_up_leaves_an_event():
    edition = Edition.objects.get(framework__slug="wigan")

    (event,) = edition.events.all()
    assert (event.what, event.by) == ("put up", None)
    assert event.after == {"label": "undated", "fingerprint": edition.grid.fingerprint}


def dumped(slug: str) -> str:
    out = io.StringIO()
    call_command("dump_framework", slug, stdout=out)
    return out.getvalue()


def test_a_framework_that_is_dumped_and_loaded_is_the_same(load):
    load(GOOD.replace("{line: Travel,", "{line: Travel, link: https://example.org/,"))
    load(dumped("thornshire").replace("slug: thornshire", "slug: other"), "other")

    first, second = (Framework.objects.get(slug=slug) for slug in ("thornshire", "other"))
    assert second.title == first.title
    assert second.organisation.name == first.organisation.name
    assert second.current_edition.front_page == first.current_edition.front_page
    assert second.current_edition.published_at == first.current_edition.published_at
    assert "link: https://example.org/" in dumped("other")
    assert dumped("other").replace("slug: other", "slug: thornshire") == dumped("thornshire")


@pytest.mark.parametrize("slug", FIVE)
def test_the_five_frameworks_can_be_dumped(slug):
    file, again = yaml.safe_load(dumped(slug)), transcribed.load(slug)

    assert file["framework"] == again["framework"]
    assert {**file["edition"], "source": ""} == {**again["edition"], "source": ""}
    assert [stage["name"] for stage in file["stages"]] == [
        stage["name"] for stage in again["stages"]
    ]


def test_what_is_not_published_or_no_authoritys_is_not_dumped():
    with pytest.raises(CommandError, match="No published framework is called “atlantis”"):
        dumped("atlantis")
    school = OrganisationFactory.create(kind=Organisation.Kind.SCHOOL)
    Framework.objects.filter(slug="torbay").update(organisation=school)
    with pytest.raises(CommandError, match="“torbay” is no authority’s"):
        dumped("torbay")


def test_what_a_framework_hides_is_not_dumped():
    whole = grid({("NQT", "School"): ["Join in", "Secret"]})
    shown, secret = whole.placements
    published(replace(whole, placements=(shown, replace(secret, hidden=True))))

    assert "Join in" in dumped("thornshire")
    assert "Secret" not in dumped("thornshire")


@pytest.mark.parametrize("kinds", ["Fly: network", "Join in: swimming"])
def test_kinds_of_a_line_that_is_not_there_or_of_no_kind_are_refused(load, kinds):
    with pytest.raises(CommandError, match=r"Fly|swimming"):
        load(f"{GOOD}kinds:\n  {kinds}\n")
