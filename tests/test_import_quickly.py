"""The quick way in, straight into the relation, leaves what the way through the stage leaves; lines and hashes are right in both."""

import csv
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.sql.compiler import SQLCompiler

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_engine.database.digests import RowsHash, kept
from iku_engine.importing import importing
from iku_engine.importing.batches import Batch
from iku_engine.importing.importing import import_file
from iku_engine.ledger.reread import facts_again
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.reading import chunks, open_table, rows
from iku_engine.reading.opened import ByColumn
from iku_engine.store.store import Store

SPEC = """
dimensi daerah kunci kode
sumber data per tahun, daerah
  kolom nilai bilangan 0..
  kolom lain angka 0.. digit 2 boleh kosong
"""
PROGRAM = check_files([SourceFile("spec.iku", SPEC)]).program
HEADER = "tahun,daerah,nilai,lain\n"


def _imported(store: Store, folder: Path, text: str):
    file = folder / "data.csv"
    file.write_text(HEADER + text, encoding="utf-8")
    return import_file(store, PROGRAM, file, "data", user="test")


def _all(store: Store):
    with store.reading() as connection:
        data, members = store.schema.relations["data"], store.schema.relations["daerah"]
        found = [connection.execute(sa.select(t).order_by(t.c.row_id)).all() for t in (data.table, data.superseded)]
        found.append(connection.execute(sa.select(members.table).order_by(members.table.c.row_id)).all())
        found.append(
            connection.execute(sa.select(store.schema.quarantine.c.row, store.schema.quarantine.c.cells)).all()
        )
        return found


FILES = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["2023", "2024", "2025"]), st.sampled_from("abcd"), st.sampled_from(["1", "2", "x"])),
        max_size=12,
    ),
    min_size=1,
    max_size=3,
)


@given(FILES)
@settings(max_examples=5, deadline=None)
def test_both_ways_leave_the_same(files) -> None:
    """New periods, known ones, keys that come twice, bad rows, in any order."""
    texts = ["".join(f"{year},{key},{value},\n" for year, key, value in rows) for rows in files]
    left = []
    for direct in (True, False):
        with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
            if not direct:
                patch.setattr(importing, "Batch", lambda *given, direct: Batch(*given))
            with open_store(f"sqlite:///{folder}/iku.db", PROGRAM) as store:
                reports = [_imported(store, Path(folder), text) for text in texts]
                assert Verifier(store).verify().fault is None
                left.append((_all(store), [(r.accepted, r.identical, r.replaced, r.rejected_total) for r in reports]))
    assert left[0] == left[1]


def test_a_key_that_comes_twice_far_apart_is_kept_out(tmp_path: Path) -> None:
    """In another chunk of the same file, in a period that is new: the file is read once more."""
    many = "".join(f"2025,k{n},{n},{n}.25\n" for n in range(2500))
    with open_store(f"sqlite:///{tmp_path}/iku.db", PROGRAM) as store:
        report = _imported(store, tmp_path, many + "2025,k7,9,\n2026,k7,9,\n")
        assert (report.accepted, report.rejected_total) == (2501, 1)
        assert report.rejected[0].row == 2502
        assert report.rejected[0].reason.key == "row.twice"
        again = _imported(store, tmp_path, many.replace("k8,8,", "k8,88,") + "2027,k1,1,\n")
        assert (again.accepted, again.identical, again.replaced) == (2, 2499, 1)
        assert Verifier(store).verify().fault is None


CELLS = st.text(st.sampled_from('a,"\n\r ;\tß'), max_size=5), st.text(st.sampled_from("aß ;"), max_size=3)


