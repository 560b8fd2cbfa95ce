"""A store follows its specs: what is added is added, what would narrow a column is refused with the rows in the way."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from by_hand import by_hand
from copied_stores import filled_url
from postgres_server import ENGINES

from iku_dsl.checking.check import check_files
from iku_dsl.period import Grain, Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.database.chain import last_event
from iku_engine.errors import RefusedFacts, StoreError, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.results.evaluation import Result
from iku_engine.store.runs import Asked, store_run
from iku_engine.store.store import Store
from iku_engine.wording import say_it

SPEC = """
dimensi daerah kunci kode
  atribut nama teks

sumber espm per tahun, daerah daftar
  kolom penerima persen 0%..100% digit 2
  kolom mutu pilihan tinggi, sedang, rendah boleh kosong

indikator rata_penerima
  satuan persen 0%..100%
  arah naik
  rumus rerata espm.penerima
"""
COLUMN = "  kolom penerima persen 0%..100% digit 2\n"


@cache
def program(text: str = SPEC) -> Program:
    checked = check_files([SourceFile("spec.iku", text)])
    assert not checked.errors, [problem.id for problem in checked.errors]
    return checked.program


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    return filled_url(request, _two_rows)


def _two_rows(url: str) -> None:
    with TemporaryDirectory() as folder, open_store(url, program(), user="test") as store:
        for name, text in (
            ("daerah", "kode,nama\n01,Kab A\n02,Kab B\n"),
            ("espm", "tahun,daerah,penerima,mutu\n2024,01,12.25%,tinggi\n2024,02,50%,\n"),
        ):
            file = Path(folder) / f"{name}.csv"
            file.write_text(text, encoding="utf-8")
            assert import_file(store, program(), file, name, user="test").rejected_total == 0


def value(url: str, changed: Program) -> Fraction | None:
    with open_store(url, changed, user="test") as store:
        return evaluate(store, changed, specs="", periods=[Period(2024)], indicators=["rata_penerima"]).results[0].value


def refused(url: str, spec: str) -> str:
    with pytest.raises(StoreError) as error, open_store(url, program(spec), user="test"):
        pass
    assert value(url, program()) == Fraction(6225, 20000), "what was refused left nothing behind"
    return error.value.text.key


def rows(store: Store, query: str) -> list[tuple[object, ...]]:
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def said(result: Result) -> str:
    """A value, or where a missing one lies."""
    return f"{result.bounds.low}..{result.bounds.high}" if result.bounds is not None else str(result.value)


def test_a_new_column_is_empty_in_the_rows_that_are_there(url: str) -> None:
    wider = program(SPEC.replace(COLUMN, COLUMN + "  kolom cakupan persen 0%..100%\n"))
    assert value(url, wider) == Fraction(6225, 20000)
    with open_store(url, wider) as store:
        assert rows(store, "SELECT cakupan FROM fact_espm") == [(None,), (None,)]
        assert rows(store, "SELECT kind FROM iku_event ORDER BY event_id DESC LIMIT 1") == [("migrate",)]


SUMMED = """
indikator jumlah_orang
  satuan angka
  arah naik
  rumus jumlah espm.orang
indikator tertinggi
  satuan angka
  arah naik
  rumus maksimum espm.orang atas (daerah yang ada espm dan espm.orang > 2)
indikator banyak
  satuan angka
  arah naik
  rumus banyaknya (daerah yang ada espm dan espm.orang > 2)
