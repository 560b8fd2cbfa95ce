"""Sets and what is made of them: several dimensions, hierarchies, rows, and what a name means inside a condition.

Each case is evaluated twice, in SQL and row by row; the two must say the same.
"""

from __future__ import annotations

import pytest
from worlds import World, row_by_row, unproven, world

from iku_engine.evaluating.evaluate import all_of, evaluate

TWO_DIMENSIONS = """
dimensi d
  a
  b
dimensi k
  x
  y
sumber s per tahun, d, k
  kolom n bilangan 0..10 boleh kosong
indikator n per d, k
  satuan angka
  arah naik
  rumus s.n
"""
TWO_FACTS = {"s": "tahun,d,k,n\n2025,a,x,1\n2025,a,y,2\n2025,b,x,\n"}

HIERARCHY = """
dimensi pulau kunci kode
  atribut nama teks
dimensi provinsi kunci kode
  atribut nama teks
  atribut pulau pulau
dimensi daerah kunci kode
  atribut nama teks
  atribut provinsi provinsi
sumber s per tahun, daerah lengkap
  kolom n bilangan 0..10
sumber p per tahun, provinsi lengkap
  kolom batas_bawah angka 0..10 boleh kosong
"""
HIERARCHY_FACTS = {
    "pulau": "kode,nama\nJ,Jawa\nB,Bali\n",
    "provinsi": "kode,nama,pulau\n1,A,J\n2,B,J\n3,C,B\n",
    "daerah": "kode,nama,provinsi\n11,a,1\n12,b,1\n21,c,2\n",
    "s": "tahun,daerah,n\n2025,11,1\n2025,12,4\n2025,21,5\n",
    "p": "tahun,provinsi,batas_bawah\n2025,1,2\n2025,2,5\n2025,3,\n",
}

ONE = """
dimensi d
  a
  b
  c
sumber s per tahun, d
  kolom n bilangan 0..10 boleh kosong
indikator i per d
  satuan angka 0..10
  arah naik
  rumus s.n
"""
ONE_FACTS = {"s": "tahun,d,n\n2024,a,7\n2025,a,1\n2025,b,4\n2025,c,10\n"}

ROWS = """
dimensi jenis kunci kode
  atribut sla durasi jam 0..10 boleh kosong
  atribut nama teks
dimensi berkas kunci nomor
  atribut jenis jenis
sumber layanan per bulan, berkas daftar
  kolom lama durasi jam 0..100 konsolidasi rerata
  kolom biaya uang 0..1000000 konsolidasi jumlah
"""
ROWS_FACTS = {
    "jenis": "kode,sla,nama\nI,3:00:00,Izin\nR,,Rekomendasi\n",
    "berkas": "nomor,jenis\nA,I\nB,I\nC,R\n",
    "layanan": "bulan,berkas,lama,biaya\n2025-01,A,2:00:00,10\n2025-02,A,4:00:00,20\n2025-02,B,6:00:00,30\n"
    "2025-07,C,1:00:00,40\n",
}
# The same with every month of the year loaded, most of them without a row.
ROWS_YEAR = {
    **ROWS_FACTS,
    **{f"layanan@2025-{month:02d}": "berkas,lama,biaya\n" for month in (3, 4, 5, 6, *range(8, 13))},
}

NESTED = """
dimensi paket kunci kode
dimensi barang
  meja
  kursi
sumber rincian per tahun, paket, barang daftar
  kolom biaya angka 0..100
sumber daftar per tahun, paket daftar
  kolom pagu angka 0..100
"""
NESTED_FACTS = {
    "rincian": "tahun,paket,barang,biaya\n2025,P,meja,10\n2025,P,kursi,5\n2025,Q,meja,3\n2025,Q,kursi,9\n2024,P,meja,1\n",
    "daftar": "tahun,paket,pagu\n2025,P,12\n2025,Q,12\n",
}

