"""What every public statistic takes, in short, so that arguments can be made up for all of them.

A recipe names each argument's role and axes: ``"count *n"`` is a count at each of n points of
each row. In axes ``*`` is the batch, letters are lengths, none is one number for all rows, and
alternatives stand between bars. A role that ends in ``?`` may be left out. Words, flags and whole
numbers are options for the whole call: ``"word? exact|normal"``, ``"flag?"``, ``"whole? 0,3"``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rusfelt import stats

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    Shape = tuple[int, ...]

OPTIONS = {"word", "flag", "whole", "mask"}

# How to make legal figures of each role; roles fit together, a part being at most its whole.
LEGAL: dict[str, Callable[[Generator, Shape], Any]] = {
    "value": lambda rng, shape: rng.integers(-9, 9, shape) * rng.choice([1.0, 0.37]),
    "figure": lambda rng, shape: rng.integers(-9, 9, shape) * rng.choice([1.0, 0.37]),
    "positive": lambda rng, shape: rng.gamma(3, 5, shape) + 0.1,
    "count": lambda rng, shape: rng.poisson(4, shape),
    "part": lambda rng, shape: rng.integers(0, 20, shape),
    "whole-part": lambda rng, shape: rng.integers(20, 60, shape),
    "exposure": lambda rng, shape: rng.uniform(0.5, 100, shape),
    "people": lambda rng, shape: rng.uniform(0.5, 100, shape),
    "error": lambda rng, shape: rng.uniform(0.2, 3, shape),
    "error-or-0": lambda rng, shape: rng.uniform(0, 3, shape),
    "error-or-nan": lambda rng, shape: rng.uniform(0, 3, shape),
    "level": lambda rng, shape: rng.choice([0.5, 0.8, 0.9, 0.95, 0.998], shape),
    "share": lambda rng, shape: rng.uniform(0, 1, shape),
    "p": lambda rng, shape: rng.uniform(0, 1, shape),
    "times": lambda rng, shape: np.cumsum(rng.integers(1, 4, shape), axis=-1),
    "ages": lambda rng, shape: np.cumsum(rng.integers(1, 9, shape), axis=-1),
    "first": lambda rng, shape: rng.uniform(2000, 2005, shape),
    "now": lambda rng, shape: rng.uniform(2006, 2010, shape),
    "due": lambda rng, shape: rng.uniform(2011, 2030, shape),
    "lower": lambda rng, shape: rng.uniform(-5, 0, shape),
    "upper": lambda rng, shape: rng.uniform(0, 5, shape),
    "lower-line": lambda rng, shape: rng.uniform(-5, 0, shape),
    "upper-line": lambda rng, shape: rng.uniform(0, 5, shape),
    "moment": lambda rng, shape: rng.uniform(2006, 2010, shape),
    "when": lambda rng, shape: rng.uniform(2011, 2030, shape),
    "deviations": lambda rng, shape: rng.uniform(0.1, 2, shape),
    "small": lambda rng, shape: rng.uniform(0.1, 0.9, shape),
    "large": lambda rng, shape: rng.uniform(1.1, 5, shape),
    "within": lambda rng, shape: rng.uniform(3, 4, shape),
    "better": lambda rng, shape: rng.choice(["higher", "lower"], shape),
    "seasons": lambda _, shape: np.arange(shape[0] if shape else 1) % 3,
    "split": lambda _, shape: np.arange(shape[0] if shape else 2) % 2 == 1,
    "group": lambda rng, shape: rng.choice(["a", "b", "c"], shape),
    "length": lambda rng, shape: rng.integers(1, 4, shape),
    "points-of": lambda rng, shape: rng.normal(size=shape),
    "percent": lambda rng, shape: rng.integers(0, 101, shape),
    "of": lambda rng, shape: rng.integers(1, 400, shape),
    "population": lambda _, __: stats.EUROPEAN_2013,
    "wider": lambda _, __: np.array([0, 5, 20, 65]),
}  # fmt: skip

# What no row may hold in each role.
REFUSED: dict[str, tuple[Any, ...]] = {
    "value": (np.nan, np.inf, -np.inf),
    "figure": (np.inf, -np.inf),
    "points-of": (np.nan, np.inf),
    "positive": (0.0, -1.0, np.nan, np.inf),
    "count": (-1.0, 0.5, np.nan, np.inf, 2.0**54),
    "part": (-1.0, 0.5, 1000.0, np.nan, np.inf),
    "whole-part": (0.0, -1.0, 0.5, np.nan, np.inf),
    "exposure": (0.0, -1.0, np.nan, np.inf),
    "people": (-1.0, np.nan, np.inf),
    "error": (0.0, -1.0, np.nan, np.inf),
    "error-or-0": (-1.0, np.nan, np.inf),
    "error-or-nan": (-1.0, np.inf),
    "level": (0.0, 1.0, -0.1, 1.1, 95.0, np.nan, np.inf),
    "share": (-0.1, 1.1, np.nan, np.inf),
    "p": (-0.1, 1.1, np.inf),
    "times": (np.nan, np.inf, -99.0),
    "better": ("sideways", ""),
    "first": (np.inf, 2050.0),
    "now": (np.inf, 1900.0),
    "due": (np.inf, 1900.0),
    "moment": (np.inf,),
    "when": (np.inf, -np.inf),
    "deviations": (-1.0, np.inf),
    "lower": (np.inf, 6.0),
    "upper": (-np.inf, -6.0),
    "small": (0.0, -1.0, np.nan, np.inf),
    "large": (0.0, -1.0, np.nan, np.inf),
    "length": (0.0, 2001.0, -1.0),
}


class Drawn(NamedTuple):
    """One argument as drawn: its value, its role, and its axes (``None`` for an option)."""

    value: Any
    role: str
    axes: str | None


class Recipe:
    """How to make up arguments for one public function.

    Args:
        name: of the function.
        lengths: of the axes: what ``n`` and other letters may be.
        infinite: fields in which an infinity is a documented answer.
        rows: whether there is a batch at all.
        led_by: the argument whose batch it is, where the others only fit themselves to it.
        arguments: role and axes of each.
    """

    def __init__(
        self,
        name: str,
        /,
        *,
        lengths: dict[str, tuple[int, ...]] | None = None,
        infinite: str = "",
        rows: bool = True,
        led_by: str = "",
        **arguments: str,
    ) -> None:
        self.name = name
        self.function = getattr(stats, name)
        self.lengths = {"n": (0, 1, 2, 3, 5, 8, 12)} | (lengths or {})
        self.infinite = frozenset(infinite.split())
        self.rows = rows
        self.led_by = led_by
        self.arguments = arguments

    def draw(
        self, rng: Generator, batch: Shape, *, whole: bool = False, least: int = 0
    ) -> dict[str, Drawn]:
        """Legal arguments for a batch.

        ``whole`` leaves nothing out, gives every argument the batch it may have, raises every
        flag and takes the first of the words.
        """
        sizes = {
            axis: int(rng.choice([n for n in of if n >= least] or [max(of)]))
            for axis, of in self.lengths.items()
        }
        drawn = {}
        for name, text in self.arguments.items():
            role, _, rest = text.partition(" ")
            if role.endswith("?") and not whole and rng.random() < 0.5:
                continue
            role = role.rstrip("?")
            if role in OPTIONS:
                drawn[name] = Drawn(_option(rng, role, rest, first=whole), role, None)
                continue
            ways = rest.split("|")
            axes = ways[-1] if whole else str(rng.choice(ways))
            if axes == "*" and not whole and rng.random() < 0.3:
                axes = ""
            shape = (batch if axes.startswith("*") else ()) + tuple(
                sizes[letter] for letter in axes.lstrip("*")
            )
            drawn[name] = Drawn(LEGAL[role](rng, shape), role, axes)
        return drawn


def _option(rng: Generator, role: str, rest: str, *, first: bool) -> object:
    if role == "flag":
        return first or bool(rng.random() < 0.5)
    if role == "word":
        return rest.partition("|")[0] if first else str(rng.choice(rest.split("|")))
    return int(rng.choice([int(number) for number in rest.split(",")]))


def arguments(drawn: dict[str, Drawn]) -> dict[str, Any]:
    """The values alone, to call with."""
    return {name: one.value for name, one in drawn.items()}


def public_functions() -> set[str]:
    """Everything in ``rusfelt.stats`` that computes."""
    found = {name: getattr(stats, name) for name in stats.__all__}
    return {name for name, it in found.items() if callable(it) and not isinstance(it, type)}


_SHARES = {"x": "part *", "n": "whole-part *", "confidence": "level? *"}
_ONE_LEVEL = {"confidence": "level? "}
_CHART = {"baseline": "whole? 2,3,99"}
_RULES = {"rules": "word? making-data-count|anhoej|shift|trend", "trend": "whole? 2,7",
          "shift": "whole? 2,7"}  # fmt: skip
_TREND = {"confidence": "level? ", "change_confidence": "level? "}
_KIND = {"kind": "word? proportion|rate|ratio"}
_PACE = {"baseline": "figure *", "t0": "first *", "latest": "figure *", "t": "now *",
         "target": "figure *", "due": "due *"}  # fmt: skip
_AGES = {"x": "count *k", "exposure": "people *k"}
_REFERENCE = {"reference_x": "count k|*k", "reference_exposure": "people k|*k"}
_GROUPS = {"value": "value *n", "se": "error *n", "population": "exposure *n"}
_AGE_GROUPS = {"k": (1, 2, 5)}

RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe("assurance", lower="lower *", upper="upper *", target="figure *", better="better *"),
        Recipe("benjamini_hochberg", p="p *n"),
        Recipe("benjamini_yekutieli", p="p *n"),
        Recipe("holm", p="p *n"),
        Recipe("byar", x="count *", exposure="exposure? *", confidence="level? *"),
        Recipe("poisson_exact", x="count *", exposure="exposure? *", confidence="level? *"),
        Recipe("rate", x="count *", exposure="exposure *", factor="exposure? *",
               method="word? exact|byar", confidence="level? *"),
        Recipe("wilson", **_SHARES),
        Recipe("clopper_pearson", **_SHARES),
        Recipe("proportion", **_SHARES, method="word? wilson|clopper-pearson"),
        Recipe("newcombe", x1="part *", n1="whole-part *", x2="part *", n2="whole-part *",
               confidence="level? *"),
        Recipe("proportion_difference", x1="part *", n1="whole-part *", x2="part *",
               n2="whole-part *", confidence="level? *", change_confidence="level? *"),
        Recipe("normal_interval", value="value *", se="error *", confidence="level? *"),
        Recipe("z_difference", y1="value *", se1="error-or-0 *", y2="value *", se2="error-or-0 *",
               confidence="level? *", change_confidence="level? *",
               infinite="difference low high z change_low change_high"),
        Recipe("mean_interval", y="value *n", confidence="level? *"),
        Recipe("moments", y="value *n"),
        Recipe("lag_one_autocorrelation", y="value *n"),
        Recipe("chance_of_target", y="value *n", t="times? n|*n", target="figure *", due="when *",
               better="better *", **_ONE_LEVEL),
        Recipe("compound_pace", **_PACE, better="better *"),
        Recipe("linear_pace", **_PACE),
        Recipe("target_progress", baseline="figure *", latest="figure *", target="figure *"),
        Recipe("hp2030_status", baseline="figure *", latest="figure *", target="figure *",
               se0="error-or-nan? *", se1="error-or-nan? *", better="better *"),
        Recipe("required_change", latest="figure *", t="moment *", target="figure *", due="when *",
               kind="word? linear|compound", better="better? *"),
        Recipe("cusum", y="value *n", centre="figure *", sd="error-or-nan *", k="deviations? *",
               h="exposure? *", start="error-or-0? *"),
        Recipe("poisson_cusum", x="count *n", expected="small *", detect="large *",
               h="exposure *", exposure="exposure? *n", start="error-or-0? *"),
        Recipe("detectable_count", baseline="count *", exposure_ratio="error? *",
               alpha="level? *", infinite="low high"),
        Recipe("rate_ratio_exact", x1="count *", x2="count *", exposure1="exposure? *",
               exposure2="exposure? *", confidence="level? *", change_confidence="level? *",
               infinite="ratio high"),
        Recipe("relative_to", before="count *", after="count *", rest_before="count *",
               rest_after="count *", exposure_before="exposure? *", exposure_after="exposure? *",
               rest_exposure_before="exposure? *", rest_exposure_after="exposure? *",
               confidence="level? *", infinite="ratio high place_ratio rest_ratio"),
        Recipe("homogeneity", x="count *n", exposure="exposure? *n"),
        Recipe("proportion_homogeneity", x="part *n", n="whole-part *n"),
        Recipe("difference_in_differences", y="value *ut", treated="split u", post="split t",
               **_ONE_LEVEL, seed="whole? 0,7", lengths={"u": (2, 4, 5), "t": (2, 3)},
               infinite="low high"),
        Recipe("interrupted_series", y="value *n", interruption="within *", t="times? n|*n",
               method="word? ols|newey-west|prais-winsten", lags="whole? 0,1,2", **_ONE_LEVEL),
        Recipe("direct_rate", **_AGES, weights="people k|*k", method="word? dobson|fay-feuer",
               factor="exposure? *", confidence="level? *", minimum_events="count? *",
               lengths=_AGE_GROUPS),
        Recipe("expected_events", exposure="people *k", **_REFERENCE, lengths=_AGE_GROUPS),
        Recipe("indirect_ratio", **_AGES, **_REFERENCE, method="word? byar|exact",
               factor="exposure? *", confidence="level? *", lengths=_AGE_GROUPS),
        Recipe("repeated_events", persons="count *f", times="count? f", lengths={"f": (1, 3)}),
        Recipe("false_alarm_rate", n="length *", **_RULES, screened="flag?",
               centre="word? mean|median", autocorrelation="share? ", **_CHART),
        Recipe("fingertips_trend", x="part *n", n="whole-part *n", t="times? n|*n",
               use_last="flag?", lengths={"n": (0, 3, 5, 6)}, infinite="slope"),
        Recipe("funnel", x="part *n", n="whole-part *n", **_KIND, target="share? *",
               confidence="level? ", overdispersion="word? spiegelhalter"),
        Recipe("funnel_limits", target="share *", n="of *", **_KIND, confidence="level? ",
               tau2="error-or-nan? *"),
        Recipe("shrink", x="part *n", n="whole-part *n", kind="word? proportion|rate"),
        Recipe("g_chart", gaps="count *n", **_CHART, method="word? probability|sigma"),
        Recipe("t_chart", times="positive *n", screened="flag?", **_CHART),
        Recipe("xmr", y="value *n", screened="flag?", **_CHART),
        Recipe("p_chart", x="part *n", n="whole-part *n", prime="flag?", **_CHART),
        Recipe("u_chart", x="count *n", exposure="exposure *n", prime="flag?", **_CHART),
        Recipe("run_rules", y="value *n", centre="lower-line *", lower="lower-line? *", upper="upper-line? *",
               **_RULES, led_by="y"),
        Recipe("joinpoint", y="positive *n", t="times? n|*n", se="error? *n",
               scale="word? log|linear", method="word permutation|bic|bic3",
               max_joinpoints="whole? 0,1", permutations="whole 20", minimum_points="whole? 1,2",
               seed="whole? 0,3", **_ONE_LEVEL, infinite="bic"),
        Recipe("least_squares", x="points-of nk|*nk", y="value *n", weights="error-or-0? n|*n",
               lengths={"k": (1, 2, 3)}, infinite="f condition"),
        Recipe("one_way_anova", y="value *n", group="group n", infinite="f"),
        Recipe("mann_kendall", y="value *n", method="word? auto|exact|normal"),
        Recipe("prewhitened_mann_kendall", y="value *n", method="word? auto|exact|normal"),
        Recipe("seasonal_mann_kendall", y="value *n", seasons="seasons n", first="whole? 0,1",
               method="word? auto|exact|normal", dependence="word? independent|correlated"),
        Recipe("regional_mann_kendall", y="value *rn", method="word? auto|exact|normal",
               dependence="word? independent|correlated", lengths={"r": (1, 2, 3)}),
        Recipe("sen_slope", y="value *n", t="times? n|*n", **_ONE_LEVEL, infinite="low high"),
        Recipe("poisson_trend", x="count *n", t="times? n|*n", exposure="exposure? *n", **_TREND,
               method="word? auto|exact|log-linear|score", infinite="slope low high df"),
        Recipe("proportion_trend", x="part *n", n="whole-part *n", t="times? n|*n", **_TREND,
               method="word? auto|exact|logistic|score", infinite="slope low high df"),
        Recipe("weighted_trend", y="value *n", se="error *n", t="times? n|*n", **_TREND, infinite="df"),
        Recipe("pool", estimate="value *n", se="error *n",
               method="word? dersimonian-laird|paule-mandel|reml",
               interval="word? hartung-knapp|modified-hartung-knapp|normal", **_ONE_LEVEL),
        Recipe("rank_uncertainty", value="value *n", se="error *n", **_ONE_LEVEL,
               better="word? higher|lower", joint="flag?"),
        Recipe("relative_index", **_GROUPS, **_ONE_LEVEL, scale="word? linear|log"),
        Recipe("slope_index", **_GROUPS, **_ONE_LEVEL),
        Recipe("reliable_change_threshold", sd="error-or-0 *", reliability="share *",
               confidence="level? *"),
        Recipe("standard_population", first_ages="ages n", counts="people n", last="whole? 120",
               rows=False),
        Recipe("regrouped", population="population ", first_ages="wider n", rows=False),
        Recipe("whole_number_counts", percent="percent ", n="of ", decimals="whole? 0,2",
               rows=False),
    )
}  # fmt: skip
