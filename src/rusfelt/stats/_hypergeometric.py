"""Shares given how many there are in all: the hypergeometric family of a logistic trend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, gammaln, log_expit

from rusfelt.stats._checks import row_blocks
from rusfelt.stats._solve import solve_increasing
from rusfelt.stats._window import farthest

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["Hypergeometric"]

# exp() of less than this is nothing beside the rounding of a sum of float64.
_SILENT = -45.0
# Stands for 0 where a logarithm is taken.
_TINY = 1e-300


@dataclass(frozen=True)
class Hypergeometric:
    """Numerators ``x`` of given sizes with a fixed sum, of logit a + β·position.

    Without a trend ``x`` is multivariate hypergeometric; the intercept a is such that the expected
    numerators have the observed sum.

    Attributes:
        total: the sum of the numerators in each row, ``(rows,)``.
        size: the denominators, ``(rows, n)``.
        position: where on the time axis each share stands, ``(rows, n)``.
    """

    total: Floats
    size: Floats
    position: Floats

    # A transform in two directions costs far more than one, so more is counted out in full.
    few = 40_000
    widest = 1024

    def take(self, rows: Integers) -> Hypergeometric:
        """The family of these rows."""
        return Hypergeometric(self.total[rows], self.size[rows], self.position[rows])

    def at(self, position: Floats) -> Hypergeometric:
        """The same shares with time measured otherwise."""
        return replace(self, position=position)

    def fewer(self, x: Floats) -> tuple[Hypergeometric, Floats]:
        """The same trend told by those outside where they are fewer than those inside.

        Counting ``n - x`` with time reversed moves Σ position·x by a constant and keeps the slope.
        """
        outside = self.size.sum(axis=1) - self.total
        turned = outside < self.total
        ends = self.position.min(axis=1) + self.position.max(axis=1)
        family = Hypergeometric(
            np.minimum(outside, self.total),
            self.size,
            np.where(turned[:, None], ends[:, None] - self.position, self.position),
        )
        return family, np.where(turned[:, None], self.size - x, x)

    def intercept(self, beta: Floats) -> Floats:
        """The intercept at which the expected numerators have the observed sum."""
        share = self.total / self.size.sum(axis=1)
        level = np.log(share) - np.log1p(-share)
        lean = beta[:, None] * self.position
        middle = (lean * self.size).sum(axis=1) / self.size.sum(axis=1)

        def excess(alpha: Floats, rows: Integers) -> tuple[Floats, Floats]:
            p = expit(alpha[:, None] + lean[rows])
            expected = self.size[rows] * p
            slope = (expected * (1 - p)).sum(axis=1)
            return expected.sum(axis=1) - self.total[rows], slope

        return solve_increasing(
            excess, level - middle, np.ones_like(level) + np.abs(middle),
            low=level - lean.max(axis=1) - 1, high=level - lean.min(axis=1) + 1,
        )  # fmt: skip

    def shares(self, beta: Floats) -> Floats:
        """The share at each point at slope ``beta``."""
        return np.asarray(expit(self.intercept(beta)[:, None] + beta[:, None] * self.position))

    def moments(self, beta: Floats) -> tuple[Floats, Floats, Floats]:
        """Log normaliser, mean and variance of Σ position·x at slope ``beta``.

        The normaliser is that of the profile likelihood; its derivative is the mean.
        """
        alpha = self.intercept(beta)
        predictor = alpha[:, None] + beta[:, None] * self.position
        p = expit(predictor)
        expected = self.size * p
        weight = expected * expit(-predictor)
        heavy = weight.sum(axis=1)
        centre = (weight * self.position).sum(axis=1) / np.where(heavy > 0, heavy, 1.0)
        spread = (weight * (self.position - centre[:, None]) ** 2).sum(axis=1)
        outside = (self.size * log_expit(-predictor)).sum(axis=1)
        return -(alpha * self.total + outside), (expected * self.position).sum(axis=1), spread

    def fitted(self, beta: Floats) -> Floats:
        """Expected numerators at slope ``beta``; at an infinite slope one end is filled first."""
        finite = np.isfinite(beta)
        inner = self.size * self.shares(np.where(finite, beta, 0.0))
        piled = np.where((beta > 0)[:, None], self._filled(last=True), self._filled(last=False))
        return np.where(finite[:, None], inner, piled)

    def variance(self, fitted: Floats) -> Floats:
        """The variance of one numerator around its fitted value."""
        return fitted * (1 - fitted / self.size)

    def rates(self, fitted: Floats) -> Floats:
        """Shares."""
        return fitted / self.size

    def _filled(self, *, last: bool) -> Floats:
        """The numerators when one end of the time axis is filled before the next point."""
        order = np.argsort(-self.position if last else self.position, axis=1)
        size = np.take_along_axis(self.size, order, axis=1)
        before = np.cumsum(size, axis=1) - size
        filled = np.clip(self.total[:, None] - before, 0, size)
        result = np.empty_like(filled)
        np.put_along_axis(result, order, filled, axis=1)
        return result

    def edges(self) -> tuple[Floats, Floats]:
        """The smallest and largest Σ position·x there could be."""
        return (
            (self._filled(last=False) * self.position).sum(axis=1),
            (self._filled(last=True) * self.position).sum(axis=1),
        )

    def at_edges(self, x: Floats) -> tuple[Bools, Bools]:
        """Whether the first, and whether the last, points are filled as far as the sum goes."""
        return (
            (x == self._filled(last=False)).all(axis=1),
            (x == self._filled(last=True)).all(axis=1),
        )

    def log_edges(self) -> tuple[Floats, Floats]:
        """The log probability, without a trend, of each edge."""
        whole = self.log_total()
        return (
            _log_choose(self.size, self._filled(last=False)).sum(axis=1) - whole,
            _log_choose(self.size, self._filled(last=True)).sum(axis=1) - whole,
        )

    def settled(self) -> Bools:
        """Rows whose sum leaves only one possible outcome."""
        return np.asarray((self.total == 0) | (self.total == self.size.sum(axis=1)))

    def log_terms(self, most: int) -> Floats:
        """What a numerator of 0 … ``most`` adds to an outcome's log weight."""
        return _log_choose(self.size[:, :, None], np.arange(most + 1.0))

    def log_total(self) -> Floats:
        """The log of the number of ways to choose the sum, the normaliser without a trend."""
        return _log_choose(self.size.sum(axis=1), self.total)

    def narrowest(self, beta: Floats) -> Floats:
        """The window that holds Σ x when the numerators are independent."""
        p = self.shares(beta)
        return farthest((self.size * p * (1 - p)).sum(axis=1), 1.0)

    def window(self, beta: Floats, width: int) -> Floats:
        """The probabilities of Σ position·x modulo ``width``, jointly with the observed sum.

        Independent binomials at slope ``beta`` have a characteristic function in two directions:
        that of Σ x is inverted at the observed sum only, that of Σ position·x everywhere.
        """
        result = np.empty((self.total.size, width))
        for block in row_blocks(self.total.size, width * (width // 2 + 1)):
            part = self.take(np.arange(self.total.size)[block])
            result[block] = _joint(part, part.shares(beta[block]), width)
        return result


def _joint(family: Hypergeometric, p: Floats, width: int) -> Floats:
    """The window of one block of rows, given the share at each point."""
    turn = np.exp(2j * np.pi * np.arange(width) / width)
    # Time is counted from the point that varies most: its own wave then does not depend on the
    # frequency along Σ position·x, and all is silent outside a narrow band of its frequencies.
    anchor = int(np.argmax((family.size * p * (1 - p)).min(axis=0)))
    origin = family.position[:, anchor]
    step = (family.position - origin[:, None]).astype(np.int64)
    if (step == step[:1]).all():
        step = step[:1]
    reach = _band(family.size[:, anchor], p[:, anchor], width)
    across = np.arange(-reach, width - reach if 2 * reach + 1 > width else reach + 1)
    along = np.arange(width // 2 + 1)
    base = width * np.arange(p.shape[0])[:, None, None]
    wave = np.ones((p.shape[0], across.size, along.size), dtype=np.complex128)
    for i in range(p.shape[1]):
        one = (1 - p[:, i, None]) + p[:, i, None] * turn
        one = np.where(np.abs(one) < _TINY, _TINY, one)
        one = np.exp(family.size[:, i, None] * np.log(one))
        if i == anchor:
            wave *= one[:, np.mod(across, width), None]
        else:
            index = np.mod(across[:, None] + step[:, i, None, None] * along, width)
            wave *= one.reshape(-1)[base + index]
    back = turn[np.mod(-across * family.total[:, None], width).astype(np.int64)]
    line = np.matmul(back[:, None, :], wave)[:, 0, :] / width
    counted = np.fft.irfft(np.conj(line), n=width, axis=1)
    # From sums counted from the anchor to sums counted from 0, modulo the width.
    index = np.mod(np.arange(width) - (origin * family.total)[:, None], width).astype(np.int64)
    return np.take_along_axis(counted, index, axis=1)


def _band(size: Floats, p: Floats, width: int) -> int:
    """The highest frequency at which a binomial is heard at all, in any row of the block."""
    angle = 2 * np.pi * np.arange(width // 2 + 1) / width
    loss = 2 * (p * (1 - p))[:, None] * (1 - np.cos(angle))
    heard = 0.5 * size[:, None] * np.log1p(-np.minimum(loss, 1 - 1e-15)) > _SILENT
    return int(np.flatnonzero(heard.any(axis=0)).max())


def _log_choose(n: Floats, k: Floats) -> Floats:
    """The log of the number of ways to choose ``k`` of ``n``; minus infinity where k > n."""
    return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0))
