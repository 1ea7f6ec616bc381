"""From an evaluation to what the template shows: every word chosen, nothing left to reckon."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from rusfelt._version import __version__
from rusfelt.evaluation.criteria import CRITERIA
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.publishing import Published
from rusfelt.report.method_figures import method_name
from rusfelt.report.names import Names
from rusfelt.report.numbers import Numbers
from rusfelt.report.tables import code, counted, number, table, tag
from rusfelt.report.texts import Texts
from rusfelt.report.view_about import about_plan
from rusfelt.report.view_audit import audit_view
from rusfelt.report.view_changes import changes_view
from rusfelt.report.view_figures import figures_view
from rusfelt.report.view_findings import other_findings
from rusfelt.report.view_limits import limits_view
from rusfelt.report.view_profile import profile_views
from rusfelt.report.view_progress import progress_view
from rusfelt.report.view_suppression import suppression_view
from rusfelt.report.view_tree import tree_view
from rusfelt.vocabulary import Verdict

__all__ = ["report_view"]


def report_view(published: Published, language: str) -> dict[str, Any]:
    """Everything the template shows.

    Raises:
        UnknownNameError: the language is not nb, nn or en.
    """
    evaluation, texts = published.evaluation, Texts(language)
    names = Names(
        evaluation.plan, tuple(each.key for each in evaluation.series), texts, Numbers(texts)
    )
    return {
        "language": language,
        "t": texts,
        "internal": published.internal,
        "version": __version__,
        "plan": names.title(evaluation.plan.title),
        "about": [(heading, text) for _, heading, text in about_plan(evaluation, names)],
        "summary": _summary(evaluation, names),
        "audit": audit_view(evaluation.audit, names),
        "progress": progress_view(evaluation, names),
        "tree": tree_view(evaluation, names),
        "profiles": profile_views(evaluation, names),
        "figures": figures_view(
            evaluation, names, symbol=published.policy.symbol if published.policy else ":"
        ),
        "several": other_findings(evaluation, names),
        "changes": changes_view(published.changes, names, texts) if published.changes else None,
        "limits": limits_view(evaluation, names),
        "method": _method(evaluation, names),
        "suppression": suppression_view(published, names),
        "failures": _failures(evaluation, names),
        "verdicts": [str(each) for each in Verdict],
    }


def _summary(evaluation: Evaluation, names: Names) -> dict[str, Any]:
    plan, total, texts = evaluation.plan, evaluation.total, names.texts
    words = Counter(each.verdict for each in evaluation.tiltak)
    missing = Counter(name for each in evaluation.tiltak for name in each.missing)
    of = len(evaluation.tiltak)
    told = [
        texts(
            "summary.lead",
            goals=texts.count("goal", len(plan.goals)),
            strategies=texts.count("strategy", len(plan.strategies)),
            tiltak=texts.count("tiltak", of),
        )
    ]
    if total.distinct != total.adopted:
        told.append(texts("summary.same", distinct=total.distinct))
    open_ended = of > 0 and words[Verdict.NOT_ASSESSABLE] == of
    if not of:
        lead, text = texts("summary.no-tiltak"), ""
    elif open_ended:
        lead = texts("summary.all-open-lead")
        named = ", ".join(texts.word("criterion", each) for each in CRITERIA if missing[each] == of)
        text = (
            texts("summary.all-open", missing=texts("summary.missing-many", named=named))
            if named
            else texts("summary.all-open-no-criteria")
        )
    elif total.decided == total.distinct:
        lead, text = texts("summary.all-lead"), ""
    else:
        lead = texts("summary.some-lead", decided=total.decided, distinct=total.distinct)
        text = ""
    return {
        "facts": " ".join(told),
        "lead": lead,
        "text": text,
        "needed": [
            {
                "name": texts.word("criterion", each),
                "text": texts(f"need.{each}"),
                "count": texts("summary.needed-of", n=missing[each], of=of),
            }
            for each in CRITERIA
            if missing[each]
        ],
        "table": _verdicts(evaluation, words, names),
    }


def _verdicts(evaluation: Evaluation, words: Counter[Verdict], names: Names) -> dict[str, Any]:
    """Every verdict there is, with how many got it and what it means."""
    texts, total = names.texts, evaluation.total
    none = texts("count.none")
    twice = total.distinct != total.adopted
    rows = []
    for word in Verdict:
        row: list[Any] = [tag(str(word), texts.word("verdict", str(word)))]
        row.append(counted(words[word], none))
        if twice:
            row.append(counted(total.tiltak.get(word, 0), none))
        row += [counted(total.series.get(word, 0), none), texts(f"meaning.{word}")]
        rows.append(row)
    columns: list[Any] = [texts("summary.verdict"), number(texts("summary.tiltak"))]
    if twice:
        columns.append(number(texts("summary.distinct")))
    columns += [number(texts("summary.series")), texts("summary.meaning")]
    return table(
        "svar", texts("summary.table"), columns, rows, notes=[texts("summary.series-note")]
    )


def _method(evaluation: Evaluation, names: Names) -> dict[str, Any]:
    texts = names.texts
    rows, references, seen = [], {}, set()
    for origin, spec in evaluation.ran.items():
        params = ", ".join(
            f"{name} = {json.dumps(each, ensure_ascii=False)}" for name, each in origin.params
        )
        key = (origin.evaluator, origin.version, params, origin.panel)
        if key in seen:
            continue
        seen.add(key)
        rows.append(
            [
                {"text": method_name(origin.evaluator, names), "small": origin.evaluator},
                number(origin.version),
                code(params) if origin.params else texts("method.params-none"),
                code(f"{origin.distribution} {origin.distribution_version}"),
                code(origin.panel) if origin.panel else {"text": texts("method.no-digest")},
            ]
        )
        if spec.references:
            references[origin.evaluator] = list(spec.references)
    figures = evaluation.series
    sources = sorted(
        {
            *(
                point.source
                for each in figures
                for point in each.case.figures.points
                if point.source
            ),
            *(each.source for each in evaluation.plan.indicators if each.source),
        }
    )
    columns: list[Any] = [
        texts(f"method.{each}") for each in ("name", "version", "params", "package", "digest")
    ]
    return {
        "table": table(
            "metoder",
            texts("method.runs"),
            columns,
            sorted(rows, key=lambda row: (row[0]["small"], row[4]["text"])),
            notes=[texts("method.digest-note")],
        )
        if rows
        else None,
        "references": [
            {"name": method_name(name, names), "several": references[name]}
            for name in sorted(references)
        ],
        "sources": sources,
    }


def _failures(evaluation: Evaluation, names: Names) -> dict[str, Any] | None:
    if not evaluation.failures:
        return None
    texts = names.texts
    return table(
        "feil",
        texts("failures.table"),
        [texts(f"failures.{each}") for each in ("evaluator", "package", "kind", "message")],
        [
            [code(each.evaluator), each.distribution, each.kind, each.message]
            for each in evaluation.failures
        ],
    )
