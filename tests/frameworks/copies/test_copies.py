import threading

import pytest
from django.db import connection

from cpd_site.accounts.actions import organisations
from cpd_site.models import Membership
from cpd_site.serving import site_version
from frameworks import rules
from frameworks.actions import copies, drafts, editing, search, withdrawing
from frameworks.actions.copies import CopiedAlready, CopyRefused
from frameworks.models import Event, Framework
from frameworks.queries.reading import edition_version
from opportunities import store
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines
from opportunities.grid.snapshot import Stage
from opportunities.models import SearchEntry, SearchWord
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, UserFactory, member
from tests.frameworks.copies.conftest import publish
from tests.frameworks.drafts.conftest import GRID

Role = Membership.Role
Visibility = Framework.Visibility
READ = key("NQT/School/1")

pytestmark = pytest.mark.django_db


def change(draft, by, do):
    editing.change(edition=draft, by=by, do=do)


def test_a_copy_is_a_draft_with_their_content_and_keys(copy, framework, edition, school, leader):
    assert store.read(copy.grid) == GRID
    assert copy.based_on == edition
    assert (copy.framework.follows, copy.framework.organisation) == (framework, school)
    assert (copy.framework.slug, copy.framework.visibility) == ("elm", Visibility.MEMBERS)
    assert copy.title == framework.title
    assert copy.framework.current_edition is None
    event = copy.framework.events.get(what="made a copy of")
    assert (event.by, event.about) == (leader, f"{framework}, 2025 edition")


def test_a_copy_has_a_title_of_its_own(framework, school, leader):
    draft = copies.make(framework=framework, organisation=school, by=leader, title=" How we\ngrow ")

    assert draft.title == draft.framework.title == "How we grow"


def test_a_copy_of_a_copy_has_what_its_followers_see(copy, leader, school, trust):
    change(copy, leader, lambda grid: copy_edits.hide_row(grid, key("RQT"), Stage))
    change(copy, leader, lambda grid: copy_edits.note_lines(grid, [READ], "Every May"))
    followed = publish(copy, leader)
    below = OrganisationFactory.create(slug="ash", short_name="Ash", parent=school)
    editor = member(below, Role.EDITOR)

    draft = copies.make(framework=followed, organisation=below, by=editor)

    grid = store.read(draft.grid)
    assert [stage.name for stage in grid.stages] == ["NQT"]
    assert lines.placement_of(grid, READ).note == "Every May"
    assert draft.framework.follows == followed


def test_a_second_copy_is_refused_and_the_first_is_named(copy, framework, school, leader):
    with pytest.raises(CopiedAlready) as refused:
        copies.make(framework=framework, organisation=school, by=leader)

    assert refused.value.copy == copy.framework
    assert Framework.objects.filter(organisation=school).count() == 1


@pytest.mark.parametrize("role", [None, Role.READER])
def test_it_takes_an_editor_there(framework, school, role):
    person = member(school, role) if role else member(framework.organisation, Role.MANAGER)

    with pytest.raises(rules.Refused, match="can change drafts"):
        copies.make(framework=framework, organisation=school, by=person)

    assert not Framework.objects.filter(organisation=school).exists()


def test_what_may_not_be_seen_is_not_copied(framework, school, leader):
    Framework.objects.filter(pk=framework.pk).update(visibility=Visibility.MEMBERS)

    with pytest.raises(rules.Refused, match="only for members of"):
        copies.make(framework=framework, organisation=school, by=leader)


def test_ones_own_framework_is_not_copied(framework):
    editor = member(framework.organisation, Role.EDITOR)

    with pytest.raises(CopyRefused, match="Start a draft of it instead"):
        copies.make(framework=framework, organisation=framework.organisation, by=editor)


def test_a_withdrawn_edition_is_not_copied(framework, edition, school):
    publisher = member(framework.organisation, Role.PUBLISHER)
    withdrawing.withdraw(edition=edition, by=publisher, reason="Wrong")
    both = member(school, Role.EDITOR)
    Membership.objects.create(user=both, organisation=framework.organisation, role=Role.READER)

    with pytest.raises(CopyRefused, match="withdrawn"):
        copies.make(framework=framework, organisation=school, by=both)


def test_a_copy_is_not_seen_by_more_people_than_what_it_follows(copy, leader, trust, school):
    followed = publish(copy, leader)
    below = OrganisationFactory.create(slug="ash", short_name="Ash", parent=school)
    editor = member(below, Role.EDITOR)

    with pytest.raises(CopyRefused, match="cannot be seen by more people"):
        copies.make(framework=followed, organisation=below, by=editor, visibility=Visibility.PUBLIC)
    draft = copies.make(framework=followed, organisation=below, by=editor)
    with pytest.raises(CopyRefused, match="to members of the organisation only"):
        copies.change_visibility(framework=draft.framework, by=editor, visibility=Visibility.LINK)


def test_who_sees_it_is_changed_by_editors_until_it_is_published(copy, school, leader):
    editor = member(school, Role.EDITOR)

    changed = copies.change_visibility(
        framework=copy.framework, by=editor, visibility=Visibility.LINK
    )
    publish(copy, leader)

    assert changed.visibility == Visibility.LINK
    with pytest.raises(rules.Refused, match="publishers and managers"):
        copies.change_visibility(framework=copy.framework, by=editor, visibility=Visibility.PUBLIC)


