"""`diff`: what two spec sets mean otherwise, and which stored results that changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.commandline.options import Depth, command, option
from iku_cli.session.session import Session, Specs

if TYPE_CHECKING:
    from iku_engine.diff.replay import Replay
    from iku_engine.diff.specdiff import Difference


@command
@click.argument("old", metavar="OLD", type=click.Path(path_type=Path))
@click.argument("new", metavar="NEW", type=click.Path(path_type=Path))
@option("--no-replay", is_flag=True, help="help.diff.no-replay")
@option("--limit", type=Depth(), default="20", metavar="N|all", help="help.diff.limit")
@option("--exit-code", is_flag=True, help="help.diff.exit-code")
def diff(session: Session, old: Path, new: Path, no_replay: bool, limit: int | None, exit_code: bool) -> int:
    """Compare both and show it; 1 where one of them has errors, or (with `exit_code`) where they mean something else."""
    from iku_engine.diff.specdiff import differences

    before, after = session.specs_at(old), session.specs_at(new)
    if before is None or after is None:
        return 1
    found = differences(before.program, after.program)
    replayed = None if no_replay or not found else _replayed(session, before, after, found)
    if session.as_json:
        from iku_cli.documents.diff import diff_document

        session.give(diff_document(found, replayed, (before.sha256, after.sha256), session.language, limit))
    else:
        from iku_cli.render.answers.diff import draw_diff

        session.draw(lambda width: draw_diff(found, replayed, session.language, width, limit))
    return 1 if exit_code and found else 0


def _replayed(session: Session, before: Specs, after: Specs, found: tuple[Difference, ...]) -> Replay | None:
    """The results of both; None where the store has facts by neither of them, which is told on stderr."""
    from iku_engine.diff.replay import replay, shown
    from iku_engine.migrate.opening import fits
    from iku_engine.worlds.whatif import Asked, Rules

    base = next((one for one in (after, before) if fits(session.settings.store, one.program)), None)
    if base is not None:
        bound = session.bound(base.program)
        old, new, opened = (Rules(one.program, one.sha256) for one in (before, after, base))
        with session.facts(base.program, bound) as store:
            if bound or store.has_facts():
                with session.waiting(session.say("diff.running")):
                    return replay(store, opened, old, new, found, Asked((), (), bound=bound))
    session.note(session.say("diff.no-store", store=shown(session.settings.store)))
    return None


COMMAND = diff
