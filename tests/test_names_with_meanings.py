"""Names that mean something where they are read: what declares one again is refused, or stands beside it and takes nothing's place."""

from __future__ import annotations

import pytest
from hostile import check, ids
from tested_specs import holds

PROFILE = "sumber s per tahun\n  kolom x angka 0..100\n\nprofil p\n  {line}\n  naik = {rule}\n\n"
JUDGED = "indikator i\n  satuan angka\n  arah naik\n  target 2025 = 80\n  rumus s.x\n  capaian p\n\n"


@pytest.mark.parametrize("name", ["target", "actual", "realisasi"])
@pytest.mark.parametrize("line", ["parameter {name} angka 1..100 = 20", "hitung {name} = 20"])
def test_what_a_profile_judges_is_the_indicators(line: str, name: str) -> None:
    """A parameter `target` of 20 made 40 of 80 an achievement of 200%."""
    spec = PROFILE.format(line=line.format(name=name), rule=f"{name} / 100") + JUDGED
    assert ids(check(spec)) == ["duplicate-name"]


def test_other_words_of_results_are_free_in_a_profile() -> None:
    line = "parameter capaian angka 1..9 = 2\n  parameter achievement angka 1..9 = 3\n  hitung nilai = capaian + achievement"
    spec = PROFILE.format(line=line, rule="realisasi / target + nilai") + JUDGED
    holds(spec, 'uji "a" untuk i pada 2025\n  diberi s: x\n    40\n  harap capaian = 550%\n')


BESIDE = """dimensi k "District" kunci kode
  atribut k teks
  atribut District angka 0..
  atribut mulai angka 0..

sumber s per tahun, k
  kolom District angka 0..100
  kolom kode angka 0..100
  kolom mulai angka 0..100
  hitung quarantine = District + mulai

indikator i per k
  satuan angka
  arah naik
  hitung target = s.District
  rumus target + mulai + District + j

indikator j per k
  satuan angka
  arah naik
  rumus s.quarantine + s.kode

"""


def test_names_of_columns_attributes_and_lets_stand_beside_one_another() -> None:
    """The row at hand, then attributes of its member, then lets, then the spec set; a title is no name."""
    given = "  diberi k: kode, k, District, mulai\n    A, teks, 1000, 2000\n  diberi s: k, District, kode, mulai\n    A, 1, 20, 30\n"
    holds(BESIDE, f'uji "a" untuk i pada 2025\n{given}  harap i["A"] = 3052\n')
