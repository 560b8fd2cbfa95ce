"""Commands by name, each with its module and its line of help; a command's module is imported when it is called."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from iku_cli.commandline.options import COMMON, Command, in_words, language_in, translated
from iku_cli.messages import message
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.settings import FLAGS
from iku_dsl.keywords import Language
from iku_dsl.records import record

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


@record
class Entry:
    """One command: the module that defines its `COMMAND`, and what it does in one line, in both languages."""

    module: str
    id: str
    en: str

    def line(self, language: Language) -> str:
        """The line of help in a language."""
        return self.id if language == "id" else self.en


class Commands(click.Group):
    """A command that has commands; `package` is where their modules lie."""

    def __init__(self, name: str, entries: Mapping[str, Entry], package: str) -> None:
        settings = {"help_option_names": ["--help", "-h"], "max_content_width": 110}
        super().__init__(name, callback=remember, params=[*COMMON], no_args_is_help=True, context_settings=settings)
        self.entries, self.package = entries, package

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """All commands, in the order of the table."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> Command | Commands | None:  # noqa: ARG002
        """The command of a name, imported now."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        command = importlib.import_module(f"{self.package}.{entry.module}").COMMAND
        assert isinstance(command, Command | Commands)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names. Errors: `Fault` with the nearest name where there is none."""
        if args and args[0] not in self.entries and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], self.entries, 1)
            key = "usage.command-near" if near else "usage.command"
            raise Fault(key, name=args[0], near="".join(near), known=", ".join(self.entries))
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so, each with its line of help, then the options; no command is imported for it."""
        from click.shell_completion import CompletionItem

        language = language_in(ctx)
        fitting = [name for name in self.entries if name.startswith(incomplete)]
        named = [CompletionItem(name, help=self.entries[name].line(language)) for name in fitting]
        return [*named, *in_words(click.Command.shell_complete(self, ctx, incomplete), ctx)]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What `--help` shows: use, the commands, the options that go with each."""
        language = language_in(ctx)
        usage = message("help.root-usage", language)
        formatter.write_usage(ctx.command_path, usage, f"{message('help.usage', language)} ")
        with formatter.section(message("help.commands", language)):
            formatter.write_dl([(name, entry.line(language)) for name, entry in self.entries.items()])
        with formatter.section(message("help.options", language)):
            formatter.write_dl(translated(self.get_params(ctx), ctx, language))
        formatter.write_paragraph()
        formatter.write_text(message("help.root-end", language, path=ctx.command_path))


def remember(**flags: str | bool | None) -> None:
    """Keep the common options that stand before the command's name."""
    kept = click.get_current_context().meta.setdefault(FLAGS, {})
    kept.update({name: value for name, value in flags.items() if value})
