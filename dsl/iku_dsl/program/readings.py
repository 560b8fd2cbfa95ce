"""Which periods a reading looks at."""

from __future__ import annotations

from functools import lru_cache

from iku_dsl.period import Grain, Period
from iku_dsl.program.expression import Members, Move, Shift
from iku_dsl.records import record


@record
class Reading:
    """The periods that a reading looks at: one, or several that are consolidated. None where there is none to look at."""

    periods: tuple[Period | None, ...]
    consolidated: bool = False


@lru_cache(4_096)
def reading(shift: Shift, period: Period, grain: Grain | None) -> Reading | None:
    """The periods of a source of some grain that a shift from a period means; None beyond `within` (`… tahun ini`)."""
    if grain is None:
        return Reading((None,))
    match shift.move:
        case Move.SAME:
            return _parts(period, grain)
        case Move.CONTAINING:
            coarse = shift.grain or grain
            return _parts(period.containing(coarse) if not coarse.finer_than(period.grain) else period, grain)
        case Move.TO_DATE:
            return Reading(period.to_date(grain), consolidated=True)
        case Move.SHIFTED:
            assert shift.grain is not None
            moved = period.shifted(shift.grain, shift.steps)
            if shift.within is not None and moved.containing(shift.within) != period.containing(shift.within):
                return None
            if shift.whole is not None:
                moved = moved.containing(shift.whole)
            return _parts(moved, grain) if moved.year >= 1 else None


def valid_in(members: Members, period: Period) -> tuple[Period, ...]:
    """The periods, one after another, in some of which a member must be valid; that at hand where there is none to look at."""
    read = reading(members.shift, period, members.grain) if members.grain is not None else None
    return tuple(one for one in read.periods if one is not None) if read is not None else (period,)


def _parts(period: Period, grain: Grain) -> Reading:
    if grain.finer_than(period.grain):
        return Reading(period.parts(grain), consolidated=True)
    return Reading((period.containing(grain),))