def test_what_is_published_to_members_leaves_the_pages_of_everybody_as_they_are(copy, leader):
    before = site_version.current()

    framework = publish(copy, leader)

    assert framework.is_private
    assert site_version.current() == before
    assert edition_version(framework.slug) is not None


def test_to_change_who_sees_it_leaves_an_event_and_changes_the_stamp(copy, leader):
    framework = publish(copy, leader)
    before = site_version.current()

    copies.change_visibility(framework=framework, by=leader, visibility=Visibility.PUBLIC)

    event = framework.events.first()
    assert (event.what, event.before, event.after) == (
        "changed who sees",
        {"visibility": "members"},
        {"visibility": "public"},
    )
    assert site_version.current() != before


RARE = grid({("NQT", "School"): ["Watch the zyxomma"]})


def findable(edition):
    entries = SearchEntry.objects.filter(opportunity__grid=edition.grid).exists()
    return entries, SearchWord.objects.filter(word="zyxomma").exists()


def test_search_forgets_what_is_no_longer_open_to_all():
    edition = published(RARE, slug="rare")
    publisher = member(edition.framework.organisation, Role.PUBLISHER)

    def show_to(visibility):
        copies.change_visibility(framework=edition.framework, by=publisher, visibility=visibility)
        return findable(edition)

    assert show_to(Visibility.LINK) == (False, False)
    assert show_to(Visibility.PUBLIC) == (True, True)
    assert show_to(Visibility.MEMBERS) == (False, False)


def test_words_that_others_say_are_kept():
    edition = published(RARE, slug="rare")
    published(RARE, slug="elsewhere")
    publisher = member(edition.framework.organisation, Role.PUBLISHER)

    copies.change_visibility(
        framework=edition.framework, by=publisher, visibility=Visibility.MEMBERS
    )

    assert findable(edition) == (False, True)


@pytest.mark.parametrize("visibility", Visibility.values)
def test_search_finds_no_copy(school, leader, visibility):
    edition = published(RARE, slug="rare")

    draft = copies.make(
        framework=edition.framework, organisation=school, by=leader, visibility=visibility
    )
    publish(draft, leader)

    draft.refresh_from_db()
    assert findable(draft) == (False, True)
    search.index_frameworks(anew=True)
    organisations.save_organisation(
        organisation=renamed(school), by=UserFactory.create(is_staff=True)
    )
    assert findable(draft) == (False, True)


def renamed(school):
    school.short_name = "Elms"
    return school


def test_a_copy_stops_following_and_follows_again_with_all_its_edits(copy, framework, leader):
    change(copy, leader, lambda grid: copy_edits.hide_lines(grid, [READ]))
    before = store.read(copy.grid)

    stopped = copies.stop_following(framework=copy.framework, by=leader)
    assert stopped.follows is None
    again = copies.follow_again(framework=copy.framework, by=leader)

    copy.refresh_from_db()
    assert again.follows == framework
    assert copy.based_on.framework == framework
    assert store.read(copy.grid) == before
    assert [event.what for event in again.events.all()[:2]] == [
        "followed again",
        "stopped following",
    ]


@pytest.mark.parametrize("act", [copies.stop_following, copies.follow_again])
def test_to_follow_takes_an_editor(copy, school, act):
    with pytest.raises(rules.Refused):
        act(framework=copy.framework, by=member(school, Role.READER))


def test_what_follows_is_not_followed_again_and_what_does_not_cannot_stop(copy, framework, leader):
    editor = member(framework.organisation, Role.EDITOR)

    with pytest.raises(CopyRefused, match="already"):
        copies.follow_again(framework=copy.framework, by=leader)
    with pytest.raises(CopyRefused, match="follows none"):
        copies.stop_following(framework=framework, by=editor)
    with pytest.raises(CopyRefused, match="no copy of another"):
        copies.follow_again(framework=framework, by=editor)


def test_a_copy_does_not_follow_again_beside_another(copy, framework, school, leader):
    copies.stop_following(framework=copy.framework, by=leader)
    second = copies.make(framework=framework, organisation=school, by=leader)

    with pytest.raises(CopiedAlready) as refused:
        copies.follow_again(framework=copy.framework, by=leader)

    assert refused.value.copy == second.framework


def test_nothing_follows_in_a_circle(copy, framework, leader):
    copies.stop_following(framework=copy.framework, by=leader)
    Framework.objects.filter(pk=framework.pk).update(follows=copy.framework)

    with pytest.raises(CopyRefused, match="so it cannot be followed"):
        copies.follow_again(framework=copy.framework, by=leader)


def test_the_next_draft_is_based_on_the_same_edition(copy, edition, leader):
    framework = publish(copy, leader)

    assert drafts.start(framework=framework, by=leader).based_on == edition


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="whoever writes is alone there")
def test_two_people_at_once_make_one_copy(committed, framework, school, leader):
    other = member(school, Role.EDITOR)
    outcomes = []

    def make(by):
        try:
            copies.make(framework=framework, organisation=school, by=by)
            outcomes.append("made")
        except CopiedAlready:
            outcomes.append("was there")
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=[by]) for by in (leader, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["made", "was there"]
    assert Event.objects.filter(what="made a copy of").count() == 1
