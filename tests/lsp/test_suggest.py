"""What may stand at a place: `|` is the cursor."""

from pathlib import Path

import pytest

from iku_dsl.editing.suggest import Suggestions, keyword_under, suggest
from iku_dsl.keywords import KEYWORDS
from iku_dsl.parsing.parse import Parsed, parse
from iku_dsl.problem import SourceFile

SHIPPED = Path(__file__).parents[2] / "indicator_specs" / "kemensos"
OTHERS = [parse(SourceFile(path.name, path.read_text(encoding="utf-8"))) for path in sorted(SHIPPED.glob("*.iku"))]
PROFILE = "profil p\n  parameter buruk angka\n  naik = realisasi / target\n"
FREE = "tabel bebas dari validitas, kendali\n  eksak, rendah, 1\n  proksi, tinggi, 2\n\n"
INDICATOR = (
    "indikator x per daerah\n  satuan persen\n  arah naik\n"
    "  himpunan maju = daerah yang ada espm\n  hitung aa = 1\n  target tahunan 2025 = 1\n"
)
TEST = 'uji "a" untuk nilai_akip pada 2023\n'


def at(text: str) -> Suggestions | None:
    offset = text.index("|")
    files: list[Parsed] = [*OTHERS, parse(SourceFile("x.iku", text.replace("|", "", 1)))]
    return suggest(files, "x.iku", offset)


def names(text: str) -> list[str]:
    found = at(text)
    return [symbol.name for symbol in found.names] if found is not None else []


def words(text: str) -> set[str]:
    found = at(text)
    assert found is not None
    return {keyword.id[0] for keyword, _ in found.keywords} | {pair[0] for pair in found.words}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sumber s per |", ["perjanjian", "komponen", "subkomponen", "daerah"]),
        ("sumber s per tahun, |", ["perjanjian", "komponen", "subkomponen", "daerah"]),
        ("sumber s per tahun\n  kolom k pilihan dari pre|", ["jawaban_lke", "predikat_sakip", "nilai_tertinggi"]),
        (INDICATOR + "  rumus espm.|", ["penerima", "mutu", "pencatatan", "indeks"]),
        (INDICATOR + "  rumus espm[|].indeks", None),
        (INDICATOR + "  kategori |", ["predikat_sakip", "tuntas_spm", "kategori_pencatatan"]),
        (INDICATOR + "  kategori tuntas_spm\n  kategori paling tinggi |", ["paripurna", "utama", "madya"]),
        (INDICATOR + "  bobot komponen\n    pelaporan 10%\n    |", ["perencanaan", "pengukuran", "evaluasi"]),
        (INDICATOR + "  bobot indikator\n    |", ["perjanjian_diimplementasikan", "nilai_akip"]),
        (INDICATOR + '  rumus lke["|', ["perencanaan", "pengukuran", "pelaporan", "evaluasi"]),
        (INDICATOR + '  rumus lke["evaluasi", "|"]', ["keberadaan", "kualitas", "pemanfaatan"]),
        (INDICATOR + "  rumus nilai_tertinggi[|", ["perencanaan", "pengukuran", "pelaporan", "evaluasi"]),
        (INDICATOR + "  hitung b = banyaknya (daerah yang jenis = |)", ["provinsi", "kabupaten", "kota"]),
        (INDICATOR + "  hitung b = banyaknya (lke yang jawaban > |)", ["AA", "A", "BB"]),
        ('indikator y\n  target tahunan 2025 = 1\n  rumus y.capaian["|"]', ["tahunan"]),
        (INDICATOR + "  peringkat tertinggi dahulu di antara |", ["maju", "perjanjian"]),
        (PROFILE + INDICATOR + "  capaian |", ["p"]),
        (PROFILE + INDICATOR + "  capaian p dengan |", ["buruk"]),
        (PROFILE + "  turun = |", ["buruk"]),
        ("profil p\n  parameter cara pilihan kasar, halus = |", ["kasar", "halus"]),
        (PROFILE.replace("angka", "pilihan a, b") + INDICATOR + "  capaian p dengan buruk = |", ["a", "b"]),
        (FREE + INDICATOR + "  rumus bebas[|", ["eksak", "proksi"]),
        (FREE + INDICATOR + "  rumus bebas[eksak, |", ["rendah", "tinggi"]),
        (
            "tabel t dari satu, komponen\n  a, evaluasi, 1\n  b, |, 2",
            ["perencanaan", "pengukuran", "pelaporan", "evaluasi"],
        ),
        ("sumber s per tahun\n  kolom kuota angka\n  hitung k = |", ["kuota"]),
        ("tabel t dari komponen\n  |", ["perencanaan", "pengukuran", "pelaporan", "evaluasi"]),
        ('uji "a" untuk |', ["perjanjian_diimplementasikan", "nilai_akip", "nilai_akip_komponen"]),
        (TEST + "  diberi |", ["daftar", "monev", "lke"]),
        (TEST + "  diberi lke: |", ["komponen", "subkomponen", "jawaban"]),
        (TEST + "  diberi lke: komponen, jawaban\n    evaluasi, |", ["AA", "A", "BB"]),
        (TEST + "  harap kategori = |", ["AA", "A", "BB"]),
        ('uji "a" untuk spm_meningkat pada 2023\n  harap |', ["n", "T", "nilai_akip"]),
        (TEST + "  diberi lke: komponen, jawaban\n    evaluasi, AA\n  harap ditolak[|", ["perencanaan", "evaluasi"]),
        ("kolom di luar tempatnya |", []),
        ("indikator |", []),
        ('indikator x "|', []),
        ("# per |", []),
        ('indikator x\n  definisi """\n  per |', []),
    ],
)
def test_the_names_that_would_be_known_are_offered(text, wanted):
    found = names(text)
    if wanted is None:
        assert "perencanaan" not in found
    elif not wanted:
        assert found == []
    else:
        assert [name for name in found if name in wanted] == wanted


