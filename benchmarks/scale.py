"""A register of a million people: one core, two, a cluster, and what one would write without rusfelt.

Run with ``python benchmarks/scale.py``; ``--people 100000`` is quicker and shows as much. People have
10 to 30 scores each, of which 3 % are missing, in Parquet files that each hold some of the people in
order. They are asked for ``reliable-change``, ``mann-kendall`` and ``theil-sen`` in one pass.

Each way runs in a process of its own, after a small run that loads what there is to load:

* kernels: the functions of ``rusfelt.stats`` on dense arrays that are in memory already, one array a
  length, and reading the files' columns;
* one process with the answers in memory, held to 2 x the sum of both; and streamed into a folder, which
  also writes some 40 columns, with the highest resident memory the kernel counted for it (``VmHWM``;
  Linux only), held to 1 GB;
* two workers, and Dask's LocalCluster with two: the same digests;
* pandas: ``groupby.apply`` with scipy's ``kendalltau`` and ``theilslopes``, and the change over its
  standard error, on the first people of the same files; what all would take is that times how many
  more they are, which is what it costs, since people are handled one by one.

``--slope`` asks for 10^5, 10^6 and 10^7 series of 6 to 14 points instead, streamed from files of a
million rows, as ``rusfelt repartition`` makes them, and prints the slope of processor time on number
of series, both in logarithms, held to 0.95-1.05.

Clock times are disturbed by what else the machine does, so what is held to a limit is the processor's
time, and of several runs in turn the quickest counts.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

SEED = 20240917
FILES = 16
CHUNK = 50_000
A_FILE = 100_000
LIMIT, PEER, MEMORY, SLOPE = 2.0, 100.0, 1000.0, (0.95, 1.05)
RELIABILITY, SD = 0.84, 5.0


# -- The register ---------------------------------------------------------------------------------


def generate(folder: Path, people: int, points: tuple[int, int], files: int = FILES) -> None:
    """Write the files, unless they are there from an earlier run."""
    import pyarrow as pa  # noqa: PLC0415 - as needed
    import pyarrow.parquet as pq  # noqa: PLC0415

    if (folder / "done").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number in range(files):
        # As a hash would spread them: every file has people from everywhere.
        ours = np.arange(number, people, files)
        writer = None
        for at in range(0, len(ours), CHUNK):
            rng = np.random.default_rng([SEED, number, at])
            table = pa.table(_columns(rng, ours[at : at + CHUNK], points))
            writer = writer or pq.ParquetWriter(
                folder / f"bucket-{number:04}.parquet", table.schema
            )
            writer.write_table(table)
        if writer is not None:
            writer.close()
    (folder / "done").touch()


def _columns(rng: np.random.Generator, people: Any, points: tuple[int, int]) -> dict[str, Any]:
    import pyarrow as pa  # noqa: PLC0415 - as needed

    sizes = rng.integers(points[0], points[1] + 1, len(people))
    starts = np.cumsum(sizes) - sizes
    total = int(sizes.sum())
    days = np.cumsum(rng.integers(5, 30, total))
    days = (
        days
        - np.repeat(days[starts], sizes)
        + np.repeat(rng.integers(17_000, 19_000, len(people)), sizes)
    )
    level, trend = rng.normal(22, 5, len(people)), rng.normal(0.15, 0.3, len(people))
    session = np.arange(total) - np.repeat(starts, sizes)
    score = np.repeat(level, sizes) + session * np.repeat(trend, sizes) + rng.normal(0, 3, total)
    score = np.clip(np.rint(score), 0, 40)
    score[rng.random(total) < 0.03] = np.nan
    names = pa.array(np.char.add("p", np.char.zfill(people.astype(str), 8)))
    who = pa.DictionaryArray.from_arrays(
        pa.array(np.repeat(np.arange(len(people), dtype=np.int32), sizes)), names
    )
    return {
        "person": who.cast(pa.string()),
        "date": pa.array(days.astype(np.int32)).cast(pa.date32()),
        "score": pa.array(score, from_pandas=True),
    }


# -- The ways -------------------------------------------------------------------------------------


def evaluators() -> list[Any]:
    """What is asked for."""
    from rusfelt.evaluators.mann_kendall import MannKendall  # noqa: PLC0415 - as needed
    from rusfelt.evaluators.reliable_change import ReliableChange  # noqa: PLC0415
    from rusfelt.evaluators.theil_sen import TheilSen  # noqa: PLC0415

    return [ReliableChange(reliability=RELIABILITY, sd=SD), MannKendall(), TheilSen()]


def parts_of(folder: Path) -> Any:
    """The files as parts."""
    import rusfelt  # noqa: PLC0415 - as needed

    return rusfelt.Parts.of(
        folder, unit="person", t="date", y="score", constant={"better": "higher"}
    )


class Watch:
    """Seconds by the clock and of the processor, children that have ended included."""

    def __init__(self) -> None:
        self._clock, self._own = time.perf_counter(), self._processor()

    @staticmethod
    def _processor() -> float:
        told = os.times()
        return told.user + told.system + told.children_user + told.children_system

    def read(self) -> dict[str, float]:
        """Since it was made."""
        return {"clock": time.perf_counter() - self._clock, "cpu": self._processor() - self._own}


def memory() -> float:
    """Megabytes this process has had resident at most."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(each.split()[1] for each in lines if each.startswith("VmHWM:"))) * 1024 / 1e6


