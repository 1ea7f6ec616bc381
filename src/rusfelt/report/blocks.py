"""From what a report shows to one sequence of neutral blocks, in the order they are read.

One function a section. A section that a view may lack (what changed, the progress of tiltak, what
was held back) has one shape: ``heading``, and as it has them ``intro`` (sentences), ``items`` (of
a list), ``tables`` and ``figures``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from rusfelt.report.blocks_cells import drawn, facts_of, grid_of, heading, line_of, text
from rusfelt.report.blocks_figures import figures_blocks
from rusfelt.report.blocks_kinds import Block, Bullets, Contents, Heading, Paragraph, Run
from rusfelt.report.blocks_tree import tree_blocks

__all__ = ["report_blocks"]

# Below this level a heading is one of many of a kind.
_LISTED = 2


def report_blocks(view: Mapping[str, Any], *, internal: bool = False) -> tuple[Block, ...]:
    """Everything the report says, from its title to its last section.

    Args:
        view: what :func:`rusfelt.report.view.report_view` gives.
        internal: whether it is not for publication, which is then said under its title.
    """
    sections: tuple[Callable[[Mapping[str, Any]], Iterator[Block]], ...] = (
        _summary,
        _audit,
        _optional("progress"),
        tree_blocks,
        figures_blocks,
        _optional("changes"),
        _limits,
        _method,
        _optional("suppression"),
        _failures,
        _closing,
    )
    body = _anchored(each for section in sections for each in section(view))
    # An id beside a title helps nobody to find it.
    entries = tuple(
        attrs.evolve(each, line=tuple(run for run in each.line if run.look != "code"))
        for each in body
        if isinstance(each, Heading) and each.level <= _LISTED
    )
    front = _front(view, internal=internal)
    return (*front, Contents(view["t"]("page.contents"), entries), *body)


def _anchored(blocks: Iterator[Block]) -> tuple[Block, ...]:
    """Every heading with an anchor, so that it can be found."""
    return tuple(
        attrs.evolve(each, anchor=f"overskrift-{place}")
        if isinstance(each, Heading) and not each.anchor
        else each
        for place, each in enumerate(blocks, start=1)
    )


def _front(view: Mapping[str, Any], *, internal: bool) -> Iterator[Block]:
    t = view["t"]
    yield text(t("page.kicker"), "kicker")
    yield heading(0, view["plan"])
    yield from facts_of(view["about"])
    if internal:
        yield Paragraph(
            (Run(f"{t('stamp.internal')}. ", "strong"), Run(t("stamp.internal-text"))), "internal"
        )


def _closing(view: Mapping[str, Any]) -> Iterator[Block]:
    yield text(view["t"]("page.footer", version=view["version"]), "note")


def _optional(name: str) -> Callable[[Mapping[str, Any]], Iterator[Block]]:
    def section(view: Mapping[str, Any]) -> Iterator[Block]:
        it = view.get(name)
        if not it:
            return
        yield heading(1, it["heading"], anchor=it.get("id", name))
        yield from map(text, it.get("intro", ()))
        if it.get("items"):
            yield Bullets(tuple(map(line_of, it["items"])))
        yield from map(drawn, it.get("figures", ()))
        yield from map(grid_of, it.get("tables", ()))

    return section


def _summary(view: Mapping[str, Any]) -> Iterator[Block]:
    t, it = view["t"], view["summary"]
    yield heading(1, t("summary.heading"), anchor="sammendrag")
    yield text(it["facts"])
    yield text(it["lead"], "lead")
    if it["text"]:
        yield text(it["text"])
    yield text(t("summary.wording"))
    yield grid_of(it["table"])
    if it["needed"]:
        yield heading(2, t("summary.needed-heading"))
        needs = tuple(
            (
                Run(f"{each['name'].capitalize()}. ", "strong"),
                Run(f"{each['text']} "),
                Run(each["count"], "quiet"),
            )
            for each in it["needed"]
        )
        yield Bullets(needs, numbered=True)


def _audit(view: Mapping[str, Any]) -> Iterator[Block]:
    t, it = view["t"], view["audit"]
    yield heading(1, t("audit.heading"), anchor="vurderbarhet")
    yield text(t("audit.intro"))
    yield text(it["lead"], "lead")
    if it["missing"]:
        yield heading(2, t("audit.by-strategy-heading"))
        yield from map(grid_of, it["missing"])
    yield heading(2, t("audit.links-heading"))
    yield from _links(view)
    yield heading(2, t("audit.duplicates-heading"))
    if it["duplicates"]:
        yield text(t("audit.duplicates"))
        yield Bullets(tuple(map(line_of, it["duplicates"])))
    else:
        yield text(t("audit.duplicates-none"))
    yield heading(2, t("audit.bodies-heading"))
    if it["bodies"]:
        yield text(t("audit.bodies"))
        said = t("audit.body-line")
        yield Bullets(
            tuple(
                (Run(each["code"], "strong"), Run(f", {said} "), *line_of(each["tiltak"]))
                for each in it["bodies"]
            )
        )
    else:
        yield text(it["bodies_none"])
    yield heading(2, t("audit.contradictions-heading"))
    if it["contradictions"]:
        yield grid_of(it["contradictions"])
    else:
        yield text(t("audit.contradictions-none"))
    yield heading(2, t("audit.detectable-heading"))
    if it["detectable"]:
        yield text(t("audit.detectable-intro"))
        yield grid_of(it["detectable"])
    else:
        yield text(t("audit.detectable-none"))
    yield heading(2, t("audit.indicators-heading"))
    if it["unlinked"]["several"]:
        named = line_of(it["unlinked"])
        yield Paragraph((Run(f"{t('audit.unlinked')} "), *named, Run(".")))
    else:
        yield text(t("audit.unlinked-none"))
    if it["unknown"]:
        yield Paragraph((Run(f"{t('audit.unknown')} "), *_codes(it["unknown"])))


def _links(view: Mapping[str, Any]) -> Iterator[Block]:
    """How the plan hangs together with the one above it."""
    t, it = view["t"], view["audit"]["links"]
    if it["text"]:
        yield text(it["text"])
    for name in ("counterpart", "parent"):
        several = it[f"without_{name}"]
        if several:
            yield heading(3, t(f"audit.without-{name}", n=len(several)))
            yield Bullets(tuple(map(line_of, several)))
    if it["broken"]:
        yield Paragraph((Run(f"{t('audit.broken')}: "), *_codes(it["broken"])))


def _codes(ids: list[str]) -> tuple[Run, ...]:
    return line_of({"several": [{"text": each, "code": True} for each in ids]})


def _limits(view: Mapping[str, Any]) -> Iterator[Block]:
    it = view["limits"]
    yield heading(1, view["t"]("limits.heading"), anchor="grenser")
    yield Bullets(
        tuple(
            (
                Run(each["lead"], "strong"),
                Run(f" {each['text']}"),
                *((Run(": "), *line_of({"several": each["several"]})) if each["several"] else ()),
                Run("."),
            )
            for each in it["remarks"]
        )
    )
    if it["table"]:
        yield grid_of(it["table"])


def _method(view: Mapping[str, Any]) -> Iterator[Block]:
    t, it = view["t"], view["method"]
    yield heading(1, t("method.heading"), anchor="metode")
    yield text(t("method.rules"))
    if it["table"]:
        yield grid_of(it["table"])
    if it["references"]:
        yield heading(2, t("method.references"))
        yield Bullets(
            tuple(
                (Run(f"{each['name']}: {', '.join(each['several'])}"),) for each in it["references"]
            )
        )
    yield heading(2, t("method.sources"))
    if it["sources"]:
        yield Bullets(tuple((Run(each),) for each in it["sources"]))
    else:
        yield text(t("method.source-none"))


def _failures(view: Mapping[str, Any]) -> Iterator[Block]:
    if view["failures"]:
        yield heading(1, view["t"]("failures.heading"), anchor="feil")
        yield text(view["t"]("failures.intro"))
        yield grid_of(view["failures"])
