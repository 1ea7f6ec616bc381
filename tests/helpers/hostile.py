"""Arguments nobody should give, and the law every statistic keeps when somebody does."""

from __future__ import annotations

import pickle
import warnings
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from recipe import OPTIONS, arguments
from roles_of_people import OBJECTS

from rusfelt.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from recipe import Drawn, Recipe

BATCHES = ((), (1,), (3,), (2, 3), (0,), (2, 1, 2), (0, 2))
SPECIAL = (
    np.nan, np.inf, -np.inf, -1.0, -0.5, 0.5, 0.0, -0.0, 1.0, 2.0, 1e308, -1e308, 1.7976931348623157e308,
    5e-324, -5e-324, 2.2250738585072014e-308, 1e-300, 1e-160, 1e-12, 1e6, 1e12, 1e154, 1e200, 2.0**52,
    2.0**53, float(2**53 + 1), 2.0**53 + 2, 1 - 2.0**-53, 1 + 2.0**-52, 0.05,
)  # fmt: skip
JUNK: tuple[Callable[[], Any], ...] = (
    lambda: None, lambda: "three", lambda: "", lambda: b"3", dict, lambda: {1, 2}, list, lambda: [[]],
    lambda: [[1, 2], [3]], lambda: [1, [2, 3]], lambda: (i for i in range(3)), lambda: range(4), object,
    lambda: [None, 1], lambda: ["1", "2"], lambda: ["a", 1.0], lambda: 1j, lambda: [1 + 1j, 2],
    lambda: np.datetime64("2020-01-01"), lambda: np.array(["2020", "2021"], "M8[Y]"),
    lambda: np.array([1, 2], "m8[D]"), lambda: np.zeros(2, [("a", "f8"), ("b", "i4")]),
    lambda: np.ma.masked, lambda: np.ma.masked_array([1.0, 2.0], [True, False]), lambda: 10**400,
    lambda: [10**400, 1], lambda: [Fraction(1, 3), Decimal("2.5")], lambda: [Decimal("NaN"), 1],
    lambda: True, lambda: [True, False], lambda: 3, lambda: 0.95, lambda: np.float64(2), lambda: np.array(5),
    lambda: np.zeros((2, 0)), lambda: np.zeros((0, 3)), lambda: np.ones((2, 3, 4)), lambda: np.ones((1, 1, 1, 1)),
    lambda: np.array([1.0, None], dtype=object), lambda: np.array([[1, 2], [3, 4]], dtype=object),
    lambda: np.array(["x", "y"]), lambda: np.longdouble("1e4000"), lambda: np.array([np.longdouble("1e400")]),
    lambda: memoryview(bytes(8)), lambda: len, lambda: float, lambda: np.array([2**63], np.uint64),
    lambda: slice(3), lambda: ..., lambda: np.array([b"1", b"x"]), lambda: np.array([""]),
)  # fmt: skip
WHOLES: tuple[Callable[[], Any], ...] = (
    lambda: -1, lambda: 0, lambda: 1, lambda: 2, lambda: 1.5, lambda: 2.0, lambda: np.nan, lambda: np.inf,
    lambda: np.int64(3), lambda: np.uint8(3), lambda: -(10**30), lambda: True, lambda: Fraction(3),
)  # fmt: skip


def hostile(rng: Generator, recipe: Recipe) -> dict[str, Any]:
    """Arguments of which none, one or several are spoilt."""
    batch = BATCHES[rng.integers(len(BATCHES))]
    drawn = recipe.draw(rng, batch)
    values = arguments(drawn)
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
        name = str(rng.choice(list(recipe.arguments)))
        values[name] = _spoilt(rng, recipe, name, drawn.get(name))
    return values


def _spoilt(rng: Generator, recipe: Recipe, name: str, drawn: Drawn | None) -> Any:
    role = recipe.arguments[name].partition(" ")[0].rstrip("?")
    if role == "population":
        return drawn.value
    if role in OPTIONS:
        pools = JUNK + (WHOLES if role in {"whole", "mask"} else ())
        return pools[rng.integers(len(pools))]()
    if drawn is None or role in OBJECTS or rng.random() < 0.25:
        return JUNK[rng.integers(len(JUNK))]()
    array = np.asarray(drawn.value)
    if array.dtype.kind == "U":
        return rng.choice([*np.unique(array), "sideways", "", "HIGHER"], array.shape)
    ways = (
        _poked,
        _poked,
        _poked,
        _poked,
        _filled,
        _ordered,
        _recast,
        _recast,
        _reshaped,
        _laid_out,
    )
    return ways[rng.integers(len(ways))](rng, array.astype(np.float64))


def _poked(rng: Generator, array: Any) -> Any:
    """Special figures in one cell, in some, or in one row."""
    array = array.copy()
    if array.size:
        way = rng.integers(3)
        flat = array.reshape(-1)
        if way == 0 or array.ndim == 0:
            flat[rng.integers(flat.size)] = rng.choice(SPECIAL)
        elif way == 1:
            few = rng.random(flat.size) < 0.3
            flat[few] = rng.choice(SPECIAL, few.sum())
        elif array.shape[-1]:
            rows = array.reshape(-1, array.shape[-1])
            rows[rng.integers(len(rows))] = rng.choice(SPECIAL)
    return array


def _filled(rng: Generator, array: Any) -> Any:
    """One figure everywhere, or everything multiplied."""
    factor = rng.choice(SPECIAL)
    if rng.random() < 0.5:
        return np.full(array.shape, factor)
    with np.errstate(all="ignore"):
        return array * factor


