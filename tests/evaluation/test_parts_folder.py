"""Answers in a folder: a file a part, whole or not at all, and gone on from."""

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from registers import Interrupted, Slow, spread, table, written

import rusfelt
from rusfelt import DomainError, Parts, ReadError, ResultFolder, WriteError
from rusfelt.evaluators.joinpoint import Joinpoint
from rusfelt.evaluators.mann_kendall import MannKendall
from rusfelt.evaluators.reliable_change import ReliableChange
from rusfelt.evaluators.target_progress import TargetProgress

COLUMNS = {"unit": "person", "t": "date", "y": "score", "constant": {"better": "lower"}}
ASKED = (
    ReliableChange(reliability=0.8, sd=5.0), MannKendall(), MannKendall(method="normal"), "xmr",
    Joinpoint(), TargetProgress(), "proportion",
)  # fmt: skip


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """Thirty people in three files."""
    folder = tmp_path_factory.mktemp("register")
    spread(table(30), folder)
    return Parts.of(folder, **COLUMNS)


def digests(found):
    return tuple(each.digest() for each in found)


def test_what_is_written_is_what_is_answered(register, tmp_path):
    """Row columns, points, curves, words, verdicts and whole numbers come back as they were."""
    expected = rusfelt.evaluate(register, ASKED)
    folder = rusfelt.evaluate(register, ASKED, into=tmp_path / "answers")
    again = ResultFolder.open(tmp_path / "answers")
    for found in (folder, again):
        assert found.rows == 30
        assert found.digests() == digests(expected)
        assert digests(found.findings()) == digests(expected)
    assert folder.provenance == tuple(each.provenance for each in expected)
    assert folder.evaluators[:3] == ("reliable-change", "mann-kendall", "mann-kendall-2")
    for ours, theirs in zip(again.findings(), expected, strict=True):
        assert list(ours) == list(theirs)
        assert ours.spec == theirs.spec
        assert list(ours.points) == list(theirs.points)
        assert list(ours.curves) == list(theirs.curves)
        for name in ours:
            assert ours[name].dtype.kind == theirs[name].dtype.kind


def test_files_say_that_they_are_internal_and_undefined_is_null(register, tmp_path):
    """Any program reads them; none meets nan where there is nothing."""
    folder = rusfelt.evaluate(register, ASKED[0], into=tmp_path / "answers")
    names = [Path(each).name for each in folder.files]
    assert names == [f"part-0000{number}.internal.parquet" for number in range(3)]
    assert sorted(each.name for each in (tmp_path / "answers").iterdir()) == [
        "manifest.internal.json", *names,
    ]  # fmt: skip
    rows = pq.read_table(folder.files[0])
    assert rows.column_names[:5] == ["indicator", "unit", "group", "part", "reliable-change.status"]
    index = rows["reliable-change.index"]
    assert index.null_count == np.count_nonzero(
        np.array(rows["reliable-change.status"].to_pylist()) != "ok"
    )
    assert not any(each is not None and np.isnan(each) for each in index.to_pylist())
    manifest = json.loads((tmp_path / "answers" / "manifest.internal.json").read_text("utf-8"))
    assert manifest["internal"] is True
    assert "p00001" not in json.dumps(manifest)


def asked_of(marks):
    return len(list(marks.iterdir()))


def test_resuming_goes_on_from_what_is_finished(register, tmp_path):
    """Only the part that is lacking is computed, and the answer is that of one go."""
    marks, into = tmp_path / "marks", tmp_path / "answers"
    marks.mkdir()
    slow = Slow(str(marks))
    folder = rusfelt.evaluate(register, slow, into=into)
    first = folder.digests()
    assert asked_of(marks) == 3
    Path(folder.files[1]).unlink()
    heard = []
    again = rusfelt.evaluate(register, slow, into=into, resume=True, progress=heard.append)
    assert asked_of(marks) == 4
    assert again.digests() == first
    assert again.provenance == folder.provenance
    assert heard[-1] == rusfelt.evaluation.at_scale.run.Progress(
        3, 3, heard[-1].rows, heard[-1].rows
    )
    rusfelt.evaluate(register, slow, into=into, resume=True)
    assert asked_of(marks) == 4


