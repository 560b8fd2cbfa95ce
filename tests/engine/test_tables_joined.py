"""More tables than one statement joins: asked in several statements, or looked at row by row, with the same figures."""

from __future__ import annotations

import pytest
from engine.worlds import world

from iku_engine.evaluating.evaluate import all_of, evaluate
from iku_engine.indicators.results import new_evaluator
from iku_engine.reference.cross_check import check_results
from iku_engine.reference.facts import read
from iku_engine.reference.indicators import new_reference
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.sql import frame

CHAIN = """
dimensi d kunci kode
  atribut naik d boleh kosong
  atribut v angka 0..10 boleh kosong
sumber s per tahun, d daftar
  kolom x angka 0..10
"""
MEMBERS = "kode,naik,v\nA,B,7\nB,A,2\nC,C,9\nE,,5\nG,E,\n"
ROWS = "d,x\nA,3\nB,4\nC,5\nE,1\nG,2\n"


def indicators(*formulas: str) -> str:
    return "".join(
        f"indikator i{at}\n  satuan angka\n  arah naik\n  rumus {formula}\n" for at, formula in enumerate(formulas)
    )


def held(spec: str, facts: dict[str, str]) -> list[str]:
    """Every indicator with all others, and some by themselves, by both engines, as by the reference; and what was asked for all."""
    asked: list[str] = []
    tell = lambda one: asked.append(one.text)  # noqa: E731
    with world(spec, facts) as made:
        period = made.period(2025)
        of = lambda found: [(one.state, one.value, one.bounds) for one in found.results]  # noqa: E731
        together = of(evaluate(made.store, made.program, specs="", periods=[period], traced=False, tell=tell))
        assert together == of(evaluate(made.store, made.program, specs="", periods=[period], engine="duckdb"))
        for at, name in [*enumerate(made.program.indicators)][::7]:
            alone = evaluate(made.store, made.program, specs="", indicators=[name], periods=[period], traced=False)
            assert of(alone) == [together[at]], name
        with made.store.reading() as connection:
            evaluator = new_evaluator(made.program, Snapshot(connection, made.store.schema, made.program))
            reference = new_reference(made.program, read(connection, made.store.schema, made.program), False)
            for name in made.program.indicators:
                assert check_results(reference, all_of(evaluator, name, period)).difference is None, name
    return asked


@pytest.mark.few(62, 63)
@pytest.mark.parametrize("hops", [30, 62, 63, 64, 70])
def test_attributes_of_attributes(hops: int) -> None:
    """A register's row and one table for each step: 62 steps and what they begin with are the most that SQLite joins."""
    end = "naik." * hops + "v"
    held(
        CHAIN
        + indicators(
            f"jumlah s.x atas (d yang ada s dan {end} >= 5)",
            f"jumlah {end} atas (d yang ada s)",
            f"rerata {end} atas (d yang ada s dan {end} >= 5)",
            f"median {end} atas (d yang ada s dan {end} < 8)",
            f"banyaknya (s yang d.{end} >= 5)",
        ),
        {"d": MEMBERS, "s@2025": ROWS},
    )


def test_conditions_and_several_operands_of_one_set() -> None:
    """What one operand joins is no part of what is asked of another: 30 and 30 go into one statement, 90 into none."""
    other = CHAIN.replace("atribut v", "atribut lain d boleh kosong\n  atribut turun d boleh kosong\n  atribut v")
    short = [f"jumlah {step * 30}v atas (d yang ada s dan {'naik.' * 30}v >= 2)" for step in ("lain.", "turun.")]
    long = f"jumlah ({'lain.' * 30}v + {'turun.' * 30}v) atas (d yang ada s dan {'naik.' * 30}v >= 2)"
    members = "kode,naik,lain,turun,v\nA,B,A,B,7\nB,A,B,A,2\nC,C,A,,9\nE,A,C,C,5\nG,E,A,A,\n"
    held(other + indicators(*short, long, short[0].replace("jumlah", "median")), {"d": members, "s@2025": ROWS})


@pytest.mark.parametrize(
    "sources", [64, pytest.param(63, marks=pytest.mark.soak), pytest.param(140, marks=pytest.mark.soak)]
)
def test_many_sources_beside_the_same_elements(sources: int) -> None:
    """Statements that are asked together are so many as it takes, not one by one."""
    spec = "dimensi d kunci kode\n  atribut v angka 0..10\n"
    spec += "".join(f"sumber s{at} per tahun, d daftar\n  kolom x angka 0..10\n" for at in range(sources))
    spec += indicators(*(f"jumlah s{at}.x atas (d yang v >= {at % 3 + 1} dan ada s0)" for at in range(sources)))
    facts = {f"s{at}@2025": f"d,x\nA,{at % 9}\n" + f"B,{at % 7}\n" * (at % 2) for at in range(sources)}
    asked = held(spec, {"d": "kode,v\nA,3\nB,2\nC,1\n"} | facts)
    sums = [text for text in asked if "elements" in text]
    assert len(sums) <= 2 + sources // (frame.MOST_TABLES // 2), len(sums)
