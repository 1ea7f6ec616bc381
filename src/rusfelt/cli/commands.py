"""The group of commands; each is imported when it is called or listed."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from rusfelt._version import __version__
from rusfelt.cli._output import tell
from rusfelt.errors import RusfeltError

__all__ = ["program"]

_COMMANDS = {
    "attack": "rusfelt.cli.attack:attack",
    "audit": "rusfelt.cli.audit:audit",
    "change": "rusfelt.cli.change:change",
    "diff": "rusfelt.cli.diff:diff",
    "evaluate": "rusfelt.cli.evaluate:evaluate",
    "instruments": "rusfelt.cli.instruments:instruments",
    "map": "rusfelt.cli.map:map_file",
    "new": "rusfelt.cli.new:new",
    "plans": "rusfelt.cli.plans:plans",
    "plugins": "rusfelt.cli.plugins:plugins",
    "read": "rusfelt.cli.read:read",
    "repartition": "rusfelt.cli.repartition:repartition",
    "report": "rusfelt.cli.report:report",
    "protect": "rusfelt.cli.protect:protect",
    "schema": "rusfelt.cli.schema:schema",
    "score": "rusfelt.cli.score:score",
    "template": "rusfelt.cli.template:template",
    "validate": "rusfelt.cli.validate:validate",
    "verify": "rusfelt.cli.verify:verify",
}


class _Program(click.Group):
    """Commands by name; what goes wrong on purpose is a message, not a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click calls it so
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RusfeltError as error:
            tell(str(error))
            sys.exit(1)


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rusfelt")
def program() -> None:
    """Say honestly whether a plan for the substance-use field works."""
