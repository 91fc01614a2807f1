"""The pages of an update: what they show, how they are answered, and what they refuse."""

import html
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cpd_site.models import Membership
from frameworks.actions import editing
from frameworks.models import Choice, Edition, Event
from opportunities import merge, store
from opportunities.editing import lines as edits
from opportunities.grid.snapshot import GridSnapshot, Wording
from tests.builders import grid, key, published
from tests.factories import member
from tests.frameworks.updates.copies import (
    BASE,
    OURS,
    QUESTION,
    THEIRS,
    WITHDRAWN,
    copied,
    reworded,
)
from tests.frameworks.updates.pages import URL, page_of, question, send, text

pytestmark = pytest.mark.django_db

Role = Membership.Role


@pytest.fixture
def editor(editor, client):
    client.force_login(editor)
    return editor


def test_what_waits_is_sorted_by_consequence_and_counted(client, draft, editor):
    page = text(client.get(URL))

    headings = [
        "Needs you 0 of 1 decided",
        "They withdrew something you changed 0 of 1 decided",
        "You had hidden this",
        "Applies by itself",
    ]
    assert [page.index(heading) for heading in headings] == sorted(map(page.index, headings))
    assert "This edition brings 1 removed, 3 reworded." in page
    assert "2 questions still need you." in page


def test_a_question_shows_three_texts_and_its_places(client, draft, editor):
    page = text(client.get(URL))

    assert "As it was, 2025 Join in" in page
    assert "Theirs now, 2026 removed: Join in inserted: Take part" in page
    assert "Ours Join in inserted: with Ms Hill" in page
    assert "In 2 places NQT, “School” RQT, “School”" in page
    assert "NQT and RQT School" in page


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("said", ["theirs", "nonsense"])
def test_answering_a_question_plans_once(client, draft, editor, monkeypatch, htmx, said):
    planned, merge_plan = [], merge.plan

    def plan(*grids, **how):
        planned.append(grids)
        return merge_plan(*grids, **how)

    monkeypatch.setattr(merge, "plan", plan)

    send(client, draft, QUESTION, answer=said, htmx=htmx)

    looked_for_what_to_send = 1
    assert len(planned) - looked_for_what_to_send == 1


def test_who_changed_ours_and_when_is_shown(client, draft, editor):
    editing.change(
        edition=draft,
        by=editor,
        do=lambda ours: edits.reword(ours, key("Join in"), Wording("Join in today")),
    )

    assert "Ours , by Edna Elm, " in text(client.get(URL))


def test_looking_writes_nothing(client, draft, editor):
    before = Event.objects.count(), Edition.objects.count()

    client.get(URL)
    client.get(f"{URL}try/")

    assert (Event.objects.count(), Edition.objects.count()) == before


def test_without_a_draft_the_first_answer_starts_one(client, draft, editor):
    Edition.objects.filter(pk=draft.pk).delete()
    edition = published(OURS, slug="thornbeck", label="ours")
    super(type(Edition.objects.all()), Edition.objects.filter(pk=edition.pk)).update(
        based_on=draft.based_on
    )

    assert "Your first answer starts a draft" in text(client.get(URL))
    response = send(client, draft, QUESTION, answer="theirs")

    assert response.status_code == 302
    assert Choice.objects.get().edition.status == "draft"


def test_an_answer_is_saved_and_shown_to_others(client, draft, editor):
    shown = question(draft, QUESTION)

    response = send(client, draft, QUESTION, answer="own", own="Take part here", reason="Clearer")

    assert response.url == f"{URL}#{shown.id}"
    client.force_login(member(draft.framework.organisation, Role.EDITOR))
    page = text(client.get(URL))
    assert "Needs you 1 of 1 decided" in page
    assert "Saved: “Write our own words”, chosen by Edna Elm" in page
    assert "Take part here" in page
    assert "“Clearer”" in page
    assert "1 question still needs you." in page


def test_each_answer_is_one_press_under_the_text_that_it_chooses(client, draft, editor):
    page = html.unescape(client.get(URL).content.decode())
    shown = question(draft, QUESTION)

    name = shown.form.add_prefix("answer")
    theirs, ours = (f'name="{name}" value="{said}"' for said in ("theirs", "ours"))
    at = [page.index(part) for part in (">Theirs now, 2026", theirs, ">Ours", ours)]
    assert at == sorted(at)


def test_an_answer_leads_to_the_next_question_that_is_open(client, draft, editor):
    send(client, draft, QUESTION, answer="ours")

    page = client.get(URL).content.decode()
    assert f'<a href="#{question(draft, WITHDRAWN).id}">Next question</a>' in page


