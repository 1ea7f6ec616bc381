"""The restricted likelihood of a random intercept and slope, from people's own lines.

A person's least-squares line ``b`` is normal about the group's line ``β`` with variance
``σ²(Λ + M⁻¹)``, where ``σ²Λ`` is the variance of the lines among people and ``M = Z'Z`` the
information in the person's own design, and independent of the scatter about it. Twice the negative
restricted log-likelihood, with ``β`` and ``σ²`` at their best for each ``Λ``, is therefore

    ``f(Λ) = ν·log q + Σ log|I + ΛM| + log|H|`` and a constant,

with ``W = (Λ + M⁻¹)⁻¹``, ``H = ΣW``, ``β = H⁻¹ΣWb``, ``q = scatter + Σ(b - β)'W(b - β)`` and
``ν`` the number of waves less 2. People with the same design share ``M`` and are summed once and
for all. What remains, with all first and second derivatives, are sums over designs of products of
one, two and three entries of ``W``: one pass, whose cost is that of a matrix product.

Everything two by two is held in the order slope, intercept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import row_blocks

if TYPE_CHECKING:
    from rusfelt.typing import Floats

__all__ = ["Criterion", "Designs", "PlainLines", "criterion", "designs_of", "weights"]

# Entries of a symmetric matrix by row and column, and products of two and three such entries.
_ENTRY = np.array([[0, 1], [1, 2]])
_PAIRS = [(i, j) for i in range(3) for j in range(i, 3)]
_TRIPLES = [(i, j, k) for i in range(3) for j in range(i, 3) for k in range(j, 3)]
_SHAPES = np.array([[[1.0, 0], [0, 0]], [[0, 1], [1, 0]], [[0, 0], [0, 1]]])
_PAIR_OF = np.array([[_PAIRS.index((min(i, j), max(i, j))) for j in range(3)] for i in range(3)])
_TRIPLE_OF = np.array(
    [_TRIPLES.index((i, j, k)) for i, j, k in (sorted(place) for place in np.ndindex(3, 3, 3))]
).reshape(3, 3, 3)
# Rows at a time, so that all their products stay in the processor's own memory.
_BLOCK = 1 << 13


class PlainLines(NamedTuple):
    """People's lines where time and value have neither unit nor origin, every field ``(people,)``.

    ``n`` counts waves in some unit, ``place`` is the mean of a person's times, ``spread`` their
    sum of squares about it in the same unit, ``level`` the height of the line at time 0.
    """

    n: Floats
    place: Floats
    spread: Floats
    slope: Floats
    level: Floats


class Designs(NamedTuple):
    """People by distinct design: their number and the sums of what they hold.

    ``sums`` has a column for people, slopes, intercepts, and the squares and product of the two.
    """

    n: Floats
    place: Floats
    spread: Floats
    sums: Floats


class Criterion(NamedTuple):
    """``f`` at a ``Λ`` with its derivatives by the root of ``Λ``, and what is best there."""

    value: float
    gradient: Floats
    hessian: Floats
    line: Floats
    information: Floats  # H
    variance: float


def designs_of(lines: PlainLines) -> Designs:
    """Everybody, gathered by design; people whose times are the same numbers share one."""
    order = np.lexsort((lines.place, lines.spread, lines.n))
    n, place, spread, slope, level = (column[order] for column in lines)
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (n[1:] != n[:-1]) | (spread[1:] != spread[:-1]) | (place[1:] != place[:-1])
    starts = np.flatnonzero(first)
    sums = np.empty((len(starts), 6))
    sums[:, 0] = np.diff(np.append(starts, len(order)))
    held = (slope, level, slope * slope, slope * level, level * level)
    for number, column in enumerate(held, start=1):
        sums[:, number] = np.add.reduceat(column, starts)
    return Designs(n[first], place[first], spread[first], sums)


def weights(
    root: Floats, n: Floats, place: Floats, spread: Floats
) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
    """``|I + ΛM|`` and the three entries of ``W``, for ``Λ`` the square of ``[[a, b], [b, c]]``.

    The determinant is a sum of squares, so it keeps its digits however far from zero the times
    are and however flat or thin ``Λ`` is.
    """
    a, b, c = root.tolist()
    whole = n * spread
    size = n * ((place * a + b) ** 2 + (place * b + c) ** 2)
    size += 1.0
    size += spread * (a * a + b * b)
    size += whole * (a * c - b * b) ** 2
    moment = n * place
    slope = (spread + moment * place + whole * (b * b + c * c)) / size
    both = (moment - whole * (b * (a + c))) / size
    level = (n + whole * (a * a + b * b)) / size
    return size, (slope, both, level)


def criterion(root: Floats, designs: Designs, scatter: float, freedom: float) -> Criterion:
    """``f`` and its derivatives where ``Λ`` is the square of ``[[a, b], [b, c]]``."""
    logs, single, pairs, triples = _sums(root, designs)
    information = single[..., 0]
    pull = np.einsum("xyy->x", single[..., 1:3])
    line = np.linalg.solve(information, pull)
    # (b - β)(b - β)' in terms of the columns summed.
    about = np.concatenate([np.zeros((3, 2, 2)), _SHAPES])
    about[0] = np.outer(line, line)
    about[1] = -2 * line[0] * _SHAPES[0] - line[1] * _SHAPES[1]
    about[2] = -line[0] * _SHAPES[1] - 2 * line[1] * _SHAPES[2]
    # Never less than the scatter, but for rounding where lines are far from where Λ lets them be.
    quadratic = scatter + max(float(np.einsum("xyc,cxy->", single, about)), 0.0)

    inverse = np.linalg.inv(information)
    first_w = -np.einsum("jyz,xyzwc->jxwc", _SHAPES, pairs)  # dW/dj, summed
    first_q = np.einsum("jxwc,cxw->j", first_w, about)
    first_log = np.einsum("jyz,yz->j", _SHAPES, information)
    first_h = first_w[..., 0]
    drift = np.einsum("jxww->jx", first_w[..., 1:3]) - first_h @ line
    half = np.einsum("jyz,kuv,xyzuvwc->jkxwc", _SHAPES, _SHAPES, triples)
    second_w = half + half.swapaxes(0, 1)
    second_q = np.einsum("jkxwc,cxw->jk", second_w, about) - 2 * drift @ inverse @ drift.T
    second_log = -np.einsum("jyz,kuv,vyzu->jk", _SHAPES, _SHAPES, pairs[..., 0])
    turned = inverse @ first_h
    gradient = freedom * first_q / quadratic + first_log + np.einsum("jxx->j", turned)
    hessian = (
        freedom * (second_q / quadratic - np.outer(first_q, first_q) / quadratic**2)
        + second_log
        + np.einsum("yx,jkxy->jk", inverse, second_w[..., 0])
        - np.einsum("jxy,kyx->jk", turned, turned)
    )
    value = freedom * np.log(quadratic) + logs + np.linalg.slogdet(information)[1]
    slopes, bends = _by_root(root, gradient, hessian)
    return Criterion(float(value), slopes, bends, line, information, quadratic / freedom)


def _by_root(root: Floats, gradient: Floats, hessian: Floats) -> tuple[Floats, Floats]:
    """The derivatives by ``Λ``'s entries (a² + b², ab + bc, b² + c²) as those by a, b and c."""
    a, b, c = root.tolist()
    chain = np.array([[2 * a, 2 * b, 0], [b, a + c, b], [0, 2 * b, 2 * c]])
    slope, both, level = gradient.tolist()
    own = np.array([[2 * slope, both, 0], [both, 2 * (slope + level), both], [0, both, 2 * level]])
    return gradient @ chain, chain.T @ hessian @ chain + own


