"""What the parser reads, what it says about what it cannot read, and that it always comes back."""

import random
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_dsl import statements as s
from iku_dsl.budgets import most
from iku_dsl.keywords import KEYWORDS, PLAIN_STATISTICS, PROSES, Keyword, by_terminal, keyword_at
from iku_dsl.lines import MAX_DEPTH, MAX_STATEMENT, split
from iku_dsl.parsing.parse import MAX_FILE, Parsed, parse
from iku_dsl.problem import SourceFile, Text, say
from iku_dsl.statements import syntax as x
from iku_dsl.statements.blocks import gather

CASES = [case.read_text(encoding="utf-8") for case in sorted(Path(__file__).parent.glob("corpus/good/*/spec.iku"))]


def read(text: str) -> Parsed:
    return parse(SourceFile("spec.iku", text))


def nodes(text: str) -> list[object]:
    parsed = read(text)
    assert parsed.problems == ()
    return [line.node for line in parsed.spec.lines]


def node(text: str) -> object:
    (found,) = nodes(text)
    return found


def problems(text: str) -> list[tuple[str, int, int]]:
    """Each problem's id, line and column."""
    return [(problem.id, problem.span.line, problem.span.column) for problem in read(text).problems]


def hints(text: str) -> list[str]:
    """The guesses of a file's problems."""
    found = [problem.hint for problem in read(text).problems if isinstance(problem.hint, Text)]
    return [str(value) for hint in found for name, value in hint.arguments if name == "guess"]


def path(name: str) -> x.Path:
    return x.Path(x.Name(name))


# ---- logical lines


@pytest.mark.parametrize(
    "text",
    [
        "rumus a +\n  b",
        "rumus (a\n  + b\n)",
        "rumus a # mengapa\n",
        "rumus rerata(a,\n  # di antara\n  b)",
        "rumus a dan\n  b",
        "rumus bukan\n  b",
        "rumus jika a maka\n b selain itu\n c",
        "rumus x =\n  b",
        "kolom c pilihan a,\n  b,\n  c",
        'definisi """\n# bukan komentar\nindikator palsu\n"""',
    ],
)
def test_one_statement_over_several_lines(text: str) -> None:
    found = split(SourceFile("spec.iku", text))
    assert len(found.lines) == 1


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("berlaku 2021..\narah naik", [1, 2]),
        ('batas 0..\nbila a tidak berlaku karena "b"', [1, 2]),
        ("skala s atas 0..100\n  a 5 ..< 7\n  b 7 ..", [1, 2, 3]),
        ("rumus a +\nindikator b", [1, 2]),
        ("rumus (a\n  kategori k\nindikator b", [1, 2, 3]),
    ],
)
def test_where_statements_start(text: str, starts: list[int]) -> None:
    assert [line.span.line for line in read(text).spec.lines] == starts


def test_comments_belong_to_what_follows_or_stands_beside() -> None:
    spec = read("# satu\n\n# dua\ndimensi d # tiga\n\n  # empat\n  a # lima\n\n# enam\n").spec
    head, row = spec.lines
    assert head.comments == ("# satu", "", "# dua")
    assert head.beside == ("# tiga",)
    assert (row.comments, row.beside, row.blank_before) == (("# empat",), ("# lima",), True)
    assert spec.comments == ("", "# enam")


def test_line_ends_of_windows() -> None:
    unix = (
        '# satu\ndimensi d "D"\n  a # dua\n\nindikator i\n  definisi """\n    x\n      y\n    """\n  rumus a +\n    b\n'
    )
    windows = read(unix.replace("\n", "\r\n"))
    assert windows.problems == ()
    assert [line.node for line in windows.spec.lines] == nodes(unix)
    assert [line.comments + line.beside for line in windows.spec.lines[:2]] == [("# satu",), ("# dua",)]


def test_spans_are_where_things_stand() -> None:
    spec = read("indikator i\n  rumus a + # mengapa\n    ééé * b").spec
    formula = spec.lines[1].node
    assert isinstance(formula, s.Formula)
    assert isinstance(formula.value, x.Binary)
    assert (formula.value.right.span.line, formula.value.right.span.column) == (3, 5)
    assert formula.value.right.span.end_column == 12


