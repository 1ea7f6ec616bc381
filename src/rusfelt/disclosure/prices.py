"""What hiding a cell costs: about one each, and never anything that its count decides."""

from __future__ import annotations

import hashlib
import hmac

import numpy as np

from rusfelt.disclosure.system import System
from rusfelt.typing import Floats

__all__ = ["prices"]

_SPREAD = 0.02


def prices(system: System, key: bytes | None) -> Floats:
    """A price for each cell.

    Were the smallest cells chosen to hide, whoever sees which were chosen would know that they
    are smaller than those printed beside them. So a price depends on the cell's name and on a
    secret, if there is one, and not on its count. Totals cost a little more than what is in them.

    Args:
        system: the cells.
        key: the secret.
    """
    secret = key or b""
    drawn = [
        int.from_bytes(
            hmac.new(secret, name.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()[:4],
            "big",
        )
        / 2**32
        for name in system.names
    ]
    return np.asarray(system.weight + _SPREAD * np.array(drawn), dtype=np.float64)
