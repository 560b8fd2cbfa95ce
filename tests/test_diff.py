"""Two spec sets are compared in meaning: how it is written does not count, whatever changes a result is told, a new name is a new name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from cli_workspace import SPEC, Workspace, workspace_in
from demonstration import FEWER, SPECS, demonstration
from jsonschema import Draft202012Validator
from judged_specs import write_judged
from random_facts import loaded, random_facts
from soundness import understood
from what_if_worlds import read

from iku_dsl.checking.check import check, check_files
from iku_dsl.editing.format import format_spec
from iku_dsl.keywords import Language
from iku_dsl.parsing.parse import parse
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile, say
from iku_dsl.program import Program
from iku_engine.diff.replay import replay
from iku_engine.diff.specdiff import Difference, differences
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.results.evaluation import Result
from iku_engine.testing.mutate import mutants
from iku_engine.worlds.whatif import Asked, Rules

ROOT = SPECS.parent
LANGUAGES: tuple[Language, ...] = ("id", "en")
SHIPPED = sorted(ROOT.rglob("*.iku"))
CORPUS = sorted((Path(__file__).parent / "corpus" / "good").glob("*/spec.iku"))


def program_of(text: str) -> Program:
    checked = check_files([SourceFile("a.iku", text)])
    assert checked.errors == (), checked.errors
    return checked.program


def told(old: str, new: str) -> list[tuple[object, ...]]:
    """What differs, each as kind, name, key of what, old, new."""
    return [_plain(one) for one in differences(program_of(old), program_of(new))]


def _plain(one: Difference) -> tuple[object, ...]:
    what = one.what.key.removeprefix("diff.") if one.what is not None else ""
    return one.kind, one.name, what, one.old, one.new


@pytest.mark.few(
    "kemensos-spm",
    "nasional-capaian_daerah",
    "nasional-lingkungan",
    "undp-hdi",
    "ikpa-spec",
    "konsolidasi-spec",
    "pemekaran-spec",
    "uji_penolakan-spec",
    "target_ganda-spec",
)
@pytest.mark.parametrize("path", [*SHIPPED, *CORPUS], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_another_language_and_layout_mean_the_same(path: Path) -> None:
    file = SourceFile(str(path), path.read_text(encoding="utf-8"))
    before = check_files([file]).program
    for language in LANGUAGES:
        text = format_spec(parse(file).spec, language)
        after = check_files([SourceFile(str(path), f"# lain\n\n{text}".replace("\n", "  \n"))])
        assert differences(before, after.program) == ()


def test_the_order_of_declarations_and_lines_means_nothing() -> None:
    head, _, rest = SPEC.partition("indikator akip")
    akip, _, others = rest.partition("indikator penerima")
    test = others.index("uji ")
    moved = others[:test] + "\nindikator akip" + akip + others[test:]
    assert told(SPEC, f"{head}indikator penerima{moved}") == []
    swapped = SPEC.replace("    rencana 60%\n    ukur 40%\n", "    ukur 40%\n    rencana 60%\n")
    assert told(SPEC, swapped) == []


PERCENT = "kolom penerima persen 0%.."
ROUNDED = ("  satuan nilai 0..100\n", "  satuan nilai 0..100 bulatkan 1\n")
CHANGES = {
    "weights": (
        [("rencana 60%", "rencana 55%"), ("ukur 40%", "ukur 45%"), ("harap nilai = 86", "harap nilai = 85.5")],
        [("akip", "weight", "60%", "55%"), ("akip", "weight", "40%", "45%")],
    ),
    "bands": (
        [("A > 80 .. 100", "A > 84 .. 100"), ("B 0 .. 80", "B 0 .. 84")],
        [("predikat", "band", "> 80 .. 100", "> 84 .. 100"), ("predikat", "band", "0 .. 80", "0 .. 84")],
    ),
    "formula": (
        [("rumus espm.penerima\n", "rumus espm.penerima / 2\n")],
        [("penerima", "formula", "espm.penerima", "espm.penerima / 2")],
    ),
    "target": (
        [("rumus espm.penerima\n", "rumus espm.penerima\n  target 2025 = 80%\n")],
        [("penerima", "target", None, "80%")],
    ),
    "title": ([('"Capaian penerima"', '"Penerima"')], [("penerima", "label", "Capaian penerima", "Penerima")]),
    "column": ([(f"{PERCENT}100%", f"{PERCENT}90%")], [("espm", "of-column", "0% .. 100%", "0% .. 90%")]),
    "member": ([('"Pengukuran kinerja"', '"Ukur"')], [("komponen", "members-label", "Pengukuran kinerja", "Ukur")]),
    "rounding": ([ROUNDED], [("akip", "rounding", None, say("diff.rounded", digits=1))]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_told_as_what_it_is(name: str) -> None:
    edits, expected = CHANGES[name]
    text = SPEC
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    assert told(SPEC, text) == [("changed", *one) for one in expected]


def test_a_new_name_of_a_source_is_no_new_formula() -> None:
    found = told(SPEC, SPEC.replace("espm", "aplikasi"))
    assert found == [("renamed", "aplikasi", "", "espm", "aplikasi")]
    found = told(SPEC, SPEC.replace("indikator pembagian", "indikator bagian"))
    assert found == [("renamed", "bagian", "", "pembagian", "bagian")]


@pytest.mark.parametrize("seeds", [range(3), pytest.param(range(3, 200), marks=pytest.mark.soak)], ids=["some", "many"])
def test_whatever_changes_a_result_is_told(seeds: range) -> None:
    """Small mistakes in random specs: those after which any result differs, over random facts, mean something else."""
    tried = changed = 0
    for seed in seeds:
        random = Random(seed)
        file = SourceFile("random.iku", write_judged(random))
        before = check_files([file])
        if not understood(before):
            continue
        made = list(mutants(parse(file)))
        with loaded(before.program, random_facts(before.program, random)) as world:
            results = _results(world.store, before.program)
            for mutant in random.sample(made, min(4, len(made))):
                after = check_files([mutant.file])
                if not understood(after) or after.program.sources != before.program.sources:
                    continue
                tried += 1
                if _results(world.store, after.program) != results:
                    changed += 1
                    assert differences(before.program, after.program) != (), mutant.text
    assert tried > len(seeds)
    assert changed > len(seeds) / 4


def _results(store: object, program: Program) -> list[tuple[object, ...]]:
    found = evaluate(store, program, specs="", periods=[Period(2024)], traced=False)  # type: ignore[arg-type]
    return [read(one) for one in found.results]


def shown(result: Result) -> tuple[object, ...]:
    """What a planner reads of a result; where a band begins and ends is none of it."""
    category = (result.category.id, result.category.possible) if result.category is not None else None
    targets = [(one.name, one.achievement, one.state) for one in result.targets]
    return (result.state, result.value, result.bounds, category, targets, result.rank)


HISTORY = range(2021, 2026)


@pytest.mark.parametrize("again", [(2023, 2025), pytest.param(HISTORY, marks=pytest.mark.soak)], ids=["two", "all"])
def test_history_under_both_is_what_each_evaluates(again: Iterable[int]) -> None:
    """Of some years, and fewer regions, what is said of all is evaluated again."""
    edits = [
        ("B > 60 .. 70", "B > 60 .. 72"),
        ("BB > 70 .. 80", "BB > 72 .. 80"),
        ("80% * penerima + 20% * mutu", "70% * penerima + 30% * mutu"),
    ]
    files = check([SPECS]).files
    texts = {file.path: file.text for file in files}
    for old, new in edits:
        texts = {path: text.replace(old, new) for path, text in texts.items()}
    other = check_files([SourceFile(path, text.partition("\nuji ")[0]) for path, text in texts.items()])
    assert other.errors == ()
    with demonstration(FEWER if again != HISTORY else ()) as (store, program):
        found = differences(program, other.program)
        rules, new = Rules(program, "a"), Rules(other.program, "b")
        made = replay(store, rules, rules, new, found, Asked((), ()))
        years = [Period(year) for year in again]
        names = [name for name in program.indicators if name not in made.untouched]
        asked = {"indicators": names, "periods": years, "traced": False}
        results = [evaluate(store, one, specs="", **asked).results for one in (program, other.program)]
        both = [{(one.indicator, one.period, one.key): shown(one) for one in some} for some in results]
        same = {place for place, result in both[0].items() if both[1][place] == result}
    changed = {(one.pair.either.indicator, one.pair.either.period, one.pair.either.key) for one in made.changed}
    assert {place for place in changed if place[1] in years} == both[0].keys() - same
    assert made.periods == tuple(Period(year) for year in HISTORY)
    assert sum(count for count, _ in made.counts.values()) == len(changed)
    assert "perjanjian_diimplementasikan" in made.untouched


# ---- the command


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch)
    made.write(
        "baru/akip.iku",
        SPEC.replace("rencana 60%", "rencana 50%").replace("ukur 40%", "ukur 50%").replace("= 86", "= 85"),
    )
    return made


def test_the_command_and_its_document(workspace: Workspace) -> None:
    validator = Draft202012Validator(workspace("schema", "diff").document)
    bare = workspace("diff", "indicator_specs", "baru", "--json")
    validator.validate(bare.document)
    assert (bare.status, bare.document["replay"]) == (0, None)
    assert "tidak ada fakta" in bare.err
    workspace.load()
    said = workspace("diff", "indicator_specs", "baru", "--exit-code")
    assert said.status == 1
    assert "bobot rencana: 60% menjadi 50%" in said.out
    assert "-1,00" in said.out
    document = workspace("diff", "indicator_specs", "baru", "--json").document
    validator.validate(document)
    assert [one["new"] for one in document["differences"]] == ["50%", "50%"]
    assert (
        document["replay"]["changed_total"] == 2
    )  # the year with all facts, and the bounds of the one that lacks some
    assert document["replay"]["untouched"] == ["penerima", "pembagian"]
    same = workspace("diff", "baru", "baru", "--exit-code")
    assert (same.status, same.out.strip()) == (0, "Maknanya sama.")
    assert workspace("runs", "list", "--json").document["runs"] == []


def test_specs_that_are_not_there_or_broken_are_refused(workspace: Workspace) -> None:
    assert workspace("diff", "indicator_specs", "tiada").status == 3
    workspace.write("rusak/akip.iku", SPEC.replace("rencana 60%", "rencana 50%"))
    broken = workspace("diff", "indicator_specs", "rusak")
    assert (broken.status, broken.out) == (1, "")
    assert "weights-sum" in broken.err


def test_that_all_sub_periods_must_be_there_is_a_rule() -> None:
    """Of a source's column and of an indicator that a coarser one reads."""
    text = (CORPUS[0].parent.parent / "konsolidasi" / "spec.iku").read_text(encoding="utf-8")
    partial = ' sebagian karena "Contoh"\n'
    own = text.replace("  konsolidasi jumlah\n", f"  konsolidasi jumlah{partial}")
    column = text.replace("boleh kosong konsolidasi jumlah\n", f"boleh kosong konsolidasi jumlah{partial}")
    assert ("sum", "consolidation") in {(one[3], one[2]) for one in told(text, own)}
    assert any(one[1] == "capaian_triwulan" and one[3] == "sum" for one in told(text, column))


def test_what_an_absent_row_means_is_a_rule() -> None:
    text = (CORPUS[0].parent.parent / "baris-tidak-ada" / "spec.iku").read_text(encoding="utf-8")
    other = text.replace("per bulan, kab daftar", "per bulan, kab lengkap").replace("[tahun lalu])", "[tahun -2])")
    changed = {(one[1], one[2]) for one in told(text, other)}
    assert {("kasus", "absence"), ("laporan", "expected")} <= changed


def test_a_rank_that_alone_changes_is_shown(tmp_path: Path, capsys: object, monkeypatch: object) -> None:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")  # type: ignore[arg-type]
    ranked = SPEC.replace("  rumus espm.penerima\n", "  rumus espm.penerima\n  peringkat tertinggi dahulu\n")
    workspace.write("indicator_specs/akip.iku", ranked)
    workspace.write("lain.iku", ranked.replace("tertinggi", "terendah"))
    workspace.load()
    said = workspace("diff", "indicator_specs/akip.iku", "lain.iku")
    assert "87.50%  rank 1" in said.out
    assert "87.50%  rank 2" in said.out
