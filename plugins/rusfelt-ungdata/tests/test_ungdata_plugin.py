"""What the distribution offers, and the laws its evaluators keep."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

import rusfelt
from rusfelt.plugin.protocols import Reader
from rusfelt.testing import Law, conformance
from rusfelt_ungdata import rusfelt_evaluators, rusfelt_readers
from rusfelt_ungdata.change import UngdataChange
from rusfelt_ungdata.compare import UngdataCompare
from rusfelt_ungdata.reader import UngdataReader
from rusfelt_ungdata.share import UngdataShare

_GRADES = ("grade=vg1", "grade=vg2", "grade=vg3")
_AREAS = ("0", "0301", "030101", "030102", "030108")


def _areas(*, counted: bool) -> rusfelt.Panel:
    """The country, the city and three districts, in three grades and two waves."""
    keys = [(area, grade) for area in _AREAS for grade in _GRADES]
    n = [[90_000.0, 9_000.0, 500.0, 700.0, 400.0][_AREAS.index(area)] for area, _ in keys]
    x = [[n_k * (0.20 + 0.01 * (k % 7)), n_k * (0.25 - 0.01 * (k % 5))] for k, n_k in enumerate(n)]
    return rusfelt.Panel(
        ["ung-cannabis"] * len(keys),
        [area for area, _ in keys],
        [grade for _, grade in keys],
        [0] * len(keys),
        range(0, 2 * len(keys) + 1, 2),
        [2018.0, 2021.0] * len(keys),
        [100 * each / n_k for pair, n_k in zip(x, n, strict=True) for each in pair],
        clock="period",
        per_series={
            "kind": ["coverage"] * len(keys),
            "design": ["cross-section"] * len(keys),
            "factor": [100.0] * len(keys),
        },
        per_point={"n": [n_k for n_k in n for _ in range(2)]}
        | ({"x": [round(each) for pair in x for each in pair]} if counted else {}),
    )


_OWN = [_areas(counted=True), _areas(counted=False)]
# Nothing else in a plan's panel says what a district lies in.
_BY_CODE = {"needs": "which city a district lies in is known by its code alone"}


@pytest.mark.parametrize("law", conformance(UngdataShare(), api=1), ids=str)
def test_shares_keep_the_law(law: Law) -> None:
    law()


@pytest.mark.parametrize("law", conformance(UngdataShare(lowest_response=0.7), api=1), ids=str)
def test_shares_with_a_lowest_response_keep_the_law(law: Law) -> None:
    law()


@pytest.mark.parametrize("law", conformance(UngdataChange(), api=1), ids=str)
def test_changes_keep_the_law(law: Law) -> None:
    law()


@pytest.mark.parametrize("law", conformance(UngdataCompare(), api=1), ids=str)
def test_comparisons_keep_the_law(law: Law) -> None:
    """Of areas nobody has listed, as ``rusfelt plugins check`` holds it."""
    law()


@pytest.mark.parametrize(
    "law", conformance(UngdataCompare(), api=1, panels=_OWN, excuse=_BY_CODE), ids=str
)
def test_comparisons_of_listed_areas_keep_the_law(law: Law) -> None:
    law()


@pytest.mark.parametrize("hook", [rusfelt_evaluators, rusfelt_readers])
def test_what_is_offered_loads(hook: Callable[[], object]) -> None:
    for offer in hook():
        made = offer.load()()
        assert getattr(made, "spec", None) is None or made.spec.name == offer.name


def test_every_column_says_which_columns_of_the_panel_it_is_made_of() -> None:
    """One that did not would be left out of every document; none is asked for that is not handed over."""
    for offer in rusfelt_evaluators():
        spec = offer.load()().spec
        handed = {
            "unit",
            "group",
            "t",
            "y",
            *spec.needs.series,
            *spec.needs.point,
            *spec.needs.wants,
        }
        for column in spec.gives:
            assert column.basis, f"{spec.name}: {column.name}"
            assert set(column.basis) <= handed, f"{spec.name}: {column.name}"


def test_the_reader_keeps_what_a_reader_promises_and_is_asked_for_by_name() -> None:
    """CSV is the library's own ending, so it claims none."""
    assert isinstance(UngdataReader(), Reader)
    assert UngdataReader().suffixes == ()


def test_listing_what_is_offered_imports_nothing_of_it() -> None:
    code = (
        "import sys, rusfelt_ungdata as u; list(u.rusfelt_evaluators()); list(u.rusfelt_readers());"
        "print([m for m in sys.modules if m.startswith('rusfelt_ungdata.') or m == 'scipy'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_installed_it_answers_by_name() -> None:
    """The entry point is found as anyone's is."""
    found = rusfelt.evaluate(_OWN[0], "ungdata-share", lowest_response=0.5)
    assert found.provenance.distribution == "rusfelt-ungdata"
    assert set(found.status) == {"ok"}
