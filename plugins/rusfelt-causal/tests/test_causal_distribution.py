"""The distribution as a whole: the laws, the offers, and what is loaded and printed when."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from causal_panels import panel_of

import rusfelt
from rusfelt.evaluator import Evaluator
from rusfelt.plugin import Offer
from rusfelt.testing import Law, conformance
from rusfelt_causal import rusfelt_evaluators
from rusfelt_causal.synthetic_control import SyntheticControl
from rusfelt_causal.twoway_did import TwowayDid

_Y = np.random.default_rng(3).normal(size=(7, 12)).cumsum(axis=1)
_STAGGERED = panel_of(
    _Y, treated=[1, 1, 1, 0, 0, 0, 0], start=[2016, 2018, 2018, np.nan, np.nan, np.nan, np.nan]
)


# Made-up panels are short, so fewer points before the start have to do here.
@pytest.mark.parametrize(
    "law", conformance(SyntheticControl(fewest_before=2), api=1, panels=[_STAGGERED]), ids=str
)
def test_synthetic_control_keeps_the_law(law: Law) -> None:
    """Every law of the interface, with no excuse."""
    law()


@pytest.mark.parametrize("law", conformance(TwowayDid(), api=1, panels=[_STAGGERED]), ids=str)
def test_twoway_did_keeps_the_law(law: Law) -> None:
    """Every law of the interface, with no excuse."""
    law()


def test_the_hook_offers_names_that_load() -> None:
    """What is offered can be imported and calls itself by the name it is offered under."""
    offers = list(rusfelt_evaluators())
    assert [offer.name for offer in offers] == ["synthetic-control", "twoway-did"]
    for offer in offers:
        assert isinstance(offer, Offer)
        assert offer.load()().spec.name == offer.name


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


def test_the_libraries_are_loaded_when_an_evaluator_is_run_and_not_before() -> None:
    """Neither listing what is offered nor making an evaluator loads any of them."""
    script = """
import json, sys
from rusfelt_causal import rusfelt_evaluators
made = [offer.load()() for offer in rusfelt_evaluators()]
assert all(each.spec for each in made)
heavy = {"pandas", "matplotlib", "pysyncon", "pyfixest", "scipy", "threadpoolctl"}
print(json.dumps(sorted(heavy & set(sys.modules))))
"""
    ran = subprocess.run(  # noqa: S603 - this very Python, and a script of our own
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout) == []


@pytest.mark.parametrize(
    "evaluator", [SyntheticControl(), TwowayDid()], ids=lambda each: each.spec.name
)
def test_nothing_is_printed_or_warned_of(
    evaluator: Evaluator, capfd: pytest.CaptureFixture[str]
) -> None:
    """What the libraries say on the way stays with them; a warning would fail this run."""
    found = rusfelt.evaluate(_STAGGERED, evaluator)
    assert (found.status == "ok").any()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "evaluator", [SyntheticControl(), TwowayDid()], ids=lambda each: each.spec.name
)
def test_another_process_gives_the_same_bytes(evaluator: Evaluator) -> None:
    """With another hash seed and another number of threads, to the last bit."""
    script = f"""
import hashlib, json, sys
sys.path.insert(0, {str(__file__.rpartition("/")[0])!r})
import numpy as np, rusfelt
from causal_panels import panel_of
from {type(evaluator).__module__} import {type(evaluator).__name__} as Evaluator
y = np.random.default_rng(3).normal(size=(7, 12)).cumsum(axis=1)
start = [2016, 2018, 2018] + [np.nan] * 4
found = rusfelt.evaluate(panel_of(y, treated=[1, 1, 1, 0, 0, 0, 0], start=start), Evaluator())
print(json.dumps(found.to_dict(), sort_keys=True))
"""
    ran = subprocess.run(  # noqa: S603 - this very Python, and a script of our own
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env={"PYTHONHASHSEED": "5", "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"},
    )  # fmt: skip
    here = json.dumps(rusfelt.evaluate(_STAGGERED, evaluator).to_dict(), sort_keys=True)
    assert ran.stdout.strip() == here
