"""The promises every plugin makes, held against this one, and how it is offered."""

from __future__ import annotations

import subprocess
import sys

import attrs
import numpy as np
import pytest

import rusfelt
from rusfelt import Coverage
from rusfelt.plugin import registry
from rusfelt.testing import conformance
from rusfelt_brukerplan import rusfelt_evaluators, rusfelt_readers
from rusfelt_brukerplan.change import BrukerplanChange
from rusfelt_brukerplan.domains import DOMAINS
from rusfelt_brukerplan.mapped import BrukerplanMapped
from rusfelt_brukerplan.red_share import BrukerplanRedShare
from rusfelt_brukerplan.share_check import BrukerplanWholeNumber
from rusfelt_brukerplan.shares import BrukerplanShares
from rusfelt_brukerplan.table import Cell, MappingRow, MappingTable


def _mapped() -> rusfelt.Panel:
    """Ratings of three made-up districts, where declarations of coverage differ and some are cut."""
    rows = []
    for number, district in enumerate("abc"):
        for year, coverage in ((2017, None), (2018, Coverage.EQUAL), (2019, Coverage.UNEQUAL)):
            if district != "c" and year == 2019:
                continue
            for red, domain in enumerate(DOMAINS, start=number):
                counts = {"green": 60 - red, "yellow": year - 2000, "red": red}
                cells = {rating: Cell(count) for rating, count in counts.items()}
                mapped = Cell(sum(counts.values()))
                rows.append(MappingRow(year, district, domain, cells, mapped, coverage))
    return MappingTable(tuple(rows)).panel()


def _printed() -> rusfelt.Panel:
    """Shares as a plan prints them: all whole, one impossible, with and without decimals."""
    return rusfelt.Panel(
        ["men", "women", "impossible", "finer"],
        [""] * 4,
        [""] * 4,
        [0] * 4,
        [0, 2, 3, 5, 6],
        [2017, 2019, 2019, 2017, 2019, 2019],
        [65, 64, 35, 37, 36, 90.6],
        clock="period",
        per_series={"kind": ["coverage"] * 4, "factor": [100.0] * 4},
        per_point={"n": [128, 25, 128, 25, 25, 128]},
    )


MAPPED, PRINTED = _mapped(), _printed()
WITH_PLAN = attrs.evolve(
    MAPPED,
    per_series={
        **MAPPED.per_series,
        "coverage": np.resize(["equal", "unequal", "", "equal"], len(MAPPED)),
    },
)


@pytest.mark.parametrize(
    "law", conformance(BrukerplanShares(), api=1, panels=[MAPPED, WITH_PLAN]), ids=str
)
def test_shares(law) -> None:
    """Every law, also where coverage is declared by mapping, by plan and by both."""
    law()


@pytest.mark.parametrize(
    "law", conformance(BrukerplanChange(), api=1, panels=[MAPPED, WITH_PLAN]), ids=str
)
def test_change(law) -> None:
    """Every law, also where coverage is declared by mapping, by plan and by both."""
    law()


@pytest.mark.parametrize("law", conformance(BrukerplanMapped(against="previous"), api=1), ids=str)
def test_mapped(law):
    """Every law."""
    law()


@pytest.mark.parametrize("law", conformance(BrukerplanRedShare(), api=1, panels=[MAPPED]), ids=str)
def test_red_share(law) -> None:
    """Every law, on districts with all eight domains."""
    law()


@pytest.mark.parametrize(
    "law", conformance(BrukerplanWholeNumber(decimals=6), api=1, panels=[PRINTED]), ids=str
)
def test_whole_number(law) -> None:
    """Every law, on shares that are printed and not computed."""
    law()


def test_what_is_offered_loads_and_calls_itself_so() -> None:
    """Each evaluator's own name is the one it is offered under."""
    for offer in rusfelt_evaluators():
        assert offer.load()().spec.name == offer.name
    (offer,) = rusfelt_readers()
    assert offer.load()().suffixes == (".brukerplan.csv",)


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


def test_the_installed_distribution_is_found() -> None:
    """Its entry point leads rusfelt to all its evaluators, under this distribution's name."""
    found = {registry().find(offer.name).distribution for offer in rusfelt_evaluators()}
    assert found == {"rusfelt-brukerplan"}


def test_the_hooks_import_nothing_heavy() -> None:
    """Listing what is offered loads neither numpy's users nor the evaluators."""
    code = (
        "import sys, rusfelt_brukerplan as b; list(b.rusfelt_evaluators()); list(b.rusfelt_readers());"
        "print([m for m in sys.modules if m.startswith(('rusfelt_brukerplan.', 'scipy', 'pandas'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout.strip() == "[]"
