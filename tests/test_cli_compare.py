"""`compare` as a command: what it prints, its document, and what it says of nonsense."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in
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
    assert "+8.00" in said.out
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
