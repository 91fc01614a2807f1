"""Which career stage a name lets us think of."""

import pytest

from opportunities.exchange.reading.proposing.guesses import family_of
from opportunities.grid.vocabulary import StageFamily as Family
from tests.fidelity import transcribed


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Lead Professionals", Family.OTHER_PROFESSIONALS),
        ("Lead practitioner", Family.LEAD_PRACTITIONER),
        ("HLTAs and TAs", Family.HIGHER_LEVEL_ASSISTANT),
        ("TAs", Family.TEACHING_ASSISTANT),
        ("Lunchtime supervisors", Family.LUNCHTIME),
        ("School business manager", Family.OFFICE),
        ("Caretakers", Family.SITE),
        ("Support staff", Family.SUPPORT_STAFF),
        ("Attendance officer", Family.PASTORAL),
        ("Head of music", None),
    ],
)
def test_it_is_thought_of_from_its_words(name, family):
    assert family_of(name)[0] == family


def test_every_stage_for_support_staff_that_lancashire_prints_is_thought_of_in_its_role():
    stages = [
        stage
        for stage in transcribed.load("lancashire")["stages"]
        if stage["group"] == "support-staff"
    ]

    assert len(stages) == 7
    assert [family_of(stage["name"])[0] for stage in stages] == [
        stage["family"] for stage in stages
    ]
