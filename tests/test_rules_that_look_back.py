"""Rules that look back at an earlier period: decided for many rows at once, as they are of each by itself, and in as many steps as rows."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from cli_workspace import workspace_in
from counted_calls import calls

from iku_engine.columnwise.check import ColumnCheck, Undecided
from iku_engine.importing.rows import RowReader
from iku_engine.rules.rowcheck import RowCheck
from iku_engine.staging.plain import Plain

RULES = """
  syarat x >= x[tahun lalu] - 6 karena "turun"
  syarat x + y <= 2 * x[tahun lalu] + y[tahun lalu] + 9 karena "melonjak"
  syarat x <= pagu.batas karena "lewat pagu"
  periksa y >= y[tahun lalu] - 3 karena "y turun"
"""
HEAD = """
dimensi k kunci kode

sumber pagu per tahun, k daftar
  kolom batas angka 0..100 boleh kosong

sumber s per tahun, k daftar
  kolom x angka 0..20
  kolom y angka 0..20 boleh kosong
  hitung bagian = x / (y + 1)
  hitung lebih = jika y > 4 maka x / (y - 4) selain itu x
  hitung naik = x - x[tahun lalu]
  hitung sisa = pagu.batas - x
  hitung beda = x - y
"""
ANY_RULES = (
    "syarat bagian <= 9", "syarat lebih >= 1/20", "periksa x / (x + y + 1) <= bagian + 1/2", "periksa naik <= 6",
    "syarat bagian >= 1/30 * bagian[tahun lalu]", "periksa lebih <= lebih[tahun lalu] + 10", "syarat sisa >= 0",
    "syarat naik[tahun lalu] <= 9", "periksa sisa[tahun lalu] >= 70", "periksa beda[tahun lalu] <= 5",
    "syarat x / (bagian + 1) >= y[tahun lalu] / 1000", 'periksa x <= s["m1"].x + 15', "syarat x / (pagu.batas + 1) <= 15",
    'periksa sisa["m1"] + x >= 0', "periksa (jumlah pagu.batas) / (x + 1) >= 100", "syarat x <= pagu.batas / (y + 1) + 9",
    "periksa bagian != bagian[tahun lalu] atau x < 9", "periksa bukan (naik[tahun lalu] > 5 dan naik > 5)",
)  # fmt: skip
TAIL = "\nindikator i\n  satuan angka\n  arah tanpa\n  rumus jumlah s.x\n"


def file_of(pick: random.Random, years: range, members: int) -> str:
    rows = [
        f"{year},m{key},{pick.randrange(21)},{pick.choice(['', pick.randrange(21)])}"
        for year in years
        for key in range(members)
        if pick.random() < 0.9
    ]
    pick.shuffle(rows)
    return "tahun,k,x,y\n" + "\n".join(rows) + "\n"


def imported(
    folder: Path,
    files: list[str],
    capsys: Any,
    monkeypatch: Any,
    rules: str = RULES,
    head: str = HEAD,
    limited: int = 0,
) -> list[Any]:
    folder.mkdir()
    office = workspace_in(folder, capsys, monkeypatch, IKU_LANG="id")
    office.write("indicator_specs/a.iku", head + rules + TAIL)
    limits = [f"{year},m1,{year % 19}\n" for year in range(2020, 2025)]
    limits += [f"{year},n{key},90\n" for year in range(2020, 2025) for key in range(limited)]
    office.write("pagu.csv", "tahun,k,batas\n" + "".join(limits))
    assert office("import", "pagu.csv").status == 0
    told = []
    for at, rows in enumerate(files):
        office.write(f"s{at}.csv", rows)
        told.append(office("import", f"s{at}.csv", "--into", "s", "--json").document)
    told.append(office("eval", "--period", "2020..2024", "--json").document["results"])
    return told


def plain(document: Any) -> Any:
    """What an import says, without when it was and what it took."""
    if isinstance(document, dict):
        return {key: plain(value) for key, value in document.items() if key not in ("at", "hash", "seal", "head")}
    return [plain(one) for one in document] if isinstance(document, list) else document


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 40))])
def test_many_rows_at_once_are_decided_as_each_by_itself(tmp_path, capsys, monkeypatch, seed: int) -> None:
    pick = random.Random(seed)
    files = [
        file_of(pick, range(2022, 2024), 60),
        file_of(pick, range(2020, 2022), 60),
        file_of(pick, range(2020, 2025), 60),
    ]
    files.append(files[0])
    together = imported(tmp_path / "together", files, capsys, monkeypatch)
    monkeypatch.setattr(ColumnCheck, "open_rows", each_by_itself)
    singly = imported(tmp_path / "singly", files, capsys, monkeypatch)
    assert plain(together) == plain(singly)
    assert any("turun" in str(one) for one in together)


def each_by_itself(_: ColumnCheck, rows: Plain) -> tuple[list[int], list[Undecided]]:
    return list(range(len(rows))), []


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 100))])
def test_any_rules_are_decided_by_column_as_of_each_row(tmp_path, capsys, monkeypatch, seed: int) -> None:
    pick = random.Random(seed)
    some = pick.sample(ANY_RULES, 3)
    filled = HEAD.replace("beda = x - y", "beda = (x - y) bila kosong 0") if seed % 2 else HEAD
    rules = "".join(f'  {rule} karena "aturan {at}"\n' for at, rule in enumerate(some))
    files = [file_of(pick, range(2021, 2024), 25), file_of(pick, range(2020, 2024), 25)]
    together = imported(tmp_path / "together", files, capsys, monkeypatch, rules, filled)
    monkeypatch.setattr(ColumnCheck, "open_rows", each_by_itself)
    singly = imported(tmp_path / "singly", files, capsys, monkeypatch, rules, filled)
    assert plain(together) == plain(singly), rules


def years_of(members: int) -> str:
    return "tahun,k,x,y\n" + "".join(f"{year},n{key},9,9\n" for year in range(2020, 2024) for key in range(members))


KEPT = (
    RULES,
    'syarat bagian >= 1/30 * bagian[tahun lalu] karena "bagian"',
    'periksa sisa[tahun lalu] >= 0 karena "sisa"',
)


@pytest.mark.parametrize("rules", KEPT)
def test_rows_that_keep_their_rules_are_not_looked_at_one_by_one(tmp_path, capsys, monkeypatch, rules: str) -> None:
    looked_at: list[object] = []
    whole, of_one = RowCheck.broken_rule, RowCheck._breaks
    monkeypatch.setattr(RowCheck, "broken_rule", lambda self, *row: looked_at.append(row) or whole(self, *row))
    monkeypatch.setattr(RowCheck, "_breaks", lambda self, *row: looked_at.append(row) or of_one(self, *row))
    imported(tmp_path / "many", [years_of(200)], capsys, monkeypatch, f"  {rules}\n", limited=200)
    assert looked_at == []


def test_a_rule_that_is_not_decided_by_column_leaves_the_others_to_it(tmp_path, capsys, monkeypatch) -> None:
    """One of five had all of them asked of each of 58,000 rows: 40 s."""
    asked: list[object] = []
    of_one = RowCheck._breaks
    monkeypatch.setattr(RowCheck, "_breaks", lambda self, *row: asked.append(row[0]) or of_one(self, *row))
    whole = RowCheck.broken_rule
    monkeypatch.setattr(RowCheck, "broken_rule", lambda self, *row: asked.append("all") or whole(self, *row))
    rule = '  syarat ada s[tahun lalu] atau x >= 0 - 1 + y / 1000 karena "r"\n'
    imported(tmp_path / "many", [years_of(200)], capsys, monkeypatch, RULES + rule, limited=200)
    assert len(asked) <= 3 * 4 * 200  # at import, against what it stands beside, and at the evaluation
    assert len(set(asked)) == 1


@pytest.mark.parametrize("singly", [True, False])
def test_twice_the_rows_take_twice_the_steps(tmp_path, capsys, monkeypatch, singly: bool) -> None:
    """Whether a period is loaded was looked for among all rows before, for each row: one rule over 20,000 rows took 29 s."""
    if singly:
        monkeypatch.setattr(RowReader, "_sure", lambda _, __: set())

    def steps(members: int) -> int:
        return calls(
            lambda: imported(tmp_path / str(members), [years_of(members)], capsys, monkeypatch, limited=members)
        )

    assert steps(200) < 4.5 * steps(50)


READS = """
dimensi k kunci kode

