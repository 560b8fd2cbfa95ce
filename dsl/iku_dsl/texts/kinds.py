"""Sentences about kinds of value that do not go together, and arguments of functions."""

from __future__ import annotations

KINDS: dict[str, tuple[str, str]] = {
    "type-mismatch.number": (
        "Di sini diperlukan bilangan, tetapi ini {kind}.",
        "A number is needed here, and this is {kind}.",
    ),
    "type-mismatch.number.text.hint": (
        "Pakai kolom lain yang berisi bilangan, atau ubah jenis kolom ini menjadi “angka” atau “bilangan”.",
        "Use another column that holds numbers, or make the type of this one “number” or “integer”.",
    ),
    "type-mismatch.condition": (
        "Di sini diperlukan syarat yang benar atau salah, misalnya “T = 0”, tetapi ini {kind}.",
        "A condition that is true or false is needed here, such as “T = 0”, and this is {kind}.",
    ),
    "type-mismatch.compare": (
        "Keduanya tidak dapat dibandingkan: yang kiri {left}, yang kanan {right}.",
        "These two cannot be compared: the left one is {left}, the right one {right}.",
    ),
    "type-mismatch.compare.choices": ("Pilihannya: {choices}.", "The choices: {choices}."),
    "type-mismatch.compare.date": (
        "Tanggal ditulis dengan tahun, bulan, dan hari: 2025-12-31.",
        "A date is written with year, month and day: 2025-12-31.",
    ),
    "type-mismatch.order-missing": (
        "Yang kosong tidak mempunyai urutan; tulis “= kosong” atau “!= kosong”.",
        "What is missing has no order; write “= missing” or “!= missing”.",
    ),
    "type-mismatch.order": (
        "Nilai ini ({kind}) tidak mempunyai urutan, sehingga hanya dapat dibandingkan dengan “=” atau “!=”.",
        "This value ({kind}) has no order, so it can be compared with “=” or “!=” only.",
    ),
    "type-mismatch.order.hint": (
        "Pilihan yang berurutan diambil dari skala atau tabel, misalnya “pilihan dari predikat”.",
        "Choices that have an order come from a scale or a table, such as “choice of rating”.",
    ),
    "type-mismatch.branches": (
        "Kedua cabang “jika” harus sejenis: yang satu {left}, yang lain {right}.",
        "Both branches of “if” must be of one kind: one is {left}, the other {right}.",
    ),
    "type-mismatch.digits": (
        "Banyaknya desimal harus bilangan bulat dari -18 sampai 30, ditulis langsung, misalnya 2 atau -3 (ke ribuan).",
        "The number of decimals must be a whole number from -18 to 30, written out, such as 2, or -3 (to thousands).",
    ),
    "type-mismatch.target-sign": (
        "Target dengan tanda “{sign}” tidak sesuai dengan arah indikator.",
        "A target with the sign “{sign}” does not fit the indicator's direction.",
    ),
    "type-mismatch.target-sign.hint": (
        "“<” dan “<=” untuk arah turun, “>” dan “>=” untuk arah naik; target sebuah arah stabil ditulis sebagai bilangan atau rentang.",
        "“<” and “<=” go with direction lower, “>” and “>=” with higher; of a stable direction the target is a number or a range.",
    ),
    "type-mismatch.range": (
        "Kolom “{name}” bukan bilangan, sehingga tidak mempunyai rentang.",
        "Column “{name}” is not a number, so it has no range.",
    ),
    "type-mismatch.consolidate": (
        "“{name}” bukan bilangan, melainkan {kind}, sehingga tidak mempunyai jumlah, rerata, minimum, atau maksimum.",
        "“{name}” is no number but {kind}, so it has no sum, average, minimum or maximum.",
    ),
    "type-mismatch.consolidate.hint": (
        "Tulis “konsolidasi terakhir”: yang dibaca adalah isi periode terakhir.",
        "Write “consolidate last”: what the last period says is read.",
    ),
    "type-mismatch.rule": (
        "Bilangan tidak dapat mengisi sel ini: isinya {kind}.",
        "No number can stand for this cell, which holds {kind}.",
    ),
    "type-mismatch.rule.hint": (
        "Hapus bagian ini, sehingga yang kosong tetap kosong.",
        "Remove this: what is missing then stays missing.",
    ),
    "type-mismatch.rule.last": (
        "Tulis “terakhir” sebagai ganti bilangan itu, atau hapus bagian ini, sehingga yang kosong tetap kosong.",
        "Write “last” in place of the number, or remove this: what is missing then stays missing.",
    ),
    "type-mismatch.choice-of": (
        "“{name}” bukan skala atau tabel yang dapat memberi pilihan.",
        "“{name}” is not a scale or a table that could give choices.",
    ),
    "type-mismatch.choice-of.hint": (
        "“{name}” adalah dimensi: tulis langsung namanya sebagai jenis kolom.",
        "“{name}” is a dimension: write its name alone as the type of the column.",
    ),
    "type-mismatch.dimension": (
        "Setelah “per” hanya boleh ada periode dan dimensi; “{name}” bukan dimensi.",
        "Only a period and dimensions can follow “per”; “{name}” is not a dimension.",
    ),
    "type-mismatch.dimension.hint": (
        "Hapus “{name}” dari “per”, atau sebut sebuah dimensi sebagai gantinya.",
        "Remove “{name}” from “per”, or name a dimension in its place.",
    ),
    "type-mismatch.not-a-scale": (
        "Setelah “kategori” ditulis nama sebuah skala; “{name}” bukan skala.",
        "After “bands” stands the name of a scale; “{name}” is not a scale.",
    ),
    "type-mismatch.no-scale": (
        "Indikator “{name}” tidak mempunyai kategori; tambahkan baris “kategori” dengan nama sebuah skala padanya.",
        "Indicator “{name}” has no category; add a line “bands” with the name of a scale to it.",
    ),
    "type-mismatch.no-achievement": (
        "Indikator “{name}” tidak mempunyai capaian; tambahkan baris “capaian” dengan nama sebuah profil padanya.",
        "Indicator “{name}” has no achievement; add a line “achievement” with the name of a profile to it.",
    ),
    "type-mismatch.no-target": (
        "Indikator “{name}” tidak mempunyai target tanpa nama; tambahkan baris “target”, misalnya “target 2026 = 80”.",
        "Indicator “{name}” has no target without a name; add a line “target”, such as “target 2026 = 80”.",
    ),
    "type-mismatch.not-a-set": (
        "Di sini diperlukan himpunan: sebuah dimensi, sebuah sumber, atau bagiannya (“… yang …”).",
        "A set is needed here: a dimension, a source, or a part of one (“… where …”).",
    ),
    "type-mismatch.not-a-set.column": (
        "Hitung barisnya dengan “banyaknya {source}”, atau jumlahkan isinya dengan “jumlah {source}.{column}”.",
        "Count its rows with “count {source}”, or add up what is in them with “sum {source}.{column}”.",
    ),
    "type-mismatch.where": (
        "“… yang …” adalah himpunan, bukan bilangan; hitunglah dengan “banyaknya (… yang …)”.",
        "“… where …” is a set and not a number; count it with “count (… where …)”.",
    ),
    "type-mismatch.set": (
        "“{name}” adalah himpunan, bukan bilangan; hitunglah dengan “banyaknya {name}”.",
        "“{name}” is a set and not a number; count it with “count {name}”.",
    ),
    "type-mismatch.has": (
        "Setelah “ada” ditulis nama sebuah sumber, misalnya “ada asistensi[tahun lalu]”, bukan sebuah kolom.",
        "After “has” comes the name of a source, such as “has support[previous year]”, and no column.",
    ),
    "type-mismatch.has.column": (
        "Untuk memeriksa kolom yang terisi, tulis “ada {source} dan {column} != kosong”.",
        "To ask whether a column is filled, write “has {source} and {column} != missing”.",
    ),
    "type-mismatch.expected": (
        "Setelah “lengkap atas” ditulis himpunan anggota dari salah satu dimensi “{source}” ({dimensions}), dan hanya data "
        "yang menentukannya.",
        "After “complete over” comes a set of members of one of the dimensions of “{source}” ({dimensions}), and data alone "
        "decide it.",
    ),
    "type-mismatch.expected.hint": (
        "Misalnya “lengkap atas ({dimension} yang ada …)”, dengan nama sumber lain. Di dalamnya tidak boleh ada indikator, "
        "jumlah, atau rerata.",
        "For example “complete over ({dimension} where has …)”, with the name of another source. No indicator, sum or average "
        "may be in it.",
    ),
    "type-mismatch.source": (
        "“{name}” adalah sumber; sebut kolomnya, misalnya “{name}.nilai”, atau hitung barisnya dengan “banyaknya {name}”.",
        "“{name}” is a source; name its column, such as “{name}.value”, or count its rows with “count {name}”.",
    ),
    "type-mismatch.scale": (
        "“{name}” adalah skala; untuk memperoleh kategori, tulis “{name}[bilangan]”.",
        "“{name}” is a scale; to have the category of a number, write “{name}[number]”.",
    ),
    "type-mismatch.table": (
        "Tabel “{name}” dibaca dengan kuncinya dalam kurung siku: “{name}[{keys}]”.",
        "Table “{name}” is read with its keys in square brackets: “{name}[{keys}]”.",
    ),
    "type-mismatch.key": (
        "Kunci tabel “{table}” harus berasal dari “{of}”.",
        "The key of table “{table}” must come from “{of}”.",
    ),
    "type-mismatch.member": (
        "Di sini diperlukan anggota dimensi “{dimension}”.",
        "A member of dimension “{dimension}” is needed here.",
    ),
    "type-mismatch.field": (
        "Nilai ini bukan anggota dimensi, sehingga tidak mempunyai “.{name}”.",
        "This value is not a member of a dimension, so it has no “.{name}”.",
    ),
    "type-mismatch.field.own.hint": (
        "“{name}” di sini adalah “hitung” milik indikator ini; untuk membaca “{name}” yang lain, ganti nama baris itu.",
        "“{name}” is the “let” of this indicator here; to read the other “{name}”, give that line another name.",
    ),
    "type-mismatch.aggregate": (
        "Tidak jelas baris mana yang dihitung di sini.",
        "It is not clear which rows are meant here.",
    ),
    "type-mismatch.aggregate.hint": (
        "Sebut kolom sebuah sumber, misalnya “jumlah espm.penerima”, atau tambahkan “atas” dan sebuah himpunan.",
        "Name a column of a source, such as “sum roster.persons”, or add “over” and a set.",
    ),
    "type-mismatch.listed": (
        "Setelah “dari” ditulis beberapa nilai yang dipisah koma; di sini hanya ada satu.",
        "After “of” stand several values, parted by commas; there is only one here.",
    ),
    "type-mismatch.listed.hint": (
        "Untuk semua baris sebuah sumber, tulis “{mended}”, tanpa “dari”.",
        "For all the rows of a source, write “{mended}”, without “of”.",
    ),
    "type-mismatch.given-number": (
        "Nilai “{name}” adalah bilangan, “kosong”, atau “tidak berlaku”.",
        "A value of “{name}” is a number, “missing” or “not applicable”.",
    ),
    "type-mismatch.given-number.quoted": (
        "Hapus tanda kutipnya.",
        "Remove the quotation marks.",
    ),
    "type-mismatch.given-whole": (
        "“{name}” adalah bilangan bulat: tulis tanpa pecahan dan tanpa desimal.",
        "“{name}” is a whole number: write it without a fraction and without decimals.",
    ),
    "type-mismatch.any-key": (
        "Tabel “{table}” dibaca dengan pilihan, kategori, anggota, atau kunci tabel lain; di sini {kind}.",
        "Table “{table}” is read with a choice, a category, a member or a key of another table; here it is {kind}.",
    ),
    "type-mismatch.any-key.text": (
        "Tulis jenis kolomnya “pilihan dari {table}”: teks yang bukan baris tabel lalu ditolak saat dimuat.",
        "Write the type of the column as “choice of {table}”: text that is no row of the table is then refused when it is imported.",
    ),
    "type-mismatch.any-key.number": (
        "Jadikan bilangannya kategori sebuah skala lebih dahulu: “{table}[skala[bilangan]]”; atau tulis baris tabelnya dengan bilangan: "
        "“90: 100”.",
        "Make the number a category of a scale first: “{table}[scale[number]]”; or write the rows of the table by number: “90: 100”.",
    ),
    "type-mismatch.default": (
        "Nilai awal parameter “{name}” harus {kind}.",
        "The default of parameter “{name}” must be {kind}.",
    ),
    "type-mismatch.default.truth": ("Tulis “= ya” atau “= tidak”.", "Write “= yes” or “= no”."),
    "type-mismatch.argument": (
        "Parameter “{name}” profil “{profile}” harus diisi {kind}; di sini {found}.",
        "Parameter “{name}” of profile “{profile}” must be {kind}; here it is {found}.",
    ),
    "type-mismatch.argument-choices": (
        "Parameter “{name}” dari profil “{profile}” tidak mempunyai semua pilihan ini; samakan pilihan keduanya.",
        "Parameter “{name}” of profile “{profile}” does not have all of these choices; make the choices of both the same.",
    ),
    "type-mismatch.given-column": (
        "Kolom “{name}” berisi bilangan: tulis bilangannya, atau “kosong” bila tidak ada.",
        "Column “{name}” holds numbers: write one, or “missing” where there is none.",
    ),
    "type-mismatch.given-truth": (
        "Kolom “{name}” berisi “ya” atau “tidak”.",
        "Column “{name}” holds “yes” or “no”.",
    ),
    "type-mismatch.given-date": (
        "Kolom “{name}” berisi tanggal, misalnya 2025-03-31.",
        "Column “{name}” holds dates, such as 2025-03-31.",
    ),
    "type-mismatch.given-digits": (
        "Kolom “{name}” menyimpan paling banyak {digits} angka di belakang koma.",
        "Column “{name}” keeps {digits} {digits:decimal|decimals} at the most.",
    ),
    "type-mismatch.given-digits.hint": (
        "Tulis bilangan dengan desimal sebanyak itu, atau simpan lebih banyak: “digit N” pada kolomnya.",
        "Write a number with so many decimals, or keep more of them: “digits N” at its column.",
    ),
    "type-mismatch.given-na": (
        "Kolom “{name}” tidak boleh berisi “tidak berlaku”.",
        "Column “{name}” may not be “not applicable”.",
    ),
    "type-mismatch.given-na.hint": (
        "Tambahkan “boleh kosong” pada kolomnya, atau tulis nilainya di baris ini.",
        "Add “may be missing” to the column, or write its value in this row.",
    ),
    "type-mismatch.given-member": (
        "Di sini harus ada satu anggota “{dimension}”.",
        "There must be a member of “{dimension}” here.",
    ),
    "type-mismatch.table-rows": (
        "Tabel “{table}” mencampur baris bernama dengan baris bilangan; keduanya ditulis dalam dua tabel.",
        "Table “{table}” mixes rows by name with rows by number; these are two tables.",
    ),
    "type-mismatch.table-cells": (
        "Isi sebuah tabel semuanya bilangan, atau semuanya nama.",
        "What a table holds is all numbers, or all names.",
    ),
    "type-mismatch.weighs": (
        "Dengan “bobot indikator”, yang dijumlahkan adalah “nilai” atau “capaian”.",
        "With “weights indicator”, what is summed is “value” or “achievement”.",
    ),
    "type-mismatch.expect-name": (
        "Yang diharapkan di sini adalah sebuah nama, bukan bilangan.",
        "What is expected here is a name, not a number.",
    ),
    "type-mismatch.expect-name.hint": ("Tulis namanya, misalnya “{example}”.", "Write the name, such as “{example}”."),
    "type-mismatch.expect-number": (
        "Hasil yang diharapkan harus bilangan yang ditulis langsung, misalnya 88% atau 2 / 3.",
        "An expected result must be a number written out, such as 88% or 2 / 3.",
    ),
    "type-mismatch.expect-number.category": (
        "“{category}” adalah kategori: tulis “harap kategori = {category}”.",
        "“{category}” is a category: write “expect band = {category}”.",
    ),
    "argument-count": (
        "Fungsi “{name}” diberi {found} bilangan; yang diperlukan {least} sampai {most}.",
        "The function “{name}” is given {found} {found:number|numbers}; it takes {least} to {most}.",
    ),
    "argument-count.exactly": (
        "Fungsi “{name}” diberi {found} bilangan; yang diperlukan {count}.",
        "The function “{name}” is given {found} {found:number|numbers}; it takes {count}.",
    ),
    "argument-count.hint": ("Contoh pemakaiannya: “{usage}”.", "An example of its use: “{usage}”."),
    # units
}
