"""Elements that may be in a set: rules for what is missing or does not apply speak of them too, as once they are in."""

from __future__ import annotations

import pytest
from worlds import row_by_row, unproven, world

from iku_engine.evaluation import State

HEAD = """
dimensi d
  x
  y

sumber s per tahun, d
  kolom t ya/tidak boleh kosong
  kolom n angka 0..10 boleh kosong
  kolom w angka 1..2
"""
IN_AND_MAYBE = {"s": "tahun,d,t,n,w\n2024,x,ya,1,1\n2024,y,,{n},2\n"}
CASES = (
    # the element that may be in is missing: what a rule gives it lies beyond its column's range
    ("jumlah (s.n) atas (d yang s.t) bila kosong 20", "", "missing 1..21"),
    ("rerata (s.n) atas (d yang s.t) bila kosong 20", "", "missing 1..20"),
    ("maksimum (s.n) atas (d yang s.t) bila kosong 20", "", "missing 1..20"),
    ("median (s.n) atas (d yang s.t) bila kosong 20", "", "missing 1..20"),
    ("jumlah (s.n) atas (d yang s.t) bila kosong galat", "", "error"),
    # one that would be left out is of no matter
    ("jumlah (s.n) atas (d yang s.t) bila kosong lewati", "", "1"),
    ("median (s.n) atas (d yang s.t) bila kosong lewati", "", "1"),
    ("rerata berbobot (s.n) oleh (s.w) atas (d yang s.t) bila kosong lewati", "", "1"),
    # one that does not apply would decide the result, were it in
    ("jumlah (s.n) atas (d yang s.t)", "tidak berlaku", "missing 1..1"),
    ("median (s.n) atas (d yang s.t)", "tidak berlaku", "missing 1..1"),
    ("rerata berbobot (s.n) oleh (s.w) atas (d yang s.t)", "tidak berlaku", "missing"),
    ("jumlah (s.n) atas (d yang s.t) bila tidak berlaku lewati", "tidak berlaku", "1"),
    ("median (s.n) atas (d yang s.t) bila tidak berlaku lewati", "tidak berlaku", "1"),
    ("jumlah (s.n) atas (d yang s.t) bila tidak berlaku 30", "tidak berlaku", "missing 1..31"),
    ("rerata berbobot (s.n) oleh (s.w) atas (d yang s.t) bila tidak berlaku lewati", "tidak berlaku", "1"),
)


@pytest.mark.parametrize(("formula", "cell", "expected"), CASES)
def test_an_element_that_may_be_in(formula, cell, expected):
    program = unproven(f"{HEAD}\nindikator i\n  satuan angka\n  arah naik\n  rumus {formula}\n")
    with world(program, {name: text.format(n=cell) for name, text in IN_AND_MAYBE.items()}) as made:
        assert made.one("i", "2024") == expected
        with row_by_row():
            assert made.one("i", "2024") == expected


def test_an_operand_that_fails_for_one_that_may_be_in_fails_every_statistic():
    formulas = ("jumlah", "median")
    parts = [
        f"indikator i_{s}\n  satuan angka\n  arah naik\n  rumus {s} (1 / (s.n - 3)) atas (d yang s.t)" for s in formulas
    ]
    with world(unproven(HEAD + "\n" + "\n\n".join(parts) + "\n"), {"s": IN_AND_MAYBE["s"].format(n=3)}) as made:
        states = [made.result(f"i_{statistic}", "2024").state for statistic in formulas]
    assert states == [State.ERROR, State.ERROR]
