"""Every exception rusfelt raises, drawn as a tree.

::

    RusfeltError
    ├── DomainError (ValueError)       a plan, panel or instrument that contradicts itself
    ├── UnknownNameError (LookupError) nothing offers that name; did you mean …
    ├── MissingExtraError (ImportError) an optional library is not installed; names the extra
    ├── PluginError                    a plugin broke its side of the bargain
    │   ├── NameConflictError          two distributions offer one name
    │   ├── ContractError              an evaluator answered in the wrong shape
    │   └── WorkerError                the process of its own a plugin ran in came to grief
    │       ├── DeadlineError          it did not answer in time
    │       ├── CrashError             it ended without an answer
    │       └── LimitError             it took more memory or output than it may
    ├── EvaluationError                an evaluator raised; the cause is chained
    │   └── UnfinishedError            workers were lost; names the parts that have no answer
    ├── ReadError                      a file that cannot be read, with path, line and column
    ├── WriteError                     a file that cannot be written; nothing is half written
    └── DisclosureError                publishing this would reveal someone

A message is a fact and a remedy. An error that gathers several things wrong carries them in
``problems``, so that a person can mend all of them before the next run.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "ContractError",
    "CrashError",
    "DeadlineError",
    "DisclosureError",
    "DomainError",
    "EvaluationError",
    "LimitError",
    "MissingExtraError",
    "NameConflictError",
    "PluginError",
    "Problem",
    "ReadError",
    "RusfeltError",
    "UnfinishedError",
    "UnknownNameError",
    "WorkerError",
    "WriteError",
    "did_you_mean",
    "one_line",
    "said_by",
]


@attrs.frozen
class Problem:
    """One thing wrong in an input, with its place and what to do about it.

    Attributes:
        path: where in the document, such as ``tiltak[3].due`` (the first is number 0).
        message: what is wrong, as a fact.
        remedy: what would put it right.
        file: the file read, or ``None`` for a value made in Python.
        line: the line in that file, counted from 1, where it is known.
    """

    path: str
    message: str
    remedy: str = ""
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        """Place, fact and remedy on one line."""
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        head = " ".join(part for part in (place, self.path) if part)
        tail = f" {self.remedy}" if self.remedy else ""
        return f"{head}: {self.message}{tail}" if head else f"{self.message}{tail}"


class RusfeltError(Exception):
    """The root: catching it catches everything rusfelt raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        # As it is, whatever its class is made with: a worker hands it to another process.
        return _remade, (type(self), self.args, self.__dict__)


def _remade(kind: type[RusfeltError], args: tuple[Any, ...], held: dict[str, Any]) -> RusfeltError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(held)
    return error


class DomainError(RusfeltError, ValueError):
    """A plan, panel or instrument that contradicts itself.

    ``problems`` lists every contradiction found, not only the first.
    """

    def __init__(self, message: str = "", *, problems: Iterable[Problem] = ()) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        if self.problems:
            lines = "\n".join(f"  {problem}" for problem in self.problems)
            message = f"{message}\n{lines}" if message else lines.lstrip()
        super().__init__(message)


class UnknownNameError(RusfeltError, LookupError):
    """Nothing offers that name; the message suggests the nearest ones."""

    def __init__(self, kind: str, name: str, known: Iterable[str] = ()) -> None:
        self.kind = kind
        self.name = name
        known = sorted(known)
        hint = did_you_mean(name, known)
        if not hint and known:
            hint = f"Known: {', '.join(known)}."
        super().__init__(f"No {kind} is called {name!r}. {hint}".rstrip())


class MissingExtraError(RusfeltError, ImportError):
    """An optional library is not installed; the message names the extra that brings it."""

    def __init__(self, library: str, extra: str | None = None) -> None:
        self.extra = extra
        what = f"'rusfelt[{extra}]'" if extra else library
        super().__init__(f"{library} is not installed. Install it with: pip install {what}.")


