"""Sentences about lines that cannot be read, or that stand where they do not belong."""

from __future__ import annotations

READING: dict[str, tuple[str, str]] = {
    "=": ("{text}", "{text}"),
    "did-you-mean": ("Mungkin maksud Anda “{guess}”.", "Perhaps you meant “{guess}”."),
    "did-you-mean.case": (
        "Mungkin maksud Anda “{guess}”; huruf besar dan huruf kecil dibedakan.",
        "Perhaps you meant “{guess}”; capital and small letters differ.",
    ),
    "did-you-mean.label": (
        "“{label}” adalah judulnya; tulis namanya: “{guess}”.",
        "“{label}” is its title; write its name: “{guess}”.",
    ),
    # a line that the grammar does not know
    "unexpected-text": ("“{found}” tidak dapat dibaca di sini.", "“{found}” cannot be read here."),
    "unexpected-text.end": ("Baris ini belum selesai.", "This line is not finished."),
    "unexpected-text.accepted": ("Di sini dapat ditulis: {expected}.", "What may stand here: {expected}."),
    "unexpected-text.no-keyword": (
        "Baris ini tidak dimulai dengan kata kunci: “{found}” tidak dikenal.",
        "This line does not start with a keyword: “{found}” is not known.",
    ),
    "unexpected-text.no-keyword.hint": (
        "Mulailah baris dengan kata kunci seperti “sumber”, “indikator”, “satuan”, atau “rumus”. Baris tanpa kata kunci hanya "
        "ditulis di bawah “dimensi”, “skala”, “tabel”, “bobot”, atau “diberi”.",
        "Start the line with a keyword such as “source”, “indicator”, “unit” or “formula”. A line without a keyword can only "
        "stand under “dimension”, “scale”, “table”, “weights” or “given”.",
    ),
    "unexpected-text.bracket": (
        "Kurung “{found}” ini tidak pernah ditutup.",
        "This bracket “{found}” is never closed.",
    ),
    "unexpected-text.bracket.hint": (
        "Tambahkan penutupnya, atau hapus “{found}” jika tidak diperlukan.",
        "Add the bracket that closes it, or remove “{found}” if it is not needed.",
    ),
    "unexpected-text.zero": (
        "Pecahan {found} membagi dengan nol; tulis penyebut lain.",
        "The fraction {found} divides by zero; write another denominator.",
    ),
    "unexpected-text.keys": (
        "Sebuah tabel mempunyai paling banyak dua kunci; hapus yang selebihnya, atau buat tabel lain.",
        "A table has two keys at most; remove those beyond, or make another table.",
    ),
    "unexpected-text.rule.column": (
        "Hapus bagian ini: “lewati” hanya untuk “rerata” dan “jumlah”. Pada kolom dapat ditulis “bila kosong 0”, “bila kosong "
        "terakhir”, atau “bila kosong galat”.",
        "Remove this: “skip” is for “average” and “sum” only. At a column “when missing 0”, “when missing last” or “when "
        "missing error” can be written.",
    ),
    "unexpected-text.end-of-attribute": (
        "Ujung atas sebuah atribut ditulis sebagai bilangan; batas dari kolom lain hanya ada pada kolom sebuah sumber.",
        "The upper end of an attribute is a number; only a column of a source is limited by another.",
    ),
    "unexpected-text.end-of-parameter": (
        "Ujung atas sebuah parameter ditulis sebagai bilangan.",
        "The upper end of a parameter is a number.",
    ),
    "unexpected-text.rule.let": (
        "Di sini tulis “jika x = kosong maka 0 selain itu x”, atau aturan itu pada kolom sumbernya.",
        "Here write “if x = missing then 0 otherwise x”, or give the rule at the column of the source.",
    ),
    "unexpected-text.rule.last": (
        "Nilai terakhir dipakai untuk satu sel: tulis “bila kosong terakhir” pada kolomnya.",
        "The last value stands for one cell: write “when missing last” at its column.",
    ),
    "unexpected-text.rule.reweight": (
        "Di sini tidak ada bobot yang dapat dialihkan; tulis “lewati”, atau pakai “jumlah berbobot”.",
        "There are no weights here to give away; write “skip”, or use “weighted sum”.",
    ),
    "unexpected-text.default": (
        "Parameter “{name}” mempunyai nilai awal, jadi tidak pernah kosong.",
        "Parameter “{name}” has a default, so it is never missing.",
    ),
    "unexpected-text.default.hint": (
        "Hapus “boleh kosong”: indikator yang tidak mengisinya memakai nilai awal. Atau hapus nilai awalnya.",
        "Delete “may be missing”: an indicator that does not give it has the default. Or delete the default.",
    ),
    "unexpected-text.consolidate": (
        "Hapus bagian ini, atau tulis pada kolom sumbernya: hanya kolom sebuah sumber dan indikator yang diringkas dari "
        "beberapa periode.",
        "Remove this, or write it at the column of the source: only columns of sources and indicators are made of several "
        "periods.",
    ),
    "unexpected-text.consolidate.complete": (
        "Semua bagian periode memang harus ada; hapus “lengkap”. Bila boleh sebagian, tulis “sebagian karena …”.",
        "Every part of the period must be there anyway; delete “complete”. Where some may do, write “partial because …”.",
    ),
    "unexpected-text.over": (
        "“atas” hanya ditulis setelah perhitungan sebuah kolom, misalnya “jumlah roster.orang atas miskin”.",
        "“over” only follows what is made of a column, such as “sum roster.persons over poor”.",
    ),
    "unexpected-text.over.count": (
        "“banyaknya” tidak diikuti “atas”: tulis himpunannya langsung, “banyaknya {set}”, atau syaratnya dalam kurung, "
        "“banyaknya (… yang …)”.",
        "No “over” follows “count”: write the set itself, “count {set}”, or a condition in brackets, “count (… where …)”.",
    ),
    "unexpected-text.over.weighted": (
        "Rumus yang memakai “bobot” menghitung semua anggota yang berbobot: hapus “atas” dan himpunannya.",
        "What uses “weights” is over all the members that have one: remove “over” and its set.",
    ),
    "unexpected-text.weighted-list": (
        "Nilai yang didaftar dalam kurung atau setelah “dari” tidak mempunyai bobot.",
        "Values listed in brackets or after “of” have no weights.",
    ),
    "unexpected-text.weighted-list.hint": (
        "Hapus “berbobot”, atau tulis perkaliannya: “40% * a + 60% * b”.",
        "Remove “weighted”, or write the products: “40% * a + 60% * b”.",
    ),
    "unexpected-text.by": (
        "“oleh” menyebut bobot, sehingga hanya dipakai setelah “rerata berbobot” atau “jumlah berbobot”.",
        "“by” names a weight, so it only follows “weighted average” or “weighted sum”.",
    ),
    "unexpected-text.by.mean": (
        "Rerata geometrik dan harmonik hanya berbobot menurut “bobot” sebuah dimensi, tidak “oleh” sebuah kolom.",
        "Geometric and harmonic averages are weighted by the “weights” of a dimension, not “by” a column.",
    ),
    "unexpected-text.by.mean.hint": (
        "Tulis bobot setiap anggota di bawah baris “bobot”, lalu hapus “oleh …”; atau pakai rata-rata biasa: “rerata berbobot "
        "… oleh …”.",
        "Write the weight of each member below a line “weights”, and remove “by …”; or use the plain average: “weighted "
        "average … by …”.",
    ),
    "unexpected-text.divided": (
        "“{text}”: tidak jelas apakah “{amount}” menggantikan yang kosong, atau semuanya dibagi.",
        "“{text}”: this does not say whether “{amount}” is put in, or the whole is divided.",
    ),
    "unexpected-text.divided.hint": (
        "Tulis “({amount})” untuk angka pengganti; kalau semuanya dibagi, tulis yang dibagi di dalam kurung.",
        "Write “({amount})” for what is put in; where the whole is divided, write in brackets what is divided.",
    ),
    "unexpected-text.by.hint": (
        "Tulis misalnya “rerata berbobot espm.indeks oleh espm.penduduk”.",
        "Write for example “weighted average roster.score by roster.persons”.",
    ),
    "unexpected-text.target-sign": (
        "Target berupa rentang tidak diberi tanda “{found}”.",
        "A target that is a range has no sign “{found}”.",
    ),
    "unexpected-text.twice": (
        "Keterangan ini sudah ada di baris yang sama; hapus salah satunya.",
        "This is said earlier in the same line; remove one of the two.",
    ),
    "decimal-comma": (
        "{written} memakai koma desimal.",
        "{written} uses a decimal comma.",
    ),
    "decimal-comma.hint": (
        "Bilangan desimal ditulis dengan titik: tulis {mended}. Jika yang dimaksud dua bilangan, beri spasi setelah koma.",
        "Decimals are written with a point: write {mended}. If two numbers are meant, put a space after the comma.",
    ),
    "thousands-point": (
        "{written} terbaca {read}: titik hanya untuk desimal.",
        "{written} is read as {read}: a point is for decimals only.",
    ),
    "thousands-point.hint": (
        "Jika yang dimaksud ribuan, tulis {mended}; jika memang {read}, tulis {read}.",
        "If thousands are meant, write {mended}; if it is {read}, write {read}.",
    ),
    "unclosed-text": (
        "Teks ini dibuka dengan tanda kutip, tetapi tidak ditutup.",
        "This text opens with a quotation mark and is not closed.",
    ),
    "unclosed-text.hint": (
        'Tulis " di akhir teks. Tanda kutip di dalam teks ditulis dua kali (""), dan teks yang lebih dari satu baris diapit """.',
        'Write " where the text ends. A quotation mark inside the text is written twice (""); text of several lines stands in """.',
    ),
    "unclosed-text.long": (
        'Teks ini dibuka dengan """, tetapi tidak ditutup.',
        'This text opens with """ and is not closed.',
    ),
    "unclosed-text.long.hint": (
        'Tulis """ di akhir teks, biasanya di baris tersendiri.',
        'Write """ where the text ends, most often on a line of its own.',
    ),
    # limits
    "too-large.file": (
        "Berkas ini lebih panjang dari {limit} huruf.",
        "This file is longer than {limit} {limit:character|characters}.",
    ),
    "too-large.letters-together": (
        "Semua berkas spec bersama-sama lebih panjang dari {limit} huruf: {count}.",
        "All spec files together are longer than {limit} {limit:character|characters}: {count}.",
    ),
    "too-large.letters-together.hint": (
        "Bagi menjadi beberapa himpunan spec, masing-masing dengan --specs.",
        "Part them into several spec sets, each with its --specs.",
    ),
    "too-large.letters-again": (
        "Berkas spec yang isinya sama dengan berkas lain bersama-sama lebih panjang dari {limit} huruf: {count}.",
        "Spec files that have the same as another one are together longer than {limit} {limit:character|characters}: {count}.",
    ),
    "too-large.letters-again.hint": (
        "Hapus salinannya.",
        "Delete the copies.",
    ),
    "too-large.statement": (
        "Pernyataan ini lebih panjang dari {limit} huruf; bagi menjadi beberapa langkah dengan “hitung”.",
        "This statement is longer than {limit} {limit:character|characters}; part it into several steps with “let”.",
    ),
    "too-large.text": (
        "Teks dalam tanda kutip ini lebih panjang dari {limit} huruf; singkatkan, dan tulis penjelasannya dalam komentar (#).",
        "This text between quotes is longer than {limit} {limit:character|characters}; shorten it, and explain in a comment (#).",
    ),
    "too-large.depth": (
        "Di sini ada lebih dari {limit} tingkat kurung atau perhitungan; bagi menjadi beberapa langkah dengan “hitung”.",
        "There are more than {limit} {limit:level|levels} of brackets or calculation here; part it into several steps with “let”.",
    ),
    "too-large.parts": (
        "Perhitungan ini, dengan semua “hitung” dan kolom yang dipakainya, lebih dari {limit} bagian; buat lebih sederhana.",
        "This calculation, with every “let” and column that it uses, has more than {limit} {limit:part|parts}; make it simpler.",
    ),
    "too-large.parts-together": (
        "Sampai di sini semua perhitungan, dengan “hitung” dan kolom yang dipakainya, lebih dari {limit} bagian.",
        "Up to here all calculations, with the “let” and columns that they use, have more than {limit} {limit:part|parts}.",
    ),
    "too-large.parts-together.hint": (
        "Bagi indikatornya menjadi beberapa himpunan spec, atau buat perhitungannya lebih sederhana.",
        "Part the indicators into several spec sets, or make their calculations simpler.",
    ),
    "too-large.watched-seconds": (
        "Pemeriksaan sudah memakai {limit} detik waktu prosesor dan belum selesai; dihentikan di sini.",
        "Checking has taken {limit} {limit:second|seconds} of the processor and is not done; it was stopped here.",
    ),
    "too-large.watched-bytes": (
        "Pemeriksaan sudah memakai {limit} byte memori dan belum selesai; dihentikan di sini.",
        "Checking has taken {limit} {limit:byte|bytes} of memory and is not done; it was stopped here.",
    ),
    "too-large.watched.hint": (
        "Bagi menjadi beberapa himpunan spec. Bila memang perlu lebih banyak, IKU_PATIENCE=3 memberi tiga kali lipat.",
        "Part it into several spec sets. Where it does need more, IKU_PATIENCE=3 gives three times as much.",
    ),
    "too-large.cells": (
        "“{name}” terdiri atas {cells} bagian untuk {of} gabungan anggota yang terdaftar; bersama yang sebelumnya lebih dari {limit}.",
        "“{name}” comes to {cells} {cells:part|parts} for {of} {of:combination|combinations} of listed members;"
        " with those before it to more than {limit}.",
    ),
    "too-large.columns": (
        "“{name}” mempunyai {count} kolom dan kunci; paling banyak {limit}.",
        "“{name}” has {count} {count:column or key|columns and keys}; {limit} at the most.",
    ),
    "too-large.columns.hint": (
        "Bagi menjadi beberapa sumber, atau jadikan sebagian kolomnya anggota sebuah dimensi.",
        "Part it into several sources, or make some of its columns members of a dimension.",
    ),
    "too-large.columns-together": (
        "Sampai dengan “{name}” kolom dan kunci semua sumber dan dimensi berjumlah {count}, dan setiap sumber atau dimensi dihitung "
        "sebagai 40 kolom tambahan; paling banyak {limit}.",
        "Up to “{name}” all sources and dimensions come to {count} {count:column or key|columns and keys}, each of them counted "
        "as 40 more; {limit} at the most.",
    ),
    "too-large.columns-together.hint": (
        "Bagi menjadi beberapa himpunan spec, hapus kolom yang tidak dipakai, atau jadikan sumber yang serupa satu sumber per dimensi.",
        "Part them into several spec sets, leave out columns that nothing uses, or make sources that are alike one source per dimension.",
    ),
    "too-large.alias": (
        "“{name}” mempunyai alias dari {count} huruf; paling banyak {limit}.",
        "“{name}” has an alias of {count} {count:letter|letters}; {limit} at the most.",
    ),
    "too-large.alias.hint": (
        "Beri alias untuk satu kata atau beberapa kata saja dari nama anggota.",
        "Give an alias for a word, or a few words, of the names of members alone.",
    ),
    "too-large.keys": (
        "“{name}” mempunyai {count} kunci; paling banyak {limit}.",
        "“{name}” has {count} {count:key|keys}; {limit} at the most.",
    ),
    "too-large.keys.hint": (
        "Jadikan sebagian kuncinya atribut anggota, atau bagi menjadi beberapa sumber.",
        "Make some of its keys attributes of members, or part it into several sources.",
    ),
    "too-large.targets": (
        "“{name}” mempunyai {count} target; paling banyak {limit}.",
        "“{name}” has {count} {count:target|targets}; {limit} at the most.",
    ),
    "too-large.targets.hint": (
        "Ambil target dari sumber data, dengan satu baris per periode.",
        "Take targets from a source of data, with a row for each period.",
    ),
    "too-large.targets-together": (
        "Sampai dengan “{name}” semua indikator bersama-sama mempunyai {count} target dalam satu periode; paling banyak {limit}.",
        "Up to “{name}” all indicators have {count} {count:target|targets} in one period; {limit} at the most.",
    ),
    "too-large.targets-together.hint": (
        "Bagi indikatornya menjadi beberapa himpunan spec.",
        "Part the indicators into several spec sets.",
    ),
    "too-large.conditions": (
        "“{name}” mempunyai {count} syarat tidak berlaku atau batas kategori; paling banyak {limit}.",
        "“{name}” has {count} {count:condition|conditions} of not applying or of a cap; {limit} at the most.",
    ),
    "too-large.conditions.hint": (
        "Jadikan syarat yang serupa satu syarat, misalnya dengan tabel atau kolom pada sumber data.",
        "Make one of the conditions that are alike, for example with a table or a column of the source.",
    ),
    "too-large.conditions-together": (
        "Sampai dengan “{name}” semua indikator mempunyai {count} syarat tidak berlaku atau batas kategori; paling banyak {limit}.",
        "Up to “{name}” all indicators have {count} {count:condition|conditions} of not applying or of a cap; {limit} at the most.",
    ),
    "too-large.conditions-together.hint": (
        "Bagi indikatornya menjadi beberapa himpunan spec.",
        "Part the indicators into several spec sets.",
    ),
    "too-large.bands": (
        "Skala “{name}” mempunyai {count} kategori; paling banyak {limit}.",
        "The scale “{name}” has {count} {count:category|categories}; {limit} at the most.",
    ),
    "too-large.bands.hint": (
        "Gabungkan kategorinya; daftar nilai yang panjang lebih cocok sebagai tabel.",
        "Put categories together; a long list of values is better kept as a table.",
    ),
    "too-large.mixed": (
        "Sampai dengan “{name}” terlalu banyak versi dan bacaan untuk tahu apakah versi tercampur; paling banyak {limit} langkah.",
        "Up to “{name}” there are too many versions and readings to see if versions are mixed; {limit} {limit:step|steps} at the most.",
    ),
    "too-large.mixed.hint": (
        "Gabungkan versinya, atau bagi indikatornya menjadi beberapa himpunan spec.",
        "Put versions together, or part the indicators into several spec sets.",
    ),
    "too-large.tables": (
        "Ada {count} sumber dan dimensi; paling banyak {limit} dalam satu himpunan spec.",
        "There {count:is|are} {count} {count:source or dimension|sources and dimensions}; {limit} at the most in one spec set.",
    ),
    "too-large.tables.hint": (
        "Bagi menjadi beberapa himpunan spec, atau jadikan sumber yang serupa satu sumber per dimensi.",
        "Part them into several spec sets, or make sources that are alike one source per dimension.",
    ),
    "too-large.indicators": (
        "Ada {count} indikator beserta versinya; paling banyak {limit} dalam satu himpunan spec.",
        "There {count:is|are} {count} {count:indicator|indicators and versions of indicators}; {limit} at the most in one spec set.",
    ),
    "too-large.indicators.hint": (
        "Bagi menjadi beberapa himpunan spec, atau jadikan indikator yang serupa satu indikator per dimensi.",
        "Part them into several spec sets, or make indicators that are alike one indicator per dimension.",
    ),
    "too-large.tests": (
        "Ada {count} uji; paling banyak {limit} dalam satu himpunan spec.",
        "There {count:is|are} {count} {count:test|tests}; {limit} at the most in one spec set.",
    ),
    "too-large.tested": (
        "Ada {tests} uji atas {tables} sumber dan dimensi; hasil kalinya paling banyak {limit}.",
        "There {tests:is|are} {tests} {tests:test|tests} over {tables} {tables:source or dimension|sources and dimensions};"
        " their product may be {limit} at the most.",
    ),
    "too-large.tests.hint": (
        "Bagi menjadi beberapa himpunan spec.",
        "Part them into several spec sets.",
    ),
    "too-large.periods-given": (
        "Baris-baris periode dalam semua uji bersama-sama menyebut lebih dari {limit} periode.",
        "The lines of periods in all tests name more than {limit} {limit:period|periods} together.",
    ),
    "too-large.periods-given.hint": (
        "Sebut hanya periode yang dibaca oleh indikator yang diuji, misalnya dua tahun terakhir.",
        "Name only the periods that the tested indicator reads, such as the last two years.",
    ),
    "too-large.cells.hint": (
        "Kurangi dimensi di belakang “per” atau tingkat bobotnya, atau beri dimensinya “kunci”, supaya anggotanya berasal dari data.",
        "Take away dimensions after “per” or levels of weights, or give a dimension a “key”, so that its members come from data.",
    ),
    "too-large.problems": (
        "Masih ada {more} masalah lain; yang disebut paling banyak {limit}.",
        "There {more:is|are} {more} more {more:problem|problems}; {limit} at the most can be told.",
    ),
    "too-large.problems.hint": (
        "Perbaiki yang disebut, lalu periksa lagi.",
        "Mend those that are told, then check again.",
    ),
    "too-large.number": (
        "Bilangan ini lebih dari {limit} angka; tulis bilangan yang lebih pendek. Rentang tanpa batas atas ditulis “0..”.",
        "This number has more than {limit} {limit:digit|digits}; write a shorter one. A range without an upper end is written "
        "“0..”.",
    ),
    # lines in the wrong place
    "misplaced": (
        "Baris seperti ini tidak dapat ditulis di dalam {head}.",
        "A line like this cannot be written inside {head}.",
    ),
    "misplaced.hint": (
        "Tempatnya di {homes}: pindahkan ke sana, atau periksa apakah baris pembukanya terhapus.",
        "Its place is in {homes}: move it there, or see whether the line that opens it was lost.",
    ),
    "misplaced.column": ("Di sini kata kuncinya {word}.", "The keyword here is {word}."),
    "misplaced.formula": (
        "Di sini sebuah perhitungan diberi nama: “hitung nama = …”.",
        "A calculation gets a name here: “let name = …”.",
    ),
    "misplaced.alone": (
        "Baris ini ditulis sebelum ada baris pembukanya.",
        "This line stands before any declaration is opened.",
    ),
    "misplaced.alone.hint": (
        "Tulis dahulu baris pembukanya, misalnya “indikator nilai_akip”.",
        "Write first the line that opens it, such as “indicator hdi”.",
    ),
    "misplaced.members": (
        "Dimensi “{name}” mempunyai kunci, sehingga anggotanya berasal dari data, bukan dari spesifikasi.",
        "Dimension “{name}” has a key, so its members come from data and not from the spec.",
    ),
    "misplaced.members.hint": (
        "Hapus anggota di sini, atau hapus “kunci {column}” jika semua anggotanya ditulis di sini.",
        "Remove the members here, or remove “key {column}” if all its members are written here.",
    ),
    "not-utf8": (
        "Berkas ini tidak tersimpan dalam pengodean UTF-8.",
        "This file is not saved in the UTF-8 encoding.",
    ),
    "not-utf8.hint": (
        "Simpan ulang berkas sebagai UTF-8 (Notepad: Simpan Sebagai, Pengodean UTF-8).",
        "Save the file again as UTF-8 (Notepad: Save As, Encoding UTF-8).",
    ),
}
