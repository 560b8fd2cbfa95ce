"""Look-ups by keys that are not known: which rows can be meant, and whether the table leaves out a key that can come."""

from __future__ import annotations

import pytest
from worlds import World, at, unproven, world

from iku_engine.evaluating.evaluate import evaluate
from iku_engine.reference.cross_check import cross_check


def held(made: World, period: str) -> None:
    """Every result of a period, held against the reference."""
    evaluation = evaluate(made.store, made.program, specs="", periods=[at(period)], depth=None)
    with made.store.reading() as connection:
        assert cross_check(connection, made.store.schema, made.program, evaluation).difference is None


OF_ROWS = """
dimension k
  A, B, C

dimension mark
  aa, bb, cc

table pts{partial}
  aa 10
  bb 7
  cc {third}

table named{partial}
  aa, bb
  bb, aa
  cc, {name}

source s per year, k complete
  column m mark may be missing
  column w number 1..2
  let p = pts[m]

indicator i
  unit number
  direction none
  formula {formula}
"""


def of_rows(formula: str, partial: bool) -> str:
    """The spec, with a table that has no row for cc, or one that says that it has nothing there."""
    why = ' partial because "no number for cc"' if partial else ""
    text = OF_ROWS.format(partial=why, third="missing", name="missing", formula=formula)
    return "\n".join(line for line in text.split("\n") if not partial or not line.startswith("  cc"))


STATISTICS = (
    "sum s.p over s",
    "average pts[s.m] over s",
    "minimum s.p over k",
    "median s.p over s",
    "weighted average s.p by s.w over s",
    "weighted sum s.w by s.p over s",
    "geometric average s.p over s",
    "sum (if s.w > 0 then s.p otherwise 9) over s",
    "minimum (minimum(s.p, 9)) over s",
    "maximum pts[named[s.m]] over s",
)


@pytest.mark.parametrize("partial", [True])
@pytest.mark.parametrize("formula", STATISTICS)
def test_a_statistic_of_what_a_table_may_leave_out_decides_nothing(formula: str, partial: bool) -> None:
    """It was decided by its bounds, 24..27, and became an error once the mark was told: the table has nothing for it, on purpose."""
    program = unproven(of_rows(f"if ({formula}) > 0 then 1 otherwise 0", partial))
    with world(program, {"s": "year,k,m,w\n2024,A,aa,1\n2024,B,,2\n2024,C,bb,1\n"}) as made:
        assert made.one("i", "2024") == "missing 0..1"
        held(made, "2024")
        made.load("s", "year,k,m,w\n2024,B,cc,2\n")
        assert made.one("i", "2024") == "error"
