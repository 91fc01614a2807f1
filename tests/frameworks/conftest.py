import pytest
from django.core.management import call_command


@pytest.fixture
def load(tmp_path):
    def load(text: str | bytes, name: str = "thornshire"):
        path = tmp_path / f"{name}.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        call_command("loaddata", str(path), verbosity=0)

    return load
