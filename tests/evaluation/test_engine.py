"""Admit, compute and seal."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import attrs
import numpy as np
import pytest

import rusfelt
from rusfelt import Column, ContractError, EvaluationError, Needs, Panel, Spec
from rusfelt.evaluation import engine


def panel(sizes: list[int], *, clock: str = "period", **columns: Any) -> Panel:
    """Series ``s00``, ``s01`` … of these lengths, with the values 0, 1, 2 …"""
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    t = np.concatenate([np.arange(2000, 2000 + size) for size in sizes])
    return Panel(
        [f"s{i:02}" for i in range(len(sizes))], [""] * len(sizes), [""] * len(sizes),
        [0] * len(sizes), offsets, t, np.arange(offsets[-1]), clock=clock, **columns,
    )  # fmt: skip


@attrs.frozen
class Fixed:
    """Answers with whatever it is told to, and keeps what it was given."""

    answer: Any = attrs.field(eq=False)
    spec: Spec = attrs.field(factory=lambda: Spec("fixed", "1", gives=(Column("a"),)))
    seen: list[Panel] = attrs.field(factory=list, eq=False)

    def evaluate(self, asked: Panel, /) -> Any:
        self.seen.append(asked)
        return self.answer(asked) if callable(self.answer) else self.answer


def spec(*gives: Column, **fields: Any) -> Spec:
    """A spec of the name ``fixed``."""
    return Spec("fixed", "1", gives=gives, **fields)


def ones(asked: Panel) -> dict[str, np.ndarray]:
    """One for each series asked about."""
    return {"a": np.ones(len(asked))}


# -- Admit --------------------------------------------------------------------------------------

PER_SERIES = {
    "baseline": np.array([1.0, np.nan, 2.0]),
    "kind": np.array(["count", "score", "count"]),
    "design": np.array(["panel", "register", ""]),
    "label": np.array(["x", "", "y"]),
}
PER_POINT = {"n": np.array([1.0, 1, 1, np.nan, 1, 1, 1, 1, 1])}
UNMET = {
    "too few points": (Needs(points=4), ["too-few-points"] * 2 + [""]),
    "a number by series": (Needs(series=("baseline",)), ["", "lacks:baseline", ""]),
    "a word by series": (Needs(series=("label",)), ["", "lacks:label", ""]),
    "a column nobody has": (Needs(series=("target",)), ["lacks:target"] * 3),
    "a number at every point": (Needs(point=("n",)), ["", "lacks:n", ""]),
    "points nobody has": (Needs(point=("se",)), ["lacks:se"] * 3),
    "another clock": (Needs(clock=("day",)), ["wrong-clock"] * 3),
    "another kind": (Needs(kind=("count",)), ["", "wrong-kind", ""]),
    "another design": (Needs(design=("panel",)), ["", "wrong-design", "wrong-design"]),
    "the first need that is lacking is named": (
        Needs(points=4, series=("baseline",)),
        ["too-few-points", "lacks:baseline", ""],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNMET)
def test_unmet(name: str) -> None:
    """A row that lacks a need is told which; the others get their answer."""
    needs, reasons = UNMET[name]
    whole = panel([3, 2, 4], per_series=PER_SERIES, per_point=PER_POINT)
    found = rusfelt.evaluate(whole, Fixed(ones, spec(Column("a"), needs=needs)))
    assert found["reason"].tolist() == reasons
    assert found.status.tolist() == ["unmet" if each else "ok" for each in reasons]
    assert np.isnan(found["a"]).tolist() == [bool(each) for each in reasons]
    for row, code in enumerate(reasons):
        assert bool(found.reason(row, "nb")) is bool(code)


def test_an_evaluator_never_sees_an_empty_panel() -> None:
    """Neither when no series meets its needs nor when there is none."""
    asked = Fixed(ones, spec(Column("a"), needs=Needs(points=9)))
    assert rusfelt.evaluate(panel([3, 2]), asked).status.tolist() == ["unmet"] * 2
    nothing = panel([3]).take([])
    assert rusfelt.evaluate(nothing, asked).rows == 0
    assert asked.seen == []


def test_a_row_about_the_whole_panel_is_unmet_where_no_series_is_admitted() -> None:
    """One row, and not one more or less in any column."""
    asked = Fixed(ones, spec(Column("a"), rows="panel", needs=Needs(points=9)))
    found = rusfelt.evaluate(panel([3, 2]), asked)
    assert found.status.tolist() == ["unmet"]
    assert found["reason"].tolist() == ["too-few-points"]
    assert {len(each) for each in found.values()} == {1}
    assert found.to_dict()["columns"]["a"] == [None]


def test_only_the_columns_asked_for_are_handed_over() -> None:
    """Needed ones, and wanted ones where they are there."""
    whole = panel([3, 2, 4], per_series=PER_SERIES, per_point={**PER_POINT, "se": np.ones(9)})
    needs = Needs(series=("kind",), point=("se",), wants=("baseline", "target"))
    asked = Fixed(ones, spec(Column("a"), needs=needs))
    rusfelt.evaluate(whole, asked)
    (seen,) = asked.seen
    assert (set(seen.per_series), set(seen.per_point)) == ({"kind", "baseline"}, {"se"})


def test_the_series_admitted_are_handed_over_whole_and_in_order() -> None:
    """The second is too short; the third keeps its own points."""
    asked = Fixed(ones, spec(Column("a"), needs=Needs(points=3)))
    rusfelt.evaluate(panel([3, 2, 4]), asked)
    (seen,) = asked.seen
    assert seen.indicator.tolist() == ["s00", "s02"]
    assert seen[1].y.tolist() == [5, 6, 7, 8]


# -- Compute ------------------------------------------------------------------------------------


def test_an_evaluator_that_raises_is_named_with_its_cause() -> None:
    """The original exception is chained."""

    def broken(asked: Panel) -> None:
        msg = f"no idea about {len(asked)}"
        raise KeyError(msg)

    with pytest.raises(EvaluationError, match="'fixed' raised KeyError") as caught:
        rusfelt.evaluate(panel([2]), Fixed(broken))
    assert isinstance(caught.value.__cause__, KeyError)


def test_one_short_series_cannot_sink_ten_thousand() -> None:
    """All others have their p."""
    whole = panel([6] * 10_000 + [1])
    found = rusfelt.evaluate(whole, "mann-kendall")
    assert found.status.tolist() == ["ok"] * 10_000 + ["unmet"]
    assert found["p"][:10_000] == pytest.approx(2 / 720)


@attrs.frozen
class Lengths:
    """Row, point and ragged columns of every series; stands at the top so that it pickles."""

    power: int = 1

    @property
    def spec(self) -> Spec:
        return Spec(
            "lengths", "3", needs=Needs(points=2),
            gives=(
                Column("n", "int64"), Column("twice", shape="point"), Column("all", shape="ragged"),
                Column("word", "str"), Column("long", "bool"),
            ),
        )  # fmt: skip

    def evaluate(self, asked: Panel, /) -> Mapping[str, Any]:
        sizes = asked.sizes
        return {
            "n": sizes**self.power,
            "twice": 2 * asked.y,
            "all": (asked.y, asked.offsets),
            "word": np.array([f"{size} points" for size in sizes]),
            "long": sizes > 3,
        }


def whole_answer(found: rusfelt.Findings) -> dict[str, Any]:
    """Everything a result says."""
    return found.to_dict()


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_how_many_workers_there_are_changes_nothing(
    pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same columns, points, curves and digest, in blocks of seven and in one go."""
    whole = panel([1 + i % 5 for i in range(100)])
    alone = rusfelt.evaluate(whole, "theil-sen")
    shaped = rusfelt.evaluate(whole, Lengths())
    monkeypatch.setattr(engine, "BLOCK", 7)
    with pool(2) as executor:
        assert whole_answer(rusfelt.evaluate(whole, "theil-sen", executor=executor)) == (
            whole_answer(alone)
        )
        if pool is ThreadPoolExecutor:
            # Another process cannot import a test's own class.
            assert whole_answer(rusfelt.evaluate(whole, Lengths(), executor=executor)) == (
                whole_answer(shaped)
            )
    assert alone.provenance.panel == whole.digest()


