"""Both ends of a plugin's process, looked at in this one: requests, replies and ends."""

from __future__ import annotations

import io
import json
import os
import queue
import signal
import subprocess
import sys
import time
import types
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import attrs
import pytest

from rusfelt import Column, Needs, Panel, Spec
from rusfelt.errors import (
    ContractError,
    CrashError,
    DeadlineError,
    LimitError,
    RusfeltError,
)
from rusfelt.evaluation.isolation import process, worker
from rusfelt.evaluation.isolation.limits import Limits
from rusfelt.evaluation.isolation.process import PluginProcess
from rusfelt.evaluation.isolation.worker import Worker, answer_to
from rusfelt.plugin import Offer, hookimpl

OFFER: dict[str, Any] = {"name": "acting", "path": "somebodys_actor:Acting"}


@attrs.frozen
class Acting:
    """An evaluator that behaves as it is told."""

    what: str = ""

    @property
    def spec(self) -> Spec:
        if self.what == "speechless":
            msg = "no words"
            raise LookupError(msg)
        return Spec("acting", "1", needs=Needs(points=0), gives=(Column("n", "int64"),))

    def evaluate(self, panel: Panel, /) -> Any:
        if self.what == "raises":
            msg = "boom"
            raise ArithmeticError(msg)
        return {"n": panel.sizes}


class Later:
    """Says what it is when it is made, and nothing any more when asked again."""

    def __init__(self) -> None:
        self._said = False

    @property
    def spec(self) -> Spec:
        if self._said:
            msg = "no words left"
            raise LookupError(msg)
        self._said = True
        return Spec("later", "1")

    def evaluate(self, panel: Panel, /) -> Any:
        return {"rows": len(panel)}


class Point:
    """An entry point of a distribution that is not installed."""

    def __init__(self, distribution: str, load: Callable[[], Any]) -> None:
        self.name = f"{distribution}-plugin"
        self.dist = types.SimpleNamespace(name=distribution, version="0.1")
        self.load = load


def _plugin(*offers: Any) -> types.ModuleType:
    def rusfelt_evaluators() -> Any:
        return offers

    made = types.ModuleType("somebodys_plugin")
    made.rusfelt_evaluators = hookimpl(rusfelt_evaluators)  # type: ignore[attr-defined]
    return made


def _missing() -> Any:
    msg = "no numpy 9"
    raise ImportError(msg)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two distributions, one of which cannot be imported; their evaluators in a module."""
    module = types.ModuleType("somebodys_actor")
    module.Acting = Acting  # type: ignore[attr-defined]
    module.Later = Later  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "somebodys_actor", module)
    monkeypatch.delenv("RUSFELT_PLUGINS", raising=False)
    points = [
        Point("actors", lambda: _plugin(Offer(**OFFER), "no offer")),
        Point("lost", _missing),
    ]
    discovery = import_module("rusfelt.plugin.discovery")
    monkeypatch.setattr(discovery, "entry_points", lambda group: points)  # noqa: ARG005
    # Limits, and children nobody has waited for, are a process's of its own and not this one's.
    monkeypatch.setattr(worker, "room_for", lambda *_: None)
    monkeypatch.setattr(worker, "_no_company", lambda: None)


def test_a_worker_tells_what_its_own_distribution_offers(installed: None) -> None:
    """As plain values, with what cannot be taken in; nothing of anybody else's is imported."""
    told = answer_to(Worker("actors", Limits()), {"verb": "discover"})["ok"]
    (entry,) = told["entries"]
    assert (entry["kind"], entry["distribution"], entry["version"]) == (
        "evaluator",
        "actors",
        "0.1",
    )
    assert entry["offer"]["path"] == OFFER["path"]
    assert [each["reason"] for each in told["skipped"]] == [
        "evaluator: str was offered instead of an Offer."
    ]
    told = answer_to(Worker("lost", Limits()), {"verb": "discover"})["ok"]
    assert told["entries"] == []
    assert told["skipped"][0]["reason"] == "ImportError: no numpy 9"


def test_an_evaluator_is_made_once_for_all_requests(installed: None) -> None:
    """And one that has no spec when it is asked for has raised, like one that fails to answer."""
    asked = {
        "verb": "describe",
        "offer": {"name": "later", "path": "somebodys_actor:Later"},
        "params": {},
    }
    told = answer_to(Worker("actors", Limits()), asked)["error"]
    assert told == {
        "kind": "EvaluationError",
        "message": "The evaluator raised LookupError: no words left.",
        "raised": "LookupError",
    }


