"""A text may be as large or deep as it likes: `check` ends soon, clean or with `too-large`, and nothing runs out of stack."""

from __future__ import annotations

from time import process_time

import pytest
from hostile import check, ids

from iku_dsl.editing.format import format_spec
from iku_dsl.parsing.parse import parse
from iku_dsl.problem import SourceFile
from iku_dsl.proofs.proven import proven

SECONDS = 15.0  # of computing; most take a tenth of one
MANY = 300

SOURCE = "sumber s per tahun\n  kolom n angka 0..10\n  kolom m angka 0..10\n"
ROWS = "dimensi d\n  x, y\nsumber s per tahun, d\n  kolom n angka 0..10\n"


def each(line: str, count: int = MANY, glue: str = "") -> str:
    """A line for every number: `{i}`, and the next, `{j}`."""
    return glue.join(line.format(i=i, j=i + 1) for i in range(count))


def indicator(statements: str, name: str = "i") -> str:
    return f"indikator {name}\n  satuan angka\n  arah naik\n  {statements}\n"


def rule(formula: str) -> str:
    return SOURCE + indicator(f"rumus {formula}")


def guard(condition: str) -> str:
    return SOURCE + indicator(f'bila {condition} tidak berlaku karena "x"\n  rumus s.n')


def lets(line: str, count: int = MANY) -> str:
    return SOURCE + indicator(f"hitung a0 = s.n\n{each(line, count)}  rumus a{count}")


def columns(lines: str, formula: str) -> str:
    return f"sumber s per tahun\n{lines}{indicator('rumus ' + formula)}"


def halves(depth: int) -> str:
    return "s.n" if not depth else f"(jika s.n > {depth} maka {halves(depth - 1)} selain itu {halves(depth - 1)})"


DEEP = {
    "brackets": (rule("(" * MANY + "s.n" + ")" * MANY), {"too-large"}),
    "brackets that open": ("([" * MANY, {"unexpected-text"}),
    "signs": (rule("-" * MANY + "s.n"), {"too-large"}),
    "negations": (guard("bukan " * MANY + "s.n > 1"), {"too-large"}),
    "negations just within": (guard("bukan " * 100 + "s.n > 1"), set()),
    "powers of powers": (rule("^".join(["s.n"] * MANY)), {"too-large"}),
    "functions": (rule("ln(" * MANY + "s.n" + ")" * MANY), {"too-large"}),
    "else after else": (rule(each("jika s.n > {i} maka 1 selain itu ") + "0"), {"too-large"}),
    "a tree of choices": (rule(halves(9)), {"always-true"}),
    "deep lets on lets": (lets("  hitung a{j} = " + "(" * 9 + "a{i}" + " + 1)" * 9 + "\n", 20), set()),
    "deeper lets on lets": (lets("  hitung a{j} = " + "(" * 20 + "a{i}" + " + 1)" * 20 + "\n", 20), {"too-large"}),
    "deep lets in a ring": (
        lets("  hitung a{j} = " + "(" * 9 + "a{i}" + " + 1)" * 9 + "\n", 30).replace("a0 = s.n", "a0 = a1 + 1"),
        {"cycle"},
    ),
    "sets of sets": (
        ROWS
        + indicator(f"himpunan a0 = d\n{each('  himpunan a{j} = a{i} yang s.n > 1' + chr(10))}  rumus banyaknya a9"),
        {"too-large", "unknown-name"},
    ),
}
LONG = {
    "a sum": (rule(" + ".join(["s.n"] * MANY)), {"too-large"}),
    "a product": (rule(" * ".join(["(s.n + s.m + 1)"] * 50)), set()),
    "a list": (rule(f"minimum({each('s.n - {i}', glue=', ')}) / s.m"), {"may-divide-by-zero"}),
    "conditions": (guard(each("s.n != {i}", glue=" dan ")), {"too-large"}),
    "alternatives": (guard(each("(s.n = {i} atau s.m = {i})", 100, " dan ")), {"never-true"}),
    "a number": (rule("s.n * " + "9" * MANY), {"too-large"}),
    "an end": (columns(f"  kolom n angka 0..{'9' * MANY}\n", "s.n"), {"too-large"}),
    "unlike fractions": (rule(each("{j}/" + "9" * 40 + "{i}", 100, " + ") + " + s.n"), set()),
    "a power": (rule("10 ^ 999999999999"), set()),
    "a power of a fact": (rule("s.n ^ 999999999"), set()),
    "decimals": (rule("bulatkan(s.n, 999999999)"), {"type-mismatch"}),
    "a root": (rule("akar(s.n, 999999999)"), set()),
    "a name": (f"sumber {'s' * 9999} per tahun\n  kolom n angka\n", set()),
    "a label": (f'sumber s "{"x" * 99_999}" per tahun\n  kolom n angka\n', {"too-large"}),
    "a comment": ("#" + "x" * 999_999, set()),
    "a word": ("x" * 99_999, {"too-large"}),
    "blanks": (" " * 99_999, set()),
    "empty lines": ("\n" * 99_999, set()),
    "quotes": ('"""\n' * MANY, {"unexpected-text"}),
    "a file": ("a\n" * 2_000_001, {"too-large"}),
}
GROWING = {
    "doubling lets": (lets("  hitung a{j} = a{i} + a{i}\n"), {"too-large"}),
    "squaring lets": (lets("  hitung a{j} = a{i} * a{i}\n", 11), {"too-large"}),
    "powers of lets": (lets("  hitung a{j} = a{i} ^ 20\n", 30), set()),
    "lets on lets": (lets("  hitung a{j} = a{i} + 1\n"), {"too-large"}),
    "lets that know each other": (lets("  hitung a{j} = a{i} * a{i} / (a{i} + 1)\n", 10), {"too-large"}),
    "doubling columns": (
        columns("  kolom n angka 0..10\n  hitung d0 = n\n" + each("  hitung d{j} = d{i} + d{i}\n"), "s.d1"),
        {"too-large"},
    ),
}
MANY_OF_THEM = {
    "columns": (columns(each("  kolom c{i} angka 0..10\n"), "s.c0 / s.c1"), {"may-divide-by-zero"}),
    "upper ends": (
        columns(f"  kolom c0 angka 0..10\n{each('  kolom c{j} angka 0..c{i}' + chr(10))}", f"s.c{MANY} / (s.c0 + 1)"),
        set(),
    ),
    "upper ends in a ring": (
        columns(each("  kolom c{i} angka 0..c{j}\n") + f"  kolom c{MANY} angka 0..c0\n", "s.c0"),
        {"cycle"},
    ),
    "syarat": (
        columns(each("  kolom c{i} angka 0..10\n") + each("  syarat c{i} <= c{j}\n", MANY - 1), "s.c0 / s.c1"),
        {"may-divide-by-zero"},
    ),
    "guards": (
        SOURCE + indicator(each('bila s.n = {i} tidak berlaku karena "x"\n  ') + "rumus 1 / s.n"),
        {"never-true"},
    ),
    "targets of one period": (SOURCE + indicator(each("target 2000.. = {i}\n  ") + "rumus s.n"), {"duplicate-name"}),
    "versions of one period": (
        SOURCE + each("indikator i\n  satuan angka\n  arah naik\n  rumus s.n\n"),
        {"versions-overlap"},
    ),
    "versions": (
        SOURCE + each("indikator i\n  berlaku 1{i:03}..1{i:03}\n  satuan angka\n  arah naik\n  rumus s.n\n"),
        set(),
    ),
    "indicators in a chain": (
        SOURCE + indicator("rumus s.n", "i0") + each(indicator("rumus i{i} + 1", "i{j}"), MANY),
        set(),
    ),
    "indicators in a ring": (
        each(indicator("rumus i{j}", "i{i}"), MANY) + indicator("rumus i0", f"i{MANY}"),
        {"cycle"},
    ),
    "indicators doubling": (
        SOURCE + indicator("rumus s.n", "i0") + each(indicator("rumus i{i} + i{i}", "i{j}"), MANY),
        set(),
    ),
    "indicators of all before": (
        SOURCE
        + indicator("rumus s.n", "i0")
        + "".join(indicator("rumus " + each("i{i}", i + 1, " + "), f"i{i + 1}") for i in range(50)),
        set(),
    ),
    "bands": (f"skala k atas 0..{MANY}\n{each('  k{i} {i} ..< {j}' + chr(10))}  akhir {MANY}\n", {"too-large"}),
    "bands on one another": (f"skala k atas 0..{MANY}\n" + each("  k{i} 0.." + f"{MANY}\n"), {"too-large"}),
    "members with weights": (
        f"dimensi d\n{each('  m{i}' + chr(10))}sumber s per tahun, d\n  kolom n angka 0..10\n"
        + indicator("bobot d\n" + each("    m{i} 1/" + f"{MANY}\n") + "  rumus rerata berbobot s.n"),
        set(),
    ),
    "breakpoints": ("tabel t\n" + each("  {i}: {j}\n") + rule("t[s.n]"), set()),
    "unknown names": (SOURCE + each(indicator("rumus s{i}.nn{i}y", "i{i}"), MANY), {"unknown-name"}),
    "names declared twice": (each("sumber s per tahun\n  kolom n angka\n"), {"duplicate-name"}),
    "lines without a keyword": ("a\n" * MANY, {"unexpected-text"}),
    "lines that cannot be read": ("rumus ((\n" * MANY, {"unexpected-text"}),
}
CASES = {**DEEP, **LONG, **GROWING, **MANY_OF_THEM}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_it_ends(text: str, expected: set[str]) -> None:
    started = process_time()
    checked = check(text)
    assert set(ids(checked)) == expected
    assert len(checked.problems) <= len(text.split()), "each word is told of once at most"
    proven(checked.program)
    format_spec(parse(SourceFile("large.iku", text)).spec)
    assert process_time() - started < SECONDS