"""


@pytest.mark.parametrize("engine", ["", "duckdb"])
def test_what_rows_lack_that_came_before_a_column_is_missing_in_sums_and_counts(url: str, engine: str) -> None:
    wider = program(SPEC.replace(COLUMN, COLUMN + "  kolom orang bilangan 0..9\n") + SUMMED)
    names = ["jumlah_orang", "tertinggi", "banyak"]
    with open_store(url, wider, user="test") as store:
        at = address(store, wider, "espm", Period(2024), ["01"])
        correct(store, wider, at, {"orang": "4"}, user="test", reason="r")
        at_once = evaluate(store, wider, specs="", periods=[Period(2024)], indicators=names, engine=engine).results
        for name, result in zip(names, at_once, strict=True):
            (alone,) = evaluate(
                store, wider, specs="", periods=[Period(2024)], indicators=[name], engine=engine
            ).results
            assert alone == result
    assert [said(result) for result in at_once] == ["4..13", "4..9", "1..2"]


def test_what_rows_lacked_before_it_had_to_be_there_was_missing_then(url: str) -> None:
    """The row that lacks its grade is corrected before the specs ask for it."""
    with open_store(url, program(), user="test") as store:
        with store.reading() as connection:
            then = last_event(connection, store.schema)
        at = address(store, program(), "espm", Period(2024), ["02"])
        correct(store, program(), at, {"mutu": "rendah"}, user="test", reason="r")
    count = "\nindikator rendah\n  satuan angka\n  arah turun\n  rumus banyaknya (daerah yang ada espm dan espm.mutu = rendah)\n"
    strict = program(SPEC.replace(" boleh kosong", "") + count)
    with open_store(url, strict, user="test") as store:
        for upto, wanted in ((then, "0..1"), (None, "1")):
            (result,) = evaluate(
                store, strict, specs="", periods=[Period(2024)], indicators=["rendah"], upto=upto
            ).results
            assert said(result) == wanted


def test_more_digits_change_no_value_and_no_hash(url: str) -> None:
    finer = program(SPEC.replace("digit 2", "digit 5"))
    with open_store(url, program()) as store:
        before = rows(store, "SELECT rows_sha256 FROM iku_batch")
    assert value(url, finer) == Fraction(6225, 20000)
    with open_store(url, finer) as store:
        assert rows(store, "SELECT penerima FROM fact_espm") == [(1225000,), (5000000,)]
        assert rows(store, "SELECT rows_sha256 FROM iku_batch") == before


def test_fewer_digits_only_where_every_figure_has_so_few(url: str) -> None:
    assert refused(url, SPEC.replace("digit 2", "digit 1")) == "migrate-digits"
    assert value(url, program(SPEC.replace("digit 2", "digit 3"))) == Fraction(6225, 20000)
    assert value(url, program()) == Fraction(6225, 20000)


def test_a_figure_that_was_corrected_away_keeps_its_digits_and_it_is_told_so(url: str) -> None:
    """The sentence named a row that had been corrected already, and said no way out."""
    with open_store(url, program(), user="test") as store:
        correct(
            store,
            program(),
            address(store, program(), "espm", Period(2024), ["01"]),
            {"penerima": "12.5%"},
            user="t",
            reason="r",
        )
    with pytest.raises(StoreError) as error, open_store(url, program(SPEC.replace("digit 2", "digit 1"))):
        pass
    assert error.value.text.key == "migrate-digits"
    told = say_it(error.value.text, "en")
    assert "no longer count" in told and "another name" in told
    renamed = SPEC.replace("kolom penerima", "kolom diterima").replace("espm.penerima", "espm.diterima")
    assert value(url, program(renamed.replace("digit 2", "digit 1"))) is None


def test_periods_that_were_given_empty_keep_their_grain(tmp_path: Path) -> None:
    """Months were told as years: 2024-01 as 24288, in lists and exports."""
    spec = "sumber anggaran per {grain}\n  kolom pagu angka 0.. digit 0 konsolidasi jumlah\n"
    months, years = (program(spec.format(grain=grain)) for grain in ("bulan", "tahun"))
    url, file = f"sqlite:///{tmp_path}/iku.db", tmp_path / "anggaran.csv"
    file.write_text("bulan,pagu\n", encoding="utf-8")
    with open_store(url, months) as store:
        import_file(store, months, file, "anggaran", period=Period(2024, 1, Grain.MONTH), user="test")
    with pytest.raises(StoreError) as error, open_store(url, years):
        pass
    assert (error.value.text.key, dict(error.value.text.arguments)["period"]) == ("migrate-grain", "2024-01")
    with open_store(url, months):
        pass


def test_fewer_digits_are_taken_off_exactly(tmp_path: Path) -> None:
    """More digits than a binary float has: 12345678901234567.80 at two digits, and at one."""
    spec = "sumber anggaran per tahun\n  kolom pagu angka 0.. digit {digits}\n"
    two, one = (program(spec.format(digits=digits)) for digits in (2, 1))
    url = f"sqlite:///{tmp_path}/iku.db"
    file = tmp_path / "anggaran.csv"
    file.write_text("tahun,pagu\n2024,12345678901234567.80\n", encoding="utf-8")
    with open_store(url, two) as store:
        assert import_file(store, two, file, "anggaran", user="test").accepted == 1
    with open_store(url, one) as store:
        assert rows(store, "SELECT pagu, typeof(pagu) FROM fact_anggaran") == [(123456789012345678, "integer")]


@pytest.mark.diagonal
@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("0%..100% digit 2\n", "20%..100% digit 2\n", "migrate-range"),
        ("0%..100% digit 2\n", "0%..40% digit 2\n", "migrate-range"),
        ("tinggi, sedang, rendah", "sedang, rendah", "migrate-choices"),
        (" boleh kosong", "", "migrate-required"),
        ("pilihan tinggi, sedang, rendah", "teks", "migrate-column"),
        ("pilihan tinggi, sedang, rendah", "bilangan orang 0..", "migrate-column"),
        (COLUMN, COLUMN + "  syarat penerima < 40%\n", "migrate-rules"),
        ("per tahun, daerah", "per triwulan, daerah", "migrate-keys"),
    ],
)
def test_narrowing_is_refused_with_the_rows_in_the_way(url: str, old: str, new: str, key: str) -> None:
    assert old in SPEC
    spec = SPEC.replace(old, new)
    if "triwulan" in new:
        spec = spec.replace("0%..100% digit 2\n", "0%..100% digit 2 konsolidasi rerata\n")
    assert refused(url, spec) == key


NAMES = ("b", "B", "na_b", "Na_B", "c", "na_na_b", "key_desa")


def called(name: str, may: str) -> set[str]:
    """What a column is called in a store."""
    return {name.casefold(), *([f"na_{name.casefold()}"] if may else [])}


@pytest.mark.diagonal
@pytest.mark.parametrize("may", ["", " boleh kosong"], ids=["must", "may"])
@pytest.mark.parametrize("first", NAMES)
def test_a_column_is_never_read_as_another_that_was(url: str, first: str, may: str) -> None:
    """Whatever came before it under a name that is its own in the store, also under one that was another column's mark."""
    had: dict[str, set[str]] = {}
    for name, this in [
        (first, may),
        *((name, other) for name in NAMES for other in ("", " boleh kosong") if name != first),
    ]:
        new = SPEC.replace(COLUMN, COLUMN + f"  kolom {name} bilangan orang 0..{this}\n")
        if any(own & called(name, this) for other, own in had.items() if other != name):
            assert refused(url, new) == "migrate-name", (name, this, had)
        elif name not in had:
            assert value(url, program(new)) == Fraction(6225, 20000)
            had[name] = called(name, this)
    assert len(had) > 1
    with open_store(url, program()) as store:
        assert Verifier(store).verify().faults == ()


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("sumber espm per tahun, daerah daftar", "sumber Espm per tahun, daerah daftar", "migrate-taken"),
        ("sumber espm per tahun, daerah daftar", "sumber espm__SUPERSEDED per tahun, daerah daftar", "migrate-taken"),
        ("dimensi daerah", "dimensi espm", "migrate-was-source"),
        ("sumber espm", "sumber daerah", "migrate-was-dimension"),
        ("  kolom penerima persen", "  kolom Penerima persen", "migrate-name"),
        ("  atribut nama teks", "  atribut Nama teks", "migrate-name"),
        ("  kolom mutu pilihan", "  kolom na_mutu pilihan", "migrate-name"),
    ],
)
def test_a_name_is_not_that_of_something_else_that_was(url: str, old: str, new: str, key: str) -> None:
    assert old in SPEC
    spec = SPEC.replace(old, new).replace("espm.penerima", f"{new.split()[1] if 'sumber' in new else 'espm'}.penerima")
    if "dimensi" in new:
        spec = (
            spec.replace("sumber espm", "sumber lain")
            .replace("daerah daftar", "espm daftar")
            .replace("espm.penerima", "lain.penerima")
        )
    elif new == "sumber daerah":
        spec = spec.replace("dimensi daerah", "dimensi desa").replace("tahun, daerah", "tahun, desa")
    elif "Penerima" in new:
        spec = spec.replace("espm.penerima", "espm.Penerima")
    assert refused(url, spec) == key