def _sums(root: Floats, designs: Designs) -> tuple[float, Floats, Floats, Floats]:
    """``Σ log|I + ΛM|``, and the sums of one, two and three entries of ``W`` by column."""
    logs = 0.0
    total = np.zeros((3 + len(_PAIRS) + len(_TRIPLES), designs.sums.shape[1]))
    for rows in row_blocks(len(designs.n), 1, cells=_BLOCK):
        sums = designs.sums[rows]
        size, w = weights(root, designs.n[rows], designs.place[rows], designs.spread[rows])
        logs += float(np.log(size) @ sums[:, 0])
        products = np.empty((len(total), len(size)))
        products[:3] = w
        for number, (i, j) in enumerate(_PAIRS, start=3):
            np.multiply(w[i], w[j], out=products[number])
        for number, (i, j, k) in enumerate(_TRIPLES, start=3 + len(_PAIRS)):
            np.multiply(w[i], products[3 + _PAIR_OF[j, k]], out=products[number])
        total += products @ sums
    single, pairs, triples = total[:3], total[3:9], total[9:]
    return (
        logs,
        single[_ENTRY],
        pairs[_PAIR_OF[_ENTRY[:, :, None, None], _ENTRY]],
        triples[_TRIPLE_OF[_ENTRY[:, :, None, None, None, None], _ENTRY[:, :, None, None], _ENTRY]],
    )