def test_what_looks_across_series_is_not_split(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its scope says so."""
    monkeypatch.setattr(engine, "BLOCK", 2)
    asked = Fixed(ones, spec(Column("a"), scope="panel"))
    with ThreadPoolExecutor(2) as executor:
        rusfelt.evaluate(panel([2] * 9), asked, executor=executor)
    assert [len(each) for each in asked.seen] == [9]


# -- Seal ---------------------------------------------------------------------------------------

WRONG = {
    "no mapping": ([1, 2, 3], "list, not columns"),
    "a missing column": ({}, "'a' is declared and missing"),
    "an undeclared column": ({"a": np.ones(3), "aa": np.ones(3)}, "'aa' is not declared"),
    "too few rows": ({"a": np.ones(2)}, r"shape \(2,\), not \(3,\)"),
    "too many dimensions": ({"a": np.ones((3, 1))}, r"shape \(3, 1\)"),
    "text for numbers": ({"a": np.array(["1", "2", "3"])}, "dtype <U1, not float64"),
    "whole numbers for floats": ({"a": np.ones(3, dtype=np.int64)}, "dtype int64, not float64"),
    "objects": ({"a": np.array([1, None, 2], dtype=object)}, "dtype object"),
    "a word that is no status": (
        {"a": np.ones(3), "status": np.array(["fine"] * 3)}, "'fine', which is no status",
    ),
    "a word that is no verdict": (
        {"a": np.ones(3), "verdict": np.array(["good"] * 3)}, "'good', which is no verdict",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_refused(name: str) -> None:
    """The evaluator is named, with everything it got wrong."""
    answer, words = WRONG[name]
    with pytest.raises(ContractError, match=words) as caught:
        rusfelt.evaluate(panel([2, 3, 2]), Fixed(answer))
    assert "'fixed'" in str(caught.value)


def test_everything_wrong_is_told_at_once() -> None:
    """Three faults, one message."""
    gives = (Column("a"), Column("b", "int64"), Column("c"))
    answer = {"a": np.ones(9), "b": np.array(["x"] * 3), "d": np.ones(3)}
    with pytest.raises(ContractError) as caught:
        rusfelt.evaluate(panel([2, 3, 2]), Fixed(answer, spec(*gives)))
    for word in ("'a' has shape", "'b' has dtype", "'c' is declared", "'d' is not declared"):
        assert word in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        (np.ones(3), np.array([0, 1, 3])),
        (np.ones(3), np.array([0, 2, 1, 3])),
        (np.ones(3), np.array([0, 1, 2, 2])),
        (np.ones(3), np.array([0.0, 1, 2, 3])),
        np.ones(3),
    ],
    ids=["too few offsets", "falling", "not to the end", "no whole numbers", "no offsets"],
)
def test_ragged_offsets_must_fit(answer: Any) -> None:
    """They rise from 0 to the number of values, over all rows."""
    with pytest.raises(ContractError, match="'a'"):
        rusfelt.evaluate(panel([2, 3, 2]), Fixed({"a": answer}, spec(Column("a", shape="ragged"))))


def test_point_columns_have_one_value_a_point() -> None:
    """And not one a series."""
    with pytest.raises(ContractError, match=r"not \(7,\)"):
        rusfelt.evaluate(
            panel([2, 3, 2]), Fixed({"a": np.ones(3)}, spec(Column("a", shape="point")))
        )


def test_point_and_ragged_columns_find_their_places_among_all_rows() -> None:
    """The row that was not asked about has empty points and no curve."""
    found = rusfelt.evaluate(panel([2, 1, 3]), Lengths(power=2))
    assert found["n"].tolist()[::2] == [4, 9]
    assert found.to_dict()["columns"]["n"] == [4, None, 9]
    assert found.to_dict()["columns"]["long"] == [False, None, False]
    assert found.points["twice"][[0, 1, 3, 4, 5]].tolist() == [0, 2, 6, 8, 10]
    assert np.isnan(found.points["twice"][2])
    curve = found.curves["all"]
    assert (curve.values.tolist(), curve.offsets.tolist()) == ([0, 1, 3, 4, 5], [0, 2, 2, 5])
    assert found["word"].tolist() == ["2 points", "", "3 points"]


def test_nothing_found_can_be_opened_for_writing() -> None:
    """Not a column, not a point, not a curve, and not the mapping itself."""
    found = rusfelt.evaluate(panel([2, 1, 3]), Lengths())
    arrays = [*found.values(), *found.points.values()]
    arrays += [part for each in found.curves.values() for part in (each.values, each.offsets)]
    assert len(arrays) == 13 - 1
    for each in arrays:
        with pytest.raises(ValueError, match="read-only"):
            each[0] = each[0]
        with pytest.raises(ValueError, match="WRITEABLE"):
            each.setflags(write=True)
    with pytest.raises(TypeError):
        found.columns["n"] = np.zeros(3)


def test_an_array_the_evaluator_keeps_is_not_the_one_in_the_findings() -> None:
    """Changing its own afterwards changes nothing."""
    mine = np.ones(2)
    found = rusfelt.evaluate(panel([2, 2]), Fixed({"a": mine}))
    mine[:] = 7
    assert found["a"].tolist() == [1, 1]


def test_reserved_words_need_no_declaration() -> None:
    """An evaluator may say of its own rows that they are undefined, and why."""
    answer = {
        "a": np.array([1.0, np.nan]),
        "status": np.array(["ok", "undefined"]),
        "reason": np.array(["", "all-alike"]),
        "verdict": np.array(["improving", ""]),
    }
    found = rusfelt.evaluate(
        panel([2, 2]),
        Fixed(answer, spec(Column("a"), reasons={"all-alike": {"nb": "Like.", "en": "Alike."}})),
    )
    assert found.status.tolist() == ["ok", "undefined"]
    assert (found.reason(1, "nb"), found.reason(1, "en"), found.reason(0)) == (
        "Like.",
        "Alike.",
        "",
    )
    assert found.verdict is not None
    assert found.verdict.tolist() == ["improving", ""]


def test_where_a_number_comes_from_stands_with_it() -> None:
    """Method, version and parameters; no clock, host or user."""
    found = rusfelt.evaluate(panel([3]), "theil-sen", confidence=0.8).provenance.to_dict()
    assert found == {
        "evaluator": "theil-sen",
        "version": "1",
        "params": {"confidence": 0.8},
        "distribution": "rusfelt",
        "distribution_version": rusfelt.__version__,
        "rusfelt": rusfelt.__version__,
        "panel": panel([3]).digest(),
    }


def test_findings_are_a_table_without_an_adapter() -> None:
    """``dict`` gives pandas the keys first, and ``to_frame`` gives polars."""
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    found = rusfelt.evaluate(panel([3, 1]), "mann-kendall")
    table = pandas.DataFrame(dict(found))
    assert list(table.columns[:4]) == ["indicator", "unit", "group", "part"]
    assert table["status"].tolist() == ["ok", "unmet"]
    other = found.to_frame("polars")
    assert isinstance(other, polars.DataFrame)
    assert other["p"][0] == pytest.approx(1 / 3)
    with pytest.raises(rusfelt.UnknownNameError, match="pandas"):
        found.to_frame("excel")
    with pytest.raises(rusfelt.UnknownNameError, match="Did you mean 'p'"):
        found["pp"]


def test_parameters_belong_to_a_name() -> None:
    """An evaluator that is made already has its own."""
    with pytest.raises(rusfelt.DomainError, match="by name"):
        rusfelt.evaluate(panel([2]), Lengths(), power=2)
    with pytest.raises(rusfelt.PluginError, match="cannot be made"):
        rusfelt.evaluate(panel([2]), "mann-kendall", confidence=0.9)
