"""The step "What is new": a file against a framework that is here already."""

from dataclasses import replace
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cpd_site.models import Membership
from frameworks.actions import drafts, editing, imports
from frameworks.models import Framework, Import
from frameworks.queries.next_editions import news_of
from opportunities import store
from opportunities.editing import lines
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.grid.snapshot import Wording
from tests.builders import key, published
from tests.factories import OrganisationFactory, member
from tests.frameworks.imports.against import CELLS, EDITION, brought, changed

pytestmark = pytest.mark.django_db

MORE = changed(NQT_School=["Start well", "Meet your mentor", "Visit another school"])
DOUBTFUL = changed(NQT_Nation=["Join a teaching union or association"])


@pytest.fixture
def framework():
    return published(EDITION).framework


@pytest.fixture
def editor(framework):
    return member(framework.organisation, Membership.Role.EDITOR)


@pytest.fixture
def client(client, editor):
    client.force_login(editor)
    return client


def at(name, of):
    return reverse(f"import_{name}", args=[of.organisation.slug, of.pk])


def body(response):
    return " ".join(response.content.decode().split())


def counts(response):
    return [count for _, count, *_ in response.context["page"].counts]


class TestStart:
    def test_a_file_may_be_the_next_edition_of_what_is_published(self, client, framework):
        address = reverse("import_start", args=[framework.organisation.slug])
        page = client.get(address)
        assert f"The next edition of “{framework.title}”" in body(page)

        csv = b"Stage,School,Nation\nNQT,Meet your mentor,Join a union\n"
        sent = {"what": framework.pk, "file": SimpleUploadedFile("next.csv", csv)}
        response = client.post(address, sent)

        assert Import.objects.get().framework == framework
        assert response.url == at("found", Import.objects.get())

    @pytest.mark.parametrize("what", ["", "999999"])
    def test_it_is_asked_what_it_is(self, client, framework, what):
        address = reverse("import_start", args=[framework.organisation.slug])

        response = client.post(address, {"what": what, "paste": "a\tb"})

        assert response.status_code == 422
        assert not Import.objects.exists()

    def test_nobody_elses_framework_can_be_chosen(self, client, framework):
        other = published(EDITION, slug="elsewhere").framework
        address = reverse("import_start", args=[framework.organisation.slug])

        response = client.post(address, {"what": other.pk, "paste": "a\tb"})

        assert response.status_code == 422
        assert other.title not in response.content.decode() or other.title == framework.title


def test_what_the_edition_says_is_not_asked_and_its_boxes_are_ticked_off(client, framework, editor):
    of = brought(framework, editor, MORE)

    found, proof = client.get(at("found", of)), client.get(at("proof", of))

    assert found.context["page"].proposal.missing == []
    done = [cell.is_looked_at for cell in proof.context["page"].cells]
    assert done == [False, True, True, True]
    assert "See what is new" in body(proof)


def test_proof_read_it_leads_to_what_is_new(client, framework, editor):
    of = brought(framework, editor, CELLS)

    assert client.post(at("draft", of)).url == at("news", of)


def test_counts_and_what_is_new_are_told_before_anything_is_written(client, framework, editor):
    of = brought(framework, editor, MORE)

    page = client.get(at("news", of))

    assert counts(page) == [6, 0, 0, 1, 0]
    assert "Start well" in body(page)
    assert not framework.editions.drafts().exists()
    for kind in ("reworded", "moved", "new", "gone"):
        has_lines = bool(getattr(page.context["page"], kind))
        assert (f'id="{kind}"' in page.text) == has_lines, "no fold without a line"
        assert (f'href="#{kind}"' in page.text) == has_lines, "no way to a fold that is not there"


def test_nothing_new_is_said_in_a_sentence(client, framework, editor):
    page = client.get(at("news", brought(framework, editor, CELLS)))

    assert "The file says what the 2026 edition says, word for word." in body(page)


def test_much_that_is_gone_is_said_and_a_part_takes_nothing_away(client, framework, editor):
    of = brought(framework, editor, {("NQT", "School"): CELLS["NQT", "School"]})
    assert "4 lines are gone. Is this the whole file?" in body(client.get(at("news", of)))

    client.post(
        at("compare", of),
        {"base": framework.current_edition.pk, "is_part": "part", "version": of.version},
    )

    page = client.get(at("news", of))
    assert "gone. Is this the whole file?" not in body(page)
    assert counts(page) == [2, 0, 0, 0, 0]


def test_a_question_is_answered_and_the_rest_computed_anew(client, framework, editor):
    of = brought(framework, editor, DOUBTFUL)
    page = client.get(at("news", of))
    (question,) = page.context["page"].questions
    assert "1 question still needs you." in body(page)

    client.post(at("news", of), {"version": of.version, question.id: "one"})

    assert counts(client.get(at("news", of))) == [5, 1, 0, 0, 0]


def test_what_we_think_is_one_click(client, framework, editor):
    of = brought(framework, editor, changed(NQT_Nation=["Join a union in 2026"]))
    assert client.get(at("news", of)).context["page"].we_think == 1

    client.post(at("news", of), {"version": of.version, "do": "think"})

    assert counts(client.get(at("news", of))) == [5, 1, 0, 0, 0]


