"""New members that are called like no member are taken in, and told each time: at import, beside results, of a store and of bound files."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest
from test_ledger import Ministry

from iku_dsl.keywords import Language
from iku_dsl.period import Period
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.overview import overview
from iku_engine.importing.importing import import_file
from iku_engine.staging.report import ImportReport
from iku_engine.totals import whole_file as whole
from iku_engine.totals.groups import alone, clearest
from iku_engine.wording import say_it
from iku_engine.words import labels
from iku_engine.words.labels import odd_word

SPEC = """
dimensi unit kunci nama

sumber s per tahun, unit register
  kolom kpm angka 0..
  kolom pagu angka 0.. boleh kosong

indikator jumlah_kpm
  satuan bilangan
  arah naik
  rumus jumlah s.kpm
"""
ODD = [
    "Total Penyaluran", "TOTAL BELANJA", "Total (Rp)", "TOTAL TA 2025", "Total per 31 Desember 2025", "Jumlah I", "Jumlah KPM", "Tot",
    "Akumulasi", "Kumulatif", "Se-Indonesia", "Seluruh Indonesia", "Semua Unit", "SUB-TOTAL", "Total_Belanja", "Rata-rata Unit", "Median",
    "Realisasi Tahun 2024", "Realisasi 2024", "Capaian 2024", "Tahun Anggaran 2024", "Penyaluran 2024", "Baseline 2024", "Tahun n-1",
    "Proyeksi 2026", "Usulan", "Rencana", "Deviasi", "Sisa Anggaran", "Saldo", "Persentase", "%", "YoY", "Jml. KPM", "Growth", "2024/2025",
    "Indonesia", "NASIONAL", "Nasional/National", "Indonesia Gabungan", "Nilai Tertinggi", "Minimum", "Jmlh", "Ttl Pagu",
]  # fmt: skip
PLAIN = [
    "SD Negeri 1", "SD Islam Terpadu", "S.D. Negeri Cibinong", "SMA 17 Agustus 1945", "MIN 1 Jakarta", "Lalu Ahmad", "H. Lalu Ahmad",
    "Se Ahmad", "Dr. Sisahartono", "Perubahan Iklim", "Kenaikan Pangkat", "Percepatan Penurunan Stunting", "Keluarga Berencana",
    "Perencanaan Wilayah", "Standar Pelayanan Minimal", "Plan International", "PT Totalindo", "Gabungan Kelompok Tani", "Kota Bogor",
    "Kabupaten Seluma", "Semarang", "Serang", "Kab. Seram Bagian Barat", "Tanah Rata", "Nusa Tenggara Barat", "UNICEF",
    "Rehabilitasi Sosial", "Tentara Nasional Indonesia", "Indonesia Mengajar", "Nasional Demokrat", "Minimal Invasif",
]  # fmt: skip
PROVINCES = [
    "Aceh",
    "Riau",
    "Jambi",
    "Bengkulu",
    "Lampung",
    "Bali",
    "Banten",
    "Maluku",
    "Papua",
    "Gorontalo",
    "DI Yogyakarta",
    "Jawa Barat",
]
Row = tuple[str, int, int]
LIST: list[Row] = [(name, 1_003 + 37 * at, 10_007 + 7_654 * at * at) for at, name in enumerate(PROVINCES)]
FORMS = ("store", "bound")


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def write(folder: Path, rows: Sequence[Row], year: int = 2025) -> Path:
    path = folder / f"s-{year}.csv"
    lines = "".join(f"{year},{name},{kpm},{pagu}\n" for name, kpm, pagu in rows)
    path.write_text(f"tahun,unit,kpm,pagu\n{lines}", encoding="utf-8")
    return path


def load(made: Ministry, rows: Sequence[Row], year: int = 2025) -> ImportReport:
    return import_file(made.store, made.program, write(made.folder, rows, year), "s", user="siti")


def told(made: Ministry, form: str, rows: Sequence[Row], year: int = 2025) -> list[str]:
    """What stands beside the result, of rows of a file in one of the forms."""
    given = []
    if form == "bound":
        given = [find(Binding("s", (str(write(made.folder, rows, year)),)))]
    else:
        load(made, rows, year)
    found = evaluate(made.store, made.program, specs="", periods=[Period(year)], bound=given)
    notes = (*found.notes, *(note for one in found.results for note in one.notes))
    return [say_it(note, "en") for note in notes]


def test_few_members_of_lists_have_an_odd_word() -> None:
    assert [name for name in ODD if not odd_word(name)] == []
    assert [name for name in PLAIN if odd_word(name)] == []


def test_every_name_of_a_total_has_an_odd_word() -> None:
    """What a new member is told for, a known one is told for, too: both rules ask the same."""
    words = [one for words in (labels.HINTS, labels.OF_ALL) for one in words if one.isalpha()]
    names = [
        *words,
        *map(" ".join, product(words, words)),
        *map(" ".join, product(("Jumlah", "Rata-rata", "Total"), words)),
    ]
    assert [name for name in names if labels.names_a_total(name.title()) and not odd_word(name.title())] == []


@pytest.mark.parametrize("name", ODD)
def test_a_new_member_with_an_odd_word_is_told_when_it_comes(ministry: Ministry, name: str) -> None:
    for year in (2024, 2025):  # in the second it is known
        report = load(ministry, [*LIST, (name, 19_999, 700_001)], year)
        if report.accepted == len(LIST) + 1:
            assert [(cell.row, cell.value) for cell in report.doubted] == [(14, name)]
        else:
            assert report.accepted == len(LIST)
    for source in overview(ministry.store, ministry.program, "s").held:
        assert len(source.to_look_at or ()) in (0, 2)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["Total Penyaluran", "Realisasi Tahun 2024"])
def test_it_is_told_beside_each_result(ministry: Ministry, form: str, name: str) -> None:
    for year in (2024, 2025):
        (first, *_) = [
            text for text in told(ministry, form, [*LIST, (name, 19_999, 700_001)], year) if "is called" in text
        ]
        assert odd_word(name) in first
    assert not [text for text in told(ministry, form, LIST, 2026) if "is called" in text]


@pytest.mark.parametrize("form", FORMS)
def test_a_list_of_such_names_is_told_once_or_not_at_all(ministry: Ministry, form: str) -> None:
    programmes = [(f"Program Rencana {name}", kpm, pagu) for name, kpm, pagu in LIST]
    assert not [text for text in told(ministry, form, programmes) if "like those" in text or "is called" in text]
    some = told(ministry, form, [*programmes[:5], *LIST[:7]], 2026)
    assert len([text for text in some if "5 of the 12 names" in text]) == (1 if form == "store" else 2)
    with_total = told(ministry, form, [*programmes, ("Total Program Rencana", 19_999, 700_001)], 2027)
    assert [text for text in with_total if "“total”" in text]


def test_lists_of_plain_names_and_of_codes_are_left_alone(ministry: Ministry) -> None:
    def rows(names: Sequence[str]) -> list[Row]:
        return [(name, 1_003 + 37 * at, 10_007 + 7_654 * at * at) for at, name in enumerate(names)]

    assert load(ministry, rows(PLAIN)).doubted == ()
    codes = [f"{1101 + 100 * at}" for at in range(12)]
    assert "1901" in codes
    assert load(ministry, rows(codes), 2026).doubted == ()
    lettered = [f"V{1_880 + 10 * at:05d}" for at in range(12)]
    assert load(ministry, rows(lettered), 2027).doubted == ()


def test_a_file_that_is_longer_than_a_sheet_is_looked_at_by_name(
    ministry: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "LONGEST_SHEET", 5)
    report = load(ministry, [*LIST, ("Total Penyaluran", 19_999, 700_001)])
    assert [(cell.row, cell.reason.key) for cell in report.doubted] == [(14, "row.odd-name")]


def test_sixty_new_members_are_named_and_those_to_look_at_first(ministry: Ministry) -> None:
    rows = [(f"Unit {at:04}", 1_003 + 37 * at, 10_007 + at * at) for at in range(1_200)]
    (new,) = load(ministry, [*rows, ("Total Unit", 19_999, 700_001)]).new_members
    assert (new.count, len(new.members), new.members[:2]) == (1_201, 1_000, ("Total Unit", "Unit 0000"))


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_import_lists_them(ministry: Ministry, language: Language) -> None:
    from iku_cli.render.imports import Outcome, draw_imports

    def text(rows: Sequence[Row], year: int) -> str:
        outcome = Outcome("s.csv", "s", load(ministry, rows, year))
        return draw_imports([outcome], False, language, 10_000).plain

    shown = text([*LIST, ("Total Penyaluran", 19_999, 700_001)], 2025)
    assert ": Total Penyaluran, Aceh, " in shown
    assert "Jawa Barat\n" in shown
    assert "facts export" not in shown
    many = text([(f"Unit {at:04}", 1_003 + 37 * at, 10_007 + at * at) for at in range(70)], 2026)
    assert "Unit 0059, …" in many
    assert "facts export s --to" in many


HEADS: dict[str, tuple[list[tuple[int, int]], list[int]]] = {
    "each head has one part": ([(10**9 + 123_456 * (at // 2), 9 * 10**8 + 55_555 * (at // 2)) for at in range(12)], [0, 2, 4, 6, 8, 10]),
    "one of them has two": (
        [(912_345_678, 880_111_222), (400_345_678, 380_111_222), (512_000_000, 500_000_000), (777_123_000, 700_000_123),
         (777_123_000, 700_000_123), (55_000_111, 50_000_111), (55_000_111, 50_000_111)], [0, 3, 5],
    ),
    "a head upon a head": ([(777_123, 700_123)] * 3 + [(55_111, 50_111), (44_321, 33_123)], [0, 1]),
    "one long amount": ([(777_123, 0), (777_123, 0), (55_111, 0), (44_321, 0)], [0]),
    "short figures, all in pairs": ([(20, 19), (20, 19), (300, 250), (300, 250), (70, 66), (70, 66), (900, 85), (900, 85)], [0, 2, 4, 6]),
    # and what is none
    "equal shares": ([(250_000_000, 1)] * 8, []),
    "equal shares of some": ([(777_123, 5), (777_123, 6), (55_111, 7), (777_123, 8), (44_321, 9)], []),
    "one short amount": ([(250_000, 7), (250_000, 9), (70_000, 5), (90_000, 3)], []),
    "a long amount beside another figure": ([(777_123, 5), (777_123, 6), (55_111, 7), (44_321, 9)], []),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", HEADS)
def test_a_head_above_a_single_part_is_told(ministry: Ministry, name: str, form: str) -> None:
    figures, heads = HEADS[name]
    rows = [(f"P{chr(65 + at)}", kpm, pagu) for at, (kpm, pagu) in enumerate(figures)]
    if form == "store":
        assert sorted(cell.row - 2 for cell in load(ministry, rows).doubted) == heads
        (source,) = overview(ministry.store, ministry.program, "s").held
        assert len(source.to_look_at or ()) == len(heads)
    else:
        given = [find(Binding("s", (str(write(ministry.folder, rows)),)))]
        notes = evaluate(ministry.store, ministry.program, specs="", periods=[Period(2025)], bound=given).notes
        found = [int(str(dict(note.arguments)["row"])) - 2 for note in notes if note.key == "bound-cell"]
        assert sorted(found) == heads


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("beside", ["none", "of its own", "nearly all", "the same"])
def test_sheets_without_such_heads_are_left_alone(beside: str, ordered: bool) -> None:
    """Two sheets of a thousand are told at the most."""
    chance = random.Random(11)
    alarms = sheets = 0
    for figure in (
        lambda: chance.randint(0, 9),
        lambda: chance.randint(0, 99),
        lambda: 100 * chance.randint(1, 9),
        lambda: int(chance.lognormvariate(3, 1.5)),
        lambda: 50_000_000 * chance.randint(2, 6),
        lambda: 1_000 * chance.randint(100, 99_999),
        lambda: chance.randint(10**6, 10**7),
    ):
        for rows, times in ((3, 100), (5, 100), (8, 100), (12, 60), (38, 30), (120, 5)):
            for _ in range(times):
                first = [figure() for _ in range(rows)]
                second = {
                    "none": [],
                    "of its own": [[chance.randint(0, max(one, 9)) for one in first]],
                    "nearly all": [[round(one * chance.uniform(0.9, 1)) for one in first]],
                    "the same": [first],
                }[beside]
                table = list(zip(first, *second, strict=True))
                columns = list(map(list, zip(*(sorted(table, reverse=True) if ordered else table), strict=True)))
                likes = alone(columns, lambda *_: True)
                most = clearest([one for _, one in likes], rows)
                alarms += any(one <= most for _, one in likes)
                sheets += 1
    assert alarms <= sheets * 2 / 1_000, (alarms, sheets)


@pytest.mark.parametrize("form", FORMS)
def test_members_that_differ_by_capitals_and_blanks_are_told(ministry: Ministry, form: str) -> None:
    rows = LIST[:5]
    upper = [(name.upper(), kpm + 1, pagu) for name, kpm, pagu in rows]
    if form == "store":
        assert not [text for text in told(ministry, "store", rows) if "capitals" in text]
        report = load(ministry, upper)
        assert [(cell.row, cell.value, cell.reason.key) for cell in report.doubted] == [
            (at, name, "row.spelled") for at, (name, _, _) in enumerate(upper, start=2)
        ]
        again = evaluate(ministry.store, ministry.program, specs="", periods=[Period(2025)]).results[0].notes
        assert [say_it(note, "en") for note in again if "(5): s-2025.csv:2, " in say_it(note, "en")]
        (source,) = overview(ministry.store, ministry.program, "s").held
        assert {one.reason.key for one in source.to_look_at or ()} == {"row.spelled-some"}
    else:
        (text,) = [text for text in told(ministry, "bound", [*rows, *upper]) if "capitals" in text]
        assert "in front: 5, such as" in text
        assert "“ACEH”" in text


def test_members_of_one_file_that_differ_by_a_blank_are_told_in_each_period(ministry: Ministry) -> None:
    rows = [*LIST[:11], ("DIYogyakarta", 4_711, 17)]
    for year in (2024, 2025):
        report = load(ministry, rows, year)
        assert [(cell.row, cell.value) for cell in report.doubted] == [(13, "DIYogyakarta")]
        notes = evaluate(ministry.store, ministry.program, specs="", periods=[Period(year)]).results[0].notes
        assert [note for note in notes if "capitals" in say_it(note, "en")]


def test_a_member_that_lost_its_zeros_in_front_is_told(ministry: Ministry) -> None:
    rows: list[Row] = [(f"{at:02}", 1_003 + 37 * at, 10_007 + 7_654 * at * at) for at in range(1, 31)]
    assert [text for text in told(ministry, "store", rows, 2024) if "zeros in front" in text] == []
    again = [(name.lstrip("0"), kpm, pagu) for name, kpm, pagu in rows]
    assert [text for text in told(ministry, "store", again, 2025) if "zeros in front" in text]
