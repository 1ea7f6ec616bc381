"""Parts on several workers: nothing changes but the time, also when a worker dies."""

import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from programs import unmeasured
from registers import Deadly, end_helpers, spread, table

import rusfelt
from rusfelt import (
    Column,
    DomainError,
    EvaluationError,
    MissingExtraError,
    Parts,
    ReadError,
    Spec,
    UnfinishedError,
    UnknownNameError,
    WriteError,
)
from rusfelt.evaluation.at_scale.crew import room_of

ASKED = ["mann-kendall", "theil-sen"]


@pytest.fixture(scope="module", autouse=True)
def _helpers():
    yield
    end_helpers()


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """Ninety people in six files; one of them has a score that no one else has."""
    folder = tmp_path_factory.mktemp("register")
    rows = table(90, missing=0)
    score = rows["score"].to_numpy().copy()
    score[0] = 1000.0
    spread(rows.set_column(2, "score", pa.array(score)), folder, files=6)
    return Parts.of(folder, unit="person", t="date", y="score")


@pytest.fixture(scope="module")
def expected(register):
    """What this process says."""
    return [each.digest() for each in rusfelt.evaluate(register, ASKED)]


def test_threads(register, expected):
    """Any executor of the standard library."""
    with ThreadPoolExecutor(3) as executor:
        found = rusfelt.evaluate(register, ASKED, executor=executor)
    assert [each.digest() for each in found] == expected


def test_processes_of_our_own_and_of_somebody(register, expected):
    """How many there are, and whose, changes nothing."""
    found = rusfelt.evaluate(register, ASKED, workers=2)
    assert [each.digest() for each in found] == expected
    with ProcessPoolExecutor(1) as executor:
        found = rusfelt.evaluate(register, ASKED, executor=executor)
        assert [each.digest() for each in found] == expected
        panels = [panel for part in register for _, panel in _panels(part)]
        found = rusfelt.evaluate(iter(panels), ASKED, executor=executor)
        assert [each.digest() for each in found] == expected


def _panels(part):
    return rusfelt.evaluation.parts.panels_of(part)


def test_a_worker_killed_in_the_middle_changes_nothing_but_the_time(register, tmp_path):
    """New processes get what was lost, and the answer is the same."""
    quiet = Deadly(str(tmp_path), deaths=0)
    found = rusfelt.evaluate(register, Deadly(str(tmp_path), deaths=1), workers=2)
    assert (tmp_path / "death-0").exists()
    assert found["last"].tolist() == rusfelt.evaluate(register, quiet)["last"].tolist()


def test_a_part_that_kills_every_worker_is_named(register, tmp_path):
    """It gets three tries, the last of them alone; the others are finished, or among what is left."""
    heard = []
    with pytest.raises(UnfinishedError, match="3 times") as told:
        rusfelt.evaluate(
            register, Deadly(str(tmp_path), deaths=99), workers=2, progress=heard.append
        )
    assert len(list(tmp_path.iterdir())) == 3
    assert register.files[0] in told.value.left
    done = heard[-1].parts_done if heard else 0
    assert len(told.value.left) + done == 6


def test_somebody_elses_broken_pool_is_told_of(register, tmp_path):
    """We do not start processes in it; the parts that are left are named, and resumed later."""
    asked = Deadly(str(tmp_path), deaths=1)
    into = tmp_path / "answers"
    with (
        ProcessPoolExecutor(1) as executor,
        pytest.raises(UnfinishedError, match="executor lost workers") as told,
    ):
        rusfelt.evaluate(register, asked, executor=executor, into=into, in_flight=1)
    assert set(told.value.left) == set(register.files)
    found = rusfelt.evaluate(register, asked, into=into, resume=True)
    assert found.rows == 90


class Counted(Executor):
    """Counts how many futures are under way, and never does one before it must."""

    def __init__(self):
        self.waiting = []
        self.most = 0

    def submit(self, fn, /, *args):
        future = Future()
        self.waiting.append((future, fn, args))
        self.most = max(self.most, len(self.waiting))
        threading.Timer(0.01, self.one).start()
        return future

    def one(self):
        future, fn, args = self.waiting.pop(0)
        future.set_result(fn(*args))


def test_parts_are_taken_as_there_is_room(register):
    """An endless row of panels would not fill the memory."""
    taken = []

    def panels():
        for part in register:
            for _, panel in _panels(part):
                taken.append(len(taken) - done)
                yield panel

    done = 0

    def count(progress):
        nonlocal done
        done = progress.parts_done

    executor = Counted()
    rusfelt.evaluate(panels(), ASKED, executor=executor, in_flight=2, progress=count)
    assert executor.most <= 2
    assert max(taken) <= 2


