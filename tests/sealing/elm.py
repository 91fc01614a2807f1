"""A school's copy with a marker word in every text field, and a line that it offers."""

from dataclasses import dataclass, replace

from django.utils.timezone import localdate

from cpd_site.accounts.actions import joining, mail_domains
from cpd_site.models import Membership, Organisation, User
from frameworks.actions import (
    comments,
    contacts,
    copies,
    drafts,
    editing,
    imports,
    previews,
    publishing,
    suggestions,
)
from frameworks.models import Edition, Framework, Suggestion
from opportunities.editing.lines import Edit
from opportunities.exchange.reading.tables import Box, FileContents, LeftOut, Paragraph, Table
from opportunities.grid.snapshot import (
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
)
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, member

Role = Membership.Role

WORD = "zyxomma"
"""A dragonfly. No framework mentions it."""

OFFERED = "sphagnum"
"""A moss. Only a line that the school offers mentions it, and so shows it to the authority."""

THEIRS = grid({("NQT", "School"): ["Join in"], ("RQT", "School"): ["Lead"]})


def full_of_it(theirs: GridSnapshot) -> GridSnapshot:
    """Return the grid with the word in every text field, in rows of theirs and of our own."""
    stage = replace(
        theirs.stages[0],
        name=f"Stage {WORD}",
        roles=(f"Role {WORD}",),
        standards=(f"Standard {WORD}",),
        summary=f"Summary {WORD}",
    )
    own = replace(stage, key=key("own stage"), slug="own-stage")
    column = replace(theirs.columns[0], heading=f"Column {WORD}")
    reworded = replace(
        theirs.opportunities[0],
        text=f"Line {WORD}",
        details=(f"Detail {WORD}",),
        link=f"https://{WORD}.example/",
        contact=f"Contact {WORD}",
        cost_words=f"Cost {WORD}",
        when=f"Date {WORD}",
    )
    line = replace(reworded, key=key("own line"))
    places = [
        replace(placement, note=f"Note {WORD}", hidden=number == 0)
        for number, placement in enumerate(theirs.placements)
    ]
    places.append(
        Placement(
            key("own place"), own.key, column.key, line.key, ProviderTier.SELF, note=f"N {WORD}"
        )
    )
    return replace(
        theirs,
        stages=(stage, own, *theirs.stages[1:]),
        columns=(column, *theirs.columns[1:]),
        opportunities=(reworded, line, *theirs.opportunities[1:]),
        placements=tuple(places),
        continuations=(Continuation(own.key, column.key, ContinuationWord.PLUS),),
        headings=(PrintedHeading(own.key, column.key, f"Heading {WORD}"),),
        sections=(Section(key("own section"), f"Section {WORD}", f"Body {WORD}"),),
    )


FULL = full_of_it(THEIRS)

BROUGHT = FileContents(
    (
        Paragraph(f"Title {WORD}", heading=1),
        Table(
            (
                Box(0, 0, (Paragraph("Stage"),)),
                Box(0, 1, (Paragraph(f"In school {WORD}"),)),
                Box(1, 0, (Paragraph(f"Teachers {WORD}"),)),
                Box(1, 1, (Paragraph(f"Line {WORD}"),)),
            ),
            heading_rows=1,
        ),
    ),
    left_out=(LeftOut(WORD, "page 3", "A footnote."),),
)
"""A file that the school imports."""


@dataclass
class Elm:
    """A school of a trust with a copy of an authority's framework, for its members."""

    trust: Organisation
    school: Organisation
    framework: Framework
    leader: User
    copy: Framework


def founded() -> Elm:
    """Make it with an edition for its members, a draft and a preview. Nothing is offered yet."""
    trust = OrganisationFactory.create(kind=Organisation.Kind.TRUST, slug="oak")
    school = OrganisationFactory.create(
        kind=Organisation.Kind.SCHOOL,
        slug="elm",
        name="Elm Primary School",
        short_name="Elm",
        parent=trust,
    )
    framework = published(THEIRS, slug="thornshire").framework
    leader = member(school, Role.MANAGER, name=f"Leader {WORD}", email=f"{WORD}@elm.example")
    draft = copies.make(framework=framework, organisation=school, by=leader, title=f"Title {WORD}")
    fill(draft, leader)
    publishing.publish(edition=draft, by=leader, label="2026", note=f"Note {WORD}")
    copy = Framework.objects.get(pk=draft.framework_id)
    again = drafts.start(framework=copy, by=leader)
    editing.change(
        edition=again,
        by=leader,
        do=lambda now: Edit(replace(now, sections=()), "removed", f"section {WORD}"),
    )
    preview = previews.share(edition=again, by=leader, note=f"For {WORD}", allows_comments=True)
    comments.add(edition=again, by=leader, text=f"Comment {WORD}")
    comments.add_by_link(preview=preview, name=f"Jo {WORD}", text=f"Is it {WORD}?", place="here")
    imports.start(
        organisation=school, by=leader, name=f"{WORD}.docx", contents=BROUGHT, framework=copy
    )
    contacts.change_contact(
        framework=copy,
        by=leader,
        seen=copy.contact_fields,
        contact_name=f"Contact {WORD}",
        contact_email=f"ask@{WORD}.example",
    )
    joining.make_link(
        organisation=school, name=f"Link {WORD}", ends_on=localdate(), most=40, by=leader
    )
    mail_domains.request_domain(organisation=school, email=f"office@{WORD}.example", by=leader)
    return Elm(trust, school, framework, leader, copy)


def fill(draft: Edition, leader: User) -> None:
    editing.change(edition=draft, by=leader, do=lambda _: Edit(FULL, "changed", WORD))
    editing.change_front_page(
        edition=draft,
        by=leader,
        seen=draft.front_page,
        title=f"Title {WORD}",
        subtitle=f"Subtitle {WORD}",
        source=f"Source {WORD}",
    )


def offer(elm: Elm) -> Suggestion:
    """Offer a line in a cell of theirs, beside everything that the school does not offer."""
    draft = elm.copy.editions.drafts().get()
    line = Opportunity(key("offered"), f"Grow {OFFERED}")
    place = replace(
        FULL.placements[-1],
        key=key("offered place"),
        stage=key("NQT"),
        column=key("School"),
        opportunity=line.key,
    )
    editing.change(
        edition=draft,
        by=elm.leader,
        do=lambda now: Edit(
            replace(
                now,
                opportunities=(*now.opportunities, line),
                placements=(*now.placements, place),
            ),
            "added",
            WORD,
        ),
    )
    return suggestions.offer(
        draft=draft, by=elm.leader, key=place.key, why=f"Ours liked {OFFERED} much."
    )
