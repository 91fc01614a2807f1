"""Today's nearest role to a stage, where that says something."""

from dataclasses import replace

import pytest

from opportunities.grid.roles import nearest_role
from opportunities.grid.vocabulary import StageFamily
from tests.builders import grid

F = StageFamily


@pytest.mark.parametrize(
    ("name", "family", "role"),
    [
        ("Newly Qualified Teacher", F.EARLY_CAREER, "Early career teacher"),
        (
            "Years 2 -5",
            F.RECENTLY_QUALIFIED,
            "Early career teacher, or teacher in the first few years",
        ),
        ("Post threshold teacher", F.EXPERIENCED_TEACHER, "Experienced teacher"),
        ("Advanced skills teacher", F.LEAD_PRACTITIONER, "Lead practitioner"),
        ("Deputy and Assistant Headteacher", F.SENIOR_LEADER, "Senior leader"),
        ("E: Lead Practitioner", F.LEAD_PRACTITIONER, ""),
        ("Experienced Teachers", F.EXPERIENCED_TEACHER, ""),
        ("Middle leaders", F.MIDDLE_LEADER, ""),
        ("Teaching Assistants", F.TEACHING_ASSISTANT, ""),
        ("Helpers", F.SUPPORT_STAFF, ""),
    ],
)
def test_it_is_said_in_todays_terms_or_not_at_all(name, family, role):
    (stage,) = grid({(name, "School"): ["Read"]}).stages

    assert nearest_role(replace(stage, family=family)) == role


@pytest.mark.parametrize("family", F)
def test_no_term_of_before_is_todays(family):
    (stage,) = grid({("Of no family", "School"): ["Read"]}).stages

    role = nearest_role(replace(stage, family=family))

    assert not {"NQT", "RQT", "AST", "threshold", "qualified"} & set(role.strip(")").split())
    assert "(" not in role
