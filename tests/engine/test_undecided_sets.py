"""Elements that may be in a set: rules for what is missing or does not apply speak of them too, as once they are in."""

from __future__ import annotations

import pytest
from worlds import at, row_by_row, said, unproven, world

from iku_engine.evaluating.evaluate import all_of
from iku_engine.results.evaluation import State

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


BELOW = """
dimensi pulau kunci kode
  atribut nama teks

dimensi prov kunci kode
  atribut pulau pulau boleh kosong

dimensi kab kunci kode
  atribut prov prov boleh kosong

sumber s per tahun, kab lengkap
  kolom n angka 0..100

indikator i per {entity}
  satuan angka
  arah naik
  rumus {formula}
"""
MEMBERS = {
    "pulau": "kode,nama\nN1,Satu\nN2,Dua\n",
    "prov": "kode,pulau\nP,N1\nQ,N2\nR,{of_r}\n",
    "kab": "kode,prov\n1,P\n2,P\n3,Q\n4,{of_4}\n5,tidak berlaku\n",
    "s": "tahun,kab,n\n2025,1,60\n2025,2,60\n2025,3,30\n2025,4,20\n2025,5,7\n",
}
KNOWN = {"of_4": "R", "of_r": "tidak berlaku"}


@pytest.mark.parametrize(
    ("entity", "formula", "known", "expected"),
    [
        ("prov", "jumlah s.n", {}, {"P": "120", "Q": "30", "R": "20"}),
        ("prov", "jumlah s.n", {"of_4": ""}, {"P": "missing 120..140", "Q": "missing 30..50", "R": "missing 0..20"}),
        ("prov", "jumlah s.n", {"of_4": "tidak berlaku"}, {"P": "120", "Q": "30", "R": "0"}),
        ("prov", "banyaknya kab", {"of_4": ""}, {"P": "missing 2..3!", "Q": "missing 1..2!", "R": "missing 0..1!"}),
        ("prov", "maksimum s.n", {"of_4": ""}, {"P": "missing 60..60", "Q": "missing 30..30", "R": "missing 20..20"}),
        ("prov", "banyaknya (kab yang s.n > 50)", {"of_4": ""}, {"P": "2", "Q": "0", "R": "0"}),
        ("pulau", "jumlah s.n", {}, {"N1": "120", "N2": "30"}),
        ("pulau", "jumlah s.n", {"of_r": ""}, {"N1": "missing 120..140", "N2": "missing 30..50"}),
        ("pulau", "jumlah s.n", {"of_4": ""}, {"N1": "missing 120..140", "N2": "missing 30..50"}),
    ],
)
def test_who_lacks_a_parent_may_be_below_any(entity, formula, known, expected):
    """Of whom nobody knows the parent, nobody knows below whom it is; who has none (`tidak berlaku`) is below nobody."""
    program = unproven(BELOW.format(entity=entity, formula=formula))
    with world(program, {name: text.format(**KNOWN | known) for name, text in MEMBERS.items()}) as made:
        assert made.said("i", "2025") == expected
        with row_by_row():
            assert made.said("i", "2025") == expected
        with made.evaluator("duckdb") as other:
            assert {one.key[0]: said(one) for one in all_of(other, "i", at("2025"))} == expected
