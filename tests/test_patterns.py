"""No pattern that a text of a user's is put to takes more than linear time: each of the program's is analysed as it is asked."""

from __future__ import annotations

import ast
import importlib
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from backtracking import slow

ROOT = Path(__file__).parents[1]
LINEAR = Path(__file__).with_name("linear_patterns.txt")  # written by the analysis alone
ASKED = ("search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn")
COMPILERS = ("re.compile", "_compiled", "compiled")
INSIDE: dict[tuple[str, str], Callable[[Any], list[re.Pattern[str] | str]]] = {  # those with names of their functions
    ("iku_dsl.parsing.habits", "_habit"): lambda _: [],  # which are looked for in 200 letters around a place
    ("iku_dsl.keywords", "opening_pattern"): lambda keywords: [keywords.opening_pattern()],
    ("iku_dsl.checking.rename", "_unreadable"): lambda _: [r"(?<!\w)a_b(?!\w)"],
    ("iku_dsl.editing.textmate", "_rule"): lambda _: [],  # which are looked at by an editor, and only compiled here
    ("iku_dsl.editing.textmate", "_captured"): lambda _: [],
    ("iku_engine.cells.keys", "__init__"): lambda _: [r"(?<!\w)(?:ab|abc|a b)(?!\w)"],
    ("iku_engine.cells.converters", "_lines"): lambda converters: [converters._lines(2, True)],
    ("iku_engine.remarks.cumulative_words", "so_far"): lambda words: [
        *words._RANGES,
        words._OF_PARTS,
        words._CURRENT,
        words._DAYS,
        words._UNTIL,
        words._BEGUN,
    ],
    ("iku_engine.remarks.cumulative_words", "of_half_a_year"): lambda words: [words._HALF, words._SHORTER],
    ("iku_engine.remarks.cumulative_words", "_of_a_day_that_comes"): lambda words: [words._OTHERWISE],
    ("iku_engine.remarks.cumulative_words", "at_the_end"): lambda words: [*words._DAY, words._AT_PART, words._AT_MONTH],
    ("iku_engine.words.notation", "alike"): lambda words: [spelling for spelling, _ in words._SPELLINGS],
    ("iku_engine.migrate.objects", "_postgres"): lambda _: [r'(?<![\w"])(?:a|b)\.(?="?(?:iku_|fact_))'],
}
_GIVES_BACK = "what it took is given back up to a quote before, so that but the last quote of a text is found"
MAY: dict[tuple[str, str], str] = {  # patterns that may be slow by their form, and why they are not
    ("iku_dsl.parsing.unexpected", "_QUOTED"): _GIVES_BACK,
    ("iku_dsl.editing.format", "_WHOLE"): _GIVES_BACK,
    ("iku_dsl.parsing.parse", "_PIECE"): _GIVES_BACK,
    ("iku_cli.render.statements", "_LITERAL"): _GIVES_BACK,
    ("iku_dsl.lines", "_DECIMAL_COMMA"): "it begins behind two points, or where no number goes on: once in each number",
    ("iku_engine.worlds.supposing", "_READING"): "each word is taken whole, or not at all",
    ("iku_engine.worlds.supposing", "_INSIDE"): "of what `_READING` took, whose quotes are closed",
    ("iku_engine.worlds.supposing", "_WORD"): "the first quote that is not closed ends the search",
    ("iku_engine.reading.sheet_cells", "_PART"): "of a number format, which has 1,000 letters at the most",
}


@cache
def modules() -> dict[str, ast.Module]:
    return dict(each_module())


def each_module() -> Iterator[tuple[str, ast.Module]]:
    """Those in which a pattern may be made or asked; three of four have no word of it."""
    word = re.compile(rf"\bre\b|compiled|\.(?:{'|'.join(ASKED)})\b")
    for package in ("dsl/iku_dsl", "engine/iku_engine", "cli/iku_cli"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT / package.split("/")[0]).with_suffix("").parts)
            text = path.read_text(encoding="utf-8")
            if word.search(text):
                yield name.removesuffix(".__init__"), ast.parse(text)


@cache
def module(name: str) -> ModuleType:
    return importlib.import_module(name)