def test_stopping_leaves_finished_parts_usable(tmp_path):
    """Ctrl-C in the second part: the first is whole, nothing else is there, and it goes on."""
    rows = table(30, missing=0)
    paths = spread(rows, tmp_path / "parts")
    second = pq.read_table(paths[1])
    score = second["score"].to_numpy().copy()
    score[5] = 1000.0
    written(second.set_column(2, "score", [score]), paths[1])
    register = Parts.of(tmp_path / "parts", **COLUMNS)
    into = tmp_path / "answers"
    with pytest.raises(KeyboardInterrupt):
        rusfelt.evaluate(register, Interrupted(), into=into)
    assert sorted(each.name for each in into.iterdir()) == [
        "manifest.internal.json",
        "part-00000.internal.parquet",
    ]
    with pytest.raises(ReadError, match="is not finished"):
        ResultFolder.open(into)
    assert pq.read_table(into / "part-00000.internal.parquet").num_rows == 10
    with pytest.raises(KeyboardInterrupt):
        rusfelt.evaluate(register, Interrupted(), into=into, resume=True)


def test_a_folder_with_something_in_it_is_left_alone(register, tmp_path):
    """Unless it is told to go on, and then only from answers."""
    rusfelt.evaluate(register, "theil-sen", into=tmp_path / "answers")
    with pytest.raises(WriteError, match="resume=True"):
        rusfelt.evaluate(register, "theil-sen", into=tmp_path / "answers")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").touch()
    with pytest.raises(WriteError):
        rusfelt.evaluate(register, "theil-sen", into=tmp_path / "other")
    with pytest.raises(ReadError, match="something else than answers"):
        rusfelt.evaluate(register, "theil-sen", into=tmp_path / "other", resume=True)
    with pytest.raises(WriteError, match="cannot be made"):
        rusfelt.evaluate(register, "theil-sen", into=tmp_path / "other" / "letter.txt" / "x")
    with pytest.raises(ReadError, match="holds no answers"):
        ResultFolder.open(tmp_path / "other")
    rusfelt.evaluate(register, "theil-sen", into=tmp_path / "new", resume=True)


def test_answers_made_otherwise_are_refused(register, tmp_path, monkeypatch):
    """Another parameter, evaluator, layout, input or release; what differs is named."""
    into = tmp_path / "answers"
    rusfelt.evaluate(register, ReliableChange(reliability=0.8, sd=5.0), into=into)
    same = {"into": into, "resume": True}
    for asked in (ReliableChange(reliability=0.8, sd=5.1), "theil-sen"):
        with pytest.raises(ReadError, match="made otherwise: evaluators differ"):
            rusfelt.evaluate(register, asked, **same)
    asked = ReliableChange(reliability=0.8, sd=5.0)
    other = Parts.of(register.files, **{**COLUMNS, "constant": {"better": "higher"}})
    with pytest.raises(ReadError, match="made otherwise: layout differ"):
        rusfelt.evaluate(other, asked, **same)
    fewer = Parts.of(register.files[:2], **COLUMNS)
    with pytest.raises(ReadError, match="made otherwise: inputs differ"):
        rusfelt.evaluate(fewer, asked, **same)
    monkeypatch.setattr("rusfelt.evaluation.at_scale.manifest.__version__", "0.0")
    with pytest.raises(ReadError, match="evaluators, versions differ"):
        rusfelt.evaluate(register, asked, **same)


