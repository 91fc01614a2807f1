"""The register's file as people's programs leave it: each shape is told by its true name."""

import io

import pytest
from django.core.management import CommandError

from cpd_site.accounts.register import BadRow, ListedSchool, Register
from cpd_site.accounts.register_text import NoRegister, nonsense
from tests.cpd_site.accounts.schools.importing import on, school
from tests.register_file import READ, row, text

TWO = [row(URN="100001"), row(URN="100002")]
PLAIN = text(TWO, READ).replace('"', "")


def read(content, encoding="cp1252"):
    return list(Register(io.BytesIO(content.encode(encoding))))


def refused(content, encoding="cp1252") -> str:
    with pytest.raises(NoRegister) as why:
        read(content, encoding)
    return str(why.value)


def used(found):
    return [each.urn for each in found if isinstance(each, ListedSchool)]


# --- Separators, and what stands above the heading ---


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (PLAIN.replace(",", ";"), "Its columns are separated by semicolons, not by commas."),
        (PLAIN.replace(",", "\t"), "Its columns are separated by tabs, not by commas."),
        (text(TWO).replace('","', '";"'), "Its columns are separated by semicolons"),
        (f"sep=,\r\n{PLAIN}", "Its first line, “sep=,”, is for a spreadsheet: take it out."),
        (f'"sep=,"\r\n{PLAIN}', "is for a spreadsheet: take it out."),
        (f"SEP=;\n{PLAIN.replace(',', ';')}", "semicolons, not by commas. Its first line, “SEP=;”"),
        (f"Schools in Lancashire\r\n{PLAIN}", "Its heading stands in line 2: take out what stands"),
        (f"Schools in Lancashire,,,,,,,,\r\n{PLAIN}", "Its heading stands in line 2"),
        (f'"All schools, 2026"\r\n\r\nAs of May\r\n{PLAIN}', "Its heading stands in line 4"),
        (f'Schools of "Lancashire\r\n{PLAIN}', "Its heading stands in line 2"),
        (
            f"Schools\r\n{PLAIN.replace(',', ';')}",
            "by semicolons, not by commas. Its heading stands in line 2",
        ),
    ],
)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_what_a_spreadsheet_made_of_it_is_told(content, reason, encoding):
    said = refused(content, encoding)

    assert said.startswith("The file is not as the register writes it. ")
    assert reason in said
    assert "no column" not in said


def test_a_file_without_any_heading_says_what_it_lacks():
    assert "no column “URN”, “EstablishmentName”" in refused("a,b\r\n1,2\r\n")
    assert "no column “URN”, “EstablishmentName”" in refused("a;b\r\n1;2\r\n")


# --- Empty rows ---


@pytest.mark.parametrize(
    "empty", [",,,,,,,,", ",,", " , ,\t", '"","","","","","","","",""', '"\r\n",', "\xa0,,"]
)
@pytest.mark.parametrize("where", ["above", "between", "below", "at the end"])
def test_empty_rows_are_passed_over(empty, where):
    heading, first, second, _ = PLAIN.split("\r\n")
    rows = {
        "above": [empty, empty, heading, first, second, ""],
        "between": [heading, first, empty, empty, second, ""],
        "below": [heading, first, second, empty, empty, ""],
        "at the end": [heading, first, second, empty],
    }

    found = read("\r\n".join(rows[where]))

    assert used(found) == [100001, 100002]
    assert not [each for each in found if isinstance(each, BadRow)]


def test_rows_keep_their_lines_below_empty_ones():
    heading, first, second, _ = PLAIN.split("\r\n")

    found = read("\r\n".join([heading, ",,", first, '"\n",', second, ""]))

    assert [each.line for each in found] == [3, 6]


# --- Postcodes ---


@pytest.mark.parametrize(
    ("written", "postcode"),
    [
        ("BFPO 26", "BFPO 26"),
        ("bfpo26", "BFPO 26"),
        (" BFPO  805 ", "BFPO 805"),
        ("BF1 2AU", "BF1 2AU"),
        ("sw1a1aa", "SW1A 1AA"),
    ],
)
def test_the_forces_have_postcodes_too(written, postcode):
    (listed,) = read(text([row(Postcode=written)]))

    assert (listed.postcode, listed.remark) == (postcode, "")


@pytest.mark.parametrize("written", ["BFPO", "BFPO 0", "BFPO 26 1AA", "BFPO x", "BFPO 12345"])
def test_what_is_no_number_of_the_forces_post_is_no_postcode(written):
    (listed,) = read(text([row(Postcode=written)]))

    assert listed.postcode == ""
    assert f"“{written}” is none" in listed.remark


# --- Text in one encoding, read in another ---

NAMES = ["St Mary’s School", "Café School", "Park – Infants", "“The Grove” School", "D’Arcy School"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_what_was_saved_for_a_macintosh_is_refused(name, ends):
    content = text([row(URN="100001", EstablishmentName=name), TWO[1]], READ)

    said = refused(content.replace("\r\n", ends), "mac_roman")

    assert said.startswith("The file is neither in Windows-1252 nor in UTF-8: it would say “")
    assert "as a Macintosh writes it" in said
    assert "save it as “CSV UTF-8”" in said


def test_what_dos_wrote_is_refused():
    assert "it would say “Caf‚”" in refused(text([row(EstablishmentName="Café")], READ), "cp850")


@pytest.mark.parametrize("name", [*NAMES, "Ysgol Tŷ Gwyn", "Ysgol Môn", "École Ñandú", "Ó Néill"])
def test_what_is_written_as_it_should_be_is_read(name):
    (listed,) = read(text([row(EstablishmentName=name)]), "utf-8")

    assert listed.name == name
    if "ŷ" not in name:
        (listed,) = read(text([row(EstablishmentName=name)]))
        assert listed.name == name


@pytest.mark.parametrize(
    "name", ["St MaryÕs School", "CafŽ School", "St Maryâ€™s School", "CafÃ© School", "A Ð B"]
)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_row_of_nonsense_among_good_ones_is_not_used(name, encoding):
    good = [row(URN=str(100001 + n), EstablishmentName="St Anne’s Café") for n in range(3)]

    found = read(text([*good, row(EstablishmentName=name)], READ), encoding)

    assert used(found) == [100001, 100002, 100003]
    assert found[3].line == 5
    assert "Its “EstablishmentName” says “" in found[3].reason
    assert "was read in another" in found[3].reason


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("Church of St MaryÕs", "MaryÕs"),
        ("MaryÕs", "MaryÕs"),
        ("St Maryâ€™s School", "Maryâ€™s"),
        ("St Mary’s", ""),
        ("St Marys", ""),
    ],
)
def test_the_word_that_looks_wrong_is_named(said, word):
    assert nonsense(said) == word


@pytest.mark.django_db
@pytest.mark.parametrize("above", ["", "Schools\r\n", "sep=,\r\n"])
def test_a_file_that_is_refused_renames_no_school(run, tmp_path, above):
    run([row(EstablishmentName="St Mary’s")])
    path = tmp_path / "mac.csv"
    encoding = "cp1252" if above else "mac_roman"
    path.write_bytes((above + text([row(EstablishmentName="St Mary’s Café")])).encode(encoding))

    with pytest.raises(CommandError, match=r"^The file is n.*\.$"):
        on(path)

    assert school().name == "St Mary’s"
