"""Specs written at random in which results are judged: weights, scales, targets, profiles, ranks, versions, published values, dates."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from typed_expressions import Place, Source
from typed_specs import PARTIAL, RANGES, REDUCTIONS, Writer

MEANS = ("jumlah", "jumlah", "rerata", "rerata geometrik", "rerata harmonik")
LACKING = ("", "", " bila kosong lewati", " bila kosong alihkan bobot", " bila kosong 4", " bila kosong galat")
BESIDE = ("", "", "", " bila tidak berlaku lewati", " bila tidak berlaku alihkan bobot", " bila tidak berlaku 2")
WEIGHTS = {
    "wilayah": "    a 20%\n    b 50%\n    c 30%",
    "aspek": '    p1 60% tercetak 50% karena "salah cetak"\n    p2 40%',
}
HEAD = """
dimensi aspek
  p1
  p2

skala sg atas -1000000000..1000000000 langkah 0.5 {way}
  baik >= 5
  cukup 0 ..< 5
  kurang < 0

skala sp atas 0..10 sebagian karena "uji"
  tinggi > 7 .. 10
  rendah 0 .. 3

skala sc atas 0%..120%
  lebih >= 100%
  kurang < 100%

profil pr
  parameter buruk angka boleh kosong
  naik = realisasi / target
  turun = jika target = 0 maka (buruk - realisasi) / (buruk - target) selain itu 200% - realisasi / target
  stabil = jika realisasi < minimum target maka realisasi / minimum target selain itu 100%
  batas 0%..120%
  bila arah naik dan target = 0 tidak berlaku karena "target nol"
  bila arah turun dan target = 0 dan buruk = kosong tidak berlaku karena "tanpa terburuk"

profil pn
  naik = realisasi - target
  turun = target - realisasi

sumber pk per {grain}
  kolom t angka {range} boleh kosong digit 1 konsolidasi {reduction}
  kolom u angka 0..10 digit 1 konsolidasi terakhir

sumber terbit per tahun
  kolom n angka {published} digit 1 boleh kosong

sumber hari_h per tahun, unit {absence}
  kolom a tanggal boleh kosong
  kolom b tanggal
  kolom lama durasi jam 0..100 boleh kosong digit 1
  kolom biaya uang 0.. boleh kosong
  hitung selang = (b - a) / 1 hari

sumber isi per {grain}, wilayah, aspek {isi}
  kolom v angka {range} digit 1 boleh kosong konsolidasi {reduction}
