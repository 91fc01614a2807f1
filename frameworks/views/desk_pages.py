"""Shared by the desk's pages about one framework: access, and finding the draft."""

from collections.abc import Callable, Iterable

from django.urls import reverse

from cpd_site.serving.decorators import PersonRequest
from cpd_site.serving.errors import NotHere
from frameworks import rules
from frameworks.actions import refusals
from frameworks.checks.findings import Where
from frameworks.models import Edition, Framework
from opportunities.grid.snapshot import GridSnapshot

type Rule = Callable[[rules.Person, Framework], rules.Verdict]


def framework_for(request: PersonRequest, slug: str, rule: Rule, tried_to: str = "") -> Framework:
    """Return the framework, if this person may do what they came for.

    Raises NotHere (404) if they may not even see it, else Refused (403). A refused POST leaves an
    event that says what they `tried_to` do.
    """
    frameworks = Framework.objects.select_related("organisation", "current_edition__grid")
    framework = frameworks.filter(slug=slug).order_by().first()
    if framework is None or not rules.may_see(request.user, framework):
        raise NotHere(f"There is no framework called “{slug}”.", [("Your desk", reverse("desk"))])
    answer = rule(request.user, framework)
    if not answer and tried_to and request.method == "POST":
        refusals.record(
            by=request.user, framework=framework, tried_to=tried_to, reason=answer.reason
        )
    rules.demand(answer)
    return framework


def draft_of(framework: Framework) -> Edition | None:
    """Return the framework's draft; None if there is none."""
    return framework.editions.drafts().select_related("grid", *Edition.OF_THE_DATE).first()


def draft_or_404(framework: Framework) -> Edition:
    draft = draft_of(framework)
    if draft is None:
        raise NotHere(
            f"{framework} has no draft now.",
            [("Editions and publishing", reverse("draft_publish", args=[framework.slug]))],
        )
    return draft


def place_links(
    framework: Framework, grid: GridSnapshot, places: Iterable[Where]
) -> list[tuple[str, str]]:
    """Return the places that a check names: pairs of words, and the address to edit them."""
    return [_place(framework, grid, place) for place in places]


def _place(framework: Framework, grid: GridSnapshot, place: Where) -> tuple[str, str]:
    slug = framework.slug
    if place.section:
        heading = {section.key: section.heading for section in grid.sections}[place.section]
        return heading, reverse("draft_row", args=[slug, "sections", place.section])
    stage, column = place.stage, place.column
    if not (stage or column):
        return "Title and front page", reverse("draft_front_page", args=[slug])
    names = [grid.stage_by_key[stage].name] if stage else []
    names += [grid.column_by_key[column].heading] if column else []
    words = ", ".join(name.strip() or "(no name)" for name in names)
    if place.placement:
        return words, reverse("draft_line", args=[slug, place.placement])
    if stage and column:
        return words, reverse("draft_marks", args=[slug, stage, column])
    if stage:
        return words, reverse("draft_row", args=[slug, "stages", stage])
    return words, reverse("draft_row", args=[slug, "columns", column])
