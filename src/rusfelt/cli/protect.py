"""``rusfelt protect``: tables with what would reveal somebody hidden."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import click

from rusfelt.cli._answers import key_from
from rusfelt.cli._count_files import read_files, read_public, table_options
from rusfelt.cli._output import language_option, tell
from rusfelt.cli._patience import patience
from rusfelt.disclosure.denominators import printable_denominators
from rusfelt.disclosure.ledger import Ledger
from rusfelt.disclosure.policy import PROFILES, Policy, policy_named
from rusfelt.disclosure.protect import Protected
from rusfelt.disclosure.protect import protect as protect_tables
from rusfelt.disclosure.pseudonyms import Key, keyed_digest
from rusfelt.disclosure.rounding import Rounded, rounded
from rusfelt.disclosure.table import Table
from rusfelt.io._file_names import name_problems
from rusfelt.io.count_table import CountFile, count_table_bytes
from rusfelt.io.write import write_atomic
from rusfelt.io.write_folder import write_all
from rusfelt.language import words

__all__ = ["protect"]


@click.command()
@click.argument("tables", nargs=-1, required=True, metavar="TABLE...")
@click.option(
    "--policy",
    "profile",
    type=click.Choice(sorted(PROFILES)),
    default="helse5",
    show_default=True,
    help="How few is too few.",
)
@click.option("-o", "--output", required=True, metavar="DIR", help="The folder to write to.")
@click.option(
    "--ledger", metavar="FILE", help="What is public already; what is written now is added to it."
)
@click.option(
    "--key",
    metavar="FILE",
    help="A secret to choose by among equally good cells; unsaid, RUSFELT_KEY_FILE.",
)
@click.option(
    "--minimum", type=click.IntRange(min=1), metavar="N", help="Hide counts below this instead."
)
@click.option("--zeros", type=click.Choice(("shown", "hidden")), help="Whether zeros are printed.")
@click.option(
    "--rounding",
    type=click.Choice(("3", "5", "10")),
    help="Round small counts to 0 or this instead of hiding them.",
)
@table_options
@language_option
def protect(
    tables: tuple[str, ...],
    output: str,
    ledger: str | None,
    key: str | None,
    language: str,
    profile: str,
    minimum: int | None,
    zeros: str | None,
    rounding: str | None,
    **reading: Any,
) -> None:
    """Write each TABLE to DIR with what would reveal somebody hidden.

    All tables are protected together, and nothing is written where that cannot be done. The
    tables hold one row a cell, columns of labels, a column count, and totals marked Total.
    """
    policy = _policy(profile, minimum, zeros, rounding)
    if ledger is not None and rounding is not None:
        # What it holds is taken for what was counted, and a rounded count is not.
        msg = "A ledger holds counts as they are, and rounded ones are not. Leave one of them out."
        raise click.BadParameter(msg, param_hint="--rounding")
    _check_places(
        tables, output, {"--ledger": ledger, "--key": key, "--hierarchy": reading["hierarchy"]}
    )
    public = read_public(ledger, may_be_new=True)
    secret = _secret(key_from(key))
    files = read_files(tables, [Path(each).name for each in tables], **reading)
    say = words(language)["protect"]
    cells = sum(len(each.table) for each in files)
    known = [printable_denominators(each.table, policy) for each in files]
    with patience(say["working"].format(cells=cells)):
        made = _made(known, policy, public, secret)
    contents = {
        Path(each.path).name: count_table_bytes(each, table, symbol=policy.symbol)
        for each, table in zip(files, made.tables, strict=True)
    }
    _write(output, contents, ledger, public.with_tables(made.tables))
    _tell(say, files, made, output, keyed=secret is not None)


def _policy(profile: str, minimum: int | None, zeros: str | None, rounding: str | None) -> Policy:
    policy = policy_named(profile)
    changed: dict[str, Any] = {}
    if minimum is not None:
        # A share needs no fewer people than a count.
        changed["minimum"] = minimum
        changed["minimum_denominator"] = max(policy.least_denominator, minimum)
    if zeros is not None:
        changed["zeros"] = zeros
    if rounding is not None:
        changed["rounding"] = int(rounding)
    return attrs.evolve(policy, **changed)


def _secret(key: Key | None) -> bytes | None:
    """Bytes made from the key, for this purpose alone."""
    return None if key is None else keyed_digest("choice of hidden cells", key).encode()


def _check_places(tables: Sequence[str], output: str, others: Mapping[str, str | None]) -> None:
    """No file may take the place of another: neither of an input nor of one it is written beside."""
    names = [Path(each).name for each in tables]
    if problems := name_problems(names):
        listed = "\n".join(f"  {each}" for each in problems)
        msg = f"Each table is written under its own name, and these cannot be:\n{listed}"
        raise click.UsageError(msg)
    folder = os.path.realpath(output)
    for path in tables:
        if os.path.realpath(Path(path).parent) == folder:
            msg = f"{path} lies in {output} and would be overwritten. Choose another folder."
            raise click.BadParameter(msg, param_hint="-o")
    taken = {os.path.realpath(each): each for each in tables}
    taken |= {os.path.realpath(Path(folder, each)): str(Path(output, each)) for each in names}
    for option, other in others.items():
        if other is None:
            continue
        place = os.path.realpath(other)
        if place in taken:
            msg = f"{other} is {taken[place]} as well. Give another file."
            raise click.BadParameter(msg, param_hint=option)
        taken[place] = other
    ledger = others["--ledger"]
    if ledger is not None and Path(ledger).suffix.lower() == ".csv":
        msg = f"{ledger} is called like a table. Give the ledger a name that ends in .json."
        raise click.BadParameter(msg, param_hint="--ledger")


def _made(
    tables: Sequence[Table], policy: Policy, public: Ledger, secret: bytes | None
) -> Protected | Rounded:
    if policy.rounding is None:
        return protect_tables(tables, policy, ledger=public, key=secret)
    return rounded(tables, policy, ledger=public.tables, key=secret)


def _write(output: str, contents: dict[str, bytes], ledger: str | None, public: Ledger) -> None:
    """All files, or none.

    The ledger goes first: a table that is public and in no ledger may be undone by the next one,
    while one that is in the ledger alone costs nothing but a few cells.
    """
    if ledger is None:
        write_all(output, contents)
        return
    text = public.to_json().encode()
    place = Path(os.path.realpath(ledger))
    if place.parent == Path(os.path.realpath(output)):
        write_all(output, {**contents, place.name: text})
        return
    before = place.read_bytes() if place.exists() else None
    write_atomic(place, text)
    try:
        write_all(output, contents)
    except BaseException:
        with contextlib.suppress(Exception):
            if before is None:
                place.unlink()
            else:
                write_atomic(place, before)
        raise


def _tell(
    say: Mapping[str, str],
    files: Sequence[CountFile],
    made: Protected | Rounded,
    output: str,
    *,
    keyed: bool,
) -> None:
    """What was done, and never which of the hidden cells are the small ones."""
    small = others = changed = 0
    for number, (file, table) in enumerate(zip(files, made.tables, strict=True)):
        fresh = table.hidden & ~file.table.hidden
        if isinstance(made, Protected):
            small += int((fresh & made.primary[number]).sum())
            others += int((fresh & ~made.primary[number]).sum())
        changed += int(((table.counts != file.table.counts) & ~fresh).sum())
        place = str(Path(output, Path(file.path).name))
        hidden = int((fresh | file.hidden).sum())
        tell(say["file"].format(file=place, hidden=hidden, cells=len(table)))
    before = sum(int(each.hidden.sum()) for each in files)
    rounding = isinstance(made, Rounded)
    told = say["rounded" if rounding else "reasons"]
    lines = [
        told.format(small=small, others=others, before=before, changed=changed),
        say[f"{'rounding' if rounding else 'method'}-{made.method}"],
    ]
    lines += [
        say["denominators"].format(file=table.name)
        for file, table in zip(files, made.tables, strict=True)
        if table.denominators is None and file.table.denominators is not None
    ]
    lines.append(say["promise-rounded" if rounding else "promise"])
    if others and not keyed:
        lines.append(say["no-key"])
    tell("\n".join(lines))