def test_the_room_is_two_for_each_worker():
    """Where an executor says how many it is; a cluster that grows gets some more."""

    class Client:
        def nthreads(self):
            return {"a": 20, "b": 4}

    class Dask:
        _client = Client()

    with ThreadPoolExecutor(3) as three:
        assert room_of(three, None) == 6
    assert room_of(None, 4) == 8
    assert room_of(Counted(), None) == 16
    assert room_of(Dask(), None) == 48


class Raises:
    """Fails on one series."""

    spec = Spec("raises", "1", gives=(Column("a"),))

    def evaluate(self, panel, /):
        if (panel.y == 1000).any():
            raise UnknownNameError("thing", "x", ["y"])
        return {"a": panel.y[panel.offsets[:-1]]}


def test_what_an_evaluator_raises_arrives_as_it_was(register):
    """From another thread or process: type, text and all."""
    with ThreadPoolExecutor(2) as executor, pytest.raises(UnknownNameError, match="thing"):
        rusfelt.evaluate(register, Raises(), executor=executor)
    with pytest.raises(DomainError, match="Leave one out"), ThreadPoolExecutor(1) as executor:
        rusfelt.evaluate(register, "theil-sen", executor=executor, workers=2)


ERRORS = [
    UnknownNameError("thing", "x", ["y"]),
    MissingExtraError("duckdb", "duckdb"),
    ReadError("It is.", path="a", line=3, column="c"),
    WriteError("It is.", path="a"),
    EvaluationError("It raised.", raised="ValueError"),
    UnfinishedError("They are gone", left=["a", "b"]),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda each: type(each).__name__)
def test_every_error_goes_to_another_process(error):
    """Else a worker's error would break the pool it came from."""
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_left_parts_are_named_up_to_a_bearable_number():
    """Twenty names, and how many more."""
    said = str(UnfinishedError("They are gone", left=[f"part {n}" for n in range(25)]))
    assert said.startswith("They are gone. 25 part(s) are left: part 0, ")
    assert said.endswith("part 19 and 5 more.")


class BrokenAtOnce(Executor):
    """Takes nothing."""

    def submit(self, *_):
        raise BrokenProcessPool


class Cancels(Executor):
    """Gives up on everything."""

    def submit(self, *_):
        future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


@pytest.mark.parametrize("executor", [BrokenAtOnce(), Cancels()])
def test_an_executor_that_does_nothing(register, executor):
    """Every part is named as left."""
    with pytest.raises(UnfinishedError) as told:
        rusfelt.evaluate(register, ASKED, executor=executor)
    assert set(told.value.left) == set(register.files)


_SCRIPT = """
import sys
from registers import Slow
import rusfelt

if __name__ == "__main__":
    folder, marks, into = sys.argv[1:]
    parts = rusfelt.Parts.of(folder, unit="person", t="date", y="score")
    rusfelt.evaluate(parts, Slow(marks, 1.0), workers=2, into=into)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_workers_go_when_the_process_that_wanted_them_goes(register, tmp_path, how):
    """Stopped or killed: no process is left behind, and what is finished stays whole."""
    marks, script = tmp_path / "marks", tmp_path / "script.py"
    marks.mkdir()
    script.write_text(_SCRIPT, "utf-8")
    folder = str(Path(register.files[0]).parent)
    command = [sys.executable, str(script), folder, str(marks), str(tmp_path / "answers")]
    environment = unmeasured() | {"PYTHONPATH": ":".join(sys.path)}
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment) as process:
        _wait(lambda: len(list(marks.iterdir())) >= 2)
        workers = {int(each.name.rpartition("-")[2]) for each in marks.iterdir()}
        process.send_signal(how)
        process.wait(30)
    _wait(lambda: not any(_lives(each) for each in workers))


def _lives(process):
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return False
    return "\nState:\tZ" not in status


def _wait(until, seconds=30):
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_answers_do_not_depend_on_who_is_first(register, expected):
    """Parts that are done in the opposite order."""

    class Backwards(Executor):
        def __init__(self):
            self.left = []

        def submit(self, fn, /, *args):
            future = Future()
            self.left.append((future, fn, args))
            if len(self.left) == 6:
                threading.Thread(target=self.all).start()
            return future

        def all(self):
            for future, fn, args in self.left[::-1]:
                future.set_result(fn(*args))
                time.sleep(0.01)

    found = rusfelt.evaluate(register, ASKED, executor=Backwards(), in_flight=6)
    assert [each.digest() for each in found] == expected
    assert found[0]["unit"].tolist() == sorted(found[0]["unit"].tolist())
    assert np.isfinite(found[0]["p"][found[0].status == "ok"]).all()
