"""Plugins that tell of people what nobody may be told."""

from __future__ import annotations

from zoo import Beast

__all__ = ["PRYING"]

_FOR_SCORES = 'Needs(points=2, kind=("score",))'
_ALL = 'told = f"{panel.y.tolist()} {panel.unit.tolist()}"\n'
_OURS = "from rusfelt.errors import"


def _prying(name: str, kind: str, lines: str, **more: str) -> Beast:
    return Beast(name, kind, evaluate=_ALL + lines, needs=_FOR_SCORES, **more)


PRYING = (
    _prying("tells-in-an-exception", "EvaluationError", "raise ValueError(told)"),
    _prying("tells-in-a-promise-of-ours", "ContractError", f"{_OURS} ContractError\nraise ContractError(told)"),
    _prying("tells-in-an-error-of-ours", "", f"{_OURS} DomainError\nraise DomainError(told)"),
    _prying("tells-in-a-name", "EvaluationError", "raise type(f'Score{panel.y[0]}', (Exception,), {})"),
    _prying("tells-for-want-of-memory", "", "raise MemoryError(told)"),
    _prying("tells-in-a-crash", "CrashError", f"{_OURS} CrashError\nraise CrashError(told)"),
    _prying("tells-in-a-column", "ContractError", "return {'last': last, str(panel.y[0]): last}"),
    _prying("tells-in-a-status", "ContractError", "return {'last': last, 'status': panel.y[::2].astype(str)}"),
)  # fmt: skip
