"""What is doubtful is told before it becomes final, and why it became so all the same is in the chain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in
from test_cli_documents import check

from iku_engine.ledger.approving import DoubtKind

SPEC = """\
dimensi wilayah "Wilayah"
  utara "Utara"
  selatan "Selatan"

sumber aduan "Aduan" per tahun, wilayah
  kolom lama angka 0..100

indikator lama "Lama rata-rata" per wilayah
  satuan hari
  arah turun
  rumus aduan.lama

indikator tetap "Tetap"
  satuan angka
  arah naik
  rumus 1
"""
GOOD = "tahun,wilayah,lama\n2025,utara,50\n2025,selatan,40\n"


@pytest.fixture
def office(tmp_path, capsys, monkeypatch) -> Workspace:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", IKU_USER="siti")
    workspace.write("indicator_specs/akip.iku", SPEC)
    return workspace


def reviewed(office: Workspace, monkeypatch: pytest.MonkeyPatch, facts: str, *more: str) -> str:
    """A run that is reviewed, for a head of office who has not imported."""
    office.write("aduan.csv", facts)
    office("import", "aduan.csv", *more)
    monkeypatch.setenv("IKU_USER", "kepala")
    run = str(office("eval", "--period", "2025", "--json").document["run"])
    assert office("runs", "review", run).status == 0
    return run


def kinds(office: Workspace, run: str) -> list[str]:
    said = office("runs", "final", run, "--json")
    assert said.status == 1
    check("runs-doubts", said.document)
    return [doubt["kind"] for doubt in said.document["doubts"]]


def events(office: Workspace) -> int:
    said = office("runs", "verify", "--json").document
    assert said["verified"], said
    return said["events"]


def test_without_a_doubt_it_goes_through(office, monkeypatch):
    run = reviewed(office, monkeypatch, GOOD)
    assert office("runs", "final", run).status == 0


@pytest.mark.parametrize(
    ("facts", "more", "kind"),
    [
        (GOOD + "2025,barat,3\n", (), DoubtKind.WAITING),
        (GOOD + "entah,utara,3\n", (), DoubtKind.WAITING),
        (GOOD.replace("2025,selatan,40\n", ""), (), DoubtKind.MISSING),
        (GOOD, ("--mark", "ilustratif"), DoubtKind.MARKED),
        (GOOD, ("--mark", "sementara"), DoubtKind.MARKED),
    ],
    ids=["row", "row-of-no-period", "missing", "illustrative", "declared"],
)
def test_what_is_doubtful_is_told_and_nothing_is_written(office, monkeypatch, facts, more, kind):
    run = reviewed(office, monkeypatch, facts, *more)
    before = events(office)
    assert kinds(office, run) == [kind]
    for language, words in (("id", "meragukan"), ("en", "doubtful")):
        said = office("runs", "final", run, "--lang", language)
        assert (said.status, words in said.err, "--despite" in said.err) == (1, True, True)
        assert len(said.err.splitlines()) == 2, "what it is, below"
    assert events(office) == before
    assert office("runs", "final", run, "tetap").status == 0, "what does not read it is not doubtful"


def test_rows_of_another_period_are_no_doubt(office, monkeypatch):
    run = reviewed(office, monkeypatch, GOOD + "2024,utara,banyak\n")
    assert office("runs", "final", run).status == 0


def test_who_imported_does_not_make_final_without_a_word(office, monkeypatch):
    run = reviewed(office, monkeypatch, GOOD)
    monkeypatch.setenv("IKU_USER", "siti")
    assert kinds(office, run) == [DoubtKind.SAME_PERSON]
    assert "siti" in office("runs", "final", run).err


def test_why_it_is_final_all_the_same_is_in_the_chain_and_shown(office, monkeypatch):
    run = reviewed(office, monkeypatch, GOOD, "--mark", "ilustratif")
    said = office("runs", "final", run, "--despite", "diputuskan rapat", "--json")
    check("event", said.document)
    assert {step["despite"] for step in said.document["steps"]} == {"diputuskan rapat"}
    assert "diputuskan rapat" in office("runs", "show", run).out
    result = office("eval", "lama", "--period", "2025", "--json").document["results"][0]
    assert (result["status"]["stage"], result["status"]["despite"]) == ("final", "diputuskan rapat")
    assert events(office)
    assert office("runs", "export", run, "--to", "r.json").status == 0
    assert office("runs", "verify", "--file", "r.json").status == 0
    export = Path("r.json")
    document = json.loads(export.read_text(encoding="utf-8"))
    sealed = json.loads(document["chain"][-1][5])
    assert (sealed["despite"], sealed["doubts"][0]["kind"]) == ("diputuskan rapat", "marked")
    export.write_text(export.read_text(encoding="utf-8").replace("diputuskan rapat", "tidak ada apa-apa"), "utf-8")
    assert office("runs", "verify", "--file", "r.json").status == 1


def test_a_review_counts_for_the_figure_that_was_reviewed(office, monkeypatch):
    reviewed(office, monkeypatch, GOOD)

    def stages() -> list[str]:
        results = office("eval", "--period", "2025", "--json").document["results"]
        return [result["status"]["stage"] for result in results]

    assert stages() == ["reviewed"] * 3
    office("facts", "correct", "aduan", "utara", "--period", "2025", "lama=51", "--reason", "salah ketik")
    assert stages() == ["reviewed-before", "reviewed", "reviewed"]


def test_a_stored_run_tells_the_status_that_its_results_have_by_another_run(office: Workspace, monkeypatch) -> None:
    """As an evaluation at once does: the same figures are final, others are told not to be."""
    run = reviewed(office, monkeypatch, GOOD)
    assert office("runs", "final", run, "--despite", "test").status == 0
    same = office("eval", "--period", "2025", "--json").document
    shown = office("runs", "show", str(same["run"]), "--json")
    check("runs-show", shown.document)
    assert [one["stage"] for one in shown.document["statuses"]] == ["final"] * 3
    for one, result in zip(shown.document["statuses"], same["results"], strict=True):
        assert {name: one[name] for name in result["status"]} == result["status"]
        assert one["indicator"] == result["indicator"]
    assert office("runs", "show", str(same["run"])).out.count(f"final (run #{run}, kepala, ") == 3
    office.write("aduan.csv", GOOD.replace("50", "60"))
    assert office("import", "aduan.csv", "--yes").status == 0
    other = str(office("eval", "--period", "2025", "--json").document["run"])
    told = " ".join(office("runs", "show", other).out.split())
    assert told.count("this result is not the final one") == 1
    printed = office("eval", "--period", "2025", "--as-printed", "--json").document["run"]
    if printed is not None:
        assert office("runs", "show", str(printed), "--json").document["statuses"] == []


def test_a_run_before_the_final_one_is_shown_as_such_with_what_came_between(office, monkeypatch):
    office.write("aduan.csv", GOOD)
    office("import", "aduan.csv")
    first = str(office("eval", "--period", "2025", "--json").document["run"])
    told = office("facts", "correct", "aduan", "utara", "lama=11", "--period", "2025", "--reason", "typing")
    assert told.status == 0, told
    monkeypatch.setenv("IKU_USER", "kepala")
    final = str(office("eval", "--period", "2025", "--json").document["run"])
    assert office("runs", "review", final).status == office("runs", "final", final).status == 0
    said = " ".join(office("runs", "show", first).out.split())
    assert "50.00 hari here, final later: 11.00 hari" in said and "typing" in said, said
    assert "does not record" not in said
    assert "final later" not in office("runs", "show", final).out
