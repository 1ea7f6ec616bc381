"""The lock of a study: what went in, what came out, and by which versions."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs

from rusfelt._version import __version__
from rusfelt.errors import Problem, ReadError
from rusfelt.io._files import content_of
from rusfelt.plugin import registry
from rusfelt.study.folder import LOCK, RESULTS, Study

__all__ = ["Lock", "lock_of", "read_lock", "versions"]

_SCHEMA = 1
_MOST_BYTES = 16 * 2**20
_CHUNK = 2**20
# What a number depends on besides rusfelt itself.
_LIBRARIES = ("numpy", "scipy")
_ABOUT = "What these results follow from. It is for whoever has the study, and not for publication."


def _frozen(value: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(value))


@attrs.frozen
class Lock:
    """Hashes of what went in and came out, and the versions in between.

    Attributes:
        inputs, results: path from the study → SHA-256 in hexadecimal.
        versions: distribution → version.
    """

    inputs: Mapping[str, str] = attrs.field(converter=_frozen)
    results: Mapping[str, str] = attrs.field(converter=_frozen)
    versions: Mapping[str, str] = attrs.field(converter=_frozen)

    def to_text(self) -> str:
        """As the file holds it: the same study, the same bytes."""
        told = {"schema": _SCHEMA, "about": _ABOUT}
        told |= {name: dict(sorted(each.items())) for name, each in attrs.asdict(self).items()}
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"

    def differences(self, other: Lock) -> Iterator[Problem]:
        """What is otherwise now, of inputs and results; ``other`` is how it is now."""
        for part in ("inputs", "results"):
            mine, now = getattr(self, part), getattr(other, part)
            for name in sorted({*mine, *now}):
                if name not in now:
                    yield Problem(name, "is not there any more.", "Put it back, or evaluate anew.")
                elif name not in mine:
                    yield Problem(name, "was not there then.", "Take it away, or evaluate anew.")
                elif mine[name] != now[name]:
                    yield Problem(name, "is not what it was.", "Put it back, or evaluate anew.")

    def newer(self) -> dict[str, tuple[str, str]]:
        """Distributions of another version now: name → then and now."""
        now = versions()
        return {
            name: (self.versions.get(name, "none"), now.get(name, "none"))
            for name in sorted({*self.versions, *now})
            if self.versions.get(name) != now.get(name)
        }


def lock_of(study: Study, results: Mapping[str, bytes] | None = None) -> Lock:
    """The lock of a study as it is now.

    Args:
        study: the study.
        results: contents by name, as they will stand in ``results``; unsaid, what stands there.
    """
    if results is None:
        there = sorted(study.results.rglob("*")) if study.results.is_dir() else []
        hashes = {
            each.relative_to(study.path).as_posix(): _hash_of(each)
            for each in there
            if each.is_file() and not each.name.startswith(".")
        }
    else:
        hashes = {
            f"{RESULTS}/{name}": hashlib.sha256(each).hexdigest() for name, each in results.items()
        }
    return Lock({name: _hash_of(study.path / name) for name in study.inputs()}, hashes, versions())


def read_lock(study: Study) -> Lock:
    """The lock that stands in a study.

    Raises:
        ReadError: there is none, or it is none.
    """
    file = study.path / LOCK
    if not file.exists():
        msg = "The study has not been evaluated yet: 'rusfelt evaluate' writes its lock."
        raise ReadError(msg, path=str(file))
    try:
        told = json.loads(content_of(file, _MOST_BYTES))
        found = _lock(told)
    except (ValueError, RecursionError):
        found = None
    if found is None:
        msg = "This is no lock. Evaluate the study anew."
        raise ReadError(msg, path=str(file))
    return found


def _lock(told: Any) -> Lock | None:
    parts = [field.name for field in attrs.fields(Lock)]
    if not isinstance(told, dict) or told.get("schema") != _SCHEMA:
        return None
    tables: list[Any] = [told.get(name) for name in parts]
    for each in tables:
        if not isinstance(each, dict) or not all(isinstance(text, str) for text in each.values()):
            return None
    return Lock(*tables)


def versions() -> dict[str, str]:
    """What numbers depend on: rusfelt, numpy, scipy, and every plugin that offers something."""
    found = {"rusfelt": __version__}
    found |= {each.distribution: each.version for each in registry().entries if not each.builtin}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _hash_of(path: str | os.PathLike[str]) -> str:
    total = hashlib.sha256()
    try:
        with Path(path).open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                total.update(chunk)
    except OSError as error:
        reason = error.strerror or str(error)
        msg = f"The file cannot be read: {reason}."
        raise ReadError(msg, path=os.fspath(path)) from error
    return total.hexdigest()
