"""How complete a source is: of the rows that must be there, by period and by combination of keys, how many are, and whose are not."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from cli_workspace import Workspace, workspace_in

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.evaluating.evaluate import all_of, evaluate
from iku_engine.exporting.package import write_package
from iku_engine.facts.overview import overview
from iku_engine.importing.importing import import_file
from iku_engine.indicators.results import new_evaluator
from iku_engine.migrate.opening import open_store
from iku_engine.reference.cross_check import cross_check
from iku_engine.snapshot.snapshot import Snapshot

SPEC = """\
dimensi komponen "Komponen"
  rencana, ukur, lapor, evaluasi

dimensi sub "Subkomponen"
  bukti, mutu, manfaat

dimensi kab "Kabupaten" kunci kode
  atribut nama teks

sumber lke "LKE" per tahun, komponen, sub
  kolom nilai angka 0..100

sumber asistensi "Asistensi" per tahun, kab daftar
  kolom kegiatan teks boleh kosong

sumber espm "e-SPM" per tahun, kab lengkap atas (kab yang ada asistensi[tahun lalu])
  kolom orang bilangan 0..100

indikator skor
  satuan angka
  arah naik
  rumus jumlah lke.nilai

indikator orang
  satuan angka
  arah naik
  rumus jumlah espm.orang
"""
CELLS = [(c, s) for c in ("rencana", "ukur", "lapor", "evaluasi") for s in ("bukti", "mutu", "manfaat")]


@pytest.fixture
def there(tmp_path, capsys, monkeypatch) -> Workspace:
    workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="300", IKU_STORE="sqlite:///iku.db")
    made = Workspace(tmp_path, capsys)
    made.write("indicator_specs/akip.iku", SPEC)
    made.write("kab.csv", "kode,nama\n01,Kab. A\n02,Kab. B\n03,Kab. C\n")
    assert made("import", "kab.csv").status == 0
    return made


def lke(there: Workspace, cells: list[tuple[str, str]]) -> None:
    rows = "".join(f"2025,{component},{part},10\n" for component, part in cells)
    there.write("lke.csv", f"tahun,komponen,sub,nilai\n{rows}")


def test_a_missing_combination_is_told_though_each_key_has_a_row(there: Workspace) -> None:
    lke(there, CELLS[:4] + CELLS[5:])
    said = there("import", "lke.csv")
    assert "completeness 2025: 11 of 12 expected rows; not sent: ukur · mutu" in said.out
    (known,) = there("import", "lke.csv", "--json").document["files"][0]["completeness"]
    assert known == {
        "source": "lke", "period": "2025", "expected": 12, "there": 11, "undecided": 0, "absent": [["ukur", "mutu"]],
    }  # fmt: skip
    assert "11 of 12 expected rows; not sent: ukur · mutu" in there("facts", "list", "lke").out
    (result,) = there("eval", "skor", "--period", "2025", "--json", "--no-trace").document["results"]
    assert (result["state"], result["bounds"]["low"], result["bounds"]["high"]) == (
        "missing",
        "110",
        "210",
    )
    assert result["completeness"] == [known]


def test_of_many_that_are_not_there_some_are_named(there: Workspace) -> None:
    lke(there, CELLS[:1])
    assert "1 of 12 expected rows; not sent: evaluasi · bukti" in there("import", "lke.csv").out
    assert "and 6 more" in there("facts", "list", "lke").out


def test_all_that_must_be_there_is_told_at_import_and_not_beside_a_result(there: Workspace) -> None:
    lke(there, CELLS)
    assert "completeness 2025: 12 of 12 expected rows" in there("import", "lke.csv").out
    said = there("trace", "skor", "--period", "2025")
    assert "expected rows" not in said.out
    (result,) = there("eval", "skor", "--period", "2025", "--json", "--no-trace").document["results"]
    assert [(known["there"], known["expected"]) for known in result["completeness"]] == [(12, 12)]


def test_over_a_set_only_its_members_must_send(there: Workspace) -> None:
    there.write("espm.csv", "tahun,kab,orang\n2025,01,5\n2025,03,7\n")
    said = there("import", "espm.csv")
    assert "completeness 2025: 0 of 0 expected rows; of 1 more it is open whether it must be there" in said.out
    there.write("asistensi.csv", "tahun,kab,kegiatan\n2024,01,x\n2024,02,y\n")
    there("import", "asistensi.csv")
    assert "1 of 2 expected rows; not sent: Kab. B" in there("facts", "list", "espm").out
    (result,) = there("eval", "orang", "--period", "2025", "--json", "--no-trace").document["results"]
    # the row of Kab. C need not be there, and counts since it is
    assert (result["state"], result["bounds"]["low"]) == ("missing", "12")


def test_a_register_and_a_period_that_never_came_are_not_said_to_be_incomplete(there: Workspace) -> None:
    there.write("asistensi.csv", "tahun,kab,kegiatan\n2024,01,x\n")
    said = there("import", "asistensi.csv", "--json").document["files"][0]
    assert said["completeness"] == []
    (result,) = there("eval", "skor", "--period", "2025", "--json", "--no-trace").document["results"]
    assert (result["state"], result["completeness"]) == ("missing", [])


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_a_walk_over_all_combinations_finds(seed: int, tmp_path) -> None:
    random = Random(seed)
    program = check_files([SourceFile("s.iku", SPEC)]).program
    sent = {year: [cell for cell in CELLS if random.random() < 0.7] for year in (2023, 2024, 2025)}
    path = tmp_path / "lke.csv"
    rows = "".join(f"{year},{c},{s},1\n" for year, cells in sent.items() for c, s in cells)
    path.write_text(f"tahun,komponen,sub,nilai\n{rows}", encoding="utf-8")
    with open_store("sqlite://", program) as store:
        report = import_file(store, program, path, "lke", user="uji")
        with store.reading() as connection:
            evaluator = new_evaluator(program, Snapshot(connection, store.schema, program))
            told = {year: all_of(evaluator, "skor", Period(year))[0].completeness for year in sent}
    assert [(known.period, known.there) for known in report.completeness] == [
        (Period(year), len(cells)) for year, cells in sent.items() if cells
    ]
    for year, cells in sent.items():
        (known,) = told[year]
        lacking = sorted(set(CELLS) - set(cells))
        assert (known.expected, known.there, known.absent) == (12, len(cells), tuple(lacking[:5]))


BY_A_LET = """
dimension region key code
source t per year, region register
  column u integer 0..9
  let v = {value}
indicator of_t
  unit number
  direction none
  formula sum t.u
indicator of_row per region
  unit number
  direction none
  formula t.u
indicator of_s
  unit number
  direction none
  formula sum s.a
source s per {grain}, region complete over (region where t.v > 2)
  column a integer 0..9 consolidate sum
indicator out
  unit number
  direction none
  formula count s
"""


def by_a_let(value: str, grain: str = "year") -> tuple[list[str], Program]:
    """The problems of a spec of which a `let` says which rows must be there."""
    found = check_files([SourceFile("s.iku", BY_A_LET.format(value=value, grain=grain))])
    return [one.id for one in found.errors], found.program


@pytest.mark.parametrize(
    "value",
    ["u", "u + 1", "of_t", "of_row", "sum t.u", "average t.u", "s.a", "s.a[previous year]", "count (region where s.a > 0)",
     "count s[previous year]", "of_s[previous year]"],
)  # fmt: skip
def test_a_let_may_say_which_rows_must_be_there(tmp_path: Path, value: str) -> None:
    problems, program = by_a_let(value)
    assert problems == []
    store = open_store(f"sqlite:///{tmp_path}/i.db", program)
    years = (2024, 2025)
    for name, column, rows in (("t", "u", "ABC"), ("s", "a", "AB")):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"year,region,{column}\n" + "".join(f"{y},{r},5\n" for y in years for r in rows))
        assert import_file(store, program, path, name, user="siti").rejected_total == 0
    assert {one.relation for one in overview(store, program).held} >= {"s", "t"}
    write_package(store, program, [], tmp_path / "out", "")
    found = evaluate(store, program, specs="", indicators=["out", "of_s"], periods=[Period(2025)])
    with store.reading() as connection:
        agreed = cross_check(connection, store.schema, program, found)
    assert agreed.difference is None, agreed.difference


@pytest.mark.parametrize(
    ("value", "grain"),
    [*((one, "year") for one in ("sum s.a", "count s", "count (s where a > 1)", "of_s", "sum s.a[previous year]")),
     *((one, "quarter") for one in ("s.a", "s.a[previous year]", "sum s.a over region"))],
)  # fmt: skip
def test_rows_that_must_be_there_are_not_computed_from_themselves(value: str, grain: str) -> None:
    assert by_a_let(value, grain)[0] == ["cycle"]
