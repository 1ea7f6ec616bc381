"""Laws about the evaluator itself: that nothing changes it, and that it changes nothing."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import attrs
import numpy as np

from rusfelt.errors import RusfeltError
from rusfelt.testing._changed import writable
from rusfelt.testing._same import image
from rusfelt.testing._subject import FailedError, Subject, dice, what
from rusfelt.testing.law import Broken

__all__ = ["immutable", "untouched"]

_LOCAL = "<locals>"
# Panels on which a copy is held against the evaluator.
_FEW = 1


def immutable(subject: Subject) -> None:
    """Nothing can change an evaluator: no field can be set, it can be hashed, and its copy in another process is equal to it and answers alike.

    The engine hands evaluators to other processes, and one that could be changed would make a
    result depend on what was asked before.
    """
    evaluator = subject.evaluator
    for name in (*_fields(evaluator), "rusfelt_testing"):
        if _can_be_set(evaluator, name):
            msg = f"{name!r} can be set. Make it an attrs.frozen class."
            raise Broken(msg)
    try:
        hash(evaluator)
    except Exception as error:  # noqa: BLE001 - it may fail in any way it likes
        msg = f"it cannot be hashed ({what(error)}). Give its fields values that cannot change: a tuple and not a list."
        raise Broken(msg) from None
    copy = _copied(evaluator)
    if copy != evaluator:
        msg = "its copy in another process is not equal to it. Make it an attrs.frozen class, which compares by its fields."
        raise Broken(msg)
    before = _state(evaluator)
    copies = Subject(copy)
    for compared, (case, found) in enumerate(subject.answered(subject.fair)):
        if compared == _FEW:
            break
        try:
            alike = image(copies.again(case.panel)) == image(found)
        except RusfeltError as error:
            msg = f"its copy in another process fails: {what(error)}"
            raise Broken(msg) from None
        if not alike:
            msg = f"its copy in another process answers otherwise ({case.name})."
            raise Broken(msg)
    if _state(evaluator) != before or subject.evaluator.spec != subject.spec:
        msg = "it is another one after answering. Keep nothing between two calls."
        raise Broken(msg)


def _fields(evaluator: Any) -> list[str]:
    if attrs.has(type(evaluator)):
        return [field.name for field in attrs.fields(type(evaluator))]
    if dataclasses.is_dataclass(evaluator):
        return [field.name for field in dataclasses.fields(evaluator)]
    return sorted(getattr(evaluator, "__dict__", {}))


def _can_be_set(evaluator: object, name: str) -> bool:
    there = hasattr(evaluator, name)
    value = getattr(evaluator, name, None)
    try:
        setattr(evaluator, name, value)
    except (AttributeError, TypeError):
        return False
    except Exception:  # noqa: BLE001 - however it refuses, it does
        return False
    if not there:
        delattr(evaluator, name)
    return True


def _copied(evaluator: object) -> Any:
    cls = type(evaluator)
    try:
        return pickle.loads(pickle.dumps(evaluator))  # noqa: S301 - bytes made on this very line
    except Exception as error:  # noqa: BLE001 - it may fail in any way it likes
        if _LOCAL in cls.__qualname__:
            where = cls.__qualname__.partition(f".{_LOCAL}")[0]
            msg = (
                f"the class {cls.__name__} is defined inside the function {where}, where no other "
                "process can find it. Move it to the top of its module."
            )
        else:
            msg = f"it cannot be sent to another process ({what(error)}). Let its fields hold plain values."
        raise Broken(msg) from None


def _state(evaluator: object) -> tuple[Any, ...]:
    return tuple(repr(getattr(evaluator, name)) for name in _fields(evaluator))


def untouched(subject: Subject) -> None:
    """What an evaluator is handed stays as it is, to the byte, and so do the random numbers everyone in the process shares.

    It is tried with arrays that can be written to; those of the engine cannot.
    """
    tried = 0
    for case in (*subject.fair, *subject.hard[:3]):
        asked = subject.asked(case.panel)
        if not len(asked):
            continue
        lent, rolled = writable(asked), dice()
        # That it raised is what the law "total" says.
        with suppress(FailedError):
            subject.bare(lent)
            tried += 1
        changed = [
            name
            for name in ("indicator", "unit", "group", "part", "offsets", "t", "y", "clock")
            if not _alike(getattr(lent, name), getattr(asked, name))
        ]
        for level in ("per_series", "per_point"):
            changed += _changed_columns(getattr(lent, level), getattr(asked, level))
        if changed:
            msg = f"it changed {', '.join(changed)} of the panel it was handed ({case.name}). Work on copies."
            raise Broken(msg)
        if dice() != rolled:
            msg = "it drew from the random numbers of the whole process. Use numpy.random.default_rng(seed) with a seed of its own."
            raise Broken(msg)
    if not tried:
        msg = "it answered no panel, so that nothing could be seen. See the law 'total'."
        raise Broken(msg)


def _alike(one: Any, other: Any) -> bool:
    if not isinstance(other, np.ndarray):
        return bool(one == other)
    return (
        isinstance(one, np.ndarray)
        and one.shape == other.shape
        and one.dtype == other.dtype
        and one.tobytes() == other.tobytes()
    )


def _changed_columns(now: Any, before: Mapping[str, Any]) -> list[str]:
    if not isinstance(now, Mapping):
        return ["its columns"]
    return sorted(
        name
        for name in {*now, *before}
        if name not in now or name not in before or not _alike(now[name], before[name])
    )
