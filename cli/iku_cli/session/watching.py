"""`eval --watch`: evaluate again when a spec is saved or a fact comes, and show what changed. Nothing of it is kept as a run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from iku_cli.terminal.complaining import complain_of
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.streams import reader_left
from iku_dsl.checking.check import files_below
from iku_dsl.files_read import Stamp, stamp

if TYPE_CHECKING:
    from iku_cli.session.session import Session, Specs
    from iku_engine.results.evaluation import Evaluation
    from iku_engine.store.store import Store

    Evaluate = Callable[[Specs], Evaluation]

EVERY = 0.5  # seconds between two looks
SQLITE = "sqlite:///"
BESIDE = ("", "-wal")  # what SQLite writes to


def watch(session: Session, evaluate: Evaluate, draw_whole: Callable[[Evaluation], None]) -> int:
    """Evaluates until somebody interrupts or nobody reads any more. Status 0.

    `draw_whole` shows the first evaluation, then only differences are shown.
    """
    from iku_cli.render.answers.watching import draw_changes

    shown: Evaluation | None = None
    looked: object = None
    with suppress(KeyboardInterrupt):
        while True:
            seen = _marks(session)
            if seen == looked:
                if reader_left():
                    return 0
                time.sleep(EVERY)
                continue
            looked = seen
            found = _evaluated(session, evaluate)
            if found is None:
                continue
            if shown is None:
                draw_whole(found)
                session.note(session.say("watch.begun"))
            elif (found.specs, found.facts) != (shown.specs, shown.facts):
                if session.as_json:
                    draw_whole(found)
                else:
                    session.draw(partial(draw_changes, shown, found, session.language))
            shown = found
    return 0


def _evaluated(session: Session, evaluate: Evaluate) -> Evaluation | None:
    """The evaluation of now; None where specs or facts cannot be used, which has been said: the next change may mend them."""
    from iku_engine.errors import EngineError

    try:
        specs = session.specs()
        return evaluate(specs) if specs is not None else None
    except (Fault, EngineError) as error:
        complain_of(error, session.language)
        return None


def _marks(session: Session) -> tuple[object, ...]:
    """What changes when somebody saves a spec, a bound file, or imports a fact."""
    places = [session.settings.specs, *_bound(session)]
    files = [found for place in places for found in _files(place)]
    return tuple(sorted(files)), _store_mark(session)


def _bound(session: Session) -> Iterator[Path]:
    for binding in session.settings.bindings:
        for pattern in binding.patterns:
            yield from map(Path, glob(pattern))


def _files(place: Path) -> Iterator[tuple[str, Stamp]]:
    for path in files_below(place) if place.is_dir() else [place]:
        with suppress(OSError):
            yield str(path), stamp(path.stat())


def _store_mark(session: Session) -> object:
    """The files of an SQLite store as they are; of another database the number of its last event."""
    url = session.settings.store
    if url.startswith(SQLITE):
        name = url.removeprefix(SQLITE).partition("?")[0]
        return [mark for end in BESIDE for mark in _files(Path(name + end))]
    return _last_event(session)


def _last_event(session: Session) -> int | None:
    from iku_engine.database.chain import last_event
    from iku_engine.errors import EngineError

    def of(store: Store) -> int:
        with store.reading() as connection:
            return last_event(connection, store.schema)

    try:
        checked = session.checked()
        if checked.errors:
            return None
        with session.facts(checked.program) as store:
            return of(store)
    except (Fault, EngineError):
        return None