def warm(folder: Path) -> None:
    """Load everything on a few people."""
    import rusfelt  # noqa: PLC0415 - as needed

    rusfelt.evaluate(parts_of(folder.parent / "warm"), evaluators())


def kernels(folder: Path) -> dict[str, Any]:
    """The bare functions, and the bare read."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - as needed

    from rusfelt.stats import mann_kendall, sen_slope  # noqa: PLC0415
    from rusfelt.stats.change.reliable_change import reliable_change  # noqa: PLC0415

    dense: dict[int, list[tuple[Any, Any]]] = {}
    read = {"clock": 0.0, "cpu": 0.0}
    for file in sorted(folder.glob("*.parquet")):
        watch = Watch()
        columns = [[], []]
        with pq.ParquetFile(file, read_dictionary=["person"]) as opened:
            for batch in opened.iter_batches(1 << 20, use_threads=False):
                for into, name in zip(columns, ("date", "score"), strict=True):
                    into.append(batch.column(name).to_numpy(zero_copy_only=False))
        for name, value in watch.read().items():
            read[name] += value
        who = pq.read_table(file, columns=["person"]).column(0).combine_chunks().dictionary_encode()
        days, score = (np.concatenate(each) for each in columns)
        there = ~np.isnan(score)
        who, score = who.indices.to_numpy()[there], score[there]
        days = days[there].astype("datetime64[D]").astype(float)
        sizes = np.bincount(who)
        for length in np.unique(sizes).tolist():
            rows = (np.cumsum(sizes) - sizes)[sizes == length][:, None] + np.arange(length)
            dense.setdefault(length, []).append((score[rows], days[rows]))
    arrays = [
        tuple(np.concatenate(each) for each in zip(*found, strict=True))
        for length, found in dense.items()
        if length > 1
    ]
    watch = Watch()
    for y, t in arrays:
        reliable_change(
            y[:, 0], y[:, -1], method="jacobson-truax", reliability=RELIABILITY, sd=SD,
            better="higher",
        )  # fmt: skip
        mann_kendall(y)
        sen_slope(y, t)
    own = watch.read()
    return {
        "clock": own["clock"] + read["clock"], "cpu": own["cpu"] + read["cpu"],
        "kernels": own, "read": read,
    }  # fmt: skip


def in_memory(folder: Path, **how: Any) -> dict[str, Any]:
    """One process, and workers, with the answers in memory."""
    import rusfelt  # noqa: PLC0415 - as needed

    watch = Watch()
    found = rusfelt.evaluate(parts_of(folder), evaluators(), **how)
    return {**watch.read(), "memory": memory(), "digests": [each.digest() for each in found]}


def streamed(folder: Path, **how: Any) -> dict[str, Any]:
    """Answers into a folder."""
    import rusfelt  # noqa: PLC0415 - as needed

    with tempfile.TemporaryDirectory(dir=folder.parent) as into:
        watch = Watch()
        found = rusfelt.evaluate(parts_of(folder), evaluators(), into=Path(into, "answers"), **how)
        told = {**watch.read(), "memory": memory()}
        return {**told, "digests": list(found.digests())}


def cluster(folder: Path) -> dict[str, Any]:
    """Dask's LocalCluster; starting it is not counted."""
    from distributed import Client, LocalCluster  # noqa: PLC0415 - as needed

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local,
        Client(local) as client,
    ):
        executor = client.get_executor()
        list(executor.map(warm, [folder, folder]))
        return in_memory(folder, executor=executor)


