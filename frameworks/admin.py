"""Frameworks, editions and events in Django's admin, read-only, for site staff."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cpd_site.accounts.admin import ReadOnlyAdmin
from frameworks import rules
from frameworks.models import Edition, Event, Framework


@admin.register(Framework)
class FrameworkAdmin(ReadOnlyAdmin):
    list_display = ("title", "organisation", "visibility", "current_edition")
    list_select_related = ("organisation", "current_edition__framework__organisation")
    list_filter = ("visibility", "organisation__kind")
    search_fields = ("title", "slug", "organisation__name")

    def delete_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """Refuse, and say how many copies follow the framework."""
        framework = self.get_object(request, unquote(object_id))
        raise rules.Refused(
            f"A framework is not deleted{_because_followed(framework)}. Its publishers can "
            "withdraw its editions, each with a reason that readers are told."
        )


def _because_followed(framework: Framework | None) -> str:
    count = framework.copies.count() if framework else 0
    if not count:
        return ""
    return f": {count} {'copy follows' if count == 1 else 'copies follow'} it"


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "status", "published_at", "published_by", "is_locked")
    list_select_related = ("framework__organisation", "grid", "published_by")
    list_filter = ("status",)
    search_fields = ("label", "title", "framework__title", "framework__organisation__name")
    exclude = ("grid",)
    readonly_fields = ("is_locked", "fingerprint", "page")

    @admin.display(boolean=True, description="locked")
    def is_locked(self, edition: Edition) -> bool:
        return edition.grid.locked_at is not None

    def fingerprint(self, edition: Edition) -> str:
        return edition.grid.fingerprint

    def page(self, edition: Edition) -> SafeString | str:
        if edition.status != Edition.Status.PUBLISHED:
            return "none for readers"
        address = edition.get_absolute_url()
        return format_html('<a href="{}">{}</a>', address, address)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "what", "about", "framework")
    list_select_related = ("by", "framework__organisation")
    list_filter = ("what",)
    date_hierarchy = "at"
    search_fields = ("about", "by__email", "by__name")
