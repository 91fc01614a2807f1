"""Doors: roles that people have beside their job, each with a link to what search finds."""

from urllib.parse import urlencode

from django.urls import reverse

from frameworks.queries.catalogue import OpenCatalogue
from opportunities.text.questions import parse_question

PARTS = ("SENCO", "ECT mentor", "Governor")
"""As people say it, which is also what is searched for."""

type Door = tuple[str, str, int]
"""What it is called, its address, and how many opportunities are behind it."""


def doors(catalogue: OpenCatalogue) -> list[Door]:
    """Return the doors behind which there is something."""
    questions = {part: parse_question(part) for part in PARTS}
    catalogue.look_up(questions.values())
    counts = {
        part: catalogue.answering(question)[-1].bit_count() for part, question in questions.items()
    }
    search = reverse("opportunity_list")
    return [(part, f"{search}?{urlencode({'q': part})}", n) for part, n in counts.items() if n]
