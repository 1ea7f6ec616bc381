"""Keeping to so many calls in so many seconds."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import attrs

__all__ = ["Pace"]


@attrs.define
class Pace:
    """Lets calls through as fast as a bank allows, and no faster.

    Attributes:
        calls: how many calls any stretch of time may have. window: its length in seconds.
        clock, sleep: what tells the time in seconds, and what waits; a test hands in its own.
    """

    clock: Callable[[], float]
    sleep: Callable[[float], None]
    calls: int = 30
    window: float = 60.0
    _made: deque[float] = attrs.field(factory=deque, init=False)

    def wait(self) -> None:
        """Wait until one more call may be made, and count it.

        >>> waited = []
        >>> pace = Pace(lambda: sum(waited), waited.append, calls=2, window=10.0)
        >>> for _ in range(3):
        ...     pace.wait()
        >>> waited
        [10.0]
        """
        while True:
            now = self.clock()
            while self._made and now - self._made[0] >= self.window:
                self._made.popleft()
            if len(self._made) < self.calls:
                self._made.append(now)
                return
            self.sleep(self.window - (now - self._made[0]))
