"""FIT: sessions of an episode held against what was expected, and how the episode ended."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from rusfelt._arrays import constant_array
from rusfelt.domain import _convert as to
from rusfelt.errors import DomainError
from rusfelt.evaluator import Column, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._fit_sessions import Sessions, Signals, colours, sessions, signals
from rusfelt.evaluators._people import PEOPLE
from rusfelt.evaluators._places import answered
from rusfelt.evaluators._standing import explain, points_column, words_column
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Floats, Strings
from rusfelt.vocabulary import Clock, Direction, Role

if TYPE_CHECKING:
    from rusfelt.stats.feedback.response_table import ResponseTable

__all__ = ["FitSignals"]

_ENDINGS = ("planned", "unplanned", "open", "")
_CLOSED = ("closed",)
_UNDEFINED = ("undefined",)

_SPEC = Spec(
    "fit-signals",
    "1",
    needs=attrs.evolve(
        PEOPLE,
        wants=(
            "kind", "design", "better", "role", "sheets", "ending", "cutoff", "table_version",
            "expected", "inner", "outer", "session_target", "session_lower_target",
        ),
    ),
    gives=(
        Column("first", unit="score", doc="Score of the first session, the intake."),
        Column("last", unit="score", doc="Score of the last session."),
        Column(
            "best", unit="score", may_be=_UNDEFINED,
            doc="The best score of any session; nan of a measure of the session itself.",
        ),
        Column("sessions", "int64", "sessions", "Sessions with a score."),
        Column(
            "weeks", unit="weeks", may_be=_UNDEFINED,
            doc="From the first session to the last, of dated scores; else nan.",
        ),
        Column(
            "change", unit="score", may_be=_UNDEFINED,
            doc="last - first, whichever way is better; nan after one session, and of a measure of "
            "the session itself.",
        ),
        Column(
            "change_from_last", unit="score", may_be=_UNDEFINED,
            doc="The last score less the one before it; nan after one session.",
        ),
        Column(
            "signal",
            "str",
            doc="Whether the last session is on track, to watch or off track.",
            basis=("with_signal",),
        ),
        Column("signal_reason", "str", doc="What the signal rests on, or why there is none."),
        Column("with_signal", "bool", doc="Whether there is a signal."),
        Column(
            "colour",
            "str",
            doc="The dashboard's colour of the last session.",
            basis=("with_colour",),
        ),
        Column("colour_reason", "str", doc="What the colour rests on, or why there is none."),
        Column("with_colour", "bool", doc="Whether there is a colour."),
        Column("change_colour", "str", doc="Of the alliance: red where it fell by 1 or more."),
        Column("table_version", "str", doc="Where expected scores and targets are from."),
        Column(
            "ending",
            "str",
            doc="Planned or unplanned, in or out of the healthy range.",
            basis=_CLOSED,
        ),
        Column("closed", "bool", doc="Ended, with a last score and a cutoff to hold it against."),
        Column("healthy_at_end", "bool", doc="The last score is healthy.", basis=_CLOSED),
        Column("with_target", "bool", doc="The last session has a target."),
        Column(
            "reached_target",
            "bool",
            doc="The last score is at its session's target or better.",
            basis=("closed", "with_target"),
        ),
        Column("clinical_if", "str", doc="How a clinical score lies to the cutoff."),
        Column("caution", "str", doc="What the session numbers take for granted."),
        Column("session", shape="point", doc="Number of the session, as the table counts."),
        Column(
            "expected", unit="score", shape="point", may_be=_UNDEFINED,
            doc="The expected score; nan, like the next two, where none was told.",
        ),
        Column(
            "inner", unit="score", shape="point", may_be=_UNDEFINED,
            doc="Edge of the inner band.",
        ),
        Column(
            "outer", unit="score", shape="point", may_be=_UNDEFINED,
            doc="Edge of the outer band.",
        ),
        Column("session_signal", "str", shape="point", doc="The signal of each session."),
        Column("session_reason", "str", shape="point", doc="What it rests on."),
        Column("session_colour", "str", shape="point", doc="The colour of each session."),
        Column("session_colour_reason", "str", shape="point", doc="What it rests on."),
    ),
    references=("doi:10.1037/0022-0167.50.1.59", "https://support.openfit.care"),
    invariances={
        "shift": ("sessions", "weeks", "change", "change_from_last"),
        "time-shift": ("first", "last", "best", "sessions", "weeks", "change", "change_from_last"),
    },
)  # fmt: skip


def _same_table(table: Any) -> Hashable:
    """What tells one table from another."""
    if table is None:
        return None
    return (table.version, table.better, *(each.tobytes() for each in table[2:]))


def _is_table(_: FitSignals, __: attrs.Attribute[Any], value: Any) -> None:
    if value is None:
        return
    from rusfelt.stats.feedback.response_table import ResponseTable  # noqa: PLC0415 - loads scipy

    if not isinstance(value, ResponseTable):
        msg = (
            f"table is {type(value).__name__}. Read one with rusfelt.read_response_table; where "
            "only words and numbers can be written, let each score carry its expected one."
        )
        raise DomainError(msg)


def _version_of(made: FitSignals) -> str:
    return getattr(made.table, "version", "")


@attrs.frozen
class FitSignals:
    """Signals and colours of each session of an episode, and how the episode ended.

    Expected scores come from a table, or stand beside each score in the panel's columns
    ``expected``, ``inner`` and ``outer``; none are shipped. The colours are those OpenFIT
    documents, mirrored where lower is better, and take targets by session: the panel's columns
    ``session_target`` and ``session_lower_target``, else the table's target, else the parameters.
    No signal and no colour is given by figures of which nobody says where they are from.

    An episode's ``ending`` is ``planned``, ``unplanned`` or ``open``, in the panel. A measure of
    the session itself, such as SRS, gets the alliance's colours alone: it is no outcome.

    Sessions are counted from the first score. Numbered sessions count as numbered; dated ones in
    order, with a caution where some sheets had no score.

    Args:
        cutoff: the border of the clinical range, itself healthy. OpenFIT documents 25 for adults
            and 32 for children on the ORS. A column ``cutoff`` goes before it.
        target, lower_target: targets for every session without one of its own.
        alliance_cutoff: a process measure is green from here on: OpenFIT documents 36 for SRS.
        intake_session: the number the table gives the intake, 1 in some and 0 in others.
        table: from :func:`rusfelt.read_response_table`; only in Python.
        version: where the targets are from, with the edition; a table says so itself. The panel's
            column ``table_version`` goes before it.
    """

    cutoff: float | None = attrs.field(default=None, converter=attrs.converters.optional(to.number))
    target: float | None = attrs.field(default=None, converter=attrs.converters.optional(to.number))
    lower_target: float | None = attrs.field(
        default=None, converter=attrs.converters.optional(to.number)
    )
    alliance_cutoff: float = attrs.field(default=36.0, converter=to.number)
    intake_session: int = attrs.field(
        default=1, validator=[attrs.validators.instance_of(int), attrs.validators.ge(0)]
    )
    table: ResponseTable | None = attrs.field(
        default=None, validator=_is_table, eq=_same_table, repr=False
    )
    version: str = attrs.field(
        default=attrs.Factory(_version_of, takes_self=True),
        validator=attrs.validators.instance_of(str),
    )

    def __attrs_post_init__(self) -> None:
        told = any(each is not None for each in (self.target, self.lower_target))
        if told and not self.version.strip():
            msg = "Say in version which table the targets are from, and which edition."
            raise DomainError(msg)
        if self.table is not None and self.version != self.table.version:
            msg = f"version is {self.version!r}, and the table's own is {self.table.version!r}."
            raise DomainError(msg)

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """One row an episode, and columns with one value a session."""
        by_row = tuple(each for each in _SPEC.gives if each.shape == "row")
        answer = Answer(panel, by_row)
        better = words_column(panel, "better")
        outcome = words_column(panel, "role") != str(Role.PROCESS)
        made_for = better if self.table is None else np.full(len(panel), self.table.better)
        explain(
            answer,
            (~np.isin(better, [str(Direction.HIGHER), str(Direction.LOWER)]), "no-direction"),
            (outcome & (better != made_for), "table-direction"),
            (~np.isin(_endings(panel), _ENDINGS), "unknown-ending"),
            (panel.sizes == 0, "missing-pre"),
        )
        points = {each.name: _empty(each, panel) for each in _SPEC.gives if each.shape == "point"}
        answered_rows = answered(answer, len(panel))
        for mine, part in ((outcome, self._outcomes), (~outcome, self._alliance)):
            rows = np.flatnonzero(answered_rows & mine)
            if not len(rows):
                continue
            chosen = panel.take(rows)
            of_row, of_point = part(chosen)
            answer.put(rows, of_row)
            places = np.repeat(answered_rows & mine, panel.sizes)
            points |= {name: _put(points[name], places, each) for name, each in of_point.items()}
        return {**answer.columns, **points}

    def _outcomes(self, panel: Panel) -> tuple[dict[str, Array], dict[str, Array]]:
        """Columns by episode and by session of measures of the person."""
        from rusfelt.stats.feedback.endings import CLOSED_ENDINGS, episode_ending  # noqa: PLC0415 - scipy

        sign, at = _signs(panel), sessions(panel, self.intake_session)
        each_sign, version, last = sign[at.owner], self._versions(panel), panel.offsets[1:] - 1
        held = signals(panel, at, each_sign, version, self.table)
        target, lower = self._targets(panel, at)
        cutoff = _numbers(panel, "cutoff", self.cutoff)
        colour = colours(panel, at, each_sign, version, target=target, lower=lower, cutoff=cutoff)
        known = ~np.isnan(cutoff)
        aim = np.where(np.isinf(target[last]) | (version == ""), np.nan, target[last])
        ended = episode_ending(
            sign * panel.y[last], _endings(panel), cutoff=np.where(known, sign * cutoff, 0.0),
            target=sign * aim,
        )  # fmt: skip
        closed = np.isin(ended.ending, CLOSED_ENDINGS) & known
        rows = _summary(panel, sign, outcome=True) | {
            "signal": held.signal[last],
            "signal_reason": held.reason[last],
            "with_signal": held.signal[last] != "",
            "colour": colour.colour[last],
            "colour_reason": colour.reason[last],
            "with_colour": colour.colour[last] != "",
            "table_version": version,
            "ending": np.where(known, ended.ending, ""),
            "closed": closed,
            "healthy_at_end": ended.healthy & closed,
            "with_target": ended.with_target,
            "reached_target": ended.reached,
            "clinical_if": np.where(sign > 0, "<", ">"),
            "caution": self._caution(panel),
        }
        return rows, _by_session(at, held, colour.colour, colour.reason)

    def _alliance(self, panel: Panel) -> tuple[dict[str, Array], dict[str, Array]]:
        """Columns of measures of the session itself: their colours, and nothing of an outcome."""
        from rusfelt.stats.feedback.dashboard_colour import (  # noqa: PLC0415 - loads scipy
            alliance_colour,
        )

        sign, at = _signs(panel), sessions(panel, self.intake_session)
        each, last = sign[at.owner], panel.offsets[1:] - 1
        found = alliance_colour(
            each * panel.y, each * at.before, cutoff=each * self.alliance_cutoff
        )
        rows = _summary(panel, sign, outcome=False) | {
            "colour": found.colour[last],
            "colour_reason": found.reason[last],
            "with_colour": found.colour[last] != "",
            "change_colour": found.change_colour[last],
        }
        return rows, _by_session(at, None, found.colour, found.reason)

    def _versions(self, panel: Panel) -> Strings:
        if self.table is not None:
            return np.full(len(panel), self.version)
        if "table_version" not in panel.per_series:
            return np.full(len(panel), self.version.strip())
        told = np.char.strip(words_column(panel, "table_version"))
        return np.where(told == "", self.version.strip(), told)

    def _targets(self, panel: Panel, at: Sessions) -> tuple[Floats, Floats]:
        """Both targets of each session: its own, else the table's, else the one for all."""
        from rusfelt.stats.feedback.expected_curve import expected_curve  # noqa: PLC0415 - scipy

        target, lower = (
            points_column(panel.per_point, name, panel.y.shape)
            for name in ("session_target", "session_lower_target")
        )
        if self.table is not None:
            found = expected_curve(at.intake, at.number, self.table).target
            target = np.where(np.isnan(target), found, target)
        for column, general in ((target, self.target), (lower, self.lower_target)):
            if general is not None:
                column[np.isnan(column)] = general
        return target, lower

    def _caution(self, panel: Panel) -> Strings:
        """Sheets without a score leave the sessions after them a number short."""
        sheets = _numbers(panel, "sheets", None)
        short = (sheets > panel.sizes) & (panel.clock is not Clock.OCCASION)
        return np.where(short & (self.table is not None), "unscored-sheets", "")


