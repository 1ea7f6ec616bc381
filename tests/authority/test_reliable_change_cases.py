"""Reliable change against R's clinicalsignificance 3.0 and a published worked example.

Every figure and every person of the 96 cases with an index is reproduced. One case holds the
answer of another method than its name says; it is named below.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rusfelt.stats.change._hageman import hageman
from rusfelt.stats.change._pairs import pair_moments
from rusfelt.stats.change.reliable_change import (
    RELIABLE_CHANGE_METHODS,
    ReliableChange,
    reliable_change,
)
from rusfelt.stats.change.reliable_change_threshold import reliable_change_threshold

if TYPE_CHECKING:
    from pathlib import Path

    from rusfelt.typing import Floats

METHODS = dict(
    zip(("JT", "GLN", "HLL", "EN", "NK", "HA"), RELIABLE_CHANGE_METHODS[:-1], strict=True)
)
# Recorded as Hageman and Arrindell's without a functional population, but the answer is that of
# Jacobson and Truax: figures, critical value and counts are those of the case beside it.
ANSWERED_AS_JT = "jacobson1989_gds_comb_HA_a"


def cases(authority: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (authority / "clinical" / "reference_cases.json").read_text(encoding="utf-8")
    )
    return found


def two_scores(authority: Path, name: str) -> tuple[list[str], Floats, Floats]:
    """Who is in the case's data, and their scores before and after; nan where there is none."""
    study, outcome = name.split("_")[:2]
    claus = study == "claus"
    file, person = ("claus_2020.csv", "id") if claus else ("jacobson_1989.csv", "subject")
    first, last = ("1", "4") if claus else ("pre", "post")
    with (authority / "clinical" / "data" / file).open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    scores = {
        (row[person], row["time"]): np.nan if row[outcome] == "NA" else float(row[outcome])
        for row in table
    }
    people = list(dict.fromkeys(row[person] for row in table))
    before, after = (
        np.array([scores.get((one, time), np.nan) for one in people]) for time in (first, last)
    )
    return people, before, after


def ours(authority: Path, name: str, case: Any) -> ReliableChange:
    _, before, after = two_scores(authority, name)
    settings, key = case["settings"], case["key"]
    lower = (
        settings["better_is"] == "lower" if "better_is" in settings else key["cut_direction"] < 0
    )
    method = "JT" if name == ANSWERED_AS_JT else settings["rci_method"]
    return reliable_change(
        before, after, method=METHODS[method], reliability=settings["reliability"],
        better="lower" if lower else "higher",
    )  # fmt: skip


def with_an_index(authority: Path) -> dict[str, Any]:
    return {
        name: case
        for name, case in cases(authority).items()
        if "_dist_" in name or "_comb_" in name
    }


def test_every_key_figure_of_every_index_equals_the_anchors(authority: Path) -> None:
    """Moments, people used, critical value, and the standard error under its four names."""
    found = with_an_index(authority)
    assert len(found) == 96
    for name, case in found.items():
        people, _, _ = two_scores(authority, name)
        result, key = ours(authority, name, case), case["key"]
        figures = {
            "n_used": result.n, "n_original": len(people), "critical_value": result.critical,
            "m_pre": result.mean, "sd_pre": result.sd, "m_post": result.mean_post,
            "sd_post": result.sd_post, "cor": result.correlation,
        }  # fmt: skip
        method = case["settings"]["rci_method"]
        if "s_diff" in key:
            figures["s_diff"] = result.se
        if "se_prediction" in key:
            figures["se_prediction"] = result.se
        if method == "EN":
            figures["se_measurement"] = result.se
        if "r_dd" in key:
            figures["r_dd"] = result.r_dd
            figures["se_measurement"] = result.se / np.sqrt(2 * result.r_dd)
        for figure, value in figures.items():
            np.testing.assert_allclose(value, key[figure], rtol=1e-9, err_msg=f"{name} {figure}")


