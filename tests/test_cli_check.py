"""`check --proofs` and `check --sarif`: what is proven, and the problems as code hosts read them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cli_workspace import SPEC, workspace_in
from jsonschema import Draft202012Validator
from rich.cells import cell_len
from test_cli_documents import check as fits

from iku_dsl.budgets import BUDGETS
from iku_dsl.catalogue import PROBLEMS, RUNTIME

# The parts of the SARIF 2.1.0 schema (OASIS) that code hosts rely on.
URI = {"type": "object", "required": ["uri"], "properties": {"uri": {"type": "string", "pattern": r"^[^ \\#]+$"}}}
REGION = {
    "type": "object",
    "required": ["startLine", "startColumn", "endLine", "endColumn"],
    "additionalProperties": {"type": "integer", "minimum": 1},
}
PLACE = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "id": {"type": "integer", "minimum": 0},
        "message": {"type": "object", "required": ["text"]},
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "properties": {"artifactLocation": URI, "region": REGION},
        },
    },
    "additionalProperties": False,
}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = {
    "type": "object",
    "required": ["id", "shortDescription", "help", "defaultConfiguration"],
    "properties": {
        "id": {"type": "string"},
        "shortDescription": {"type": "object", "required": ["text"]},
        "help": {"type": "object", "required": ["text", "markdown"]},
        "defaultConfiguration": {"type": "object", "properties": {"level": LEVEL}},
    },
    "additionalProperties": False,
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
    "properties": {
        "level": LEVEL,
        "message": {"type": "object", "required": ["text"]},
        "locations": {"type": "array", "items": PLACE, "minItems": 1},
        "relatedLocations": {"type": "array", "items": PLACE, "uniqueItems": True},
    },
}
RUN = {
    "type": "object",
    "required": ["tool", "results", "columnKind"],
    "properties": {
        "tool": {
            "type": "object",
            "required": ["driver"],
            "properties": {
                "driver": {
                    "type": "object",
                    "required": ["name", "semanticVersion", "rules"],
                    "properties": {"rules": {"type": "array", "items": RULE, "uniqueItems": True}},
                }
            },
        },
        "results": {"type": "array", "items": RESULT},
        "columnKind": {"const": "unicodeCodePoints"},
        "language": {"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {"version": {"const": "2.1.0"}, "runs": {"type": "array", "items": RUN, "minItems": 1}},
}


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    return workspace_in(tmp_path, capsys, monkeypatch)


# ---- what is proven


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("language", ["id", "en"])
def test_proofs_are_told_by_declaration_with_the_direction_of_each_input(workspace, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    said = workspace("check", "--proofs", "--lang", language)
    assert said.status == 0
    assert all(cell_len(line) <= width for line in said.out.splitlines())
    text = " ".join(said.out.split())
    assert "Nilai akuntabilitas kinerja (akip) indicator_specs/akip.iku:18" in text
    assert ("naik bersama lke.nilai" if language == "id" else "rises with lke.nilai") in text
    assert "↕" in text  # pembagian may go either way
    assert said.out.count("✓") >= 4
    assert said.err.startswith(("1 berkas diperiksa", "Files checked: 1"))


def test_two_versions_of_an_indicator_are_told_apart_by_their_place(workspace):
    version = """
indikator lama "Versi" per daerah
  berlaku {years}
  satuan persen 0%..100%
  arah naik
  rumus {formula}
"""
    old = version.format(years="..2020", formula="espm.penerima")
    new = version.format(years="2021..", formula="1 - espm.penerima")
    workspace.write("indicator_specs/akip.iku", SPEC + old + new)
    blocks = workspace("check", "--proofs").out.split("\n\n")
    versions = [block for block in blocks if "(lama)" in block]
    assert len(versions) == 2
    assert "↑ naik bersama espm.penerima" in versions[0]
    assert "↓ turun ketika espm.penerima naik" in versions[1]


NARROW = """
skala nada atas ..
  tinggi >= 80
  sedang 60 ..< 80
  rendah < 60

dimensi satu
  tunggal

sumber s per tahun, satu
  kolom a angka 70..100
  kolom b angka 1..2

indikator i
  satuan angka
  arah tanpa
  bobot satu
    tunggal 100%
  rumus jumlah berbobot s.a
  kategori nada

indikator j per satu
  satuan angka
  arah tanpa
  rumus 0 - s.a - s.b
