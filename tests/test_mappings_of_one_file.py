"""What a map says of the period or the members is of the file that it was made for: remembered, it goes to no other file unasked."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import sqlalchemy as sa
from by_hand import by_hand
from test_ledger import Ministry

from iku_dsl.period import Period, read_period
from iku_dsl.records import record
from iku_engine.errors import RefusedFile
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimensi unit "Satuan kerja" kunci nama

dimensi jk
  L "Laki-laki"
  P "Perempuan"

sumber kerja per tahun, unit
  kolom n bilangan 0.. "Jumlah kerja"

sumber orang per tahun, unit, jk
  kolom n bilangan 0..

sumber bulanan per bulan, unit
  kolom n bilangan 0..
"""
YEAR = 'columns = { "Nama" = "unit", "Nilai" = "n" }\nconstants = { tahun = 2025 }'
SEX = 'columns = { "Nama" = "unit", "Nilai" = "n" }\nconstants = { jk = "L", tahun = "{Th}" }\nskip = ["Th"]'
WIDE = 'wide = { into = "bulan", value = "n", columns = { "Jan" = "2025-01", "Feb" = "2025-02" } }'
CASES = [
    ("kerja", "Nama;Nilai\n", "A;1\n", YEAR, "tahun = 2025"),
    ("kerja", "Nama;Nilai\n", "A;1\n", YEAR.replace("tahun", "periode"), "periode = 2025"),
    ("orang", "Nama;Nilai;Th\n", "A;1;2025\n", SEX, "jk = L"),
    ("bulanan", "unit;Jan;Feb\n", "A;1;2\n", WIDE, "Jan = 2025-01"),
]


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def load(
    ministry: Ministry, into: str, text: str, mapping: str = "", name: str = "rekap", period: Period | None = None
) -> ImportReport:
    path = ministry.folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    reading = Reading(mapping=parse(mapping)) if mapping else None
    return import_file(ministry.store, ministry.program, path, into, user="siti", reading=reading, period=period)


@pytest.mark.parametrize("name", ["rekap", "rekap2026"])
@pytest.mark.parametrize(("into", "head", "row", "mapping", "told"), CASES)
def test_another_file_is_not_read_as_of_the_period_of_the_first(
    ministry: Ministry, into: str, head: str, row: str, mapping: str, told: str, name: str
) -> None:
    first = load(ministry, into, head + row, mapping)
    assert first.taken is not None and first.taken.mapping == "given"
    with pytest.raises(RefusedFile) as refused:
        load(ministry, into, head + row.replace("A", "B"), name=name)
    assert told in say_it(refused.value.text, "en") and "--map" in say_it(refused.value.text, "id")
    assert load(ministry, into, head + row.replace("A", "B"), mapping, name=name).accepted == first.accepted
    again = load(ministry, into, head + row)  # the same content is the same file
    assert (again.accepted, again.identical) == (0, first.accepted)
    assert again.taken is not None and again.taken.mapping == "remembered"


def test_a_period_that_is_given_takes_the_place_of_the_remembered_one(ministry: Ministry) -> None:
    assert load(ministry, "kerja", "Nama;Nilai\nA;1\n", YEAR).periods == (Period(2025),)
    report = load(ministry, "kerja", "Nama;Nilai\nA;100\n", name="rekap2026", period=Period(2026))
    assert (report.accepted, report.replaced, report.periods) == (1, 0, (Period(2026),))


TO_MONTHS = 'wide = {{ into = "bulan", value = "n", columns = {{ {} }} }}'
LAYOUTS = [
    ("bulanan", "unit;Jan 2025;Feb 2025\nA;1;2\n", TO_MONTHS.format('"Jan 2025" = "2025-01", "Feb 2025" = "2025-02"')),
    ("bulanan", "unit;Th;Jan\nA;2025;2\n", 'skip = ["Th"]\n' + TO_MONTHS.format('"Jan" = "{Th}-01"')),
    ("orang", "unit;tahun;Lk;Pr\nA;2025;2;3\n", TO_MONTHS.format('"Lk" = "L", "Pr" = "P"').replace("bulan", "jk")),
    ("kerja", "Nama;Th;Nilai\nA;2025;2\n", 'columns = { "Nama" = "unit", "Nilai" = "n", "Th" = "tahun" }'),
]


@pytest.mark.parametrize(("into", "text", "mapping"), LAYOUTS)
def test_what_is_of_the_layout_is_remembered(ministry: Ministry, into: str, text: str, mapping: str) -> None:
    first = load(ministry, into, text, mapping)
    assert load(ministry, into, text.replace("A;", "B;"), name="rekap2").accepted == first.accepted


def test_constants_are_told(ministry: Ministry) -> None:
    report = load(ministry, "kerja", "Nama;Nilai\nA;1\n", YEAR)
    assert report.taken is not None and report.taken.constants == (("tahun", "2025"),)
    assert read_period(report.taken.constants[0][1]) == Period(2025)


@pytest.mark.parametrize("head", ["No;unit;n", "No;Satuan kerja;Jumlah kerja", "Jumlah kerja;No;SATUAN KERJA"])
def test_all_others_are_those_that_are_known_neither_by_name_nor_by_title(ministry: Ministry, head: str) -> None:
    cells = {"No": "1", "Jumlah kerja": "5", "n": "5"}
    row = ";".join(cells.get(one, "A") for one in head.split(";"))
    report = load(ministry, "kerja", f"{head}\n{row}\n", 'skip = "others"', period=Period(2025))
    assert (report.accepted, report.left_out) == (1, ("No",))


def test_which_mapping_is_the_latest_says_its_event_and_no_number_that_nobody_seals(ministry: Ministry) -> None:
    for year, read, left in ((2023, "Awal", "Akhir"), (2024, "Akhir", "Awal")):
        mapping = f'columns = {{ "Nama" = "unit", "{read}" = "n", "Tahun" = "tahun" }}\nskip = ["{left}"]'
        load(ministry, "kerja", f"Nama;Tahun;Awal;Akhir\nA;{year};1;100\n", mapping, name=read)
    by_hand(ministry.store.engine, "UPDATE iku_mapping SET mapping_id = 1000 - mapping_id")
    assert Verifier(ministry.store).verify().fault is None, "it numbers them otherwise, and that is all"
    load(ministry, "kerja", "Nama;Tahun;Awal;Akhir\nA;2025;1;100\n", name="lain")
    with ministry.store.reading() as connection:
        table = ministry.store.schema.relations["kerja"].table
        assert connection.execute(sa.select(table.c.n).where(table.c.period == 2025)).scalar() == 100


def test_a_file_that_came_without_a_mapping_does_so_again(tmp_path: Path) -> None:
    """The mapping of another file with the same header took its figures from another column."""
    spec = SPEC.replace('bilangan 0.. "Jumlah kerja"', "bilangan 0..\n  kolom m bilangan 0..")
    made = Ministry(tmp_path, spec=spec, members="")
    load(made, "kerja", "unit;tahun;n;m\nA;2025;1;2\n")
    swapped = 'columns = { "n" = "m", "m" = "n" }'
    load(made, "kerja", "unit;tahun;n;m\nB;2025;1;2\n", swapped, name="lain")
    again = load(made, "kerja", "unit;tahun;n;m\nA;2025;1;2\n")
    assert (again.accepted, again.identical) == (0, 1)
    assert again.taken is not None and again.taken.mapping == ""
    new = load(made, "kerja", "unit;tahun;n;m\nC;2025;1;2\n", name="baru")
    assert new.taken is not None and new.taken.mapping == "remembered"
    mended = load(made, "kerja", "unit;tahun;n;m\nA;2025;1;2\n", swapped)
    assert mended.accepted == 1
    again = load(made, "kerja", "unit;tahun;n;m\nA;2025;1;2\n")
    assert again.taken is not None and (again.identical, again.taken.mapping) == (1, "remembered")


def rows_of(ministry: Ministry) -> set[tuple[str, str, int]]:
    relation = ministry.store.schema.relations["orang"]
    table, gone = relation.table.c, relation.superseded.c
    query = sa.select(table.key_unit, table.key_jk, table.period).where(table.row_id.not_in(sa.select(gone.row_id)))
    with ministry.store.reading() as connection:
        return {tuple(row) for row in connection.execute(query)}


@record
class Came:
    """A file that came: its unit, the sex and year that its mapping says, and the year that it was read as."""

    batch: int
    unit: str
    said: tuple[str, int]
    year: int


@pytest.mark.parametrize("seed", range(8))
def test_a_file_that_comes_again_is_read_as_it_was_whatever_mappings_others_had(ministry: Ministry, seed: int) -> None:
    """Men's figures, loaded once more after the women's had come with their own mapping, stood as the women's."""
    chance = random.Random(seed)
    standing: list[Came] = []
    mapped = set[int]()
    for _ in range(50):
        if standing and chance.random() < 0.25:
            gone = standing.pop(chance.randrange(len(standing)))
            withdraw(ministry.store, ministry.program, gone.batch, user="budi", reason="keliru")
            mapped.discard(gone.batch)
            assert rows_of(ministry) == {(one.unit, one.said[0], one.year) for one in standing}
            continue
        unit, period = chance.choice("ABC"), chance.choice([None, None, 2026])
        given = chance.choice([None, None, ("L", 2025), ("P", 2025), ("P", 2026)])
        mapping, said, year = "", given, 0
        if given is not None:
            period, year = None, given[1]
            mapping = (
                f'columns = {{ "Nama" = "unit", "Nilai" = "n" }}\nconstants = {{ jk = "{given[0]}", tahun = {year} }}'
            )
        elif last := next((one for one in reversed(standing) if one.unit == unit), None):
            of_its_year = last.year == last.said[1]
            said, year = (last.said, period or last.year) if period or of_its_year else (None, 0)
        file = "orang", f"Nama;Nilai\n{unit};1\n", mapping, unit, Period(period) if period else None
        if said is None:
            with pytest.raises(RefusedFile, match="mapping-of-file" if mapped else "column-unknown"):
                load(ministry, *file)
            continue
        found = load(ministry, *file)
        assert (found.accepted + found.identical, found.rejected_total) == (1, 0)
        standing.append(Came(found.batch or 0, unit, said, year))
        if given:
            mapped.add(found.batch or 0)
        assert rows_of(ministry) == {(one.unit, one.said[0], one.year) for one in standing}
    assert Verifier(ministry.store).verify().fault is None


def test_what_was_taken_back_says_nothing_of_how_a_file_is_read(tmp_path: Path) -> None:
    """The figures of a mapping that was a mistake, and was taken back, came in again with the same file."""
    spec = SPEC.replace('bilangan 0.. "Jumlah kerja"', "bilangan 0..\n  kolom m bilangan 0..")
    made = Ministry(tmp_path, spec=spec, members="")
    swapped = 'columns = { "n" = "m", "m" = "n" }'
    load(made, "kerja", "unit;tahun;n;m\nA;2025;1;2\n")
    wrong = load(made, "kerja", "unit;tahun;n;m\nA;2025;1;2\n", swapped)
    withdraw(made.store, made.program, wrong.batch or 0, user="budi", reason="keliru")
    for unit, had in (("A", 1), ("B", 0)):
        again = load(made, "kerja", f"unit;tahun;n;m\n{unit};2025;1;2\n", name=unit)
        assert again.taken is not None and (again.identical, again.taken.mapping) == (had, "")


def test_a_file_of_which_nothing_came_in_comes_as_often_as_it_takes(ministry: Ministry) -> None:
    load(ministry, "kerja", "Nama;Nilai\nA;satu\n", YEAR)
    for _ in range(3):
        again = load(ministry, "kerja", "Nama;Nilai\nA;satu\n")
        assert again.taken is not None and (again.rejected_total, again.taken.mapping) == (1, "remembered")


def test_a_year_that_was_given_beside_a_mapping_is_asked_for_again(ministry: Ministry) -> None:
    load(ministry, "kerja", "Nama;Nilai\nA;1\n", YEAR)
    load(ministry, "kerja", "Nama;Nilai\nB;satu\n", name="lain", period=Period(2026))
    with pytest.raises(RefusedFile, match="mapping-of-file"):
        load(ministry, "kerja", "Nama;Nilai\nB;satu\n", name="lain")
