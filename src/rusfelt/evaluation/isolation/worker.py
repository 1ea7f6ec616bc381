"""What runs in a plugin's own process: it finds, makes and asks that plugin's evaluators.

It reads one JSON line a request and answers each with one. Whatever the plugin prints goes to a
file of its own. Nothing here is trusted on the other side, where every answer is checked again.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Mapping
from typing import Any, BinaryIO

import attrs

from rusfelt.domain import Judge
from rusfelt.errors import (
    ContractError,
    CrashError,
    EvaluationError,
    LimitError,
    RusfeltError,
    said_by,
)
from rusfelt.evaluation.engine import call, parameters_of
from rusfelt.evaluation.isolation.leftovers import adopt_orphans
from rusfelt.evaluation.isolation.limits import Limits, apply_limits, room_for
from rusfelt.evaluation.isolation.shared import mapped
from rusfelt.evaluation.isolation.wire import (
    answer_columns,
    panel_from,
    read_arrays,
    spec_to,
    write_arrays,
)
from rusfelt.evaluator import Evaluator
from rusfelt.plugin import Entry, Offer
from rusfelt.plugin.discovery import look_into, plugin_points
from rusfelt.plugin.registry import make_evaluator

__all__ = ["main"]


class Worker:
    """One plugin's evaluators, and the verbs the other side may use.

    Args:
        distribution: whose offers these are.
        limits: what the process may take.
    """

    def __init__(self, distribution: str, limits: Limits) -> None:
        self._distribution = distribution
        self._limits = limits
        self._made: dict[Judge, Evaluator] = {}

    def discover(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """What the distribution offers, and what of it cannot be taken in."""
        points = [each for each in plugin_points() if each.distribution == self._distribution]
        found = [look_into(each) for each in points]
        return {
            "entries": [
                {**attrs.asdict(each, recurse=False), "offer": attrs.asdict(each.offer)}
                for one in found
                for each in one.entries
            ],
            "skipped": [attrs.asdict(each) for one in found for each in one.skipped],
        }

    def describe(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The spec of an evaluator and the parameters it was made with."""
        evaluator = self._evaluator(told)
        try:
            spec = evaluator.spec
        except Exception as error:
            msg = f"The evaluator raised {said_by(error)}."
            raise EvaluationError(msg, raised=type(error).__name__) from error
        return {
            "spec": spec_to(spec),
            "params": [list(each) for each in parameters_of(evaluator)],
        }

    def evaluate(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """An evaluator's answer to a panel, in the file named for it."""
        evaluator = self._evaluator(told)
        with open(told["panel"], "rb") as given:  # noqa: PTH123 - a path of no file on a disk
            memory = mapped(given)
        room_for(self._limits, len(memory))
        panel = panel_from(read_arrays(memory, told["layout"]), told["clock"])
        answer = call(evaluator, panel)
        with open(told["answer"], "r+b") as file:  # noqa: PTH123 - likewise
            return {"layout": write_arrays(file, answer_columns(answer), most=self._limits.output)}

    def _evaluator(self, told: Mapping[str, Any]) -> Evaluator:
        judge = Judge(told["offer"]["name"], params=told["params"])
        if judge not in self._made:
            offer = Offer(**told["offer"])
            entry = Entry("evaluator", offer, self._distribution, "")
            self._made[judge] = make_evaluator(entry, dict(judge.params))
        return self._made[judge]


def answer_to(worker: Worker, told: Mapping[str, Any]) -> dict[str, Any]:
    """The reply to one request; whatever goes wrong is a reply as well."""
    try:
        reply = {"ok": getattr(worker, told["verb"])(told)}
        _no_company()
        # A spec or a parameter may hold what JSON does not know.
        json.dumps(reply)
    except MemoryError as error:
        return _failure(LimitError(f"It ran out of memory: {error}"))
    except EvaluationError as error:
        if isinstance(error.__cause__, MemoryError):
            return _failure(LimitError(str(error)))
        return _failure(error)
    except RusfeltError as error:
        return _failure(error)
    except (TypeError, ValueError) as error:
        return _failure(ContractError(f"What it says is not plain values: {said_by(error)}."))
    except BaseException as error:  # noqa: BLE001 - a plugin may fail in any way it likes
        msg = f"The plugin raised {said_by(error)}."
        return _failure(EvaluationError(msg, raised=type(error).__name__))
    return reply


def _failure(error: RusfeltError) -> dict[str, Any]:
    raised = getattr(error, "raised", "")
    return {"error": {"kind": type(error).__name__, "message": str(error), "raised": raised}}


def _no_company() -> None:
    """Refuse an answer that left processes behind, which could go on after the run has ended."""
    if not hasattr(os, "waitpid"):
        return
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return
    msg = "It left a process of its own behind. Wait for every process that is started."
    raise CrashError(msg)


def main(told: Mapping[str, Any]) -> None:
    """Serve requests until the other side closes.

    Args:
        told: the distribution, the limits and the file for what is printed.
    """
    process = os.getpid()
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    printed = os.open(told["printed"], os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for own, given in ((0, nothing), (1, printed), (2, printed)):
        os.dup2(given, own)
    limits = Limits(**told["limits"])
    apply_limits(limits)
    adopt_orphans()
    room_for(limits, 0)
    worker = Worker(told["distribution"], limits)
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, waiting), daemon=True).start()
    while True:
        request = json.loads(waiting.get())
        reply = answer_to(worker, request)
        if os.getpid() != process:
            os._exit(0)
        replies.write(json.dumps({**reply, "number": request["number"]}).encode() + b"\n")
        replies.flush()


def _listen(requests: BinaryIO, waiting: queue.SimpleQueue[bytes]) -> None:
    # In a thread, so that the process also ends with the other side while a plugin computes.
    for line in requests:
        waiting.put(line)
    os._exit(0)


if __name__ == "__main__":
    sys.exit("This is started by rusfelt itself.")
