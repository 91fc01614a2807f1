"""The end of a draft that somebody still has open: who ended it, and where to go on."""

from dataclasses import dataclass

from django.urls import reverse

from cpd_site.models import User
from cpd_site.serving.moments import day_and_time
from frameworks.models import Edition, Event, Framework

ENDS = (Event.Verb.PUBLISHED, Event.Verb.DISCARDED)


@dataclass(frozen=True, slots=True)
class GoneDraft:
    """The end of a draft, as a sentence. `ways` are links to go on: words and address, best
    first."""

    sentence: str
    ways: tuple[tuple[str, str], ...]


def gone_draft(framework: Framework, person: User, number: int | None = None) -> GoneDraft:
    """Return what became of the last draft of this framework, or of the one with this number."""
    slug = framework.slug
    ends = framework.events.filter(what__in=ENDS, edition__isnull=False)
    if number is not None:
        ends = ends.filter(edition__number=number)
    end = ends.select_related("by", "edition").order_by("-pk").first()
    other = (("Open the draft that is there now", reverse("draft", args=[slug])),)
    start = (("Start a draft", reverse("draft_start", args=[slug])),)
    on = other if framework.editions.drafts().exists() else start
    if end is None or end.edition is None:
        return GoneDraft(f"{framework} has no draft.", on)
    edition: Edition = end.edition
    at = day_and_time(end.at)
    who = "You" if end.by == person else str(end.by or "Somebody")
    if end.what == Event.Verb.PUBLISHED:
        sentence = f"{who} published the draft on {at}: it is the {edition.name} now."
        return GoneDraft(sentence, on)
    if edition.status == Edition.Status.DISCARDED and on is start:
        on = (("Restore the draft, or start a new one", start[0][1]),)
    return GoneDraft(f"{who} discarded the draft on {at}.", on)
