"""``rusfelt map``: a mapping file drafted from the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rusfelt.cli._common import emit
from rusfelt.cli._output import tell
from rusfelt.cli._params import keyed
from rusfelt.cli.read import telling_option
from rusfelt.errors import WriteError
from rusfelt.io.mapping_draft import draft_mapping
from rusfelt.io.tables import read_table

__all__ = ["map_file"]


@click.command()
@click.argument("path", metavar="FILE")
@click.option("-o", "--output", metavar="MAP", help="Write the draft here, and not to the screen.")
@click.option(
    "--reader", metavar="NAME", help="Read it with this reader, not the one for such files."
)
@telling_option
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
def map_file(
    path: str, output: str | None, reader: str | None, told: tuple[str, ...], force: bool
) -> None:
    """Draft a mapping for FILE: which column is what, and which codes mean what.

    Every guess stands in the draft with its reason, and is told. Look through it, mend it, and
    read the file with 'rusfelt read FILE --map MAP'.
    """
    if output is not None and Path(output).exists() and not force:
        message = "There is a file here already. Choose another name, or pass --force."
        raise WriteError(message, path=output)
    options: dict[str, Any] = {**keyed(told, "--tell")}
    found = read_table(path, reader=reader, **options)
    draft = draft_mapping(found, reader=reader, options=options)
    for what, value in {**found.guessed, **draft.guessed}.items():
        tell(f"{path}: {what}: {value}")
    emit(draft.text, output)
