"""The pages on which a line is offered, and on which it is answered."""

import re

import pytest
from django.urls import reverse

from cpd_site.models import Membership
from frameworks.actions import drafts, editing, suggestions
from frameworks.models import Suggestion
from frameworks.queries.suggestions import fingerprint_of
from opportunities import store
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from tests.builders import key, published
from tests.factories import UserFactory, member
from tests.frameworks.drafts.conftest import GRID
from tests.frameworks.suggestions import offers

Role = Membership.Role


@pytest.fixture
def at_school(client, leader):
    client.force_login(leader)
    return client


@pytest.fixture
def at_authority(client, editor):
    client.force_login(editor)
    return client


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def offering(draft, said: str) -> str:
    return reverse("draft_line_offer", args=["elm", offers.placed(draft, said).key])


def answering(suggestion, how: str) -> str:
    return f"{offers.THEIRS}{suggestion.pk}/{how}/"


def test_the_line_editor_leads_to_the_offer(at_school, draft, framework):
    own, theirs = (offers.placed(draft, said).key for said in ("Shadow the SENDCo", "Visit"))
    name = framework.organisation.short_name

    assert f"Offer to {name}" in text(at_school.get(f"/desk/elm/draft/lines/{own}/"))
    assert f"Offer to {name}" not in text(at_school.get(f"/desk/elm/draft/lines/{theirs}/"))


def test_the_line_of_an_authoritys_own_draft_is_offered_to_nobody(at_authority, framework, editor):
    drafts.start(framework=framework, by=editor)

    page = text(at_authority.get(f"/desk/thornshire/draft/lines/{key('NQT/School/0')}/"))

    assert "Offer to" not in page


def test_the_page_of_the_offer_says_what_the_authority_sees(at_school, draft):
    page = text(at_school.get(offering(draft, "Shadow the SENDCo")))

    assert "Shadow the SENDCo" in page
    assert "Nothing else of your copy: no note beside the line, and not your name." in page
    assert not Suggestion.objects.exists()


def test_a_line_is_offered_and_then_marked(at_school, draft):
    address = offering(draft, "Shadow the SENDCo")
    fingerprint = fingerprint_of(Wording("Shadow the SENDCo"))

    response = at_school.post(address, {"why": "Ours liked it.", "seen": fingerprint}, follow=True)

    assert response.redirect_chain == [(offers.OURS, 302)]
    assert "You get an e-mail when they answer." in text(response)
    assert "Ours liked it." in text(response)
    assert "Ours, offered on" in text(at_school.get("/desk/elm/draft/"))
    own = offers.placed(draft, "Shadow the SENDCo").key
    assert "Offered on" in text(at_school.get(f"/desk/elm/draft/lines/{own}/"))


def test_an_offer_without_a_reason_is_asked_again(at_school, draft):
    response = at_school.post(offering(draft, "Shadow the SENDCo"), {"why": "", "seen": ""})

    assert "Say in a word why you offer it." in text(response)
    assert not Suggestion.objects.exists()


def test_an_offer_of_words_that_a_colleague_changed_shows_theirs(at_school, draft, leader):
    address = offering(draft, "Shadow the SENDCo")
    line = offers.placed(draft, "Shadow the SENDCo").opportunity
    fingerprint = fingerprint_of(Wording("Shadow the SENDCo"))
    editing.change(
        edition=draft, by=leader, do=lambda grid: lines.reword(grid, line, Wording("Shadow two"))
    )

    page = text(at_school.post(address, {"why": "So", "seen": fingerprint}))

    assert "A colleague changed this line" in page
    assert "Shadow two" in page
    assert fingerprint_of(Wording("Shadow two")) in page


def test_an_offer_of_what_is_theirs_leads_back(at_school, draft):
    response = at_school.get(offering(draft, "Visit"), follow=True)

    assert response.redirect_chain == [("/desk/elm/draft/", 302)]
    assert "there is nothing to offer" in text(response)


def test_the_school_takes_it_back(at_school, offered):
    response = at_school.post(f"{offers.OURS}{offered.pk}/take-back/", follow=True)

    assert "It is taken back." in text(response)
    assert "Taken back on" in text(response)
    again = at_school.post(f"{offers.OURS}{offered.pk}/take-back/", follow=True)
    assert "answered already" in text(again)


def test_the_authority_sees_what_was_offered_and_takes_it(at_authority, offered, framework):
    page = text(at_authority.get(offers.THEIRS))
    for said in ("Elm Primary School", "Shadow the SENDCo", "Ours liked it.", "NQT, School"):
        assert said in page
    assert "Cal Cove" not in page

    response = at_authority.post(answering(offered, "take"), {"seen": ""}, follow=True)

    assert "It is in your draft. Elm is told by e-mail." in text(response)
    assert offers.placed(offers.draft_at(framework), "Shadow the SENDCo").key == offered.placement


