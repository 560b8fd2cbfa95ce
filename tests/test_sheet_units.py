"""Units that a sheet tells anywhere: one that would change figures refuses the file, one that fits is taken, and prose declares none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from office_sheets import write_table
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_dsl.problem import Text
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.errors import RefusedFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it
from iku_engine.words.declared_units import declared

SPEC = """
dimensi prog "Program" kunci nama

sumber belanja per tahun, prog daftar
  kolom pagu uang 0.. "Pagu Anggaran"
  kolom serap uang 0.. boleh kosong

sumber layanan per tahun, prog daftar
  kolom orang bilangan 0..
  kolom serapan persen 0%..100% digit 2 boleh kosong

sumber waktu per tahun, prog daftar
  kolom lama durasi jam 0..

sumber rasio per tahun, prog daftar
  kolom bagian persen 0%..100% digit 2

indikator total
  satuan rupiah
  arah naik
  rumus jumlah belanja.pagu
"""
HEAD = ["tahun", "prog", "pagu", "serap"]
P1, P2 = ["2024", "P1", "10", "5"], ["2024", "P2", "20", "6"]
Rows = Sequence[Sequence[str]]


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    """One for all sheets, whose figures are the same wherever they come in."""
    made = Ministry(tmp_path_factory.mktemp("units"), spec=SPEC, members="")
    yield made
    made.store.close()


def write(folder: Path, rows: Rows, form: str, sheet: str = "Rekap", merged: Sequence[str] = ()) -> Path:
    path = folder / f"berkas.{form}"
    if form == "csv":
        width = max(map(len, rows))
        return write_table(path, [[*row, *[""] * (width - len(row))] for row in rows])
    return write_table(path, [[int(c) if c.isdecimal() else c or None for c in row] for row in rows], merged, sheet)


def load(
    ministry: Ministry, rows: Rows, form: str = "csv", into: str = "belanja", mapping: str = "", **more: object
) -> ImportReport:
    path = write(ministry.folder, rows, form, **more)  # type: ignore[arg-type]
    reading = Reading(mapping=parse(mapping)) if mapping else None
    return import_file(ministry.store, ministry.program, path, into, user="siti", reading=reading)


def came_in(report: ImportReport) -> int:
    """How many rows count, whether another test brought them or not."""
    return report.accepted + report.identical


def place_of(error: RefusedFile) -> dict[str, object]:
    """What a refusal says of where the text stands."""
    where = dict(error.text.arguments)["where"]
    assert isinstance(where, Text)
    return dict(where.arguments)


def told(report: ImportReport) -> list[tuple[int, str]]:
    return sorted((row, one.kind) for one in report.not_data for row in one.rows)


DECLARING = (
    "(dalam jutaan rupiah)", "Dalam Jutaan Rupiah", "(Rp juta)", "[Rp juta]", "(Rp. Juta)", "（Rp　juta）", "Satuan: Rp Juta",
    "Satuan : ribuan rupiah", "Unit: Rp million", "Ket.: dalam jutaan rupiah", "Catatan: angka dalam ribu rupiah kecuali disebut lain",
    "(in thousands of rupiah)", "in IDR million", "(IDR bn)", "(Rp 000)", "(Rp000,-)", "(Rp x 1.000)", "(x1000)", "(x 1.000)", "(000s)",
    "('000)", "(10⁶ Rp)", "Rp juta", "Jutaan Rupiah", "juta Rp", "Ribuan", "(US$)", "(US$ juta)", "dalam USD", "in millions of US dollars",
    "REKAP PAGU (Rp Juta) TAHUN 2025", "REKAP PAGU RP JUTA", "PAGU ANGGARAN, JUTA RUPIAH", "*) dalam jutaan rupiah", "(Rp M)",
    "Nilai dalam Rp miliar", "(Milyar Rupiah)", "dinyatakan dalam ribuan", "Produksi dalam ribu ton", "Penduduk (ribu jiwa)",
    "(dlm Rp. jt)", "(dalam satuan juta rupiah)", "angka dalam ratusan ribu rupiah", "Realisasi (Rp juta) dan Capaian (%)",
    "(dalam persen)", "Satuan: %",    "(‰)", "per mil",
)  # fmt: skip
SILENT = (
    "Program 1 Juta Rumah", "Program Sejuta Rumah (PSR)", "Gerakan Sejuta Pohon", "Program 1.000 HPK", "dalam 1000 Hari Pertama Kehidupan",
    "Bantuan Rp 5 juta per keluarga", "Bantuan 5 juta rupiah", "Tarif: Rp 1.000", "Realisasi s.d. 31 Desember 2025", "Tahun Anggaran 2025",
    "Satuan Kerja: Dinas Contoh", "Unit: Dinas Contoh", "Penerima dalam 3 juta rumah", "(5 juta orang)", "Jakarta, 3 Januari 2026",
    "TOTAL (A+B)", "(5=4:3)", "Kegiatan (1.000 desa)", "Million Trees in Papua", "target 100%", "Kepulauan Seribu", "(1)", "1000", "Hari",
    "Lama layanan dalam hari kerja", "dalam bulan Januari", "Ketua: Hari", "Uang", "Persentase", "per mil laut", "naik 5 persen", "M", "T",
)  # fmt: skip
FITTING = ("(Rp)", "(dalam rupiah)", "Satuan: rupiah", "(Rp.)", "in IDR", "Rp", "(uang)")


@pytest.mark.parametrize("text", DECLARING)
def test_a_text_declares_its_unit(text: str) -> None:
    assert declared(text)


@pytest.mark.parametrize("text", SILENT)
def test_prose_about_amounts_declares_no_unit(text: str) -> None:
    assert declared(text) == []


PLACES: Mapping[str, Callable[[str], tuple[Rows, int]]] = {
    "above": lambda text: ([[text], HEAD, P1, P2], 1),
    "above, aside": lambda text: ([["", "", "", text], HEAD, P1, P2], 1),
    "below": lambda text: ([HEAD, ["", "", text, ""], P1, P2], 2),
    "amid": lambda text: ([HEAD, P1, [text], P2], 3),
    "at the end": lambda text: ([HEAD, P1, P2, ["Sumber: BPS"], [text]], 5),
    "beside a signature": lambda text: ([HEAD, P1, P2, ["", "Kepala Dinas,", text]], 4),
    "a note": lambda text: ([[f"# {text}"], HEAD, P1, P2], 0),
    "a note below": lambda text: ([HEAD, P1, P2, [f"# {text}"]], 4),
}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", ["(dalam jutaan rupiah)", "Rp juta", "Satuan: ribuan rupiah", "(USD)", "(dalam %)"])
def test_a_unit_that_would_change_the_figures_refuses_the_file(
    ministry: Ministry, place: str, text: str, form: str
) -> None:
    rows, line = PLACES[place](text)
    with pytest.raises(RefusedFile) as error:
        load(ministry, rows, form)
    said = dict(error.value.text.arguments)
    assert (error.value.text.key, said["column"], said["expected"]) == ("unit-told", "pagu", "rupiah")
    assert place_of(error.value) == ({"row": line} if line else {})
    assert "rupiah" in say_it(error.value.text, "id")
    assert "convert the figures to rupiah" in say_it(error.value.text, "en")


@pytest.mark.diagonal
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", [*FITTING, "Program 1 Juta Rumah", "Bantuan Rp 5 juta per keluarga"])
def test_a_unit_that_fits_and_prose_are_taken(ministry: Ministry, place: str, text: str) -> None:
    rows, _ = PLACES[place](text)
    assert came_in(load(ministry, rows)) == 2
    assert ministry.result().value == 30


@pytest.mark.parametrize("label", ["Jumlah (Rp juta)", "TOTAL (dalam jutaan rupiah)"])
def test_the_label_of_a_total_says_it_too(ministry: Ministry, label: str) -> None:
    with pytest.raises(RefusedFile):
        load(ministry, [HEAD, P1, P2, [label, "", "30", "11"]])
    assert came_in(load(ministry, [HEAD, P1, P2, ["Jumlah (Rp)", "", "30", "11"]])) == 2


@pytest.mark.parametrize(
    "again", [["Tahun", "Prog", "Pagu (Rp juta)", "Serap (Rp juta)"], ["tahun", "prog", "pagu", "serap (ribu)"]]
)
def test_a_header_again_in_another_unit_refuses_the_file(ministry: Ministry, again: list[str]) -> None:
    with pytest.raises(RefusedFile) as error:
        load(ministry, [HEAD, P1, again, P2])
    assert place_of(error.value) == {"row": 3}
    report = load(ministry, [HEAD, P1, ["tahun", "Program", "Pagu Anggaran (Rp)", "serap (rupiah)"], P2])
    assert (came_in(report), told(report)) == (2, [(3, "header")])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_stands_over_merged_headings_is_of_those_columns(ministry: Ministry, form: str) -> None:
    merged = ["C1:D1", "A1:A2", "B1:B2"] if form == "xlsx" else []
    below = ["", "", "pagu", "serap"]
    with pytest.raises(RefusedFile) as error:
        load(ministry, [["tahun", "prog", "Anggaran (Rp juta)", ""], below, P1, P2], form, merged=merged)
    assert error.value.text.key == "unit-told"
    report = load(ministry, [["tahun", "prog", "Anggaran (Rp)", ""], below, P1, P2], form, merged=merged)
    assert came_in(report) == 2


def test_the_name_of_a_sheet_is_read(ministry: Ministry) -> None:
    with pytest.raises(RefusedFile) as error:
        load(ministry, [HEAD, P1, P2], "xlsx", sheet="Rekap (Rp juta)")
    assert "nama lembar" in say_it(error.value.text, "id")
    assert came_in(load(ministry, [HEAD, P1, P2], "xlsx", sheet="1 Juta Rumah")) == 2


@pytest.mark.parametrize(
    ("into", "head", "text", "taken"),
    [
        ("layanan", ["tahun", "prog", "orang", "serapan"], "(dalam persen)", True),  # of the column that is one
        ("layanan", ["tahun", "prog", "orang", "serapan"], "(dalam jutaan rupiah)", False),
        ("layanan", ["tahun", "prog", "orang", "serapan"], "Penduduk (ribu jiwa)", False),
        ("layanan", ["tahun", "prog", "orang", "serapan"], "(orang)", True),
        ("layanan", ["tahun", "prog", "orang"], "(dalam %)", False),
        ("waktu", ["tahun", "prog", "lama"], "Lama Layanan (hari)", False),
        ("waktu", ["tahun", "prog", "lama"], "Lama Layanan (jam)", True),
        ("waktu", ["tahun", "prog", "lama"], "(dalam jutaan rupiah)", True),  # of no column here
        ("rasio", ["tahun", "prog", "bagian"], "(dalam persen)", True),
        ("rasio", ["tahun", "prog", "bagian"], "(dalam ribuan)", True),
        ("rasio", ["tahun", "prog", "bagian"], "(‰)", False),
    ],
)  # fmt: skip
def test_a_unit_is_of_the_columns_that_can_have_it(
    ministry: Ministry, into: str, head: list[str], text: str, taken: bool
) -> None:
    row = ["2024", "P1", "50%" if into == "rasio" else "10", "50%"][: len(head)]
    if taken:
        assert came_in(load(ministry, [[text], head, row], into=into)) == 1
    else:
        with pytest.raises(RefusedFile):
            load(ministry, [[text], head, row], into=into)


@pytest.mark.parametrize(
    ("into", "units", "taken"),
    [
        ("layanan", ["", "", "", "(%)"], True),
        ("layanan", ["", "", "(jiwa)", "%"], True),
        ("layanan", ["", "", "ribu", "%"], False),
        ("layanan", ["", "", "%", "(%)"], False),
        ("waktu", ["", "", "(jam)"], True),
        ("waktu", ["", "", "(hari)"], False),
        ("waktu", ["", "", "(kunjungan)"], False),
    ],
)
def test_a_row_of_units_is_read_by_column(ministry: Ministry, into: str, units: list[str], taken: bool) -> None:
    head = ["tahun", "prog", "lama"] if into == "waktu" else ["tahun", "prog", "orang", "serapan"]
    rows = [head, units, ["2024", "P1", "10", "50%"][: len(head)]]
    if taken:
        assert told(load(ministry, rows, into=into)) == [(2, "units")]
    else:
        with pytest.raises(RefusedFile):
            load(ministry, rows, into=into)


@pytest.mark.parametrize(
    ("rows", "mapping"),
    [
        ([["tahun", "prog", "Pagu (Rp juta)"], P1[:3]], '[columns]\n"Pagu (Rp juta)" = "pagu"\n'),
        ([["tahun", "prog", "Anggaran, juta rupiah"], P1[:3]], '[columns]\n"Anggaran, juta rupiah" = "pagu"\n'),
        ([["tahun", "prog", "Dana dalam ribuan"], P1[:3]], '[columns]\n"Dana dalam ribuan" = "pagu"\n'),
        (
            [["prog", "2024 (Rp juta)", "2025 (Rp juta)"], ["P1", "10", "5"]],
            '[wide]\ninto = "tahun"\nvalue = "pagu"\ncolumns = { "2024 (Rp juta)" = "2024", "2025 (Rp juta)" = "2025" }\n',
        ),
        ([["(Rp juta)"], HEAD, P1], "header_row = 2\n"),
        ([["tahun", "prog", "Dana"], ["", "", "(Rp juta)"], P1[:3]], '[columns]\n"Dana" = "pagu"\n'),
    ],
)
def test_a_mapping_renames_no_unit_away(ministry: Ministry, rows: Rows, mapping: str) -> None:
    with pytest.raises(RefusedFile) as error:
        load(ministry, rows, mapping=mapping)
    assert error.value.text.key == "unit-told"
    fitting = [
        [cell.replace("Rp juta", "Rp").replace("juta rupiah", "Rp").replace("ribuan", "Rp") for cell in row]
        for row in rows
    ]
    for old in ("Rp juta", "juta rupiah", "ribuan"):
        mapping = mapping.replace(old, "Rp")
    assert came_in(load(ministry, fitting, mapping=mapping)) >= 1


def test_a_bound_file_is_held_to_its_units(tmp_path: Path) -> None:
    ministry = Ministry(tmp_path, spec=SPEC, members="")

    def bound(rows: Rows):  # type: ignore[no-untyped-def]
        given = [find(Binding("belanja", (str(write(ministry.folder, rows, "csv")),)))]
        return evaluate(ministry.store, ministry.program, specs="", periods=[Period(2024)], bound=given)

    for rows, _ in (place("(dalam jutaan rupiah)") for place in PLACES.values()):
        with pytest.raises(RefusedFile):
            bound(rows)
    assert bound([["(Rp)"], HEAD, P1, P2]).results[0].value == 30


def test_a_title_of_another_table_says_nothing_of_this_one(ministry: Ministry) -> None:
    rows = [HEAD, P1, P2, ["Sumber: BPS"], [], ["Tabel 2 (ribu orang)"], ["Program", "Pegawai"], ["P1", "7"]]
    report = load(ministry, rows)
    assert (came_in(report), told(report)[-1]) == (2, (8, "table"))
