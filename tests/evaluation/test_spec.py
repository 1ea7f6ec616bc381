"""What an evaluator may say of itself and answer with, and what its process may take and leave."""

from __future__ import annotations

import ctypes
import signal
import sys
import types
from typing import Any

import numpy as np
import pytest

from rusfelt import Column, Needs, Panel, Spec
from rusfelt.errors import (
    ContractError,
    CrashError,
    DomainError,
    EvaluationError,
    LimitError,
    RusfeltError,
)
from rusfelt.evaluation.isolation import leftovers, limits, process, worker
from rusfelt.evaluation.isolation.limits import Limits
from rusfelt.evaluation.sealing import check_answer

PANEL = Panel(
    ["a", "b"], ["", ""], ["", ""], [0, 0], [0, 2, 3], [2019, 2020, 2020], [1, 2, 3], clock="period"
)


@pytest.mark.parametrize("name", ["", "Change", "2nd", "two words", "with-hyphen"])
def test_a_column_is_called_by_lower_case_letters_and_underscores(name: str) -> None:
    """Anything else is refused with what to use."""
    with pytest.raises(DomainError, match=r"is no column name\. Use lower case"):
        Column(name)
    assert Column("change_low2").name == "change_low2"


@pytest.mark.parametrize("name", ["", "Shouting", "two words", "under_score", "-x", "x-"])
def test_an_evaluator_is_called_by_lower_case_letters_and_hyphens(name: str) -> None:
    """It is typed at a terminal, so that a name is one word."""
    with pytest.raises(DomainError, match="is no evaluator name"):
        Spec(name, "1")
    assert Spec("theil-sen", "1").name == "theil-sen"


def test_a_version_is_text() -> None:
    """A number would lose what is behind its point: 1.10 is not 1.1."""
    version: Any = 1.10
    with pytest.raises(DomainError, match=r"'mine' has the version 1\.1\. Write text"):
        Spec("mine", version)


def test_a_column_is_given_once() -> None:
    """Two of one name could not both be found in the answer."""
    with pytest.raises(DomainError, match="gives 'p' twice"):
        Spec("mine", "1", gives=(Column("p"), Column("q"), Column("p", "int64")))


@pytest.mark.parametrize("column", [Column("status"), Column("verdict", "str", shape="point")])
def test_a_reserved_column_is_words_one_a_row(column: Column) -> None:
    """A verdict, status or reason means the same in every answer."""
    with pytest.raises(DomainError, match=f"{column.name!r} as something else than words"):
        Spec("mine", "1", gives=(column,))
    spec = Spec("mine", "1", gives=(Column(column.name, "str"),))
    assert spec.gives[0].name == column.name


def test_an_invariance_is_a_change_that_is_known_and_a_column_that_is_given() -> None:
    """A promise about anything else could not be held."""
    gives = (Column("p"),)
    with pytest.raises(DomainError, match=r"names the change 'turn' .* Use shift, scale"):
        Spec("mine", "1", gives=gives, invariances={"turn": ("p",)})
    with pytest.raises(DomainError, match=r"names columns \['q', 'r'\] it does not give"):
        Spec("mine", "1", gives=gives, invariances={"shift": ("r", "p", "q")})
    spec = Spec("mine", "1", gives=gives, invariances={"shift": ("p", "status")})
    assert spec.invariances == {"shift": ("p", "status")}


@pytest.mark.parametrize(
    ("gives", "judges"),
    [
        ((), False),
        ((Column("p"),), False),
        ((Column("change"),), False),
        ((Column("p"), Column("change")), True),
        ((Column("verdict", "str"),), True),
    ],
)
def test_it_can_judge_with_a_verdict_or_with_a_p_and_a_change(
    gives: tuple[Column, ...], judges: bool
) -> None:
    """A p alone does not say which way, and a change alone not whether it is one."""
    assert Spec("mine", "1", gives=gives).judges is judges


def _sealed(column: Column, values: Any) -> Any:
    spec = Spec("mine", "1", needs=Needs(points=0), gives=(column,))
    return check_answer({column.name: values}, PANEL, spec)[column.name]


def test_half_a_character_is_no_text() -> None:
    """It could not be written to any file; whole ones outside the common plane can."""
    with pytest.raises(ContractError, match="half a character"):
        _sealed(Column("word", "str"), np.array(["fine", "\ud83d"]))
    assert _sealed(Column("word", "str"), np.array(["fine", "😀"])).tolist() == ["fine", "😀"]


def test_a_ragged_column_holds_what_it_was_declared_to_hold() -> None:
    """Words where numbers were promised are refused; narrower numbers are widened."""
    column = Column("line", shape="ragged")
    with pytest.raises(ContractError, match="'line' has dtype <U1, not float64"):
        _sealed(column, (np.array(["a", "b"]), np.array([0, 1, 2])))
    curve = _sealed(column, (np.array([1, 2], dtype=np.float32), np.array([0, 0, 2])))
    assert curve.values.dtype == np.float64
    assert curve.offsets.tolist() == [0, 0, 2]


