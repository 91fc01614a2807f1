"""The lines of a draft without a kind of activity: what is proposed, and taking it."""

from dataclasses import replace
from functools import partial

import pytest

from frameworks.actions import drafts, editing
from frameworks.models import Framework, RefusedKinds
from opportunities import store
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ActivityKind
from tests.builders import grid, key, published
from tests.frameworks.drafts.test_draft_changes import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("draft")]

URL = "/desk/elm/draft/kinds/"
MARK = f"{URL}mark/"
COURSE, READING = ActivityKind.COURSE, ActivityKind.READING


@pytest.fixture
def edition(db):
    known = grid({("New", "School"): ["Meet up.", "Talk"]})
    marked = (replace(line, kinds=(READING,)) for line in known.opportunities)
    published(replace(known, opportunities=tuple(marked)), slug="oak")
    texts = ["meet up", "Attend a conference", "Go to a course", "Join in"]
    return published(grid({("New", "School"): texts}), slug="elm")


def ticked(draft, *texts, kind="course", unticked=()):
    """The form as it is sent with these lines ticked."""
    seen = store.versions(draft.grid)
    keys = [key(text) for text in texts]
    return {
        "kind": kind,
        "line": [str(one) for one in keys],
        **{f"version-{one}": seen[one] for one in (*keys, *map(key, unticked))},
    }


def kinds(draft):
    return {line.text: line.kinds for line in store.read(draft.grid).opportunities if line.kinds}


def test_each_proposal_says_what_speaks_for_it(signed_in):
    response = signed_in.get(URL)
    page = words(response)

    assert "4 lines are not yet marked; 0 are." in page
    assert "Reading or research 1 Mark this line : Reading or research It is not this" in page
    assert f"Marked so in “{framework_name()}”" in page
    assert "Course or training 2 Mark the lines ticked" in page
    assert "It says “conference”" in page
    assert "Rules do not understand the sentence" in page
    assert "Nothing to suggest Mark Join in At New" in page
    assert f'<a href="{URL}" aria-current="true">Kinds</a>' in response.content.decode()


def framework_name():
    return Framework.objects.get(slug="oak").organisation.short_name


def test_a_group_is_marked_in_one_press_as_one_change_that_can_be_undone(signed_in, draft, editor):
    before = draft.events.count()
    data = ticked(draft, "Attend a conference", "Go to a course")

    page = signed_in.post(MARK, data, follow=True)

    told = "Saved: changed the kind of activity of 2 lines. It can be undone in the draft."
    assert told in words(page)
    assert kinds(draft) == {"Attend a conference": (COURSE,), "Go to a course": (COURSE,)}
    assert draft.events.count() == before + 1
    editing.undo(edition=draft, by=editor)
    assert kinds(draft) == {}


def test_one_line_is_marked_by_its_own_button_whatever_is_ticked(signed_in, draft):
    data = ticked(draft, "Attend a conference", "Go to a course")

    signed_in.post(MARK, {**data, "only": str(key("Go to a course"))})

    assert kinds(draft) == {"Go to a course": (COURSE,)}


def test_what_is_not_ticked_stays_unmarked_and_is_not_proposed_again(signed_in, draft, editor):
    data = ticked(draft, "Attend a conference", unticked=["Go to a course"])
    page = words(signed_in.post(MARK, data, follow=True))

    assert "Noted: “Course or training” is not suggested again for 1 line." in page
    assert "3 lines are not yet marked; 1 is." in page
    assert "Mark Go to a course At New Not suggested again: Course or training" in page
    event = draft.events.first()
    assert (event.by, event.words) == (editor, "turned down")
    assert event.about == "Course or training, for “Go to a course”"


def test_what_was_turned_down_stays_so_in_the_next_draft_and_leaves_other_proposals(
    signed_in, draft, editor
):
    signed_in.post(MARK, ticked(draft, kind="reading", unticked=["meet up"]) | {"none": "1"})
    drafts.discard(edition=draft, by=editor)
    again = drafts.start(framework=draft.framework, by=editor)

    page = words(signed_in.get(URL))
    assert "Nothing to suggest Mark meet up At New Not suggested again: Reading" in page
    assert "Course or training 2 Mark the lines ticked" in page
    assert kinds(again) == {}


def test_one_line_marked_by_its_own_button_turns_nothing_else_down(signed_in, draft):
    data = ticked(draft, "Attend a conference", unticked=["Go to a course"])

    signed_in.post(MARK, {**data, "only": str(key("Attend a conference"))})

    assert not RefusedKinds.objects.exists()


@pytest.mark.parametrize("data", [{"kind": "king"}, {}, {"version-x": "1", "kind": "course"}])
def test_what_cannot_be_turned_down_changes_nothing(signed_in, draft, data):
    before = draft.events.count()

    response = signed_in.post(MARK, {"none": "1", **data}, follow=True)

    assert "Nothing was noted: these lines are not in this draft any more." in words(response)
    assert draft.events.count() == before


def test_a_line_that_somebody_changed_meanwhile_is_not_marked(signed_in, draft, editor):
    data = ticked(draft, "Attend a conference", "Go to a course")
    do = partial(lines.reword, key=key("Go to a course"), wording=Wording("Run a course"))
    editing.change(edition=draft, by=editor, do=do)

    page = signed_in.post(MARK, data, follow=True)

    assert "Somebody else changed one of these lines. See what is proposed now." in words(page)
    assert kinds(draft) == {}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": "course"}, "Tick at least one line."),
        ({"kind": "course", "line": "king"}, "Tick at least one line."),
        ({"kind": "king", "only": str(key("Join in"))}, "Say which kind of activity"),
        ({"kind": "course", "only": str(key("Nowhere"))}, "not in this draft any more"),
    ],
)
def test_what_cannot_be_marked_is_said_and_changes_nothing(signed_in, draft, data, sentence):
    seen = {f"version-{key('Join in')}": store.versions(draft.grid)[key("Join in")]}

    page = signed_in.post(MARK, {**seen, **data}, follow=True)

    assert sentence in words(page)
    assert kinds(draft) == {}


def test_a_draft_in_which_all_is_marked_says_so(signed_in, draft):
    signed_in.post(MARK, ticked(draft, "meet up", "Attend a conference", "Go to a course"))
    signed_in.post(MARK, ticked(draft, "Join in"))

    assert "Every line is marked" in words(signed_in.get(URL))


def test_the_page_takes_as_many_queries_however_much_is_unmarked(
    signed_in, draft, editor, django_assert_num_queries
):
    with django_assert_num_queries(QUERIES):
        signed_in.get(URL)
    do = partial(
        lines.add_lines, place=(key("New"), key("School")), texts=["Talk", "Meet", "Visit"]
    )
    editing.change(edition=draft, by=editor, do=do)

    with django_assert_num_queries(QUERIES):
        signed_in.get(URL)


QUERIES = 17


def test_without_a_draft_one_press_starts_one_and_leads_back(signed_in, draft, editor):
    drafts.discard(edition=draft, by=editor)
    page = words(signed_in.get(URL))
    current = draft.framework.current_edition.pk

    started = signed_in.post("/desk/elm/draft/start/", {"edition": current, "here": "kinds"})

    assert "4 lines of the 2026 edition are without a kind of activity." in page
    assert started["Location"] == URL
    assert "4 lines are not yet marked" in words(signed_in.get(URL))
