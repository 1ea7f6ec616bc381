"""What goes between two processes: the same arrays, the same spec, and nothing believed unseen."""

from __future__ import annotations

import contextlib
import io
import json
import os
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from people_panels import NEEDED

from rusfelt import Column, Judge, Needs, Panel, Spec
from rusfelt.errors import ContractError, LimitError
from rusfelt.evaluation.isolation.limits import Limits
from rusfelt.evaluation.isolation.shared import SharedFile, mapped
from rusfelt.evaluation.isolation.wire import (
    answer_columns,
    answer_from,
    panel_columns,
    panel_from,
    read_arrays,
    spec_from,
    spec_to,
    write_arrays,
)
from rusfelt.evaluation.isolation.worker import Worker, answer_to
from rusfelt.findings import Curve
from rusfelt.plugin.registry import Registry

PANEL = Panel(
    ["a", "b", "c"],
    ["", "", "ø"],
    ["", "", ""],
    [0, 0, 0],
    [0, 2, 2, 5],
    [2019, 2020, 2018, 2019, 2020],
    [1, 2, 3, 4, 5.5],
    clock="period",
    per_series={"better": ["lower", "", "higher"], "treated": [True, False, True]},
    per_point={"n": [1, 2, 3, 4, 5]},
)


def test_a_panel_arrives_as_it_was_sent() -> None:
    """Also text, truth values, series without points and a panel without series."""
    for panel in (PANEL, PANEL.take([1]), PANEL.take([])):
        with SharedFile() as file:
            layout = json.loads(json.dumps(write_arrays(file.file, panel_columns(panel))))
            with open(file.path, "rb") as given:  # noqa: PTH123 - a path of no file on a disk
                arrived = panel_from(read_arrays(mapped(given), layout), "period")
            assert arrived == panel
            assert not arrived.t.flags.writeable


def test_what_arrives_cannot_be_written_to() -> None:
    """The memory is mapped for reading, so that no flag of an array opens it."""
    with SharedFile() as file:
        layout = write_arrays(file.file, panel_columns(PANEL))
        arrived = panel_from(read_arrays(mapped(file.file), layout), "period")
        with pytest.raises(ValueError, match="WRITEABLE"):
            arrived.y.setflags(write=True)


def test_one_value_all_the_way_down_is_sent_once() -> None:
    """And counts in full against the limit on either side."""
    many = np.broadcast_to(np.array([1.5]), (1_000_000,))
    with SharedFile() as file:
        layout = write_arrays(file.file, [("x", many)])
        assert file.size < 1000
        (arrived,) = read_arrays(mapped(file.file), layout).values()
        assert arrived.shape == many.shape
        assert (arrived == 1.5).all()
        with pytest.raises(LimitError):
            read_arrays(mapped(file.file), layout, most=1_000_000)
        with pytest.raises(LimitError):
            write_arrays(file.file, [("x", many)], most=1_000_000)


@pytest.mark.parametrize(
    "layout",
    [
        None,
        [["x"]],
        [["x", -1, -1]],
        [["x", 10**9, -1]],
        [["x", 3, -1]],
        [["x", "zero", -1]],
        {"x": 1},
    ],
)
def test_a_layout_that_does_not_fit_the_file_is_refused(layout: Any) -> None:
    """It comes from a process that may have gone wrong in any way."""
    with SharedFile() as file:
        write_arrays(file.file, [("x", np.arange(3.0))])
        with pytest.raises(ContractError):
            read_arrays(mapped(file.file), layout)


@pytest.mark.parametrize(
    "array", [np.array([{}], dtype=object), np.zeros((2, 2)), np.array([1j]), np.array([b"x"])]
)
def test_only_rows_of_numbers_and_words_are_read(array: Any) -> None:
    """An array of objects would be code to run."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    with SharedFile() as shared:
        shared.file.write(file.getvalue())
        shared.file.flush()
        with pytest.raises(ContractError):
            read_arrays(mapped(shared.file), [["x", 0, -1]])


def test_every_built_in_says_the_same_of_itself_on_the_other_side() -> None:
    """Names, needs, columns, reasons and invariances."""
    known = Registry.of()
    for name in known.names():
        spec = known.evaluator(name, **NEEDED.get(name, {})).spec
        told = json.loads(json.dumps(spec_to(spec)))
        again = spec_from(told)
        assert json.loads(json.dumps(spec_to(again))) == told
        assert (again.needs, again.gives, again.scope) == (spec.needs, spec.gives, spec.scope)


@pytest.mark.parametrize(
    "told",
    [{}, {"name": "x"}, {"name": "X y", "version": "1", "needs": {}, "gives": []}],
)
def test_what_is_no_spec_is_refused(told: dict[str, Any]) -> None:
    """With what is wrong."""
    with pytest.raises(ContractError, match="no spec"):
        spec_from(told)


def test_a_ragged_answer_arrives_in_two_parts() -> None:
    """Its values and where each row's begin."""
    curve = Curve(np.arange(3.0), np.array([0, 1, 3]))
    sent = dict(answer_columns({"p": np.array([0.5, 1]), "line": curve}))
    values, offsets = answer_from(sent)["line"]
    assert values.tolist() == [0, 1, 2]
    assert offsets.tolist() == [0, 1, 3]
    assert answer_from(sent)["p"].tolist() == [0.5, 1]


