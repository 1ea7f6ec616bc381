"""``rusfelt plugins``: what is installed, whether it keeps its promises, and a new one."""

from __future__ import annotations

import gc

import click

from rusfelt.cli._output import emit, language_option, tell
from rusfelt.errors import DomainError

__all__ = ["plugins"]

# Imports that only one of the commands needs stand in that command: a list of names is asked for
# often, and by people who wait for it.


@click.group()
def plugins() -> None:
    """Look at installed plugins, check one, or begin one."""


@plugins.command("list")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table")
@language_option
def list_plugins(form: str, language: str) -> None:
    """List everything offered, by whom, and what was skipped and why."""
    # What a list throws away is not worth walking through all that numpy brought, time and again,
    # to find.
    gc.freeze()
    from rusfelt.cli import _plugin_screen as screen  # noqa: PLC0415 - see above
    from rusfelt.plugin import registry  # noqa: PLC0415 - likewise

    found = registry()
    if form == "json":
        emit(_json(screen.as_dict(found)), None)
    else:
        emit(screen.as_text(found, language), None)


@plugins.command("check")
@click.argument("what", metavar="NAME|MODULE:CLASS")
@click.option(
    "--kind",
    type=click.Choice(("evaluator", "instrument", "reader", "writer")),
    help="What it is; unsaid, what NAME is offered as, and an evaluator for MODULE:CLASS.",
)
@click.option("-p", "params", metavar="KEY=VALUE", multiple=True, help="A parameter.")
@click.option(
    "--path",
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False),
    help="Look for MODULE here first, and then in the folder you are in.",
)
@click.option(
    "--sample",
    "samples",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    multiple=True,
    help="A file a reader can read; without one, laws about reading do not apply.",
)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
def check_plugin(
    what: str,
    kind: str | None,
    params: tuple[str, ...],
    path: str | None,
    samples: tuple[str, ...],
    form: str,
) -> None:
    """Hold what a plugin offers to the laws, and say of each whether it is kept.

    NAME is what an installed plugin offers; MODULE:CLASS need not be installed. The exit code is 1
    where a law is broken.
    """
    from rusfelt.cli import _plugin_check as checking  # noqa: PLC0415 - see above
    from rusfelt.cli._params import keyed  # noqa: PLC0415 - likewise

    report = checking.report_of(what, kind=kind, params=keyed(params), folder=path, samples=samples)
    emit(_json(report.to_dict()) if form == "json" else checking.as_text(report), None)
    if not report:
        raise click.exceptions.Exit(1)


@plugins.command("new")
@click.argument("name")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    default=".",
    show_default=True,
    help="The folder the new one is put in.",
)
def new(name: str, output: str) -> None:
    """Write a distribution with one evaluator called NAME, ready to be installed and tested.

    A NAME such as my-method makes the folder rusfelt-my-method, the package rusfelt_my_method and
    the class MyMethod. A folder that is already there is left alone.
    """
    from rusfelt.cli.new_plugin import Names, write_plugin  # noqa: PLC0415 - see above

    try:
        names = Names.of(name)
    except DomainError as error:
        raise click.BadParameter(str(error), param_hint="NAME") from error
    made = write_plugin(names, output)
    emit(f"{made}\n", None)
    tell(f"Next: cd {made} && python -m pip install -e '.[test]' && pytest")


def _json(value: object) -> str:
    import json  # noqa: PLC0415 - see above

    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