CASES: dict[str, tuple[str, dict[str, str], dict[str, str], str, dict[str, str]]] = {
    "rows of an entity": (
        TWO_DIMENSIONS, TWO_FACTS, {"per": "d", "rumus": "jumlah s.n"}, "2025", {"a": "3", "b": "missing 0..20!"},
    ),
    "rows of an entity that are there": (
        TWO_DIMENSIONS, TWO_FACTS, {"per": "d", "rumus": "jumlah s.n atas s"}, "2025", {"a": "3", "b": "missing 0..10!"},
    ),
    "members beside an entity": (
        TWO_DIMENSIONS, TWO_FACTS, {"per": "d", "rumus": "jumlah s.n atas k"}, "2025", {"a": "3", "b": "missing 0..20!"},
    ),
    "an indicator over the dimension it has more": (
        TWO_DIMENSIONS, TWO_FACTS, {"per": "d", "rumus": "jumlah n"}, "2025", {"a": "3", "b": "missing 0..20"},
    ),
    "members of another dimension that satisfy": (
        TWO_DIMENSIONS, TWO_FACTS, {"per": "d", "rumus": "banyaknya (k yang s.n > 1)"}, "2025",
        {"a": "1", "b": "missing 0..2!"},
    ),
    "rows with some of the keys": (
        TWO_DIMENSIONS, TWO_FACTS, {"rumus": "banyaknya (k yang ada s)"}, "2025", {"-": "2"},
    ),
    "rows with some of the keys, where nothing is loaded": (
        TWO_DIMENSIONS, TWO_FACTS, {"rumus": "banyaknya (k yang ada s)"}, "2024", {"-": "missing 0..2!"},
    ),
    "a member named": (
        TWO_DIMENSIONS, TWO_FACTS, {"rumus": 's.n["a", x] + s.n["a", "y"]'}, "2025", {"-": "3"},
    ),
    "a region's children": (
        HIERARCHY, HIERARCHY_FACTS, {"per": "provinsi", "rumus": "banyaknya daerah"}, "2025",
        {"1": "2", "2": "1", "3": "0"},
    ),
    "sums of a region's rows": (
        HIERARCHY, HIERARCHY_FACTS, {"per": "provinsi", "rumus": "jumlah s.n"}, "2025", {"1": "5", "2": "5", "3": "0"},
    ),
    "averages of a region's children": (
        HIERARCHY, HIERARCHY_FACTS, {"per": "provinsi", "rumus": "rerata s.n atas daerah"}, "2025",
        {"1": "5/2", "2": "5", "3": "missing"},
    ),
    "two steps up": (
        HIERARCHY, HIERARCHY_FACTS, {"per": "pulau", "rumus": "jumlah s.n"}, "2025", {"J": "10", "B": "0"},
    ),
    "children compared with their region": (
        HIERARCHY, HIERARCHY_FACTS, {"per": "provinsi", "rumus": "banyaknya (daerah yang s.n > p.batas_bawah)"}, "2025",
        {"1": "1", "2": "0", "3": "0"},
    ),
    "a fact of the region that contains each": (
        HIERARCHY, HIERARCHY_FACTS, {"rumus": "banyaknya (daerah yang s.n >= p.batas_bawah[provinsi])"}, "2025", {"-": "2"},
    ),
    "an attribute of an attribute": (
        HIERARCHY, HIERARCHY_FACTS, {"rumus": 'banyaknya (daerah yang provinsi.pulau.nama = "Jawa")'}, "2025", {"-": "3"},
    ),
    "another indicator in a condition is each member's": (
        ONE, ONE_FACTS, {"rumus": "banyaknya (d yang i > 3)"}, "2025", {"-": "2"},
    ),
    "and so it is where the entity has the same dimension": (
        ONE, ONE_FACTS, {"per": "d", "rumus": "banyaknya (d yang i > 3)"}, "2025", {"a": "2", "b": "2", "c": "2"},
    ),
    "a let in a condition is the entity's": (
        ONE, ONE_FACTS, {"per": "d", "hitung": "punya = s.n", "rumus": "banyaknya (d yang i > punya)"}, "2025",
        {"a": "2", "b": "1", "c": "0"},
    ),
    "an average in a condition is that of all": (
        ONE, ONE_FACTS, {"rumus": "banyaknya (d yang s.n > rerata s.n)"}, "2025", {"-": "1"},
    ),
    "also where the rest of it is not for SQL": (
        ONE, ONE_FACTS, {"rumus": "banyaknya (d yang mutlak(s.n) > rerata s.n)"}, "2025", {"-": "1"},
    ),
    "and in an operand": (
        ONE, ONE_FACTS, {"rumus": "jumlah (mutlak(s.n - rerata s.n)) atas d"}, "2025", {"-": "10"},
    ),
    "the one row of an entity": (
        ONE, ONE_FACTS, {"per": "d", "rumus": "rerata s.n"}, "2025", {"a": "1", "b": "4", "c": "10"},
    ),
    "the year before, row by row": (
        ONE, ONE_FACTS, {"rumus": "jumlah s.n[tahun lalu]"}, "2025", {"-": "missing 7..27!"},
    ),
    "the year before, only the rows that are there": (
        ONE, ONE_FACTS, {"rumus": "jumlah s.n[tahun lalu] atas s[tahun lalu]"}, "2025", {"-": "7"},
    ),
    "members with a fact the year before": (
        ONE, ONE_FACTS, {"rumus": "jumlah s.n atas (d yang ada s[tahun lalu])"}, "2025", {"-": "1"},
    ),
    "rows that satisfy": (
        ROWS, ROWS_YEAR, {"rumus": "banyaknya (layanan yang lama <= 3 jam) / banyaknya layanan"}, "2025", {"-": "2/3"},
    ),
    "rows of a month": (
        ROWS, ROWS_FACTS, {"grain": "bulan", "rumus": "banyaknya (layanan yang lama > 3 jam)"}, "2025-02", {"-": "2"},
    ),
    "rows against an attribute of their kind": (
        ROWS, ROWS_FACTS, {"grain": "bulan", "rumus": "banyaknya (layanan yang lama <= berkas.jenis.sla)"}, "2025-02",
        {"-": "0"},
    ),
    "an attribute that is missing leaves it open": (
        ROWS, ROWS_FACTS, {"grain": "bulan", "rumus": "banyaknya (layanan yang lama <= berkas.jenis.sla)"}, "2025-07",
        {"-": "missing 0..1"},
    ),
    "rows consolidated first, then averaged": (
        ROWS, ROWS_YEAR, {"rumus": "rerata layanan.lama"}, "2025", {"-": "10/3"},
    ),
    "rows of a quarter": (
        ROWS, ROWS_YEAR, {"grain": "triwulan", "rumus": "jumlah layanan.biaya"}, "2025-Q1", {"-": "60"},
    ),
    "rows of a period that nobody gave": (
        ROWS, ROWS_FACTS, {"grain": "bulan", "rumus": "banyaknya layanan"}, "2025-03", {"-": "missing 0.."},
    ),
    "a sum over what belongs to each element": (
        NESTED, NESTED_FACTS, {"rumus": "banyaknya (paket yang jumlah rincian.biaya > daftar.pagu)"}, "2025", {"-": "1"},
    ),
    "a count over what belongs to each element": (
        NESTED, NESTED_FACTS, {"rumus": "banyaknya (paket yang banyaknya (barang yang rincian.biaya > 4) = 2)"}, "2025",
        {"-": "1"},
    ),
}  # fmt: skip


