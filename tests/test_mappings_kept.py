"""A mapping is kept with the batch that it made and found again by the header; a line of a wide table may be wrong in several places."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_engine.database.relations import Relation
from iku_engine.errors import RefusedFile
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.reading import Reading
from iku_engine.reading.mapping import Mapping, Wide, parse
from iku_engine.reading.opened import Opened, header_key
from iku_engine.reading.opening import open_table, rows
from iku_engine.staging.report import ImportReport
from iku_engine.store.store import Store

SPEC = """
dimensi daerah kunci kode
  atribut nama teks

sumber layanan per bulan, daerah
  kolom jumlah bilangan 0..100
"""
MAPPING = """
[columns]
"Kode daerah" = "daerah"

[wide]
into = "bulan"
value = "jumlah"
columns = { "Januari" = "2025-01", "Februari" = "2025-02", "Maret" = "2025-03" }
"""
PROGRAM = check_files([SourceFile("spec.iku", SPEC)]).program


def load(store: Store, folder: Path, text: str, reading: Reading | None = None) -> ImportReport:
    path = folder / "layanan.csv"
    path.write_text(text, encoding="utf-8")
    return import_file(store, PROGRAM, path, "layanan", user="siti", reading=reading)


def open_with_members(folder: Path) -> Store:
    store = open_store(f"sqlite:///{folder}/iku.db", PROGRAM, user="siti")
    members = folder / "daerah.csv"
    members.write_text("kode,nama\n01,Kab A\n02,Kab B\n", encoding="utf-8")
    import_file(store, PROGRAM, members, "daerah", user="siti")
    return store


def test_a_mapping_is_found_again_by_the_header(tmp_path: Path) -> None:
    header = "Kode daerah,Januari 2025,Februari 2025,Maret 2025\n"  # which the file says itself
    mapping = MAPPING.replace('ari"', 'ari 2025"').replace("Maret", "Maret 2025")
    with open_with_members(tmp_path) as store:
        first = load(store, tmp_path, header + "01,1,2,3\n", Reading(mapping=parse(mapping)))
        again = load(store, tmp_path, header + "02,4,5,6\n")
        assert (first.accepted, again.accepted) == (3, 3)
        with store.reading() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM iku_mapping")).scalar_one() == 1
        assert Verifier(store).verify().fault is None


def test_each_wrong_cell_of_a_line_is_kept_for_itself(tmp_path: Path) -> None:
    with open_with_members(tmp_path) as store:
        text = "Kode daerah,Januari,Februari,Maret\n01,x,2,y\n"
        report = load(store, tmp_path, text, Reading(mapping=parse(MAPPING)))
        assert (report.rows, report.accepted, report.rejected_total) == (3, 1, 2)
        assert [(cell.row, cell.column, cell.value) for cell in report.rejected] == [
            (2, "Januari", "x"), (2, "Maret", "y"),
        ]  # fmt: skip
        with store.reading() as connection:
            rows = connection.execute(sa.text("SELECT row, part, value FROM iku_quarantine ORDER BY row, part")).all()
        assert [tuple(row) for row in rows] == [(2, 0, "x"), (2, 1, "y")]
        assert Verifier(store).verify().fault is None


def test_a_key_that_two_columns_of_a_line_give_is_told(tmp_path: Path) -> None:
    twice = MAPPING.replace('"2025-03"', '"2025-02"')
    with open_with_members(tmp_path) as store:
        text = "Kode daerah,Januari,Februari,Maret\n01,1,2,3\n"
        report = load(store, tmp_path, text, Reading(mapping=parse(twice)))
        assert (report.rows, report.accepted, report.rejected_total) == (3, 2, 1)


def test_a_figure_that_means_missing_is_never_a_figure(tmp_path: Path) -> None:
    """Whether all cells beside it are plain figures or not."""
    program = check_files([SourceFile("spec.iku", SPEC.replace("0..100", "0.. boleh kosong"))]).program
    mapping = parse('[missing]\njumlah = ["9999", "tt"]\n')
    for other, stored in (("5", 5), ("tt", None)):
        path = tmp_path / "layanan.csv"
        path.write_text(f"bulan,daerah,jumlah\n2025-01,01,9999\n2025-01,02,{other}\n", encoding="utf-8")
        with open_store("sqlite://", program, user="siti") as store:
            members = tmp_path / "daerah.csv"
            members.write_text("kode,nama\n01,Kab A\n02,Kab B\n", encoding="utf-8")
            import_file(store, program, members, "daerah", user="siti")
            import_file(store, program, path, "layanan", user="siti", reading=Reading(mapping=mapping))
            with store.reading() as connection:
                found = connection.execute(sa.text("SELECT jumlah FROM fact_layanan ORDER BY row_id")).scalars().all()
        assert found == [None, stored]


LEVELS = {
    "years": ([["No", "Wilayah", "Tahun 2024", "", "Tahun 2025", ""], ["", "", "Jan", "Feb", "Jan", "Feb"]], ["C1:D1", "E1:F1"],
        """skip = "others"
