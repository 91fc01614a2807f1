"""What a release marks in the words that a site holds already comes as a further edition."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from frameworks.models import Edition, Framework
from opportunities.store import read
from tests.builders import published
from tests.frameworks.thornshire import GOOD

pytestmark = pytest.mark.django_db

KINDS = """
kinds:
  Join in: network
  Read: [reading, own-review]
  Travel: []
"""


def without_kinds(grid):
    lines = tuple(replace(line, kinds=()) for line in grid.opportunities)
    return replace(grid, opportunities=lines)


def test_words_that_were_loaded_before_their_kinds_were_marked_get_a_further_edition(load):
    load(GOOD)
    load(GOOD + KINDS)
    load(GOOD + KINDS)

    first, second = Framework.objects.get(slug="thornshire").editions.order_by("number")
    assert second.label == "2026, with kinds of activity"
    assert first.framework.current_edition == second
    assert read(second.grid) != read(first.grid) == without_kinds(read(second.grid))
    assert {line.text: line.kinds for line in read(second.grid).opportunities} == {
        "Join in": ("network",),
        "Read": ("reading", "own-review"),
        "Travel": (),
    }


IN_SUPPORT = GOOD.replace("group: teachers", "group: support-staff").replace(
    "family: early-career", "family: support-staff"
)
IN_A_ROLE = IN_SUPPORT.replace("family: support-staff", "family: lunchtime")


@pytest.mark.parametrize(
    ("held", "labels"),
    [
        ([IN_SUPPORT], ["2026", "2026, with kinds of activity and roles of support staff"]),
        ([IN_SUPPORT + KINDS], ["2026", "2026, with roles of support staff"]),
        (
            [IN_SUPPORT, IN_SUPPORT + KINDS],
            [
                "2026",
                "2026, with kinds of activity",
                "2026, with kinds of activity and roles of support staff",
            ],
        ),
        ([IN_A_ROLE + KINDS], ["2026"]),
    ],
)
def test_a_further_edition_has_the_roles_of_support_staff_whatever_a_site_holds(load, held, labels):
    for file in held:
        load(file)
    before = {edition.pk: edition.grid.fingerprint for edition in thornshires()}

    load(IN_A_ROLE + KINDS)
    load(IN_A_ROLE + KINDS)

    editions = thornshires()
    assert [edition.label for edition in editions] == labels
    current = editions[-1]
    assert current.framework.current_edition == current
    assert {stage.family for stage in read(current.grid).stages} == {"lunchtime"}
    for edition in editions:
        assert read(edition.grid).fingerprint == edition.grid.fingerprint
        assert before.get(edition.pk, edition.grid.fingerprint) == edition.grid.fingerprint


def test_what_an_authority_published_since_stands(load):
    load(IN_SUPPORT)
    first = thornshires()[0]
    theirs = published(read(first.grid), label="2027", at=datetime(2027, 1, 2, tzinfo=UTC))

    load(IN_A_ROLE)

    assert theirs.framework.current_edition == theirs
    assert [edition.label for edition in thornshires()] == ["2026", "2027"]


def thornshires():
    return list(Edition.objects.filter(framework__slug="thornshire").order_by("number"))


@pytest.mark.parametrize(
    ("here", "marked", "what"),
    [
        (GOOD, GOOD + KINDS, "kinds of activity"),
        (IN_SUPPORT + KINDS, IN_A_ROLE + KINDS, "roles of support staff"),
    ],
)
def test_load_frameworks_marks_what_an_older_release_loaded(
    load, settings, tmp_path, here, marked, what
):
    load(here)
    (tmp_path / "thornshire.yaml").write_text(marked, "utf-8")
    settings.FIXTURE_DIRS = [tmp_path]

    call_command("load_frameworks")
    call_command("load_frameworks")

    first, second = thornshires()
    assert (first.label, second.label) == ("2026", f"2026, with {what}")
    assert second.name == f"2026 edition, with {what}"


def test_an_edition_of_other_words_stays_as_it_is(load, settings, tmp_path, capsys):
    load(GOOD)
    (tmp_path / "thornshire.yaml").write_text(
        GOOD.replace("Travel", "Fly") + KINDS.replace("Travel", "Fly"), "utf-8"
    )
    settings.FIXTURE_DIRS = [tmp_path]

    call_command("load_frameworks")

    assert "was not put in" in capsys.readouterr().err
    assert Edition.objects.filter(framework__slug="thornshire").count() == 1