# ---- numbers, names, texts, ranges


@pytest.mark.parametrize(
    ("text", "value"), [("4.5", "9/2"), ("30%", "3/10"), ("1_000_000", "1000000"), ("0.38%", "38/10000"), ("007", "7")]
)
def test_numbers_are_exact(text: str, value: str) -> None:
    assert node(f"rumus {text}") == s.Formula(x.Number(Fraction(value), text))


def test_literals_may_have_a_sign_a_divisor_and_a_unit() -> None:
    assert node("bandingkan a toleransi - 1 / 9 jam") == s.Compared(
        False, path("a"), x.Number(Fraction(-1, 9), "-1/9", x.Name("jam"))
    )
    assert node("resmi a toleransi 1:07:38") == s.Compared(True, path("a"), x.Duration(4058, "1:07:38"))


@pytest.mark.parametrize(
    "name", ["π", "Größe", "индекс", "指標", "_a1", "nilai", "target", "jenis", "batas", "kolom", "tahun"]
)
def test_names_are_unicode_and_may_be_keywords(name: str) -> None:
    column = node(f"kolom {name} angka")
    assert isinstance(column, s.Column)
    assert column.name == x.Name(name)


@pytest.mark.parametrize("name", ["dan", "atau", "yang", "ada", "if", "not", "2a"])
def test_operators_are_no_names(name: str) -> None:
    assert [problem[0] for problem in problems(f"kolom {name} angka")] == ["unexpected-text"]


@pytest.mark.parametrize("dots", ["..", " .. ", "–", " – ", " s.d. ", "..\t"])
def test_dashes_are_ranges(dots: str) -> None:
    assert node(f"batas 0%{dots}120%") == s.Limits(
        x.Range(x.Number(Fraction(0), "0%"), x.Number(Fraction(6, 5), "120%"))
    )


@pytest.mark.parametrize(
    ("text", "low_open", "high_open", "bare"),
    [
        ("1 .. 2", False, False, False),
        ("> 1 .. 2", True, False, False),
        ("1 ..< 2", False, True, False),
        ("> 1 .. < 2", True, True, False),
        ("1 ..", False, False, False),
        (">= 1", False, False, True),
        ("≥ 1", False, False, True),
        ("> 1", True, False, True),
        ("<= 2", False, False, True),
        ("< 2", False, True, True),
    ],
)
def test_ranges(text: str, low_open: bool, high_open: bool, bare: bool) -> None:
    limits = node(f"batas {text}")
    assert isinstance(limits, s.Limits)
    found = limits.range
    assert (found.low_open, found.high_open, found.bare) == (low_open, high_open, bare)
    assert (found.low is not None, found.high is not None) == ("1" in text, "2" in text)


def test_texts() -> None:
    assert node('penerbit "kata ""baik"" # ini"') == s.Publisher(x.Text('kata "baik" # ini'))
    text = 'definisi """\n\n      satu\n\n        dua   \n   '
    assert node(text + '"""') == s.Prose("definition", x.Text("satu\n\n  dua", long=True))
    assert node('definisi """satu\n    dua"""') == s.Prose("definition", x.Text("satu\ndua", long=True))


@pytest.mark.parametrize("text", ["2025", "2025-S1", "2025-Q3", "2025-07"])
def test_periods(text: str) -> None:
    assert node(f"berlaku {text}..") == s.Effective(x.Periods(x.Period(text), None))


def test_both_orders_of_words() -> None:
    assert node("rumus rerata geometrik berbobot a") == node("rumus weighted geometric average a")
    assert node("rumus jumlah a[tahun lalu]") == node("formula sum a[previous year]")
    assert node("rumus jumlah a[triwulan lalu tahun ini]") == node("formula sum a[previous quarter this year]")


# ---- every keyword, in both languages

