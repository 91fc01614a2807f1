"""Descriptions of addresses that take a POST: who may send it, and a valid request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cpd_site.models import Membership, User
from tests.world import World


@dataclass(frozen=True)
class OwnPost:
    """An address of something that belongs to a person. Only `whose` it is may send it; for all
    others it does not exist. `for_all`: anybody signed in may, for themselves.
    """

    args: Callable[[World], list[Any]] = field(default=lambda world: [])
    data: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    right: int = 302
    for_all: bool = False
    whose: Callable[[World], User] = field(default=lambda world: world.owner)
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Post:
    """An address: the least role that may send it, and a valid request."""

    least: Membership.Role
    args: Callable[[World], list[Any]]
    data: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    right: int = 302


def in_organisation(*more: Callable[[World], Any]) -> Callable[[World], list[Any]]:
    return lambda world: [world.organisation.slug, *(each(world) for each in more)]


def of_framework(*more: Callable[[World], Any]) -> Callable[[World], list[Any]]:
    return lambda world: [world.framework.slug, *(each(world) for each in more)]


def of_copy(*more: Callable[[World], Any]) -> Callable[[World], list[Any]]:
    return lambda world: [world.copy.framework.slug, *(each(world) for each in more)]
