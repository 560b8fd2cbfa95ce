"""What a file with a column of numbers changes of what was known: asked and told row by row, as of the files that its rows are of."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from postgres_server import Server, everybody
from test_ledger import Ministry

from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import kept_out
from iku_engine.members.members import current
from iku_engine.staging.figures import ManyChangesError
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimensi kab kunci kode
  atribut nama teks
  atribut luas angka 0.. boleh kosong

sumber f per tahun, kab daftar
  kolom nilai bilangan 0..
  kolom b bilangan 0.. boleh kosong
  kolom c teks boleh kosong

indikator jumlah
  satuan bilangan
  arah naik
  rumus jumlah f.nilai
"""
KEYS = ("k1", "k2", "k3", "k4", "k5")
ALL = "tahun,kab,nilai,b,c\n"


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return new(tmp_path)


def new(folder: Path) -> Ministry:
    made = Ministry(folder, spec=SPEC, members="")
    made.load("kab", "kode,nama,luas\n" + "".join(f"{key},Nama {key},7\n" for key in KEYS))
    return made


def load(ministry: Ministry, text: str, name: str = "a.csv", into: str = "f", ask: bool = True) -> ImportReport:
    path = ministry.folder / name
    path.write_text(text, encoding="utf-8")
    return import_file(ministry.store, ministry.program, path, into, user="siti", ask_first=ask)


def mended(head: str, place: str, cells: str) -> str:
    return f"karantina,{head}{place},{cells}\n"


def facts(ministry: Ministry) -> dict[str, tuple[object, ...]]:
    rows = current(ministry.store.schema.relations["f"])
    with ministry.store.reading() as connection:
        found = connection.execute(sa.select(rows.c.key_kab, rows.c.nilai, rows.c.b, rows.c.c))
        return {row[0]: tuple(row[1:]) for row in found}


def asked(
    error: pytest.ExceptionInfo[ManyChangesError],
) -> list[tuple[int, int, list[tuple[str, str, object, object]]]]:
    return [
        (one.rows, one.lost, [(one.keys[0], one.column, one.before, one.after) for one in one.examples])
        for one in error.value.changes
    ]


def test_a_column_that_the_rows_file_did_not_have_is_emptied_by_nobody(ministry: Ministry) -> None:
    load(ministry, ALL + "2025,k1,10,5,x\n2025,k2,20,7,y\n2025,k3,30,9,z\n")
    load(ministry, "tahun,kab,nilai\n2025,k4,40\n2025,k2,abc\n", "b.csv")
    (kept,) = kept_out(ministry.store)
    with pytest.raises(ManyChangesError) as error:
        load(ministry, mended(ALL, kept.place, "2025,k2,21,,"), "m.csv")
    assert asked(error) == [(1, 1, [("k2", "b", 7, None)])]
    assert load(ministry, mended(ALL, kept.place, "2025,k2,21,8,y"), "m.csv").mended == 1
    assert facts(ministry)["k2"] == (21, 8, "y"), "what is typed there is what was meant"


def test_who_agrees_to_it_empties_it(ministry: Ministry) -> None:
    load(ministry, ALL + "2025,k2,20,7,y\n")
    load(ministry, "tahun,kab,nilai\n2025,k2,abc\n", "b.csv")
    (kept,) = kept_out(ministry.store)
    report = load(ministry, mended(ALL, kept.place, "2025,k2,21,,"), "m.csv", ask=False)
    assert (report.mended, [one.lost for one in report.changes], facts(ministry)["k2"]) == (1, [1], (21, None, None))


def test_what_the_rows_file_had_may_become_anything(ministry: Ministry) -> None:
    load(ministry, ALL + "".join(f"2025,{key},20,7,y\n" for key in KEYS))
    load(ministry, ALL + "".join(f"2025,{key},abc,,\n" for key in KEYS), "b.csv")
    rows = "".join(f"{kept.place},2025,{dict(kept.cells)['kab']},1,,\n" for kept in kept_out(ministry.store))
    report = load(ministry, f"karantina,{ALL}{rows}", "m.csv")
    assert (report.mended, report.changes, facts(ministry)["k2"]) == (5, (), (1, None, None))


def test_an_attribute_of_a_member_is_emptied_by_nobody(ministry: Ministry) -> None:
    load(ministry, "kode,nama\nk2,\n", "b.csv", "kab")
    (kept,) = kept_out(ministry.store)
    with pytest.raises(ManyChangesError) as error:
        load(ministry, mended("kode,nama,luas\n", kept.place, "k2,Dua,"), "m.csv", "kab")
    assert asked(error) == [(1, 1, [("k2", "luas", 7, None)])]


@pytest.mark.parametrize("number", ["", "99:3", "{moved}"])
def test_rows_without_a_number_that_waits_are_asked_about_as_in_any_file(ministry: Ministry, number: str) -> None:
    """An ordinary file that has such a column; and a number that stands beside another row."""
    load(ministry, ALL + "".join(f"2025,{key},10,5,x\n" for key in KEYS))
    load(ministry, ALL + "".join(f"202{at},k1,x,5,x\n" for at in range(5)), "b.csv")
    places = [kept.place for kept in kept_out(ministry.store)]
    rows = [f"{number.format(moved=place)},2025,{key},1,5,x\n" for key, place in zip(KEYS, places, strict=True)]
    text = f"karantina,{ALL}{''.join(rows)}"
    if number == "99:3":
        assert load(ministry, text, "m.csv").rejected_total == 5
        return
    with pytest.raises(ManyChangesError) as error:
        load(ministry, text, "m.csv")
    assert [(one.rows, one.known) for one in error.value.changes] == [(5, 5)]