columns = { "Wilayah" = "daerah" }
wide = { into = "bulan", value = "jumlah", columns = { "Tahun 2024 Feb" = "2024-02", "Tahun 2025 Jan" = "2025-01" } }"""),
    "one below": ([["Wilayah", "Bulan data", "Nilai", ""], ["", "", "Rencana", "Nyata"]], ["C1:D1"],
        """skip = ["Nilai Rencana"]
columns = { "Wilayah" = "daerah", "Bulan data" = "bulan", "Nilai Nyata" = "jumlah" }"""),
    "merged down": ([["Wilayah", "Bulan data", "Nilai"]], ["A2:A3"],
        """columns = { "Wilayah" = "daerah", "Bulan data" = "bulan", "Nilai" = "jumlah" }"""),
    "below a title": ([["Rekap"], [], ["Wilayah", "Bulan data", "Nilai"]], [],
        """header_row = 3
columns = { "Wilayah" = "daerah", "Bulan data" = "bulan", "Nilai" = "jumlah" }"""),
    "on a sheet": ([["Wilayah", "Bulan data", "Nilai"]], [],
        """sheet = "Data"
columns = { "Wilayah" = "daerah", "Bulan data" = "bulan", "Nilai" = "jumlah" }"""),
}  # fmt: skip
BELOW = {
    "years": [[1, "01", 1, 2, 3, 4], [2, "02", 5, "x", 7, 8]],
    "one below": [["01", "2025-01", 5, 1], ["02", "2025-01", 7, 4, 9]],
}


@pytest.mark.parametrize("layout", LEVELS)
def test_a_file_is_read_by_a_kept_mapping_as_it_was_when_that_was_given(tmp_path: Path, layout: str) -> None:
    """One with a heading of two levels was not known again."""
    heads, merged, mapping = LEVELS[layout]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Data"
    for row in [*heads, *BELOW.get(layout, [["01", "2025-01", 1], ["", "2025-02", 2]])]:
        sheet.append(row)
    for place in merged:
        sheet.merge_cells(place)
    path = tmp_path / "rekap.xlsx"
    book.save(path)
    assert_read_alike(path, mapping)


@pytest.mark.parametrize("said", ['encoding = "iso-8859-9"', 'delimiter = ","'])
def test_so_is_a_text_of_another_charset_or_delimiter(tmp_path: Path, said: str) -> None:
    path = tmp_path / "rekap.csv"
    path.write_bytes('Wilayah,Bulan data,Nilai\n"Gölbaşı;x",2025-01,4\n'.encode("iso-8859-9"))
    mapping = said + '\ncolumns = { "Wilayah" = "daerah", "Bulan data" = "bulan", "Nilai" = "jumlah" }'
    assert_read_alike(path, mapping)


ABOVE = ["", "Target", ""], ["", "Realisasi", ""]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "times", [("", ""), (" 2023", " 2024"), (" Januari 2024", " Februari 2024"), (" TW I", " TW II")]
)
def test_what_stands_above_a_header_tells_whose_mapping_it_is(
    tmp_path: Path, form: str, times: tuple[str, str]
) -> None:
    """The targets of the next month were read by the mapping of what was realised, and stood as such."""
    first, second = (
        [key_below([[above[0], above[1] + month, ""]], tmp_path, form) for month in times] for above in ABOVE
    )
    assert first[0] == first[1] != second[0] == second[1]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_title_and_labels_above_a_header_are_of_the_file(tmp_path: Path, form: str) -> None:
    tops = [["Rekap Januari"]], [["Rekap Februari"], []], [["Satuan kerja:", "Dinas A"]], [["Unit", ": B", ""]], []
    assert len({key_below(top, tmp_path, form) for top in tops}) == 1


def key_below(top: list[list[str]], folder: Path, form: str) -> str:
    """What the mapping of a file with some rows above its header is found by."""
    mapping = 'columns = { "Nama" = "daerah", "Bulan data" = "bulan", "Nilai" = "jumlah" }'
    head = ["Nama", "Bulan data", "Nilai"]
    path = sheet_of([*top, head, ["A", "2025-01", "2"]], folder, form)
    opened = open_table(path, relation=relation_of_facts(), reading=Reading(mapping=parse(mapping)))
    assert opened.written == tuple(head)
    return opened.header_sha256


def relation_of_facts() -> Relation:
    with open_store("sqlite://", PROGRAM, user="siti") as store:
        return store.schema.relations["layanan"]


def sheet_of(rows_of: list[list[str]], folder: Path, form: str) -> Path:
    path = folder / f"rekap.{form}"
    if form == "csv":
        path.write_text("".join(";".join(row) + "\n" for row in rows_of), encoding="utf-8")
        return path
    book = Workbook()
    for number, row in enumerate(rows_of, start=1):
        for place, cell in enumerate(row, start=1):
            book.worksheets[0].cell(number, place).value = cell or None
    book.save(path)
    return path


def test_the_charset_of_a_kept_mapping_is_for_files_that_do_not_show_theirs(tmp_path: Path) -> None:
    """Letters of the next month's file, in UTF-8, came in as two each, and named a second member."""
    mapping = 'encoding = "iso-8859-9"\ncolumns = { "Wilayah" = "daerah", "Bulan data" = "bulan", "Nilai" = "jumlah" }'
    relation = relation_of_facts()
    path = tmp_path / "rekap.csv"
    for charset, shown in (
        ("iso-8859-9", "iso8859-9"),
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
    ):
        path.write_bytes("Wilayah;Bulan data;Nilai\nGölbaşı;2025-01;4\n".encode(charset))
        key = header_key(["Wilayah", "Bulan data", "Nilai"])
        opened = open_table(path, relation=relation, remembered={key: lambda: parse(mapping)})
        assert (opened.remembered, opened.encoding) == (True, shown)
        assert next(rows(opened))[1][0] == "Gölbaşı"


