"""Generated specs of any number: each a source, a scale and three indicators with sets, guards, weights and tests (about 4 kB)."""

from __future__ import annotations

from pathlib import Path

_SPEC = """# Spesifikasi {n}, dibuat untuk pengukuran.

dimensi unit_{n} "Unit {n}" kunci kode
  atribut nama teks
  atribut jenis pilihan pusat, daerah, mandiri

dimensi aspek_{n} "Aspek {n}"
  rencana "Rencana"
  ukur "Pengukuran"
  lapor "Pelaporan"

tabel jawaban_{n} "Nilai jawaban"
  A 100
  B 80
  C 60
  D 0

skala mutu_{n} "Mutu {n}" atas 0%..100% langkah 1% ke bawah
  unggul 90% .. 100% "Unggul"
  baik 75% .. 89% "Baik"
  cukup 50% .. 74% "Cukup"
  kurang < 50% "Kurang"

sumber laporan_{n} "Laporan {n}" per tahun, unit_{n} daftar
  kolom sasaran bilangan 1..1_000_000 "Sasaran layanan"
  kolom dilayani bilangan 0..1_000_000 "Penerima yang dilayani"
  kolom mutu persen 0%..100% "Mutu layanan"
  kolom catatan teks boleh kosong
  syarat dilayani <= sasaran karena "Yang dilayani tidak dapat melebihi sasaran"
  hitung indeks = 80% * mutu + 20% * (dilayani / sasaran)

sumber penilaian_{n} "Penilaian {n}" per tahun, aspek_{n}
  kolom jawaban pilihan dari jawaban_{n}
  hitung nilai = jawaban_{n}[jawaban]

indikator cakupan_{n} "Cakupan layanan {n}"
  sasaran "Meningkatnya layanan {n}"
  penanggung jawab "Biro {n}": "Tim A", "Tim B"
  dasar "Aturan {n}"
  satuan persen 0%..100% bulatkan 2
  arah naik
  himpunan melapor "Unit yang melapor" = unit_{n} yang ada laporan_{n}
  himpunan naik_{n} "Unit yang indeksnya naik" = melapor yang laporan_{n}.mutu > laporan_{n}.mutu[tahun lalu]
  hitung n = banyaknya naik_{n}
  hitung T = banyaknya melapor
  bila T = 0 tidak berlaku karena "Belum ada unit yang melapor"
  rumus n / T * 100%
  kategori mutu_{n}

indikator serapan_{n} "Serapan layanan {n}"
  dasar "Aturan {n}"
  satuan persen 0%..100%
  arah naik
  hitung semua = jumlah laporan_{n}.sasaran
  bila semua = 0 tidak berlaku karena "Belum ada sasaran"
  rumus jumlah laporan_{n}.dilayani / semua
  kategori mutu_{n}

indikator akuntabilitas_{n} "Akuntabilitas {n}"
  dasar "Aturan {n}"
  satuan nilai 0..100
  arah naik
  bobot aspek_{n}
    rencana 40%
    ukur 35%
    lapor 25%
  rumus jumlah berbobot penilaian_{n}.nilai
  definisi \"\"\"
    Nilai ini dihitung dari tiga aspek, masing-masing dengan satu jawaban.
    Angkanya rekaan; spesifikasi ini hanya untuk mengukur kecepatan.
    \"\"\"

profil nisbah_{n} "Capaian {n}"
  naik = realisasi / target
  turun = 2 - realisasi / target
  batas 0%..120%
  bila target = 0 tidak berlaku karena "Target nol"

sumber pk_{n} "Perjanjian kinerja {n}" per tahun
  kolom target persen > 0% .. 100% "Target cakupan"
  kolom pagu uang rupiah 0.. "Pagu"
  kolom realisasi uang rupiah 0.. "Realisasi anggaran"
  kolom selesai tanggal boleh kosong
  syarat realisasi <= pagu karena "Realisasi tidak dapat melebihi pagu"

indikator penyerapan_{n} "Penyerapan anggaran {n}"
  dasar "Aturan {n}"
  satuan persen 0%..100% bulatkan 2
  arah naik
  bila pk_{n}.pagu = 0 tidak berlaku karena "Tidak ada pagu"
  rumus pk_{n}.realisasi / pk_{n}.pagu
  target 2020.. = pk_{n}.target
  capaian nisbah_{n}
  kategori mutu_{n}

indikator kemajuan_{n} "Kemajuan {n}"
  dasar "Aturan {n}"
  satuan persen 0%..100%
  arah naik
  bobot indikator
    serapan_{n} 60%
    penyerapan_{n} 40%
  rumus jumlah berbobot nilai
  kategori mutu_{n}

uji "dua dari tiga unit naik" untuk cakupan_{n} pada 2024
  diberi laporan_{n}: tahun, unit_{n}, sasaran, dilayani, mutu
    2023, "a", 100, 50, 60%
    2024, "a", 100, 60, 70%
    2023, "b", 100, 50, 60%
    2024, "b", 100, 60, 65%
    2023, "c", 100, 50, 60%
    2024, "c", 100, 60, 60%
  harap n = 2
  harap T = 3
  harap nilai = 66.67%

uji "separuh pagu terserap" untuk penyerapan_{n} pada 2024
  diberi pk_{n}: target, pagu, realisasi
    80%, 200, 100
  harap nilai = 50%
  harap kategori = cukup
  harap capaian = 62.5%

uji "tanpa pagu tidak berlaku" untuk penyerapan_{n} pada 2024
  diberi pk_{n}: target, pagu, realisasi
    80%, 0, 0
  harap nilai = tidak berlaku

uji "semua aspek dijawab" untuk akuntabilitas_{n} pada 2024
  diberi penilaian_{n}: aspek_{n}, jawaban
    rencana, A
    ukur, B
    lapor, C
  harap nilai = 83
"""


def spec(number: int) -> str:
    """The text of one spec; names carry its number, so that any of them make one spec set together."""
    return _SPEC.format(n=number)


def write(folder: Path, count: int) -> int:
    """Writes so many specs into a folder; the bytes written."""
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    for number in range(count):
        text = spec(number)
        (folder / f"spec_{number:05d}.iku").write_text(text, encoding="utf-8")
        total += len(text.encode())
    return total