def peer(folder: Path, people: int) -> dict[str, Any]:
    """What one would write with pandas and scipy."""
    import pandas as pd  # noqa: PLC0415 - as needed
    from scipy import stats  # noqa: PLC0415

    frame = pd.read_parquet(min(folder.glob("*.parquet")))
    frame = frame[frame["person"].isin(frame["person"].unique()[:people])].dropna()
    people = frame["person"].nunique()
    days = pd.to_datetime(frame["date"])
    frame["t"] = (days - days.min()).dt.days.astype(float)
    error = SD * math.sqrt(2 * (1 - RELIABILITY))

    def answer(one: Any) -> Any:
        y, t = one["score"].to_numpy(), one["t"].to_numpy()
        tau, p = stats.kendalltau(t, y)
        slope = stats.theilslopes(y, t)
        index = (y[-1] - y[0]) / error
        return pd.Series([index, tau, p, slope[0], slope[1], slope[2], slope[3]])

    watch = Watch()
    frame.groupby("person")[["score", "t"]].apply(answer)
    return {**watch.read(), "people": people}


WAYS = {
    "kernels": lambda folder, _: kernels(folder),
    "one": lambda folder, _: in_memory(folder),
    "streamed": lambda folder, _: streamed(folder),
    "two": lambda folder, _: in_memory(folder, workers=2),
    "cluster": lambda folder, _: cluster(folder),
    "pandas": peer,
}


# -- The table ------------------------------------------------------------------------------------


