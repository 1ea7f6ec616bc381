"""Scoring by an instrument's name."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from rusfelt.catalogue.instrument_loader import load_instrument
from rusfelt.domain import Instrument
from rusfelt.panel import Panel
from rusfelt.typing import Array, Frame
from rusfelt.vocabulary import Clock, Design

__all__ = ["score"]


def score(
    instrument: Instrument | str | os.PathLike[str],
    answers: Frame | Array,
    *,
    unit: str | None = None,
    t: str | None = None,
    items: Mapping[str, str] | Sequence[str] | None = None,
    group: str | None = None,
    cluster: str | None = None,
    per_series: Mapping[str, str] | None = None,
    per_point: Mapping[str, str] | None = None,
    clock: Clock | str | None = None,
    design: Design | str = Design.PANEL,
    missing: Sequence[float] = (),
    indicator: str | None = None,
    value_set: Mapping[str, float] | str | os.PathLike[str] | None = None,
) -> Panel:
    """People's answers as scores, by the rule their instrument publishes.

    A sheet with more answers missing than the rule allows gets no score, and where no source
    states a rule only complete sheets do. An answer that does not exist stops everything: nothing
    is clipped, and nothing is guessed.

    Args:
        instrument: an instrument, its id (``phq9``), or the path of an instrument file.
        answers: one row a sheet. Any pandas, polars or pyarrow table, or a mapping of names to
            arrays; or an array of numbers with one row a person and one column an item.
        unit: the column that says whose a row is: a person, or one episode of a person. Unsaid:
            ``unit``, ``episode``, ``person``, ``person_id``, ``client``, ``client_id``, ``case``
            or ``id``, and where there is none each row is a person. Text or numbers.
        t: the column that says when. Unsaid: ``date`` or ``day``; ``occasion``, ``session``,
            ``wave`` or ``visit``; ``t``, ``time``, ``period`` or ``year``. Where dates and
            numbered sessions are both there, they must agree.
        items: item → column, or the columns in the instrument's order. Unsaid: ``phq9_1``,
            ``phq91``, ``item_1``, ``item1``, ``q1``, ``i1`` or ``1``, also with two digits. An
            item that is a scale of its own may lack a column where no other scale needs it; its
            scale is then not there.
        group: the column with the population group.
        cluster: the column with the team or clinic.
        per_series: further columns to keep, one value a person: the name in the panel → the
            column.
        per_point: likewise with one value a sheet.
        clock: told, or taken from the times: days for dates, occasions for small whole numbers.
        design: ``panel`` where the same people were asked each time, else ``cross-section``.
        missing: codes in the table that stand for no answer, whichever the item.
        indicator: what the scores are called; unsaid, the instrument's id.
        value_set: for an instrument scored by answer pattern: pattern → value, or a CSV file with
            the columns ``profile`` and ``value``.

    Returns:
        A panel with one series a person and scale, its points the scores. ``instrument``,
        ``version``, ``role``, ``better``, ``lowest``, ``highest`` and ``sheets`` stand by series,
        ``answered`` (items answered) by point. An instrument of several scales gives
        ``id.scale`` as indicators.

    Raises:
        DomainError: an answer there is not (its row and item are named, never the answer), a
            person with two sheets at one time, a missing column; everything wrong at once.
        UnknownNameError: no instrument has that name.

    >>> answers = {"person": ["a", "a"], "session": [1, 2], **{f"phq9_{k}": [2, 1] for k in range(1, 10)}}
    >>> score("phq9", answers)[0].y.tolist()
    [18.0, 9.0]
    """
    from rusfelt.io.value_set import read_value_set  # noqa: PLC0415 - only where one is used
    from rusfelt.scoring.layout import Layout  # noqa: PLC0415 - loaded when scores are asked for
    from rusfelt.scoring.scores import score_answers  # noqa: PLC0415 - likewise

    if not isinstance(instrument, Instrument):
        instrument = load_instrument(instrument)
    if value_set is not None and not isinstance(value_set, Mapping):
        value_set = read_value_set(value_set)
    layout = Layout(
        unit=unit,
        t=t,
        items=items,
        group=group,
        cluster=cluster,
        per_series=per_series or {},
        per_point=per_point or {},
        clock=clock,
        design=design,
        missing=missing,
        indicator=indicator,
    )
    return score_answers(instrument, answers, layout, value_set)
