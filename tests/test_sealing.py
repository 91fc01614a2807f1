"""A school's words are read by nobody else: on no page, feed, download, search, list or sitemap.

A word that stands nowhere else is put into every field of one school's copy: into what it published
for its members, into its draft, and into what its people do. Then every address of the site is
asked for, with everything of theirs in the gaps, by everybody who is not one of them.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import partial
from itertools import product

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from cpd_site.models import Membership, Organisation
from frameworks.actions import copies, drafts, editing, previews, publishing, suggestions
from frameworks.models import Framework
from opportunities import fields as compared
from opportunities import store
from opportunities.edits import Edit
from opportunities.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.vocabulary import ContinuationWord, ProviderTier
from tests.addresses import addresses as every_address
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, UserFactory, member

Role = Membership.Role
Visibility = Framework.Visibility

WORD = "zyxomma"
"""A dragonfly. It stands in no framework."""

pytestmark = pytest.mark.django_db

THEIRS = grid({("NQT", "School"): ["Join in"], ("RQT", "School"): ["Lead"]})


def full_of_it(theirs: GridSnapshot) -> GridSnapshot:
    """The grid with the word in every field that can hold one, in rows of theirs and of our own."""
    stage = replace(
        theirs.stages[0],
        name=f"Stage {WORD}",
        roles=(f"Role {WORD}",),
        standards=(f"Standard {WORD}",),
        summary=f"Summary {WORD}",
    )
    own = replace(stage, key=key("own stage"), slug="own-stage")
    column = replace(theirs.columns[0], heading=f"Column {WORD}")
    reworded = replace(
        theirs.opportunities[0],
        text=f"Line {WORD}",
        details=(f"Detail {WORD}",),
        link=f"https://{WORD}.example/",
    )
    line = replace(reworded, key=key("own line"))
    places = [
        replace(placement, note=f"Note {WORD}", hidden=number == 0)
        for number, placement in enumerate(theirs.placements)
    ]
    places.append(
        Placement(
            key("own place"), own.key, column.key, line.key, ProviderTier.SELF, note=f"N {WORD}"
        )
    )
    return replace(
        theirs,
        stages=(stage, own, *theirs.stages[1:]),
        columns=(column, *theirs.columns[1:]),
        opportunities=(reworded, line, *theirs.opportunities[1:]),
        placements=tuple(places),
        continuations=(Continuation(own.key, column.key, ContinuationWord.PLUS),),
        headings=(PrintedHeading(own.key, column.key, f"Heading {WORD}"),),
        sections=(Section(key("own section"), f"Section {WORD}", f"Body {WORD}"),),
    )


FULL = full_of_it(THEIRS)


def test_the_word_is_in_every_field_that_can_hold_one():
    for kind, name in compared.kinds().items():
        texts = {field.name for field in compared.FIELDS[kind] if field.is_text}
        if kind is Opportunity:
            texts.add("link")
        row = getattr(FULL, name)[0]
        assert all(WORD in str(getattr(row, text)) for text in texts), kind
    assert {type(row) for row in (FULL.stages[0], FULL.columns[0], FULL.sections[0])} == {
        Stage,
        Column,
        Section,
    }
    assert {field.name for field in fields(Placement)} >= {"note"}


@pytest.fixture
def school():
    return OrganisationFactory.create(
        kind=Organisation.Kind.SCHOOL,
        slug="elm",
        name="Elm Primary School",
        short_name="Elm",
        parent=OrganisationFactory.create(kind=Organisation.Kind.TRUST, slug="oak"),
    )


@pytest.fixture
def framework():
    return published(THEIRS, slug="thornshire").framework


@pytest.fixture
def leader(school):
    return member(school, Role.MANAGER, name=f"Leader {WORD}", email=f"{WORD}@elm.example")


@pytest.fixture
def copy(framework, school, leader):
    """The school's framework: an edition for its members, a draft, a preview, an invitation."""
    draft = copies.make(framework=framework, organisation=school, by=leader, title=f"Title {WORD}")
    fill(draft, leader)
    publishing.publish(edition=draft, by=leader, label="2026", note=f"Note {WORD}")
    framework = Framework.objects.get(pk=draft.framework_id)
    again = drafts.start(framework=framework, by=leader)
    editing.change(
        edition=again,
        by=leader,
        do=lambda now: Edit(replace(now, sections=()), "removed", f"section {WORD}"),
    )
    previews.share(edition=again, by=leader, note=f"For {WORD}")
    return framework


def fill(draft, leader):
    editing.change(edition=draft, by=leader, do=lambda _: Edit(FULL, "changed", WORD))
    editing.change_front_page(
        edition=draft,
        by=leader,
        seen=draft.front_page,
        title=f"Title {WORD}",
        subtitle=f"Subtitle {WORD}",
        source=f"Source {WORD}",
    )


