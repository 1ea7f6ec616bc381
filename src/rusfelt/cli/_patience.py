"""A word to whoever waits, when something takes long."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

__all__ = ["patience"]

_AFTER = 2.0


@contextlib.contextmanager
def patience(text: str, *, after: float = _AFTER) -> Iterator[None]:
    """Say on standard error what is going on, once it has lasted for some seconds.

    On a terminal a line turns until it is done and is gone then; elsewhere it is written once.
    """
    from rich.console import Console  # noqa: PLC0415 - loaded by commands that may take long

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    lock, done = threading.Lock(), threading.Event()
    shown = contextlib.ExitStack()

    def begin() -> None:
        with lock:
            if done.is_set():
                return
            if console.is_terminal:
                shown.enter_context(console.status(text))
            else:
                console.print(text, soft_wrap=True)

    timer = threading.Timer(after, begin)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            done.set()
        shown.close()
