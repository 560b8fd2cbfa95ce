"""Keys that are equal to the eye: one member however they are written, whichever way they come in; look-alikes are told."""

from __future__ import annotations

import re
import sys
import unicodedata
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_workspace import Workspace, workspace_in

from iku_dsl.key_text import ODD, _class, are_kept, key_text
from iku_engine.members.doubtful import is_date, spelled_alike

SPEC = """\
dimensi desa "Desa" kunci nama

dimensi wilayah "Wilayah" kunci kode
  atribut nama teks

sumber s "Sumber" per tahun, desa daftar
  kolom n angka 0..1000

sumber w "Menurut wilayah" per tahun, wilayah daftar
  kolom n angka 0..1000

indikator n "Angka" per desa
  satuan nilai 0..1000
  arah naik
  rumus s.n

indikator dua "Dua kali" per desa
  satuan nilai 0..2000
  arah naik
  rumus n * 2

uji "ditulis lain" untuk dua pada 2025
  diberi n: desa, nilai
    "Soe\u0301\u00a0Lama", 4
  harap nilai["Soé\u00a0Lama"] = 8

uji "baris ditulis lain" untuk n pada 2025
  diberi s: desa, n
    "Soe\u0301\u200b  Lama", 4
  harap nilai["Soé Lama"] = 4
"""
WRITTEN = {
    "as it is": "Soé Lama",
    "decomposed": "Soe\u0301 Lama",
    "zero width": "So\u200bé\u2060 Lama\ufeff",
    "direction": "\u202aSoé Lama\u202c",
    "no-break space": "Soé\u00a0Lama",
    "thin and double spaces": " Soé \u2009 Lama\u00a0",
    "full width": "Ｓｏé Lama",
    "soft hyphen": "So\u00adé Lama",
    "a pattern of no dots": "Soé\u2800Lama",
}
KEPT = "Soé Lama"
EYE = "M\u0430masa"  # a Cyrillic letter
odd = pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    for old in tmp_path.glob("*/*.*"):
        old.unlink()
    made.write("indicator_specs/a.iku", SPEC)
    return made


def _keys(workspace: Workspace, indicator: str = "n") -> list[str]:
    found = workspace("eval", indicator, "--period", "2025", "--json")
    return [one["key"] for one in found.document["results"]]


@odd
def test_a_key_has_one_form(text: str):
    assert key_text(text) == KEPT and key_text(key_text(text)) == KEPT
    assert are_kept([text]) is (text == KEPT)


JOINED = {
    "ﬁx": "fix",
    "ﬄ": "ffl",
    "ﬆ": "st",
    "ĳ": "ij",
    "ǈ": "Lj",
    "Bab Ⅳ": "Bab IV",
    "ⅻ": "xii",
    "a…": "a...",
    "ℎ": "h",
    "ℝ": "R",
}


@pytest.mark.parametrize(("text", "kept"), JOINED.items())
def test_letters_that_are_drawn_as_one_are_those_letters(text: str, kept: str):
    assert key_text(text) == kept
    assert not are_kept([text])
    assert re.search(_class(ODD), text) is not None  # SQL looks at it, too


def test_every_letter_that_differs_by_face_or_width_is_the_plain_one():
    kinds = ("<font>", "<wide>", "<narrow>")
    letters = [one for one in map(chr, range(sys.maxunicode + 1)) if unicodedata.decomposition(one).startswith(kinds)]
    assert len(letters) > 1_000
    assert [one for one in letters if key_text(one) != key_text(unicodedata.normalize("NFKC", one))] == []


@pytest.mark.parametrize("pair", ["m² m2", "½ 1⁄2", "① 1"])
def test_what_looks_otherwise_stays_two_keys(pair: str):
    first, second = pair.split()
    assert key_text(first) != key_text(second)


@pytest.mark.few("csv-as it is", "csv-full width", "xlsx-decomposed", "xlsx-soft hyphen")
@odd
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_import_keeps_one_form(workspace: Workspace, tmp_path: Path, text: str, kind: str):
    path = tmp_path / f"s.{kind}"
    if kind == "csv":
        workspace.write("s.csv", f"tahun,desa,n\n2025,{text},3\n2025,Lain,4\n")
    else:
        book = openpyxl.Workbook()
        for row in (("tahun", "desa", "n"), (2025, text, 3), (2025, "Lain", 4)):
            book.active.append(row)
        book.save(path)
    said = workspace("import", str(path), "--into", "s")
    assert said.status == 0, said
    assert _keys(workspace) == ["Lain", KEPT]
    again = workspace("import", str(path), "--into", "s", "--json")
    assert again.document["files"][0]["identical"] == 2


