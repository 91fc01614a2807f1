"""Permissions: who may do what, and why not.

Each rule returns a `Verdict`: yes, or no with a sentence. The same verdict hides, disables or
explains a button, guards the view and, again inside its transaction, the action. Views decide what
a refusal does: 404 where `may_see` says no, so that nobody learns what exists, else 403 with the
reason.

- Permissions come from a role in the organisation itself: a role in an authority gives none in its
  schools, nor the other way round.
- Seeing is inherited downwards: the members of a trust's schools see what it keeps for members.
- Site staff see everything, so that they can help, and change nothing without a role. They give
  themselves one in the admin site, which leaves a trace.
- Each rule reads roles again, since somebody may have been removed a moment ago. A page that asks
  about many frameworks prefetches the person's memberships first; an action never does.
"""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from cpd_site.accounts.rules import (
    YES,
    Person,
    Refused,
    Role,
    Verdict,
    demand,
    is_site_staff,
    requires_role,
    role_at,
    roles_of,
    with_those_above,
    with_those_below,
)
from cpd_site.models import Organisation, User
from frameworks.models import Framework, Plan, PlanShare, Suggestion

__all__ = ["YES", "Person", "Refused", "Verdict", "demand", "is_site_staff", "role_at"]

Visibility = Framework.Visibility


def may_see(user: Person, framework: Framework) -> Verdict:
    """Return whether this person may see the framework and its published editions.

    Only members of its own organisation see a framework without a published edition.
    """
    organisation = framework.organisation
    if is_site_staff(user) or role_at(user, organisation):
        return YES
    if framework.current_edition_id is None:
        return Verdict(False, "This framework has no published edition yet.")
    return may_read(user, framework)


def may_read(user: Person, framework: Framework) -> Verdict:
    """Return whether this person may read the published editions of the framework."""
    if framework.visibility != Visibility.MEMBERS or is_site_staff(user):
        return YES
    if framework.organisation_id in with_those_above(roles_of(user)):
        return YES
    name = framework.organisation.short_name
    return Verdict(False, f"This framework is only for members of {name}.")


def which_may_be_read(user: Person, frameworks: Iterable[Framework]) -> set[int]:
    """Return the primary keys of the frameworks that this person may read: `may_read` of many.

    No query if none is for members only, else one for each level of where this person works.
    """
    frameworks = list(frameworks)
    open_to = {one.pk for one in frameworks if one.visibility != Visibility.MEMBERS}
    if len(open_to) == len({one.pk for one in frameworks}):
        return open_to
    if is_site_staff(user):
        return {one.pk for one in frameworks}
    near = set(with_those_above(roles_of(user)))
    return open_to | {one.pk for one in frameworks if one.organisation_id in near}


def listed_for(user: Person) -> QuerySet[Framework]:
    """Return the frameworks to list for this person: those they may see, unless by link only."""
    if is_site_staff(user):
        return Framework.objects.all()
    roles = roles_of(user)
    return Framework.objects.filter(
        Q(organisation__in=roles)
        | Q(current_edition__isnull=False, visibility=Visibility.PUBLIC)
        | Q(
            current_edition__isnull=False,
            visibility=Visibility.MEMBERS,
            organisation__in=with_those_above(roles),
        )
    )


def where_they_work(user: Person) -> list[int]:
    """Return the primary keys of this person's organisations, then of those above them."""
    return with_those_above(roles_of(user))


def may_edit(user: Person, framework: Framework) -> Verdict:
    """Return whether they may start, change and discard a draft of this framework."""
    return requires_role(Role.EDITOR, user, framework.organisation, "change drafts")


def owns_plan(user: Person, plan: Plan) -> Verdict:
    """Return whether the plan is this person's. Nobody else may see it, not even site staff."""
    if user.is_active and plan.owner_id == user.pk:
        return YES
    return Verdict(False, "This plan is somebody else’s.")


def may_read_shared(user: User, share: PlanShare) -> Verdict:
    """Return whether this person may read a shared plan: only the one it is shared with, until its
    last day or until the owner ends the share."""
    if share.is_open and share.is_with(user) and share.plan.owner.is_active:
        return YES
    return Verdict(False, "This plan is not shared with you any more.")


def may_comment(user: User, share: PlanShare) -> Verdict:
    if not (read := may_read_shared(user, share)):
        return read
    return YES if share.may_comment else Verdict(False, "You can read this plan, not comment.")


