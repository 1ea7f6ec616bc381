"""A new distribution with one evaluator, written whole or not at all."""

from __future__ import annotations

import builtins
import keyword
import os
import re
import tempfile
from importlib.resources import files
from pathlib import Path
from string import Template

import attrs

from rusfelt._version import __version__
from rusfelt.errors import DomainError, Problem, WriteError
from rusfelt.plugin import API, Registry

__all__ = ["Names", "write_plugin"]

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# The longest that leaves every line of what is written short enough to read.
_LONGEST = 40
# What the evaluator's own file calls something else already.
_TAKEN = frozenset({"Array", "Column", "Law", "Mapping", "Needs", "Panel", "Spec", "Status"})
_FILES = {
    "pyproject.toml": "pyproject.toml.tmpl",
    "README.md": "README.md.tmpl",
    ".gitignore": "gitignore.tmpl",
    "src/$package/__init__.py": "init.py.tmpl",
    "src/$package/py.typed": "py.typed.tmpl",
    "src/$package/evaluator.py": "evaluator.py.tmpl",
    "tests/test_$package.py": "test.py.tmpl",
}


@attrs.frozen
class Names:
    """What everything in a new distribution is called.

    Attributes:
        name: of the evaluator.
        distribution: as it is installed. package: as it is imported. class_name: of the evaluator.
    """

    name: str
    distribution: str
    package: str
    class_name: str

    @classmethod
    def of(cls, name: str) -> Names:
        """The names that follow from an evaluator's.

        Args:
            name: lower case letters and digits with single hyphens between, a letter first.

        Raises:
            DomainError: it cannot be used; everything wrong with it is listed.

        >>> Names.of("my-method").class_name
        'MyMethod'
        """
        class_name = "".join(part.capitalize() for part in re.split(r"[^a-zA-Z0-9]+", name))
        problems = list(_wrong_with(name, class_name))
        if problems:
            raise DomainError(problems=problems)
        return cls(name, f"rusfelt-{name}", f"rusfelt_{name.replace('-', '_')}", class_name)


def _wrong_with(name: str, class_name: str) -> list[Problem]:
    found = []
    if not _NAME.fullmatch(name):
        better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-0123456789")
        remedy = "Use lower case letters and digits with single hyphens between, a letter first"
        remedy += f", such as {better!r}." if _NAME.fullmatch(better) else "."
        found.append(Problem("", f"{name!r} cannot be the name of an evaluator.", remedy))
    if len(name) > _LONGEST:
        remedy = f"Use {_LONGEST} at most."
        found.append(Problem("", f"The name has {len(name)} characters.", remedy))
    if name == "rusfelt" or name.startswith("rusfelt-"):
        remedy = "Leave out rusfelt; the distribution gets it in front of its name anyway."
        found.append(Problem("", f"{name!r} would give rusfelt-{name}.", remedy))
    if keyword.iskeyword(class_name) or hasattr(builtins, class_name) or class_name in _TAKEN:
        message = f"The class would be called {class_name}, which means something else already."
        found.append(Problem("", message, "Add a word that says what it measures."))
    if name in Registry(only=()).names():
        message = f"rusfelt has an evaluator called {name!r}, and that one would always be asked."
        found.append(Problem("", message, "Choose another name."))
    return found


def write_plugin(names: Names, folder: str | os.PathLike[str] = ".") -> Path:
    """Write a distribution with one evaluator, its tests and its settings.

    Args:
        names: what everything in it is called.
        folder: where the distribution's own folder is put.

    Returns:
        The distribution's folder.

    Raises:
        WriteError: there is something of that name already, or the folder cannot be written to;
            nothing is half written.
    """
    parent = Path(folder)
    made = parent / names.distribution
    if not parent.is_dir():
        raise WriteError("There is no such folder. Make it first.", path=str(parent))
    if os.path.lexists(made):
        raise WriteError(
            "There is something of this name already. Choose another name, or another folder with -o.",
            path=str(made),
        )
    try:
        # Beside its place, so that it moves there in one step, seen by nobody until it is whole.
        with tempfile.TemporaryDirectory(prefix=".rusfelt-", dir=parent) as workshop:
            whole = Path(workshop) / names.distribution
            for path, text in _filled(names).items():
                file = whole / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8", newline="\n")
            # Fails where something with files in it has come there meanwhile.
            whole.rename(made)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise WriteError(
            f"The distribution cannot be written: {why}. Choose another folder with -o.",
            path=str(made),
        ) from error
    return made


def _filled(names: Names) -> dict[str, str]:
    """Every file's path and text."""
    major, minor, *_ = __version__.split(".")
    values = {**attrs.asdict(names), "api": str(API), "version": f"{major}.{minor}"}
    templates = files("rusfelt.cli").joinpath("templates", "plugin")
    return {
        Template(path).substitute(values): Template(
            templates.joinpath(name).read_text(encoding="utf-8")
        ).substitute(values)
        for path, name in _FILES.items()
    }
