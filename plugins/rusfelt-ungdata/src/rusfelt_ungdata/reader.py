"""Figures from Ungdata as a table: one row for each wave, area, grade, sex and question."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import attrs
import numpy as np

from rusfelt import Measurement, Measurements, Panel
from rusfelt.domain import Period
from rusfelt.typing import Floats
from rusfelt.vocabulary import Clock, Design, Kind
from rusfelt_ungdata._answers import Answered, read_answers

__all__ = ["UngdataReader"]

# A coverage is in per cent unless the plan says otherwise: value = 100 x numerator/denominator.
_FACTOR = 100.0


@attrs.frozen
class UngdataReader:
    r"""Reads a CSV file of shares; asked for by its name, ``ungdata``.

    The first row names the columns. There must be ``wave``, ``area`` and ``question``, and either
    ``share_percent`` or ``share_0_1``, or ``count`` with ``respondents``. There may be ``grade``
    (a grade or a school level), ``sex``, ``respondents``, ``response_rate_percent`` or
    ``response_rate_0_1``, ``design_effect``, ``break_before``, ``source`` and ``note``. Norwegian
    names are known too (``andel_prosent``, ``svarprosent``, ``trinn`` …).

    **It never guesses whether 0.12 is a share or per cent.** The name of the column says so; a
    column called only ``share`` or ``response_rate`` is refused.

    A wave is a year or a school year, and one file keeps to one of the two. ``:`` is suppressed,
    ``..`` and an empty cell are missing and ``.`` is not applicable; none of them is ever 0.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "ungdata.csv")
    ...     _ = file.write_text(
    ...         "wave;area;grade;question;share_percent;respondents;response_rate_percent\n"
    ...         "2018;030108;vg1;ung-cannabis;12,5;400;72\n"
    ...     )
    ...     figures = UngdataReader().read(file)
    >>> figures[0].value, figures[0].denominator, figures[0].group, figures[0].note
    (12.5, 400.0, 'grade=vg1', 'Svarprosent 72')
    """

    # CSV is rusfelt's own ending, so this table is asked for by name: ``ungdata``.
    suffixes: tuple[str, ...] = attrs.field(default=(), init=False)

    def read(self, path: Path, /) -> Measurements:
        """The figures of a file, in its order.

        A value is per cent, which is what a coverage of a plan is in unless the plan says
        otherwise; the denominator is the number who answered, and the numerator is there only
        where the file counts. The response rate has no column among figures: it stands in the
        note, and :meth:`panel` hands it on as a number.

        Args:
            path: the file.

        Returns:
            The figures; ``guessed`` tells the encoding and the delimiter.

        Raises:
            ReadError: the file cannot be read, or something in it is wrong; ``problems`` lists
                the first hundred things, each with its line.
        """
        answers, guessed = read_answers(path)
        return Measurements.of(map(_measurement, answers), guessed=guessed)

    def panel(self, path: Path, /) -> Panel:
        """The series of a file with their response rates, for evaluators alone.

        A series without a single share stays, without points. A break cuts a series in parts.

        Args:
            path: the file.

        Returns:
            Values in per cent; by point ``x``, ``n``, ``deff`` and ``response_rate`` (0 to 1),
            nan where the file does not tell; by series kind, design and factor.

        Raises:
            ReadError: as :meth:`read`.
        """
        answers, _ = read_answers(path)
        series: list[tuple[tuple[str, str, str, int], list[Answered]]] = []
        for key, cells in groupby(sorted(answers, key=lambda each: each.key), lambda a: a.key[:3]):
            parts: list[list[Answered]] = [[]]
            for each in cells:
                if each.break_before and parts[-1]:
                    parts.append([])
                parts[-1].append(each)
            series += [((*key, number), part) for number, part in enumerate(parts)]
        shown = [[each for each in part if not each.state.is_empty] for _, part in series]
        points = [each for part in shown for each in part]
        keys = [key for key, _ in series]
        return Panel(
            np.array([key[0] for key in keys], dtype=np.str_),
            np.array([key[1] for key in keys], dtype=np.str_),
            np.array([key[2] for key in keys], dtype=np.str_),
            np.array([key[3] for key in keys], dtype=np.int64),
            np.cumsum([0, *map(len, shown)]),
            np.array([Period.parse(each.period).t for each in points]),
            np.array([_percent(each) for each in points]),
            clock=Clock.PERIOD,
            per_series={
                "kind": np.full(len(keys), str(Kind.COVERAGE)),
                "design": np.full(len(keys), str(Design.CROSS_SECTION)),
                "factor": np.full(len(keys), _FACTOR),
            },
            per_point={
                "x": _numbers([each.count for each in points]),
                "n": _numbers([each.respondents for each in points]),
                "deff": _numbers([each.deff for each in points]),
                "response_rate": _numbers(
                    [None if each.rate is None else each.rate / 100 for each in points]
                ),
            },
        )


def _measurement(each: Answered) -> Measurement:
    rate = None if each.rate is None else f"Svarprosent {_decimal(each.rate)}"
    return Measurement(
        each.indicator,
        each.unit,
        group=each.group,
        period=each.period,
        value=None if each.percent is None else float(each.percent),
        numerator=None if each.count is None else float(each.count),
        denominator=None if each.respondents is None else float(each.respondents),
        response_rate=None if each.rate is None else float(each.rate) / 100,
        deff=each.deff,
        state=each.state,
        break_before=each.break_before,
        source=each.source or None,
        note="; ".join(text for text in (each.note, rate) if text) or None,
    )


def _percent(each: Answered) -> float:
    if each.percent is not None:
        return float(each.percent)
    return _FACTOR * (each.count or 0) / (each.respondents or 1)


def _decimal(number: Decimal) -> str:
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _numbers(values: Sequence[float | Decimal | None]) -> Floats:
    return np.array([np.nan if each is None else float(each) for each in values], dtype=np.float64)
