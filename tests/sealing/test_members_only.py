"""A school's words are read by nobody else: on no page, feed, download, search, list or sitemap.

A word that stands nowhere else is put into every field of one school's copy: into what it published
for its members, into its draft, and into what its people do. Then every address of the site is
asked for, with everything of theirs in the gaps, by everybody who is not one of them.
"""

import re
from dataclasses import fields, replace
from functools import partial

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from cpd_site.models import Membership
from frameworks.actions import copies, drafts, editing, publishing
from frameworks.models import Framework
from opportunities import store
from opportunities.editing.lines import Edit
from opportunities.grid import fields as compared
from opportunities.grid.snapshot import Column, Opportunity, Placement, Section, Stage
from tests.factories import member
from tests.sealing.asking import addresses, everybody_else, read, said
from tests.sealing.elm import FULL, THEIRS, WORD

Role = Membership.Role
Visibility = Framework.Visibility

pytestmark = pytest.mark.django_db


def test_the_word_is_in_every_field_that_can_hold_one():
    for kind, name in compared.row_types().items():
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


def test_the_word_is_read_by_the_school_itself(elm):
    client = Client()
    client.force_login(elm.leader)

    found = read(client, addresses(elm, [elm.copy.slug]), WORD)[WORD]

    pages = {re.sub(r"[0-9a-f-]{36}", "…", address) for address in found}
    assert {
        f"/frameworks/{elm.copy.slug}/",
        f"/frameworks/{elm.copy.slug}.csv",
        f"/frameworks/{elm.copy.slug}.json",
        f"/frameworks/{elm.copy.slug}/about/",
        f"/frameworks/{elm.copy.slug}/differs/",
        f"/frameworks/{elm.copy.slug}/feed.atom",
        f"/frameworks/{elm.copy.slug}/stages/own-stage/",
        f"/frameworks/{elm.copy.slug}/editions/2026/",
        "/desk/organisations/elm/imports/",
        f"/desk/organisations/elm/imports/{elm.school.imports.get().pk}/",
        f"/desk/organisations/elm/imports/{elm.school.imports.get().pk}/delete/",
        "/desk/organisations/elm/people/ways-in/",
        f"/desk/organisations/elm/people/links/{elm.school.join_links.get().pk}/",
        f"/desk/organisations/elm/people/domains/{elm.school.mail_domains.get().pk}/",
        f"/desk/{elm.copy.slug}/draft/",
        f"/desk/{elm.copy.slug}/draft/comments/",
        f"/desk/{elm.copy.slug}/draft/differs/",
        f"/desk/{elm.copy.slug}/draft/lines/…/",
        f"/desk/{elm.copy.slug}/history/",
        f"/desk/{elm.copy.slug}/preview/links/",
        f"/desk/{elm.copy.slug}/sharing/",
        "/desk/",
    } <= pages


def test_nobody_is_led_to_what_is_only_for_who_has_the_link(elm):
    copies.change_visibility(framework=elm.copy, by=elm.leader, visibility=Visibility.LINK)

    found = {
        who: read(client, addresses(elm, [elm.framework.slug]), WORD)[WORD]
        for who, client in everybody_else(elm).items()
    }

    assert {who: pages for who, pages in found.items() if pages} == {}


OF_FOLLOWERS = ("follower_list", "follower_csv", "follower_lines", "publish_impact")


@pytest.mark.parametrize("shares", [False, True])
def test_who_is_followed_reads_only_what_is_shared(elm, shares):
    copies.share_wording(framework=elm.copy, by=elm.leader, shares=shares)
    ours = elm.copy.editions.drafts().get()
    nothing_hidden = tuple(replace(placement, hidden=False) for placement in FULL.placements)
    editing.change(
        edition=ours,
        by=elm.leader,
        do=lambda _: Edit(replace(FULL, placements=nothing_hidden), "showed", WORD),
    )
    publishing.publish(edition=ours, by=elm.leader, label="2027")
    manager = member(elm.framework.organisation, Role.MANAGER)
    held = Framework.objects.get(pk=elm.framework.pk)
    draft = drafts.start(framework=held, by=manager)
    line = THEIRS.opportunities[0]
    reworded = replace(
        THEIRS, opportunities=(replace(line, text="Take part"), *THEIRS.opportunities[1:])
    )
    editing.change(edition=draft, by=manager, do=lambda _: Edit(reworded, "reworded", "it"))
    client = Client()
    client.force_login(manager)
    pages = {
        name: said(client.get(reverse(name, args=[elm.framework.slug]))) for name in OF_FOLLOWERS
    }

    assert "elm" in pages["follower_list"]
    assert "asked of <strong>1</strong>" in pages["publish_impact"]
    assert [name for name, page in pages.items() if WORD in page] == (
        ["follower_lines"] if shares else []
    )
    assert f"line {WORD}" in pages["follower_lines"] or not shares
    for unshared in (f"note {WORD}", f"n {WORD}", f"title {WORD}", f"stage {WORD}"):
        assert not any(unshared in page for page in pages.values())


@pytest.mark.parametrize("name", OF_FOLLOWERS)
def test_who_follows_is_shown_to_nobody_else(elm, name):
    address = reverse(name, args=[elm.framework.slug])
    strangers = everybody_else(elm)
    del strangers["the manager of the authority"]

    answers = {who: client.get(address).status_code for who, client in strangers.items()}

    assert answers.pop("nobody") == 302
    assert set(answers.values()) == {403}


def test_what_was_open_to_all_is_told_to_nobody_afterwards(elm):
    change = partial(copies.change_visibility, framework=elm.copy, by=elm.leader)
    change(visibility=Visibility.PUBLIC)
    anybody = Client()
    assert WORD in said(anybody.get(f"/frameworks/{elm.copy.slug}/"))

    change(visibility=Visibility.MEMBERS)

    assert read(anybody, addresses(elm, [elm.copy.slug, elm.framework.slug]), WORD)[WORD] == set()


def test_search_keeps_no_word_of_it(elm):
    tables = [apps.get_model("opportunities", name) for name in ("SearchEntry", "SearchWord")]

    held = [str(row) for table in tables for row in table._default_manager.all()]

    assert not any(WORD in row for row in held)
    assert store.read(elm.copy.current_edition.grid).placements == FULL.placements
