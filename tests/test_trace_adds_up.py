"""The JSON trace of every demonstration result, walked: each number is made anew from the ones below it."""

from fractions import Fraction

import pytest
from demonstration import YEARS, demonstration

from iku_cli.documents.evaluation import evaluation_document
from iku_engine.evaluating.evaluate import evaluate

THREE = ("nilai_akip", "nilai_akip_komponen", "spm_meningkat", "perjanjian_diimplementasikan")
PER_REGION = ("indeks_spm", "penerima_spm", "mutu_spm", "pencatatan_spm")
LEAVES = {"constant", "column", "attribute", "key", "calendar"}
CARRIED = {"named", "derived", "indicator", "convert", "limited"}


def exact(node: dict[str, object]) -> Fraction:
    return Fraction(str(node["exact"]))


def made_anew(node: dict[str, object]) -> Fraction | None:
    """The number that the nodes below give; None where the node is a leaf, or what it shows is no number."""
    children = [child for child in node.get("children", []) if "exact" in child]
    values = [exact(child) for child in children]
    match node["op"]:
        case "add":
            return values[0] + values[1]
        case "subtract":
            return values[0] - values[1]
        case "multiply":
            return values[0] * values[1]
        case "divide":
            return values[0] / values[1]
        case "negate":
            return -values[0]
        case "weighted":
            return sum(values, Fraction(0))
        case "term":
            return Fraction(node["weight"]["used"]) * sum(values, Fraction(0))
        case "official":
            return values[0]
        case "count":
            (counted,) = [group for group in node["groups"] if group["kind"] == "counted"]
            assert len(counted["members"]) == counted["total"], "with depth None every member is listed"
            return Fraction(counted["total"])
        case "aggregate":
            (counted,) = [group for group in node["groups"] if group["kind"] == "counted"]
            assert node["statistic"] == "sum"
            return sum((Fraction(str(member["exact"])) for member in counted["members"]), Fraction(0))
        case op if op in CARRIED:
            return values[0]
        case "lookup" | "classify":
            return exact(node)  # what a table or scale gives; its key stands below
        case op if op in LEAVES:
            return None
        case op:
            raise AssertionError(f"no rule for {op}")


def walk(node: dict[str, object]):
    yield node
    for child in node.get("children", []):
        yield from walk(child)


@pytest.fixture(scope="module")
def documents():
    with demonstration() as (store, program):
        found = []
        for names in (THREE, PER_REGION):
            depth = None if names is THREE else 0
            evaluated = evaluate(store, program, specs="", indicators=names, periods=YEARS, depth=depth)
            found.append(evaluation_document(evaluated, "id"))
        return found


def test_every_number_is_made_of_the_numbers_below_it(documents):
    remade = leaves = 0
    for document in documents:
        for result in document["results"]:
            if result["state"] == "value" and result["trace"]["op"] != "guard":
                assert exact(result["trace"]) == Fraction(result["exact"])
            for node in walk(result["trace"]):
                if node["state"] != "value" or "exact" not in node:
                    continue
                anew = made_anew(node)
                if anew is None:
                    leaves += 1
                    continue
                remade += 1
                assert anew == exact(node), node
    assert remade > 5_000
    assert leaves > 5_000


def test_every_leaf_of_a_score_names_file_and_row(documents):
    for result in documents[0]["results"]:
        for node in walk(result["trace"]):
            if node["op"] == "column" and node["state"] == "value":
                assert node["fact"]["file"].endswith(".csv")
                assert node["fact"]["row"] > 3
                assert len(node["fact"]["sha256"]) == 64


def test_bounds_of_what_is_missing_are_made_of_the_bounds_below(documents):
    seen = 0
    for result in documents[0]["results"]:
        for node in walk(result["trace"]):
            if node["op"] != "weighted" or node["state"] != "missing":
                continue
            low = high = Fraction(0)
            for child in node["children"]:
                bounds = child.get("bounds") or {"low": child.get("exact"), "high": child.get("exact")}
                low, high = low + Fraction(bounds["low"]), high + Fraction(bounds["high"])
            assert (low, high) == (Fraction(node["bounds"]["low"]), Fraction(node["bounds"]["high"]))
            seen += 1
    assert seen
