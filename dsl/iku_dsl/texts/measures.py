"""Sentences about units, and places in time or among dimensions, that do not go together."""

from __future__ import annotations

MEASURES: dict[str, tuple[str, str]] = {
    "unit-mismatch": (
        "“{operator}” memerlukan satuan yang sama: di kiri {left}, di kanan {right}.",
        "“{operator}” needs equal units: {left} on the left, {right} on the right.",
    ),
    "unit-mismatch.side": ("satuannya {unit}", "its unit is {unit}"),
    "unit-mismatch.hint": (
        "Periksa kolom mana yang dimaksud, atau kalikan atau bagi dahulu sampai satuannya sama.",
        "See which column is meant, or multiply or divide first, until the units are equal.",
    ),
    "unit-mismatch.alone": (
        "Bilangan ini tanpa satuan, sedangkan “{text}” terbuat dari beberapa satuan.",
        "This number has no unit, and “{text}” is made of several units.",
    ),
    "unit-mismatch.alone.list": (
        "Bilangan ini tanpa satuan, sedangkan yang lain di sini memakai beberapa satuan.",
        "This number has no unit, and the others here are of several units.",
    ),
    "unit-mismatch.alone.hint": ("Tulis satuannya, misalnya {unit}.", "Write its unit, such as {unit}."),
    "unit-mismatch.months": (
        "Bulan tidak dapat diubah menjadi hari atau jam. Tulis keduanya dalam satuan yang sama, misalnya “hari”.",
        "Months cannot be turned into days or hours. Write both in one unit, such as “day”.",
    ),
    "unit-mismatch.list": (
        "Semua nilai di sini harus mempunyai satuan yang sama: ada {left}, dan yang ini {right}.",
        "All values here must have one unit: there is {left}, and this one is {right}.",
    ),
    "unit-mismatch.formula": (
        "Rumus ini menghasilkan {found}, sedangkan satuan indikatornya {declared}.",
        "This formula gives {found}, and the indicator's unit is {declared}.",
    ),
    "unit-mismatch.formula.hint": (
        "Ganti satuan indikatornya, atau bagi rumusnya dengan nilai yang satuannya {found}.",
        "Change the unit of the indicator, or divide the formula by something in {found}.",
    ),
    "unit-mismatch.value": (
        "Satuan nilai ini {found}, sedangkan satuan indikatornya {declared}.",
        "The unit of this value is {found}, and that of the indicator is {declared}.",
    ),
    "unit-mismatch.argument": (
        "Satuan nilai ini {found}, sedangkan satuan parameter “{name}” {declared}.",
        "The unit of this value is {found}, and that of parameter “{name}” is {declared}.",
    ),
    "unit-mismatch.end": (
        "Satuan ujung rentang ini {found}, sedangkan satuan kolom “{name}” {declared}.",
        "The unit of this end of a range is {found}, and that of column “{name}” is {declared}.",
    ),
    "unit-mismatch.profile": (
        "Aturan ini menghasilkan {found}, sedangkan capaian tidak mempunyai satuan.",
        "This rule gives {found}, and an achievement has no unit.",
    ),
    "unit-mismatch.profile.hint": (
        "Tulis parameternya sebagai “angka”: bilangan itu lalu dibaca dalam satuan indikatornya, seperti realisasi dan target.",
        "Declare the parameter as “number”: it is then in the unit of the indicator, as the actual value and the target are.",
    ),
    "unit-mismatch.weighed": (
        "Indikator yang diberi bobot harus mempunyai satuan yang sama: satuan “{first}” {left}, satuan “{other}” {right}.",
        "Indicators that are weighed must have one unit: that of “{first}” is {left}, that of “{other}” is {right}.",
    ),
    "unit-mismatch.weighed.hint": (
        "Bobotlah capaiannya (“rerata berbobot capaian”), atau samakan satuan indikator-indikatornya.",
        "Weigh what they achieved (“weighted average achievement”), or give the indicators one unit.",
    ),
    "unit-mismatch.no-unit": ("“{word}” bukan satuan.", "“{word}” is not a unit."),
    "unit-mismatch.multiplier": (
        "Tulis bilangannya sampai selesai: {mended}, bukan dengan “{word}”.",
        "Write the number out: {mended}, not with “{word}”.",
    ),
    "unit-mismatch.required": (
        "Setiap kolom memang wajib diisi, kecuali yang diberi “boleh kosong”; hapus kata “{word}”.",
        "Every column must be filled as it is, unless it says “may be missing”; remove the word “{word}”.",
    ),
    "unit-mismatch.required.not": (
        "Setiap kolom memang wajib diisi, kecuali yang diberi “boleh kosong”; hapus “{word} boleh kosong”.",
        "Every column must be filled as it is, unless it says “may be missing”; remove “{word} …”.",
    ),
    "unit-mismatch.optional": (
        "Sel yang boleh tidak diisi ditandai dengan “boleh kosong”, setelah jenis dan rentangnya.",
        "A cell that may be left out is marked by “may be missing”, after its type and range.",
    ),
    "unit-mismatch.without-decimals": (
        "Kata setelah jenis kolom terbaca sebagai satuan. Untuk bilangan bulat tulis “bilangan” saja, atau “bilangan” dan satuannya: "
        "“bilangan orang”.",
        "A word after the type is read as the unit. For whole numbers write “integer” alone, or with a unit: “integer person”.",
    ),
    "unit-mismatch.with-decimals": (
        "Kata setelah jenis kolom terbaca sebagai satuan. Untuk bilangan berdesimal tulis “angka” saja, atau “angka” dan satuannya: "
        "“angka ton”.",
        "A word after the type is read as the unit. For numbers with decimals write “number” alone, or with a unit: “number ton”.",
    ),
    "unit-mismatch.unique": (
        "Setiap baris sudah tunggal menurut periode dan dimensi setelah “per”; hapus kata itu.",
        "Rows are unique by the period and the dimensions after “per” as it is; remove the word.",
    ),
    "unit-mismatch.literal": (
        "Satuan bilangan ini tidak cocok; yang diperlukan di sini: {unit}.",
        "The unit of this number does not fit; needed here: {unit}.",
    ),
    "unit-mismatch.weight.hint": (
        "Bobot ditulis sebagai persen atau pecahan, misalnya 30% atau 1/3.",
        "A weight is written as a percentage or a fraction, such as 30% or 1/3.",
    ),
    "unit-mismatch.bare": (
        "Di sini bilangan ditulis tanpa satuan.",
        "A number is written without a unit here.",
    ),
    "unit-mismatch.bare.hint": (
        "Tulis angkanya saja, dalam satuan dari nilai yang dibaca.",
        "Write the figure alone, in the unit of what is read.",
    ),
    "unit-mismatch.versions": (
        "Versi-versi indikator “{name}” tidak memakai satuan atau skala yang sama, sehingga tidak jelas mana yang dibaca di sini.",
        "The versions of indicator “{name}” do not share a unit or a scale, so it is not clear what is read here.",
    ),
    "unit-mismatch.versions.hint": (
        "Samakan satuan dan skalanya, atau beri nama lain pada indikator yang baru.",
        "Give them one unit and one scale, or give the new indicator another name.",
    ),
    "unit-mismatch.scale-percent": (
        "Skala “{scale}” memuat persen, sedangkan satuan nilainya {unit}.",
        "Scale “{scale}” is of percentages, and the value is in {unit}.",
    ),
    "unit-mismatch.scale-percent.hint": (
        "Tulis skalanya tanpa tanda persen, misalnya “0..100”, atau pakai skala lain.",
        "Write the scale without percent signs, such as “0..100”, or use another scale.",
    ),
    "unit-mismatch.scale-plain": (
        "Skala “{scale}” memuat bilangan {domain} tanpa tanda persen, sedangkan nilainya persen, dan 80% sama dengan 0.8.",
        "Scale “{scale}” holds numbers {domain} without a percent sign, and the value is a percentage, where 80% is 0.8.",
    ),
    "unit-mismatch.scale-plain.hint": (
        "Tulis skala itu dengan tanda persen, juga kategorinya, misalnya “0%..100%”.",
        "Write that scale with percent signs, its categories as well, such as “0%..100%”.",
    ),
    "unit-mismatch.power": (
        "Pangkat, akar, dan logaritma hanya dapat diambil dari bilangan tanpa satuan.",
        "Powers, roots and logarithms can only be taken of numbers without a unit.",
    ),
    "unit-mismatch.power.hint": (
        "Bagi dahulu dengan nilai yang satuannya sama, sehingga hasilnya tanpa satuan.",
        "Divide first by something of the same unit, so that no unit is left.",
    ),
    # periods
    "period-mismatch": (
        "“{name}” berisi data {grain}, sedangkan di sini dibaca sebagai data {reader}.",
        "“{name}” holds {grain} figures, and is read as {reader} here.",
    ),
    "period-mismatch.column": (
        "kolom ini tidak mempunyai aturan konsolidasi",
        "this column has no rule of consolidation",
    ),
    "period-mismatch.hint": (
        "Tambahkan pada kolom “{column}”: “konsolidasi jumlah”, “konsolidasi rerata”, atau “konsolidasi terakhir”."
        " Setiap bagian periode lalu harus ada; bila boleh sebagian, tambahkan “sebagian karena …”.",
        "Add to column “{column}”: “consolidate sum”, “consolidate average” or “consolidate last”."
        " Every part of the period must then be there; where some may do, add “partial because …”.",
    ),
    "period-mismatch.indicator": (
        "indikator ini tidak mempunyai aturan konsolidasi",
        "this indicator has no rule of consolidation",
    ),
    "period-mismatch.indicator.hint": (
        "Tambahkan baris “konsolidasi jumlah”, “konsolidasi rerata”, atau “konsolidasi terakhir” pada indikator itu."
        " Setiap bagian periode lalu harus ada; bila boleh sebagian, tambahkan “sebagian karena …”.",
        "Add a line “consolidate sum”, “consolidate average” or “consolidate last” to that indicator."
        " Every part of the period must then be there; where some may do, add “partial because …”.",
    ),
    "period-mismatch.to-date": (
        "“{name}” tidak mempunyai aturan konsolidasi, sehingga tidak dapat diringkas sampai periode ini.",
        "“{name}” has no rule of consolidation, so it cannot be summed up to date.",
    ),
    "period-mismatch.none": (
        "“{name}” tidak mempunyai periode, sehingga tidak dapat dibaca pada periode lain.",
        "“{name}” has no period, so it cannot be read at another one.",
    ),
    "period-mismatch.second": (
        "Satu pembacaan mempunyai satu periode; “{found}” adalah yang kedua.",
        "One reading has one period; “{found}” is the second.",
    ),
    "period-mismatch.second.hint": (
        "Tulis satu langkah, “[triwulan -5]”; atau jadikan yang pertama indikator sendiri, dan bacalah itu dengan “[tahun lalu]”.",
        "Write one step, “[quarter -5]”; or make the first an indicator of its own, and read that with “[previous year]”.",
    ),
    "period-mismatch.none.hint": (
        "Hapus kurung siku ini: isinya sama untuk semua periode.",
        "Remove these brackets: what it holds is the same in all periods.",
    ),
    "period-mismatch.inside.hint": (
        "Tulis kurung siku ini di belakang apa yang dicari, di dalam kurung yang lain, misalnya “skala[sumber.kolom[tahun lalu]]”.",
        "Write these brackets behind what is looked up, inside the others, such as “scale[source.column[previous year]]”.",
    ),
    "period-mismatch.behind": (
        "“{name}” dihitung pada periode yang sedang dihitung, dan tidak dapat dibaca pada periode lain.",
        "“{name}” is worked out for the period at hand, and cannot be read at another one.",
    ),
    "period-mismatch.behind.hint": (
        "Tulis kurung siku ini di belakang kolom atau indikator yang dibaca “{name}”.",
        "Write these brackets behind the columns or indicators that “{name}” reads.",
    ),
    "period-mismatch.fixed": (
        "Dalam kurung siku, periode disebut terhadap periode yang dihitung, misalnya tahun sebelumnya, bukan sebagai tahun "
        "tertentu.",
        "In square brackets a period is told from the one at hand, not as a certain year.",
    ),
    "period-mismatch.fixed.hint": (
        "Tulis “[tahun lalu]”, “[tahun -2]”, atau “[triwulan lalu]”.",
        "Write “[previous year]”, “[year -2]” or “[previous quarter]”.",
    ),
    "period-mismatch.shift": (
        "Perhitungan di sini {grain}, sehingga tidak dapat membaca satu periode {stride} sebelumnya.",
        "The calculation here is {grain}, so it cannot read an earlier period that is {stride}.",
    ),
    "period-mismatch.this": (
        "Perhitungan di sini {grain}, sehingga tidak jelas periode {stride} mana yang dimaksud.",
        "The calculation here is {grain}, so it is not clear which period, {stride}, is meant.",
    ),
    "period-mismatch.shift.hint": (
        "Pakai periode yang sama panjangnya atau lebih panjang, misalnya “[tahun lalu]”, atau hitung indikatornya per periode "
        "yang lebih pendek: “per {word}”.",
        "Use a period as long or longer, such as “[previous year]”, or make the indicator “per {word}”.",
    ),
    "period-mismatch.this.hint": (
        "Hapus kurung siku ini, atau hitung indikatornya per periode yang lebih pendek: “per {word}”.",
        "Remove these brackets, or make the indicator “per {word}”.",
    ),
    "period-mismatch.parameter": (
        "Capaian “{name}” dibaca sekaligus untuk beberapa periode {grain}: realisasi dan target digabung, tetapi parameter “{parameter}” "
        "(“{text}”) dapat berbeda-beda di dalamnya.",
        "The achievement of “{name}”, which is {grain}, is read for several periods at once: value and target become one, but the "
        "parameter “{parameter}” (“{text}”) may be another in each.",
    ),
    "period-mismatch.parameter.band": (
        "Kategori capaian “{name}” dibaca sekaligus untuk beberapa periode {grain}: realisasi dan target digabung, tetapi parameter "
        "“{parameter}” (“{text}”) dapat berbeda-beda di dalamnya.",
        "The category of the achievement of “{name}”, which is {grain}, is read for several periods at once: value and target become "
        "one, but the parameter “{parameter}” (“{text}”) may be another in each.",
    ),
    "period-mismatch.cap": (
        "Kategori “{name}” dibaca sekaligus untuk beberapa periode {grain}: nilainya digabung, tetapi syarat “{text}” bagi kategori "
        "tertinggi “{band}” dapat berbeda-beda di dalamnya.",
        "The category of “{name}”, which is {grain}, is read for several periods at once: its values become one, but the condition "
        "“{text}” of “{band}” as the highest may be another in each.",
    ),
    "period-mismatch.cap.here": ("syarat ini dapat berubah", "this condition may change"),
    "period-mismatch.cap.hint": (
        "Nyatakan indikator {reader} tersendiri dengan kategorinya, lalu baca itu; atau buat syaratnya dari data {reader}.",
        "Declare a {reader} indicator of its own, with its categories, and read that; or make the condition of what is {reader}.",
    ),
    "period-mismatch.parameter.here": ("parameter ini dapat berubah", "this parameter may change"),
    "period-mismatch.parameter.hint": (
        "Nyatakan indikator {reader} tersendiri dengan target dan capaiannya, lalu baca itu; atau isi “{parameter}” dengan data {reader}.",
        "Declare a {reader} indicator of its own, with its target and achievement, and read that; or give “{parameter}” what is {reader}.",
    ),
    "period-mismatch.at": ("di sini periodenya {grain}", "the period here is {grain}"),
    "period-mismatch.test": (
        "Indikator ini {grain}, sedangkan uji memakai periode {period}.",
        "This indicator is {grain}, and the test uses the period {period}.",
    ),
    "period-mismatch.test.hint": ("Tulis misalnya “pada {example}”.", "Write for example “at {example}”."),
    "period-mismatch.given": (
        "“{name}” berisi data {grain}, sedangkan baris ini menyebut periode {period}.",
        "“{name}” holds {grain} figures, and this row names the period {period}.",
    ),
    "period-mismatch.which": (
        "“{name}” berisi data {grain}, sedangkan uji memakai periode {period}: tidak jelas baris ini untuk periode {grain} "
        "yang mana.",
        "“{name}” holds {grain} figures, and the test uses the period {period}: it is not clear for which part of it these "
        "rows are.",
    ),
    "period-mismatch.no-version": (
        "“{name}” tidak berlaku pada {period}, sehingga tidak ada nilai yang dapat diberi.",
        "“{name}” is not effective in {period}, so no value can be given.",
    ),
    "period-mismatch.given.hint": ("Tulis misalnya “{example}”.", "Write for example “{example}”."),
    # dimensions
    "dimension-mismatch": (
        "“{name}” mempunyai satu nilai untuk setiap {dimensions}; di sini tidak jelas yang mana.",
        "“{name}” has a value for each {dimensions}; it is not clear which one is meant here.",
    ),
    "dimension-mismatch.hint": (
        'Ringkas dengan “jumlah” atau “rerata”, pilih satu anggota dengan {name}["…"], atau buat indikatornya “per {dimension}”.',
        'Sum it up with “sum” or “average”, pick one member with {name}["…"], or make the indicator “per {dimension}”.',
    ),
    "dimension-mismatch.keys": (
        "“{name}” dibaca dengan satu anggota dari masing-masing: {dimensions}. Di sini disebut {count} anggota.",
        "“{name}” is read with a member of each of: {dimensions}. Here {count} {count:is|are} named.",
    ),
    "dimension-mismatch.keys.hint": (
        "Tulis “{example}” dengan anggota menurut urutan {dimensions}. Yang sudah tertentu di sini, misalnya dari “per” "
        "indikatornya, boleh tidak disebut.",
        "Write “{example}”, with members in the order {dimensions}. What is settled here, such as by “per” of the indicator, "
        "may be left out.",
    ),
    "dimension-mismatch.keys.any": (
        "Tulis “{example}” dengan anggota menurut urutan {dimensions}; atau tanpa kurung siku, bila baris mana saja sudah "
        "cukup.",
        "Write “{example}”, with members in the order {dimensions}; or no brackets, where any row will do.",
    ),
    "dimension-mismatch.keys-none": (
        "“{name}” hanya mempunyai satu nilai; hapus kurung siku dan anggota di dalamnya.",
        "“{name}” has one value only; remove the square brackets and the member in them.",
    ),
    "dimension-mismatch.behind": (
        "“{name}” di sini milik anggota yang sedang dihitung, dan tidak dapat dibaca untuk anggota lain.",
        "“{name}” is that of the member at hand here, and cannot be read for another one.",
    ),
    "dimension-mismatch.behind.hint": (
        "Tulis kurung siku ini di belakang kolom atau indikator yang dibaca “{name}”.",
        "Write these brackets behind the columns or indicators that “{name}” reads.",
    ),
    "dimension-mismatch.behind.attribute.hint": (
        'Untuk anggota lain tulis dimensinya dahulu: “{dimension}["…"].{name}”.',
        'For another member write the dimension first: “{dimension}["…"].{name}”.',
    ),
    "dimension-mismatch.expect": (
        "Indikator “{name}” mempunyai satu nilai untuk setiap {dimensions}; sebut yang dimaksud.",
        "Indicator “{name}” has a value for each {dimensions}; say which one is meant.",
    ),
    "dimension-mismatch.expect.hint": (
        "Tulis anggotanya dalam kurung siku: “{example}”.",
        "Write the member in square brackets: “{example}”.",
    ),
    "dimension-mismatch.expect-none": (
        "Indikator “{name}” hanya mempunyai satu nilai; hapus kurung siku dan anggota di dalamnya.",
        "Indicator “{name}” has one value only; remove the square brackets and the member in them.",
    ),
    "dimension-mismatch.versions": (
        "Semua versi indikator “{name}” harus sama bagian “per”-nya.",
        "All versions of indicator “{name}” must have the same “per”.",
    ),
    "dimension-mismatch.versions.hint": (
        "Samakan bagian “per” di baris pembukanya. Bila ini memang indikator lain, beri nama lain.",
        "Make “per” the same in their first lines. If this is another indicator, give it another name.",
    ),
    "dimension-mismatch.rank": (
        "Peringkat membandingkan beberapa nilai, sedangkan indikator ini hanya mempunyai satu nilai.",
        "A rank compares several values, and this indicator has only one.",
    ),
    "dimension-mismatch.rank.hint": (
        "Hapus baris ini, atau tambahkan “per” dan sebuah dimensi di baris pembukanya: “indikator {name} per …”.",
        "Remove this line, or add “per” and a dimension to the first line: “indicator {name} per …”.",
    ),
    "dimension-mismatch.weights": (
        "Bobotnya menurut {dimensions}, tetapi “{operand}” sama untuk semuanya.",
        "The weights are by {dimensions}, and “{operand}” is the same for all of them.",
    ),
    "dimension-mismatch.weights.hint": (
        "Jumlahkan kolom dari sumber yang “per {dimension}”, atau hapus bobot itu.",
        "Sum a column of a source that is “per {dimension}”, or remove those weights.",
    ),
}
