"""Every check of the project: ``nox`` runs them all but the long ones, ``nox -s NAME`` one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import nox

nox.needs_version = ">=2024.4"
nox.options.default_venv_backend = "virtualenv"
# tests last, so that what it prints is what one sees.
nox.options.sessions = ["lint", "typing", "imports", "docs", "browser", "plugins", "tests"]

PROJECT = nox.project.load_toml("pyproject.toml")
FIRST = 11


def _runs(version: str) -> bool:
    """Whether that Python is here and starts; a version manager's stand-in may only say it isn't."""
    program = shutil.which(f"python{version}")
    return (
        program is not None
        and not subprocess.run([program, "-c", ""], check=False, capture_output=True).returncode
    )


PYTHONS = [
    version for version in (f"3.{minor}" for minor in range(FIRST, FIRST + 10)) if _runs(version)
] or [f"{sys.version_info.major}.{sys.version_info.minor}"]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def _group(name: str) -> list[str]:
    return list(nox.project.dependency_groups(PROJECT, name))


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests with branch coverage; a drop in coverage fails."""
    session.install("-e", ".[all]", *_group("test"))
    session.env["COVERAGE_FILE"] = str(Path(session.create_tmp()).resolve() / "coverage")
    # Else every program the tests start compiles the whole library anew, which takes it a second.
    session.env["PYTHONDONTWRITEBYTECODE"] = ""
    # Neighbours stay with one worker, so that a report of the whole plan is made once and not
    # twice, until one of the two has nothing left to do.
    session.run(
        "pytest", "-n", "2", "--dist", "worksteal", "-m", "not browser and not types", "--cov", "--cov-branch",
        "--cov-report=term-missing:skip-covered", *session.posargs,
    )  # fmt: skip


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff with every rule, but for those pyproject.toml gives a reason to leave out."""
    session.install("ruff")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def typing(session: nox.Session) -> None:
    """Mypy, strict, on the library and the smallest plugin, and on what it must refuse."""
    session.install("-e", ".[all]", *_group("typing"), *_group("test"), "ruff")
    session.run("mypy")
    session.run("pytest", "tests/plugins/test_new_plugin.py", "-m", "types")


@nox.session
def imports(session: nox.Session) -> None:
    """Imports go down the floors."""
    session.install("-e", ".[all]", "import-linter")
    session.run("lint-imports")


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation, with every warning an error."""
    session.install("-e", ".[all]", *_group("docs"))
    session.run("sphinx-build", "-n", "-W", "-q", "-b", "html", "docs", "docs/_build/html")


@nox.session
def browser(session: nox.Session) -> None:
    """The report against axe's WCAG 2.1 AA rules, wherever there is a Chromium."""
    found = os.environ.get("CHROMIUM") or next(filter(shutil.which, CHROMIUMS), None)
    if found is None:
        session.skip("No Chromium was found, so the report was not checked in a browser.")
    if shutil.which("npm") is None:
        session.skip("npm was not found, so axe-core could not be fetched.")
    folder = Path(session.create_tmp()).resolve()
    with session.chdir(folder):
        session.run("npm", "pack", "axe-core", "--silent", external=True)
        with tarfile.open(next(folder.glob("axe-core-*.tgz"))) as archive:
            archive.extract("package/axe.min.js", folder, filter="data")
    session.install("-e", ".[all]", *_group("test"))
    axe = str(folder / "package" / "axe.min.js")
    session.run(
        "pytest", "tests/browser", "-m", "browser", *session.posargs, env={"RUSFELT_AXE": axe}
    )


@nox.session
def plugins(session: nox.Session) -> None:
    """Each distribution of plugins/, and one just generated, installed as a stranger's would be."""
    # Not editable: what is tested is what a wheel brings.
    session.install(".[cli,testing]", "mypy", "ruff")
    folder = Path(session.create_tmp()).resolve()
    made = folder / "rusfelt-ci-method"
    shutil.rmtree(made, ignore_errors=True)
    session.run("rusfelt", "plugins", "new", "ci-method", "-o", str(folder))
    for project in (
        made,
        *sorted(path.parent for path in Path("plugins").glob("*/pyproject.toml")),
    ):
        session.install(f"{project}[test]")
        with session.chdir(project):
            session.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
            session.run("mypy", "--strict", "src", f"--cache-dir={folder / 'mypy'}")
            session.run("ruff", "check")
    session.run("rusfelt", "plugins", "list")


@nox.session
def bench(session: nox.Session) -> None:
    """Speed against the peers, measured in the same run."""
    session.install("-e", ".[all]", *_group("bench"))
    for script in sorted(Path("benchmarks").glob("[!_]*.py")):
        session.run("python", str(script), *session.posargs)


@nox.session
def spark(session: nox.Session) -> None:
    """The page on Spark, run with Spark; needs Java."""
    if shutil.which("java") is None:
        session.skip("No Java was found, so the page on Spark was not run.")
    session.install("-e", ".[cli,parquet]", *_group("test"), "pyspark>=3.5")
    session.run("pytest", "tests/docs/test_spark_page.py", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """The large campaigns: thousands of hostile files and long simulations."""
    session.install("-e", ".[all]", *_group("test"))
    session.run(
        "pytest",
        "-n",
        "2",
        "--timeout",
        "3600",
        "-m",
        "not browser",
        *session.posargs,
        env={"RUSFELT_SOAK": "1"},
    )
