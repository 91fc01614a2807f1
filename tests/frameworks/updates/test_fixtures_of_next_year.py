"""A further edition that is put up as a file: its lines have the keys that they had before."""

from dataclasses import replace

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from cpd_site.models import Membership
from frameworks.actions import drafts
from frameworks.actions.updates import result_of
from frameworks.models import Edition, Framework
from opportunities import store
from opportunities.comparing.diff import diff
from opportunities.grid import patch
from tests.builders import texts
from tests.factories import member
from tests.frameworks.updates.copies import copied, plan_of

pytestmark = pytest.mark.django_db

NEW = "Meet your mentor at the Deanery every Tuesday"


@pytest.fixture
def next_year(tmp_path):
    """Loads the file of Wigan under another label, with what is done to its first box."""

    def load(change, label="2027"):
        call_command("loaddata", str(written(tmp_path, change, label)), verbosity=0)
        return Edition.objects.get(framework__slug="wigan", label=label)

    return load


def written(folder, change, label="2027"):
    """The file of Wigan under another label, with what is done to its first box."""
    file = yaml.safe_load((settings.FIXTURE_DIRS[0] / "wigan.yaml").read_text("utf-8"))
    file["edition"] |= {"label": label, "published": "2027-01-04"}
    change(file["stages"][0]["cells"]["individual"])
    path = folder / f"wigan-{label}.yaml"
    path.write_text(yaml.safe_dump(file, allow_unicode=True), "utf-8")
    return path


def on_top(box):
    box.insert(0, NEW)


def wigan():
    return Framework.objects.get(slug="wigan").current_edition


def told(before, after):
    return diff(store.read(before.grid), store.read(after.grid)).summary


def test_one_line_at_the_top_of_a_box_of_wigan_is_one_added(next_year):
    before = wigan()

    assert told(before, next_year(on_top)) == "1 added"


def test_load_frameworks_brings_the_further_edition_of_a_release(tmp_path):
    before = wigan()
    written(tmp_path, on_top)

    with override_settings(FIXTURE_DIRS=[tmp_path]):
        call_command("load_frameworks", verbosity=0)
        call_command("load_frameworks", verbosity=0)

    assert wigan().label == "2027"
    assert told(before, wigan()) == "1 added"


def test_a_framework_that_somebody_keeps_up_here_gets_no_further_edition(tmp_path, capsys):
    written(tmp_path, on_top)
    organisation = wigan().framework.organisation
    drafts.start(framework=wigan().framework, by=member(organisation, Membership.Role.EDITOR))

    with override_settings(FIXTURE_DIRS=[tmp_path]):
        call_command("load_frameworks")

    assert wigan().label == "undated"
    assert "“2027” is left out, since somebody keeps this framework up" in capsys.readouterr().out


def test_what_a_school_hid_stays_hidden_and_what_it_left_alone_stays(next_year):
    draft = copied(wigan())
    ours = store.read(draft.grid)
    first, *others = ours.cells[ours.stages[0].key, ours.columns[0].key]
    hidden = {first.key: replace(first, hidden=True)}
    rows = tuple(hidden.get(row.key, row) for row in ours.placements)
    store.save(draft.grid, patch.between(ours, replace(ours, placements=rows)))

    next_year(on_top)

    plan = plan_of(draft)
    after = result_of(plan)
    assert not plan.undecided
    box = after.cells[first.place]
    assert texts(after, [row for row in box if not row.hidden]) == [NEW, *texts(ours, others)]
    assert texts(after, [row for row in box if row.hidden]) == texts(ours, [first])


def test_putting_the_next_edition_up_again_changes_nothing_and_other_words_are_refused(next_year):
    edition = next_year(on_top)

    assert next_year(on_top) == edition
    with pytest.raises(CommandError, match="published with another content"):
        next_year(lambda box: box.insert(0, "Something else"))
    with pytest.raises(CommandError, match="published with another content"):
        next_year(lambda box: box.reverse())


def test_a_new_line_never_gets_the_key_of_one_that_an_edition_before_had(next_year):
    first = wigan()
    second = next_year(lambda box: box.pop(0), "2027")
    third = next_year(lambda box: box.__setitem__(0, NEW), "2028")

    gone = {row.key for row in store.read(first.grid).placements}
    gone -= {row.key for row in store.read(second.grid).placements}
    assert told(first, second) == "1 removed"
    assert told(second, third) == "1 added"
    assert not gone & {row.key for row in store.read(third.grid).placements}
