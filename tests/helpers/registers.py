"""Registers in Parquet files, made up; and evaluators that bring a worker to grief."""

import os
import signal
import time
from multiprocessing import forkserver, resource_tracker
from pathlib import Path

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from rusfelt import Column, Needs, Spec


def end_helpers():
    """End the processes that Python itself keeps to start others; some tests count their children."""
    forkserver._forkserver._stop()  # it has no other way
    resource_tracker._resource_tracker._stop()


def table(people, *, seed=1, fewest=0, most=9, missing=0.1, names=None, days=True):
    """Rows of so many people in order, 0 to 9 each, every tenth without a score."""
    rng = np.random.default_rng(seed)
    names = np.array([f"p{each:05}" for each in range(people)] if names is None else names)
    names = names[np.argsort(names, kind="stable")]
    sizes = np.maximum(rng.integers(fewest, most + 1, people), 1)
    starts = np.cumsum(sizes) - sizes
    total = int(sizes.sum())
    t = np.cumsum(rng.integers(1, 40, total))
    t = t - np.repeat(t[starts], sizes) + np.repeat(rng.integers(18_000, 19_000, people), sizes)
    score = np.round(rng.normal(20, 6, total), 1)
    score[rng.random(total) < missing] = np.nan
    when = pa.array(t.astype(np.int32))
    return pa.table(
        {
            "person": pa.array(names).take(pa.array(np.repeat(np.arange(people), sizes))),
            "date": when.cast(pa.date32()) if days else when,
            "score": pa.array(score, from_pandas=True),
        }
    )


def spread(rows, folder, *, files=3, by="person", chunk=1000):
    """The rows in files that each keep a person together; the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    codes = rows[by].combine_chunks().dictionary_encode().indices.to_numpy()
    paths = []
    for number in range(files):
        ours = rows.filter(pa.array(codes % files == number))
        paths.append(folder / f"bucket-{number}.parquet")
        pq.write_table(ours, paths[-1], row_group_size=chunk)
    return paths


def written(rows, path, **options):
    """The rows in one file, as they are."""
    pq.write_table(rows, path, **options)
    return path


@attrs.frozen
class Deadly:
    """Kills the process it runs in, as often as told, when it meets that value first."""

    folder: str
    deaths: int = 1
    value: float = 1000.0

    @property
    def spec(self):
        """One number a series."""
        return Spec("deadly", "1", needs=Needs(points=1), gives=(Column("last"),))

    def evaluate(self, panel, /):
        """The last value, if anyone is left to say it."""
        if (panel.y == self.value).any():
            for number in range(self.deaths):
                try:
                    Path(self.folder, f"death-{number}").touch(exist_ok=False)
                except FileExistsError:
                    continue
                os.kill(os.getpid(), signal.SIGKILL)
        return {"last": panel.y[panel.offsets[1:] - 1]}


@attrs.frozen
class Slow:
    """Takes its time, and leaves a mark of each part it was asked about."""

    folder: str
    seconds: float = 0.0

    @property
    def spec(self):
        """One number a series."""
        return Spec("slow", "1", gives=(Column("last"),))

    def evaluate(self, panel, /):
        """The last value."""
        Path(self.folder, f"asked-{time.monotonic_ns()}-{os.getpid()}").touch()
        time.sleep(self.seconds)
        return {"last": panel.y[panel.offsets[1:] - 1]}


@attrs.frozen
class Interrupted:
    """As if somebody pressed Ctrl-C when it meets that value."""

    value: float = 1000.0

    @property
    def spec(self):
        """One number a series."""
        return Spec("interrupted", "1", gives=(Column("last"),))

    def evaluate(self, panel, /):
        """The last value."""
        if (panel.y == self.value).any():
            raise KeyboardInterrupt
        return {"last": panel.y[panel.offsets[1:] - 1]}
