"""The hooks a plugin may answer. Each yields offers and does nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from rusfelt.plugin.offer import Offer

__all__ = ["KINDS", "Hooks", "hookimpl"]

PROJECT = "rusfelt"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Hooks:
    """Every hook, as pluggy is told of them.

    A plugin is a module (or object) with functions of these names marked ``@hookimpl`` and an
    entry point in the group ``rusfelt``::

        @hookimpl
        def rusfelt_evaluators():
            yield Offer("my-method", "my_package.method:MyMethod", api=1)
    """

    @hookspec
    def rusfelt_evaluators(self) -> Iterable[Offer]:
        """Evaluators: classes that keep the promises of :mod:`rusfelt.evaluator`."""
        return ()

    @hookspec
    def rusfelt_instruments(self) -> Iterable[Offer]:
        """Instruments: scoring rules for questionnaires."""
        return ()

    @hookspec
    def rusfelt_plans(self) -> Iterable[Offer]:
        """Plans: callables that return a :class:`~rusfelt.domain.plan.Plan`."""
        return ()

    @hookspec
    def rusfelt_criteria(self) -> Iterable[Offer]:
        """Criteria: suggested indicators for the systems plans name."""
        return ()

    @hookspec
    def rusfelt_readers(self) -> Iterable[Offer]:
        """Readers: from a file to measurements."""
        return ()

    @hookspec
    def rusfelt_writers(self) -> Iterable[Offer]:
        """Writers: from a published evaluation to a document."""
        return ()


# Kind of thing → the hook that offers it.
KINDS = {
    name.removeprefix("rusfelt_").removesuffix("s")
    if name != "rusfelt_criteria"
    else "criterion": name
    for name in vars(Hooks)
    if name.startswith("rusfelt_")
}
