"""The index of names: complete over correct specs, of one mind with `resolve`, and right about scopes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from random import Random

import pytest
from typed_specs import write

from iku_dsl import statements as st
from iku_dsl.checking.check import check_parsed, read_files
from iku_dsl.editing.format_expressions import (
    COMPARISONS,
    FUNCTIONS,
    OF_A_MEMBER,
    OF_A_PROFILE,
    SUBJECTS,
    TRUTHS,
    UNITS,
)
from iku_dsl.editing.references import Index, references
from iku_dsl.editing.symbols import Symbol
from iku_dsl.parsing.parse import Parsed, parse
from iku_dsl.problem import SourceFile, Span
from iku_dsl.program import expression as ex
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import gather
from iku_dsl.types import Kind

ROOT = Path(__file__).parents[2]
GOOD = sorted((ROOT / "tests/corpus/good").iterdir())
SHIPPED = sorted(path for path in (ROOT / "indicator_specs").iterdir() if bool(list(path.rglob("*.iku"))))
SETS = [pytest.param(path, id=path.name) for path in [*GOOD, *SHIPPED]]
WORDS = {*COMPARISONS, *FUNCTIONS, *OF_A_MEMBER, *OF_A_PROFILE, *SUBJECTS, *TRUTHS, *UNITS, "bands"}


@cache
def read(path: Path) -> list[Parsed]:
    return [parse(file) for file in read_files([path]).files]


def index_of(parsed: list[Parsed]) -> Index:
    return references(gather((one.file, one.spec) for one in parsed).blocks)


def index(text: str) -> Index:
    return index_of([parse(SourceFile("spec.iku", text))])


def every(node: object, kind: type) -> Iterator[sx.Node]:
    if isinstance(node, kind):
        yield node
    if isinstance(node, sx.Node):
        for field in fields(node):
            if field.name != "span":
                yield from every(getattr(node, field.name), kind)
    elif isinstance(node, tuple):
        for part in node:
            yield from every(part, kind)


def within(place: Span, whole: Span) -> bool:
    start, end = (place.line, place.column), (place.end_line, place.end_column)
    return (
        place.file == whole.file and (whole.line, whole.column) <= start and end <= (whole.end_line, whole.end_column)
    )


@pytest.mark.parametrize("path", SETS)
def test_every_name_of_a_correct_spec_is_known_or_a_word_of_the_language(path):
    parsed = read(path)
    found = index_of(parsed)
    known = {occurrence.span for occurrence in found.occurrences}
    keyed = {dimension for dimension in found.names.of_kind("dimension") if found.names.key(dimension)}
    units = {unit.span for one in parsed for line in one.spec.lines for unit in units_in(line.node)}
    for_readers = {key.span for one in parsed for line in one.spec.lines for key in free_keys(line.node, found)}
    unknown = [
        (name.text, name.span.line)
        for one in parsed
        for line in one.spec.lines
        for name in every(line.node, sx.Name)
        if name.span not in known | units | for_readers and name.text not in WORDS and not is_data(line.node, keyed)
    ]
    assert unknown == []


def free_keys(node: object, found: Index) -> tuple[sx.Name, ...]:
    """The keys of a table that nothing declares: names for whoever reads it."""
    declared = found.names.of_kind("dimension", "scale", "table")
    return tuple(key for key in node.keys if key.text not in declared) if isinstance(node, st.Table) else ()


def units_in(node: object) -> Iterator[sx.Name]:
    """The names that are units: any word may be one."""
    for kind in (sx.Number, st.Unit, st.Type):
        for found in every(node, kind):
            name = found.unit if isinstance(found, sx.Number) else found.name
            if name is not None and getattr(found, "kind", "") not in ("dimension", "choice-of"):
                yield name


def is_data(node: object, keyed: set[str]) -> bool:
    """Whether a row may hold members of a dimension that the spec does not list."""
    return bool(keyed) and type(node).__name__ == "CellsRow"


@pytest.mark.parametrize("path", SETS)
def test_the_index_and_the_resolver_are_of_one_mind(path):
    """Whatever `resolve` made of a path, the index has the same symbol in it."""
    assert agreed(read(path))


def test_they_are_of_one_mind_about_random_specs():
    specs = (write(Random(seed)) for seed in range(12))
    assert sum(agreed([parse(SourceFile("spec.iku", text))]) for text in specs) > 50


def agreed(parsed: list[Parsed]) -> int:
    """How many paths the two agree on; a difference fails the test."""
    found, program = index_of(parsed), check_parsed(parsed).program
    seen = 0
    for expression in expressions(program):
        wanted = symbol_of(expression, found)
        if wanted is not None and expression.span.file:
            here = {o.symbol for o in found.by_file[expression.span.file] if within(o.span, expression.span)}
            assert wanted in here, (expression.span, wanted)
            seen += 1
    return seen


def expressions(program: object) -> Iterator[ex.Typed]:
    """Every typed expression of a program."""
    stack, done = [program], set()
    while stack:
        item = stack.pop()
        if id(item) in done:
            continue
        done.add(id(item))
        if isinstance(item, ex.Typed):
            yield item
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, tuple):
            stack.extend(item)
        elif hasattr(item, "__dataclass_fields__"):
            stack.extend(getattr(item, field.name) for field in fields(item))


def symbol_of(expression: ex.Typed, found: Index) -> Symbol | None:
    names = found.names
    match expression:
        case ex.ColumnValue():
            return Symbol("column", expression.column, expression.source)
        case ex.OwnColumn() if names.is_a(expression.source, "source"):
            return Symbol("column", expression.column, expression.source)
        case ex.OwnColumn() if expression.column in names.parameters(expression.source) and expression.text:
            return Symbol("parameter", expression.column, expression.source) if "\n" not in expression.text else None
        case ex.AttributeValue() if expression.attribute in names.attributes(expression.dimension):
            return Symbol("attribute", expression.attribute, expression.dimension)
        case ex.IndicatorValue():
            return Symbol("indicator", expression.indicator)
        case ex.Lookup():
            return Symbol("table", expression.table)
        case ex.Classify():
            return Symbol("scale", expression.scale)
        case ex.HasRow() | ex.Rows():
            return Symbol("source", expression.source)
        case ex.Members():
            return Symbol("dimension", expression.dimension)
        case ex.Constant() if expression.type.kind is Kind.CHOICE and isinstance(expression.value, str):
            owner = expression.type.of
            kind = {"scale": "band", "table": "entry"}.get(
                names.all[owner].kind if owner in names.all else "", "choice"
            )
            return Symbol(kind, expression.value, owner) if owner else None
        case _:
            return None


# ---- scopes

SPEC = """\
dimensi wilayah "Wilayah" kunci kode
  atribut jenis pilihan kota, desa
