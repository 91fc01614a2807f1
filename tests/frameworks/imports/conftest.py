import pytest

from cpd_site.models import Membership, Organisation, User
from frameworks.actions import imports
from frameworks.models import Import
from opportunities.exchange.reading.tables import Box, FileContents, Paragraph, Table
from tests.factories import OrganisationFactory, member

CONTENTS = FileContents(
    (
        Paragraph("Our offer", heading=1),
        Table(
            (
                Box(0, 0, (Paragraph("Stage"),), is_heading=True),
                Box(0, 1, (Paragraph("In school"),), is_heading=True),
                Box(0, 2, (Paragraph("National"),), is_heading=True),
                Box(1, 0, (Paragraph("Newly qualified teachers"),)),
                Box(1, 1, (Paragraph("Meet a mentor", level=0), Paragraph("Weekly", level=1))),
                Box(1, 2, (Paragraph("Two-year programme", level=0),)),
                Box(2, 0, (Paragraph("Headteachers"),)),
                Box(2, 1, (Paragraph("Coach a colleague", level=0),)),
                Box(2, 2, ()),
            ),
            heading_rows=1,
        ),
    )
)


@pytest.fixture
def organisation(db) -> Organisation:
    return OrganisationFactory.create(slug="fellbridge", name="Fellbridge Council")


@pytest.fixture
def editor(organisation) -> User:
    return member(organisation, Membership.Role.EDITOR)


@pytest.fixture
def brought(organisation, editor) -> Import:
    """A file whose table has two stages and two columns."""
    return imports.start(organisation=organisation, by=editor, name="offer.docx", contents=CONTENTS)
