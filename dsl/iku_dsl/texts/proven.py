"""Sentences about what the proofs find: weights, bands, versions, circles, ranges."""

from __future__ import annotations

PROVEN: dict[str, tuple[str, str]] = {
    "weights-sum": (
        "Jumlah bobot {total}, seharusnya tepat 100%.",
        "The weights sum to {total}; they must make exactly 100%.",
    ),
    "weights-sum.example": ("{addends} = {total}", "{addends} = {total}"),
    "weights-sum.under": (
        'Kurang {off}. Periksa bobotnya; jika peraturannya salah cetak, tulis bobot yang benar lalu “tercetak 20% karena "…"”.',
        '{off} is missing. Look at the weights; if the regulation is misprinted, write the true weight, then “printed 20% because "…"”.',
    ),
    "weights-sum.over": (
        'Lebih {off}. Periksa bobotnya; jika peraturannya salah cetak, tulis bobot yang benar lalu “tercetak 20% karena "…"”.',
        '{off} too much. Look at the weights; if the regulation is misprinted, write the true weight, then “printed 20% because "…"”.',
    ),
    "weights-sum.percent": (
        "Bobot “{member}” ditulis tanpa tanda persen, sehingga terbaca {read}. Tulis {mended}.",
        "The weight of “{member}” is written without a percent sign, so it is read as {read}. Write {mended}.",
    ),
    "weights-sum.equal": (
        "Bobot yang sama untuk {count} anggota ditulis tepat sebagai pecahan: 1/{count}.",
        "Equal weights of {count} {count:member|members} are written exactly, as a fraction: 1/{count}.",
    ),
    "weight-negative": ("Bobot “{member}” negatif: {weight}.", "The weight of “{member}” is negative: {weight}."),
    "weight-negative.hint": (
        "Bobot adalah bagian dari 100%. Pengurang ditulis di rumus, misalnya “rumus jumlah berbobot lhe.nilai - 5”.",
        "Weights are parts of 100%. What is deducted stands in the formula, such as “formula weighted sum roster.score - 5”.",
    ),
    "missing-member": (
        "Bobot tidak menyebut semua anggota dimensi “{dimension}”; yang terlewat: {members}.",
        "The weights do not name every member of dimension “{dimension}”; left out: {members}.",
    ),
    "missing-member.member": ("tidak mempunyai bobot", "has no weight"),
    "list.more": ("{more} lagi", "{more} more"),
    "missing-member.hint": (
        "Tambahkan baris “{member}” dengan bobotnya; tulis 0% jika memang tidak diperhitungkan.",
        "Add a row “{member}” with its weight; write 0% if it is not to count.",
    ),
    "missing-member.table": (
        "Tabel “{table}” tidak memuat semua kuncinya; yang terlewat: {members}.",
        "Table “{table}” does not hold all its keys; left out: {members}.",
    ),
    "missing-member.table.hint": (
        'Tambahkan barisnya, atau tulis “sebagian karena "…"” di baris pembuka tabel.',
        'Add the rows, or write “partial because "…"” in the line that opens the table.',
    ),
    "missing-member.read": (
        "Tabel “{table}” tidak memuat semua kunci yang dapat dibaca di sini; yang tidak ada: {members}.",
        "Table “{table}” does not hold every key that can be read here; there is none for: {members}.",
    ),
    "missing-member.read.table": ("tabelnya di sini", "the table is here"),
    "missing-member.read.also": ("dibaca juga di sini", "read here, too"),
    "missing-member.read.hint": (
        'Tambahkan barisnya ke tabel. Yang memang tidak ditetapkan: tulis “kosong” di selnya, atau “sebagian karena "…"” di baris pembuka '
        "tabel; membacanya lalu menjadi galat dengan alasan itu.",
        'Add the rows to the table. For what is left undecided on purpose write “missing” in its cell, or “partial because "…"” in the '
        "line that opens the table; reading it is then an error with that reason.",
    ),
    "missing-member.read.near": (
        "Mungkin baris “{row}” seharusnya “{key}”; di sini baris itu tidak pernah terbaca.",
        "Perhaps the row “{row}” should be “{key}”; here it is never read.",
    ),
    "missing-member.read.never": (
        "Tabel “{table}” tidak memuat satu pun kunci yang dapat dibaca di sini: {members}.",
        "Table “{table}” holds none of the keys that can be read here: {members}.",
    ),
    "missing-member.read.never.hint": (
        "Baris tabelnya: {rows}. Samakan namanya, atau baca tabel lain.",
        "The rows of the table: {rows}. Make the names the same, or read another table.",
    ),
    "not-proven.keys": (
        "Tidak dapat dipastikan bahwa tabel “{table}” memuat setiap “{text}”: anggotanya tidak tertulis di spesifikasi.",
        "It cannot be told whether table “{table}” holds every “{text}”: the spec does not list them.",
    ),
    "not-proven.keys.many": (
        "Tidak dapat dipastikan bahwa tabel “{table}” memuat setiap kunci di “{text}”.",
        "It cannot be told whether table “{table}” holds every key of “{text}”.",
    ),
    "not-proven.keys.hint": (
        'Yang tidak ada di tabel menjadi galat, bukan nol. Jika memang begitu, tulis “sebagian karena "…"” di baris pembuka tabel.',
        'What the table does not hold is an error, not zero. If that is meant, write “partial because "…"” in the line that opens the '
        "table.",
    ),
    "bands-gap": (
        "Ada nilai yang tidak masuk kategori mana pun dalam skala “{scale}”: {holes}.",
        "Some values fall into no category of scale “{scale}”: {holes}.",
    ),
    "bands-gap.example": ("nilai {value} tidak mempunyai kategori", "the value {value} has no category"),
    "bands-gap.edge": ("kategori di tepi celah", "a category at the edge of a gap"),
    "bands-gap.hint": (
        'Perluas kategori di sebelahnya, atau nyatakan celah itu dengan “di luar kategori … karena "…"” atau “sebagian karena "…"”.',
        'Widen the category beside it, or say that the gap is meant: “outside … because "…"” or “partial because "…"”.',
    ),
    "bands-gap.hint.end": (
        'Tentukan kategori yang memuat {value}; jika memang tidak ada, tulis “di luar kategori {value} karena "…"”.',
        'Say which category {value} belongs to; if to none, write “outside {value} because "…"”.',
    ),
    "bands-gap.hint.beyond": (
        "Langkah skala ini membawa nilai itu ke {value}, di luar cakupannya. Perluas cakupan skalanya sampai {value}, atau pakai langkah "
        "yang membagi habis ujung cakupannya.",
        "The step of the scale brings them to {value}, beyond what it covers. Let the scale cover {value}, too, or take a step that "
        "divides the end of what it covers.",
    ),
    "bands-gap.hint.step": (
        "Tepi kategori ini berselisih {step}, seperti untuk nilai yang dibulatkan. Sambung tepinya (“..< {end}”), atau nyatakan "
        "pembulatannya di baris skala: “langkah {step} ke bawah”.",
        "The ends of these bands are {step} apart, as for rounded values. Let them meet (“..< {end}”), or say how values are "
        "rounded in the line of the scale: “step {step} down”.",
    ),
    "bands-overlap": (
        "Kategori “{first}” dan “{second}” dalam skala “{scale}” bertumpang tindih.",
        "The categories “{first}” and “{second}” of scale “{scale}” overlap.",
    ),
    "bands-overlap.example": (
        "nilai {value} masuk “{first}” dan juga “{second}”",
        "the value {value} falls into “{first}” and into “{second}”",
    ),
    "bands-overlap.here": ("{value} masuk di sini", "{value} falls in here"),
    "bands-overlap.hint": (
        "Ubah batas salah satunya sampai setiap nilai hanya masuk satu kategori.",
        "Move the end of one of them, until every value falls into one category only.",
    ),
    "bands-overlap.hint.end": (
        "Tentukan {value} milik kategori yang mana; tepi “> {value}” atau “..< {value}” tidak memuatnya.",
        "Say which category {value} belongs to; the ends “> {value}” and “..< {value}” are without it.",
    ),
    "bands-overlap.hint.order": (
        "Tulis kategori terbaik lebih dahulu: bila “{second}” ditulis di atas “{first}”, “{first}” hanya sampai ke awal "
        "“{second}”.",
        "Write the best category first: where “{second}” is written above “{first}”, “{first}” reaches only to where "
        "“{second}” begins.",
    ),
    "bands-overlap.outside": (
        "Yang dinyatakan di luar kategori ternyata masuk kategori “{band}”.",
        "What is said to be outside lies in the category “{band}”.",
    ),
    "bands-overlap.outside.example": (
        "nilai {value} masuk kategori “{band}”",
        "the value {value} falls into “{band}”",
    ),
    "bands-overlap.outside.hint": (
        "Keluarkan {value} dari kategori itu, misalnya dengan “> {value}”, atau hapus baris “di luar kategori”.",
        "Take {value} out of that category, such as by “> {value}”, or remove the line “outside”.",
    ),
    "bands-domain": (
        "Kategori “{band}” ({interval}) melampaui cakupan skala, yaitu {domain}.",
        "The category “{band}” ({interval}) goes beyond what the scale covers, {domain}.",
    ),
    "bands-domain.domain": ("cakupan skala", "what the scale covers"),
    "bands-domain.hint": (
        "Perbaiki batas kategori ini, atau perluas cakupan di baris skala.",
        "Mend the end of this category, or widen what the line of the scale covers.",
    ),
    "bands-domain.percent": (
        "Skala “{scale}” mencakup {domain}, tetapi kategorinya ditulis tanpa tanda persen.",
        "Scale “{scale}” covers {domain}, and its categories are written without the percent sign.",
    ),
    "bands-domain.percent.hint": (
        "“{band}” terbaca sebagai {read}. Tulis {mended}.",
        "“{band}” is read as {read}. Write {mended}.",
    ),
    "range-empty": ("Rentang ini tidak memuat bilangan apa pun.", "This range holds no number."),
    "range-empty.turned": (
        "Batas bawah ditulis dahulu: “{mended}”.",
        "The lower end comes first: “{mended}”.",
    ),
    "range-empty.domain": ("Skala ini hanya mencakup {domain}.", "This scale covers {domain} only."),
    "range-empty.step": ("Langkah harus lebih besar dari 0.", "A step must be greater than 0."),
    "versions-overlap": (
        "Dua versi indikator “{name}” berlaku pada periode yang sama.",
        "Two versions of indicator “{name}” are effective in the same period.",
    ),
    "versions-overlap.first": ("versi yang lain", "the other version"),
    "versions-overlap.example": ("pada {period} keduanya berlaku", "in {period} both are effective"),
    "versions-overlap.hint": (
        "Akhiri versi yang lama sebelum versi yang baru mulai, misalnya “berlaku 2015..2020” dan “berlaku 2021..”.",
        "End the old version before the new one starts, such as “effective 2015..2020” and “effective 2021..”.",
    ),
    "versions-overlap.hint.none": (
        "Keduanya tidak menyebut masa berlaku. Tulis “berlaku 2015..2020” dan “berlaku 2021..”, atau ganti nama salah satunya.",
        "Neither says when it is effective. Write “effective 2015..2020” and “effective 2021..”, or rename one if they differ.",
    ),
    "cycle": (
        "Perhitungan ini berputar: {ring}.",
        "This calculation goes in a circle: {ring}.",
    ),
    "cycle.edge": ("“{name}” memerlukan “{target}”", "“{name}” needs “{target}”"),
    "cycle.hint": (
        "Putuskan salah satu hubungannya; membaca periode sebelumnya, misalnya [tahun lalu], diperbolehkan.",
        "Cut one of the links; reading an earlier period, such as [previous year], is allowed.",
    ),
    "cycle.hint.weights": (
        "Hapus “{name}” dari bobotnya sendiri.",
        "Take “{name}” out of its own weights.",
    ),
    "cycle.hint.limits": (
        "Beri salah satu kolomnya batas atas berupa bilangan.",
        "Give one of the columns a number as its upper end.",
    ),
    "cycle.hint.lets": (
        "Hitung salah satunya tanpa yang lain.",
        "Work out one of them without the other.",
    ),
    "cycle.hint.expected": (
        "Baris “{name}” mana yang wajib ada tidak boleh dihitung dari baris “{name}” sendiri.",
        "Which rows of “{name}” must be there may not be computed from the rows of “{name}” themselves.",
    ),
    "digits-too-many.hint": (
        "Tulis “digit {limit}” atau lebih sedikit.",
        "Write “digits {limit}” or fewer.",
    ),
    "digits-too-many.range": (
        "Dengan {digits} desimal, angka dalam rentang {range} terlalu panjang untuk disimpan.",
        "With {digits} {digits:decimal|decimals} what lies in {range} is too long to be kept.",
    ),
    "digits-too-many.whole": (
        "Bilangan dalam rentang {range} terlalu panjang untuk disimpan.",
        "A number in {range} is too long to be kept.",
    ),
    "digits-too-many.range.hint": (
        "Tulis “digit {limit}” atau lebih sedikit, atau rentang yang lebih sempit.",
        "Write “digits {limit}” or fewer, or a narrower range.",
    ),
    "digits-too-many.range.narrower": (
        "Tulis rentang yang lebih sempit, atau pakai satuan yang lebih besar, misalnya “juta_rupiah”.",
        "Write a narrower range, or use a larger unit, such as “million_rupiah”.",
    ),
    "digits-too-many": (
        "Paling banyak {limit} desimal yang dapat disimpan untuk kolom ini.",
        "At most {limit} {limit:decimal|decimals} can be kept in this column.",
    ),
}
