"""Files in and out: what is said of an import, and of results and facts that are written. Each key: Indonesian, English."""

from __future__ import annotations

from collections.abc import Mapping

IMPORTS: Mapping[str, tuple[str, str]] = {
    "import.bound-members": (
        "{source}: impor memakai anggota {dimension} yang ada di penyimpanan, padahal {dimension} dibaca dari berkas ([files] di "
        "iku.toml); hapus {dimension} dari [files] dan impor berkasnya, atau ikat juga {source}",
        "{source}: an import goes by the members of {dimension} in the store, and {dimension} is read from files ([files] in iku.toml); "
        "take {dimension} out of [files] and import its file, or bind {source} as well",
    ),
    "import.rows": (
        "{rows} baris = {accepted} diterima + {identical} sama + {rejected} ditolak",
        "{rows} {rows:row|rows} = {accepted} accepted + {identical} identical + {rejected} rejected",
    ),
    "import.rows.beside": (
        "{rows} baris = {accepted} diterima + {identical} sama + {rejected} ditolak + {not_data} bukan data",
        "{rows} {rows:row|rows} = {accepted} accepted + {identical} identical + {rejected} rejected + {not_data} no data",
    ),
    "import.beside": ("bukan data: {parts}", "no data: {parts}"),
    "import.beside.above": ("di atas kepala tabel (baris {rows})", "above the header (row {rows})"),
    "import.beside.total": ("jumlah atau rata-rata (baris {rows})", "totals or means (row {rows})"),
    "import.beside.numbering": ("nomor kolom (baris {rows})", "numbers of columns (row {rows})"),
    "import.beside.units": ("satuan kolom (baris {rows})", "units of columns (row {rows})"),
    "import.beside.header": ("kepala tabel berulang (baris {rows})", "the header again (row {rows})"),
    "import.beside.footnote": ("catatan kaki (baris {rows})", "footnotes (row {rows})"),
    "import.beside.signature": ("tanda tangan (baris {rows})", "signatures (row {rows})"),
    "import.beside.note": ("catatan # (baris {rows})", "notes # (row {rows})"),
    "import.beside.table": ("tabel lain (baris {rows})", "another table (row {rows})"),
    "import.notes": (
        "{count} baris catatan (#), tidak dibaca sebagai tanda atau data",
        "{count} {count:line|lines} of notes (#), read neither as marks nor as data",
    ),
    "import.other-table": (
        "mulai baris {row} ada tabel lain, tidak dibaca; pindahkan ke lembar atau berkas sendiri, atau tulis baris kepalanya "
        "sebagai header_row dalam peta (--map)",
        "from row {row} on there is another table, not read; move it to a sheet or file of its own, or say in a map (--map) which row "
        "its header is, as header_row",
    ),
    "import.changes": (
        "mengganti angka {rows} dari {known} baris yang sudah dikenal",
        "changes the figures of {rows} of {known} known {known:row|rows}",
    ),
    "import.changes.of": (
        "mengganti angka {rows} dari {known} baris {period} yang sudah dikenal",
        "changes the figures of {rows} of {known} known {known:row|rows} of {period}",
    ),
    "import.changes.members": (
        "mengganti isi {rows} dari {known} anggota yang sudah dikenal",
        "changes what is said of {rows} of {known} known {known:member|members}",
    ),
    "import.change": ("{keys}, {column}: {before} → {after}", "{keys}, {column}: {before} → {after}"),
    "import.changes.lost": (
        "angka yang dikenal pada {rows} baris menjadi kosong, karena berkas asalnya tidak memuat kolomnya; kalau bukan itu maksudnya, muat "
        "dengan semua kolom, atau koreksi sel demi sel: iku-engine facts correct",
        "known figures in {rows} {rows:row|rows}, of a column that {rows:its|their} file does not have, become missing; where that is not "
        "meant, load it with all columns, or correct cell by cell: iku-engine facts correct",
    ),
    "import.changes.more": ("dan {count} periode lain", "and {count} more {count:period|periods}"),
    "import.changes.ask": ("Muat {file} juga?", "Load {file} all the same?"),
    "import.new-members": (
        "{count} anggota baru {dimension}: {members}",
        "new members of {dimension}, {count}: {members}",
    ),
    "import.new-members.all": (
        "semua anggota baru: impor dengan --json (sampai 1.000), atau iku-engine facts export {source} --to FOLDER",
        "all new members: import with --json (up to 1,000), or iku-engine facts export {source} --to DIR",
    ),
    "import.recognised": (
        "{count} sel dikenali dari nama atau alias, bukan kuncinya",
        "cells recognised by a label or an alias, not the key: {count}",
    ),
    "import.respelled": (
        "{count} sel menulis kunci dengan huruf besar, spasi, lebar huruf, atau tanda tak terlihat yang lain; dibaca sebagai kunci itu",
        "cells that write a key with other capitals, blanks, widths of letters or unseen signs, and are read as that key: {count}",
    ),
    "import.by-letters": (
        "{count} sel adalah nama satu anggota huruf demi huruf, sedangkan nama anggota lain berbeda hanya dalam huruf besar, spasi, "
        "atau alias: misalnya “{text}”",
        "cells that are the label of one member letter by letter, where that of another differs in capitals, blanks or an alias alone: "
        "{count}, such as “{text}”",
    ),
    "import.filtered": (
        "saringan pada {ranges}; baris yang tidak lolos saringan ikut dibaca",
        "a filter on {ranges}; rows that it leaves out are read like the others",
    ),
    "import.hidden": ("baris tersembunyi, ikut dibaca: {rows}", "hidden rows, read like the others: {rows}"),
    "import.struck": (
        "baris dengan sel yang dicoret, ikut dibaca: {rows}",
        "rows with cells struck through, read like the others: {rows}",
    ),
    "import.hidden-columns": (
        "kolom tersembunyi, ikut dibaca: {columns}",
        "hidden columns, read like the others: {columns}",
    ),
    "import.hidden-sheets": (
        "lembar tersembunyi yang juga cocok, tidak dibaca: {sheets}; bila itu yang dimaksud, pilih dengan --sheet",
        "{count:hidden sheet that fits|hidden sheets that fit} as well, not read: {sheets}; choose with --sheet where one is meant",
    ),
    "import.left-out": (
        'kolom yang dilewati karena skip = "others": {columns}',
        'columns left out by skip = "others": {columns}',
    ),
    "import.points": (
        "{column}: angka seperti {text} dibaca dengan titik desimal, meskipun berkasnya tidak menunjukkan caranya; "
        "kalau titiknya memisahkan ribuan, muat lagi dengan --numbers id",
        "{column}: the point in figures such as {text} was taken to start the decimals, though nothing in the file shows it; "
        "if it groups thousands, load it again with --numbers id",
    ),
    "import.commas": (
        "{column}: angka seperti {text} dibaca dengan koma desimal, meskipun hanya persen dalam berkas yang menunjukkan caranya; "
        "kalau komanya memisahkan ribuan, muat lagi dengan --numbers en",
        "{column}: the comma in figures such as {text} was taken to start the decimals, though nothing but percentages in the file "
        "shows it; if it groups thousands, load it again with --numbers en",
    ),
    "import.replaces": (
        "mengganti {rows} baris dari {file} (batch {batch}, {user}, {day})",
        "replaces {rows} {rows:row|rows} of {file} (batch {batch}, {user}, {day})",
    ),
    "import.undoes": (
        "MEMBATALKAN koreksi atas {rows} baris (batch {batch}, {user}, {day}): yang berlaku kini isi berkas ini; "
        "kalau koreksinya yang benar, koreksi lagi, atau tarik kembali batch ini",
        "UNDOES a correction of {rows} {rows:row|rows} (batch {batch}, {user}, {day}): what this file says counts now; "
        "if the correction was right, correct once more, or take this batch back",
    ),
    "import.undoes.retraction": (
        "MENGGANTI {rows} baris yang dipulihkan oleh penarikan (batch {batch}, {user}, {day}): yang berlaku kini isi berkas ini; "
        "kalau penarikannya yang benar, tarik kembali batch ini",
        "REPLACES {rows} {rows:row|rows} that a retraction had put back (batch {batch}, {user}, {day}): what this file says "
        "counts now; if the retraction was right, take this batch back",
    ),
    "import.absent": (
        "{count} baris dari pembacaan {file} sebelumnya tidak ada di berkas ini, dan tetap dihitung: {rows}; "
        "kalau tidak berlaku lagi, tarik kembali: {command}",
        "{count} {count:row|rows} of an earlier reading of {file} {count:is|are} not in this one, and {count:goes|go} on counting: {rows}; "
        "to take one back: {command}",
    ),
    "import.absent.of": (
        "hampir semua baris {file} ada di berkas ini; {count} yang tidak ada tetap dihitung: {rows}; kalau tidak berlaku lagi, tarik "
        "kembali: {command}",
        "this file has nearly all rows of {file}; {count} that it lacks {count:goes|go} on counting: {rows}; to take one back: {command}",
    ),
    "import.absent.periods": (
        "tidak ada satu baris pun untuk {periods}; {count} baris dari pembacaan {file} sebelumnya untuk itu tetap dihitung; "
        "kalau tidak berlaku lagi, tarik kembali dengan iku-engine facts retract",
        "not a row for {periods}; {count} {count:row|rows} of an earlier reading of {file} for {count:it|them} {count:goes|go} "
        "on counting; if wrong, take {count:it|them} back with iku-engine facts retract",
    ),
    "import.absent.row": ("{keys} (baris {row}, batch {batch})", "{keys} (row {row}, batch {batch})"),
    "import.mended": ("{count} baris karantina diperbaiki", "mended rows of the quarantine: {count}"),
    "import.untouched": (
        "{count} baris karantina tidak diubah satu sel pun, jadi tetap menunggu dengan alasannya semula; bila ada yang memang benar"
        " seperti tertulis, hapus nomornya di kolom pertama: barisnya lalu dibaca seperti baris lain, dan nomor itu ditutup dengan"
        " facts quarantine --dismiss",
        "rows of the quarantine of which no cell was changed, so that they wait on for the reason that they had: {count}; if one is"
        " right as it is written, take its number out of the first column: it is then read like any other row, and its number is"
        " closed by facts quarantine --dismiss",
    ),
    "import.moved": (
        "baris {row}: {place} semula {before}, sekarang {now}; yang semula tidak lagi menunggu dan tidak dihitung",
        "row {row}: {place} was {before}, and is now {now}; what it was waits no more and is not counted",
    ),
    "import.moved.more": (
        "{count} baris lain juga bernomor baris karantina dengan kunci atau periode lain",
        "{count} more {count:row has|rows have} the number of a row in quarantine with another key or period",
    ),
    "import.known-again": (
        "baris {row} dianggap baris karantina {place}, di sana {before}, di sini {now}; selain sel yang salah itu isinya sama",
        "row {row} was taken for {place} of the quarantine, there {before}, here {now}; all but the cell at fault is the same",
    ),
    "import.known-again.more": (
        "{count} baris lain juga dianggap baris karantina dengan kunci atau periode lain",
        "{count} more {count:row was|rows were} taken for rows in quarantine with another key or period",
    ),
    "import.complete.lacking": (
        "{count} periode lain belum lengkap",
        "incomplete as well: {count} more {count:period|periods}",
    ),
    "import.complete.whole": ("{periods}: semua baris yang diharapkan ada", "{periods}: all expected rows are there"),
    "import.complete": ("kelengkapan {text}", "completeness {text}"),
    "import.late": (
        "{periods} sudah dikunci: baris-barisnya menunggu, dan belum dihitung",
        "{periods} {count:is|are} closed: these rows wait, and are not counted yet",
    ),
    "import.seen": ("berkas ini pernah dimuat", "this file was loaded before"),
    "import.totals": (
        "total kontrol, untuk dicocokkan dengan lembarnya: {parts}",
        "control totals, to be compared with the sheet: {parts}",
    ),
    "import.totals.more": (
        "total kontrol, untuk dicocokkan dengan lembarnya: {parts}; dan {count} kolom lain (--json)",
        "control totals, to be compared with the sheet: {parts}; and {count} more {count:column|columns} (--json)",
    ),
    "import.periods": ("periode: {periods}", "periods: {periods}"),
    "import.refused": ("ditolak seluruhnya: {why}", "refused as a whole: {why}"),
    "import.dry-run": ("uji coba: tidak ada yang disimpan", "dry run: nothing was stored"),
    "import.strict": (
        "ditolak seluruhnya (--strict): tidak ada yang disimpan",
        "refused as a whole (--strict): nothing was stored",
    ),
    "import.taken.text": (
        "dibaca sebagai {encoding}, pemisah “{delimiter}”, kepala tabel di baris {row}",
        "read as {encoding}, delimiter “{delimiter}”, header on row {row}",
    ),
    "import.taken.workbook": (
        "dibaca dari lembar {sheet}, kepala tabel di baris {row}",
        "read from sheet {sheet}, header on row {row}",
    ),
    "import.taken.numbers.id": ("bilangan cara Indonesia (1.234,5)", "Indonesian numbers (1.234,5)"),
    "import.taken.numbers.en": ("bilangan cara Inggris (1,234.5)", "English numbers (1,234.5)"),
    "import.taken.numbers.mixed": ("bilangan ditulis dengan dua cara", "numbers written in both ways"),
    "import.taken.mapping.given": ("menurut peta", "by the mapping"),
    "import.taken.mapping.remembered": ("menurut peta yang diingat", "by the mapping that is remembered"),
    "import.taken.tab": ("tab", "tab"),
    "import.preview": ("baris pertama seperti yang dipahami:", "the first rows as they were understood:"),
    "import.row": ("baris {row}", "row {row}"),
    "import.doubted": (
        "{count} baris diterima, tetapi perlu diperiksa:",
        "{count} {count:row was|rows were} taken in, and {count:is|are} to be looked at:",
    ),
    "import.more": ("… dan {count} baris lagi", "… and {count} more {count:row|rows}"),
    "import.other": (
        "yang terhitung adalah angka lain dengan kunci yang sama ({count} baris)",
        "{count:another figure of the same key is|other figures of the same keys are} counted ({count} {count:row|rows})",
    ),
    "import.earlier": (
        "yang terhitung tetap angka sebelumnya dengan kunci yang sama ({count} baris)",
        "the earlier {count:figure|figures} of the same {count:key goes|keys go} on counting ({count} {count:row|rows})",
    ),
    "import.quarantine": (
        "{count} baris ditahan di karantina; perbaiki lalu muat lagi, atau: iku-engine facts quarantine {source} --export FILE.xlsx",
        "{count} {count:row is|rows are} kept in quarantine; "
        "mend and load again, or: iku-engine facts quarantine {source} --export FILE.xlsx",
    ),
}


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