def take_back(client, draft, **how):
    shown = question(draft, QUESTION)
    version = how.pop("version", shown.stored.version if shown.stored else 0)
    sent = {shown.form.add_prefix("version"): version}
    return client.post(f"{URL}questions/{shown.id}/undo/", sent, **how)


@pytest.mark.parametrize("htmx", [True, False])
def test_an_answer_is_undone_in_one_press(client, draft, editor, htmx):
    send(client, draft, QUESTION, answer="ours")

    response = take_back(client, draft, headers={"HX-Request": "true"} if htmx else {})

    assert response.status_code == (200 if htmx else 302)
    assert question(draft, QUESTION).state == "open"
    assert "2 questions still need you." in text(client.get(URL))
    assert Event.objects.filter(what="took back", edition=draft).count() == 1


def test_undo_brings_back_the_words_that_another_answer_replaced(client, draft, editor):
    send(client, draft, QUESTION, answer="own", own="Take part here", reason="Clearer")
    send(client, draft, QUESTION, answer="theirs")

    take_back(client, draft)

    stored = question(draft, QUESTION).stored
    assert (stored.answer, stored.reason) == (
        {"answer": "own", "value": "Take part here"},
        "Clearer",
    )
    assert question(draft, QUESTION).state == "decided"


def test_an_answer_that_a_colleague_changed_is_not_undone(client, draft, editor):
    send(client, draft, QUESTION, answer="ours")
    send(client, draft, QUESTION, answer="theirs")

    response = take_back(client, draft, version=1)

    assert "The answer changed since you looked at it." in text(response)
    assert question(draft, QUESTION).stored.answer["answer"] == "theirs"


def test_nothing_is_undone_where_nobody_answered(client, draft, editor):
    assert "The answer changed since you looked at it." in text(take_back(client, draft))


def test_with_htmx_the_question_and_what_counts_it_come_back(client, draft, editor):
    response = send(client, draft, QUESTION, answer="ours", htmx=True)

    page = response.content.decode()
    assert page.count("data-hx-swap-oob") == 3
    assert f'id="{question(draft, QUESTION).id}"' in page
    assert "<html" not in page
    assert "1 of 1 decided" in page


@pytest.mark.parametrize("htmx", [True, False])
def test_an_answer_that_is_missing_is_asked_for_beside_the_question(client, draft, editor, htmx):
    response = send(client, draft, QUESTION, htmx=htmx)

    assert "Choose one of the answers." in response.content.decode()
    assert not Choice.objects.exists()


@pytest.mark.parametrize("htmx", [True, False])
def test_words_that_were_typed_are_kept_when_it_changed_meanwhile(client, draft, editor, htmx):
    shown = question(draft, QUESTION)
    published(reworded(THEIRS, Join_in="Take part in it all"), label="2027")
    data = {
        shown.form.add_prefix(name): value
        for name, value in {
            "seen": shown.item.decision.fingerprint,
            "version": 0,
            "answer": "own",
            "own": "My own words",
        }.items()
    }

    response = client.post(
        f"{URL}questions/{shown.id}/", data, headers={"HX-Request": "true"} if htmx else {}
    )

    page = html.unescape(response.content.decode())
    assert "This changed since you looked at it." in page
    assert "My own words</textarea>" in page
    assert question(draft, QUESTION).item.decision.fingerprint in page
    assert not Choice.objects.exists()


def test_a_question_that_is_gone_leads_back_to_the_page(client, draft, editor):
    response = client.post(f"{URL}questions/qnone/", follow=True)

    assert "This is not asked any more." in text(response)


def test_a_whole_group_is_answered_at_once(client):
    ours = reworded(OURS, Lead_a_project="Lead our project")
    again = copied(published(BASE, label="2025"), ours, slug="thornbeck-2")
    published(reworded(THEIRS, Lead_a_project="Lead two projects"), label="2026")
    client.force_login(member(again.framework.organisation, Role.EDITOR))
    page = page_of(again)
    url = "/desk/thornbeck-2/update/all/needs-you/"

    assert "For the 2 without an answer:" in text(client.get("/desk/thornbeck-2/update/"))
    client.post(url, {"said": "theirs", "seen": page.groups[0].fingerprint})

    assert [choice.answer["answer"] for choice in again.choices.all()] == ["theirs", "theirs"]


@pytest.mark.parametrize(("kind", "said"), [("nonsense", "ours"), ("needs-you", "nonsense")])
def test_an_unknown_group_or_answer_is_not_there(client, draft, editor, kind, said):
    assert client.post(f"{URL}all/{kind}/", {"said": said}).status_code == 404


