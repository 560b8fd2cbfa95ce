"""A page for each command, from click's own help, and for each problem that can be found; in both languages."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator

import click

from iku_cli.group import ROOT
from iku_cli.messages import message
from iku_cli.options import COMMON, Command, Commands, Option, key_of, translated
from iku_dsl.catalogue import PROBLEMS, page
from iku_dsl.keywords import Language

LANGUAGES: tuple[Language, Language] = ("id", "en")
WORDS = {
    "name": ("Nama", "Name"),
    "synopsis": ("Cara pakai", "Synopsis"),
    "description": ("Uraian", "Description"),
    "commands": ("Perintah", "Commands"),
    "status": ("Status keluar", "Exit status"),
    "also": ("Lihat juga", "See also"),
    "problems": ("Masalah", "Problems"),
    "what": (
        "Setiap masalah yang dapat ditemukan, seperti yang dijelaskan `iku-engine explain ID`.",
        "Every problem that can be found, as `iku-engine explain ID` explains it.",
    ),
    "statuses": (
        "0 selesai; 1 spec atau data bermasalah; 2 salah pakai; 3 gangguan lingkungan.",
        "0 done; 1 the specs or data have problems; 2 wrong usage; 3 a fault of the environment.",
    ),
}
Navigation = list[dict[str, str]]


def pages() -> dict[str, str]:
    """All generated pages as Markdown, by their place in the site."""
    made = {}
    for language in LANGUAGES:
        made[f"{language}/commands/index.md"] = _all_commands(language)
        made[f"{language}/problems/index.md"] = _all_problems(language)
        for ctx in _contexts(language):
            made[f"{language}/commands/{_file(ctx)}"] = _command(ctx, language)
        for known in PROBLEMS:
            made[f"{language}/problems/{known.id}.md"] = page(known.id, language)
    return made


def _commands_in(language: str) -> Navigation:
    listed = [{_name(ctx): f"{language}/commands/{_file(ctx)}"} for ctx in _contexts(_known(language))]
    return [{_word("commands", _known(language)): f"{language}/commands/index.md"}, *listed]


def _problems_in(language: str) -> Navigation:
    listed = [{known.id: f"{language}/problems/{known.id}.md"} for known in PROBLEMS]
    return [{_word("problems", _known(language)): f"{language}/problems/index.md"}, *listed]


NAVIGATION: dict[str, Callable[[str], Navigation]] = {"COMMANDS": _commands_in, "PROBLEMS": _problems_in}


def _contexts(
    language: Language, group: Commands = ROOT, above: click.Context | None = None
) -> Iterator[click.Context]:
    """A context for every command, those of a group after it."""
    parent = above or click.Context(ROOT, info_name="iku-engine", obj=language)
    for name in group.list_commands(parent):
        found = group.get_command(parent, name)
        assert found is not None
        ctx = click.Context(found, info_name=name, parent=parent)
        yield ctx
        if isinstance(found, Commands):
            yield from _contexts(language, found, ctx)


def _command(ctx: click.Context, language: Language) -> str:
    """The page of one command, in the order of a manual's."""
    found, line = ctx.command, _line(ctx, language)
    above = ctx.parent.command if ctx.parent else None
    assert isinstance(above, Commands)
    parts = [f"# {ctx.command_path}", f"## {_word('name', language)}", f"`{ctx.command_path}` – {_plain(line)}"]
    parts.append(f"## {_word('synopsis', language)}")
    if isinstance(found, Commands):
        parts.append(_code(f"{ctx.command_path} {message('help.root-usage', language)}"))
        parts += [f"## {_word('commands', language)}", _list_of(ctx, found, language)]
    else:
        assert isinstance(found, Command)
        written = [message("help.options-word", language), *found.arguments_as_written(ctx)]
        parts.append(_code(" ".join([ctx.command_path, *written])))
        parts += [f"## {_word('description', language)}", _plain(message(f"help.{key_of(ctx)}", language))]
        own = [option for option in found.get_params(ctx) if isinstance(option, Option) and option not in COMMON]
        others = [option for option in found.get_params(ctx) if option not in own]
        if own:
            parts += [f"## {message('help.options', language)}", _definitions(translated(own, ctx, language))]
        parts += [f"## {message('help.common', language)}", _definitions(translated(others, ctx, language))]
        parts += [f"## {message('help.examples', language)}", _code(message(f"examples.{key_of(ctx)}", language))]
    parts += [f"## {_word('status', language)}", _word("statuses", language)]
    beside = [name for name in above.entries if name != ctx.info_name]
    before = "" if above is ROOT else f"{ctx.parent.info_name if ctx.parent else ''}-"
    parts += [f"## {_word('also', language)}", ", ".join(f"[`{name}`]({before}{name}.md)" for name in beside)]
    return "\n\n".join(parts) + "\n"


def _all_commands(language: Language) -> str:
    root = click.Context(ROOT, info_name="iku-engine", obj=language)
    return f"# {_word('commands', language)}\n\n{_list_of(root, ROOT, language)}\n\n{_word('statuses', language)}\n"


def _all_problems(language: Language) -> str:
    rows = [f"| [`{known.id}`]({known.id}.md) | {_plain(known.title(language))} |" for known in PROBLEMS]
    head = f"# {_word('problems', language)}\n\n{_word('what', language)}\n\n| id | |\n|---|---|\n"
    return head + "\n".join(rows) + "\n"


def _list_of(ctx: click.Context, group: Commands, language: Language) -> str:
    before = "" if group is ROOT else f"{ctx.info_name}-"
    rows = [(f"[`{name}`]({before}{name}.md)", entry.line(language)) for name, entry in group.entries.items()]
    return "\n\n".join(f"{name}\n:   {_plain(line)}" for name, line in rows)


def _definitions(rows: list[tuple[str, str]]) -> str:
    return "\n\n".join(f"`{name}`\n:   {_plain(said)}" for name, said in rows)


def _line(ctx: click.Context, language: Language) -> str:
    assert ctx.parent is not None
    assert isinstance(ctx.parent.command, Commands)
    return ctx.parent.command.entries[str(ctx.info_name)].line(language)


def _plain(text: str) -> str:
    """A sentence of help as it is read in a terminal: nothing in it is markup."""
    escaped = html.escape(text, quote=False).replace("\n", " ")
    return "".join(f"\\{sign}" if sign in "\\`*_[]|" else sign for sign in escaped)


def _code(text: str) -> str:
    return f"```text\n{text}\n```"


def _name(ctx: click.Context) -> str:
    return ctx.command_path.removeprefix("iku-engine ")


def _file(ctx: click.Context) -> str:
    return f"{_name(ctx).replace(' ', '-')}.md"


def _word(key: str, language: Language) -> str:
    return WORDS[key][language == "en"]


def _known(language: str) -> Language:
    return "id" if language == "id" else "en"
