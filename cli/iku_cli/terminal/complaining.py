"""What went wrong is said on stderr, in the language of whoever asked, with what stands all the same; click's complaints, too."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from iku_cli.messages import message
from iku_cli.terminal.faults import Fault, unusable
from iku_cli.terminal.settings import language_of
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iku_dsl.keywords import Language
    from iku_engine.errors import EngineError


def complain(sentence: str, language: Language) -> None:
    """One sentence about what went wrong, on stderr."""
    echo(f"{message('fault', language)}: {sentence}", error=True)


def complain_of(error: Fault | EngineError, language: Language) -> None:
    """A fault, or what the engine refuses with its details, on stderr."""
    from iku_cli.messages.sentences import one_line

    if isinstance(error, Fault):
        complain(message(error.key, language, **error.arguments), language)
        return
    from iku_dsl.wording import SIGNS
    from iku_engine.wording import say_it

    complain(one_line(say_it(error.text, language, SIGNS[language])), language)
    for detail in error.details:
        echo(f"  {one_line(say_it(detail, language, SIGNS[language]))}", error=True)


def of_the_system(error: Exception, arguments: Sequence[str]) -> None:
    """What the system refused where nobody expected it: a disk that fails, too many open files, no room for the answer."""
    assert isinstance(error, OSError)
    named = error.filename if isinstance(error.filename, str) else ""
    language = language_of(arguments)
    with suppress(OSError):  # stderr may be what fails
        complain_of(unusable("file.system" if named else "system", error, named), language)
        _tell_what_is_kept(language)


def our_bug(error: Exception, arguments: Sequence[str]) -> None:
    """A mistake of ours: its type and text, and what to send us; but for a clock with which nothing can be computed.

    And but for a store that somebody changed by hand (what they put there may stop us long after it was read), and for memory that
    is not there.
    """
    language = language_of(arguments)
    with suppress(OSError):
        key = "fault.memory" if isinstance(error, MemoryError) else "fault.ours"
        key = "fault.clock" if isinstance(error, OverflowError) and not _clock_is_read() else key
        changed = _changed_by_hand() if key == "fault.ours" else None
        if changed is not None:
            complain_of(changed, language)
        else:
            complain(message(key, language, kind=type(error).__name__, text=str(error)), language)
        _tell_what_is_kept(language)


def _changed_by_hand() -> EngineError | None:
    """What somebody changed by hand in the stores that this command opened."""
    from iku_engine.long_work import WORK

    return next((found for store in WORK.stores if (found := store()) is not None), None)


def _clock_is_read() -> bool:
    try:
        time.time()
    except OverflowError:
        return False
    return True


def _tell_what_is_kept(language: Language) -> None:
    """Whoever meets a fault that is none of the command's takes it for not done; what it did before stands."""
    from iku_engine.long_work import WORK

    if WORK.changes or WORK.files:
        echo(message("fault.kept", language, changes=WORK.changes, files=WORK.files), error=True)


def stopped(arguments: Sequence[str]) -> None:
    """The one line of a command that somebody interrupted: what it left behind."""
    import sys

    from iku_cli.terminal.streams import console
    from iku_engine.long_work import WORK, undisturbed

    with undisturbed():
        if sys.stderr.isatty():
            console(error=True).show_cursor()  # a bar of progress hides it
        key = "stopped.after" if WORK.changes or WORK.files else "stopped"
        echo(message(key, language_of(arguments), changes=WORK.changes, files=WORK.files), error=True)


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
