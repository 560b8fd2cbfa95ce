"""Sentences about what numbers and conditions can be: ranges, division, conditions, open sets."""

from __future__ import annotations

BOUNDED: dict[str, tuple[str, str]] = {
    "range-exceeds": (
        "Hasil rumus dapat mencapai {value}, di luar rentang satuannya {range}.",
        "The formula can give {value}, outside its unit's range {range}.",
    ),
    "range-exceeds.given": (
        "Nilai {value} tidak mungkin: “{name}” bersatuan {range}.",
        "The value {value} cannot be: the unit of “{name}” is {range}.",
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
        "Periksa rumus dan bobotnya. Untuk n / T, bangun n dari T: “himpunan n = T yang …”; atau batasi kolomnya: “kolom n … 0..T”.",
        "Look at the formula and its weights. For n / T build n from T: “set n = T where …”; or limit the column: “column n … 0..T”.",
    ),
    "range-exceeds.hundred": (
        "Satuan persen sudah menampilkan hasil kali 100: hapus “* 100”, atau tulis “* 100%”.",
        "The unit percent shows the result times 100 already: remove “* 100”, or write “* 100%”.",
    ),
    "witness.input": ("{name} = {value}", "{name} = {value}"),
    "may-divide-by-zero": (
        "Penyebut “{denominator}” dapat bernilai 0.",
        "The denominator “{denominator}” can be 0.",
    ),
    "may-divide-by-zero.always": ("“{text}” selalu membagi dengan 0.", "“{text}” always divides by 0."),
    "may-divide-by-zero.always.hint": (
        "Tulis penyebut lain; yang tidak diketahui ditulis “kosong”, bukan dibagi dengan nol.",
        "Write another denominator; what is not known is written “missing”, not divided by zero.",
    ),
    "may-divide-by-zero.use": ("dipakai di sini oleh “{name}”", "used here by “{name}”"),
    "denominator.weights": ("jumlah {text}", "sum {text}"),
    "denominator.weights-of": ("jumlah {text} atas {set}", "sum {text} over {set}"),
    "may-divide-by-zero.example": (
        "{inputs}: “{denominator}” = 0",
        "{inputs}: “{denominator}” = 0",
    ),
    "may-divide-by-zero.hint": (
        'Tambahkan “bila {denominator} = 0 tidak berlaku karena "…"”, atau tulis “jika {denominator} > 0 maka … selain itu …”.',
        'Add “when {denominator} = 0 not applicable because "…"”, or write “if {denominator} > 0 then … otherwise …”.',
    ),
    "may-be-undefined": (
        "“{text}” tidak mempunyai nilai bila {condition}, dan itu dapat terjadi.",
        "“{text}” has no value when {condition}, and that can be.",
    ),
    "may-be-undefined.example": ("{inputs}: {condition}", "{inputs}: {condition}"),
    "may-be-undefined.hint": (
        'Beri kolomnya rentang, tambahkan “bila {condition} tidak berlaku karena "…"” pada indikatornya, atau pilih dengan “jika”.',
        'Give the column a range, add “when {condition} not applicable because "…"” to the indicator, or choose by “if”.',
    ),
    "may-be-undefined.of-set": (
        "Beri kolomnya rentang {sign}, atau rata-ratakan hanya yang memenuhinya: “… atas ({set} yang {base} {sign})”.",
        "Give the column a range {sign}, or average only those of which it holds: “… over ({set} where {base} {sign})”.",
    ),
    "may-be-undefined.of-weights": (
        "Beri yang dibaca “{base}” rentang {sign}: setiap anggota yang berbobot dihitung.",
        "Give what “{base}” reads a range {sign}: each member that has a weight counts.",
    ),
    "may-be-undefined.rule": (
        "“{text}” tidak mempunyai nilai bila {amount} menggantikan yang kosong.",
        "“{text}” has no value when {amount} stands in for what is missing.",
    ),
    "may-be-undefined.rule.hint": (
        "Tulis “bila kosong lewati”, atau angka lain: rata-rata ini tidak mempunyai nilai bila salah satu angkanya {sign} 0.",
        "Write “when missing skip”, or another number: this average has no value when one of its numbers is {sign} 0.",
    ),
    "may-be-undefined.part": ("“{days}” tidak bulat", "“{days}” is not whole"),
    "may-be-undefined.part.hint": (
        "Tulis “bulatkan({days})”, atau beri kolomnya jenis “bilangan”.",
        "Write “round({days})”, or make the column an “integer”.",
    ),
    "may-fail.in-row": (
        "Beri kolomnya rentang tanpa nilai itu, atau pilih dengan “jika … maka … selain itu …”.",
        "Give the column a range without that value, or choose by “if … then … otherwise …”.",
    ),
    "not-proven.undefined": (
        "Belum terbukti bahwa “{text}” selalu mempunyai nilai.",
        "It is not proven that “{text}” always has a value.",
    ),
    "not-proven.undefined.hint": (
        'Beri rentang pada kolomnya, atau penjaga “bila {condition} tidak berlaku karena "…"”.',
        'Give the column a range, or add “when {condition} not applicable because "…"”.',
    ),
    "ambiguous-member": (
        "Di dalam himpunan, “{dimension}” adalah anggota yang sedang diperiksa, bukan milik indikator: “{condition}” membandingkannya"
        " dengan dirinya sendiri.",
        "Inside a set “{dimension}” is the member that is looked at, not the indicator's own: “{condition}” compares it with itself.",
    ),
    "ambiguous-member.hint": (
        "Beri nama milik indikator di luar himpunan, misalnya “hitung ini = {meant}”, lalu bandingkan dengan “ini”.",
        "Name the indicator's own outside the set, such as “let this_one = {meant}”, and compare with “this_one”.",
    ),
    "ambiguous-member.rows": (
        "Di sini “{source}” hanya baris milik “{dimension}” indikator ini, sehingga “{condition}” tidak memilih baris anggota lain.",
        "“{source}” is here the rows of the indicator's own “{dimension}” alone, so “{condition}” picks no rows of other members.",
    ),
    "ambiguous-member.rows.hint": (
        "Jalankan atas anggotanya: “hitung ini = {dimension}” di luar himpunan, lalu “… atas ({dimension} yang {attribute} = ini)”.",
        "Run over the members: “let this_one = {dimension}” outside the set, then “… over ({dimension} where {attribute} = this_one)”.",
    ),
    "never-true": (
        "Syarat “{condition}” tidak pernah terpenuhi: {operand} berkisar {range}.",
        "The condition “{condition}” never holds: {operand} lies in {range}.",
    ),
    "always-true": (
        "Syarat “{condition}” selalu terpenuhi: {operand} berkisar {range}.",
        "The condition “{condition}” always holds: {operand} lies in {range}.",
    ),
    "target-decided.never": (
        "Target {target} tidak pernah tercapai: nilainya berkisar {range}.",
        "The target {target} is never reached: the value lies in {range}.",
    ),
    "target-decided.always": (
        "Target {target} selalu tercapai: satuannya berkisar {range}.",
        "The target {target} is always reached: the unit's range is {range}.",
    ),
    "target-decided.hint": (
        "Periksa angka dan satuannya, arah indikator, atau rentang satuannya.",
        "Look at the number and its unit, at the direction, or at the unit's range.",
    ),
    "never-true.percent": ("Mungkin maksudnya {written}?", "Did you mean {written}?"),
    "never-true.hint": (
        "Periksa angka dan satuannya, atau rentang kolomnya.",
        "Look at the number and its unit, or at the column's range.",
    ),
    "not-proven.range": (
        "Belum terbukti bahwa hasilnya selalu dalam {range}; yang terbukti hanya {found}.",
        "It is not proven that the result always lies in {range}; what is proven is only {found}.",
    ),
    "not-proven.range.nothing": (
        "Belum terbukti bahwa hasilnya selalu dalam {range}; belum terbukti ada batas sama sekali.",
        "It is not proven that the result always lies in {range}; no limit to it is proven at all.",
    ),
    "not-proven.range.hint": (
        "Beri rentang pada kolom yang dipakai, atau “syarat” yang menghubungkannya (misalnya “syarat dilayani <= sasaran”).",
        "Give the columns ranges, or a “require” that ties them together (such as “require served <= target”).",
    ),
    "not-proven.covered": (
        "Belum terbukti bahwa yang dibaca dari “{name}” selalu dalam {range}, yang dimuatnya; yang terbukti hanya {found}.",
        "It is not proven that what is read of “{name}” always lies in {range}, which it covers; what is proven is only {found}.",
    ),
    "not-proven.covered.nothing": (
        "Belum terbukti bahwa yang dibaca dari “{name}” selalu dalam {range}, yang dimuatnya; belum terbukti ada batas sama sekali.",
        "It is not proven that what is read of “{name}” always lies in {range}, which it covers; no limit to it is proven at all.",
    ),
    "not-proven.covered.here": ("yang dimuatnya", "what it covers"),
    "not-proven.covered.hint": (
        'Beri satuan indikator rentang {range}, atau perluas skalanya; jika sebagian memang tanpa kategori, “sebagian karena "…"”.',
        'Give the indicator\'s unit the range {range}, or let the scale cover more; where some have no category, “partial because "…"”.',
    ),
    "not-proven.covered.achievement-hint": (
        'Beri profil capaiannya “batas {range}”, atau perluas skalanya; jika sebagian memang tanpa kategori, “sebagian karena "…"”.',
        'Give the profile “limits {range}”, or let the scale cover more; where some have no category, “partial because "…"”.',
    ),
    "not-proven.covered.operand-hint": (
        "Beri kolomnya rentang, atau “syarat” yang menjaga “{text}” dalam {range}; atau perluas yang dimuatnya.",
        "Give its columns ranges, or a “require” that keeps “{text}” in {range}; or let it cover more.",
    ),
    "not-proven.argument": (
        "Belum terbukti bahwa yang diberikan kepada parameter “{name}” selalu dalam {range}; yang terbukti hanya {found}.",
        "It is not proven that what parameter “{name}” is given always lies in {range}; what is proven is only {found}.",
    ),
    "not-proven.argument.nothing": (
        "Belum terbukti bahwa yang diberikan kepada parameter “{name}” selalu dalam {range}; belum terbukti ada batas sama sekali.",
        "It is not proven that what parameter “{name}” is given always lies in {range}; no limit to it is proven at all.",
    ),
    "not-proven.argument.hint": (
        "Beri kolomnya rentang, atau “syarat” yang menjaga “{text}” dalam {range}; atau perluas rentang parameternya.",
        "Give its columns ranges, or a “require” that keeps “{text}” in {range}; or widen the range of the parameter.",
    ),
    "not-proven.targets": (
        "Tidak terbukti bahwa profil capaian tidak pernah membagi dengan nol, mulai dari target “{name}” ini; terlalu besar untuk dicoba.",
        "It is not proven that the profile never divides by zero, from this target of “{name}” on. It is too large to try.",
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
        'Beri rentang “> 0 ..” pada kolomnya, atau penjaga “bila {denominator} = 0 tidak berlaku karena "…"”.',
        'Give its column the range “> 0 ..”, or add “when {denominator} = 0 not applicable because "…"”.',
    ),
    "absent-row": (
        "Sumber “{source}” tidak mengatakan apa arti baris yang tidak ada: belum dikirim, atau memang tidak ada?",
        "Source “{source}” does not say what an absent row means: not sent yet, or nothing there?",
    ),
    "absent-row.use": ("hasilnya bergantung pada itu di sini", "the result depends on it here"),
    "absent-row.hint": (
        "Akhiri baris sumber dengan “lengkap” bila setiap {dimension} harus mengirim, atau “daftar” bila baris hanya ada untuk yang ada.",
        "End the source's line with “complete” where every {dimension} must send a row, or “register” where rows only tell what there is.",
    ),
    "open-universe": (
        "Anggota “{dimension}” hanya diketahui dari fakta: impor tahun lain akan mengubah jawaban tahun ini.",
        "The members of “{dimension}” are known from facts alone: an import of another year would change this year's answer.",
    ),
    "open-universe.hint": (
        "Batasi dengan sumbernya: “{dimension} yang ada …”, atau beri dimensi ini atribut dan berkas anggotanya sendiri.",
        "Limit it by a source: “{dimension} where has …”, or give the dimension attributes and a file of its own.",
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
