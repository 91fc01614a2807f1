"""Reading the national register: what a row says, and files as they come in bad times."""

import csv
import io

import pytest

from cpd_site.accounts.register import (
    MOST_LINES,
    NO_ORGANISATION,
    STATUSES,
    BadRow,
    ListedOrganisation,
    ListedSchool,
    Register,
)
from cpd_site.accounts.register_text import NoRegister
from cpd_site.models import Organisation
from tests.register_file import READ, row, rows, text


def read(content, encoding="cp1252"):
    data = content if isinstance(content, bytes) else content.encode(encoding)
    return list(Register(io.BytesIO(data)))


def remarks(content, encoding="cp1252"):
    return Register(io.BytesIO(content.encode(encoding))).remarks


def used(read):
    return [each.urn for each in read if isinstance(each, ListedSchool)]


def faults(read):
    return [(each.line, each.reason) for each in read if isinstance(each, BadRow)]


THREE = [row(URN="100001"), row(URN="100002"), row(URN="100003")]


def test_a_row_is_read_as_it_is_written():
    (listed,) = read(
        text(
            [
                row(
                    EstablishmentName="St Mary’s",
                    LA_code="880",
                    LA_name="Torbay",
                    Trusts_code="5000",
                    Trusts_name="THE TRUST",
                    Postcode="tq27as",
                    EstablishmentStatus_name="Open, but proposed to close",
                    PhaseOfEducation_name="Not applicable",
                )
            ]
        )
    )

    assert listed == ListedSchool(
        line=2,
        urn=119500,
        name="St Mary’s",
        status="closing",
        phase="",
        postcode="TQ2 7AS",
        authority=ListedOrganisation("880", "Torbay"),
        trust=ListedOrganisation("5000", "THE TRUST"),
    )


def test_the_statuses_are_those_that_an_organisation_has():
    assert {code: words for words, code in STATUSES.items()} == dict(Organisation.Status.choices)


def test_our_made_up_file_has_no_fault():
    found = read(text(rows(200)))

    assert len(used(found)) == 200
    assert faults(found) == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"URN": ""}, "is no URN"),
        ({"URN": "12345"}, "is no URN"),
        ({"URN": "١٢٣٤٥٦"}, "is no URN"),
        ({"URN": "x" * 5000}, "is no URN"),
        ({"EstablishmentName": " \n "}, "It has no name."),
        ({"EstablishmentName": "x" * 201}, "longer than 200"),
        ({"EstablishmentName": "St Mary\ufffds"}, "cannot be read"),
        ({"EstablishmentStatus_name": "Frozen"}, "“Frozen” is no status"),
        ({"EstablishmentStatus_name": ""}, "“” is no status"),
        ({"PhaseOfEducation_name": "x" * 41}, "longer than 40"),
        ({"Trusts_code": "1" * 21, "Trusts_name": "T"}, "longer than 20"),
        ({"LA_name": "x" * 201}, "longer than 200"),
    ],
)
def test_a_row_that_cannot_be_used_says_why_and_spoils_no_other(values, reason):
    found = read(text([THREE[0], row(**values), THREE[2]]), "utf-8")

    assert used(found) == [100001, 100003]
    ((_, said),) = faults(found)
    assert reason in said
    assert len(said) < 200


def test_a_row_is_used_without_the_part_of_it_that_is_wrong():
    (listed,) = read(text([row(Postcode="next to the church", Trusts_code="5000", LA_name="")]))

    assert (listed.postcode, listed.trust, listed.authority) == (
        "",
        NO_ORGANISATION,
        NO_ORGANISATION,
    )
    for said in ("next to the church", "Without its trust", "Without its local authority"):
        assert said in listed.remark


def test_what_belongs_to_none_is_said_in_several_ways():
    (listed,) = read(text([row(LA_code="000", LA_name="Does not apply", Trusts_code="0")]))

    assert (listed.authority, listed.trust, listed.remark) == (NO_ORGANISATION, NO_ORGANISATION, "")


def test_quotation_marks_commas_and_new_lines_in_a_name_are_part_of_it():
    names = ['The "Old" School', "Church, Lane", "St\r\nMary’s", "Two\n\n\nlines", "=1+1", "a\rb"]
    found = read(
        text(row(URN=str(100001 + n), EstablishmentName=name) for n, name in enumerate(names))
    )

    assert [each.name for each in found] == [
        *('The "Old" School', "Church, Lane", "St Mary’s", "Two lines", "=1+1", "a b"),
    ]
    assert [each.line for each in found] == [2, 3, 4, 6, 10, 11]


def test_characters_that_cannot_be_seen_are_left_out():
    found = read(text([row(EstablishmentName="St\u202e Ma\x00ry\x07\u200b’s")]), "utf-8")

    assert found[0].name == "St Mary’s"


