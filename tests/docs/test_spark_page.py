"""The page on Spark is run as it stands, where Spark is installed; the session spark has it."""

import re
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from registers import table, written

import rusfelt
from rusfelt import Parts

pyspark = pytest.importorskip("pyspark")

_PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "use-spark.md"


@pytest.mark.filterwarnings("ignore")
def test_the_recipe_answers_as_one_process_does(tmp_path, monkeypatch):
    """Every person once and whole, though batches end in the middle of people."""
    from pyspark.sql import SparkSession

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    rows = table(400, most=20)
    mixed = rows.take(np.random.default_rng(2).permutation(len(rows)))
    written(mixed, tmp_path / "register.parquet")
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "7")
        .getOrCreate()
    )
    names = {}
    try:
        for block in re.findall(
            r"^```py\n(.*?)^```$", _PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
        ):
            exec(compile(block, str(_PAGE), "exec"), names)  # noqa: S102 - our own page
    finally:
        spark.stop()
    expected = rusfelt.evaluate(
        Parts.of(written(rows, tmp_path / "sorted.parquet"), unit="person", t="date", y="score"),
        "theil-sen",
    )
    found = pq.read_table(tmp_path / "answers.internal.parquet").sort_by("unit")
    assert found["unit"].to_pylist() == expected["unit"].tolist()
    assert found["status"].to_pylist() == expected.status.tolist()
    for name in ("slope", "low", "high"):
        values = found[name].to_numpy()
        assert np.array_equal(values, expected[name], equal_nan=True)
    parts = Parts.of(tmp_path / "parts", unit="person", t="date", y="score")
    assert len(parts) > 1
    assert rusfelt.evaluate(parts, "theil-sen").digest() == expected.digest()
