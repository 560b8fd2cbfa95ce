"""Data out: results and facts as files. Each key: Indonesian, English."""

from __future__ import annotations

Table = dict[str, tuple[str, str]]

EXPORTS: Table = {
    "help.to": (
        "Tulis hasilnya sebagai tabel rapi, satu baris per hasil, ke berkas ini (.csv, .parquet) sebagai ganti jejak.",
        "Write the results as a tidy table, one row a result, to this file (.csv, .parquet), instead of the trace.",
    ),
    "help.facts.export": (
        "Tulis fakta yang berlaku ke folder baru: satu CSV per sumber dan tanda, yang dapat diimpor lagi, satu CSV asal tiap barisnya, dan "
        "datapackage.json (Frictionless Data Package) yang menjelaskan semuanya. Tanpa SUMBER: semua.",
        "Write the facts that count to a new folder: a CSV file a source and set of marks, which can be imported again, one of where "
        "each row came from, and a datapackage.json (Frictionless Data Package) that describes them. Without SOURCE: all.",
    ),
    "help.facts.export.to": (
        "Folder tujuan; yang berisi tidak pernah ditimpa.",
        "The folder to write; one that has something in it is never overwritten.",
    ),
    "examples.facts.export": (
        "iku-engine facts export --to data-terbuka\niku-engine facts export daerah espm --to espm-2025",
        "iku-engine facts export --to open-data\niku-engine facts export daerah espm --to espm-2025",
    ),
    "facts.export.running": ("menulis fakta …", "writing facts …"),
    "facts.export.file": ("{file}: {count} baris {source}", "{file}: {count} {count:row|rows} of {source}"),
    "facts.export.live": (
        "{file}: pada {count} baris ada teks yang dihitung lembar kerja (=, +, -, @ di depan) atau yang mengendalikan terminal; teks itu"
        " ditulis apa adanya supaya dapat diimpor lagi: jangan buka berkas ini langsung di lembar kerja, impor kolomnya sebagai teks",
        "{file}: {count} {count:row has|rows have} a text that a spreadsheet computes (=, +, -, @ in front) or that steers a terminal; it"
        " is written as it is, so that it can be imported again: do not open the file in a spreadsheet, import its columns as text",
    ),
    "facts.export.lacking": (
        "{source}: tidak ada dalam berkasnya, dan impor di tempat lain tidak akan mengatakannya: {text}",
        "{source}: not in its files, and an import elsewhere will not tell: {text}",
    ),
    "facts.export.empty": (
        "dimuat tanpa satu baris pun yang berlaku: {periods}",
        "loaded without a row that counts: {periods}",
    ),
    "facts.export.done": ("Paket data: {file}", "Data package: {file}"),
    "export.steers": (
        "{file}: pada {count} baris ada anggota yang namanya mengendalikan terminal; nama itu ditulis apa adanya supaya ditemukan lagi "
        "di berkas lain: jangan tampilkan berkas ini di terminal",
        "{file}: {count} {count:row names|rows name} a member whose name steers a terminal; it is written as it is, so that it is found "
        "again in other files: do not show the file in a terminal",
    ),
    "export.suffix": (
        "{file}: akhiran nama berkas menentukan bentuknya; yang ada: {known}.",
        "{file}: the suffix of the file decides its form; there are: {known}.",
    ),
    "export.extra": (
        "{file}: bentuk ini perlu paket tambahan; pasang dengan: pip install 'iku-engine[{extra}]'.",
        "{file}: this form needs a further package; install it with: pip install 'iku-engine[{extra}]'.",
    ),
    "export.alone": ("--to tidak dapat bersama {option}.", "--to cannot go with {option}."),
    "export.results": ("{file}: {count} hasil", "{file}: {count} {count:result|results}"),
}
