"""``rusfelt evaluate``: a plan with its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import click
from click.core import ParameterSource

from rusfelt.cli._at_scale import AtScale, at_scale_options, is_parts
from rusfelt.cli._common import emit, language_option
from rusfelt.cli._evaluating import Evaluating, evaluating_options
from rusfelt.cli._evaluation_screen import evaluation_text
from rusfelt.cli._output import tell
from rusfelt.cli._publishing import FORMATS, Publishing, document, publishing_options, stamped
from rusfelt.errors import ReadError
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
@at_scale_options
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

    DATA is one or more files of figures (delimited text, a spreadsheet, SPSS, Stata, Parquet and
    others), or the id of a shipped plan whose figures are meant. Without DATA a shipped plan is
    evaluated with its own figures. People's own answers are given with --answers, and only groups
    of them are shown. PLAN may be the folder of a study ('rusfelt new' makes one): then its
    documents and its lock are written there.

    What is shown on the screen, as a table or as JSON, is internal: small counts stand there. What
    goes to a file, and every document, has gone through disclosure control.
    """
    scale = AtScale(**{each.name: options.pop(each.name) for each in attrs.fields(AtScale)})
    if is_parts(plan):
        scale.run(plan, named=options["named"], params=options["params"], output=output)
        return
    if Path(plan).is_dir() and not scale.told:
        _refuse_options(data)
        _study(plan)
        return
    if scale.told:
        message = f"{', '.join(scale.told)} goes with a folder of parts."
        raise click.UsageError(message)
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


def _refuse_options(data: tuple[str, ...]) -> None:
    """Let nothing be told of a study that its own settings tell."""
    context = click.get_current_context()
    told = [
        each.opts[0]
        for each in context.command.params
        if isinstance(each, click.Option)
        and context.get_parameter_source(str(each.name)) is ParameterSource.COMMANDLINE
    ]
    if data or told:
        what = ", ".join([*data, *told])
        message = f"A study says in study.toml how it is evaluated; leave out {what}."
        raise click.UsageError(message)


def _study(folder: str) -> None:
    """Evaluate a study, and write its documents and its lock together."""
    from rusfelt.cli._study import study_documents  # noqa: PLC0415 - only for a study
    from rusfelt.io.write import write_atomic  # noqa: PLC0415 - likewise
    from rusfelt.io.write_folder import write_all  # noqa: PLC0415 - likewise
    from rusfelt.study import Study, lock_of  # noqa: PLC0415 - likewise
    from rusfelt.study.folder import LOCK  # noqa: PLC0415 - likewise

    study = Study.at(folder)
    before = lock_of(study, {})
    evaluation, files = study_documents(study)
    lock = lock_of(study, files)
    if before.inputs != lock.inputs:
        message = "A file of the study was changed while it was read. Evaluate it again."
        raise ReadError(message, path=folder)
    write_all(study.results, files)
    write_atomic(study.path / LOCK, lock.to_text())
    for name in files:
        tell(f"{study.results}/{name}")
    tell("For internal use: small counts are not hidden on the screen; in results they are.")
    emit(evaluation_text(evaluation, study.settings.language, file=False, internal=True), None)


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
