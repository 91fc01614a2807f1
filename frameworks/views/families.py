"""A career stage or role: what each authority has for it, side by side."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cpd_site.serving.decorators import cached_page
from cpd_site.serving.errors import NotHere
from cpd_site.serving.site_address import site_address
from frameworks.forms.finder import CompareStagesForm
from frameworks.models import Framework
from frameworks.pages.comparison_table import table_of
from frameworks.pages.families import ComparedFrameworks
from frameworks.pages.opportunity import from_comparison
from frameworks.queries.public import excerpts, with_family
from frameworks.views.downloads import file_response, refused
from opportunities.exchange.writing.formats import formats
from opportunities.exchange.writing.table import WRITERS
from opportunities.grid.progression import LADDER, families_beside
from opportunities.grid.vocabulary import KINDS_TO_CHOOSE, ROLES, StageFamily
from opportunities.layout.comparison import ACROSS, count_kinds, lay_out


@cached_page
def family_detail(request: HttpRequest, family: str) -> HttpResponse:
    """Compare the stages of the authorities, by who provides what."""
    rung = _family(family)
    all_open = request.GET.get("open") == "all"
    keep = {"open": "all"} if all_open else {}
    choice = _choice(rung, request, keep)
    compared = excerpts(choice.displayed, rung, choice.kinds)
    lacking = _lacking(choice.elsewhere)
    before, after = families_beside(rung)
    context = {
        "family": rung,
        "families": ((True, LADDER), (False, ROLES)),
        "roles": ROLES if rung == StageFamily.SUPPORT_STAFF else (),
        "previous": before,
        "next": after,
        "choice": choice,
        "form": _form(choice, lacking, request, count_kinds(compared)),
        "comparison": lay_out(compared, folded=not all_open),
        "leads": from_comparison(),
        "all_open": all_open,
        "lacking": lacking,
        "files": [
            (formats()[name], reverse("family_download", args=[family, name])) for name in WRITERS
        ],
        "taken": choice.url(choice.chosen, {}),
        "section": "home",
    }
    return render(request, "reading/family_detail.html", context)


@cached_page
def family_download(request: HttpRequest, family: str, form: str) -> HttpResponse:
    """Return the comparison as a table: of the authorities asked for, else of all."""
    rung = _family(family)
    address = reverse("family_detail", args=[rung])
    if form not in WRITERS:
        raise NotHere(
            f"There is no “.{form}” of this. There is:",
            [(formats()[name].label, f"{address[:-1]}.{name}") for name in WRITERS],
        )
    choice = _choice(rung, request, {})
    if wrong := _form(choice, _lacking(choice.elsewhere), request, {}).file_errors():
        return refused(wrong)
    compared = excerpts(choice.chosen or choice.offered, rung, choice.kinds)
    site = site_address(request)
    parts = [rung.value, *(framework.slug for framework in choice.chosen[:ACROSS]), *choice.kinds]
    return file_response(
        WRITERS[form](table_of(rung, compared, site, choice.kinds)),
        formats()[form].media_type,
        f"stage-{'-'.join(parts)}.{form}",
    )


def _family(name: str) -> StageFamily:
    """Return the family with this name. Raises NotHere, with those there are."""
    if name in list(StageFamily):
        return StageFamily(name)
    raise NotHere(
        f"There is no career stage called “{name}”. There are:",
        ((other.label, reverse("family_detail", args=[other])) for other in StageFamily),
    )


def _choice(rung: StageFamily, request: HttpRequest, keep: dict[str, str]) -> ComparedFrameworks:
    """Return what the query string asks for. Unknown kinds filter nothing; the form says so."""
    kinds = [kind for kind in KINDS_TO_CHOOSE if kind in request.GET.getlist("kind")]
    return ComparedFrameworks(with_family(rung), request.GET.getlist("framework"), kinds, keep)


def _lacking(slugs: Sequence[str]) -> list[Framework]:
    """Return the frameworks with these slugs; filtered in Python, since people type anything."""
    if not slugs:
        return []
    return [other for other in Framework.objects.public().not_copies() if other.slug in slugs]


def _form(
    choice: ComparedFrameworks,
    lacking: Sequence[Framework],
    request: HttpRequest,
    counts: Mapping[str, int],
) -> CompareStagesForm:
    """Return the choice as boxes, none ticked while everything is shown, with what is unknown.

    `counts` has how many opportunities each kind of activity would leave.
    """
    known = {framework.slug for framework in lacking}
    everything = len(choice.displayed) == len(choice.offered)
    ticked = [rung.slug for rung in choice.displayed] if choice.chosen or not everything else []
    unknown = [slug for slug in choice.elsewhere if slug not in known]
    return CompareStagesForm(
        {
            **dict.fromkeys(request.GET),
            "framework": [*ticked, *unknown],
            "kind": request.GET.getlist("kind"),
        },
        frameworks=[(rung.slug, rung.authority) for rung in choice.offered],
        keep=choice.keep,
        counts=counts,
    )
