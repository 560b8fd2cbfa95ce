"""Members that facts alone name: as long as a file that may name more has not come, nobody can say how many they are."""

from __future__ import annotations

import pytest
from worlds import row_by_row, world

from iku_engine.reference.cross_check import cross_check

SPEC = """
dimensi mitra kunci kode

sumber p per tahun, mitra
  kolom jalan ya/tidak

sumber q per semester, mitra
  kolom jalan ya/tidak konsolidasi terakhir

indikator i
  satuan bulat
  arah naik
  bila banyaknya (mitra yang {kept}) = 0 tidak berlaku karena "tidak ada mitra"
  rumus banyaknya ((mitra yang {kept}) yang p.jalan)
"""
ROWS = "tahun,mitra,jalan\n{year},m1,ya\n{year},m2,tidak\n"
HALF = "semester,mitra,jalan\n2025-S1,m3,ya\n"
CASES = (
    ("ada p", {}, "missing 0.."),  # nothing at all has come
    ("ada p", {"p@2025": "tahun,mitra,jalan\n"}, "not-applicable"),  # the file came, and there is none
    ("ada p", {"p": ROWS.format(year=2024)}, "missing 0.."),  # of another year members are known, of this one none
    ("ada p", {"p": ROWS.format(year=2025)}, "1"),
    ("ada p[tahun lalu]", {"p": ROWS.format(year=2024)}, "missing 0..2!"),  # all are known, but not which go on
    ("ada p dan ada q", {"p": ROWS.format(year=2025), "q": HALF}, "missing 0..1"),
    ("ada p atau ada q", {"p": ROWS.format(year=2025), "q": HALF}, "missing 0.."),  # the second half may name more
    ("ada q", {"p": ROWS.format(year=2025), "q": HALF}, "missing 0.."),
)


@pytest.mark.parametrize(("kept", "facts", "expected"), CASES)
def test_what_has_not_come_may_name_more(kept: str, facts: dict[str, str], expected: str) -> None:
    with world(SPEC.format(kept=kept), facts) as made:
        assert made.one("i", "2025") == expected
        with made.store.reading() as connection:
            held = cross_check(connection, made.store.schema, made.program, made.evaluation("i", "2025"))
        assert held.difference is None
        with row_by_row():
            assert made.one("i", "2025") == expected
