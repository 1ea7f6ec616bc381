"""Arrays, panels and answers between two processes: npy blocks and JSON, never pickle."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from mmap import mmap
from typing import Any, BinaryIO, cast

import attrs
import numpy as np
from numpy.lib import format as npy

from rusfelt._arrays import constant_array
from rusfelt.errors import ContractError, LimitError
from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.findings import Curve
from rusfelt.panel import Panel
from rusfelt.typing import Array
from rusfelt.vocabulary import Clock

__all__ = [
    "Layout", "answer_columns", "answer_from", "panel_columns", "panel_from", "read_arrays",
    "spec_from", "spec_to", "write_arrays",
]  # fmt: skip

# Name, first byte, and how often one value is repeated (-1: as often as it stands there).
Layout = list[tuple[str, int, int]]
_KINDS = frozenset("fiubU")
_HEADER = 4096


def write_arrays(
    file: BinaryIO, arrays: Iterable[tuple[str, Array]], *, most: int | None = None
) -> Layout:
    """Put one-dimensional arrays into a file, one npy block after the other.

    Args:
        file: written from its beginning.
        arrays: names and arrays; one value all the way down is written once.
        most: bytes that may be written, and that the arrays may hold when unfolded.

    Raises:
        LimitError: there are more.
    """
    layout: Layout = []
    total = 0
    file.seek(0)
    for name, array in arrays:
        total += array.nbytes
        if most is not None and total > most:
            msg = f"It answered with more than {most / 2**20:,.0f} MiB."
            raise LimitError(msg)
        repeated = len(array) if array.size and array.strides == (0,) else -1
        layout.append((name, file.tell(), repeated))
        npy.write_array(file, array[:1] if repeated >= 0 else array, allow_pickle=False)
    file.truncate()
    file.flush()
    return layout


def read_arrays(
    memory: mmap | bytes, layout: object, *, most: int | None = None
) -> dict[str, Array]:
    """The arrays of a file that was written so, as read-only views of its memory.

    Args:
        memory: the whole file.
        layout: as :func:`write_arrays` gave it, perhaps through somebody else's hands.
        most: bytes the arrays may hold when unfolded.

    Raises:
        ContractError: the layout does not describe the file.
        LimitError: the arrays are too large.
    """
    arrays: dict[str, Array] = {}
    total = 0
    try:
        for name, start, repeated in cast("Layout", layout):
            array = _block(memory, int(start))
            if repeated >= 0:
                total += array.itemsize * int(repeated)
            if most is not None and total + array.nbytes > most:
                msg = f"It answered with more than {most / 2**20:,.0f} MiB."
                raise LimitError(msg)
            total += array.nbytes
            whole = constant_array(array[0], int(repeated)) if repeated >= 0 else array
            arrays[str(name)] = whole
    except (TypeError, ValueError, IndexError, KeyError, EOFError) as error:
        msg = f"What it sent is no set of arrays: {type(error).__name__}."
        raise ContractError(msg) from error
    return arrays


def _block(memory: mmap | bytes, start: int) -> Array:
    if not 0 <= start < len(memory):
        msg = "a block starts outside the file"
        raise ValueError(msg)
    head = io.BytesIO(memory[start : start + _HEADER])
    version = npy.read_magic(head)
    reader = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, fortran, dtype = reader(head)
    if dtype.kind not in _KINDS or len(shape) != 1 or fortran:
        msg = "a block is no row of numbers or words"
        raise ValueError(msg)
    if dtype.itemsize == 0 or shape[0] == 0:
        return np.empty(shape, dtype)
    return np.frombuffer(memory, dtype, shape[0], start + head.tell())


def panel_columns(panel: Panel) -> Iterable[tuple[str, Array]]:
    """Every array of a panel by name."""
    for field in attrs.fields(Panel):
        value = getattr(panel, field.name)
        if isinstance(value, Mapping):
            yield from ((f"{field.name}:{name}", column) for name, column in value.items())
        elif isinstance(value, np.ndarray):
            yield field.name, value


def panel_from(arrays: Mapping[str, Array], clock: str) -> Panel:
    """The panel of these arrays, which were a panel's before and are not checked again."""
    columns: dict[str, Any] = {"per_series": {}, "per_point": {}}
    for name, array in arrays.items():
        where, colon, column = name.partition(":")
        if colon:
            columns[where][column] = array
        else:
            columns[where] = array
    return Panel._trusted(**columns, clock=Clock(clock))  # noqa: SLF001 - checked when it was made


def answer_columns(answer: Mapping[str, Any]) -> Iterable[tuple[str, Array]]:
    """Every array of a checked answer by name; a ragged column is two."""
    for name, value in answer.items():
        if isinstance(value, Curve):
            yield f"{name}:values", value.values
            yield f"{name}:offsets", value.offsets
        else:
            yield name, value


def answer_from(arrays: Mapping[str, Array]) -> dict[str, Any]:
    """An answer as an evaluator gives it, to be checked again on this side."""
    answer: dict[str, Any] = {}
    for name, array in arrays.items():
        column, colon, part = name.partition(":")
        if not colon:
            answer[name] = array
        elif part == "values":
            answer[column] = (array, arrays.get(f"{column}:offsets"))
    return answer


def spec_to(spec: Spec) -> dict[str, Any]:
    """A spec as plain values.

    >>> spec_from(spec_to(Spec("mine", "1", gives=(Column("p"),)))).gives[0].name
    'p'
    """
    return {
        "name": spec.name,
        "version": spec.version,
        "needs": {
            name: value if isinstance(value, int) else [str(each) for each in value]
            for name, value in attrs.asdict(spec.needs, recurse=False).items()
        },
        "gives": [attrs.asdict(column) for column in spec.gives],
        "rows": spec.rows,
        "scope": spec.scope,
        "reasons": {
            code: dict(told) if isinstance(told, Mapping) else told
            for code, told in spec.reasons.items()
        },
        "references": list(spec.references),
        "invariances": {change: list(names) for change, names in spec.invariances.items()},
    }


def spec_from(told: Mapping[str, Any]) -> Spec:
    """The spec those plain values say.

    Raises:
        ContractError: they say none.
    """
    try:
        return Spec(
            **{
                **told,
                "needs": Needs(**told["needs"]),
                "gives": [Column(**each) for each in told["gives"]],
            }
        )
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        msg = f"What it says of itself is no spec: {error}"
        raise ContractError(msg) from error
