"""Template filters for lines, available in any template without a {% load %}."""

import re
from functools import partial, reduce
from uuid import UUID

from django.template import Library
from django.utils.html import format_html
from django.utils.timezone import localdate

from frameworks.models.comment import CommentPlace
from frameworks.pages.opportunity import Leads
from frameworks.queries.comments import CommentPages
from opportunities.grid import fields, roles, short_keys
from opportunities.grid.snapshot import Stage, Wording
from opportunities.layout.cells import CellLine
from opportunities.text import fates as fate

register = Library()

LONG_COMPOUND = re.compile(r"(?<=\w{3}/)(?=\w{3})")
"""After a stroke, as in “locally/regionally/nationally”, which browsers take for one word."""


@register.filter
def kinds(line: object) -> tuple[str, ...]:
    """Return the labels of the line's kinds of activity."""
    return tuple(kind.label for kind in line.kinds) if isinstance(line, Wording) else ()


@register.filter
def breakable(text: str) -> str:
    """Return the text with break opportunities in long compounds, for narrow columns."""
    if "/" not in text:
        return text
    return reduce(partial(format_html, "{}<wbr>{}"), LONG_COMPOUND.split(text))


@register.filter
def page(line: CellLine, leads: Leads) -> str:
    """Return the address of the line's page."""
    return leads.page_of(line)


@register.filter
def beside(line: object) -> tuple[str, ...]:
    """Return what stands beside the words of a line today; nothing beside the name of a stage."""
    if not isinstance(line, Wording) or not any(field.of(line) for field in fields.FACTS):
        return ()
    return fields.beside(line, localdate())


@register.filter
def nearest_role(stage: Stage) -> str:
    """Return what people call the role of a stage today; "" if that adds nothing."""
    return roles.nearest_role(stage)


@register.filter
def fates(value: object, stage: Stage | None = None) -> fate.Fates:
    """Return what became of what a stage's name, or a text at this stage, refers to."""
    if isinstance(value, Stage):
        return fate.of_stage(value)
    return fate.at_stage(Wording(str(value)), stage) if stage else ()


@register.filter
def short_key(key: UUID | str) -> str:
    """Return the key of a line or a stage as the address of a list carries it."""
    return short_keys.short(UUID(str(key)))


@register.filter
def comments_on(comments: CommentPages, place: CommentPlace) -> tuple[int, str]:
    """Return the number of open comments on a line or a box of a draft, and their page."""
    count = comments.counts[place] if place else 0
    return count, comments.place_url(place) if count else ""
