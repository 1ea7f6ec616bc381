"""``rusfelt attack``: what a published table tells of the cells that are hidden in it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import click

from rusfelt.cli._common import Screen, table
from rusfelt.cli._count_files import read_files, read_public, table_options
from rusfelt.cli._output import emit, language_option, tell
from rusfelt.cli._patience import patience
from rusfelt.disclosure.attack import Interval
from rusfelt.disclosure.attack import attack as attack_tables
from rusfelt.disclosure.policy import PROFILES, Policy, policy_named
from rusfelt.disclosure.table import TOTAL
from rusfelt.evaluation.plain import as_json
from rusfelt.io.count_table import CountFile
from rusfelt.language import words

__all__ = ["attack"]


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--policy",
    "profile",
    type=click.Choice(sorted(PROFILES)),
    help="The publisher's rule, where it is known; then too narrow intervals are flagged as well.",
)
@click.option(
    "--zeros",
    type=click.Choice(("shown", "hidden")),
    help="Whether zeros are printed, so that a hidden cell is at least one.",
)
@click.option("--ledger", metavar="FILE", help="What was published before.")
@table_options
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table")
@click.option("--fail", is_flag=True, help="Exit with 1 where a hidden cell is given away.")
@language_option
def attack(
    files: tuple[str, ...],
    profile: str | None,
    zeros: str | None,
    ledger: str | None,
    form: str,
    language: str,
    *,
    fail: bool,
    **reading: Any,
) -> None:
    """Reckon out what FILES, which belong together, tell of the cells hidden in them.

    Each hidden cell (:) gets the least and the largest count it can have, exact over whole
    numbers. A finding is an answer: the exit code is 0 unless --fail says otherwise.
    """
    say = words(language)["attack"]
    policy = None if profile is None else policy_named(profile)
    public = read_public(ledger)
    read = read_files(files, _names(files), **reading)
    cells = sum(int(each.hidden.sum()) for each in read)
    with patience(say["working"].format(cells=cells)):
        found = attack_tables(
            [each.table for each in read],
            policy,
            ledger=public,
            zeros_shown=None if zeros is None else zeros == "shown",
        )
    findings = _findings(read, found, policy)
    if not findings:
        tell(say["nothing"])
    if form == "json":
        emit(as_json(_json(findings, profile, policy)), None)
    else:
        emit(_table(findings, say, language), None)
    if fail and any(each.leaks for each in findings):
        sys.exit(1)


@attrs.frozen
class _Finding:
    """What is known of one hidden cell."""

    file: str
    labels: Mapping[str, str]
    interval: Interval
    narrow: bool

    @property
    def known(self) -> bool:
        """Whether only one count is possible."""
        return self.interval.exact and self.interval.low == self.interval.high

    @property
    def leaks(self) -> bool:
        return self.known or self.narrow


def _names(files: Sequence[str]) -> list[str]:
    """A name for each file's table; one that is given twice is told apart, to be refused later."""
    if len(set(files)) < len(files):
        twice = next(each for each in files if files.count(each) > 1)
        msg = f"{twice} is named twice. Name each file once."
        raise click.UsageError(msg)
    return list(files)


def _findings(
    read: Sequence[CountFile], found: Sequence[Interval], policy: Policy | None
) -> list[_Finding]:
    """Intervals of what is hidden; a missing cell is none that anybody hides."""
    left = iter(found)
    findings = []
    for file in read:
        columns = file.table.dimensions
        for at in file.table.hidden.nonzero()[0].tolist():
            interval = next(left)
            if not file.hidden[at]:
                continue
            labels = {
                name: file.roles.totals.get(name, TOTAL) if label[at] == TOTAL else str(label[at])
                for name, label in columns.items()
            }
            of = file.table.denominators
            narrow = policy is not None and _narrow(
                interval, policy, None if of is None or of[at] < 0 else int(of[at])
            )
            findings.append(_Finding(file.path, labels, interval, narrow))
    return findings


def _narrow(interval: Interval, policy: Policy, out_of: int | None) -> bool:
    """Whether it tells too much of what may be a small count, or those not counted a small one.

    A cell that was hidden to protect others, and that nobody can take for a small one, may have
    any interval.
    """
    if not interval.exact:
        return False
    asked = [interval]
    if out_of is not None and policy.complements and interval.high is not None:
        rest = out_of - interval.high, out_of - interval.low
        asked.append(attrs.evolve(interval, low=max(rest[0], 0), high=rest[1]))
    return any(each.low < policy.minimum and each.leaks(policy.minimum) for each in asked)


def _json(
    findings: Sequence[_Finding], profile: str | None, policy: Policy | None
) -> dict[str, Any]:
    return {
        "schema": 1,
        "policy": profile,
        "minimum": None if policy is None else policy.minimum,
        "cells": [
            {
                "file": each.file,
                "labels": dict(each.labels),
                "low": each.interval.low,
                "high": each.interval.high,
                "exact": each.interval.exact,
                "known": each.known,
                "leaks": each.leaks,
            }
            for each in findings
        ],
        "known": sum(each.known for each in findings),
        "leaks": sum(each.leaks for each in findings),
    }


def _table(findings: Sequence[_Finding], say: Mapping[str, str], language: str) -> str:
    screen = Screen(language, file=False)
    made = table(say["file"], say["cell"], say["least"], say["most"], say["finding"], wide=1)
    for each in findings:
        low, high = each.interval.low, each.interval.high
        made.add_row(
            each.file,
            "; ".join(f"{name}={label}" for name, label in each.labels.items()),
            str(low),
            "…" if high is None else str(high),
            say["known"] if each.known else say["narrow"] if each.narrow else "",
        )
    if findings:
        screen.show(made)
        known = sum(each.known for each in findings)
        narrow = sum(each.leaks and not each.known for each in findings)
        screen.show(say["summary"].format(cells=len(findings), known=known, narrow=narrow))
        if not all(each.interval.exact for each in findings):
            screen.show(say["unproven"])
    return screen.text
