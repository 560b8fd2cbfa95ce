"""What each keyword that opens a line says, for a planner: by its terminal, Indonesian and English. The others are in `word_texts`."""

from __future__ import annotations

Texts = dict[str, tuple[str, str]]

OPENING: Texts = {
    # heads of declarations
    "DIMENSION": (
        "Memulai dimensi: hal yang diceritakan fakta, misalnya komponen atau daerah. Anggotanya disebut satu per satu, atau "
        "dikenali dari sebuah `kunci`.",
        "Starts a dimension: what facts are about, such as components or regions. Its members are listed, or known by a `key`.",
    ),
    "SOURCE": (
        "Memulai sumber: tabel fakta, satu baris untuk setiap periode dan anggota dimensi yang disebut sesudah `per`; lalu `lengkap` "
        "atau `daftar`: apa arti baris yang tidak ada.",
        "Starts a source: a table of facts, one row for each period and member of the dimensions after `per`; then `complete` or "
        "`register`: what an absent row means.",
    ),
    "TABLE": (
        "Memulai tabel: nilai yang dicari dengan satu atau dua kunci, ditulis `tabel[kunci]`, atau titik-titik yang dihubungkan "
        "garis lurus.",
        "Starts a table: values looked up by one or two keys, read as `table[key]`, or points joined by straight lines.",
    ),
    "SCALE": (
        "Memulai skala: kategori berurutan, yang terbaik dahulu, atas suatu cakupan bilangan; harus lengkap dan tidak bertumpang "
        "tindih.",
        "Starts a scale: ordered categories, best first, over a domain of numbers; complete and without overlap.",
    ),
    "PROFILE": (
        "Memulai profil: cara menghitung capaian dari realisasi dan target, untuk setiap arah.",
        "Starts a profile: how achievement follows from actual and target, for each direction.",
    ),
    "INDICATOR": (
        "Memulai indikator. Beberapa deklarasi bernama sama adalah versi dengan masa `berlaku` yang berbeda. Setelah `bobot`: "
        "bobot indikator lain.",
        "Starts an indicator. Several declarations of one name are versions that are `effective` in different periods. After "
        "`weights`: the weights of other indicators.",
    ),
    "TEST": (
        "Memulai uji: fakta yang diberikan, dan hasil yang diharapkan dari suatu indikator.",
        "Starts a test: facts that are given, and what is expected of an indicator.",
    ),
    # statements
    "ATTRIBUTE": (
        "Keterangan tentang setiap anggota dimensi; dapat menunjuk dimensi lain.",
        "What is known of each member of a dimension; it may point to another dimension.",
    ),
    "ALIAS": (
        'Kata lain untuk sebuah kata dalam nama anggota: alias "Kab." = "Kabupaten".',
        'Another word for a word of members\' names: alias "Kab." = "Kabupaten".',
    ),
    "PUBLISHER": ("Siapa yang menerbitkan data sumber ini.", "Who publishes the data of this source."),
    "COLUMN": (
        "Kolom sumber: nama, jenis, rentang; lalu `boleh kosong`, `digit`, `konsolidasi`, judul.",
        "A column of the source: name, type, range; then `may be missing`, `digits`, `consolidate`, label.",
    ),
    "PARAMETER": (
        "Yang diisi oleh indikator pemakai profil, sesudah `dengan`.",
        "What an indicator that uses the profile fills in, after `with`.",
    ),
    "LET": (
        "Memberi nama pada suatu hitungan. Di sumber: kolom yang dihitung baris demi baris.",
        "Names a calculation. In a source: a column computed row by row.",
    ),
    "SET": (
        "Memberi nama pada suatu himpunan, misalnya `daerah yang ada asistensi[tahun lalu]`.",
        "Names a set, such as `region where has assistance[previous year]`.",
    ),
    "CHECK": (
        "Yang tidak memenuhinya tetap diterima, tetapi disebut saat impor agar dilihat orang.",
        "What does not keep it is taken in all the same, and told at import for somebody to look at.",
    ),
    "REQUIRE": (
        "Syarat yang harus dipenuhi setiap baris: diperiksa saat data dimuat, dan boleh diandalkan pembuktian.",
        "What must hold of every row: checked when data is loaded, and relied on by the proofs.",
    ),
    "OUTSIDE": (
        "Nilai dalam cakupan skala yang memang tidak mempunyai kategori, dengan alasannya.",
        "Values of the scale's domain that are meant to have no category, with the reason.",
    ),
    "LIMITS": ("Batas bawah dan atas capaian.", "The least and the greatest achievement."),
    "WHEN": (
        "Penjaga: bila syarat ini berlaku, hasilnya `tidak berlaku`, dengan alasannya.",
        "A guard: when this holds, the result is `not applicable`, with the reason.",
    ),
    "GOAL": ("Sasaran yang diukur indikator ini.", "The goal that this indicator measures."),
    "BASIS": ("Dasar hukum atau sumber aturannya.", "The regulation or source of the rule."),
    "DEFINITION": (
        'Definisi indikator; teks beberapa baris ditulis di antara `"""`.',
        'The definition of the indicator; text of several lines stands between `"""`.',
    ),
    "OWNER": (
        "Unit yang bertanggung jawab; tim-timnya sesudah titik dua.",
        "The unit that is responsible; its teams after a colon.",
    ),
    "EFFECTIVE": (
        "Masa berlaku versi ini: `2021..`, `..2020`, `2015..2020`.",
        "When this version is effective: `2021..`, `..2020`, `2015..2020`.",
    ),
    "UNIT": (
        "Satuan hasil, rentangnya (dibuktikan dari rumus), dan bila perlu `bulatkan`.",
        "The unit of the result, its range (proven of the formula), and `round` where it is rounded.",
    ),
    "DIRECTION": (
        "Arah yang baik: `naik`, `turun`, `stabil`, atau `tanpa` bila tidak dinilai.",
        "Which way is good: `higher`, `lower`, `stable`, or `none` where it is not judged.",
    ),
    "TARGET": (
        "Target untuk satu atau beberapa periode: bilangan, rentang, atau hitungan; boleh bernama.",
        "The target of some periods: a number, a range or a calculation; it may have a name.",
    ),
    "WEIGHTS": (
        "Bobot setiap anggota dimensi (atau `bobot indikator`); jumlahnya tepat 100%. Beberapa blok dikalikan bertingkat.",
        "The weight of every member of a dimension (or `weights indicator`), exactly 100% together. Several blocks multiply.",
    ),
    "FORMULA": (
        "Rumus indikator: hasilnya adalah nilainya.",
        "The formula of the indicator: what it gives is the value.",
    ),
    "BANDS": (
        "Skala yang memberi kategori pada nilai; `kategori capaian S` pada capaian; `kategori paling tinggi K bila …` membatasinya.",
        "The scale that gives the value its category; `bands achievement S` that of the achievement; `bands at most K when …` caps it.",
    ),
    "ACHIEVEMENT": (
        "Profil yang menghitung capaian, dengan parameternya sesudah `dengan`.",
        "The profile that gives the achievement, with its parameters after `with`.",
    ),
    "OFFICIAL": (
        "Bila nilai resmi ini ada, itulah nilainya; hasil hitungan diperlihatkan di sampingnya dan selisihnya dinilai.",
        "Where this official value is there, it is the value; the computed one stands beside it and the difference is judged.",
    ),
    "COMPARE": (
        "Membandingkan hasil dengan nilai yang diterbitkan, tanpa menggantinya.",
        "Compares the result with a published value, without taking its place.",
    ),
    "CONSOLIDATE": (
        "Cara beberapa periode pendek menjadi satu: jumlah, rerata, terakhir, minimum, maksimum. "
        "Semuanya harus ada, kecuali dengan `sebagian karena`.",
        "How several shorter periods become one: sum, average, last, minimum, maximum. All must be there, except with `partial because`.",
    ),
    "RANK": ("Memberi peringkat pada anggota-anggota indikator.", "Ranks the members of the indicator."),
    "GIVEN": (
        "Fakta yang diberikan pada uji: sumber, lalu kolom-kolomnya sesudah titik dua, lalu baris-baris datanya; "
        "periode yang ditulis sendiri dimuat tanpa baris.",
        "Facts given to the test: the source, its columns after a colon, then the rows; "
        "a period alone on its line is loaded without rows.",
    ),
    "EXPECT": (
        "Hasil yang diharapkan: nilai, kategori, capaian, peringkat, batas, bandingan, suatu `hitung`, nilai indikator lain, "
        "atau `ditolak`.",
        "What is expected: value, band, achievement, rank, bounds, comparison, a `let`, another indicator's value, or `refused`.",
    ),
    "HIGHER": ("Lebih tinggi lebih baik.", "Higher is better."),
    "LOWER": ("Lebih rendah lebih baik.", "Lower is better."),
    "STABLE": ("Sedekat mungkin dengan target.", "As near to the target as possible."),
}
