"""What is said beside the lines of the five, read through line by line; and beside others."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.reading import grid_yaml
from opportunities.exchange.yaml_nodes import parse
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import Group, StageFamily
from opportunities.text import fates
from opportunities.text.glossary import entries
from tests.builders import grid

FIXTURES = sorted(Path("fixtures").glob("*.yaml"))
MARKED = Path(__file__).with_name("lines_with_fates.txt")
"""Each marked line of the five once: its framework, its words, what is said beside it."""

TEACHERS = [Group.TEACHERS]


def said(text, *details, groups=TEACHERS):
    return [fate.words for fate in fates.of_line(Wording(text, details), groups)]


def _grid(path):
    read = parse(path.read_text("utf-8")).open_mapping()
    wanted = {"columns", "stages", "sections", "kinds"}
    return grid_yaml.read({name: read[name] for name in wanted & set(read)}, name=path.stem)


def marked_lines():
    """Line by line: what stands beside it at each of its stages, and on its own page."""
    for path in FIXTURES:
        snapshot = _grid(path)
        for line in snapshot.opportunities:
            stages = [
                snapshot.stage_by_key[placement.stage]
                for placement in snapshot.placements
                if placement.opportunity == line.key
            ]
            at_stages = {
                " · ".join(fate.words for fate in fates.at_stage(line, stage)) or "nothing"
                for stage in stages
            }
            here = fates.of_line(line, [stage.group for stage in stages])
            if here:
                own = " · ".join(fate.words for fate in here)
                text = " / ".join((line.text, *line.details))
                yield f"{path.stem}: {text}\n  {own}; at a stage: {', '.join(sorted(at_stages))}"


def test_these_lines_of_the_five_are_marked_and_no_others():
    assert "\n".join(dict.fromkeys(marked_lines())) == MARKED.read_text("utf-8").rstrip("\n")


def test_a_stage_says_at_its_head_what_its_own_name_is():
    heads = {
        (path.stem, stage.name): [fate.words for fate in told]
        for path in FIXTURES
        for stage in _grid(path).stages
        if (told := fates.of_stage(stage))
    }

    ect = ["Now: early career teacher (ECT)"]
    assert heads == {
        ("cambridgeshire", "A: NQT/RQT"): ect,
        ("cambridgeshire", "J: SLE. LLE. NLE"): ["National title of LLE ended"],
        ("hampshire", "NQT"): ect,
        ("lancashire", "Newly Qualified Teachers"): ect,
        ("torbay", "NQT"): ect,
        ("torbay", "Advanced skills teacher"): ["Ended 2013"],
        ("torbay", "Excellent teacher"): ["Ended 2013"],
        ("wigan", "Newly Qualified Teacher"): ect,
        ("wigan", "Advanced Skills Teacher/Middle Leadership"): ["AST ended 2013"],
        ("wigan", "Excellent Teacher/Middle Leadership"): ["Excellent teacher grade ended 2013"],
    }


@pytest.mark.parametrize(
    "text",
    [
        *(
            "teachers.tv",
            "Teacher’s TV",
            "Teacher's TV",
            "Teachers' TV",
            "Teachers TV",
            "TeachersTV",
        ),
        *("Use Teachers.tv", "Watch  Teachers‘ TV", "Visit the teachers.tv", "www.teachers.tv"),
    ],
)
def test_teachers_tv_is_known_in_any_spelling(text):
    assert said(text) in (["Ended 2011"], ["teachers.tv ended 2011"])
    assert fates.has_ended(Wording(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Contact your Teaching School Hub", []),
        ("Training by our teaching school hubs", []),
        ("Our teaching school's offer", ["Now: teaching school hubs"]),
        ("Watch a webinar of The National College", []),
        ("Staff meeting, 3:45 PM to 5PM", []),
        ("Reviewer in PM", ["Now: appraisal"]),
        ("Observe an excellent teacher", []),
        ("nqt, ast, lle", []),
        ("Become a newly-built NQTs2 _NQT", []),
        ("NEWLY QUALIFIED TEACHERS", ["Now: early career teacher (ECT)"]),
        ("ECF programme for ECTs", ["Now: early career teacher entitlement (ECTE)"]),
        ("Gain QTS; ask the DSL or the TSH", []),
        ("Engage with TLA, RQTs, SLEs, the LSCB and Fast Track", []),
        ("NPQH", ["Still offered"]),
        ("NPQH (NCSL)", ["NPQH still offered", "NCSL ended 2013"]),
        ("", []),
    ],
)
def test_only_what_is_certain_is_said(text, words):
    assert said(text) == words


def test_what_ended_is_named_where_the_line_says_more():
    assert said("Access teachers.tv") == ["Ended 2011"]
    assert said("Discuss teachers.tv") == ["teachers.tv ended 2011"]
    assert said("Read", "GTCE") == ["Ended 2012"]


def test_a_line_that_also_names_what_is_still_on_has_not_ended():
    assert not fates.has_ended(Wording("NPQH (NCSL)"))
    assert not fates.has_ended(Wording("NPQML"))
    assert fates.has_ended(Wording("NCSL programmes"))


def test_performance_management_is_called_appraisal_for_teachers_and_not_for_support_staff():
    assert said("Performance management", groups=[Group.SUPPORT_STAFF]) == []
    assert said("Performance management", groups=list(Group)) == ["Now: appraisal"]


def test_beside_a_line_stands_neither_what_is_on_nor_what_the_head_of_the_stage_says():
    family = {"Nurses": StageFamily.SUPPORT_STAFF}
    text = "NPQH for NQTs: performance management"
    three = grid({(name, "School"): [text] for name in ("NQT", "Heads", "Nurses")}, families=family)
    line = three.opportunities[0]

    assert [[fate.words for fate in fates.at_stage(line, stage)] for stage in three.stages] == [
        ["Now: appraisal"],
        ["Now: early career teacher (ECT)", "Now: appraisal"],
        ["Now: early career teacher (ECT)"],
    ]


NAMES = [name for entry in entries() for name in (*entry.printed, *entry.spellings)]


@given(st.lists(st.text() | st.sampled_from([*NAMES, " ", "'", "’", "x"])).map("".join))
def test_every_text_has_fates(text):
    told = fates.in_texts(text)

    assert len({fate.words for fate in told}) == len(told)
    assert all(fate.entry.today and fate.entry.source for fate in told)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.slug)
def test_every_way_to_write_it_is_found(entry):
    for name in (*entry.printed, *entry.spellings):
        todays = [fate.entry.today for fate in fates.in_texts(name)]
        assert todays == [entry.today] * bool(entry.state)
    for name in entry.unless:
        assert fates.in_texts(name) == ()
