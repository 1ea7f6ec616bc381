"""Plugins in processes of their own say and decide what they would in this one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from zoo import Beast, build, unpack
from zoo_habitat import GOOD, figures, habitat, scores
from zoo_keeping import evaluated, let_in

import rusfelt
from rusfelt import EvaluationError
from rusfelt.errors import DomainError, UnknownNameError
from rusfelt.plugin import Registry, using

if TYPE_CHECKING:
    from pathlib import Path

_BAD = Beast("bad-one", "EvaluationError", evaluate="raise ValueError(len(panel))")
_SLOW = Beast("slow-to-import", "", top="time.sleep(1.5)")
_STUCK = Beast("stuck-in-hooks", "DeadlineError", imports="import time\ntime.sleep(1e6)")
_GOOD = [each.name for each in GOOD]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("isolation")
    unpack([build(each, folder) for each in (*GOOD, _BAD, _SLOW, _STUCK)], folder / "site")
    return folder / "site"


def in_both(**told: Any) -> list[rusfelt.Evaluation]:
    """The same evaluation in processes and in this one."""
    with using(Registry()):
        return [evaluated(isolation=each, **told) for each in ("process", "none")]


def test_good_plugins_give_the_same_bytes_in_a_process_as_here(site: Path) -> None:
    """Numbers, words, points, curves, what people's scores add up to, and where it comes from."""
    with let_in(site, _GOOD):
        kept, here = in_both()
    assert kept.to_json() == here.to_json()
    assert list(kept.findings) == list(here.findings)
    for name, findings in kept.findings.items():
        assert findings.to_dict() == here.findings[name].to_dict()
    assert kept.findings["good-with-all-kinds"].points["twice"].tolist()[:2] == [96, 90]


def test_a_plugin_judges_in_a_process_as_it_does_here(site: Path) -> None:
    """Where the plan names it, also with cells that are filled in to see what they could change."""
    with let_in(site, _GOOD):
        kept, here = in_both(plan=habitat(judge="good-judge"))
        plain = evaluated(isolation="none", installed=False, evaluators=())
    assert kept.to_json() == here.to_json()
    assert kept.series[0].verdict == "improving"
    assert kept.series[0].reason != plain.series[0].reason


def test_a_judge_that_fails_leaves_its_series_open(site: Path) -> None:
    with let_in(site, ["bad-one"]):
        kept, here = in_both(plan=habitat(judge="bad-one"))
    assert (str(kept.series[0].verdict), kept.series[0].reason) == ("cannot-decide", "judge-failed")
    assert kept.to_json() == here.to_json()


def test_a_run_can_be_made_to_stop_at_failures(site: Path) -> None:
    """At the first, or at more than a share of all evaluators; the message names each."""
    with let_in(site, ["bad-one", "good-last"]):
        with pytest.raises(
            EvaluationError, match=r"bad-one \(bad-one\): EvaluationError: .*ValueError"
        ):
            evaluated(fail_on_error=True)
        # One of ten evaluators fails, wherever they run.
        with using(Registry()):
            with pytest.raises(EvaluationError, match="1 of 10 evaluators failed"):
                evaluated(isolation="none", fail_on_error=0.05)
            assert len(evaluated(isolation="none", fail_on_error=0.2).failures) == 1
    with let_in(site, ["good-last"]):
        assert not evaluated(fail_on_error=True).failures


def test_only_the_distributions_listed_are_looked_at(site: Path) -> None:
    """By RUSFELT_PLUGINS; empty leaves rusfelt's own."""
    with let_in(site, ["Good_Last", " good.judge "]):
        told = evaluated()
    assert {"good-last", "good-judge"} <= set(told.series[0].findings)
    assert "good-with-all-kinds" not in told.series[0].findings
    assert not told.failures
    with let_in(site, ()):
        alone = evaluated()
        assert alone.to_json() == evaluated(isolation="none", evaluators=()).to_json()


def test_one_stuck_while_imported_leaves_the_others_time_to_be_imported(site: Path) -> None:
    """A plugin whose library takes a second to load has answered when another hangs."""
    with let_in(site, ["slow-to-import", "stuck-in-hooks"]):
        told = evaluated(deadline=12)
    assert [each.distribution for each in told.failures] == ["stuck-in-hooks"]
    assert told.series[0].findings["slow-to-import"]["last"] == 33


def test_one_evaluator_can_be_asked_in_a_process(site: Path) -> None:
    """By name, with parameters; what it cannot do is an error of a kind of its own."""
    panel = scores()
    with let_in(site, ["good-judge", "bad-one"]), using(Registry.of()):
        found = rusfelt.evaluate(panel, "good-judge", isolation="process", sign=-1.0)
        assert (found["change"] < 0).all()
        assert dict(found.provenance.params) == {"sign": -1.0}
        with pytest.raises(EvaluationError, match="ValueError: 30"):
            rusfelt.evaluate(panel, "bad-one", isolation="process")
    with let_in(site, ["stuck-in-hooks"]), pytest.raises(UnknownNameError, match="stuck"):
        rusfelt.evaluate(panel, "stuck", isolation="process", deadline=1)


def test_what_is_no_isolation_or_no_deadline_is_refused() -> None:
    plan, rows = habitat(), figures()
    with pytest.raises(UnknownNameError, match="isolation"):
        rusfelt.evaluate_plan(plan, rows, isolation="proces")
    for each in (0, -1, float("inf"), float("nan")):
        with pytest.raises(DomainError, match="deadline"):
            rusfelt.evaluate_plan(plan, rows, isolation="process", deadline=each)
    assert json.loads(rusfelt.evaluate_plan(plan, rows, evaluators=()).to_json())["failures"] == []
