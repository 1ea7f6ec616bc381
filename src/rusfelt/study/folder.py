"""A study as a folder: where what belongs to it stands."""

from __future__ import annotations

import os
from pathlib import Path

import attrs

from rusfelt._identity import holds_identity_number
from rusfelt.errors import Problem, ReadError
from rusfelt.io._files import require_ordinary
from rusfelt.study.settings import Settings, read_settings

__all__ = ["DATA", "LOCK", "MAPPING", "PLAN", "RESULTS", "SETTINGS", "Study"]

PLAN, SETTINGS, LOCK = "plan.toml", "study.toml", "rusfelt.lock"
DATA, RESULTS = "data", "results"
MAPPING = ".map.toml"
"""What a mapping file's name has after that of the file it is for."""
# Notes for people, and what systems leave behind.
_NOT_DATA = ("readme", "les-meg", "thumbs.db", "desktop.ini")


@attrs.frozen
class Study:
    """A study folder.

    Attributes:
        path: the folder. settings: what ``study.toml`` says, or what holds unsaid.
    """

    path: Path
    settings: Settings

    @classmethod
    def at(cls, path: str | os.PathLike[str]) -> Study:
        """The study in a folder.

        Raises:
            ReadError: there is no plan in it, its settings are wrong, or a file they name is not
                there or outside the study; everything is listed.
        """
        folder = Path(path)
        if not (folder / PLAN).is_file():
            msg = f"There is no {PLAN} in the folder, so it is no study. 'rusfelt new' makes one."
            raise ReadError(msg, path=str(folder))
        settings = folder / SETTINGS
        study = cls(folder, read_settings(str(settings)) if settings.exists() else Settings())
        problems = list(study._strays())
        if problems:
            first = problems[0]
            msg = f"{first.path} {first.message} {first.remedy}"
            raise ReadError(msg, path=str(settings), problems=problems)
        return study

    def _strays(self) -> list[Problem]:
        told = self.settings
        named = [("answers", each.file) for each in told.answers]
        named += [(name, getattr(told, name)) for name in ("previous", "ledger")]
        problems = []
        for name, file in named:
            if file is None:
                continue
            place = (self.path / file).resolve()
            if not place.is_relative_to(self.path.resolve()):
                problems.append(
                    Problem(name, "is outside the study.", "Copy it into the study.", SETTINGS)
                )
            elif not place.is_file():
                problems.append(Problem(name, "is not there.", "Check its name.", SETTINGS))
        return problems

    @property
    def plan(self) -> Path:
        """The plan."""
        return self.path / PLAN

    @property
    def results(self) -> Path:
        """The folder of the results."""
        return self.path / RESULTS

    def data(self) -> tuple[Path, ...]:
        """The files of figures, by name: all in ``data`` but answers, mappings and notes."""
        answers = {(self.path / each.file).resolve() for each in self.settings.answers}
        return tuple(
            each
            for each in self._in_data()
            if each.resolve() not in answers
            and not each.name.endswith(MAPPING)
            and not each.name.lower().startswith(_NOT_DATA)
        )

    def inputs(self) -> tuple[str, ...]:
        """Everything the results follow from, as paths from the study with ``/`` between, sorted.

        Raises:
            ReadError: a file is none that can be read, or is named by an identity number.
        """
        told = self.settings
        names = {PLAN, *(each.file for each in told.answers)}
        names |= {each for each in (told.previous, told.ledger) if each is not None}
        names |= {SETTINGS} if (self.path / SETTINGS).exists() else set()
        names |= {each.relative_to(self.path).as_posix() for each in self._in_data()}
        found = sorted(Path(each).as_posix() for each in names)
        for name in found:
            if holds_identity_number(name):
                msg = "A file of the study is named by what looks like an identity number."
                raise ReadError(f"{msg} Rename it.", path=str(self.path))
            require_ordinary(self.path / name)
        return tuple(found)

    def _in_data(self) -> list[Path]:
        folder = self.path / DATA
        if not folder.is_dir():
            return []
        return sorted(
            each
            for each in folder.rglob("*")
            if each.is_file()
            and not any(part.startswith((".", "~")) for part in each.relative_to(folder).parts)
        )
