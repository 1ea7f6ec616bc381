"""The fixtures every test of a plugin can ask for."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from importlib.metadata import entry_points

import pytest
from programs import unmeasured

from rusfelt.plugin import Entry, Offer, Registry, registry
from rusfelt.testing import DiscoveryRefusedError, refuse_discovery

_MINE = Offer("mine", "my_package.method:Mine")


def test_an_isolated_registry_holds_rusfelts_own_and_what_it_is_given(isolated_registry):
    before = len(Registry.of().entries)
    made = isolated_registry(_MINE, distribution="my-package", version="2")
    assert registry() is made
    assert made.find("mine").distribution == "my-package"
    assert made.find("mine").version == "2"
    assert len(made.entries) == before + 1


def test_the_registry_before_is_back_after_the_test():
    """Whichever of these tests runs first."""
    assert "mine" not in registry().names()


def test_an_isolated_registry_takes_other_kinds_and_whole_entries(isolated_registry):
    made = isolated_registry(
        Offer("px", "my_package.px:Px"), Entry("writer", Offer("odt", "a.b:C"), "other", "1"),
        kind="reader",
    )  # fmt: skip
    assert [each.offer.name for each in made.third_party("reader")] == ["px"]
    assert made.find("odt", "writer").distribution == "other"


def test_a_second_isolated_registry_takes_the_place_of_the_first(isolated_registry):
    isolated_registry(_MINE)
    isolated_registry()
    assert "mine" not in registry().names()


def test_with_the_fixture_looking_for_plugins_is_an_error(no_discovery):
    with pytest.raises(DiscoveryRefusedError, match="refuses to look for installed plugins"):
        importlib.metadata.entry_points(group="rusfelt")
    with pytest.raises(DiscoveryRefusedError):
        Registry()
    assert Registry.of().names()


@pytest.mark.no_discovery
def test_with_the_mark_it_is_too():
    with pytest.raises(DiscoveryRefusedError):
        Registry()


def test_other_groups_are_still_found_and_so_is_everything_afterwards():
    found = importlib.metadata.entry_points
    with refuse_discovery():
        assert importlib.metadata.entry_points(group="console_scripts")
    assert importlib.metadata.entry_points is found is entry_points
    assert Registry(only=()).names()


def test_the_hooks_load_pytest_and_nothing_else():
    """They are loaded for everyone, before coverage is measured."""
    script = """
import sys, pytest
before = set(sys.modules)
import _rusfelt_hooks.for_pytest
new = {name.partition(".")[0] for name in set(sys.modules) - before} - sys.stdlib_module_names
assert new == {"_rusfelt_hooks"}, new
"""
    subprocess.run([sys.executable, "-c", script], check=True, env=unmeasured())


def test_pytest_finds_the_fixtures_by_itself_and_loads_no_rusfelt_for_others(tmp_path):
    """In a project that has never heard of them, without Hypothesis and with warnings as errors."""
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_nothing(): assert not [n for n in sys.modules if n.split('.')[0] == 'rusfelt']\n"
        "def test_one(isolated_registry): assert isolated_registry().entries\n",
        encoding="utf-8",
    )
    ran = subprocess.run(
        [
            sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider",
            "-p", "no:hypothesispytest", "--strict-markers", str(tmp_path),
        ],
        capture_output=True, text=True, check=False, cwd=tmp_path, env=unmeasured(),
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "2 passed" in ran.stdout
