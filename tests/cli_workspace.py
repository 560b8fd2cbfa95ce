"""A small workspace for tests of the command line, and a way to call it in this process."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from copied_stores import copied

from iku_cli.main import answer

SPEC = """\
dimensi komponen "Komponen"
  rencana "Perencanaan kinerja"
  ukur "Pengukuran kinerja"

dimensi daerah "Daerah" kunci kode
  atribut nama teks

skala predikat "Predikat" atas 0..100
  A > 80 .. 100 "Memuaskan"
  B 0 .. 80 "Baik"

sumber lke "Lembar kerja" per tahun, komponen
  kolom nilai angka 0..100

sumber espm "Aplikasi e-SPM" per tahun, daerah
  kolom penerima persen 0%..100%

indikator akip "Nilai akuntabilitas kinerja"
  satuan nilai 0..100
  arah naik
  bobot komponen
    rencana 60%
    ukur 40%
  rumus jumlah berbobot lke.nilai
  kategori predikat

indikator penerima "Capaian penerima" per daerah
  satuan persen 0%..100%
  arah naik
  rumus espm.penerima

indikator pembagian "Pembagian" per daerah
  satuan persen 0%..100%
  arah tanpa
  rumus (jika espm.penerima > 50% maka espm.penerima / 2 selain itu espm.penerima)

uji "nilai penuh" untuk akip pada 2021
  diberi lke: komponen, nilai
    rencana, 90
    ukur, 80
  harap nilai = 86
  harap kategori = A
"""

FILES = {
    "indicator_specs/akip.iku": SPEC,
    "fakta/daerah.csv": "kode,nama\n11.01,Kabupaten Satu\n11.02,Kabupaten Dua\n",
    "fakta/espm.csv": "tahun,daerah,penerima\n2025,11.01,87.5%\n2025,11.02,40%\n",
    "fakta/lke.csv": "# tanda: ilustratif\ntahun,komponen,nilai\n2025,rencana,90\n2025,ukur,80\n2024,rencana,90\n",
}
FACTS = ("fakta/espm.csv", "fakta/daerah.csv", "fakta/lke.csv")


@dataclass(frozen=True)
class Said:
    """What a call left behind."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict:
        return json.loads(self.out)


def workspace_in(
    folder: Path, captured: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, **more: str
) -> Workspace:
    """A workspace as the current folder, in which nothing is set but the language, the width, and what is given."""
    monkeypatch.chdir(folder)
    for name in ("IKU_STORE", "IKU_SPECS", "IKU_ENGINE", "IKU_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"IKU_LANG": "id", "COLUMNS": "100", **more}.items():
        monkeypatch.setenv(name, value)
    return Workspace(folder, captured)


class Workspace:
    """A folder with specs and facts, and the command line in it."""

    def __init__(self, folder: Path, captured: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.run = 0  # one that a test keeps
        self._captured = captured
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def __call__(self, *arguments: str) -> Said:
        self._captured.readouterr()
        status = answer([str(argument) for argument in arguments])
        out, err = self._captured.readouterr()
        return Said(status, out, err)

    def load(self) -> None:
        """Import the facts; where nothing else was set, the store is a copy of one that such facts were imported into once."""
        if self._plain():
            copied(self.folder / "iku.db", _imported, os.environ.get("IKU_USER", ""), self._given())
            self._captured.readouterr()
        else:
            said = self("import", *FACTS)
            assert said.status == 0, said

    def _plain(self) -> bool:
        there = any((self.folder / name).exists() for name in ("iku.db", "iku.toml"))
        return not there and not any(name in os.environ for name in ("IKU_STORE", "IKU_SPECS"))

    def _given(self) -> str:
        """What the store depends on: the specs and facts of the folder."""
        specs = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.iku"))
        return "\0".join(
            f"{name}\0{(self.folder / name).read_text(encoding='utf-8')}" for name in sorted({*specs, *FACTS})
        )


def _imported(url: str, user: str, given: str) -> None:
    """The facts of the workspace that is the current folder, imported by a user into a store; `given` is what they are."""
    assert os.environ.get("IKU_USER", "") == user
    assert answer(["import", *FACTS, "--store", url]) == 0
