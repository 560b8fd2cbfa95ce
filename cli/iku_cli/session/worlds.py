"""An evaluation and another one beside it: `eval --what-if`, `eval --watch`, `trace --against`. Nothing of it is kept."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from iku_cli.terminal.complaining import complain_of
from iku_cli.terminal.faults import Fault, unusable
from iku_cli.terminal.streams import reader_left
from iku_dsl.checking.check import files_below
from iku_dsl.files_read import Stamp, read_text, stamp
from iku_dsl.period import Period, read_period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from iku_cli.session.session import Session, Specs
    from iku_engine.results.evaluation import Evaluation
    from iku_engine.store.store import Store
    from iku_engine.worlds.supposing import OfRule
    from iku_engine.worlds.whatif import Asked, Rules

    EvaluateSpecs = Callable[[Specs], Evaluation]
    EvaluateOther = Callable[[tuple[Period, ...], datetime | None], Evaluation]


def texts_of(given: Sequence[str], file: Path | None) -> tuple[str, ...]:
    """What is supposed: of the command line, then of a file, a line each. Errors: `Fault` where it cannot be read."""
    if file is None:
        return tuple(given)
    try:
        lines = read_text(file).splitlines()
    except OSError as error:
        raise unusable("file.unreadable", error, file) from error
    except UnicodeDecodeError as error:
        raise Fault("what-if.not-utf8", status=3, file=file) from error
    return (*given, *(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")))


def suppose(session: Session, specs: Specs, asked: Asked, texts: Sequence[str], other: Path | None) -> int:
    """Evaluate both worlds and show them; 1 where one has an error, or the supposed specs have."""
    from iku_engine.facts.addressing import has_member
    from iku_engine.results.evaluation import State
    from iku_engine.worlds.supposing import OfFact, OfRule, supposed
    from iku_engine.worlds.whatif import Rules, what_if

    with session.facts(specs.program, asked.bound, asked.indicators) as store:
        base = _told(session, session.specs_at(other)) if other is not None else specs
        if base is None:
            return 1
        is_member = partial(has_member, store) if not asked.bound else None
        changes = [supposed(base.program, text, asked.periods, is_member) for text in texts]
        rules = [change for change in changes if isinstance(change, OfRule)]
        ruled = _with_rules(session, base, rules) if rules else base
        if ruled is None:
            return 1
        facts = [change for change in changes if isinstance(change, OfFact)]
        real = Rules(specs.program, specs.sha256)
        with session.waiting(session.say("eval.running", period=asked.periods[0])):
            other_rules: Rules | None = Rules(ruled.program, ruled.sha256) if ruled is not specs else None
            found = what_if(store, real, asked, facts=facts, supposed_rules=other_rules)
    named = [*texts, *([session.say("what-if.specs", path=other)] if other is not None else [])]
    if session.as_json:
        from iku_cli.documents.comparisons import what_if_document
        from iku_cli.documents.evaluation import may_write_traces

        if asked.traced:
            may_write_traces(found.real.results)
            may_write_traces(found.supposed.results)
        session.give(what_if_document(found, named, session.language, asked.traced))
    else:
        from iku_cli.render.answers.worlds import draw_what_if

        session.draw(lambda width: draw_what_if(found, named, session.language, width, asked.depth, asked.traced))
    results = (*found.real.results, *found.supposed.results)
    return 1 if any(result.state is State.ERROR for result in results) else 0


def _with_rules(session: Session, base: Specs, rules: Sequence[OfRule]) -> Specs | None:
    """The specs with rules put otherwise; None where they then have errors, which have been shown."""
    from iku_dsl.checking.check import check_files
    from iku_engine.worlds.supposing import with_rules

    return _told(session, session.usable(check_files(with_rules(base.program, base.files, rules))))


def _told(session: Session, found: Specs | None) -> Specs | None:
    """The specs; where they are refused, that it is those that were supposed."""
    if found is None and not session.as_json:
        session.note(session.say("what-if.specs-error"))
    return found


EVERY = 0.5  # seconds between two looks
SQLITE = "sqlite:///"
BESIDE = ("", "-wal")  # what SQLite writes to


def watch(session: Session, evaluate: EvaluateSpecs, draw_whole: Callable[[Evaluation], None]) -> int:
    """Evaluates until somebody interrupts or nobody reads any more. Status 0.

    `draw_whole` shows the first evaluation, then only differences are shown.
    """
    from iku_cli.render.answers.worlds import draw_changes

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


def _evaluated(session: Session, evaluate: EvaluateSpecs) -> Evaluation | None:
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


RUN = "run:"


def compare(
    session: Session,
    store: Store,
    indicator: str,
    keys: tuple[str, ...],
    periods: tuple[Period, ...],
    other: str,
    evaluate: EvaluateOther,
    now: Evaluation,
    depth: int | None,
) -> int:
    """Show both traces, what differs first. `evaluate` asks for other periods, or as of another day. Errors: `Fault`, `WrongUse`."""
    from iku_engine.results.evaluation import State

    if len(periods) != 1:
        raise Fault("against.periods", period=f"{periods[0]}..{periods[-1]}")
    before, names = _other(session, store, indicator, keys, periods, other, evaluate)
    known = {result.key: result for result in before.results}
    pairs = [(known[result.key], result) for result in now.results if result.key in known]
    if not pairs:
        raise Fault("against.nothing", status=1, indicator=indicator, side=names[0] if not before.results else names[1])
    if session.as_json:
        from iku_cli.documents.comparisons import against_document

        session.give(against_document(indicator, pairs, names, session.language))
    else:
        from iku_cli.render.answers.worlds import draw_against

        session.draw(lambda width: draw_against(pairs, names, session.language, width, depth))
    return 1 if any(result.state is State.ERROR for pair in pairs for result in pair) else 0


def _other(
    session: Session,
    store: Store,
    indicator: str,
    keys: tuple[str, ...],
    periods: tuple[Period, ...],
    other: str,
    evaluate: EvaluateOther,
) -> tuple[Evaluation, tuple[str, str]]:
    """The other evaluation, and what both sides are called."""
    period = read_period(other)
    if period is not None:
        return evaluate((period,), None), (str(period), str(periods[0]))
    number = other.removeprefix(RUN).removeprefix("#")
    if number != other and number.isascii() and number.isdecimal():
        from iku_engine.ledger.reproducing import as_run

        found = as_run(store, int(number), indicator, periods, keys or None)
        return found, (session.say("against.run", run=int(number)), session.say("against.now"))
    from iku_engine.database.chain import moment
    from iku_engine.results.beside import local_time

    at = moment(other)
    if at is None:
        raise Fault("against.unknown", value=other)
    return evaluate(periods, at), (session.say("against.known", at=local_time(at)), session.say("against.now"))