def everybody_else(school, framework) -> dict[str, Client]:
    """People who have no part in the school, each with a browser."""
    trust = school.parent
    sibling = OrganisationFactory.create(kind=Organisation.Kind.SCHOOL, slug="ash", parent=trust)
    people = {
        "the manager of another school of the trust": member(sibling, Role.MANAGER),
        "the manager of the trust": member(trust, Role.MANAGER),
        "the manager of the authority": member(framework.organisation, Role.MANAGER),
        "somebody who belongs nowhere": UserFactory.create(),
    }
    clients = {"nobody": Client()}
    for who, person in people.items():
        clients[who] = Client()
        clients[who].force_login(person)
    return clients


def addresses(slugs, copy) -> Iterator[str]:
    """Every address with everything in its gaps that could be the school's."""
    pks = [str(copy.organisation.pk), str(copy.pk), str(copy.editions.latest("number").number)]
    keys = ["own place", "own line", "own stage"]
    uuids = [str(key(name)) for name in keys]
    values = {
        "slug": slugs,
        "organisation": [copy.organisation.slug],
        "label": ["2026"],
        "before": ["2026"],
        "after": ["2026"],
        "address": ["nqt", "own-stage"],
        "family": ["early-career"],
        "stage": [str(key("own stage"))],
        "column": [str(key("School"))],
        "section": ["frameworks", "stages", "opportunities", "families"],
    }
    kinds = {
        "int": pks,
        "uuid": uuids,
        "format": ["csv", "json"],
        "frame": ["stages", "columns", "sections"],
    }
    for place in every_address():
        if place.is_admin:
            continue
        offered = [values.get(name) or kinds.get(kind) or ["x"] for kind, name in place.gaps]
        for chosen in product(*offered):
            yield place.filled(chosen).replace("^", "")
    searched = reverse("opportunity_list"), reverse("opportunity_data")
    for page, words in product(searched, (WORD, "zyxoma", "own line")):
        yield f"{page}?q={words}"
    for slug, query in product(slugs, (f"q={WORD}", "by=tier", "open=all")):
        yield f"/frameworks/{slug}/?{query}"
    yield f"{reverse('framework_list')}?name=elm"


def said(response) -> str:
    """All that an answer says, without what was asked."""
    body = b"".join(response) if response.streaming else response.content
    return f"{response.headers} {body.decode('utf-8', 'replace')}".lower()


PLAIN: dict[str, str] = {}
PART = {"HX-Request": "true", "HX-Target": "results"}


def where_it_is_read(client: Client, asked: Iterator[str]) -> list[str]:
    """The addresses at which this person reads the word, though they did not say it."""
    return [
        address
        for address in asked
        for headers in (PLAIN, PART)[: 2 if address.endswith("?by=tier") else 1]
        if WORD in said(client.get(address, headers=headers)).replace(address.lower(), "")
        and f"q={WORD}" not in address
    ]


def test_the_word_is_read_by_the_school_itself(copy, leader):
    client = Client()
    client.force_login(leader)

    found = where_it_is_read(client, addresses([copy.slug], copy))

    pages = {re.sub(r"[0-9a-f-]{36}", "…", address) for address in found}
    assert {
        f"/frameworks/{copy.slug}/",
        f"/frameworks/{copy.slug}.csv",
        f"/frameworks/{copy.slug}.json",
        f"/frameworks/{copy.slug}/about/",
        f"/frameworks/{copy.slug}/differs/",
        f"/frameworks/{copy.slug}/feed.atom",
        f"/frameworks/{copy.slug}/stages/own-stage/",
        f"/frameworks/{copy.slug}/editions/2026/",
        f"/desk/{copy.slug}/draft/",
        f"/desk/{copy.slug}/draft/differs/",
        f"/desk/{copy.slug}/draft/lines/…/",
        f"/desk/{copy.slug}/history/",
        f"/desk/{copy.slug}/preview/links/",
        f"/desk/{copy.slug}/sharing/",
        "/desk/",
    } <= pages


def test_nobody_else_reads_what_is_for_members(copy, school, framework):
    found = {
        who: where_it_is_read(client, addresses([copy.slug, framework.slug], copy))
        for who, client in everybody_else(school, framework).items()
    }

    assert {who: pages for who, pages in found.items() if pages} == {}


def test_nobody_is_led_to_what_is_only_for_who_has_the_link(copy, school, framework, leader):
    copies.change_visibility(framework=copy, by=leader, visibility=Visibility.LINK)

    found = {
        who: where_it_is_read(client, addresses([framework.slug], copy))
        for who, client in everybody_else(school, framework).items()
    }

    assert {who: pages for who, pages in found.items() if pages} == {}


OF_FOLLOWERS = ("follower_list", "follower_csv", "follower_lines", "publish_effect")


