"""A line that says what takes so long, on a terminal and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["step"]


@contextmanager
def step(what: str) -> Iterator[None]:
    """Show what is being done, with a moving sign, until it is done."""
    from rich.console import Console  # noqa: PLC0415 - only for long work

    console = Console(stderr=True, highlight=False, markup=False)
    if not console.is_terminal:
        yield
        return
    with console.status(f"{what} …"):
        yield
