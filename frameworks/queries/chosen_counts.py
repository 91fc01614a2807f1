"""How many people of a school chose which lines for their plans: counts only, for CPD leaders.

They count the school's own members, unless they opted out, and what they added within the last
year and before this week, so that a count does not change while somebody watches it.
"""

from datetime import timedelta

from django.utils import timezone

from cpd_site.models import Organisation, User
from frameworks.models import Framework, PlanItem, UncountedPerson
from frameworks.queries.reading import find
from opportunities.comparing.chosen_counts import ChosenCounts, count

WITHIN = timedelta(days=365)


def chosen_at(framework: Framework, reader: User) -> ChosenCounts:
    """Return the counts for the framework's lines. Three queries, and those that read the
    framework."""
    now = timezone.localtime()
    this_week = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0)
    of_members = {
        "plan__owner__memberships__organisation": framework.organisation_id,
        "plan__owner__is_active": True,
    }
    added = PlanItem.objects.filter(
        added_at__lt=this_week, added_at__gt=now - WITHIN, **of_members
    ).exclude(plan__owner__in=UncountedPerson.objects.values("person"))
    planners = added.order_by().values("plan__owner").distinct().count()
    choices = added.filter(opportunity__isnull=False).order_by()
    rows = choices.values_list("plan__owner", "opportunity", "stage").distinct()
    grid = find(framework.slug, reader=reader).grid
    return count(((person, line, stage) for person, line, stage in rows if line), planners, grid)


def schools_that_count(user: User) -> list[str]:
    """Return the names of the schools that count this person, unless they opted out."""
    schools = Organisation.objects.filter(memberships__user=user, kind=Organisation.Kind.SCHOOL)
    return list(schools.values_list("short_name", flat=True).distinct())


def is_counted(user: User) -> bool:
    return not UncountedPerson.objects.filter(person=user).exists()
