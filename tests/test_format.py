"""Laws of the formatter: twice is once, only the looks change, no comment is lost, and languages go there and back."""

import re
from pathlib import Path

import pytest
from format_laws import comments, formatted, neutral, nodes, read
from hypothesis import given, settings
from hypothesis import strategies as st
from spec_trees import SPEC

from iku_dsl import keywords as kw
from iku_dsl import statements as s
from iku_dsl.editing.format import WIDTH, format_spec
from iku_dsl.lines import goes_on, starts_anew

CASES = sorted(Path(__file__).parent.joinpath("corpus").glob("*/*/spec.iku"))
LANGUAGES = ("id", "en")


def spread(text: str, breaks: list[bool], remark: str) -> str:
    """The same statements over more lines: broken where they may go on, with a comment at each break."""
    skeleton = re.sub(r'"(?:[^"]|"")*"', lambda found: "_" * len(found.group()), text)
    out, start, place = "", 0, 0
    for blank in re.finditer(r"(?<=\S) (?=[^\s#])", skeleton):
        before = skeleton[: blank.start()].rsplit("\n", 1)[-1]
        if "#" in before or before.endswith(" not") or not goes_on(before) or starts_anew(text[blank.end() :]):
            continue
        place += 1
        if breaks[place % len(breaks)]:
            out += text[start : blank.start()] + remark + "\n   "
            start = blank.end()
    return out + text[start:]


# ---- the cases that people wrote


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_cases_stay_as_they_are(case: Path) -> None:
    text = case.read_text(encoding="utf-8", errors="replace")
    once, before = formatted(text), read(text).spec
    after = read(once).spec
    if "good" in case.parts:
        assert once == text
    assert format_spec(after) == once
    assert comments(after) == comments(before)
    assert nodes(after) == nodes(before)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", [case for case in CASES if "good" in case.parts], ids=lambda case: case.parent.name)
def test_cases_go_to_the_other_language_and_back(case: Path, language: kw.Language) -> None:
    first = formatted(case.read_text(encoding="utf-8"), language)
    other = formatted(first, "en" if language == "id" else "id")
    assert formatted(other, language) == first
    assert neutral(nodes(read(other).spec)) == neutral(nodes(read(first).spec))


# ---- laws, on random trees


@settings(max_examples=20, deadline=None)
@given(SPEC, st.sampled_from(LANGUAGES))
def test_what_is_written_is_read_again(spec: s.SpecFile, language: kw.Language) -> None:
    text = format_spec(spec, language)
    parsed = read(text)
    assert parsed.problems == ()
    assert neutral(nodes(parsed.spec)) == neutral(nodes(spec))
    assert comments(parsed.spec) == comments(spec)


@settings(max_examples=20, deadline=None)
@given(SPEC)
def test_twice_is_once(spec: s.SpecFile) -> None:
    text = format_spec(spec)
    assert formatted(text, spec.language) == text
    assert formatted(formatted(text)) == formatted(text)


@settings(max_examples=20, deadline=None)
@given(SPEC, st.lists(st.booleans(), min_size=1, max_size=3), st.sampled_from(["", "  # sebab"]))
def test_there_and_back_is_the_same_text(spec: s.SpecFile, breaks: list[bool], remark: str) -> None:
    canonical = format_spec(spec, "id")
    for text in (canonical, spread(canonical, breaks, remark)):
        parsed = read(text)
        first = format_spec(parsed.spec, "id")
        assert nodes(read(first).spec) == nodes(parsed.spec)
        assert comments(read(first).spec) == comments(parsed.spec)
        assert formatted(first, "id") == first
        assert formatted(formatted(first, "en"), "id") == first


# ---- looks


def test_comments_stay_where_they_are() -> None:
    text = """# tentang berkas

# tentang d
dimensi d "D"  # di samping
  # tentang a
  a "A"

  b "B"
  # di akhir d

# tentang i
indikator i

  # dua

  # tiga
  arah naik
  # di akhir i

# di akhir berkas
"""
    assert formatted(text) == text
    assert formatted(text.replace("  ", "\t ").replace("\n\n", "\n \n\n\n")) == text


def test_blank_lines_and_indentation_are_set() -> None:
    untidy = "\n\ndimensi d\na,b\nindikator   i\n\n\n\n bobot d\na 50%\n      b  50 %".replace("50 %", "50%")
    assert formatted(untidy) == "dimensi d\n  a, b\n\nindikator i\n\n  bobot d\n    a 50%\n    b 50%\n"


def test_long_text_moves_as_a_block() -> None:
    text = 'indikator i\ndefinisi """ Satu\n          dua\n\n            tiga\n  """ # sebab\n'
    expected = 'indikator i\n  definisi """\n    Satu\n    dua\n\n      tiga\n    """  # sebab\n'
    assert formatted(text) == expected
    assert formatted(expected) == expected


