"""What a document of tables says before the first of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from rusfelt._version import __version__
from rusfelt.publishing import Published
from rusfelt.report.names import Names
from rusfelt.report.texts import Texts
from rusfelt.report.tidy_signs import SIGNS, Signs
from rusfelt.report.view_about import about_plan
from rusfelt.report.view_limits import limits_view
from rusfelt.vocabulary import State

__all__ = ["about_rows", "policy_lines"]


def about_rows(
    published: Published, names: Names, called: Callable[[str], str]
) -> Iterator[dict[str, Any]]:
    """Lines of a key, a heading and a text: what it is, what is hidden, what it cannot show.

    Args:
        published: what the document is made of.
        names: what things are called.
        called: what a table is called in this document.
    """
    texts, evaluation = names.texts, published.evaluation
    total = evaluation.total
    lines = [
        ("plan", texts("xlsx.plan"), names.title(evaluation.plan.title)),
        *about_plan(evaluation, names),
        ("publication", texts("xlsx.publication"), _publication(published, texts)),
        *policy_lines(published, names),
        ("hidden", texts("xlsx.hidden"), _hidden(published, names, called("hidden"))),
        ("signs", texts("xlsx.signs"), _signs(published, names)),
        (
            "summary",
            texts("xlsx.summary"),
            texts(
                "xlsx.summary-text",
                decided=total.decided,
                distinct=total.distinct,
                adopted=total.adopted,
            ),
        ),
        ("wording", texts("xlsx.summary"), texts("summary.wording")),
        *(("limit", texts("xlsx.limits"), _remark(each)) for each in _remarks(published, names)),
        ("method", texts("xlsx.method"), texts("method.rules")),
        *(("source", texts("xlsx.sources"), each) for each in _sources(published)),
        (
            "columns",
            texts("xlsx.columns"),
            texts("xlsx.columns-text", sheet=called("dictionary")),
        ),
        ("versions", texts("xlsx.versions"), f"rusfelt {__version__}"),
    ]
    said = ""
    for key, heading, text in lines:
        # A heading stands once over the lines it is for.
        yield {"key": key, "heading": "" if heading == said else heading, "text": text}
        said = heading


def _publication(published: Published, texts: Texts) -> str:
    if published.internal:
        return f"{texts('stamp.internal')}. {texts('stamp.internal-text')}"
    return texts("xlsx.public" if published.policy else "xlsx.public-all")


def policy_lines(published: Published, names: Names) -> Iterator[tuple[str, str, str]]:
    """The rule for small counts in words: key, heading and text."""
    policy, texts = published.policy, names.texts
    if policy is None:
        return
    said = [
        texts(
            "xlsx.policy-text",
            minimum=policy.minimum,
            denominator=policy.least_denominator,
            symbol=policy.symbol,
        )
    ]
    if policy.complements:
        said.append(texts("xlsx.policy-complements"))
    said.append(texts(f"suppression.zeros-{policy.zeros}"))
    if policy.series_rule:
        rule = policy.series_rule
        said.append(
            texts(
                "suppression.series-rule",
                hidden=names.numbers.percent(rule.hidden),
                weak=names.numbers.percent(rule.weak),
                below=rule.weak_below,
            )
        )
    if policy.rounding:
        said.append(texts("xlsx.policy-rounding", base=policy.rounding))
    yield "policy", texts("xlsx.policy"), " ".join(said)


def _hidden(published: Published, names: Names, sheet: str) -> str:
    if not published.hidden:
        return names.texts("tidy.nothing-hidden")
    return names.texts("xlsx.hidden-count", n=len(published.hidden), sheet=sheet)


def _signs(published: Published, names: Names) -> str:
    return names.texts(
        "xlsx.signs-text",
        hidden=Signs.of(published).hidden,
        missing=SIGNS[State.MISSING],
        not_applicable=SIGNS[State.NOT_APPLICABLE],
    )


def _remarks(published: Published, names: Names) -> list[dict[str, Any]]:
    remarks: list[dict[str, Any]] = limits_view(published.evaluation, names)["remarks"]
    return remarks


def _remark(remark: dict[str, Any]) -> str:
    """A remark in one text, ended with the series it holds for."""
    text = f"{remark['lead']} {remark['text']}"
    named = ", ".join(each["text"] for each in remark["several"])
    return f"{text}: {named}." if named else f"{text.rstrip('.')}."


def _sources(published: Published) -> list[str]:
    evaluation = published.evaluation
    figures = {
        point.source
        for each in evaluation.series
        for point in each.case.figures.points
        if point.source
    }
    return sorted(figures | {each.source for each in evaluation.plan.indicators if each.source})
