"""Two grids a year apart, with every kind of change between them."""

from dataclasses import replace
from typing import Any

from opportunities.grid.snapshot import (
    Continuation,
    GridSnapshot,
    Opportunity,
    PrintedHeading,
    Section,
)
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier, StageFamily
from tests.builders import grid, key, published

TIERS = {
    "At a school level": ProviderTier.SCHOOL,
    "Within the local authority": ProviderTier.LOCAL_AUTHORITY,
    "Nationality & regionally": ProviderTier.NATIONAL,
}
SCHOOL, LOCAL, NATIONAL = TIERS

BEFORE = grid(
    {
        ("NQT", SCHOOL): ["Join an induction programme", "Visit other schools"],
        ("NQT", LOCAL): ["Participate in NQT conferences", "E.g.24 hours in school"],
        ("NQT", NATIONAL): ["Follow Ofsted on Twitter", "Read the TES"],
        ("RQT", SCHOOL): ["Visit other schools", "Lead a project", "Coach a colleague"],
        ("RQT", LOCAL): ["Join a network"],
        ("RQT", NATIONAL): ["Follow Ofsted on Twitter", "Apply for an international placement"],
        ("Middle leaders", SCHOOL): ["Visit other schools", "Chair a meeting"],
        ("Middle leaders", LOCAL): [],
        ("Middle leaders", NATIONAL): [
            "Follow Ofsted on Twitter",
            "Apply for an international placement",
        ],
        ("Governors", SCHOOL): ["Visit other schools", "Read the minutes"],
        ("Heads", SCHOOL): ["Visit other schools"],
    },
    details={"Lead a project": ("E.g. learning walks",)},
    tiers=TIERS,
    families={"Heads": StageFamily.NEW_HEADTEACHER, "Governors": StageFamily.EXECUTIVE_LEADER},
    sections=[("How to use it", "Read it with a colleague.\n\nThen choose.")],
)

OWN = Opportunity(key("own"), "Visit a special school", derived_from=key("Visit other schools"))
NEW = Opportunity(
    key("new"), "Meet your mentor every week", ("E.g. in your first year",), "https://example.org/"
)
REWORDED = {
    "Follow Ofsted on Twitter": "Follow Ofsted and your subject association online",
    "E.g.24 hours in school": "E.g. 24 hours in school",
    "Participate in NQT conferences": "Participate in ECT conferences",
}


def _after() -> GridSnapshot:
    opportunities = [
        replace(row, text=REWORDED.get(row.text, row.text)) for row in BEFORE.opportunities
    ]
    project = next(row for row in opportunities if row.text == "Lead a project")
    opportunities[opportunities.index(project)] = replace(
        project, details=("E.g. learning walks", "Lesson study")
    )
    gone = {key("Governors"), key("Apply for an international placement")}
    placements = [
        row for row in BEFORE.placements if row.stage not in gone and row.opportunity not in gone
    ]
    at = {row.key: number for number, row in enumerate(placements)}

    def change(name: str, **values: object) -> None:
        number = at[key(name)]
        placements[number] = replace(placements[number], **values)  # type: ignore[arg-type]

    change(f"Heads/{SCHOOL}/0", opportunity=OWN.key)
    change(f"RQT/{LOCAL}/0", stage=key("Middle leaders"))
    change(f"Middle leaders/{SCHOOL}/1", tier=ProviderTier.SELF, note="Ask the office")
    first = at[key(f"RQT/{SCHOOL}/0")]
    placements[first : first + 3] = [*placements[first + 1 : first + 3], placements[first]]
    new_stage = replace(BEFORE.stages[0], key=key("SENCOs"), slug="sencos", name="SENCOs")
    sample = placements[0]
    placements += [
        replace(sample, key=key("new 1"), opportunity=NEW.key),
        replace(sample, key=key("new 2"), opportunity=NEW.key, stage=new_stage.key),
        replace(sample, key=key("new 3"), opportunity=key("Join a network"), stage=new_stage.key),
        replace(sample, key=key("new 4"), opportunity=key("Join a network")),
    ]
    early, years, middle, _, heads = BEFORE.stages
    return GridSnapshot(
        stages=(
            replace(early, name="Early career teachers", standards=("Core standards",)),
            years,
            new_stage,
            heads,
            middle,
        ),
        columns=tuple(
            replace(row, heading="Nationally & regionally") if row.heading == NATIONAL else row
            for row in BEFORE.columns
        ),
        opportunities=(*opportunities, OWN, NEW),
        placements=tuple(placements),
        continuations=(
            Continuation(key("RQT"), key(SCHOOL), ContinuationWord.PLUS),
            Continuation(key("RQT"), key(LOCAL), ContinuationWord.PLUS),
        ),
        headings=(PrintedHeading(key("Heads"), key(SCHOOL), "In your school"),),
        sections=(
            replace(BEFORE.sections[0], body="Read it with a mentor.\n\nThen choose."),
            Section(key("Principles"), "Principles", "Start small."),
        ),
    )


AFTER = _after()


def published_twice(slug: str = "thornshire", **front_page: Any) -> None:
    """Publish both, as editions 2025 and 2026 of one framework."""
    published(BEFORE, slug=slug, label="2025", **front_page)
    published(AFTER, slug=slug, label="2026", **front_page)
