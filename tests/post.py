"""What is said of an address that takes a POST: who may, and a request that is right."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cpd_site.models import Membership, User
from tests.world import World


@dataclass(frozen=True)
class OwnPost:
    """One address of what belongs to a person: `whose` it is may send it. Nobody else: for them
    it is as if it were not there. `for_all`: anybody who is signed in may, for themselves."""

    args: Callable[[World], list[Any]] = field(default=lambda world: [])
    data: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    right: int = 302
    for_all: bool = False
    whose: Callable[[World], User] = field(default=lambda world: world.owner)
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Post:
    """One address: from which role on it is allowed, and a request that is right."""

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
