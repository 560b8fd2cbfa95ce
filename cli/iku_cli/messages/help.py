"""Help: what each command does, its options, examples to copy. Each key: Indonesian, English."""

from __future__ import annotations

from iku_engine.engines.registry import BESIDE

Table = dict[str, tuple[str, str]]

HELP: Table = {
    "help.usage": ("Cara pakai:", "Usage:"),
    "help.root-usage": ("PERINTAH [OPSI] …", "COMMAND [OPTIONS] …"),
    "help.root-end": (
        "Rincian tiap perintah: {path} PERINTAH --help. Status keluar: 0 selesai, 1 spec atau data bermasalah, "
        "2 salah pakai, 3 gangguan lingkungan.",
        "More on a command: {path} COMMAND --help. Exit status: 0 done, 1 the specs or data have problems, "
        "2 wrong usage, 3 a fault of the environment.",
    ),
    "help.options-word": ("[OPSI]", "[OPTIONS]"),
    "help.commands": ("Perintah", "Commands"),
    "help.options": ("Opsi", "Options"),
    "help.common": ("Opsi semua perintah", "Options of every command"),
    "help.examples": ("Contoh", "Examples"),
    "help.help": ("Tampilkan bantuan ini.", "Show this help."),
    "help.version": ("Tampilkan versi.", "Show the version."),
    # every command
    "help.store": (
        "Basis data fakta [IKU_STORE; sqlite:///iku.db].",
        "The database of facts [IKU_STORE; sqlite:///iku.db].",
    ),
    "help.specs": (
        "Folder atau berkas spec [IKU_SPECS; indicator_specs].",
        "Folder or file of the specs [IKU_SPECS; indicator_specs].",
    ),
    "help.lang": ("Bahasa keluaran [IKU_LANG; menurut locale].", "Language of the output [IKU_LANG; by the locale]."),
    "help.clock": (
        "Jam komputer ini benar, walau jauh dari waktu peristiwa terakhir.",
        "The clock of this computer is right, however far it is from the last event.",
    ),
    "help.json": ("Keluaran JSON, untuk program lain.", "JSON output, for programs."),
    # init
    "help.init": (
        "Buat contoh kerja di FOLDER (folder ini bila tidak disebut): spec, data peraga yang ditandai demikian, "
        "iku.toml dan README. Berkas yang sudah ada tidak pernah ditimpa.",
        "Make a working example in DIR (this folder where none is named): specs, demonstration data marked as such, "
        "iku.toml and a README. A file that exists is never overwritten.",
    ),
    # check
    "help.check": (
        "Periksa spec tanpa data: semua masalah sekaligus, menurut urutan berkas.",
        "Check specs without any data: all problems at once, in file order.",
    ),
    "help.check.proofs": (
        "Sebutkan juga yang terbukti, dan ke mana nilai bergerak bersama tiap isian.",
        "Tell also what is proven, and which way a value moves with each input.",
    ),
    "help.check.sarif": (
        "Keluaran SARIF 2.1.0, untuk tempat penyimpanan kode.",
        "SARIF 2.1.0 output, for code hosts.",
    ),
    # explain
    "help.explain": (
        "Jelaskan suatu masalah: artinya, contoh, dan perbaikannya. Tanpa ID: daftar semua masalah.",
        "Explain a problem: what it means, an example, the mend. Without an ID: the list of all problems.",
    ),
    # fmt
    "help.fmt": (
        "Tulis ulang spec dalam bentuk baku; komentar tetap. Berkas yang salah tulis tidak disentuh.",
        "Rewrite specs in canonical form; comments stay. A file that cannot be read is left alone.",
    ),
    "help.fmt.check": (
        "Hanya sebutkan berkas yang akan berubah; status 1 bila ada.",
        "Only name the files that would change; status 1 if there are any.",
    ),
    "help.fmt.language": ("Terjemahkan kata kunci ke bahasa ini.", "Translate the keywords into this language."),
    # test
    "help.test": (
        "Jalankan uji yang tertulis di spec, dan tunjukkan kategori, cabang dan syarat yang belum teruji.",
        "Run the tests written in the specs, and show the bands, branches and guards that none reaches.",
    ),
    "help.test.mutate": (
        "Coba kesalahan kecil satu per satu di spec: mana yang tidak ketahuan check atau uji.",
        "Try small mistakes in the specs, one at a time: which of them neither check nor a test notices.",
    ),
    "help.test.all": (
        "Jalankan semua uji, dan dengan --mutate semua kesalahan kecil, berapa pun lamanya.",
        "Run all tests, and with --mutate all small mistakes, however long it takes.",
    ),
    # import
    "help.import": (
        "Muat berkas CSV atau XLSX. Tanpa --into, nama berkas menyebut sumber atau dimensinya; dimensi dimuat dahulu. "
        "Himpunan karakter, pemisah, lembar, baris kepala, dan cara tulis bilangan ditemukan sendiri dan disebutkan. "
        "Baris yang ditolak masuk karantina beserta alasannya.",
        "Load CSV or XLSX files. Without --into the file's name says its source or dimension; dimensions are loaded "
        "first. Charset, delimiter, sheet, header row and style of numbers are found out, and told. "
        "A rejected row goes to quarantine with its reason.",
    ),
    "help.import.into": ("Sumber atau dimensi tujuan.", "The source or dimension to load into."),
    "help.import.period": (
        "Periode isi berkas, bila tidak ada kolomnya; berlaku juga untuk berkas tanpa baris.",
        "The period of the file where it has no such column; it counts as loaded even without rows.",
    ),
    "help.import.strict": (
        "Tolak seluruh berkas bila satu baris saja ditolak.",
        "Refuse the whole file if a single row is rejected.",
    ),
    "help.import.dry-run": (
        "Periksa saja dan tunjukkan baris pertama seperti yang dipahami; tidak ada yang disimpan.",
        "Only look, and show the first rows as they were understood; nothing is stored.",
    ),
    "help.import.yes": (
        "Terima juga bila banyak angka yang sudah dikenal berubah; tanpa ini ditanyakan dahulu.",
        "Take the file in also where it changes many known figures; without this you are asked first.",
    ),
    "help.import.map": (
        "Peta TOML: kolom mana menjadi apa, tetapan, tabel melebar, terjemahan nilai.",
        "A TOML mapping: which column is what, constants, wide tables, values translated.",
    ),
    "help.import.sheet": ("Lembar yang dibaca dari buku kerja.", "The sheet to read from a workbook."),
    "help.import.encoding": (
        "Himpunan karakter berkas teks, misalnya cp1252.",
        "Charset of a text file, such as cp1252.",
    ),
    "help.import.delimiter": (
        "Pemisah kolom berkas teks: satu huruf, atau tab.",
        "Delimiter of a text file: one character, or tab.",
    ),
    "help.import.numbers": (
        "Cara tulis bilangan: id (1.234,5) atau en (1,234.5).",
        "How numbers are written: id (1.234,5) or en (1,234.5).",
    ),
    "help.import.mark": (
        "Tandai data ini, misalnya ilustratif; boleh berulang.",
        "Mark this data, for example as illustrative; may be repeated.",
    ),
    # facts
    "help.facts.template": (
        "Buat XLSX untuk diisi: kepala tabel, daftar pilihan, rentang, anggota yang dikenal, dan lembar yang menjelaskan "
        "tiap kolom. Berkas yang sudah ada tidak ditimpa.",
        "Make an XLSX to fill in: header, drop-down lists, ranges, the known members, and a sheet that explains "
        "each column. A file that exists is not overwritten.",
    ),
    "help.facts.template.to": ("Berkas yang ditulis.", "The file to write."),
    "help.facts.template.period": ("Periode yang diisikan di tiap baris.", "The period to fill in on each row."),
    # eval and trace
    "help.eval": (
        "Hitung indikator: tabel nilai, lalu jejak tiap nilai. Tanpa INDIKATOR: semuanya. Tiap evaluasi tersimpan "
        "dan dapat dilihat lagi dengan runs show.",
        "Evaluate indicators: a table of values, then the trace of each. Without INDICATOR: all of them. Each "
        "evaluation is kept, and can be seen again by runs show.",
    ),
    "help.trace": (
        "Runut nilai satu indikator sampai ke berkas dan baris faktanya.",
        "Trace the value of one indicator down to the file and row of its facts.",
    ),
    "help.period": (
        "Periode: 2025, 2025-S1, 2025-Q3, 2025-07, atau rentang 2023..2025.",
        "Period: 2025, 2025-S1, 2025-Q3, 2025-07, or a stretch 2023..2025.",
    ),
    "help.as-of": (
        "Menurut fakta yang diketahui sampai hari atau waktu ini, misalnya 2026-03-31.",
        "By the facts as known until this day or time, such as 2026-03-31.",
    ),
    "help.sql": (
        "Tunjukkan juga setiap pernyataan SQL yang ditanyakan, dengan kata-kata spesifikasi.",
        "Show each SQL statement that was asked as well, in the words of the spec.",
    ),
    "help.engine": (
        f"Mesin yang menghitung fakta: {', '.join(BESIDE)}, atau (tanpa opsi ini) penyimpanan itu sendiri.",
        f"The engine that works out the facts: {', '.join(BESIDE)}, or (without this option) the store itself.",
    ),
    "help.as-printed": (
        "Pakai angka seperti tercetak di peraturan, tanpa koreksi.",
        "Use the figures as the regulation prints them, without corrections.",
    ),
    "help.depth": (
        "Banyaknya anggota yang didaftar, atau all [10].",
        "How many members are listed, or all [10].",
    ),
    "help.no-trace": ("Tabel saja, tanpa jejak.", "Only the table, no trace."),
    "help.watch": (
        "Hitung lagi setiap kali spec disimpan atau fakta datang, dan tunjukkan yang berubah; Ctrl-C mengakhiri.",
        "Evaluate again whenever a spec is saved or a fact comes, and show what changed; Ctrl-C ends it.",
    ),
    "help.cross-check": (
        "Periksa setiap hasil dengan evaluator kedua [reference]: lambat, menghitung baris demi baris dan mencoba isi "
        "yang kosong; atau dengan mesin lain, sampai ke tiap simpul jejak. Hasil yang berbeda menggagalkan perintah. Tulis "
        "sesudah INDIKATOR.",
        "Hold every result against a second evaluator [reference]: slow, row by row, trying what may be missing; or "
        "against another engine, node by node. A result that differs fails the command. Write it after INDICATOR.",
    ),
    "help.member": (
        "Dari setiap himpunan hanya anggota ini, dengan kunci atau namanya, di mana pun ia berada; berulang.",
        "Of each set only this member, by its key or name, wherever it is in it; repeated for several.",
    ),
    "help.against": (
        "Bandingkan dengan periode lain (2024), dengan yang diketahui pada hari lain (2026-03-31), atau dengan evaluasi tersimpan "
        "(run:12): yang berbeda lebih dahulu.",
        "Compare with another period (2024), with what was known on another day (2026-03-31), or with a kept run (run:12): what "
        "differs comes first.",
    ),
    "help.key": (
        "Anggota yang dirunut; berulang untuk beberapa dimensi.",
        "The member to trace; repeated where there are several dimensions.",
    ),
    # schema and stages
    "help.schema": ("Tampilkan JSON Schema suatu keluaran --json.", "Show the JSON Schema of a --json output."),
    "help.stages": (
        "Tunjukkan hasil tiap tahap atas suatu berkas spec: syntax, yang terbaca; program, yang dipahami; plan, yang "
        "ditanyakan tiap indikator kepada penyimpanan; sql, pernyataan yang dikirim.",
        "Show what each stage makes of a spec file: syntax, as read; program, as understood; plan, what each indicator "
        "asks of the store; sql, the statements that are sent.",
    ),
    "help.lsp": (
        "Server bahasa (LSP) lewat masukan dan keluaran baku; dijalankan oleh editor, bukan oleh orang. Perlu tambahan: "
        "pip install 'iku-engine[lsp]'.",
        "Language server (LSP) on standard input and output; editors start it, not people. Needs an extra: "
        "pip install 'iku-engine[lsp]'.",
    ),
    "help.stages.show": ("Tahap yang ditunjukkan.", "The stage to show."),
    "help.stages.period": (
        "Periode untuk plan dan sql [periode uji pertama, atau tahun ini].",
        "The period for plan and sql [that of the first test, or this year].",
    ),
}

