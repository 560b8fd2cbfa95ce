"""A row that waits loses nothing of what its file said: how it writes numbers, what its headings meant, and its marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from copied_stores import filled_url
from openpyxl import Workbook, load_workbook
from postgres_server import ENGINES, everybody
from test_ledger import Ministry

from iku_engine.importing.how_read import how_read
from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import FILL, kept_out, write_quarantine
from iku_engine.members.members import current
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.staging.report import ImportReport

SPEC = """
dimensi unit "Unit Kerja" kunci kode
  atribut nama teks

sumber salur "Penyaluran" per bulan, unit
  kolom luas angka 0.. digit 6 "Luas Lahan"
  kolom dana uang 0.. boleh kosong "Realisasi"
  kolom kpm bilangan orang 0.. "Jumlah KPM"
  kolom capai persen 0%..100% digit 3 boleh kosong "Capaian"
  kolom lama durasi jam 0..100 digit 3 "Lama"
  kolom berat angka 0.. digit 3 boleh kosong "Berat Kotor"
  kolom tgl tanggal boleh kosong "Tanggal"
  kolom mitra unit boleh kosong "Mitra"
  kolom ket teks boleh kosong "Keterangan"
"""
MEMBERS = "kode,nama\nA1,Aceh\nB2,Bali\nC3,Cirebon\nD4,Demak\n"
UNIT_KEYS = ("A1", "B2", "C3", "D4")
COLUMNS = ("luas", "dana", "kpm", "capai", "lama", "berat", "tgl", "mitra", "ket")
HEAD = ("bulan", "unit", *COLUMNS)


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return new(tmp_path)


@pytest.fixture(params=ENGINES)
def either(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ministry]:
    """The same on each engine."""
    everybody(monkeypatch)
    made = Ministry(tmp_path, filled_url(request, begun), spec=SPEC, members="")
    yield made
    made.store.close()


def new(folder: Path, url: str = "") -> Ministry:
    made = Ministry(folder, url, spec=SPEC, members="")
    made.load("unit", MEMBERS)
    return made


def begun(url: str) -> None:
    with TemporaryDirectory() as folder:
        new(Path(folder), url).store.close()


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for cell in (one for row in book.active.iter_rows() for one in row if one.data_type == "f"):
        cell.data_type = "s"
    book.save(path)
    return path


def load(ministry: Ministry, path: Path, **reading: Any) -> ImportReport:
    asked = Reading(**reading)
    return import_file(ministry.store, ministry.program, path, "salur", user="siti", reading=asked)


def exported(ministry: Ministry) -> Path:
    path = ministry.folder / "perbaikan.xlsx"
    path.unlink(missing_ok=True)
    write_quarantine(path, ministry.store.schema.relations["salur"], kept_out(ministry.store), "id")
    return path


def mended(ministry: Ministry, cell: Callable[[str, str], object], **reading: Any) -> ImportReport:
    """Exports what waits, writes over the marked cells (given place and column), and imports that."""
    path = exported(ministry)
    book = load_workbook(path)
    sheet = book.active
    heads = [one.value for one in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for one, head in zip(row, heads, strict=True):
            if one.fill.start_color.rgb.endswith(FILL):
                one.value = cell(str(row[0].value), str(head))
    book.save(path)
    return load(ministry, path, **reading)


def shown(ministry: Ministry) -> list[dict[str, object]]:
    """The rows of the workbook to mend, without the cells that are empty."""
    sheet = load_workbook(exported(ministry)).active
    heads = [str(one.value) for one in sheet[1]]
    rows = [dict(zip(heads, (one.value for one in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
    return [{head: value for head, value in row.items() if value is not None} for row in rows]


def facts(ministry: Ministry) -> list[tuple[object, ...]]:
    relation = ministry.store.schema.relations["salur"]
    names = [one.name for one in relation.table.c if one.name not in ("row_id", "batch_id", "row")]
    with ministry.store.reading() as connection:
        rows = current(relation)
        return sorted(map(tuple, connection.execute(sa.select(*(rows.c[name] for name in names)))), key=repr)


def figures(ministry: Ministry, name: str) -> list[float]:
    """The figures of a column that count, in order."""
    relation = ministry.store.schema.relations["salur"]
    parts = relation.columns[name].parts
    with ministry.store.reading() as connection:
        rows = current(relation)
        found = connection.execute(sa.select(rows.c[name]).where(rows.c[name].is_not(None))).scalars()
        return sorted(value / parts for value in found)


# ---- how a file writes numbers


def test_each_row_of_the_workbook_is_of_the_style_of_its_own_file(either: Ministry) -> None:
    one, other = either.folder / "id.csv", either.folder / "en.csv"
    one.write_text("bulan;unit;luas;kpm;lama\n2025-01;A1;1.234,5;1;1\n2025-01;B2;1.500;x;1\n", encoding="utf-8")
    other.write_text("bulan,unit,luas,kpm,lama\n2025-02,A1,2.25,1,1\n2025-02,B2,2.125,x,1\n", encoding="utf-8")
    for path in (one, other):
        assert load(either, path).rejected_total == 1
    assert [row["luas"] for row in shown(either)] == [1500, 2.125]
    assert mended(either, lambda place, head: 20).points == ()
    assert figures(either, "luas") == [2.125, 2.25, 1234.5, 1500]


@pytest.mark.parametrize("numbers", [None, "id", "en"])
def test_a_number_cell_is_no_text_however_the_workbook_is_read(ministry: Ministry, numbers: str | None) -> None:
    rows = [
        ("bulan", "unit", "luas", "kpm", "lama"),
        ("2025-01", "A1", 3.125, "x", 1),
        ("2025-01", "B2", "2,5", "x", 1),
    ]
    load(ministry, workbook(ministry.folder / "n.xlsx", [*rows, ("2025-01", "C3", "4,5", 8, 1)]))
    mended(ministry, lambda place, head: 20, numbers=numbers)
    assert figures(ministry, "luas") == [2.5, 3.125, 4.5]
    assert kept_out(ministry.store) == ()


def test_a_number_that_a_spreadsheet_cannot_keep_is_a_text(ministry: Ministry) -> None:
    ministry.load("salur", "bulan,unit,luas,kpm,lama\n2025-01,A1,1234567890123.123456,x,1\n")
    assert shown(ministry)[0]["luas"] == "1234567890123.123456"
    mended(ministry, lambda place, head: 20)
    relation = ministry.store.schema.relations["salur"]
    with ministry.store.reading() as connection:
        assert connection.execute(sa.select(current(relation).c.luas)).scalars().all() == [1234567890123123456]


def test_a_time_that_no_decimals_write_is_exact(ministry: Ministry) -> None:
    lines = "2025-01;A1;1;{kpm};0:20:00\n2025-01;D4;1;{kpm};0:11:51\n2025-01;B2;1;{kpm};20,125 detik\n2025-01;C3;1;{kpm};1,5\n"
    ministry.load("salur", "bulan;unit;luas;kpm;lama\n" + lines.format(kpm="x"))
    assert [row["lama"] for row in shown(ministry)] == ["0:20:00", "0:11:51", "20.1250 detik", 1.5]
    mended(ministry, lambda place, head: 20)
    assert facts(ministry)
    again = ministry.load("salur", "bulan;unit;luas;kpm;lama\n" + lines.format(kpm="20"))
    assert (again.identical, again.accepted) == (4, 0)


def test_what_nothing_shows_is_told_of_the_file(ministry: Ministry) -> None:
    """Though the cell stands in a row that waits, behind the one at fault: nobody could see it in the workbook."""
    report = ministry.load("salur", "bulan;unit;kpm;luas;lama;berat\n2025-01;A1;7;7;1;1\n2025-01;B2;x;7;1;1.500\n")
    assert report.points == (("berat", "1.500"),)
    assert shown(ministry)[0]["berat"] == 1.5


def test_what_two_styles_leave_open_is_marked_beside_the_first_fault(ministry: Ministry) -> None:
    rows = "2025-02;A1;7;2,5;1\n2025-02;B2;7;2.5;1\n2025-02;C3;x;1.500;1\n"
    ministry.load("salur", "bulan;unit;kpm;luas;lama\n" + rows)
    (row,) = load_workbook(exported(ministry)).active.iter_rows(min_row=2)
    assert [one.value for one in row if one.fill.start_color.rgb.endswith(FILL)] == ["1.500", "x"]


def test_what_was_said_of_the_numbers_of_a_file_goes_on_being_so(ministry: Ministry) -> None:
    path = ministry.folder / "a.csv"
    path.write_text(
        "bulan;unit;kpm;luas;lama;berat\n2025-01;A1;7;7;1;1.500\n2025-01;B2;x;7;1;1.500\n2025-01;C3;x;7;1;2,5\n",
        encoding="utf-8",
    )
    load(ministry, path, numbers="en")
    rows = list(load_workbook(exported(ministry)).active.iter_rows(min_row=2))
    assert [(row[8].value, row[8].fill.start_color.rgb.endswith(FILL)) for row in rows] == [(1.5, False), ("2,5", True)]


def test_a_date_is_written_as_it_was_read_or_marked(ministry: Ministry) -> None:
    """03/04 is in April where days come first; where a date of the file can only begin with its month nobody knows."""
    head = "bulan,unit,luas,kpm,lama,tgl\n"
    for month, other in (("01", "25/01/2025"), ("02", "01/25/2025")):
        ministry.load("salur", f"{head}2025-{month},A1,1,x,1,03/04/2025\n2025-{month},B2,1,1,1,{other}\n")
    rows = [list(row) for row in load_workbook(exported(ministry)).active.iter_rows(min_row=2)]
    shown = [(row[9].value, row[9].fill.start_color.rgb.endswith(FILL)) for row in rows if row[5].value == "x"]
    assert shown == [("2025-04-03", False), ("03/04/2025", True)]


def test_the_cell_to_mend_takes_a_number_and_no_text_is_a_formula(ministry: Ministry) -> None:
    ministry.load("salur", "bulan,unit,luas,kpm,lama,capai\n2025-01,A1,=1+1,2,1,5%\n2025-01,B2,1,2,1,banyak\n")
    first, second = list(load_workbook(exported(ministry)).active.iter_rows(min_row=2))
    assert (first[3].value, first[3].data_type, first[3].quotePrefix, first[3].number_format) == (
        "=1+1",
        "s",
        True,
        "General",
    )
    assert (second[6].data_type, second[6].number_format) == ("s", "0.##%")
    assert (first[6].value, first[6].number_format) == (0.05, "0%")


def test_a_number_that_shows_another_one_is_marked_though_another_cell_is_at_fault(ministry: Ministry) -> None:
    path = workbook(
        ministry.folder / "n.xlsx", [("bulan", "unit", "luas", "kpm", "lama"), ("2025-01", "A1", "x", 2_000_000, 1)]
    )
    book = load_workbook(path)
    book.active["D2"].number_format = "#,##0,,"
    book.save(path)
    load(ministry, path)
    (row,) = load_workbook(exported(ministry)).active.iter_rows(min_row=2)
    assert (row[5].value, row[5].fill.start_color.rgb[2:]) == ("2000000", FILL)


def test_a_formula_without_a_value_is_marked_though_another_one_is_at_fault(ministry: Ministry) -> None:
    path = workbook(
        ministry.folder / "n.xlsx",
        [("bulan", "unit", "luas", "kpm", "lama", "mitra", "ket"), ("2025-01", "A1", 1, 2, 1, "", "")],
    )
    book = load_workbook(path)
    book.active["F2"], book.active["G2"] = "=A1", "=B1"
    book.save(path)
    load(ministry, path)
    (row,) = load_workbook(exported(ministry)).active.iter_rows(min_row=2)
    assert [one.value for one in row if one.fill.start_color.rgb.endswith(FILL)] == ["=A1", "=B1"]


def test_what_a_mapping_takes_for_nothing_is_nothing_in_the_workbook(ministry: Ministry) -> None:
    path = ministry.folder / "a.csv"
    path.write_text("bulan;unit;luas;kpm;lama;dana\n2025-01;A1;1;x;1;999\n", encoding="utf-8")
    load(ministry, path, mapping=parse('[missing]\ndana = ["999"]\n'))
    assert "dana" not in shown(ministry)[0]


# ---- what its headings meant


@pytest.mark.parametrize(
    "head",
    ["bulan,Unit Kerja,Luas Lahan,Jumlah KPM,Lama (jam),Realisasi (Rp)", "Bulan,unit,LUAS,kpm (orang),lama,dana"],
)
@pytest.mark.parametrize("old", [False, True])
def test_cells_below_titles_and_units_are_all_there(ministry: Ministry, head: str, old: bool) -> None:
    """Of a row that an older version kept, too, with the texts of its file."""
    ministry.load("salur", f"{head}\n2025-01,B2,900,dua puluh,2,5000\n")
    if old:
        ministry.by_hand("UPDATE iku_quarantine SET cells = substr(cells, 1, instr(cells, ', \"read\"') - 1) || '}'")
        assert kept_out(ministry.store)[0].read is None
    (row,) = shown(ministry)
    kind = str if old else int
    expected = {"luas": kind(900), "kpm": "dua puluh", "lama": kind(2), "dana": kind(5000)}
    assert row == {"karantina": "3:2", "bulan": "2025-01", "unit": "B2", **expected}
    report = mended(ministry, lambda place, head: 20)
    assert (report.accepted, report.mended, report.moved) == (1, 1, ())


def test_the_key_below_a_title_is_found_where_rows_wait(either: Ministry) -> None:
    """An earlier figure of the same key is told, and a number that stands beside another row."""
    head = "bulan,Unit Kerja,luas,kpm,lama\n"
    either.load("salur", head + "2025-01,B2,1,1,1\n")
    report = either.load("salur", head + "2025-01,B2,2,x,1\n")
    assert report.earlier == 1
    path = either.folder / "p.csv"
    path.write_text("karantina,bulan,unit,luas,kpm,lama\n4:2,2025-01,C3,2,2,1\n", encoding="utf-8")
    assert [one.before for one in load(either, path).moved] == [("2025-01", "B2")]


def test_a_row_of_an_older_version_is_mended_by_the_whole_file_again(ministry: Ministry) -> None:
    head = "bulan,Unit Kerja,Luas Lahan,kpm,lama\n"
    ministry.load("salur", head + "2025-01,B2,2,x,1\n2025-01,C3,2,1,1\n")
    ministry.by_hand("UPDATE iku_quarantine SET cells = substr(cells, 1, instr(cells, ', \"read\"') - 1) || '}'")
    report = ministry.load("salur", head + "2025-01,C3,2,1,1\n2025-01,B2,2,7,1\n")
    assert (report.mended, kept_out(ministry.store)) == (1, ())


def test_the_period_beside_a_file_is_that_of_a_row_without_one(ministry: Ministry) -> None:
    from iku_dsl.period import read_period

    path = ministry.folder / "a.csv"
    path.write_text("bulan,unit,luas,kpm,lama\n,B2,2,x,1\n", encoding="utf-8")
    period = read_period("2025-03")
    import_file(ministry.store, ministry.program, path, "salur", user="siti", period=period)
    assert shown(ministry)[0]["bulan"] == "2025-03"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"read": 1}',
        '{"read": {"numbers": "x"}}',
        '{"read": {"figures": ["a"]}}',
        '{"read": {"figures": [1e999]}}',
        '{"read": {"otherwise": [-1e999]}}',
        '{"read": {"declared": true}}',
        '{"read": {"missing": {"a": 1}}}',
    ],
)
def test_what_has_not_its_form_says_nothing(text: str) -> None:
    assert how_read(text) is None


# ---- its marks


def test_rows_of_a_marked_file_keep_their_marks_when_they_are_mended(either: Ministry) -> None:
    either.load("salur", "# tanda: ilustratif\nbulan,unit,luas,kpm,lama\n2025-01,B2,2,x,1\n2025-01,C3,2,x,1\n")
    report = mended(either, lambda place, head: 20 if place == "3:4" else "y")
    assert report.marks == ("ilustratif",)
    assert [kept.place for kept in kept_out(either.store)] == ["3:3"]
    assert mended(either, lambda place, head: 21).marks == ("ilustratif",)
    assert either.load("salur", "karantina,bulan,unit,luas,kpm,lama\n3:99,2025-02,B2,2,1,1\n").marks == ()
    assert either.verify().fault is None


# ---- any file


def number(random: Random, most: int, decimals: int) -> str:
    """A number with a point, often of three decimals, or of three zeros."""
    whole = random.choice([random.randrange(1, 10), random.randrange(most), random.randrange(1, 9) * 1000 % (most + 1)])
    places = random.choice([0, 1, 3, 3, decimals]) if decimals else 0
    return f"{whole}.{random.randrange(1, 10**places):0{places}}" if places else str(whole)


def written(random: Random, figure: str, style: str) -> str:
    """A figure as a file of a style writes it."""
    bare, percent = figure.rstrip("%"), "%" if figure.endswith("%") else ""
    whole, _, decimals = bare.partition(".")
    grouped = f"{int(whole):,}" if random.random() < 0.7 else whole
    text = f"{grouped}.{decimals}" if decimals else grouped
    return (text if style == "en" else text.translate(str.maketrans(",.", ".,"))) + percent


def row(random: Random, month: int, unit: str) -> dict[str, str]:
    day = f"2025-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
    lama = random.choice(
        [number(random, 90, 0), f"{random.randrange(90)}:{random.randrange(60):02}:{random.randrange(60):02}"]
    )
    return {
        "bulan": f"2025-{month:02}",
        "unit": unit,
        "luas": number(random, 9_000_000, 6),
        "dana": random.choice(["", number(random, 10**9, 0)]),
        "kpm": number(random, 9_999, 0),
        "capai": random.choice(["", number(random, 99, 3) + "%"]),
        "lama": lama,
        "berat": random.choice(["", number(random, 99_999, 3)]),
        "tgl": random.choice(["", day]),
        "mitra": random.choice(["", "A1", "C3"]),
        "ket": random.choice(["", "=1+1", "1.500", "catatan"]),
    }


TITLES = {
    "unit": "Unit Kerja",
    "luas": "Luas Lahan",
    "dana": "Realisasi",
    "kpm": "Jumlah KPM",
    "capai": "Capaian",
    "mitra": "Mitra",
    "berat": "Berat Kotor",
}
UNITS = {"dana": "Realisasi (Rp)", "kpm": "kpm (orang)", "capai": "Capaian (%)", "lama": "Lama [jam]"}
FAULTS = {
    "bulan": "kapan", "unit": "Zeta", "luas": "x", "dana": "1.2.3", "kpm": "dua", "capai": "banyak", "lama": "lama", "berat": "?",
    "tgl": "31/02/2025", "mitra": "Zeta",
}  # fmt: skip
ALONE = ("bulan", "unit", "mitra")  # what is marked only where nothing before it is at fault


def cell(random: Random, name: str, value: str, style: str, heading: str, in_workbook: bool) -> object:
    """A good cell as its file has it."""
    figure = name in ("luas", "dana", "kpm", "capai", "berat") or (name == "lama" and ":" not in value)
    if not value or not figure:
        day = name == "tgl" and value and random.random() < 0.7
        return f"{value[8:]}/{value[5:7]}/{value[:4]}" if day else value
    if in_workbook and name != "capai" and random.random() < 0.5:
        return float(value)
    text = written(random, value, style)
    return text.rstrip("%") if heading.endswith("(%)") and random.random() < 0.5 else text


@pytest.mark.few("1", "22")
@pytest.mark.parametrize("seed", range(40))
def test_a_file_whose_mistakes_are_mended_is_the_file_without_them(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    good, bad = new(tmp_path / "a"), new(tmp_path / "b")
    marks: set[str] = set()
    truth: dict[str, Mapping[str, str]] = {}
    for n in range(3):
        style, in_workbook, marked = random.choice(["id", "en"]), random.random() < 0.5, random.random() < 0.5
        heads = {name: random.choice([name, TITLES.get(name, name), UNITS.get(name, name)]) for name in HEAD}
        rows = [row(random, 3 * n + at // 4 + 1, UNIT_KEYS[at % 4]) for at in range(9)]
        rows[0]["luas"] = "1234567.5"  # shows how the file writes numbers
        cells = [[cell(random, name, one[name], style, heads[name], in_workbook) for name in HEAD] for one in rows]
        cells[0][2] = "1.234.567,5" if style == "id" else "1,234,567.5"
        spoilt = [list(one) for one in cells]
        for at in range(1, len(rows)):
            names = random.choice(
                [[], [random.choice(ALONE)], random.sample([name for name in FAULTS if name not in ALONE], 2)]
            )
            for name in names:
                spoilt[at][HEAD.index(name)] = FAULTS[name]
        declared = {"numbers": style} if random.random() < 0.3 else {}
        for ministry, table in ((good, cells), (bad, spoilt)):
            lines = [["# tanda: ilustratif"]] * marked + [list(heads.values()), *table]
            path = ministry.folder / f"f{n}.{'xlsx' if in_workbook else 'csv'}"
            if in_workbook:
                workbook(path, lines)
            else:
                path.write_text("\n".join(";".join(map(str, line)) for line in lines) + "\n", encoding="utf-8")
            report = load(ministry, path, **declared)
            assert ministry is bad or report.rejected_total == 0, report.rejected
            for at, one in enumerate(rows):
                truth[f"{report.batch}:{at + 2 + marked}"] = one
        marks |= {"ilustratif"} if marked and spoilt != cells else set()
    waiting = kept_out(bad.store)

    def typed(place: str, head: str) -> object:
        value = truth[place][head]
        if head == "capai" and value:
            return float(value.rstrip("%")) / 100
        return (
            float(value) if head in ("luas", "dana", "kpm", "lama", "berat") and value and ":" not in value else value
        )

    if waiting:
        report = mended(bad, typed)
        assert (report.rejected, report.mended, set(report.marks)) == ((), len(waiting), marks)
    assert kept_out(bad.store) == ()
    assert facts(bad) == facts(good)
    assert bad.verify().fault is None
