"""Facts that are supposed, put into a world that is on a stage: all of one relation at once, as each alone would look at all rows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from iku_dsl.budgets import Effort, most
from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_engine.errors import AlreadySo, WrongUse
from iku_engine.facts.addressing import address, addresses
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.amending_together import correct_together, retract_together
from iku_engine.results.batch import SUPPOSED
from iku_engine.store.store import Store
from iku_engine.worlds.supposing import OfFact


def put_in(store: Store, program: Program, changes: Sequence[OfFact]) -> None:
    """Put facts otherwise, each of another row. Errors: `WrongUse` of the first that is refused; for more than can be tried."""
    if changes:
        _put_in(store, program, changes, Effort(most("supposed")))


def _put_in(store: Store, program: Program, changes: Sequence[OfFact], tries: Effort) -> None:
    """All at once; by halves where some are refused, which finds the first, and lets those be that only rest on ones before them."""
    if not tries.spend():
        raise WrongUse(say("what-if-many", limit=tries.most))
    if len(changes) == 1:
        _alone(store, program, changes[0])
        return
    try:
        _together(store, program, changes)
    except WrongUse:
        half = len(changes) // 2
        _put_in(store, program, changes[:half], tries)
        _put_in(store, program, changes[half:], tries)


def _together(store: Store, program: Program, changes: Sequence[OfFact]) -> None:
    """In one transaction, relation by relation in the order in which they are named. Errors: `WrongUse`."""
    groups: dict[tuple[str, bool], list[OfFact]] = {}
    for change in changes:
        groups.setdefault((change.relation, change.gone), []).append(change)
    with store.writing() as connection:
        for (_, gone), group in groups.items():
            places = addresses(store, program, ((one.relation, one.period, one.keys) for one in group), connection)
            if gone:
                retract_together(store, program, connection, places, reason=SUPPOSED)
            else:
                wanted = [(place, dict(one.cells)) for place, one in zip(places, group, strict=True)]
                correct_together(store, program, connection, wanted, reason=SUPPOSED)


def _alone(store: Store, program: Program, change: OfFact) -> None:
    """One change. Errors: `WrongUse`, with what was written: of a file of a thousand lines nobody finds it else."""
    try:
        _one(store, program, change)
    except WrongUse as error:
        raise WrongUse(say("what-if-refused", text=change.text, why=error.text)) from error


def _one(store: Store, program: Program, change: OfFact) -> None:
    place = address(store, program, change.relation, change.period, change.keys)
    if change.gone:
        retract(store, place, user="", reason=SUPPOSED)
        return
    with suppress(AlreadySo):
        correct(store, program, place, dict(change.cells), user="", reason=SUPPOSED)
