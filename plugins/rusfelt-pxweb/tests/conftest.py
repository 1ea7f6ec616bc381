"""Lets the tests find what they share, and opens a statistics bank on this machine for them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rusfelt_pxweb.client import PxWeb

sys.path.insert(0, str(Path(__file__).parent))

from fake_bank import SMALL, Bank, opened

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Watch:
    """A clock that only waiting moves on."""

    def __init__(self) -> None:
        self.time = 0.0
        self.waits: list[float] = []

    def clock(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds


@pytest.fixture
def bank():
    """A bank with one small table."""
    with opened(Bank(dict(SMALL))) as one:
        yield one


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def client(bank: Bank, watch: Watch):
    """Makes a client of the bank, with this test's clock."""

    def make(**told: object) -> PxWeb:
        return PxWeb(bank.url, clock=watch.clock, sleep=watch.sleep, now=lambda: NOW, **told)

    return make
