"""Blocks whose totals happen to agree count, and one money that is divided in two ways waits: by all that a sheet says of both."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from divided_sheets import SPEC, Made, blocks, divided
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import kept_out
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

HEAD = "prov,prog,pagu,keluarga"


def load(ministry: Ministry, text: str, source: str = "ang2", year: int = 2024) -> ImportReport:
    path = ministry.folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    return import_file(ministry.store, ministry.program, path, source, user="siti", period=Period(year))


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def told(report: ImportReport) -> dict[int, str]:
    return {one.row: one.reason.key for one in report.rejected}


@pytest.mark.parametrize(
    "sheets", [range(40), pytest.param(range(40, 150), marks=pytest.mark.soak)], ids=["some", "many"]
)
@pytest.mark.parametrize("make", [blocks, divided])
def test_sheets_of_chance_are_taken_in_as_they_were_made(
    ministry: Ministry, make: Callable[[random.Random], Made], sheets: range
) -> None:
    for seed in sheets:
        made = make(random.Random(seed))
        report = load(ministry, made.text(), made.source, 1700 + seed)
        rows = told(report)
        assert set(rows) - made.of_all == made.waiting | made.wrong, (seed, made.text())
        assert {rows[row] for row in made.waiting} <= {"row.same-money"}
        assert report.accepted + report.identical == len(made.counting), (seed, made.text())
        assert not {one.row for one in report.doubted} - made.counting, "what does not count is told as such alone"


FIRST = "Jawa Timur,Rehab,600000000,8923\nJawa Timur,PKH,200000000,11377\n"
SECOND = "Gorontalo,Rehab,400000000,3778\nGorontalo,PKH,400000000,19799\n"
OTHER = "Gorontalo,Bencana,400000000,3778\nGorontalo,Tunai,400000000,19799\n"  # programmes that no other block has
LABELS = [
    ("Subtotal Jawa Timur", "Subtotal Gorontalo"),
    ("Jumlah Jawa Timur", "Jumlah Gorontalo"),
    ("Jumlah", "Jumlah"),
]


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("families", [(20300, 23577), (20300, 20300)])
@pytest.mark.parametrize("last", ["", "TOTAL,,1600000000,{}\n", "TOTAL,,1600000007,{}\n"])
def test_blocks_of_two_provinces_with_one_amount_are_two(
    ministry: Ministry, labels: tuple[str, str], families: tuple[int, int], last: str
) -> None:
    second = SECOND.replace("19799", str(families[1] - 3778))
    sums = [f"{label},,800000000,{count}\n" for label, count in zip(labels, families, strict=True)]
    report = load(ministry, f"{HEAD}\n{FIRST}{sums[0]}{second}{sums[1]}" + last.format(sum(families)))
    assert told(report) == ({8: "row.total"} if "7," in last else {})
    assert report.accepted == 4


def test_a_block_of_keys_of_its_own_is_told_by_its_label(ministry: Ministry) -> None:
    sheet = HEAD + "\n" + FIRST + "{} Jawa Timur,,800000000,20300\n" + OTHER + "{} Gorontalo,,800000000,23577\n"
    assert told(load(ministry, sheet.replace("{}", "Subtotal"))) == {}
    for year, (one, two) in enumerate((("Jumlah", "Jumlah"), ("TOTAL", "Total")), start=2025):
        text = sheet.replace("{} Jawa Timur", one).replace("{} Gorontalo", two)
        assert told(load(ministry, text, year=year)) == dict.fromkeys((5, 6), "row.same-money")


@pytest.mark.parametrize(
    "heads",
    [("Menurut Provinsi", "Menurut Program"), ("Sumber Dana", "Jenis Belanja"), ("Per Unit", "Berdasarkan Akun")],
)
def test_a_heading_that_a_label_names_is_no_key(ministry: Ministry, heads: tuple[str, str]) -> None:
    sheet = f"{HEAD}\n{FIRST}Jumlah Jawa Timur,,800000000,20300\n{OTHER}Jumlah Gorontalo,,800000000,23577\n"
    text = sheet.replace("Jawa Timur", heads[0]).replace("Gorontalo", heads[1])
    assert told(load(ministry, text)) == dict.fromkeys((5, 6), "row.same-money")


@pytest.mark.parametrize("heads", [("Program", "Wilayah"), ("Kegiatan", "Lokasi"), ("Pagu Awal", "Pagu Revisi")])
@pytest.mark.parametrize("amount", [800_000_000, 812_000_000, 812_345_678])
@pytest.mark.parametrize("families", [20300, 23577])
def test_a_kind_of_thing_heads_a_division_however_round_its_total_is(
    ministry: Ministry, heads: tuple[str, str], amount: int, families: int
) -> None:
    first = FIRST.replace("600000000", str(amount - 200_000_000))
    second = OTHER.replace("400000000,3778", f"{amount - 400_000_000},3778").replace("19799", str(families - 3778))
    sheet = f"{HEAD}\n{first}Jumlah Jawa Timur,,{amount},20300\n{second}Jumlah Gorontalo,,{amount},{families}\n"
    text = sheet.replace("Jawa Timur", heads[0]).replace("Gorontalo", heads[1])
    assert told(load(ministry, text)) == dict.fromkeys((5, 6), "row.same-money")


@pytest.mark.parametrize(
    "heads", [("Program", "Wilayah"), ("Kegiatan", "Satuan Kerja"), ("Pagu Awal", "Pagu Revisi"), ("APBN", "Provinsi")]
)
@pytest.mark.parametrize("inner", [SECOND, OTHER])
def test_two_totals_that_agree_beyond_chance_are_of_one_money_whatever_heads_them(
    ministry: Ministry, heads: tuple[str, str], inner: str
) -> None:
    first = FIRST.replace("600000000", "612345678")
    sheet = f"{HEAD}\n{first}Jumlah Jawa Timur,,812345678,20300\n"
    second = inner.replace("400000000,3778", "412345678,3778").replace("19799", "16522")
    sheet += f"{second}Jumlah Gorontalo,,812345678,20300\n"
    text = sheet.replace("Jawa Timur", heads[0]).replace("Gorontalo", heads[1])
    for year in (2024, 2025):
        assert told(load(ministry, text, year=year)) == dict.fromkeys((5, 6), "row.same-money")
    assert told(load(ministry, text + "TOTAL,,1624691356,40600\n", year=2026)) == {}


ONE = "prov,pagu,keluarga\nA,600000000,8923\nB,200000000,11377\n"
TWO = "C,400000000,3778\nD,400000000,{}\n"


def of_one_key(labels: tuple[str, str], amount: int = 800_000_000, families: int = 23577, last: str = "") -> str:
    more = amount - 800_000_000
    two = TWO.format(families - 3778).replace("C,400000000", f"C,{400_000_000 + more}")
    one = ONE.replace("A,600000000", f"A,{600_000_000 + more}")
    return f"{one}{labels[0]},{amount},20300\n{two}{labels[1]},{amount},{families}\n{last}"


PARTS, BARE = ("Subtotal Jawa", "Subtotal Sumatera"), ("Jumlah", "Jumlah")
WAITS = dict.fromkeys((5, 6), "row.same-money")
OF_ONE_KEY = [
    (of_one_key(PARTS), {}),  # the families differ, and the amount is round
    (of_one_key(PARTS, families=20300), WAITS),
    (of_one_key(PARTS, amount=812_345_678), WAITS),  # no chance makes that
    (of_one_key(PARTS, last="TOTAL,800000000,20300\n"), WAITS | {8: "row.total"}),  # the sheet has it once
    (of_one_key(BARE), WAITS),  # the families may be of another day
    (of_one_key(BARE, last="TOTAL,1600000000,43877\n"), {}),
    (of_one_key(BARE, last="TOTAL,1600000000,43878\n"), {8: "row.total"}),
    (of_one_key(PARTS, amount=812_345_678, last="E,1,1\nF,2,2\nSubtotal Papua,3,3\nTOTAL,1624691359,43880\n"), {}),
    (of_one_key(PARTS, families=20300, last="E,1,1\nF,2,2\nSubtotal Papua,3,3\nTOTAL,1600000003,40603\n"), {}),
    (of_one_key(BARE, last="E,1,1\nF,2,2\nJumlah,3,3\nTOTAL,800000003,20303\n"), WAITS | {11: "row.total"}),
]


@pytest.mark.parametrize(("text", "rows"), OF_ONE_KEY)
def test_groups_of_one_key_are_told_by_other_amounts_and_by_a_total_of_both(
    ministry: Ministry, text: str, rows: dict[int, str]
) -> None:
    assert told(load(ministry, text, "satu")) == rows


def test_a_total_above_that_has_both_lets_both_in(ministry: Ministry) -> None:
    text = of_one_key(BARE).replace("keluarga\n", "keluarga\nTOTAL,1600000000,43877\n")
    assert told(load(ministry, text, "satu")) == {}


def test_the_total_that_is_named_is_the_one_with_that_amount(ministry: Ministry) -> None:
    groups = "prov,pagu,keluarga\nA,3,1\nB,5,2\nJumlah,8,3\nC,4,4\nD,2,5\nJumlah,6,9\nE,7,2\nF,1,1\nJumlah,8,3\n"
    report = load(ministry, groups, "satu")
    assert told(report) == dict.fromkeys((8, 9), "row.same-money")
    assert "“Jumlah” (row 10) has the amount of “Jumlah” (row 4)" in say_it(report.rejected[0].reason, "en")


def test_a_total_above_its_rows_that_has_the_sum_of_those_before_ends_no_list(ministry: Ministry) -> None:
    text = f"{HEAD}\nSubtotal Jawa Timur,,800000000,20300\n{FIRST}Subtotal Gorontalo,,800000000,20300\n"
    report = load(ministry, text + SECOND.replace("19799", "16522"))
    assert (told(report), report.accepted) == ({}, 4)
    alone = "prov,pagu,keluarga\nA,300,1\nB,500,2\nSubtotal Aceh,800,3\nAceh,800,3\n"  # no head of the row that has its name
    assert told(load(ministry, alone, "satu")) == {5: "row.below-total"}


def test_a_row_called_like_a_total_without_a_key_is_one(ministry: Ministry) -> None:
    rows = "Aceh,Rehab,12345678,120\n{0} Aceh,,12345678,120\nRiau,Rehab,7,110\n{0} Riau,,7,110\nTotal,,43060491,350\n"
    report = load(ministry, f"{HEAD}\n{rows.format('Jumlah')}")
    assert (told(report), report.doubted, report.accepted) == ({6: "row.total"}, (), 2)


WIDE_SPEC = """
dimensi prov kunci kode

