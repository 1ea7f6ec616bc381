"""``rusfelt evaluate``: a plan with its figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from rusfelt.catalogue.named import load_plan
from rusfelt.catalogue.scoring import score
from rusfelt.cli._answers import at_lines, read_answers
from rusfelt.cli._common import emit, language_option, load_figures
from rusfelt.cli._evaluation_screen import evaluation_text
from rusfelt.domain.period import to_date
from rusfelt.errors import DomainError, NameConflictError, PluginError, UnknownNameError
from rusfelt.evaluation.plan_evaluation import evaluate_plan
from rusfelt.evaluator import Evaluator
from rusfelt.panel import Panel
from rusfelt.plugin import registry

__all__ = ["evaluate"]

_FORMATS = ("table", "json", "html")


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:  # noqa: ARG001 - click calls it so
    try:
        return None if value is None else to_date(value, end=True)
    except DomainError as error:
        raise click.BadParameter(str(error)) from None


@click.command()
@click.argument("plan")
@click.argument("data", nargs=-1)
@click.option(
    "--as-of",
    metavar="DATE",
    callback=_day,
    help="See nothing decided or published after this day.",
)
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="Unsaid, by the file's name, else table."
)
@click.option(
    "--answers",
    multiple=True,
    metavar="INDICATOR=INSTRUMENT:FILE",
    help="People's own answers, such as livskvalitet=ors:answers.csv; may be repeated.",
)
@click.option("-o", "--output", metavar="FILE", help="Write to a file, whole or not at all.")
@language_option
@click.option(
    "-e",
    "--evaluator",
    "named",
    multiple=True,
    metavar="NAME",
    help="Show this evaluator too, such as xmr or joinpoint; 'rusfelt plugins list' has them.",
)
@click.option(
    "-p",
    "params",
    multiple=True,
    metavar="EVALUATOR.KEY=VALUE",
    help="A parameter of an evaluator, such as theil-sen.confidence=0.9.",
)
def evaluate(
    plan: str,
    data: tuple[str, ...],
    as_of: date | None,
    form: str | None,
    answers: tuple[str, ...],
    output: str | None,
    language: str,
    named: tuple[str, ...],
    params: tuple[str, ...],
) -> None:
    """Evaluate PLAN (a file, or an id from 'rusfelt plans') with the figures in DATA.

    DATA is one or more CSV files, or the id of a shipped plan whose figures are meant. Without
    DATA a shipped plan is evaluated with its own figures. People's own answers are given with
    --answers, and only groups of them are shown.
    """
    suffix = Path(output).suffix.lstrip(".").lower() if output else ""
    form = form or (suffix if suffix in _FORMATS else "table")
    loaded = load_plan(plan)
    measurements = load_figures(loaded, data, answers=bool(answers))
    wanted = {**{name: {} for name in named}, **_params(params)}
    asked = [_made(name, each, "-p" if each else "-e") for name, each in wanted.items()]
    evaluation = evaluate_plan(
        loaded,
        measurements,
        scores=[_scored(each) for each in answers],
        evaluators=_with_installed(asked),
        as_of=as_of,
    )
    for failure in evaluation.failures:
        click.echo(f"{failure.evaluator}: {failure.kind}: {failure.message}", err=True)
    if form == "json":
        text = evaluation.to_json()
    elif form == "html":
        from rusfelt.report.html import html_report  # noqa: PLC0415 - needs the extra

        text = html_report(evaluation, language=language)
    else:
        text = evaluation_text(evaluation, language, file=output is not None)
    emit(text, output)


def _scored(told: str) -> Panel:
    """People's answers scored under the name the plan has for them."""
    indicator, _, rest = told.partition("=")
    instrument, _, path = rest.partition(":")
    if not (indicator and instrument and path):
        message = f"{told!r} names no answers. Write INDICATOR=INSTRUMENT:FILE."
        raise click.BadParameter(message, param_hint="--answers")
    table = read_answers(path)
    return at_lines(table, lambda: score(instrument, table.columns, indicator=indicator))


def _made(name: str, params: dict[str, Any], option: str) -> Evaluator:
    try:
        return registry().evaluator(name, **params)
    except (UnknownNameError, PluginError) as error:
        raise click.BadParameter(str(error), param_hint=option) from None


def _with_installed(asked: list[Evaluator]) -> list[Evaluator | str] | None:
    """The evaluators asked for, beside those that other packages installed."""
    if not asked:
        return None
    names = {each.spec.name for each in asked}
    others: list[Evaluator | str] = []
    for name in registry().names():
        try:
            if name not in names and not registry().find(name).builtin:
                others.append(name)
        except NameConflictError as error:
            click.echo(str(error), err=True)
    return [*others, *asked]


def _params(params: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for each in params:
        name, equals, value = each.partition("=")
        evaluator, dot, key = name.rpartition(".")
        if not equals or not dot or not evaluator or not key:
            message = f"{each!r} is no parameter. Write evaluator.key=value."
            raise click.BadParameter(message, param_hint="-p")
        found.setdefault(evaluator.strip(), {})[key.strip()] = _value(value.strip())
    return found


def _value(text: str) -> str | int | float | bool:
    if text in {"true", "false"}:
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