def test_a_pair_is_taken_apart_and_joined_again(client, framework, editor):
    of = brought(framework, editor, changed(NQT_Nation=["Join a union."]))
    (pair,) = client.get(at("news", of)).context["page"].reworded

    client.post(at("news", of), {"version": 1, "apart": pair.value})
    page = client.get(at("news", of))
    assert counts(page) == [5, 0, 0, 1, 1]
    (gone,) = page.context["page"].gone
    ((new, _),) = gone.choices
    client.post(at("news", of), {"version": 2, f"join-{gone.value}": new})

    assert counts(client.get(at("news", of))) == [5, 1, 0, 0, 0]


def test_what_was_said_of_pairs_stays_when_the_shape_is_changed(client, framework, editor):
    of = brought(framework, editor, changed(NQT_Nation=["Join a union."]))
    (pair,) = client.get(at("news", of)).context["page"].reworded
    client.post(at("news", of), {"version": 1, "apart": pair.value})

    first = propose(of.printed).stages[0].id
    client.post(at("found", of), {"version": 2, f"stage/{first}/name": "NQT", "do": "go"})

    assert Import.objects.get().answers["against"]["apart"]


@pytest.mark.parametrize("value", ["", "x", "1/2", f"{key('a')}/{key('b')}", f"{key('a')}"])
def test_made_up_pairs_do_nothing(client, framework, editor, value):
    of = brought(framework, editor, MORE)

    client.post(at("news", of), {"version": 1, "apart": value, f"join-{value}": value})

    assert Import.objects.get().answers["against"].get("joined", []) == []
    assert counts(client.get(at("news", of))) == [6, 0, 0, 1, 0]


def test_what_the_draft_changed_too_is_answered_here(client, framework, editor):
    draft = drafts.start(framework=framework, by=editor)
    reword(draft, editor, "Join a union", "Join a union of your choice")
    of = brought(framework, editor, changed(NQT_Nation=["Join a trade union"]))
    (asked,) = client.get(at("news", of)).context["page"].decisions

    refused = client.post(at("news", of), {"version": 1, asked.id: "own", f"{asked.id}-own": ""})
    assert "Write our words" in body(refused)
    client.post(at("news", of), {"version": 1, asked.id: "own", f"{asked.id}-own": "Join one"})
    client.post(
        at("bring_in", of), {"seen": client.get(at("news", of)).context["news"].fingerprint}
    )

    assert "Join one" in {row.text for row in store.read(draft.grid).opportunities}


def reword(draft, by, text, to):
    do = partial(lines.reword, key=key(text), wording=Wording(to))
    editing.change(edition=draft, by=by, do=do)


def test_it_is_brought_in_and_the_changes_are_shown_with_undo(client, framework, editor):
    of = brought(framework, editor, MORE)

    response = client.post(at("bring_in", of), {"seen": news_of(of).fingerprint}, follow=True)

    assert response.redirect_chain[-1][0] == reverse("draft_changes", args=[framework.slug])
    assert "“next.docx” is in the draft" in body(response)
    assert "1 added" in body(response)
    assert reverse("draft_undo", args=[framework.slug]) in body(response)


def test_what_changed_meanwhile_is_shown_and_nothing_written(client, framework, editor):
    of = brought(framework, editor, MORE)

    response = client.post(at("bring_in", of), {"seen": "stale"}, follow=True)

    assert "Something changed since you looked" in body(response)
    assert not framework.editions.drafts().exists()


def test_a_colleague_who_answered_meanwhile_is_said(client, framework, editor):
    of = brought(framework, editor, DOUBTFUL)
    page = client.get(at("news", of))
    (question,) = page.context["page"].questions
    imports.answer(of=of, by=editor, change=titled, seen=1)

    response = client.post(at("news", of), {"version": 1, question.id: "one"})

    assert "changed this import meanwhile" in body(response)
    assert response.context["page"].questions[0].field.value() == "one"


def titled(answers):
    return replace(answers, title="Other")


@pytest.mark.parametrize("name", ["news", "compare", "bring_in"])
def test_only_editors_of_the_organisation(client, framework, editor, name):
    of = brought(framework, editor, MORE)
    for person in (member(OrganisationFactory.create(slug="far")), member(framework.organisation)):
        client.force_login(person)
        assert client.post(at(name, of), {"version": 1, "seen": ""}).status_code == 403
    client.logout()
    assert "/accounts/" in client.post(at(name, of), {"version": 1}).url
    assert not Framework.objects.get(pk=framework.pk).editions.drafts().exists()


def test_of_very_much_that_is_new_a_part_is_shown(client, framework, editor):
    many = [f"Line {number} of a very long list" for number in range(520)]
    of = brought(framework, editor, changed(NQT_School=many))

    page = client.get(at("news", of))

    assert len(page.context["page"].new) == 500
    assert "20 more lines differ than are shown here" in body(page)
