"""`facts export`: a valid data package, whose files give the same results when they are imported again."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from random import Random

import jsonschema
import pytest
from cli_workspace import Workspace, workspace_in
from reporting import reporting

from iku_cli.commands.tools import generated

__all__ = ["reporting"]


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch) -> Workspace:
    found = workspace_in(tmp_path, capsys, monkeypatch)
    found.load()
    return found


def test_the_package_is_valid_and_its_files_give_the_same_results(reporting, tmp_path):
    said = reporting("facts", "export", "--to", "open", "--json")
    assert said.status == 0, said
    jsonschema.validate(said.document, generated("facts-export"))
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


@pytest.mark.few("=cmd|calc", "a\\x1b[31mb", "quiet")
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


MARKS = (
    "",
    "ilustratif",
    "Illustrative",
    "sementara",
    "survei, 2024",
    'kata "kutip"',
    "#x",
    "=1+1",
    "a;b|c",
    "\u00e9\u202e",
)


@pytest.mark.few("1")
@pytest.mark.parametrize("seed", range(3))
def test_marks_are_those_of_before_when_files_are_imported_again(workspace, seed):
    """Whatever batches said what of which period, with rows replaced, corrected and mended since: no mark is lost or moved."""
    random, periods, again = Random(seed), ("2021", "2022", "2023"), ("--store", "sqlite:///again.db")
    for number in range(5):
        year, mark = random.choice(periods), random.choice(MARKS)
        rows = [
            f"{year},{key},{random.randint(1, 110)}%" for key in random.sample(("11.01", "11.02"), random.randint(1, 2))
        ]
        head = f"# {random.choice(('tanda', 'mark'))}: {mark}\n" if mark else ""
        workspace.write("a.csv", f"{head}tahun,daerah,penerima\n" + "".join(f"{row}\n" for row in rows))
        workspace("import", "a.csv", "--into", "espm", "--yes")
        if number == 2:
            workspace("facts", "correct", "espm", "11.01", "--period", year, "penerima=41%", "--reason", "x")
    workspace.write("d.csv", f"# tanda: {random.choice(MARKS[1:])}\nkode,nama\n11.01,Satu\n")
    workspace("import", "d.csv", "--into", "daerah", "--yes")
    files = workspace("facts", "export", "--to", "out", "--json").document["files"]
    for one in files:
        said = workspace("import", f"out/{one['file']}", "--into", one["relation"], *again)
        assert said.status == 0, said
    asked = ("eval", "penerima", "--period", "2021..2025", "--json", "--no-trace")
    before, after = workspace(*asked).document["results"], workspace(*asked, *again).document["results"]
    assert any(one["marks"] for one in before)
    for one, other in zip(before, after, strict=True):
        for name in ("key", "exact", "state"):
            assert one[name] == other[name]
        assert {mark["mark"] for mark in one["marks"]} == {mark["mark"] for mark in other["marks"]}, one


def test_a_package_of_marked_and_unmarked_periods_is_valid(workspace):
    workspace.write("a.csv", "# tanda: ilustratif\ntahun,daerah,penerima\n2024,11.01,3%\n")
    assert workspace("import", "a.csv", "--into", "espm").status == 0
    files = workspace("facts", "export", "espm", "lke", "--to", "p", "--json").document["files"]
    assert [(one["file"], one["rows"], one["marks"]) for one in files] == [
        ("01-espm.csv", 1, ["ilustratif"]), ("01-espm.2.csv", 2, []), ("02-lke.csv", 3, ["ilustratif"]),
    ]  # fmt: skip
    checked = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "p/datapackage.json", "--json"],
        cwd=workspace.folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert json.loads(checked.stdout)["valid"], checked.stdout


def test_a_package_says_what_it_lacks(workspace):
    """Rows in quarantine, rows that came late, rows that nobody sent, periods without a row: in words, in JSON, in the descriptor."""
    spec = workspace.folder / "indicator_specs/akip.iku"
    spec.write_text(
        spec.read_text(encoding="utf-8").replace("per tahun, daerah", "per tahun, daerah lengkap"), encoding="utf-8"
    )
    for name, rows, period in (("a", "2023,11.01,x\n2023,11.02,4%", ()), ("b", "", ("--period", "2022"))):
        workspace.write(f"{name}.csv", f"tahun,daerah,penerima\n{rows}\n")
        workspace("import", f"{name}.csv", "--into", "espm", *period)
    assert workspace("facts", "lock", "2025", "--reason", "tutup").status == 0
    workspace.write("c.csv", "tahun,daerah,penerima\n2025,11.01,1%\n")
    workspace("import", "c.csv", "--into", "espm", "--yes")
    said = workspace("facts", "export", "espm", "daerah", "--to", "p")
    for word in ("a.csv untuk 2023 tertahan", "2025 dikunci", "2023: 1 dari 2", "satu baris pun yang berlaku: 2022"):
        assert word in " ".join(said.err.split()), said.err
    document = workspace("facts", "export", "espm", "daerah", "--to", "q", "--json").document
    jsonschema.validate(document, generated("facts-export"))
    (lacking,) = document["lacking"]
    assert [(one["wait"], one["period"], one["rows"]) for one in lacking["waiting"]] == [
        ("quarantine", "2023", 1), ("late", "2025", 1),
    ]  # fmt: skip
    assert [(one["period"], one["there"], one["expected"]) for one in lacking["not_sent"]] == [
        ("2022", 0, 2),
        ("2023", 1, 2),
    ]
    assert lacking["without_rows"] == ["2022"]
    descriptor = json.loads((workspace.folder / "q/datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["iku"]["lacking"] == [lacking]
    assert "tidak ada dalam berkasnya" not in workspace("facts", "export", "daerah", "--to", "r").err


def test_what_cannot_be_is_said_and_nothing_is_left_behind(workspace):
    (workspace.folder / "full").mkdir()
    workspace.write("full/a.txt", "a")
    taken = workspace("facts", "export", "--to", "full")
    assert (taken.status, "full" in taken.err) == (2, True)
    unknown = workspace("facts", "export", "tidak_ada", "--to", "new")
    assert unknown.status == 2
    assert "espm" in unknown.err
    assert not (workspace.folder / "new").exists()