dimensi unsur
  a "Unsur a"
  b
skala mutu "Mutu" atas 0..1
  baik >= 0.5
  buruk < 0.5
sumber data per tahun, wilayah, unsur
  kolom nilai angka 0..1
  kolom a angka 0..batas_a["a"]
  hitung dua = nilai * 2
tabel batas_a dari unsur
  a 1
  b 2
indikator satu "Satu" per wilayah
  satuan angka 0..1
  arah naik
  himpunan s = data yang nilai > 0.5 dan wilayah.jenis = kota
  hitung nilai = rerata data.nilai atas s
  bobot unsur
    a 50%
    b 50%
  rumus nilai + 0 * jumlah berbobot data.dua
  kategori mutu
  kategori paling tinggi buruk bila nilai > 0.9 dan satu.kategori[tahun lalu] = baik karena "x"
uji "a" untuk satu pada 2025
  diberi data: tahun, wilayah, unsur, nilai
    2025, "x", a, 0.7
  harap nilai["x"] = 0.7
  harap kategori["x"] = baik
uji "b" untuk satu pada 2025
  diberi data: wilayah, unsur, nilai
    "y", b, 2
  harap ditolak["y", b]
  harap satu["y"] = kosong
"""


def symbols_at(text: str, mark: str, line: str) -> Symbol | None:
    """What `mark` stands for in the first line that holds `line`."""
    found = index(text)
    number = next(n for n, written in enumerate(text.split("\n"), 1) if line in written)
    column = text.split("\n")[number - 1].index(line) + line.rindex(mark) + 1
    occurrence = found.at("spec.iku", number, column)
    return occurrence.symbol if occurrence is not None else None


@pytest.mark.parametrize(
    ("line", "mark", "symbol"),
    [
        ("data yang nilai", "nilai", Symbol("column", "nilai", "data")),
        ("hitung nilai =", "nilai", Symbol("let", "nilai", "satu")),
        ("rerata data.nilai", "nilai", Symbol("column", "nilai", "data")),
        ("rumus nilai", "nilai", Symbol("let", "nilai", "satu")),
        ("hitung dua = nilai", "nilai", Symbol("column", "nilai", "data")),
        ("jumlah berbobot data.dua", "dua", Symbol("column", "dua", "data")),
        ('  a "Unsur', "a", Symbol("member", "a", "unsur")),
        ("kolom a angka", "a angka", Symbol("column", "a", "data")),
        ('batas_a["a"]', '"a"', Symbol("member", "a", "unsur")),
        ("  a 1", "a", Symbol("member", "a", "unsur")),
        ("    a 50%", "a", Symbol("member", "a", "unsur")),
        ('"x", a, 0.7', "a", Symbol("member", "a", "unsur")),
        ("wilayah.jenis = kota", "kota", Symbol("choice", "kota", "wilayah.jenis")),
        ("wilayah.jenis = kota", "wilayah", Symbol("dimension", "wilayah")),
        ("tinggi buruk", "buruk", Symbol("band", "buruk", "mutu")),
        ("[tahun lalu] = baik", "baik", Symbol("band", "baik", "mutu")),
        ('kategori["x"] = baik', "baik", Symbol("band", "baik", "mutu")),
        ('harap nilai["x"]', "nilai", Symbol("let", "nilai", "satu")),
        ('ditolak["y", b]', "b", Symbol("member", "b", "unsur")),
        ('harap satu["y"]', "satu", Symbol("indicator", "satu")),
        ("atas s", "s", Symbol("set", "s", "satu")),
        ('kategori["x"]', "kategori", None),
        ("arah naik", "naik", None),
    ],
)
def test_a_name_means_what_its_place_says(line, mark, symbol):
    assert symbols_at(SPEC, mark, line) == symbol


def test_what_is_declared_is_found_from_everywhere():
    found = index(SPEC)
    places = found.places(Symbol("member", "a", "unsur"))
    assert [place.declares for place in places] == [True, False, False, False, False]
    assert found.declarations(Symbol("member", "a", "unsur")) == places[:1]
    assert found.places(Symbol("member", "c", "unsur")) == ()


def test_a_broken_spec_still_has_its_other_names():
    broken = SPEC.replace("  arah naik", "  arah arah naik naik").replace(
        "kolom nilai angka 0..1", "kolom nilai angka 0.."
    )
    assert len(index(broken).occurrences) == len(index(SPEC).occurrences)
    assert index('uji "x" untuk tiada pada 2025\n  harap tiada.tiada = 1\nindikator x\n  rumus x.y.z[q]\n') is not None


def test_circles_end():
    text = "\n".join(f"tabel t{n} dari t{n + 1}\n  a b" for n in range(5)) + "\ntabel t5 dari t0\n  a b\n"
    assert index(text).occurrences
    text = "indikator i per d\n  himpunan a = b\n  himpunan b = a\n  hitung c = d\n  hitung d = c\n  rumus rerata x atas a\n"
    assert index(text).occurrences


TABLES = """\
dimensi unsur
  a, b

