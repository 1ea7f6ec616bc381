"""The beasts are real distributions: pip installs them, and rusfelt finds them."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distributions
from typing import TYPE_CHECKING

import pytest
from zoo import build, install, unpack
from zoo_habitat import GOOD
from zoo_keeping import evaluated, let_in
from zoo_offers import OFFERS

from rusfelt.plugin import Registry, using

if TYPE_CHECKING:
    from pathlib import Path


def test_pip_installs_what_the_other_tests_unpack(tmp_path: Path) -> None:
    """The same files of the packages, and metadata with the same words."""
    wheels = [build(each, tmp_path) for each in (GOOD[0], OFFERS[0])]
    install(wheels, tmp_path / "pip")
    unpack(wheels, tmp_path / "unpacked")
    for wheel in wheels:
        assert (
            subprocess.run([sys.executable, "-m", "zipfile", "-t", wheel], check=False).returncode
            == 0
        )
    found = {}
    for how in ("pip", "unpacked"):
        found[how] = [
            (
                each.name,
                each.version,
                [(point.group, point.name, point.value) for point in each.entry_points],
            )
            for each in sorted(
                distributions(path=[str(tmp_path / how)]), key=lambda each: each.name
            )
        ]
    assert len(found["pip"]) == 2
    assert found["pip"] == found["unpacked"]
    with let_in(tmp_path / "pip", [GOOD[0].name, OFFERS[0].name]):
        told = evaluated()
    assert told.series[0].findings["good-last"]["last"] == 33
    assert [each.distribution for each in told.failures] == [OFFERS[0].name]


@pytest.mark.parametrize("isolation", ["process", "none"])
@pytest.mark.parametrize("only", [None, ("good-last",)])
def test_what_is_left_of_a_distribution_stops_nobody(
    tmp_path: Path, isolation: str, only: tuple[str, ...] | None
) -> None:
    """A folder with entry points and no metadata, as a broken removal leaves behind."""
    unpack([build(GOOD[0], tmp_path)], tmp_path)
    ruin = tmp_path / "ruin-1.0.dist-info"
    ruin.mkdir()
    (ruin / "entry_points.txt").write_text("[rusfelt]\nruin = zoo_ruin\n")
    with let_in(tmp_path, only), using(Registry()):
        found = evaluated(isolation=isolation)
    assert found.series[0].findings["good-last"]["last"] == 33
