"""What LibreOffice keeps of a Word document, where it is at hand."""

import re
import shutil
import subprocess
from uuid import UUID

import pytest

from opportunities.exchange.writing import grid_docx
from opportunities.exchange.writing.document import GridDocument, GridSource
from tests.builders import grid
from tests.opportunities.exchange.writing.docx_reading import Docx, W

OFFICE = shutil.which("soffice")
SOURCE = GridSource(
    organisation="Thornshire County Council",
    short_name="Thornshire",
    framework="CPD Framework",
    edition="",
    address="https://cpd.example/frameworks/thornshire/",
    slug="thornshire",
)


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_links_with_keys_and_the_reference_are_there_after_libreoffice_saved_it(tmp_path):
    small = grid({("NQT", "School"): ["Join in", "Lead"], ("RQT", "School"): ["Coach"]})
    document = GridDocument(small, SOURCE)
    (tmp_path / "grid.docx").write_bytes(grid_docx.write(document))
    subprocess.run(
        [
            *(str(OFFICE), "--headless", f"-env:UserInstallation={(tmp_path / 'me').as_uri()}"),
            *("--convert-to", "docx", "--outdir", str(tmp_path / "saved"), "grid.docx"),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    saved = Docx((tmp_path / "saved" / "grid.docx").read_bytes())

    fields = "".join(each.text or "" for each in saved.body.iter(f"{W}instrText"))
    addresses = f"{fields} {' '.join(saved.addresses.values())}"
    keys = {row.key for row in small.placements}
    assert {
        UUID(key) for key in re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", addresses)
    } == keys
    assert saved.properties()["CPD reference"] == document.reference
    assert [each.get(f"{W}name") for each in saved.body.iter(f"{W}bookmarkStart")] == [
        f"_cpd{row.key.hex}" for row in small.placements
    ]
