"""Why a result is what it is, and how it would be another one: `compare`, `diff`, `seek` and `sensitivity`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.options import Depth, command, option
from iku_cli.session.session import Session, Specs
from iku_cli.terminal.arguments import moment_of, one_period, periods_of
from iku_cli.terminal.faults import Fault

if TYPE_CHECKING:
    from iku_engine.compare.change import Compared
    from iku_engine.diff.replay import Replay
    from iku_engine.diff.specdiff import Difference
    from iku_engine.worlds.whatif import Rules


@command
@click.argument("indicator", metavar="INDICATOR")
@click.argument("start", metavar="FROM")
@click.argument("end", required=False, metavar="[TO]")
@option("--key", "keys", multiple=True, metavar="MEMBER", help="help.compare.key")
@option("--achievement", is_flag=True, help="help.compare.achievement")
@option("--as-of", "moments", multiple=True, metavar="DATE|TIME", help="help.compare.as-of")
@option("--from-specs", "old", type=click.Path(path_type=Path), metavar="PATH", help="help.compare.from-specs")
@option("--to-specs", "new", type=click.Path(path_type=Path), metavar="PATH", help="help.compare.to-specs")
@option("--engine", metavar="NAME", help="help.engine")
@option("--depth", type=Depth(), default="10", metavar="N|all", help="help.compare.depth")
def compare(
    session: Session,
    indicator: str,
    start: str,
    end: str | None,
    keys: tuple[str, ...],
    achievement: bool,
    moments: tuple[str, ...],
    old: Path | None,
    new: Path | None,
    engine: str | None,
    depth: int | None,
) -> int:
    """Compare two periods, days or spec sets and show the parts of the change; 1 where an end is an error."""
    from iku_engine.compare.compare import Question, Side
    from iku_engine.compare.compare import compare as compared
    from iku_engine.results.evaluation import State

    if len(moments) > 2:
        raise Fault("compare.moments")
    specs = session.specs()
    before, after = (specs if path is None else session.specs_at(path) for path in (old, new))
    if specs is None or before is None or after is None:
        return 1
    periods = [one_period(text) for text in (start, end or start)]
    days = [moment_of(moments[0] if moments else None), moment_of(moments[-1] if moments else None)]
    if periods[0] == periods[1] and days[0] == days[1] and before.sha256 == after.sha256:
        raise Fault("compare.same")
    bound = session.bound(specs.program)
    first, last = (Side(_rules(one), p, d) for one, p, d in zip((before, after), periods, days, strict=True))
    question = Question(indicator, keys or None, achievement, session.settings.asked(engine), bound)
    with (
        session.facts(specs.program, bound, (indicator,)) as store,
        session.waiting(session.say("compare.running", indicator=indicator)),
    ):
        found: Compared = compared(store, _rules(specs), first, last, question)
    if session.as_json:
        from iku_cli.documents.comparisons import change_document

        session.give(change_document(found, session.language))
    else:
        from iku_cli.render.answers.changes import draw_change

        session.draw(lambda width: draw_change(found, session.language, width, depth))
    results = [result for change in found.changes for result in change.results]
    return 1 if any(result.state is State.ERROR for result in results) else 0


def _rules(specs: Specs) -> Rules:
    from iku_engine.worlds.whatif import Rules

    return Rules(specs.program, specs.sha256)


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
        from iku_cli.documents.comparisons import diff_document

        session.give(diff_document(found, replayed, (before.sha256, after.sha256), session.language, limit))
    else:
        from iku_cli.render.answers.changes import draw_diff

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


@command
@click.argument("indicator", metavar="INDICATOR")
@option("--period", required=True, metavar="P|A..B", help="help.period")
@option("--reach", default="next", metavar="CATEGORY|VALUE|target|next", help="help.seek.reach")
@option("--key", "keys", multiple=True, metavar="MEMBER", help="help.seek.key")
@option("--by", multiple=True, metavar="REF", help="help.seek.by")
@option("--limit", type=click.IntRange(1), metavar="N", help="help.seek.limit")
@option("--as-of", metavar="DATE|TIME", help="help.as-of")
@option("--engine", metavar="NAME", help="help.engine")
def seek(
    session: Session,
    indicator: str,
    period: str,
    reach: str,
    keys: tuple[str, ...],
    by: tuple[str, ...],
    limit: int | None,
    as_of: str | None,
    engine: str | None,
) -> int:
    """Seek for one entity or for all; 0 also where the goal cannot be reached, as that is an answer."""
    from iku_engine.seek.asking import Question, seek

    specs = session.specs()
    if specs is None:
        return 1
    periods, moment = periods_of(period), moment_of(as_of)
    bound = session.bound(specs.program)
    with session.facts(specs.program, bound, (indicator,)) as store:
        question = Question(store, specs.program, specs.sha256, moment, session.settings.asked(engine), bound)
        with session.waiting(session.say("seek.running", period=period)):
            found = seek(question, indicator, periods, reach, keys or None, by, limit or 5)
    if session.as_json:
        from iku_cli.documents.analyses import seek_document

        session.give(seek_document(found, specs.program, specs.sha256, session.language))
    else:
        from iku_cli.render.seeking import draw_sought

        session.draw(lambda width: draw_sought(found, specs.program, session.language, width, limit))
    return 0


@command
@click.argument("indicator", metavar="INDICATOR")
@option("--period", required=True, metavar="P", help="help.period")
@option("--key", "keys", multiple=True, metavar="MEMBER", help="help.sensitivity.key")
@option("--limit", type=Depth(), default="15", metavar="N|all", help="help.sensitivity.limit")
@option("--as-of", metavar="DATE|TIME", help="help.as-of")
@option("--engine", metavar="NAME", help="help.engine")
def sensitivity(
    session: Session,
    indicator: str,
    period: str,
    keys: tuple[str, ...],
    limit: int | None,
    as_of: str | None,
    engine: str | None,
) -> int:
    """Look at one result."""
    from iku_engine.seek.asking import Question
    from iku_engine.seek.sensitivity import sensitivity

    specs = session.specs()
    if specs is None:
        return 1
    one, moment = one_period(period), moment_of(as_of)
    bound = session.bound(specs.program)
    with session.facts(specs.program, bound, (indicator,)) as store:
        question = Question(store, specs.program, specs.sha256, moment, session.settings.asked(engine), bound)
        with session.waiting(session.say("pull.running", period=period)):
            found = sensitivity(question, indicator, one, keys or None)
    if session.as_json:
        from iku_cli.documents.analyses import sensitivity_document

        session.give(sensitivity_document(found, specs.sha256, session.language))
    else:
        from iku_cli.render.answers.sensitivity import draw_sensitivity

        session.draw(lambda width: draw_sensitivity(found, session.language, width, limit))
    return 0