def may_see_chosen(user: Person, framework: Framework) -> Verdict:
    """Return whether they may see how many people of the school chose which line.

    Editors of the school may; site staff, an authority or a trust may not.
    """
    if framework.organisation.kind != Organisation.Kind.SCHOOL:
        return Verdict(False, "Only a school is told what its own people chose.")
    return requires_role(Role.EDITOR, user, framework.organisation, "see what its people chose")


def may_begin(user: Person, organisation: Organisation) -> Verdict:
    """Return whether they may begin something new there, such as a framework of its own."""
    if organisation.is_closed:
        return Verdict(
            False,
            f"The national register says that {organisation.short_name} has closed: what it has "
            "stays, and nothing new is begun.",
        )
    return may_edit(user, Framework(organisation=organisation))


def may_publish(user: Person, framework: Framework) -> Verdict:
    """Return whether they may publish a draft of this framework, and withdraw an edition."""
    return requires_role(
        Role.PUBLISHER, user, framework.organisation, "publish or withdraw editions"
    )


def may_see_suggestions(user: Person, framework: Framework) -> Verdict:
    """Return whether they may see the suggestions to and from this framework: members may."""
    if is_site_staff(user) or role_at(user, framework.organisation):
        return YES
    name = framework.organisation.short_name
    return Verdict(False, f"Only members of {name} see what is suggested.")


def may_see_followers(user: Person, framework: Framework) -> Verdict:
    """Return whether they may see which copies follow this framework: editors may."""
    if is_site_staff(user):
        return YES
    return requires_role(Role.EDITOR, user, framework.organisation, "see who follows it")


def may_remind(user: Person, framework: Framework) -> Verdict:
    """Return whether they may remind copies of a pending update: publishers may."""
    return requires_role(Role.PUBLISHER, user, framework.organisation, "remind who follows it")


def may_set_visibility(user: Person, framework: Framework) -> Verdict:
    """Return whether they may set who sees it: publishers may; before its first edition, editors
    too."""
    if framework.current_edition_id is None:
        return may_edit(user, framework)
    return requires_role(
        Role.PUBLISHER, user, framework.organisation, "change who sees a framework"
    )


def may_rename(user: Person, framework: Framework) -> Verdict:
    """Return whether they may rename it: publishers may; before its first edition, editors too."""
    if framework.current_edition_id is None:
        return may_edit(user, framework)
    return requires_role(Role.PUBLISHER, user, framework.organisation, "rename a framework")


def may_remove(user: Person, framework: Framework) -> Verdict:
    """Return whether they may remove it for good: editors may, where nothing was ever published,
    nothing is to be, and nobody else keeps a line of it."""
    may = requires_role(Role.EDITOR, user, framework.organisation, "remove a framework")
    if not may:
        return may
    if framework.was_published:
        return Verdict(
            False,
            "An edition of it was published, and what was published keeps its address. "
            "Editions can be withdrawn.",
        )
    if framework.editions.filter(due_at__isnull=False).exists():
        return Verdict(False, "Its draft is to be published on a date. Call that off first.")
    if framework.offered.exclude(status=Suggestion.Status.TAKEN_BACK).exists():
        return Verdict(
            False,
            "A line of it was offered to the framework it follows. Take that back first; "
            "where it was answered, it stays, and so does this.",
        )
    return YES


def may_copy(user: Person, framework: Framework, organisation: Organisation) -> Verdict:
    """Return whether they may make a copy of this framework for that organisation."""
    if not (seen := may_see(user, framework)):
        return seen
    return may_begin(user, organisation)


def is_open_to(organisation: Organisation, framework: Framework) -> bool:
    """Return whether an organisation may follow the framework: one for members only from below.

    If it was public before, the copies of others stay as they are, without further updates.
    """
    return framework.visibility != Visibility.MEMBERS or (
        framework.organisation_id in with_those_above([organisation.pk])
    )


def which_are_open_to(organisations: Collection[int], framework: Framework) -> Collection[int]:
    """Return the primary keys of the organisations that may follow it: `is_open_to` of many.

    No query unless the framework is for members, else one for each level below its organisation.
    """
    if framework.visibility != Visibility.MEMBERS:
        return organisations
    return with_those_below([framework.organisation_id]).intersection(organisations)