EXAMPLES = {
    "statement": [
        'dimensi d "D" kunci k tertutup', 'alias "Kab." = "Kabupaten"', "sumber s per tahun, semester, triwulan, bulan",
        "sumber s per tahun, d daftar", "sumber s per tahun, d lengkap", "sumber s per tahun, d lengkap atas (d yang ada t)",
        'tabel t dari a dasar "b" sebagian karena "c"', "skala s atas 0..1 langkah 1 ke bawah",
        "skala s atas 0..1 langkah 1 ke atas", "skala s atas 0..1 langkah 1 terdekat", "profil p",
        "indikator i per d", 'uji "u" untuk i pada 2025', "atribut a teks", 'penerbit "p"',
        'kolom c bilangan 0..1 digit 2 boleh kosong konsolidasi jumlah sebagian karena "a" bila kosong lewati bila belum dimuat 0',
        "kolom c angka", "kolom c persen", "kolom c uang", "kolom c durasi jam", "kolom c tanggal",
        "kolom c teks", "kolom c pilihan dari t", "kolom c ya/tidak", "parameter p angka",
        "hitung h = 1 konsolidasi terakhir bila kosong terakhir bila belum dimuat galat",
        "himpunan h = d yang ada s dan bukan a atau b", 'syarat a karena "b"', 'periksa a karena "b"', 'di luar kategori 0 karena "b"',
        "naik = 1", "turun = 1", "stabil = 1", "batas 0..1", 'bila arah naik dan a tidak berlaku karena "b"',
        *(f'{by_terminal(role.upper()).id[0]} "a"' for role in PROSES), 'penanggung jawab "a"', "berlaku 2021..",
        "satuan persen bulatkan 2 ke genap", "arah tanpa", "target 2025 = 1", "bobot indikator",
        'rumus kosong lintas versi karena "a"', "kategori capaian s",
        'kategori paling tinggi A bila a karena "b"', "capaian p dengan a = 1", "resmi a toleransi 1",
        "bandingkan a toleransi 1", "konsolidasi rerata", "peringkat tertinggi dahulu di antara s menurut a",
        "peringkat terendah dahulu", "diberi s: a", "harap nilai = galat",
        "harap ditolak", 'harap ditolak["a", b]', "harap ditolak = 3", "harap ditolak[b] = 3",
        "rumus jika a maka b selain itu c",
        *(f"rumus {by_terminal(terminal).id[0]} a" for terminal in PLAIN_STATISTICS),
        "rumus rerata geometrik berbobot a oleh b atas c bila kosong galat bila belum dimuat lewati bila tidak berlaku alihkan bobot",
        "rumus rerata harmonik a", "rumus a[tahun lalu]", "rumus a[bulan ini]", "rumus a[sampai periode ini]",
    ],
    "row_band": ['A tanpa rentang "a"', 'A 5 tercetak 6 karena "b"'],
}  # fmt: skip


def translated(text: str) -> str:
    """An example with each Indonesian phrase in English, longest first; the order of words is the parser's business."""
    for keyword in sorted(KEYWORDS, key=lambda keyword: -len(keyword.id[0])):
        text = re.sub(rf"(?<![\w<\"]){keyword.id[0]}(?![\w>\"])", f"<{keyword.en[0]}>", text)
    return text.replace("<", "").replace(">", "")


@pytest.mark.parametrize("text", EXAMPLES["statement"])
def test_every_statement_in_both_languages(text: str) -> None:
    node(text)
    if "lalu]" not in text and "geometrik berbobot" not in text:
        node(translated(text))


@pytest.mark.parametrize("text", EXAMPLES["row_band"])
def test_rows_in_both_languages(text: str) -> None:
    assert nodes(f"skala s atas 0..1\n  {text}")[1] == nodes(f"scale s over 0..1\n  {translated(text)}")[1]


@pytest.mark.parametrize("keyword", KEYWORDS, ids=lambda keyword: keyword.terminal)
def test_every_keyword_has_an_example(keyword: Keyword) -> None:
    assert any(keyword.id[0] in text for texts in EXAMPLES.values() for text in texts)


