"""Whoever does the work: this process, processes of our own, or somebody's executor."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from typing import Any, TypeVar

import attrs

from rusfelt.errors import UnfinishedError
from rusfelt.evaluation.parts import Part

__all__ = ["carried_out", "room_of"]

_Done = TypeVar("_Done")
# How often a part may be lost with its worker before it is taken to be what kills them.
_TRIES = 3
# For executors that do not say how many they are.
_ROOM = 16


def room_of(executor: Executor | None, workers: int | None) -> int:
    """How many parts may be under way at once: two for each worker, so that none waits for us."""
    count = workers or getattr(executor, "_max_workers", None)
    client = getattr(executor, "_client", None)
    if client is not None and hasattr(client, "nthreads"):
        # A cluster that is still growing has few workers now and more soon.
        count = max(sum(client.nthreads().values()), _ROOM)
    return 2 * count if isinstance(count, int) and count > 0 else _ROOM


@attrs.define(eq=False)
class _Try:
    part: Part
    lost: int = 0


def carried_out(
    work: Callable[[Part], _Done],
    parts: Iterable[Part],
    *,
    executor: Executor | None,
    workers: int | None,
    room: int,
) -> Generator[_Done, None, None]:
    """What comes of each part, in the order in which they are done.

    A worker that dies takes the parts it had in hand with it. Where the processes are our own, new
    ones are started and get the lost parts again: together at first, then one at a time, so that a
    part that kills its worker is found out. What somebody else's executor cannot do again is named.

    Args:
        work: what is done with a part; sent to workers, so it can be pickled.
        parts: taken one by one, as there is room.
        executor: somebody's; unsaid, ``workers`` processes of our own.
        workers: how many.
        room: how many parts may be under way at once.

    Raises:
        UnfinishedError: workers were lost for good; the parts that are left are named.
    """
    waiting, lost = iter(parts), deque[_Try]()
    if executor is not None:
        yield from _round(executor, work, waiting, lost, room)
        if lost:
            msg = "The executor lost workers, and parts with them"
            raise _unfinished(msg, lost, waiting)
        return
    while True:
        pool = ProcessPoolExecutor(workers, mp_context=_context(), initializer=_leave_with_parent)
        try:
            yield from _round(pool, work, waiting, lost, room)
        except BaseException:
            _stop(pool)
            raise
        pool.shutdown(wait=not lost, cancel_futures=True)
        if not lost:
            return
        if max(each.lost for each in lost) >= _TRIES:
            msg = (
                f"A worker process ended {_TRIES} times without an answer, perhaps for want of "
                "memory. In a script, the call must stand under if __name__ == '__main__'"
            )
            raise _unfinished(msg, lost, waiting)


def _round(
    pool: Executor,
    work: Callable[[Part], _Done],
    waiting: Iterator[Part],
    lost: deque[_Try],
    room: int,
) -> Iterator[_Done]:
    """Work until nothing is left, or the pool is broken and what it lost stands in ``lost``."""
    again, flying = deque(sorted(lost, key=lambda each: each.lost)), dict[Future[_Done], _Try]()
    lost.clear()
    broken = False
    try:
        while True:
            alone = any(each.lost > 1 for each in again)
            while not broken and len(flying) < (1 if alone else room):
                each = _next(again, waiting, alone=alone)
                if each is None:
                    break
                try:
                    flying[pool.submit(work, each.part)] = each
                except BrokenExecutor:
                    broken = True
                    lost.append(each)
            if not flying:
                break
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                each = flying.pop(future)
                error = _error(future)
                if error is None:
                    yield future.result()
                elif _is_loss(error):
                    broken = True
                    each.lost += 1
                    lost.append(each)
                else:
                    raise error
        lost.extend(again)
    finally:
        for future in flying:
            future.cancel()


def _next(again: deque[_Try], waiting: Iterator[Part], *, alone: bool) -> _Try | None:
    if again:
        return again.popleft()
    if alone:
        return None
    part = next(waiting, None)
    return None if part is None else _Try(part)


def _error(future: Future[Any]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError as error:
        return error


def _is_loss(error: BaseException) -> bool:
    """Whether it says that a worker is gone, and nothing about the work."""
    if isinstance(error, (BrokenExecutor, CancelledError)):
        return True
    # Dask's own words for it; the library need not be here.
    home = type(error).__module__.partition(".")[0]
    return home == "distributed" and type(error).__name__ in {
        "KilledWorker",
        "FutureCancelledError",
    }


def _unfinished(message: str, lost: Iterable[_Try], waiting: Iterator[Part]) -> UnfinishedError:
    left = sorted([*(each.part for each in lost), *waiting], key=lambda part: part.number)
    return UnfinishedError(message, left=[part.name for part in left])


def _context() -> multiprocessing.context.BaseContext:
    """Fresh processes: a copy of this one would hold its threads' locks."""
    known = multiprocessing.get_all_start_methods()
    if "forkserver" not in known:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["rusfelt.evaluation.at_scale.work"])
    return context


def _leave_with_parent() -> None:
    """End this worker when the process that wanted its work is gone, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once: nobody waits for what they have in hand."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