@pytest.mark.parametrize(
    ("raised", "kind", "words"),
    [
        (MemoryError("4 GiB"), "LimitError", "It ran out of memory: 4 GiB"),
        (LimitError("too much"), "LimitError", "too much"),
        (TypeError("a set"), "ContractError", "not plain values: TypeError: a set."),
        (SystemExit(3), "EvaluationError", "The plugin raised SystemExit: 3."),
        (KeyboardInterrupt(), "EvaluationError", "The plugin raised KeyboardInterrupt."),
    ],
)
def test_whatever_goes_wrong_is_a_reply(raised: BaseException, kind: str, words: str) -> None:
    """By its kind; the process lives on to be asked again."""

    def fails(_: Mapping[str, Any]) -> Any:
        raise raised

    failing: Any = types.SimpleNamespace(discover=fails)
    told = answer_to(failing, {"verb": "discover"})["error"]
    assert told["kind"] == kind
    assert words in told["message"]


def test_what_json_does_not_know_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but plain values goes over."""
    monkeypatch.setattr(worker, "_no_company", lambda: None)
    strange: Any = types.SimpleNamespace(describe=lambda _: {"params": {1, 2}})
    assert answer_to(strange, {"verb": "describe"})["error"]["kind"] == "ContractError"


def test_a_worker_serves_until_it_is_closed_and_a_copy_of_it_says_nothing(
    monkeypatch: pytest.MonkeyPatch, installed: None
) -> None:
    """What a plugin forked and let come back would otherwise answer the same request again."""
    request = {"verb": "describe", "offer": OFFER, "params": {"what": "x"}}
    lines = b"".join(json.dumps({**request, "number": each}).encode() + b"\n" for each in (7, 8))
    said, moved, ended = io.BytesIO(), [], []
    pids = iter([1, 1, 2])

    def leave(code: int) -> None:
        # First what listens, at the end of the requests; then the copy.
        ended.append(code)
        if len(ended) == 2:
            raise SystemExit(code)

    def at_once(target: Callable[..., None], args: Any, daemon: bool) -> Any:
        assert daemon
        return types.SimpleNamespace(start=lambda: target(*args))

    system = types.SimpleNamespace(
        getpid=lambda: next(pids),
        dup=lambda descriptor: 100 + descriptor,
        dup2=lambda given, own: moved.append((given, own)),
        fdopen=lambda descriptor, _: {100: io.BytesIO(lines), 101: said}[descriptor],
        open=lambda path, _: {"/printed": 11, os.devnull: 12}[path],
        devnull=os.devnull,
        O_WRONLY=0,
        O_APPEND=0,
        O_RDONLY=0,
        _exit=leave,
    )
    held: list[object] = []
    monkeypatch.setattr(worker, "os", system)
    # Not in a thread: one that went on after the test would end this very process.
    monkeypatch.setattr(worker, "threading", types.SimpleNamespace(Thread=at_once))
    monkeypatch.setattr(worker, "apply_limits", held.append)
    monkeypatch.setattr(worker, "room_for", lambda *given: held.append(given))
    monkeypatch.setattr(worker, "adopt_orphans", lambda: held.append("orphans"))
    told = {"distribution": "actors", "printed": "/printed", "limits": {"memory": 5, "output": 6}}
    with pytest.raises(SystemExit):
        worker.main(told)
    (reply,) = said.getvalue().splitlines()
    assert json.loads(reply)["number"] == 7
    assert json.loads(reply)["ok"]["params"] == [["what", "x"]]
    # What a plugin prints goes to the file, and what it would read is empty.
    assert moved == [(12, 0), (11, 1), (11, 2)]
    assert held == [Limits(5, 6), "orphans", (Limits(5, 6), 0)]
    assert ended == [0, 0]


class Silent:
    """A process that has been started and says what it is told to."""

    pid = -1

    def __init__(self, code: int | None = None, *, broken: bool = False) -> None:
        self._code = code
        self._broken = broken
        self.stdin = self
        self.written = b""

    def poll(self) -> None:
        return None

    def wait(self, seconds: float | None = None) -> int | None:
        if seconds is not None and self._code is None:
            raise subprocess.TimeoutExpired("it", seconds)
        return self._code

    def kill(self) -> None:
        self._code = self._code or -9

    def write(self, line: bytes) -> None:
        if self._broken:
            raise BrokenPipeError
        self.written += line

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ask a process that gives these lines; nothing is started and nothing is killed."""
    monkeypatch.setattr(os, "killpg", lambda *_: None, raising=False)

    def ask(*lines: bytes, silent: Silent | None = None, output: int = 1000) -> Any:
        asked = PluginProcess("actors", Limits(output=output), "mark")
        stand_in: Any = silent or Silent()
        asked._process = stand_in
        for line in lines:
            asked._replies.put(line)
        try:
            return asked.ask("discover", time.monotonic() + 5)
        finally:
            asked.close()

    return ask