"""
DATED = (
    "hari_h.a < 2024-05-05",
    "hari_h.a <= hari_h.b",
    "hari_h.a + 10 hari > hari_h.b",
    "hari_h.a = kosong",
    "hari_h.selang > 3",
    "hari_h.lama > 90 menit",
    "unit.mulai >= 2024-01-01",
    "unit.akhir = kosong",
    "hari_h.biaya >= 1000000",
)
OF_DATES = (
    "banyaknya (unit yang {condition})",
    "rerata hari_h.selang atas (unit yang {condition})",
    "jumlah (hari_h.lama / 1 jam) atas unit bila kosong lewati",
    "banyaknya (unit yang {condition}) / banyaknya unit",
    "maksimum (hari_h.biaya / 1 rupiah) atas (unit yang {condition})",
)


@dataclass
class Judging(Writer):
    """Writes specs whose indicators are judged in every way there is."""

    judged: tuple[str, ...] = ()

    def spec(self) -> str:
        parts = self.before()
        grain = self.pick(("tahun", "tahun", "semester", "triwulan", "bulan"))
        parts.append(
            HEAD.format(
                way=self.pick(("ke bawah", "ke atas", "terdekat")),
                grain=grain,
                range=self.pick((*RANGES, "0..10", "1..9")),
                published=self.pick(("0..10", "-5..100")),
                reduction=self.pick(REDUCTIONS) + self.pick(PARTIAL),
                absence=self.pick(("lengkap", "daftar")),
                isi=self.pick(("", "lengkap", "daftar", "lengkap atas (wilayah yang tw[wilayah] > 0)")),
            )
        )
        self.sources.append(Source("isi", grain, ("wilayah", "aspek"), ("v",)))
        self.sources.append(Source("pk", grain, (), ("t", "u")))
        for number in range(self.random.choice((2, 3, 3))):
            name = f"nilai_{number + 1}"
            dimensions = self.random.choice(((), (), ("wilayah",), ("unit",)))
            grain = self.pick(("tahun", "tahun", "semester", "triwulan", "bulan"))
            if self.chance(0.25):
                parts += [self.one(name, dimensions, grain, span) for span in ("..2023", "2024..")]
            else:
                parts.append(self.one(name, dimensions, grain, ""))
            self.indicators.append((name, dimensions, grain))
        return "\n\n".join(parts) + "\n"

    def one(self, name: str, dimensions: tuple[str, ...], grain: str, span: str) -> str:
        place = Place(grain, dimensions)
        direction = self.pick(("naik", "naik", "turun", "stabil", "tanpa"))
        lines = [f"indikator {name} per {', '.join((grain, *dimensions))}", *([f"  berlaku {span}"] if span else [])]
        rounding = self.pick(("", "", " bulatkan 1", " bulatkan 0 ke genap", " bulatkan -1"))
        lines.append(f"  satuan angka {self.pick(('', '0..10', '-1000..1000', '0..'))}{rounding}")
        lines.append(f"  arah {direction}")
        if self.chance(0.4):
            lines.append(f"  konsolidasi {self.pick(REDUCTIONS)}{self.pick(PARTIAL)}")
        if self.chance(0.3):
            lines.append(f"  hitung p = {self.number(2, place)}")
            place = Place(grain, dimensions, lets=("p",))
        if self.chance(0.3):
            lines.append(f'  bila {self.condition(1, place)} tidak berlaku karena "uji"')
        lines += self.formula(place)
        lines += self.judgement(place, direction)
        if dimensions and self.chance(0.6):
            lines.append(self.ranking(dimensions, place))
        return "\n".join(lines)

    def formula(self, place: Place) -> list[str]:
        """The formula, and the weights that it needs."""
        rules = self.pick(LACKING) + self.not_loaded(("lewati", "alihkan bobot", "4", "galat")) + self.pick(BESIDE)
        same = [n for n, d, g in self.indicators if set(d) <= set(place.dimensions) and g == place.grain]
        way = self.random.random()
        if way < 0.3:
            free = [d for d in ("wilayah", "aspek") if d not in place.dimensions]
            blocks = [f"  bobot {dimension}\n{WEIGHTS[dimension]}" for dimension in free]
            operand = "isi.v" if self.chance(0.7) else "(isi.v + tw[wilayah])"
            return [*blocks, f"  rumus {self.pick(MEANS)} berbobot {operand}{rules}"]
        if way < 0.5 and len(dict.fromkeys(same)) >= 2:
            first, second = list(dict.fromkeys(same))[:2]
            block = f"  bobot indikator\n    {first} 30%\n    {second} 70%"
            return [block, f"  rumus {self.pick(MEANS)} berbobot {self.pick(('capaian', 'nilai'))}{rules}"]
        if way < 0.65:
            return [f"  rumus {self.pick(OF_DATES).format(condition=self.pick(DATED))}"]
        if way < 0.8 and self.indicators:
            return [f"  rumus {self.reading(place)}"]
        return [f"  rumus {self.number(2, place)}"]

    def reading(self, place: Place) -> str:
        """Something of another indicator."""
        fitting = [(n, g) for n, d, g in self.indicators if set(d) <= set(place.dimensions)]
        if not fitting:
            return self.number(1, place)
        name, grain = self.random.choice(fitting)
        shift = self.pick(("", "", "[tahun lalu]", "[tahun ini]" if grain != "tahun" else ""))
        part = self.pick(("", ".capaian", ".target"))
        if self.chance(0.2):
            return f'(jika {name}{shift}.kategori >= cukup maka 1 selain itu {self.number(0, place)}) lintas versi karena "uji"'
        return f'{name}{shift}{part} lintas versi karena "uji"'

    def judgement(self, place: Place, direction: str) -> list[str]:
        """Categories, targets, achievement, published values."""
        lines: list[str] = []
        spans = {"triwulan": ("2024-Q2", "2024-Q2.."), "semester": ("2024-S2",), "bulan": ("2024-03",)}.get(
            place.grain, ()
        )
        has_target = direction != "tanpa" and self.chance(0.8)
        if has_target:
            between = direction == "stabil" or self.chance(0.15)
            strict = {"naik": "> ", "turun": "< "}.get(direction, "") if self.chance(0.3) else ""
            target = "2 .. 4" if between else strict + self.pick(("5", "0", "3", "100"))
            if not strict and not between and self.chance(0.5):
                target = self.pick(("pk.t", "pk.u", "pk.t[tahun lalu]"))
            lines.append(f"  target {self.pick(('2020..', '2024..', '2024', *spans))} = {target}")
            if self.chance(0.3):
                lines.append(f"  target lain 2020.. = {self.pick(('3', 'pk.u'))}")
        profile = has_target and self.chance(0.8)
        if profile:
            pr = direction == "stabil" or self.chance(0.7)
            worst = self.pick(("", " dengan buruk = 100", " dengan buruk = pk.t")) if pr else ""
            lines.append(f"  capaian {'pr' if pr else 'pn'}{worst}")
        if self.chance(0.6):
            judged = self.pick(("sk", "sg", "sp", *(("capaian sc",) if profile else ())))
            lines.append(f"  kategori {judged}")
            if judged in ("sk", "sg") and self.chance(0.5):
                lines.append(f'  kategori paling tinggi cukup bila {self.condition(1, place)} karena "uji"')
        if self.chance(0.25):
            lines.append(f"  {self.pick(('resmi', 'bandingkan'))} terbit.n toleransi 0.5")
        return lines

    def ranking(self, dimensions: tuple[str, ...], place: Place) -> str:
        """A rank, among all or some, by the value or something else."""
        first = self.pick(("tertinggi", "terendah"))
        members = among = ""
        if self.chance(0.3):
            dimension = dimensions[0]
            inside = self.inside(dimension, Place(place.grain))
            members = f"  himpunan K = {dimension} yang {self.condition(0, inside)}\n"
            among = " di antara K"
        by = f" menurut {self.number(1, place)}" if self.chance(0.3) else ""
        return f"{members}  peringkat {first} dahulu{among}{by}"


def write_judged(random: Random) -> str:
    """A spec whose results are judged."""
    return Judging(random).spec()