sumber bulanan per bulan, prov register
  kolom pagu angka 0..
"""
WIDE = (
    'wide = { into = "bulan", value = "pagu", columns = { "Jan" = "2024-01", "Feb" = "2024-02", "Mar" = "2024-03" } }'
)


@pytest.mark.parametrize("figures", ["10,20,31", "10,20,=SUM(D2:D3)"])
def test_a_wrong_total_of_a_wide_file_is_told_once_at_its_column(tmp_path: Path, figures: str) -> None:
    made = Ministry(tmp_path, spec=WIDE_SPEC, members="")
    path = tmp_path / "lebar.csv"
    path.write_text(f"prov,Jan,Feb,Mar\nA,4,5,6\nB,6,15,24\nTOTAL,{figures}\nKenaikan,1,2,3\n", encoding="utf-8")
    reading = Reading(mapping=parse(WIDE))
    report = import_file(made.store, made.program, path, "bulanan", user="siti", reading=reading)
    rows = [(one.row, one.column, one.reason.key) for one in report.rejected]
    assert rows[0][:2] == (4, "Mar")
    assert [key for row, _, key in rows if row == 5] == ["row.below-total"] * 3, "each cell of what waits stays"
    assert (report.accepted, report.rejected_total) == (6, 4)
    (kept,) = (one for one in kept_out(made.store) if one.cells and "TOTAL" in str(one.cells))
    assert "2024-03" in str(kept.cells), "the one that waits is the one at fault"


HEADS = [
    ("Menurut Program", "Menurut Wilayah"),
    ("Program", "Wilayah"),
    ("Jenis Bantuan", "Sumber Dana"),
    ("Bansos Reguler", "Lokasi Penyaluran"),
    ("Bansos", "Sebaran"),
]
AMOUNTS = (
    853_345_678,
    853_345_000,
    850_000_000,
    853_345,
    850,
    25,
)  # a small one counts, is told, and is known from then on


@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize("form", ["a label of its own", "the key filled down", "both"])
def test_one_money_divided_in_two_ways_never_counts_without_a_word(
    ministry: Ministry, heads: tuple[str, str], form: str
) -> None:
    """Whatever heads the divisions, in whichever place, and however round the amount is."""
    for year, amount in enumerate(AMOUNTS, start=2020):
        rows = []
        for head, names, part in zip(
            heads, (("PKH", "BPNT"), ("Jawa", "Luar Jawa")), (2 * amount // 5, amount // 3), strict=True
        ):
            rows += [f"{head},{names[0]},{part},1", f"{head},{names[1]},{amount - part},1"]
            label = "Jumlah" if form == "the key filled down" else f"Jumlah {head}"
            rows.append(f"{label},,{amount},2" if form == "a label of its own" else f"{head},{label},{amount},2")
        report = load(ministry, "\n".join((HEAD, *rows)) + "\n", year=year)
        said = {*told(report).values(), *(one.reason.key for one in report.doubted)}
        by_chance = (
            {"row.total-by-chance"} if form == "both" or amount < 1_000 else set()
        )  # totals called like quantities
        assert said & {"row.same-money", "row.perhaps-same-money", *by_chance}, (amount, rows)
        assert amount != 853_345_678 or said == {"row.same-money"}


def test_of_a_key_that_is_filled_down_provinces_with_a_grand_total_are_two(ministry: Ministry) -> None:
    rows = ["Aceh,PKH,400000000,1", "Aceh,BPNT,100000000,1", "Aceh,Jumlah,500000000,2"]
    rows += ["Bali,PKH,300000000,1", "Bali,BPNT,200000000,1", "Bali,Jumlah,500000000,2", "TOTAL,,1000000000,4"]
    report = load(ministry, "\n".join((HEAD, *rows)) + "\n")
    assert report.accepted == 4 and report.doubted == () and report.rejected == ()


@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize(
    ("totals", "kept"),
    [
        ("{0},Jumlah,853345678,420|{1},Jumlah,853345678,350", 2),  # the families are of another day
        ("{0},Jumlah,853345678,420|{1},Jumlah,853345678,", 2),
        ("{0},Jumlah,853345678,420|", 4),  # the second division has no total
    ],
)
def test_a_key_that_is_filled_down_is_no_reason_to_compare_less(
    ministry: Ministry, heads: tuple[str, str], totals: str, kept: int
) -> None:
    first, second = totals.format(*heads).split("|")
    rows = [f"{heads[0]},PKH,353345678,120", f"{heads[0]},BPNT,500000000,300", first]
    rows += [f"{heads[1]},Jawa,400345678,200", f"{heads[1]},Luar Jawa,453000000,150", second]
    for year in (2024, 2025):
        report = load(ministry, "\n".join((HEAD, *filter(None, rows))) + "\n", year=year)
        said = {*told(report).values(), *(one.reason.key for one in report.doubted)}
        assert report.accepted == kept and said & {"row.same-money", "row.rest-same-money"}, (totals, said)
