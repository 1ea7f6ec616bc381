"""One plugin's own process, seen from this side: start it, ask it, end it."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from typing import IO, Any

import attrs

from rusfelt import errors
from rusfelt.errors import ContractError, CrashError, DeadlineError, EvaluationError, LimitError
from rusfelt.evaluation.isolation.leftovers import MARK
from rusfelt.evaluation.isolation.limits import Limits
from rusfelt.evaluation.isolation.shared import SharedFile

__all__ = ["PluginProcess"]

_START = (
    "import json, sys; told = json.loads(sys.argv[1]); sys.path[:] = told['path']; "
    "from rusfelt.evaluation.isolation.worker import main; main(told)"
)
# A reply is names and sizes; the numbers themselves come another way.
_LONGEST_REPLY = 1 << 24
# Replies that wait to be read; a plugin that talks on is not listened to.
_WAITING = 2
# How often a silent process is looked at, and when it has had its turn before the others.
_LOOK = 0.02
_PATIENCE = 2.0
_NICE = 15
_TYPES = {
    each.__name__: each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, errors.RusfeltError)
}


class PluginProcess:
    """A process in which one distribution's plugins are found and asked.

    Args:
        distribution: whose.
        limits: what it may take.
        mark: in the environment of whatever it starts.
    """

    def __init__(self, distribution: str, limits: Limits, mark: str) -> None:
        self.distribution = distribution
        self.limits = limits
        self._mark = mark
        self._closed = False
        self._printed = SharedFile()
        self._process: subprocess.Popen[bytes] | None = None
        self._replies: queue.Queue[bytes] = queue.Queue(_WAITING)
        self._number = 0

    @property
    def printed(self) -> int:
        """Bytes the plugin has printed so far."""
        return self._printed.size

    def ask(self, verb: str, until: float, /, **told: Any) -> dict[str, Any]:
        """The answer to one request.

        Args:
            verb: what is asked.
            until: on the monotonic clock, when there is no more time.
            told: what goes with it.

        Raises:
            DeadlineError, CrashError, LimitError: it gave no answer; the next request starts the
                plugin anew.
            RusfeltError: what it answered instead.
        """
        if self._process is None or self._process.poll() is not None:
            self._start()
        assert self._process is not None  # noqa: S101 - for the type alone
        assert self._process.stdin is not None  # noqa: S101 - likewise
        self._number += 1
        line = json.dumps({"verb": verb, "number": self._number, **told}).encode() + b"\n"
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
            reply = _reply(self._line(self._process, until), self._number)
        except (BrokenPipeError, ConnectionResetError):
            raise self._crashed() from None
        except (ValueError, RecursionError):
            self.end()
            msg = "It wrote into what only rusfelt writes to."
            raise CrashError(msg) from None
        except errors.WorkerError:
            self.end()
            raise
        if self.printed >= self.limits.output:
            self.end()
            msg = f"It printed more than {self.limits.output / 2**20:,.0f} MiB."
            raise LimitError(msg)
        if "ok" in reply:
            return dict(reply["ok"])
        error = _error_of(reply.get("error"))
        if isinstance(error, errors.WorkerError):
            # Short of memory, or with processes of its own: the next question gets a fresh start.
            self.end()
        raise error

    def end(self) -> None:
        """End the process and whatever it has started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            process.kill()
        process.wait()
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        # Whoever reads its replies closes them too: closing what another thread waits for would
        # wait as long as anyone it has started holds the other end. Room is made for the last.
        with contextlib.suppress(queue.Empty):
            while True:
                self._replies.get_nowait()

    def close(self) -> None:
        """End the process for good."""
        self._closed = True
        self.end()
        self._printed.close()

    def _start(self) -> None:
        self.end()
        if self._closed:
            msg = "It was not asked: the run is ending."
            raise CrashError(msg)
        told = {
            "path": [each for each in sys.path if isinstance(each, str)],
            "distribution": self.distribution,
            "limits": attrs.asdict(self.limits),
            "printed": self._printed.path,
        }
        # A new session, so that a Ctrl-C here is not one there and all it starts can be ended.
        self._process = subprocess.Popen(  # noqa: S603 - this very Python
            [sys.executable, "-P", "-c", _START, json.dumps(told)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            # What hangs on the order of a set would differ from run to run.
            env={**os.environ, "PYTHONHASHSEED": "0", MARK: self._mark},
        )
        self._replies = queue.Queue(_WAITING)
        threading.Thread(
            target=_read, args=(self._process.stdout, self._replies), daemon=True
        ).start()

    def _line(self, process: subprocess.Popen[bytes], until: float) -> bytes:
        began, stepped_back, ended = time.monotonic(), False, False
        while True:
            now = time.monotonic()
            try:
                line = self._replies.get(timeout=max(min(_LOOK, until - now), 0.001))
            except queue.Empty:
                # One more look after its end: the last words may still have been on their way.
                if ended:
                    raise self._crashed() from None
                ended = process.poll() is not None
                if now >= until:
                    msg = "It gave no answer before the deadline all plugins share."
                    raise DeadlineError(msg) from None
                if not stepped_back and now - began > _PATIENCE:
                    _step_back(process.pid)
                    stepped_back = True
                continue
            if not line:
                raise self._crashed()
            if not line.endswith(b"\n"):
                msg = f"It answered with more than {_LONGEST_REPLY / 2**20:.0f} MiB of text."
                raise LimitError(msg)
            return line

    def _crashed(self) -> CrashError:
        process = self._process
        code = None
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = process.wait(0.5)
        self.end()
        return CrashError(f"Its process ended without an answer ({_how(code)}).")


def _read(stream: IO[bytes], replies: queue.Queue[bytes]) -> None:
    with contextlib.suppress(OSError, ValueError), stream:
        while line := stream.readline(_LONGEST_REPLY):
            replies.put(line)
    replies.put(b"")


def _reply(line: bytes, number: int) -> dict[str, Any]:
    reply = json.loads(line)
    if not isinstance(reply, dict) or reply.get("number") != number:
        raise ValueError(number)
    return reply


def _step_back(process: int) -> None:
    """Let the others go first: what hangs in a loop takes no time from what computes."""
    with contextlib.suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, process, _NICE)


def _how(code: int | None) -> str:
    if code is None:
        return "it closed its end"
    if code >= 0:
        return f"exit code {code}"
    with contextlib.suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"


def _error_of(told: object) -> errors.RusfeltError:
    """The error a plugin's process told of, as its own type where there is one."""
    if not isinstance(told, Mapping):
        return ContractError("Its answer is neither a result nor an error.")
    kind, message = str(told.get("kind")), str(told.get("message"))
    if kind == "EvaluationError":
        return EvaluationError(message, raised=str(told.get("raised")))
    made = _TYPES.get(kind)
    if made is None or not issubclass(made, errors.PluginError):
        return EvaluationError(f"{kind}: {message}", raised=kind)
    return made(message)
