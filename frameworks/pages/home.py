"""The roles on the front page, each a link to what is open to people in it."""

from dataclasses import dataclass

from django.urls import reverse

from frameworks.queries.catalogue import OpenCatalogue
from opportunities.grid.vocabulary import Group, StageFamily


@dataclass(frozen=True, slots=True)
class RoleLink:
    """A career stage or a role, and what the frameworks hold for it.

    `authorities` are those whose frameworks have such a stage. `is_elsewhere`: the chosen
    framework has none.
    """

    family: StageFamily
    url: str
    opportunities: int
    authorities: tuple[str, ...]
    is_elsewhere: bool = False


def role_links(
    catalogue: OpenCatalogue, framework: str = "", *, through_home: bool = False
) -> list[tuple[Group, list[RoleLink]]]:
    """Return links to the roles for which any framework has a stage, by kind of staff.

    With a framework (its slug) each role that it has leads to its stage there and counts the lines
    there. With `through_home`, links lead through home, which may know a stage of the reader's own
    school.
    """
    chosen = catalogue.number_of.get(framework)
    links: dict[Group, list[RoleLink]] = {group: [] for group in Group}
    for family in StageFamily:
        if family not in catalogue.families:
            continue
        counts = catalogue.counts_of_entries(catalogue.with_values({"family": [family]}))
        entries = [number for number, count in enumerate(counts) if count]
        if chosen in entries:
            entries = [chosen]
        link = RoleLink(
            family,
            _url(family, framework if chosen is not None else "", through_home),
            sum(counts[number] for number in entries),
            tuple(catalogue.sources[number].authority for number in entries),
            is_elsewhere=chosen is not None and chosen not in entries,
        )
        links[family.group].append(link)
    return [(group, roles) for group, roles in links.items() if roles]


def _url(family: StageFamily, framework: str, through_home: bool) -> str:
    """Return the address of the role; through home if that has to find the stage."""
    if framework:
        return reverse("home", query={"family": family, "framework": framework})
    if through_home:
        return reverse("home", query={"family": family})
    return reverse("family_detail", args=[family])
