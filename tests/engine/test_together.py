"""Many indicators in one statement come out as each of them alone, whether every member has a row or not."""

from fractions import Fraction

import pytest
from engine.worlds import world

from iku_engine.evaluating.evaluate import evaluate
from iku_engine.results.evaluation import State

SPEC = """
dimensi unit kunci kode
  atribut nama teks
  atribut jenis pilihan dinas, badan
sumber s per tahun, unit
  kolom x bilangan 0..10
  kolom y bilangan 0..10 boleh kosong
"""
FORMULAS = (
    "banyaknya (unit yang s.x > 2)",
    "banyaknya (unit yang s.x > 2 dan s.y > 2)",
    "banyaknya (unit yang bukan s.x > 2)",
    "banyaknya (unit yang s.x != 3)",
    "banyaknya (unit yang s.y > 2)",
    "banyaknya (unit yang jenis = dinas dan s.x > 2)",
    "jumlah s.x atas (unit yang s.x > 2)",
    "jumlah s.y atas (unit yang s.x > 2)",
    "jumlah (s.x - s.y) atas unit",
    "rerata (s.x + 1) atas unit",
    "maksimum (s.x - 1) atas unit",
    "minimum (s.x + 1) atas unit",
    "minimum s.x atas (unit yang s.x > 9)",
    "jumlah s.x atas (unit yang s.x > 9)",
)
INDICATORS = "".join(
    f"indikator i{n}\n  satuan angka -100..100\n  arah naik\n  rumus {formula}\n" for n, formula in enumerate(FORMULAS)
)
UNITS = "kode,nama,jenis\na,A,dinas\nb,B,badan\nc,C,dinas\n"
WORLDS = {
    "every member has a row": ("unit,x,y\na,1,5\nb,3,2\nc,4,7\n", UNITS),
    "and a cell is missing": ("unit,x,y\na,1,5\nb,3,\nc,4,7\n", UNITS),
    "a member has none": ("unit,x,y\na,1,5\nc,4,7\n", UNITS),
    "nor has any": ("unit,x,y\n", UNITS),
    "a cell does not apply": ("unit,x,y\na,1,tidak berlaku\nb,3,2\nc,4,7\n", UNITS),
}


@pytest.mark.parametrize("facts", WORLDS)
def test_together_is_as_alone(facts: str) -> None:
    rows, units = WORLDS[facts]
    with world(SPEC + INDICATORS, {"unit": units, "s@2025": rows}) as made:
        period = [made.period(2025)]
        names = [f"i{n}" for n in range(len(FORMULAS))]
        together = evaluate(made.store, made.program, specs="", indicators=names, periods=period).results
        for name, found in zip(names, together, strict=True):
            alone = evaluate(made.store, made.program, specs="", indicators=[name], periods=period).results
            assert alone == (found,), FORMULAS[int(name[1:])]


def test_where_every_member_has_a_row_the_rows_are_looked_through_alone() -> None:
    rows, units = WORLDS["every member has a row"]
    with world(SPEC + INDICATORS, {"unit": units, "s@2025": rows}) as made:
        asked: list[str] = []
        names = ["i0", "i6", "i9", "i10"]
        found = evaluate(
            made.store,
            made.program,
            specs="",
            indicators=names,
            periods=[made.period(2025)],
            traced=False,
            tell=lambda one: asked.append(one.text),
        ).results
        assert [result.value for result in found] == [2, 7, Fraction(11, 3), 3]
        # A row that is to be looked at is told, and how long members are valid is asked first.
        *counts, rest = [one for one in asked if "row_id IN" not in one and ".pengganti" not in one]
        tables = sorted(text.split()[5] for text in counts if text.startswith("SELECT count(*) AS rows"))
        assert tables == ["fact_s", "member_unit"], "how many rows and members there are, each once"
        assert len(counts) == 2 and "JOIN" not in rest and "member_unit" not in rest


def test_a_row_of_one_who_is_no_member_in_that_year_does_not_count() -> None:
    """As many rows as members, of which one is not valid: the members have to be looked at."""
    units = "kode,nama,jenis,mulai,akhir\na,A,dinas,,\nb,B,badan,,2024-12-31\n"
    with world(
        SPEC + INDICATORS, {"unit": units, "s@2024": "unit,x,y\na,1,1\nb,9,9\n", "s@2025": "unit,x,y\na,4,4\n"}
    ) as made:
        found = evaluate(
            made.store, made.program, specs="", indicators=["i0", "i9"], periods=[made.period(2025)]
        ).results
        assert [(result.state, result.value) for result in found] == [(State.VALUE, 1), (State.VALUE, 5)]
