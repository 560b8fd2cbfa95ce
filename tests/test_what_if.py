"""A what-if is what an evaluation would give if the facts were really so, or the spec were really written so; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from cli_workspace import SPEC, Workspace, workspace_in
from demonstration import FEWER, SPECS, YEARS, demonstration, development
from fresh_store import fresh_store
from jsonschema import Draft202012Validator
from judged_specs import write_judged
from random_facts import Facts, loaded, random_facts
from soundness import understood
from typed_specs import write
from what_if_worlds import accepted, begin_chain, random_changes, read

from iku_dsl.checking.check import check, check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.results.evaluation import Result
from iku_engine.store.store import Store
from iku_engine.worlds.supposing import OfFact, OfRule, supposed, with_rules
from iku_engine.worlds.whatif import Asked, Rules, what_if


def really(store: Store, program: Program, periods: tuple[Period, ...], names: tuple[str, ...] = ()) -> list[Result]:
    return list(evaluate(store, program, specs="", indicators=names, periods=periods, traced=False).results)


def would(
    store: Store, program: Program, periods: tuple[Period, ...], facts: list[OfFact], names: tuple[str, ...] = ()
) -> list[Result]:
    found = what_if(store, Rules(program, ""), Asked(names, periods, traced=False), facts=facts)
    return list(found.supposed.results)


def same(one: list[Result], other: list[Result]) -> None:
    for left, right in zip(one, other, strict=True):
        assert read(left) == read(right)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 12))])
def test_facts_of_the_demonstration_supposed_are_as_facts_corrected(seed: int) -> None:
    random = Random(seed)
    regions = () if seed else FEWER
    with demonstration(regions) as (store, program), demonstration(regions) as (other, _):
        changes = random_changes(store, program, random, 12)
        kept = accepted(other, program, changes)
        assert len(kept) > 3
        before = store_rows(store)
        years = YEARS[2:]
        same(would(store, program, years, kept), really(other, program, years))
        assert store_rows(store) == before, "the store is as it was"


def store_rows(store: Store) -> list[object]:
    with store.reading() as connection:
        tables = store.schema.metadata.sorted_tables
        return [connection.execute(table.select()).all() for table in tables]


def test_facts_of_the_development_index_supposed_are_as_facts_corrected() -> None:
    random = Random(5)
    years = (Period(2021), Period(2022))
    with development() as (store, program), development() as (other, _):
        changes = [c for c in random_changes(store, program, random, 400) if c.period in years]
        kept = accepted(other, program, changes)
        assert len(kept) > 10
        same(would(store, program, years, kept, ("hdi",)), really(other, program, years, ("hdi",)))


@pytest.mark.parametrize("seeds", [range(3), pytest.param(range(3, 200), marks=pytest.mark.soak)], ids=["some", "many"])
def test_random_programs_over_random_facts(seeds: range) -> None:
    tried = 0
    for seed in seeds:
        random = Random(seed)
        writer = write_judged if seed % 2 else write
        checked = check_files([SourceFile("random.iku", writer(random))])
        if not understood(checked):
            continue
        facts = random_facts(checked.program, random)
        with loaded(checked.program, facts) as world, loaded(checked.program, facts) as other:
            begin_chain(world.store)
            begin_chain(other.store)
            changes = random_changes(world.store, checked.program, random, 4)
            kept = accepted(other.store, checked.program, changes)
            years = (Period(2024),)
            same(would(world.store, checked.program, years, kept), really(other.store, checked.program, years))
            tried += bool(kept)
    assert tried > len(seeds) / 3


NAMED = """
dimensi kasus "Kasus" kunci nomor

sumber pk per tahun, kasus
  kolom hasil angka 0..9

sumber lain per tahun, kasus
  kolom jumlahnya angka 0..9

indikator hasil per kasus
  satuan nilai 0..9
  arah naik
  rumus pk.hasil