class PluginError(RusfeltError):
    """A plugin broke its side of the bargain."""


class NameConflictError(PluginError):
    """Two distributions offer one name, and that name was asked for."""


class ContractError(PluginError):
    """An evaluator answered with the wrong names, shapes or types."""


class WorkerError(PluginError):
    """The process of its own that a plugin ran in came to grief; this process is untouched."""


class DeadlineError(WorkerError):
    """A plugin did not answer before the deadline that all plugins share."""


class CrashError(WorkerError):
    """A plugin's process ended without an answer, or left processes of its own behind."""


class LimitError(WorkerError):
    """A plugin took more memory or gave more output than it may."""


class EvaluationError(RusfeltError):
    """An evaluator raised while computing; the original exception is chained.

    ``raised`` is the name of that exception's class, also where it was raised in another process.
    """

    def __init__(self, message: str = "", *, raised: str = "") -> None:
        self.raised = raised
        super().__init__(message)


class UnfinishedError(EvaluationError):
    """Workers were lost for good while parts were evaluated; ``left`` names those without answer."""

    def __init__(self, message: str = "", *, left: Iterable[str] = ()) -> None:
        self.left: tuple[str, ...] = tuple(left)
        listed = ", ".join(self.left[:_MOST_LEFT])
        more = "" if len(self.left) <= _MOST_LEFT else f" and {len(self.left) - _MOST_LEFT} more"
        rest = f". {len(self.left)} part(s) are left: {listed}{more}." if self.left else ""
        super().__init__(f"{message}{rest}")


class _FileError(RusfeltError):
    """A place in a file and what is wrong there."""

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        column: str | int | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        self.path = path
        self.line = line
        self.column = column
        self.problems = tuple(problems)
        place = ":".join(str(part) for part in (path, line) if part is not None)
        where = f"{place}, column {column!r}" if column is not None else place
        text = f"{where}: {message}" if where else message
        if len(self.problems) > 1:
            text += "".join(f"\n  {problem}" for problem in self.problems)
        super().__init__(text)


class ReadError(_FileError):
    """A file that cannot be read as what it should be, with ``path``, ``line`` and ``column``."""


class WriteError(_FileError):
    """A file that cannot be written; what stood there before is untouched."""


class DisclosureError(RusfeltError):
    """Publishing this would reveal someone; the cells are named and nothing is written."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence that suggests the nearest known name, or an empty string.

    >>> did_you_mean("targt", ["target", "unit"])
    "Did you mean 'target'?"
    >>> did_you_mean("xyz", ["target"])
    ''
    """
    near = difflib.get_close_matches(name, sorted(known), n=2, cutoff=0.6)
    if not near:
        return ""
    return f"Did you mean {' or '.join(repr(match) for match in near)}?"


_MOST_LEFT = 20
# No message is worth more of the reader's time than this.
_MOST_SAID = 500
_MOST_NAMED = 80


def one_line(text: str, most: int = 4 * _MOST_SAID) -> str:
    r"""Somebody else's words on one line, without what a terminal would obey.

    >>> one_line("first\nsecond \x1b[31mred")
    'first second ?[31mred'
    """
    shown = text[: most + 1]
    line = " ".join(
        "".join(each if each.isprintable() or each.isspace() else "?" for each in shown).split()
    )
    return f"{line[:most]}…" if len(text) > most else line


def said_by(error: BaseException) -> str:
    """What an exception of somebody else's code is and says, whatever that code does to it.

    >>> said_by(ValueError("no such column"))
    'ValueError: no such column'
    """
    name = one_line(type(error).__name__, _MOST_NAMED)
    try:
        words = str(error)
    except BaseException as worse:  # noqa: BLE001 - it was made by code that has failed already
        words = f"(its own message raised {type(worse).__name__})"
    words = one_line(words, _MOST_SAID)
    return f"{name}: {words}" if words else name
