"""What every public statistic takes, in short, so that arguments can be made up for all of them.

A recipe names each argument's role and axes: ``"count *n"`` is a count at each of n points of
each row. In axes ``*`` is the batch, letters are lengths, none is one number for all rows, and
alternatives stand between bars. A role that ends in ``?`` may be left out. Words, flags and whole
numbers are options for the whole call: ``"word? exact|normal"``, ``"flag?"``, ``"whole? 0,3"``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from roles import LEGAL

from rusfelt import stats

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    Shape = tuple[int, ...]

OPTIONS = {"word", "flag", "whole", "mask"}


class Drawn(NamedTuple):
    """One argument as drawn: its value, its role, and its axes (``None`` for an option)."""

    value: Any
    role: str
    axes: str | None


class Recipe:
    """How to make up arguments for one public function.

    Args:
        name: of the function.
        variant: what sets this recipe apart from others of the same function.
        lengths: of the axes: what ``n`` and other letters may be.
        infinite: fields in which an infinity is a documented answer.
        apart: fields of a shape and type of their own, such as labels.
        rows: whether there is a batch at all.
        ragged: whether people's points stand end to end, cut by ``offsets``.
        led_by: the argument whose batch it is, where the others only fit themselves to it.
        people: axes of people, each of whom a message counts as a row.
        points: axes of which the order does not matter, and of which messages know the rows alone.
        nobody: whether somebody of whom nothing is known may stand among those, and change nothing.
        call: what to call in place of the function itself, with some of its arguments made up.
        arguments: role and axes of each.
    """

    def __init__(
        self,
        name: str,
        variant: str = "",
        /,
        *,
        lengths: dict[str, tuple[int, ...]] | None = None,
        infinite: str = "",
        apart: str = "",
        rows: bool = True,
        ragged: bool = False,
        led_by: str = "",
        people: str = "",
        points: str = "",
        nobody: bool = False,
        call: Callable[..., Any] | None = None,
        **arguments: str,
    ) -> None:
        self.name = name
        self.label = f"{name}, {variant}" if variant else name
        self.function = call or getattr(stats, name)
        self.lengths = {"n": (0, 1, 2, 3, 5, 8, 12)} | (lengths or {})
        self.infinite = frozenset(infinite.split())
        self.apart = frozenset(apart.split())
        self.rows = rows
        self.ragged = ragged
        self.led_by = led_by
        self.people = people
        self.points = points
        self.nobody = nobody
        self.arguments = arguments

    def draw(
        self,
        rng: Generator,
        batch: Shape,
        *,
        whole: bool = False,
        least: int = 0,
        sizes: dict[str, int] | None = None,
    ) -> dict[str, Drawn]:
        """Legal arguments for a batch, with axes of given sizes or of any.

        ``whole`` leaves nothing out, gives every argument the batch it may have, raises every
        flag and takes the first of the words.
        """
        sizes = {
            axis: int(rng.choice([n for n in of if n >= least] or [max(of)]))
            for axis, of in self.lengths.items()
        } | (sizes or {})
        drawn = {}
        for name, text in self.arguments.items():
            role, _, rest = text.partition(" ")
            if role.endswith("?") and not whole and rng.random() < 0.5:
                continue
            role = role.rstrip("?")
            if role in OPTIONS:
                drawn[name] = Drawn(_option(rng, role, rest, first=whole), role, None)
                continue
            ways = rest.split("|")
            axes = ways[-1] if whole else str(rng.choice(ways))
            if axes == "*" and not whole and rng.random() < 0.3:
                axes = ""
            shape = (batch if axes.startswith("*") else ()) + tuple(
                sizes[letter] for letter in axes.lstrip("*")
            )
            drawn[name] = Drawn(LEGAL[role](rng, shape), role, axes)
        return drawn


def _option(rng: Generator, role: str, rest: str, *, first: bool) -> object:
    if role == "flag":
        return first or bool(rng.random() < 0.5)
    if role == "word":
        return rest.partition("|")[0] if first else str(rng.choice(rest.split("|")))
    return int(rng.choice([int(number) for number in rest.split(",")]))


def arguments(drawn: dict[str, Drawn]) -> dict[str, Any]:
    """The values alone, to call with."""
    return {name: one.value for name, one in drawn.items()}


def public_functions() -> set[str]:
    """Everything in ``rusfelt.stats`` that computes."""
    found = {name: getattr(stats, name) for name in stats.__all__}
    return {name for name, it in found.items() if callable(it) and not isinstance(it, type)}
