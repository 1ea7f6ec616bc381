"""Laws about rows: that none depends on more than the spec says, nor on where it stands."""

from __future__ import annotations

from typing import Any

import numpy as np

from rusfelt.errors import RusfeltError
from rusfelt.findings import Findings
from rusfelt.panel import Panel
from rusfelt.testing._chance import Seeded
from rusfelt.testing._same import first_difference, points_of
from rusfelt.testing._subject import Subject, what
from rusfelt.testing.law import Broken, Idle
from rusfelt.typing import Integers

__all__ = ["equivariant", "rowwise"]


def rowwise(subject: Subject) -> None:
    """Splitting a panel changes nothing: a series (or unit or cluster, as ``scope`` says) gets the same row alone as among others.

    It does not apply where ``scope`` is the whole panel. Numbers may differ by rounding.
    """
    scope = subject.spec.scope
    if scope == "panel":
        msg = "its scope is the whole panel, so that a row may depend on all others."
        raise Idle(msg)
    whole = 0
    for case, _ in subject.answered(subject.fair):
        pieces = _pieces(case.panel, scope, subject.spec.rows)
        whole += len(pieces) > 1

        def alone(panel: Panel, *, show: bool = case.made) -> str:
            return _split(subject, panel, scope, show=show)

        if len(pieces) > 1 and alone(case.panel):
            raise Broken(subject.smallest(case, alone))
    if not whole:
        msg = "no panel could be split. Hand in panels of several series: panels=[…]."
        raise Broken(msg)


def _pieces(panel: Panel, scope: str, rows: str) -> list[Integers]:
    """The rows of each series, unit or cluster, and the two halves of them."""
    if scope == "series" and rows != "series":
        # A row about a unit needs all of the unit, whatever its series may depend on.
        scope = rows
    if scope == "series":
        of: Any = np.arange(len(panel))
    elif scope == "cluster":
        of = panel.per_series.get("cluster", np.zeros(len(panel)))
    else:
        of = getattr(panel, scope) if scope != "panel" else np.zeros(len(panel))
    keys = np.unique(of)
    whole = [np.flatnonzero(of == key) for key in keys]
    halves = [np.flatnonzero(np.isin(of, half)) for half in np.array_split(keys, 2) if len(half)]
    few = 6
    return halves + whole[:few] if len(keys) > 1 else [np.arange(len(panel))]


def _split(subject: Subject, panel: Panel, scope: str, *, show: bool) -> str:
    together = subject.ask(panel)
    for piece in _pieces(panel, scope, subject.spec.rows):
        try:
            apart = subject.again(panel.take(piece))
        except RusfeltError as error:
            return f"it fails on a part of a panel: {what(error)}"
        there = _places(together, apart, piece, subject.spec.rows)
        said = first_difference(
            together,
            apart,
            (there, np.arange(apart.rows)),
            (points_of(panel, piece), np.arange(int(panel.sizes[piece].sum()))),
            show=show,
        )
        if said:
            return f"a row depends on what stands beside it: {said}"
    return ""


def _places(together: Findings, apart: Findings, piece: Integers, rows: str) -> Integers:
    """Where the rows of a part stand among all."""
    if rows == "series":
        return piece
    if rows == "panel":
        return np.zeros(1, dtype=np.int64)
    return np.searchsorted(together[rows], apart[rows])


def equivariant(subject: Subject) -> None:
    """Putting the series of a panel in another order puts the rows in that order and changes nothing else; rows about units, clusters or indicators stay where they are.

    Numbers may differ by rounding.
    """
    tried = 0
    for case, _ in subject.answered(subject.fair):
        tried += len(case.panel) > 1

        def turned(panel: Panel, *, show: bool = case.made) -> str:
            return _turned(subject, panel, show=show)

        if turned(case.panel):
            raise Broken(subject.smallest(case, turned))
    if not tried:
        msg = "no panel has several series. Hand in panels that do: panels=[…]."
        raise Broken(msg)


def _turned(subject: Subject, panel: Panel, *, show: bool) -> str:
    straight = subject.ask(panel)
    size = len(panel)
    shuffled = np.argsort(Seeded(9, size).integers(0, 2**40, size), kind="stable")
    for order in (np.arange(size)[::-1], shuffled):
        turned = subject.again(panel.take(order))
        rows = order if subject.spec.rows == "series" else np.arange(straight.rows)
        said = first_difference(
            straight,
            turned,
            (rows, np.arange(turned.rows)),
            (points_of(panel, order), np.arange(len(panel.t))),
            show=show,
        )
        if said:
            return f"a row depends on where it stands: {said}"
    return ""
