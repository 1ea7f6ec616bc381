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
from rusfelt.cli._params import value_of
from rusfelt.domain import Judge
from rusfelt.domain.period import to_date
from rusfelt.errors import DomainError, PluginError, UnknownNameError
from rusfelt.evaluation.engine import ISOLATIONS
from rusfelt.evaluation.plan_evaluation import evaluate_plan
from rusfelt.evaluation.results import Failure
from rusfelt.panel import Panel
from rusfelt.plugin import Registry

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
@click.option("--reader", metavar="NAME", help="Read DATA with this reader of another package.")
@click.option(
    "--writer", metavar="NAME", help="Write with this writer of another package; goes with -o."
)
@click.option(
    "--isolation",
    type=click.Choice(ISOLATIONS),
    default="process",
    show_default=True,
    help="Where evaluators of other packages run: each package in a process of its own, or here.",
)
@click.option(
    "--deadline",
    type=click.FloatRange(0, min_open=True),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="What all those processes have between them.",
)
@click.option(
    "--fail-on-error",
    type=click.FloatRange(0, 1),
    is_flag=False,
    flag_value=0.0,
    metavar="[SHARE]",
    help="Exit with 1 when evaluators failed, or when more than this share of them did.",
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
    reader: str | None,
    writer: str | None,
    isolation: str,
    deadline: float,
    fail_on_error: float | None,
) -> None:
    """Evaluate PLAN (a file, or an id from 'rusfelt plans') with the figures in DATA.

    DATA is one or more CSV files, or the id of a shipped plan whose figures are meant. Without
    DATA a shipped plan is evaluated with its own figures. People's own answers are given with
    --answers, and only groups of them are shown.
    """
    if writer is not None and output is None:
        message = "A writer makes a file; name it with -o."
        raise click.BadParameter(message, param_hint="--writer")
    suffix = Path(output).suffix.lstrip(".").lower() if output else ""
    form = form or (suffix if suffix in _FORMATS else "table")
    loaded = load_plan(plan)
    measurements = load_figures(loaded, data, answers=bool(answers), reader=reader)
    wanted = {**{name: {} for name in named}, **_params(params)}
    asked = [_judge(name, each) for name, each in wanted.items()]
    scores = [_scored(each) for each in answers]
    try:
        evaluation = evaluate_plan(
            loaded,
            measurements,
            scores=scores,
            evaluators=asked,
            installed=True,
            as_of=as_of,
            isolation=isolation,
            deadline=deadline,
            fail_on_error=False if fail_on_error is None else fail_on_error,
        )
    except (UnknownNameError, PluginError) as error:
        # Found only now: names of other packages' evaluators are known to their processes.
        raise click.BadParameter(str(error), param_hint="-e") from None
    for failure in evaluation.failures:
        click.echo(_warning(failure), err=True)
    if writer is not None:
        from rusfelt.report.writer import written_by  # noqa: PLC0415 - only when it is asked for

        emit(written_by(writer, evaluation), output)
        return
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


def _judge(name: str, params: dict[str, Any]) -> Judge:
    """An evaluator by name and parameters; one of rusfelt's own is tried at once."""
    own = Registry.of()
    try:
        if name in own.names():
            own.evaluator(name, **params)
        return Judge(name, params=params)
    except (DomainError, PluginError) as error:
        raise click.BadParameter(str(error), param_hint="-p" if params else "-e") from None


def _warning(failure: Failure) -> str:
    who = (
        f"{failure.evaluator} ({failure.distribution})"
        if failure.distribution
        else failure.evaluator
    )
    return f"{who}: {failure.kind}: {failure.message}"


def _params(params: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for each in params:
        name, equals, value = each.partition("=")
        evaluator, dot, key = name.rpartition(".")
        if not equals or not dot or not evaluator or not key:
            message = f"{each!r} is no parameter. Write evaluator.key=value."
            raise click.BadParameter(message, param_hint="-p")
        found.setdefault(evaluator.strip(), {})[key.strip()] = value_of(value.strip())
    return found