def test_what_cannot_be_read_is_kept() -> None:
    text = """indikator i
  rumus 4,5% * 2  # koma
  arahh naik
      dasar "abc
  rumus (a +  # mengapa
       b
  batas 0..
"""
    assert formatted(text) == text.replace("      dasar", "  dasar")
    assert formatted(text, "en") == formatted(text).replace("indikator", "indicator").replace("batas", "limits")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("rumus a +\n  b  # satu", "  rumus a + b  # satu"),
        ("rumus rerata(a, # satu\n  b, # dua\n  c) # tiga", "  # satu\n  # dua\n  rumus rerata(a, b, c)  # tiga"),
        ("batas 0 s.d. 100", "  batas 0..100"),
        ("batas > 0%–120%", "  batas > 0%..120%"),
        ("satuan nilai 0 .. < 100", "  satuan nilai 0..<100"),
        ("rumus a×b−1≠2", "  rumus a * b - 1 != 2"),
        ('kolom c angka 0..1 "C" boleh kosong digit 2', '  kolom c angka 0..1 digit 2 boleh kosong "C"'),
    ],
)
def test_statements_are_tidied(written: str, expected: str) -> None:
    assert formatted(f"profil p\n{written}") == f"profil p\n{expected}\n"


def test_a_long_statement_is_broken_only_where_it_was() -> None:
    terms = [f"nama_yang_panjang_{place} * 2" for place in range(10)]
    one = "indikator i\n  rumus " + " + ".join(terms) + "\n"
    assert formatted(one) == one
    broken = formatted("indikator i\n  rumus " + " +\n".join(terms) + "\n")
    assert max(map(len, broken.split("\n"))) <= WIDTH
    assert broken.split("\n")[2].startswith("      nama_yang_panjang_")
    assert formatted(broken) == broken
    assert nodes(read(broken).spec) == nodes(read(one).spec)
    assert formatted(formatted(broken, "en"), "id") == broken


# ---- names that are words


SPEC_OF_WORDS = """dimensi negara "Negara" kunci kode
  atribut besar ya/tidak
  atribut tingkat pilihan ya, sebagian

sumber s per tahun, negara
  kolom nilai durasi jam 0..100
  kolom kategori teks
  kolom realisasi uang
  syarat negara.besar = ya dan negara.tingkat = ya

profil p
  naik = realisasi / target

indikator a per negara
  satuan hari
  rumus bulatkan(s.nilai + s.kategori, 2 ke genap) + banyaknya hari[tahun ini] * 3 menit

indikator b
  bobot indikator
    a 100%
  rumus rerata berbobot capaian
  kategori paling tinggi x bila a.kategori = y dan a["tidak"][tahun -1].capaian["nilai"] > 1 karena "z"

uji "u" untuk a pada 2025
  diberi negara: kode, besar, mulai, akhir
    ya, tidak, 2025-01-01, kosong
  diberi s: tahun, negara, nilai, kategori
    2025, "tidak", 3 jam, ya
  harap nilai["tidak"] = 5
  harap b.kategori = kategori
  harap bandingan = berbeda
  harap n = tidak berlaku
"""
ENGLISH_OF_WORDS = """dimension negara "Negara" key kode
  attribute besar yes/no
  attribute tingkat choice ya, sebagian

source s per year, negara
  column nilai duration hour 0..100
  column kategori text
  column realisasi money
  require negara.besar = ya and negara.tingkat = ya

profile p
  higher = actual / target

indicator a per negara
  unit day
  formula round(s.nilai + s.kategori, 2 half even) + count day[this year] * 3 minute

indicator b
  weights indicator
    a 100%
  formula weighted average achievement
  bands at most x when a.band = y and a["tidak"][year -1].achievement["nilai"] > 1 because "z"

test "u" for a at 2025
  given negara: kode, besar, start, end
    ya, no, 2025-01-01, missing
  given s: year, negara, nilai, kategori
    2025, "tidak", 3 hour, ya
  expect value["tidak"] = 5
  expect b.band = kategori
  expect comparison = different
  expect n = not applicable
"""


def test_words_are_translated_and_names_are_not() -> None:
    assert formatted(SPEC_OF_WORDS) == SPEC_OF_WORDS
    assert formatted(SPEC_OF_WORDS, "en") == ENGLISH_OF_WORDS
    assert formatted(ENGLISH_OF_WORDS, "id") == SPEC_OF_WORDS


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("profil p\n  parameter realisasi angka\n  naik = realisasi", "realisasi\n"),
        ('indikator i\n  hitung nilai = 1\nuji "u" untuk i pada 2025\n  harap nilai = 1', "expect nilai ="),
        ('indikator i\n  himpunan value = s\nuji "u" untuk i pada 2025\n  harap nilai = 1', "expect nilai ="),
        ('dimensi d kunci k\n  atribut mulai tanggal\nuji "u" untuk i pada 2025\n  diberi d: k, mulai', "k, mulai"),
        ("dimensi d\n  hari, bulan\nindikator i\n  rumus banyaknya hari", "count day"),
        ("dimensi hari\n  a, b\nindikator i\n  rumus banyaknya hari", "count hari"),
        ("sumber a per tahun\n  kolom kategori teks\nindikator i\n  rumus a.kategori", "a.kategori"),
        ('uji "u" untuk i pada 2025\n  diberi negara: kode\n    no\n    ya', "    ya"),
    ],
)
def test_a_declared_name_is_kept(text: str, kept: str) -> None:
    english = formatted(text, "en")
    assert kept in english
    assert formatted(english, "id") == formatted(text)