@pytest.mark.parametrize("text", EXAMPLES["statement"])
def test_a_node_knows_the_keyword_that_opened_its_line(text: str) -> None:
    made, keyword = node(text), keyword_at(text)
    assert isinstance(made, s.Head | s.Statement) and keyword is not None
    assert s.opener(made) == keyword.terminal


HEADS = [keyword for keyword in KEYWORDS if keyword.opens == "head"]
BETWEEN = [(head, one) for head in HEADS if head.rows for one in KEYWORDS if head.terminal in one.under]
ROWS = {"DIMENSION": ('a "A"', 'b "B"'), "SCALE": ("A >= 1", "B < 1"), "TABLE": ("a 1", "b 2")}


@pytest.mark.parametrize(("head", "statement"), BETWEEN, ids=lambda keyword: keyword.terminal)
def test_statements_may_stand_between_the_rows_of_their_head(head: Keyword, statement: Keyword) -> None:
    def example(keyword: Keyword) -> str:
        return next(text for text in EXAMPLES["statement"] if keyword_at(text) is keyword)

    first, second = ROWS[head.terminal]
    file = SourceFile("spec.iku", "\n  ".join((example(head), first, example(statement), second)))
    parsed = parse(file)
    (block,) = gather([(file, parsed.spec)]).blocks
    assert parsed.problems == ()
    assert (len(block.rows), len(block.entries)) == (2, 1)


# ---- what cannot be read


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("indikatr x", "indikator"),
        ("Indikator x", "indikator"),
        ('penangung jawab "a"', "penanggung jawab"),
        ("arah naikk", "naik"),
        ("rumus rerta a.b", "rerata"),
        ('bila T = 0 tidak belaku karena "a"', "tidak berlaku"),
        ('kategori paling tingi A bila a karena "b"', "paling tinggi"),
        ('skala s atas 0..1\n  di luar kategri 0 karena "a"', "di luar kategori"),
    ],
)
def test_did_you_mean(text: str, guess: str) -> None:
    assert hints(text) == [guess]


@pytest.mark.parametrize("title", ["Tanggal", "Number", "Keterangan"])
def test_a_title_before_the_type_comes_last_whichever_keyword_it_is_like(title: str) -> None:
    (problem,) = parse(SourceFile("spec.iku", f'kolom tgl "{title}" teks boleh kosong\n')).problems
    assert problem.hint == say("titles.last", mended=f'kolom tgl teks boleh kosong "{title}"')
    assert hints('kolom tgl "tanggal"') == ["tanggal"], "a type in quotation marks"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # two mistakes are two problems, each on its place
        (
            "indikatr x\n  satuan persen\n\nskala s atas 0..1\n  A 5 & 6\n",
            [("unexpected-text", 1, 1), ("unexpected-text", 5, 7)],
        ),
        (
            "indikator x\n  arahh naik\n  rumuss a\n  satuan persen",
            [("unexpected-text", 2, 3), ("unexpected-text", 3, 3)],
        ),
        # rows under what could not be read are not mistakes of their own
        ('dimensii d\n  satu "Satu"\n  dua "Dua"\nindikator i', [("unexpected-text", 1, 1)]),
        ("zzz d\n  satu 5\n  dua 6\nindikator i", [("unexpected-text", 1, 1)]),
        ("zzz d\n  satu 5\n  arahh naik", [("unexpected-text", 1, 1), ("unexpected-text", 3, 3)]),
        (
            'uji "a" untuk b pada 2025\n  diberii c: d\n    5, 6\n    7, 8\n  harap nilai = 5',
            [("unexpected-text", 2, 3)],
        ),
        ("bobot d e\n  a 50%\n  b 50%", [("unexpected-text", 1, 9)]),
        # a bracket or a quote that is not closed spoils its own line
        ("indikator i\n  rumus (a + b\n  arah naik\n  satuan persen", [("unexpected-text", 2, 9)]),
        ("indikator i\n  rumus (a\n    + b\n  arah naik", [("unexpected-text", 2, 9)]),
        ('indikator i\n  dasar "abc\n  arah naik', [("unclosed-text", 2, 9)]),
        ('indikator i\n  rumus f("abc\n  arah naik', [("unclosed-text", 2, 11)]),
        (
            'indikator i\n  definisi """\n    satu\n    dua (\nindikator j\n  arahh naik',
            [("unclosed-text", 2, 12), ("unexpected-text", 6, 3)],
        ),
        ('indikator i\n  dasar "', [("unclosed-text", 2, 9)]),
    ],
)
def test_one_mistake_is_one_problem(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert problems(text) == expected


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("rumus 4,5% * 2", "4.5%"),
        ("rumus a * -4,5", "4.5"),
        ("batas 0..1,5", "1.5"),
        ("rumus 1.234,5", "1_234.5"),
        ("bobot d\n  a 37,5%", "37.5%"),
    ],
)
def test_decimal_comma_is_refused_with_the_mend(text: str, mended: str) -> None:
    (problem,) = read(text).problems
    assert (problem.id, [replacement for _, replacement in problem.fix]) == ("decimal-comma", [mended])
    assert read(text).spec.lines[-1].mended


