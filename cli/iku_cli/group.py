"""The commands by name, each with its module and its line of help; a command's module is imported when it is called."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Sequence
from dataclasses import dataclass

import click

from iku_cli.faults import Fault, ReaderLeftError, complain
from iku_cli.messages import message
from iku_cli.options import COMMON, FLAGS, Command, Option, translated
from iku_cli.render.visible import one_line
from iku_cli.settings import language_of
from iku_cli.usage import explained
from iku_dsl.keywords import Language
from iku_engine.errors import EngineError


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: the module that defines its `COMMAND`, and what it does in one line, in both languages."""

    module: str
    id: str
    en: str

    def line(self, language: Language) -> str:
        """The line of help in a language."""
        return self.id if language == "id" else self.en


COMMANDS: dict[str, Entry] = {
    "init": Entry(
        "init",
        "Buat contoh kerja: spec, data peraga, pengaturan",
        "Make a working example: specs, demonstration data, settings",
    ),
    "check": Entry("check", "Periksa spec tanpa data", "Check specs, without any data"),
    "explain": Entry("explain", "Jelaskan suatu masalah dan perbaikannya", "Explain a problem and its mend"),
    "fmt": Entry("fmt", "Rapikan spec ke bentuk baku", "Rewrite specs in canonical form"),
    "test": Entry("test", "Jalankan uji yang tertulis di spec", "Run the tests written in the specs"),
    "import": Entry(
        "importing", "Muat CSV atau XLSX ke sumber atau dimensi", "Load CSV or XLSX into a source or dimension"
    ),
    "eval": Entry("evaluate", "Hitung indikator beserta jejaknya", "Evaluate indicators, with their trace"),
    "trace": Entry("trace", "Runut satu nilai sampai ke berkas dan baris", "Trace one value down to file and row"),
    "schema": Entry("schema", "Tampilkan JSON Schema suatu keluaran", "Show the JSON Schema of an output"),
    "stages": Entry("stages", "Tunjukkan hasil tiap tahap atas suatu spec", "Show what each stage makes of a spec"),
    "lsp": Entry("lsp", "Server bahasa untuk editor, lewat stdio", "Language server for editors, on stdio"),
}


class Root(click.Group):
    """The command `iku-engine` itself."""

    def invoke(self, ctx: click.Context) -> object:
        """Run it; click would end the process with 1 where the reader of our output has left."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderLeftError from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """All commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> Command | None:  # noqa: ARG002
        """The command of a name, imported now."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = importlib.import_module(f"iku_cli.commands.{entry.module}").COMMAND
        assert isinstance(command, Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names. Errors: `Fault` with the nearest name where there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            known = ", ".join(COMMANDS)
            key = "usage.command-near" if near else "usage.command"
            raise Fault(key, name=args[0], near="".join(near), known=known)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What `--help` shows: use, the commands, the options that go with each."""
        language: Language = ctx.obj
        formatter.write_usage("iku-engine", message("help.root-usage", language), f"{message('help.usage', language)} ")
        with formatter.section(message("help.commands", language)):
            formatter.write_dl([(name, entry.line(language)) for name, entry in COMMANDS.items()])
        with formatter.section(message("help.options", language)):
            formatter.write_dl(translated(self.get_params(ctx), ctx, language))
        formatter.write_paragraph()
        formatter.write_text(message("help.root-end", language))

    def answer(self, arguments: Sequence[str]) -> int:
        """Do what a command line says; usage errors and faults are said on stderr. The exit status."""
        language = language_of(arguments)
        try:
            status = self.main(list(arguments), "iku-engine", standalone_mode=False, obj=language)
        except Fault as fault:
            complain(message(fault.key, language, **fault.arguments), language)
            return fault.status
        except click.UsageError as error:
            complain(explained(error, language), language)
            named = next((argument for argument in arguments if argument in COMMANDS), "")
            path = error.ctx.command_path if error.ctx is not None else f"iku-engine {named}".strip()
            click.echo(message("usage.see", language, command=path), err=True)
            return error.exit_code
        except EngineError as error:
            from iku_engine.wording import say_it

            complain(one_line(say_it(error.text, language)), language)
            return error.exit_status
        except click.Abort:
            raise KeyboardInterrupt from None
        return status if isinstance(status, int) else 0


def _remember(**flags: str | bool | None) -> None:
    """Keep the common options that stand before the command's name."""
    click.get_current_context().meta[FLAGS] = {name: value for name, value in flags.items() if value}


def _version(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:  # noqa: ARG001 — click's signature
    if wanted:
        from iku_engine import __version__

        click.echo(f"iku-engine {__version__}")
        ctx.exit()


ROOT = Root(
    "iku-engine",
    callback=_remember,
    params=[
        *COMMON,
        Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version, help="help.version"),
    ],
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)
