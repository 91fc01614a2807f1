"""The pages on which a file is brought in: start, what was found, proof-reading, the draft."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from cpd_site.models import Membership
from frameworks.actions import imports
from frameworks.models import Framework, Import
from opportunities.exchange.reading.tables import Box, FileContents, Paragraph, Table
from tests.factories import member
from tests.frameworks.imports.files import CONTENTS, GONE, at, proposal_of, shown


def a_spreadsheet(rows=(("Stage", "In school"), ("Newly qualified teachers", "Meet a mentor"))):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def uploaded(content, name="offer.xlsx"):
    return {"file": SimpleUploadedFile(name, content)}


class TestStart:
    ADDRESS = "/desk/organisations/fellbridge/imports/"

    def test_a_spreadsheet_is_read_and_kept(self, client, organisation):
        response = client.post(self.ADDRESS, uploaded(a_spreadsheet()))

        begun = Import.objects.get()
        assert response.url == at("found", begun)
        assert (begun.name, begun.organisation) == ("offer.xlsx", organisation)
        assert "Meet a mentor" in str(begun.contents)

    def test_a_pasted_table_is_read_and_kept(self, client, organisation):
        paste = "Stage\tIn school\nNewly qualified teachers\tMeet a mentor"

        client.post(self.ADDRESS, {"paste": paste})

        assert "Meet a mentor" in str(Import.objects.get().contents)

    def test_of_a_long_list_the_first_rows_are_shown_and_the_others_said(
        self, client, organisation
    ):
        rows = [("Stage", "Provider", "Opportunity")]
        rows += [("Teachers", "School", f"Visit school {number}") for number in range(200)]

        response = client.post(self.ADDRESS, uploaded(a_spreadsheet(rows)), follow=True)

        assert "Row 30<" in response.text
        assert "Row 31<" not in response.text
        assert "171 more rows, each read as an opportunity." in response.text

    def test_of_much_that_is_left_out_the_rest_is_counted(self, client, organisation):
        rows = [("Stage", "Provider", "Opportunity", "Room")]
        rows += [("Teachers", "School", f"Visit {row}", f"Room {row}") for row in range(620)]

        response = client.post(self.ADDRESS, uploaded(a_spreadsheet(rows)), follow=True)

        assert "“Room 495”" in response.text
        assert "“Room 496”" not in response.text
        assert "124: Nothing is read from it." in response.text

    @pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"])
    def test_what_cannot_be_read_writes_nothing_and_says_why(self, client, organisation, content):
        response = client.post(self.ADDRESS, uploaded(content))

        assert response.status_code == 422
        assert "govuk-error-summary" in response.text
        assert not Import.objects.exists()

    def test_an_error_keeps_what_was_pasted(self, client, organisation):
        data = {"paste": "Stage\tIn school", **uploaded(a_spreadsheet())}

        response = client.post(self.ADDRESS, data)

        assert "Give one of the two" in response.text
        assert "Stage\tIn school</textarea>" in response.text
        assert not Import.objects.exists()

    def test_neither_is_an_error(self, client, organisation):
        assert "Choose a file, or paste" in client.post(self.ADDRESS, {}).text

    def test_a_file_of_more_than_10_mb_is_told(self, client, organisation):
        response = client.post(self.ADDRESS, uploaded(b"0" * (10 * 1024 * 1024 + 1)))

        assert "This file has 11 MB; we take up to 10 MB" in response.text
        assert not Import.objects.exists()

    def test_the_name_of_a_file_is_text(self, client, organisation):
        client.post(self.ADDRESS, uploaded(a_spreadsheet(), "<b>&amp;.xlsx"))

        page = client.get(self.ADDRESS).text

        assert "“&lt;b&gt;&amp;.xlsx”" in page

    def test_who_is_in_the_middle_of_one_is_told_so(self, client, brought):
        for page in (self.ADDRESS, "/desk/"):
            assert f'href="{at("found", brought)}"' in client.get(page).text

    def test_a_colleague_may_go_on_with_it(self, client, brought, organisation):
        client.force_login(member(organisation, Membership.Role.EDITOR))

        assert client.get(at("found", brought)).status_code == 200

    def test_a_reader_sees_none_on_the_desk(self, client, brought, organisation):
        client.force_login(member(organisation, Membership.Role.READER))

        assert "offer.docx" not in client.get("/desk/").text


class TestFound:
    def test_it_shows_how_each_row_is_read(self, client, brought):
        page = client.get(at("found", brought)).text

        assert "Newly qualified teachers" in page
        assert 'name="table/1/row/1"' in page
        assert "Meet a mentor" in page

    def test_going_on_too_early_says_what_is_missing(self, client, brought):
        first = client.get(at("found", brought))

        response = client.post(at("found", brought), shown(first) | {"do": "go"})

        assert "govuk-error-summary" in response.text
        assert "Choose the kind of staff of “Newly qualified teachers”." in response.text

    def test_what_is_chosen_is_kept_and_seen_again(self, client, brought):
        stage = proposal_of(brought).stages[0].id
        first = client.get(at("found", brought))

        client.post(
            at("found", brought),
            shown(first) | {f"stage/{stage}/family": "recently-qualified", "title": "CPD offer"},
        )

        proposal = proposal_of(brought)
        assert proposal.stages[0].family == "recently-qualified"
        assert proposal.title == "CPD offer"

    def test_columns_of_one_provider_in_two_tables_are_joined_and_taken_apart(
        self, client, organisation, editor
    ):
        second = Table(
            (
                Box(0, 0, (Paragraph("Role"),)),
                Box(0, 1, (Paragraph("At your workplace"),)),
                Box(1, 0, (Paragraph("Teaching assistants"),)),
                Box(1, 1, (Paragraph("Phonics"),)),
            )
        )
        contents = replace(CONTENTS, blocks=(*CONTENTS.blocks, second))
        brought = imports.start(organisation=organisation, by=editor, name="a", contents=contents)

        first = client.get(at("found", brought))
        assert "We think: the same as “In school”" in first.text
        joined = client.post(at("found", brought), shown(first) | {"do": "guess"}, follow=True)
        assert [one.heading for one in proposal_of(brought).columns] == ["In school", "National"]
        assert "Keep it after all" in joined.text
        again = {"back": "column/t2c1"}
        apart = client.post(at("found", brought), shown(joined) | again, follow=True)

        assert "At your workplace" in [one.heading for one in proposal_of(brought).columns]
        assert "We think: the same as" not in apart.text, "it is not proposed again"

    def test_a_file_without_a_framework_says_so_and_leads_back(self, client, organisation, editor):
        letter = FileContents((Paragraph("Dear colleague, our framework is attached."),))
        brought = imports.start(organisation=organisation, by=editor, name="a", contents=letter)

        page = client.get(at("found", brought)).text

        assert "We found no framework in it" in page
        assert "choose another file, or paste the table" in page
        assert "Go on to proof-reading" not in page
        assert "0 stages" not in page

    def test_boxes_stand_below_their_headings_and_empty_rows_are_not_asked_about(
        self, client, organisation
    ):
        rows = [
            ("Course", "Provider", "Who for", None),
            (None, None, "ECT", "Head"),
            ("Coaching", "School", "x", None),
            (None,) * 4,
            ("Review", "LA", None, "(x)"),
        ]
        page = client.post(TestStart.ADDRESS, uploaded(a_spreadsheet(rows)), follow=True)

        [table] = page.context["page"].tables
        below = [[(piece.first, piece.columns) for piece in row.pieces] for row in table.rows]
        assert below[1] == [("", 2), ("ECT", 1), ("Head", 1)]
        assert below[2] == [("Coaching", 1), ("School", 1), ("x", 1), ("", 1)]
        assert [row.field.label for row in table.rows] == ["Row 1", "Row 2", "Row 3", "Row 5"]
        assert "<strong>1</strong> thing to look at" in page.text

    def test_a_stage_without_a_name_must_be_given_one(self, client, organisation, editor):
        listed = FileContents((Paragraph("Coaching", level=0), Paragraph("Visits", level=0)))
        brought = imports.start(organisation=organisation, by=editor, name="a", contents=listed)
        first = client.get(at("found", brought))
        [stage] = proposal_of(brought).stages
        chosen = {
            f"stage/{stage.id}/group": "teachers",
            f"stage/{stage.id}/family": "early-career",
            f"column/{proposal_of(brought).columns[0].id}/tier": "school",
            "title": "Offer",
            "do": "go",
        }

        refused = client.post(at("found", brought), shown(first) | chosen)
        assert "Give the stage a name." in refused.text
        assert "(no name)" not in refused.text
        named = {f"stage/{stage.id}/name": "New teachers"}
        response = client.post(at("found", brought), shown(refused) | chosen | named)

        assert response.url == at("proof", brought)
        assert proposal_of(brought).stages[0].name == "New teachers"

    def test_what_was_left_as_proposed_is_no_answer(self, client, brought):
        first = client.get(at("found", brought))

        client.post(at("found", brought), shown(first) | {"title": "CPD offer"})

        answers = Import.objects.get().answers
        assert (answers["tables"], answers["stages"], answers["columns"]) == ({}, {}, {})

    def test_a_stage_is_left_out_and_taken_back(self, client, brought):
        stage = proposal_of(brought).stages[0].id
        first = client.get(at("found", brought))

        client.post(at("found", brought), shown(first) | {f"stage/{stage}/goes": "out"})
        second = client.get(at("found", brought))
        assert [one.name for one in proposal_of(brought).stages] == ["Headteachers"]
        assert "Left out or joined by you" in second.text

        client.post(at("found", brought), shown(second) | {"back": f"stage/{stage}"})
        assert len(proposal_of(brought).stages) == 2

    def test_the_year_of_the_front_page_is_proposed_and_stays_as_a_person_says(
        self, client, organisation, editor
    ):
        contents = FileContents((Paragraph("CPD offer 2026–27", heading=1), *CONTENTS.blocks))
        brought = imports.start(
            organisation=organisation, by=editor, name="a.docx", contents=contents
        )
        page = client.get(at("found", brought))
        assert page.context["form"]["year"].value() == 2026

        for said in ("2031", ""):
            client.post(at("found", brought), shown(page) | {"year": said})
            page = client.get(at("found", brought))
            assert (page.context["form"]["year"].value() or "") == (int(said) if said else "")
        refused = client.post(at("found", brought), shown(page) | {"year": "26"})
        assert "greater than or equal to 1900" in refused.text
        assert proposal_of(brought).year is None

    def test_the_stages_may_stand_in_another_column(self, client, brought):
        first = client.get(at("found", brought))
        assert "Column by column" in first.text

        client.post(at("found", brought), shown(first) | {"table/1/column/1": "stages"})

        assert [one.name for one in proposal_of(brought).stages][:1] == ["Meet a mentor"]
        second = client.get(at("found", brought))
        client.post(at("found", brought), shown(second) | {"table/1/column/1": "read"})
        assert len(proposal_of(brought).stages) == 2

    def test_a_row_is_left_out(self, client, brought):
        first = client.get(at("found", brought))

        client.post(at("found", brought), shown(first) | {"table/1/row/2": "left-out"})

        assert [one.name for one in proposal_of(brought).stages] == ["Newly qualified teachers"]

    def test_a_box_over_two_columns_is_asked_about_and_answered(self, client, organisation, editor):
        words = [["Stage", "In school", "National"], ["Newly qualified teachers", "Meet a mentor"]]
        boxes = [
            Box(row, column, (Paragraph(text),), columns=2 if (row, column) == (1, 1) else 1)
            for row, texts in enumerate(words)
            for column, text in enumerate(texts)
        ]
        contents = FileContents((Table(tuple(boxes), heading_rows=1),))
        brought = imports.start(
            organisation=organisation, by=editor, name="a.docx", contents=contents
        )
        first = client.get(at("found", brought))
        assert "One box stands over “In school” and “National”." in first.text
        (asked,) = (name for name in first.context["form"].fields if name.startswith("question"))

        national = proposal_of(brought).columns[1].id
        client.post(at("found", brought), shown(first) | {asked: national})

        cells = proposal_of(brought).cells
        assert [len(cell.lines) for cell in cells] == [0, 1]
        assert proposal_of(brought).open_questions == ()

    def test_headings_and_bullets_without_a_table_are_read_or_kept_as_text(
        self, client, organisation, editor
    ):
        texts = Paragraph("Teachers in year 1", heading=1), Paragraph("Meet a mentor", level=0)
        brought = imports.start(
            organisation=organisation, by=editor, name="a.docx", contents=FileContents(texts)
        )
        page = client.get(at("found", brought))
        assert "Headings are stages, the bullets below them lines" in page.text
        assert [stage.name for stage in proposal_of(brought).stages] == ["Teachers in year 1"]

        sent = {**shown(page), "table/1/layout": "left-out"}
        page = client.post(at("found", brought), sent, follow=True)
        assert page.status_code == 200
        brought.refresh_from_db()
        (section,) = proposal_of(brought).sections
        assert (section.heading, section.body) == ("Introduction", "- Meet a mentor")

    def test_what_we_think_is_filled_in_when_asked(self, client, brought):
        first = client.get(at("found", brought))

        client.post(at("found", brought), shown(first) | {"do": "guess"})

        assert proposal_of(brought).stages[0].family == "early-career"

    def test_a_stale_page_says_what_the_colleague_chose_and_keeps_yours(
        self, client, brought, organisation
    ):
        ben = member(organisation, Membership.Role.EDITOR, name="Ben Brown")
        stage = proposal_of(brought).stages[0].id
        first = shown(client.get(at("found", brought)))
        imports.answer(
            of=brought,
            by=ben,
            change=lambda now: replace(now, stages={stage: {"family": "early-career"}}),
            seen=1,
        )
        yours = first | {f"stage/{stage}/family": "recently-qualified"}

        response = client.post(at("found", brought), yours)

        assert "Ben Brown chose “Early career teacher” meanwhile" in response.text
        assert proposal_of(brought).stages[0].family == "early-career"
        client.post(at("found", brought), shown(response))
        assert proposal_of(brought).stages[0].family == "recently-qualified"

    def test_an_answer_to_what_was_deleted_says_so(self, client, brought, editor):
        first = shown(client.get(at("found", brought)))
        imports.delete(of=brought, by=editor)

        response = client.post(at("found", brought), first)

        assert response.status_code in (404, 409)
        assert GONE in response.text


class TestDraft:
    def test_unread_boxes_are_asked_about_once(self, client, answered):
        response = client.post(at("draft", answered))

        assert "boxes are not looked at" in response.text
        assert not answered.organisation.frameworks.exists()

    def test_it_leads_to_the_draft(self, client, answered):
        response = client.post(at("draft", answered), {"sure": "yes"})

        framework = Framework.objects.get(organisation=answered.organisation)
        assert response.url == reverse("draft", args=[framework.slug])
        assert client.get(at("found", answered)).url == response.url

    def test_it_is_no_longer_in_the_middle(self, client, answered):
        client.post(at("draft", answered), {"sure": "yes"})

        assert "offer.docx" not in client.get(TestStart.ADDRESS).text

    def test_too_early_it_leads_back(self, client, brought):
        assert client.post(at("draft", brought), {"sure": "yes"}).url == at("found", brought)

    def test_after_it_was_deleted_it_is_not_there(self, client, answered, editor):
        imports.delete(of=answered, by=editor)

        response = client.post(at("draft", answered), {"sure": "yes"})

        assert response.status_code == 404
        assert GONE in response.text


def test_it_is_deleted_when_asked_twice(client, brought):
    asked = client.get(at("delete", brought))
    assert "This cannot be undone" in asked.text

    client.post(at("delete", brought))

    assert not Import.objects.exists()
