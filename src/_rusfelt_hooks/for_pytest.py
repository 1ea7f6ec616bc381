"""Fixtures for tests of plugins, in every pytest where rusfelt is installed.

Nothing of rusfelt is imported before a test asks for one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

__all__ = ["isolated_registry", "no_discovery", "pytest_configure", "pytest_runtest_setup"]

_MARK = "no_discovery"


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers", f"{_MARK}: looking for installed rusfelt plugins is an error in this test"
    )


@pytest.fixture
def isolated_registry() -> Iterator[Callable[..., Any]]:
    """A function that makes the process's registry hold rusfelt's own offers and these alone.

    ``isolated_registry(Offer("mine", "my_package:Mine"), distribution="my-package")`` gives the
    registry; after the test the one before is back. ``kind`` says of what kind the offers are.
    """
    from rusfelt.testing import only_these  # noqa: PLC0415 - not before a test asks for it

    with ExitStack() as stack:
        yield lambda *offers, **told: stack.enter_context(only_these(*offers, **told))


@pytest.fixture
def no_discovery() -> Iterator[None]:
    """In this test looking for installed plugins is an error."""
    from rusfelt.testing import refuse_discovery  # noqa: PLC0415 - likewise

    with refuse_discovery():
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test so marked gets the fixture of that name."""
    names = getattr(item, "fixturenames", None)
    if names is not None and _MARK not in names and item.get_closest_marker(_MARK):
        names.append(_MARK)
