"""`eval --cross-check`: an evaluation held against a second evaluator, and what it says where the two part."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from iku_cli.terminal.faults import Fault
from iku_engine.engines.registry import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from iku_cli.session.session import Session, Specs
    from iku_dsl.keywords import Language
    from iku_engine.reference.cross_check import Difference, Told
    from iku_engine.results.evaluation import Evaluation
    from iku_engine.store.store import Store

    Again = Callable[[str], Evaluation]

REFERENCE = "reference"
CHECKERS = (REFERENCE, *NAMES)  # what an evaluation can be held against
OURS = 3  # two evaluators that part are a mistake of ours


def hold(
    session: Session, store: Store, specs: Specs, evaluated: Evaluation, own: str, checker: str, again: Again
) -> None:
    """Says on stderr how many results of engine `own` agree with a checker: the reference, or another engine, by which `again` evaluates.

    Errors: `Fault` with the first difference, or where the checker is the engine itself.
    """
    if checker == own:
        raise Fault("cross.same", name=own, known=", ".join(one for one in CHECKERS if one != own))
    with session.waiting(session.say("cross.running")):
        if checker == REFERENCE:
            from iku_engine.reference.cross_check import cross_check

            with store.reading() as connection:
                found = cross_check(connection, store.schema, specs.program, evaluated)
        else:
            from iku_engine.reference.cross_check import same_by

            found = same_by(evaluated, again(session.settings.asked(checker)))
    called = session.say("cross.reference") if checker == REFERENCE else session.say("cross.engine", name=checker)
    if found.difference is not None:
        raise Fault("cross.differs", status=OURS, checker=called, **_said(found.difference, session.language))
    session.note(session.say("cross.agreed", count=found.agreed, checker=called))
    if found.given_up:
        session.note(session.say("cross.given-up", count=found.given_up))
    if found.cut:
        session.note(session.say("cross.cut"))


def _said(difference: Difference, language: Language) -> dict[str, object]:
    """The places of the sentence."""
    from iku_cli.messages import message

    part = f"cross.{difference.part}"
    where = ", ".join((str(difference.period), *difference.key))
    return {
        "indicator": difference.indicator,
        "where": where,
        "part": message(part, language, text=difference.text),
        "evaluated": _told(difference.evaluated, language),
        "found": _told(difference.found, language),
    }


def _told(told: Told, language: Language) -> str:
    """A value exactly as it is, or about that where it is very long; a state, or what else there is to say."""
    from iku_cli.render import saying
    from iku_engine.exact import extra_size
    from iku_engine.results.evaluation import Shown, State

    if told.words or told.state is not State.VALUE or told.value is None:
        word = saying.state_word(told.state, language)
        return told.words if told.state is State.VALUE else f"{word} {told.words}".strip()
    value = told.value
    exactly = isinstance(value, Fraction) and not extra_size(value)
    return str(value) if exactly else saying.scalar(value, Shown(), language)
