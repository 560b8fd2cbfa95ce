"""`facts list`: what is loaded, by source, and what is locked."""

from __future__ import annotations

import click

from iku_cli.commandline.options import command
from iku_cli.session.session import Session


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


COMMAND = listing
