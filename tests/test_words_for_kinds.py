"""Which words take numbers only: every kind of column, and of what a source computes, with every one of them."""

from __future__ import annotations

from itertools import product

import pytest
from hostile import check

from iku_dsl.keywords import Language
from iku_dsl.problem import Diagnostic
from iku_dsl.wording import render

KINDS = ("tanggal", "teks", "ya/tidak", "pilihan pagi, sore", "pilihan dari t", "pilihan dari sk", "k", "u")
NUMBERS = ("angka 0..9", "bilangan 0..9", "persen 0%..9%", "uang 0..9", "durasi hari 0..9", "bilangan hari 0..9")
BESIDE = """\
dimensi k
  a, b
dimensi u kunci kode
tabel t
  A 3
  B 2
skala sk atas 0..10
  atas >= 5
  bawah < 5
"""
COLUMN = "sumber s per semester lengkap\n  kolom v {kind} boleh kosong{said}\n"
LET = "sumber s per semester lengkap\n  kolom v {kind} boleh kosong\n  hitung q = v{said}\n"
ATTRIBUTE = """\
dimensi w kunci kode
  atribut v {kind} boleh kosong{said}
sumber s per tahun, w
  kolom x angka
"""
FILLS = ("bila kosong", "bila belum dimuat")
AMOUNTS = ("0", "1", "-1", "0.5", "2 hari", "10%")
PARTIAL = ' sebagian karena "uji"'
REDUCTIONS = ("jumlah", "rerata", "minimum", "maksimum")


def told(text: str, **said: str) -> list[Diagnostic]:
    """The problems of a source beside dimensions, a table and a scale."""
    return list(check(BESIDE + text.format(**said)).problems)


def refused(text: str, kind: str, said: str, words: dict[Language, str]) -> None:
    """That it is told once, at the words themselves, with a mend in both languages."""
    (problem,) = told(text, kind=kind, said=said)
    assert problem.id == "type-mismatch", problem
    line = problem.labels[0].span.line
    assert "v" in (BESIDE + text.format(kind=kind, said=said)).splitlines()[line - 1]
    assert problem.hint is not None
    for language, word in words.items():
        assert word in render(problem.hint, language)


@pytest.mark.parametrize(("text", "kind", "word"), list(product((COLUMN, LET), KINDS, REDUCTIONS)))
def test_only_numbers_are_consolidated_by_calculation(text: str, kind: str, word: str) -> None:
    for partly in ("", PARTIAL):
        refused(
            text, kind, f" konsolidasi {word}{partly}", {"id": "“konsolidasi terakhir”", "en": "“consolidate last”"}
        )


@pytest.mark.parametrize(("text", "kind", "partly"), list(product((COLUMN, LET), (*KINDS, *NUMBERS), ("", PARTIAL))))
def test_the_last_one_is_of_any_kind(text: str, kind: str, partly: str) -> None:
    assert not told(text, kind=kind, said=f" konsolidasi terakhir{partly}")


@pytest.mark.parametrize(("text", "kind", "word"), list(product((COLUMN, LET), NUMBERS, REDUCTIONS)))
def test_numbers_are_consolidated_by_every_word(text: str, kind: str, word: str) -> None:
    for partly in ("", PARTIAL):
        assert not told(text, kind=kind, said=f" konsolidasi {word}{partly}")


@pytest.mark.parametrize(("text", "kind", "fill"), list(product((COLUMN, LET, ATTRIBUTE), KINDS, FILLS)))
def test_a_number_stands_for_numbers_only(text: str, kind: str, fill: str) -> None:
    words: dict[Language, str] = {"id": "“terakhir”", "en": "“last”"} if text is COLUMN else {"id": "", "en": ""}
    for amount in AMOUNTS:
        refused(text, kind, f" {fill} {amount}", words)


@pytest.mark.parametrize(("text", "kind", "fill"), list(product((COLUMN, LET, ATTRIBUTE), (*KINDS, *NUMBERS), FILLS)))
def test_an_error_stands_for_any_kind_and_the_last_for_any_column(text: str, kind: str, fill: str) -> None:
    for word in ("galat", *(("terakhir",) if text is COLUMN else ())):
        assert not told(text, kind=kind, said=f" {fill} {word}")


@pytest.mark.parametrize(("text", "kind", "fill"), list(product((COLUMN, LET, ATTRIBUTE), NUMBERS, FILLS)))
def test_a_number_stands_for_numbers(text: str, kind: str, fill: str) -> None:
    assert not told(text, kind=kind, said=f" {fill} 0")
