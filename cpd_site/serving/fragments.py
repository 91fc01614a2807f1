"""Cache rendered fragments of pages, keyed by what they show.

A fragment that depends only on a published edition and a few choices is the same each time, so a
template renders it once. Only templates write markup.
"""

from collections.abc import Hashable, Mapping
from typing import cast

from django.conf import settings
from django.template import Library
from django.template.loader import get_template
from django.utils.safestring import SafeString

from cpd_site.serving import caches

register = Library()

MOST_BYTES = 8 * 1024 * 1024

BESIDES = 500
"""The approximate overhead of an entry in bytes: its key, and its place in memory."""

FRAGMENTS = caches.register(
    "fragments",
    caches.Cache[Hashable, SafeString](MOST_BYTES, lambda fragment: len(fragment) + BESIDES),
)


def get_or_render(key: Hashable | None, template: str, context: Mapping[str, object]) -> SafeString:
    """Render the template with these values alone, without a request, or return the cached result.

    The key must determine all that the fragment shows. With None it is rendered each time, and so
    is everything while templates are being developed.
    """
    if (cached := get(key, template)) is not None:
        return cached
    fragment = cast(SafeString, get_template(template).render(dict(context)))
    if key is not None and not settings.DEBUG:
        FRAGMENTS.put((template, key), fragment)
    return fragment


def get(key: Hashable | None, template: str) -> SafeString | None:
    """Return the cached result, if there is one."""
    return None if key is None or settings.DEBUG else FRAGMENTS.get((template, key))


@register.simple_tag
def fragment(template: str, **values: Hashable) -> SafeString:
    """Include a template, cached by these values, which are all that it shows."""
    return get_or_render(tuple(values.items()), template, values)