def test_every_persons_index_equals_the_anchors(authority: Path) -> None:
    """Row by row, all 72 files of persons with an index; whoever is not there has none here."""
    read = 0
    for name, case in with_an_index(authority).items():
        path = authority / "clinical" / "persons" / f"persons_{name}.csv"
        if not path.exists():
            assert name.startswith("jacobson1989")
            continue
        read += 1
        people, _, _ = two_scores(authority, name)
        result = ours(authority, name, case)
        with path.open(encoding="utf-8", newline="") as stream:
            rows = {row["id"]: row for row in csv.DictReader(stream)}
        here = np.array([one in rows for one in people])
        assert np.isnan(result.index[~here]).all()
        assert set(result.category[~here]) <= {""}
        assert set(result.reason[~here]) <= {"missing-pre", "missing-post"}
        theirs = np.array(
            [[float(rows[one][c]) for c in ("rci", "change")] for one in people if one in rows]
        )
        np.testing.assert_allclose(
            result.index[here], theirs[:, 0], rtol=1e-9, atol=1e-12, err_msg=name
        )
        np.testing.assert_allclose(result.change[here], theirs[:, 1], rtol=1e-12)
        if "_dist_" in name:
            words = [rows[one]["category"].lower() for one in people if one in rows]
            assert result.category[here].tolist() == words
    assert read == 72


def test_the_category_counts_equal_the_anchors(authority: Path) -> None:
    """Of the index alone; with a cutoff, recovered are improved and harmed are deteriorated."""
    for name, case in with_an_index(authority).items():
        counts = {row["category"].lower(): row["n"] for row in case["counts"]}
        theirs = {
            "improved": counts["improved"] + counts.get("recovered", 0),
            "unchanged": counts["unchanged"],
            "deteriorated": counts["deteriorated"] + counts.get("harmed", 0),
        }
        category = ours(authority, name, case).category
        assert {word: int((category == word).sum()) for word in theirs} == theirs, name


def test_one_case_is_recorded_under_the_name_of_another_method(authority: Path) -> None:
    """Named Hageman and Arrindell's, it holds Jacobson and Truax's answer to the last digit."""
    found = cases(authority)
    named, meant = found[ANSWERED_AS_JT], found["jacobson1989_gds_comb_JT_a"]
    assert named["settings"]["rci_method"] == "HA"
    assert (named["key"], named["counts"]) == (meant["key"], meant["counts"])
    _, before, after = two_scores(authority, ANSWERED_AS_JT)
    right = reliable_change(
        before, after, method="hageman-arrindell", reliability=0.97, better="lower"
    )
    assert float(right.critical[0]) == pytest.approx(1.6448536269514722)
    both = ~np.isnan(before + after)
    (v1, c), (_, v2) = np.cov(before[both], after[both])
    error, moved = v1 * (1 - 0.97), after[both] - before[both]
    r_dd = (v1 + v2 - 2 * error - 2 * c) / (v1 + v2 - 2 * c)
    expected = (moved * r_dd + moved.mean() * (1 - r_dd)) / np.sqrt(2 * error * r_dd)
    np.testing.assert_allclose(right.index[both], expected, rtol=1e-12)
    # One person more than the anchor's 12 recovered and 6 improved.
    assert int((right.category == "improved").sum()) == int((expected < -1.645).sum()) == 19


def test_hagemans_reliability_after_treatment_equals_the_anchors(authority: Path) -> None:
    """That the cutoff on true scores is made with."""
    seen = 0
    for name, case in with_an_index(authority).items():
        if "cut_reliability_post" not in case["key"]:
            continue
        seen += 1
        _, before, after = two_scores(authority, name)
        m = pair_moments(before, after, None, pooled=True)
        h = hageman(m.sd, m.sd_post, m.covariance, case["settings"]["reliability"])
        np.testing.assert_allclose(h.r_post, case["key"]["cut_reliability_post"], rtol=1e-9)
        np.testing.assert_allclose(h.r_dd, case["key"]["r_dd"], rtol=1e-9)
        np.testing.assert_allclose(h.sem, case["key"]["se_measurement"], rtol=1e-9)
    assert seen == 12


def test_jacobson_and_truaxs_worked_example(authority: Path) -> None:
    """From 32.5 to 47.5 with a spread of 7.5 and reliability .80: 15/4.74 = 3.16."""
    text = (authority / "clinical" / "jt1991_worked_example.json").read_text(encoding="utf-8")
    example = json.loads(text)
    result = reliable_change(
        example["x1"], example["x2"], sd=example["s1"], reliability=example["rxx"]
    )
    assert float(result.index) == pytest.approx(example["RC"], rel=1e-14)
    assert float(result.se) == pytest.approx(example["Sdiff"], rel=1e-14)
    assert (round(float(result.se), 2), round(float(result.index), 2)) == (4.74, 3.16)
    assert result.category == "improved"
    points = reliable_change_threshold(example["s1"], example["rxx"])
    assert float(points) == pytest.approx(float(result.critical * result.se), rel=1e-14)