@pytest.mark.diagonal
@pytest.mark.parametrize("way", ["correct", "import", "retract"])
@pytest.mark.parametrize(
    ("old", "new", "key", "mend", "other"),
    [
        ("0%..100% digit 2\n", "20%..100% digit 2\n", "01", ("penerima", "30%"), ("mutu", "rendah")),
        ("tinggi, sedang, rendah", "sedang, rendah", "01", ("mutu", "rendah"), ("penerima", "13%")),
        (" boleh kosong", "", "02", ("mutu", "sedang"), ("penerima", "51%")),
        (COLUMN, COLUMN + "  syarat penerima < 40%\n", "02", ("penerima", "30%"), ("mutu", "rendah")),
    ],
)
def test_who_mends_the_rows_in_the_way_is_let_in(
    url: str, old: str, new: str, key: str, mend: tuple[str, str], other: tuple[str, str], way: str, tmp_path: Path
) -> None:
    """And no row is written that would be in the way again."""
    spec = SPEC.replace(old, new)
    refused(url, spec)
    with open_store(url, program(spec), user="test", to_mend=True) as store:
        assert not store.follows
        place = address(store, program(spec), "espm", Period(2024), [key])
        if way == "correct":
            with pytest.raises(WrongUse):
                correct(store, program(spec), place, dict([other]), user="test", reason="-")
            correct(store, program(spec), place, dict([mend]), user="test", reason="-")
        elif way == "retract":
            retract(store, place, user="test", reason="-")
        else:
            cells = dict([other, mend])
            row = f"2024,{key},{cells['penerima']},{cells['mutu']}\n"
            row = row.replace("13%", "25%").replace("51%", "25%")
            file = tmp_path / "mended.csv"
            file.write_text(f"tahun,daerah,penerima,mutu\n{row}", encoding="utf-8")
            assert import_file(store, program(spec), file, "espm", user="test").accepted == 1
    with open_store(url, program(spec), user="test") as store:
        assert store.follows
        assert Verifier(store).verify().fault is None


def test_nobody_mends_by_specs_for_which_the_tables_are_not_made_yet(url: str) -> None:
    spec = SPEC.replace("0%..100% digit 2\n", "20%..100% digit 2\n  kolom baru angka 0.. boleh kosong\n")
    with pytest.raises(StoreError) as error, open_store(url, program(spec), user="test", to_mend=True):
        pass
    assert error.value.text.key == "migrate-range"


def test_rows_in_the_way_are_mended_one_after_another(url: str) -> None:
    """Those that are left go on being in the way."""
    full = SPEC.replace(COLUMN, COLUMN + "  syarat penerima >= 60%\n")
    refused(url, full)
    for key in ("01", "02"):
        with pytest.raises(StoreError), open_store(url, program(full), user="test"):
            pass
        with open_store(url, program(full), user="test", to_mend=True) as store:
            place = address(store, program(full), "espm", Period(2024), [key])
            correct(store, program(full), place, {"penerima": "80%"}, user="test", reason="-")
    assert value(url, program(full)) == Fraction(8, 10)


def test_a_wider_range_and_a_further_choice_need_nothing(url: str) -> None:
    assert value(url, program(SPEC.replace("rendah", "rendah, buruk"))) == Fraction(6225, 20000)


def test_a_column_that_was_left_out_for_a_while_still_has_its_facts(url: str) -> None:
    without = program(SPEC.replace("  kolom mutu pilihan tinggi, sedang, rendah boleh kosong\n", ""))
    assert value(url, without) == Fraction(6225, 20000)
    assert value(url, program()) == Fraction(6225, 20000)
    with open_store(url, program()) as store:
        assert rows(store, "SELECT mutu FROM fact_espm") == [("tinggi",), (None,)]


@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("persen 0%..100% digit 4", ""),
        ("persen 0%..100% digit 1", "migrate-digits"),
        ("persen 0%..20% digit 2", "migrate-range"),
        ("teks", "migrate-column"),
    ],
)
def test_a_column_that_comes_back_as_another_is_looked_at_as_one_that_changed(url: str, column: str, key: str) -> None:
    """Its figures lie there as they were: they are written in the other digits, or are in the way."""
    without = COLUMN.replace("penerima", "lain")
    rule = SPEC[SPEC.index("indikator") :]
    left_out = SPEC.replace(COLUMN, without).replace(rule, "")
    back = SPEC.replace(COLUMN, COLUMN.replace("persen 0%..100% digit 2", column))
    with open_store(url, program(left_out), user="test"):
        pass
    if key:
        with (
            pytest.raises(StoreError) as error,
            open_store(url, program(back if column != "teks" else back.replace(rule, ""))),
        ):
            pass
        assert error.value.text.key == key
        return
    assert value(url, program(back)) == Fraction(6225, 20000)
    with open_store(url, program(back)) as store:
        assert Verifier(store).verify().faults == ()


def test_rows_are_never_changed_or_deleted(url: str) -> None:
    with open_store(url, program()) as store:
        for statement in ("UPDATE fact_espm SET penerima = 1", "DELETE FROM iku_event", "DELETE FROM iku_loaded"):
            with pytest.raises(StoreError) as error, store.writing() as connection:
                connection.execute(sa.text(statement))
            assert "never changed" in str(error.value.text)