sumber s per {grain}, k daftar
  kolom x angka 0..1000 konsolidasi jumlah{partial}
  kolom batas angka 0..1000 konsolidasi terakhir
  hitung dulu = x[{grain} lalu]
  syarat {rule} karena "r"

indikator i
  satuan angka
  arah tanpa
  rumus jumlah s.x atas s
"""
JANUARY, FEBRUARY, MARCH = "2025-01,A,60,100\n", "2025-02,A,70,100\n", "2025-03,A,10,100\n"
OLD, LATER = "2023,A,30,100\n", "2025,A,20,100\n2024,A,25,100\n"
UP_TO = "x[sampai periode ini] <= batas"
BEFORE = "x >= dulu[tahun lalu]"
WHOLE = 'x <= s["A"].x'
SHARE = "x <= 10 + 50% * x[triwulan ini]"


@pytest.mark.parametrize(
    ("rule", "grain", "files", "taken"),
    [
        pytest.param(UP_TO, "bulan", [JANUARY + FEBRUARY], [1], id="the row itself counts, in one file"),
        pytest.param(UP_TO, "bulan", [JANUARY, FEBRUARY], [1, 0], id="the row itself counts, in two"),
        pytest.param(UP_TO, "bulan", [JANUARY, MARCH], [1, 1], id="a month between is not there"),
        pytest.param(BEFORE, "tahun", [OLD, LATER], [1, 1], id="two years back by a let, the old one first"),
        pytest.param(BEFORE, "tahun", [LATER, OLD], [2, 0], id="two years back by a let, the old one last"),
        pytest.param(SHARE, "bulan", [JANUARY + FEBRUARY + MARCH], [3], id="with the months that come with it"),
        pytest.param(WHOLE, "tahun", ["2025,B,30,0\n2025,C,9,0\n2025,A,20,0\n"], [2], id="another row of the file"),
        pytest.param(WHOLE, "tahun", ["2025,B,15,0\n2025,C,9,0\n2025,A,20,0\n"], [3], id="another that allows it"),
        pytest.param(SHARE, "bulan", [JANUARY.replace("60", "90") + MARCH], [1], id="without one that is kept out"),
    ],
)
def test_what_a_rule_reads_is_there_when_it_is_held(tmp_path, capsys, monkeypatch, rule, grain, files, taken) -> None:
    """A month beyond what the year may have was taken in, as the row itself was not among what has been spent until then."""
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="id")
    partial = ' sebagian karena "uji"' if rule == SHARE else ""
    office.write("indicator_specs/a.iku", READS.format(grain=grain, rule=rule, partial=partial))
    found = []
    for at, rows in enumerate(files):
        office.write(f"s{at}.csv", f"{grain},k,x,batas\n{rows}")
        said = office("import", f"s{at}.csv", "--into", "s", "--json")
        found.append(said.document["files"][0]["accepted"])
    assert found == taken


MONTHS = """
dimensi k kunci kode

