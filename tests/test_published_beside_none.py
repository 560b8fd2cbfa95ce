"""What was published beside what has no value: that is not told as a figure that is still to come, as it may be an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_workspace import workspace_in

SPEC = """sumber asal per tahun
  kolom x angka 0..100 boleh kosong

sumber terbit per tahun
  kolom n angka 0..100

indikator terbitan
  satuan angka
  arah naik
  rumus asal.x
  resmi terbit.n toleransi 1
  bandingkan terbit.n toleransi 1

"""


@pytest.mark.parametrize(
    ("language", "said"), [("en", "7.00 (terbit.csv:2), computed without a value"), ("id", "tidak bernilai")]
)
def test_what_has_no_value_is_not_told_as_still_to_come(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG=language)
    office.write("indicator_specs/a.iku", SPEC)
    office.write("asal.csv", "tahun,x\n2025,\n")
    office.write("terbit.csv", "tahun,n\n2025,7\n")
    office("import", "asal.csv", "terbit.csv")
    found = office("eval", "terbitan", "--period", "2025")
    assert said in found.out, found
