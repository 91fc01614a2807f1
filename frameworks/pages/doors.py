"""Doors: links from roles that people have beside their job to what search finds for them."""

from urllib.parse import urlencode

from django.urls import reverse

from frameworks.queries.catalogue import OpenCatalogue
from opportunities.text.questions import parse_question

PARTS = ("SENCO", "ECT mentor", "Governor")
"""The roles as people say them, which are the words to search for."""

type Door = tuple[str, str, int]
"""The role, the address of the search, and the number of opportunities it finds."""


def doors(catalogue: OpenCatalogue) -> list[Door]:
    """Return the doors whose search finds anything."""
    questions = {part: parse_question(part) for part in PARTS}
    catalogue.look_up(questions.values())
    counts = {
        part: catalogue.answering(question)[-1].bit_count() for part, question in questions.items()
    }
    search = reverse("opportunity_list")
    return [(part, f"{search}?{urlencode({'q': part})}", n) for part, n in counts.items() if n]
