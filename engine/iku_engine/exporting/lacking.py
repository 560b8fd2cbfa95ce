"""What exported facts lack of what the store knows: rows that wait, rows that nobody sent, periods without a row.

Whoever reads the files elsewhere would take them for all there is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from iku_dsl.period import Period, from_ordinal
from iku_dsl.records import record
from iku_engine.calculate import Calculation
from iku_engine.database.relations import Relation
from iku_engine.indicators.completeness import completeness
from iku_engine.results.beside import Completeness, PeriodRead, WaitingRows
from iku_engine.snapshot.seen import of_reads


@record
class Lacking:
    """What the files of one source or dimension lack.

    `empty` are periods that were given without a row that counts.
    """

    relation: str
    waiting: tuple[WaitingRows, ...] = ()
    incomplete: tuple[Completeness, ...] = ()
    empty: tuple[Period, ...] = ()

    @property
    def record(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "relation": self.relation,
            "waiting": [
                {"wait": str(one.wait), "period": _text(one.period), "batch": one.batch, "file": one.file, "rows": one.count}
                for one in self.waiting
            ],
            "not_sent": [
                {"period": _text(one.period), "expected": one.expected, "there": one.there, "undecided": one.undecided}
                for one in self.incomplete
            ],
            "without_rows": [str(period) for period in self.empty],
        }  # fmt: skip


def lacking(run: Calculation, relation: Relation, written: Collection[int]) -> Lacking | None:
    """What the files of a relation lack, None for nothing; `written` are the ordinals of the periods that have a row in them."""
    snapshot, source = run.snapshot, run.program.sources.get(relation.name)
    _, _, waiting = of_reads(snapshot, [PeriodRead(relation.name)])
    loaded = (
        [from_ordinal(n, relation.grain) for n in sorted(snapshot.periods(relation.name))] if relation.grain else []
    )
    periods: Sequence[Period | None] = loaded if relation.grain is not None else [None]
    known = [completeness(run, source, period) for period in periods] if source is not None else []
    found = Lacking(
        relation.name,
        waiting,
        tuple(one for one in known if one is not None and (one.there < one.expected or one.undecided)),
        tuple(period for period in loaded if period.ordinal not in written),
    )
    return found if found != Lacking(relation.name) else None


def _text(period: Period | None) -> str | None:
    return str(period) if period is not None else None
