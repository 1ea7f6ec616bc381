"""Writers that plugins offer: an evaluation as the bytes of a document of theirs."""

from __future__ import annotations

import json

from rusfelt.evaluation.plain import as_json
from rusfelt.plugin import Writer
from rusfelt.plugin.offered import answer_of, offered
from rusfelt.publishing import Published, published_only

__all__ = ["written_by"]


def written_by(name: str, published: Published) -> bytes:
    """What may be published as a plugin's writer writes it.

    The writer gets the plain values of the JSON, from which small counts are gone, and a copy of
    its own to do with as it likes.

    Args:
        name: the writer.
        published: what is written, as :func:`rusfelt.publish` gives it.

    Raises:
        DomainError: this is no published evaluation.
        UnknownNameError, NameConflictError: the name leads to no writer.
        WriteError: it cannot write this evaluation.
        PluginError: it cannot be made, raised something else, or gave no bytes.
    """
    writer = offered(name, "writer", Writer)  # type: ignore[type-abstract]  # a protocol
    document = json.loads(as_json(published_only(published).to_dict()))
    return answer_of(f"The writer {name!r}", lambda: writer.write(document), bytes)
