"""What importing the library costs, and what it shows."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from programs import unmeasured

import rusfelt

HEAVY = (
    "scipy", "cattrs", "narwhals", "pandas", "polars", "click", "rich", "matplotlib", "jinja2",
    "babel", "pluggy", "rusfelt.stats", "rusfelt.evaluators",
)  # fmt: skip


def _run(code):
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=unmeasured()
    ).stdout


def test_importing_loads_nothing_heavy():
    """A project that imports rusfelt for its errors alone pays for numpy and attrs alone."""
    code = f"import rusfelt, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert _run(code).strip() == "[]"


def test_importing_is_at_most_two_and_a_half_times_importing_numpy():
    """Measured in one run, in turn, as medians."""
    ours, numpys = [], []
    for _ in range(7):
        for code, times in (("import rusfelt", ours), ("import numpy", numpys)):
            start = time.perf_counter()
            _run(code)
            times.append(time.perf_counter() - start)
    assert statistics.median(ours) <= 2.5 * statistics.median(numpys)


def test_public_names_are_what_dir_shows_and_all_of_them_load():
    """``__all__`` is sorted, complete, and every name in it is there."""
    assert rusfelt.__all__ == sorted(rusfelt.__all__)
    assert dir(rusfelt) == sorted(rusfelt.__all__)
    for name in rusfelt.__all__:
        assert getattr(rusfelt, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        rusfelt.nothing  # noqa: B018 - asking is the point


def test_the_type_marker_ships():
    """Type checkers read the annotations."""
    assert (Path(rusfelt.__file__).parent / "py.typed").exists()


def test_no_file_of_the_library_is_over_four_hundred_lines():
    """One concept a file."""
    folder = Path(rusfelt.__file__).parent
    long = {
        str(path.relative_to(folder)): lines
        for path in folder.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
