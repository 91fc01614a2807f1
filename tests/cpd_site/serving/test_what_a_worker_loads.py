"""What few requests need is loaded by these, and takes no memory of the other workers."""

import subprocess
import sys

WITHOUT = (
    *("docx", "icalendar", "lxml", "pdfplumber", "python_calamine", "typst", "xlsxwriter"),
    "requests",  # to ask an OpenID Connect provider, where the settings name one
)

LOADED = f"""
import sys, cpd_site.wsgi, cpd_site.urls
from opportunities.exchange.writing.formats import formats
formats()
print(*sorted(set({WITHOUT}) & set(sys.modules)))
"""


def test_a_worker_loads_no_library_of_files_or_of_asking_others_before_it_needs_one():
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == []
