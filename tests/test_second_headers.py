"""Headings that are years read like figures: the header of a second table is never a member with these figures."""

from __future__ import annotations

from itertools import cycle, product
from pathlib import Path

import pytest
from test_ledger import Ministry
from test_sheet_units import came_in, load, told, write

from iku_dsl.period import Period
from iku_engine.errors import RefusedFile
from iku_engine.importing.importing import import_file
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimensi prog "Program" kunci kode

dimensi satker
  kantor "Kantor Pusat"
  daerah "Kantor Daerah"

sumber belanja per tahun, prog daftar
  kolom pagu uang 0..

sumber lain per tahun, satker daftar
  kolom pagu uang 0..

sumber nasional per tahun
  kolom pagu uang 0..

sumber dua per tahun, prog daftar
  kolom lalu uang 0.. "2024"
  kolom kini uang 0.. "2025"

indikator total
  satuan rupiah
  arah naik
  rumus jumlah belanja.pagu
"""
GAPS = {"at once": [], "a gap": [[]], "a total": [["Jumlah", *["30"] * 9]]}
HEADINGS = ("Program", "PROGRAM", "prog", " Program ")


def wide(*years: str, first: str = "Program", key: str = "prog") -> str:
    columns = ", ".join(f'"{year}" = "{year.removeprefix("TA ")}"' for year in years)
    return (
        f'columns = {{ "{first}" = "{key}" }}\nwide = {{ into = "tahun", value = "pagu", columns = {{ {columns} }} }}\n'
    )


def rows_of(first: list[str], gap: list[list[str]], second: list[str]) -> list[list[str]]:
    """Two tables of two programmes each, with 10 and 20 in each year, and 1 and 2."""
    count = len(first) - 1
    cut = [row[: count + 1] for row in gap]
    return [
        first,
        ["A", *["10"] * count],
        ["B", *["20"] * count],
        *cut,
        second,
        ["C", *["1"] * count],
        ["D", *["2"] * count],
    ]


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def figures(ministry: Ministry) -> set[int]:
    """All figures that the store has."""
    with ministry.store.reading() as connection:
        table = ministry.store.schema.relations["belanja"].table
        return {row.pagu // 100 for row in connection.execute(table.select())}


TABLES = (
    (("2024", "2025"), ("2026", "2027")),
    (("2024", "2025"), ("2022", "2023")),
    (("2024", "2025"), ("2025", "2024")),
    (("2024", "2025"), ("2025", "2026")),
    (("2024", "2025"), ("2030", "2045")),
    (("2024",), ("2025",)),
    (("2022", "2023", "2024"), ("2025", "2026", "2027")),
    (("TA 2024", "TA 2025"), ("2026", "2027")),
    (("2024", "2025"), ("2026-01", "2026-02")),
    (("2024", "2025"), ("TA 2026", "TA 2027")),
    (("2024", "2025"), ("2026*", "2027*")),
    (("2024", "2025"), ("2026 (Rp juta)", "2027")),
    (("2024", "2025"), ("Pagu", "Realisasi")),
    (("2024", "2025"), ("2026", "-")),
)


@pytest.mark.diagonal
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("tables", "gap", "heading"),
    [(*one, way) for one, way in zip(product(TABLES, GAPS), cycle(HEADINGS), strict=False)],
)
def test_a_row_with_a_heading_of_a_key_and_years_is_the_header_of_another_table(
    ministry: Ministry, tables: tuple[tuple[str, ...], tuple[str, ...]], gap: str, heading: str, form: str
) -> None:
    years, others = tables
    rows = rows_of(["Program", *years], GAPS[gap], [heading, *others])
    at = rows.index([heading, *others]) + 1
    report = load(ministry, rows, form, mapping=wide(*years))
    assert figures(ministry) == {10, 20}
    assert [row for row, kind in told(report) if kind == "table"] == [at, at + 1, at + 2]


@pytest.mark.diagonal
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("heading", ["Realisasi", "Nama Program", "Uraian", "Kegiatan/Sub Kegiatan", "No"])
def test_a_row_with_years_like_those_of_the_header_is_asked(
    ministry: Ministry, heading: str, gap: str, form: str
) -> None:
    for years, others in (
        (("2024", "2025"), ("2024", "2025")),
        (("2024", "2025"), ("2026", "2027")),
        (("2024", "2025"), ("2025", "2024")),
        (("2020", "2025"), ("2025", "2030")),
        (("TA 2024", "TA 2025"), ("2024", "2025")),
        (("2022", "2023", "2024"), ("2022", "2023", "2024")),
    ):
        rows = rows_of(["Program", *years], GAPS[gap], [heading, *others])
        with pytest.raises(RefusedFile) as error:
            load(ministry, rows, form, mapping=wide(*years))
        assert error.value.text.key == "header-or-figures"
        assert dict(error.value.text.arguments)["row"] == rows.index([heading, *others]) + 1
        assert "load the table below it as a file of its own" in say_it(error.value.text, "en")
        assert figures(ministry) == set()


@pytest.mark.parametrize("heading", ["Realisasi", "Uraian"])
def test_years_among_words_are_no_figures_and_so_a_header(ministry: Ministry, heading: str) -> None:
    for others in (("TA 2024", "TA 2025"), ("Tahun 2026", "Tahun 2027"), ("2025*", "2026*")):
        report = load(
            ministry, rows_of(["Program", "2024", "2025"], [], [heading, *others]), mapping=wide("2024", "2025")
        )
        assert (figures(ministry), told(report)) == ({10, 20}, [(row, "table") for row in (4, 5, 6)])


def test_the_header_again_with_years_that_are_called_otherwise_is_no_data(ministry: Ministry) -> None:
    rows = rows_of(["Program", "TA 2024", "TA 2025"], [], ["Program", "2024", "2025"])
    report = load(ministry, rows, mapping=wide("TA 2024", "TA 2025"))
    assert (figures(ministry), told(report)) == ({10, 20, 1, 2}, [(4, "header")])


def test_years_below_a_key_that_is_empty_are_a_header(ministry: Ministry) -> None:
    for others in (("2025", "2024"), ("2026", "2027")):
        report = load(ministry, rows_of(["Program", "2024", "2025"], [], ["", *others]), mapping=wide("2024", "2025"))
        assert (figures(ministry), told(report)) == ({10, 20}, [(row, "table") for row in (4, 5, 6)])


def test_a_row_with_a_heading_of_a_key_and_other_figures_is_asked(ministry: Ministry) -> None:
    rows = rows_of(["Program", "2024", "2025"], [], ["Program", "300", "30"])
    with pytest.raises(RefusedFile) as error:
        load(ministry, rows, mapping=wide("2024", "2025"))
    assert error.value.text.key == "header-or-member"
    with pytest.raises(RefusedFile):
        load(
            ministry, [["tahun", "prog", "pagu"], ["2024", "A", "10"], ["", "Program", "7"]], mapping="constants = {}\n"
        )


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "row", [("2024,0", "2025,0"), ("2024", "2019"), ("2024", "2026"), ("2025", "10"), ("1", "2"), ("2024", "")]
)
def test_figures_that_are_no_header_count(ministry: Ministry, row: tuple[str, str], form: str) -> None:
    mapping = wide("2024", "2025").replace(" } }", " }, skip_empty = true }")
    report = load(ministry, [["Program", "2024", "2025"], ["A", "10", "10"], ["C", *row]], form, mapping=mapping)
    assert (came_in(report), told(report)) == (3 if "" in row else 4, [])


def test_figures_of_a_known_member_are_figures(ministry: Ministry) -> None:
    rows = [["Satker", "2024", "2025"], ["Kantor Pusat", "2024", "2025"], ["Kantor Daerah", "2026", "2027"]]
    mapping = wide("2024", "2025", first="Satker", key="satker")
    report = load(ministry, rows, into="lain", mapping=mapping)
    assert (came_in(report), told(report)) == (4, [])
    report = load(ministry, [*rows, ["Satker", "2026", "2027"], rows[1]], into="lain", mapping=mapping)
    assert told(report) == [(4, "table"), (5, "table")]


def test_a_table_without_a_key_is_asked_too(ministry: Ministry) -> None:
    mapping = wide("2024", "2025").replace('columns = { "Program" = "prog" }', 'skip = ["Uraian"]')
    with pytest.raises(RefusedFile):
        load(ministry, [["Uraian", "2024", "2025"], ["Nilai", "2024", "2025"]], into="nasional", mapping=mapping)
    assert (
        came_in(load(ministry, [["Uraian", "2024", "2025"], ["Nilai", "10", "20"]], into="nasional", mapping=mapping))
        == 2
    )


def test_titles_that_are_years_are_held_to_the_same(ministry: Ministry) -> None:
    def loaded(second: list[str]) -> ImportReport:
        path = write(ministry.folder, rows_of(["prog", "2024", "2025"], [], second), "csv")
        return import_file(ministry.store, ministry.program, path, "dua", period=Period(2024), user="siti")

    with pytest.raises(RefusedFile):
        loaded(["Realisasi", "2024", "2025"])
    report = loaded(["Program", "2026", "2027"])
    assert (came_in(report), told(report)) == (2, [(row, "table") for row in (4, 5, 6)])


def test_every_such_row_is_recognised_or_asked_however_many_stand_before_it(ministry: Ministry) -> None:
    """The rows come in pieces, and the file is looked through where the first such row is met."""
    for before, (heading, refused) in product((1, 300, 1200), (("Program", False), ("Realisasi", True))):
        head, second = ["Program", "2024", "2025"], [heading, "2026", "2027"]
        rows = [head, *([f"P{n}", str(n + 3000), str(n + 4000)] for n in range(before)), second, ["C", "1", "2"]]
        if refused:
            with pytest.raises(RefusedFile):
                load(ministry, rows, mapping=wide("2024", "2025"))
        else:
            assert came_in(load(ministry, rows, mapping=wide("2024", "2025"))) == 2 * before
        assert not {2026, 2027, 1, 2} & figures(ministry)