@odd
def test_members_and_labels_of_a_file(workspace: Workspace, text: str):
    workspace.write("wilayah.csv", f"kode,nama\n{text},Nama\n2,{text} Dua\n")
    workspace.write("w.csv", f"tahun,wilayah,n\n2025,{KEPT},3\n2025,{KEPT} Dua,4\n")
    assert workspace("import", "wilayah.csv").status == 0
    said = workspace("import", "w.csv")
    assert said.status == 0, said


@pytest.mark.few("decomposed", "no-break space", "a pattern of no dots")
@odd
def test_corrections_and_questions(workspace: Workspace, text: str):
    workspace.write("s.csv", f"tahun,desa,n\n2025,{KEPT},3\n")
    workspace("import", "s.csv")
    assert workspace("facts", "correct", "s", text, "n=5", "--period", "2025", "--reason", "x").status == 0
    assert _keys(workspace) == [KEPT]
    found = workspace("eval", "n", "--period", "2025", "--what-if", f's 2025 "{text}" n = 9', "--json")
    assert '"9"' in found.out and found.status == 0, found
    sought = workspace("seek", "n", "--period", "2025", "--reach", "9", "--key", text)
    assert sought.status == 0 and "9" in sought.out, sought
    assert workspace("trace", "n", "--period", "2025", "--key", text).status == 0
    assert workspace("facts", "retract", "s", text, "--period", "2025", "--reason", "x").status == 0


@pytest.mark.few("csv-zero width", "csv-a pattern of no dots", "parquet-decomposed")
@odd
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_bound_files_have_the_same_keys(workspace: Workspace, tmp_path: Path, text: str, kind: str):
    (tmp_path / "iku.toml").write_text(f'[files]\ns = "s.{kind}"\nwilayah = "wilayah.{kind}"\nw = "w.{kind}"\n')
    tables = {
        "s": {"tahun": [2025, 2025], "desa": [text, "Lain"], "n": [3, 4]},
        "wilayah": {"kode": [text, "2"], "nama": ["Nama", f"{text} Dua"]},
        "w": {"tahun": [2025, 2025], "wilayah": [KEPT, f"{KEPT} Dua"], "n": [3, 4]},
    }
    for name, columns in tables.items():
        if kind == "parquet":
            pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
        else:
            rows = [list(columns), *zip(*columns.values(), strict=True)]
            workspace.write(f"{name}.csv", "".join(",".join(map(str, row)) + "\n" for row in rows))
    assert _keys(workspace) == ["Lain", KEPT]


def test_given_values_and_rows_of_tests(workspace: Workspace):
    said = workspace("test")
    assert said.status == 0 and "2" in said.out, said


@pytest.mark.parametrize(("first", "second"), [("Mamasa", EYE), (EYE, "Mamasa")])
def test_look_alikes_are_told_with_both_places(workspace: Workspace, first: str, second: str):
    workspace.write("a.csv", f"tahun,desa,n\n2025,Lain,1\n2025,{first},3\n")
    workspace.write("b.csv", f"tahun,desa,n\n2025,{second},4\n")
    assert "looks like" not in workspace("import", "a.csv", "--into", "s").out
    said = workspace("import", "b.csv", "--into", "s")
    assert said.status == 0
    plain = " ".join(said.out.split())
    assert "a.csv:3" in plain and "CYRILLIC SMALL LETTER A" in plain and f"the member “{first}”" in plain, said.out
    assert _keys(workspace) == ["Lain", *sorted([first, second])]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_look_alikes_in_bound_files_are_told(workspace: Workspace, tmp_path: Path, kind: str):
    (tmp_path / "iku.toml").write_text(f'[files]\ns = "s.{kind}"\n')
    columns = {"tahun": [2025, 2025], "desa": ["Mamasa", EYE], "n": [3, 4]}
    pq.write_table(pa.table(columns), tmp_path / "s.parquet")
    workspace.write("s.csv", f"tahun,desa,n\n2025,Mamasa,3\n2025,{EYE},4\n")
    said = workspace("eval", "n", "--period", "2025")
    assert "CYRILLIC SMALL LETTER A" in " ".join((said.out + said.err).split()), said
    assert f"s.{kind}:2" in (said.out + said.err), said