@pytest.mark.parametrize(
    "text", ["diberi s: a, b\n  1, 2", "diberi s: a\n  x2, 5", 'dasar "1,5"', "rumus a # 1,5", "rumus m[1, 2]"]
)
def test_other_commas_are_not(text: str) -> None:
    assert read(text).problems == ()


@pytest.mark.parametrize(
    "text",
    [
        f"rumus {'(' * (MAX_DEPTH + 1)}a{')' * (MAX_DEPTH + 1)}",
        f"rumus {'-' * 200}a",
        f"rumus {'a + ' * 200}a",
        f"rumus {'a + ' * MAX_STATEMENT}a",
        f"rumus {'1' * 5000}",
        f"rumus {'1' * 5000}:00:00",
        f"batas 0..{'9' * 61}",
        "#" * (MAX_FILE + 1),
        f'indikator i "{"x" * most("text")}"',
        f'definisi """{"x" * 10 * most("text")}"""',
    ],
    ids=lambda text: text[:12] + str(len(text)),
)
def test_too_large(text: str) -> None:
    assert [problem[0] for problem in problems(text)] == ["too-large"]


@pytest.mark.parametrize(
    "text",
    [
        "batas 0..1/0", "kolom c angka digit 2 digit 3", "kolom c angka digit 2.5", "kolom c angka digit 9999",
        "satuan persen bulatkan 1.5", "berlaku 20.5..", 'uji "u" untuk i pada 2025-13', "rumus a[tahun -1.5]",
        "rumus ٣", "rumus jumlah geometrik a", "bobot d\n  a 1:00:00", "rumus a; b", "rumus",
        'dimensi d "D" "E"',
    ],
)  # fmt: skip
def test_refused(text: str) -> None:
    assert [problem[0] for problem in problems(text)] == ["unexpected-text"]


def test_a_day_that_is_in_no_calendar() -> None:
    assert problems("syarat a > 2025-02-30") == [("not-a-date", 1, 12)]


# ---- the parser always comes back

PIECES = [phrase for keyword in KEYWORDS for phrase in keyword.id + keyword.en]
PIECES += ['"', '"""', "(", ")", "[", "]", "#", "\n", "\r\n", ",", "..", "..<", "=", "-", "–", "\0"]
PIECES += ["5", "1,5", "1/0", "x", "2025-02-30"]


def check(text: str) -> None:
    parsed = read(text)
    for problem in parsed.problems:
        assert problem.labels
        assert problem.span.line >= 1
    assert len(parsed.problems) > 0 or all(line.node is not None for line in parsed.spec.lines)


@settings(max_examples=50, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)))
def test_any_text(text: str) -> None:
    check(text)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(CASES), st.randoms(use_true_random=False))
def test_mutated_cases(text: str, chance: random.Random) -> None:
    lines = chance.sample(text.split("\n"), k=min(12, text.count("\n")))
    letters = list("\n".join(lines))
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(letters) + 1)
        letters[place : place + chance.randrange(3)] = chance.choice(PIECES)
    check("".join(letters))