def _ordered(rng: Generator, array: Any) -> Any:
    """Turned round, shuffled, doubled or all but tied."""
    if array.ndim == 0:
        return -array
    way = rng.integers(4)
    if way == 0:
        return array[..., ::-1]
    if way == 1:
        return rng.permuted(array, axis=-1)
    if way == 2:
        return np.repeat(array, 2, axis=-1)[..., : array.shape[-1]]
    return 1e15 + array * 2.0**-3


def _recast(rng: Generator, array: Any) -> Any:
    """Another type of array, with what that type may hold."""
    with np.errstate(all="ignore"):
        rough = np.nan_to_num(array, posinf=9, neginf=-9)
    way = rng.integers(13)
    if way < 7:
        return rough.astype(
            [np.bool_, np.int8, np.float16, np.float32, np.longdouble, ">f8", np.int64][way]
        )
    if way == 7:
        return np.ma.masked_array(array, rng.random(array.shape) < 0.2)
    if way == 8:
        return array.astype(object)
    if way == 9:
        spoilt = array.astype(object)
        if spoilt.size:
            spoilt.reshape(-1)[rng.integers(spoilt.size)] = [
                None,
                "x",
                1j,
                10**400,
                Fraction(1, 2),
            ][rng.integers(5)]
        return spoilt
    if way == 10:
        return array.astype(str)
    if way == 11:
        return array + rng.choice([0j, 1j])
    return rough.astype("M8[D]")


def _reshaped(rng: Generator, array: Any) -> Any:
    """A shape that does not fit, or fits otherwise."""
    way = rng.integers(9)
    if way == 0:
        return array[None]
    if way == 1:
        return array[..., None]
    if way == 2:
        return array.T
    if way == 3:
        return np.stack([array, array])
    if way == 4:
        return array.reshape(-1)
    if way == 5 or array.ndim == 0:
        return float(array.reshape(-1)[0]) if array.size else 1.0
    if way == 6:
        return array[..., :0]
    if way == 7:
        return array[..., :-1]
    return array[:0]


def _laid_out(rng: Generator, array: Any) -> Any:
    """The same figures laid out otherwise in memory, locked, or as plain Python."""
    way = rng.integers(6)
    if way == 0:
        wide = np.repeat(array[..., None], 3, axis=-1)
        return wide[..., 1]
    if way == 1:
        return np.asfortranarray(array)
    if way == 2:
        return array.tolist()
    if way == 3:
        return tuple(array.tolist()) if array.ndim else array.tolist()
    if way == 4 and array.ndim:
        return np.ascontiguousarray(array[::-1])[::-1]
    array = array.copy()
    array.flags.writeable = False
    return array


def keep_the_law(recipe: Recipe, values: dict[str, Any]) -> bool:
    """Call once; fail unless answered or refused as promised. Says whether it was answered."""
    before = {name: _image(value) for name, value in values.items()}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            answer = recipe.function(**values)
    except DomainError as error:
        _check_refusal(error)
        return False
    finally:
        for name, value in values.items():
            assert _image(value) == before[name], f"{name} was changed"
    check_answer(recipe, values, answer)
    return True


def _check_refusal(error: DomainError) -> None:
    """A refusal says what is wrong, where, and what to do."""
    assert error.problems, f"no problems listed: {error}"
    for problem in error.problems:
        assert problem.path, problem
        assert problem.message, problem
        assert problem.remedy, problem


def _image(value: Any) -> object:
    """What an argument looks like, to the bit."""
    if isinstance(value, np.ma.MaskedArray):
        return (np.ma.getdata(value).tobytes(), np.ma.getmaskarray(value).tobytes(), value.shape)
    if isinstance(value, np.ndarray):
        data = repr(value.tolist()) if value.dtype.kind == "O" else value.tobytes()
        return (data, value.shape, value.dtype.str, value.flags.writeable)
    try:
        return pickle.dumps(value)
    except (TypeError, pickle.PicklingError, AttributeError):
        return id(value)


def check_answer(recipe: Recipe, values: dict[str, Any], answer: Any) -> None:
    """Every field is an array of known type, led by the batch's shape, infinite only where it may be."""
    if not recipe.rows:
        assert isinstance(answer, tuple)
        return
    batch = batch_of(recipe, values)
    for name, field in named_fields(answer):
        if name in recipe.apart:
            continue
        assert isinstance(field, np.ndarray | np.generic), f"{name} is {type(field)}"
        assert field.dtype == np.float64 or field.dtype.kind in "biU", f"{name}: {field.dtype}"
        assert field.shape[: len(batch)] == batch, f"{name}: {field.shape}, batch {batch}"
        if field.dtype.kind == "f" and name not in recipe.infinite:
            assert not np.isinf(field).any(), f"{name} is infinite: {field}"


def named_fields(answer: Any) -> list[tuple[str, Any]]:
    """The fields of an answer, those of an answer inside it among them."""
    if not isinstance(answer, tuple):
        return [("", answer)]
    found = []
    for name, field in answer._asdict().items():
        found += named_fields(field) if isinstance(field, tuple) else [(name, _as_field(field))]
    return found


def _as_field(field: Any) -> Any:
    """The plain numbers and words of a model that all rows share, as arrays."""
    return np.asarray(field) if isinstance(field, bool | int | float | str) else field


def batch_of(recipe: Recipe, values: dict[str, Any]) -> tuple[int, ...]:
    """The shape of the batch that the arguments have together."""
    shapes = []
    for name, value in values.items():
        role, _, axes = recipe.arguments[name].partition(" ")
        if role.rstrip("?") in OPTIONS or value is None or "*" not in axes:
            continue
        if recipe.led_by not in ("", name):
            continue
        own = len(axes.split("|")[-1]) - 1
        shape = np.shape(np.ma.getdata(value) if np.ma.isMaskedArray(value) else value)
        shapes.append(shape[: max(0, len(shape) - own)])
    return np.broadcast_shapes(*shapes)
