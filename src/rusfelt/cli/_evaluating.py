"""Options and steps that every command which evaluates a plan has in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import attrs
import click

from rusfelt.catalogue.named import load_plan
from rusfelt.catalogue.scoring import score
from rusfelt.cli._answers import read_answers
from rusfelt.cli._common import load_figures
from rusfelt.cli._output import tell, with_options
from rusfelt.cli._params import value_of
from rusfelt.domain import Judge
from rusfelt.domain.period import to_date
from rusfelt.errors import DomainError, PluginError, UnknownNameError
from rusfelt.evaluation.engine import ISOLATIONS
from rusfelt.evaluation.plan_evaluation import Evaluation, evaluate_plan
from rusfelt.evaluation.results import Failure
from rusfelt.io.at_lines import at_lines
from rusfelt.panel import Panel
from rusfelt.plugin import Registry

__all__ = ["Evaluating", "evaluating_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:  # noqa: ARG001 - click calls it so
    try:
        return None if value is None else to_date(value, end=True)
    except DomainError as error:
        raise click.BadParameter(str(error)) from None


_OPTIONS = (
    click.option(
        "--as-of",
        metavar="DATE",
        callback=_day,
        help="See nothing decided or published after this day.",
    ),
    click.option(
        "--answers",
        multiple=True,
        metavar="INDICATOR=INSTRUMENT:FILE",
        help="People's own answers, such as livskvalitet=ors:answers.csv; may be repeated.",
    ),
    click.option(
        "-e",
        "--evaluator",
        "named",
        multiple=True,
        metavar="NAME",
        help="Show this evaluator too, such as xmr or joinpoint; 'rusfelt plugins list' has them.",
    ),
    click.option(
        "-p",
        "params",
        multiple=True,
        metavar="EVALUATOR.KEY=VALUE",
        help="A parameter of an evaluator, such as theil-sen.confidence=0.9.",
    ),
    click.option("--reader", metavar="NAME", help="Read DATA with this reader."),
    click.option(
        "--map",
        "mapping",
        metavar="MAP",
        help="What the columns of DATA are; unsaid, the file beside each that ends in .map.toml.",
    ),
    click.option(
        "--isolation",
        type=click.Choice(ISOLATIONS),
        default="process",
        show_default=True,
        help="Where evaluators of other packages run: each package in a process of its own, or here.",
    ),
    click.option(
        "--deadline",
        type=click.FloatRange(0, min_open=True),
        default=60.0,
        show_default=True,
        metavar="SECONDS",
        help="What all those processes have between them.",
    ),
    click.option(
        "--fail-on-error",
        type=click.FloatRange(0, 1),
        is_flag=False,
        flag_value=0.0,
        metavar="[SHARE]",
        help="Exit with 1 when evaluators failed, or when more than this share of them did.",
    ),
)


def evaluating_options(command: _Command) -> _Command:
    """The options of :class:`Evaluating`."""
    return with_options(_OPTIONS, command)


@attrs.frozen(kw_only=True)
class Evaluating:
    """What is to be evaluated, as the options say it."""

    plan: str
    data: tuple[str, ...]
    as_of: date | None
    answers: tuple[str, ...]
    named: tuple[str, ...]
    params: tuple[str, ...]
    reader: str | None
    mapping: str | None
    isolation: str
    deadline: float
    fail_on_error: float | None

    def run(self) -> Evaluation:
        """The evaluation; what failed on the way is told on standard error."""
        loaded = load_plan(self.plan)
        measurements = load_figures(
            loaded,
            self.data,
            answers=bool(self.answers),
            reader=self.reader,
            mapping=self.mapping,
        )
        wanted = {**{name: {} for name in self.named}, **_params(self.params)}
        asked = [_judge(name, each) for name, each in wanted.items()]
        scores = [_scored(each) for each in self.answers]
        share = self.fail_on_error
        try:
            evaluation = evaluate_plan(
                loaded,
                measurements,
                scores=scores,
                evaluators=asked,
                installed=True,
                as_of=self.as_of,
                isolation=self.isolation,
                deadline=self.deadline,
                fail_on_error=False if share is None else share,
            )
        except (UnknownNameError, PluginError) as error:
            # Found only now: names of other packages' evaluators are known to their processes.
            raise click.BadParameter(str(error), param_hint="-e") from None
        for failure in evaluation.failures:
            tell(_warning(failure))
        return evaluation


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
