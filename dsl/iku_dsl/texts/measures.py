"""Units that do not fit each other, and places in time or among dimensions that do not."""

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
    "unit-mismatch.list": (
        "Semua nilai di sini harus bersatuan sama: ada {left}, dan yang ini {right}.",
        "All values here must have one unit: there is {left}, and this one is {right}.",
    ),
    "unit-mismatch.formula": (
        "Rumus ini menghasilkan {found}, sedangkan satuan indikatornya {declared}.",
        "This formula gives {found}, and the indicator's unit is {declared}.",
    ),
    "unit-mismatch.formula.hint": (
        "Ganti satuan indikatornya, atau bagi rumusnya dengan nilai yang bersatuan {found}.",
        "Change the unit of the indicator, or divide the formula by something in {found}.",
    ),
    "unit-mismatch.value": (
        "Nilai ini bersatuan {found}, sedangkan satuan indikatornya {declared}.",
        "The unit of this value is {found}, and that of the indicator is {declared}.",
    ),
    "unit-mismatch.no-unit": ("“{word}” bukan satuan.", "“{word}” is not a unit."),
    "unit-mismatch.multiplier": (
        "Tulis bilangannya sampai selesai: {mended}, bukan dengan “{word}”.",
        "Write the number out: {mended}, not with “{word}”.",
    ),
    "unit-mismatch.required": (
        "Setiap kolom wajib diisi, kecuali ada “boleh kosong”; hapus kata tambahan itu.",
        "Every column must be filled, unless it says “may be missing”; remove the added words.",
    ),
    "unit-mismatch.optional": (
        "Sel yang boleh tidak diisi ditandai dengan “boleh kosong”, setelah jenis dan rentangnya.",
        "A cell that may be left out is marked by “may be missing”, after its type and range.",
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
        "Skala “{scale}” menyatakan persen, sedangkan nilainya bersatuan {unit}.",
        "Scale “{scale}” is of percentages, and the value is in {unit}.",
    ),
    "unit-mismatch.scale-plain": (
        "Skala “{scale}” memuat bilangan {domain} tanpa tanda persen, sedangkan nilainya persen: 80% adalah 0.8.",
        "Scale “{scale}” holds numbers {domain} without a percent sign, and the value is a percentage: 80% is 0.8.",
    ),
    "unit-mismatch.power": (
        "Pangkat, akar, dan logaritma hanya dapat diambil dari bilangan tanpa satuan.",
        "Powers, roots and logarithms can only be taken of numbers without a unit.",
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
    "period-mismatch.fixed": (
        "Dalam kurung siku periode ditulis dari periode yang dihitung, bukan sebagai tahun tertentu.",
        "In square brackets a period is told from the one at hand, not as a certain year.",
    ),
    "period-mismatch.fixed.hint": (
        "Tulis “[tahun lalu]”, “[tahun -2]”, atau “[triwulan lalu]”.",
        "Write “[previous year]”, “[year -2]” or “[previous quarter]”.",
    ),
    "period-mismatch.shift": (
        "Perhitungan di sini {grain}, sehingga tidak dapat mundur dengan langkah {stride}.",
        "The calculation here is {grain}, so it cannot step back by something {stride}.",
    ),
    "period-mismatch.this": (
        "Perhitungan di sini {grain}, sehingga tidak ada satu periode {stride} yang dimaksud.",
        "The calculation here is {grain}, so there is no single period, {stride}, that this could be.",
    ),
    "period-mismatch.shift.hint": (
        "Pakai langkah yang sama atau lebih panjang, misalnya “[tahun lalu]”, atau jadikan indikatornya “per” periode yang lebih pendek.",
        "Use a step as long or longer, such as “[previous year]”, or make the indicator “per” a shorter period.",
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
        "“{name}” berisi data {grain}, sedangkan uji memakai periode {period}: tidak jelas baris ini milik bagian yang mana.",
        "“{name}” holds {grain} figures, and the test uses the period {period}: it is not clear of which part these rows are.",
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
        "“{name}” dibaca dengan anggota dari {dimensions}, tetapi di sini diberi {count}.",
        "“{name}” is read with a member of {dimensions}, and {count} {count:is|are} given here.",
    ),
    "dimension-mismatch.keys.hint": (
        "Sebut satu anggota dari masing-masing {dimensions}, menurut urutan itu; atau hanya dari yang tidak ada di tempat ini.",
        "Name a member of each of {dimensions}, in that order; or only of those of which none is at hand here.",
    ),
    "dimension-mismatch.keys.any": (
        "Sebut satu anggota dari masing-masing {dimensions}, menurut urutan itu; atau tidak satu pun: baris mana saja cukup.",
        "Name a member of each of {dimensions}, in that order; or none at all: then any row will do.",
    ),
    "dimension-mismatch.keys-none": (
        "“{name}” hanya mempunyai satu nilai, jadi tidak ada anggota yang disebut dalam kurung siku.",
        "“{name}” has one value only, so no member is named in square brackets.",
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
        "Indikator “{name}” hanya mempunyai satu nilai, jadi tidak ada anggota yang disebut.",
        "Indicator “{name}” has one value only, so no member is named.",
    ),
    "dimension-mismatch.versions": (
        "Semua versi indikator “{name}” harus mempunyai “per” yang sama; indikator lain diberi nama lain.",
        "All versions of indicator “{name}” must have the same “per”; another indicator has another name.",
    ),
    "dimension-mismatch.rank": (
        "Peringkat membandingkan beberapa nilai, sedangkan indikator ini hanya mempunyai satu; “per” di baris pembukanya memberi beberapa.",
        "A rank compares several values, and this indicator has only one; “per” in its first line gives it several.",
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
