"""Tables too large for memory that hold identity numbers are not read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from rusfelt._identity import places_of_identity_numbers, safe_name
from rusfelt.errors import ReadError

__all__ = ["refuse_table"]

# Digits a number of that kind has, written as a number: a zero in front is lost.
_FEWEST, _BEYOND = 10**9, 10**11
# So many different cells that could be one are looked at; more are not needed to see what they are.
_LOOKED_AT = 100_000
_WHOLE = {"BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT", "DOUBLE"}


def refuse_table(database: Any, table: str, columns: Mapping[str, str], file: str) -> None:
    """Let a table through in no column of which identity numbers stand.

    Columns of text and of whole numbers are looked at, the cells that could be one all of them up to
    a hundred thousand different ones.

    Args:
        database: a connection of DuckDB.
        table: as a query names it.
        columns: their types by name, as DuckDB writes them.
        file: for the message.

    Raises:
        ReadError: some do; the columns are named.
    """
    held = [
        safe_name(name)
        for name, kind in columns.items()
        if len(places_of_identity_numbers(_candidates(database, table, name, kind)))
    ]
    if held:
        names = ", ".join(map(repr, held))
        msg = (
            f"The column(s) {names} hold what looks like national identity numbers. Replace them by "
            "codes before the data come here; rusfelt.disclosure.pseudonyms makes such."
        )
        raise ReadError(msg, path=file, column=held[0])


def _candidates(database: Any, table: str, name: str, kind: str) -> np.ndarray[Any, Any]:
    column = '"' + name.replace('"', '""') + '"'
    if kind == "VARCHAR":
        digits = rf"length(regexp_replace({column}, '[^0-9]', '', 'g')) >= 10"
        asked = f"length({column}) >= 10 AND {digits}"
    elif kind in _WHOLE or kind.startswith("DECIMAL"):
        asked = f"{column} >= {_FEWEST} AND {column} < {_BEYOND} AND {column} = floor({column})"
    else:
        return np.empty(0)
    found = database.execute(
        f"SELECT DISTINCT {column} FROM {table} WHERE {asked} LIMIT {_LOOKED_AT}"  # noqa: S608 - names are quoted
    ).fetchall()
    if kind == "VARCHAR":
        return np.array([each[0] for each in found], dtype=np.str_)
    return np.array([float(each[0]) for each in found])
