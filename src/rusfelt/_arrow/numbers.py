"""Arrow's numbers and days as numpy's, without copies where there is nothing to fill in."""

from __future__ import annotations

from typing import Any

import numpy as np

from rusfelt._arrow.library import pyarrow
from rusfelt._arrow.problems import UnfitError
from rusfelt._arrow.text import joined
from rusfelt.typing import Array, Bools, Floats

__all__ = ["Booleans", "Days", "Decimals", "Nulls", "Numbers", "Wholes"]

# Below this every whole number is a float of its own.
_EXACT = 2**53
_LARGEST = np.iinfo(np.int64).max
# Powers of ten that are floats.
_TENS = 22
_DAY_1 = np.datetime64("0001-01-01")
_DAY_LAST = np.datetime64("9999-12-31")
_GREENWICH = frozenset({"UTC", "Etc/UTC", "GMT", "Z", "+00:00", "-00:00"})


class Numbers:
    """A column of numbers with decimals, piece by piece; an empty cell is ``nan``."""

    def __init__(self) -> None:
        self._pieces: list[Array] = []

    def add(self, array: Any) -> None:
        """A further piece of the column."""
        self._pieces.append(array.to_numpy(zero_copy_only=False))

    def done(self) -> Floats:
        """The whole column."""
        return joined([each.astype(np.float64, copy=False) for each in self._pieces], np.float64)


class Nulls:
    """A column with nothing in it."""

    def __init__(self) -> None:
        self._rows = 0

    def add(self, array: Any) -> None:
        """A further piece of the column."""
        self._rows += len(array)

    def done(self) -> Floats:
        """The whole column."""
        return np.full(self._rows, np.nan)


class Wholes:
    """A column of whole numbers, piece by piece.

    Beside empty cells they become floats. Where a float would not tell two of them apart, they are
    somebody's or something's number and become text, of the same digits.
    """

    def __init__(self) -> None:
        self._pieces: list[Array] = []
        self._empty: list[Bools | None] = []

    def add(self, array: Any) -> None:
        """A further piece of the column."""
        if array.null_count:
            empty = array.is_null().to_numpy(zero_copy_only=False)
            self.put(array.fill_null(0).to_numpy(zero_copy_only=False), empty)
        else:
            self.put(array.to_numpy(zero_copy_only=False), None)

    def put(self, values: Array, empty: Bools | None) -> None:
        """A further piece, and where it is empty; what stands there is 0."""
        if values.dtype != np.uint64 or not (values > _LARGEST).any():
            values = values.astype(np.int64, copy=False)
        self._pieces.append(values)
        self._empty.append(empty)

    def done(self) -> Array:
        """The whole column."""
        gaps = any(each is not None for each in self._empty)
        long = any(each.dtype == np.uint64 for each in self._pieces)
        if not long and not gaps:
            return joined(self._pieces, np.int64)
        if not long and not any(
            len(each) and (each.max() > _EXACT or each.min() < -_EXACT) for each in self._pieces
        ):
            return joined(self._with(np.float64, np.nan), np.float64)
        width = max((len(str(edge)) for each in self._pieces for edge in _edges(each)), default=1)
        return joined(self._with(f"U{width}", ""), f"U{width}")

    def _with(self, dtype: Any, nothing: object) -> list[Array]:
        """The pieces with something in the empty cells."""
        found = []
        for values, empty in zip(self._pieces, self._empty, strict=True):
            column = values.astype(dtype)
            if empty is not None:
                column[empty] = nothing
            found.append(column)
        return found


def _edges(values: Array) -> list[int]:
    return [int(values.min()), int(values.max())] if len(values) else []