@pytest.mark.parametrize("offsets", [[0, 1], [0, 2, 1], [1, 1, 2], [0, 1, 3], [0.0, 1.0, 2.0]])
def test_offsets_rise_from_nought_to_the_last_value(offsets: list[float]) -> None:
    """Otherwise a row would take another row's values."""
    with pytest.raises(ContractError, match="offsets that do not rise from 0 to 2 over 2 rows"):
        _sealed(Column("line", shape="ragged"), (np.array([1.0, 2.0]), np.array(offsets)))


def test_limits_are_of_files_of_memory_and_of_what_a_crash_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Memory is counted from what the process and the panel already take."""
    resource = pytest.importorskip("resource")
    held: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", held.__setitem__)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (-1, 77))
    wanted = Limits(memory=1 << 30, output=1000)
    limits.apply_limits(wanted)
    assert held == {resource.RLIMIT_FSIZE: (1000, 77), resource.RLIMIT_CORE: (0, 0)}
    held.clear()
    limits.room_for(wanted, 0)
    (alone,) = held.values()
    limits.room_for(wanted, 1 << 40)
    (beside,) = held.values()
    if sys.platform == "linux":
        assert set(held) == {resource.RLIMIT_AS}
    assert alone[0] > 1 << 30
    assert 1 << 39 < beside[0] - alone[0] < 1 << 41
    assert beside[1] == 77


def test_where_a_system_has_no_limits_none_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin runs there all the same."""
    resource = pytest.importorskip("resource")
    held: list[object] = []
    monkeypatch.setattr(resource, "setrlimit", lambda *each: held.append(each))
    monkeypatch.setitem(sys.modules, "resource", None)
    limits.apply_limits(Limits())
    limits.room_for(Limits(), 0)
    assert held == []


def test_orphans_are_adopted_where_the_system_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere, and where the library lacks the call, nothing happens."""
    asked: list[tuple[int, ...]] = []
    library = types.SimpleNamespace(prctl=lambda *given: asked.append(given))
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    monkeypatch.setattr(sys, "platform", "win32")
    leftovers.adopt_orphans()
    assert asked == []
    monkeypatch.setattr(sys, "platform", "linux")
    leftovers.adopt_orphans()
    assert asked == [(36, 1, 0, 0, 0)]
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    leftovers.adopt_orphans()


def test_whatever_was_started_with_the_mark_is_ended_until_none_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that starts another while it is looked for is found the next time; others are left."""
    there = {4: b"A=1\0RUSFELT_STAGE=mine\0", 5: b"RUSFELT_STAGE=mine2\0", 6: b""}
    ended: list[int] = []

    def kill(number: int, sent: int) -> None:
        assert sent == signal.SIGKILL
        ended.append(number)
        del there[number]
        if number == 4:
            there[9] = b"RUSFELT_STAGE=mine"
        else:
            # It had gone by itself.
            raise ProcessLookupError(number)

    monkeypatch.setattr(leftovers, "_processes", lambda: list(there))
    monkeypatch.setattr(leftovers, "_environment", lambda number: there[number])
    monkeypatch.setattr(leftovers, "os", types.SimpleNamespace(kill=kill))
    leftovers.end_marked("mine")
    assert ended == [4, 9]
    assert sorted(there) == [5, 6]


def test_without_a_list_of_processes_none_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no /proc; and a process that has ended has no environment."""

    class Nowhere:
        def __init__(self, path: str) -> None:
            self.path = path

        def iterdir(self) -> Any:
            raise FileNotFoundError(self.path)

        def read_bytes(self) -> bytes:
            raise PermissionError(self.path)

    monkeypatch.setattr(leftovers, "Path", Nowhere)
    assert leftovers._processes() == []
    assert leftovers._environment(1) == b""
    leftovers.end_marked("mine")


def test_where_no_process_can_be_waited_for_none_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A system without waitpid is no reason to refuse an answer; children left behind are."""
    monkeypatch.setattr(worker, "os", types.SimpleNamespace())
    worker._no_company()
    there = types.SimpleNamespace(waitpid=lambda *_: (0, 0), WNOHANG=1)
    monkeypatch.setattr(worker, "os", there)
    with pytest.raises(CrashError, match="left a process of its own behind"):
        worker._no_company()


@pytest.mark.parametrize(
    ("told", "kind", "words"),
    [
        (None, ContractError, "neither"),
        ({"kind": "EvaluationError", "message": "m", "raised": "KeyError"}, EvaluationError, "m"),
        ({"kind": "LimitError", "message": "m"}, LimitError, "m"),
        ({"kind": "ReadError", "message": "m"}, EvaluationError, "ReadError: m"),
        ({"kind": "OSError", "message": "m"}, EvaluationError, "OSError: m"),
    ],
)
def test_an_error_keeps_its_kind_where_it_is_about_plugins(
    told: Any, kind: type[RusfeltError], words: str
) -> None:
    """Any other would be taken for the caller's own mistake."""
    found = process._error_of(told)
    assert type(found) is kind
    assert words in str(found)
    if kind is EvaluationError:
        assert getattr(found, "raised", None) == (told.get("raised") or told["kind"])


def test_how_a_process_ended_is_told_in_words() -> None:
    """By its exit code or its signal, also one without a name."""
    assert process._how(None) == "it closed its end"
    assert process._how(3) == "exit code 3"
    assert process._how(-signal.SIGKILL) == "SIGKILL"
    assert process._how(-999) == "signal 999"
