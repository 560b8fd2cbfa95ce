"""Periods as they are written on the command line."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from iku_cli.terminal.faults import Fault
from iku_dsl.period import Period, read_period, read_periods

MOST = 1200  # a century of months


def periods_of(text: str) -> tuple[Period, ...]:
    """`2025`, or each of `2023..2025`. Errors: `Fault`."""
    found = read_periods(text)
    periods = tuple(islice(found, MOST + 1)) if found is not None else ()
    if not 0 < len(periods) <= MOST:
        raise Fault("usage.period", value=text)
    return periods


def one_period(text: str) -> Period:
    """A single period. Errors: `Fault`."""
    period = read_period(text)
    if period is None:
        raise Fault("usage.one-period", value=text)
    return period


def moment_of(text: str | None) -> datetime | None:
    """A day (to its end) or a time, None where none is asked for. Errors: `WrongUse`."""
    if text is None:
        return None
    from iku_dsl.problem import say
    from iku_engine.database.chain import moment
    from iku_engine.errors import WrongUse

    found = moment(text)
    if found is None:
        raise WrongUse(say("as-of", text=text))
    return found