class Decimals:
    """A column of decimal numbers, piece by piece, each as the float nearest to it.

    pyarrow multiplies by a power of ten instead of dividing, so that its 0.3 is
    0.30000000000000004. Without digits behind the point they are whole numbers.
    """

    def __init__(self) -> None:
        self._pieces: list[Any] = []

    def add(self, array: Any) -> None:
        """A further piece of the column."""
        self._pieces.append(array)

    def done(self) -> Array:
        """The whole column."""
        parts = [(each, *_unscaled(each)) for each in self._pieces]
        if self._pieces and self._pieces[0].type.scale == 0:
            wholes = Wholes()
            if all(fits.all() for _, _, fits, _ in parts):
                for _, values, _, empty in parts:
                    wholes.put(np.where(empty, 0, values), empty if empty.any() else None)
                return wholes.done()
        return joined([_nearest(*each) for each in parts], np.float64)


def _unscaled(array: Any) -> tuple[Array, Bools, Bools]:
    """The digits as whole numbers, which of them fit into one, and what is empty."""
    empty = array.is_null().to_numpy(zero_copy_only=False)
    bits = array.type.bit_width
    _, data = array.buffers()
    if bits not in {32, 64, 128} or data is None:
        return np.zeros(len(array), np.int64), empty.copy(), empty
    words = max(bits // 64, 1)
    kind = np.int32 if bits == 32 else np.int64  # noqa: PLR2004 - the width of a decimal32
    stored = np.frombuffer(data, kind)[array.offset * words : (array.offset + len(array)) * words]
    low = stored[::words].astype(np.int64)
    fits = (stored[1::2] == low >> 63) if words > 1 else np.ones(len(low), np.bool_)
    return low, fits | empty, empty


def _nearest(array: Any, values: Array, fits: Bools, empty: Bools) -> Floats:
    scale = array.type.scale
    plain = fits & (np.abs(values) <= _EXACT) & (0 <= scale <= _TENS)
    numbers: Floats = values / 10.0 ** min(max(scale, 0), _TENS)
    for place in np.flatnonzero(~plain & ~empty).tolist():
        numbers[place] = float(array[place].as_py())
    numbers[empty] = np.nan
    return numbers


class Booleans:
    """A column of yes and no, piece by piece; beside an empty cell they are 1, 0 and ``nan``."""

    def __init__(self) -> None:
        self._pieces: list[Array] = []

    def add(self, array: Any) -> None:
        """A further piece of the column."""
        if array.null_count:
            array = array.cast(pyarrow().int8()).cast(pyarrow().float64())
        self._pieces.append(array.to_numpy(zero_copy_only=False))

    def done(self) -> Array:
        """The whole column."""
        gaps = any(each.dtype != np.bool_ for each in self._pieces)
        return joined(self._pieces, np.float64 if gaps else np.bool_)


class Days:
    """A column of days or moments, piece by piece, each as its day where it was written."""

    def __init__(self) -> None:
        self._pieces: list[Array] = []

    def add(self, array: Any) -> None:
        """A further piece of the column.

        Raises:
            UnfitError: a day is none, or nobody knows the zone.
        """
        pa = pyarrow()
        zone = getattr(array.type, "tz", None)
        if zone in _GREENWICH:
            array = array.cast(pa.timestamp(array.type.unit))
        elif zone:
            try:
                array = pa.compute.local_timestamp(array)
            except (pa.ArrowException, ValueError):
                msg = f"has the time zone {zone!r}, which nobody here knows."
                raise UnfitError(msg, "Turn its moments into days first.") from None
        edges = pa.compute.min_max(array)
        if edges["min"].is_valid:
            first, last = (_as_days(pa.array([edges[each]])) for each in ("min", "max"))
            if first[0] < _DAY_1 or last[0] > _DAY_LAST:
                msg = "holds a day outside the years 1 to 9999."
                raise UnfitError(msg, "Mend it.")
        self._pieces.append(_as_days(array))

    def done(self) -> Array:
        """The whole column."""
        return joined(self._pieces, "datetime64[D]")


def _as_days(array: Any) -> Array:
    return array.to_numpy(zero_copy_only=False).astype("datetime64[D]", copy=False)  # type: ignore[no-any-return]