"""


def test_a_member_stays_that_another_row_names_than_the_one_supposed_away() -> None:
    program = check_files([SourceFile("pk.iku", NAMED)]).program
    rows = {"pk": [("2024", "u1", "1"), ("2024", "u2", "2")], "lain": [("2023", "u3", "3")]}
    facts = Facts(rows, {"pk": [Period(2024)], "lain": [Period(2023)]})
    with loaded(program, facts) as world, loaded(program, facts) as other:
        begin_chain(world.store)
        begin_chain(other.store)
        gone = [OfFact("", "pk", Period(2024), ("u2",), gone=True)]
        assert accepted(other.store, program, gone)
        found = would(world.store, program, (Period(2024),), gone)
        same(found, really(other.store, program, (Period(2024),)))
    assert {one.key for one in found} == {("u1",), ("u3",)}


# ---- rules


def files_of(folder: Path) -> tuple[SourceFile, ...]:
    return check([folder]).files


FORMULA = "  rumus jumlah berbobot lke.nilai"
RULES = [
    (
        ["nilai_akip bobot pelaporan = 25%", "nilai_akip weights evaluasi = 15%"],
        [("    pelaporan 15%", "    pelaporan 25%"), ("    evaluasi 25%", "    evaluasi 15%")],
    ),
    (["nilai_akip rumus = jumlah berbobot lke.nilai - 1"], [(FORMULA, f"{FORMULA} - 1")]),
    (["nilai_akip target 2025 = 82"], [(FORMULA, f"{FORMULA}\n  target 2025 = 82")]),
    (
        ["nilai_akip bobot komponen pengukuran = 20%", "nilai_akip bobot komponen evaluasi = 35%"],
        [("    pengukuran 30%", "    pengukuran 20%"), ("    evaluasi 25%", "    evaluasi 35%")],
    ),
]  # fmt: skip


@pytest.mark.few("suppositions0-edits0", "suppositions3-edits3")
@pytest.mark.parametrize(("suppositions", "edits"), RULES)
def test_rules_supposed_are_as_rules_written(suppositions: list[str], edits: list[tuple[str, str]]) -> None:
    with demonstration(FEWER) as (store, program):
        files = files_of(SPECS)
        changes = [supposed(program, text, (Period(2025),)) for text in suppositions]
        rules = [change for change in changes if isinstance(change, OfRule)]
        made = check_files(with_rules(program, files, rules))
        assert made.errors == ()
        texts = {file.path: file.text for file in files}
        for old, new in edits:
            for path, text in texts.items():
                texts[path] = text.replace(old, new, 1)
        written = check_files([SourceFile(path, text) for path, text in texts.items()])
        asked = Asked(("nilai_akip",), YEARS, traced=False)
        found = what_if(store, Rules(program, ""), asked, supposed_rules=Rules(made.program, ""))
        same(list(found.supposed.results), really(store, written.program, YEARS, ("nilai_akip",)))


def test_other_sources_are_read_in_their_own_columns() -> None:
    """A column that is new is empty, one with more digits has the same figure, and what does not fit is told."""
    now = check_files([SourceFile("a.iku", SPEC)]).program
    more = SPEC.replace(
        "kolom nilai angka 0..100", "kolom nilai angka 0..85 digit 9\n  kolom catatan teks boleh kosong"
    )
    other = check_files([SourceFile("a.iku", more.partition("\nuji ")[0])])  # whose test has a figure that does not fit
    assert other.errors == ()
    with fresh_store(now) as store:
        with store.writing() as connection:
            batch = {"relation": "lke", "file": "lke", "sha256": "", "rows_sha256": "", "rows_read": 2}
            beside = {
                "rows_accepted": 2,
                "rows_identical": 0,
                "rows_rejected": 0,
                "user_name": "",
                "recorded_at": "2024",
            }
            connection.execute(store.schema.batches.insert(), [{"batch_id": 1, **batch, **beside}])
            connection.execute(store.schema.loaded.insert(), [{"batch_id": 1, "relation": "lke", "period": 2025}])
            for line, (member, value) in enumerate((("rencana", 90), ("ukur", 80))):
                row = {"batch_id": 1, "row": line, "period": 2025, "key_komponen": member, "nilai": value * 10**6}
                connection.execute(store.schema.relations["lke"].table.insert(), [row])
        asked = Asked(("akip",), (Period(2025),))
        found = what_if(store, Rules(now, ""), asked, supposed_rules=Rules(other.program, ""))
    (pair,) = found.pairs
    assert pair.real is not None
    assert pair.supposed is not None
    assert (pair.real.value, pair.supposed.state.value) == (86, "missing")
    assert [note.key for note in found.notes] == ["recast-cells"]


WRONG = {
    "x": "what-if-form",
    "= 3": "what-if-form",
    "x = 1": "what-if-unknown",
    "lke 'a = 3": "what-if-form",
    "lke pelaporan jawaban = A": "what-if-fact",
    "lke 2025 pelaporan kualitas = A": "what-if-row",
    "nilai_akip bobot = 3%": "what-if-rule",
    "nilai_akip bobot semua = 3%": "what-if-weight",
    "nilai_akip berat pelaporan = 3%": "what-if-rule",
    "nilai_akip target 2019 = 3": "what-if-version",
}


@pytest.mark.parametrize("text", WRONG)
def test_nonsense_is_refused_with_what_may_be_written(text: str) -> None:
    program = check([SPECS]).program
    with pytest.raises(WrongUse) as refused:
        supposed(program, text, (Period(2025),))
    assert refused.value.text.key == WRONG[text]


def test_a_fact_needs_its_period_where_several_are_evaluated() -> None:
    program = check([SPECS]).program
    with pytest.raises(WrongUse) as refused:
        supposed(program, "lke pelaporan kualitas jawaban = A", (Period(2024), Period(2025)))
    assert refused.value.text.key == "what-if-period"
    found = supposed(program, 'lke · 2024 · pelaporan · kualitas jawaban = "A"', (Period(2024), Period(2025)))
    assert found == OfFact(
        'lke · 2024 · pelaporan · kualitas jawaban = "A"', "lke", Period(2024), ("pelaporan", "kualitas"), (("jawaban", "A"),)
    )  # fmt: skip


def test_a_fact_may_be_named_as_a_spec_reads_it() -> None:
    program = check([SPECS]).program
    wanted = OfFact("", "lke", Period(2024), ("pelaporan", "kualitas"), (("jawaban", "A"),))
    for text in ('lke.jawaban["pelaporan", "kualitas"][2024] = A', "lke 2024 pelaporan kualitas jawaban = A"):
        assert replace(supposed(program, text, (Period(2025),)), text="") == wanted
    here = supposed(program, 'lke.jawaban["pelaporan", "kualitas"] = A', (Period(2024),))
    assert replace(here, text="") == wanted


MEMBERS = """
dimensi unit kunci kode
dimensi jenis kunci kode
sumber m per tahun, unit daftar
  kolom a bilangan 0..
