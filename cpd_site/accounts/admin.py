"""Django's admin for site staff: people and organisations to maintain, the rest to read.

It has no back door. Actions do the writing, with their events and refusals; published editions are
locked here as everywhere; nothing is deleted but memberships. Site staff need none of Django's own
permissions.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from cpd_site.accounts import admin_handing_over, rules, schools
from cpd_site.accounts.actions import organisations, people, role_requests
from cpd_site.accounts.actions.forgetting import forget
from cpd_site.models import (
    Invitation,
    JoinLink,
    MailDomain,
    Membership,
    Organisation,
    OrganisationEvent,
    RoleRequest,
    User,
)

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """Rows that site staff can only view."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(rules.may_appoint(request.user))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(rules.may_appoint(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StaffAdmin(ReadOnlyAdmin):
    """Rows that site staff add and change, through the actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(rules.may_appoint(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(rules.may_appoint(request.user))


@admin.register(Organisation)
class OrganisationAdmin(StaffAdmin):
    list_display = ("name", "kind", "parent", "urn", "postcode", "status")
    list_filter = ("kind", "status", admin_handing_over.HandingOverFilter)
    list_select_related = ("parent",)
    search_fields = ("name",)  # shows the box; `schools.find` does the search
    search_help_text = "Name, postcode or URN"
    show_full_result_count = False
    autocomplete_fields = ("parent", "authority")
    prepopulated_fields = {"slug": ("short_name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()  # it is part of addresses

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Organisation], search_term: str
    ) -> tuple[QuerySet[Organisation], bool]:
        return (schools.find(search_term, queryset) if search_term else queryset), False

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which a closing school hands over: `admin_handing_over`."""
        name = "cpd_site_organisation_hand_over"
        view = self.admin_site.admin_view(self.hand_over)
        return [path("<int:object_id>/hand-over/", view, name=name), *super().get_urls()]

    def hand_over(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return admin_handing_over.page(request, self.admin_site, object_id)

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        organisations.save_organisation(organisation=obj, by=_person(request))


@admin.register(User)
class UserAdmin(StaffAdmin):
    """Accounts. One made here signs in with a code by e-mail; deleting one forgets the person."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "is_active", "is_staff", "last_login", "date_joined")
    readonly_fields = ("last_login", "date_joined")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Let only its owner change an address, which has to be proved."""
        return (*self.readonly_fields, "email") if obj else self.readonly_fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Protect superusers from changes by others."""
        allowed = super().has_change_permission(request, obj)
        return allowed and not (obj and obj.is_superuser and obj != request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return what the confirmation page lists instead of the rows."""
        goes = [
            f"{person.email}: the account, its plans and memberships, and the name from what it did"
            for person in objs
        ]
        return goes, {"Persons to forget": len(goes)}, set(), []

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        done = forget(person=obj, by=_person(request))
        for organisation in done.without_manager:
            messages.warning(request, f"{organisation} has no manager now: appoint one.")
        for sentence in done.left.for_staff():
            messages.warning(request, sentence)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            self.delete_model(request, person)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _or_why_not(
            request, lambda: super(UserAdmin, self).delete_view(request, *args, **kwargs)
        )

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _or_why_not(
            request, lambda: super(UserAdmin, self).changelist_view(request, *args, **kwargs)
        )

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[User]) -> Any:
        """Log nothing: the log would name them."""

    def log_deletion(self, *args: Any) -> Any:
        """Log nothing: the log would name them."""

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save without an action: accounts belong to the site, and the admin's own log has the
        change.
        """
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Membership)
class MembershipAdmin(StaffAdmin):
    """Who belongs where. An organisation gets its first manager here."""

    list_display = ("user", "organisation", "role")
    list_filter = ("role", "organisation__kind")
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "user__name", "organisation__name")
    ordering = ("organisation__name", "user__email")
    autocomplete_fields = ("user", "organisation")
    fields = ("user", "organisation", "role")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user", "organisation") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(rules.may_appoint(request.user))

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        people.appoint(
            organisation=obj.organisation,
            user=obj.user,
            role=Membership.Role(obj.role),
            by=_person(request),
        )
        obj.pk = Membership.objects.get(organisation=obj.organisation, user=obj.user).pk

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        people.remove(membership=obj, by=_person(request))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset.select_related("organisation", "user"):
            people.remove(membership=membership, by=_person(request))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _or_why_not(
            request, lambda: super(MembershipAdmin, self).changeform_view(request, *args, **kwargs)
        )

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _or_why_not(
            request, lambda: super(MembershipAdmin, self).delete_view(request, *args, **kwargs)
        )

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _or_why_not(
            request, lambda: super(MembershipAdmin, self).changelist_view(request, *args, **kwargs)
        )


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("email", "organisation", "role", "sent_at", "expires_at", "accepted_at")
    list_select_related = ("organisation",)
    search_fields = ("email", "organisation__name")


@admin.register(JoinLink)
class JoinLinkAdmin(ReadOnlyAdmin):
    list_display = ("name", "organisation", "ends_on", "most", "used", "revoked_at")
    list_select_related = ("organisation",)
    search_fields = ("name", "organisation__name")


@admin.register(MailDomain)
class MailDomainAdmin(ReadOnlyAdmin):
    list_display = ("domain", "organisation", "proved_at", "proved_by", "revoked_at")
    list_select_related = ("organisation", "proved_by")
    search_fields = ("domain", "organisation__name")
    exclude = ("code_hash",)


@admin.register(RoleRequest)
class RoleRequestAdmin(ReadOnlyAdmin):
    """Requests for a role in a school. Site staff answer open ones here."""

    list_display = ("organisation", "user", "role", "asked_at", "answered_at", "is_accepted")
    list_select_related = ("organisation", "user")
    list_filter = ("is_accepted", ("answered_at", admin.EmptyFieldListFilter))
    search_fields = ("organisation__name", "user__email")
    fields = ("organisation", "user", "role", "why", "asked_at", "is_accepted", "reply")
    readonly_fields = ("organisation", "user", "role", "why", "asked_at")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_answered = obj is not None and obj.answered_at is not None
        return bool(rules.may_appoint(request.user)) and not is_answered

    def save_model(self, request: HttpRequest, obj: RoleRequest, form: Any, change: bool) -> None:
        by = _person(request)
        if form.cleaned_data["is_accepted"]:
            role_requests.accept(request=obj, by=by)
        else:
            reply = form.cleaned_data["reply"]
            role_requests.refuse(request=obj, by=by, reply=reply)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _or_why_not(
            request, lambda: super(RoleRequestAdmin, self).changeform_view(request, *args, **kwargs)
        )


@admin.register(OrganisationEvent)
class OrganisationEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "what", "about", "organisation")
    list_select_related = ("by", "organisation")
    list_filter = ("what",)
    date_hierarchy = "at"
    search_fields = ("about", "by__email", "by__name")


def _person(request: HttpRequest) -> User:
    """Return the signed-in user; the admin admits nobody else."""
    if not isinstance(request.user, User):
        raise rules.Refused("Sign in first.")
    return request.user


def _or_why_not(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the response of `act`; if an action refuses, redirect back with the reason."""
    try:
        return act()
    except people.PeopleRefused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(request.path.removesuffix("delete/"))
