"""What is said of bound files, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping

BOUND: Mapping[str, tuple[str, str]] = {
    "bound-no-file": (
        "{relation}: tidak ada berkas yang cocok dengan “{pattern}”; perbaiki di [files] iku.toml",
        "{relation}: no file fits “{pattern}”; mend it under [files] in iku.toml",
    ),
    "bound-folders": (
        "{relation}: lebih dari {most} berkas dan folder harus dilihat untuk “{pattern}”; sebut folder tempat berkasnya di "
        "[files] iku.toml",
        "{relation}: more than {most} {most:file or folder|files and folders} would have to be looked through for “{pattern}”;"
        " name the folder that has the files under [files] in iku.toml",
    ),
    "bound-link": (
        "{relation}: {link} tautan ke folder lain, dan ** dalam “{pattern}” tidak mengikuti tautan; sebut folder itu dengan pola sendiri "
        "di [files] iku.toml, atau pindahkan tautannya",
        "{relation}: {link} is a link to another folder, and the ** of “{pattern}” follows no links; name that folder by a pattern of its "
        "own under [files] in iku.toml, or move the link away",
    ),
    "bound-broken": (
        "{file} bukan Parquet yang utuh ({detail}); buat ulang berkasnya",
        "{file} is not a whole Parquet file ({detail}); write it again",
    ),
    "bound-large": (
        "memori tidak cukup untuk membaca {file} ({detail}); tulis ulang dengan kelompok baris yang lebih kecil (pandas: "
        "row_group_size=100_000), perpendek teksnya, atau bagilah berkasnya",
        "{file} takes more memory to be read than it may ({detail}); write it again with smaller groups of rows (pandas: "
        "row_group_size=100_000), shorten its texts, or divide the file",
    ),
    "bound-unpacked": (
        "{file} menjadi {unpacked} byte bila dibuka, dari {bytes} byte, jauh melebihi tabel fakta; perpendek teksnya, atau tulis ulang "
        "berkasnya tanpa kompresi (pandas: compression=None)",
        "{file} would become {unpacked} {unpacked:byte|bytes} when unpacked, from {bytes} {bytes:byte|bytes}, far beyond what tables of "
        "facts do; shorten its texts, or write the file again without compression (pandas: compression=None)",
    ),
    "bound-text": (
        "{file}: kolom {column} memuat teks sepanjang {count} byte, paling banyak {limit}; perpendek teksnya",
        "{file}: column {column} has a text of {count} {count:byte|bytes}, {limit} at the most; shorten it",
    ),
    "bound-letters": (
        "{file}: teks yang sama berulang sampai {letters} byte dari berkas {bytes} byte; perpendek teks yang panjang, atau tulis ulang "
        "berkasnya tanpa kompresi dan tanpa kamus (pandas: compression=None, use_dictionary=False)",
        "{file}: the same texts come again, {letters} {letters:byte|bytes} of them from a file of {bytes}; make the long ones shorter, or "
        "write the file again without compression and dictionaries (pandas: compression=None, use_dictionary=False)",
    ),
    "bound-dense": (
        "{file} punya {rows} baris dalam {bytes} byte, jauh lebih padat daripada fakta yang kuncinya berbeda-beda; kalau memang datanya "
        "begitu, tulis ulang berkasnya tanpa kompresi dan tanpa kamus (pandas: compression=None, use_dictionary=False)",
        "{file} has {rows} {rows:row|rows} in {bytes} {bytes:byte|bytes}, far denser than facts, whose keys all differ; if the data is "
        "like that, write the file again without compression and dictionaries (pandas: compression=None, use_dictionary=False)",
    ),
    "bound-name": (
        "{file}: kolom {column} bernama seperti kolom yang dipakai pembaca Parquet untuk mengenali baris; ganti namanya di berkas itu",
        "{file}: column {column} has the name by which the reader of Parquet tells rows apart; give it another one in the file",
    ),
    "bound-kind": (
        "{file} buku kerja; yang dapat diikat hanya Parquet dan CSV, impor buku kerjanya",
        "{file} is a workbook; only Parquet and CSV can be bound, import the workbook",
    ),
    "bound-hole": (
        "{file} hampir seluruhnya lubang tanpa isi (berkas sparse), bukan tabel fakta; periksa berkasnya",
        "{file} is nearly all holes without content (a sparse file), and no table of facts; look at the file",
    ),
    "bound-changing": (
        "{file} diubah selagi dibaca; jalankan lagi setelah selesai ditulis",
        "{file} was changed while it was read; run again when it is written",
    ),
    "bound-float": (
        "{file}: kolom {column} berjenis {kind}, pecahan biner yang tidak pasti; simpan sebagai DECIMAL atau bilangan bulat",
        "{file}: column {column} is {kind}, a binary fraction that is not exact; store it as DECIMAL or as whole numbers",
    ),
    "bound-type": (
        "{file}: kolom {column} berjenis {kind}; simpan sebagai {fitting}",
        "{file}: column {column} is {kind}; store it as {fitting}",
    ),
    "bound-fitting.number": ("DECIMAL, bilangan bulat, atau teks", "DECIMAL, whole numbers, or text"),
    "bound-fitting.duration": (
        "bilangan dalam satuan kolomnya (DECIMAL atau bulat), atau teks seperti 1:30:00",
        "a number of the column's unit (DECIMAL or whole), or text like 1:30:00",
    ),
    "bound-fitting.truth": ("BOOLEAN, atau teks ya dan tidak", "BOOLEAN, or text of yes and no"),
    "bound-fitting.date": ("DATE, atau teks 2025-12-31", "DATE, or text like 2025-12-31"),
    "bound-fitting.text": ("teks atau bilangan bulat", "text or whole numbers"),
    "bound-fitting.choice": ("teks", "text"),
    "bound-fitting.member": ("teks atau bilangan bulat", "text or whole numbers"),
    "bound-fitting.broken": ("teks", "text"),
    "bound-fitting.period": (
        "teks 2025-Q3, bilangan bulat tahun, atau DATE awal periode",
        "text like 2025-Q3, a year as whole number, or a DATE that starts the period",
    ),
    "bound-percent": (
        "{file}: kolom {column} persentase, tetapi berisi bilangan tanpa tanda %; tulis di [files] iku.toml: "
        'percent = "fraction" bila 0,875 berarti 87,5%, "percentage" bila 87,5 berarti 87,5%',
        "{file}: column {column} is a percentage, but holds numbers without a % sign; say under [files] in iku.toml: "
        'percent = "fraction" where 0.875 means 87.5%, "percentage" where 87.5 means 87.5%',
    ),
    "bound-texts": (
        "{file}: kolom {column} punya lebih dari {limit} teks berbeda; simpan dengan jenisnya (DECIMAL, DATE, BOOLEAN)",
        "{file}: column {column} has more than {limit} different {limit:text|texts}; store it by its type (DECIMAL, DATE, BOOLEAN)",
    ),
    "bound-engine": (
        "{relations} terikat pada berkas, yang dibaca duckdb atau spark; jangan sebut --engine {engine}, atau impor berkasnya",
        "{relations} is bound to files, which duckdb or spark reads; leave out --engine {engine}, or import the files",
    ),
    "bound-as-of": (
        "{relations} terikat pada berkas, yang tidak menyimpan keadaan lalu; hilangkan --as-of, atau impor berkasnya",
        "{relations} is bound to files, which keep no past; leave out --as-of, or import the files",
    ),
    "bound-stored": (
        "{relation} terikat pada berkas, padahal penyimpanan juga punya faktanya; hapus dari [files] dan muat berkasnya (iku-engine "
        "import), atau tarik semua batch-nya (iku-engine facts retract --batch N)",
        "{relation} is bound to files, but the store has facts of it as well; take it out of [files] and load the files (iku-engine "
        "import), or take back all its batches (iku-engine facts retract --batch N)",
    ),
    "bound-stored-members": (
        "{relation} terikat pada berkas, padahal penyimpanan juga punya anggotanya; hapus dari [files] dan muat berkasnya (iku-engine "
        "import): anggota di penyimpanan tidak dapat ditarik selama ada fakta tentangnya",
        "{relation} is bound to files, but the store has members of it as well; take it out of [files] and load the files (iku-engine "
        "import): members in the store cannot be taken back while facts are about them",
    ),
    "bound-refused": (
        "{count} dari {rows} baris {relation} tidak dapat dipakai, tidak ada yang dihitung:",
        "{count} of {rows} {rows:row|rows} of {relation} cannot be used, nothing was computed:",
    ),
    "bound-members": (
        "{count} baris dalam penyimpanan menyebut anggota {relation} yang menurut {files} tidak ada pada periodenya, tidak ada yang "
        "dihitung:",
        "{count} {count:row|rows} of the store {count:names|name} members of {relation} that {files} does not have "
        "in their period, nothing was computed:",
    ),
    "bound-rule": ("{count} × {column}: {reason}", "{count} × {column}: {reason}"),
    "bound-cell": ("{file}:{row}, {column}, “{value}”: {reason}", "{file}:{row}, {column}, “{value}”: {reason}"),
    "bound-column": ("{file}:{row}, {column}: {reason}", "{file}:{row}, {column}: {reason}"),
    "bound-row": ("{file}:{row}: {reason}", "{file}:{row}: {reason}"),
    "bound-guessed": ("{reason} ({guess})", "{reason} ({guess})"),
    "bound-twice": ("kunci ini sudah ada di {file}:{row}", "this key is in {file}:{row} already"),
    "bound-key-twice": ("kunci yang sudah ada", "a key that is there already"),
    "bound-doubted": (
        "{relation}: baris yang perlu diperiksa, tetapi tetap dihitung: {count}",
        "{relation}: rows to be looked at, which count all the same: {count}",
    ),
    "bound-alike": (
        "{dimension}: “{member}” ({at}) tampak sama dengan “{like}” ({where}), tetapi memuat huruf lain: {letter}; "
        "keduanya dihitung sebagai dua anggota; bila keduanya satu, samakan tulisannya",
        "{dimension}: “{member}” ({at}) looks like “{like}” ({where}), but has another letter: {letter}; "
        "they count as two members; if both are one, write them alike",
    ),
    "bound-spelled": (
        "{dimension}: {count} anggota berbeda dari anggota lain hanya pada huruf besar, spasi atau nol di depan, seperti "
        "“{member}” ({at}) dan “{like}” ({where}); keduanya dihitung sebagai dua anggota; bila satu, samakan tulisannya",
        "{dimension}: members that differ from others by capitals, blanks or zeros in front: {count}, such as “{member}” ({at}) and "
        "“{like}” ({where}); they count as members of their own; if they are one, write them alike",
    ),
    "bound-not-data": (
        "{relation}: baris jumlah, tanda tangan, atau catatan yang bukan data, tidak dihitung: {count}",
        "{relation}: rows of totals, signatures or notes, which are no data and do not count: {count}",
    ),
    "bound-other-table": (
        "{relation}: di bawah tabel pertama ada tabel lain, mulai {file}:{row}; baris yang tidak dibaca: {count}; "
        "pindahkan setiap tabel ke berkas sendiri",
        "{relation}: below the first table there is another one, from {file}:{row} on; rows not read: {count}; "
        "move each table to a file of its own",
    ),
    "bound-points": (
        "{file}, {column}: angka seperti {text} dibaca dengan titik desimal, meskipun berkasnya tidak menunjukkan caranya; "
        "kalau titiknya memisahkan ribuan, tulis angkanya tanpa titik itu",
        "{file}, {column}: the point in figures such as {text} was taken to start the decimals, though nothing in the file shows it; "
        "if it groups thousands, write the figures without it",
    ),
    "bound-commas": (
        "{file}, {column}: angka seperti {text} dibaca dengan koma desimal, meskipun hanya persen dalam berkas yang menunjukkan caranya; "
        "kalau komanya memisahkan ribuan, tulis angkanya tanpa koma itu",
        "{file}, {column}: the comma in figures such as {text} was taken to start the decimals, though nothing but percentages in the "
        "file shows it; if it groups thousands, write the figures without it",
    ),
    "bound-gone": ("berkas {file} ({relation}) tidak ada lagi", "file {file} ({relation}) is gone"),
    "bound-changed": ("berkas {file} ({relation}) berubah", "file {file} ({relation}) was changed"),
}
