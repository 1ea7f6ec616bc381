"""The HTML report: one file that needs nothing else, for people and for screen readers."""

from __future__ import annotations

import os
from importlib.resources import files

from rusfelt.io.write import write_atomic
from rusfelt.publishing import Published, published_only
from rusfelt.report._extra import library
from rusfelt.report._inert import legible
from rusfelt.report.view import report_view

__all__ = ["html_report", "write_html"]


def html_report(published: Published, *, language: str = "nb") -> str:
    """An evaluation as one HTML page, without scripts and without anything fetched.

    The same value gives the same text, on any machine with the same versions.

    Args:
        published: what :func:`rusfelt.publish` gives.
        language: nb, nn or en.

    Raises:
        MissingExtraError: jinja2, babel or matplotlib is not installed.
        UnknownNameError: the language is none of the three.
        DomainError: this is no published evaluation.
    """
    jinja2, markup = library("jinja2"), library("markupsafe").Markup
    for name in ("babel", "matplotlib"):
        library(name)
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("rusfelt.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = files("rusfelt.report").joinpath("style.css").read_text(encoding="utf-8")
    view = report_view(published_only(published), language)
    # The stylesheet and the drawings are the report's own; every other text is escaped.
    page: str = environment.get_template("report.html.j2").render(
        **view, style=markup(style), drawing=markup
    )
    # Half a character or a control sign in somebody's text would make the file none to open.
    return legible(page)


def write_html(published: Published, path: str | os.PathLike[str], *, language: str = "nb") -> None:
    """Write the report to a file, whole or not at all.

    Raises:
        MissingExtraError, UnknownNameError: as :func:`html_report`.
        WriteError: the file cannot be written; what stood there is untouched.
    """
    write_atomic(path, html_report(published, language=language))