def indicator(parts: dict[str, str]) -> str:
    per = ", ".join(parts[word] for word in ("grain", "per") if word in parts)
    lets = f"  hitung {parts['hitung']}\n" if "hitung" in parts else ""
    head = f"indikator hasil per {per}" if per else "indikator hasil"
    return f"\n{head}\n  satuan {parts.get('satuan', 'angka')}\n  arah naik\n{lets}  rumus {parts['rumus']}\n"


UNITS = {
    "rows consolidated first, then averaged": "jam",
    "rows of a quarter": "uang",
}


@pytest.mark.parametrize("name", CASES)
def test_a_set_means_what_it_says(name: str) -> None:
    head, facts, parts, period, expected = CASES[name]
    spec = head + indicator({**parts, "satuan": UNITS.get(name, "angka")})
    with world(unproven(spec), facts) as made:
        assert made.said("hasil", period) == expected
        with row_by_row():
            assert made.said("hasil", period) == expected


# ---- what is listed


def members_of(made: World, indicator: str, period: str) -> dict[str, list[str]]:
    result = made.result(indicator, period)
    nodes = [node for node in result.trace.walk() if node.groups]
    return {group.kind: [line.label for line in group.lines] for group in nodes[0].groups}


def test_who_counts_who_was_left_out_and_who_is_not_known() -> None:
    sets = "  himpunan ada_ = d yang ada s\n  himpunan tinggi = ada_ yang s.n > 3\n"
    spec = ONE + f"\nindikator j\n  satuan angka\n  arah naik\n{sets}  rumus banyaknya tinggi\n"
    facts = {"s": "tahun,d,n\n2025,a,1\n2025,b,4\n2025,c,\n"}
    with world(unproven(spec), facts) as made:
        assert members_of(made, "j", "2025") == {"counted": ["b"], "left-out": ["a"], "unknown": ["c"]}


