"""Findings: what one evaluator says about a panel, with where every number comes from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np

from rusfelt._answer_digest import AnswerDigest
from rusfelt._tables_out import capsule_of, table_for
from rusfelt.errors import UnknownNameError
from rusfelt.evaluator import Column, Parameter, Spec
from rusfelt.language import sentence
from rusfelt.typing import Array, Bools, Integers, Strings
from rusfelt.vocabulary import Status

__all__ = ["NO_INTEGER", "Curve", "Findings", "Provenance"]

# Stands in an integer column of a row that has no answer; never a number anyone counted.
NO_INTEGER = np.iinfo(np.int64).min


@attrs.frozen
class Provenance:
    """Where a result comes from. No clock, host or user: the same input, the same bytes."""

    evaluator: str
    version: str
    params: tuple[tuple[str, Parameter], ...]
    distribution: str
    distribution_version: str
    rusfelt: str
    panel: str

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {**attrs.asdict(self, recurse=False), "params": dict(self.params)}


@attrs.frozen(eq=False)
class Curve:
    """Values of differing number a row: row ``i`` has ``values[offsets[i]:offsets[i + 1]]``."""

    values: Array
    offsets: Integers


def _frozen_mapping(columns: Mapping[str, Array]) -> Mapping[str, Array]:
    return MappingProxyType(dict(columns))


def _frozen_curves(curves: Mapping[str, Curve]) -> Mapping[str, Curve]:
    return MappingProxyType(dict(curves))


@attrs.frozen(eq=False)
class Findings(Mapping[str, Array]):
    """Row columns by name, with the keys first, so ``pandas.DataFrame(dict(f))`` just works.

    Attributes:
        columns: keys, ``status``, ``reason`` and the evaluator's own columns, one length.
        points: columns with one value a point of the panel.
        curves: columns with a varying number of values a row.
        schema: the declared columns.
        provenance: evaluator, versions, parameters and the panel's digest.
    """

    columns: Mapping[str, Array] = attrs.field(converter=_frozen_mapping)
    spec: Spec
    provenance: Provenance
    points: Mapping[str, Array] = attrs.field(factory=dict, converter=_frozen_mapping)
    curves: Mapping[str, Curve] = attrs.field(factory=dict, converter=_frozen_curves)

    def __getitem__(self, name: str) -> Array:
        try:
            return self.columns[name]
        except KeyError:
            raise UnknownNameError("column", name, self.columns) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.columns["status"])

    @property
    def schema(self) -> tuple[Column, ...]:
        """The columns the evaluator declares."""
        return self.spec.gives

    @property
    def status(self) -> Strings:
        """How each row came about, as ok, unmet, undefined, excluded or failed."""
        return self.columns["status"]

    @property
    def verdict(self) -> Strings | None:
        """The evaluator's own verdicts, where it gives them."""
        return self.columns.get("verdict")

    def reason(self, row: int, language: str = "nb") -> str:
        """Why a row has no answer, as a sentence; empty where it has one."""
        values = {"points": self.spec.needs.points}
        code = str(self.columns["reason"][row])
        return sentence(code, values, language, own=self.spec.reasons)

    def row(self, row: int) -> dict[str, Any]:
        """The evaluator's own columns of one row as plain values; undefined is ``None``."""
        named = {"status", "reason", "verdict", *(column.name for column in self.schema)}
        ok = self.status[row] == Status.OK
        return {
            name: _plain(column[row], ok=ok)
            for name, column in self.columns.items()
            if name in named
        }

    def to_dict(self) -> dict[str, Any]:
        """Columns, points, curves and provenance as plain values for JSON."""
        ok = self.status == Status.OK
        return {
            "columns": {
                name: [
                    _plain(each, ok=fine) for each, fine in zip(column, ok.tolist(), strict=True)
                ]
                for name, column in self.columns.items()
            },
            "points": {
                name: [_plain(each, ok=True) for each in column]
                for name, column in self.points.items()
            },
            "curves": {
                name: {
                    "values": [_plain(each, ok=True) for each in curve.values],
                    "offsets": curve.offsets.tolist(),
                }
                for name, curve in self.curves.items()
            },
            "provenance": self.provenance.to_dict(),
        }

    def digest(self) -> str:
        """SHA-256 of the answer in a fixed byte order: the same answer, the same digest.

        It covers what was asked (evaluator, version and parameters), the keys and every column. In
        which order they were computed, on how many machines and with which release plays no part;
        nor does the digest of the panel, which stands beside it in the provenance.
        """
        asked = self.provenance
        params = (f"{name}={value!r}" for name, value in asked.params)
        total = AnswerDigest(asked.evaluator, asked.version, *params)
        for name, column in self.columns.items():
            total.add(name, [column])
        for name, column in self.points.items():
            total.add(f"point:{name}", [column])
        for name, curve in self.curves.items():
            total.add(f"curve:{name}", [curve.values])
            total.add(f"ends:{name}", [curve.offsets])
        return total.hexdigest()

    def to_frame(self, library: str = "pandas") -> Any:
        """The row columns as a table of pandas, polars or pyarrow.

        A number that is undefined, and a whole number or boolean of a row that has no answer, is
        a null; in pandas that is ``nan`` in a column of floats and ``NA`` in one of ``Int64`` or
        ``boolean``. Words are never null: ``status`` and ``reason`` say what there is to say, and
        an empty ``group`` is everyone.

        Args:
            library: ``pandas``, ``polars`` or ``pyarrow``.

        Raises:
            MissingExtraError: that library is not installed.
            UnknownNameError: it is none of the three.
        """
        return table_for(library, self.columns, self._empty())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The same for every library that takes Arrow's PyCapsules, in one call of its own.

        Args:
            requested_schema: the types the receiver would like, as a PyCapsule.

        Raises:
            MissingExtraError: neither pyarrow nor polars is installed, one of which makes it.
        """
        return capsule_of(self.columns, self._empty(), requested_schema)

    def _empty(self) -> dict[str, Bools]:
        """Where the evaluator's own numbers have nothing to say."""
        declared = {column.name for column in self.schema}
        no_answer = self.status != Status.OK
        found: dict[str, Bools] = {}
        for name, column in self.columns.items():
            if name not in declared:
                continue
            if column.dtype.kind == "f":
                found[name] = np.isnan(column)
            elif column.dtype.kind == "i":
                found[name] = column == NO_INTEGER
            elif column.dtype.kind == "b":
                # What is true is said all the same.
                found[name] = no_answer & ~column
        return found


def _plain(value: Any, *, ok: bool) -> Any:
    """A numpy scalar as JSON knows it; infinities become words, undefined becomes ``None``."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if value in {float("inf"), float("-inf")}:
            return "inf" if value > 0 else "-inf"
    if not ok and isinstance(value, (bool, int)) and (value == NO_INTEGER or value is False):
        return None
    return value
