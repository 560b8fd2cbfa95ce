"""What `init` writes beside the specs and facts: README and `iku.toml`. Each key: Indonesian, English."""

from __future__ import annotations

_LOAD = """\
    iku-engine import fakta/daerah.csv fakta/perjanjian.csv fakta/asistensi.csv fakta/espm.csv
    iku-engine import fakta/lke.csv fakta/lhe.csv fakta/daftar.csv fakta/monev.csv
    iku-engine import fakta/asistensi-2021.csv --into asistensi --period 2021
"""

EXAMPLE: dict[str, tuple[str, str]] = {
    "init.next": (
        "Langkah berikutnya ada di {folder}/README.md.",
        "The next steps are in {folder}/README.md.",
    ),
    "init.toml": (
        """\
# Setelan iku-engine untuk folder ini. Opsi baris perintah dan variabel IKU_… mengalahkannya.
specs = "indicator_specs"
store = "sqlite:///iku.db"
lang = "id"

# Sumber yang dibaca langsung dari berkasnya, tanpa diimpor:
# [files]
# espm = "data/espm/*.parquet"
""",
        """\
# Settings of iku-engine for this folder. Command line options and the variables IKU_… go before them.
specs = "indicator_specs"
store = "sqlite:///iku.db"
lang = "en"

# Sources that are read from their files, without an import:
# [files]
# espm = "data/espm/*.parquet"
""",
    ),
    "init.readme": (
        f"""\
# Contoh kerja iku-engine

`indicator_specs/` berisi indikator sebagai aturan yang dapat dibaca perencana; `fakta/` berisi datanya.
Data yang bertanda `ilustratif` adalah rekaan untuk peragaan, bukan data resmi.

1. Periksa aturannya, tanpa data apa pun:

    iku-engine check
    iku-engine test

2. Muat faktanya ke `iku.db`:

{_LOAD}
3. Hitung, lalu runut satu nilai sampai ke berkas dan barisnya:

    iku-engine eval --period 2025
    iku-engine trace nilai_akip --period 2025

4. Indikator sendiri: tulis berkas `.iku` baru di `indicator_specs/`, periksa, lalu buat Excel untuk diisi dengan datanya
   (SUMBER adalah nama yang ditulis setelah kata `sumber`):

    iku-engine check

   `iku-engine facts template SUMBER --period 2025 --to isian.xlsx`, lalu isi dan muat:
   `iku-engine import isian.xlsx --into SUMBER`.

Ubah spec di `indicator_specs/`, jalankan lagi `iku-engine check`, dan lihat apa yang berubah.
Setelan folder ini ada di `iku.toml`. Bantuan: `iku-engine --help`.
""",
        f"""\
# A working example of iku-engine

`indicator_specs/` holds indicators as rules that a planner can read; `fakta/` holds their facts.
Data marked `ilustratif` is made up for a demonstration; it is not official data.

1. Check the rules, without any data:

    iku-engine check
    iku-engine test

2. Load the facts into `iku.db`:

{_LOAD}
3. Evaluate, then trace one value down to its file and row:

    iku-engine eval --period 2025
    iku-engine trace nilai_akip --period 2025

4. An indicator of your own: write a new `.iku` file in `indicator_specs/`, check it, and make the Excel file to fill in with
   its facts (SOURCE is the name after the word `source` or `sumber`):

    iku-engine check

   `iku-engine facts template SOURCE --period 2025 --to facts.xlsx`, then fill it in and load it:
   `iku-engine import facts.xlsx --into SOURCE`.

Change a spec in `indicator_specs/`, run `iku-engine check` again, and see what changed.
The settings of this folder are in `iku.toml`. Help: `iku-engine --help`.
""",
    ),
}
