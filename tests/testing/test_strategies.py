"""Made-up panels, plans, figures and answers are legal, whatever they are asked to be."""

from __future__ import annotations

import functools
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from people_panels import NEEDED
from programs import unmeasured

import rusfelt
from rusfelt import MissingExtraError, Needs
from rusfelt.evaluation.admission import admit
from rusfelt.plugin import Registry
from rusfelt.testing import answers, measurements, panels, plans
from rusfelt.testing._panels import columns_of

_FEW = settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
# To see that something is among what is made up, it need not be made small.
_SEEN = settings(max_examples=200, phases=[Phase.generate], database=None)


@pytest.mark.parametrize("kind", [rusfelt.Panel, rusfelt.Plan, rusfelt.Measurements])
def test_hypothesis_knows_the_types_by_itself(kind):
    @_FEW
    @given(st.from_type(kind))
    def made(value):
        assert isinstance(value, kind)

    made()


def test_importing_hypothesis_loads_nothing_of_rusfelt_and_knows_its_types_all_the_same():
    """Everyone who has rusfelt installed imports the hook, whether they test a plugin or not."""
    script = """
import sys, hypothesis
from hypothesis import strategies as st
loaded = [name for name in sys.modules if name.partition(".")[0] in ("rusfelt", "numpy", "attr")]
assert not loaded, loaded
from rusfelt.panel import Panel
import rusfelt
few = hypothesis.settings(phases=[hypothesis.Phase.generate], database=None)
seen = hypothesis.find(st.from_type(rusfelt.Panel), lambda panel: True, settings=few)
assert type(seen) is Panel
assert hypothesis.find(st.from_type(rusfelt.Plan), lambda plan: True, settings=few).id == "made-up"
assert not [each for each in sys.meta_path if type(each).__module__ == "_rusfelt_hooks.for_hypothesis"]
assert type(Panel).__module__ and sys.modules["rusfelt.panel"].__loader__.name == "rusfelt.panel"
"""
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, env=unmeasured())


def test_types_that_are_loaded_already_are_registered_too():
    script = """
import rusfelt.panel
import hypothesis
from hypothesis import strategies as st
few = hypothesis.settings(phases=[hypothesis.Phase.generate], database=None)
assert hypothesis.find(st.from_type(rusfelt.panel.Panel), lambda panel: len(panel) > 1, settings=few)
"""
    subprocess.run([sys.executable, "-c", script], check=True, env=unmeasured())


@functools.cache
def _needs():
    entries = [each for each in Registry.of().entries if each.kind == "evaluator"]
    names = [each.offer.name for each in entries]
    return {
        name: Registry.of().evaluator(name, **NEEDED.get(name, {})).spec.needs for name in names
    }


@_FEW
@given(st.data())
def test_panels_hold_the_columns_kinds_designs_clocks_and_roles_that_are_needed(data):
    """For the needs of any built-in evaluator, and no columns besides."""
    needs = data.draw(st.sampled_from(sorted(_needs().items())))[1]
    panel = data.draw(panels(needs))
    held = {*panel.per_series, *panel.per_point}
    assert {*needs.series, *needs.point} <= held <= {*columns_of(needs), "kind", "design"}
    assert not needs.clock or panel.clock in needs.clock
    for name in ("kind", "design"):
        told = {str(each) for each in getattr(needs, name)}
        assert not told or set(panel.per_series[name]) <= told
    if needs.roles:
        assert set(panel.indicator) == set(needs.roles)
    # What is lacking is a number nobody stated, or points; never a whole column.
    reasons = set(admit(panel, rusfelt.Spec("x", "1", needs=needs))[1])
    assert reasons <= {"", "too-few-points", *(f"lacks:{name}" for name in held)}


def test_columns_nobody_knows_are_made_up_too():
    needs = Needs(points=1, series=("colour_code",), point=("wind",), wants=("moon",))
    panel = find(
        panels(needs), lambda panel: "moon" in panel.per_series and len(panel) > 1, settings=_SEEN
    )
    assert panel.per_series["colour_code"].dtype == panel.per_point["wind"].dtype == np.float64


def test_a_clock_and_sizes_can_be_asked_for():
    @_FEW
    @given(panels(clock="day", min_series=0, max_series=3, max_points=2))
    def made(panel):
        assert panel.clock == "day"
        assert len(panel) <= 3
        assert panel.sizes.max(initial=0) <= 2

    made()


def test_hard_values_can_be_left_out():
    """Otherwise negative values, and huge ones, are among them."""
    few = panels(max_series=2, max_points=3)
    assert find(few, lambda panel: bool((panel.y > 1e200).any()), settings=_SEEN)

    @_FEW
    @given(panels(Needs(points=1, kind=("count",)), hard=False))
    def made(panel):
        assert ((panel.y >= 0) & (panel.y < 100)).all()

    made()


def test_a_failing_test_is_shrunk_to_a_small_panel():
    """Numbers come from Hypothesis, so that it can make them smaller."""
    small = settings(max_examples=30, database=None)
    panel = find(
        panels(Needs(points=0), max_series=3), lambda panel: len(panel.t) > 0, settings=small
    )
    assert len(panel) == 1
    assert panel.y.tolist() in ([0.0], [-40.0])


@_FEW
@given(plans())
def test_plans_fit_together_and_can_be_audited(plan):
    assert rusfelt.audit(plan).plan == plan.id


@_FEW
@given(st.data())
def test_measurements_are_of_the_plan_and_can_be_evaluated(data):
    plan = data.draw(plans())
    figures = data.draw(measurements(plan))
    assert set(figures["indicator"]) <= {each.id for each in plan.indicators}
    assert rusfelt.evaluate_plan(plan, figures, evaluators=()).plan == plan


@_FEW
@given(st.data())
def test_answers_are_scored_by_their_instrument(data):
    name = data.draw(st.sampled_from(["phq9", "gad7", "ors", "rand36", "core10"]))
    table = data.draw(answers(name, max_sheets=4))
    panel = rusfelt.score(name, table)
    assert set(panel.unit) == set(table["person"])


def test_complete_sheets_can_be_asked_for():
    @_FEW
    @given(answers("phq9", missing=False))
    def made(table):
        assert not any(np.isnan(column).any() for name, column in table.items() if "item" in name)

    made()


def test_without_hypothesis_the_extra_is_named(monkeypatch):
    for name in [each for each in sys.modules if each.partition(".")[0] == "hypothesis"]:
        monkeypatch.setitem(sys.modules, name, None)
    for strategy in (panels, plans, measurements, lambda: answers("phq9")):
        with pytest.raises(MissingExtraError, match=r"rusfelt\[testing\]"):
            strategy()
