from copy import deepcopy

import pytest

from tests.sealing.elm import Elm, founded


@pytest.fixture(scope="module")
def elm_of_all(made_once) -> Elm:
    return made_once(founded)


@pytest.fixture
def elm(elm_of_all, db) -> Elm:
    return deepcopy(elm_of_all)
