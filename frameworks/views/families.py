"""One rung of the ladder, or one role: what each authority sets out for it, side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cpd_site.serving.decorators import cached_page
from cpd_site.serving.errors import NotHere
from cpd_site.serving.site_address import site_address
from frameworks.forms.finder import CompareForm
from frameworks.models import Framework
from frameworks.pages.comparison_table import table_of
from frameworks.queries.public import OnRung, excerpts, on_rung
from frameworks.views.downloads import file_response, refused
from opportunities.exchange.writing.formats import formats
from opportunities.exchange.writing.table import WRITERS
from opportunities.grid.progression import LADDER, families_beside
from opportunities.grid.vocabulary import ROLES, StageFamily
from opportunities.layout.comparison import ACROSS, lay_out


@dataclass
class Choice:
    """Which of the frameworks on a rung are shown: those asked for, or else the first ones.

    `keep` is what else stands in the query string and goes along from page to page.
    """

    offered: Sequence[OnRung]
    asked: Sequence[str]
    keep: dict[str, str]
    most: ClassVar = ACROSS
    chosen: list[OnRung] = field(init=False)
    shown: Sequence[OnRung] = field(init=False)

    def __post_init__(self) -> None:
        self.chosen = [rung for rung in self.offered if rung.slug in self.asked]
        self.shown = (self.chosen or self.offered)[:ACROSS]

    @property
    def left_out(self) -> list[OnRung]:
        """Those asked for beyond what fits."""
        return self.chosen[ACROSS:]

    @property
    def elsewhere(self) -> list[str]:
        """What was asked for, but has no stage on this rung or does not exist."""
        offered = {rung.slug for rung in self.offered}
        return [slug for slug in dict.fromkeys(self.asked) if slug and slug not in offered]

    @property
    def before(self) -> Sequence[OnRung]:
        """Those that stand before these in the order of authorities: as many as fit."""
        start = self.offered.index(self.shown[0]) if self.shown else 0
        return self.offered[max(start - ACROSS, 0) : start]

    @property
    def after(self) -> Sequence[OnRung]:
        """What was asked for and did not fit; or those that stand after these."""
        if self.left_out:
            return self.left_out[:ACROSS]
        end = self.offered.index(self.shown[-1]) + 1 if self.shown else 0
        return self.offered[end : end + ACROSS]

    @property
    def before_url(self) -> str:
        return self.url(self.before, self.keep)

    @property
    def after_url(self) -> str:
        return self.url(self.after, self.keep)

    @property
    def all_url(self) -> str:
        return self.url((), self.keep)

    @property
    def open_url(self) -> str:
        return self.url(self.chosen, {"open": "all"})

    @property
    def folded_url(self) -> str:
        return self.url(self.chosen, {})

    @staticmethod
    def url(rungs: Sequence[OnRung], keep: Mapping[str, str]) -> str:
        return "?" + urlencode([*(("framework", rung.slug) for rung in rungs), *keep.items()])


@cached_page
def family_detail(request: HttpRequest, family: str) -> HttpResponse:
    """The stages of each authority that stand on this rung, by who provides what."""
    rung = _family(family)
    all_open = request.GET.get("open") == "all"
    keep = {"open": "all"} if all_open else {}
    choice = Choice(on_rung(rung), request.GET.getlist("framework"), keep)
    lacking = _lacking(choice.elsewhere)
    before, after = families_beside(rung)
    context = {
        "family": rung,
        "families": ((True, LADDER), (False, ROLES)),
        "roles": ROLES if rung == StageFamily.SUPPORT_STAFF else (),
        "previous": before,
        "next": after,
        "choice": choice,
        "form": _form(choice, lacking, request.GET),
        "comparison": lay_out(excerpts(choice.shown, rung), folded=not all_open),
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
    """The same as a table: of the authorities asked for, or else of all."""
    rung = _family(family)
    address = reverse("family_detail", args=[rung])
    if form not in WRITERS:
        raise NotHere(
            f"There is no “.{form}” of this. There is:",
            [(formats()[name].label, f"{address[:-1]}.{name}") for name in WRITERS],
        )
    choice = Choice(on_rung(rung), request.GET.getlist("framework"), {})
    if wrong := _form(choice, _lacking(choice.elsewhere), request.GET).against_a_file():
        return refused(wrong)
    compared = excerpts(choice.chosen or choice.offered, rung)
    site = site_address(request)
    parts = [rung.value, *(framework.slug for framework in choice.chosen[:ACROSS])]
    return file_response(
        WRITERS[form](table_of(rung, compared, site)),
        formats()[form].media_type,
        f"stage-{'-'.join(parts)}.{form}",
    )


def _family(name: str) -> StageFamily:
    """The family of this name. Raises NotHere with those there are."""
    if name in list(StageFamily):
        return StageFamily(name)
    raise NotHere(
        f"There is no career stage called “{name}”. There are:",
        ((other.label, reverse("family_detail", args=[other])) for other in StageFamily),
    )


def _lacking(slugs: Sequence[str]) -> list[Framework]:
    """The frameworks among these; compared in Python, since anything may be asked for."""
    if not slugs:
        return []
    return [other for other in Framework.objects.public().not_copies() if other.slug in slugs]


def _form(choice: Choice, lacking: Sequence[Framework], names: Iterable[str]) -> CompareForm:
    """The choice as boxes: none ticked while everything is shown. It says what is unknown.

    `names` are those in the query string.
    """
    known = {framework.slug for framework in lacking}
    everything = len(choice.shown) == len(choice.offered)
    ticked = [rung.slug for rung in choice.shown] if choice.chosen or not everything else []
    unknown = [slug for slug in choice.elsewhere if slug not in known]
    return CompareForm(
        {**dict.fromkeys(names), "framework": [*ticked, *unknown]},
        frameworks=[(rung.slug, rung.authority) for rung in choice.offered],
        keep=choice.keep,
    )
