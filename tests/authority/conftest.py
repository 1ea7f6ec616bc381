"""Numbers published or computed by others, kept outside the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def authority() -> Path:
    """The folder of other people's numbers, or a skip that says why."""
    folder = os.environ.get("RUSFELT_AUTHORITY")
    if not folder:
        pytest.skip("RUSFELT_AUTHORITY is not set: other people's numbers are not at hand")
    path = Path(folder)
    if not path.is_dir():
        pytest.skip(f"RUSFELT_AUTHORITY is {folder}, which is not a folder")
    return path
