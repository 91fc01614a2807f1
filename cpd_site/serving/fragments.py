"""Cached fragments of pages, keyed by what they show.

A fragment that depends on a published edition and a few choices alone comes out the same each time,
so a template renders it once. Only templates write markup.
"""

from collections.abc import Hashable, Mapping
from typing import cast

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString

from cpd_site.serving import caches

MOST_BYTES = 8 * 1024 * 1024

BESIDES = 500
"""About how many bytes an entry takes besides its fragment: its key, and its place in memory."""

FRAGMENTS = caches.register(
    "fragments",
    caches.Cache[Hashable, SafeString](MOST_BYTES, lambda fragment: len(fragment) + BESIDES),
)


def get_or_render(key: Hashable | None, template: str, context: Mapping[str, object]) -> SafeString:
    """Render the template with these values alone, without a request, or return the cached result.

    The key says all that the fragment shows. With None it is rendered each time, and so is any
    while the templates are being worked on.
    """

    def rendered() -> SafeString:
        return cast(SafeString, get_template(template).render(dict(context)))

    if key is None or settings.DEBUG:
        return rendered()
    return FRAGMENTS.get_or_make((template, key), rendered)
