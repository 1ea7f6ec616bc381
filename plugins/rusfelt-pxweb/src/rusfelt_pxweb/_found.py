"""What is wrong in a document that has no rows: places in it, all of them at once."""

from __future__ import annotations

import attrs

from rusfelt.errors import Problem, ReadError

__all__ = ["Found", "shown"]

_LISTED = 100
_SHOWN = 60


def shown(value: object) -> str:
    """A value of the document, as briefly as it can be told.

    >>> shown("a" * 100)[-5:], shown(["a", "b"]), shown({}), shown(None)
    ("aaa…'", 'a list', 'an object', 'null')
    """
    if isinstance(value, str):
        return repr(value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        # A number of thousands of digits takes seconds to print.
        return str(value) if abs(value) < 10**_SHOWN else "a very large number"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    return "null" if value is None else str(value)


@attrs.define
class Found:
    """The problems of one file, by their place in the document.

    Attributes:
        file: the file. count: how many were found, those beyond the first hundred too.
    """

    file: str
    count: int = 0
    _problems: list[Problem] = attrs.field(factory=list, init=False)

    def add(self, place: str, message: str, remedy: str = "") -> None:
        """Note one problem; ``place`` is such as ``dimension.Tid.category``."""
        self.count += 1
        if len(self._problems) < _LISTED:
            self._problems.append(Problem(place, message, remedy, self.file))

    def raise_any(self) -> None:
        """Raise what was found as one error, if anything was.

        Raises:
            ReadError: something was.
        """
        if not self._problems:
            return
        first = self._problems[0]
        text = f"{first.path}: {first.message} {first.remedy}".rstrip()
        if self.count > 1:
            text = f"{self.count} problems were found, and the first is {text}"
            if self.count > _LISTED:
                text += f" The first {_LISTED} are listed."
        raise ReadError(text, path=self.file, problems=self._problems)
