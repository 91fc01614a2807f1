"""The lines of a draft that name what has ended or been renamed, and taking today's words."""

from datetime import date
from functools import partial

import pytest

from cpd_site.models import Membership
from frameworks.actions import drafts, editing
from frameworks.models import Edition
from opportunities import store
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from tests.builders import grid, key, published
from tests.factories import member
from tests.frameworks.drafts.test_draft_changes import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("draft")]

URL = "/desk/elm/draft/old-names/"
NQTS = f"{URL}{key('Meet NQTs')}/"


@pytest.fixture
def edition(db):
    return published(
        grid({("New", "School"): ["Meet NQTs", "GTCE", "Fast Track", "NPQH", "Read"]}), slug="elm"
    )


def texts(draft):
    return [line.text for line in store.read(draft.grid).opportunities]


def version(draft):
    return store.versions(draft.grid)[key("Meet NQTs")]


def test_each_line_is_listed_with_what_is_certain_and_what_is_not(signed_in):
    response = signed_in.get(URL)
    page = words(response)

    assert "2 lines name something that has ended, or has another name today." in page
    assert "Meet removed: NQTs inserted: ECTs At New Now: early career teacher (ECT)" in page
    assert "GTCE At New Ended 2012" in page
    assert "Needs checking: Fast Track. It probably closed about 2009." in page
    assert "NPQH" not in page
    assert page.count("Take the words of today") == 1
    assert '<a href="/desk/elm/draft/old-names/" aria-current="true">' in response.content.decode()


def test_one_press_takes_the_words_of_today_as_one_change_that_can_be_undone(
    signed_in, draft, editor
):
    before = draft.events.count()

    page = signed_in.post(NQTS, {"version": version(draft)}, follow=True)

    assert "Saved: reworded “Meet NQTs”. It can be undone in the draft." in words(page)
    assert "Meet ECTs" in texts(draft)
    assert draft.events.count() == before + 1
    editing.undo(edition=draft, by=editor)
    assert "Meet NQTs" in texts(draft)


def test_a_line_that_somebody_changed_meanwhile_is_not_overwritten(signed_in, draft, editor):
    seen = version(draft)
    do = partial(lines.reword, key=key("Meet NQTs"), wording=Wording("Meet and greet NQTs"))
    editing.change(edition=draft, by=editor, do=do)

    page = signed_in.post(NQTS, {"version": seen}, follow=True)

    assert "Somebody else changed this line. See what is proposed now." in words(page)
    assert "Meet and greet NQTs" in texts(draft)


def test_a_line_whose_date_has_passed_is_listed_until_it_has_another(signed_in, draft, editor):
    def ends(day):
        wording = Wording("Read", when="Each May", ends_on=day)
        do = partial(lines.reword, key=key("Read"), wording=wording)
        editing.change(edition=draft, by=editor, do=do)
        return words(signed_in.get(URL))

    said = "Read Was in May 2020 (Each May); its last day was 4 May 2020. At New"
    assert said in ends(date(2020, 5, 4))
    assert "Dates that have passed" not in ends(date(2999, 5, 4))


@pytest.mark.parametrize("name", ["GTCE", "Read", "Nowhere"])
def test_where_there_are_no_words_of_today_a_sentence_says_so(signed_in, draft, name):
    before = texts(draft)

    page = signed_in.post(f"{URL}{key(name)}/", {"version": version(draft)}, follow=True)

    told = "It names nothing any more", "That line is not in this draft any more"
    assert any(sentence in words(page) for sentence in told)
    assert texts(draft) == before


def test_a_draft_without_old_names_says_so(signed_in, draft, editor):
    for name in ("Meet NQTs", "GTCE", "Fast Track"):
        do = partial(lines.reword, key=key(name), wording=Wording(f"Read {len(name)}"))
        editing.change(edition=draft, by=editor, do=do)

    assert "Nothing here is known to have ended" in words(signed_in.get(URL))


def test_the_published_edition_is_never_touched(signed_in, draft):
    signed_in.post(NQTS, {"version": version(draft)})

    published_grid = Edition.objects.published().get(framework__slug="elm").grid
    assert "Meet NQTs" in [line.text for line in store.read(published_grid).opportunities]


def test_without_a_draft_one_press_starts_one_and_leads_back(signed_in, draft, editor):
    drafts.discard(edition=draft, by=editor)
    page = signed_in.get(URL)
    found = "3 lines of the 2026 edition name something that has ended, has another name today"

    assert found in words(page)
    current = draft.framework.current_edition
    assert f'name="edition" value="{current.pk}"' in page.content.decode()
    started = signed_in.post(
        "/desk/elm/draft/start/", {"edition": current.pk, "here": "old names"}, follow=True
    )

    assert started.redirect_chain[-1][0] == URL
    assert "The draft is started. Readers see nothing of it yet." in words(started)
    assert "Take the words of today" in words(started)


def test_where_somebody_started_a_draft_meanwhile_the_press_leads_to_that(signed_in, draft):
    current = draft.framework.current_edition.pk

    response = signed_in.post("/desk/elm/draft/start/", {"edition": current, "here": "old names"})

    assert response["Location"] == URL
    anywhere = signed_in.post("/desk/elm/draft/start/", {"edition": current, "here": "//evil"})
    assert anywhere["Location"] == "/desk/elm/draft/"


def test_who_may_not_edit_is_offered_no_draft(client, draft, editor):
    drafts.discard(edition=draft, by=editor)
    client.force_login(member(draft.framework.organisation, Membership.Role.READER))

    assert client.get(URL).status_code == 403
