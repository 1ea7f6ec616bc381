"""Counts given their total: the multinomial family of a log-linear trend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["Multinomial"]

# exp() of less than this is nothing beside 1, even summed over a million frequencies.
_NOTHING = -60.0
# Stands for 0 where a logarithm is taken.
_TINY = 1e-300


@dataclass(frozen=True)
class Multinomial:
    """Counts ``x`` with a fixed total, of probabilities proportional to weight · exp(β·position).

    Attributes:
        total: the number of events in each row, ``(rows,)``.
        log_weight: the logarithm of the exposure, ``(rows, n)``.
        position: where on the time axis each count stands, ``(rows, n)``.
    """

    total: Floats
    log_weight: Floats
    position: Floats

    # Up to so many outcomes a row is counted out in full rather than by Fourier transform.
    few = 1000
    # Longest transform: a window of this many positions.
    widest = 1 << 17

    def take(self, rows: Integers) -> Multinomial:
        """The family of these rows."""
        return Multinomial(self.total[rows], self.log_weight[rows], self.position[rows])

    def at(self, position: Floats) -> Multinomial:
        """The same counts with time measured otherwise."""
        return replace(self, position=position)

    def fewer(self, x: Floats) -> tuple[Multinomial, Floats]:
        """The family and counts as they are: there is no complement to count instead."""
        return self, x

    def moments(self, beta: Floats) -> tuple[Floats, Floats, Floats]:
        """Log normaliser, mean and variance of Σ position·x at slope ``beta``."""
        log_share = self.log_weight + beta[:, None] * self.position
        top = log_share.max(axis=1)
        share = np.exp(log_share - top[:, None])
        whole = share.sum(axis=1)
        share /= whole[:, None]
        mean = (share * self.position).sum(axis=1)
        spread = (share * (self.position - mean[:, None]) ** 2).sum(axis=1)
        return self.total * (top + np.log(whole)), self.total * mean, self.total * spread

    def fitted(self, beta: Floats) -> Floats:
        """Expected counts at slope ``beta``; at an infinite slope all stand at one end."""
        finite = np.isfinite(beta)
        log_share = self.log_weight + np.where(finite, beta, 0.0)[:, None] * self.position
        share = np.exp(log_share - log_share.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        end = np.where(beta > 0, np.argmax(self.position, axis=1), np.argmin(self.position, axis=1))
        piled = np.arange(self.position.shape[1]) == end[:, None]
        return np.asarray(self.total[:, None] * np.where(finite[:, None], share, piled))

    def variance(self, fitted: Floats) -> Floats:
        """The variance of one count around its fitted value."""
        return fitted

    def rates(self, fitted: Floats) -> Floats:
        """Events per unit of exposure."""
        return fitted / np.exp(self.log_weight)

    def edges(self) -> tuple[Floats, Floats]:
        """The smallest and largest Σ position·x there could be."""
        return (
            self.total * self.position.min(axis=1),
            self.total * self.position.max(axis=1),
        )

    def at_edges(self, x: Floats) -> tuple[Bools, Bools]:
        """Whether all events stand at the lowest, and at the highest position."""
        first = np.argmin(self.position, axis=1)[:, None]
        last = np.argmax(self.position, axis=1)[:, None]
        return (
            np.take_along_axis(x, first, axis=1)[:, 0] == self.total,
            np.take_along_axis(x, last, axis=1)[:, 0] == self.total,
        )

    def log_edges(self) -> tuple[Floats, Floats]:
        """The log probability, without a trend, of each edge."""
        log_share = self.log_weight - self.log_weight.max(axis=1, keepdims=True)
        log_share = log_share - np.log(np.exp(log_share).sum(axis=1, keepdims=True))
        first = np.argmin(self.position, axis=1)[:, None]
        last = np.argmax(self.position, axis=1)[:, None]
        return (
            self.total * np.take_along_axis(log_share, first, axis=1)[:, 0],
            self.total * np.take_along_axis(log_share, last, axis=1)[:, 0],
        )

    def settled(self) -> Bools:
        """Rows whose total leaves only one possible outcome."""
        return np.asarray(self.total == 0)

    def log_terms(self, most: int) -> Floats:
        """What a count of 0 … ``most`` adds to an outcome's log weight: ``(rows, n, most + 1)``."""
        count = np.arange(most + 1.0)
        return np.asarray(count * self.log_weight[:, :, None] - gammaln(count + 1))

    def log_total(self) -> Floats:
        """The log normaliser without a trend, on the scale of :meth:`window`."""
        return self.moments(np.zeros_like(self.total))[0]

    def narrowest(self, beta: Floats) -> Floats:
        """No transform in a second direction sets a bound on the window."""
        return np.zeros_like(beta)

    def window(self, beta: Floats, width: int) -> Floats:
        """The probabilities of Σ position·x modulo ``width`` at slope ``beta``, ``(rows, width)``.

        The sum of N independent events has the N-th power of one event's Fourier transform.
        """
        share = self.fitted(beta) / self.total[:, None]
        place = np.mod(self.position, width).astype(np.int64)
        one = np.zeros((self.total.size, width))
        rows = np.arange(self.total.size)
        for i in range(place.shape[1]):
            one[rows, place[:, i]] += share[:, i]
        wave = np.fft.rfft(one, axis=1)
        size = np.maximum(np.abs(wave), _TINY)
        total = np.broadcast_to(self.total[:, None], wave.shape)
        heard = total * np.log(size) > _NOTHING
        power = np.zeros_like(wave)
        power[heard] = np.exp(total[heard] * np.log(wave[heard]))
        return np.fft.irfft(power, n=width, axis=1)
