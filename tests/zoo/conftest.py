"""One place where all beasts are installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from zoo import build, unpack
from zoo_answers import ANSWERS
from zoo_calls import CALLS
from zoo_habitat import GOOD, HALF
from zoo_offers import OFFERS
from zoo_people import PRYING

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every beast and every good plugin, installed."""
    folder = tmp_path_factory.mktemp("zoo")
    place, wheels = folder / "site", folder / "wheels"
    wheels.mkdir()
    everyone = (*CALLS, *ANSWERS, *OFFERS, *PRYING, HALF, *GOOD)
    unpack([build(each, wheels) for each in everyone], place)
    return place