def test_a_rewording_is_shown_word_by_word_beside_ours(at_authority, draft, leader):
    offers.reword(draft, leader, "Join in with others")
    offers.offer(draft, leader, "Join in with others")

    page = text(at_authority.get(offers.THEIRS))

    assert '<ins><span class="govuk-visually-hidden">inserted: </span>' in page
    assert "Your line is in 2 places. Elm rewords it in all of them." in page


def test_it_says_that_our_line_was_reworded_since(at_authority, draft, leader, framework, editor):
    offers.reword(draft, leader, "Join in with others")
    made = offers.offer(draft, leader, "Join in with others")
    offers.reword(drafts.start(framework=framework, by=editor), editor, "Join us")

    assert "Your line said something else when this was offered." in text(
        at_authority.get(offers.THEIRS)
    )
    response = at_authority.post(
        answering(made, "take"), {"seen": fingerprint_of(Wording("Join in"))}, follow=True
    )
    assert "Your own line says something else now." in text(response)


def test_it_is_changed_and_taken(at_authority, offered, framework):
    page = text(at_authority.get(answering(offered, "change")))
    assert "Where it goes" in page

    response = at_authority.post(
        answering(offered, "change"),
        {
            "text": "Shadow a SENDCo",
            "details": "For a day",
            "link": "",
            "cell": f"{key('RQT')}/{key('Network')}",
            "tier": "local-network",
        },
        follow=True,
    )

    assert response.redirect_chain == [(offers.THEIRS, 302)]
    line = offers.placed(offers.draft_at(framework), "Shadow a SENDCo")
    assert line.place == (key("RQT"), key("Network"))


def test_a_cell_that_is_not_ours_is_asked_again(at_authority, offered):
    response = at_authority.post(
        answering(offered, "change"),
        {"text": "Shadow", "cell": f"{key('Nowhere')}/{key('School')}", "tier": "school"},
    )

    assert "That box is not in your draft." in text(response)


@pytest.mark.parametrize(("scope", "count"), [("everywhere", 2), ("here", 1)])
def test_a_rewording_of_one_cell_is_taken_as_far_as_we_want(
    at_authority, draft, leader, framework, scope, count
):
    offers.reword_here(draft, leader, "Take part")
    made = offers.offer(draft, leader, "Take part")
    page = text(at_authority.get(answering(made, "change")))
    assert "Everywhere: it stands in 2 places" in page
    seen = fingerprint_of(Wording("Join in"))

    at_authority.post(
        answering(made, "change"), {"text": "Take part", "scope": scope, "seen": seen}
    )

    grid = store.read(offers.draft_at(framework).grid)
    said = [grid.opportunity_by_key[one.opportunity].text for one in grid.placements]
    assert said.count("Take part") == count


def test_a_rewording_of_what_is_gone_is_not_taken(at_authority, draft, leader, framework, editor):
    offers.reword(draft, leader, "Go and see", of="Visit")
    made = offers.offer(draft, leader, "Go and see")
    ours = drafts.start(framework=framework, by=editor)
    gone = [key("NQT/Network/0")]
    editing.change(edition=ours, by=editor, do=lambda grid: lines.remove_lines(grid, gone))

    page = text(at_authority.get(offers.THEIRS))

    assert "is not in your draft any more, so it cannot be taken." in page
    assert answering(made, "take") not in page
    response = at_authority.post(answering(made, "take"), {"seen": ""}, follow=True)
    assert "not in your draft any more" in text(response)


def test_it_is_declined_and_the_school_reads_why(client, editor, leader, offered):
    client.force_login(editor)
    assert "The school reads it." in text(client.get(answering(offered, "decline")))
    blank = client.post(answering(offered, "decline"), {"reason": ""})
    assert "Say why you decline it" in text(blank)

    client.post(answering(offered, "decline"), {"reason": "Too <script>local"})

    client.force_login(leader)
    page = text(client.get(offers.OURS))
    assert "Too &lt;script&gt;local" in page
    assert "Ann" not in page


@pytest.mark.parametrize("how", ["change", "decline"])
def test_what_is_answered_already_is_not_asked_again(at_authority, offered, editor, how):
    suggestions.take(suggestion=offered, by=editor)

    response = at_authority.get(answering(offered, how), follow=True)

    assert "answered already" in text(response)


def test_both_sides_read_in_which_edition_it_stands(client, leader, editor, offered, framework):
    suggestions.take(suggestion=offered, by=editor)
    client.force_login(leader)
    assert "into the draft of the next edition" in text(client.get(offers.OURS))

    offers.publish(offers.draft_at(framework), editor, "2026")

    assert "for the 2026 edition" in text(client.get(offers.OURS))
    client.force_login(editor)
    assert "for the 2026 edition" in text(client.get(offers.THEIRS))


