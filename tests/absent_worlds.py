"""Small worlds with rows, cells and loads that are not there, and what each must come to, worked out by hand from the rules.

A world is a source `s` with a figure `n`, and the formula of an indicator; its facts are rows like `Q1 a 3`, where `-` is an empty
cell and `~` one that does not apply. Periods are those of 2024: `Y`, `Q1`, `S1`, `01`; `Y-1` is the year before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

from random_facts import Facts, Loaded, loaded

from iku_dsl.period import Grain, Period, read_period
from iku_dsl.program import Program

YEAR = 2024
QUARTERS = "Q1 Q2 Q3 Q4"
MONTHS = " ".join(f"{month:02}" for month in range(1, 13))
CELLS = {"-": "", "~": "tidak berlaku"}
HEAD = """
dimensi w
  a
  b
  c

dimensi k kunci kode

dimensi u kunci kode
  atribut g w boleh kosong
"""


@dataclass(frozen=True)
class Case:
    """A world and what comes of it: `3`, `kosong`, `kosong 1..4`, `kosong 1..`, `tidak berlaku` or `galat`."""

    about: str
    per: str
    column: str
    formula: str
    loads: str
    rows: str
    expected: str
    more: str = ""  # further lines of the source
    also: str = ""  # further declarations
    facts: tuple[tuple[str, str, str], ...] = ()  # of further sources: name, loads, rows
    units: tuple[str, ...] | None = None  # the rows of the file of `u`
    own: str = ""  # further lines of the indicator
    period: str = "Y"
    named: tuple[str, ...] = ("a", "b")  # members of `k`

    @property
    def text(self) -> str:
        grain = {"Y": "tahun", "S": "semester", "Q": "triwulan"}.get(self.period[0], "bulan")
        return (
            f"{HEAD}{self.also}\nsumber s per {self.per}\n  kolom n {self.column} boleh kosong\n{self.more}\n"
            f"indikator i per {grain}\n  satuan angka\n  arah naik\n{self.own}\n  rumus {self.formula}\n"
        )

    @property
    def at(self) -> Period:
        return period_of(self.period)

    @property
    def bounds(self) -> tuple[Fraction | None, Fraction | None]:
        """Where a missing result lies."""
        _, _, ends = self.expected.partition("kosong ")
        low, _, high = ends.partition("..")
        return Fraction(low) if low else None, Fraction(high) if high else None

    def facts_of(self, program: Program) -> Facts:
        """The facts as random worlds have them."""
        facts = Facts(members={"k": self.named})
        if self.units is not None:
            facts.headers["u"] = ("kode", "g", "mulai", "akhir")
            facts.rows["u"] = [tuple(row.split(",")) for row in self.units]
        for name, loads, rows in (("s", self.loads, self.rows), *self.facts):
            source = program.sources[name]
            facts.loaded[name] = [period_of(one) for one in loads.split()]
            facts.rows[name] = []
            for row in filter(None, (row.strip() for row in rows.split(";"))):
                words = row.split()
                at = (str(period_of(words.pop(0))),) if source.grain is not None else ()
                facts.rows[name].append((*at, *(CELLS.get(word, word) for word in words)))
        return facts


@contextmanager
def world_of(case: Case, program: Program) -> Iterator[Loaded]:
    """A store with the facts of a case, all of which are taken."""
    with loaded(program, case.facts_of(program)) as made:
        assert all(all(taken) for taken in made.taken.values()), case.about
        yield made


def period_of(text: str) -> Period:
    """A period of 2024 by its short name."""
    if text.startswith("Y"):
        return Period(YEAR + int(text[1:] or 0))
    if text[0] in "QS":
        return Period(YEAR, int(text[1:]), Grain.QUARTER if text[0] == "Q" else Grain.SEMESTER)
    found = read_period(f"{YEAR}-{text}")
    assert found is not None
    return found


def at_key(reduction: str, absence: str, loads: str, rows: str, expected: str, options: str = "") -> Case:
    """A column of quarters read at `a` in the year."""
    about = f"{reduction} {absence}{options}: {loads} | {rows}"
    column = f"angka 0..10 konsolidasi {reduction}{options}"
    return Case(about, f"triwulan, w {absence}", column, 's.n["a"]', loads, rows, expected)


SOME = ' sebagian karena "uji"'
FULL = "Q1 a 3; Q2 a 4; Q3 a 5"  # the fourth quarter is not there
CONSOLIDATED = (
    # all there
    at_key("jumlah", "lengkap", QUARTERS, f"{FULL}; Q4 a 6", "18"),
    at_key("rerata", "daftar", QUARTERS, f"{FULL}; Q4 a 6", "9/2"),
    at_key("terakhir", "lengkap", QUARTERS, f"{FULL}; Q4 a 6", "6"),
    # an absent row
    at_key("jumlah", "lengkap", QUARTERS, FULL, "kosong 12..22"),
    at_key("jumlah", "daftar", QUARTERS, FULL, "12"),
    at_key("rerata", "lengkap", QUARTERS, FULL, "kosong 3..11/2"),
    at_key("rerata", "daftar", QUARTERS, FULL, "4"),
    at_key("terakhir", "lengkap", QUARTERS, FULL, "kosong 0..10"),
    at_key("terakhir", "daftar", QUARTERS, FULL, "5"),
    at_key("terakhir", "lengkap", QUARTERS, "Q1 a 3; Q3 a 5; Q4 a 6", "kosong 6..6"),
    at_key("minimum", "lengkap", QUARTERS, FULL, "kosong 0..3"),
    at_key("maksimum", "lengkap", QUARTERS, FULL, "kosong 5..10"),
    at_key("maksimum", "daftar", QUARTERS, FULL, "5"),
    # an empty cell is missing, whatever the source is
    at_key("jumlah", "daftar", QUARTERS, f"{FULL}; Q4 a -", "kosong 12..22"),
    at_key("minimum", "daftar", QUARTERS, f"{FULL}; Q4 a -", "kosong 0..3"),
    # a cell that does not apply is left out, unless all are
    at_key("jumlah", "lengkap", QUARTERS, f"{FULL}; Q4 a ~", "12"),
    at_key("rerata", "lengkap", QUARTERS, f"{FULL}; Q4 a ~", "4"),
    at_key("jumlah", "daftar", QUARTERS, "Q1 a ~; Q2 a ~", "tidak berlaku"),
    at_key("jumlah", "lengkap", QUARTERS, "Q1 a ~; Q2 a 3; Q3 a 1", "kosong 4..14"),
    # a period that was not loaded
    at_key("jumlah", "lengkap", "Q1 Q2 Q3", FULL, "kosong 12..22"),
    at_key("jumlah", "daftar", "Q1 Q2 Q3", FULL, "kosong 12..22"),
    at_key("rerata", "daftar", "Q1 Q2 Q3", FULL, "kosong 3..11/2"),
    at_key("terakhir", "daftar", "Q1 Q2 Q3", FULL, "kosong 0..10"),
    at_key("jumlah", "daftar", "", "", "kosong 0..40"),
    # no row in any quarter
    at_key("jumlah", "daftar", QUARTERS, "Q1 b 3", "0"),
    at_key("rerata", "daftar", QUARTERS, "Q1 b 3", "kosong"),
    at_key("jumlah", "lengkap", QUARTERS, "Q1 b 3", "kosong 0..40"),
    # some of them, for a reason
    at_key("jumlah", "lengkap", QUARTERS, FULL, "12", SOME),
    at_key("jumlah", "daftar", "Q1 Q2 Q3", FULL, "12", SOME),
    at_key("rerata", "lengkap", "Q1 Q2 Q3", "Q1 a 3; Q2 a -; Q3 a 5", "4", SOME),
    at_key("terakhir", "lengkap", QUARTERS, FULL, "5", SOME),
    at_key("jumlah", "lengkap", "Q1 Q2", "", "kosong 0..40", SOME),
    at_key("jumlah", "daftar", "Q1 Q2", "", "0", SOME),
    at_key("rerata", "daftar", "Q1 Q2", "", "kosong 0..10", SOME),
    at_key("jumlah", "daftar", "", "", "kosong 0..40", SOME),
    # what applies is there some day, as long as it does not all stay away
    at_key("jumlah", "lengkap", QUARTERS, "Q1 a ~", "kosong 0..30", SOME),
    at_key("rerata", "daftar", QUARTERS, "Q1 a ~; Q2 a -", "kosong 0..10", SOME),
    at_key("jumlah", "daftar", QUARTERS, "Q1 a ~; Q2 a -", "kosong 0..10", SOME),
    at_key("jumlah", "daftar", QUARTERS, "Q1 a ~; Q2 a 4", "4", SOME),
    at_key("jumlah", "daftar", "Q1 Q2", "Q1 a ~", "kosong", SOME),
    # of a register what has not come may be nothing, and then only the others decide
    at_key("minimum", "daftar", "Q1 Q2 Q3", FULL, "kosong 0..3"),
    at_key("maksimum", "daftar", "Q1 Q2 Q3", FULL, "kosong 5..10"),
    at_key("rerata", "daftar", "Q1", "Q1 a 6", "kosong 3/2..9"),
    at_key("terakhir", "daftar", "Q1 Q3 Q4", "Q1 a 3; Q3 a 8; Q4 a 4", "kosong 4..4"),
    at_key("terakhir", "daftar", "Q1 Q2", "Q1 a 3; Q2 a -", "kosong 0..10"),
    at_key("maksimum", "daftar", "Q1 Q2", "", "kosong 0..10"),
    # rules of the column
    at_key("jumlah", "lengkap", QUARTERS, FULL, "19", " bila kosong 7"),
    at_key("jumlah", "daftar", QUARTERS, FULL, "12", " bila kosong 7"),
    at_key("jumlah", "lengkap", "Q1 Q2 Q3", FULL, "kosong 12..22", " bila kosong 7"),
    at_key("jumlah", "lengkap", "Q1 Q2 Q3", FULL, "19", " bila belum dimuat 7"),
    at_key("jumlah", "daftar", "Q1 Q2 Q3", "Q1 a 3; Q2 a -", "11", " bila kosong 1 bila belum dimuat 7"),
    at_key("jumlah", "lengkap", QUARTERS, FULL, "kosong 12..22", " bila belum dimuat 7"),
    at_key("jumlah", "lengkap", "Q1 Q2 Q3", FULL, "galat", " bila belum dimuat galat"),
    at_key("jumlah", "lengkap", QUARTERS, FULL, "17", " bila kosong terakhir"),
    at_key("jumlah", "lengkap", "Q1 Q2 Q3", FULL, "kosong 12..22", " bila kosong terakhir"),
    at_key("jumlah", "lengkap", "Q1 Q2 Q3", FULL, "17", " bila belum dimuat terakhir"),
    at_key("rerata", "daftar", QUARTERS, "Q1 b 3", "2", " bila kosong 2"),
)


def rows(about: str, per: str, formula: str, loads: str, rows_: str, expected: str, **more: object) -> Case:
    """Something made of the rows of a year, or of quarters that add up."""
    column = "angka 0..10" + (" konsolidasi jumlah" if "triwulan" in per else "") + str(more.pop("options", ""))
    return Case(about, per, column, formula, loads, rows_, expected, **more)  # type: ignore[arg-type]


G_IS_A = "lengkap atas (u yang g = a)"
OVER_S = "\nsumber p per tahun, k daftar\n  kolom z angka 0..10 boleh kosong\n"
LET = "  hitung d = n + 1 konsolidasi jumlah"
OF_ROWS = (
    # expected rows of one period
    rows("all of three", "tahun, w", "jumlah s.n", "Y", "Y a 1; Y b 2; Y c 3", "6"),
    rows("one of three is not there", "tahun, w", "jumlah s.n", "Y", "Y a 1; Y b 2", "kosong 3..13"),
    rows("its mean", "tahun, w", "rerata s.n", "Y", "Y a 1; Y b 2", "kosong 1..13/3"),
    rows("its greatest", "tahun, w", "maksimum s.n", "Y", "Y a 1; Y b 2", "kosong 2..10"),
    rows("it is left out", "tahun, w", "jumlah s.n bila kosong lewati", "Y", "Y a 1; Y b 2", "3"),
    rows("it is 5", "tahun, w", "jumlah s.n bila kosong 5", "Y", "Y a 1; Y b 2", "8"),
    rows("it is an error", "tahun, w", "jumlah s.n bila kosong galat", "Y", "Y a 1; Y b 2", "galat"),
    rows("the rows that are there", "tahun, w", "jumlah s.n atas s", "Y", "Y a 1; Y b 2", "3"),
    rows("all expected rows are counted", "tahun, w", "banyaknya s", "Y", "Y a 1; Y b 2", "3"),
    rows("who has more than 1", "tahun, w", "banyaknya (s yang n > 1)", "Y", "Y a 1; Y b 2", "kosong 1..2"),
    rows("what its range decides", "tahun, w", "banyaknya (s yang n >= 0)", "Y", "Y a 1; Y b 2", "3"),
    rows("a share", "tahun, w", "banyaknya (s yang n > 1) / banyaknya s", "Y", "Y a 1; Y b 2", "kosong 1/3..2/3"),
    rows("undecided are left out", "tahun, w", "banyaknya (s yang n > 1) bila kosong lewati", "Y", "Y a 1; Y b 2", "1"),
    rows(
        "two dimensions",
        "tahun, w, k lengkap",
        "jumlah s.n",
        "Y",
        "Y a a 1; Y a b 2; Y b a 3; Y b b 4; Y c a 5",
        "kosong 15..25",
    ),
    rows("a register has what it has", "tahun, w daftar", "jumlah s.n", "Y", "Y a 1; Y b 2", "3"),
    rows("a register without a row", "tahun, k daftar", "jumlah s.n", "Y", "", "0"),
    rows("a register is counted", "tahun, k daftar", "banyaknya s", "Y", "Y a 1", "1"),
    rows("for each member", "tahun, w daftar", "jumlah s.n atas w", "Y", "Y a 1; Y b 2", "kosong 3..13"),
    # not loaded
    rows("not loaded, complete", "tahun, w", "jumlah s.n", "", "", "kosong 0..30"),
    rows("not loaded, complete, counted", "tahun, w", "banyaknya s", "", "", "kosong 0..3"),
    rows("not loaded, a register", "tahun, w daftar", "jumlah s.n", "", "", "kosong"),
    rows("not loaded, a register counted", "tahun, w daftar", "banyaknya s", "", "", "kosong 0.."),
    rows("an empty cell's rule is none for it", "tahun, w", "jumlah s.n bila kosong 0", "", "", "kosong 0..30"),
    rows("its own rule", "tahun, w", "jumlah s.n bila belum dimuat 2", "", "", "6"),
    rows("its own rule, of a register", "tahun, w daftar", "jumlah s.n bila belum dimuat 0", "", "", "0"),
    rows("the mean of what nobody knows", "tahun, w daftar", "rerata s.n bila belum dimuat lewati", "", "", "kosong"),
    rows("an error where not loaded", "tahun, w daftar", "jumlah s.n bila belum dimuat galat", "", "", "galat"),
    rows("the column's rule", "tahun, w", "jumlah s.n", "", "", "12", options=" bila belum dimuat 4"),
    rows("a count that leaves out", "tahun, w", "banyaknya (s yang n > 1) bila belum dimuat lewati", "", "", "0"),
    rows(
        "`= kosong` of what is not loaded",
        "tahun, w",
        'jika s.n["a"] = kosong maka 1 selain itu 2',
        "",
        "",
        "kosong 1..2",
    ),
    rows("`= kosong` of what is empty", "tahun, w", 'jika s.n["a"] = kosong maka 1 selain itu 2', "Y", "Y a -", "1"),
    rows("a list", "tahun, w", 'jumlah dari s.n["a"], 3 bila kosong 0', "", "", "kosong 3..13"),
    rows("a list with its rule", "tahun, w", 'jumlah dari s.n["a"], 3 bila belum dimuat 1', "", "", "4"),
    rows(
        "unloaded as well as empty",
        "tahun, w",
        'jumlah dari (s.n["a"] + s.n["a"][tahun lalu]), 3 bila kosong 0',
        "Y",
        "Y a -",
        "kosong 3..23",
    ),
    # several sub-periods
    rows("four quarters of all", "triwulan, w", "jumlah s.n", QUARTERS, "Q1 a 1", "kosong 1..111"),
    rows("a register's four quarters", "triwulan, w daftar", "jumlah s.n", QUARTERS, "Q1 a 1; Q3 b 5", "6"),
    rows("with one not loaded", "triwulan, w daftar", "jumlah s.n", "Q1 Q2 Q3", "Q1 a 1; Q3 b 5", "kosong 6.."),
    rows("and no rows in the others", "triwulan, w daftar", "jumlah s.n", "Q1 Q2 Q3", "", "kosong 0.."),
    rows(
        "counted with one not loaded", "triwulan, w daftar", "banyaknya s", "Q1 Q2 Q3", "Q1 a 1; Q3 b 5", "kosong 2.."
    ),
    rows("counted, what is known", "triwulan, w daftar", "banyaknya s bila belum dimuat lewati", "Q1", "Q1 a 1", "1"),
    rows("expected, with one not loaded", "triwulan, w", "banyaknya s", "Q1 Q2 Q3", "Q1 a 1", "3"),
    rows(
        "up to here",
        "triwulan, w",
        "jumlah s.n[sampai periode ini]",
        "Q1 Q2",
        "Q1 a 1; Q1 b 1; Q1 c 1; Q2 a 1; Q2 b 1; Q2 c 1",
        "6",
        period="Q2",
    ),
    rows(
        "up to here, not loaded",
        "triwulan, w",
        "jumlah s.n[sampai periode ini]",
        "Q2",
        "Q2 a 1; Q2 b 1; Q2 c 1",
        "kosong 3..33",
        period="Q2",
    ),
    rows(
        "half a year of months",
        "bulan, w",
        's.n["a"]',
        MONTHS,
        "01 a 1; 02 a 1; 03 a 1; 04 a 1; 05 a 1; 06 a 1; 08 a 9",
        "6",
        period="S1",
        options=" konsolidasi jumlah",
    ),
    # over a set
    rows(
        "over a set",
        f"tahun, u {G_IS_A}",
        "jumlah s.n",
        "Y",
        "Y x 1",
        "kosong 1..11",
        units=("x,a,,", "y,a,,", "z,b,,"),
    ),
    rows(
        "outside of it there may be more",
        f"tahun, u {G_IS_A}",
        "jumlah s.n",
        "Y",
        "Y x 1; Y y 2; Y z 4",
        "7",
        units=("x,a,,", "y,a,,", "z,b,,"),
    ),
    rows(
        "outside of it there is none",
        f"tahun, u {G_IS_A}",
        "jumlah s.n",
        "Y",
        "Y x 1; Y y 2",
        "3",
        units=("x,a,,", "y,a,,", "z,b,,"),
    ),
    rows("who may be in it", f"tahun, u {G_IS_A}", "jumlah s.n", "Y", "Y x 1", "kosong 1..11", units=("x,a,,", "y,,,")),
    rows(
        "its quarters",
        f"triwulan, u {G_IS_A}",
        "jumlah s.n",
        QUARTERS,
        "Q1 x 1; Q2 x 1; Q3 x 1; Q4 x 1; Q2 z 9",
        "13",
        units=("x,a,,", "z,b,,"),
    ),
    rows(
        "not loaded, over a set", f"tahun, u {G_IS_A}", "banyaknya s", "", "", "kosong 0..2", units=("x,a,,", "z,b,,")
    ),
    rows(
        "over last year's",
        "tahun, k lengkap atas (k yang ada p[tahun lalu])",
        "jumlah s.n",
        "Y",
        "Y a 1",
        "1",
        also=OVER_S,
        facts=(("p", "Y-1", "Y-1 a 1"),),
    ),
    rows(
        "over last year's, not sent",
        "tahun, k lengkap atas (k yang ada p[tahun lalu])",
        "jumlah s.n",
        "Y",
        "Y a 1",
        "kosong 1..11",
        also=OVER_S,
        facts=(("p", "Y-1", "Y-1 a 1; Y-1 b 1"),),
    ),
    rows(
        "over last year's, not loaded",
        "tahun, k lengkap atas (k yang ada p[tahun lalu])",
        "jumlah s.n",
        "Y",
        "Y a 1",
        "kosong 1..11",
        also=OVER_S,
    ),
    # who must be there is not known, and a quarter never came: both are reasons, and the rule for the quarter leaves out
    rows(
        "perhaps expected, a quarter not loaded",
        f"triwulan, u {G_IS_A}",
        "banyaknya s bila belum dimuat lewati",
        "Q1",
        "",
        "0",
        units=("x,,,",),
    ),
    rows(
        "perhaps expected, all loaded",
        f"triwulan, u {G_IS_A}",
        "banyaknya s bila belum dimuat lewati",
        QUARTERS,
        "",
        "kosong 0..1",
        units=("x,,,",),
    ),
    # members with a first and a last day
    rows("from July", "triwulan, u lengkap", "jumlah s.n", QUARTERS, "Q3 x 1; Q4 x 2", "3", units=("x,a,2024-07-01,",)),
    rows(
        "until March",
        "triwulan, u lengkap",
        "banyaknya s",
        QUARTERS,
        "",
        "1",
        units=("x,a,,2024-03-31", "y,a,2025-01-01,"),
    ),
    rows(
        "from July, a quarter before is not loaded",
        "triwulan, u lengkap",
        's.n["x"]',
        "Q2 Q3 Q4",
        "Q3 x 1; Q4 x 2",
        "3",
        units=("x,a,2024-07-01,",),
    ),
    rows(
        "after the year, a quarter is not loaded",
        "triwulan, u lengkap",
        's.n["x"]',
        "Q2 Q3 Q4",
        "",
        "kosong 0..40",
        units=("x,a,2025-01-01,",),
    ),
    rows(
        "after the year, all quarters are loaded",
        "triwulan, u lengkap",
        's.n["x"]',
        QUARTERS,
        "",
        "kosong 0..40",
        units=("x,a,2025-01-01,",),
    ),
    rows("no members", "tahun, u lengkap", "jumlah s.n", "Y", "", "kosong"),
    # derived columns
    rows("derived, an absent row", "triwulan, w", 's.d["a"]', QUARTERS, FULL, "kosong 16..26", more=LET),
    rows("derived, of a register", "triwulan, w daftar", 's.d["a"]', QUARTERS, FULL, "15", more=LET),
    rows("derived, not loaded", "triwulan, w daftar", 's.d["a"]', "Q1 Q2 Q3", FULL, "kosong 15..26", more=LET),
    rows(
        "derived, whose cells have a rule",
        "triwulan, w",
        's.d["a"]',
        QUARTERS,
        FULL,
        "16",
        more=LET,
        options=" bila kosong 0",
    ),
    rows("derived, its own rule", "triwulan, w", 's.d["a"]', QUARTERS, FULL, "22", more=LET + " bila kosong 7"),
    rows(
        "derived, its rule is not for a load",
        "triwulan, w",
        's.d["a"]',
        "Q1 Q2 Q3",
        FULL,
        "kosong 16..26",
        more=LET + " bila kosong 7",
    ),
    rows(
        "derived, of a register, its rule for a load",
        "triwulan, w daftar",
        's.d["a"]',
        "Q1 Q2 Q3",
        FULL,
        "22",
        more=LET + " bila belum dimuat 7",
    ),
    rows(
        "derived, of a register, an empty cell beside it",
        "triwulan, w daftar",
        's.d["a"]',
        "Q1 Q2 Q3",
        "Q1 a 3; Q2 a 4; Q3 a -",
        "kosong 17..27",
        more=LET + " bila belum dimuat 7",
    ),
    rows(
        "derived, of nothing at all",
        "triwulan, w daftar",
        's.d["a"]',
        "Q1 Q2",
        "",
        "kosong 0..4",
        more="  hitung d = 2 konsolidasi jumlah",
    ),
    # a weighted sum
    rows(
        "weighed",
        "tahun, w",
        "jumlah berbobot s.n bila kosong 0",
        "Y",
        "Y a 10; Y b 10",
        "8",
        own="  bobot w\n    a 50%\n    b 30%\n    c 20%",
    ),
    rows(
        "weighed, not loaded",
        "tahun, w",
        "jumlah berbobot s.n bila kosong 0",
        "",
        "",
        "kosong 0..10",
        own="  bobot w\n    a 50%\n    b 30%\n    c 20%",
    ),
    rows(
        "weighed with its rule",
        "tahun, w",
        "jumlah berbobot s.n bila belum dimuat 3",
        "",
        "",
        "3",
        own="  bobot w\n    a 50%\n    b 30%\n    c 20%",
    ),
)


def of_indicator(about: str, lines: str, loads: str, rows_: str, expected: str) -> Case:
    """A year of the quarters of another indicator."""
    also = f"\nindikator q per triwulan\n  satuan angka 0..10\n  arah naik\n{lines}\n  rumus s.n\n"
    return Case(about, "triwulan", "angka 0..10", "q", loads, rows_, expected, also=also)


SUM = "  konsolidasi jumlah"
TARGETS = "  target 2024-Q1 = 1\n  target 2024-Q3 = 2"
OF_INDICATORS = (
    of_indicator("all quarters", SUM, QUARTERS, "Q1 1; Q2 2; Q3 3; Q4 4", "10"),
    of_indicator("an empty quarter", SUM, QUARTERS, "Q1 1; Q2 2; Q3 3; Q4 -", "kosong 6..16"),
    of_indicator("a quarter that is not loaded", SUM, "Q1 Q2 Q3", "Q1 1; Q2 2; Q3 3", "kosong 6..16"),
    of_indicator("some of them", SUM + SOME, "Q1 Q2 Q3", "Q1 1; Q2 2; Q3 -", "3"),
    of_indicator("one does not apply", SUM, QUARTERS, "Q1 1; Q2 2; Q3 3; Q4 ~", "6"),
    of_indicator("what has a target", f"{SUM}\n{TARGETS}", "Q1 Q3", "Q1 1; Q3 3", "4"),
    of_indicator("what has a target, of some", f"{SUM}{SOME}\n{TARGETS}", QUARTERS, "Q1 1; Q2 5; Q3 3; Q4 7", "4"),
    of_indicator("not all that has a target", f"{SUM}\n{TARGETS}", "Q1 Q2", "Q1 1; Q2 3", "kosong 1..11"),
)
CASES = (*CONSOLIDATED, *OF_ROWS, *OF_INDICATORS)