def under(ministry: Ministry, less: str = "") -> Ministry:
    """The same store under specs without a column."""
    spec = "".join(line for line in SPEC.splitlines(keepends=True) if not (less and f"kolom {less} " in line))
    return Ministry(ministry.folder, ministry.url, spec, "")


@pytest.mark.parametrize("known", [False, True], ids=["no row of the key", "an earlier row of the key"])
@pytest.mark.parametrize("way", ["lesser specs", "column deleted", "same file"])
@pytest.mark.parametrize("column", ["b", "c"])
def test_a_row_that_waits_ends_by_no_file_that_lacks_one_of_its_figures(
    ministry: Ministry, way: str, known: bool, column: str
) -> None:
    """What it has there is the newest that anybody said, and stands nowhere else."""
    load(ministry, ALL + ("2025,k2,20,7,y\n" if known else "2025,k3,30,9,z\n"))
    head = f"tahun,kab,nilai,{column}\n"
    load(ministry, f"{head}2025,k2,x,8\n", "b.csv")
    (kept,) = kept_out(ministry.store)
    lesser = under(ministry, column if way == "lesser specs" else "")
    without, text = "tahun,kab,nilai\n", "2025,k2,21"
    if way == "same file":
        report = load(lesser, f"{without}{text}\n", "b.csv", ask=False)
        told = [(cell.column, cell.value, cell.reason.key) for cell in report.doubted]
        assert (report.mended, told) == (0, [(column, "8", "mend.lost-waits")])
    else:
        report = load(lesser, mended(without, kept.place, text), "m.csv", ask=False)
        key = "mend.lost-specs" if way == "lesser specs" else "mend.lost"
        assert [(cell.column, cell.reason.key) for cell in report.rejected] == [("karantina", key)]
        assert "8" in say_it(report.rejected[0].reason, "en")
    back = under(ministry)
    assert [one.place for one in kept_out(back.store)] == [kept.place]
    report = load(back, mended(head, kept.place, f"{text},8"), "full.csv", ask=False)
    assert (report.mended, facts(back)["k2"]) == (1, (21, *((8, None) if column == "b" else (None, "8"))))


def test_what_says_that_there_is_nothing_keeps_no_row_waiting(ministry: Ministry) -> None:
    """Nor does a number whose row waits no more."""
    load(ministry, ALL + "2025,k2,x,-,\n", "b.csv")
    (kept,) = kept_out(ministry.store)
    assert load(ministry, mended("tahun,kab,nilai\n", kept.place, "2025,k2,21"), "m.csv").mended == 1
    load(ministry, ALL + "2025,k3,x,5,\n", "c.csv")
    (kept,) = kept_out(ministry.store)
    load(ministry, ALL + "2025,k3,30,5,\n", "c.csv")
    report = load(ministry, mended("tahun,kab,nilai\n", kept.place, "2025,k3,31"), "m.csv", ask=False)
    assert (report.rejected_total, facts(ministry)["k3"]) == (0, (31, None, None))


@pytest.mark.few(0, 1, 2, 8, 12, 27)
@pytest.mark.parametrize("seed", range(30))
def test_no_known_figure_is_emptied_without_a_word(tmp_path: Path, seed: int) -> None:
    """Files with some of the columns, and mends of their rows: what a row's own file did not say is asked about."""
    random, ministry = Random(seed), new(tmp_path)
    had: dict[str, list[str]] = {}
    for n in range(3):
        columns = ["nilai", *(name for name in ("b", "c") if random.random() < 0.5)]
        rows = [[key, *(random.choice(["1", "2", "3"]) for _ in columns)] for key in random.sample(KEYS, 3)]
        for row in rows:
            row[1] = "x" if random.random() < 0.5 else row[1]
        text = f"tahun,kab,{','.join(columns)}\n" + "".join(f"2025,{','.join(row)}\n" for row in rows)
        report = load(ministry, text, f"f{n}.csv", ask=False)
        had |= {f"{report.batch}:{at}": columns for at in range(2, 5)}
    seen: set[str] = set()
    for kept in kept_out(ministry.store):
        cells, before = dict(kept.cells), facts(ministry)
        new_cells = [random.choice(["", "4"]) for _ in "bc"]
        key, text = cells["kab"], mended(ALL, kept.place, f"2025,{cells['kab']},9,{','.join(new_cells)}")
        old = dict(zip(("b", "c"), before.get(key, (None, None, None))[1:], strict=True))
        empty = [name for name, cell in zip("bc", new_cells, strict=True) if not cell and old[name] is not None]
        lost = set(empty) - set(had[kept.place])
        name = f"m{len(seen)}.csv"
        if lost:
            with pytest.raises(ManyChangesError) as error:
                load(ministry, text, name)
            assert [one.lost for one in error.value.changes] == [1]
            assert facts(ministry) == before
        else:
            report = load(ministry, text, name)
            assert (report.mended, report.changes) == (1, ())
        seen.add(kept.place)


def test_postgres_asks_the_same(postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody(monkeypatch)
    ministry = Ministry(tmp_path, postgres_server.new(), SPEC, "")
    ministry.load("kab", "kode,nama,luas\nk2,Dua,7\n")
    load(ministry, ALL + "2025,k2,20,7,y\n")
    load(ministry, "tahun,kab,nilai\n2025,k2,abc\n", "b.csv")
    (kept,) = kept_out(ministry.store)
    with pytest.raises(ManyChangesError) as error:
        load(ministry, mended(ALL, kept.place, "2025,k2,21,,"), "m.csv")
    assert asked(error) == [(1, 1, [("k2", "b", 7, None)])]
    ministry.store.close()
