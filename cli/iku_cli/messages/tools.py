"""What is said where one starts: files that `init` writes, words of an editor and a shell. Each key: Indonesian, English."""

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


EDITOR: dict[str, tuple[str, str]] = {
    "editor.counter-example": ("Contoh penyangkal: {text}", "Counter-example: {text}"),
    "editor.hint": ("Petunjuk: {text}", "Hint: {text}"),
    "editor.see-also": ("lihat juga di sini", "see also here"),
    "editor.mend": ("Ganti “{old}” dengan “{new}”", "Replace “{old}” with “{new}”"),
    "editor.lies": ("selalu dalam {range}", "always lies in {range}"),
    "editor.proven": ("Terbukti:", "Proven:"),
    "editor.from-source": ("Dari: {label}", "From: {label}"),
    "editor.extra": (
        "server bahasa belum terpasang; pasang dengan: pip install 'iku-engine[lsp]'",
        "the language server is not installed; install it with: pip install 'iku-engine[lsp]'",
    ),
    "help.completion": (
        "Cetak skrip yang membuat tombol Tab melengkapi perintah, opsi, indikator, sumber, dan periode yang sudah dimuat. "
        "Pasang sekali dengan salah satu contoh di bawah, lalu buka shell baru.",
        "Print the script that lets the Tab key complete commands, options, indicators, sources and the periods that are "
        "loaded. Install it once by one of the examples below, then open a new shell.",
    ),
    "examples.completion": (
        "iku-engine completion bash >> ~/.bashrc\n"
        "iku-engine completion zsh >> ~/.zshrc\n"
        "iku-engine completion fish > ~/.config/fish/completions/iku-engine.fish",
        "iku-engine completion bash >> ~/.bashrc\n"
        "iku-engine completion zsh >> ~/.zshrc\n"
        "iku-engine completion fish > ~/.config/fish/completions/iku-engine.fish",
    ),
    "editor.rename.no-name": ("Di sini tidak ada nama yang dapat diganti.", "There is no name to change here."),
    "editor.rename.not-a-name": (
        "“{name}” bukan nama: nama terdiri atas huruf, angka, dan garis bawah, dan diawali huruf.",
        "“{name}” is not a name: names are letters, digits and underscores, and start with a letter.",
    ),
    "editor.rename.keyword": (
        "“{name}” kata kunci, dan tidak dapat dipakai sebagai nama di sini.",
        "“{name}” is a keyword, and cannot be a name here.",
    ),
    "editor.rename.taken": ("Nama “{name}” sudah dipakai ({place}).", "The name “{name}” is taken ({place})."),
    "editor.rename.meaning": (
        "Dengan nama “{name}” spec tidak lagi berarti sama.",
        "With the name “{name}” the specs would no longer mean the same.",
    ),
    "editor.rename.long": (
        "Nama baru sepanjang {letters} huruf terlalu panjang untuk semua tempatnya; beri nama yang lebih pendek.",
        "The new name is too long for all of its places (letters: {letters}); give a shorter one.",
    ),
    "editor.rename.unreadable": (
        "Nama ini mungkin dipakai di baris yang belum terbaca ({place}); perbaiki dahulu baris itu.",
        "The name may be used in a line that cannot be read ({place}); mend that line first.",
    ),
    "editor.kind.of": ("dari `{owner}`", "of `{owner}`"),
    "editor.kind.dimension": ("dimensi", "dimension"),
    "editor.kind.source": ("sumber", "source"),
    "editor.kind.table": ("tabel", "table"),
    "editor.kind.scale": ("skala", "scale"),
    "editor.kind.profile": ("profil", "profile"),
    "editor.kind.indicator": ("indikator", "indicator"),
    "editor.kind.key": ("kunci", "key"),
    "editor.kind.attribute": ("atribut", "attribute"),
    "editor.kind.member": ("anggota", "member"),
    "editor.kind.column": ("kolom", "column"),
    "editor.kind.choice": ("pilihan", "choice"),
    "editor.kind.entry": ("baris tabel", "entry"),
    "editor.kind.outcome": ("isi tabel", "table value"),
    "editor.kind.band": ("kategori", "category"),
    "editor.kind.parameter": ("parameter", "parameter"),
    "editor.kind.let": ("hitungan", "calculation"),
    "editor.kind.set": ("himpunan", "set"),
    "editor.kind.target": ("target", "target"),
}
