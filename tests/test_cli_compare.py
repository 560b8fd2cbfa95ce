"""`compare` as a command: what it prints, its document, and what it says of nonsense."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_workspace import SPEC, Workspace, workspace_in
from jsonschema import Draft202012Validator


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch)
    made.load()
    return made


def test_the_command_and_its_document(workspace: Workspace) -> None:
    workspace.write("fakta/lagi.csv", "tahun,komponen,nilai\n2024,ukur,60\n2023,rencana,50\n2023,ukur,50\n")
    assert workspace("import", "fakta/lagi.csv", "--into", "lke").status == 0
    said = workspace("compare", "akip", "2024", "2025")
    assert said.status == 0
    assert "+8,00" in said.out
    validator = Draft202012Validator(workspace("schema", "change").document)
    document = workspace("compare", "akip", "2024", "2025", "--json").document
    validator.validate(document)
    assert document["change"] == {"exact": "8", "value": "8.00"}
    assert [(part["cause"], part["exact"]) for part in document["parts"]] == [("data", "8")]
    missing = workspace("compare", "penerima", "2024", "2025", "--json").document
    validator.validate(missing)
    assert missing["change"] is None
    assert missing["entities"][0]["reason"]
    assert workspace("runs", "list", "--json").document["runs"] == []


ACHIEVED = """
indikator rata "Rata-rata tanpa daerah"
  satuan nilai 0..100
  arah naik
  rumus rerata nilai atas lke
  target 2025 = 80
"""


def test_members_that_the_rule_does_not_read_are_no_cause(workspace: Workspace) -> None:
    workspace.write("indicator_specs/akip.iku", SPEC + ACHIEVED)
    workspace.write("fakta/daerah.csv", DATED)
    workspace.write("fakta/lagi.csv", "tahun,komponen,nilai\n2024,ukur,60\n")
    assert workspace("import", "fakta/lagi.csv", "--into", "lke").status == 0
    take_dated_members(workspace)
    document = workspace("compare", "rata", "2024", "2025", "--json").document
    assert [(part["cause"], part["exact"]) for part in document["parts"]] == [("data", "10")]


DATED = """kode,nama,mulai,akhir
11.01,Kabupaten Satu,,
11.02,Kabupaten Dua,,2024-12-31
11.03,Kabupaten Tiga,2025-01-01,
"""


def take_dated_members(workspace: Workspace) -> None:
    """A member ends once no row of a later year is about it."""
    assert workspace("facts", "retract", "espm", "11.02", "--period", "2025", "--reason", "uji").status == 0
    assert workspace("import", "fakta/daerah.csv").status == 0


def test_a_member_that_came_or_went_is_told_with_its_value(workspace: Workspace) -> None:
    workspace.write("fakta/daerah.csv", DATED)
    workspace.write("fakta/espm.csv", "tahun,daerah,penerima\n2024,11.01,80%\n2024,11.02,40%\n2025,11.03,60%\n")
    take_dated_members(workspace)
    assert workspace("import", "fakta/espm.csv").status == 0
    document = workspace("compare", "penerima", "2024", "2025", "--json").document
    Draft202012Validator(workspace("schema", "change").document).validate(document)
    sides = {one["key"]: (one["from"], one["to"]) for one in document["entities"]}
    assert (sides["11.02"][0]["number"]["exact"], sides["11.02"][1]) == ("2/5", None)
    assert (sides["11.03"][0], sides["11.03"][1]["number"]["exact"]) == (None, "3/5")
    said = workspace("compare", "penerima", "2024", "2025", "--lang", "en").out
    assert "Members that entered: 1" in said
    assert "Members that left: 1" in said
    assert "Kabupaten Tiga  60.00%" in said


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("akip", "2025"), 2, "keduanya sama"),
        (("akip", "2025", "2025"), 2, "keduanya sama"),
        (("akap", "2024", "2025"), 2, "akap"),
        (("akip", "2024-Q1", "2025-Q1"), 2, "tahun"),
        (("akip", "2024", "lima"), 2, "lima"),
        (("akip", "2024", "2025", "--key", "x"), 2, "akip"),
        (("penerima", "2024", "2025", "--key", "99"), 2, "99"),
        (("akip", "2024", "--as-of", "2020", "--as-of", "2021-01-01"), 2, "2020"),
        (("akip", "2024", "--as-of", "2020-01-01", "--as-of", "2021-01-01", "--as-of", "2022-01-01"), 2, "dua kali"),
        (("akip", "2024", "--from-specs", "tiada"), 3, "tiada"),
    ],
)
def test_wrong_use_is_told_with_its_mend(
    workspace: Workspace, arguments: tuple[str, ...], status: int, words: str
) -> None:
    said = workspace("compare", *arguments)
    assert (said.status, said.out) == (status, "")
    assert words in said.err


COMPUTED = """\
dimensi d kunci k
  atribut p angka 0..9
sumber x per tahun, d daftar
  kolom n angka 0..
  hitung q = n + d.p
sumber u per d daftar
  kolom n angka 0..
  hitung z = n * 2
indikator rows
  satuan angka
  arah naik
  rumus jumlah x.q
indikator each per d
  satuan angka
  arah naik
  rumus u.z
"""


@pytest.mark.parametrize(
    ("indicator", "file", "text", "change"),
    [("rows", "d.csv", "k,p\na,7\n", "5"), ("each", "u.csv", "d,n\na,11\n", "2")],
)
def test_what_a_computed_column_reads_of_a_member_or_without_a_period_is_a_cause(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    indicator: str,
    file: str,
    text: str,
    change: str,
) -> None:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_SPECS="computed.iku", IKU_STORE="sqlite:///c.db")
    workspace.write("computed.iku", COMPUTED)
    for name, facts in (("d", "k,p\na,2\n"), ("x", "tahun,d,n\n2024,a,10\n"), ("u", "d,n\na,10\n")):
        workspace.write(f"{name}.csv", facts)
    assert workspace("import", "d.csv", "x.csv", "u.csv").status == 0
    before = datetime.now(UTC).isoformat()
    workspace.write(file, text)
    assert workspace("import", file, "--yes").status == 0
    document = workspace("compare", indicator, "2024", "--as-of", before, "--as-of", "2999-01-01", "--json").document
    parts = document["parts"] or document["entities"][0]["parts"]
    assert [(part["cause"], part["exact"]) for part in parts] == [("corrected", change)]
