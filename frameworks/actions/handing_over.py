"""Hand the frameworks and imports of a closing school over to its successor, and back."""

from typing import Any

from django.dispatch import receiver

from cpd_site.accounts.actions.handing_over import Moved
from cpd_site.accounts.signals import school_handed_over, school_taken_back
from cpd_site.models import Organisation, User
from frameworks.actions.locks import lock_framework
from frameworks.models import Event, Framework, Import


@receiver(school_handed_over)
def bring_over(
    school: Organisation, successor: Organisation, by: User | None, **kwargs: Any
) -> Moved:
    """Give frameworks and imports to the successor; return what moved.

    The frameworks keep their addresses. An organisation has one copy of a framework: if the
    successor has one already, the copy that comes stops following.
    """
    titles: dict[str, str] = {}
    stopped: dict[str, int] = {}
    for pk in Framework.objects.filter(organisation=school).values_list("pk", flat=True):
        framework = lock_framework(pk)
        titles[str(pk)] = framework.title
        followed = framework.follows
        is_second = followed and successor.frameworks.filter(follows=followed).exists()
        if followed and is_second:
            stopped[str(pk)] = followed.pk
            framework.follows = None
            _note(framework, by, Event.Verb.STOPPED_FOLLOWING, str(followed))
        framework.organisation = successor
        framework.save(update_fields=["organisation", "follows"])
        _note(framework, by, Event.Verb.CAME_WITH_ITS_SCHOOL, successor.name)
    imports = list(Import.objects.filter(organisation=school).values_list("pk", flat=True))
    Import.objects.filter(pk__in=imports).update(organisation=successor)
    return {"frameworks": titles, "stopped": stopped, "imports": imports}


@receiver(school_taken_back)
def bring_back(
    school: Organisation, successor: Organisation, by: User | None, moved: Moved, **kwargs: Any
) -> None:
    """Give the school its frameworks and imports back. Copies follow again what they followed."""
    theirs = successor.frameworks.filter(pk__in=moved["frameworks"])
    for pk in list(theirs.values_list("pk", flat=True)):
        framework = lock_framework(pk)
        framework.organisation = school
        followed = Framework.objects.filter(pk=moved["stopped"].get(str(pk))).first()
        framework.follows = framework.follows or followed
        framework.save(update_fields=["organisation", "follows"])
        _note(framework, by, Event.Verb.CAME_WITH_ITS_SCHOOL, school.name)
    Import.objects.filter(pk__in=moved["imports"], organisation=successor).update(
        organisation=school
    )


def _note(framework: Framework, by: User | None, what: Event.Verb, about: str) -> None:
    Event.objects.create(framework=framework, by=by, what=what, about=about)
