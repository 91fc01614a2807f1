"""The frameworks of this repository as documents to write and read back."""

from pathlib import Path

from opportunities.exchange.reading import grid_yaml
from opportunities.exchange.writing.document import GridDocument
from opportunities.exchange.yaml_nodes import parse
from tests.opportunities.exchange.writing.test_document import SOURCE

FIXTURES = Path("fixtures")
IMPORTS = Path("tests/imports")


def document_of(framework: str) -> GridDocument:
    entries = parse((FIXTURES / f"{framework}.yaml").read_text(encoding="utf-8")).open_mapping()
    return GridDocument(grid_yaml.read(entries, name=framework), SOURCE)
