"""What became of a group of people: everything a group's change should be told with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt.errors import DomainError
from rusfelt.evaluation.engine import evaluate
from rusfelt.evaluation.people.rollup import FEWEST_FOR_MEAN, roll_up
from rusfelt.evaluation.plain import as_json, plain
from rusfelt.evaluator import Evaluator
from rusfelt.evaluators._people import ends
from rusfelt.findings import Findings
from rusfelt.panel import Panel
from rusfelt.plugin import registry
from rusfelt.typing import Array, Bools, Strings
from rusfelt.vocabulary import ChangeCategory, Role

__all__ = ["GroupChange", "group_change"]

_IMPROVED = (str(ChangeCategory.RECOVERED), str(ChangeCategory.IMPROVED))
_OF_CASES = (str(ChangeCategory.RECOVERED), str(ChangeCategory.HARMED))
_MINIMUM = 10


@attrs.frozen(eq=False)
class GroupChange:
    """The change of one group of people in one instrument; no person is in it.

    Attributes:
        indicator: what was scored. group: the population group, empty for everyone.
        policy: how those who dropped out are counted in ``shares``.
        change: mean paired change with intervals, test, and what the dropouts could make of it.
        effect_size: the change in standard deviations of the first score, with its interval.
        shares: each category with count, share, Wilson's interval and bounds over the missing;
            none where fewer than five people have two scores.
        denominators: people who started, have two scores, are missing, were cases at the start.
        method: what the evaluator says of everybody alike: method, boundary, where SDs come from.
        recovery: those recovered out of the cases at the start, where a cutoff is given.
        regression: change to expect from regression to the mean alone, where a norm is given.
        teams: each team's share better, with funnel limits; below the minimum only its name.
        comparison: whether the teams differ by more than chance (exact where feasible).
    """

    indicator: str
    group: str
    policy: str
    change: Mapping[str, Any]
    effect_size: Mapping[str, Any]
    shares: tuple[Mapping[str, Any], ...]
    denominators: Mapping[str, Any]
    method: Mapping[str, Any]
    recovery: Mapping[str, Any] | None = None
    regression: Mapping[str, Any] | None = None
    teams: tuple[Mapping[str, Any], ...] = ()
    comparison: Mapping[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {key: plain(value) for key, value in attrs.asdict(self).items()}

    def to_json(self) -> str:
        """JSON; undefined is ``null``, never NaN."""
        return as_json(self.to_dict())


def group_change(
    panel: Panel,
    evaluator: Evaluator | str = "reliable-change",
    *,
    policy: str = "completers",
    minimum: int = _MINIMUM,
    norm_mean: float | None = None,
    norm_reliability: float | None = None,
    **params: Any,
) -> tuple[GroupChange, ...]:
    """What became of each group: everyone, and every population group, by indicator.

    A change from before to after, without people to compare with, is no effect of anything.

    Args:
        panel: people's scores, as :func:`rusfelt.score` gives them.
        evaluator: gives each person a category: ``reliable-change``, ``clinical-change`` or one
            of one's own, by name or as it is.
        policy: how those without a later score are counted in the shares: ``completers``,
            ``last-observation``, ``baseline-observation``, ``worst-case`` or ``best-case``.
            Bounds that assume nothing stand beside them whatever it is.
        minimum: fewest people a team must have for a figure of its own.
        norm_mean: mean of a norm population, to estimate regression to the mean with.
        norm_reliability: retest reliability there; both or neither.
        params: the evaluator's parameters, when it is given by name.

    Returns:
        One value for each indicator and group.

    Raises:
        DomainError: scores of a process measure or of different people each time, an evaluator
            that gives no categories, or parameters that contradict each other.
        UnknownNameError: nothing offers that name.
    """
    _refuse(panel, norm_mean, norm_reliability)
    made = registry().evaluator(evaluator, **params) if isinstance(evaluator, str) else evaluator
    found = []
    for indicator in np.unique(panel.indicator).tolist():
        mine = np.asarray(panel.indicator == indicator)
        for group in dict.fromkeys(["", *np.unique(panel.group[mine]).tolist()]):
            rows = mine if group == "" else mine & np.asarray(panel.group == group)
            people = panel.take(rows)
            asked = _Asked(made, policy, minimum, norm_mean, norm_reliability)
            found.append(_one(people, indicator, group, asked))
    return tuple(found)


@attrs.frozen
class _Asked:
    evaluator: Evaluator
    policy: str
    minimum: int
    norm_mean: float | None
    norm_reliability: float | None


def _refuse(panel: Panel, mean: float | None, reliability: float | None) -> None:
    roles = panel.per_series.get("role")
    if roles is not None and np.any(roles == str(Role.PROCESS)):
        msg = "A process measure is about the session and no outcome. Score an outcome measure."
        raise DomainError(msg)
    designs = panel.per_series.get("design")
    if designs is not None and np.any(~np.isin(designs, ["", "panel"])):
        msg = "New people were asked each time, so nobody can be said to have changed. Compare the years."
        raise DomainError(msg)
    if (mean is None) != (reliability is None):
        msg = "Regression to the mean needs the norm's mean and its reliability. Give both."
        raise DomainError(msg)


def _one(people: Panel, indicator: str, group: str, asked: _Asked) -> GroupChange:
    from rusfelt.stats.change.category_shares import category_shares  # noqa: PLC0415 - loads scipy
    from rusfelt.stats.change.pre_post_effect_size import (  # noqa: PLC0415 - likewise
        pre_post_effect_size,
    )

    findings = evaluate(people, asked.evaluator)
    categories = _categories(findings, asked.evaluator)
    times: dict[str, Any] = {name: getattr(asked.evaluator, name, None) for name in ("pre", "post")}
    before, after = ends(people, **times)
    started = ~np.isnan(before)
    case = _flags(findings, "clinical_pre")
    last = None
    if asked.policy == "last-observation":
        last = _last_seen(people, asked.evaluator)
    counted: dict[str, Any] = {
        "policy": asked.policy,
        "started": started | (categories != ""),
        "case": case,
        "last": last,
    }
    shares = category_shares(categories, **counted)
    # Counts and means of so few are about each of them.
    few = int(shares.two_scores) < FEWEST_FOR_MEAN
    recovery = None
    if case is not None and not few:
        of_cases = category_shares(categories, **counted, cases_only=True)
        recovery = next(_shares(of_cases, by_case=True))
    effect = pre_post_effect_size(before, after)._asdict()
    if few:
        effect |= dict.fromkeys(("d", "g", "low", "high"), np.nan) | {"reason": "few-people"}
    paired = evaluate(people, "paired-change", **times)
    rolled = roll_up(findings)
    told = {key: each for key, each in rolled.items() if isinstance(each, (str, int, float))}
    return GroupChange(
        indicator=indicator,
        group=group,
        policy=asked.policy,
        change=roll_up(paired, people=len(people)),
        effect_size={
            name: np.asarray(effect[name]).item()
            for name in ("d", "g", "low", "high", "pairs", "standardiser", "method", "reason")
        },
        shares=() if few else tuple(_shares(shares, by_case=case is not None)),
        denominators={
            "started": int(shares.started),
            "two_scores": int(shares.two_scores),
            "missing": int(shares.missing),
            "case_at_start": None if case is None else int(shares.case_at_start),
        },
        method={"evaluator": asked.evaluator.spec.name, **told},
        recovery=recovery,
        regression=None if few else _regression(before, after, asked),
        **_teams(people, categories, asked.minimum),
    )


def _categories(findings: Findings, evaluator: Evaluator) -> Strings:
    if "category" not in findings or findings.spec.rows != "series":
        msg = f"{evaluator.spec.name!r} gives people no categories. Use reliable-change or clinical-change."
        raise DomainError(msg)
    ok = findings.status == "ok"
    return np.where(ok, findings["category"], "").astype("<U12")


def _flags(findings: Findings, name: str) -> Bools | None:
    return None if name not in findings else np.asarray(findings[name], dtype=np.bool_)


def _last_seen(people: Panel, evaluator: Evaluator) -> Strings | None:
    """Categories at the last score seen, for those who have none at the time asked for."""
    if getattr(evaluator, "post", None) is None or not attrs.has(type(evaluator)):
        return np.full(len(people), str(ChangeCategory.UNCHANGED), dtype="<U12")
    given: Any = evaluator
    freed: Evaluator = attrs.evolve(given, post=None)
    return _categories(evaluate(people, freed), evaluator)


def _shares(shares: Any, *, by_case: bool) -> Iterator[dict[str, Any]]:
    for place, word in enumerate(shares.category.tolist()):
        if word in _OF_CASES and not by_case:
            # Without a cutoff nobody can be told to have recovered, or to have come to harm.
            continue
        yield {
            "category": word,
            "n": int(shares.count[place]),
            "of": int(shares.denominator),
            **{
                name: float(getattr(shares, name)[place])
                for name in ("share", "low", "high", "bound_low", "bound_high")
            },
        }


def _regression(before: Array, after: Array, asked: _Asked) -> dict[str, Any] | None:
    if asked.norm_mean is None or asked.norm_reliability is None:
        return None
    from rusfelt.stats.change.regression_to_mean import (  # noqa: PLC0415 - loads scipy
        regression_to_mean,
    )

    found = regression_to_mean(
        before, after, norm_mean=asked.norm_mean, reliability=asked.norm_reliability
    )
    names = ("expected", "observed", "beyond", "low", "high", "p", "pairs", "reason")
    return {name: np.asarray(getattr(found, name)).item() for name in names}


def _teams(people: Panel, categories: Strings, minimum: int) -> dict[str, Any]:
    clusters = people.per_series.get("cluster")
    if clusters is None or not len(people) or not np.any(categories != ""):
        return {}
    from rusfelt.stats.change.compare_clusters import compare_clusters  # noqa: PLC0415

    named = np.where(clusters == "", "?", clusters)
    counted = (categories != "") & (clusters != "")
    found = compare_clusters(
        np.isin(categories, _IMPROVED) & counted, named, counted=counted, minimum=minimum
    )
    teams = [
        {
            "team": label,
            "n": _whole(found.n[place]),
            "improved": _whole(found.x[place]),
            "share": float(found.share[place]),
            "low": float(found.low[place]),
            "high": float(found.high[place]),
            "limit_low": [float(each) for each in found.limit_low[place]],
            "limit_high": [float(each) for each in found.limit_high[place]],
            "outside": [float(each) for each in found.flag[place]],
            "reason": str(found.reason[place]),
        }
        for place, label in enumerate(found.cluster.tolist())
    ]
    comparison = {
        name: np.asarray(getattr(found, name)).item()
        for name in ("target", "p", "test", "chi2", "df", "compared", "left_out", "why")
    }
    return {"teams": tuple(teams), "comparison": {**comparison, "minimum": minimum}}


def _whole(value: Any) -> int | None:
    return None if np.isnan(value) else int(value)
