"""What a source requires of an earlier period is checked over the whole file, and against what is stored already."""

from __future__ import annotations

from worlds import unproven, world

from iku_engine.importing.importing import import_file
from iku_engine.reading.opened import CHUNK
from iku_engine.staging.report import ImportReport

SPEC = """
dimensi d
  a
  b
sumber s per triwulan, d
  kolom r angka 0..100 boleh kosong
  kolom t angka 0..100 boleh kosong
  syarat r >= r[triwulan lalu] karena "Realisasi tidak turun"
  hitung beda = t - t[tahun lalu]
  syarat beda >= 0
  syarat t / r < 10
"""
PROGRAM = unproven(SPEC)
HEAD = "triwulan,d,r,t\n"
FIRST = HEAD + "2025-Q3,a,1,\n2025-Q1,a,5,\n2025-Q2,a,3,\n2025-Q2,b,3,\n2025-Q1,b,,4\n2025-Q4,b,9,\n"


def refused(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(cell.row, cell.column, cell.reason.key) for cell in report.rejected]


def test_rows_of_one_file_are_checked_against_each_other_whatever_their_order() -> None:
    with world(PROGRAM) as made:
        report = made.load("s", FIRST)
        assert refused(report) == [(4, "r", "row.require")]
        assert report.accepted == 5


def test_a_row_that_would_break_a_later_one_is_refused_unless_that_changes_too() -> None:
    with world(PROGRAM) as made:
        made.load("s", FIRST)
        assert refused(made.load("s", HEAD + "2025-Q3,b,10,\n")) == [(2, "r", "row.beside")]
        assert made.load("s", HEAD + "2025-Q3,b,9,\n").accepted == 1
        report = made.load("s", HEAD + "2025-Q3,b,10,\n2025-Q4,b,11,\n")
        assert (report.accepted, report.replaced, refused(report)) == (2, 2, [])


def test_a_computed_column_looks_back_too_and_an_error_is_no_consent() -> None:
    with world(PROGRAM) as made:
        made.load("s", FIRST)
        report = made.load("s", HEAD + "2024-Q1,b,,5\n2026-Q1,b,,3\n2027-Q1,a,0,1\n")
        assert refused(report) == [(2, "beda", "row.beside"), (3, "beda", "row.require"), (4, "t", "row.require")]


def test_what_is_not_known_passes() -> None:
    with world(PROGRAM) as made:
        assert refused(made.load("s", HEAD + "2025-Q2,a,1,\n2025-Q4,a,0,\n2025-Q1,b,,\n2025-Q2,b,7,\n")) == []


def test_a_cell_too_long_to_be_a_number_and_a_date_in_another_form_are_told() -> None:
    spec = "sumber s per tahun\n  kolom a angka 0..10 boleh kosong\n  kolom c tanggal boleh kosong\n  kolom e durasi jam boleh kosong\n"
    nines = "9" * 5000
    rows = {
        f"{nines},,": ("a", "cell.number"),
        f"0.{nines},,": ("a", "cell.number"),
        f",,{nines}:00:00": ("e", "cell.number"),
        ",20250101,": ("c", "cell.date"),
        ",2025-W01-1,": ("c", "cell.date"),
        ",2025-02-29,": ("c", "cell.date"),
    }
    with world(unproven(spec)) as made:
        report = made.load("s", "tahun,a,c,e\n" + "".join(f"{2001 + at},{row}\n" for at, row in enumerate(rows)))
        assert [(cell.column, cell.reason.key) for cell in report.rejected] == list(rows.values())


def test_a_file_of_many_chunks_keeps_what_it_replaces_apart() -> None:
    spec = "dimensi d kunci kode\nsumber s per tahun, d\n  kolom a angka 0..100\n"
    head, rows = "tahun,d,a\n", range(11_000)
    with world(unproven(spec)) as made:
        first = made.load("s", head + "".join(f"{2024 + k % 2},m{k},{k % 7}\n" for k in rows))
        again = made.load("s", head + "".join(f"{2024 + k % 2},m{k},{k % 7 if k % 10 else 50}\n" for k in rows))
        assert (first.accepted, first.rejected_total) == (11_000, 0)
        assert (again.accepted, again.replaced, again.identical) == (1_100, 1_100, 9_900)


def test_the_rows_read_are_told_as_they_come_also_where_they_are_checked_from_the_earliest_on() -> None:
    head, rows = "tahun,d,a\n", 2_345
    steps = range(CHUNK, rows, CHUNK)
    rule = "  syarat a >= a[tahun lalu]\n"
    for text, more, told in (
        ("", "", [*steps, rows]),
        (rule, "", [*steps, rows]),
        ("", "2024,m7,5\n", [*steps, rows + 1] * 2),  # a key that comes twice: the file is read once more
    ):
        spec = "dimensi d kunci kode\nsumber s per tahun, d\n  kolom a angka 0..100\n" + text
        heard: list[int] = []
        with world(unproven(spec)) as made:
            path = made.folder / "s.csv"
            path.write_text(head + "".join(f"2024,m{at},5\n" for at in range(rows)) + more, encoding="utf-8")
            report = import_file(made.store, made.program, path, "s", user="uji", progress=heard.append)
        assert (report.accepted, report.rejected_total, heard) == (rows, len(more) and 1, told)
