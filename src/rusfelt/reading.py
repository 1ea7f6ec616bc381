"""What authors of readers need: the table to give back, and what every reader does alike.

A reader of another distribution is a :class:`~rusfelt.plugin.TableReader`. It takes the bytes of a
file with :func:`content_of`, or lets somebody else's library open one that
:func:`require_ordinary` let through; it gathers what is wrong in a :class:`Gathered`, so that a
person can mend all of it at once; and it gives a :class:`~rusfelt.raw_table.RawTable`. The names here
stay; what they are made of, elsewhere in rusfelt, may move.

A table is looked through for national identity numbers wherever it comes from. A format whose files
hold more than their table has, such as notes and identifiers nobody reads, is looked through by its
reader, with :func:`holds_identity_number`.
"""

from __future__ import annotations

from rusfelt._identity import (
    file_name_refusal,
    file_refusal,
    holds_identity_number,
    may_hold_identity_number,
)
from rusfelt.io._files import content_of, head_of, require_ordinary
from rusfelt.io._gathered import Gathered, shown
from rusfelt.raw_table import RawTable

__all__ = [
    "Gathered",
    "RawTable",
    "content_of",
    "file_name_refusal",
    "file_refusal",
    "head_of",
    "holds_identity_number",
    "may_hold_identity_number",
    "require_ordinary",
    "shown",
]
