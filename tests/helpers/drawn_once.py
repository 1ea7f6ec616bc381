"""Charts that many tests need and none is about, drawn once in a process.

Most of the time a report takes is matplotlib's. That the same picture gives the same drawing is
shown by tests that draw it anew, in processes of their own; here it is used.
"""

from __future__ import annotations

import datetime as dt
import enum
import inspect
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np

_PLAIN = (str, bytes, int, float, bool, type(None), enum.Enum, dt.date, dt.timedelta)
_drawn: dict[object, bytes | str] = {}


class UntoldError(Exception):
    """What something is cannot be told by its parts."""


def told(thing: object) -> object:
    """What something is, down to the last bit, as something that can be looked up.

    Raises:
        UntoldError: it is of no kind known here.
    """
    if isinstance(thing, _PLAIN):
        return type(thing).__qualname__, repr(thing)
    if isinstance(thing, np.ndarray):
        return thing.dtype.str, thing.shape, thing.tobytes()
    if isinstance(thing, np.generic):
        return thing.dtype.str, thing.tobytes()
    if isinstance(thing, (tuple, list)):
        return type(thing).__qualname__, tuple(map(told, thing))
    if isinstance(thing, Mapping):
        return "mapping", tuple((told(name), told(each)) for name, each in thing.items())
    if attrs.has(type(thing)):
        fields = attrs.fields(type(thing))
        return type(thing).__qualname__, tuple(told(getattr(thing, each.name)) for each in fields)
    if inspect.ismethod(thing):
        return thing.__func__.__qualname__, told(thing.__self__)
    if inspect.isfunction(thing):
        # Which function it is, and what it has taken along.
        cells = tuple(told(each.cell_contents) for each in thing.__closure__ or ())
        line = thing.__code__.co_firstlineno
        return thing.__module__, thing.__qualname__, line, told(thing.__defaults__), cells
    raise UntoldError


def once(save: Callable[..., None]) -> Callable[..., None]:
    """As the function that draws into a file, but from memory where it has drawn the same before."""

    def saved(fill: Any, size: Any, out: Any, **named: Any) -> None:
        try:
            key = told((fill, size, named))
        except UntoldError:
            save(fill, size, out, **named)
            return
        if key not in _drawn:
            save(fill, size, out, **named)
            _drawn[key] = out.getvalue()
        else:
            out.write(_drawn[key])

    return saved