sumber n per tahun, unit, jenis daftar
  kolom a bilangan 0..
indikator x
  satuan bilangan
  arah naik
  rumus jumlah m.a + jumlah n.a
"""
THERE = frozenset({"A", "B", "3201", "2024"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("m 2025 a = 7", "what-if-key"),
        ('m.a["2025"] = 7', "what-if-key"),
        ("m 2026 a = 7", "what-if-key"),
        ("m 2025-01 a = 7", "what-if-key"),
        ("m 3202 a = 7", "what-if-key"),
        ("n 2025 A a = 7", "what-if-key"),
        ("n A 2025 a = 7", "what-if-key"),
        ("m 3201 a = 7", (("3201",), ("a",))),
        ("m 2024 a = 7", (("2024",), ("a",))),
        ('m.a["3201"] = 7', (("3201",), ("a",))),
        ("m 2025 2026 a = 7", (("2026",), ("a",))),
        ("m 2025 3202 a = 7", (("3202",), ("a",))),
        ("m C a = 7", (("C",), ("a",))),
        ("m 2025 A = tidak ada", (("A",), ())),
        ("m A = tidak ada", (("A",), ())),
        ("n 2025 B A = ada", (("B", "A"), ())),
        ("m 2025 A = 7", "what-if-row"),
        ("m 2025 B A = 7", (("B",), ("a",))),
        ("m B A = 7", (("B",), ("a",))),
        ("m 2025 A a = 7", (("A",), ("a",))),
    ],
)
def test_a_period_is_no_new_member_and_a_member_goes_before_a_column_in_other_letters(
    text: str, found: str | tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    program = check_files([SourceFile("s.iku", MEMBERS)]).program

    def supposing(is_member: Callable[[str, str], bool] | None) -> str | tuple[tuple[str, ...], tuple[str, ...]]:
        try:
            made = supposed(program, text, (Period(2025),), is_member)
        except WrongUse as error:
            return error.text.key
        assert isinstance(made, OfFact)
        assert made.period == Period(2025)
        return made.keys, tuple(name for name, _ in made.cells)

    assert supposing(lambda _, key: key in THERE) == found
    if text == "m 2025 a = 7":  # the period that is evaluated is none also where nobody knows the members
        assert supposing(None) == found


# ---- the command


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch)
    made.load()
    return made


def test_the_command_shows_both_and_keeps_nothing(workspace: Workspace) -> None:
    arguments = ("eval", "akip", "--period", "2025", "--what-if", "lke 2025 ukur nilai = 60")
    said = workspace(*arguments)
    assert said.status == 0
    assert "PENGANDAIAN" in said.out
    assert "86,00 nilai" in said.out
    assert "78,00 nilai" in said.out
    assert "-8,00" in said.out
    assert "WHAT IF" in workspace(*arguments, "--lang", "en").out
    document = workspace(*arguments, "--json").document
    schema = workspace("schema", "what-if").document
    Draft202012Validator(schema).validate(document)
    (result,) = document["results"]
    assert (result["real"]["exact"], result["what_if"]["exact"], result["difference"]["exact"]) == ("86", "78", "-8")
    assert result["category_changes"] is True
    assert document["run"] is None
    assert workspace("runs", "list", "--json").document["runs"] == []


def test_a_file_of_suppositions_and_other_specs(workspace: Workspace) -> None:
    path = workspace.write("andai.txt", "# rapat 3 Maret\nlke 2025 ukur nilai = 60\n\nakip target 2025 = 80\n")
    said = workspace("eval", "akip", "--period", "2025", "--what-if-file", str(path), "--json")
    assert said.document["supposed"] == ["lke 2025 ukur nilai = 60", "akip target 2025 = 80"]
    assert said.document["results"][0]["what_if"]["target"]["exact"] == "80"
    workspace.write(
        "lain/akip.iku", SPEC.replace("rencana 60%", "rencana 50%").replace("ukur 40%", "ukur 50%").replace("86", "85")
    )
    other = workspace("eval", "akip", "--period", "2025", "--what-if-specs", "lain", "--json")
    assert other.document["results"][0]["what_if"]["exact"] == "85"
    assert workspace("eval", "akip", "--period", "2025", "--what-if-specs", "tiada").status == 3
    workspace.write("buruk.txt", "")
    (workspace.folder / "buruk.txt").write_bytes(b"\xff\xfe\x00")
    assert workspace("eval", "akip", "--period", "2025", "--what-if-file", "buruk.txt").status == 3


def test_weights_that_do_not_add_up_are_refused(workspace: Workspace) -> None:
    said = workspace("eval", "akip", "--period", "2025", "--what-if", "akip bobot ukur = 50%")
    assert said.status == 1
    assert "weights-sum" in said.err
    assert said.out == ""


def test_a_store_that_may_only_be_read_is_enough(workspace: Workspace) -> None:
    folder = workspace.folder / "arsip"
    folder.mkdir()
    (workspace.folder / "iku.db").rename(folder / "iku.db")
    (folder / "iku.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        url = f"sqlite:///{folder}/iku.db"
        said = workspace(
            "eval", "akip", "--period", "2025", "--store", url, "--what-if", "lke 2025 ukur nilai = 60", "--json"
        )
        assert said.document["results"][0]["difference"]["exact"] == "-8"
    finally:
        folder.chmod(0o755)


def test_a_target_that_alone_would_be_another_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an achievement nothing else of the result moves."""
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    workspace.write(
        "indicator_specs/akip.iku", SPEC.replace("  kategori predikat\n", "  kategori predikat\n  target 2025 = 85\n")
    )
    workspace.load()
    said = workspace("eval", "akip", "--period", "2025", "--what-if", "akip target 2025 = 90", "--no-trace")
    assert said.status == 0, said.err
    assert "target 85.00" in said.out
    assert "target 90.00" in said.out
