"""Canary people: nothing of anybody is in any document, message, log, file name or trace.

Twelve documents are made here; with ``RUSFELT_SOAK=1`` a thousand.
"""

import logging
import os
import tempfile
import traceback
import warnings
import zipfile

import attrs
import pytest
from canaries import PLAN, cage, found, singing
from click.testing import CliRunner

import rusfelt
from rusfelt.cli._publishing import FORMATS, document
from rusfelt.cli.commands import program
from rusfelt.publishing import publish

# In the long run more than the usual five minutes.
pytestmark = [pytest.mark.timeout(3600), pytest.mark.usefixtures("drawn_once")]

CAGES = 84 if os.environ.get("RUSFELT_SOAK") else 1
EVALUATORS = (
    "-e", "fit-signals", "-e", "individual-slopes", "-e", "livskvalitet-profile",
    "-p", "reliable-change.reliability=0.8",
    "-p", "clinical-change.reliability=0.8", "-p", "clinical-change.cutoff=10",
)  # fmt: skip


@pytest.fixture
def watched(tmp_path, monkeypatch, caplog):
    """A place of its own for temporary files, and everything that is logged or warned of."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setenv("TMPDIR", str(place))
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")

        def everything():
            left = [each.read_bytes() for each in place.rglob("*") if each.is_file()]
            names = [each.name for each in place.rglob("*")]
            return [caplog.text, *(str(each.message) for each in warned), *names, *left]

        yield everything


def told_by(*args):
    """What a command says, on both channels and in the trace of its failure."""
    result = CliRunner().invoke(program, [*map(str, args)])
    trace = "".join(traceback.format_exception(result.exception)) if result.exception else ""
    return result, [result.stdout, result.stderr, trace]


def test_no_document_of_the_command_has_a_canary(tmp_path, watched):
    """All six formats, made of answers in a file; and what stands on the screen and beside them."""
    for seed in range(CAGES):
        people, out = cage(tmp_path / f"in{seed}", seed), tmp_path / f"out{seed}"
        forms = [each for form in FORMATS for each in ("--format", form)]
        result, told = told_by(
            "report", *people.told, *EVALUATORS, "--key", people.key, *forms, "-o", out,
            "--isolation", "none",
        )  # fmt: skip
        assert result.exit_code == 0, result.stderr
        files = sorted(each for each in out.rglob("*") if each.is_file())
        assert len(files) == len(FORMATS)
        # Where the answers lie is told to the one who called, and to nobody else.
        tokens = tuple(each for each in people.tokens if each != str(tmp_path / f"in{seed}"))
        assert found(tokens, *told, *watched()) == []
        for each in files:
            assert found(people.tokens, each.name, each.read_bytes()) == []
        for form in ("table", "json"):
            _, told = told_by(
                "evaluate", *people.told, *EVALUATORS, "--format", form, "--isolation", "none"
            )
            assert found(tokens, *told) == []


@attrs.frozen
class Screamer:
    """A method that quotes whoever it is given, in an error of its own."""

    aloud: bool = True

    @property
    def spec(self):
        return rusfelt.Spec(
            "screamer", "1", needs=rusfelt.Needs(points=0, kind=("score",), design=("panel",)),
            gives=(rusfelt.Column("worst"),),
        )  # fmt: skip

    def evaluate(self, panel, /):
        if len(panel) and panel.clock == "occasion":
            msg = f"{panel.unit.tolist()} {[f'{each:.5f}' for each in panel.y.tolist()]}"
            raise ValueError(msg)
        return {}


def test_no_document_has_anybody_s_own_score(tmp_path, watched):
    """Every person's scores have five decimals nobody else has; groups, and a method that fails."""
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    plan = rusfelt.load_plan(tmp_path / "plan.toml")
    for seed in range(CAGES):
        panel, tokens = singing(seed)
        evaluation = rusfelt.evaluate_plan(
            plan, rusfelt.Measurements.of([]), scores=panel,
            evaluators=[
                Screamer(), rusfelt.Judge("reliable-change", params={"reliability": 0.8}),
                "fit-signals", "individual-slopes", "livskvalitet-profile",
            ],
        )  # fmt: skip
        assert [each.evaluator for each in evaluation.failures] == ["screamer"]
        published = publish(evaluation, ("helse5", "ssb3", "acro10")[seed % 3])
        for form in FORMATS:
            assert found(tokens, document(published, form, "nb")) == []
        assert found(tokens, repr(published), str(published.hidden), *watched()) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace(";1;", ";1;97", 1), 1),
        (lambda text: text + "\n" + text.split("\n")[1], 1),
        (lambda text: text.replace("phq9_3", "phq9_x", 1), 1),
        (lambda text: text + ";;;;ekstra", 1),
        (lambda text: text + "\n01010150074;1;1;1;1;1;1;1;1;1;1;a;b", 1),
        (lambda text: text.replace("\n", "\x00", 2), 1),
    ],
    ids=["no such answer", "a sheet twice", "no item", "too many cells", "an identity number", "no text"],
)  # fmt: skip
def test_what_goes_wrong_is_told_without_anybody_in_it(tmp_path, watched, change, code):
    """Refusals name rows and columns, and never who or what stands in them."""
    people = cage(tmp_path / "in", 7)
    people.answers.write_text(change(people.answers.read_text(encoding="utf-8")), encoding="utf-8")
    result, told = told_by("report", *people.told, "--format", "json", "-o", tmp_path / "out")
    assert result.exit_code == code, result.output
    tokens = (*(each for each in people.tokens if each != str(tmp_path / "in")), "01010150074")
    assert found(tokens, *told, *watched()) == []
    assert not (tmp_path / "out").exists() or not any((tmp_path / "out").iterdir())


def test_a_canary_is_found_wherever_it_is_put(tmp_path):
    """Otherwise the tests above could not fail."""
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("docProps/core.xml", "<x>kanari1</x>")
    assert "kanari1" in found(("kanari1",), (tmp_path / "a.docx").read_bytes())
    told = ("en score på 13,37001", "kanari1".encode("utf-16-le"))
    assert found(("13.37001", "kanari1"), *told, "13.370012") == ["13.37001", "kanari1"]
