"""What a shell offers at the TAB key: commands, options, and names of this folder's specs, sources and loaded periods.

A completion never says anything but its words: where specs or store cannot be read, it offers fewer of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, ShellComplete, get_completion_class

from iku_cli.messages.sentences import one_line
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.settings import COMPLETE, FLAGS, settle
from iku_engine.engines.registry import BESIDE
from iku_engine.errors import EngineError

if TYPE_CHECKING:
    from iku_dsl.program import Program

SHELLS = ("bash", "zsh", "fish")
MENDED = {
    # its completions are only there once somebody has asked for them
    "zsh": (
        ("    compdef ", "    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }\n    compdef "),
    ),
    # the words that stand beside a completion may have commas of their own
    "fish": (('string split "," $completion', 'string split --max 1 "," $completion'),),
}
Words = Iterator[tuple[str, str]]  # each with what it stands for


def script(root: click.Command, shell: str) -> str:
    """What a shell reads to complete `iku-engine`: click's script, mended where it leans on more than there may be."""
    made = get_completion_class(shell)
    assert made is not None
    text = ShellComplete.source(made(root, {}, "iku-engine", COMPLETE))
    for found, mended in MENDED.get(shell, ()):
        text = text.replace(found, mended)
    return text


def complete(root: click.Command, language: str) -> int:
    """Answer a shell that asks; nothing where it cannot be told. The exit status."""
    try:
        root.main([], "iku-engine", standalone_mode=False, obj=language)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 0
    except (Fault, EngineError, click.ClickException, OSError, ValueError):
        pass
    return 0


def known(kind: str, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """The words of a kind that begin as what was typed."""
    try:
        words = list(KINDS[kind](_session(ctx)))
    except (Fault, EngineError, OSError):
        return []
    return [CompletionItem(word, help=one_line(label) or None) for word, label in words if word.startswith(incomplete)]


def _session(ctx: click.Context) -> Session:
    """The session that the words before would have; a completion calls no command, so that none has kept its flags."""
    flags: dict[str, str | None] = dict(ctx.meta.get(FLAGS, {}))
    at: click.Context | None = ctx
    while at is not None:
        flags = {**{name: at.params.get(name) for name in ("store", "specs", "lang")}, **_given(flags)}
        at = at.parent
    return Session(settle(flags))


def _given(flags: Mapping[str, str | None]) -> dict[str, str | None]:
    return {name: value for name, value in flags.items() if value}


def _program(session: Session) -> Program:
    return session.checked().program


def _indicators(session: Session) -> Words:
    for name, versions in _program(session).indicators.items():
        yield name, versions[0].title if versions else ""


def _relations(session: Session) -> Words:
    program = _program(session)
    for source in program.sources.values():
        yield source.name, source.title
    for dimension in program.dimensions.values():
        if dimension.imported:
            yield dimension.name, dimension.title


def _periods(session: Session) -> Words:
    from iku_engine.facts.overview import periods_loaded
    from iku_engine.migrate.opening import open_store

    with open_store(session.settings.store, _program(session), create=False) as store:
        yield from _bare(map(str, periods_loaded(store)))


def _engines(_: Session) -> Words:
    yield from _bare(BESIDE)


def _problems(_: Session) -> Words:
    from iku_dsl.catalogue import IDS

    yield from _bare(IDS)


def _schemas(_: Session) -> Words:
    from iku_cli.documents.declared import DOCUMENTS

    yield from _bare(sorted(DOCUMENTS))


def _bare(words: Iterable[str]) -> Words:
    for word in words:
        yield word, ""


KINDS: Mapping[str, Callable[[Session], Words]] = {
    "indicator": _indicators, "relation": _relations, "period": _periods, "engine": _engines,
    "problem": _problems, "schema": _schemas,
}  # fmt: skip
