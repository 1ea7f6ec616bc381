"""Plugins made to be installed: real wheels, most of them with one thing wrong.

A beast is a distribution of one package: the package itself is the hooks module and its module
``method`` has the evaluator. What a beast does wrong is a few lines put into that frame.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import zipfile
from textwrap import dedent, indent
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["Beast", "build", "install", "unpack"]

_HOOKS = """\
from rusfelt.plugin import Offer, hookimpl
{imports}

@hookimpl
def rusfelt_evaluators():
    yield Offer("{name}", "{package}.method:Method", api=1)
"""
_METHOD = """\
import os
import sys
import threading
import time

import attrs
import numpy as np

from rusfelt import Column, Needs, Panel, Spec

{top}


@attrs.frozen
class Method:
{fields}

    @property
    def spec(self):
{spec}
        return Spec("{name}", "1", needs={needs}, gives={gives})

    def evaluate(self, panel, /):
        last = panel.y[panel.offsets[1:] - 1] if panel.y.size else np.zeros(len(panel))
{evaluate}
        return {{"last": last}}
"""


@attrs.frozen
class Beast:
    """One distribution.

    Attributes:
        name: of the distribution, its entry point and what it offers.
        kind: of the one record it is to give; empty for one that does no harm where it is kept.
        says: what that record's message holds.
        evaluate: lines of the method, with the panel in ``panel`` and a fair answer in ``last``.
        top: lines of the evaluator's module. imports: lines of the hooks module.
        fields: lines of the class. spec: lines before the spec. needs, gives: of the spec.
        hooks: the whole hooks module. method: the whole evaluator's module.
        hangs: whether it takes all the time there is.
        leaves: whether it starts what would outlive it.
    """

    name: str
    kind: str
    says: str = ""
    evaluate: str = attrs.field(default="", kw_only=True)
    top: str = attrs.field(default="", kw_only=True)
    imports: str = attrs.field(default="", kw_only=True)
    fields: str = attrs.field(default="", kw_only=True)
    spec: str = attrs.field(default="", kw_only=True)
    needs: str = attrs.field(default="Needs(points=1)", kw_only=True)
    gives: str = attrs.field(default='(Column("last"),)', kw_only=True)
    hooks: str = attrs.field(default="", kw_only=True)
    method: str = attrs.field(default="", kw_only=True)
    hangs: bool = attrs.field(default=False, kw_only=True)
    leaves: bool = attrs.field(default=False, kw_only=True)

    @property
    def package(self) -> str:
        """The name it is imported by."""
        return "zoo_" + self.name.replace("-", "_")

    def files(self) -> dict[str, str]:
        """Every file of the wheel but its record, by path."""
        told = {"name": self.name, "package": self.package}
        hooks = self.hooks or _HOOKS.format(imports=dedent(self.imports), **told)
        method = self.method or _METHOD.format(
            top=dedent(self.top),
            fields=_block(self.fields, 4),
            spec=_block(self.spec, 8),
            evaluate=_block(self.evaluate, 8),
            needs=self.needs,
            gives=self.gives,
            **told,
        )
        info = f"{self.package}-1.0.dist-info"
        return {
            f"{self.package}/__init__.py": dedent(hooks),
            f"{self.package}/method.py": dedent(method),
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {self.name}\nVersion: 1.0\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: zoo\nRoot-Is-Purelib: true\n"
            "Tag: py3-none-any\n",
            f"{info}/entry_points.txt": f"[rusfelt]\n{self.name} = {self.package}\n",
        }


def _block(lines: str, by: int) -> str:
    return indent(dedent(lines).strip(), " " * by)


def build(beast: Beast, folder: Path) -> Path:
    """The wheel of a beast, as a build tool would write it."""
    stem = f"{beast.name.replace('-', '_')}-1.0"
    path = folder / f"{stem}-py3-none-any.whl"
    files = {
        name.replace(f"{beast.package}-1.0.dist-info", f"{stem}.dist-info"): text.encode(
            "utf-8", "surrogatepass"
        )
        for name, text in beast.files().items()
    }
    record = "".join(f"{name},{_hash(data)},{len(data)}\n" for name, data in files.items())
    files[f"{stem}.dist-info/RECORD"] = f"{record}{stem}.dist-info/RECORD,,\n".encode()
    with zipfile.ZipFile(path, "w") as wheel:
        for name, data in files.items():
            wheel.writestr(name, data)
    return path


def _hash(data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"sha256={digest}"


def install(wheels: Iterable[Path], site: Path) -> None:
    """Install wheels as people do."""
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
         "--no-compile", "--disable-pip-version-check", "--target", str(site), *map(str, wheels)],
        check=True,
    )  # fmt: skip


def unpack(wheels: Iterable[Path], site: Path) -> None:
    """Put the files of pure wheels where an installer puts them, in a fraction of its time."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(site)