def test_a_urn_that_stands_twice_is_taken_the_first_time():
    found = read(text([THREE[0], row(URN="100001", EstablishmentName="Another"), THREE[1]]))

    assert used(found) == [100001, 100002]
    assert faults(found) == [(3, "URN 100001 stands in line 2 already.")]


@pytest.mark.parametrize("cut", [3, 40, 900, 1500])
def test_a_file_cut_in_the_middle_says_so_and_gives_what_is_whole(cut):
    whole = text(THREE)
    found = read(whole[:-cut])

    assert used(found) == [100001, 100002, 100003][: len(used(found))]
    assert len(used(found)) >= 1
    assert len(faults(found)) == 1
    assert "The file ends in the middle" in faults(found)[0][1]


def test_a_file_cut_anywhere_is_read_without_breaking():
    whole = text([row(URN="100001", EstablishmentName='St "Mary"\r\nand’s'), THREE[1]], READ)
    heading = whole.index("\n")

    for cut in range(heading + 1, len(whole)):
        found = read(whole[:cut])
        assert len(used(found)) <= 2


def test_a_quotation_mark_too_many_loses_one_row():
    content = text(THREE, READ).replace('"100002"', '"100002""')
    found = read(content)

    assert used(found) == [100001, 100003]
    assert faults(found) == [(3, "A quotation mark in it is not closed.")]


def test_a_quotation_mark_too_many_in_a_long_file_loses_one_row():
    many = [row(URN=str(100000 + number)) for number in range(5 * MOST_LINES)]
    found = read(text(many, READ).replace('"100007"', '"100007'))

    assert len(used(found)) == len(many) - 1
    assert [line for line, _ in faults(found)] == [9]


def test_a_row_of_another_width_says_so():
    content = text(THREE, READ).replace('"100002",', '"100002","one more",')
    found = read(content)

    assert used(found) == [100001, 100003]
    assert faults(found) == [(3, "It has 10 columns, and the heading has 9.")]


def test_empty_lines_are_passed_over():
    assert used(read(text(THREE, READ).replace("\r\n", "\r\n\r\n"))) == [100001, 100002, 100003]


def test_a_field_longer_than_any_is_no_row():
    found = read(text([row(EstablishmentName="x" * 300_000), THREE[1]], READ))

    assert used(found) == [100002]
    assert faults(found)


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_another_encoding_is_said_and_read_as_what_it_is(encoding, named):
    content = text([row(EstablishmentName="St Mary’s Dŵr")])

    assert f"The file is in {named}" in remarks(content, encoding)[0]
    assert [each.name for each in read(content, encoding)] == ["St Mary’s Dŵr"]


def test_windows_1252_is_taken_as_told():
    content = text([row(EstablishmentName="St Mary’s Café")])

    assert remarks(content) == []
    assert read(content)[0].name == "St Mary’s Café"


def test_a_broken_character_spoils_the_row_it_stands_in():
    content = text([row(URN="100001"), row(URN="100002", EstablishmentName="M\N{BULLET}y")], READ)
    found = read(content.encode("cp1252").replace(b"\x95", b"\x9d"))

    assert used(found) == [100001]
    assert faults(found) == [
        (3, "Its “EstablishmentName” holds characters that cannot be read."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_cut_in_the_middle_of_a_character_is_read(encoding):
    whole = text([THREE[0], row(URN="100002", EstablishmentName="St Mary’s")], READ)
    data = whole.encode(encoding)
    end = data.index("’".encode(encoding.replace("16", "16-le"))) + 1

    found = read(data[:end])

    assert used(found) == [100001]
    assert len(faults(found)) == 1


@pytest.mark.parametrize("column", ["URN", "EstablishmentName"])
def test_without_what_a_school_is_known_by_there_is_no_register(column):
    headings = [name for name in READ if name != column]

    with pytest.raises(NoRegister, match=f"no column “{column}”"):
        read(text(THREE, headings))


def test_another_column_that_is_missing_is_said_and_not_told():
    headings = [name for name in READ if name not in ("Postcode", "Trusts (code)")]
    content = text(THREE, headings)

    assert remarks(content) == [
        "The file has no column “Postcode”, “Trusts (code)”: that is left as it is."
    ]
    listed = read(content)[0]
    assert (listed.postcode, listed.trust) == (None, None)
    assert listed.authority == ListedOrganisation("888", "Lancashire")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff\xfe", b"\x89PNG\r\n\x1a\n" + b"\x00" * 900])
def test_what_is_no_csv_is_no_register(data):
    with pytest.raises(NoRegister):
        read(data)


def test_a_zip_file_is_named_as_one():
    with pytest.raises(NoRegister, match="zip"):
        read(b"PK\x03\x04" + b"\x00" * 100)


def test_the_limit_of_the_csv_module_is_not_ours_to_change():
    assert csv.field_size_limit() == 131_072
