"""A study folder on the command line: its documents, made the same way each time."""

from __future__ import annotations

from rusfelt.cli._evaluating import Evaluating
from rusfelt.cli._patience import patience
from rusfelt.cli._publishing import FORMATS, Publishing, document
from rusfelt.domain.period import to_date
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.language import words
from rusfelt.study import Study

__all__ = ["study_documents"]

_DEADLINE = 60.0


def study_documents(study: Study) -> tuple[Evaluation, dict[str, bytes]]:
    """A study's evaluation, and its documents by name, after disclosure control."""
    told, say = study.settings, words(study.settings.language)["report"]
    data = tuple(str(each) for each in study.data())
    with patience(say["evaluating"]):
        evaluation = Evaluating(
            plan=str(study.plan),
            data=data,
            as_of=None if told.as_of is None else to_date(told.as_of, end=True),
            answers=tuple(
                f"{each.indicator}={each.instrument}:{study.path / each.file}"
                for each in told.answers
            ),
            named=tuple(told.evaluators),
            params=tuple(
                f"{name}.{key}={str(value).lower() if isinstance(value, bool) else value}"
                for name, params in told.evaluators.items()
                for key, value in params.items()
            ),
            reader=None,
            mapping=None,
            isolation="process",
            deadline=_DEADLINE,
            fail_on_error=None,
        ).run()
    publishing = Publishing(
        policy=told.policy,
        ledger=None if told.ledger is None else str(study.path / told.ledger),
        internal=False,
        key_file=None,
        previous=None if told.previous is None else str(study.path / told.previous),
    )
    with patience(say["hiding"]):
        published = publishing.run(evaluation, data, told.language)
    files = {}
    for form in told.formats:
        with patience(say["writing"].format(form=form)):
            name = f"{evaluation.plan.id}.{FORMATS[form]}"
            files[name] = document(published, form, told.language)
    return evaluation, files