tabel bebas dari validitas, kendali
  eksak, rendah, 1
  proksi, tinggi, 2

tabel kedua dari validitas, unsur
  eksak, a, 1
  eksak, b, 2

profil p
  parameter cara pilihan kasar, halus = halus
  naik = bebas[eksak, tinggi] + (jika cara = kasar maka 1 selain itu 2)
"""


@pytest.mark.parametrize(
    ("line", "mark", "symbol"),
    [
        ("  eksak, rendah", "eksak", Symbol("entry", "eksak", "bebas")),
        ("  eksak, rendah", "rendah", Symbol("entry", "rendah", "bebas")),
        ("bebas[eksak", "eksak", Symbol("entry", "eksak", "bebas")),
        ("bebas[eksak, tinggi", "tinggi", Symbol("entry", "tinggi", "bebas")),
        ("  eksak, a, 1", "a", Symbol("member", "a", "unsur")),
        ("= halus", "halus", Symbol("choice", "halus", "p.cara")),
        ("dari validitas", "validitas", None),
    ],
)
def test_keys_that_nothing_declares_are_those_of_their_table(line, mark, symbol):
    assert symbols_at(TABLES, mark, line) == symbol


def test_tables_whose_second_keys_are_each_other_end():
    text = "tabel t dari x, u\n  a, b, 1\n\ntabel u dari y, t\n  b, a, 2\n"
    assert index(text).occurrences