def asked() -> dict[tuple[str | bytes, int], dict[str, set[str]]]:
    """Each pattern with its flags: where it stands, and how it is asked there."""
    found: dict[tuple[str | bytes, int], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, tree in modules().items():
        for function, node in calls(tree):
            called = ast.unparse(node.func)
            if called in COMPILERS:
                how = ways(name, function, node)
            elif called.startswith("re.") and called[3:] in ASKED:
                how = {called[3:]}
            else:
                continue
            for pattern, flags in patterns(name, function, node):
                found[pattern, flags][f"{name}:{node.lineno}"] |= how
    seen = {pattern for pattern, _ in found}
    for name in [name for name, tree in modules().items() if "re" in imported(tree)]:
        for pattern in held(list(vars(module(name)).values())):
            if pattern.pattern not in seen:
                found[pattern.pattern, pattern.flags & ~re.UNICODE][name].add("search")
    return found


def calls(tree: ast.AST, function: str = "") -> Iterator[tuple[str, ast.Call]]:
    """All calls, each with the function that it stands in."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield function, node
        yield from calls(node, node.name if isinstance(node, ast.FunctionDef) else function)


def imported(tree: ast.Module) -> set[str]:
    return {one.name for node in tree.body if isinstance(node, ast.Import) for one in node.names}


def held(value: object) -> Iterator[re.Pattern[Any]]:
    """The compiled patterns of a module, within its tables, too."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from held(one)
    elif isinstance(value, dict):
        yield from held(list(value.values()))


@cache
def methods() -> dict[tuple[str, str], set[str]]:
    """How the patterns that have names are asked, or what functions return: private ones in their modules, others anywhere."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in ASKED:
                of = node.value.func if isinstance(node.value, ast.Call) else node.value
                if isinstance(of, ast.Name):
                    found[name if of.id.startswith("_") else "", of.id].add(node.attr)
    return found


def ways(name: str, function: str, compiled: ast.Call) -> set[str]:
    """How a pattern is asked that is compiled there: where that is not seen, as the hardest."""
    for node in ast.walk(modules()[name]):
        named = ""
        if isinstance(node, ast.Attribute) and node.value is compiled:
            return {node.attr}
        if isinstance(node, ast.Assign) and node.value is compiled and isinstance(node.targets[0], ast.Name):
            named = node.targets[0].id
        elif isinstance(node, ast.Return) and node.value is compiled:
            named = function
        if named:
            return methods().get((name if named.startswith("_") else "", named)) or {"search"}
    return {"search"}


def patterns(name: str, function: str, node: ast.Call) -> list[tuple[str | bytes, int]]:
    """The patterns of a call, with their flags."""
    flags = [one.value for one in node.keywords if one.arg == "flags"] + (
        node.args[1:2] if ast.unparse(node.func) == "re.compile" else []
    )
    known = vars(module(name))
    inside = INSIDE.get((name, function))
    made = inside(module(name)) if inside is not None else [eval(ast.unparse(node.args[0]), known)]
    flag = int(eval(ast.unparse(flags[0]), known)) if flags and inside is None else 0
    return [(one.pattern, one.flags & ~re.UNICODE) if isinstance(one, re.Pattern) else (one, flag) for one in made]


def no_pattern_is_slow(known: frozenset[str]) -> set[str]:
    """That none is but those in `MAY`, each with its reason; the digests of those that are not, of which the `known` are not analysed."""
    may = {module(name).__dict__[pattern].pattern for name, pattern in MAY}
    linear, wrong = set[str](), {}
    for (pattern, flags), where in asked().items():
        for how in sorted(
            {how if how in ("match", "fullmatch") else "search" for some in where.values() for how in some}
        ):
            digest = sha256(f"{pattern!r} {flags} {how}".encode()).hexdigest()
            if digest not in known and (reasons := slow(pattern, flags, how)):
                wrong[pattern] = (how, dict(where), reasons[0])
            else:
                linear.add(digest)
    assert {pattern: why for pattern, why in wrong.items() if pattern not in may} == {}
    assert wrong.keys() == may, "a reason that is no longer needed"
    return linear


def test_no_pattern_takes_more_than_linear_time() -> None:
    """Those that were found to be linear before are kept by their digests, as it takes a quarter of a minute to find it out."""
    if os.environ.get("IKU_UPDATE_GOLDENS") == "1":
        LINEAR.write_text("\n".join(sorted(no_pattern_is_slow(frozenset()))) + "\n", encoding="ascii")
    no_pattern_is_slow(frozenset(LINEAR.read_text(encoding="ascii").split()))


@pytest.mark.soak
def test_the_patterns_that_are_kept_as_linear_are_so() -> None:
    assert no_pattern_is_slow(frozenset()) >= set(LINEAR.read_text(encoding="ascii").split())


@pytest.mark.parametrize(
    ("pattern", "how"),
    [
        (r"\s*[-+(]?\s*\d", "match"), (r"a*a*", "fullmatch"), (r"(a*)*b", "match"), (r"\s+$", "sub"), (r"(?:a|aa)+$", "match"),
        (r"\[\$[^\]-]*[^\]]*\]", "match"), (r"a+b", "search"), (r"a*.*", "fullmatch"), (r"'(?:[^']|'')*'", "search"),
        (r"(?i)A+a*b", "match"), (r"a*(?=a*b)", "match"), (r"\w+\s?\w+$", "match"),
    ],
)  # fmt: skip
def test_what_takes_the_square_is_found(pattern: str, how: str) -> None:
    assert slow(pattern, 0, how)


@pytest.mark.parametrize(
    ("pattern", "how"),
    [
        (r"a*b*", "fullmatch"), (r"\w+", "findall"), (r"(?<!\s)\s+$", "sub"), (r"\[\$[^\]-]*+[^\]]*+\]", "match"), (r"(?:ab|a)*c", "match"),
        (r"\ba+b", "search"), (r"[a-z]{1,6} *\d *x", "fullmatch"), (r"a*(?s:.*)", "fullmatch"), (r"(.*\S)\s*\(", "fullmatch"),
        (r"a+(?!a)b", "match"),
    ],
)  # fmt: skip
def test_what_does_not_is_not(pattern: str, how: str) -> None:
    assert not slow(pattern, 0, how)
