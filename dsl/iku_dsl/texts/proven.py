"""Sentences about what the proofs find: weights, bands, versions, circles, ranges."""

from __future__ import annotations

PROVEN: dict[str, tuple[str, str]] = {
    "weights-sum": ("Jumlah bobot {total}, seharusnya tepat 100%.", "The weights sum to {total}; they must make exactly 100%."),
    "weights-sum.example": ("{addends} = {total}", "{addends} = {total}"),
    "weights-sum.under": (
        "Kurang {off}: naikkan bobot salah satu anggota.",
        "{off} is missing: raise the weight of a member.",
    ),
    "weights-sum.over": (
        "Lebih {off}: turunkan bobot salah satu anggota.",
        "{off} too much: lower the weight of a member.",
    ),
    "weight-negative": ("Bobot “{member}” negatif: {weight}.", "The weight of “{member}” is negative: {weight}."),
    "missing-member": (
        "Bobot tidak menyebut semua anggota dimensi “{dimension}”; yang terlewat: {members}.",
        "The weights do not name every member of dimension “{dimension}”; left out: {members}.",
    ),
    "missing-member.member": ("tidak mempunyai bobot", "has no weight"),
    "missing-member.hint": (
        "Tambahkan baris “{member}” dengan bobotnya; tulis 0% jika memang tidak diperhitungkan.",
        "Add a row “{member}” with its weight; write 0% if it is not to count.",
    ),
    "missing-member.table": (
        "Tabel “{table}” tidak memuat semua kuncinya; yang terlewat: {members}.",
        "Table “{table}” does not hold all its keys; left out: {members}.",
    ),
    "missing-member.table.hint": (
        "Tambahkan barisnya, atau tulis “sebagian karena \"…\"” di baris pembuka tabel.",
        "Add the rows, or write “partial because \"…\"” in the line that opens the table.",
    ),
    "bands-gap": (
        "Skala “{scale}” mempunyai celah, nilai yang tidak masuk kategori mana pun: {holes}.",
        "Scale “{scale}” has gaps, values that fall into no category: {holes}.",
    ),
    "bands-gap.example": ("nilai {value} tidak mempunyai kategori", "the value {value} has no category"),
    "bands-gap.edge": ("kategori di tepi celah", "a category at the edge of a gap"),
    "bands-gap.hint": (
        "Perluas kategori di sebelahnya, atau nyatakan celah itu dengan “di luar kategori … karena \"…\"” atau “sebagian karena \"…\"”.",
        "Widen the category beside it, or say that the gap is meant: “outside … because \"…\"” or “partial because \"…\"”.",
    ),
    "bands-gap.hint.step": (
        "Kategori ini dicetak untuk bilangan bulat. Sambung tepinya (“90 ..< 100”), atau tambahkan “langkah 1 ke bawah” di baris skala.",
        "These bands are printed for whole numbers. Let their ends meet (“90 ..< 100”), or add “step 1 down” to the line of the scale.",
    ),
    "bands-overlap": (
        "Kategori “{first}” dan “{second}” dalam skala “{scale}” bertumpang tindih.",
        "The categories “{first}” and “{second}” of scale “{scale}” overlap.",
    ),
    "bands-overlap.example": (
        "nilai {value} masuk “{first}” dan juga “{second}”",
        "the value {value} falls into “{first}” and into “{second}”",
    ),
    "bands-overlap.here": ("nilai yang sama juga masuk di sini", "the same value falls in here too"),
    "bands-overlap.hint": (
        "Putuskan tepinya milik siapa: “> 80 .. 100” tidak memuat 80, “60 ..< 80” juga tidak.",
        "Say which one the end belongs to: “> 80 .. 100” is without 80, and so is “60 ..< 80”.",
    ),
    "bands-overlap.outside": (
        "Yang dinyatakan di luar kategori ternyata masuk kategori “{band}”.",
        "What is said to be outside lies in the category “{band}”.",
    ),
    "bands-overlap.outside.example": (
        "nilai {value} masuk kategori “{band}”",
        "the value {value} falls into “{band}”",
    ),
    "bands-domain": (
        "Kategori “{band}” ({interval}) melampaui cakupan skala, yaitu {domain}.",
        "The category “{band}” ({interval}) goes beyond what the scale covers, {domain}.",
    ),
    "bands-domain.domain": ("cakupan skala", "what the scale covers"),
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
    "cycle": (
        "Perhitungan ini berputar: {ring}.",
        "This calculation goes in a circle: {ring}.",
    ),
    "cycle.edge": ("“{name}” memerlukan “{target}”", "“{name}” needs “{target}”"),
    "cycle.hint": (
        "Putuskan salah satu hubungannya; membaca periode sebelumnya, misalnya [tahun lalu], diperbolehkan.",
        "Cut one of the links; reading an earlier period, such as [previous year], is allowed.",
    ),
    "cycle.hint.lets": (
        "Hitung salah satunya tanpa yang lain.",
        "Work out one of them without the other.",
    ),
    "digits-too-many": (
        "Paling banyak {limit} desimal yang dapat disimpan.",
        "At most {limit} decimals can be kept.",
    ),
}
