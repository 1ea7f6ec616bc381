"""Writers that plugins offer: an evaluation as the bytes of a document of theirs."""

from __future__ import annotations

import json

from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.plugin import Writer
from rusfelt.plugin.offered import answer_of, offered

__all__ = ["written_by"]


def written_by(name: str, evaluation: Evaluation) -> bytes:
    """An evaluation as a plugin's writer writes it.

    The writer gets the plain values of the evaluation's JSON, where no person has a row, and a
    copy of its own to do with as it likes.

    Args:
        name: the writer.
        evaluation: what is written.

    Raises:
        UnknownNameError, NameConflictError: the name leads to no writer.
        WriteError: it cannot write this evaluation.
        PluginError: it cannot be made, raised something else, or gave no bytes.
    """
    writer = offered(name, "writer", Writer)  # type: ignore[type-abstract]  # a protocol
    document = json.loads(evaluation.to_json())
    return answer_of(f"The writer {name!r}", lambda: writer.write(document), bytes)
