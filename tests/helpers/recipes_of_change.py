"""The recipes of one person's change, and of a group's."""

from __future__ import annotations

from functools import partial
from typing import Any

from recipe import Recipe

from rusfelt import stats

_SCORES = {"pre": "score *n", "post": "score *n"}
_BY_PLACE = {"pre": "pre-by-place *n", "post": "post-by-place *n",
             "reliable": "reliable-by-place *n"}  # fmt: skip
_ONE_LEVEL = {"confidence": "level? "}
_LEVELS = {"confidence": "level? *"}
_BETTER = {"better": "word? higher|lower"}
_DIRECTION = {"better": "word higher|lower"}
_PEOPLE = {"people": "n", "nobody": True}
# Figures from a norm in place of the sample's own.
_HAGEMAN = {"reliability": "reliability |*n", "sd": "error? |*n", "mean_post": "value? |*n",
            "sd_post": "error? |*n", "group": "group? *n", "pooled": "flag?",
            "confidence": "high-level? "}  # fmt: skip
_METHODS = "|".join(stats.RELIABLE_CHANGE_METHODS[:-1])
_NORMS = {"method": f"word? {_METHODS}", **_HAGEMAN, "confidence": "high-level? |*n",
          "mean": "value? |*n", "correlation": "correlation? |*n",
          "reliability_post": "reliability? |*n"}  # fmt: skip
_THERAPIES = {"pre": "score *pm", "post": "score *pm", "caseness": "value m|*pm",
              "reliable": "positive m|*pm", "better": "better? |m"}  # fmt: skip
_MEASURES = {"p": (0, 1, 2, 5, 7), "m": (1, 2, 3)}
_REFERENCE = {"intercept": "value |*n", "slope": "value |*n", "sd": "positive |*n",
              "version": "word made-up", "mean_change": "value? |*n"}  # fmt: skip


def _therapies_shares(**values: Any) -> stats.TalkingTherapiesShares:
    return stats.talking_therapies_shares(stats.talking_therapies(**values))