def test_a_reply_to_the_request_is_taken(asking: Any) -> None:
    """With its number; the request goes over as one line."""
    silent = Silent()
    assert asking(b'{"number": 1, "ok": {"entries": []}}\n', silent=silent) == {"entries": []}
    assert json.loads(silent.written) == {"verb": "discover", "number": 1}
    assert silent.written.endswith(b"\n")


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        (b'{"number": 2, "ok": {}}\n', CrashError, "wrote into what only rusfelt writes to"),
        (b"[1]\n", CrashError, "wrote into"),
        (b"hello\n", CrashError, "wrote into"),
        (b"\xff\n", CrashError, "wrote into"),
        (b"x" * 10, LimitError, "answered with more than 16 MiB of text"),
        (b"", CrashError, r"ended without an answer \(it closed its end\)"),
        (b'{"number": 1}\n', ContractError, "neither a result nor an error"),
        (
            b'{"number": 1, "error": {"kind": "CrashError", "message": "left one"}}\n',
            CrashError,
            "left one",
        ),
    ],
)
def test_a_reply_that_is_none_is_an_error_of_the_plugin(
    asking: Any, line: bytes, kind: type[RusfeltError], words: str
) -> None:
    """Another number, no object, no JSON, no text, too much, nothing, or what makes no sense."""
    with pytest.raises(kind, match=words):
        asking(line)


def test_a_process_that_takes_no_request_has_ended(asking: Any) -> None:
    """With how it ended."""
    with pytest.raises(CrashError, match="exit code 3"):
        asking(silent=Silent(3, broken=True))
    with pytest.raises(CrashError, match="SIGSEGV"):
        asking(silent=Silent(-signal.SIGSEGV, broken=True))


def test_a_process_that_ends_in_silence_is_looked_at_once_more(asking: Any) -> None:
    """Its last words could still have been on their way."""

    class Gone(Silent):
        asked = 0

        def poll(self) -> Any:
            # It lives when it is asked, and has gone at the next look.
            self.asked += 1
            return None if self.asked == 1 else 4

    with pytest.raises(CrashError, match="exit code 4"):
        asking(silent=Gone(4))


def test_a_process_that_is_silent_is_not_waited_for_longer_than_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All plugins share the deadline."""
    monkeypatch.setattr(os, "killpg", lambda *_: None, raising=False)
    asked = PluginProcess("actors", Limits(), "mark")
    stand_in: Any = Silent()
    asked._process = stand_in
    with pytest.raises(DeadlineError):
        asked.ask("discover", time.monotonic())
    assert asked._process is None
    asked.close()


def test_a_process_that_prints_too_much_is_ended(
    monkeypatch: pytest.MonkeyPatch, asking: Any
) -> None:
    """Also when it has answered."""
    monkeypatch.setattr(PluginProcess, "printed", 1 << 21)
    with pytest.raises(LimitError, match="It printed more than 2 MiB"):
        asking(b'{"number": 1, "ok": {}}\n', output=1 << 21)


def test_a_process_that_hangs_lets_the_others_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, and where the system knows of an order."""
    moved: list[int] = []
    monkeypatch.setattr(os, "killpg", lambda *_: None, raising=False)
    monkeypatch.setattr(process, "_PATIENCE", 0.0)
    monkeypatch.setattr(process, "_step_back", moved.append)
    asked = PluginProcess("actors", Limits(), "mark")
    stand_in: Any = Silent()
    asked._process = stand_in
    with pytest.raises(DeadlineError):
        asked.ask("discover", time.monotonic() + 0.1)
    asked.close()
    assert moved == [Silent.pid]


def test_a_process_that_has_been_closed_is_not_started_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The run is ending, and what it started would go on after it."""
    started: list[object] = []
    monkeypatch.setattr(subprocess, "Popen", lambda *each, **_: started.append(each))
    asked = PluginProcess("actors", Limits(), "mark")
    asked.close()
    with pytest.raises(CrashError, match="the run is ending"):
        asked.ask("discover", time.monotonic() + 5)
    assert started == []


def test_every_line_is_handed_on_and_then_the_end() -> None:
    """A stream that breaks off has ended as well."""
    replies: queue.Queue[bytes] = queue.Queue()
    process._read(io.BytesIO(b"one\ntwo"), replies)
    assert [replies.get_nowait() for _ in range(3)] == [b"one\n", b"two", b""]
    closed = io.BytesIO(b"one")
    closed.close()
    process._read(closed, replies)
    assert replies.get_nowait() == b""
