"""Every component with sample data, for whoever changes one. Only with DEBUG."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from crispy_forms.helper import FormHelper
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from cpd_site.models import Organisation
from cpd_site.serving.contact import Contact
from cpd_site.serving.decorators import for_reading
from cpd_site.serving.pagination import links_to
from frameworks.desk.overview import NextStep
from frameworks.rules import Verdict
from opportunities.comparing.origins import OriginLabel
from opportunities.comparing.word_diff import compare
from opportunities.exchange.writing.formats import formats
from opportunities.filters import GridFilterSet
from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Placement, Stage
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily
from opportunities.layout.cells import lines_of
from opportunities.layout.grid_index import GridIndex
from opportunities.text import stems as words
from opportunities.text.fates import in_texts

WORDS: list[tuple[str, tuple[str, ...], str]] = [
    ("Visit other schools", (), ""),
    (
        "Engage in an improvement project",
        ("E.g. learning teams", "assessment working parties"),
        "https://example.org/book",
    ),
    ("Bookmark https://khub.net/ and follow it", ("https://example.org/a/page",), ""),
    ("Join a local NQT network", (), "www.example.org"),
    ("Identify good practice and share ideas and resources where that is possible " * 3, (), ""),
]

REWORDED = [
    ("Participate in NQT conferences", "Participate in ECT conferences, with your mentor"),
    ("E.g.24 hours in school", "E.g. 24 hours in school"),
    ("", "Meet your mentor every week"),
    ("<script>alert('x')</script>", ""),
]

CHOICES = [("one", "The first"), ("two", "The second")]


class SampleForm(forms.Form):
    """A field of every kind, filled in wrongly."""

    line = forms.CharField(label="A line", help_text="Such as “Visit other schools”.")
    text = forms.CharField(label="Some text", widget=forms.Textarea)
    email = forms.EmailField(label="E-mail address")
    one = forms.ChoiceField(label="One of these", choices=CHOICES, widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(
        label="Some of these", choices=CHOICES, widget=forms.CheckboxSelectMultiple
    )
    pick = forms.ChoiceField(label="One from a list", choices=CHOICES)
    agree = forms.BooleanField(label="I have checked it")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


@for_reading
def gallery(request: HttpRequest) -> HttpResponse:
    grid = _grid()
    query = QueryDict("group=teachers&tier=school&tier=national&family=king&q=network")
    context = {
        "files": [(form, "") for form in formats().values()],
        "tiers": list(ProviderTier),
        "contact": Contact("CPD team", "cpd@example.org", "01772 123456 ext 12"),
        "accents": Organisation.Accent.values,
        "crumbs": [("Frameworks", "/frameworks/")],
        "lines": lines_of(
            grid,
            grid.stages[0],
            grid.placements,
            marker=words.Marker(words.query("network")),
            explained=set(),
        ),
        "fates": in_texts("GTCE", "Performance management", "NPQH"),
        "marks": [
            OriginLabel(own="School’s own"),
            OriginLabel(before=grid.opportunities[0], whose="Lancashire"),
            OriginLabel(note=("Ask in the office by May.", "No cost.")),
        ],
        "open_comments": (2, "#main"),
        "wordings": [compare(*pair) for pair in REWORDED],
        "pages": links_to(Paginator(range(200), 10).page(9), "?page={}".format),
        "filters": GridFilterSet(query, GridIndex(grid)),
        "sample": SampleForm({"email": "not an address", "one": "three", "pick": "three"}),
        "next_steps": [
            NextStep("Go on with the draft", "#main", Verdict(True)),
            NextStep("Publish", "#main", Verdict(False, "Only publishers can publish; ask one.")),
        ],
        "section": "frameworks",
    }
    return render(request, "gallery.html", context)


def _grid() -> GridSnapshot:
    """Return a grid of one cell with a line of each sort."""
    keys = [uuid5(NAMESPACE_URL, str(number)) for number in range(len(WORDS) + 1)]
    stage = Stage(keys[-1], "sample", "Sample", Group.TEACHERS, StageFamily.EARLY_CAREER)
    column = Column(keys[-1], "Sample")
    tiers = list(ProviderTier)
    return GridSnapshot(
        stages=(stage,),
        columns=(column,),
        opportunities=tuple(
            Opportunity(key, *words) for key, words in zip(keys, WORDS, strict=False)
        ),
        placements=tuple(
            Placement(key, stage.key, column.key, key, tiers[number])
            for number, key in enumerate(keys[:-1])
        ),
    )
