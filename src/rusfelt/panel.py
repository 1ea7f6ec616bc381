"""Panel: very many very short series in flat arrays.

One series belongs to an indicator, a unit, a population group and a part (the stretches between
breaks). Its points lie side by side in ``t`` and ``y``; ``offsets`` says where each series begins
and ends. Keys are columns, never a Python object per series: that is where the speed comes from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np

from rusfelt._arrays import frozen_array, joined_text, ragged_ranges
from rusfelt._block import Block, Series
from rusfelt._identity import refuse_columns
from rusfelt.errors import DomainError, Problem
from rusfelt.typing import Array, Floats, Frame, Integers, Strings
from rusfelt.vocabulary import Clock

__all__ = ["Block", "Panel", "Series"]

_KEYS = ("indicator", "unit", "group", "part")


def _strings(values: object) -> Strings:
    return frozen_array(np.asarray(values, dtype=np.str_))


def _floats(values: object) -> Floats:
    return frozen_array(np.asarray(values, dtype=np.float64))


def _integers(values: object) -> Integers:
    return frozen_array(np.asarray(values, dtype=np.int64))


def _columns(values: Mapping[str, object]) -> Mapping[str, Array]:
    frozen = {}
    for name in sorted(values):
        array = np.asarray(values[name])
        if array.dtype.kind in "iu":
            array = array.astype(np.int64)
        elif array.dtype.kind == "f":
            array = array.astype(np.float64)
        elif array.dtype.kind not in "bU":
            msg = f"The column {name!r} has dtype {array.dtype}. Use numbers, booleans or text."
            raise DomainError(msg)
        frozen[name] = frozen_array(array)
    return MappingProxyType(frozen)


@attrs.frozen(eq=False)
class Panel:
    """Many short series, checked when made and read-only ever after.

    Args:
        indicator, unit, group, part: the key of each series, shape ``(k,)``.
        offsets: where each series begins, and the end of the last, shape ``(k + 1,)``.
        t, y: times and values of all points, shape ``(m,)``; ``t`` rises within a series and
            ``y`` is finite. A series may have no points.
        clock: ``period`` (calendar years), ``day`` (whole days) or ``occasion`` (1, 2, 3 …).
        per_series: further columns, each ``(k,)``.
        per_point: further columns, each ``(m,)``, such as ``x`` (numerator), ``n``, ``se``.

    Raises:
        DomainError: lists every way in which the columns do not fit together.

    >>> panel = Panel(["deaths"], [""], [""], [0], [0, 3], [2017, 2018, 2019], [4, 2, 1],
    ...               clock="period")
    >>> len(panel), panel.sizes.tolist(), panel[0].y.tolist()
    (1, [3], [4.0, 2.0, 1.0])
    """

    indicator: Strings = attrs.field(converter=_strings)
    unit: Strings = attrs.field(converter=_strings)
    group: Strings = attrs.field(converter=_strings)
    part: Integers = attrs.field(converter=_integers)
    offsets: Integers = attrs.field(converter=_integers)
    t: Floats = attrs.field(converter=_floats)
    y: Floats = attrs.field(converter=_floats)
    clock: Clock = attrs.field(kw_only=True, converter=Clock)
    per_series: Mapping[str, Array] = attrs.field(factory=dict, kw_only=True, converter=_columns)
    per_point: Mapping[str, Array] = attrs.field(factory=dict, kw_only=True, converter=_columns)

    def __attrs_post_init__(self) -> None:
        refuse_columns({name: getattr(self, name) for name in _KEYS[:3]}, row="series")
        problems = list(self._shape_problems())
        if not problems:
            problems = list(self._content_problems())
        if problems:
            msg = f"The panel contradicts itself in {len(problems)} place(s):"
            raise DomainError(msg, problems=problems)

    def _shape_problems(self) -> Iterator[Problem]:
        count, points = len(self.indicator), len(self.t)
        for name in _KEYS:
            shape = getattr(self, name).shape
            if shape != (count,):
                yield Problem(name, f"has shape {shape}.", f"Give one key for each of {count}.")
        if self.offsets.shape != (count + 1,):
            yield Problem(
                "offsets", f"has shape {self.offsets.shape}.", f"Give {count + 1} numbers."
            )
        elif count >= 0 and (
            self.offsets[0] != 0 or self.offsets[-1] != points or (np.diff(self.offsets) < 0).any()
        ):
            yield Problem("offsets", f"do not rise from 0 to {points}.", "Count the points anew.")
        if self.y.shape != (points,) or self.t.ndim != 1:
            yield Problem("y", f"has shape {self.y.shape}.", f"Give one value a time: {points}.")
        for name, column in self.per_series.items():
            if column.shape != (count,):
                yield Problem(
                    f"per_series[{name!r}]", f"has shape {column.shape}.", f"Give {count} values."
                )
        for name, column in self.per_point.items():
            if column.shape != (points,):
                yield Problem(
                    f"per_point[{name!r}]", f"has shape {column.shape}.", f"Give {points} values."
                )

    def _content_problems(self) -> Iterator[Problem]:
        owner = np.repeat(np.arange(len(self)), self.sizes)
        if not np.isfinite(self.y).all():
            row = owner[np.flatnonzero(~np.isfinite(self.y))[0]]
            yield Problem(
                f"series {row}",
                "has a value that is not a finite number.",
                "Leave an empty cell out; it is no point.",
            )
        if not np.isfinite(self.t).all():
            row = owner[np.flatnonzero(~np.isfinite(self.t))[0]]
            yield Problem(f"series {row}", "has a time that is not a finite number.", "Mend it.")
        elif len(self.t) > 1:
            falls = (self.t[1:] <= self.t[:-1]) & (np.diff(owner) == 0)
            if falls.any():
                row = owner[np.flatnonzero(falls)[0]]
                yield Problem(
                    f"series {row}",
                    "has times that do not rise.",
                    "Sort by time and keep one value a time.",
                )
        if self.clock is not Clock.PERIOD and not np.array_equal(self.t, np.rint(self.t)):
            yield Problem(
                "t", f"is not whole, as the clock {self.clock} needs.", "Round or change."
            )
        yield from self._repeated_keys()

    def _repeated_keys(self) -> Iterator[Problem]:
        if len(self) < 2 or self._keys_rise():  # noqa: PLR2004 - one key cannot repeat
            return
        order = np.lexsort([getattr(self, name) for name in reversed(_KEYS)])
        same = np.ones(len(self) - 1, dtype=np.bool_)
        for name in _KEYS:
            column = getattr(self, name)[order]
            same &= column[1:] == column[:-1]
        if same.any():
            first = int(np.flatnonzero(same)[0])
            a, b = sorted((int(order[first]), int(order[first + 1])))
            yield Problem(
                f"series {b}",
                f"has the same indicator, unit, group and part as series {a}.",
                "Put their points into one series, or number the parts.",
            )

    def _keys_rise(self) -> bool:
        """Whether the keys are in strictly rising order, which is cheaper to see than to sort."""
        undecided = np.ones(len(self) - 1, dtype=np.bool_)
        for name in _KEYS:
            column = getattr(self, name)
            if (undecided & (column[1:] < column[:-1])).any():
                return False
            undecided &= column[1:] == column[:-1]
        return not undecided.any()

    @classmethod
    def _trusted(cls, **fields: Any) -> Panel:
        """A panel of columns cut from a checked one, so that nothing is checked again."""
        panel = object.__new__(cls)
        for name, value in fields.items():
            each = value
            if isinstance(value, dict):
                each = MappingProxyType({key: frozen_array(col) for key, col in value.items()})
            elif isinstance(value, np.ndarray):
                each = frozen_array(value)
            object.__setattr__(panel, name, each)
        return panel

    def only(self, *, series: Collection[str], point: Collection[str]) -> Panel:
        """The same series with only these further columns."""
        if series == self.per_series.keys() and point == self.per_point.keys():
            return self
        return Panel._trusted(
            **{name: value for name, value in self._parts() if not isinstance(value, Mapping)},
            per_series={name: col for name, col in self.per_series.items() if name in series},
            per_point={name: col for name, col in self.per_point.items() if name in point},
        )

    def again(self) -> Panel:
        """Another panel of the very same arrays, to lend to code that may change what it holds."""
        panel = object.__new__(Panel)
        for name, value in self._parts():
            columns = isinstance(value, Mapping)
            object.__setattr__(panel, name, MappingProxyType(dict(value)) if columns else value)
        return panel

    def same_arrays(self, other: Panel) -> bool:
        """Whether two panels hold the very same arrays, without looking into them."""

        def held(panel: Panel) -> list[tuple[str, str, Any]]:
            return [
                (name, key, array)
                for name, value in panel._parts()
                for key, array in (value.items() if isinstance(value, Mapping) else [("", value)])
            ]

        mine, others = held(self), held(other)
        return len(mine) == len(others) and all(
            one[:2] == two[:2] and one[2] is two[2] for one, two in zip(mine, others, strict=True)
        )

    def anonymous(self) -> Panel:
        """The same series with numbers in place of the units' names, in the order of the names."""
        names, place = np.unique(self.unit, return_inverse=True)
        digits = len(str(max(len(names) - 1, 0)))
        panel = self.again()
        codes = np.char.zfill(place.astype(np.str_), digits)
        object.__setattr__(panel, "unit", frozen_array(codes))
        return panel

    def _parts(self) -> Iterator[tuple[str, Any]]:
        for field in attrs.fields(Panel):
            yield field.name, getattr(self, field.name)

    def __len__(self) -> int:
        return len(self.indicator)

    @property
    def sizes(self) -> Integers:
        """Number of points of each series, shape ``(k,)``."""
        return np.diff(self.offsets)

    def __getitem__(self, row: int) -> Series:
        """One series, for looking at."""
        if not -len(self) <= row < len(self):
            msg = f"There is no series {row} in a panel of {len(self)}."
            raise IndexError(msg)
        row %= len(self)
        span = slice(int(self.offsets[row]), int(self.offsets[row + 1]))
        return Series(
            str(self.indicator[row]),
            str(self.unit[row]),
            str(self.group[row]),
            int(self.part[row]),
            self.t[span],
            self.y[span],
            {name: column[span] for name, column in self.per_point.items()},
            {name: column[row].item() for name, column in self.per_series.items()},
        )

    def take(self, rows: object) -> Panel:
        """The panel of these rows, in this order; ``rows`` are numbers or booleans."""
        index = np.asarray(rows)
        index = np.flatnonzero(index) if index.dtype == np.bool_ else index.astype(np.int64)
        if len(np.unique(index)) != len(index):
            msg = "A series is taken twice; a panel holds each once."
            raise DomainError(msg)
        sizes = self.sizes[index]
        points = ragged_ranges(self.offsets[:-1][index], sizes)
        return Panel._trusted(
            **{name: getattr(self, name)[index] for name in _KEYS},
            offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            t=self.t[points],
            y=self.y[points],
            clock=self.clock,
            per_series={name: column[index] for name, column in self.per_series.items()},
            per_point={name: column[points] for name, column in self.per_point.items()},
        )

    def by_length(self) -> Iterator[Block]:
        """The series of each length as dense arrays, shortest first."""
        sizes = self.sizes
        for length in np.unique(sizes).tolist():
            rows = np.flatnonzero(sizes == length)
            if len(rows) == len(self):
                # Every series has this length, so the flat arrays are the dense ones already.
                points = None
            else:
                points = self.offsets[:-1][rows][:, None] + np.arange(length)
            yield Block(rows, length, points, self.t, self.y, self.per_point)

    def digest(self) -> str:
        """SHA-256 over every column in a fixed byte order: the same data, the same digest."""
        total = hashlib.sha256(f"rusfelt panel 1 {self.clock}".encode())
        named: dict[str, Array] = {name: getattr(self, name) for name in (*_KEYS, "offsets")}
        named |= {"t": self.t, "y": self.y}
        named |= {f"series:{name}": column for name, column in self.per_series.items()}
        named |= {f"point:{name}": column for name, column in self.per_point.items()}
        for name, column in named.items():
            if column.dtype.kind == "U":
                # The width of a text array depends on its longest item; the text does not.
                data = joined_text(column)
            else:
                data = column.astype(column.dtype.newbyteorder("<")).tobytes()
            total.update(f"\0{name}\0{len(column)}\0{len(data)}\0".encode())
            total.update(data)
        return total.hexdigest()

    def __reduce__(self) -> tuple[Any, ...]:
        # Arrays lose their read-only bytes on the way to another process; making the panel
        # anew there gives them back.
        arrays = tuple(np.array(getattr(self, name)) for name in (*_KEYS, "offsets", "t", "y"))
        series = {name: np.array(column) for name, column in self.per_series.items()}
        point = {name: np.array(column) for name, column in self.per_point.items()}
        return _remade, (arrays, str(self.clock), series, point)

    def __eq__(self, other: object) -> bool:
        return self.digest() == other.digest() if isinstance(other, Panel) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """One row a point, for libraries that take Arrow's PyCapsules; ``t`` is a day on that clock.

        Raises:
            DomainError: a further column is called like another.
            MissingExtraError: neither pyarrow nor polars is installed, one of which makes it.
        """
        from rusfelt._tables_out import capsule_of, points_of  # noqa: PLC0415 - when asked for

        return capsule_of(points_of(self), {}, requested_schema)

    @classmethod
    def from_frame(
        cls,
        frame: Frame,
        *,
        indicator: str = "indicator",
        unit: str = "unit",
        t: str = "t",
        y: str = "y",
        group: str | None = None,
        part: str | None = None,
        clock: Clock | str | None = None,
        per_series: Mapping[str, str] | None = None,
        per_point: Mapping[str, str] | None = None,
    ) -> Panel:
        """A panel from a table with one row a point, in any order.

        Args:
            frame: a table of pandas, polars, pyarrow, DuckDB or Dask, anything with
                ``__arrow_c_stream__``, or a mapping of names to arrays; only these columns are
                fetched of one that is still to be computed.
            indicator: the frame's name for the indicator's column; the same for the next five.
            unit: district or other unit.
            t: numbers, dates, or periods as text (``2019-Q3``).
            y: values.
            group: population group; unsaid, everyone.
            part: number of the stretch between breaks; unsaid, there are none.
            clock: told, or taken from ``t``: days for dates, periods otherwise.
            per_series: our name → the frame's name of further columns with one value a series.
            per_point: likewise with one value a point.

        Rows without a ``y`` are empty cells and become no points; their series stay.

        Raises:
            DomainError: a column is missing or holds lists, bytes or spans of time, a time is no
                time, one series has two values at one time, or a column promised per series
                varies within one.
            MissingExtraError: pyarrow is needed for such a table, and not installed.

        >>> frame = {"what": ["a", "a"], "where": ["x", "x"], "year": [2020, 2019], "n": [5, 4]}
        >>> Panel.from_frame(frame, indicator="what", unit="where", t="year", y="n")[0].y.tolist()
        [4.0, 5.0]
        """
        # The table's own library decides how it is read; rusfelt loads none of them unasked.
        from rusfelt._frames import panel_columns  # noqa: PLC0415

        return cls(
            **panel_columns(
                frame,
                keys={"indicator": indicator, "unit": unit, "group": group, "part": part},
                t=t,
                y=y,
                clock=clock,
                per_series=per_series or {},
                per_point=per_point or {},
            )
        )


def _remade(
    arrays: tuple[Array, ...], clock: str, series: dict[str, Array], point: dict[str, Array]
) -> Panel:
    return Panel(*arrays, clock=Clock(clock), per_series=series, per_point=point)
