"""Keep what a person wrote on a conversation sheet in one of their plans, if they want.

Nothing else of a sheet is stored.
"""

from collections.abc import Sequence

from django.db import transaction

from cpd_site.models import User
from cpd_site.plain_text import several_lines
from frameworks.actions import plans
from frameworks.models import Plan, PlanStep
from frameworks.models.plans import LONGEST_TEXT
from frameworks.queries.plans import OfferedLine


@transaction.atomic
def keep(*, plan: Plan, by: User, written: Sequence[tuple[OfferedLine, str]], heading: str) -> None:
    """Add these lines to the plan, and append what was written about each to its first step.

    Keeping the same twice does nothing more. Raises PlanRefused or PlanGone.
    """
    plans.add_lines(plan=plan, by=by, lines=[line for line, _ in written])
    items = plan.items.prefetch_related("steps")
    by_place = {(item.framework_id, item.opportunity, item.stage): item for item in items}
    for line, text in written:
        item = by_place[line.reading.framework.pk, line.opportunity.key, line.stage.key]
        stored = {step.step: step for step in item.steps.all()}
        step = stored.get(PlanStep.Step.PLAN) or PlanStep(item=item, step=PlanStep.Step.PLAN)
        if not text or text in step.note:
            continue
        step.note = several_lines(f"{step.note}\n\n{heading}\n{text}")
        if len(step.note) > LONGEST_TEXT:
            raise plans.PlanRefused(
                f"What stands in your plan of “{item.text[:60]}” would be too long with this: it "
                f"holds {LONGEST_TEXT} characters. Shorten it there first, or choose another plan."
            )
        step.version = step.version + 1 if step.pk else 1
        step.save()
