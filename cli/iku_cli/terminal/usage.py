"""click's complaints about a command line, in the user's language."""

from __future__ import annotations

import click

from iku_cli.messages import message
from iku_dsl.keywords import Language


def explained(error: click.UsageError, language: Language) -> str:
    """What is wrong with the command line, and the mend where there is one."""
    match error:
        case click.NoSuchOption():
            near = f" {message('usage.near', language, near=error.possibilities[0])}" if error.possibilities else ""
            return message("usage.no-option", language, option=error.option_name) + near
        case click.MissingParameter():
            key = "usage.missing-period" if _named(error) == "--period" else "usage.missing"
            return message(key, language, parameter=_named(error))
        case click.BadOptionUsage():
            takes = "requires an argument" in error.message or "arguments" in error.message
            key = "usage.needs-value" if takes else "usage.no-value"
            return message(key, language, option=error.option_name)
        case click.BadParameter():
            return message("usage.bad", language, parameter=_named(error), why=error.message)
        case _ if error.message.startswith("Missing command") and error.ctx is not None:
            known = getattr(error.ctx.command, "entries", ())
            return message("usage.no-command", language, known=", ".join(known))
        case _:
            return error.format_message()


def _named(error: click.BadParameter) -> str:
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    if error.param is not None and error.ctx is not None:
        return error.param.make_metavar(error.ctx).strip("[].")
    return str(error.param_hint or "")
