"""``rusfelt evaluate PARTS_FOLDER``: a register in Parquet files, on one core or on many."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import click

from rusfelt.cli._output import tell, with_options
from rusfelt.cli._params import value_of

if TYPE_CHECKING:
    from rusfelt.evaluation.at_scale.piece import Asked
    from rusfelt.evaluation.at_scale.result_folder import ResultFolder
    from rusfelt.evaluation.parts import Parts

__all__ = ["AtScale", "at_scale_options", "is_parts"]

_Command = TypeVar("_Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--workers",
        type=click.IntRange(1),
        metavar="N",
        help="Of a folder of parts: evaluate N of them at a time, a process each.",
    ),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="Of a folder of parts: evaluate on this Dask cluster, such as tcp://host:8786.",
    ),
    click.option(
        "--resume", is_flag=True, help="Go on from the parts finished in the folder of -o."
    ),
    click.option("--unit", metavar="COLUMN", help="Of parts: the column of the person or unit."),
    click.option("--time", "t", metavar="COLUMN", help="Of parts: the column of the time."),
    click.option("--value", "y", metavar="COLUMN", help="Of parts: the column of the value."),
    click.option("--indicator", metavar="COLUMN", help="Of parts: the column of the indicator."),
    click.option("--group", metavar="COLUMN", help="Of parts: the column of the group."),
    click.option(
        "--constant",
        multiple=True,
        metavar="NAME=VALUE",
        help="Of parts: what holds for all series, such as better=lower; may be repeated.",
    ),
    click.option(
        "--per-series",
        multiple=True,
        metavar="NAME=COLUMN",
        help="Of parts: a further column with one value a series; may be repeated.",
    ),
    click.option("--digest", is_flag=True, help="Of parts: print a digest of all answers."),
)


def at_scale_options(command: _Command) -> _Command:
    """The options of :class:`AtScale`."""
    return with_options(_OPTIONS, command)


def is_parts(path: str) -> bool:
    """Whether a path is a folder of Parquet files, and no study."""
    folder = Path(path)
    return (
        folder.is_dir()
        and not any((folder / name).exists() for name in ("study.toml", "plan.toml"))
        and next(folder.glob("*.parquet"), None) is not None
    )


@attrs.frozen(kw_only=True)
class AtScale:
    """An evaluation of parts, as the options say it."""

    workers: int | None
    scheduler: str | None
    resume: bool
    unit: str | None
    t: str | None
    y: str | None
    indicator: str | None
    group: str | None
    constant: tuple[str, ...]
    per_series: tuple[str, ...]
    digest: bool

    @property
    def told(self) -> tuple[str, ...]:
        """The options that were given, for a command that is not about parts."""
        return tuple(
            "--" + {"t": "time", "y": "value"}.get(field.name, field.name).replace("_", "-")
            for field in attrs.fields(AtScale)
            if getattr(self, field.name)
        )

    def run(
        self,
        folder: str,
        *,
        named: tuple[str, ...],
        params: tuple[str, ...] = (),
        output: str | None,
    ) -> None:
        """Evaluate a folder of parts into a folder of answers.

        Args:
            folder: of Parquet files; ``rusfelt repartition`` makes such.
            named: the evaluators.
            params: theirs, as ``evaluator.key=value``.
            output: the folder for the answers; ``.internal`` is added to its name.
        """
        from rusfelt.cli._publishing import stamped  # noqa: PLC0415 - only for parts
        from rusfelt.evaluation.at_scale.manifest import answer_files  # noqa: PLC0415 - likewise
        from rusfelt.evaluation.at_scale.run import evaluate_parts  # noqa: PLC0415 - likewise

        if output is None:
            message = "Answers about each person go to a folder; name it."
            raise click.BadParameter(message, param_hint="-o")
        if self.workers is not None and self.scheduler is not None:
            message = "The cluster has workers of its own; leave out --workers."
            raise click.BadParameter(message, param_hint="--scheduler")
        asked = _asked(named, params)
        parts = self._parts(folder)
        into = stamped(output, internal=True)
        tell("For internal use: the answers are about single persons and are never published.")
        from rusfelt.cli._bar import bar  # noqa: PLC0415 - only for parts

        try:
            with self._executor() as executor, bar(f"{len(parts)} parts") as progress:
                found = evaluate_parts(
                    parts, asked, executor=executor, workers=self.workers, into=into,
                    resume=self.resume, progress=progress,
                )  # fmt: skip
        except KeyboardInterrupt:
            done = len(answer_files(Path(into)))
            tell(f"Stopped with {done} of {len(parts)} parts finished. --resume goes on from them.")
            raise
        _show(found, digest=self.digest)  # type: ignore[arg-type]

    @contextlib.contextmanager
    def _executor(self) -> Iterator[Any]:
        if self.scheduler is None:
            yield None
            return
        from rusfelt.io.sources._library import library  # noqa: PLC0415 - only for a cluster

        distributed = library("distributed")
        try:
            client = distributed.Client(self.scheduler, timeout="10s", set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            message = f"There is no scheduler at {self.scheduler!r} ({type(error).__name__})."
            raise click.BadParameter(message, param_hint="--scheduler") from None
        with client:
            yield client.get_executor(pure=False)

    def _parts(self, folder: str) -> Parts:
        from rusfelt.evaluation.parts import Parts  # noqa: PLC0415 - only for parts

        further = _pairs(self.per_series, "--per-series")
        constant = {
            name: value_of(value) for name, value in _pairs(self.constant, "--constant").items()
        }
        columns = {"unit": self.unit, "t": self.t, "indicator": self.indicator, "group": self.group}
        named: dict[str, Any] = {"per_series": further, "constant": constant, **columns}
        if self.y is not None:
            return Parts.of(folder, y=self.y, **named)
        # Taken for the time being, to learn what the others are called.
        known = Parts.of(folder, y=".", **named)
        taken = {*known.layout.columns}
        left = [name for name in _numbers(known.files[0]) if name not in taken]
        if len(left) != 1:
            which = f"one of {', '.join(left[:20])}" if left else "a column of numbers"
            message = f"Nobody said which column the values are in. Name {which}."
            raise click.BadParameter(message, param_hint="--value")
        tell(f"Guessed: the values are in the column {left[0]!r}.")
        return Parts.of(folder, y=left[0], **named)


def _numbers(file: str) -> list[str]:
    from rusfelt.evaluation.at_scale.parquet_file import ParquetPart  # noqa: PLC0415 - for parts

    return ParquetPart(file).number_columns()


def _pairs(told: tuple[str, ...], option: str) -> dict[str, str]:
    found = {}
    for each in told:
        name, equals, value = each.partition("=")
        if not equals or not name.strip() or name.strip() in found:
            message = f"{each!r} is no pair, or is there twice. Write NAME={'VALUE' if option == '--constant' else 'COLUMN'}."
            raise click.BadParameter(message, param_hint=option)
        found[name.strip()] = value.strip()
    return found


def _asked(named: tuple[str, ...], params: tuple[str, ...]) -> tuple[Asked, ...]:
    from rusfelt.cli._evaluating import _params  # noqa: PLC0415 - only for parts
    from rusfelt.errors import DomainError, PluginError, UnknownNameError  # noqa: PLC0415
    from rusfelt.evaluation.at_scale.asking import asked_for  # noqa: PLC0415
    from rusfelt.plugin import registry  # noqa: PLC0415

    wanted: dict[str, dict[str, Any]] = {**{name: {} for name in named}, **_params(params)}
    if not wanted:
        message = "Nobody said what to ask. Name an evaluator, such as theil-sen."
        raise click.BadParameter(message, param_hint="-e")
    try:
        return asked_for(
            [registry().evaluator(name, **told) for name, told in wanted.items()], anonymous=True
        )
    except (DomainError, PluginError, UnknownNameError) as error:
        raise click.BadParameter(str(error), param_hint="-e") from None


def _show(found: ResultFolder, *, digest: bool) -> None:
    digests = found.digests() if digest else [""] * len(found.evaluators)
    for label, told in zip(found.evaluators, digests, strict=True):
        click.echo(f"{label}\t{found.rows}\t{told}".rstrip())
    tell(f"{found.folder}: {len(found.files)} files.")
