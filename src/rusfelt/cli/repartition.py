"""``rusfelt repartition``: rows in any order as files that keep each person together."""

from __future__ import annotations

import click

from rusfelt.cli._output import tell

__all__ = ["repartition"]


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option(
    "-o", "--output", required=True, metavar="DIR", help="A folder that is not there yet."
)
@click.option("--unit", required=True, metavar="COLUMN", help="Whose a row is, such as person.")
@click.option("--time", "t", required=True, metavar="COLUMN", help="When, such as date.")
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="COLUMN",
    help="What else tells a person's series apart, such as indicator; may be repeated.",
)
@click.option("--buckets", type=click.IntRange(1, 4096), metavar="N", help="How many files.")
@click.option(
    "--memory", default="512MB", show_default=True, help="What DuckDB may use before it uses disk."
)
@click.option("--threads", type=click.IntRange(1), metavar="N", help="Unsaid, one a processor.")
def repartition(
    files: tuple[str, ...],
    output: str,
    unit: str,
    t: str,
    keys: tuple[str, ...],
    buckets: int | None,
    memory: str,
    threads: int | None,
) -> None:
    """Shuffle the Parquet FILES once, so that each person's rows are in one file, side by side.

    'rusfelt evaluate DIR' takes it from there. The folder appears when it is complete, and no row
    is lost on the way: they are counted, and summed up, before and after.
    """
    from rusfelt.cli._patience import patience  # noqa: PLC0415 - as the rest
    from rusfelt.io.repartition import repartition as shuffle  # noqa: PLC0415 - needs the extra

    with patience("The rows are being shuffled …"):
        found = shuffle(
            files, output, unit=unit, t=t, keys=keys, buckets=buckets, memory=memory,
            threads=threads,
        )  # fmt: skip
    for name in found.files:
        click.echo(f"{found.folder}/{name}")
    tell(f"{found.rows:,} rows of {found.units:,} units in {len(found.files)} files.")
