"""Reports with nothing held back, for tests of what a report says and how it looks."""

from __future__ import annotations

import rusfelt.report
from rusfelt.publishing import publish


def html_report(evaluation, *, language="nb"):
    """The report of an evaluation, marked as internal."""
    return rusfelt.report.html_report(publish(evaluation, internal=True), language=language)


def write_html(evaluation, path, *, language="nb"):
    """The same in a file."""
    rusfelt.report.write_html(publish(evaluation, internal=True), path, language=language)


def report_view(evaluation, language):
    """What the template is given."""
    from rusfelt.report.view import report_view as made

    return made(publish(evaluation, internal=True), language)
