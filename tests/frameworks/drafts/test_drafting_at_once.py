"""Several editors write and look at one draft at once, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from cpd_site.models import Membership
from frameworks.actions import drafts
from tests.builders import published
from tests.factories import member
from tests.frameworks.drafts.conftest import GRID
from tests.frameworks.drafts.pages import BASE, CELL, lines
from tests.frameworks.drafts.test_replacing import fields

EDITORS = 6
EACH = 4


def browser_of(person):
    browser = Client(raise_request_exception=False)
    browser.force_login(person)
    return browser


@pytest.mark.usefixtures("committed")
def test_whoever_adds_and_looks_at_once_is_answered_and_nothing_is_lost():
    edition = published(GRID)
    organisation = edition.framework.organisation
    editors = [member(organisation, Membership.Role.EDITOR) for _ in range(EDITORS)]
    draft = drafts.start(framework=edition.framework, by=editors[0])
    browsers = [browser_of(person) for person in editors]

    def work(number):
        try:
            return [
                status
                for turn in range(EACH)
                for status in (
                    browsers[number]
                    .post(
                        f"{BASE}cells/{CELL}/add/",
                        {"lines": f"Line {number}.{turn}"},
                        headers={"HX-Request": "true"},
                    )
                    .status_code,
                    browsers[number].get(BASE).status_code,
                )
            ]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(EDITORS) as pool:
        answered = {status for statuses in pool.map(work, range(EDITORS)) for status in statuses}

    assert answered == {200}
    added = {f"Line {number}.{turn}" for number in range(EDITORS) for turn in range(EACH)}
    assert added <= lines(draft)


@pytest.mark.usefixtures("committed")
def test_of_several_who_replace_the_same_words_at_once_one_does_and_the_others_are_asked_again():
    edition = published(GRID)
    organisation = edition.framework.organisation
    editors = [member(organisation, Membership.Role.EDITOR) for _ in range(EDITORS)]
    draft = drafts.start(framework=edition.framework, by=editors[0])
    address = f"{BASE}replace/"
    browsers = [browser_of(person) for person in editors]
    asked = [{"find": "Join", "put": f"Join {number}, Join"} for number in range(EDITORS)]
    pairs = list(zip(browsers, asked, strict=True))
    sent = [fields(browser.get(address, query)) for browser, query in pairs]

    def replace(number):
        try:
            return browsers[number].post(address, sent[number]).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(EDITORS) as pool:
        answered = sorted(pool.map(replace, range(EDITORS)))

    assert answered == [200] * (EDITORS - 1) + [302]
    assert sum(f"Join {number}, Join in" in lines(draft) for number in range(EDITORS)) == 1
    assert draft.events.filter(what="replaced").count() == 1
