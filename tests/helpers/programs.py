"""Programs the tests start."""

from __future__ import annotations

import os

__all__ = ["unmeasured"]


def unmeasured() -> dict[str, str]:
    """The environment without coverage, which doubles the time of what other tests cover anyway."""
    return {name: each for name, each in os.environ.items() if not name.startswith("COVERAGE_")}
