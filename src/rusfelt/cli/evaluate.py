"""``rusfelt evaluate``: a plan with its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import click

from rusfelt.cli._common import emit, language_option
from rusfelt.cli._evaluating import Evaluating, evaluating_options
from rusfelt.cli._evaluation_screen import evaluation_text
from rusfelt.cli._output import tell
from rusfelt.cli._publishing import FORMATS, Publishing, document, publishing_options, stamped
from rusfelt.evaluation.plan_evaluation import Evaluation

__all__ = ["evaluate"]

_FORMATS = ("table", *FORMATS)
_BY_ENDING = {ending: name for name, ending in FORMATS.items()}


@click.command()
@click.argument("plan")
@click.argument("data", nargs=-1)
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="Unsaid, by the file's name, else table."
)
@click.option("-o", "--output", metavar="FILE", help="Write to a file, whole or not at all.")
@language_option
@evaluating_options
@publishing_options
@click.option(
    "--writer", metavar="NAME", help="Write with this writer of another package; goes with -o."
)
def evaluate(
    plan: str,
    data: tuple[str, ...],
    form: str | None,
    output: str | None,
    language: str,
    writer: str | None,
    **options: Any,
) -> None:
    """Evaluate PLAN (a file, or an id from 'rusfelt plans') with the figures in DATA.

    DATA is one or more CSV files, or the id of a shipped plan whose figures are meant. Without
    DATA a shipped plan is evaluated with its own figures. People's own answers are given with
    --answers, and only groups of them are shown.

    What is shown on the screen, as a table or as JSON, is internal: small counts stand there. What
    goes to a file, and every document, has gone through disclosure control.
    """
    if writer is not None and output is None:
        message = "A writer makes a file; name it with -o."
        raise click.BadParameter(message, param_hint="--writer")
    ending = Path(output).suffix.lstrip(".").lower() if output else ""
    form = form or _BY_ENDING.get(ending, "table")
    if output is None and form in {"docx", "xlsx"}:
        message = f"{form} is no text; name a file with -o."
        raise click.BadParameter(message, param_hint="--format")
    told = {each.name: options[each.name] for each in attrs.fields(Publishing)}
    rest = {name: each for name, each in options.items() if name not in told}
    publishing = Publishing(**told)
    evaluation = Evaluating(plan=plan, data=data, **rest).run()
    if output is None and form in {"table", "json"}:
        emit(_on_screen(evaluation, form, language, publishing.previous), None)
        return
    published = publishing.run(evaluation, data, language)
    content: str | bytes
    if writer is not None:
        from rusfelt.report.writer import written_by  # noqa: PLC0415 - only when it is asked for

        content = written_by(writer, published)
    elif form == "table":
        content = _screen(
            published.evaluation,
            language,
            published.changes,
            file=True,
            internal=publishing.internal,
        )
    else:
        content = document(published, form, language)
    emit(content, None if output is None else stamped(output, internal=publishing.internal))


def _on_screen(evaluation: Evaluation, form: str, language: str, previous: str | None) -> str:
    """What stands on the screen, which is for the one who sits there."""
    from rusfelt.evaluation.changes import changes_since, read_previous  # noqa: PLC0415 - by need
    from rusfelt.evaluation.plain import as_json  # noqa: PLC0415 - only for JSON

    tell("For internal use: small counts are not hidden. Write to a file with -o.")
    changes = None
    if previous is not None:
        changes = changes_since(read_previous(previous), evaluation).to_dict()
    if form == "table":
        return _screen(evaluation, language, changes, file=False)
    publication: dict[str, Any] = {"internal": True, "policy": None, "hidden": []}
    found = {**evaluation.to_dict(), "publication": publication}
    return as_json(found if changes is None else {**found, "changes": changes})


def _screen(
    evaluation: Evaluation, language: str, changes: Any, *, file: bool, internal: bool = True
) -> str:
    text = evaluation_text(evaluation, language, file=file, internal=internal)
    if changes is None:
        return text
    from rusfelt.cli._diff_screen import changes_text  # noqa: PLC0415 - only when asked for

    return text + changes_text(changes, language, file=file)
