"""What holds for all tests."""

import gc
import os
from collections.abc import Generator

import pytest
from drawn_once import once
from hypothesis import settings

_LONG = bool(os.environ.get("RUSFELT_SOAK"))
# How long an example takes depends on what else the machine does, and says nothing of what is
# tested. The ordinary run has few examples, the same each time; the long one many, and new ones.
settings.register_profile(
    "rusfelt", deadline=None, max_examples=200 if _LONG else 30, derandomize=not _LONG
)
settings.load_profile("rusfelt")


def pytest_configure(config: pytest.Config) -> None:
    """Tests run unmeasured where what they repeat at length is covered by tests made for it.

    Measuring doubles their time and would count as covered what nobody looks at line by line. The
    marker is pytest-cov's own; it is named here too so that the tests run without pytest-cov.
    """
    config.addinivalue_line("markers", "no_cover: disable coverage for this test.")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests last until the end: they are not looked through for garbage each time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share something dear come first: those that come last are spread over workers."""
    items.sort(key=lambda item: "/zoo/" not in item.path.as_posix())


@pytest.fixture(scope="module")
def drawn_once() -> Generator[None]:
    """Charts come from memory where this process has drawn the same before; for tests of all else."""
    from rusfelt.report import canvas

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canvas, "_save", once(canvas._save))
        yield