def test_an_input_that_changed_is_refused(tmp_path):
    """Of the same name and size, with one byte another."""
    rows = table(10, missing=0)
    path = written(rows, tmp_path / "a.parquet", use_dictionary=False, compression="none")
    register = Parts.of(path, **COLUMNS)
    rusfelt.evaluate(register, "theil-sen", into=tmp_path / "answers")
    data = bytearray(path.read_bytes())
    at = data.index(np.float64(rows["score"][3].as_py()).tobytes())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(ReadError, match="changed since it was answered"):
        rusfelt.evaluate(register, "theil-sen", into=tmp_path / "answers", resume=True)


def test_an_input_that_changes_while_it_is_read_is_refused(register, tmp_path, monkeypatch):
    """Half of the answer would be of the old file."""
    stamps = iter(range(100))
    monkeypatch.setattr("rusfelt.evaluation.at_scale.result_file._stamp", lambda _: (next(stamps),))
    with pytest.raises(ReadError, match="changed while it was being read"):
        rusfelt.evaluate(register, "theil-sen", into=tmp_path / "answers")
    assert [each.name for each in (tmp_path / "answers").iterdir()] == ["manifest.internal.json"]


def test_a_file_of_another_question_among_the_answers(register, tmp_path):
    """And a broken one."""
    folder = rusfelt.evaluate(register, "theil-sen", into=tmp_path / "one")
    other = rusfelt.evaluate(register, "mann-kendall", into=tmp_path / "two")
    data = Path(folder.files[0]).read_bytes()
    Path(folder.files[0]).write_bytes(Path(other.files[0]).read_bytes())
    with pytest.raises(ReadError, match="belongs to another question"):
        rusfelt.evaluate(register, "theil-sen", into=tmp_path / "one", resume=True)
    Path(folder.files[0]).write_bytes(data[:-20])
    with pytest.raises(ReadError, match="cannot be read"):
        rusfelt.evaluate(register, "theil-sen", into=tmp_path / "one", resume=True)
    manifest = tmp_path / "one" / "manifest.internal.json"
    for text in ("{", '{"schema": 2}'):
        manifest.write_text(text, "utf-8")
        with pytest.raises(ReadError, match="no manifest of answers"):
            rusfelt.evaluate(register, "theil-sen", into=tmp_path / "one", resume=True)


def test_a_person_in_two_parts_is_found_among_written_answers(register, tmp_path):
    """Also where one of them was answered in an earlier run."""
    more = written(table(1), tmp_path / "more.parquet")
    both = Parts.of([*register.files, more], **COLUMNS)
    for resume in (False, True):
        with pytest.raises(DomainError, match="both hold 1 of the same series") as told:
            rusfelt.evaluate(both, "theil-sen", into=tmp_path / "answers", resume=resume)
        assert str(more) in str(told.value)
        assert "p00000" not in str(told.value)


def test_an_evaluator_without_parameters_of_record_is_not_gone_on_from(register, tmp_path):
    """Nobody could tell whether they are the same."""

    class Plain:
        spec = MannKendall().spec

        def evaluate(self, panel, /):
            return MannKendall().evaluate(panel)

    rusfelt.evaluate(register, Plain(), into=tmp_path / "answers")
    with pytest.raises(DomainError, match="Make it an attrs class"):
        rusfelt.evaluate(register, Plain(), into=tmp_path / "answers", resume=True)


def test_panels_are_written_as_well(register, tmp_path):
    """And gone on from, as long as they are the same."""
    panels = [panel for part in register for _, panel in rusfelt.evaluation.parts.panels_of(part)]
    folder = rusfelt.evaluate(panels, "theil-sen", into=tmp_path / "answers")
    assert folder.digests() == digests([rusfelt.evaluate(register, "theil-sen")])
    rusfelt.evaluate(panels, "theil-sen", into=tmp_path / "answers", resume=True)
    with pytest.raises(ReadError, match="panel 0: It has changed"):
        rusfelt.evaluate(panels[::-1], "theil-sen", into=tmp_path / "answers", resume=True)