CHANGE = (
    Recipe("reliable_change", **_SCORES, **_NORMS, **_BETTER, **_PEOPLE),
    Recipe("reliable_change", "by group", **_PEOPLE, **_SCORES, **_BETTER,
           method=f"word {_METHODS}", reliability="reliability |*n", group="group *n",
           call=partial(stats.reliable_change, pooled=False)),
    Recipe("reliable_change", "by label", **_PEOPLE, **_SCORES, **_BETTER,
           method=f"word {_METHODS}", reliability="reliability-by-label ", sd="by-label? ",
           mean="by-label? ", group="group *n"),
    Recipe("reliable_change", "published", **_PEOPLE, **_SCORES, **_BETTER,
           threshold="positive |*n", operator="word >=|>",
           call=partial(stats.reliable_change, method="published")),
    Recipe("reliable_change_threshold", sd="error-or-0 *", reliability="share *", **_LEVELS),
    Recipe("clinical_cutoff", kind="word c|a|b", **_DIRECTION, mean_clinical="cutoff *",
           sd_clinical="error-or-nan *", mean_functional="cutoff *", sd_functional="error-or-nan *"),
    Recipe("clinical_cutoff", "true scores", kind="word c|a|b", **_DIRECTION,
           mean_clinical="cutoff *", sd_clinical="error-or-nan *", mean_functional="cutoff *",
           sd_functional="error-or-nan *", reliability="reliability *",
           call=partial(stats.clinical_cutoff, true_scores=True)),
    Recipe("clinical_change", **_PEOPLE, **_BY_PLACE, **_BETTER, cutoff="cutoff |*n"),
    Recipe("clinical_change", "operator", **_PEOPLE, **_BY_PLACE, cutoff="cutoff |*n",
           cutoff_operator="word? >|>=", call=partial(stats.clinical_change, better="lower")),
    Recipe("clinical_change", "hageman-arrindell", **_PEOPLE, **_BY_PLACE, **_BETTER,
           cutoff="cutoff |*n", **_HAGEMAN,
           call=partial(stats.clinical_change, method="hageman-arrindell")),
    Recipe("status_change", **_PEOPLE, **_SCORES, **_DIRECTION, cutoff="cutoff |*n"),
    Recipe("status_change", "operator", **_PEOPLE, **_SCORES, cutoff="cutoff |*n",
           cutoff_operator="word? <|<=", call=partial(stats.status_change, better="higher")),
    Recipe("status_change", "hageman-arrindell", **_PEOPLE, **_SCORES, **_DIRECTION,
           cutoff="cutoff |*n", **_HAGEMAN,
           call=partial(stats.status_change, method="hageman-arrindell")),
    Recipe("individual_significance", **_PEOPLE, **_SCORES, cutoff="cutoff |*n", **_HAGEMAN),
    Recipe("anchor_change", **_PEOPLE, **_SCORES, important="positive ",
           deteriorated="positive? ", **_DIRECTION),
    Recipe("percentage_change", **_PEOPLE, **_SCORES, improved="least-share ",
           deteriorated="least-share? ", **_DIRECTION),
    Recipe("talking_therapies", people="p", nobody=True, **_THERAPIES, sessions="count? *p",
           lengths=_MEASURES),
    Recipe("talking_therapies_shares", people="p", **_THERAPIES, sessions="count? *p",
           lengths=_MEASURES, call=_therapies_shares),
    Recipe("individual_slopes", ragged=True, t="wave-times m", y="wave-scores m",
           offsets="offsets m", **_BETTER, **_ONE_LEVEL, lengths={"m": (0, 5, 24, 31)}),
    Recipe("paired_change", **_PEOPLE, **_SCORES, **_BETTER, **_LEVELS,
           change_confidence="level? *"),
    Recipe("paired_change_by", **_PEOPLE, **_SCORES, group="group n", **_BETTER, **_ONE_LEVEL,
           change_confidence="level? ", apart="group"),
    Recipe("pre_post_effect_size", **_PEOPLE, **_SCORES,
           standardiser="word? change|pre|average", **_LEVELS),
    Recipe("norm_standardised", **_PEOPLE, score="score *n", mean="value |*n",
           sd="positive |*n", source="word made-up", **_LEVELS),
    Recipe("severity_adjusted_effect_size", **_PEOPLE, **_SCORES, **_REFERENCE,
           cutoff="value? |*n", **_BETTER, **_LEVELS),
    Recipe("severity_adjusted_effect_size", "operator", **_PEOPLE, **_SCORES,
           **_REFERENCE, cutoff="value |*n", cutoff_operator="word <=|<", **_LEVELS),
    Recipe("regression_to_mean", **_PEOPLE, **_SCORES, norm_mean="value |*n",
           reliability="reliability |*n", **_LEVELS),
    Recipe("regression_to_mean_by_cutoff", norm_mean="value *", norm_sd="positive *",
           reliability="reliability *", cutoff="value *", selected="word above|below"),
    Recipe("group_anchor", **_PEOPLE, **_SCORES, important="positive ", **_DIRECTION,
           **_ONE_LEVEL),
    Recipe("group_anchor_between", people="mn", nobody=True, reference="score *m",
           comparison="score *n", important="positive ", **_DIRECTION, **_ONE_LEVEL,
           lengths={"m": (0, 1, 2, 4, 6)}),
    Recipe("hageman_group", **_PEOPLE, **_SCORES, cutoff="cutoff *",
           reliability="reliability *", **_DIRECTION),
    Recipe("category_shares", people="n", category="category *n", **_LEVELS, apart="category",
           policy="word completers|baseline-observation|worst-case|best-case"),
    Recipe("category_shares", "cases", people="n", category="category-by-place *n",
           started="started-by-place n|*n", case="case-by-place n|*n", cases_only="flag?",
           last="category-by-place *n", **_LEVELS, apart="category",
           policy="word last-observation|completers|worst-case|best-case"),
    Recipe("sign_test", improved="count *", deteriorated="count *"),
    Recipe("fill_missing_post", **_PEOPLE, **_SCORES, last="score *n", lowest="low-end ",
           highest="high-end ", **_BETTER,
           policy="word last-observation|worst-case|best-case|completers|baseline-observation"),
    Recipe("dropout_bounds", **_PEOPLE, **_SCORES, lowest="low-end ", highest="high-end ",
           **_BETTER),
    Recipe("compare_clusters", people="n", hit="hit-by-place *n", cluster="group n",
           counted="started-by-place n|*n", minimum="whole? 1,2,3", confidence="level? |l",
           lengths={"l": (1, 2)}, apart="cluster"),
)  # fmt: skip
