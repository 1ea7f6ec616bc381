"""A drawing: an ``svg`` element for a page, and a picture of the same for documents without SVG."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

__all__ = ["Drawing"]


class Drawing(str):
    """The ``svg`` element as text, with its name, its description and the way to a picture.

    Attributes:
        name: its name.
        description: what it shows, for those who cannot see it.
        size: width and height in inches.
    """

    __slots__ = ("_draw", "description", "name", "size")

    name: str
    description: str
    size: tuple[float, float]
    _draw: Callable[[int], bytes]

    def __new__(
        cls,
        element: str,
        *,
        name: str,
        description: str,
        size: tuple[float, float],
        draw: Callable[[int], bytes],
    ) -> Self:
        """A drawing of an ``svg`` element; ``draw`` gives it as PNG at so many dots an inch."""
        made = super().__new__(cls, element)
        made.name, made.description, made.size, made._draw = name, description, size, draw
        return made

    def png(self, dpi: int = 160) -> bytes:
        """The drawing as a PNG on white; the same bytes each time, with nothing of when or where.

        Args:
            dpi: dots an inch.
        """
        return self._draw(dpi)

    def __reduce__(self) -> Any:
        """As its text: what draws it is of this process."""
        return str, (str(self),)
