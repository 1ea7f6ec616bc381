"""What a folder of answers was made of, written down beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from rusfelt._version import __version__
from rusfelt.errors import ReadError, WriteError
from rusfelt.evaluation.at_scale.content import Content
from rusfelt.evaluation.at_scale.piece import Asked
from rusfelt.evaluation.at_scale.result_file import ENDING, ResultFile
from rusfelt.evaluation.isolation.wire import spec_to
from rusfelt.evaluation.parts import Parts
from rusfelt.evaluation.plain import as_json, plain
from rusfelt.evaluator import Evaluator
from rusfelt.io._files import content_of
from rusfelt.io.write import write_atomic

__all__ = ["MANIFEST", "answer_files", "complete", "manifest_of", "prepare", "read_manifest"]

MANIFEST = "manifest.internal.json"
_MOST = 1 << 28
_COMPARED = ("evaluators", "layout", "inputs", "versions")


def manifest_of(parts: Parts | None, asked: Sequence[Asked]) -> dict[str, Any]:
    """What the answers will be made of, with a fingerprint of all of it.

    Args:
        parts: files; ``None`` for panels, which are told apart one by one.
        asked: the evaluators.
    """
    evaluators = [
        {
            "label": each.label,
            "provenance": plain(each.provenance(__version__, "").to_dict()),
            "parameters": _parameters(each.evaluator),
            "spec": plain(spec_to(each.evaluator.spec)),
        }
        for each in asked
    ]
    inputs = None
    if parts is not None:
        # By their names alone: the folder may move between two runs.
        inputs = [
            {"file": Path(file).name, "bytes": Path(file).stat().st_size} for file in parts.files
        ]
    found = {
        "schema": 1,
        "internal": True,
        "evaluators": evaluators,
        "layout": None if parts is None else plain(parts.layout.to_dict()),
        "inputs": inputs,
        "versions": {"rusfelt": __version__, "numpy": np.__version__, "scipy": _scipy()},
    }
    text = json.dumps(found, sort_keys=True, ensure_ascii=True)
    return {**found, "fingerprint": hashlib.sha256(text.encode()).hexdigest()}


def _scipy() -> str:
    from scipy import version  # noqa: PLC0415 - the number, without the library

    return str(version.version)


def _parameters(evaluator: Evaluator) -> dict[str, str]:
    """Every parameter as its own class writes it, also those that are no plain values."""
    kind: type[Any] = type(evaluator)
    if not attrs.has(kind):
        return {}
    return {field.name: repr(getattr(evaluator, field.name)) for field in attrs.fields(kind)}


def complete(
    folder: Path, manifest: dict[str, Any], content: Content, clock: str
) -> dict[str, Any]:
    """Write down that everything is answered, and what it was."""
    panel = content.digest(clock)
    evaluators = [
        {**each, "provenance": {**each["provenance"], "panel": panel}}
        for each in manifest["evaluators"]
    ]
    done = {
        **manifest, "evaluators": evaluators, "clock": clock, "series": content.series,
        "points": content.points, "complete": True,
    }  # fmt: skip
    write_atomic(folder / MANIFEST, as_json(done))
    return done


def answer_files(folder: Path) -> list[Path]:
    """The finished files of a folder, by part."""
    return sorted(folder.glob(f"part-*{ENDING}"))


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What is written down in a folder; ``None`` where nothing is.

    Raises:
        ReadError: it is broken.
    """
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        told = json.loads(content_of(path, _MOST))
    except ValueError:
        told = None
    if not isinstance(told, dict) or told.get("schema") != 1:
        msg = "This is no manifest of answers. Take the folder away, or name another."
        raise ReadError(msg, path=str(path))
    return told


def prepare(folder: Path, manifest: dict[str, Any], *, resume: bool) -> None:
    """Make a folder ready for answers, or make sure that those in it belong to the same question.

    Raises:
        ReadError: what lies there was made otherwise; what differs is named.
        WriteError: something lies there and nobody said to go on, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = any(not path.name.startswith(".") for path in folder.iterdir())
    except OSError as error:
        msg = f"The folder cannot be made ({error.strerror or error}). Choose another place."
        raise WriteError(msg, path=str(folder)) from None
    if there and not resume:
        msg = "Something lies in this folder. Name another, or go on from it with resume=True."
        raise WriteError(msg, path=str(folder))
    old = read_manifest(folder)
    if old is None:
        if there:
            msg = "This folder holds something else than answers. Name another."
            raise ReadError(msg, path=str(folder))
    elif old.get("fingerprint") != manifest["fingerprint"]:
        what = ", ".join(_differing(old, manifest)) or "how they were made"
        msg = f"The answers here were made otherwise: {what} differ(s). Name another folder."
        raise ReadError(msg, path=str(folder))
    for path in answer_files(folder):
        about = ResultFile(str(path)).about()
        if about.get("fingerprint") != manifest["fingerprint"]:
            msg = "This file of answers belongs to another question. Take it away."
            raise ReadError(msg, path=str(path))
    if old is None:
        write_atomic(folder / MANIFEST, as_json(manifest))


def _differing(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    if old.get("complete"):
        # The panel's digest is known only at the end.
        for each in old["evaluators"]:
            each["provenance"]["panel"] = ""
    return [name for name in _COMPARED if old.get(name) != new[name]]