@attrs.frozen
class Doing:
    """An evaluator that does what it is told."""

    what: str = ""

    @property
    def spec(self) -> Spec:
        return Spec("doing", "1", needs=Needs(points=0), gives=(Column("n", "int64"),))

    def evaluate(self, panel: Panel, /) -> Any:
        if self.what == "memory":
            raise MemoryError
        if self.what == "ends":
            raise GeneratorExit
        # Left for the parent to wait for, as one that forgot it would.
        if self.what == "child" and os.fork() == 0:
            os._exit(0)
        return {"n": panel.sizes if self.what != "wrong" else panel.y}


def _ask(what: str, **more: Any) -> dict[str, Any]:
    worker = Worker("somebodys", Limits(output=more.pop("output", 1 << 20)))
    offer = {"name": "doing", "path": f"{__name__}:Doing"}
    with SharedFile() as given, SharedFile() as taken:
        told = {
            "verb": "evaluate",
            "offer": offer,
            "params": {"what": what},
            "panel": given.path,
            "layout": write_arrays(given.file, panel_columns(PANEL)),
            "clock": "period",
            "answer": taken.path,
            **more,
        }
        reply = answer_to(worker, told)
        if "ok" in reply:
            arrays = read_arrays(mapped(taken.file), reply["ok"]["layout"])
            return {name: each.tolist() for name, each in arrays.items()}
        return dict(reply["error"])


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """This very module under its name, as an offer would find it."""
    import sys
    import types

    module = types.ModuleType(__name__)
    module.Doing = Doing  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, __name__, module)
    # The limits are for a process of its own, not for this one.
    monkeypatch.setattr("rusfelt.evaluation.isolation.worker.room_for", lambda *_: None)


def test_a_worker_answers_with_numbers_in_the_file_named_for_them(importable: None) -> None:
    """And with nothing but their layout in words."""
    assert _ask("") == {"n": [2, 0, 3]}


@pytest.mark.parametrize(
    ("what", "kind", "words"),
    [
        ("memory", "LimitError", "MemoryError"),
        ("ends", "EvaluationError", "raised GeneratorExit"),
        ("wrong", "ContractError", "has shape (5,), not (3,)"),
        pytest.param(
            "child", "CrashError", "left a process",
            marks=pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here"),
        ),
    ],
)  # fmt: skip
def test_a_worker_answers_whatever_happens(
    importable: None, what: str, kind: str, words: str
) -> None:
    """By the kind of error and a sentence."""
    told = _ask(what)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(-1, 0)
    assert told["kind"] == kind
    assert words in told["message"]


def test_an_answer_larger_than_the_limit_is_refused(importable: None) -> None:
    """Counted before a byte of it is written."""
    assert _ask("", output=10)["kind"] == "LimitError"


def test_an_unknown_evaluator_is_an_answer_too(importable: None) -> None:
    """Describing one tells its spec and its parameters."""
    worker = Worker("somebodys", Limits())
    offer = {"name": "doing", "path": f"{__name__}:Doing"}
    told = answer_to(worker, {"verb": "describe", "offer": offer, "params": {"what": "x"}})
    assert told["ok"]["params"] == [["what", "x"]]
    assert spec_from(told["ok"]["spec"]).name == "doing"
    offer["path"] = "no_such_module_anywhere:Doing"
    told = answer_to(worker, {"verb": "describe", "offer": offer, "params": {}})
    assert told["error"]["kind"] == "PluginError"
    assert Judge("doing", params={"what": "x"}).params == (("what", "x"),)


def test_a_file_in_memory_is_gone_when_closed() -> None:
    """Also where it has a name."""
    file = SharedFile()
    file.file.write(b"abc")
    file.file.flush()
    assert file.size == 3
    assert Path(file.path).read_bytes() == b"abc"
    file.close()
    assert not Path(file.path).exists()


def test_without_memory_files_a_temporary_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this user can read it, and it is removed."""
    monkeypatch.delattr(os, "memfd_create", raising=False)
    file = SharedFile()
    assert Path(file.path).stat().st_mode & 0o077 == 0
    file.close()
    assert not Path(file.path).exists()