def test_a_store_keeps_the_members_that_it_has(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One made before keys had one form: its member is named as it is kept, by the file that brought it and by a person."""
    old = "Soe\u0301  Lama"
    workspace.write("s.csv", f"tahun,desa,n\n2025,{old},3\n")
    with monkeypatch.context() as before:
        before.setattr("iku_engine.members.members.key_text", str.strip)
        before.setattr("iku_engine.cells.keys.are_kept", lambda texts: True)
        assert workspace("import", "s.csv").status == 0
    assert _keys(workspace) == [old]
    assert workspace("import", "s.csv", "--json").document["files"][0]["identical"] == 1
    assert workspace("facts", "correct", "s", old, "n=5", "--period", "2025", "--reason", "x").status == 0
    assert workspace("trace", "n", "--period", "2025", "--key", old).status == 0
    assert _keys(workspace) == [old]


def test_a_correction_that_names_a_look_alike_says_so(workspace: Workspace):
    workspace.write("s.csv", "tahun,desa,n\n2025,Mamasa,3\n")
    workspace("import", "s.csv")
    said = workspace("facts", "correct", "s", EYE, "n=5", "--period", "2025", "--reason", "x")
    assert said.status == 0 and "CYRILLIC SMALL LETTER A" in said.err and "s.csv:2" in said.err, said


ACEH = "kode,nama\n01,Aceh\n02,Bali\n"


@pytest.mark.parametrize("written", ["Aceh", "aceh", " ACEH ", "01"])
def test_a_person_names_a_member_as_a_file_does(workspace: Workspace, written: str):
    """Of a dimension, too: its label is not the key of a second member."""
    workspace.write("wilayah.csv", ACEH)
    workspace.write("w.csv", "tahun,wilayah,n\n2025,Aceh,3\n")
    workspace("import", "wilayah.csv")
    workspace("import", "w.csv")
    said = workspace("facts", "correct", "wilayah", written, "nama=Aceh Raya", "--reason", "x", "--json")
    assert said.status == 0, said.err
    workspace("facts", "correct", "wilayah", "01", "nama=Aceh", "--reason", "x")
    assert workspace("facts", "correct", "w", written, "n=5", "--period", "2025", "--reason", "x").status == 0
    for relation, more in (("wilayah", ()), ("w", ("--period", "2025"))):
        assert workspace("facts", "history", relation, written, *more).status == 0
    assert workspace("facts", "retract", "w", written, "--period", "2025", "--reason", "x").status == 0
    listed = workspace("facts", "list", "wilayah", "--json").document
    assert listed["sources"][0]["periods"][0]["rows"] == 2


@pytest.mark.parametrize(("more", "told"), [("aceh,Kota\n", "is also what"), ("03,01\n", "is called as the key")])
def test_a_key_that_is_another_name_is_told(workspace: Workspace, more: str, told: str):
    workspace.write("wilayah.csv", ACEH)
    workspace("import", "wilayah.csv")
    workspace.write("wilayah.csv", ACEH + more)
    said = " ".join(workspace("import", "wilayah.csv").out.split())
    assert told in said and "the member “01” (wilayah.csv:2)" in said, said
    assert told not in " ".join(workspace("import", "wilayah.csv").out.split())


TEXTS = """\
dimensi wilayah "Wilayah" kunci kode
  atribut nama teks

sumber w "Menurut wilayah" per tahun, wilayah daftar
  kolom t teks
  kolom p pilihan café, teh

indikator sama "Sama"
  satuan w
  arah naik
  rumus banyaknya (w yang t = "{name}")

indikator pilihan_sama "Sama"
  satuan w
  arah naik
  rumus banyaknya (w yang p = café)

indikator menurut_nama "Sama"
  satuan wilayah
  arah naik
  rumus banyaknya (wilayah yang nama = "{name}")
"""
NFD = unicodedata.normalize("NFD", "café")
SAME = ["café", NFD, "caf\u200bé", "\ufeffcafé\u00ad", f"{NFD}\u200e"]


@pytest.mark.few("xlsx-decomposed", "bound-composed")
@pytest.mark.parametrize("name", ["café", NFD], ids=["composed", "decomposed"])
@pytest.mark.parametrize("way", ["csv", "xlsx", "bound", "correct"])
def test_a_text_is_compared_as_it_looks(workspace: Workspace, tmp_path: Path, name: str, way: str):
    """The texts of a condition, a choice, an attribute: however spec and cell are written."""
    workspace.write("indicator_specs/a.iku", TEXTS.format(name=name))
    texts = [*SAME, "cafe"]
    workspace.write("wilayah.csv", "kode,nama\n" + "".join(f"{i},{text}\n" for i, text in enumerate(texts)))
    assert workspace("import", "wilayah.csv").status == 0
    rows = [(2025, str(i), text, text if i < len(SAME) else "teh") for i, text in enumerate(texts)]
    plain = [(year, key, "lain", "teh") for year, key, _, _ in rows] if way == "correct" else rows
    names = ("tahun", "wilayah", "t", "p")
    if way == "bound":
        workspace.write("iku.toml", '[files]\nw = "w.parquet"\n')
        pq.write_table(pa.table(dict(zip(names, zip(*rows, strict=True), strict=True))), tmp_path / "w.parquet")
    elif way == "xlsx":
        book = openpyxl.Workbook()
        for row in (names, *rows):
            book.active.append(row)
        book.save(tmp_path / "w.xlsx")
        assert workspace("import", "w.xlsx", "--into", "w").status == 0
    else:
        workspace.write("w.csv", "".join(",".join(map(str, row)) + "\n" for row in (names, *plain)))
        assert workspace("import", "w.csv").status == 0
    for _, key, text, choice in rows if way == "correct" else ():
        said = workspace("facts", "correct", "w", key, f"t={text}", f"p={choice}", "--period", "2025", "--reason", "x")
        assert said.status == 0, said
    found = workspace("eval", "--period", "2025", "--json").document["results"]
    assert [one["value"] for one in found] == ["5", "5", "5"], found


def test_a_date_among_members_that_are_none_is_told(workspace: Workspace, tmp_path: Path):
    """A spreadsheet makes dates of codes such as `1-1`; where all members are dates they may be so."""
    codes = [(month, day) for month in (1, 2, 3) for day in (1, 2)]
    for name, dated in (("a.xlsx", False), ("b.xlsx", True)):
        book = openpyxl.Workbook()
        book.active.append(("desa", "n"))
        for at, (month, day) in enumerate(codes):
            book.active.append((datetime(2026, month, day) if dated else f"{day}-{month}", 5 + at))
        book.save(tmp_path / name)
    first, second = (workspace("import", name, "--into", "s", "--period", "2025").out for name in ("a.xlsx", "b.xlsx"))
    assert "a date, where other members are none" not in " ".join(first.split())
    assert " ".join(second.split()).count("a date, where other members are none") == len(codes)
    assert [is_date(text) for text in ("2026-01-01", "01-Jan", "Mei-26", "1-1", "11.01", "Jan-Mei")] == [True] * 3 + [
        False
    ] * 3


@pytest.mark.parametrize(
    ("names", "alike"),
    [
        ((), {}),
        (("",), {}),
        (("a\nb", "A\nB", "c"), {"A\nB": "a\nb"}),
        (("01", "X\nx", "1"), {"1": "01"}),
        (("1", "01", "LN"), {"01": "1"}),  # codes, of which none has both cases
        (("1", "01", "a", "b"), {"01": "1"}),
        (("11.01", "LN"), {}),
    ],
)
def test_none_and_names_of_two_lines_are_compared_like_others(names: tuple[str, ...], alike: dict[str, str]) -> None:
    assert spelled_alike(names) == alike


@pytest.mark.parametrize("rows", ["", "2025,A,9999\n"], ids=["an empty file", "every row waits"])
def test_a_source_without_a_member_can_be_looked_at(tmp_path, capsys, monkeypatch, rows: str) -> None:
    made = workspace_in(tmp_path, capsys, monkeypatch)
    made.write("indicator_specs/akip.iku", SPEC)
    made.write("s.csv", "tahun,desa,n\n" + rows)
    assert made("import", "s.csv", "--into", "s", "--period", "2025").status == (1 if rows else 0)
    said = made("facts", "list", "s")
    assert (said.status, said.err) == (0, "")