EXAMPLES: Table = {
    "examples.init": ("iku-engine init contoh", "iku-engine init example"),
    "examples.check": (
        "iku-engine check\niku-engine check indicator_specs/sakip.iku --proofs\niku-engine check --sarif > iku.sarif",
        "iku-engine check\niku-engine check indicator_specs/sakip.iku --proofs\niku-engine check --sarif > iku.sarif",
    ),
    "examples.explain": ("iku-engine explain weights-sum", "iku-engine explain weights-sum"),
    "examples.fmt": (
        "iku-engine fmt --check\niku-engine fmt --language en sakip.iku",
        "iku-engine fmt --check\niku-engine fmt --language en sakip.iku",
    ),
    "examples.test": ("iku-engine test\niku-engine test --mutate", "iku-engine test\niku-engine test --mutate"),
    "examples.import": (
        "iku-engine import fakta/daerah.csv fakta/espm.csv\niku-engine import nihil.csv --into asistensi --period 2021\n"
        "iku-engine import rekap.xlsx --into espm --sheet 2025 --map peta.toml --dry-run",
        "iku-engine import fakta/daerah.csv fakta/espm.csv\niku-engine import empty.csv --into asistensi --period 2021\n"
        "iku-engine import summary.xlsx --into espm --sheet 2025 --map mapping.toml --dry-run",
    ),
    "examples.facts.template": (
        "iku-engine facts template espm --to espm-2025.xlsx --period 2025",
        "iku-engine facts template espm --to espm-2025.xlsx --period 2025",
    ),
    "examples.eval": (
        "iku-engine eval --period 2025\niku-engine eval nilai_akip --period 2021..2025 --no-trace\n"
        "iku-engine eval --period 2025 --as-of 2026-03-31\niku-engine eval --period 2023..2025 --to hasil.csv\n"
        "iku-engine eval nilai_akip --period 2025 --cross-check\n"
        "iku-engine eval nilai_akip --period 2025 --what-if 'lke 2025 pelaporan kualitas jawaban = A'",
        "iku-engine eval --period 2025\niku-engine eval nilai_akip --period 2021..2025 --no-trace\n"
        "iku-engine eval --period 2025 --as-of 2026-03-31\niku-engine eval --period 2023..2025 --to results.csv\n"
        "iku-engine eval nilai_akip --period 2025 --cross-check",
    ),
    "examples.trace": (
        "iku-engine trace nilai_akip --period 2021\niku-engine trace indeks_spm --period 2025 --key 5204\n"
        "iku-engine trace nilai_akip --period 2023 --against 2022\niku-engine trace nilai_akip --period 2023 --against 2026-03-31",
        "iku-engine trace nilai_akip --period 2021\niku-engine trace indeks_spm --period 2025 --key 5204\n"
        "iku-engine trace nilai_akip --period 2023 --against 2022\niku-engine trace nilai_akip --period 2023 --against 2026-03-31",
    ),
    "examples.schema": ("iku-engine schema evaluation", "iku-engine schema evaluation"),
    "examples.lsp": ("iku-engine lsp", "iku-engine lsp"),
    "examples.stages": (
        "iku-engine stages sakip.iku --show program\niku-engine stages spm.iku --show sql --period 2025",
        "iku-engine stages sakip.iku --show program\niku-engine stages spm.iku --show sql --period 2025",
    ),
}