def told_by(way: str, folder: Path, people: int) -> dict[str, Any]:
    """What one way says, from a process of its own."""
    again = [
        sys.executable,
        __file__,
        "--way",
        way,
        "--folder",
        str(folder),
        "--people",
        str(people),
    ]
    found = subprocess.run(again, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - itself
    told: dict[str, Any] = json.loads(found.stdout.splitlines()[-1])
    return told


def compare(base: Path, people: int, sample: int, repeats: int) -> bool:
    """Print what each way takes; whether everything is kept."""
    folder = base / f"register-{people}"
    generate(base / "warm", 2_000, (10, 30))
    generate(folder, people, (10, 30))
    runs: dict[str, list[dict[str, Any]]] = {}
    for _ in range(repeats):
        for way in ("kernels", "one", "streamed", "pandas"):
            told = told_by(way, folder, sample if way == "pandas" else people)
            runs.setdefault(way, []).append(told)
    # The run that was disturbed least.
    found = {way: min(each, key=lambda told: told["cpu"]) for way, each in runs.items()}
    found |= {way: told_by(way, folder, people) for way in ("two", "cluster")}
    bare, slow = found["kernels"], found["pandas"]
    print(f"{people:,} people, the quickest of {repeats}\n")
    print("| way | clock s | cpu s | cpu x bare | MB |\n|---|--:|--:|--:|--:|")
    for name in ("read", "kernels"):
        print(f"| {name} alone | {bare[name]['clock']:.2f} | {bare[name]['cpu']:.2f} | | |")
    print(f"| bare: both | {bare['clock']:.2f} | {bare['cpu']:.2f} | 1.00 | |")
    for way in ("one", "streamed"):
        told = found[way]
        row = told["clock"], told["cpu"], told["cpu"] / bare["cpu"], told["memory"]
        print("| {} | {:.2f} | {:.2f} | {:.2f} | {:.0f} |".format(way, *row))
    for way in ("two", "cluster"):
        print(f"| {way} | {found[way]['clock']:.2f} | | | |")
    whole = {name: slow[name] * people / slow["people"] for name in ("clock", "cpu")}
    print(
        f"| pandas, {slow['people']:,} people | {slow['clock']:.2f} | {slow['cpu']:.2f} | | |\n"
        f"| pandas, all, extrapolated | {whole['clock']:.0f} | {whole['cpu']:.0f} "
        f"| {whole['cpu'] / bare['cpu']:.0f} | |\n"
    )
    answers = {tuple(told["digests"]) for told in found.values() if "digests" in told}
    ratio = found["one"]["cpu"] / bare["cpu"]
    times, most = whole["cpu"] / found["one"]["cpu"], found["streamed"]["memory"]
    checks = {
        f"one process within {LIMIT:g} x of the bare kernels and read: {ratio:.2f}": ratio <= LIMIT,
        "the same digests every way": len(answers) == 1,
        f"at most {MEMORY:g} MB streamed: {most:.0f}": most <= MEMORY,
        f"at least {PEER:g} x as fast as pandas with scipy: {times:.0f}": times >= PEER,
    }
    for what, kept in checks.items():
        print(f"{'kept' if kept else 'NOT KEPT'}: {what}")
    return all(checks.values())


def growth(base: Path, largest: int) -> bool:
    """Print how the cost grows; whether it grows as the series do."""
    sizes = [10**power for power in range(5, largest + 1)]
    generate(base / "warm", 2_000, (10, 30))
    costs = []
    print("| series | clock s | cpu s | MB |\n|--:|--:|--:|--:|", flush=True)
    for size in sizes:
        folder = base / f"short-{size}"
        generate(folder, size, (6, 14), max(1, size // A_FILE))
        told = told_by("streamed", folder, size)
        costs.append(told["cpu"])
        print(
            f"| {size:,} | {told['clock']:.1f} | {told['cpu']:.1f} | {told['memory']:.0f} |",
            flush=True,
        )
    slope = float(np.polyfit(np.log10(sizes), np.log10(costs), 1)[0])
    kept = SLOPE[0] <= slope <= SLOPE[1]
    print(
        f"\n{'kept' if kept else 'NOT KEPT'}: slope of cost {slope:.3f}, in {SLOPE[0]}-{SLOPE[1]}"
    )
    return kept


def main() -> int:
    """Print the table; 1 where something is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--sample", type=int, default=2_000, help="people pandas is asked about")
    parser.add_argument("--repeats", type=int, default=3, help="the quickest of which counts")
    parser.add_argument("--slope", action="store_true", help="how the cost grows, instead")
    parser.add_argument(
        "--largest", type=int, default=7, help="power of ten of the last of --slope"
    )
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "rusfelt-scale",
        help="where the registers are kept from one run to the next",
    )  # fmt: skip
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.way:
        if told.way != "pandas":
            warm(told.folder)
        print(json.dumps(WAYS[told.way](told.folder, told.people)))
        return 0
    if told.slope:
        return int(not growth(told.folder, told.largest))
    return int(not compare(told.folder, told.people, told.sample, told.repeats))


if __name__ == "__main__":
    sys.exit(main())
