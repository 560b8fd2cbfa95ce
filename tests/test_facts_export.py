"""`facts export`: a valid data package, whose files give the same results when they are imported again."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from importlib.resources import files

import jsonschema
import pytest
from cli_workspace import Workspace, workspace_in
from reporting import reporting

__all__ = ["reporting"]


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch) -> Workspace:
    found = workspace_in(tmp_path, capsys, monkeypatch)
    found.load()
    return found


def test_the_package_is_valid_and_its_files_give_the_same_results(reporting, tmp_path):
    said = reporting("facts", "export", "--to", "open", "--json")
    assert said.status == 0, said
    schema = files("iku_cli").joinpath("schemas", "facts-export.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(said.document, json.loads(schema))
    checked = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "open/datapackage.json", "--json"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    report = json.loads(checked.stdout)
    assert report["valid"], report["errors"] or [task for task in report["tasks"] if not task["valid"]]
    assert report["stats"]["tasks"] == 2 * len(said.document["files"]) > 40
    again = ("--store", "sqlite:///again.db")
    for one in said.document["files"]:
        found = reporting("import", f"open/{one['file']}", "--into", one["relation"], *again)
        assert found.status == 0, (one, found)
    assert reporting("facts", "export", "--to", "twice", *again).status == 0
    for one in said.document["files"]:
        assert (tmp_path / "twice" / one["file"]).read_bytes() == (tmp_path / "open" / one["file"]).read_bytes()
    asked = ("eval", "--period", "2025", "--json", "--no-trace")
    before, after = reporting(*asked).document["results"], reporting(*asked, *again).document["results"]
    for one, other in zip(before, after, strict=True):
        for name in ("indicator", "period", "key", "state", "exact", "bounds", "category", "rank"):
            assert one[name] == other[name], (one["indicator"], one["period"])


def test_origins_name_file_row_and_who_corrected(workspace):
    corrected = workspace(
        "facts", "correct", "espm", "11.02", "--period", "2025", "penerima=41%", "--reason", "=salah ketik"
    )
    assert corrected.status == 0, corrected
    assert workspace("facts", "export", "espm", "daerah", "--to", "p").status == 0
    folder = workspace.folder / "p"
    rows = list(csv.DictReader((folder / "01-espm.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [
        {"tahun": "2025", "daerah": "11.01", "penerima": "87.5%"},
        {"tahun": "2025", "daerah": "11.02", "penerima": "41%"},
    ]
    one, two = csv.DictReader((folder / "01-espm.origin.csv").read_text(encoding="utf-8").splitlines())
    assert (one["file"], one["row"], len(one["sha256"])) == ("espm.csv", "2", 64)
    assert (two["file"], two["row"], two["reason"]) == ("", "", "=salah ketik")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["resources"][0]["iku"] == {"relation": "espm", "loaded": ["2025"], "marks": []}
    assert package["resources"][0]["schema"]["primaryKey"] == ["tahun", "daerah"]


LIVE = ("=cmd|calc", "＠SUM(A1)", "a\x1b[31mb", "b\x07", "c\u202ed")


@pytest.mark.parametrize("text", [*LIVE, "-x", "quiet"])
def test_texts_that_are_live_come_back_the_same_and_are_told(workspace, text):
    """In a name, and in the reason of a correction, which stands in the file beside."""
    workspace.write("fakta/daerah.csv", f'kode,nama\n11.01,"{text}"\n11.02,Beta\n')
    assert workspace("import", "fakta/daerah.csv").status == 0
    corrected = workspace("facts", "correct", "espm", "11.02", "--period", "2025", "penerima=41%", "--reason", text)
    assert corrected.status == 0, corrected
    said = workspace("facts", "export", "daerah", "espm", "--to", "p")
    assert (said.err.count("01-daerah.csv"), said.err.count("02-espm.csv")) == ((0, 0) if text == "quiet" else (1, 1))
    with (workspace.folder / "p/01-daerah.csv").open(encoding="utf-8", newline="") as file:
        assert text in [row["nama"] for row in csv.DictReader(file)]
    document = workspace("facts", "export", "daerah", "espm", "--to", "q", "--json").document
    assert [one["live"] for one in document["files"]] == ([0, 0] if text == "quiet" else [1, 1])
    again = ("--store", "sqlite:///again.db")
    assert workspace("import", "p/01-daerah.csv", "--into", "daerah", *again).status == 0
    assert workspace("facts", "export", "daerah", "--to", "r", *again).status == 0
    assert (workspace.folder / "r/01-daerah.csv").read_bytes() == (workspace.folder / "p/01-daerah.csv").read_bytes()


def test_what_cannot_be_is_said_and_nothing_is_left_behind(workspace):
    (workspace.folder / "full").mkdir()
    workspace.write("full/a.txt", "a")
    taken = workspace("facts", "export", "--to", "full")
    assert (taken.status, "full" in taken.err) == (2, True)
    unknown = workspace("facts", "export", "tidak_ada", "--to", "new")
    assert unknown.status == 2
    assert "espm" in unknown.err
    assert not (workspace.folder / "new").exists()
