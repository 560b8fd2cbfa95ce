"""A new name everywhere, or a reason why not."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from iku_dsl.budgets import BUDGETS
from iku_dsl.checking.check import check_parsed, read_files
from iku_dsl.checking.rename import Reason, Refusal, edited, rename
from iku_dsl.editing.symbols import Symbol
from iku_dsl.parsing.parse import Parsed, parse
from iku_dsl.problem import SourceFile

SHIPPED = Path(__file__).parents[2] / "indicator_specs" / "kemensos"


@cache
def shipped(name: str) -> tuple[Parsed, ...]:
    return tuple(parse(file) for file in read_files([SHIPPED / name]).files)


def renamed(parsed: Sequence[Parsed], symbol: Symbol, name: str) -> list[Parsed]:
    edits = rename(parsed, symbol, name)
    assert not isinstance(edits, Refusal), edits
    return [
        parse(SourceFile(one.file.path, edited(one.file, [e for e in edits if e.span.file == one.file.path])))
        for one in parsed
    ]


def one(text: str) -> list[Parsed]:
    return [parse(SourceFile("spec.iku", text))]


@pytest.mark.parametrize(
    ("name_of_file", "symbol", "name"),
    [
        ("spm.iku", Symbol("dimension", "daerah"), "wilayah"),
        ("spm.iku", Symbol("source", "espm"), "aplikasi"),
        ("spm.iku", Symbol("column", "indeks", "espm"), "target"),
        ("sakip.iku", Symbol("member", "perencanaan", "komponen"), "rencana"),
        ("sakip.iku", Symbol("entry", "BB", "jawaban_lke"), "SB"),
        ("sakip.iku", Symbol("indicator", "nilai_akip"), "akip"),
        ("spm.iku", Symbol("let", "n", "spm_meningkat"), "terhitung"),
        ("spm.iku", Symbol("set", "diasistensi", "spm_meningkat"), "dibantu"),
        ("spm.iku", Symbol("choice", "kota", "daerah.jenis"), "kotamadya"),
    ],
)
def test_there_and_back_is_the_same_text(name_of_file, symbol, name):
    parsed = shipped(name_of_file)
    there = renamed(parsed, symbol, name)
    assert [one.file.text for one in there] != [one.file.text for one in parsed]
    assert not check_parsed(there).problems
    back = renamed(there, Symbol(symbol.kind, name, symbol.owner), symbol.name)
    assert [one.file.text for one in back] == [one.file.text for one in parsed]


@pytest.mark.parametrize(
    ("name_of_file", "symbol", "name", "reason"),
    [
        ("spm.iku", Symbol("let", "n", "spm_meningkat"), "T", Reason.TAKEN),
        ("spm.iku", Symbol("source", "espm"), "asistensi", Reason.TAKEN),
        ("sakip.iku", Symbol("member", "perencanaan", "komponen"), "pelaporan", Reason.TAKEN),
        ("sakip.iku", Symbol("member", "perencanaan", "komponen"), "target", Reason.KEYWORD),
        ("spm.iku", Symbol("column", "indeks", "espm"), "dan", Reason.KEYWORD),
        ("spm.iku", Symbol("column", "indeks", "espm"), "a b", Reason.NOT_A_NAME),
        ("spm.iku", Symbol("column", "indeks", "espm"), "", Reason.NOT_A_NAME),
        ("spm.iku", Symbol("column", "indeks", "espm"), '1"', Reason.NOT_A_NAME),
        ("spm.iku", Symbol("column", "indeks", "espm"), "x" * BUDGETS["renamed"].most, Reason.LONG),
    ],
)
def test_what_would_not_mean_the_same_is_refused(name_of_file, symbol, name, reason):
    refused = rename(shipped(name_of_file), symbol, name)
    assert isinstance(refused, Refusal)
    assert refused.reason is reason


def test_a_name_is_not_captured_by_a_nearer_one():
    text = "dimensi d kunci k\n  atribut a angka\nindikator i per d\n  satuan angka\n  arah naik\n  hitung x = a\n  rumus x\n"
    refused = rename(one(text), Symbol("let", "x", "i"), "a")
    assert isinstance(refused, Refusal)
    assert refused.reason in (Reason.TAKEN, Reason.MEANING)


def test_a_line_that_cannot_be_read_stops_a_rename_only_where_it_may_matter():
    text = (
        "sumber s per tahun\n  kolom a angka\nindikator i\n  satuan angka\n  arah naik\n  rumus s.a\n  hitung + s.a\n"
    )
    refused = rename(one(text), Symbol("column", "a", "s"), "b")
    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.span.line) == (Reason.UNREADABLE, 7)
    assert len(rename(one(text), Symbol("indicator", "i"), "j")) == 1


def test_a_name_in_quotation_marks_keeps_them():
    text = 'dimensi d\n  "A-"\n  b\nsumber s per tahun, d\n  kolom x angka\nindikator i\n  satuan angka\n  arah naik\n  rumus s.x["A-"]\n'
    (after,) = renamed(one(text), Symbol("member", "A-", "d"), "Amin")
    assert after.file.text == text.replace("A-", "Amin")


def test_all_versions_and_tests_go_along():
    version = "indikator i\n  berlaku {}\n  satuan angka\n  arah naik\n  hitung x = 1\n  rumus x\n"
    text = version.format("..2020") + version.format("2021..") + 'uji "u" untuk i pada 2025\n  harap x = 1\n'
    (after,) = renamed(one(text), Symbol("let", "x", "i"), "y")
    assert after.file.text == text.replace("hitung x", "hitung y").replace("rumus x", "rumus y").replace(
        "harap x", "harap y"
    )


def test_periods_without_rows_stay_where_their_source_gets_another_name() -> None:
    text = (
        "dimensi kab kunci kode\nsumber kasus per bulan, kab\n  kolom orang bilangan 0..10\n"
        "indikator k per bulan\n  satuan bilangan 0..\n  arah naik\n  rumus banyaknya kasus\n"
        'uji "a" untuk k pada 2024-01\n  diberi kasus: bulan, kab, orang\n    2024-01, a, 3\n    2024-02\n    2024-03..2024-12\n'
        "  harap nilai = 1\n"
    )
    (parsed,) = renamed(one(text), Symbol("source", "kasus"), "laporan")
    assert parsed.file.text == text.replace("kasus", "laporan")
