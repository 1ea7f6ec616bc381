"""A new plugin is written whole, keeps its promises untouched, and is strictly typed."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from programs import unmeasured

from rusfelt.cli.commands import program

RIGHT_AND_WRONG = """\
from collections.abc import Mapping

import numpy as np

from rusfelt import Evaluator, Panel, Spec
from rusfelt.typing import Array


class Right:
    @property
    def spec(self) -> Spec:
        return Spec("right", "1")

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        return {"size": np.asarray(panel.sizes)}


class AnswersWithAList(Right):
    def evaluate(self, panel: Panel, /) -> list[float]:  # type: ignore[override]
        return [1.0]


class AnswersWithColumnsOfLists(Right):
    def evaluate(self, panel: Panel, /) -> Mapping[str, list[float]]:  # type: ignore[override]
        return {"size": [1.0]}


class NeedsMoreThanAPanel(Right):
    def evaluate(self, panel: Panel, /, year: int) -> Mapping[str, Array]:  # type: ignore[override]
        return {}


class SaysNothingOfItself:
    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        return {}


def take(evaluator: Evaluator) -> None: ...


take(Right())
take(AnswersWithAList())  # wrong
take(AnswersWithColumnsOfLists())  # wrong
take(NeedsMoreThanAPanel())  # wrong
take(SaysNothingOfItself())  # wrong
"""


def _new(*args, code=0):
    result = CliRunner().invoke(program, ["plugins", "new", *args])
    assert result.exit_code == code, result.output
    return result


def _made(folder, name="my-method"):
    return Path(_new(name, "-o", str(folder)).stdout.strip())


def _run(*command, folder, **env):
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**unmeasured(), **env},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )


def test_every_name_follows_from_the_one_given(tmp_path):
    """The distribution, the package, the class and the entry point that leads to it."""
    made = _made(tmp_path)
    assert made == tmp_path / "rusfelt-my-method"
    files = sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())
    assert files == [
        ".gitignore",
        "README.md",
        "pyproject.toml",
        "src/rusfelt_my_method/__init__.py",
        "src/rusfelt_my_method/evaluator.py",
        "src/rusfelt_my_method/py.typed",
        "tests/test_rusfelt_my_method.py",
    ]
    told = tomllib.loads((made / "pyproject.toml").read_text("utf-8"))
    assert told["project"]["name"] == "rusfelt-my-method"
    assert told["project"]["entry-points"]["rusfelt"] == {"my-method": "rusfelt_my_method"}
    assert "rusfelt[testing]>=0.1" in told["project"]["optional-dependencies"]["test"]
    assert told["tool"]["mypy"]["strict"] is True
    assert "class MyMethod:" in (made / "src/rusfelt_my_method/evaluator.py").read_text("utf-8")
    assert not [path for path in files if "$" in (made / path).read_text("utf-8").replace("$ ", "")]
    assert [path.name for path in tmp_path.iterdir()] == ["rusfelt-my-method"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("My Method", "such as 'my-method'"),
        ("2nd-step", "such as 'nd-step'"),
        ("a--b", "such as 'a-b'"),
        ("-", "a letter first."),
        ("../elsewhere", "such as 'elsewhere'"),
        ("mål", "such as 'm-l'"),
        ("rusfelt-gain", "Leave out rusfelt"),
        ("theil-sen", "Choose another name"),
        ("panel", "Panel, which means something else"),
        ("none", "None, which means something else"),
        ("exception", "Exception, which means something else"),
        ("a" * 41, "Use 40 at most"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_with_a_remedy(tmp_path, name, said):
    """A wrong call, and nothing is written."""
    result = _new("-o", str(tmp_path), "--", name, code=2)
    assert said in " ".join(result.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_everything_wrong_with_a_name_is_said_at_once(tmp_path):
    """Two faults, two remedies."""
    result = _new("rusfelt-A" + "b" * 40, "-o", str(tmp_path), code=2)
    assert "Leave out rusfelt" in result.stderr
    assert "Use 40 at most" in result.stderr


def test_what_is_there_already_is_left_alone(tmp_path):
    """A folder, whatever it holds, and even a link that leads nowhere."""
    mine = tmp_path / "rusfelt-my-method"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    assert "Choose another name" in _new("my-method", "-o", str(tmp_path), code=1).stderr
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]
    (tmp_path / "rusfelt-other").symlink_to(tmp_path / "nowhere")
    _new("other", "-o", str(tmp_path), code=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "rusfelt-my-method",
        "rusfelt-other",
    ]
    missing = tmp_path / "missing"
    assert "Make it first" in _new("my-method", "-o", str(missing), code=1).stderr
    assert not missing.exists()


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch):
    """The last file cannot be written: neither the folder nor a trace of it stays."""
    write = Path.write_text

    def full(path, *args, **kwargs):
        if path.name.startswith("test_"):
            raise OSError(28, "No space left on device")
        return write(path, *args, **kwargs)

    monkeypatch.setattr(Path, "write_text", full)
    assert "No space left" in _new("my-method", "-o", str(tmp_path), code=1).stderr
    assert list(tmp_path.iterdir()) == []


def test_a_new_plugin_keeps_its_own_promises_untouched(tmp_path):
    """Its tests pass as they are written, the laws among them, as an installed distribution's."""
    made = _made(tmp_path)
    info = tmp_path / "site" / "rusfelt_my_method-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: rusfelt-my-method\nVersion: 0.1.0\n"
    )
    (info / "entry_points.txt").write_text("[rusfelt]\nmy-method = rusfelt_my_method\n")
    paths = (str(made / "src"), str(info.parent), os.environ.get("PYTHONPATH"))
    # Loading the plugins of pytest that happen to be here takes longer than the tests.
    env = {
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    done = _run("pytest", "-q", "-p", "no:cacheprovider", folder=made, **env)
    assert done.returncode == 0, done.stdout + done.stderr
    # The laws ran one by one: a handful of them at the least, and none was passed over.
    assert int(done.stdout.split(" passed")[0].split()[-1]) > 8
    assert "failed" not in done.stdout


@pytest.mark.types
def test_a_new_plugin_has_nothing_a_linter_finds(tmp_path):
    """By the rules it is written with, and laid out as ruff would."""
    pytest.importorskip("ruff")
    made = _made(tmp_path, "other-way")
    for command in (("check",), ("format", "--check")):
        done = _run("ruff", *command, "--no-cache", folder=made)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.types
def test_strict_typing_takes_a_new_plugin_and_refuses_an_evaluator_that_answers_wrongly(tmp_path):
    """Nothing in what is written; and of five evaluators, exactly the four that break the contract."""
    pytest.importorskip("mypy")
    made = _made(tmp_path)
    (made / "tests" / "evaluators.py").write_text(RIGHT_AND_WRONG)
    done = _run("mypy", "--cache-dir", str(tmp_path / "cache"), folder=made)
    wrong = [
        number for number, line in enumerate(RIGHT_AND_WRONG.splitlines(), 1) if "# wrong" in line
    ]
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert [line.split(" error:")[0] for line in errors] == [
        f"tests/evaluators.py:{number}:" for number in wrong
    ], done.stdout + done.stderr
    assert all('expected "Evaluator"' in line for line in errors)