def assert_read_alike(path: Path, mapping: str) -> None:
    relation = relation_of_facts()
    given = open_table(path, relation=relation, reading=Reading(mapping=parse(mapping)))
    kept = open_table(path, relation=relation, remembered={given.header_sha256: lambda: parse(mapping)})
    assert kept.remembered
    assert told(kept) == told(given)


def told(opened: Opened) -> list[object]:
    """All that comes of a file."""
    read = [(line, list(cells), type(cells), getattr(cells, "reason", None)) for line, cells in rows(opened)]
    return [opened.header, opened.written, opened.heads, opened.encoding, opened.delimiter, opened.numbers, *read]


@pytest.mark.parametrize(("kept", "own"), [("en", "1.500,5"), ("id", "1,500.5")])
def test_numbers_of_another_style_than_a_kept_mapping_says_are_asked_for(tmp_path: Path, kept: str, own: str) -> None:
    """`2.250` came in as 2.25 beside `1.500,5`, as the mapping of another month had English numbers."""
    program = check_files([SourceFile("spec.iku", SPEC.replace("bilangan 0..100", "angka 0.."))]).program
    head = "daerah;bulan;jumlah\n"
    path = tmp_path / "layanan.csv"
    plain = {"en": "2.5", "id": "2,5"}
    with open_with_members(tmp_path) as made:
        made.close()
    with open_store(f"sqlite:///{tmp_path}/iku.db", program, user="siti") as store:

        def load_it(text: str, **said: Any) -> ImportReport:
            path.write_text(head + text, encoding="utf-8")
            return import_file(store, program, path, "layanan", user="siti", reading=Reading(**said))

        load_it(f"01;2025-01;{plain[kept]}\n", mapping=parse(f'numbers = "{kept}"'))
        assert load_it(f"01;2025-02;{plain[kept]}\n").accepted == 1
        with pytest.raises(RefusedFile, match=f"mapping-numbers.{kept}"):
            load_it(f"01;2025-03;{own}\n02;2025-03;2{own[1]}250\n")
        other = "id" if kept == "en" else "en"
        assert load_it(f"01;2025-03;{own}\n02;2025-03;2{own[1]}250\n", numbers=other).accepted == 2
        assert load_it(f"01;2025-04;{own}\n02;2025-04;{plain[kept]}\n").accepted == 1, (
            "of both styles it is as that was"
        )


def test_the_docs_say_all_that_a_mapping_may_say() -> None:
    text = (Path(__file__).parent.parent / "docs" / "ledger.md").read_text(encoding="utf-8")
    section = text.partition("## A map for files with other names\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:4] for line in section.splitlines() if line.startswith("| `")]
    said = {name for row in rows for name in re.findall(r"`(\w+)`", row[0] + (row[1] if "`into`" in row[1] else ""))}
    assert said == {*Mapping.model_fields, *Wide.model_fields}
    examples = [row[2].strip().strip("`") for row in rows]
    assert all(parse(example).source for example in examples)
