"""``rusfelt audit``: can this plan be evaluated at all?"""

from __future__ import annotations

import click

from rusfelt.catalogue.named import load_plan
from rusfelt.cli._common import Screen, emit, language_option, load_figures, table
from rusfelt.domain import Plan, title_in
from rusfelt.evaluation.audit import Audit
from rusfelt.evaluation.audit import audit as run_audit
from rusfelt.evaluation.criteria import CRITERIA
from rusfelt.evaluation.plain import as_json
from rusfelt.language import label

__all__ = ["audit"]


@click.command()
@click.argument("plan")
@click.argument("data", nargs=-1)
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table")
@click.option("-o", "--output", metavar="FILE", help="Write to a file, whole or not at all.")
@language_option
def audit(plan: str, data: tuple[str, ...], form: str, output: str | None, language: str) -> None:
    """Say what PLAN lacks before it can be evaluated, and where its figures disagree."""
    loaded = load_plan(plan)
    measurements = load_figures(loaded, data)
    found = run_audit(loaded, measurements)
    if form == "json":
        emit(as_json(found.to_dict()), output)
    else:
        emit(_text(loaded, found, language, file=output is not None), output)


def _text(plan: Plan, found: Audit, language: str, *, file: bool) -> str:
    screen = Screen(language, file=file)
    screen.heading(plan.title, plan.id, language)
    screen.line("evaluable", evaluable=found.evaluable, of=len(found.tiltak))
    screen.show()
    _totals(screen, plan, found, language)
    _tiltak(screen, plan, found, language)
    _links(screen, found)
    for each in found.contradictions:
        place = " ".join(filter(None, (each.indicator, each.unit, each.group, each.period)))
        screen.show(f"{place}: {each.sentence(language)}")
    if found.detectable:
        screen.show()
        screen.line("detectable-title")
        for one in found.detectable:
            place = " ".join(filter(None, (one.indicator, one.unit, one.group, one.period)))
            screen.show(f"  {place}: {one.sentence(language)}")
    return screen.text


def _totals(screen: Screen, plan: Plan, found: Audit, language: str) -> None:
    groups = list(found.by_strategy.values())
    groups += list(found.by_level.values())
    heads = [*found.by_strategy, *(label("level", name, language) for name in found.by_level)]
    made = table(screen.words["missing-title"], *heads)
    for column in made.columns[1:]:
        column.justify = "right"
    for each in CRITERIA:
        made.add_row(label("criterion", each, language), *(str(count[each]) for count in groups))
    made.add_section()
    made.add_row(screen.words["of-adopted"], *(str(count["tiltak"]) for count in groups))
    screen.show(made)
    for strategy in plan.strategies:
        screen.show(f"{strategy.id}: {title_in(strategy.title, language)}")
    screen.show()


def _tiltak(screen: Screen, plan: Plan, found: Audit, language: str) -> None:
    made = table(screen.words["tiltak"], screen.words["title"], screen.words["why"], wide=2)
    titles = {each.id: title_in(each.title, language) for each in plan.tiltak}
    for each in found.tiltak:
        made.add_row(each.tiltak, titles[each.tiltak], each.sentence(language))
    screen.show(made)


def _links(screen: Screen, found: Audit) -> None:
    links = found.links
    if links.clear_links:
        screen.line("links", clear=links.clear_links, parents=links.clearly_implemented)
    for key, names in (
        ("without-counterpart", links.without_counterpart),
        ("without-parent", links.without_parent),
        ("broken-links", links.broken),
        ("unseen-parents", links.unseen_parents),
        ("unknown-indicators", found.unknown_indicators),
    ):
        if names:
            screen.line(key, count=len(names), names=", ".join(names))
    for group in found.duplicates:
        screen.line("duplicates", names=" = ".join(group))
    for code, names in found.undefined_bodies.items():
        screen.line("undefined-body", code=code, names=", ".join(names))
