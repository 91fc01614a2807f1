"""Shared by the views of plans: finding what belongs to this person, and rendering a page."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from cpd_site.serving.decorators import PersonRequest, signed_in
from cpd_site.serving.errors import NotHere
from frameworks.actions import plans
from frameworks.queries import plan_sharing as sharing_queries
from frameworks.queries import plans as queries
from frameworks.queries.chosen_counts import is_counted, schools_that_count
from frameworks.views.gone import resubmit_words

MINE = [("My plans", "/plans/")]


def found_for_person(find: Callable[..., object]) -> Callable[[Callable[..., HttpResponse]], Any]:
    """Wrap a view of what `find` finds for this person: a plan or a line of theirs.

    Words written for one that is gone come back on a page. No error report holds them.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Any:
        def found(request: PersonRequest, pk: int, *args: Any, **more: Any) -> HttpResponse:
            try:
                return view(request, find(request.user, pk), *args, **more)
            except (NotHere, plans.PlanGone) as gone:
                not_here = gone if isinstance(gone, NotHere) else NotHere(str(gone), MINE)
                reason, ways = not_here.reason, not_here.instead
                if response := resubmit_words(request, reason, ways, status=404):
                    return response
                raise not_here from None

        return sensitive_post_parameters()(signed_in(update_wrapper(found, view)))

    return decorate


of_plan = found_for_person(queries.find_plan)
of_item = found_for_person(queries.find_item)
of_share = found_for_person(sharing_queries.find_own_share)
of_shared = found_for_person(sharing_queries.find_shared)


def plan_page(request: PersonRequest, name: str, **context: Any) -> HttpResponse:
    return render(request, f"plans/{name}.html", context | {"section": "plans"})


def counted(request: PersonRequest) -> dict[str, Any]:
    """Return what people of a school are told before they choose anything."""
    schools = schools_that_count(request.user)
    return {"schools": schools, "is_counted": bool(schools) and is_counted(request.user)}
