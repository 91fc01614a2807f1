"""The contexts of the pages of a plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from frameworks.forms.plans import StepForm
from frameworks.models import PlanItem, PlanStep
from frameworks.queries.plan_news import ItemNews
from frameworks.queries.plans import PlanDate, dates_of, is_finished

Step = PlanStep.Step


@dataclass(frozen=True)
class StepCard:
    """A step of a line, with what is written about it (`stored`), if anything."""

    step: PlanStep.Step
    stored: PlanStep | None
    is_now: bool

    @property
    def is_done(self) -> bool:
        return bool(self.stored and self.stored.done_on)

    @property
    def says_something(self) -> bool:
        stored = self.stored
        return bool(stored and (stored.note or stored.evidence or stored.links))

    @property
    def number(self) -> int:
        return list(Step).index(self.step) + 1


class ItemCard:
    """A line of a plan, with its steps prefetched. `news` is for its owner alone."""

    def __init__(self, item: PlanItem, news: ItemNews | None = None) -> None:
        self.item, self.news = item, news

    @cached_property
    def steps(self) -> list[StepCard]:
        """The five steps in their order. The first that is not done is the current one."""
        stored = {step.step: step for step in self.item.steps.all()}
        undone = (step for step in Step if not (step in stored and stored[step].done_on))
        now = next(undone, None)
        return [StepCard(step, stored.get(step), step == now) for step in Step]

    @property
    def is_finished(self) -> bool:
        return is_finished(self.item)

    @cached_property
    def dates(self) -> list[PlanDate]:
        return dates_of(self.item)

    @property
    def notes(self) -> int:
        """The number of steps with notes."""
        return sum(step.says_something for step in self.steps)


class PlanPage:
    """A plan: lines under way, then finished ones. `news` is for its owner alone."""

    def __init__(
        self, items: Iterable[PlanItem], news: Mapping[int, ItemNews] | None = None
    ) -> None:
        self.cards = [ItemCard(item, news[item.pk] if news else None) for item in items]

    @cached_property
    def under_way(self) -> list[ItemCard]:
        return [item for item in self.cards if not item.is_finished]

    @cached_property
    def finished(self) -> list[ItemCard]:
        return [item for item in self.cards if item.is_finished]

    @cached_property
    def changed(self) -> int:
        """The number of lines with unanswered news."""
        return sum(bool(item.news and item.news.is_open) for item in self.cards)

    @cached_property
    def next_date(self) -> PlanDate | None:
        days = (day for item in self.under_way for day in item.dates)
        return min(days, key=lambda day: day.on, default=None)


class ItemPage(ItemCard):
    """A line with a form for each step. `sent` is a form that was sent and has errors."""

    def __init__(self, item: PlanItem, news: ItemNews, sent: StepForm | None = None) -> None:
        super().__init__(item, news)
        self.sent = sent

    @property
    def forms(self) -> list[tuple[StepCard, StepForm]]:
        return [(card, self._form(card)) for card in self.steps]

    def _form(self, card: StepCard) -> StepForm:
        if self.sent and self.sent.step == card.step:
            return self.sent
        return StepForm(step=card.step, stored=card.stored)
