"""How a command is declared: its options, the ones that go with every command, help in the reader's language, and commands by name.

A help text is written as a key of the messages; nothing here is for people to read. A command's module is imported when it is called.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from iku_cli.messages import message
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.settings import FLAGS, settle
from iku_dsl.keywords import LANGUAGES, Language
from iku_dsl.records import record

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

OFFERED = {
    "indicators": "indicator", "indicator": "indicator", "source": "relation", "into": "relation", "period": "period",
    "start": "period", "end": "period", "engine": "engine", "problem": "problem", "name": "schema",
}  # fmt: skip
"""Parameters for which a shell offers words, and of what kind (`iku_cli.completing`)."""
Function = TypeVar("Function", bound=Callable[..., Any])


class OneOf(click.ParamType):  # type: ignore[type-arg]  # generic only in newer ones
    """A word out of a few."""

    name = "word"

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word as it is. Errors: `Fault` with the words there are."""
        if value not in self.words:
            raise Fault("usage.choice", option=_called(param, ctx), value=value, known=", ".join(self.words))
        return value

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002
        """`id|en`."""
        return "|".join(self.words)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Those of the few that begin so."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class Offered(click.types.StringParamType):
    """A text for which a shell offers what there is."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """The words that begin so."""
        from iku_cli.completing import known

        return known(self.kind, ctx, incomplete)


class Depth(click.ParamType):  # type: ignore[type-arg]
    """How many members of a set are listed: a whole number, or `all` (None)."""

    name = "depth"

    def convert(self, value: str | int | None, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """The number, None for all. Errors: `Fault`."""
        if value is None or isinstance(value, int):
            return value
        if value in ("all", "semua"):
            return None
        if not value.isdecimal():
            raise Fault("usage.depth", option=_called(param, ctx), value=value)
        return int(value)


class Option(click.Option):
    """An option whose help is a key of the messages."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """How it is written, and its help in the reader's language."""
        record = super().get_help_record(ctx)
        return None if record is None else (record[0], message(self.help or "", language_in(ctx)))


class Command(click.Command):
    """A command whose help is in the reader's language, and which names an argument too many, or an option twice."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line. Errors: `Fault` where an option of one value is given twice: the first would be lost."""
        if not ctx.resilient_parsing:
            given = self.make_parser(ctx).parse_args(args=list(args))[2]
            for one in given:
                if isinstance(one, Option) and not (one.multiple or one.is_flag) and given.count(one) > 1:
                    raise Fault("usage.repeated", option=one.opts[-1])
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run it. Errors: `Fault` where arguments are left over."""
        if ctx.args:
            raise Fault("usage.extra", values=" ".join(ctx.args))
        return super().invoke(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What `--help` shows: use, what it does, options, examples."""
        language = language_in(ctx)
        usage = [message("help.options-word", language), *self.arguments_as_written(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(usage), f"{message('help.usage', language)} ")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(message(f"help.{key_of(ctx)}", language))
        own = [option for option in self.get_params(ctx) if isinstance(option, Option) and option not in COMMON]
        if own:
            with formatter.section(message("help.options", language)):
                formatter.write_dl(translated(own, ctx, language))
        with formatter.section(message("help.common", language)):
            others = [option for option in self.get_params(ctx) if option not in own]
            formatter.write_dl(translated(others, ctx, language))
        with formatter.section(message("help.examples", language)):
            formatter.write("".join(f"  {line}\n" for line in message(f"examples.{key_of(ctx)}", language).split("\n")))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The options that begin so, each with its help in the reader's language."""
        return in_words(super().shell_complete(ctx, incomplete), ctx)

    def arguments_as_written(self, ctx: click.Context) -> list[str]:
        """The arguments as the use line shows them."""
        arguments = [argument for argument in self.get_params(ctx) if isinstance(argument, click.Argument)]
        return [piece for argument in arguments for piece in argument.get_usage_pieces(ctx)]


def in_words(items: list[CompletionItem], ctx: click.Context) -> list[CompletionItem]:
    """What click would offer of options, whose help is a key of the messages to it."""
    for item in items:
        key = item.help or ""
        item.help = message(key if key.startswith("help.") else "help.help", language_in(ctx))
    return items


def key_of(ctx: click.Context) -> str:
    """A command within the keys of the messages: `eval`, `facts.list`."""
    return ".".join(ctx.command_path.split(" ")[1:])


def translated(parameters: Iterable[click.Parameter], ctx: click.Context, language: Language) -> list[tuple[str, str]]:
    """Options as rows of help; click's own `--help` has no key, and is said here."""
    rows = []
    for parameter in parameters:
        record = parameter.get_help_record(ctx)
        if record is not None and isinstance(parameter, click.Option):
            rows.append(record if isinstance(parameter, Option) else (record[0], message("help.help", language)))
    return rows


def language_in(ctx: click.Context) -> Language:
    """The language that the command line was read in."""
    return "en" if ctx.find_root().obj == "en" else "id"


COMMON: tuple[Option, ...] = (
    Option(["--store"], metavar="URL", help="help.store"),
    Option(["--specs"], metavar="PATH", help="help.specs"),
    Option(["--lang"], type=OneOf(LANGUAGES), help="help.lang"),
    Option(["--clock-is-right"], is_flag=True, help="help.clock"),
    Option(["--json", "as_json"], is_flag=True, help="help.json"),
)


def option(*names: str, **settings: Any) -> Callable[[Function], Function]:
    """An option of one command; `help` is a key of the messages."""
    return click.option(*names, cls=Option, **settings)


def command(function: Callable[..., int]) -> Command:
    """A command from its function, which takes the session and its own parameters, and gives the exit status."""

    @click.pass_context
    def called(
        ctx: click.Context,
        /,
        store: str | None,
        specs: str | None,
        lang: str | None,
        clock_is_right: bool,
        as_json: bool,
        **own: Any,
    ) -> int:
        before: dict[str, Any] = ctx.meta.get(FLAGS, {})
        flags = {"store": store, "specs": specs, "lang": lang}
        settings = settle({name: value or before.get(name) for name, value in flags.items()})
        clock = clock_is_right or bool(before.get("clock_is_right"))
        return function(Session(settings, as_json or bool(before.get("as_json")), clock), **own)

    own: list[click.Parameter] = getattr(function, "__click_params__", [])[::-1]
    for parameter in own:
        if parameter.type is click.STRING and parameter.name in OFFERED:
            parameter.type = Offered(OFFERED[parameter.name])
    return Command(None, callback=called, params=[*own, *COMMON], context_settings={"allow_extra_args": True})


def paths(function: Function) -> Function:
    """The argument `PATH…`: spec files and folders; none means those of the settings."""
    return click.argument("given", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))(function)


def _called(param: click.Parameter | None, ctx: click.Context | None) -> str:
    if param is None:
        return ""
    return (
        max(param.opts, key=len)
        if isinstance(param, click.Option)
        else param.make_metavar(ctx or click.Context(click.Command(None)))
    )


@record
class Entry:
    """One command: its module and function, what it does in one line, in both languages, and the commands below it where it has such."""

    place: str
    id: str
    en: str
    below: Mapping[str, Entry] | None = None

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
        if entry.below is not None:
            return Commands(entry.place, entry.below, self.package)
        module, _, function = entry.place.partition(":")
        command = getattr(importlib.import_module(f"{self.package}.{module}"), function)
        assert isinstance(command, Command)
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
