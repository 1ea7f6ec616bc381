"""``rusfelt report``: this year's evaluation as documents."""

from __future__ import annotations

from typing import Any

import attrs
import click

from rusfelt.cli._evaluating import Evaluating, evaluating_options
from rusfelt.cli._output import language_option, tell
from rusfelt.cli._patience import patience
from rusfelt.cli._publishing import FORMATS, Publishing, document, publishing_options, stamped
from rusfelt.language import words

__all__ = ["report"]


@click.command()
@click.argument("plan")
@click.argument("data", nargs=-1)
@click.option(
    "--format",
    "forms",
    type=click.Choice(list(FORMATS)),
    multiple=True,
    default=("html",),
    show_default=True,
    help="What to make; may be repeated.",
)
@click.option("-o", "--output", metavar="DIR", required=True, help="The folder to write to.")
@click.option(
    "--template", metavar="FILE", help="The municipality's own Word template, for --format docx."
)
@language_option
@evaluating_options
@publishing_options
def report(
    plan: str,
    data: tuple[str, ...],
    forms: tuple[str, ...],
    output: str,
    template: str | None,
    language: str,
    **options: Any,
) -> None:
    """Write the evaluation of PLAN with the figures in DATA as documents, named after the plan.

    Every document goes through disclosure control: what is about too few people is hidden, and
    everything else is computed from what is left. All documents are written, or none is.
    """
    if template is not None and "docx" not in forms:
        message = "A template is for Word; add --format docx."
        raise click.BadParameter(message, param_hint="--template")
    told = {each.name: options[each.name] for each in attrs.fields(Publishing)}
    rest = {name: each for name, each in options.items() if name not in told}
    publishing = Publishing(**told)
    say = words(language)["report"]
    with patience(say["evaluating"]):
        evaluation = Evaluating(plan=plan, data=data, **rest).run()
    with patience(say["hiding"]):
        published = publishing.run(evaluation, data, language)
    files = {}
    for form in dict.fromkeys(forms):
        with patience(say["writing"].format(form=form)):
            name = stamped(f"{evaluation.plan.id}.{FORMATS[form]}", internal=publishing.internal)
            files[name] = document(published, form, language, template=template)
    from rusfelt.io.write_folder import write_all  # noqa: PLC0415 - only when all is made

    write_all(output, files)
    for name in files:
        tell(f"{output}/{name}")