ENUMERATED = """
dimensi daerah
  a, b, c
sumber s per tahun, daerah
  kolom x bilangan 0..
indikator n
  satuan angka
  arah naik
  rumus banyaknya (daerah yang ada s)
"""


def test_members_that_were_enumerated_once_are_not_left_out_of_their_file_while_facts_name_them(tmp_path: Path) -> None:
    """Their keys were never looked up in a file; one without c would leave its facts without a member."""
    listed = program(ENUMERATED)
    keyed = program(ENUMERATED.replace("dimensi daerah\n  a, b, c", "dimensi daerah kunci kode\n  atribut nama teks"))
    url = f"sqlite:///{tmp_path}/iku.db"
    (tmp_path / "s.csv").write_text("tahun,daerah,x\n2025,a,1\n2025,b,2\n2025,c,3\n", encoding="utf-8")
    (tmp_path / "daerah.csv").write_text("kode,nama\na,A\nb,B\n", encoding="utf-8")
    with open_store(url, listed) as store:
        import_file(store, listed, tmp_path / "s.csv", "s", user="test")
        assert evaluate(store, listed, specs="", periods=[Period(2025)]).results[0].value == 3
    with open_store(url, keyed) as store:
        with pytest.raises(WrongUse) as refused:
            import_file(store, keyed, tmp_path / "daerah.csv", "daerah", user="test")
        assert (refused.value.text.key, dict(refused.value.text.arguments)["member"]) == ("orphans.listed", "c")
        (tmp_path / "daerah.csv").write_text("kode,nama\na,A\nb,B\nc,C\n", encoding="utf-8")
        import_file(store, keyed, tmp_path / "daerah.csv", "daerah", user="test")
        assert evaluate(store, keyed, specs="", periods=[Period(2025)]).results[0].value == 3


def test_a_bound_file_must_have_the_members_that_facts_once_named(tmp_path: Path) -> None:
    """The file that the members are bound to has no b, whom a row in the store named when any text was a member."""
    named = program(ENUMERATED.replace("dimensi daerah\n  a, b, c", "dimensi daerah kunci kode"))
    bound = program(ENUMERATED.replace("dimensi daerah\n  a, b, c", "dimensi daerah kunci kode\n  atribut nama teks"))
    url = f"sqlite:///{tmp_path}/iku.db"
    (tmp_path / "s.csv").write_text("tahun,daerah,x\n2025,a,1\n2025,b,2\n", encoding="utf-8")
    (tmp_path / "daerah.csv").write_text("kode,nama\na,A\n", encoding="utf-8")
    with open_store(url, named) as store:
        import_file(store, named, tmp_path / "s.csv", "s", user="test")
        assert evaluate(store, named, specs="", periods=[Period(2025)]).results[0].value == 2
    given = find(Binding("daerah", (str(tmp_path / "daerah.csv"),)))
    with open_store(url, bound) as store, pytest.raises(RefusedFacts) as refused:
        evaluate(store, bound, specs="", periods=[Period(2025)], bound=[given])
    assert (refused.value.text.key, dict(refused.value.text.arguments)["count"]) == ("bound-members", 1)


DIMENSIONS = {
    "listed": "dimensi daerah\n  a, b, c",
    "free": "dimensi daerah kunci kode",
    "keyed": "dimensi daerah kunci kode\n  atribut nama teks",
}


# Every way from one to another, on both engines; where a store begins matters to neither of them.
ORDERS = (("keyed", "listed", "free"), ("free", "listed"), ("listed", "keyed", "free", "keyed"))
BEGINNINGS = (("listed", "free", "listed"), ("free", "keyed", "free"))


@pytest.mark.parametrize(
    ("order", "url"),
    [
        *((order, "sqlite") for order in ORDERS),
        *(pytest.param(order, "sqlite", marks=pytest.mark.soak) for order in BEGINNINGS),
        pytest.param(ORDERS[0], "postgres", marks=pytest.mark.needs_postgres),
        *(pytest.param(one, "postgres", marks=[pytest.mark.needs_postgres, pytest.mark.soak]) for one in ORDERS[1:]),
    ],
    indirect=["url"],
)
def test_where_members_come_from_may_change_and_change_back(order: tuple[str, ...], url: str, tmp_path: Path) -> None:
    """Members that facts named are there once no file is needed for them, and whoever verifies finds nothing odd."""
    needless = {"listed", "free"} & set(order[: order.index("keyed")]) if "keyed" in order else set()
    every = "b,B\nc,C\n" if needless else ""  # a file has all that facts named while no file was needed
    (tmp_path / "daerah.csv").write_text(f"kode,nama\na,A\n{every}", encoding="utf-8")
    years: list[int] = []
    for year, way in enumerate(order, start=2021):
        file = SourceFile("spec.iku", ENUMERATED.replace(DIMENSIONS["listed"], DIMENSIONS[way]))
        made = program(file.text)
        with open_store(url, made) as store:
            if way == "free":
                found = evaluate(store, made, specs="", periods=[Period(one) for one in years]).results
                assert all(one.value is not None and one.value >= 1 for one in found), "before any file"
            if way == "keyed":
                import_file(store, made, tmp_path / "daerah.csv", "daerah", user="test")
            (tmp_path / "s.csv").write_text(f"tahun,daerah,x\n{year},a,1\n{year},c,3\n{year},b,2\n", encoding="utf-8")
            accepted = import_file(store, made, tmp_path / "s.csv", "s", user="test").accepted
            bare = way == "keyed" and not every
            assert accepted == (1 if bare else 3)
            years.append(year)
            found = evaluate(store, made, specs="", periods=[Period(year)])
            assert found.results[0].value == accepted
            store_run(store, found, [file], Asked(periods=(Period(year),)), user="test")
            again = Verifier(store).verify()
            assert (again.fault, again.runs) == (None, len(years)), "with every run before it"
            if way == "free":
                with store.reading() as connection:
                    rows = connection.execute(sa.text("SELECT key_daerah FROM member_daerah")).scalars().all()
                assert {"a", "b", "c"} <= set(rows)
    if "free" in order:
        with open_store(url, made) as store:
            by_hand(store.engine, "DELETE FROM member_daerah WHERE key_daerah = 'b'")
            assert Verifier(store).verify().fault is not None


WIDE = """
dimensi daerah kunci kode
sumber s per tahun, daerah
  kolom x bilangan 0..4_000_000_000
indikator n
  satuan angka
  arah naik
  rumus jumlah (x * x) atas s
"""


def test_what_was_known_before_a_column_was_narrowed_is_as_large_as_it_was(url: str, tmp_path: Path) -> None:
    """The square of the figure before its correction fits no 64-bit integer, unlike any within the range of now."""
    file = tmp_path / "s.csv"
    file.write_text("tahun,daerah,x\n2025,a,4000000000\n2025,b,4000000000\n", encoding="utf-8")
    wide, narrow = program(WIDE), program(WIDE.replace("4_000_000_000", "1000"))
    with open_store(url, wide) as store:
        import_file(store, wide, file, "s", user="test")
        with store.reading() as connection:
            before = last_event(connection, store.schema)
        file.write_text("tahun,daerah,x\n2025,a,1000\n2025,b,3\n", encoding="utf-8")
        import_file(store, wide, file, "s", user="test")
    with open_store(url, narrow) as store:
        asked = {"specs": "", "periods": [Period(2025)]}
        assert evaluate(store, narrow, **asked).results[0].value == 1000**2 + 9
        assert evaluate(store, narrow, **asked, upto=before).results[0].value == 2 * 4_000_000_000**2


def test_a_store_that_was_open_while_the_specs_moved_on_reads_and_writes_no_more(url: str, tmp_path: Path) -> None:
    """Numbers lie there with another scale now: 12.25% would be read as 122.5%, and written as 1.225%."""
    late = tmp_path / "late.csv"
    late.write_text("tahun,daerah,penerima,mutu\n2025,01,12.25%,tinggi\n", encoding="utf-8")
    finer, more = (
        program(SPEC.replace("digit 2", "digit 3")),
        program(SPEC + "sumber lain per tahun\n  kolom n angka\n"),
    )

    def value(store: Store, of: Program) -> Fraction | None:
        return evaluate(store, of, specs="", periods=[Period(2024)]).results[0].value

    with open_store(url, program()) as store:
        before = value(store, program())
        with open_store(url, more):
            assert value(store, program()) == before  # what is only added changes nothing
        with open_store(url, finer) as other:
            assert value(other, finer) == before
            for use in (value, lambda store, of: import_file(store, of, late, "espm", user="test")):
                with pytest.raises(StoreError) as error:
                    use(store, program())
                assert error.value.text.key == "store-other-specs"
            assert value(other, finer) == before
