"""`facts list`, `history`, `uses` and `evidence`: what a store holds, what became of it, what rests on it and what proves it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.options import command, option
from iku_cli.session.session import Session
from iku_cli.terminal.arguments import about_of, one_period
from iku_cli.terminal.faults import Fault

if TYPE_CHECKING:
    from iku_dsl.program import Program
    from iku_engine.facts.addressing import Address
    from iku_engine.store.store import Store


@command
@click.argument("source", required=False, metavar="[SOURCE]")
def listing(session: Session, source: str | None) -> int:
    """Show each source with its periods, and the batches or files that they came by."""
    from iku_engine.facts.overview import overview

    specs = session.specs()
    if specs is None:
        return 1
    bound = session.bound(specs.program)
    with session.facts(specs.program) as store:
        found = overview(store, specs.program, source, bound=bound, specs=specs.sha256)
    if session.as_json:
        from iku_cli.documents.facts import facts_document

        session.give(facts_document(found, session.language))
        return 0
    from iku_cli.render.answers.facts import draw_facts

    session.draw(lambda width: draw_facts(found, session.language, width, named=source is not None))
    return 0


@command
@click.argument("source", metavar="SOURCE")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@option("--period", metavar="PERIOD", help="help.facts.period")
def history(session: Session, source: str, keys: tuple[str, ...], period: str | None) -> int:
    """Show every row of a key, in the order in which they came."""
    from iku_engine.facts.history import history as of_fact

    program = session.program()
    if program is None:
        return 1
    of_period = one_period(period) if period is not None else None
    with session.facts(program, to_mend=True) as store:
        entries = of_fact(store, program, source, keys, of_period)
        relation = store.schema.relations[source]
    if session.as_json:
        from iku_cli.documents.facts import history_document

        session.give(history_document(relation, entries))
        return 0
    from iku_cli.render.answers.facts import draw_history

    session.draw(lambda width: draw_history(relation, entries, session.language, width))
    return 0


@command
@click.argument("source", required=False, metavar="[SOURCE]")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@option("--period", metavar="PERIOD", help="help.facts.period")
@option("--at", "at", metavar="FILE:LINE", help="help.facts.uses.at")
def uses(session: Session, source: str | None, keys: tuple[str, ...], period: str | None, at: str | None) -> int:
    """Show which results a fact is in, and as what."""
    from iku_engine.facts.uses import uses as of_fact

    if (source is None) == (at is None):
        raise Fault("facts.uses.which")
    specs = session.specs()
    if specs is None:
        return 1
    program = specs.program
    with session.facts(program) as store, session.waiting(session.say("facts.uses.running")):
        places = _places(store, program, source, keys, period, at)
        found = [(place, of_fact(store, program, place, specs.sha256, specs.files)) for place in places]
    if session.as_json:
        from iku_cli.documents.evaluation import uses_document

        session.give(uses_document(found, session.language))
        return 0
    from iku_cli.render.answers.facts import draw_uses

    session.draw(lambda width: draw_uses(found, session.language, width))
    return 0


def _places(
    store: Store, program: Program, source: str | None, keys: tuple[str, ...], period: str | None, at: str | None
) -> tuple[Address, ...]:
    """Where the fact is: named by source and keys, or by the line that it came from. Errors: `Fault`, `WrongUse`."""
    from iku_engine.facts.addressing import address
    from iku_engine.facts.uses import at_row

    if at is None:
        assert source is not None
        return (address(store, program, source, one_period(period) if period is not None else None, keys),)
    file, colon, line = at.rpartition(":")
    if not colon or not line.isdecimal() or not line.isascii():
        raise Fault("facts.uses.at", value=at)
    name, bracket, sheet = file.partition("[")
    return at_row(store, name, int(line), sheet.removesuffix("]") if bracket else "")


@command
@option("--to", "about", metavar="TEXT", help="help.facts.to")
@option("--get", "digest", metavar="SHA256", help="help.facts.evidence.get")
@option("--save", type=str, metavar="FILE", help="help.facts.evidence.save")
def evidence(session: Session, about: str | None, digest: str | None, save: str | None) -> int:
    """List it, or write one file of it."""
    from iku_cli.session.ledger import written
    from iku_engine.ledger.evidence import attachments, content
    from iku_engine.writing import write_file

    if (digest is None) != (save is None):
        raise Fault("facts.evidence.both")
    program = session.program()
    if program is None:
        return 1
    with session.facts(program) as store:
        if digest is not None and save is not None:
            kept = content(store, digest) if len(digest) >= 6 else None
            if kept is None:
                raise Fault("facts.evidence.unknown", digest=digest)
            write_file(Path(save), kept)
            written(session, "facts evidence", [save])
            return 0
        found = attachments(store, about_of(store, program, about) if about is not None else None)
    if session.as_json:
        from iku_cli.documents.facts import evidence_document

        session.give(evidence_document(found))
        return 0
    from iku_cli.render.answers.facts import draw_evidence

    session.draw(lambda width: draw_evidence(found, session.language, width))
    return 0
