"""Specs written at random in which a profile can fail: of one period, or of several as one, which another indicator reads."""

from __future__ import annotations

from random import Random

RULES = (
    "1 / ({n} - target)",
    "1 / (target + {n})",
    "realisasi / ({n} + realisasi)",
    "akar({n} - realisasi)",
    "ln({n} + target)",
    "titik[realisasi + {m}]",
    "titik[{m} * realisasi / {n}]",
    "nama[skala_nilai[realisasi - target]]",
    "(realisasi - target) / {n}",
    "jika realisasi > target maka 1 selain itu {n} / (target + 1)",
    "jika target > 0 maka realisasi / target selain itu 0",
    "p / {n}",
)
GUARDS = (
    "",
    "",
    '  bila target = {n} tidak berlaku karena "uji"\n',
    '  bila realisasi > {n} tidak berlaku karena "uji"\n',
    '  bila realisasi < 0 atau realisasi > {n} tidak berlaku karena "uji"\n',
    '  bila target <= 0 tidak berlaku karena "uji"\n',
    '  bila 1 / (target + {n}) > 1 tidak berlaku karena "uji"\n',
)
RANGES = ("0..1", "1..4", "0..9", "-2..2", "-4..-1", "2..30")
SPEC = """
skala skala_nilai atas {covered}
  baik >= 1
  kurang < 1

skala skala_capaian atas {judged}
  baik >= 100%
  kurang < 100%

tabel nama
  baik 3
  kurang 1

tabel titik
  {least}: 0
  {greatest}: 10

profil pr
  parameter p angka 1..9 boleh kosong
  naik = {rule}
{guard}
sumber s per triwulan {absence}
  kolom x angka {of_x}{may} konsolidasi jumlah
  kolom t angka {of_t}{may} konsolidasi jumlah

indikator a per triwulan
  satuan angka
  arah naik
  konsolidasi {reduction}
  target 2020.. = {target}
  rumus s.x
  capaian pr dengan p = {parameter}
{category}
indikator b
  satuan angka
  arah tanpa
  rumus {read}
"""
READS = (
    "a.capaian",
    "jika a.capaian > 1 maka 2 selain itu 3",
    "a.capaian[tahun lalu]",
    "a.target",
    "a",
    "jika a.kategori = baik maka 1 selain itu 0",
    "nama[a.kategori]",
)


def write_profiled(random: Random) -> str:
    """A spec of one indicator that is judged by a profile, and one that reads of it what several quarters come to."""
    category = random.choice(("", "  kategori skala_nilai\n", "  kategori capaian skala_capaian\n"))
    reads = READS if category else READS[:5]
    least = random.choice((-9, 0, 0, 1))
    numbers = {"{n}": random.choice(("1", "2", "5", "20", "40", "1000")), "{m}": random.choice(("0", "1", "2", "0.5"))}
    rule, guard = random.choice(RULES), random.choice(GUARDS)
    for name, number in numbers.items():
        rule, guard = rule.replace(name, number), guard.replace(name, number)
    return SPEC.format(
        covered=random.choice(("0..9", "-40..40", "-1000..1000", "-1000..1000")),
        judged=random.choice(("0%..900%", "..")),
        least=least, greatest=least + random.choice((1, 5, 50, 500)),
        rule=rule, guard=guard,
        absence=random.choice(("lengkap", "daftar")),
        of_x=random.choice(RANGES), of_t=random.choice(RANGES),
        may=random.choice(("", "", " boleh kosong")),
        reduction=random.choice(("jumlah", "jumlah", "rerata", "terakhir", "minimum", "maksimum")),
        target=random.choice(("s.t", "s.t", "2", "5", "0")),
        parameter=random.choice(("2", "s.x", "5")),
        category=category, read=random.choice(reads),
    )  # fmt: skip
