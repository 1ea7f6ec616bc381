"""``rusfelt template``: an empty, explained file for figures."""

from __future__ import annotations

from pathlib import Path

import click

from rusfelt.cli._common import emit
from rusfelt.errors import WriteError
from rusfelt.io.template import measurement_template

__all__ = ["template"]


@click.command()
@click.argument("path", metavar="FILE", required=False)
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
def template(path: str | None, force: bool) -> None:
    """Write an empty, explained CSV file for figures to FILE, or to standard output."""
    if path is not None and Path(path).exists() and not force:
        # An analyst's filled-in file may well have this name.
        message = "There is a file here already. Choose another name, or pass --force."
        raise WriteError(message, path=path)
    emit(measurement_template(), path)
