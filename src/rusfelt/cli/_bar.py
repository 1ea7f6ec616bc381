"""A bar on standard error for what takes long: how far, how fast, how much longer."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rusfelt.evaluation.at_scale.run import Progress

__all__ = ["Bar", "bar"]

_AFTER = 2.0
# Where nobody sees a bar move, a line now and then says as much.
_EVERY = 30.0


class Bar:
    """Hears how far it has come, and shows it once it has been asked to."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._last: Progress | None = None
        self._shown: Any = None
        self._task: Any = None
        self._console: Any = None
        self._told = 0.0

    def __call__(self, progress: Progress) -> None:
        """So far."""
        with self._lock:
            self._last = progress
            self._show()

    def begin(self) -> None:
        """From now on it is shown."""
        from rich.console import Console  # noqa: PLC0415 - only for what takes long

        with self._lock:
            self._console = Console(stderr=True, highlight=False, markup=False, emoji=False)
            if self._console.is_terminal:
                self._shown = _display(self._console)
                total = self._last.rows if self._last is not None else None
                self._task = self._shown.add_task(self._text, total=total)
                self._shown.start()
            self._show()

    def end(self) -> None:
        """The bar goes away."""
        with self._lock:
            if self._shown is not None:
                self._shown.stop()
            self._console = self._shown = None

    def _show(self) -> None:
        last = self._last
        if self._console is None or last is None:
            return
        if self._shown is not None:
            self._shown.update(self._task, completed=last.rows_done, total=last.rows)
            return
        now = time.monotonic()
        if now - self._told >= _EVERY:
            self._told = now
            self._console.print(self._line(last, now - self._began), soft_wrap=True)

    def _line(self, last: Progress, seconds: float) -> str:
        rate = last.rows_done / seconds if seconds else 0.0
        text = f"{self._text}: {last.rows_done:,} rows, {rate:,.0f} a second"
        if last.rows and rate:
            text += f", about {(last.rows - last.rows_done) / rate:,.0f} s left"
        return f"{text}."


def _display(console: Any) -> Any:
    from rich.progress import (  # noqa: PLC0415 - only for what takes long
        BarColumn,
        Progress,
        ProgressColumn,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text  # noqa: PLC0415 - likewise

    class Rate(ProgressColumn):
        """Rows a second."""

        def render(self, task: Any) -> Text:
            return Text("" if not task.speed else f"{task.speed:,.0f} rows/s")

    return Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), Rate(),
        TimeRemainingColumn(), console=console, transient=True,
    )  # fmt: skip


@contextlib.contextmanager
def bar(text: str, *, after: float = _AFTER) -> Iterator[Bar]:
    """A bar for what is done inside, shown once that has lasted for some seconds."""
    shown = Bar(text)
    timer = threading.Timer(after, shown.begin)
    timer.daemon = True
    timer.start()
    try:
        yield shown
    finally:
        timer.cancel()
        timer.join()
        shown.end()
