"""Texts that name thousands or a currency and are not understood to their end are asked; titles and notes of offices pass."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from test_ledger import Ministry
from test_sheet_units import DECLARING, HEAD, P1, P2, SPEC, came_in, load

from iku_engine.errors import RefusedFile
from iku_engine.wording import say_it
from iku_engine.words.declared_units import declared, misfit_among
from iku_engine.words.notation import might_tell

MORE = """
sumber luar per tahun, prog daftar
  kolom hibah uang juta_usd 0..

sumber warga per tahun, prog daftar
  kolom orang bilangan orang 0..
"""
COLUMNS = {"belanja": ("pagu",), "warga": ("orang",), "layanan": ("orang", "serapan"), "luar": ("hibah",)}


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    made = Ministry(tmp_path_factory.mktemp("unclear"), spec=SPEC + MORE, members="")
    yield made
    made.store.close()


def asked(ministry: Ministry, text: str, source: str = "belanja") -> bool:
    """Whether what a text above a table says refuses the table of a source."""
    columns = [ministry.program.sources[source].columns[name] for name in COLUMNS[source]]
    return any(misfit_among(unit, columns) is not None for unit in declared(text))


THOUSANDS = (
    "ribu", "ribuan", "ribu-an", "ribuaan", "rb", "juta", "Jutaan", "JUTA", "juta-an", "juta2", "jt", "Jt.", "jutta", "miliar", "milyar",
    "Milliar", "milyard", "triliun", "trilyun", "triliyun", "thousand", "Thousands", "million", "Millions", "billion", "bilion", "trillion",
    "000", "'000", "’000", "000's", "000s", "x1000", "x 1.000", "10^6", "10⁶", "10**6", "1e6",
)  # fmt: skip
CURRENCIES = (
    "Rp",
    "Rp.",
    "IDR",
    "rupiah",
    "Rupiahs",
    "Rps",
    "RP",
    "USD",
    "US$",
    "dolar",
    "dollars",
    "EUR",
    "S$",
    "yen",
)
OTHERS = (
    "IDRm", "(IDRmn)", "(IDR bln)", "Rp'jt", "(in Rp. bio)", "Rp bio", "(dalam 1 juta rupiah)", "(setara USD)", "Pagu/Rp juta",
    "(sen)", "(S$)", "(¥)", "(£)", "(THB)", "(CHF)", "(riyal)", "(KRW)", "(baht)", "(rupee)", "(INR)", "(rubel)",
    "(USD per unit)", "dalam dolar Amerika Serikat", "(106 Rp)", "(Rp 10 6)", "x Rp1.000.000", "(puluhan juta rupiah)",
    "(dalam puluh juta)", "(Rp MM)", "(R p juta)", "(Rp\u200bjuta)",
)  # fmt: skip
BEHIND = (
    "",
    " per tahun",
    " harga konstan 2010",
    " (dibulatkan)",
    ", kecuali disebut lain",
    " of the year",
    " menurut program",
)
STANDING = (
    "({})",
    "[{}]",
    "{{{}}}",
    "<{}>",
    "“{}”",
    '"{}"',
    "REKAP PAGU ({}) 2025",
    "Ket.: dalam {}",
    "in {}",
    "dlm. {}",
    "nilai dalam {}",
)


@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize("stands", STANDING)
def test_thousands_of_a_currency_are_asked_however_they_are_spelt(
    ministry: Ministry, stands: str, currency: str
) -> None:
    """Thousands and a currency, in either order, apart or as one word, whatever stands behind them."""
    turned = STANDING.index(stands) + CURRENCIES.index(
        currency
    )  # each of what stands behind meets each of what stands before
    for at, thousands in enumerate(THOUSANDS):
        behind = BEHIND[(at + turned) % len(BEHIND)]
        apart = (f"{currency} {thousands}", f"{thousands} {currency}")
        glued = (f"{currency}{thousands}", f"{thousands}{currency}") if thousands.isalpha() and currency == "Rp" else ()
        for unit in (*apart, *glued, *([f"{currency}{thousands}"] if not thousands[0].isalpha() else [])):
            text = stands.format(unit + behind)
            assert asked(ministry, text), text


def test_what_is_asked_quickly_passes_over_no_unit() -> None:
    units = (f"{thousands} {currency}" for thousands, currency in product(THOUSANDS, CURRENCIES))
    texts = [stands.format(unit) for stands, unit in product(STANDING, units)]
    for text in (*texts, *map("({})".format, THOUSANDS), *DECLARING, *OTHERS):
        assert might_tell(text), text
        assert might_tell(f"Keterangan\n{text}\nlain"), text


@pytest.mark.parametrize("thousands", [word for word in THOUSANDS if word not in ("1e6",)])
def test_thousands_alone_are_asked(ministry: Ministry, thousands: str) -> None:
    for stands, behind in product(("({})", "[{}]", "Satuan: {}", "dalam {}", "(angka {})"), ("", " per tahun")):
        text = stands.format(thousands + behind)
        assert asked(ministry, text), text
        assert asked(ministry, text, "warga"), text


@pytest.mark.parametrize("thousands", [word for word in THOUSANDS if word.isalpha()])
def test_thousands_beside_a_currency_are_asked_without_brackets_too(ministry: Ministry, thousands: str) -> None:
    for text in (
        f"Rp {thousands}",
        f"{thousands} rupiah",
        f"PAGU 2025, Rp {thousands} per program",
        f"Pagu Rp {thousands} menurut satker",
    ):
        assert asked(ministry, text), text


@pytest.mark.parametrize("text", OTHERS)
def test_other_currencies_and_powers_are_asked(ministry: Ministry, text: str) -> None:
    assert asked(ministry, text)


ORDINARY = (  # as they stand in tables of offices
    "(10 OB x Rp 1.000.000)", "(12 bln x 1.000.000 rupiah)", "Honor 3 org x Rp 1.000.000", "(12 org @1.000.000 rupiah)", "5 x 1000",
    "(2 x 1.000)", "Volume x Rp 1.000.000", "(1.000 paket)", "Rp 1.000.000", "Rapat 4 kali @ Rp 1.000.000",
    "Biaya cetak: 1.000 lbr x Rp 1.000",
    "Program 1 Juta Rumah", "Program 3 Juta Rumah (Backlog)", "Gerakan Sejuta Pohon", "Gerakan Nasional 1000 Startup Digital",
    "Bantuan Subsidi Upah Rp 600 ribu per bulan", "BLT Desa (Rp 300 ribu per KPM)", "Bantuan Rp 5 juta per keluarga",
    "KUR Mikro (Rp 10 juta s.d. Rp 100 juta)", "Usaha Mikro (omzet sampai dengan Rp 2 miliar)",
    "Usaha Kecil (> Rp 2 miliar - Rp 15 miliar)", "(di atas Rp 50 juta)", "(< Rp 500 juta)",
    "Paket pengadaan di atas Rp2,5 miliar", "Paket Pekerjaan (nilai s.d. Rp 200 juta)", "Pagu di bawah 5 miliar rupiah",
    "Hibah sebesar lima juta rupiah", "Jumlah penduduk 2,5 juta jiwa menurut BPS",
    "Catatan: jumlah penduduk 2,5 juta jiwa menurut BPS", "*) Termasuk tambahan anggaran Rp 1,2 triliun",
    "Sumber: BPS, sekitar 275 juta jiwa", "Realisasi mencapai Rp 12,5 triliun dari pagu Rp 13 triliun",
    "Kerugian beberapa juta rupiah", "1) termasuk 25 ribu guru honorer", "Angka Kematian Ibu per 100.000 Kelahiran Hidup",
    "Angka Kematian Bayi (per 1.000 kelahiran hidup)", "Rasio dokter (per 1000 penduduk)",
    "Kasus COVID-19 (per juta penduduk)", "Prevalensi (per 10.000 balita)", "Peta Rupabumi Skala 1:250.000",
    "skala 1 : 1.000.000", "Tarif PNBP: Rp 1.000", "Peraturan Menteri Keuangan Nomor 123/PMK.02/2024",
    "Undang-Undang Nomor 1 Tahun 2000", "Satuan Kerja: Ditjen Anggaran", "Unit Organisasi: 000.01 Sekretariat",
    "Kepulauan Seribu", "Kabupaten Kepulauan Seribu (Administratif)", "Kota Seribu Sungai", "Desa Ribuan",
    "Jl. M.H. Thamrin No. 1", "PT Sejuta Karya", "Tahun Anggaran 2025", "Triwulan IV (s.d. 31 Desember 2025)", "(5=4:3)",
    "(1)", "Lampiran I", "Per 31 Desember 2025", "Rupiah Murni (RM)", "Pagu Rupiah Murni", "PNBP (Rp)",
    "Badan Nasional Pencarian dan Pertolongan (SAR)", "Million Trees in Papua", "One Million Vaccines per Day",
    "Kampanye Sejuta Vaksin (dosis)", "Produksi Beras (ribu ton)", "Penduduk (ribu jiwa)",
    "Kunjungan Wisatawan (juta kunjungan)", "Luas Panen (ribu ha)", "Bandwidth (Mbps)", "Laptop (unit)",
    "Mengetahui, Kepala Biro Keuangan", "NIP 19700101 199503 1 001", "Dalam rangka HUT RI ke-80",
    "Keterangan: angka sementara", "Daftar Isian Pelaksanaan Anggaran (DIPA)", "Nilai kontrak Rp 4.500.000.000",
    "Kurs Rp 15.000/US$", "(kurs Rp 16.000/USD)", "Kurs: USD 1 = Rp 15.000", "Rp", "(Rp penuh)", "(dalam rupiah penuh)", "Satuan: Rp",
    "Kegiatan Distribusi Buku",  "Kontribusi PAD",
    "Program Tribunal", "Biaya per unit (Rp/unit)", "Pagu (Rp) menurut Program", "UMKM naik kelas: 30 ribu",
    "30 ribu UMKM",
)  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_titles_notes_and_labels_of_offices_pass(ministry: Ministry, text: str) -> None:
    assert not asked(ministry, text), declared(text)


@pytest.mark.parametrize(
    ("source", "text", "refused"),
    [
        ("warga", "(juta rupiah per tahun)", False),  # of no column here
        ("warga", "(ribu jiwa)", True),
        ("warga", "(ribu jiwa menurut BPS)", True),
        ("warga", "Jumlah penduduk 2,5 juta jiwa menurut BPS", False),
        ("layanan", "(Rp juta per tahun)", True),  # a number without a unit may be of money
        ("luar", "(million USD)", False),
        ("luar", "(juta USD)", False),
        ("luar", "(dalam jutaan)", False),
        ("luar", "(billion USD)", True),
        ("luar", "(USD)", True),
        ("luar", "(Rp juta)", True),
        ("luar", "(USD million, constant prices)", False),
        ("luar", "(USD million per year)", True),
    ],
)
def test_a_text_is_asked_where_it_can_concern_the_column(
    ministry: Ministry, source: str, text: str, refused: bool
) -> None:
    assert asked(ministry, text, source) is refused


WORDS = ("(Rp'000)", "(000's)", "(Million Rupiahs)", "(RpJuta)", "(dlm. jutaan Rp)", "(juta rupiah per tahun)")


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("place", ["above", "units row", "footnote", "renamed"])
def test_such_a_text_refuses_the_file_wherever_it_stands(ministry: Ministry, place: str, text: str) -> None:
    mapping, head = "", HEAD
    if place == "renamed":
        head, mapping = ["tahun", "prog", f"Dana {text}", "serap"], f'[columns]\n"Dana {text}" = "pagu"\n'
    beside = {"above": [[text], head, P1, P2], "units row": [head, ["", "", text], P1, P2]}
    rows = beside.get(place, [head, P1, P2, *([["Ket.: " + text]] if place == "footnote" else [])])
    with pytest.raises(RefusedFile) as error:
        load(ministry, rows, mapping=mapping)
    assert error.value.text.key in ("unit-told", "unit-unclear")


def test_an_unclear_unit_is_told_with_its_place_and_the_mend(ministry: Ministry) -> None:
    with pytest.raises(RefusedFile) as error:
        load(ministry, [["(juta rupiah per tahun)"], HEAD, P1, P2])
    told = say_it(error.value.text, "en")
    assert "row 1: “(juta rupiah per tahun)” seems to say a unit that is not understood" in told
    assert "if the figures are in rupiah, remove that text or write the unit alone" in told
    assert "baris 1" in say_it(error.value.text, "id")
    assert came_in(load(ministry, [["(rupiah)"], HEAD, P1, P2])) == 2
