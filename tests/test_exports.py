"""`eval --to`: every number of the file is that of `--json`, and hostile text stays text."""

import csv
import io

import pyarrow.parquet as pq
import pytest
from cli_workspace import SPEC, Workspace, workspace_in

HOSTILE = ("＝1+1",
    "=HYPERLINK(\"http://a\",\"b\")", "<script>alert(1)</script>", "\u202eexe.gpj", "x" * 10_000, "a,b\"c\"", "@SUM(A1)",
)  # fmt: skip


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch) -> Workspace:
    found = workspace_in(tmp_path, capsys, monkeypatch)
    found.load()
    return found


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_and_parquet_have_what_json_has(workspace):
    document = workspace("eval", "--period", "2024..2025", "--json").document
    assert workspace("eval", "--period", "2024..2025", "--to", "hasil.csv").status == 0
    assert workspace("eval", "--period", "2024..2025", "--to", "hasil.parquet").status == 0
    rows = table((workspace.folder / "hasil.csv").read_text(encoding="utf-8"))
    typed = pq.read_table(workspace.folder / "hasil.parquet").to_pylist()
    assert len(rows) == len(typed) == len(document["results"]) == 10
    for row, same, result in zip(rows, typed, document["results"], strict=True):
        for name in ("indicator", "label", "period", "state", "value", "exact", "unit", "reason"):
            assert row[name] == (result[name] or "")
            assert same[name] == result[name]
        assert row["daerah"] == (result["key"] or "")
        assert same["daerah"] == result["key"]
        assert row["category"] == ((result["category"] or {}).get("id") or "")
        bounds = result["bounds"] or {}
        assert (row["low"], row["high"]) == (bounds.get("low") or "", bounds.get("high") or "")
        assert same["tight"] == bounds.get("tight")
        assert row["marks"] == ", ".join(mark["mark"] for mark in result["marks"])
        assert same["missing"] == result["missing_total"]


def test_targets_and_achievements_are_displayed_and_exact(workspace):
    spec = SPEC.replace("  kategori predikat\n", "  kategori predikat\n  target 2025 = 90\n  capaian umum\n", 1)
    profile = "profil umum\n  naik = realisasi / target * 100%\n"
    workspace.write("indicator_specs/akip.iku", profile + spec)
    said = workspace("eval", "akip", "--period", "2025", "--to", "a.csv", "--json")
    assert said.status == 0, said
    (row,) = table((workspace.folder / "a.csv").read_text(encoding="utf-8"))
    (result,) = said.document["results"]
    assert (row["target"], row["target_exact"]) == (result["target"]["value"], "90")
    assert (row["achievement"], row["achievement_exact"]) == ("95.56", "43/45")
    assert row["achievement"] == result["achievement"]["value"]


def test_hostile_labels_are_text_in_csv_and_untouched_in_parquet(workspace):
    lines = "".join(f'{100 + place},"{text.replace(chr(34), chr(34) * 2)}"\n' for place, text in enumerate(HOSTILE))
    workspace.write("fakta/daerah.csv", f"kode,nama\n{lines}")
    assert workspace("import", "fakta/daerah.csv").status == 0
    for name in ("h.csv", "h.parquet"):
        assert workspace("eval", "penerima", "--period", "2025", "--to", name).status == 0
    rows = {row["daerah"]: row for row in table((workspace.folder / "h.csv").read_text(encoding="utf-8"))}
    typed = {row["daerah"]: row for row in pq.read_table(workspace.folder / "h.parquet").to_pylist()}
    for place, text in enumerate(HOSTILE):
        guarded = f"'{text}" if text[0] in "=@＝" else text
        assert rows[str(100 + place)]["daerah.label"] == guarded
        assert typed[str(100 + place)]["daerah.label"] == text


def test_prose_steers_no_terminal_and_members_stay_as_they_are(workspace):
    workspace.write("fakta/daerah.csv", "kode,nama\n11.01,a\x1b[31mb\n")
    workspace.write("fakta/espm.csv", "# tanda: awas\x1b[31m\u202etxt\ntahun,daerah,penerima\n2025,11.01,50%\n")
    for name in ("daerah", "espm"):
        assert workspace("import", f"fakta/{name}.csv").status == 0
    assert workspace("eval", "penerima", "--period", "2025", "--to", "h.csv").status == 0
    row = next(
        row for row in table((workspace.folder / "h.csv").read_text(encoding="utf-8")) if row["daerah"] == "11.01"
    )
    assert row["daerah.label"] == "a\x1b[31mb"
    assert "awas\\x1b[31m\\u202etxt" in row["marks"]
    assert not [name for name, text in row.items() if {"\x1b", "\u202e"} & set(text) and name != "daerah.label"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--to", "a.xls"), 2, ".csv, .parquet"),
        (("--to", "a.csv", "--watch"), 2, "--watch"),
        (("--to", "a.csv", "--explain"), 2, "--explain"),
        (("--to", "a.csv", "--what-if", "x = 1"), 2, "--what-if"),
        (("--to", "tidak/ada/a.csv"), 3, "tidak/ada tidak ada; buat dahulu"),
    ],
)
def test_what_cannot_be_is_said_with_its_mend(workspace, arguments, status, said):
    found = workspace("eval", "--period", "2025", *arguments)
    assert found.status == status
    assert said in found.err
    assert not (workspace.folder / "a.csv").exists()


def test_names_that_steer_a_terminal_are_kept_in_csv_and_told(workspace):
    workspace.write("fakta/daerah.csv", "kode,nama\n11.01,Kabupaten Satu\n11.02,Dua\x1b[31m\u202e\n")
    assert workspace("import", "fakta/daerah.csv", "--into", "daerah").status == 0
    said = workspace("eval", "penerima", "--period", "2025", "--to", "a.csv", "--lang", "en")
    assert said.status == 0 and "1 row names a member whose name steers a terminal" in said.err, said
    assert "\x1b[31m" in (workspace.folder / "a.csv").read_text(encoding="utf-8")
    assert "steers" not in workspace("eval", "akip", "--period", "2025", "--to", "b.csv", "--lang", "en").err
