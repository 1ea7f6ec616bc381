"""Identity numbers in whole columns and whole files, a million cells at a time.

Rows of digits are found in flat arrays of letters; only what passes is looked at one by one, by
:func:`~rusfelt._identity.text.weight_of_text`, which has the last word.
"""

from __future__ import annotations

import re

import numpy as np

from rusfelt._identity.rule import LENGTH, passes
from rusfelt._identity.runs import LATIN, of_letters, search
from rusfelt._identity.text import (
    DOUBTFUL,
    FEWEST,
    MARKS,
    SURE,
    has_excuse,
    is_in_digest,
    may_be_power,
    may_start,
    weight_of_text,
)
from rusfelt.typing import Array, Integers

__all__ = ["may_hold_identity_number", "places_of_identity_numbers", "places_of_weights"]

_SHORTENED = LENGTH - 1
_ODD = re.compile(rf"(?![\x00-\xff])[\d{re.escape(MARKS)}]")
# So many letters are looked at together.
_BLOCK = 1 << 20


# In a cell of nothing else there is no number with decimals, and no digest.
_IS_PLAIN = of_letters("0123456789 -\u00a0\0")


def may_hold_identity_number(text: str) -> bool:
    """Whether a text, such as a whole file, is worth looking at cell by cell.

    Never ``False`` where a cell of it weighs anything. Decimals after a point, UUIDs and digests
    are no reason, though they have such rows of digits by chance.
    """
    try:
        letters = text.encode("latin-1")
    except UnicodeEncodeError:
        letters = _ODD.sub(lambda found: _usual(found[0]), text).encode("latin-1", "replace")
    at = 0
    while at < len(letters):
        # Piece by piece, to save memory; no number goes over the end of a line.
        end = letters.find(b"\n", at + _BLOCK)
        piece = letters[at : end if end >= 0 else len(letters)]
        found = search(np.frombuffer(piece, np.uint8))
        if (
            any(may_start(text, at + place) for place in found.written.tolist())
            or any(not is_in_digest(text, at + place) for place in found.shortened.tolist())
            or any(may_be_power(text, at + place) for place in found.powers.tolist())
        ):
            return True
        at += len(piece) + 1
    return False


def places_of_identity_numbers(column: Array, *, figures: bool = False) -> Integers:
    """Where in a column identity numbers stand.

    Args:
        column: text, numbers or Python objects.
        figures: the column is declared to hold figures, so that a whole number of eleven digits
            is most likely an amount: at least two, and half of those so long, must pass.

    Returns:
        The places, rising; empty where there are none.

    >>> places_of_identity_numbers(np.array(["a", "17912099997"])).tolist()
    [1]
    """
    if column.ndim != 1:
        column = column.ravel()
    if not column.size:
        return np.empty(0, dtype=np.int64)
    if column.strides == (0,):
        held = places_of_identity_numbers(column[:1].copy(), figures=figures)
        return np.arange(len(column) if len(held) else 0)
    if column.dtype.kind in "iuf":
        weights, long = _weights_of_numbers(column)
        if figures:
            hits = np.flatnonzero(weights)
            return hits if len(hits) > 1 and 2 * len(hits) >= long else hits[:0]
        return places_of_weights(weights, int(np.count_nonzero(~np.isnan(column))))
    if column.dtype.kind == "S":
        column = np.char.decode(column, "latin-1")
    elif column.dtype.kind == "O":
        column = np.array(["" if each is None else str(each) for each in column.tolist()])
    if column.dtype.kind != "U":
        return np.empty(0, dtype=np.int64)
    weights = _weights_of_texts(column)
    return places_of_weights(weights, int(np.count_nonzero(column != "")) if weights.any() else 0)


def places_of_weights(weights: Array, filled: int) -> Integers:
    """Where a column holds identity numbers, by the weights of its cells.

    Doubtful cells count where they and the sure ones are at least half of the filled.
    """
    hits = np.flatnonzero(weights)
    return hits if 2 * len(hits) >= filled else np.flatnonzero(weights == SURE)


def _weights_of_numbers(values: Array) -> tuple[Array, int]:
    """The weight of each, and how many are whole numbers of ten or eleven digits."""
    weights = np.zeros(len(values), dtype=np.int8)
    rows = np.flatnonzero((values >= 10 ** (_SHORTENED - 1)) & (values < 10**LENGTH))
    whole = values[rows].astype(np.int64)
    is_whole = whole == values[rows]
    rows, whole = rows[is_whole], whole[is_whole]
    # Halves fit into 32 bits, where dividing is cheap.
    halves = (whole // 10**5).astype(np.int32), (whole % 10**5).astype(np.int32)
    digits = np.zeros((len(rows), LENGTH), dtype=np.uint8)
    for half, columns in zip(halves, (range(5, -1, -1), range(10, 5, -1)), strict=True):
        rest = half
        for column in columns:
            rest, digits[:, column] = np.divmod(rest, 10)
    hits = passes(digits)
    weights[rows[hits]] = np.where(digits[hits, 0] == 0, DOUBTFUL, SURE)
    return weights, len(rows)


def _weights_of_texts(column: Array) -> Array:
    width = column.dtype.itemsize // 4
    weights = np.zeros(len(column), dtype=np.int8)
    if width < FEWEST:
        return weights
    size = max(1, _BLOCK // width)
    for at in range(0, len(column), size):
        weights[at : at + size] = _weights_of_block(column[at : at + size], width)
    return weights


def _weights_of_block(block: Array, width: int) -> Array:
    codes = np.ascontiguousarray(block, dtype=f"=U{width}").view(np.uint32).reshape(-1, width)
    # One letter more, so that no number reaches into the next cell.
    letters = np.zeros((len(codes), width + 1), dtype=np.uint8)
    if codes.max() < LATIN:
        letters[:, :width] = codes
    else:
        letters[:, :width] = np.where(codes < LATIN, codes, ord("?"))
        for code in np.unique(codes[codes >= LATIN]).tolist():
            letters[:, :width][codes == code] = ord(_usual(chr(code)))
    rows = [np.unique(each // (width + 1)) for each in search(letters.ravel())]
    weights = np.zeros(len(block), dtype=np.int8)
    for each, sure in zip(rows, (True, False, False), strict=True):
        plain = _IS_PLAIN[letters[each]].all(axis=1) & sure
        weights[each[plain]] = SURE
        texts = block[each[~plain]].tolist()
        found = [SURE if sure and not has_excuse(text) else weight_of_text(text) for text in texts]
        weights[each[~plain]] = np.maximum(weights[each[~plain]], np.array(found, dtype=np.int8))
    return weights


def _usual(letter: str) -> str:
    """A digit of another script, or an unusual space or dash, as the usual one."""
    if letter.isdecimal():
        return str(int(letter))
    return "-" if letter in MARKS else "?"
