"""``rusfelt new``: an empty study, explained."""

from __future__ import annotations

from pathlib import Path

import click

from rusfelt.catalogue import figure_files, plan_ids, plan_path
from rusfelt.cli._output import tell
from rusfelt.errors import WriteError
from rusfelt.io._files import content_of
from rusfelt.io.plan_file import read_plan
from rusfelt.io.template import measurement_template
from rusfelt.io.write import write_atomic
from rusfelt.study import Study, lock_of
from rusfelt.study.folder import DATA, LOCK, PLAN, RESULTS, SETTINGS
from rusfelt.study.templates import PLAN_TEMPLATE, SETTINGS_TEMPLATE

__all__ = ["new"]

_MOST_BYTES = 20 * 2**20


@click.command()
@click.argument("study", metavar="STUDY")
@click.option(
    "--plan", metavar="PLAN", help="A plan file or the id of a shipped plan to begin with."
)
def new(study: str, plan: str | None) -> None:
    """Make the folder STUDY: a plan, a place for data and for results, and how to evaluate.

    Put files with figures in STUDY/data, then run 'rusfelt evaluate STUDY'.
    """
    folder = Path(study)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = "There is something here already. Choose another name, or an empty folder."
        raise WriteError(message, path=study)
    text, figures = PLAN_TEMPLATE, {"figures.csv": measurement_template()}
    if plan is not None and plan in plan_ids() and not Path(plan).exists():
        text, figures = plan_path(plan).read_text("utf-8"), figure_files(plan)
    elif plan is not None:
        read_plan(plan)
        text = content_of(plan, _MOST_BYTES).decode("utf-8-sig")
    for each in (folder, folder / DATA, folder / RESULTS):
        try:
            each.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"The folder cannot be made: {error.strerror}. Choose another place."
            raise WriteError(message, path=str(each)) from error
    write_atomic(folder / PLAN, text)
    write_atomic(folder / SETTINGS, SETTINGS_TEMPLATE)
    for name, content in figures.items():
        write_atomic(folder / DATA / name, content)
    write_atomic(folder / LOCK, lock_of(Study.at(folder), {}).to_text())
    made = [PLAN, SETTINGS, LOCK, *(f"{DATA}/{name}" for name in figures), f"{RESULTS}/"]
    tell(f"{study}: {', '.join(made)}")
