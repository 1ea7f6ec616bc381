"""A folder of answers: one file a part, and what they were made of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from rusfelt._answer_digest import AnswerDigest
from rusfelt._arrays import ragged_ranges
from rusfelt.errors import ReadError
from rusfelt.evaluation.at_scale.coded import Coded, joined
from rusfelt.evaluation.at_scale.manifest import answer_files, read_manifest
from rusfelt.evaluation.at_scale.merging import key_order
from rusfelt.evaluation.at_scale.piece import KEYS, Held
from rusfelt.evaluation.at_scale.read_back import held, listed
from rusfelt.evaluation.at_scale.result_file import ResultFile
from rusfelt.evaluation.isolation.wire import spec_from
from rusfelt.evaluator import Column, Spec
from rusfelt.findings import Curve, Findings, Provenance
from rusfelt.typing import Array, Integers

__all__ = ["ResultFolder"]

# Rows that are put in order and digested at a time.
_BLOCK = 1 << 20


@attrs.frozen
class ResultFolder:
    """Answers too many for memory, in Parquet files: a row a series, never for publication.

    The files lie part by part. Each has the keys of the series, and every evaluator's columns as
    ``name.column``; undefined is null. Any tool that reads Parquet reads them.
    """

    folder: str
    manifest: dict[str, Any] = attrs.field(repr=False)

    @classmethod
    def open(cls, folder: str | os.PathLike[str]) -> ResultFolder:
        """A folder that ``evaluate(…, into=folder)`` has made.

        Raises:
            ReadError: it is none, or not finished.
        """
        path = Path(os.fsdecode(folder))
        manifest = read_manifest(path)
        if manifest is None or not manifest.get("complete"):
            fact = "holds no answers" if manifest is None else "is not finished"
            msg = f"This folder {fact}. Evaluate into it; resume=True goes on from what is there."
            raise ReadError(msg, path=str(path))
        return cls(str(path), manifest)

    @property
    def files(self) -> tuple[str, ...]:
        """The files of answers, a part each."""
        return tuple(str(path) for path in answer_files(Path(self.folder)))

    @property
    def evaluators(self) -> tuple[str, ...]:
        """What each evaluator's columns are called by."""
        return tuple(each["label"] for each in self.manifest["evaluators"])

    @property
    def rows(self) -> int:
        """How many series were answered."""
        return int(self.manifest["series"])

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """Where each evaluator's answers come from."""
        return tuple(
            Provenance(
                **{**each["provenance"], "params": tuple(each["provenance"]["params"].items())}
            )
            for each in self.manifest["evaluators"]
        )

    @property
    def specs(self) -> tuple[Spec, ...]:
        """What each evaluator says of itself."""
        return tuple(spec_from(each["spec"]) for each in self.manifest["evaluators"])

    def findings(self) -> tuple[Findings, ...]:
        """All answers in memory, in the order of the keys, as one process would have given them."""
        order = self._order()
        keys = {name: _ordered(self._held(name), order) for name in KEYS}
        found = []
        for label, spec, provenance in zip(
            self.evaluators, self.specs, self.provenance, strict=True
        ):
            rows, points, curves = dict(keys), {}, {}
            for name, column in self._columns(label, spec):
                if column.shape == "row":
                    rows[name] = _ordered(self._held(f"{label}.{name}"), order)
                    continue
                values, offsets = self._listed(f"{label}.{name}", order)
                if column.shape == "point":
                    points[name] = values
                else:
                    curves[name] = Curve(values, offsets)
            found.append(Findings(rows, spec, provenance, points, curves))
        return tuple(found)

    def digests(self) -> tuple[str, ...]:
        """:meth:`rusfelt.findings.Findings.digest` of each evaluator's answers, a column in memory at a time."""
        order = self._order()
        found = []
        for label, spec, provenance in zip(
            self.evaluators, self.specs, self.provenance, strict=True
        ):
            params = (f"{name}={value!r}" for name, value in provenance.params)
            total = AnswerDigest(provenance.evaluator, provenance.version, *params)
            for name in KEYS:
                total.add(name, _chunks(self._held(name), order))
            listed_last = sorted(
                self._columns(label, spec),
                key=lambda each: ("row", "point", "ragged").index(each[1].shape),
            )
            for name, column in listed_last:
                if column.shape == "row":
                    total.add(name, _chunks(self._held(f"{label}.{name}"), order))
                    continue
                values, offsets = self._listed(f"{label}.{name}", order)
                total.add(f"{'point' if column.shape == 'point' else 'curve'}:{name}", [values])
                if column.shape == "ragged":
                    total.add(f"ends:{name}", [offsets])
            found.append(total.hexdigest())
        return tuple(found)

    def _columns(self, label: str, spec: Spec) -> Iterator[tuple[str, Column]]:
        """The columns of an evaluator, in the order its findings have them."""
        words = ["status", "reason"]
        if self._given(f"{label}.verdict"):
            words.append("verdict")
        yield from ((word, Column(word, "str")) for word in words)
        yield from ((each.name, each) for each in spec.gives if each.name not in words)

    def _given(self, name: str) -> bool:
        return any(
            (column := ResultFile(file).column(name)).null_count < len(column)
            for file in self.files
        )

    def _order(self) -> Integers:
        return key_order({name: self._held(name) for name in KEYS})

    def _held(self, name: str) -> Held:
        parts = [held(ResultFile(file).column(name)) for file in self.files]
        coded = [part for part in parts if isinstance(part, Coded)]
        if coded:
            return joined(coded)
        return np.concatenate([part for part in parts if not isinstance(part, Coded)])

    def _listed(self, name: str, order: Integers) -> tuple[Array, Integers]:
        parts = [listed(ResultFile(file).column(name)) for file in self.files]
        sizes = np.concatenate([np.diff(ends) for _, ends in parts])
        starts = np.cumsum(sizes) - sizes
        values = np.concatenate([np.asarray(part) for part, _ in parts])
        taken = values[ragged_ranges(starts[order], sizes[order])]
        return taken, np.append(0, np.cumsum(sizes[order]))


def _ordered(column: Held, order: Integers) -> Array:
    found = column.take(order)
    return found.text() if isinstance(found, Coded) else found


def _chunks(column: Held, order: Integers) -> Iterator[Array]:
    for at in range(0, len(order), _BLOCK):
        yield _ordered(column, order[at : at + _BLOCK])
