"""``rusfelt change``: what became of a group of people."""

from __future__ import annotations

import csv
import io
from typing import Any

import click

from rusfelt.catalogue.instrument_loader import load_instrument
from rusfelt.catalogue.scoring import score as score_answers
from rusfelt.cli._answers import read_answers
from rusfelt.cli._change_screen import change_text
from rusfelt.cli._common import emit, language_option
from rusfelt.domain import Instrument
from rusfelt.errors import DomainError, PluginError
from rusfelt.evaluation.people.change import GroupChange, group_change
from rusfelt.evaluation.plain import as_json
from rusfelt.io.at_lines import at_lines
from rusfelt.vocabulary import Role

__all__ = ["change"]

_FORMATS = ("table", "json", "csv")
_METHODS = (
    "jacobson-truax", "gulliksen-lord-novick", "hsu-linn-lord", "edwards-nunnally",
    "nunnally-kotsch", "hageman-arrindell", "published",
)  # fmt: skip
_POLICIES = (
    "completers", "last-observation", "baseline-observation", "worst-case", "best-case",
)  # fmt: skip


@click.command()
@click.argument("instrument")
@click.argument("data")
@click.option("--method", type=click.Choice(_METHODS), default="jacobson-truax", show_default=True)
@click.option("--reliability", type=float, help="Reliability of the scale, between 0 and 1.")
@click.option("--sd", type=float, help="Standard deviation of a norm; unsaid, the sample's own.")
@click.option("--norm", metavar="POPULATION", help="Take SD and reliability from this norm.")
@click.option("--threshold", type=float, help="Of a published reliable change, in points.")
@click.option("--operator", type=click.Choice((">=", ">")), help="How it is held.")
@click.option("--source", metavar="TEXT", help="Where it is from; chooses between published ones.")
@click.option("--population", metavar="TEXT", help="Whom a published threshold is for.")
@click.option("--cutoff", type=float, help="Between a clinical and a general population.")
@click.option(
    "--cutoff-operator",
    type=click.Choice(("<", "<=", ">", ">=")),
    help="Which scores are clinical; unsaid, someone exactly at the cutoff is on neither side.",
)
@click.option("--policy", type=click.Choice(_POLICIES), default="completers", show_default=True)
@click.option("--cluster", metavar="COLUMN", help="Team or clinic, to compare.")
@click.option(
    "--minimum", type=click.IntRange(1), default=10, show_default=True, help="Fewest in a team."
)
@click.option("--unit", metavar="COLUMN", help="Whose answers a row holds; unsaid, by usual names.")
@click.option("--time", "t", metavar="COLUMN", help="When; unsaid, by usual names.")
@click.option("--pre", type=float, help="Time of the first score; unsaid, the earliest.")
@click.option("--post", type=float, help="Time of the later score; unsaid, the latest.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table")
@click.option("-o", "--output", metavar="FILE", help="Write to a file, whole or not at all.")
@language_option
def change(
    instrument: str,
    data: str,
    form: str,
    output: str | None,
    language: str,
    **options: Any,
) -> None:
    """Say what became of the people in DATA, by the rules of INSTRUMENT (an id or a file).

    Only groups are shown, with counts, intervals and what those who dropped out could change.
    """
    rule = load_instrument(instrument)
    if rule.role is Role.PROCESS:
        msg = f"{rule.id!r} is about the session and not the person: no outcome can be made of it."
        raise DomainError(msg)
    answers = read_answers(data)
    asked = {name: options[name] for name in ("unit", "t", "cluster")}
    panel = at_lines(answers, lambda: score_answers(rule, answers.columns, **asked))
    name, params = _evaluator(rule, options)
    try:
        found = group_change(
            panel, name, policy=options["policy"], minimum=options["minimum"], **params
        )
    except PluginError as error:
        raise click.UsageError(str(error)) from None
    if form == "json":
        text = as_json([each.to_dict() for each in found])
    elif form == "csv":
        text = _csv(found)
    else:
        text = change_text(found, rule, language, file=output is not None)
    emit(text, output)


def _evaluator(rule: Instrument, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Which evaluator, and with which parameters."""
    names = ("method", "reliability", "sd", "threshold", "operator", "pre", "post", "source")
    params = {name: options[name] for name in names if options[name] is not None}
    try:
        if options["norm"] is not None:
            params |= _norm(rule, options["norm"], params)
        if options["method"] == "published":
            params |= _published(rule, options)
    except DomainError as error:
        raise click.UsageError(str(error)) from None
    if options["cutoff"] is None:
        return "reliable-change", params
    params["cutoff"] = options["cutoff"]
    if options["cutoff_operator"]:
        params["cutoff_operator"] = options["cutoff_operator"]
    return "clinical-change", params


def _norm(rule: Instrument, population: str, told: dict[str, Any]) -> dict[str, Any]:
    """SD and reliability of one norm; what was told goes before it."""
    norms = [each for each in rule.norms if population.casefold() in each.population.casefold()]
    if not norms:
        known = ", ".join(sorted({each.population for each in rule.norms})) or "none"
        msg = f"{rule.id!r} has no norm for {population!r}. Known: {known}."
        raise DomainError(msg)
    found: dict[str, Any] = {}
    for name in ("sd", "reliability"):
        values = {getattr(each, name) for each in norms} - {None}
        if name in told or not values:
            continue
        if len(values) > 1:
            msg = f"The norms for {population!r} give several values of {name}. Give --{name}."
            raise DomainError(msg)
        found[name] = values.pop()
    found["source"] = "; ".join(dict.fromkeys(each.source for each in norms))
    return found


def _published(rule: Instrument, options: dict[str, Any]) -> dict[str, Any]:
    """A published threshold with its operator; the caller's own where both are told."""
    if options["threshold"] is not None and options["operator"] is not None:
        return {}
    chosen = rule.threshold(
        "reliable-change",
        population=options["population"],
        source=options["source"],
        value=options["threshold"],
    )
    return {
        "threshold": chosen.value,
        "operator": str(chosen.operator),
        "source": chosen.source,
    }


def _csv(found: tuple[GroupChange, ...]) -> str:
    text = io.StringIO()
    names = ["indicator", "group", "category", "n", "of", "share", "low", "high", "bound_low",
             "bound_high", "policy", "started", "two_scores", "missing"]  # fmt: skip
    writer = csv.DictWriter(text, names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for each in found:
        whole = each.to_dict()
        for share in whole["shares"]:
            row = {**whole, **whole["denominators"], **share}
            writer.writerow({name: "" if row[name] is None else row[name] for name in names})
    return text.getvalue()
