"""What a school that closes has here is its successor's: frameworks, and files brought in."""

from typing import Any

from django.dispatch import receiver

from cpd_site.accounts.signals import school_handed_over
from cpd_site.models import Organisation, User
from frameworks.actions.locks import lock_framework
from frameworks.models import Event, Framework, Import


@receiver(school_handed_over)
def bring_over(
    school: Organisation, successor: Organisation, by: User | None, **kwargs: Any
) -> list[str]:
    """Give the frameworks to the successor, at their addresses; return their titles.

    One organisation has one copy of a framework: where the successor has it already, the copy that
    comes stops following.
    """
    titles = []
    for pk in Framework.objects.filter(organisation=school).values_list("pk", flat=True):
        framework = lock_framework(pk)
        titles.append(framework.title)
        followed = framework.follows
        is_second = followed and successor.frameworks.filter(follows=followed).exists()
        if is_second:
            framework.follows = None
            _note(framework, by, Event.Verb.STOPPED_FOLLOWING, str(followed))
        framework.organisation = successor
        framework.save(update_fields=["organisation", "follows"])
        _note(framework, by, Event.Verb.CAME_WITH_ITS_SCHOOL, successor.name)
    Import.objects.filter(organisation=school).update(organisation=successor)
    return titles


def _note(framework: Framework, by: User | None, what: Event.Verb, about: str) -> None:
    Event.objects.create(framework=framework, by=by, what=what, about=about)
