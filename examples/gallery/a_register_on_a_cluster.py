r"""
A register study on a cluster
=============================

A register holds millions of rows, and the people's rows do not stand together. This example makes up
a small one, shuffles it into parts once, and asks the same three questions of it in one process, in
two, and on a Dask cluster. The answers are the same to the last bit, which is what the digests say.
The people do not exist.
"""

# %%
# The register
# ------------
# Two thousand people with 4 to 14 scores of a symptom scale each, where lower is better. The rows
# come as they were sent in, by date. A real one has a thousand times as many; nothing below changes
# with it.
#
# What starts processes stands under ``if __name__ == "__main__":``, since each of them reads the
# script again.
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from distributed import Client, LocalCluster

import rusfelt
from rusfelt.evaluators.mann_kendall import MannKendall
from rusfelt.evaluators.reliable_change import ReliableChange
from rusfelt.evaluators.theil_sen import TheilSen
from rusfelt.io.repartition import repartition

SEED = 11
PEOPLE = 2_000


def write_register(path: Path) -> None:
    rng = np.random.default_rng(SEED)
    sizes = rng.integers(4, 15, PEOPLE)
    person = np.repeat(np.arange(PEOPLE), sizes)
    session = np.arange(len(person)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    start = np.repeat(rng.normal(20, 5, PEOPLE), sizes)
    fall = np.repeat(rng.normal(0.6, 0.5, PEOPLE), sizes)
    score = np.clip(np.rint(start - fall * session + rng.normal(0, 2, len(person))), 0, 36)
    day = 18_000 + np.repeat(rng.integers(0, 365, PEOPLE), sizes) + 14 * session
    sent = np.argsort(day, kind="stable")
    columns = {
        "person": np.char.add("p", np.char.zfill(person[sent].astype(str), 4)),
        "date": pa.array(day[sent].astype(np.int32)).cast(pa.date32()),
        "score": score[sent],
    }
    pq.write_table(pa.table(columns), path)


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp())
    write_register(folder / "register.parquet")

# %%
# Parts
# -----
# Once, all rows of a person are brought together. Rows, people and the content of every row are
# counted before and after.
if __name__ == "__main__":
    told = repartition(
        folder / "register.parquet", folder / "parts", unit="person", t="date", buckets=4
    )
    print(f"{told.rows:,} rows of {told.units:,} people in {len(told.files)} files")
    parts = rusfelt.Parts.of(folder / "parts", y="score", constant={"better": "lower"})

# %%
# One process
# -----------
# The reliability and the standard deviation are the instrument's own (made up here). Taken from the
# people at hand, each person's answer would depend on everybody's, and no part could be answered
# alone.
QUESTIONS = [ReliableChange(reliability=0.86, sd=5.6), MannKendall(), TheilSen()]
if __name__ == "__main__":
    change, trend, slope = rusfelt.evaluate(parts, QUESTIONS)
    here = [each.digest() for each in (change, trend, slope)]
    for question, digest in zip(QUESTIONS, here, strict=True):
        print(f"{question.spec.name:16} {change.rows:,} answers  {digest[:12]}")

# %%
# Two processes, and a cluster
# ----------------------------
# Only the executor is another. A hospital's cluster is reached by its address,
# ``Client("tcp://scheduler:8786")``; here one is started on this machine. The answers are written as
# they come, a file a part, so that they need not fit in memory and a stopped run can go on.
if __name__ == "__main__":
    two = rusfelt.evaluate(parts, QUESTIONS, workers=2)
    print("two processes, same answers:", [each.digest() for each in two] == here)

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        written = rusfelt.evaluate(
            parts, QUESTIONS, executor=client.get_executor(), into=folder / "answers"
        )
    print("a cluster, same answers:", list(written.digests()) == here)

# %%
# What it says about everybody
# ----------------------------
# A single person's answer is never published. Counts of everybody are; those without an answer are
# counted too.
if __name__ == "__main__":
    for category in ("improved", "unchanged", "deteriorated", ""):
        count = int((change["category"] == category).sum())
        print(f"{category or 'no answer':12} {count:5,} of {change.rows:,}")
    falls = int(((trend["p"] < 0.05) & (slope["high"] < 0)).sum())
    print(f"a fall beyond chance: {falls:,} of {slope.rows:,}")