@pytest.mark.parametrize("page", ["", "try/", "try/about/"])
def test_the_update_of_another_school_is_not_there(client, draft, page):
    client.force_login(member(draft.framework.follows.organisation, Role.MANAGER))

    assert client.get(f"{URL}{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "try/"])
def test_a_reader_of_the_school_is_told_why_not(client, draft, page):
    client.force_login(member(draft.framework.organisation, Role.READER))

    response = client.get(f"{URL}{page}")

    assert response.status_code == 403
    assert "Only editors" in response.content.decode()


def test_hostile_words_stay_words(client, draft, editor):
    hostile = "<script>alert(1)</script>"
    published(reworded(THEIRS, Join_in=hostile, Visit_schools=hostile), label="2027")
    send(client, draft, QUESTION, answer="own", own=hostile, reason=hostile)

    page = client.get(URL).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def lines(count: int) -> list[GridSnapshot]:
    names = [f"Line {number}" for number in range(count)]
    base = grid({("NQT", "School"): names})
    return [
        base,
        *(
            replace(
                base,
                opportunities=tuple(
                    replace(row, text=f"{row.text} {whose}") for row in base.opportunities
                ),
            )
            for whose in ("ours", "theirs")
        ),
    ]


def queries_of_the_page(client, count: int) -> int:
    base, ours, theirs = lines(count)
    slug = f"school-{count}"
    draft = copied(published(base, slug=f"auth-{count}", label="1"), ours, slug=slug)
    published(theirs, slug=f"auth-{count}", label="2")
    client.force_login(member(draft.framework.organisation, Role.EDITOR))
    client.get(f"/desk/{slug}/update/")
    with CaptureQueriesContext(connection) as captured:
        client.get(f"/desk/{slug}/update/")
    return len(captured)


def test_the_page_takes_as_many_queries_for_three_questions_as_for_one(client):
    assert queries_of_the_page(client, 3) == queries_of_the_page(client, 1) <= 28


@pytest.mark.parametrize(
    "typed", [{"qnone-answer": "own", "qnone-own": "Our words"}, {"qnone-reason": "Our words"}]
)
def test_words_for_a_question_that_is_gone_come_back(client, draft, editor, typed):
    response = client.post(f"{URL}questions/qnone/", typed)

    assert response.status_code == 409
    assert "This is not asked any more." in response.content.decode()
    assert "Our words</p>" in response.content.decode()


def test_a_whole_new_stage_is_asked_once_and_what_was_hidden_proposes_the_answer(client):
    theirs = grid({("NQT", "School"): ["Join in"], ("Site", "School"): ["Lift well", "Read"]})
    base = replace(theirs, stages=theirs.stages[:1], placements=theirs.placements[:1])
    extra = replace(base.stages[0], key=key("Cooks"), slug="cooks", name="Cooks")
    base = replace(base, stages=(*base.stages, extra), opportunities=base.opportunities[:1])
    ours = replace(base, stages=(base.stages[0], replace(extra, hidden=True)))
    new = replace(theirs, stages=(*base.stages, theirs.stages[1]))
    again = copied(published(base, slug="auth", label="1"), ours, slug="thornbeck-3")
    published(new, slug="auth", label="2")
    client.force_login(member(again.framework.organisation, Role.EDITOR))
    url = "/desk/thornbeck-3/update/"
    page = text(client.get(url))

    assert "New stages: are they for us? 0 of 1 decided" in page
    assert "This edition brings a new stage with 2 lines." in page
    assert "Added: with 2 lines" in page
    assert "What is in it Lift well Read" in page
    assert "so we suggest “Yes”." in page
    assert "1 question still needs you." in page
    assert "Applies by itself" not in page

    shown = page_of(again).groups[0].cards[0]
    data = {"seen": shown.item.decision.fingerprint, "version": 0, "answer": "not-for-us"}
    sent = {shown.form.add_prefix(name): value for name, value in data.items()}
    assert client.post(f"{url}questions/{shown.id}/", sent).status_code == 302
    seen = page_of(again).plan.fingerprint
    report = client.post(f"{url}apply/", {"seen": seen}, follow=True)
    assert "New stages: 1 Added with 2 lines" in text(report)
    assert "Not for us: hide it, chosen by" in text(report)
    assert [stage.hidden for stage in store.read(Edition.objects.get(pk=again.pk).grid).stages] == [
        False,
        True,
        True,
    ]
