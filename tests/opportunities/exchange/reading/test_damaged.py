"""Whatever is damaged in a file, it is read or refused with a sentence: nothing else happens."""

import random
from contextlib import suppress

import pytest

from opportunities.exchange.reading import files
from opportunities.exchange.reading.as_json import contents_from_json, contents_to_json
from opportunities.exchange.reading.tables import CannotRead
from tests.opportunities.exchange.reading.damaged import FILES, damaged

TIMES = 15


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_read_or_refused(name: str) -> None:
    for seed in range(TIMES):
        content = damaged(FILES[name], random.Random(f"{name} {seed}"))
        with suppress(CannotRead):
            contents = files.read(content, name)
            assert contents_from_json(contents_to_json(contents)) == contents


@pytest.mark.parametrize("name", FILES)
def test_a_whole_file_is_read(name: str) -> None:
    assert files.read(FILES[name], name).blocks
