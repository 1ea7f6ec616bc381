"""Over people's own scores nobody learns who they are, and nobody tells what they answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from zoo import Beast, build, unpack
from zoo_habitat import scores
from zoo_keeping import evaluated, let_in
from zoo_people import PRYING

from rusfelt.plugin import Registry, using

if TYPE_CHECKING:
    from pathlib import Path

_NAMES = [each.name for each in PRYING]
# Says which units it saw, which only a test may.
_SEES = Beast(
    "sees-units",
    "",
    needs='Needs(points=2, kind=("score",))',
    gives='(Column("seen", "str"),)',
    evaluate="return {'seen': np.full(len(panel), ' '.join(panel.unit.tolist()))}",
)


@pytest.fixture(scope="module", params=["process", "none"])
def told(request: pytest.FixtureRequest, site: Path) -> Any:
    """What an evaluation says of those who tell, in processes and in this one."""
    with let_in(site, _NAMES), using(Registry()):
        return evaluated(isolation=request.param)


def test_no_score_and_no_name_reaches_a_record(told: Any) -> None:
    """Whatever error they are put into, and wherever in it they stand."""
    assert sorted(each.distribution for each in told.failures) == sorted(_NAMES)
    said = json.dumps([each.to_dict() for each in told.failures])
    panel = scores()
    for secret in [*panel.unit.tolist(), *map(str, panel.y.tolist())]:
        assert secret not in said, said


def test_the_records_still_say_what_happened(told: Any) -> None:
    """Which evaluator, what kind, and that there is something not shown."""
    kinds = {each.distribution: each.kind for each in told.failures}
    for beast in PRYING:
        if beast.kind:
            assert kinds[beast.name] == beast.kind
    messages = {each.distribution: each.message for each in told.failures}
    assert "raised ValueError" in messages["tells-in-an-exception"]
    assert "not shown" in messages["tells-in-a-column"]


@pytest.mark.parametrize("isolation", ["process", "none"])
def test_a_plugin_sees_numbers_in_place_of_names(tmp_path: Path, isolation: str) -> None:
    """In the order of the names, so that answers come back to those they are about."""
    unpack([build(_SEES, tmp_path)], tmp_path / "site")
    with let_in(tmp_path / "site", None), using(Registry(only=["sees-units"])):
        found = evaluated(isolation=isolation)
    assert not found.failures
    people = next(each for each in found.series if each.key[0] == "liv")
    seen = people.findings["sees-units"]["seen"].split()
    assert seen == [f"{each:02}" for each in range(30)]