def _signs(panel: Panel) -> Floats:
    return np.where(words_column(panel, "better") == str(Direction.HIGHER), 1.0, -1.0)


def _endings(panel: Panel) -> Strings:
    told = panel.per_series.get("ending")
    return np.full(len(panel), "") if told is None else np.char.strip(told.astype(np.str_))


def _numbers(panel: Panel, name: str, otherwise: float | None) -> Floats:
    """A column by episode, with one number where it has no finite one."""
    empty = np.nan if otherwise is None else otherwise
    column = panel.per_series.get(name)
    if column is None or column.dtype.kind not in "iuf":
        return np.full(len(panel), empty)
    return np.where(np.isfinite(column), column, empty).astype(np.float64)


def _summary(panel: Panel, sign: Floats, *, outcome: bool) -> dict[str, Array]:
    """First and last score, sessions and weeks; best and change are of outcomes alone."""
    from rusfelt.stats.feedback.episodes import episode_summary  # noqa: PLC0415 - loads scipy

    each = np.repeat(sign, panel.sizes)
    found = episode_summary(panel.t, each * panel.y, panel.offsets, better="higher")
    dated = panel.clock is Clock.DAY
    rows: dict[str, Array] = {
        "first": sign * found.first,
        "last": sign * found.last,
        "sessions": found.n,
        "weeks": found.weeks if dated else np.full(len(panel), np.nan),
        "change_from_last": sign * found.change_from_last,
    }
    if outcome:
        rows |= {"best": sign * found.best, "change": sign * found.change}
    return rows


def _by_session(
    at: Sessions, held: Signals | None, colour: Strings, reason: Strings
) -> dict[str, Array]:
    found: dict[str, Array] = {
        "session": at.number,
        "session_colour": colour,
        "session_colour_reason": reason,
    }
    if held is not None:
        found |= {
            "expected": held.expected,
            "inner": held.inner,
            "outer": held.outer,
            "session_signal": held.signal,
            "session_reason": held.reason,
        }
    return found


def _empty(column: Column, panel: Panel) -> Array:
    """A column by session with nothing in it yet, in the room of one value."""
    return constant_array("" if column.dtype == "str" else np.nan, len(panel.t))


def _put(column: Array, places: Bools, values: Array) -> Array:
    """The column with these values, which are one for each of the places."""
    if places.all():
        return values
    # Words longer than any before them would be cut off.
    full = column.astype(np.result_type(column, values))
    full[places] = values
    return full
