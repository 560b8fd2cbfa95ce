"""Sentences about what numbers and conditions can be: ranges, division, conditions, open sets."""

from __future__ import annotations

BOUNDED: dict[str, tuple[str, str]] = {
    "range-exceeds": (
        "Hasil rumus dapat mencapai {value}, di luar rentang satuannya {range}.",
        "The formula can give {value}, outside its unit's range {range}.",
    ),
    "range-exceeds.given": (
        "Nilai {value} tidak mungkin: rentang satuan “{name}” adalah {range}.",
        "The value {value} cannot be: the range of the unit of “{name}” is {range}.",
    ),
    "range-exceeds.argument": (
        "Yang diberikan kepada parameter “{name}” adalah {value}, di luar rentangnya, yaitu {range}.",
        "What parameter “{name}” is given is {value}, outside its range, which is {range}.",
    ),
    "range-exceeds.argument.here": ("parameternya", "the parameter"),
    "range-exceeds.argument.hint": (
        "Ubah yang diberikan (persentase ditulis dengan tandanya), atau perluas rentang parameternya.",
        "Change what it is given (a percentage is written with its sign), or widen the range of the parameter.",
    ),
    "range-exceeds.default": (
        "Nilai awal {value} di luar rentang parameter “{name}”, yaitu {range}.",
        "The default {value} lies outside the range of parameter “{name}”, which is {range}.",
    ),
    "range-exceeds.default.hint": (
        "Ubah nilai awalnya, atau perluas rentang parameternya.",
        "Change the default, or widen the range of the parameter.",
    ),
    "range-exceeds.cell": (
        "Nilai {value} di luar rentang kolom “{name}”: {range}.",
        "The value {value} lies outside the range of column “{name}”: {range}.",
    ),
    "range-exceeds.cell.sign": (
        "Persentase ditulis dengan tandanya: “{mended}”.",
        "A percentage is written with its sign: “{mended}”.",
    ),
    "row-refused.require": (
        "Baris ini akan ditolak: syarat “{rule}” tidak terpenuhi.",
        "This row would be refused: the requirement “{rule}” does not hold.",
    ),
    "row-refused.require.here": ("syarat ini", "this requirement"),
    "row-refused.limit": (
        "Baris ini akan ditolak: “{name}” lebih dari {limit}, batas atasnya menurut “{text}”.",
        "This row would be refused: “{name}” is more than {limit}, its upper end by “{text}”.",
    ),
    "row-refused.turned": (
        "Baris ini akan ditolak: anggota ini berakhir {end}, sebelum mulai {start}.",
        "This row would be refused: the member ends on {end}, before it starts on {start}.",
    ),
    "row-refused.limit.here": ("batas atasnya", "its upper end"),
    "row-refused.hint": (
        "Ubah nilainya. Bila uji ini menunjukkan bahwa baris seperti itu ditolak, tulis “harap ditolak” di bawahnya.",
        "Change the value. If the test is to show that such a row is refused, write “expect refused” below it.",
    ),
    "row-refused.none": (
        "Uji ini tidak memberi satu baris pun, sehingga tidak ada yang dapat ditolak.",
        "This test gives no row, so none can be refused.",
    ),
    "row-refused.none.hint": (
        "Beri barisnya: “diberi sumber: kolom, kolom”, lalu satu baris di bawahnya.",
        "Give the row: “given source: column, column”, with a row below.",
    ),
    "row-refused.no-row": (
        "Tidak ada baris dengan kunci {keys} di antara yang diberi uji ini.",
        "None of the rows that this test gives has the keys {keys}.",
    ),
    "row-refused.no-row.known": ("Kunci baris yang diberi: {keys}.", "The keys of the rows given: {keys}."),
    "row-refused.no-keys": (
        "Baris yang diberi uji ini tidak mempunyai kunci; tulis “harap ditolak” saja.",
        "The rows that this test gives have no keys; write “expect refused” alone.",
    ),
    "range-exceeds.example": ("{inputs} memberi {value}", "{inputs} gives {value}"),
    "range-exceeds.hint": (
        "Periksa rumusnya: pembilang harus bagian dari penyebut. Untuk n / T, tulis “himpunan n = T yang …”, atau batasi "
        "kolomnya: “kolom n … 0..T”.",
        "Look at the formula: what is divided must be a part of what it is divided by. For n / T write “set n = T where …”, or "
        "limit the column: “column n … 0..T”.",
    ),
    "range-exceeds.hint.plain": (
        "Periksa rumus dan bobotnya. Bila hasil seperti itu memang mungkin, perluas rentang di baris “satuan”.",
        "Look at the formula and its weights. Where such a result can rightly be, widen the range in the line “unit”.",
    ),
    "range-exceeds.hundred": (
        "Satuan persen sudah menampilkan hasil kali 100: hapus “* 100”, atau tulis “* 100%”.",
        "The unit percent shows the result times 100 already: remove “* 100”, or write “* 100%”.",
    ),
    "witness.nothing": ("tanpa masukan", "no input"),
    "witness.input": ("{name} = {value}", "{name} = {value}"),
    "may-divide-by-zero": (
        "Penyebut “{denominator}” dapat menjadi 0.",
        "The denominator “{denominator}” can be 0.",
    ),
    "may-divide-by-zero.always": ("“{text}” selalu membagi dengan 0.", "“{text}” always divides by 0."),
    "may-divide-by-zero.always.hint": (
        "Tulis penyebut lain; yang tidak diketahui ditulis “kosong”, bukan dibagi dengan nol.",
        "Write another denominator; what is not known is written “missing”, not divided by zero.",
    ),
    "may-divide-by-zero.use": ("dipakai di sini oleh “{name}”", "used here by “{name}”"),
    "may-divide-by-zero.several": ("dibaca di sini atas beberapa periode", "read here over several periods"),
    "denominator.weights": ("jumlah {text}", "sum {text}"),
    "denominator.weights-of": ("jumlah {text} atas {set}", "sum {text} over {set}"),
    "may-divide-by-zero.example": (
        "{inputs}: “{denominator}” = 0",
        "{inputs}: “{denominator}” = 0",
    ),
    "may-divide-by-zero.inputs": (
        "{inputs}",
        "{inputs}",
    ),
    "may-divide-by-zero.hint": (
        'Tambahkan baris “bila {denominator} = 0 tidak berlaku karena "…"”, atau tulis “jika {denominator} > 0 maka … selain '
        "itu …”.",
        'Add a line “when {denominator} = 0 not applicable because "…"”, or write “if {denominator} > 0 then … otherwise …”.',
    ),
    "may-divide-by-zero.of-each.hint": (
        "Tulis “jika {denominator} > 0 maka … selain itu kosong” di tempat itu.",
        "Write “if {denominator} > 0 then … otherwise missing” in that place.",
    ),
    "may-divide-by-zero.weights.hint": (
        "Beri bobot “{text}” rentang yang tidak memuat 0, misalnya “> 0 ..”.",
        "Give the weight “{text}” a range without 0, such as “> 0 ..”.",
    ),
    "may-divide-by-zero.profile.hint": (
        'Tambahkan di profil “{profile}” baris “bila {denominator} = 0 tidak berlaku karena "…"”, atau tulis “jika '
        "{denominator} > 0 maka … selain itu …”.",
        'Add to profile “{profile}” a line “when {denominator} = 0 not applicable because "…"”, or write “if {denominator} > 0 '
        "then … otherwise …”.",
    ),
    "may-be-undefined": (
        "“{text}” tidak dapat dihitung bila {condition}, dan itu dapat terjadi.",
        "“{text}” cannot be worked out when {condition}, and that can be.",
    ),
    "may-be-undefined.example": ("{inputs}: {condition}", "{inputs}: {condition}"),
    "may-be-undefined.hint": (
        'Batasi rentang kolomnya sehingga itu tidak mungkin, tambahkan baris “bila {condition} tidak berlaku karena "…"” pada '
        "indikatornya, atau tulis “jika … maka … selain itu …”.",
        'Limit the range of the column so that this cannot be, add a line “when {condition} not applicable because "…"” to the '
        "indicator, or write “if … then … otherwise …”.",
    ),
    "may-be-undefined.profile.hint": (
        'Tambahkan di profil “{profile}” baris “bila {condition} tidak berlaku karena "…"”, atau tulis “jika … maka … selain '
        "itu …”.",
        'Add to profile “{profile}” a line “when {condition} not applicable because "…"”, or write “if … then … otherwise …”.',
    ),
    "may-be-undefined.of-set": (
        "Batasi rentang kolomnya menjadi {sign}, atau ambil rata-rata dari yang memenuhinya saja: “… atas ({set} yang {base} "
        "{sign})”.",
        "Limit the range of the column to {sign}, or average only those of which it holds: “… over ({set} where {base} "
        "{sign})”.",
    ),
    "may-be-undefined.of-weights": (
        "Batasi rentang kolom yang dibaca “{base}” menjadi {sign}: setiap anggota yang mempunyai bobot ikut dihitung.",
        "Limit the range of what “{base}” reads to {sign}: each member that has a weight counts.",
    ),
    "may-be-undefined.rule": (
        "“{text}” tidak dapat dihitung bila {amount} menggantikan yang kosong.",
        "“{text}” cannot be worked out when {amount} stands in for what is missing.",
    ),
    "may-be-undefined.rule.hint": (
        "Tulis “bila kosong lewati”, atau angka lain: rata-rata ini tidak dapat dihitung bila salah satu angkanya {sign} 0.",
        "Write “when missing skip”, or another number: this average cannot be worked out when one of its numbers is {sign} 0.",
    ),
    "may-be-undefined.part": ("“{days}” tidak bulat", "“{days}” is not whole"),
    "may-be-undefined.part.hint": (
        "Tulis “bulatkan({days})”, atau beri kolomnya jenis “bilangan”.",
        "Write “round({days})”, or make the column an “integer”.",
    ),
    "may-fail.in-row": (
        "Batasi rentang kolomnya sehingga itu tidak mungkin, atau tulis “jika … maka … selain itu …”.",
        "Limit the range of the column so that this cannot be, or write “if … then … otherwise …”.",
    ),
    "not-proven.undefined": (
        "Belum terbukti bahwa “{text}” selalu dapat dihitung.",
        "It is not proven that “{text}” can always be worked out.",
    ),
    "not-proven.undefined.hint": (
        'Batasi rentang kolomnya, atau tambahkan baris “bila {condition} tidak berlaku karena "…"”.',
        'Limit the range of the column, or add a line “when {condition} not applicable because "…"”.',
    ),
    "ambiguous-member": (
        "Di dalam himpunan, “{dimension}” adalah anggota yang sedang diperiksa, bukan “{dimension}” indikator ini: "
        "“{condition}” membandingkannya dengan dirinya sendiri.",
        "Inside a set “{dimension}” is the member that is looked at, not the indicator's own: “{condition}” compares it with "
        "itself.",
    ),
    "ambiguous-member.hint": (
        "Tulis dahulu baris “hitung ini = {meant}”, lalu bandingkan dengan “ini” di dalam himpunan.",
        "First write a line “let this_one = {meant}”, then compare with “this_one” inside the set.",
    ),
    "ambiguous-member.rows": (
        "Di sini “{source}” hanya berisi baris untuk “{dimension}” indikator ini sendiri, sehingga “{condition}” tidak dapat "
        "memilih baris yang lain.",
        "“{source}” is here the rows of the indicator's own “{dimension}” alone, so “{condition}” picks no rows of other "
        "members.",
    ),
    "ambiguous-member.rows.hint": (
        "Pilih anggotanya, bukan barisnya: tulis baris “hitung ini = {dimension}”, lalu “… atas ({dimension} yang {attribute} "
        "= ini)”.",
        "Choose members and not rows: write a line “let this_one = {dimension}”, then “… over ({dimension} where {attribute} = "
        "this_one)”.",
    ),
    "never-true": (
        "Syarat “{condition}” tidak pernah terpenuhi: rentang {operand} adalah {range}.",
        "The condition “{condition}” never holds: {operand} lies in {range}.",
    ),
    "always-true": (
        "Syarat “{condition}” selalu terpenuhi: rentang {operand} adalah {range}.",
        "The condition “{condition}” always holds: {operand} lies in {range}.",
    ),
    "target-decided.never": (
        "Target {target} tidak pernah tercapai: rentang nilainya {range}.",
        "The target {target} is never reached: the value lies in {range}.",
    ),
    "target-decided.always": (
        "Target {target} selalu tercapai: rentang satuannya {range}.",
        "The target {target} is always reached: the unit's range is {range}.",
    ),
    "target-decided.hint": (
        "Periksa angka dan satuannya, arah indikator, atau rentang satuannya.",
        "Look at the number and its unit, at the direction, or at the unit's range.",
    ),
    "never-true.percent": ("Mungkin maksudnya {written}?", "Did you mean {written}?"),
    "never-true.hint": (
        "Periksa angka pembanding dan satuannya, juga rentang kolom yang dipakai; atau hapus syarat ini.",
        "Look at the number and its unit, and at the ranges of the columns that are read; or remove the condition.",
    ),
    "not-proven.range": (
        "Belum terbukti bahwa hasilnya selalu dalam {range}; yang terbukti hanya {found}.",
        "It is not proven that the result always lies in {range}; what is proven is only {found}.",
    ),
    "not-proven.range.nothing": (
        "Belum terbukti bahwa hasilnya selalu dalam {range}; batasnya sama sekali belum diketahui.",
        "It is not proven that the result always lies in {range}; no limit to it is proven at all.",
    ),
    "not-proven.range.hint": (
        "Batasi rentang kolom yang dipakai, hubungkan kolomnya dengan “syarat” (misalnya “syarat dilayani <= sasaran”), atau "
        "perluas rentang di baris “satuan”. Bila rumusnya memang tidak mungkin melewati batas, tulis “minimum(…, batas)” atau "
        "“maksimum(…, batas)”.",
        "Limit the ranges of the columns that are read, tie them together by a “require” (such as “require served <= target”), "
        "or widen the range in the line “unit”. Where the formula cannot rightly go beyond, write “minimum(…, limit)” or "
        "“maximum(…, limit)”.",
    ),
    "not-proven.covered": (
        "Belum terbukti bahwa nilai yang dicari di “{name}” selalu dalam {range}, yaitu cakupannya; yang terbukti hanya "
        "{found}.",
        "It is not proven that what is looked up in “{name}” always lies in {range}, which it covers; what is proven is only "
        "{found}.",
    ),
    "not-proven.covered.nothing": (
        "Belum terbukti bahwa nilai yang dicari di “{name}” selalu dalam {range}, yaitu cakupannya; batas nilainya sama sekali "
        "belum diketahui.",
        "It is not proven that what is looked up in “{name}” always lies in {range}, which it covers; no limit to it is known "
        "at all.",
    ),
    "not-proven.covered.here": (
        "cakupannya",
        "what it covers",
    ),
    "not-proven.covered.hint": (
        "Beri satuan indikator rentang {range}, atau perluas cakupan skalanya; jika sebagian nilai memang tanpa kategori, "
        'tulis “sebagian karena "…"” di skalanya.',
        "Give the indicator's unit the range {range}, or let the scale cover more; where some have no category, write “partial "
        'because "…"” in the scale.',
    ),
    "not-proven.covered.achievement-hint": (
        "Tulis “batas {range}” di profil capaiannya, atau perluas cakupan skalanya; jika sebagian nilai memang tanpa kategori, "
        'tulis “sebagian karena "…"” di skalanya.',
        "Write “limits {range}” in the profile, or let the scale cover more; where some have no category, write “partial "
        'because "…"” in the scale.',
    ),
    "not-proven.covered.operand-hint": (
        "Batasi rentang kolomnya, atau jaga “{text}” tetap dalam {range} dengan “syarat”; atau perluas cakupan tabel atau "
        "skalanya.",
        "Limit the ranges of its columns, or keep “{text}” in {range} by a “require”; or let the table or scale cover more.",
    ),
    "not-proven.covered.profile-hint": (
        'Jaga “{text}” tetap dalam {range}, misalnya dengan “minimum(…)” atau baris “bila … tidak berlaku karena "…"” di profil '
        "“{profile}”; atau perluas cakupan tabel atau skalanya.",
        'Keep “{text}” in {range}, as by “minimum(…)” or a line “when … not applicable because "…"” in profile “{profile}”; or let '
        "the table or scale cover more.",
    ),
    "not-proven.covered.several-hint": (
        "Yang dibaca di sini adalah gabungan beberapa periode “{name}”. Perluas cakupan skalanya; jika sebagian nilai memang tanpa "
        'kategori, tulis “sebagian karena "…"” di skalanya.',
        "What is read here is what several periods of “{name}” come to. Let the scale cover more; where some have no category, write "
        '“partial because "…"” in the scale.',
    ),
    "not-proven.argument": (
        "Belum terbukti bahwa yang diberikan kepada parameter “{name}” selalu dalam {range}; yang terbukti hanya {found}.",
        "It is not proven that what parameter “{name}” is given always lies in {range}; what is proven is only {found}.",
    ),
    "not-proven.argument.nothing": (
        "Belum terbukti bahwa yang diberikan kepada parameter “{name}” selalu dalam {range}; batasnya sama sekali belum "
        "diketahui.",
        "It is not proven that what parameter “{name}” is given always lies in {range}; no limit to it is proven at all.",
    ),
    "not-proven.argument.hint": (
        "Batasi rentang kolomnya, atau jaga “{text}” tetap dalam {range} dengan “syarat”; atau perluas rentang parameternya.",
        "Limit the ranges of its columns, or keep “{text}” in {range} by a “require”; or widen the range of the parameter.",
    ),
    "not-proven.argument.whole": (
        "Belum terbukti bahwa yang diberikan kepada parameter “{name}” selalu bilangan bulat.",
        "It is not proven that what parameter “{name}” is given is always a whole number.",
    ),
    "not-proven.argument.whole.hint": (
        "Beri sebuah kolom “bilangan”, bulatkan nilainya dengan “bulatkan(…)”, atau jadikan parameternya “angka”.",
        "Give it an “integer” column, round the value with “round(…)”, or make the parameter a “number”.",
    ),
    "not-proven.target": (
        "Belum terbukti bahwa target ini memuat sesuatu: “{low}” mungkin lebih besar daripada “{high}”.",
        "It is not proven that the target holds something: “{low}” may be above “{high}”.",
    ),
    "not-proven.target.hint": (
        "Tulis di sumbernya “syarat …” bahwa ujung bawah tidak lebih besar daripada ujung atas, atau di indikator “bila {low} > {high} "
        'tidak berlaku karena "…"”.',
        "Write a “require …” in the source, that the lower end is at most the upper one, or in the indicator “when {low} > {high} not "
        'applicable because "…"”.',
    ),
    "not-proven.targets": (
        "Tidak terbukti bahwa profil capaian tidak pernah membagi dengan nol, mulai dari target “{name}” ini; terlalu besar untuk dicoba.",
        "It is not proven that the profile never divides by zero, from this target of “{name}” on. It is too large to try.",
    ),
    "not-proven.targets.covered": (
        "Tidak terbukti bahwa nilai yang dicari di profil capaian selalu dalam cakupannya, mulai dari target “{name}” ini; terlalu besar "
        "untuk dicoba.",
        "It is not proven that what the profile looks up always lies in what is covered, from this target of “{name}” on. It is too large "
        "to try.",
    ),
    "not-proven.too-large": (
        "{what} Ini terlalu besar untuk dicoba.",
        "{what} It is too large to try.",
    ),
    "not-proven.too-large.hint": (
        "{hint} Atau bagi: langkah yang boleh dipakai untuk mencari bukti habis sebelum semuanya dicoba.",
        "{hint} Or part it: the steps that a search for a proof may take were spent before all was tried.",
    ),
    "not-proven.conditions": (
        "Tidak diperiksa apakah “{condition}” dan syarat sesudahnya selalu atau tidak pernah terpenuhi: terlalu besar untuk dicoba.",
        "It is not looked at whether “{condition}” and the conditions after it always or never hold: too large to try.",
    ),
    "not-proven.conditions.hint": (
        "Bagi sumber atau rumusnya, atau kurangi syaratnya.",
        "Part the source or the formula, or take away some of its conditions.",
    ),
    "not-proven.division": (
        "Belum terbukti bahwa penyebut “{denominator}” tidak pernah 0.",
        "It is not proven that the denominator “{denominator}” is never 0.",
    ),
    "not-proven.division.hint": (
        'Beri kolomnya rentang “> 0 ..”, atau tambahkan baris “bila {denominator} = 0 tidak berlaku karena "…"”.',
        'Give its column the range “> 0 ..”, or add a line “when {denominator} = 0 not applicable because "…"”.',
    ),
    "not-proven.division.of-each.hint": (
        "Beri kolomnya rentang “> 0 ..”, atau tulis “jika {denominator} > 0 maka … selain itu kosong” di tempat itu.",
        "Give its column the range “> 0 ..”, or write “if {denominator} > 0 then … otherwise missing” in that place.",
    ),
    "absent-row": (
        "Sumber “{source}” tidak menyebut arti baris yang tidak ada: datanya belum dikirim, atau memang tidak ada?",
        "Source “{source}” does not say what an absent row means: not sent yet, or nothing there?",
    ),
    "absent-row.use": (
        "hasil di sini bergantung padanya",
        "the result depends on it here",
    ),
    "absent-row.hint": (
        "Tulis di akhir baris sumbernya: “lengkap” bila setiap {dimension} wajib mengirim (tanpa baris berarti belum dikirim), "
        "atau “daftar” bila hanya yang ada yang ditulis (tanpa baris berarti memang tidak ada).",
        "Write at the end of the source's line: “complete” where every {dimension} must send (no row: not sent yet), or "
        "“register” where only what there is has a row (no row: nothing there).",
    ),
    "open-universe": (
        "Anggota “{dimension}” hanya diketahui dari data yang sudah dimuat: bila data tahun lain dimuat, hasil tahun ini ikut "
        "berubah.",
        "The members of “{dimension}” are known from loaded data alone: when data of another year are loaded, this year's "
        "answer changes.",
    ),
    "open-universe.hint": (
        "Sebut sumber yang membatasinya: “{dimension} yang ada … dan …”. Atau tulis paling sedikit satu “atribut” di dimensi "
        "ini, dan muat daftar anggotanya sebagai berkas tersendiri.",
        "Name a source that limits it: “{dimension} where has … and …”. Or give the dimension at least one “attribute”, and "
        "load the list of its members as a file of its own.",
    ),
    "versions-mixed": (
        "“{first}” dan “{second}” membandingkan dua versi indikator “{name}” yang rumusnya berbeda.",
        "“{first}” and “{second}” set two versions of indicator “{name}” against each other, whose rules differ.",
    ),
    "versions-mixed.example": (
        "pada {period}, {first} dan {second} dihitung menurut versi yang berbeda",
        "in {period}, {first} and {second} follow different versions",
    ),
    "versions-mixed.hint": (
        'Jika memang dimaksudkan, akhiri rumus dengan “lintas versi karena "…"”.',
        'If that is meant, end the formula with “across versions because "…"”.',
    ),
    "proven.scale": (
        "{domain} tertutup oleh {bands}, tanpa celah dan tanpa tumpang tindih",
        "{domain} is covered by {bands}, without gap or overlap",
    ),
    "proven.scale-partial": (
        "tidak ada tumpang tindih dalam {bands}; tidak {domain} tertutup, dengan alasan",
        "no overlap in {bands}; not {domain} is covered, with a reason",
    ),
    "proven.domain": ("seluruh {range}", "all of {range}"),
    "proven.domain.any": ("setiap bilangan", "every number"),
    "proven.bands": ("{count} kategori “{scale}”", "the {count} {count:category|categories} of “{scale}”"),
    "proven.bands.one": ("satu-satunya kategori “{scale}”", "the only category of “{scale}”"),
    "proven.weights": (
        "{weights} berjumlah tepat 100%, dan setiap anggota disebut satu kali",
        "the sum of {weights} is exactly 100%, and every member is named once",
    ),
    "proven.of-members": ("{count} bobot {dimension}", "the {count} {count:weight|weights} of {dimension}"),
    "proven.of-members.one": ("satu-satunya bobot {dimension}", "the only weight of {dimension}"),
    "proven.of-indicators": ("{count} bobot indikator", "the {count} {count:weight|weights} of indicators"),
    "proven.of-indicators.one": ("satu-satunya bobot indikator", "the only weight of an indicator"),
    "proven.range": (
        "hasilnya selalu dalam {found}, di dalam {range}",
        "the result always lies in {found}, within {range}",
    ),
    "proven.unreached": (
        "tidak ada nilai yang masuk kategori {bands} (hasilnya {range})",
        "no value falls into {bands} (the result lies in {range})",
    ),
    "proven.division": (
        "penyebut {denominator} tidak pernah 0 ({range})",
        "the denominator {denominator} is never 0 ({range})",
    ),
    "proven.moves-up": ("naik bersama {input}", "rises with {input}"),
    "proven.moves-down": ("turun ketika {input} naik", "falls with a rise in {input}"),
    "proven.moves-either": ("dapat naik atau turun dengan {input}", "may rise or fall with {input}"),
}
