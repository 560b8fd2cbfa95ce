"""`eval --what-if`: from what somebody supposes to both evaluations, shown side by side. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from iku_cli.session.session import Session, Specs
from iku_cli.terminal.faults import Fault, unusable
from iku_dsl.files_read import read_text

if TYPE_CHECKING:
    from iku_engine.worlds.supposing import OfRule
    from iku_engine.worlds.whatif import Asked, Rules


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
    from iku_engine.results.evaluation import State
    from iku_engine.worlds.supposing import OfFact, OfRule, supposed
    from iku_engine.worlds.whatif import Rules, what_if

    with session.facts(specs.program, asked.bound, asked.indicators) as store:
        base = _told(session, session.specs_at(other)) if other is not None else specs
        if base is None:
            return 1
        changes = [supposed(base.program, text, asked.periods) for text in texts]
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
        from iku_cli.documents.evaluation import may_write_traces
        from iku_cli.documents.whatif import what_if_document

        if asked.traced:
            may_write_traces(found.real.results)
            may_write_traces(found.supposed.results)
        session.give(what_if_document(found, named, session.language, asked.traced))
    else:
        from iku_cli.render.answers.whatif import draw_what_if

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
