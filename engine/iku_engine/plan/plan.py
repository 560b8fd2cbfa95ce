"""An indicator and a period to its plan: which readings, counts and statistics are asked of the store, and the arithmetic that is left.

The passes are visible: `PASSES` turns the first plan, one step for each expression that needs facts, into the one that is run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from iku_dsl.operators import Mean, Statistic
from iku_dsl.period import Period
from iku_dsl.program import Indicator, Program, expressions
from iku_dsl.program import expression as ex
from iku_dsl.records import record
from iku_engine.plan.environment import reading
from iku_engine.plan.set_chain import Chain, chain


@record
class Read:
    """The cells of some columns of a source in some periods: one statement a period, for all keys."""

    source: str
    columns: tuple[str, ...]
    periods: tuple[Period | None, ...]


@record
class Count:
    """The elements of a chain by how certainly each condition holds: one statement, which answers all the counts named."""

    chain: Chain
    answers: tuple[str, ...]


@record
class Sum:
    """A statistic of an operand over a chain: one statement for all entities."""

    chain: Chain
    operand: ex.Expression
    by: ex.Expression | None
    answers: tuple[str, ...]
    statistic: Statistic
    one_by_one: bool = False  # a median, a last value, another mean: every number is needed by itself


@record
class Plan:
    """What an indicator asks of the store in a period, and what is computed from the answers."""

    indicator: str
    period: Period
    reads: tuple[Read, ...]
    counts: tuple[Count, ...]
    sums: tuple[Sum, ...]
    guards: tuple[str, ...]
    arithmetic: str


def plan(program: Program, indicator: Indicator, period: Period) -> Plan:
    """The plan of one version of an indicator in a period, after all passes."""
    made = _first(program, indicator, period)
    for rewrite in PASSES:
        made = rewrite(made)
    return made


def _first(program: Program, indicator: Indicator, period: Period) -> Plan:
    reads: list[Read] = []
    counts: list[Count] = []
    sums: list[Sum] = []
    for expression in expressions(indicator):
        for part in ex.walk(expression):
            match part:
                case ex.Aggregated() if part.statistic is Statistic.COUNT:
                    counts.append(Count(chain(part.set), (part.text,)))
                case ex.Aggregated() if part.operand is not None:
                    alone = part.mean is not Mean.ARITHMETIC or part.statistic in (Statistic.MEDIAN, Statistic.LAST)
                    sums.append(Sum(chain(part.set), part.operand, part.by, (part.text,), part.statistic, alone))
                case ex.ColumnValue():
                    found = reading(part.shift, period, program.sources[part.source].grain)
                    if found is not None:
                        reads.append(Read(part.source, (part.column,), found.periods))
                case _:
                    pass
    guards = tuple(guard.condition.text for guard in indicator.guards)
    return Plan(indicator.name, period, tuple(reads), tuple(counts), tuple(sums), guards, indicator.formula.text)


def share_reads(made: Plan) -> Plan:
    """Columns of one source in one period are read together."""
    columns: dict[tuple[str, tuple[Period | None, ...]], dict[str, None]] = {}
    for read in made.reads:
        columns.setdefault((read.source, read.periods), {}).update(dict.fromkeys(read.columns))
    reads = tuple(Read(source, tuple(names), periods) for (source, periods), names in columns.items())
    return replace(made, reads=reads)


def share_counts(made: Plan) -> Plan:
    """A set and its subset are counted by the subset's statement: the codes of its first conditions are the set's own."""
    kept: list[Count] = []
    for count in sorted(made.counts, key=lambda c: -len(c.chain.conditions)):
        at = next((i for i, longer in enumerate(kept) if _covers(longer.chain, count.chain)), None)
        if at is None:
            kept.append(count)
        else:
            kept[at] = replace(kept[at], answers=tuple(dict.fromkeys((*kept[at].answers, *count.answers))))
    return replace(made, counts=tuple(kept))


def _covers(longer: Chain, shorter: Chain) -> bool:
    """Whether a chain's statement answers another's: of a set without conditions it would see only a part."""
    return longer == shorter or (bool(shorter.conditions) and shorter.starts(longer))


PASSES: tuple[Callable[[Plan], Plan], ...] = (share_reads, share_counts)
