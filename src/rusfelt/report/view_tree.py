"""Goals, the strategies under them, the tiltak under those, and the indicators these move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rusfelt.catalogue import load, plan_ids
from rusfelt.domain import Goal, Strategy, Tiltak
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import Tally, TiltakResult
from rusfelt.report.names import Names
from rusfelt.report.tables import counted, linked_list, number, table, tag
from rusfelt.vocabulary import Strength, Verdict

__all__ = ["distribution", "tree_view"]


def tree_view(evaluation: Evaluation, names: Names) -> dict[str, Any]:
    """Everything the plan says, in its own order; each strategy and tiltak stands once."""
    plan, texts = evaluation.plan, names.texts
    tree = _Tree(evaluation, names)
    goals = [tree.goal(each) for each in plan.goals]
    homeless = [each for each in plan.strategies if each.id not in tree.placed]
    loose = [each for each in plan.tiltak if not each.strategies]
    blocks = list(goals)
    if homeless:
        blocks.append(
            {
                "id": "",
                "title": texts("tree.no-goal"),
                "strategies": [tree.strategy(each) for each in homeless],
            }
        )
    return {
        "goals": blocks,
        "loose": [tree.tiltak(each) for each in loose],
    }


class _Tree:
    """Builds the tree; ``placed`` remembers what already stands on the page."""

    def __init__(self, evaluation: Evaluation, names: Names) -> None:
        self.plan, self.names, self.texts = evaluation.plan, names, names.texts
        self.goals = {each.id: each for each in evaluation.goals}
        self.strategies = {each.id: each for each in evaluation.strategies}
        self.results = {each.id: each for each in evaluation.tiltak}
        self.series = {each.key: each for each in evaluation.series}
        self.audits = {each.tiltak: each for each in evaluation.audit.tiltak}
        self.placed: set[str] = set()
        self.shown: set[str] = set()

    def goal(self, goal: Goal) -> dict[str, Any]:
        """A goal with its distribution and the strategies not yet under another goal."""
        names, texts = self.names, self.texts
        mine = [each for each in self.plan.strategies if goal.id in (each.goals or ())]
        here = [each for each in mine if each.id not in self.placed]
        anchor = names.anchor("goal", goal.id)
        facts: list[tuple[str, Any]] = []
        if goal.parent:
            parent = next(each for each in self.plan.goals if each.id == goal.parent)
            facts.append(
                (
                    texts("tree.part-of"),
                    names.link("goal", parent.id, f"{parent.id} {names.title(parent.title)}"),
                )
            )
        for key, references in (("implements", goal.implements), ("serves", goal.serves)):
            if references:
                told = [names.elsewhere(each) for each in references]
                facts.append((texts(f"tree.{key}"), linked_list(told)))
        if goal.indicators:
            own = [names.link("indikator", each, names.indicator(each)) for each in goal.indicators]
            facts.append((texts("tree.goal-indicators"), linked_list(own)))
        elsewhere = [each for each in mine if each.id in self.placed]
        if elsewhere:
            facts.append(
                (
                    texts("tree.also-under"),
                    linked_list(
                        [
                            names.link("strategi", each.id, f"{each.id} {names.title(each.title)}")
                            for each in elsewhere
                        ]
                    ),
                )
            )
        return {
            "id": anchor,
            "kind": texts("tree.goal"),
            "code": goal.id,
            "title": names.title(goal.title),
            "facts": facts,
            "tally": self.tally(self.goals[goal.id], anchor, goal.id),
            "strategies": [self.strategy(each) for each in here],
        }

    def strategy(self, strategy: Strategy) -> dict[str, Any]:
        """A strategy with its distribution and the tiltak not yet shown."""
        self.placed.add(strategy.id)
        names = self.names
        anchor = names.anchor("strategi", strategy.id)
        mine = [each for each in self.plan.tiltak if strategy.id in (each.strategies or ())]
        here = [each for each in mine if each.id not in self.shown]
        return {
            "id": anchor,
            "kind": self.texts("tree.strategy"),
            "code": strategy.id,
            "title": names.title(strategy.title),
            "tally": self.tally(self.strategies[strategy.id], anchor, strategy.id),
            "elsewhere": names.tiltak_links(each.id for each in mine if each.id in self.shown),
            "tiltak": [self.tiltak(each) for each in here],
        }

    def tally(self, tally: Tally, anchor: str, name: str) -> dict[str, Any]:
        """How many of each, in words and as a table: no average and no verdict."""
        texts = self.texts
        if not tally.adopted:
            told = [texts("tree.adopted-empty")]
        elif not tally.decided:
            told = [texts("tree.adopted-none", adopted=tally.adopted)]
        elif tally.adopted == tally.distinct:
            told = [texts("tree.adopted-same", decided=tally.decided, adopted=tally.adopted)]
        else:
            told = [
                texts(
                    "tree.adopted",
                    decided=tally.decided,
                    distinct=tally.distinct,
                    adopted=tally.adopted,
                )
            ]
        told.append(false_alarms(tally, self.names, "tree.tests"))
        return {
            "text": " ".join(told),
            "table": distribution(
                tally, f"{anchor}-svar", texts("tree.distribution", name=name), self.names
            ),
        }

    def tiltak(self, tiltak: Tiltak) -> dict[str, Any]:
        """One tiltak: its verdict in word and shape, the work beside it, and what is missing."""
        self.shown.add(tiltak.id)
        names, texts = self.names, self.texts
        result = self.results[tiltak.id]
        missing = [texts.word("criterion", each) for each in result.missing]
        return {
            "id": names.anchor("tiltak", tiltak.id),
            "label": names.label(tiltak),
            "code": tiltak.id,
            "title": names.title(tiltak.title),
            "word": str(result.verdict),
            "verdict": tag(str(result.verdict), texts.word("verdict", str(result.verdict))),
            "sentence": names.said(result.code, result.values),
            "work": self.work(tiltak, result),
            "facts": list(self.facts(tiltak, result)),
            "missing": ", ".join(missing),
            "indicators": list(self.indicators(result)),
            "activity": [
                names.link("indikator", each, names.indicator(each))
                for each in tiltak.measured_by or ()
            ],
        }

    def work(self, tiltak: Tiltak, result: TiltakResult) -> str:
        """The last report on the work; never part of the verdict."""
        if not tiltak.progress or result.progress is None:
            return self.texts("tree.work-none")
        last = tiltak.progress[-1]
        told = self.texts.word("progress", result.progress)
        if last.date:
            told = f"{told}, {self.names.numbers.day(last.date)}"
        return f"{told}. {last.reason}" if last.reason else told

    def facts(self, tiltak: Tiltak, result: TiltakResult) -> Iterator[tuple[str, Any]]:
        """Level, bodies, time, budget, duplicates and what it carries out."""
        names, texts = self.names, self.texts
        if tiltak.level:
            yield texts("tree.level"), texts.word("level", str(tiltak.level))
        if tiltak.responsible:
            undefined = self.audits[tiltak.id].undefined_bodies
            yield (
                texts("tree.responsible"),
                linked_list(self.body(each, undefined) for each in tiltak.responsible),
            )
        if tiltak.partners:
            yield texts("tree.partners"), ", ".join(tiltak.partners)
        day = names.numbers.day
        time = [
            texts(key, day=day(when))
            for key, when in (("tree.from", tiltak.start), ("tree.until", tiltak.due))
            if when
        ]
        if time:
            yield texts("tree.time"), ", ".join(time)
        if tiltak.budget is not None:
            kroner = names.numbers.whole(tiltak.budget)
            yield texts("tree.budget"), texts("tree.kroner", n=kroner)
        if result.same_as:
            yield texts("tree.same-as"), linked_list(names.tiltak_links(result.same_as))
        if tiltak.implements:
            told = [
                f"{self.parent(each.plan, each.tiltak)} "
                f"({texts.word('strength', str(each.strength or Strength.CLEAR))})"
                for each in tiltak.implements
            ]
            yield texts("tree.implements-tiltak"), "; ".join(told)

    def parent(self, plan: str, name: str) -> str:
        """A tiltak of another plan, by the label that plan prints."""
        if plan in plan_ids():
            for each in load(plan).tiltak:
                if each.id == name:
                    return f"{each.id} {self.names.title(each.title)}"
        return f"{plan}/{name}"

    def body(self, code: str, undefined: Iterable[str]) -> str:
        """A responsible body by code and name."""
        for each in self.plan.bodies or ():
            if each.id == code:
                return f"{code} ({self.names.title(each.title)})"
        if code in undefined:
            return f"{code} ({self.texts('tree.undefined-body')})"
        return code

    def indicators(self, result: TiltakResult) -> Iterator[dict[str, Any]]:
        """Links to the series that carry this tiltak's verdict, each with its own."""
        names, texts = self.names, self.texts
        for key, word in zip(result.series, result.verdicts, strict=True):
            yield {
                **names.link("serie", key, names.series(key)),
                "tag": tag(str(word), texts.word("verdict", str(word))),
                "note": texts("tree.holm") if word is not self.series[key].verdict else "",
            }


def distribution(tally: Tally, name: str, caption: str, names: Names) -> dict[str, Any]:
    """How many tiltak and series have each verdict."""
    texts, none = names.texts, names.texts("count.none")
    return table(
        name,
        caption,
        [
            texts("summary.verdict"),
            number(
                texts("summary.distinct" if tally.adopted != tally.distinct else "audit.tiltak")
            ),
            number(texts("summary.series")),
        ],
        [
            [
                tag(str(word), texts.word("verdict", str(word))),
                counted(tally.tiltak.get(word, 0), none),
                counted(tally.series.get(word, 0), none),
            ]
            for word in Verdict
            if tally.tiltak.get(word, 0) or tally.series.get(word, 0)
        ],
    )


def false_alarms(tally: Tally, names: Names, key: str) -> str:
    """Tests made, and how many of them chance alone would make reject."""
    if not tally.tests:
        return names.texts(f"{key}-none")
    return names.texts(
        key,
        tests=names.texts.count("test", tally.tests),
        alarms=names.numbers.estimate(round(tally.false_alarms, 2)),
    )