@pytest.mark.parametrize("shares", [False, True])
def test_who_is_followed_reads_only_what_is_shared(copy, framework, leader, shares):
    copies.share_wording(framework=copy, by=leader, shares=shares)
    ours = copy.editions.drafts().get()
    nothing_hidden = tuple(replace(placement, hidden=False) for placement in FULL.placements)
    editing.change(
        edition=ours,
        by=leader,
        do=lambda _: Edit(replace(FULL, placements=nothing_hidden), "showed", WORD),
    )
    publishing.publish(edition=ours, by=leader, label="2027")
    manager = member(framework.organisation, Role.MANAGER)
    held = Framework.objects.get(pk=framework.pk)
    draft = drafts.start(framework=held, by=manager)
    line = THEIRS.opportunities[0]
    reworded = replace(
        THEIRS, opportunities=(replace(line, text="Take part"), *THEIRS.opportunities[1:])
    )
    editing.change(edition=draft, by=manager, do=lambda _: Edit(reworded, "reworded", "it"))
    client = Client()
    client.force_login(manager)
    pages = {name: said(client.get(reverse(name, args=[framework.slug]))) for name in OF_FOLLOWERS}

    assert "elm" in pages["follower_list"]
    assert "asked of <strong>1</strong>" in pages["publish_effect"]
    assert [name for name, page in pages.items() if WORD in page] == (
        ["follower_lines"] if shares else []
    )
    assert f"line {WORD}" in pages["follower_lines"] or not shares
    for unshared in (f"note {WORD}", f"n {WORD}", f"title {WORD}", f"stage {WORD}"):
        assert not any(unshared in page for page in pages.values())


@pytest.mark.parametrize("name", OF_FOLLOWERS)
def test_who_follows_is_shown_to_nobody_else(copy, school, framework, name):
    address = reverse(name, args=[framework.slug])
    strangers = everybody_else(school, framework)
    del strangers["the manager of the authority"]

    answers = {who: client.get(address).status_code for who, client in strangers.items()}

    assert answers.pop("nobody") == 302
    assert set(answers.values()) == {403}


def test_what_was_open_to_all_is_told_to_nobody_afterwards(copy, school, framework, leader):
    change = partial(copies.change_visibility, framework=copy, by=leader)
    change(visibility=Visibility.PUBLIC)
    anybody = Client()
    assert WORD in said(anybody.get(f"/frameworks/{copy.slug}/"))

    change(visibility=Visibility.MEMBERS)

    assert where_it_is_read(anybody, addresses([copy.slug, framework.slug], copy)) == []


def test_search_keeps_no_word_of_it(copy):
    tables = [apps.get_model("opportunities", name) for name in ("SearchEntry", "SearchWord")]

    held = [str(row) for table in tables for row in table._default_manager.all()]

    assert not any(WORD in row for row in held)
    assert store.read(copy.current_edition.grid).placements == FULL.placements


OFFERED = "sphagnum"
"""A moss. It stands only in a line that the school offers, which it then shows to the authority."""


@pytest.fixture
def offer(copy, leader):
    """A line in a cell of theirs, beside all that the school does not offer."""
    draft = copy.editions.drafts().get()
    line = replace(FULL.opportunities[1], key=key("offered"), text=f"Grow {OFFERED}", link="")
    place = replace(
        FULL.placements[-1],
        key=key("offered place"),
        stage=key("NQT"),
        column=key("School"),
        opportunity=line.key,
    )
    editing.change(
        edition=draft,
        by=leader,
        do=lambda now: Edit(
            replace(
                now,
                opportunities=(*now.opportunities, replace(line, details=())),
                placements=(*now.placements, place),
            ),
            "added",
            WORD,
        ),
    )
    return suggestions.offer(
        draft=draft, by=leader, key=place.key, why=f"Ours liked {OFFERED} much."
    )


def where_it_is_offered(client: Client, asked: Iterator[str]) -> set[str]:
    """The addresses at which this person reads what was offered."""
    return {address for address in asked if OFFERED in said(client.get(address))}


def test_what_was_offered_is_seen_by_the_authority_and_nothing_else(
    offer, copy, school, framework, leader
):
    slugs = [copy.slug, framework.slug]
    everybody = everybody_else(school, framework)

    asked = [*addresses(slugs, copy), *addresses_of(offer, slugs)]
    unoffered = {who: where_it_is_read(one, iter(asked)) for who, one in everybody.items()}
    offered = {who: where_it_is_offered(one, iter(asked)) for who, one in everybody.items()}

    assert {who: pages for who, pages in unoffered.items() if pages} == {}
    one = f"/desk/{framework.slug}/suggestions/{offer.pk}"
    assert offered.pop("the manager of the authority") == {
        f"/desk/{framework.slug}/suggestions/",
        f"{one}/change/",
        f"{one}/decline/",
    }
    assert {who: pages for who, pages in offered.items() if pages} == {}


def test_the_school_sees_what_it_offered(offer, copy, framework, leader):
    client = Client()
    client.force_login(leader)

    found = where_it_is_offered(client, addresses_of(offer, [copy.slug, framework.slug]))

    assert found == {f"/desk/{copy.slug}/suggestions/"}


def addresses_of(suggestion, slugs) -> Iterator[str]:
    for slug in slugs:
        yield f"/desk/{slug}/suggestions/"
        for page in ("take", "change", "decline", "take-back"):
            yield f"/desk/{slug}/suggestions/{suggestion.pk}/{page}/"
