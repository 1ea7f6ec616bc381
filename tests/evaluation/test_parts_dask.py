"""Parts on a Dask cluster, through the executor it offers."""

import os

import pyarrow as pa
import pytest
from registers import Deadly, end_helpers, spread, table

import rusfelt
from rusfelt import Parts, UnfinishedError

distributed = pytest.importorskip("distributed")

pytestmark = [
    pytest.mark.slow,
    # What the library does as it starts and stops is its own business.
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module", autouse=True)
def _helpers():
    yield
    end_helpers()


@pytest.fixture(scope="module")
def client():
    """Two workers, a process each."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def executor(client):
    """As evaluate takes it."""
    return client.get_executor()


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """Sixty people in six files; one has a score of her own."""
    rows = table(60, missing=0)
    score = rows["score"].to_numpy().copy()
    score[0] = 1000.0
    folder = tmp_path_factory.mktemp("register")
    spread(rows.set_column(2, "score", pa.array(score)), folder, files=6)
    return Parts.of(folder, unit="person", t="date", y="score")


def test_the_same_digest_as_one_process(register, executor, tmp_path):
    """In memory and in a folder; nothing but the executor is changed."""
    asked = ["mann-kendall", "theil-sen"]
    expected = [each.digest() for each in rusfelt.evaluate(register, asked)]
    found = rusfelt.evaluate(register, asked, executor=executor)
    assert [each.digest() for each in found] == expected
    folder = rusfelt.evaluate(register, asked, executor=executor, into=tmp_path / "answers")
    assert list(folder.digests()) == expected


def test_a_worker_killed_in_the_middle_changes_nothing(register, executor, tmp_path):
    """Dask gives its parts to another."""
    found = rusfelt.evaluate(register, Deadly(str(tmp_path), deaths=1), executor=executor)
    assert (tmp_path / "death-0").exists()
    expected = rusfelt.evaluate(register, Deadly(str(tmp_path), deaths=0))
    assert found.digest() != expected.digest()  # another parameter, and else the same
    assert found["last"].tolist() == expected["last"].tolist()
    assert found.provenance.panel == expected.provenance.panel


@pytest.mark.skipif(not os.environ.get("RUSFELT_SOAK"), reason="starting workers takes long")
def test_a_part_that_kills_workers_is_named(register, client, executor, tmp_path):
    """Dask gives up after some workers, and says so in its own words; we in ours."""
    client.cluster.scheduler.allowed_failures = 0
    with pytest.raises(UnfinishedError, match="executor lost workers") as told:
        rusfelt.evaluate(register, Deadly(str(tmp_path), deaths=99), executor=executor)
    assert register.files[0] in told.value.left