def test_what_was_written_is_never_markup(client, draft, leader, editor):
    offers.add(draft, leader, "<script>alert(1)</script>")
    offers.offer(draft, leader, "<script>alert(1)</script>", why="<script>alert(2)</script>")

    for person, address in ((leader, offers.OURS), (editor, offers.THEIRS)):
        client.force_login(person)
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "&lt;script&gt;alert(2)" in page


def test_who_may_not_edit_has_nothing_to_press(client, offered, school, framework):
    for organisation, address in ((school, offers.OURS), (framework.organisation, offers.THEIRS)):
        client.force_login(member(organisation, Role.READER))
        page = text(client.get(address))
        assert "Shadow the SENDCo" in page
        assert "You can read them. Only editors" in page
        main = page[page.index("<main") : page.index("</main")]
        assert "<button" not in main
        assert "Decline" not in main


def test_only_members_see_what_is_suggested(client, offered, framework):
    elsewhere = published(GRID, slug="elsewhere").framework.organisation
    for person in (member(elsewhere, Role.MANAGER), UserFactory.create()):
        client.force_login(person)
        assert client.get(offers.THEIRS).status_code == 403
        assert client.get(offers.OURS).status_code == 404
    client.logout()
    assert client.get(offers.THEIRS).status_code == 302


@pytest.mark.parametrize("how", ["take", "change", "decline", "take-back"])
def test_a_guessed_address_is_not_there(client, offered, how):
    """Of a suggestion to somebody else, at one’s own framework."""
    other = published(GRID, slug="elsewhere").framework
    client.force_login(member(other.organisation, Role.MANAGER))

    response = client.post(f"/desk/elsewhere/suggestions/{offered.pk}/{how}/", {"reason": "No"})

    assert response.status_code == 404
    assert Suggestion.objects.get().is_open


def test_neither_side_does_what_is_the_others(client, offered, editor, leader):
    client.force_login(editor)
    assert client.post(answering(offered, "take-back")).status_code == 404
    client.force_login(leader)
    assert client.post(f"{offers.OURS}{offered.pk}/take/").status_code == 404


def test_the_desk_and_its_bar_say_how_many_wait(client, offered, editor, leader, framework):
    client.force_login(editor)
    assert "1 suggestion<span" in text(client.get("/desk/"))
    assert 'Suggestions (1<span class="govuk-visually-hidden"> not answered</span>)' in text(
        client.get(offers.THEIRS)
    )
    suggestions.decline(suggestion=offered, by=editor, reason="No")
    assert "1 suggestion" not in text(client.get("/desk/"))
    assert "Suggestions (" not in text(client.get(offers.THEIRS))
    client.force_login(leader)
    assert "suggestion<span" not in text(client.get("/desk/"))


def test_the_desk_of_a_reader_does_not_say_it(client, offered, framework):
    client.force_login(member(framework.organisation, Role.READER))

    assert "1 suggestion" not in text(client.get("/desk/"))


def test_a_bar_without_suggestions_has_no_link_to_them(at_authority, framework):
    assert offers.THEIRS not in text(at_authority.get("/desk/thornshire/history/"))
    assert "can offer you a line" in text(at_authority.get(offers.THEIRS))


def test_without_a_draft_the_page_leads_to_where_one_is_started(at_school, draft, leader):
    assert 'href="/desk/elm/draft/">your draft' in text(at_school.get(offers.OURS))

    offers.publish(draft, leader, "Ours")

    page = text(at_school.get(offers.OURS))
    assert 'href="/desk/elm/draft/start/">your draft' in page
    assert 'href="/desk/elm/draft/"' not in page


def test_long_lists_have_pages(at_authority, draft, leader):
    for number in range(21):
        offers.add(draft, leader, f"Line {number}")
        offers.offer(draft, leader, f"Line {number}")

    first, second = (text(at_authority.get(f"{offers.THEIRS}?page={page}")) for page in (1, 2))

    assert first.count("<article") == 20
    assert "Line 0" in second
    assert "Line 20" in first


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "most"), [(offers.THEIRS, 12), (offers.OURS, 14)])
def test_a_list_takes_as_many_queries_for_many(
    client, draft, leader, editor, count, address, most, django_assert_num_queries
):
    for number in range(count):
        offers.add(draft, leader, f"Line {number}")
        offers.offer(draft, leader, f"Line {number}")
    client.force_login(editor if address == offers.THEIRS else leader)
    client.get(address)

    with django_assert_num_queries(most):
        page = text(client.get(address))

    assert page.count("<article") == count


@pytest.mark.parametrize(
    ("how", "typed"),
    [("change", {"text": "Words of mine"}), ("decline", {"reason": "Words of mine"})],
)
def test_words_for_a_suggestion_that_a_colleague_answered_come_back(
    at_authority, offered, editor, how, typed
):
    suggestions.take(suggestion=offered, by=editor)

    response = at_authority.post(answering(offered, how), typed)

    assert response.status_code == 409
    assert "A colleague has answered this suggestion already." in response.content.decode()
    assert "Words of mine</p>" in response.content.decode()