sumber s per bulan, k daftar
  kolom x angka 0..1000 konsolidasi jumlah sebagian karena "uji"
  kolom sah angka 0..1
  syarat x[triwulan ini] <= 150 karena "lebih dari 150"
  syarat x <= 10 + 80% * x[triwulan ini] karena "hampir sendiri"
  syarat sah >= 1 karena "tidak sah"
  periksa x <= 60% * x[triwulan ini] karena "lebih dari separuh"

indikator i
  satuan angka
  arah tanpa
  rumus jumlah s.x atas s
"""
Months = dict[tuple[str, int], tuple[int, int]]  # x and sah, by member and month


def quarters(rows: Months) -> dict[tuple[str, int], int]:
    found: dict[tuple[str, int], int] = {}
    for (key, month), (x, _) in rows.items():
        found[key, month // 3] = found.get((key, month // 3), 0) + x
    return found


def keeps(rows: Months) -> bool:
    """Whether all rows keep the rules of `MONTHS`, worked out by hand."""
    whole = quarters(rows)
    of = ((x, valid, whole[key, month // 3]) for (key, month), (x, valid) in rows.items())
    return all(valid and all_of_it <= 150 and 10 * x <= 100 + 8 * all_of_it for x, valid, all_of_it in of)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 60))])
def test_as_many_rows_are_taken_in_as_keep_the_rules_together(tmp_path, capsys, monkeypatch, seed: int) -> None:
    pick = random.Random(seed)
    rows: Months = {(f"m{n // 6}", n % 6): (pick.randrange(5, 90), pick.random() < 0.9) for n in range(3 * 6)}
    rows |= {(f"n{n // 2}", n % 2): (20, True) for n in range(30)}
    taken = []
    for turn in range(2):
        (tmp_path / str(turn)).mkdir()
        office = workspace_in(tmp_path / str(turn), capsys, monkeypatch, IKU_LANG="id")
        office.write("indicator_specs/a.iku", MONTHS)
        places = list(rows)
        pick.shuffle(places)
        lines = [f"2025-{month + 1:02},{key},{rows[key, month][0]},{int(rows[key, month][1])}" for key, month in places]
        office.write("s.csv", "bulan,k,x,sah\n" + "\n".join(lines) + "\n")
        told = office("import", "s.csv", "--into", "s", "--json").document["files"][0]
        out = {places[cell["row"] - 2] for cell in told["rejected"]}
        assert told["rejected_total"] == len(out)
        taken.append({place: rows[place] for place in rows if place not in out})
        whole = quarters(taken[-1])
        odd = {place for place, (x, _) in taken[-1].items() if 10 * x > 6 * whole[place[0], place[1] // 3]}
        assert {places[cell["row"] - 2] for cell in told["doubted"] if "separuh" in cell["reason"]} == odd
    assert taken[0] == taken[1], "the order of the lines decided"
    assert keeps(taken[0])
    assert len(taken[0]) > 30
    for place in rows.keys() - taken[0].keys():
        assert not keeps({**taken[0], place: rows[place]}), f"{place} was kept out without need"


REVISED = """
dimensi k kunci kode

