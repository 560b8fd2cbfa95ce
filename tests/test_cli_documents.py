"""What `--json` prints fits the schema that is generated for it, and says what the contract says."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from cli_workspace import SPEC, Workspace
from jsonschema import Draft202012Validator
from render_examples import evaluation, hostile, regions, sakip, spm

from iku_cli.commands.tools import generated, names
from iku_cli.documents.evaluation import evaluation_document

# By the part of a document: the keys that it need not have.
OPTIONAL = {
    "evaluation": {"statements", "printed"},
    "explain": {"id", "page", "problems"},
    "problems": {"proofs"},
    "Node": {
        "label", "exact", "unit", "bounds", "reason", "period", "weight", "fact", "digits", "statistic", "notes", "groups",
        "children", "left_out",
    },
    "Member": {"weight", "state", "value", "exact"},
    "MemberPlace": {"value", "exact"},
    "DifferenceSide": {"exact"},
    "Value": {"exact"},
}  # fmt: skip
TEXTS = ("kata", "1/2", "2025", "0" * 64)  # one of them fits any pattern


@cache
def validator(name: str) -> Draft202012Validator:
    schema = generated(name)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def objects(schema: object) -> Iterator[dict]:
    """All objects that a schema describes."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


def example(schema: dict, shared: dict, depth: int = 0) -> object:
    """A value with every key that it may have; lists end after some levels, so that what has its like below it ends, too."""
    if "$ref" in schema:
        return example(shared[schema["$ref"].removeprefix("#/$defs/")], shared, depth)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], shared, depth)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            inside = schema.get("properties", {})
            return {key: example(one, shared, depth + 1) for key, one in inside.items()}
        case "array":
            each = schema.get("prefixItems") or [schema["items"]] * schema.get("minItems", 1)
            return [example(one, shared, depth + 1) for one in each] if depth < 8 else []
        case "string":
            return next(text for text in TEXTS if re.search(schema.get("pattern", ""), text))
        case "integer":
            return schema.get("minimum", 0)
        case "boolean":
            return True
    return None


def check(name: str, document: object) -> None:
    found = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator(name).iter_errors(document)
    ]
    assert not found, found[:3]


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IKU_LANG", "id")
    for name in ("IKU_STORE", "IKU_SPECS", "IKU_ENGINE"):
        monkeypatch.delenv(name, raising=False)
    return Workspace(tmp_path, capsys)


@pytest.mark.parametrize("name", names())
def test_schemas_are_valid_closed_and_printed(name, workspace):
    schema = validator(name).schema
    assert schema["properties"]["schema"]["const"] == f"iku-engine/{name}/1"
    for one in objects(schema):  # where keys are data, their values have a form
        assert one["additionalProperties"] is False if "properties" in one else one["additionalProperties"], one
    assert workspace("schema", name).document == schema


def test_a_part_is_the_same_in_all_documents():
    known: dict[str, dict] = {}
    for name in names():
        for part, schema in generated(name).get("$defs", {}).items():
            assert known.setdefault(part, schema) == schema, part


@cache
def first_with() -> dict[str, str]:
    """By each part that documents share the first of those with it, as it is the same in all."""
    return {part: name for name in reversed(names()) for part in generated(name).get("$defs", {})}


@pytest.mark.parametrize("name", names())
def test_a_key_more_or_less_is_refused_at_each_level(name):
    whole = generated(name)
    shared = whole.pop("$defs", {})
    for part, schema in {name: whole, **shared}.items():
        if "properties" not in schema or first_with().get(part, name) != name:
            continue
        full, fits = example(schema, shared), Draft202012Validator({**schema, "$defs": shared}).is_valid
        assert fits(full), part
        assert not fits({**full, "zzz": 1}), part
        fewer = {left: {key: value for key, value in full.items() if key != left} for left in full}
        assert {left for left, one in fewer.items() if fits(one)} == OPTIONAL.get(part, set()), part