def test_a_result_lists_its_members_also_when_another_indicator_read_it_before() -> None:
    spec = ONE + (
        "\nindikator atas_ \n  satuan angka\n  arah naik\n  rumus bawah_ * 2\n"
        "\nindikator bawah_\n  satuan angka\n  arah naik\n  rumus banyaknya (d yang s.n > 3)\n"
    )
    with world(unproven(spec), ONE_FACTS) as made, made.evaluator() as evaluator:
        evaluator.listing = None
        (upper,) = all_of(evaluator, "atas_", made.period(2025))
        (lower,) = all_of(evaluator, "bawah_", made.period(2025))
        assert upper.value == 4
        assert [line.label for line in lower.trace.groups[0].lines] == ["b", "c"]


def test_an_element_whose_condition_is_an_error_makes_the_count_one() -> None:
    spec = ONE + "\nindikator j\n  satuan angka\n  arah naik\n  rumus banyaknya (d yang 1 / s.n > 0)\n"
    with world(unproven(spec), {"s": "tahun,d,n\n2025,a,0\n2025,b,4\n"}) as made:
        assert made.one("j", "2025") == "error"


def test_members_that_are_certainly_out_are_not_asked_further() -> None:
    sets = "  himpunan positif = d yang s.n > 0\n  himpunan tinggi = positif yang 1 / s.n > 0\n"
    spec = ONE + f"\nindikator j\n  satuan angka\n  arah naik\n{sets}  rumus banyaknya tinggi\n"
    with world(unproven(spec), {"s": "tahun,d,n\n2025,a,0\n2025,b,4\n2025,c,\n"}) as made:
        assert made.one("j", "2025") == "missing 1..2"


def test_without_members_an_evaluation_says_why_it_shows_nothing() -> None:
    spec = HIERARCHY + "\nindikator j per daerah\n  satuan angka\n  arah naik\n  rumus s.n\n"
    with world(unproven(spec), {}) as made:
        assert made.results("j", "2025") == {}
        notes = made.notes("j", "2025")
        assert [note.key for note in notes] == ["missing.members"]


def test_a_thousand_members() -> None:
    names = [f"m{place}" for place in range(1000)]
    spec = (
        "dimensi d\n"
        + "".join(f"  {name}\n" for name in names)
        + "sumber s per tahun, d\n  kolom n angka 0..100 boleh kosong\n"
        + "indikator banyak\n  satuan angka\n  arah naik\n  rumus banyaknya (d yang s.n > 50)\n"
        + "indikator total\n  satuan angka\n  arah naik\n  rumus jumlah s.n atas d\n"
        + "indikator tengah\n  satuan angka\n  arah naik\n  rumus median s.n\n"
    )
    facts = {"s": "tahun,d,n\n" + "".join(f"2025,{name},{place % 101}\n" for place, name in enumerate(names))}
    with world(unproven(spec), facts) as made:
        values = [place % 101 for place in range(1000)]
        assert made.value("banyak", "2025") == sum(value > 50 for value in values)
        assert made.value("total", "2025") == sum(values)
        assert made.value("tengah", "2025") * 2 == sorted(values)[499] + sorted(values)[500]
        assert made.one("banyak", "2024") == "missing 0..1000!"


def test_a_source_without_dimensions_is_a_set_of_one_row() -> None:
    spec = "sumber s per tahun\n  kolom n angka 0..100\n"
    spec += "indikator tengah\n  satuan angka\n  arah naik\n  rumus median (s.n) atas (s)\n"
    with world(unproven(spec), {"s": "tahun,n\n2025,7\n"}) as made:
        assert made.value("tengah", "2025") == 7


LEAN = """
dimensi unit kunci kode
  atribut nama teks
  atribut jenis pilihan dinas, badan
sumber s per tahun, unit
  kolom x bilangan 0..
indikator n
  satuan angka
  arah naik
  rumus banyaknya (unit yang ada s dan jenis = dinas)
indikator m
  satuan angka
  arah naik
  rumus banyaknya (unit yang ada s)
"""


def test_members_are_read_beside_the_rows_that_stand_for_them() -> None:
    """The rows of a source stand for its members; an attribute is still looked up, and a member taken back is none."""
    with world(
        LEAN, {"unit": "kode,nama,jenis\na,A,dinas\nb,B,badan\nc,C,dinas\n", "s@2025": "unit,x\na,1\nb,2\n"}
    ) as made:
        assert (made.value("n", "2025"), made.value("m", "2025")) == (1, 2)
        asked: list[str] = []
        period = [made.period(2025)]
        evaluate(
            made.store,
            made.program,
            specs="",
            indicators=["m"],
            periods=period,
            tell=lambda one: asked.append(one.text),
        )
        assert not any(
            "JOIN member_unit" in text or ("FROM member_unit" in text and "count(" in text) for text in asked
        )
