"""The page is tested as a reader would: `second_reader`, written from the words of docs/language.md, agrees on specs and facts at random.

Where the two do not agree, one of three is at fault: the product, the reader, or a sentence of the page that can be read in both ways.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
import second_reader
from second_reader.compared import Compared, compare, results_of, without_refused
from second_reader.spec_text import spec_text
from second_reader.worlds import a_world

PRODUCT = ("iku_dsl", "iku_engine", "iku_cli")


def compared(seeds: Iterable[int], folder: Path, *, with_rules: bool) -> Compared:
    """What came of all worlds together; at the first difference it stops, and says which world that is."""
    results, features = 0, Counter[str]()
    for seed in seeds:
        made_in = folder / f"{seed}-{with_rules}"
        kept = without_refused(a_world(seed, with_rules=with_rules))
        if kept is None:
            continue
        world, program = kept
        made_in.mkdir()
        found = compare(world, results_of(world, program, made_in))
        told = "\n".join(map(str, found.differences[:5]))
        assert not found.differences, (
            f"seed {seed}: {len(found.differences)} of {found.results}\n{told}\n{spec_text(world)}"
        )
        results += found.results
        features += found.features
    return Compared(results, features, ())


# Of the ordinary run, fewer of what takes a while to come up at random.
FEATURES = """
a result that is value; a result that is missing; a result that is not-applicable; outside all versions; versions; count
sum of many; average of many; minimum of many; maximum of many; median of many; over a set; over all rows; many members of an indicator
weighted sum by weights; weighted average by weights; weighted sum by a column; weighted average by a column
value of another indicator; achievement of another indicator; indicator [previous]; indicator [this]; indicator [to]
column [previous]; column [this]; column [to]; of a complete source; of a register source; column computed row by row
column that is consolidated: sum; column that is consolidated: average; column that is consolidated: last
column that is consolidated: minimum; column that is consolidated: maximum; column that is partial
if; has; = missing; round(); abs(); minimum(); maximum(); average(); median(); guard; guard that holds; let; rounded
achievement that is value; achievement that is missing; achievement that is not-applicable; named target; a category; possible categories
"""
RULES = """
a result that is error
when missing 0 at a column; when missing last at a column; when missing error at a column
when not loaded 0 at a column; when not loaded last at a column; achievement that is error
when missing 0 behind many rows; when missing skip behind many rows; when missing error behind many rows
when missing reweight behind many rows
when not loaded 0 behind many rows; when not loaded skip behind many rows; when not loaded error behind many rows
when not applicable 0 behind many rows; when not applicable skip behind many rows; when not applicable error behind many rows
when missing 0 behind weights; when missing skip behind weights; when missing reweight behind weights
when not loaded 0 behind weights; when not loaded skip behind weights; when not loaded reweight behind weights
when not applicable 0 behind weights; when not applicable skip behind weights; when not applicable reweight behind weights
"""


PLAIN = (15, 18)  # seeds that are quick
RULED = (15, 33, 67, 93, 109, 113, 129)  # and in which all of these come up
READER = [path for path in Path(second_reader.__file__).parent.glob("*.py") if path.stem != "compared"]


def named(features: str) -> set[str]:
    return {each.strip() for line in features.splitlines() for each in line.split(";") if each.strip()}


def rare(found: Compared, features: str, least: int) -> dict[str, int]:
    """The features that fewer results have than wanted."""
    return {each: found.features[each] for each in sorted(named(features)) if found.features[each] < least}


def test_what_the_product_makes_of_worlds_is_what_the_page_says(tmp_path: Path) -> None:
    plain = compared(PLAIN, tmp_path, with_rules=False)
    ruled = compared(RULED, tmp_path, with_rules=True)
    both = Compared(plain.results + ruled.results, plain.features + ruled.features, ())
    assert not rare(both, FEATURES, 3)
    assert not rare(both, RULES, 1)
    assert both.results > 800


@pytest.mark.soak
@pytest.mark.parametrize("with_rules", [False, True])
def test_a_hundred_worlds_more(tmp_path: Path, with_rules: bool) -> None:
    found = compared(range(1000, 1100), tmp_path, with_rules=with_rules)
    assert not rare(found, FEATURES + RULES if with_rules else FEATURES, 10)
    assert found.results > 10_000


@pytest.mark.parametrize("path", READER, ids=lambda path: path.stem)
def test_the_reader_reads_the_page_and_not_the_product(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported.add(node.module or "")
    assert not [name for name in imported if name.split(".")[0] in PRODUCT]


def test_each_rule_of_the_reader_stands_on_the_page() -> None:
    """Its modules name the headings that they were read from."""
    page = (Path(__file__).parents[1] / "docs" / "language.md").read_text(encoding="utf-8")
    headings = {line.split(" ")[1].rstrip(".") for line in page.splitlines() if line.startswith("#")}
    for path in READER:
        for number in re.findall(r"\b\d+\.\d+(?:\.\d+)?\b(?=[:, ])", "\n".join(_docstrings(path))):
            assert number in headings, f"{path.name}: {number}"


def _docstrings(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Module)
    return [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, kinds)]
