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
    """Every hook a plugin may answer.

    A plugin is a module (or object) with functions of these names marked ``@hookimpl``, and an
    entry point in the group ``rusfelt`` that leads to it. A hook takes no arguments and yields
    :class:`~rusfelt.plugin.Offer` values: a name, and the import path of the thing. Nothing is
    imported before it is asked for, so keep the module with the hooks light.

    A hook of another name, one that raises, and anything yielded that is no offer are listed as
    skipped, and cost no other plugin anything.
    """

    @hookspec
    def rusfelt_evaluators(self) -> Iterable[Offer]:
        """Evaluators: classes that keep the promises of :class:`rusfelt.Evaluator`.

        The path leads to a class. It is made with the parameters it is asked for with, and its
        ``spec.name`` is the name it is offered under.

        >>> @hookimpl
        ... def rusfelt_evaluators():
        ...     yield Offer("last-change", "rusfelt_example.last_change:LastChange", api=1,
        ...                 summary="The step from the last point but one to the last")
        >>> [offer.name for offer in rusfelt_evaluators()]
        ['last-change']

        Installed, it is run in every evaluation and shown under its name, and answers
        ``rusfelt.evaluate(panel, "last-change")``. It settles a verdict only where a plan names it
        in ``judged_by``.
        """
        return ()

    @hookspec
    def rusfelt_instruments(self) -> Iterable[Offer]:
        """Instruments: how the answers to a questionnaire become scores.

        The path leads to an :class:`rusfelt.Instrument`, or to a function that makes one; its
        ``id`` is the name it is offered under. Wording under licence stays with its owner.

        >>> @hookimpl
        ... def rusfelt_instruments():
        ...     yield Offer("our-scale", "our_package.scales:our_scale", api=1)
        >>> [offer.path for offer in rusfelt_instruments()]
        ['our_package.scales:our_scale']

        Installed, ``rusfelt.score("our-scale", answers)`` scores with it.
        """
        return ()

    @hookspec
    def rusfelt_plans(self) -> Iterable[Offer]:
        """Plans: adopted plans under a name.

        The path leads to a :class:`rusfelt.Plan`, or to a function that makes one; its ``id`` is
        the name it is offered under.

        >>> @hookimpl
        ... def rusfelt_plans():
        ...     yield Offer("our-plan", "our_package.plans:our_plan", api=1)
        >>> [offer.name for offer in rusfelt_plans()]
        ['our-plan']

        Installed, ``rusfelt.load_plan("our-plan")`` and ``rusfelt evaluate our-plan`` find it.
        """
        return ()

    @hookspec
    def rusfelt_criteria(self) -> Iterable[Offer]:
        """Criteria: indicators suggested for the systems, methods and services plans name.

        The path leads to a function without arguments that gives the criteria. They are listed by
        ``rusfelt plugins list``; nothing in this version asks for them yet.

        >>> @hookimpl
        ... def rusfelt_criteria():
        ...     yield Offer("our-criteria", "our_package.criteria:criteria", api=1)
        >>> [offer.api for offer in rusfelt_criteria()]
        [1]
        """
        return ()

    @hookspec
    def rusfelt_readers(self) -> Iterable[Offer]:
        """Readers: from a file of some kind to figures.

        The path leads to a class that keeps :class:`rusfelt.plugin.Reader`, made without arguments.

        >>> @hookimpl
        ... def rusfelt_readers():
        ...     yield Offer("our-register", "our_package.register:Reader", api=1)
        >>> [offer.name for offer in rusfelt_readers()]
        ['our-register']

        Installed, ``rusfelt.read_measurements(path, reader="our-register")`` asks it, and so does
        every file with one of its suffixes that is not one rusfelt reads itself.
        """
        return ()

    @hookspec
    def rusfelt_writers(self) -> Iterable[Offer]:
        """Writers: from an evaluation to a document.

        The path leads to a class that keeps :class:`rusfelt.plugin.Writer`, made without arguments.

        >>> @hookimpl
        ... def rusfelt_writers():
        ...     yield Offer("our-letter", "our_package.letter:Writer", api=1)
        >>> [offer.name for offer in rusfelt_writers()]
        ['our-letter']

        Installed, ``rusfelt evaluate PLAN --writer our-letter -o FILE`` asks it.
        """
        return ()


# Kind of thing → the hook that offers it.
KINDS = {
    name.removeprefix("rusfelt_").removesuffix("s")
    if name != "rusfelt_criteria"
    else "criterion": name
    for name in vars(Hooks)
    if name.startswith("rusfelt_")
}
