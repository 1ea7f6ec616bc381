"""Offers: a name and an import path, so that listing what there is imports nothing."""

from __future__ import annotations

import importlib
import re
from typing import Any

import attrs

from rusfelt.errors import DomainError, PluginError, said_by

__all__ = ["API", "SPOKEN", "Offer", "Skipped"]

# The plugin interface this rusfelt speaks. One version back is spoken too, once there is one.
API = 1
SPOKEN = frozenset({API, API - 1} - {0})
_PATH = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


@attrs.frozen
class Offer:
    """One thing a plugin offers.

    Attributes:
        name: what it is asked for by.
        path: ``module:attribute``, imported only when asked for.
        api: the plugin interface it was written for.
        summary: what it does, in a line.

    >>> Offer("theil-sen", "rusfelt.evaluators.theil_sen:TheilSen", api=1).name
    'theil-sen'
    """

    name: str
    path: str
    api: int = attrs.field(default=API, kw_only=True)
    summary: str = attrs.field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            msg = f"An offer's name is text, not {self.name!r}."
            raise DomainError(msg)
        if not isinstance(self.path, str) or not _PATH.fullmatch(self.path):
            msg = f"{self.path!r} is no import path. Write module:attribute."
            raise DomainError(msg)

    def load(self) -> Any:
        """Import what is offered.

        Raises:
            PluginError: it cannot be imported; the cause is chained.
        """
        module, _, attribute = self.path.partition(":")
        try:
            return getattr(importlib.import_module(module), attribute)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            msg = f"{self.name!r} cannot be imported from {self.path!r}: {said_by(error)}."
            raise PluginError(msg) from error


@attrs.frozen
class Skipped:
    """A plugin, or one offer of it, that could not be taken in; the rest goes on without it.

    Attributes:
        plugin: the name of its entry point. distribution: where it comes from.
        reason: why. kind: the kind of error that was.
    """

    plugin: str
    distribution: str
    reason: str
    kind: str = attrs.field(default="PluginError", kw_only=True)