@settings(deadline=None)
@given(
    st.one_of([st.lists(st.lists(cell, min_size=1, max_size=3), max_size=12) for cell in CELLS]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_each_row_has_the_line_it_starts_on(table, end, quoting) -> None:
    """However many lines a cell has, and whatever ends them; also where all lines are plain, and read by column."""
    with TemporaryDirectory() as folder:
        assert_lines(Path(folder) / "t.csv", table, end, quoting)


def test_plain_lines_are_read_by_column(tmp_path: Path) -> None:
    """As many cells in each as in the first; one more in one line and one less in the next are no such lines."""
    file = tmp_path / "t.csv"
    for lines, by_column in (("a,1\nb,2\n", True), ("a,1\r\nb,", True), ("a,1,\nb\n", False), ('a,"1"\n', False)):
        file.write_text("x,y\n" + lines, encoding="utf-8", newline="")
        (found,) = (cells for _, cells in chunks(open_table(file)))
        assert (type(found) is ByColumn) is by_column, lines
        assert list(found) == list(csv.reader(lines.splitlines()))


def assert_lines(file: Path, table: list[list[str]], end: str, quoting: int) -> None:
    """Rows as they are read, beside rows read one by one."""
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator=end, quoting=quoting)
        writer.writerow(["x", "y", "z"])
        writer.writerows(table)
    opened = replace(open_table(file), delimiter=",")
    with file.open(encoding="utf-8", newline="") as text:
        reader = csv.reader(text)
        next(reader)
        line, wanted = reader.line_num + 1, []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                wanted.append((line, cells))
            line = reader.line_num + 1
    assert list(rows(opened)) == wanted


@pytest.mark.parametrize("parts", [[2500], [1, 999, 1000, 500], [700, 700, 700, 400]])
def test_a_hash_does_not_depend_on_how_rows_come(tmp_path: Path, parts: list[int]) -> None:
    """A thousand at once or in any parts, as they come or as they lie in the store."""
    with open_store(f"sqlite:///{tmp_path}/iku.db", PROGRAM) as store:
        text = "".join(f"2025,k{n},{n},{n}.5\n" if n % 3 else f"2025,k{n},7,\n" for n in range(2500))
        _imported(store, tmp_path, text)
        lying = kept(store.schema.relations["data"])
        with store.reading() as connection:
            of = RowsHash(lying)
            found = connection.execute(sa.select(*(lying.table.c[name] for name in of.names))).all()
            for size in parts:
                of.add(zip(*found[:size], strict=True))
                del found[:size]
            assert (
                of.hexdigest()
                == facts_again(connection, lying, {1: (1, 2500)}, {}, lambda _: None, lambda _: None).digests[1]
            )
            written = connection.execute(sa.select(store.schema.batches.c.rows_sha256)).scalar_one()
            assert of.hexdigest() == written


@pytest.mark.parametrize("other", [1.0, "1", b"1", None], ids=repr)
@pytest.mark.parametrize("place", [0, 1, 499])
def test_what_equals_a_whole_number_and_is_none_has_another_hash(tmp_path: Path, place: int, other: object) -> None:
    """A column of one figure is hashed by the first of its cells."""
    with open_store(f"sqlite:///{tmp_path}/iku.db", PROGRAM) as store:
        lying = kept(store.schema.relations["data"])
        hashes = set()
        for cell in (1, other):
            of = RowsHash(lying)
            ones: list[object] = [1] * 500
            of.add([[*ones[:place], cell, *ones[place + 1 :]] if name == "nilai" else ones for name in of.names])
            hashes.add(of.hexdigest())
    assert len(hashes) == 2


def test_what_was_compiled_for_one_store_serves_another_that_is_laid_out_alike(tmp_path, monkeypatch):
    compiled: list[str] = []
    as_always = SQLCompiler.__init__

    def noted(self, *arguments, **named):
        as_always(self, *arguments, **named)
        compiled.append(self.string)

    monkeypatch.setattr(SQLCompiler, "__init__", noted)
    program = check_files([SourceFile("spec.iku", SPEC.replace("daerah", "wilayah"))]).program
    file = tmp_path / "data.csv"
    file.write_text("tahun,wilayah,nilai,lain\n2024,a,1,\n2025,a,2,\n2025,b,x,\n", encoding="utf-8")
    each = []
    for url in (f"sqlite:///{tmp_path}/iku.db", "sqlite://"):
        with open_store(url, program) as store:
            compiled.clear()
            for _ in range(2):
                import_file(store, program, file, "data", user="test")
            each.append([text for text in compiled if not text.startswith(("SAVEPOINT", "RELEASE"))])
    assert len(each[0]) > 20
    assert each[1] == []