def test_the_own_names_of_a_row_and_an_indicator_come_before_those_of_the_set():
    found = names(INDICATOR + "  hitung b = banyaknya (daerah yang |)")
    assert set(found[:3]) == {"nama", "jenis", "provinsi"}
    assert found.index("aa") < found.index("nilai_akip")


@pytest.mark.parametrize(
    ("text", "there", "not_there"),
    [
        ("|", {"dimensi", "sumber", "indikator", "uji"}, {"rumus", "dan"}),
        (INDICATOR + "  |", {"rumus", "bobot", "indikator"}, {"penerbit", "harap", "dan"}),
        (TEST + "  |", {"diberi", "harap"}, {"rumus"}),
        ("sumber s per tahun\n  kolom k |", {"angka", "persen", "pilihan", "ya/tidak"}, {"dan", "boleh kosong"}),
        ("sumber s per tahun\n  kolom k durasi |", {"jam", "hari"}, {"pilihan"}),
        ("sumber s per tahun\n  kolom k persen 0%..100% boleh ko|", {"boleh kosong"}, {"dan"}),
        ("sumber s per tahun\n  kolom k persen 0%..100% boleh k|", {"boleh kosong"}, {"dan"}),
        (INDICATOR + "  rumus |", {"jumlah", "rerata", "jika", "bulatkan", "goalpost"}, {"dan", "lalu"}),
        (INDICATOR + "  rumus (jika aa > 1 |", {"maka", "dan"}, {"selain itu"}),
        (INDICATOR + "  rumus (jika aa > 1 maka 2 |", {"selain itu"}, {"maka"}),
        (INDICATOR + "  rumus espm.indeks[|", {"tahun", "sampai periode ini"}, {"maka"}),
        (INDICATOR + "  rumus nilai_akip.|", {"nilai", "kategori", "capaian", "target"}, {"jumlah"}),
        (INDICATOR + "  arah |", {"naik", "turun", "stabil", "tanpa"}, {"rumus"}),
        (PROFILE + "  turun = |", {"realisasi", "target"}, {"maka"}),
        (PROFILE + "  parameter penuh ya/tidak = |", {"ya", "tidak"}, {"maka"}),
        ("tabel t\n  a |", {"kosong"}, {"maka"}),
        ("tabel t dari satu, dua\n  a, b, |", {"kosong"}, {"maka"}),
        (TEST + "  diberi nilai_akip: |", {"tahun", "nilai"}, {"rumus"}),
        (TEST + "  diberi nilai_akip: tahun, nilai\n    2024, |", {"kosong", "tidak berlaku"}, {"maka"}),
        (TEST + "  harap |", {"nilai", "kategori", "batas", "ditolak"}, {"rumus"}),
        (TEST + "  harap bandingan = |", {"cocok", "berbeda"}, {"maka"}),
        (
            'uji "a" untuk perjanjian_diimplementasikan pada 2024\n  diberi monev: msp\n    |',
            {"ya", "tidak", "kosong"},
            {"maka"},
        ),
        ("indikator x\n  rumus a +\n    |", {"jumlah"}, {"rumus"}),
    ],
)
def test_the_words_that_may_stand_there_are_offered(text, there, not_there):
    found = words(text)
    assert there <= found
    assert not not_there & found


def test_a_phrase_that_is_begun_is_replaced_from_its_start():
    text = "skala s atas 0..1\n  di luar kat|"
    found = at(text)
    assert found is not None
    assert ("di luar kategori", text.index("di luar")) in {(k.id[0], start) for k, start in found.keywords}


def test_every_statement_is_offered_under_its_heads_and_nowhere_else():
    heads = {
        "DIMENSION": "dimensi d\n",
        "SOURCE": "sumber s per tahun\n",
        "TABLE": "tabel t dari d\n",
        "SCALE": "skala k atas 0..1\n",
    }
    heads |= {"PROFILE": PROFILE, "INDICATOR": INDICATOR, "TEST": TEST}
    statements = [keyword for keyword in KEYWORDS if keyword.opens in ("statement", "before-equals")]
    for head, text in heads.items():
        found = at(f"{text}  |")
        assert found is not None
        offered = {keyword.terminal for keyword, _ in found.keywords}
        assert offered & {keyword.terminal for keyword in statements} == {
            one.terminal for one in statements if head in one.under
        }


def test_any_place_in_any_beginning_of_a_spec_is_answered():
    text = OTHERS[1].file.text
    for offset in range(0, len(text), 709):
        suggest([parse(SourceFile("x.iku", text[:offset]))], "x.iku", offset)
        suggest(OTHERS, OTHERS[1].file.path, offset)


@pytest.mark.parametrize(
    ("text", "terminal"),
    [
        ("sumber s per ta|hun", "YEAR"),
        ('skala s atas 0..1\n  di lu|ar kategori 0 karena "x"', "OUTSIDE"),
        ('indikator x\n  bobot d\n    a 3% terce|tak 2% karena "x"', "PRINTED"),
        ("indikator x\n  rumus a da|n dan b", "AND"),
        ("indikator x\n  rumus |a", None),
        ("# per ta|hun", None),
        ("  tiada per ta|hun", None),
    ],
)
def test_the_keyword_under_the_cursor(text, terminal):
    found = keyword_under(SourceFile("x.iku", text.replace("|", "")), text.index("|"))
    assert (found.keyword.terminal if found is not None else None) == terminal
