"""Plugins that cannot be taken in, or cannot be made into an evaluator."""

from __future__ import annotations

from zoo import Beast

__all__ = ["OFFERS"]

_TAKEN = "PluginError"
_FRAME = "from rusfelt.plugin import Offer, hookimpl\n"


def _hooks(lines: str) -> str:
    return f"{_FRAME}\n{lines}"


OFFERS = (
    Beast("cannot-be-imported", _TAKEN, "No module named", imports="import nowhere_at_all"),
    Beast("exits-importing-hooks", _TAKEN, "SystemExit", imports="raise SystemExit"),
    Beast("has-no-syntax", _TAKEN, "SyntaxError", hooks="def ("),
    Beast("dies-importing-hooks", "CrashError", "exit code 3", imports="import os; os._exit(3)"),
    Beast("segfaults-importing-hooks", "CrashError", "SIGSEGV", imports="import ctypes; ctypes.string_at(0)"),
    Beast("dies-importing-method", "CrashError", "exit code 3", top="os._exit(3)"),
    Beast("cannot-import-its-method", _TAKEN, "No module named", top="import nowhere_at_all"),
    Beast("interrupts-importing-method", "EvaluationError", "KeyboardInterrupt", top="raise KeyboardInterrupt"),
    Beast("forks-importing-hooks", "CrashError", "process of its own", imports="import os; os.fork()", leaves=True),
    Beast("speaks-another-interface", _TAKEN, "interface 99", hooks=_hooks(
        "@hookimpl\ndef rusfelt_evaluators():\n    yield Offer('speaks', 'a.b:C', api=99)\n")),
    Beast("answers-an-unknown-hook", _TAKEN, "unknown hook", hooks=_hooks(
        "@hookimpl\ndef rusfelt_evaluatrs():\n    yield Offer('unknown', 'a.b:C', api=1)\n")),
    Beast("offers-a-word", _TAKEN, "str was offered", hooks=_hooks(
        "@hookimpl\ndef rusfelt_evaluators():\n    yield 'a word'\n")),
    Beast("offers-nothing-iterable", _TAKEN, "raised TypeError", hooks=_hooks(
        "@hookimpl\ndef rusfelt_evaluators():\n    return 7\n")),
    Beast("offers-without-end", _TAKEN, "more than 10,000", hooks=_hooks(
        "@hookimpl\ndef rusfelt_evaluators():\n    while True: yield Offer('endless', 'a.b:C', api=1)\n")),
    Beast("raises-half-way", _TAKEN, "ZeroDivisionError", hooks=_hooks(
        "@hookimpl\ndef rusfelt_evaluators():\n"
        "    yield Offer('half', 'zoo_raises_half_way.method:Method', api=1)\n    1 / 0\n")),
    Beast("offers-a-broken-path", _TAKEN, "no import path", hooks=_hooks(
        "@hookimpl\ndef rusfelt_evaluators():\n    yield Offer('broken', 'no path', api=1)\n")),
    Beast("goes-by-another-name", _TAKEN, "calls itself", method="""
        from rusfelt import Spec
        class Method:
            spec = Spec("somebody-else", "1")
            def evaluate(self, panel, /): return {}
    """),
    Beast("is-no-evaluator", _TAKEN, "no evaluator", method="class Method: ..."),
    Beast("cannot-be-made", _TAKEN, "cannot be made", fields="needed: int"),
    Beast("tells-what-is-no-spec", _TAKEN, "no evaluator", spec="return {}"),
    Beast("raises-telling-its-spec", _TAKEN, "cannot be made", spec="raise ValueError('no spec')"),
    Beast("tells-its-spec-once", "EvaluationError", "ValueError: told once", top="told = []",
          spec="told.append(1)\nif len(told) > 1: raise ValueError('told once')"),
    Beast("tells-nan-reasons", "", method="""
        import attrs
        from rusfelt import Column, Spec
        @attrs.frozen
        class Method:
            limit: float = float("nan")
            spec = Spec("tells-nan-reasons", "1", gives=(Column("last"),), reasons={"x": float("nan")})
            def evaluate(self, panel, /): return {"last": panel.y[panel.offsets[1:] - 1]}
    """),
    Beast("tells-no-plain-reasons", "ContractError", "not plain values", method="""
        import attrs
        from rusfelt import Column, Spec
        @attrs.frozen
        class Method:
            spec = Spec("tells-no-plain-reasons", "1", gives=(Column("last"),), reasons={"x": object()})
            def evaluate(self, panel, /): return {"last": panel.y[panel.offsets[1:] - 1]}
    """),
    Beast("has-no-plain-version", "PluginError", "version", method="""
        import attrs
        from rusfelt import Column, Spec
        @attrs.frozen
        class Method:
            spec = Spec("has-no-plain-version", ["1", {}], gives=(Column("last"),))
            def evaluate(self, panel, /): return {"last": panel.y[panel.offsets[1:] - 1]}
    """),
    Beast("has-no-plain-parameter", "ContractError", "not plain values", fields="size: int = 10**5000"),
)  # fmt: skip
