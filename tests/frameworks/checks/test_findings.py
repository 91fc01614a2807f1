"""What stops publication, and what is worth a look, check by check; and the five as they are."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from frameworks.checks import findings as checks
from frameworks.checks.findings import CHECKS, Draft, Severity, Where, blockers, findings
from frameworks.models import Framework
from opportunities import store
from opportunities.grid.snapshot import Column, GridSnapshot
from opportunities.grid.vocabulary import ContinuationWord, Group, StageFamily
from tests.builders import grid, key

HERE = ("NQT", "School")
PLAIN = grid({HERE: ["Join in"]})


def codes(draft: Draft) -> set[str]:
    return {finding.code for finding in findings(draft)}


def draft(*lines: str, label: str | None = "2027", **more) -> Draft:
    return Draft(grid({HERE: list(lines)}, **more), label)


def linked(address: str) -> Draft:
    line = replace(PLAIN.opportunities[0], link=address)
    return Draft(replace(PLAIN, opportunities=(line,)), "2027")


def said(text: str) -> Draft:
    line = replace(PLAIN.opportunities[0], text=text)
    return Draft(replace(PLAIN, opportunities=(line,)), "2027")


def ending(day: date) -> Draft:
    line = replace(PLAIN.opportunities[0], ends_on=day)
    return Draft(replace(PLAIN, opportunities=(line,)), "2027")


def renamed(snapshot: GridSnapshot, name: str) -> GridSnapshot:
    """Its last stage with another name."""
    *others, last = snapshot.stages
    return replace(snapshot, stages=(*others, replace(last, name=name)))


def hidden(snapshot, **kinds):
    return replace(
        snapshot,
        **{
            kind: tuple(replace(row, hidden=True) if row.key in keys else row for row in rows)
            for kind, keys in kinds.items()
            for rows in [getattr(snapshot, kind)]
        },
    )


CASES = {
    "label": [Draft(PLAIN, ""), Draft(PLAIN, "2026", {"2026"}), Draft(PLAIN, "x" * 61)],
    "nothing_in_it": [Draft(GridSnapshot(), "2027")],
    "nothing_changed": [Draft(PLAIN, "2027", is_changed=False)],
    "drawing": [
        said("\ud800"),
        draft("Join in", details={"Join in": ("\udfff",)}),
        draft("Join in", sections=[("How", "Read \ud800")]),
        Draft(renamed(PLAIN, "NQT \ud800"), "2027"),
        Draft(PLAIN, "2027", title="CPD \ud800"),
    ],
    "title_of_before": [
        Draft(PLAIN, "2027", title="CPD 2026 to 2027", title_before="CPD 2026 to 2027")
    ],
    "stage_without_name": [
        Draft(replace(PLAIN, stages=(replace(PLAIN.stages[0], name=" "),)), "2027")
    ],
    "column_without_heading": [
        Draft(replace(PLAIN, columns=(replace(PLAIN.columns[0], heading=""),)), "2027")
    ],
    "columns_alike": [
        Draft(replace(PLAIN, columns=(*PLAIN.columns, Column(key("x"), "SCHOOL:"))), "2027")
    ],
    "empty_stage": [
        Draft(grid({HERE: ["Join in"], ("RQT", "School"): []}), "2027"),
        Draft(
            hidden(grid({HERE: ["Join in"], ("RQT", "School"): ["Join up"]}),
                   placements={key("RQT/School/0")}),
            "2027",
        ),
    ],
    "stages_alike": [
        Draft(grid({HERE: ["Join in"], ("NQT:", "School"): ["Join in"]}), "2027"),
        Draft(renamed(grid({HERE: ["Join in"], ("RQT", "School"): ["Join in"]}), "nqt"), "2027"),
    ],
    "family_and_group": [
        Draft(replace(PLAIN, stages=(replace(PLAIN.stages[0], group=Group.SUPPORT_STAFF),)),
              "2027"),
        Draft(replace(PLAIN, stages=(replace(PLAIN.stages[0], family=StageFamily.SUPPORT_STAFF),)),
              "2027"),
    ],
    "same_line_twice": [draft("Join in", "Join in"), draft("Join in", "join in.")],
    "nearly_the_same": [draft("Ask your school adviser", "Ask your school advisor")],
    "example_alone": [draft("E.g. other NQTs"), draft("Join in", "eg. in maths"), draft("e.g a")],
    "link": [
        draft("See www.example.org"),
        draft("See http://example.org."),
        draft("See https://example"),
        draft("See https//example.org"),
        draft("See javascript:alert(1)"),
        draft("See https://[::1"),
        draft("Join in", details={"Join in": ("http://example.org",)}),
        draft("Join in", sections=[("How", "Read [this](http://example.org/a).")]),
        linked("javascript:alert(1)"),
        linked("http://example.org"),
        linked("https://example.org/a b"),
        linked("data:text/html,<script>"),
    ],
    "continues_nothing": [
        Draft(
            grid({HERE: ["Join in"]}, continues={("NQT", "Nation"): ContinuationWord.PLUS}), "2027"
        )
    ],
    "abbreviation": [draft("Take part in the XQZP scheme"), draft("Meet other XQZPs often")],
    "past": [replace(ending(date(2026, 10, 31)), today=date(2026, 11, 1))],
    "long_line": [draft("word " * 80), draft("Join", details={"Join": ("word " * 2000,)})],
}  # fmt: skip


def test_every_check_has_cases():
    assert CASES.keys() == CHECKS.keys()


@pytest.mark.parametrize(
    ("code", "found_in"),
    [
        pytest.param(code, case, id=f"{code}-{number}")
        for code, cases in CASES.items()
        for number, case in enumerate(cases)
    ],
)  # fmt: skip
def test_a_check_finds_its_fault_and_nothing_else(code, found_in):
    found = findings(found_in)

    assert {finding.code for finding in found} == {code}
    assert {finding.severity for finding in found} == {CHECKS[code][0]}
    assert all(finding.sentence.endswith((".", "…”")) for finding in found)


@pytest.mark.parametrize(
    "fine",
    [
        Draft(PLAIN, "2027"),
        Draft(PLAIN, None, {"2026"}),
        Draft(PLAIN, "2027", title="CPD", title_before="CPD"),
        Draft(PLAIN, "2027", title="CPD 2027", title_before="CPD 2026"),
        draft("Visit other schools", "Visit other settings"),
        replace(ending(date(2026, 10, 31)), today=date(2026, 10, 31)),
        ending(date(2026, 10, 31)),
        draft("See https://example.org/a?b=c, or ask"),
        linked("https://example.org/a?b=c"),
        draft("Hand out the programme e.g. in June"),
        draft("TAKE PART IN THE XQZP SCHEME"),
        draft("Join the XQZP (Excellent Quiz Panel)", "Join the Excellent Quiz Panel (XQZP)"),
        draft("Train as an NQT mentor in ICT, MA or CPD"),
        Draft(
            grid({HERE: ["Join"], ("RQT", "Nation"): ["Lead"]},
                 continues={("RQT", "School"): ContinuationWord.PLUS}),
            "2027",
        ),
        Draft(
            hidden(grid({HERE: ["Join"], ("RQT", "School"): []}), stages={key("RQT")}), "2027"
        ),
        Draft(
            hidden(grid({HERE: ["Join"], ("NQT:", "School"): []}), stages={key("NQT:")}), "2027"
        ),
        Draft(
            replace(PLAIN, stages=(*PLAIN.stages,
                    replace(PLAIN.stages[0], key=key("x"), slug="x", hidden=True,
                            name="TA", group=Group.SUPPORT_STAFF))),
            "2027",
        ),
        Draft(
            hidden(grid({HERE: ["Join", "Join"]}), placements={key("NQT/School/1")}), "2027"
        ),
        Draft(
            grid({HERE: ["Join"], ("NQT:", "School"): ["Lead"]},
                 families={"NQT:": StageFamily.SUPPORT_STAFF}),
            "2027",
        ),
    ],
)  # fmt: skip
def test_what_is_fine_is_not_found(fine):
    assert findings(fine) == ()


def test_a_line_reworded_only_here_is_no_slip():
    snapshot = grid({HERE: ["Ask your school adviser", "Ask your school advisor"]})
    first, second = snapshot.opportunities
    snapshot = replace(snapshot, opportunities=(first, replace(second, derived_from=first.key)))

    assert codes(Draft(snapshot, "2027")) == set()


def test_a_finding_names_its_places_the_rarer_line_first():
    snapshot = grid(
        {
            HERE: ["Ask your school adviser"],
            ("RQT", "School"): ["Ask your school adviser", "Ask your school advisor"],
        }
    )

    (finding,) = findings(Draft(snapshot, "2027"))

    assert finding.sentence == (
        "“Ask your school advisor” is nearly the same as “Ask your school adviser”."
    )
    assert finding.places == (
        Where(key("RQT"), key("School"), key("RQT/School/1")),
        Where(key("NQT"), key("School"), key("NQT/School/0")),
        Where(key("RQT"), key("School"), key("RQT/School/0")),
    )


def test_a_stage_of_support_staff_in_a_family_of_teachers_is_named():
    """As it came out when the form took the first family for a choice."""
    (stage,) = PLAIN.stages
    practitioners = replace(stage, name="Early Years Practitioners", group=Group.SUPPORT_STAFF)

    (finding,) = findings(Draft(replace(PLAIN, stages=(practitioners,)), "2027"))

    assert finding.sentence == (
        "“Early Years Practitioners” is for support staff, but its family, "
        "“Early career teacher”, is one of teachers."
    )
    assert finding.places == (Where(stage=stage.key),)


def test_blockers_come_first():
    snapshot = grid({HERE: ["E.g. one"], ("RQT", "School"): []})

    found = findings(Draft(snapshot, ""))

    assert [finding.severity for finding in found] == [
        Severity.BLOCKER,
        Severity.WARNING,
        Severity.WARNING,
    ]
    assert blockers(Draft(snapshot, "")) == found[:1]


def test_a_long_quotation_is_cut():
    (finding,) = findings(draft(f"<script>{'x ' * 200}"))

    assert finding.sentence.startswith("“<script>")
    assert len(finding.sentence) < checks.SHOWN + 60


FIVE = {
    "cambridgeshire": {},
    "hampshire": {},
    "lancashire": {"nearly_the_same": 29, "link": 2, "abbreviation": 3},
    "torbay": {"nearly_the_same": 1},
    "wigan": {"same_line_twice": 1, "nearly_the_same": 18, "link": 2, "abbreviation": 3},
}


@pytest.mark.django_db
@pytest.mark.parametrize("slug", FIVE)
def test_the_five_give_no_false_alarms(slug):
    """Read one by one when they were counted: each is worth an editor's look."""
    framework = Framework.objects.select_related("current_edition__grid").get(slug=slug)

    found = findings(Draft(store.read(framework.current_edition.grid), "2099"))

    assert Counter(finding.code for finding in found) == FIVE[slug]
