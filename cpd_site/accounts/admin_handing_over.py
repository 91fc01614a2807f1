"""The pages of the admin on which a closing school hands over, or takes it back."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cpd_site.accounts import rules
from cpd_site.accounts.actions.handing_over import (
    HandedOver,
    HandOverRefused,
    dry_run,
    hand_over,
    take_back,
)
from cpd_site.accounts.actions.successors import to_hand_over
from cpd_site.accounts.forms.handing_over import HandOverForm
from cpd_site.models import Organisation, User


class HandingOverFilter(admin.SimpleListFilter):
    """Filters closed schools whose successor the register names, and those that handed over."""

    title = "handing over"
    parameter_name = "handing_over"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("proposed", "Closed, with a successor"), ("done", "Has handed over")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Organisation]
    ) -> QuerySet[Organisation]:
        if self.value() == "proposed":
            return queryset.filter(pk__in=to_hand_over())
        return queryset.exclude(successor=None) if self.value() == "done" else queryset


def page(request: HttpRequest, site: admin.AdminSite, object_id: int) -> HttpResponse:
    """Ask for the successor, show what will be handed over, and do it on confirmation.

    The first POST changes nothing. For a school that has handed over, offer to take it back.
    """
    schools = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL)
    school = get_object_or_404(
        schools.select_related("successor", "proposed_successor"), pk=object_id
    )
    by = request.user
    if not isinstance(by, User) or not rules.may_appoint(by):
        raise rules.Refused("Only site staff hand over.")
    proposed = school.proposed_successor
    form = HandOverForm(
        request.POST or None,
        initial={"successor": (proposed.urn or proposed.slug) if proposed else ""},
    )
    rehearsal: HandedOver | None = None
    try:
        if request.method == "POST" and "back" in request.POST:
            successor = take_back(school=school, by=by)
            messages.success(request, f"{school} has back what it had handed over to {successor}.")
            return HttpResponseRedirect(_address(school))
        if request.method == "POST" and form.is_valid():
            successor = form.cleaned_data["successor"]
            if "confirm" in request.POST:
                hand_over(school=school, successor=successor, by=by)
                messages.success(request, f"{school} has handed over to {successor}.")
                return HttpResponseRedirect(_address(school))
            rehearsal = dry_run(school=school, successor=successor, by=by)
    except HandOverRefused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(_address(school))
    context = site.each_context(request) | {
        "title": f"Hand over: {school}",
        "opts": Organisation._meta,
        "school": school,
        "form": form,
        "rehearsal": rehearsal,
        "successor": form.cleaned_data.get("successor") if rehearsal else None,
    }
    return render(request, "admin/cpd_site/organisation/hand_over.html", context)


def _address(school: Organisation) -> str:
    return reverse("admin:cpd_site_organisation_hand_over", args=[school.pk])
