"""Options and output that several commands share."""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rusfelt.catalogue import figures, plan_ids
from rusfelt.cli._output import emit, language_option, legible, tell
from rusfelt.domain import Measurements, Plan, title_in
from rusfelt.domain.text import Title
from rusfelt.io.measurements import read_measurements
from rusfelt.language import words
from rusfelt.study.folder import MAPPING

__all__ = ["Screen", "emit", "language_option", "load_figures", "table"]

# Wide enough for a sentence beside an id where nobody's terminal says otherwise.
_WIDTH = 120


def load_figures(
    plan: Plan,
    data: tuple[str, ...],
    *,
    answers: bool = False,
    reader: str | None = None,
    mapping: str | None = None,
) -> Measurements:
    """The figures of files or shipped plans; without any, those shipped for the plan itself.

    A plan may have people's own answers instead of figures, and then none are missed. What the
    reader took for granted about a file is told on standard error. A mapping that stands beside a
    file, under its name and ``.map.toml``, is its mapping where none is told.
    """
    parts = []
    names = data or ((plan.id,) if plan.id in plan_ids() else ())
    if not names and not answers:
        tell("No figures were given; name a CSV file after the plan.")
    for name in names:
        if Path(name).exists() or name not in plan_ids():
            part = read_measurements(name, reader=reader, mapping=mapping or _beside(name))
            guesses = ", ".join(f"{what} {value}" for what, value in part.guessed.items())
            told = f" ({guesses})" if guesses else ""
            tell(f"{name}: {len(part)} figures{told}")
        else:
            part = figures(name)
        parts.append(part)
    return functools.reduce(lambda first, second: first + second, parts, Measurements.of([]))


def _beside(name: str) -> str | None:
    """The mapping that stands beside a file."""
    beside = f"{name}{MAPPING}"
    if not Path(beside).is_file():
        return None
    tell(f"{name}: as {beside} says")
    return beside


def table(*columns: str, title: str | None = None, wide: int | None = None) -> Table:
    """A plain table; the column numbered ``wide`` takes the room there is."""
    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(columns):
        made.add_column(name, ratio=1 if number == wide else None, overflow="fold")
    return made


class _Console(Console):
    """A console on which somebody's text is text: nothing in it is a command to the terminal."""

    def render_str(self, text: str, **how: Any) -> Text:
        return super().render_str(legible(text), **how)


class Screen:
    """What a command shows, gathered as text so that a file gets the same as the screen."""

    def __init__(self, language: str, *, file: bool) -> None:
        self.words = words(language)["screen"]
        self._buffer = io.StringIO()
        terminal = Console()
        colour = terminal.is_terminal and not file
        self.console = _Console(
            file=self._buffer,
            force_terminal=colour,
            width=max(terminal.width, _WIDTH) if not terminal.is_terminal or file else None,
            highlight=False,
            # A title with brackets or colons is text, not rich's own markup.
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def show(self, *things: Any) -> None:
        """Add text or tables."""
        self.console.print(*things)

    def heading(self, title: Title, name: str, language: str) -> None:
        """Add a plan's title and id."""
        self.console.print(f"{title_in(title, language)} ({name})", style="bold")

    def line(self, key: str, **values: Any) -> None:
        """Add one of the screen's own sentences."""
        self.console.print(self.words[key].format_map(values))

    @property
    def text(self) -> str:
        """Everything shown."""
        return self._buffer.getvalue()
