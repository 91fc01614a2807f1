"""Every address that takes a POST: as anonymous, with the wrong role, from elsewhere, by right.

The addresses are found in the URLconf, so one that is new and not in the table (`posts.py`) fails
here until it says who may. A wrong role gets 403, anybody of another organisation 403 or 404, and
neither writes a row of ours.
"""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from cpd_site.models import Membership
from frameworks.models import Event
from tests.addresses import Address, addresses
from tests.posts import OF_ANYBODY, OWN_POSTS, POSTS, WITHOUT_A_ROLE
from tests.posts_of_allauth import OF_AN_ACCOUNT, OLD, TO_COME_IN, TO_LOOK_AT
from tests.world import World

Role = Membership.Role

EACH_TABLE = " UNION ALL ".join(
    f"SELECT '{model._meta.db_table}', COUNT(*) FROM {model._meta.db_table}"
    for app in ("cpd_site", "frameworks", "opportunities")
    for model in apps.get_app_config(app).get_models()
)

pytestmark = pytest.mark.django_db


def takes_a_post(address: Address) -> bool:
    """Whether it answers a POST with anything but 405. Views refuse a wrong method first."""
    return Client(raise_request_exception=False).post(address.path).status_code != 405


def rows() -> dict[str, int]:
    """How many rows of ours there are, so that a write is noticed.

    An event that says that somebody was refused is no such write: it is meant to be left.
    """
    with connection.cursor() as cursor:
        cursor.execute(EACH_TABLE)
        counted = dict(cursor.fetchall())
    counted[Event._meta.db_table] -= Event.objects.filter(what__startswith="was refused to").count()
    return counted


def test_every_address_that_takes_a_post_is_listed():
    known = {*POSTS, *OWN_POSTS, *WITHOUT_A_ROLE, *OF_ANYBODY}
    known |= {*TO_COME_IN, *OF_AN_ACCOUNT, *TO_LOOK_AT, *OLD}

    found = {
        address.name for address in addresses() if not address.is_admin and takes_a_post(address)
    }

    assert found - known == set(), "say in POSTS who may"
    assert known - found == set(), "these take no POST, or are gone"


@pytest.mark.parametrize("name", [*POSTS, *OWN_POSTS])
def test_anonymous_people_are_sent_to_sign_in(client, world, name):
    before = rows()

    response = send(client, world, name)

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=")
    assert rows() == before


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize("role", Role.values)
def test_it_takes_the_role(client, world, name, role):
    post = POSTS[name]
    client.force_login(world.people[role])
    before = rows()

    response = send(client, world, name)

    if Role(role).includes(post.least):
        assert response.status_code == post.right
    elif is_ones_own(name, role):
        assert response.status_code == 302
    else:
        assert response.status_code == 403
        assert rows() == before


def is_ones_own(name: str, role: str) -> bool:
    """Whether somebody does to themselves what others need a role for: leaving."""
    return (name, role) == ("remove_member", "reader")


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize("who", ["elsewhere", "nowhere", "above"])
def test_nobody_does_it_from_elsewhere(client, world, name, who):
    client.force_login(world.people[who])
    before = rows()

    response = send(client, world, name)

    assert response.status_code in (403, 404)
    assert rows() == before


@pytest.mark.parametrize("name", OWN_POSTS)
def test_it_takes_whose_it_is(client, world, name):
    client.force_login(OWN_POSTS[name].whose(world))

    assert send(client, world, name).status_code == OWN_POSTS[name].right


@pytest.mark.parametrize("name", [name for name, post in OWN_POSTS.items() if not post.for_all])
@pytest.mark.parametrize("who", ["manager", "reader", "elsewhere", "nowhere", "above", "staff"])
def test_nobody_does_it_to_what_is_anothers(client, world, name, who):
    client.force_login(world.people[who])
    before = rows()

    response = send(client, world, name)

    assert response.status_code == 404
    assert rows() == before


@pytest.mark.parametrize("name", [*POSTS, *OWN_POSTS])
def test_a_request_without_its_token_is_refused(world, name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["manager"] if name in POSTS else OWN_POSTS[name].whose(world))
    before = rows()

    assert send(client, world, name).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("name", sorted(OF_AN_ACCOUNT | TO_LOOK_AT))
def test_an_address_of_an_account_asks_who_it_is(client, name):
    (path,) = (address.path for address in addresses() if address.name == name)

    response = client.post(path)

    assert response.status_code == 302
    assert response.url.startswith(("/accounts/login/", "/accounts/reauthenticate/"))


def test_every_address_of_the_admin_is_for_site_staff(client, world):
    client.force_login(world.people["manager"])
    before = rows()

    open_to_others = [
        address.path
        for address in addresses()
        if address.is_admin and client.post(address.path).status_code not in (302, 403, 404, 405)
    ]

    assert open_to_others == []
    assert rows() == before


def send(client: Client, world: World, name: str) -> Any:
    post = POSTS.get(name) or OWN_POSTS[name]
    address = reverse(name, args=post.args(world), query=getattr(post, "query", None))
    return client.post(address, post.data(world))
