"""The example plugin is found and used as an installed distribution would be."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import rusfelt
from rusfelt.errors import UnknownNameError
from rusfelt.plugin import Registry, using

_FOLDER = Path(__file__).parents[2] / "plugins" / "rusfelt-example"


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """The plugin on the path with the metadata its own pyproject.toml would give it."""
    project = tomllib.loads((_FOLDER / "pyproject.toml").read_text("utf-8"))["project"]
    stem = project["name"].replace("-", "_")
    info = tmp_path / f"{stem}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    points = "".join(
        f"{name} = {target}\n" for name, target in project["entry-points"]["rusfelt"].items()
    )
    (info / "entry_points.txt").write_text(f"[rusfelt]\n{points}")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.syspath_prepend(_FOLDER / "src")
    monkeypatch.delenv("RUSFELT_PLUGINS", raising=False)
    importlib.invalidate_caches()
    # The registry of a process looks once; each test must look anew.
    with using(Registry()):
        yield project
    for name in [name for name in sys.modules if name.partition(".")[0] == stem]:
        del sys.modules[name]


@pytest.fixture
def panel():
    """Two series, of three points and of one."""
    return rusfelt.Panel(
        ["visits", "calls"],
        [""] * 2,
        [""] * 2,
        [0] * 2,
        [0, 3, 4],
        [2022, 2023, 2024, 2024],
        [40.0, 44.0, 51.0, 9.0],
        clock="period",
    )


def test_an_installed_plugin_answers_by_name(installed, panel):
    """Its evaluator is asked for like a built-in one, and the result says where it came from."""
    found = rusfelt.evaluate(panel, "last-change")
    assert found["change"].tolist()[0] == 7
    assert found.status.tolist() == ["ok", "unmet"]
    assert found.provenance.distribution == installed["name"]
    assert found.provenance.distribution_version == installed["version"]


def test_listing_plugins_imports_no_evaluator(installed):
    """An offer is a name and a path, so the module behind it is not loaded by a listing."""
    offered = {each.offer.name: each for each in Registry().entries}
    assert offered["last-change"].distribution == installed["name"]
    assert not offered["last-change"].builtin
    assert "rusfelt_example.last_change" not in sys.modules


def test_a_plugin_is_shown_in_an_evaluation_and_changes_nothing_else(installed):
    """With it, its findings stand beside the others; every verdict and number is as without."""
    plan = rusfelt.load_plan("nordre-aker")
    figures = rusfelt.Measurements.of(
        rusfelt.Measurement("rusoppfolging", period=year, value=value)
        for year, value in (("2017", 68), ("2018", 51), ("2019", 60))
    )
    without = rusfelt.evaluate_plan(plan, figures, evaluators=()).to_dict()
    beside = rusfelt.evaluate_plan(plan, figures).to_dict()
    steps = [each["findings"].pop("last-change", None) for each in beside["series"]]
    assert [each["change"] for each in steps if each and each["status"] == "ok"] == [9.0]
    assert beside["series"] == without["series"]
    assert beside["tiltak"] == without["tiltak"]


def test_a_plugin_can_be_left_out(installed, monkeypatch, panel):
    """An empty RUSFELT_PLUGINS leaves the built-in evaluators alone."""
    monkeypatch.setenv("RUSFELT_PLUGINS", "")
    with using(Registry()), pytest.raises(UnknownNameError, match="last-change"):
        rusfelt.evaluate(panel, "last-change")


def test_the_plugin_keeps_its_own_promises():
    """The tests that come with the plugin pass against this version of the library."""
    paths = os.pathsep.join(filter(None, (str(_FOLDER / "src"), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(_FOLDER / "tests")],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert done.returncode == 0, done.stdout + done.stderr
