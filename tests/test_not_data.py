"""Rows that are no data, one by one: what is a total and what is none, what is a member all the same, and files that are bound."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.errors import RefusedFacts, RefusedFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it
from iku_engine.words.labels import odd_word

SPEC = """
dimensi unit kunci nama

dimensi jenis
  jumlah_semua "Jumlah"
  a "Bagian A"

dimensi daerah kunci kode
  atribut nama teks
  atribut jiwa bilangan 0..

sumber kerja per tahun, unit
  kolom nilai bilangan 0..
  kolom serapan persen 0%..100% digit 2 boleh kosong

sumber luas per tahun, unit
  kolom nilai angka 0.. digit 4

sumber rinci per tahun, jenis
  kolom nilai bilangan 0..

sumber layanan per tahun, daerah
  kolom nilai bilangan 0..
  kolom sasaran bilangan 0.. boleh kosong

sumber acara per tahun, unit daftar
  kolom uraian teks
  kolom dasar teks boleh kosong

indikator jumlah_nilai
  satuan bilangan
  arah naik
  rumus jumlah kerja.nilai
"""
HEAD = "tahun,unit,nilai,serapan\n"
TWO = "2024,P1,10,50%\n2024,P2,20,60%\n"


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def load(ministry: Ministry, text: str, into: str = "kerja", **more: object) -> ImportReport:
    path = ministry.folder / f"{into}.csv"
    path.write_text(text, encoding="utf-8")
    return import_file(ministry.store, ministry.program, path, into, user="siti", **more)  # type: ignore[arg-type]


def bound(ministry: Ministry, path: Path):  # type: ignore[no-untyped-def]
    given = [find(Binding("kerja", (str(path),)))]
    return evaluate(ministry.store, ministry.program, specs="", periods=[Period(2024)], bound=given)


def told(report: ImportReport) -> list[tuple[int, str]]:
    return sorted((row, one.kind) for one in report.not_data for row in one.rows)


@pytest.mark.parametrize(
    "row",
    [
        "2024,JUMLAH,30,", "2024,Jumlah,30,110%", ",Total,30,", "Jumlah Seluruhnya,,30,", "2024,Rata-rata,15,55%", "2024,Mean,15,",
        "2024,Jumlah Dinas Contoh,30,", "2024,Grand Total:,30,-", "2024,jml,30,", "2024,Sub Total,30,", "2024,JUMLAH,,",
        "2024,JUMLAH,30,56.67%", "2024,Jumlah,30,57%", "2024,Jumlah Dinas Contoh,30,60%",
    ],
)  # fmt: skip
def test_a_total_is_no_member_and_no_figure(ministry: Ministry, row: str) -> None:
    report = load(ministry, HEAD + TWO + row + "\n")
    assert (report.rows, report.accepted, report.rejected) == (3, 2, ())
    assert told(report) == [(4, "total")]
    assert ministry.result().value == 30
    assert [one.members for one in report.new_members] == [("P1", "P2")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2024,JUMLAH,31,", "nilai"),
        ("2024,Total,30,60.01%", "serapan"),
        ("2024,Total,31,55.01%", "nilai"),
        (",Rata-rata,15.5,", "nilai"),
    ],
)
def test_a_total_that_is_none_waits_with_the_sum(ministry: Ministry, row: str, column: str) -> None:
    (cell,) = load(ministry, HEAD + TWO + row + "\n").rejected
    assert (cell.row, cell.column, cell.reason.key) == (4, column, "row.total")
    assert str(dict(cell.reason.arguments)["sum"]) == {"nilai": "30", "serapan": "110%"}[column]


def test_a_share_is_no_proof_of_a_total(ministry: Ministry) -> None:
    text = "tahun,unit,nilai,serapan\n2024,P1,10,20%\n2024,P2,20,61%\n2024,Total Bangun Persada,31,50%\n"
    assert load(ministry, text).accepted == 3
    text = "tahun,unit,nilai,serapan\n2023,P1,0,20%\n2023,P2,0,61%\n2023,Total Bangun Persada,0,50%\n"
    assert load(ministry, text).accepted == 3


def test_a_name_that_only_starts_like_a_total_is_a_member(ministry: Ministry) -> None:
    report = load(ministry, HEAD + TWO + "2024,Total Bangun Persada,7,\n2024,Rata Air,5,\n")
    assert (report.accepted, told(report)) == (4, [])


def test_what_the_specs_or_its_own_file_name_is_a_member(ministry: Ministry) -> None:
    report = load(ministry, "tahun,jenis,nilai\n2024,a,5\n2024,Jumlah,5\n", "rinci")
    assert (report.accepted, report.recognised, told(report)) == (2, 1, [])
    assert load(ministry, "kode,nama,jiwa\n01,Satu,5\nJUMLAH,Jumlah,5\n", "daerah").accepted == 2
    report = load(ministry, "tahun,daerah,nilai\n2024,01,5\n2024,JUMLAH,5\n", "layanan")
    assert (report.accepted, told(report)) == (2, [])


def test_each_subtotal_and_each_year_is_added_up_for_itself(ministry: Ministry) -> None:
    text = HEAD + "2023,A,1,\n2023,B,2,\n2023,Jumlah,3,\n2024,A,4,\n2024,B,5,\n2024,Jumlah,9,\n,Total,12,\n"
    report = load(ministry, text)
    assert (report.accepted, report.rejected, [row for row, _ in told(report)]) == (4, (), [4, 7, 8])


def test_plain_numbers_are_the_first_row_where_the_keys_are_numbers(ministry: Ministry) -> None:
    text = "unit,nilai\n1,2\n2,5\n3,7\n"
    assert load(ministry, text, period=Period(2024)).accepted == 3
    report = load(ministry, "unit,nilai\n1,2\nP1,5\nP2,7\n", period=Period(2025))
    assert (report.accepted, told(report)) == (2, [(2, "numbering")])


@pytest.mark.parametrize(
    "label",
    [
        "J U M L A H", "J u m l a h", "J U M L A H   T O T A L", "* Jumlah", "- Total", "• TOTAL", "Keseluruhan", "Seluruh program", "Σ",
        "Rata2", "Rekapitulasi", "Nasional", "TOTAL (A+B)", "Jumlah Total (1+2)",
    ],
)  # fmt: skip
def test_a_total_is_one_however_its_label_is_written(ministry: Ministry, label: str) -> None:
    figure = "15,55%" if label == "Rata2" else "30,"
    report = load(ministry, HEAD + TWO + f"2024,{label},{figure}\n")
    assert (report.accepted, report.rejected, told(report)) == (2, (), [(4, "total")])
    assert ministry.result().value == 30


def test_a_member_that_is_called_like_a_total_counts_in_the_total(ministry: Ministry) -> None:
    report = load(ministry, HEAD + TWO + "2024,Jumlah Anak Terlantar,7,\n2024,Jumlah,37,\n")
    assert (report.accepted, report.rejected, told(report)) == (3, (), [(5, "total")])
    (cell,) = load(ministry, HEAD + TWO + "2024,Jumlah Anak Terlantar,7,\n2024,Jumlah,38,\n").rejected
    assert str(dict(cell.reason.arguments)["sum"]) == "37"


def test_a_member_is_no_total_where_a_total_counts_it(ministry: Ministry) -> None:
    report = load(ministry, HEAD + TWO + "2024,Jumlah Anak Terlantar,30,\n2024,Jumlah,60,\n")
    assert (report.accepted, report.rejected, told(report)) == (3, (), [(5, "total")])
    assert ministry.result().value == 60
    both = HEAD + "2023,P1,10,\n2023,P2,20,\n2023,Jumlah Dinas Contoh,30,\n2023,Jumlah,30,\n"
    assert told(load(ministry, both)) == [(4, "total"), (5, "total")]


def test_a_total_whose_formula_has_no_value_is_told_with_its_mend(ministry: Ministry) -> None:
    book = Workbook()
    for row in (["tahun", "unit", "nilai"], [2024, "P1", 10], [2024, "P2", 20], [2024, "Jumlah", "=SUM(C2:C3)"]):
        book.active.append(row)
    path = ministry.folder / "kerja.xlsx"
    book.save(path)
    (cell,) = import_file(ministry.store, ministry.program, path, "kerja", user="siti").rejected
    assert (cell.row, cell.reason.key) == (4, "cell.uncomputed")


def raised(before: str, sign: str, after: str = "") -> CellRichText:
    """A text with a raised sign in it."""
    return CellRichText(
        *[before] * bool(before), TextBlock(InlineFont(vertAlign="superscript"), sign), *[after] * bool(after)
    )


def of_rows(ministry: Ministry, source: str, *rows: list[object], mapping: str | None = None) -> ImportReport:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = ministry.folder / f"{source}.xlsx"
    book.save(path)
    asked = Reading(mapping=parse(mapping) if mapping else None)
    return import_file(ministry.store, ministry.program, path, source, reading=asked, user="siti")


def test_a_footnote_sign_in_a_figure_or_key_keeps_the_row_out_and_the_footnote_is_no_data(ministry: Ministry) -> None:
    head, note = ["tahun", "unit", "nilai"], [raised("", "1)", " angka sementara, luas dalam km")]
    rows = [[2024, "P1", 10], [2024, raised("1", "1"), 20], [2024, "P3", raised("30", "2")]]
    report = of_rows(ministry, "kerja", head, *rows, note, [raised("", "2", "diperbaiki")])
    kept_out = [(cell.row, cell.column, cell.value, cell.reason.key) for cell in report.rejected]
    assert kept_out == [(3, "unit", "1¹", "cell.raised"), (4, "nilai", "30²", "cell.raised")]
    assert (report.accepted, [kind for _, kind in told(report)]) == (1, ["footnote", "footnote"])


def test_a_raised_part_of_a_text_or_of_a_column_that_nobody_reads_keeps_nothing_out(ministry: Ministry) -> None:
    head, row = ["tahun", "unit", "uraian", "dasar", "No"], [2024, "P1", raised("10 km", "2"), "a", raised("1", "1")]
    report = of_rows(ministry, "acara", head, row, mapping='skip = ["No"]')
    assert (report.accepted, report.rejected) == (1, ())


def test_a_column_that_is_not_known_is_told_with_what_leaves_it_out(ministry: Ministry) -> None:
    with pytest.raises(RefusedFile) as error:
        load(ministry, "No,tahun,unit,nilai\n1,2024,P1,10\n")
    assert "skip" in say_it(error.value.text, "en")
    assert "skip" in say_it(error.value.text, "id")


def doubts(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(cell.row, cell.column, cell.value) for cell in report.doubted if cell.reason.key == "row.sum"]


def test_a_new_member_that_is_the_sum_of_the_rows_above_is_told(ministry: Ministry) -> None:
    text = HEAD + "2024,P1,10,20%\n2024,P2,20,30%\n2024,Kabupaten Contoh,30,50%\n2024,P3,7,\n"
    report = load(ministry, text)
    assert (report.accepted, doubts(report), report.doubted_total) == (4, [(4, "unit", "Kabupaten Contoh")], 1)
    assert dict(report.doubted[0].reason.arguments)["rows"] == 2
    assert doubts(load(ministry, text.replace(",7,", ",8,"))) == []  # all are known now
    mapped = load(ministry, HEAD + "2023,A,10,\n2024,B,20,\n2023,C,20,\n2023,D,31,\n2023,E,0,\n2023,F,0,\n")
    assert doubts(mapped) == []


DOUBTED = [  # the last row of a table of P1 = 10, 20% and P2 = 20, 61%
    ("30,47.33%", True),  # weighted
    ("30,40.5%", True),  # a mean
    ("30,81%", True),  # a sum
    ("30,-", True),
    ("30,", True),
    ("30,61%", True),
    ("30,62%", False),  # beyond every mean
    ("30,19%", False),
    ("15,81%", True),  # a mean beside a sum
    ("15,40.5%", False),  # means alone
    ("16,40.5%", False),
    ("0,", False),
]


@pytest.mark.parametrize(("row", "doubted"), DOUBTED)
def test_a_new_member_whose_figures_are_made_of_those_above_is_told(
    ministry: Ministry, row: str, doubted: bool
) -> None:
    report = load(ministry, f"{HEAD}2024,P1,10,20%\n2024,P2,20,61%\n2024,Semesta,{row}\n")
    assert (report.accepted, [line for line, _, _ in doubts(report)]) == (3, [4] if doubted else [])


@pytest.mark.parametrize(
    ("row", "doubted"), [("22", False), ("21", False), ("21.75", False), ("7.3", False), ("87", True)]
)
def test_a_mean_alone_is_no_sign_of_a_total(ministry: Ministry, row: str, doubted: bool) -> None:
    text = "tahun,unit,nilai\n2024,P1,10.5\n2024,P2,20.25\n2024,P3,25.25\n2024,P4,31\n"
    assert bool(doubts(load(ministry, f"{text}2024,Semesta,{row}\n", "luas"))) == doubted


def test_the_totals_of_groups_and_of_all_are_each_told(ministry: Ministry) -> None:
    text = "".join(
        f"2024,{unit},{figure},\n" for unit, figure in zip("ABXCDYZ", (10, 25, 35, 7, 9, 16, 51), strict=True)
    )
    assert [row for row, _, _ in doubts(load(ministry, HEAD + text))] == [4, 7, 8]


def test_zeros_are_no_sums(ministry: Ministry) -> None:
    assert doubts(load(ministry, HEAD + "".join(f"2024,P{n},0,0%\n" for n in range(6)))) == []
    text = "".join(f"2024,P{n},{figure},0%\n" for n, figure in enumerate((0, 0, 5, 0, 5)))
    assert doubts(load(ministry, HEAD + text.replace("2024", "2025"))) == []


def test_a_sum_is_told_among_many_rows_and_odd_ones(ministry: Ministry) -> None:
    many = "".join(f"2024,M{n},{n + 2},\n" for n in range(1200))
    total = sum(n + 2 for n in range(1200))
    report = load(ministry, HEAD + many + f"2024,Semesta,{total},\n2024,X,banyak,\n")
    assert doubts(report) == [(1202, "unit", "Semesta")]


@pytest.mark.parametrize("text", ["2024,Nasional,31,\n", "2024,Seluruh Indonesia,5,\n"])
def test_a_hint_of_a_total_is_a_member_where_the_figures_say_nothing(ministry: Ministry, text: str) -> None:
    report = load(ministry, HEAD + TWO + text)
    assert (report.accepted, told(report)) == (3, [])
    assert load(ministry, "tahun,unit,nilai\n2023,P1,5\n2023,Nasional,5\n").accepted == 2  # a sum of one row is none


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (";(Rp);(%)\n1;2;3\nP1;10;50%\n", [(2, "units"), (3, "numbering")]),
        ("01;02;03\nP1;10;50%\n", [(2, "numbering")]),
        ("1.0;2.0;3.0\nP1;10;50%\n", [(2, "numbering")]),
        ("[1];[2];[3]\nP1;10;50%\n", [(2, "numbering")]),
        ("P1;10;50%\nunit;nilai;serapan\n1;2;3\n", [(3, "header"), (4, "numbering")]),
        ("P1;10;50%\nUnit;NILAI;Serapan (%)\n1;2;3\n", [(3, "header"), (4, "numbering")]),
        ("P1;4;50%\n1;2;3\nP2;6;50%\n", [(3, "numbering")]),
        ("P1;4;50%\n(1);(2);(3)\nP2;6;50%\n", [(3, "numbering")]),
    ],
)
def test_numbers_and_units_of_columns_are_no_data(ministry: Ministry, rows: str, lines: list[tuple[int, str]]) -> None:
    report = load(ministry, "unit;nilai;serapan\n" + rows, period=Period(2024))
    assert (told(report), report.rejected) == (lines, ())
    assert ministry.result().value == 10


@pytest.mark.parametrize(
    "row",
    [
        "I;II;III", "(i);(ii);(iii)", "I.;II.;III.", "a;b;c", "(A);(B);(C=B/A)", "1);2);3)", "1.;2.;3.", "①;②;③", "II;III;IV=III/II",
        "I;II;", "(1);(2);",
    ],
)  # fmt: skip
def test_a_row_below_a_header_is_numbering_in_whatever_marks(ministry: Ministry, row: str) -> None:
    head = "unit;nilai;serapan\n"
    report = load(ministry, f"{head}{row}\nP1;10;50%\n{head}{row}\nP2;20;60%\n", period=Period(2024))
    assert (report.accepted, report.rejected) == (2, ())
    assert told(report) == [(2, "numbering"), (4, "header"), (5, "numbering")]
    assert ministry.result().value == 30


@pytest.mark.parametrize("row", ["I;5;", "I;2;", "A;2;50%", "i;1;2%", "II;3;4%", "a;1;"])
def test_a_member_that_is_called_like_a_mark_is_data(ministry: Ministry, row: str) -> None:
    report = load(ministry, f"unit;nilai;serapan\n{row}\nP2;20;60%\n", period=Period(2024))
    assert (report.accepted, report.rejected, told(report)) == (2, (), [])


def test_a_numbering_is_known_among_members_whose_keys_are_numbers(ministry: Ministry) -> None:
    load(ministry, "kode,nama,jiwa\n01,Satu,5\n02,Dua,6\n", "daerah")
    report = load(ministry, "tahun,daerah,nilai\n01,02,03\n2024,01,02\n2024,02,3\n", "layanan")
    assert (report.accepted, report.rejected, told(report)) == (2, (), [(2, "numbering")])
    report = load(ministry, "daerah,nilai,sasaran\n01,02,03\n01,2,3\n02,03,04\n", "layanan", period=Period(2025))
    assert (report.accepted, report.rejected, told(report)) == (2, (), [(2, "numbering")])


def test_letters_number_the_columns_of_a_table_of_texts(ministry: Ministry) -> None:
    report = load(ministry, "tahun,unit,uraian,dasar\na,b,c,d\n2024,P1,rapat,surat\n2024,C,d,e\n", "acara")
    assert (report.accepted, report.rejected, told(report)) == (2, (), [(2, "numbering")])
    report = load(ministry, "unit,uraian,dasar\nA,B,C\nP1,rapat,surat\n", "acara", period=Period(2025))
    assert (report.accepted, report.rejected, told(report)) == (1, (), [(2, "numbering")])


def test_plain_numbers_amid_numbers_are_data(ministry: Ministry) -> None:
    report = load(ministry, "unit,nilai\n7,2\n1,2\n9,7\n", period=Period(2024))
    assert (report.accepted, told(report)) == (3, [])


@pytest.mark.parametrize("row", ["2024,JUMLAH,30.46", "2024,Jumlah,30.5", "2024,Total,30", "2024,Rata-rata,15.2"])
def test_a_total_is_compared_at_the_decimals_it_is_written_with(ministry: Ministry, row: str) -> None:
    report = load(ministry, f"tahun,unit,nilai\n2024,P1,10.1251\n2024,P2,20.3331\n{row}\n", "luas")
    assert (report.accepted, report.rejected, told(report)) == (2, (), [(4, "total")])


def test_only_what_is_surely_labelled_a_total_may_be_a_rounded_one(ministry: Ministry) -> None:
    report = load(ministry, HEAD + "2024,P1,5,\n2024,P2,6,\n2024,Total Bangun Persada,6,\n")
    assert (report.accepted, told(report)) == (3, [])
    text = "tahun,unit,nilai\n2023,P1,10.1251\n2023,P2,20.3331\n2023,Jumlah,30.45\n"
    (cell,) = load(ministry, text, "luas").rejected
    assert cell.reason.key == "row.total"


def test_a_bad_row_of_data_is_not_taken_for_a_note(ministry: Ministry) -> None:
    text = HEAD + '2024,P1,10,\n\n2024,P2,banyak,\nSumber: BPS,,,\n2024,P3,,\n,,,"Bogor, 2 Mei 2024"\n'
    report = load(ministry, text)
    assert [(cell.row, cell.reason.key) for cell in report.rejected] == [(4, "cell.number"), (6, "cell.empty")]
    assert told(report) == [(5, "footnote"), (7, "signature")]


def test_rows_that_were_kept_out_as_bad_once_wait_no_more(ministry: Ministry) -> None:
    text = HEAD + TWO + "2024,JUMLAH,31,\n"
    assert load(ministry, text).rejected_total == 1
    report = load(ministry, HEAD + "2024,P1,10,50%\n2024,P2,21,60%\n2024,JUMLAH,31,\n")
    assert (report.rejected_total, told(report)) == (0, [(4, "total")])


def test_a_bound_file_leaves_them_out_and_says_so(ministry: Ministry) -> None:
    path = ministry.folder / "kerja.csv"
    path.write_text(HEAD + TWO + "2024,JUMLAH,30,\n,,,Kepala Dinas\n", encoding="utf-8")
    found = bound(ministry, path)
    assert found.results[0].value == 30
    assert [note.key for note in found.notes] == ["bound-not-data"]


def parquet(ministry: Ministry, rows: list[tuple[object, ...]]) -> Path:
    """A Parquet file of the source, of rows of the unit, the figure and the share."""
    path = ministry.folder / "kerja.parquet"
    units, figures, shares = zip(*rows, strict=True)
    years = [2024 if figure is not None else None for figure in figures]
    table = {"tahun": pa.array(years), "unit": pa.array(units), "nilai": pa.array(figures, pa.int64())}
    pq.write_table(pa.table({**table, "serapan": pa.array(shares, pa.string())}), path)
    return path


BOTH = [("P1", 10, "50%"), ("P2", 20, "60%")]


@pytest.mark.few("row0", "row9")
@pytest.mark.parametrize(
    "row",
    [
        ("JUMLAH", 30, None), ("J U M L A H", 30, "110%"), ("Keseluruhan", 30, "-"), ("Seluruh program", 30, None), ("* Total", 30, None),
        ("Rata-rata", 15, "55%"), ("Nasional", 30, "55%"), ("Jumlah Dinas Contoh", 30, None), ("Kepala Dinas,", None, None),
        (None, None, "Budi, NIP 1970"), ("Sumber: BPS", None, None), ("J U M L A H", None, None),
    ],
)  # fmt: skip
def test_a_bound_parquet_file_leaves_out_what_a_sheet_does(ministry: Ministry, row: tuple[object, ...]) -> None:
    path = parquet(ministry, [*BOTH, row])
    for _ in range(2):  # the second time it is known to be good
        found = evaluate(
            ministry.store,
            ministry.program,
            specs="s",
            periods=[Period(2024)],
            bound=[find(Binding("kerja", (str(path),)))],
        )
        assert found.results[0].value == 30
        assert [(note.key, dict(note.arguments)["count"]) for note in found.notes] == [("bound-not-data", 1)]


@pytest.mark.few("Nasional", "Rata Air")
@pytest.mark.parametrize("label", ["Nasional", "Seluruh Indonesia", "Total Bangun Persada", "Rata Air"])
def test_a_member_of_a_bound_parquet_file_is_called_like_a_total(ministry: Ministry, label: str) -> None:
    found = bound(ministry, parquet(ministry, [*BOTH, (label, 31, None)]))
    told = [note for note in found.notes if note.key == "bound-cell"]
    assert (found.results[0].value, [dict(note.arguments)["value"] for note in told]) == (
        61,
        [label] if odd_word(label) else [],
    )


def test_a_wrong_total_in_parquet_is_refused_with_the_sum(ministry: Ministry) -> None:
    with pytest.raises(RefusedFacts) as error:
        bound(ministry, parquet(ministry, [*BOTH, ("JUMLAH", 31, None), ("P3", 1, None)]))
    reasons = [dict(one.arguments)["reason"] for one in error.value.details]
    assert {one.key for one in reasons} == {"row.total", "row.below-total"}
    assert {str(dict(one.arguments)["sum"]) for one in reasons if one.key == "row.total"} == {"30"}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_what_looks_like_a_total_in_a_bound_file_is_told(ministry: Ministry, form: str) -> None:
    path = parquet(ministry, [*BOTH, ("Kabupaten Contoh", 30, "55%"), ("P3", 7, None)])
    if form == "csv":
        path = ministry.folder / "kerja.csv"
        path.write_text(HEAD + TWO + "2024,Kabupaten Contoh,30,55%\n2024,P3,7,\n", encoding="utf-8")
    found = bound(ministry, path)
    assert found.results[0].value == 67
    assert [note.key for note in found.notes] == ["bound-doubted", "bound-rule", "bound-cell"]
    cell = dict(found.notes[2].arguments)
    assert (cell["row"], cell["column"], cell["value"]) == (4 if form == "csv" else 3, "unit", "Kabupaten Contoh")
    assert (cell["reason"].key, dict(cell["reason"].arguments)["rows"]) == ("row.sum", 2)
    load(ministry, "tahun,unit,nilai\n2023,Kabupaten Contoh,1\n", "luas")
    known = dict(bound(ministry, path).notes[2].arguments)  # a member that the store knows
    assert (known["value"], known["reason"].key) == ("Kabupaten Contoh", "row.sum-known")


@pytest.mark.parametrize(("more", "told", "on_top"), [(0, 1, False), (1, 0, False), (0, 1, True)])
def test_the_last_row_of_a_long_bound_file_may_be_a_total(
    ministry: Ministry, monkeypatch: pytest.MonkeyPatch, more: int, told: int, *, on_top: bool
) -> None:
    """No sheet is so long, and no row of it was looked at; that of other rows is not asked."""
    monkeypatch.setattr("iku_engine.bound.doubts.LONGEST_SHEET", 1_000)
    rows: list[tuple[object, ...]] = [(f"P{n}", n % 7 + 1, "50%") for n in range(1_001)]
    rows[7] = ("Sumatra", sum(n % 7 + 1 for n in range(7)), "50%")
    total = sum(int(str(one[1])) for one in rows)
    rows.insert(0 if on_top else len(rows), ("Kabupaten Contoh", total + more, "50%"))
    found = bound(ministry, parquet(ministry, rows))
    cells = [dict(note.arguments) for note in found.notes if note.key == "bound-cell"]
    assert [(cell["value"], dict(cell["reason"].arguments)["rows"]) for cell in cells] == [
        ("Kabupaten Contoh", 1_001)
    ] * told


SWAPPED = [
    "tahun,unit,serapan,nilai",
    "Tahun,Unit,Serapan (%),Nilai",
    "unit,tahun,nilai,serapan",
    "tahun,unit,nilai",
    "nilai,serapan",
]


@pytest.mark.parametrize("before", ["", ",,,\n", ",,,\nTabel 2,,,\n", "Tabel 2,,,\n", "2024,JUMLAH,30,\n"])
@pytest.mark.parametrize("head", SWAPPED)
def test_a_header_in_another_order_ends_the_reading(ministry: Ministry, head: str, before: str) -> None:
    report = load(ministry, HEAD + TWO + before + head + "\n2024,P3,7,40\n2024,P4,8,50\n")
    at = 4 + before.count("\n")
    assert report.accepted == 2
    assert {(line, kind) for line, kind in told(report) if line >= at} == {(at + n, "table") for n in range(3)}
    assert (report.rejected, ministry.result().value) == ((), 30)


@pytest.mark.parametrize("gap", ["", ",,,\n"])
def test_another_table_is_not_read_however_long_it_is(ministry: Ministry, gap: str) -> None:
    """Rows that are plain are taken in by the hundred, and those of another table were among them."""
    many = [[f"2024,P{n},1,50%\n" for n in range(first, first + 1300)] for first in (0, 5000)]
    report = load(ministry, HEAD + "".join(many[0]) + gap + "tahun,unit,serapan,nilai\n" + "".join(many[1]))
    assert (report.rows, report.accepted, report.rejected) == (2601, 1300, ())
    assert ministry.result().value == 1300


def test_a_table_below_one_with_other_keys_is_not_taken_for_this_one(ministry: Ministry) -> None:
    two = "tahun,unit,Capaian,\n,,nilai,serapan\n"
    report = load(ministry, two + TWO + "\ntahun,wilayah,Capaian,\n,,nilai,serapan\n2024,P3,7,50%\n")
    assert (report.accepted, ministry.result().value) == (2, 30)
    report = load(ministry, two + TWO + two + "2024,P3,7,50%\n")
    assert (report.accepted + report.identical, ministry.result().value) == (3, 37)


def test_a_row_with_a_word_of_a_heading_is_data(ministry: Ministry) -> None:
    report = load(ministry, HEAD + TWO + "2024,Serapan,5,\n2024,Unit,6,50%\n")
    assert (report.accepted, told(report)) == (4, [])


def test_wide_headings_in_another_order_end_the_reading(ministry: Ministry) -> None:
    text = '[wide]\ninto = "tahun"\nvalue = "nilai"\ncolumns = ["2023", "2024"]\n'
    rows = "unit,2023,2024\nP1,1,10\nP2,2,20\nunit,2024,2023\nP3,7,8\n"
    report = load(ministry, rows, reading=Reading(mapping=parse(text)))
    assert (report.accepted, told(report)) == (4, [(4, "table"), (5, "table")])
    assert ministry.result().value == 30
