"""What goes wrong between here and a statistics bank."""

from __future__ import annotations

from rusfelt.errors import ReadError

__all__ = ["PxWebError"]


class PxWebError(ReadError):
    """A statistics bank did not give what it was asked for; ``path`` is the address asked.

    Attributes:
        status: the server's status code; ``None`` where it gave none.
    """

    def __init__(self, message: str, *, url: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(message, path=url)