"""


def test_proofs_are_said_in_good_grammar(workspace):
    workspace.write("indicator_specs/akip.iku", NARROW)
    for language, wanted in (
        ("id", ("setiap bilangan tertutup oleh 3 kategori", "satu-satunya bobot satu berjumlah tepat 100%",
                "tidak ada nilai yang masuk kategori rendah (hasilnya 70 .. 100)", "turun ketika s.a, s.b naik")),
        ("en", ("every number is covered by the 3 categories", "the sum of the only weight of satu is exactly 100%",
                "no value falls into rendah (the result lies in 70 .. 100)", "falls with a rise in s.a, s.b")),
    ):  # fmt: skip
        said = " ".join(workspace("check", "--proofs", "--lang", language).out.split())
        for text in wanted:
            assert text in said
    document = workspace("check", "--proofs", "--json").document
    fits("problems", document)
    assert [proof["declaration"] for proof in document["proofs"] if proof["kind"] == "unreached"] == ["i"]


def test_problems_come_first_and_errors_prove_nothing(workspace):
    text = SPEC.replace("  rumus espm.penerima\n", "  hitung sisa = 2\n  rumus espm.penerima\n", 1)
    workspace.write("indicator_specs/akip.iku", text)
    said = workspace("check", "--proofs")
    assert said.status == 0
    assert said.out.index("peringatan[unused]") < said.out.index("\n\nPredikat (predikat)")
    workspace.write("indicator_specs/akip.iku", SPEC.replace("ukur 40%", "ukur 30%"))
    said = workspace("check", "--proofs")
    assert said.status == 1
    assert "✓" not in said.out
    assert "setelah galatnya diperbaiki" in said.err
    workspace.write("indicator_specs/akip.iku", "dimensi x\n  a, b\n")
    assert workspace("check", "--proofs").out == "Tidak ada yang perlu dibuktikan.\n"


def test_proofs_as_data(workspace):
    assert "proofs" not in workspace("check", "--json").document
    document = workspace("check", "--proofs", "--json", "--lang", "en").document
    fits("problems", document)
    moves = {(p["declaration"], p["input"], p["direction"]) for p in document["proofs"] if p["kind"] == "movement"}
    assert ("akip", "lke.nilai", "up") in moves
    assert ("pembagian", "espm.penerima", "either") in moves
    weights = next(p for p in document["proofs"] if p["kind"] == "weights")
    assert (weights["declaration"], weights["input"], weights["direction"]) == ("akip", None, None)
    assert weights["span"]["line"] == 21
    assert "100%" in weights["statement"]
    workspace.write("indicator_specs/akip.iku", SPEC.replace("ukur 40%", "ukur 30%"))
    document = workspace("check", "--proofs", "--json").document
    fits("problems", document)
    assert document["proofs"] is None


# ---- SARIF


def sarif(workspace, *arguments):
    said = workspace("check", "--sarif", *arguments)
    assert said.err == ""
    found = list(Draft202012Validator(SARIF).iter_errors(said.document))
    assert not found, found[:3]
    (run,) = said.document["runs"]
    return said.status, run


def test_sarif_has_a_rule_for_each_problem_of_the_catalogue_with_its_page(workspace):
    status, run = sarif(workspace, "--lang", "en")
    assert (status, run["results"], run["language"]) == (0, [], "en")
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [known.id for known in PROBLEMS if known.id not in RUNTIME]
    weights = next(rule for rule in rules if rule["id"] == "weights-sum")
    assert weights["shortDescription"]["text"] == "Weights do not sum to 100%"
    assert weights["help"]["markdown"].startswith("# weights-sum: Weights do not sum to 100% (error)\n")
    assert {rule["defaultConfiguration"]["level"] for rule in rules} == {"error", "warning"}


def test_sarif_results_name_rule_place_and_what_else_is_pointed_at(workspace):
    workspace.write("indicator_specs/satu dua#.iku", SPEC.replace("ukur 40%", "ukur 30%"))
    status, run = sarif(workspace, "indicator_specs/satu dua#.iku")
    assert status == 1
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "weights-sum"
    assert result["level"] == "error"
    assert result["message"]["text"].count("\n") == 2  # with counter-example and mend
    (place,) = result["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "indicator_specs/satu%20dua%23.iku"},
        "region": {"startLine": 21, "startColumn": 3, "endLine": 21, "endColumn": 17},
    }
    assert [related["id"] for related in result["relatedLocations"]] == [1, 2]
    assert [related["message"]["text"] for related in result["relatedLocations"]] == ["60%", "30%"]


def test_sarif_names_a_file_elsewhere_in_full_and_one_here_from_here(workspace, monkeypatch):
    path = workspace.write("indicator_specs/b.iku", "indikatr x\n")
    for given, uri in ((path, "indicator_specs/b.iku"), ("./indicator_specs/../indicator_specs/b.iku", None)):
        _, run = sarif(workspace, str(given))
        found = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert found == (uri or "indicator_specs/b.iku")
    monkeypatch.chdir(workspace.folder / "fakta")
    _, run = sarif(workspace, str(path))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == path.resolve().as_uri()


def test_no_command_draws_more_problems_than_anybody_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    most = replace(BUDGETS["problems"], most=3)
    monkeypatch.setitem(BUDGETS, "problems", most)
    workspace.write("wrong.iku", "formula ((\n" * 8)
    for command in (("check", "wrong.iku"), ("fmt", "wrong.iku")):
        said = workspace(*command)
        assert said.status == 1
        assert (said.out + said.err).count(" --> wrong.iku") == 4
        assert "more problems; 3 at the most can be told" in said.out + said.err
        assert len(json.loads(workspace(*command, "--json").out)["problems"]) == 4
