"""`import`: CSV files and workbooks into sources and keyed dimensions, with a sign of life for files that take their time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from iku_cli.options import OneOf, command, option
from iku_cli.render.imports import Outcome
from iku_cli.session.session import Session
from iku_cli.terminal.arguments import one_period
from iku_cli.terminal.faults import Fault, unusable
from iku_cli.terminal.streams import echo
from iku_dsl.files_read import open_ordinary
from iku_dsl.program import Program
from iku_dsl.types import Kind
from iku_engine.errors import FileError, RefusedFile

if TYPE_CHECKING:
    from iku_engine.reading.mapping import Mapping
    from iku_engine.staging.report import ImportReport
    from iku_engine.store.store import Store


class Delimiter(click.ParamType):  # type: ignore[type-arg]  # generic only in newer ones
    """One character; `tab` for what is hard to type."""

    name = "character"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        """The character. Errors: `Fault`."""
        value = {"tab": "\t", "\\t": "\t"}.get(value.casefold(), value)
        if len(value) != 1 or value in '"\r\n':
            raise Fault("import.delimiter", value=value)
        return value


@command
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@option("--into", metavar="NAME", help="help.import.into")
@option("--period", metavar="PERIOD", help="help.import.period")
@option("--strict", is_flag=True, help="help.import.strict")
@option("--dry-run", is_flag=True, help="help.import.dry-run")
@option("--yes", is_flag=True, help="help.import.yes")
@option("--map", "map_file", metavar="FILE", type=click.Path(path_type=Path), help="help.import.map")
@option("--sheet", metavar="NAME", help="help.import.sheet")
@option("--encoding", metavar="NAME", help="help.import.encoding")
@option("--delimiter", metavar="CHAR", type=Delimiter(), help="help.import.delimiter")
@option("--numbers", type=OneOf(("id", "en")), help="help.import.numbers")
@option("--mark", "marks", multiple=True, metavar="TEXT", help="help.import.mark")
def importing(
    session: Session,
    files: tuple[Path, ...],
    into: str | None,
    period: str | None,
    strict: bool,
    dry_run: bool,
    yes: bool,
    marks: tuple[str, ...],
    map_file: Path | None,
    sheet: str | None,
    encoding: str | None,
    delimiter: str | None,
    numbers: Literal["id", "en"] | None,
) -> int:
    """Load each file in a transaction of its own and report its rows; 1 where a row or a file was kept out."""
    from iku_engine.reading import Reading

    mapping = _mapping(map_file) if map_file is not None else None
    reading = Reading(sheet, encoding, delimiter, numbers, mapping)
    program = session.program()
    if program is None:
        return 1
    of_period = one_period(period) if period is not None else None
    outcomes: list[Outcome] = []
    with session.store(program, to_mend=True) as store:
        pairs = _in_order(program, files, into)
        for target in dict.fromkeys(target for _, target in pairs):
            _has_members(session, program, target)
        for path, target in pairs:
            take_in = partial(
                _take_in,
                session,
                store,
                program,
                path,
                target,
                period=of_period,
                user=session.user,
                strict=strict,
                dry_run=dry_run,
                marks=marks,
                reading=reading,
            )
            try:
                report = _asking(session, path, take_in, yes=yes)
            except (RefusedFile, FileError) as error:
                outcomes.append(Outcome(str(path), target, error=error))
            else:
                kept = not dry_run and not (strict and report.rejected_total)
                outcomes.append(Outcome(str(path), target, report, kept=kept))
    _show(session, tuple(outcomes), dry_run)
    return max(outcome.status for outcome in outcomes)


def _has_members(session: Session, program: Program, target: str) -> None:
    """An import goes by the members that the store has. Errors: `Fault` where those of a source are read from bound files."""
    bound = {binding.relation for binding in session.settings.bindings}
    source = program.sources.get(target)
    for dimension in source.dimensions if source is not None else ():
        if dimension in bound and program.dimensions[dimension].imported:
            raise Fault("import.bound-members", source=target, dimension=dimension)


def _take_in(session: Session, store: Store, program: Program, path: Path, target: str, **how: Any) -> ImportReport:
    """One file. Errors: as `import_file`."""
    from iku_engine.importing.importing import import_file

    with loading(session, path) as progress:
        return import_file(store, program, path, target, progress=progress, **how)


def _asking(session: Session, path: Path, take_in: Callable[..., ImportReport], *, yes: bool) -> ImportReport:
    """The same; where many known figures would change, somebody at a terminal is asked, and elsewhere the file is refused."""
    from iku_cli.render.imports import changes_text
    from iku_engine.staging.figures import ManyChangesError

    try:
        return take_in(ask_first=not yes)
    except ManyChangesError as error:
        if session.as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        for line in changes_text(error.changes, session.language):
            echo(line, error=True)
        if not click.confirm(session.say("import.changes.ask", file=path), err=True):
            raise
        return take_in()


def _in_order(program: Program, files: tuple[Path, ...], into: str | None) -> list[tuple[Path, str]]:
    """Each file with its target; dimensions first, and of them those whose members others name. Errors: `Fault`."""
    from iku_engine.importing.importing import infer_target

    dimensions = [dimension.name for dimension in program.dimensions.values() if dimension.imported]
    known = [*dimensions, *program.sources]
    if into is not None and into not in known:
        raise Fault("import.into", name=into, known=", ".join(known))
    pairs: list[tuple[Path, str]] = []
    for path in files:
        target = into or infer_target(program, path)
        if target is None:
            _look(path)
            raise Fault("import.target", file=path, known=", ".join(known))
        pairs.append((path, target))
    first = _parents_first(program, dimensions)
    return sorted(pairs, key=lambda pair: first.index(pair[1]) if pair[1] in dimensions else len(known))


def _look(path: Path) -> None:
    """Whether a file is there at all, before its name is found fault with. Errors: `Fault`."""
    try:
        path.stat()
    except OSError as error:
        raise unusable("file.unreadable", error, path) from error


def _parents_first(program: Program, dimensions: Sequence[str]) -> list[str]:
    """Dimensions behind those that their attributes name; of a circle one has to be first."""
    ordered: dict[str, None] = {}
    begun: set[str] = set()

    def put(name: str) -> None:
        if name in begun:
            return
        begun.add(name)
        for attribute in program.dimensions[name].attributes.values():
            if attribute.type.kind is Kind.MEMBER and attribute.type.of in dimensions:
                put(attribute.type.of)
        ordered[name] = None

    for name in dimensions:
        put(name)
    return list(ordered)


def _mapping(path: Path) -> Mapping:
    """The mapping in a file. Errors: `Fault` where it cannot be read, `WrongUse` where it is none."""
    from iku_dsl.files_read import LARGEST_TOML, read_text
    from iku_engine.reading.mapping import parse

    try:
        return parse(read_text(path, LARGEST_TOML), str(path))
    except UnicodeDecodeError as error:
        raise Fault("settings.not-utf8", file=path) from error
    except OSError as error:
        raise unusable("file.unreadable", error, path) from error


def _show(session: Session, outcomes: tuple[Outcome, ...], dry_run: bool) -> None:
    if session.as_json:
        from iku_cli.documents.imports import imports_document

        session.give(imports_document(outcomes, dry_run, session.language))
        return
    from iku_cli.render.imports import draw_imports

    session.draw(lambda width: draw_imports(outcomes, dry_run, session.language, width))


LEAST = 2_000_000  # bytes; less is read in a moment
BLOCK = 1 << 20


@contextmanager
def loading(session: Session, path: Path) -> Iterator[Callable[[int], None] | None]:
    """What to tell how many rows of a file are read; None where nobody would see it."""
    sentence = session.say("import.running", file=path)
    if not sys.stderr.isatty() or _size(path) < LEAST:
        with session.waiting(sentence):
            yield None
        return
    from iku_cli.terminal.streams import bar_of_rows

    with bar_of_rows(sentence, lambda count: session.say("import.read", count=count), _lines(path)) as tell:
        yield tell


def _size(path: Path) -> int:
    """How large a file is; 0 where that cannot be said, for the import itself to say why."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _lines(path: Path) -> int | None:
    """About how many rows a file has; None where it does not show that, as a workbook, which is compressed."""
    from iku_engine.reading.opening import WORKBOOKS

    if path.suffix.casefold() in WORKBOOKS:
        return None
    try:
        with open_ordinary(path) as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(BLOCK), b""))
    except OSError:
        return None
