"""No two lists of a spec are gone through the one for each of the other but where a budget counts it: in lines run, never in seconds.

`pairs_of_lists.py` has every list of the language, and one spec with all of them. Each is made as long as each other, once, twice and
three times as long: of what grows with the lists nothing is left in the difference of the differences, and of a product everything.
What a copy or a search of C takes is one line, and not seen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from counted_calls import lines
from hostile import NAME, check
from pairs_of_lists import FAULTY, LISTS, SOUND, spec

import iku_dsl
from iku_dsl.budgets import BUDGETS
from iku_dsl.checking.check import stages
from iku_dsl.files_read import read_text
from iku_dsl.keywords import KEYWORDS, PROSES
from iku_dsl.parsing.parse import parse
from iku_dsl.problem import Severity, SourceFile
from iku_dsl.resolve import resolve
from iku_dsl.statements.blocks import gather

# Lists of which there are at most 31 entries, by the budget `keys`: whatever reads a row has a key for each.
FEW = frozenset({"keys", "keys-again", "levels", "levels-again"})
# Who goes through a product that is counted, by the budget that counts it.
COUNTED = {
    "proofs/limits.py": "questions", "proofs/lookups.py": "parts-together", "proofs/undefined.py": "parts-together",
    "proofs/achievement.py": "questions", "proofs/bands.py": "bands", "program/sources.py": "bands", "bounds/": "questions",
    "budgets.py": "questions",
}  # fmt: skip
# What comes to a little more than a line for each entry: to sort.
SORTED = ("checking/check.py <lambda>", "problem.py in_file_order")
LENGTH = (
    9  # three times that is less than any limit of a list that few entries have, such as the 60 categories of a scale
)
PRODUCT = 0.4  # lines for each pair of entries


def _counted(names: Iterable[str], length: int, *, whole: bool) -> dict[str, int]:
    """How many lines each function runs, and those that it asks, where some lists are so long: to resolve, or to prove as well."""
    parsed = parse(SourceFile(NAME, spec(dict.fromkeys(names, length))))
    if whole:
        return lines(partial(stages, [parsed]))
    return lines(partial(resolve, gather([(parsed.file, parsed.spec)]), {NAME: parsed.file}))


def products(names: Iterable[str], *, whole: bool) -> dict[str, float]:
    """The functions that run lines for each pair of entries of some lists, of one or of two, with how many."""
    some = [name for name in names if name not in FEW]
    _counted(some, 2, whole=whole)  # what is made once in a process
    once, twice, thrice = (_counted(some, LENGTH * times, whole=whole) for times in (1, 2, 3))
    pairs = 2 * LENGTH**2
    found = {name: (count - 2 * twice.get(name, 0) + once.get(name, 0)) / pairs for name, count in thrice.items()}
    return {name: round(each, 1) for name, each in found.items() if each >= PRODUCT}


@pytest.fixture(autouse=True)
def what_is_counted_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was probably meant is compared with every name there is, and each rule of a source asked of each row that tests give it."""
    for name in ("compared", "rows-decided"):
        monkeypatch.setitem(BUDGETS, name, replace(BUDGETS[name], most=0))


@pytest.mark.parametrize(
    "names",
    [
        SOUND,
        pytest.param(LISTS, marks=pytest.mark.soak),
        *(pytest.param([*SOUND, *list(FAULTY)[at::4]], marks=pytest.mark.soak) for at in range(4)),
    ],
    ids=len,
)
def test_lists_are_not_multiplied_where_a_spec_is_understood(names: Iterable[str]) -> None:
    assert products(names, whole=False) == {}


@pytest.mark.soak
@pytest.mark.parametrize("faulty", ["", *FAULTY])
def test_lists_are_not_multiplied_beside_what_is_wrong(faulty: str) -> None:
    found = products([*SOUND, *([faulty] if faulty else [])], whole=True)
    assert not [name for name in found if not name.startswith(tuple(COUNTED)) and name not in SORTED], found
    assert BUDGETS.keys() >= set(COUNTED.values())


def test_without_what_is_wrong_a_spec_of_all_lists_has_no_error() -> None:
    for lengths in ({}, dict.fromkeys(SOUND, LENGTH)):
        checked = check(spec(lengths))
        assert not [problem for problem in checked.problems if problem.severity is Severity.ERROR]


@pytest.mark.parametrize("some", [0, *(pytest.param(at, marks=pytest.mark.soak) for at in (1, 2, 3))])
def test_what_is_wrong_is_told(some: int) -> None:
    """But for what may come again: a choice, a point of a category, an argument; and what is only odd."""
    silent = {"choices-again", "points-again", "arguments-again", "outside-again", "givens-of-members"}
    for name in [name for name in FAULTY if name not in silent][some::4]:
        assert len(check(spec({name: 3})).problems) > 2, name


# By what may be repeated, a kind of line or what the grammar repeats within one: the lists that do. Others stand once.
LINES = {
    "ATTRIBUTE": "attributes", "ALIAS": "aliases", "COLUMN": "columns", "PARAMETER": "parameters", "LET": "lets", "SET": "sets",
    "REQUIRE": "requires", "CHECK": "checks", "OUTSIDE": "outside", "WHEN": "guards",
    "TARGET": "targets", "WEIGHTS": "levels", "BANDS": "caps", "OFFICIAL": "compared", "COMPARE": "compared", "GIVEN": "givens",
    "EXPECT": "expects", "DIMENSION": "dimensions", "SOURCE": "sources", "TABLE": "tables", "SCALE": "scales", "PROFILE": "profiles",
    "INDICATOR": "indicators", "TEST": "tests", **{role.upper(): "texts" for role, many in PROSES.items() if many != "once"},
}  # fmt: skip
ONCE = {
    "PUBLISHER", "LIMITS", "OWNER", "EFFECTIVE", "UNIT", "DIRECTION", "FORMULA", "ACHIEVEMENT", "CONSOLIDATE", "RANK", "HIGHER",
    "LOWER", "STABLE", *(role.upper() for role, many in PROSES.items() if many == "once"),
}  # fmt: skip
WITHIN = {
    "per_list": "keys", "indicator": "keys", "table_keys": "cells", "attribute": "", "column": "", "parameter": "", "type": "choices",
    "owner": "teams", "achievement": "arguments", "given": "given-columns", "subject_keys": "", "row_member": "members-of-a-row",
    "row_band": "points", "row_entry": "cells", "row_cells": "given-cells-left-out", "listed_aggregate": "listed", "arguments": "readings",
    "path": "", "call": "readings", "index": "",
}  # fmt: skip


def test_no_list_of_the_language_is_left_out() -> None:
    assert {word.terminal for word in KEYWORDS if word.opens} == LINES.keys() | ONCE
    grammar = read_text(Path(iku_dsl.__path__[0], "grammar.lark"))
    rules = re.findall(r"^[?]?([a-z_]+): *(.*(?:\n +\|.*)*)", grammar, re.MULTILINE)
    repeated = {name for name, rule in rules if re.search(r"_list\{|[a-z_)][*+]", re.sub(r'"[^"\n]*"', "", rule))}
    assert repeated == WITHIN.keys()
    assert LISTS.keys() >= {*LINES.values(), *WITHIN.values()} - {""}
