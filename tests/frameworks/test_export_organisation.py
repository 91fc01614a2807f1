"""What an organisation takes with it, and that another site brings it in."""

import json

import pytest
from django.core.management import CommandError, call_command

from opportunities.exchange.reading.formats import any_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(world, tmp_path):
    call_command("export_organisation", world.organisation.slug, "--into", tmp_path / "out")
    return tmp_path / "out"


def test_everything_of_an_organisation(folder, world):
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

    assert {"README.txt", "organisation.json"} <= names
    edition = world.framework.current_edition.slug
    for extension in ("json", "docx", "csv"):
        assert f"thornshire/thornshire-{edition}.{extension}" in names
        assert f"thornshire/thornshire-draft.{extension}" in names
    copy = world.copy.framework.slug
    assert f"{copy}/about.json" in names
    about = json.loads((folder / copy / "about.json").read_text("utf-8"))
    assert about["follows"] == "followed"


def test_its_people_and_none_of_another(folder, world):
    said = json.loads((folder / "organisation.json").read_text("utf-8"))

    emails = {member["e-mail"] for member in said["members"]}
    assert world.people["editor"].email in emails
    assert world.people["elsewhere"].email not in emails
    assert said["invitations"][0]["e-mail"] == "ann@example.org"
    everything = b"".join(path.read_bytes() for path in folder.rglob("*.json*"))
    assert world.people["elsewhere"].email.encode() not in everything
    assert b"Listen" not in everything  # a goal of somebody’s plan


def test_an_edition_comes_in_elsewhere_with_its_keys(folder, world):
    file = folder / "thornshire" / f"thornshire-{world.framework.current_edition.slug}.json"

    contents = any_json.read(file.read_bytes())

    keys = {
        str(paragraph.opportunity)
        for block in contents.blocks
        for box in getattr(block, "boxes", ())
        for paragraph in box.paragraphs
        if paragraph.opportunity
    }
    grid = world.framework.current_edition.grid
    assert keys == {str(key) for key in grid.opportunity_set.values_list("key", flat=True)}


def test_its_history(folder, world):
    lines = (folder / "thornshire" / "history.jsonl").read_text("utf-8").splitlines()

    events = [json.loads(line) for line in lines]
    assert "started a draft" in {event["what"] for event in events}
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)


def test_what_cannot_be_written_is_told(world, tmp_path):
    with pytest.raises(CommandError, match="No organisation is called “nowhere”"):
        call_command("export_organisation", "nowhere", "--into", tmp_path / "out")
    with pytest.raises(CommandError, match="Name a new folder"):
        call_command("export_organisation", world.organisation.slug, "--into", tmp_path)
