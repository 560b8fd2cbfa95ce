"""Statistics that need every figure ask for all of them at once, each figure once, however many elements there are."""

from __future__ import annotations

from fractions import Fraction

import pytest
from worlds import row_by_row, world

from iku_engine.evaluating.evaluate import evaluate
from iku_engine.snapshot import snapshot

SPEC = """
dimensi provinsi kunci kode
  atribut nama teks

dimensi unit kunci kode
  atribut induk provinsi

sumber s per tahun, unit
  kolom x angka 0..10 boleh kosong digit 1

indikator tengah
  satuan angka
  arah naik
  rumus median (s.x * 2 - 1) atas (unit yang s.x > 1) bila kosong lewati bila tidak berlaku lewati

indikator tengah_provinsi per provinsi
  satuan angka
  arah naik
  rumus median s.x atas (unit yang induk = provinsi) bila kosong lewati bila tidak berlaku 4

indikator geometrik
  satuan angka
  arah naik
  rumus rerata geometrik s.x atas (unit yang s.x >= 2) bila kosong lewati bila tidak berlaku lewati
"""
CELLS = ("2", "2", "8", "4.5", "tidak berlaku", "", "1", "2", "10", "0.5", "2", "8")
FACTS = {
    "provinsi": "kode,nama\np0,Nol\np1,Satu\n",
    "unit": "kode,induk\n" + "".join(f"u{n:02},p{n % 2}\n" for n in range(len(CELLS))),
    "s": "tahun,unit,x\n" + "".join(f"2025,u{n:02},{cell}\n" for n, cell in enumerate(CELLS)),
}


def test_they_are_what_each_row_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "PREFETCH", 0)
    with world(SPEC, FACTS) as made:
        asked: list[object] = []
        names = list(made.program.indicators)
        found = evaluate(
            made.store, made.program, specs="", indicators=names, periods=[made.period(2025)], traced=False,
            tell=asked.append,
        )  # fmt: skip
        assert len(asked) <= 12, "no statement for each row"
        with row_by_row():
            wanted = evaluate(made.store, made.program, specs="", indicators=names, periods=[made.period(2025)])
        assert [(one.state, one.value, one.bounds) for one in found.results] == [
            (one.state, one.value, one.bounds) for one in wanted.results
        ]
        values = {(one.indicator, *one.key): one.value for one in found.results}
        assert values["tengah_provinsi", "p0"] == Fraction(3)
