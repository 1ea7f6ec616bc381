"""Options and steps of every command that makes a document: the gate stands here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import click

from rusfelt.catalogue import figures, plan_ids
from rusfelt.cli._answers import key_from
from rusfelt.cli._output import tell, with_options
from rusfelt.disclosure import PROFILES
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.language import words

if TYPE_CHECKING:
    from rusfelt.publishing import Published

__all__ = ["FORMATS", "Publishing", "document", "publishing_options", "stamped"]

_Command = TypeVar("_Command", bound=Callable[..., Any])
# Format → ending of its files.
FORMATS = {
    "html": "html", "docx": "docx", "xlsx": "xlsx", "json": "json", "csv": "csv", "iati": "xml",
}  # fmt: skip

_OPTIONS = (
    click.option(
        "--policy",
        type=click.Choice(sorted(PROFILES)),
        default="helse5",
        show_default=True,
        help="How few people a figure in a document may be about.",
    ),
    click.option(
        "--ledger",
        metavar="FILE",
        help="What is public already; it is not hidden, and neither is what follows from it.",
    ),
    click.option(
        "--internal",
        is_flag=True,
        help="Hide nothing, and mark every page and the file's name as not for publication.",
    ),
    click.option(
        "--key",
        "key_file",
        metavar="FILE",
        help="A secret for hashes and for the choice of cells that protect others.",
    ),
    click.option(
        "--previous",
        metavar="FILE",
        help="Say what is new since this plan, or since the evaluation in this JSON.",
    ),
)


def publishing_options(command: _Command) -> _Command:
    """The options of :class:`Publishing`."""
    return with_options(_OPTIONS, command)


@attrs.frozen(kw_only=True)
class Publishing:
    """How an evaluation is to be published, as the options say it."""

    policy: str
    ledger: str | None
    internal: bool
    key_file: str | None
    previous: str | None

    def run(self, evaluation: Evaluation, data: tuple[str, ...], language: str) -> Published:
        """The evaluation behind the gate; how much was hidden is told on standard error."""
        from rusfelt.evaluation.changes import read_previous  # noqa: PLC0415 - only when asked for
        from rusfelt.io.ledger_file import read_ledger  # noqa: PLC0415 - likewise
        from rusfelt.publishing import publish  # noqa: PLC0415 - likewise

        earlier = None if self.previous is None else read_previous(self.previous)
        public: list[Any] = []
        # The figures of a shipped plan were read in documents that anybody can read.
        for name in {evaluation.plan.id, *data} & set(plan_ids()):
            public += list(figures(name))
        if self.ledger is not None:
            public += read_ledger(self.ledger).figures
        key = key_from(self.key_file)
        published = publish(
            evaluation,
            self.policy,
            public=public,
            internal=self.internal,
            previous=earlier,
            key=key,
        )
        say, count = words(language)["report"], len(published.hidden)
        told = "internal" if self.internal else "hidden" if count else "nothing"
        tell(say[told].format(count=count, policy=self.policy))
        if told == "hidden" and key is None:
            tell(words(language)["protect"]["no-key"])
        return published


def stamped(name: str, *, internal: bool) -> str:
    """The file's name, which says so where it is not for publication.

    >>> stamped("out/report.html", internal=True)
    'out/report.internal.html'
    """
    path = PurePath(name)
    if not internal or path.suffix == ".internal" or path.stem.endswith(".internal"):
        return name
    return str(path.with_name(f"{path.stem}.internal{path.suffix}"))


def document(
    published: Published, form: str, language: str, *, template: str | None = None
) -> bytes:
    """A document in one of :data:`FORMATS`."""
    if form == "docx":
        from rusfelt.report.docx import docx_report  # noqa: PLC0415 - needs the extra

        return docx_report(published, language=language, template=template)
    if form == "xlsx":
        from rusfelt.report.xlsx import xlsx_report  # noqa: PLC0415 - needs the extra

        return xlsx_report(published, language=language)
    if form == "iati":
        from rusfelt.report.iati import iati_report  # noqa: PLC0415 - needs the extra

        return iati_report(published, language=language)
    if form == "csv":
        from rusfelt.report.csv import csv_report  # noqa: PLC0415 - needs the extra

        style = "iso" if language == "en" else "nb"
        text = csv_report(published, style=style, language=language)
    elif form == "json":
        from rusfelt.report.json import json_report  # noqa: PLC0415 - only when asked for

        text = json_report(published)
    else:
        from rusfelt.report.html import html_report  # noqa: PLC0415 - needs the extra

        text = html_report(published, language=language)
    return text.encode()
