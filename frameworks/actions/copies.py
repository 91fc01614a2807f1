"""Copies: frameworks that follow another, which a school or a trust makes its own.

A copy is a framework like any other, so `drafts`, `editing` and `publishing` write its editions.
This module makes copies, sets who may see them, and starts and stops their following.
"""

from django.db import IntegrityError, transaction

from cpd_site.models import Organisation, User
from cpd_site.plain_text import one_line
from cpd_site.serving import site_version
from frameworks import rules
from frameworks.actions import current_edition, drafts
from frameworks.actions.locks import lock_framework
from frameworks.models import Edition, Event, Framework
from opportunities.search import index

Visibility = Framework.Visibility

LONGEST_TITLE = 250


class CopyRefused(Exception):
    """Raised if nothing was done. The message is a sentence that says why."""


class CopiedAlready(CopyRefused):
    """Raised if the organisation has a copy already: `copy`."""

    def __init__(self, copy: Framework) -> None:
        super().__init__(f"{copy.organisation.short_name} has a copy of this framework already.")
        self.copy = copy


@transaction.atomic
def make(
    *,
    framework: Framework,
    organisation: Organisation,
    by: User,
    title: str = "",
    visibility: str = Visibility.MEMBERS,
) -> Edition:
    """Make the organisation's copy of the framework; return its draft.

    The draft has the rows that followers see, with their keys. Readers see nothing of the copy
    before its first edition. Raises Refused if this person may not see the framework or may not
    edit at the organisation, else CopiedAlready or CopyRefused.
    """
    followed = lock_framework(framework.pk)
    rules.demand(rules.may_copy(by, followed, organisation))
    if followed.organisation_id == organisation.pk:
        raise CopyRefused(
            f"This framework is {organisation.short_name}’s own. Start a draft of it instead."
        )
    based_on = followed.current_edition
    if based_on is None:
        raise CopyRefused("This framework has no edition to copy now: it was withdrawn.")
    _demand_no_wider(visibility, followed)
    title = one_line(title)[:LONGEST_TITLE] or followed.title
    copy = Framework(
        title=title, organisation=organisation, follows=followed, visibility=visibility
    )
    copy.slug = drafts.free_address(organisation, title)
    _save_as_the_only_copy(copy)
    draft = drafts.create_draft_of_copy(copy, by, based_on)
    Event.objects.create(
        by=by,
        what=Event.Verb.MADE_A_COPY,
        framework=copy,
        edition=draft,
        about=f"{followed}, {based_on.name}",
        after={"follows": followed.slug, "based_on": based_on.label, "visibility": visibility},
    )
    return draft


@transaction.atomic
def change_visibility(*, framework: Framework, by: User, visibility: str) -> Framework:
    """Set who may read the framework. Search and the page cache follow at once."""
    locked = lock_framework(framework.pk)
    rules.demand(rules.may_set_visibility(by, locked))
    before = locked.visibility
    if visibility == before:
        return locked
    if origin := origin_of(locked):
        _demand_no_wider(visibility, origin)
    was_private = locked.is_private
    locked.visibility = Visibility(visibility)
    locked.save(update_fields=["visibility"])
    if edition := locked.current_edition:
        site_version.bump(public=not (was_private and locked.is_private))
        index.remove(edition.grid)
        if current_edition.is_searched(locked, edition):
            index.put(edition.grid, whose=locked.organisation.short_name)
        else:
            index.delete_unused_words()
    Event.objects.create(
        by=by,
        what=Event.Verb.CHANGED_WHO_SEES,
        framework=locked,
        about=f"{locked.title}: {locked.get_visibility_display().lower()}",
        before={"visibility": before},
        after={"visibility": visibility},
    )
    return locked


@transaction.atomic
def share_wording(*, framework: Framework, by: User, shares: bool) -> Framework:
    """Set whether the followed framework's editors may read the rewordings of this copy.

    Lines that the copy adds stay private.
    """
    locked = lock_framework(framework.pk)
    rules.demand(rules.may_set_visibility(by, locked))
    origin = origin_of(locked)
    if origin is None:
        raise CopyRefused("This framework is no copy of another: there is nobody to share with.")
    if locked.shares_wording != shares:
        locked.shares_wording = shares
        locked.save(update_fields=["shares_wording"])
        Event.objects.create(
            by=by,
            what=Event.Verb.SHARED_WORDING if shares else Event.Verb.STOPPED_SHARING_WORDING,
            framework=locked,
            about=str(origin.organisation),
            before={"shares wording": not shares},
            after={"shares wording": shares},
        )
    return locked


@transaction.atomic
def stop_following(*, framework: Framework, by: User) -> Framework:
    """Stop following, so that no more updates come. The content and its base stay."""
    locked = lock_framework(framework.pk)
    rules.demand(rules.may_edit(by, locked))
    if locked.follows is None:
        raise CopyRefused("This framework follows none.")
    followed, locked.follows = locked.follows, None
    locked.save(update_fields=["follows"])
    _note(locked, by, Event.Verb.STOPPED_FOLLOWING, followed)
    return locked


@transaction.atomic
def follow_again(*, framework: Framework, by: User) -> Framework:
    """Follow the framework again whose edition this copy was last based on."""
    locked = lock_framework(framework.pk)
    rules.demand(rules.may_edit(by, locked))
    if locked.follows is not None:
        raise CopyRefused(f"This framework follows {locked.follows} already.")
    origin = origin_of(locked)
    if origin is None:
        raise CopyRefused("This framework is no copy of another: there is none to follow.")
    rules.demand(rules.may_see(by, origin))
    _demand_no_circle(locked, origin)
    locked.follows = origin
    _save_as_the_only_copy(locked)
    _note(locked, by, Event.Verb.FOLLOWED_AGAIN, origin)
    return locked


def origin_of(framework: Framework) -> Framework | None:
    """Return the framework that this one follows, or followed when it was last edited."""
    if framework.follows:
        return framework.follows
    based = framework.editions.filter(based_on__isnull=False).order_by("-number")
    edition = based.select_related("based_on__framework__organisation").first()
    return edition.based_on.framework if edition and edition.based_on else None


def _demand_no_circle(framework: Framework, followed: Framework) -> None:
    above: Framework | None = followed
    while above is not None:
        if above.pk == framework.pk:
            raise CopyRefused(f"{followed} follows this framework, so it cannot be followed.")
        above = above.follows


def _demand_no_wider(visibility: str, followed: Framework) -> None:
    """Raise CopyRefused if more people could see the copy than the framework it follows."""
    order = list(Visibility)
    if order.index(Visibility(visibility)) > order.index(Visibility(followed.visibility)):
        only = followed.get_visibility_display().lower()
        raise CopyRefused(
            f"{followed.organisation.short_name} shows this framework to {only} only. "
            "A copy cannot be seen by more people."
        )


def _save_as_the_only_copy(copy: Framework) -> None:
    """Save the copy. Raises CopiedAlready if the organisation has another of the same framework."""
    try:
        with transaction.atomic():
            copy.save()
    except IntegrityError:
        other = Framework.objects.filter(organisation=copy.organisation, follows=copy.follows)
        if there := other.exclude(pk=copy.pk).select_related("organisation").first():
            raise CopiedAlready(there) from None
        raise


def _note(framework: Framework, by: User, what: Event.Verb, followed: Framework) -> None:
    if framework.current_edition_id:
        site_version.bump(public=not framework.is_private)
    Event.objects.create(by=by, what=what, framework=framework, about=str(followed))