def test_results_built_by_hand():
    for traced in (True, False):
        document = evaluation_document(evaluation(sakip(), spm(), hostile(), *regions(2)), "id", traced)
        check("evaluation", document)
    score, share, _, region, _ = document["results"]
    assert (score["value"], score["exact"], score["unit"], score["state"]) == ("79.55", "1591/20", "nilai", "value")
    assert score["category"]["id"] == "BB"
    assert score["target"] == {"exact": "90", "value": "90.00", "high": None}
    assert score["achievement"] == {"exact": "1591/1800", "value": "88.39"}
    assert (score["key"], region["key"], region["value"], region["exact"], region["unit"]) == (
        None,
        "11.00",
        "80.00",
        "4/5",
        "%",
    )
    assert (share["value"], share["exact"]) == (None, None)
    assert share["bounds"] == {"low": "11/15", "high": "23/30", "tight": True}
    assert score["trace"] is None


def test_check_documents(workspace):
    check("problems", workspace("check", "--json").document)
    workspace.write("indicator_specs/salah.iku", SPEC.replace("ukur 40%", "ukur 30%").replace("hitung", "hitungg"))
    said = workspace("check", "--json", "indicator_specs/salah.iku")
    assert said.status == 1
    assert said.err == ""
    check("problems", said.document)
    problem = said.document["problems"][0]
    assert (problem["id"], problem["severity"]) == ("weights-sum", "error")
    assert problem["spans"][0]["file"] == "indicator_specs/salah.iku"
    assert problem["counter_example"]


def test_documents_of_every_command(workspace):
    workspace.write("fakta/buruk.csv", "tahun,komponen,nilai\n2023,rencana,9000\n2023,ukur,80\n")
    workspace.write("fakta/rusak.csv", "a\n1\n")
    check("import", workspace("import", "fakta/espm.csv", "fakta/daerah.csv", "fakta/lke.csv", "--json").document)
    bad = workspace("import", "fakta/buruk.csv", "fakta/rusak.csv", "--into", "lke", "--json")
    check("import", bad.document)
    assert bad.status == 1
    first, second = bad.document["files"]
    assert first["rows"] == first["accepted"] + first["identical"] + first["rejected_total"] == 2
    assert second["refused"]
    for arguments in (("eval",), ("eval", "--no-trace"), ("eval", "--as-printed"), ("trace", "akip")):
        check("evaluation", workspace(*arguments, "--period", "2024..2025", "--json").document)
    check("tests", workspace("test", "--json").document)
    check("format", workspace("fmt", "--check", "--json").document)
    check("stages", workspace("stages", "indicator_specs/akip.iku", "--json").document)
    check("stages", workspace("stages", "indicator_specs/akip.iku", "--show", "program", "--json").document)
    check("explain", workspace("explain", "weights-sum", "--json").document)
    check("explain", workspace("explain", "--json").document)
    check("init", workspace("init", "contoh", "--json").document)


def test_a_failing_test_has_the_result_that_shows_why(workspace):
    workspace.write("indicator_specs/akip.iku", SPEC.replace("harap nilai = 86", "harap nilai = 80"))
    said = workspace("test", "--json")
    assert said.status == 1
    check("tests", said.document)
    failure = said.document["tests"][0]["failures"][0]
    assert failure["result"]["value"] == "86.00"
    assert (said.document["passed"], said.document["failed"]) == (0, 1)


def test_values_of_a_workspace(workspace):
    workspace.load()
    results = {
        (r["indicator"], r["period"], r["key"]): r
        for r in workspace("eval", "--period", "2024..2025", "--json").document["results"]
    }
    score = results[("akip", "2025", None)]
    assert (score["value"], score["exact"], score["category"]["label"]) == ("86.00", "86", "Memuaskan")
    assert [mark["mark"] for mark in score["marks"]] == ["ilustratif"]
    term = score["trace"]["children"][0]
    assert (term["op"], term["label"], term["weight"]["used"]) == ("term", "Perencanaan kinerja", "3/5")
    assert term["children"][0]["fact"]["row"] == 3
    missing = results[("akip", "2024", None)]
    assert (missing["state"], missing["value"], missing["bounds"]["low"]) == ("missing", None, "54")
    assert missing["missing"][0]["reason"]
    assert results[("penerima", "2025", "11.01")]["exact"] == "7/8"