sumber s per tahun, k daftar
  kolom x angka 0..100
  syarat x >= x[tahun lalu] - 10 karena "turun"
  syarat x <= 2 * x[tahun lalu] + 5 karena "melonjak"

indikator i per k
  satuan angka
  arah tanpa
  rumus s.x
"""


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 60))])
def test_rows_that_count_keep_the_rules_whichever_of_a_file_come_in(tmp_path, capsys, monkeypatch, seed: int) -> None:
    """A row that is kept out, or waits as its year is closed, leaves the earlier one of its place: that one breaks no rule either."""
    pick = random.Random(seed)
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="id")
    office.write("indicator_specs/a.iku", REVISED)
    years, counted, out = range(2021, 2025), dict[tuple[str, int], int](), 0
    for turn in range(4):
        rows = [f"{year},m{key},{pick.randrange(40)}" for year in years for key in range(20) if pick.random() < 0.5]
        pick.shuffle(rows)
        office.write("s.csv", "tahun,k,x\n" + "\n".join(rows) + "\n")
        said = office("import", "s.csv", "--into", "s", "--yes", "--json")
        assert said.status != 2 or (turn > 1 and seed % 2), said  # a row that waits may stop its file
        out += said.document["files"][0]["rejected_total"] if said.status != 2 else 0
        if turn == 1 and seed % 2:
            assert office("facts", "lock", "2023", "--reason", "uji").status == 0
        results = office("eval", "--period", "2021..2024", "--json").document["results"]
        found = {(str(one["key"]), int(one["period"])): one["value"] for one in results if one["value"] is not None}
        counted = {place: int(float(value)) for place, value in found.items()}  # whole numbers, as shown
        for (key, year), x in counted.items():
            before = counted.get((key, year - 1))
            assert before is None or before - 10 <= x <= 2 * before + 5, (key, year)
    assert len(counted) > 20
    assert out > 5


WHOLES = [
    ("A,100,1 B,150,1 C,50,1", {"A", "C"}),
    ("A,1,7 A,100,1 B,150,1 C,50,1", {"A", "C"}),
    ("B,150,1 C,50,1 A,1,7 A,100,1", {"A", "C"}),
    ("A,100,1 A,1,7 B,150,1 C,50,1", {"A", "C"}),
    ("A,1,7 B,150,1 C,50,1", {"B", "C"}),
]
WHOLE_RULES = '  syarat x <= s["A"].x karena "lebih dari A"\n  syarat sah <= 5 karena "tidak sah"\n'


def of_wholes(lines: str) -> str:
    return "tahun,k,x,sah\n" + "".join(f"2025,{line}\n" for line in lines.split())


def whole_office(folder: Path, capsys: Any, monkeypatch: Any) -> Any:
    office = workspace_in(folder, capsys, monkeypatch, IKU_LANG="id")
    spec = READS.format(grain="tahun", rule="x >= 0 - batas", partial="").replace("kolom batas", "kolom sah")
    office.write("indicator_specs/a.iku", spec.replace('  syarat x >= 0 - batas karena "r"\n', WHOLE_RULES))
    return office


@pytest.mark.parametrize(("lines", "taken"), WHOLES)
def test_a_row_of_the_same_place_stands_in_for_one_at_fault(tmp_path, capsys, monkeypatch, lines, taken) -> None:
    """One faulty duplicate of the row that others are held against had the whole file refused."""
    office = whole_office(tmp_path, capsys, monkeypatch)
    office.write("s.csv", of_wholes(lines))
    told = office("import", "s.csv", "--into", "s", "--json").document["files"][0]
    out = {cell["row"] for cell in told["rejected"]}
    places = [line.split(",")[0] for line in lines.split()]
    assert {place for row, place in enumerate(places, 2) if row not in out} == taken


def test_rows_that_fall_with_one_and_come_back_are_looked_at_a_few_times(tmp_path, capsys, monkeypatch) -> None:
    """Each that came back had all others asked again: 800 rows took 33 s."""

    def steps(members: int) -> int:
        (tmp_path / str(members)).mkdir()
        office = whole_office(tmp_path / str(members), capsys, monkeypatch)
        office.write("s.csv", of_wholes("A,1,7 " + " ".join(f"Unit{n}x,{10 + n % 7},1" for n in range(members))))
        return calls(lambda: office("import", "s.csv", "--into", "s"))

    assert steps(200) < 4.5 * steps(50)
