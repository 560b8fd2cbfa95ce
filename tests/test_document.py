"""`report --to FILE.docx`: the cards say what the specs say, every number of the annex is that of `--json`, hostile text is text."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from cli_workspace import Workspace
from lkjip import INDICATORS
from recalculated import profile
from reporting import reporting

__all__ = ["reporting"]
NOTES = """\
sumber tindak_lanjut "Kendala dan rencana" per tahun, iku
  kolom kendala teks
  kolom solusi teks boleh kosong
  kolom rencana teks
  kolom pic teks boleh kosong
  kolom tanggal tanggal boleh kosong
"""


def rows(table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


def opened(folder: Path, name: str):
    return docx.Document(io.BytesIO((folder / name).read_bytes()))


def test_a_card_has_the_layout_and_the_texts_of_the_official_one(reporting, tmp_path):
    asked = ("nilai_akip", "spm_meningkat", "perjanjian_diimplementasikan")
    assert reporting("report", *asked, "--period", "2025", "--to", "k.docx", "--lang", "id").status == 0
    file = opened(tmp_path, "k.docx")
    head, akip, spm, agreements = rows(file.tables[0])
    assert head == (
        "Sasaran", "Indikator Kinerja Utama", "Cara Perhitungan dan Definisi Operasional", "Sumber Data", "Penanggung Jawab",
    )  # fmt: skip
    assert akip[0] == "Meningkatnya kualitas manajemen kinerja Kementerian Sosial"
    for said in (
        "1) Perencanaan kinerja 30%",
        "tercetak 20%",
        "3) Pemanfaatan 50%",
        "AA Sangat Memuaskan : > 90 .. 100",
        "SAKIP adalah",
    ):
        assert said in akip[2]
    assert "Laporan Hasil Evaluasi SAKIP (Kementerian PAN dan RB)" in akip[3]
    assert akip[4].splitlines() == ["Biro Perencanaan", "• Tim Kerja II", "• Tim Kerja III", "• Tim Kerja IV"]
    assert "n : Jumlah Daerah diasistensi yang meningkat capaian SPM-nya" in spm[2]
    assert "Aplikasi e-SPM" in spm[3]
    assert "T : Jumlah Perjanjian yang dimiliki Kementerian Sosial" in agreements[2]
    markup = zipfile.ZipFile(tmp_path / "k.docx").read("word/document.xml").decode()
    assert markup.count("<m:oMath>") + markup.count("<m:oMath ") == 3
    assert "<m:f><m:num>" in markup


def test_every_number_of_the_annex_is_that_of_json(reporting, tmp_path):
    document = reporting("eval", *INDICATORS, "--period", "2021..2025", "--json", "--no-trace").document
    assert reporting("report", *INDICATORS, "--period", "2025", "--to", "all.docx").status == 0
    file = opened(tmp_path, "all.docx")
    told = [rows(table) for table in file.tables[1:]]
    by_place = {(row[0], row[1]): row for table in told for row in table if table[0][1] == "Period"}
    by_member = {
        row[0]: dict(zip(table[0], row, strict=True)) for table in told for row in table if table[0][0] == "Member"
    }
    seen = set()
    for result in document["results"]:
        if result["key"]:
            member = by_member.get(" · ".join(result["key_labels"]))
            if member is not None:  # of many regions the annex has the first, and says so
                seen.add(result["indicator"])
                cell = member[result["period"]]
                assert (
                    cell.split()[0].rstrip("%") == result["value"]
                    if result["value"]
                    else cell in ("missing", "not applicable")
                )
            continue
        row = by_place[(result["label"], result["period"])]
        seen.add(result["indicator"])
        if result["value"] is not None:
            assert row[3].split()[0].rstrip("%") == result["value"]
        else:
            assert row[3] in ("missing", "not applicable")
        target = result["target"]
        if target is not None:
            assert target["value"] in row[2]
        if result["achievement"] is not None:
            assert row[4] == result["achievement"]["value"] + "%"
    assert seen == set(INDICATORS)
    assert any("more of" in paragraph.text for paragraph in file.paragraphs)


def test_notes_of_an_ordinary_source_stand_under_their_indicator(reporting, tmp_path):
    reporting.write("indicator_specs/catatan.iku", NOTES)
    reporting.write("iku.csv", "kode,nama,arah\nnilai_akip,Nilai AKIP,naik\n")
    hostile = "=1+1 <script>\u202e"
    line = f'2025,nilai_akip,"{hostile}","Klinik","Menutup LKE","Tim II",2026-03-31\n'
    reporting.write("tindak_lanjut.csv", f"tahun,iku,kendala,solusi,rencana,pic,tanggal\n{line}")
    for name in ("iku.csv", "tindak_lanjut.csv"):
        said = reporting("import", name)
        assert said.status == 0, said
    said = reporting("report", "nilai_akip", "ikm", "--period", "2025", "--years", "2", "--to", "n.docx")
    assert said.status == 0, said
    file = opened(tmp_path, "n.docx")
    found = [row for table in file.tables for row in rows(table)]
    assert ("2025", "=1+1 <script>\\u202e", "Klinik", "Menutup LKE", "Tim II", "2026-03-31") in found
    texts = [paragraph.text for paragraph in file.paragraphs]
    assert "From: tindak_lanjut.csv:2" in texts
    assert texts.count("Nobody has noted a plan for this indicator yet.") == 1


def test_hostile_text_is_text(reporting: Workspace, tmp_path: Path):
    spec = 'indikator i "<b>&amp; =1+1"\n  sasaran "a\u202eb"\n  definisi """' + "x" * 15_000 + '"""\n'
    spec += "  satuan angka 0..10\n  arah naik\n  rumus s.x\nsumber s per tahun\n  kolom x angka 0..10\n"
    reporting.write("h.iku", spec)
    flags = ("--specs", "h.iku", "--store", "sqlite:///h.db")
    said = reporting("report", "--period", "2025", "--to", "h.docx", "--title", "a\x01\x0bb", *flags)
    assert said.status == 0, said
    file = opened(tmp_path, "h.docx")
    assert file.paragraphs[0].text == "a\\x01 b"
    card = rows(file.tables[0])[1]
    assert card[0] == "a\\u202eb"
    assert card[1] == "<b>&amp; =1+1"
    assert "x" * 10_000 in card[2]


@pytest.mark.needs_writer
def test_it_opens_and_is_drawn(reporting, tmp_path):
    assert reporting("report", "nilai_akip", "ikpa", "iklh", "--period", "2025", "--to", "d.docx").status == 0
    done = subprocess.run(
        ["soffice", profile(), "--headless", "--convert-to", "pdf", "d.docx"],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert (tmp_path / "d.pdf").read_bytes().startswith(b"%PDF"), done.stdout + done.stderr
