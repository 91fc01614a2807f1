"""What templates ask of a line, in any template without a {% load %}."""

from django.template import Library
from django.utils.timezone import localdate

from opportunities.grid import fields
from opportunities.grid.snapshot import Wording

register = Library()


@register.filter
def kinds(line: object) -> tuple[str, ...]:
    """Of which kinds of activity it is, for people."""
    return tuple(kind.label for kind in line.kinds) if isinstance(line, Wording) else ()


@register.filter
def beside(line: object) -> tuple[str, ...]:
    """What stands beside its words, as it is today; nothing beside the name of a stage."""
    if not isinstance(line, Wording) or not any(field.of(line) for field in fields.NAMED):
        return ()
    return fields.beside(line, localdate())
