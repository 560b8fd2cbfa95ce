"""What a command has at hand: the settings, the specs, the store, and the two streams it speaks on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from iku_cli.messages import message
from iku_cli.terminal.faults import Fault, unusable
from iku_cli.terminal.settings import Settings
from iku_cli.terminal.streams import echo
from iku_dsl.keywords import Language
from iku_dsl.records import record

if TYPE_CHECKING:
    from rich.console import RenderableType

    from iku_dsl.checking.check import Checked
    from iku_dsl.problem import Diagnostic, SourceFile
    from iku_dsl.program import Program
    from iku_engine.bound import Given
    from iku_engine.store.store import Store


@record
class Specs:
    """The specs of a session: their program, the identity of their text, and their files."""

    program: Program
    sha256: str
    files: tuple[SourceFile, ...]


PIECES = 20_000  # of a JSON document that are written at once, some hundred kilobytes


@record
class Session:
    """One call of one command."""

    settings: Settings
    as_json: bool = False
    clock_is_right: bool = False

    @property
    def language(self) -> Language:
        """The reader's language."""
        return self.settings.language

    def say(self, key: str, **arguments: object) -> str:
        """A sentence of the messages."""
        return message(key, self.language, **arguments)

    def note(self, sentence: str) -> None:
        """A line beside the result, on stderr."""
        echo(sentence, error=True)

    def draw(self, drawing: Callable[[int], RenderableType]) -> None:
        """The result of a command, drawn for the width of stdout."""
        from iku_cli.terminal.streams import console

        screen = console()
        screen.print(drawing(screen.width), end="")

    def show(self, drawn: RenderableType, error: bool = False) -> None:
        """Something drawn by rich, on stdout (or stderr)."""
        from iku_cli.terminal.streams import console

        console(error).print(drawn, end="")

    def complain(self, problems: Iterable[Diagnostic], files: Sequence[SourceFile], *, error: bool = True) -> None:
        """Problems of specs, on stderr or stdout; in a terminal sentences keep to its width, elsewhere each is one line, to be searched."""
        import sys

        from iku_cli.render.diagnostics import draw
        from iku_cli.terminal.streams import width_of

        stream = sys.stderr if error else sys.stdout
        width = width_of(stream) if stream.isatty() else None
        self.show(draw(problems, files, self.language, width), error=error)

    def give(self, document: Mapping[str, object]) -> None:
        """A JSON document, on stdout, piece by piece: all pieces of a long one together take ten times its length."""
        import json
        import sys
        from itertools import islice

        from iku_cli.messages.sentences import json_visible

        plain = "utf" not in (sys.stdout.encoding or "").lower()
        pieces = json.JSONEncoder(ensure_ascii=plain, indent=2).iterencode(document)
        while some := "".join(islice(pieces, PIECES)):
            echo(json_visible(some), end="")
        echo()

    def checked(self, given: Sequence[Path] = ()) -> Checked:
        """The specs at the given places, else at those of the settings. Errors: `Fault` where there are none."""
        from iku_dsl.checking.check import SpecFiles, check_read

        files, problems = self.files(given)
        return check_read(SpecFiles(files, tuple(problems)))

    def files(self, given: Sequence[Path] = ()) -> tuple[tuple[SourceFile, ...], list[Diagnostic]]:
        """The spec files at the given places, else at those of the settings, and what kept some from being read."""
        from iku_dsl.checking.check import read_files

        places = list(given) or [self.settings.specs]
        try:
            for place in places:
                place.stat()
            read = read_files(places)
        except OSError as error:
            key = "specs.none" if not given and isinstance(error, FileNotFoundError) else "file.unreadable"
            raise unusable(key, error, places[0]) from error
        if not read.files:
            raise Fault("specs.empty", file=", ".join(map(str, places)))
        return read.files, list(read.problems)

    @property
    def user(self) -> str:
        """Who does it, as far as we know: `IKU_USER`, else as the system knows them; empty where it does not."""
        import getpass
        import os

        named = os.environ.get("IKU_USER", "").strip()
        if named:
            return named
        try:
            return getpass.getuser()
        except (OSError, KeyError, ImportError):
            return ""

    def signer(self, store: Store) -> str:
        """Who signs what is written into a store: on PostgreSQL the user of its session."""
        return store.signer(self.user)

    def specs(self) -> Specs | None:
        """The specs to evaluate; None where they have errors, which have been shown."""
        return self.usable(self.checked())

    def specs_at(self, place: Path) -> Specs | None:
        """The same of specs at another place. Errors: `Fault` where there are none."""
        return self.usable(self.checked([place]))

    def usable(self, checked: Checked) -> Specs | None:
        """Specs that were checked, None where they have errors, which are then shown."""
        from iku_dsl.checking.check import digest

        if not checked.errors:
            return Specs(checked.program, digest(checked.files), checked.files)
        self.refuse(checked)
        return None

    def program(self) -> Program | None:
        """Their program alone."""
        found = self.specs()
        return found.program if found is not None else None

    def refuse(self, checked: Checked) -> None:
        """Show the errors of specs that therefore cannot be used."""
        if self.as_json:
            from iku_cli.documents.problems import problems_document

            self.give(problems_document(checked.problems, self.language))
            return
        self.complain(checked.errors, checked.files)
        self.note(self.say("specs.broken", count=len(checked.errors)))

    @contextmanager
    def store(self, program: Program, to_mend: bool = False) -> Iterator[Store]:
        """The store of the settings, opened for a program; made where it is not there yet. `to_mend` is as of `open_store`."""
        from iku_engine.migrate.opening import open_store

        self._may_note_head()
        clock = self.clock_is_right
        with open_store(self.settings.store, program, user=self.user, clock_is_right=clock, to_mend=to_mend) as store:
            yield store
            self._note_head(store)

    def bound(self, program: Program) -> tuple[Given, ...]:
        """The files that the settings bind to sources and dimensions. Errors: `Fault` for a name that is none, and those of `find`."""
        if not self.settings.bindings:
            return ()
        from iku_dsl.files_read import Walk
        from iku_engine.binding import find

        known = [*(d.name for d in program.dimensions.values() if d.imported), *program.sources]
        for binding in self.settings.bindings:
            if binding.relation not in known:
                raise _unknown(binding.relation, known)
        walk = Walk()
        return tuple(find(binding, walk) for binding in self.settings.bindings)

    @contextmanager
    def facts(
        self, program: Program, bound: Sequence[Given] = (), asked: Sequence[str] = (), to_mend: bool = False
    ) -> Iterator[Store]:
        """The same for reading: nothing is made, and a store without any facts is told on stderr, with what to do.

        Where files are `bound` there are facts, and a store is made for what is kept of an evaluation. `asked` are the indicators
        that facts are wanted for; `to_mend` is as of `open_store`.
        """
        self._may_note_head()
        with self._opened(program, create=bool(bound), to_mend=to_mend) as store:
            yield store
            self._note_head(store)
            if bound or self.settings.bindings:
                return
            if store.has_facts():
                return
            names = _to_import(program, asked)
            if names:
                first, *rest = names
                key = "store.no-facts-of-several" if rest else "store.no-facts"
                self.note(self.say(key, store=store.shown, first=first, rest=_few(rest)))

    @contextmanager
    def ledger(self, program: Program) -> Iterator[Store]:
        """The same for looking at what is there and at nothing else. Errors: `StoreError` where there is no store."""
        from iku_dsl.problem import say
        from iku_engine.errors import StoreError

        with self.facts(program) as store:
            if store.in_memory:
                raise StoreError(say("store-none", store=store.shown))
            yield store

    def _may_note_head(self) -> None:
        """Asks, before anything is done, whether the file that the settings name for heads is one. Errors: `WrongUse` where it is not."""
        if self.settings.heads is None:
            return
        from contextlib import suppress

        from iku_engine.errors import FileError
        from iku_engine.ledger.heads import may_note

        with suppress(FileError):  # a folder that is away now is told afterwards, and keeps nobody from work
            may_note(self.settings.heads, self.settings.store)

    def _note_head(self, store: Store) -> None:
        """Keeps the head of the chain outside of the store, where the settings say so; and says where it is not the one known there."""
        if self.settings.heads is None or store.in_memory:
            return
        from iku_cli.render import saying
        from iku_engine.errors import FileError, WrongUse
        from iku_engine.ledger.heads import note_head

        try:
            wrong = note_head(store, self.settings.heads)
        except (FileError, WrongUse) as error:  # what was done is done all the same
            wrong = error.text
        if wrong is not None:
            self.note(self.say("heads.wrong", why=saying.reason(wrong, self.language)))

    def _opened(self, program: Program, create: bool, to_mend: bool) -> Store:
        """The store; where one cannot be made, as in a folder that may only be read, none."""
        from iku_engine.errors import StoreError
        from iku_engine.migrate.opening import open_store

        try:
            clock = self.clock_is_right
            return open_store(
                self.settings.store, program, create=create, user=self.user, clock_is_right=clock, to_mend=to_mend
            )
        except StoreError:
            if not create:
                raise
        return open_store(self.settings.store, program, create=False, user=self.user, to_mend=to_mend)

    @contextmanager
    def waiting(self, sentence: str) -> Iterator[None]:
        """A sign of life while something takes its time, on a terminal only."""
        import sys

        if not sys.stderr.isatty():
            yield
            return
        from iku_cli.terminal.streams import pulse

        with pulse(sentence):
            yield

    @contextmanager
    def progress(self, sentence: str) -> Iterator[Callable[[int, int], None] | None]:
        """What to tell how much is done, of how much: a bar, on a terminal only; None where nobody would see it."""
        import sys

        if not sys.stderr.isatty():
            yield None
            return
        from iku_cli.terminal.streams import bar

        with bar(sentence) as tell:
            yield tell


def _few(names: Sequence[str], most: int = 8) -> str:
    return ", ".join(names[:most]) + (f", … (+{len(names) - most})" if len(names) > most else "")


def _unknown(name: str, known: Sequence[str]) -> Fault:
    """A name that nothing can be bound to, with the one that was probably meant."""
    import difflib

    close = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.6)
    return Fault("settings.bound" if close else "settings.bound-known", name=name, known=", ".join(close or known))


def _to_import(program: Program, indicators: Sequence[str]) -> list[str]:
    """What is to be imported for some indicators (all where none is named, or none of them is known): dimensions first."""
    from iku_engine.plan.meaning import relations_read

    known = [name for name in indicators if name in program.indicators]
    every = [*(one.name for one in program.dimensions.values() if one.imported), *program.sources]
    read = relations_read(program, known) if known else frozenset(every)
    return [name for name in every if name in read]
