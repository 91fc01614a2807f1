import pytest

from tests.cpd_site.accounts.schools.importing import on
from tests.register_file import write


@pytest.fixture
def run(tmp_path):
    """Run the command on a file of these rows; return its output, line by line."""

    def run(listed, **options):
        path = write(tmp_path / "edubasealldata20261122.csv", listed, **options)
        return on(path)

    return run
