"""What each keyword says, for a planner, and each function: by its terminal or name, Indonesian and English."""

from __future__ import annotations

from iku_dsl.functions import PLAIN

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


INSIDE: Texts = {
    "DIRECTIONLESS": ("Indikator ini tidak dinilai.", "This indicator is not judged."),
    "KEY": ("Anggota dimensi dikenali dari kunci ini.", "The members of the dimension are known by this key."),
    "CLOSED": (
        "Hanya berkas dimensi ini sendiri yang menyebut anggotanya.",
        "Only the dimension's own file names its members.",
    ),
    "PER": (
        "Satu nilai untuk setiap periode dan anggota yang disebut sesudahnya.",
        "One value for each of the periods and members named after it.",
    ),
    "MAY_BE_MISSING": ("Sel kolom ini boleh kosong.", "Cells of this column may be missing."),
    "DIGITS": (
        "Banyaknya desimal yang disimpan; yang lebih adalah baris salah, tidak pernah dibulatkan.",
        "How many decimals are kept; more is a bad row, and never rounded.",
    ),
    "COMPLETE": (
        "Setiap anggota dimensinya harus mengirim satu baris; baris yang tidak ada berarti kosong, bukan nol.",
        "Every member of its dimensions must send a row; an absent row is missing, not zero.",
    ),
    "REGISTER": (
        "Baris hanya ada untuk yang ada; baris yang tidak ada berarti tidak ada, asal periodenya dimuat.",
        "Rows are there only for what there is; an absent row means nothing there, in a period that was loaded.",
    ),
    "OVER": (
        "Di skala: cakupan bilangannya. Sesudah jumlah atau rerata: himpunan yang dilalui. Sesudah `lengkap`: siapa yang harus mengirim.",
        "In a scale: its domain. After a sum or average: the set that it runs over. After `complete`: who must send.",
    ),
    "STEP": (
        "Nilai dibawa ke kelipatan ini sebelum kategorinya dicari.",
        "The value is brought to a multiple of this before its category is looked up.",
    ),
    "DOWN": ("Ke kelipatan yang lebih kecil.", "To the multiple below."),
    "UP": ("Ke kelipatan yang lebih besar.", "To the multiple above."),
    "NEAREST": ("Ke kelipatan terdekat.", "To the nearest multiple."),
    "PARTIAL": (
        "Sengaja tidak lengkap, dengan alasannya. Di konsolidasi: dari bagian periode yang ada saja; hasilnya diberi tanda.",
        "Incomplete on purpose, with the reason. In a consolidation: of the parts that are there; the result is marked.",
    ),
    "OF": ("Dari mana pilihan atau kunci diambil.", "Where choices or keys are taken from."),
    "WITH": ("Mengisi parameter profil.", "Fills the parameters of the profile."),
    "BECAUSE": ("Alasannya, untuk pembaca.", "The reason, for the reader."),
    "PRINTED": (
        "Yang tercetak di peraturan, bila spec sengaja menulis yang lain.",
        "What the regulation prints, where the spec says something else on purpose.",
    ),
    "NA": ("Hasil atau sel yang tidak berlaku; bukan kosong, bukan nol.", "Not applicable: neither missing nor zero."),
    "NO_RANGE": (
        "Kategori tanpa rentang: tidak pernah hasil skala, tetapi dapat dipilih.",
        "A category without a range: never the scale's answer, but it may be chosen.",
    ),
    "ACROSS": (
        "Rumus ini sengaja mencampur versi indikator, dengan alasannya.",
        "This formula mixes versions of an indicator on purpose, with the reason.",
    ),
    "ROUND": (
        "Membulatkan ke sekian desimal, setengah menjauhi nol kecuali `ke genap`.",
        "Rounds to so many decimals, half away from zero unless `half even`.",
    ),
    "HALF_EVEN": ("Setengah dibulatkan ke angka genap.", "Halves go to the even digit."),
    "AT_MOST": (
        "Kategori tidak lebih baik dari ini bila syaratnya berlaku.",
        "The category is no better than this when the condition holds.",
    ),
    "HIGHEST": ("Yang tertinggi mendapat peringkat 1.", "The highest is ranked 1."),
    "LOWEST": ("Yang terendah mendapat peringkat 1.", "The lowest is ranked 1."),
    "FIRST": ("Siapa yang didahulukan dalam peringkat.", "Who comes first in the ranking."),
    "AMONG": ("Himpunan yang diperingkat.", "The set that is ranked."),
    "RANKED_BY": ("Yang dipakai memeringkat, bila bukan nilainya.", "What is ranked by, where it is not the value."),
    "FOR": ("Indikator yang diuji.", "The indicator that is tested."),
    "AT": ("Periode yang diuji.", "The period that is tested."),
    "WITHIN": ("Selisih yang masih dianggap sama.", "The difference that still counts as equal."),
    "YEAR": ("Periode tahun: `2025`.", "A year: `2025`."),
    "SEMESTER": ("Periode semester: `2025-S1`.", "A half year: `2025-S1`."),
    "QUARTER": ("Periode triwulan: `2025-Q3`.", "A quarter: `2025-Q3`."),
    "MONTH": ("Periode bulan: `2025-07`.", "A month: `2025-07`."),
    "PREVIOUS": (
        "Periode sebelumnya; `[tahun lalu]` adalah periode yang sama setahun sebelumnya.",
        "The period before; `[previous year]` is the same period a year earlier.",
    ),
    "THIS": (
        "Periode yang memuat periode ini, misalnya `[tahun ini]`.",
        "The period that contains this one, such as `[this year]`.",
    ),
    "TO_DATE": ("Dari awal tahun sampai periode ini.", "From the start of the year up to this period."),
    # types
    "INTEGER": ("Bilangan bulat; boleh diikuti satuan.", "A whole number; a unit may follow."),
    "NUM": ("Bilangan; boleh diikuti satuan.", "A number; a unit may follow."),
    "PERCENT": ("Persentase: 30% sama dengan 0.3.", "A percentage: 30% is 0.3."),
    "MONEY": ("Rupiah, dua desimal.", "Rupiah, with two decimals."),
    "DURATION": (
        "Lama waktu, dalam satuan yang disebut; ditulis juga `1:07:38`.",
        "A length of time, in the unit named; also written `1:07:38`.",
    ),
    "DATE": ("Tanggal: `2025-01-31`.", "A date: `2025-01-31`."),
    "TEXT": ("Teks.", "Text."),
    "CHOICE": (
        "Salah satu dari yang disebut, atau `dari` suatu tabel atau skala.",
        "One of those named, or `of` a table or scale.",
    ),
    "YESNO": ("Ya atau tidak.", "Yes or no."),
    # expressions
    "COUNT": ("Banyaknya anggota suatu himpunan.", "How many members a set has."),
    "SUM": (
        "Jumlah. `jumlah berbobot x`: dengan bobot yang tertulis di blok `bobot`.",
        "The sum. `weighted sum x`: with the weights of the `weights` blocks.",
    ),
    "AVERAGE": (
        "Rerata; dapat `geometrik`, `harmonik`, `berbobot … oleh`.",
        "The average; it may be `geometric`, `harmonic`, `weighted … by`.",
    ),
    "MINIMUM": ("Yang terkecil.", "The least."),
    "MAXIMUM": ("Yang terbesar.", "The greatest."),
    "MEDIAN": ("Nilai tengah.", "The median."),
    "GEOMETRIC": ("Rerata geometrik: akar dari hasil kali.", "The geometric mean: the root of the product."),
    "HARMONIC": (
        "Rerata harmonik: kebalikan dari rerata kebalikan.",
        "The harmonic mean: the reciprocal of the average reciprocal.",
    ),
    "WEIGHTED": ("Dengan bobot.", "With weights."),
    "BY": ("Kolom atau atribut yang menjadi bobot.", "The column or attribute that is the weight."),
    "WHERE": ("Bagian himpunan yang memenuhi syarat.", "The part of a set for which a condition holds."),
    "HAS": (
        "Apakah sumber mempunyai baris untuk anggota dan periode ini.",
        "Whether a source has a row for this member and period.",
    ),
    "AND": ("Keduanya benar.", "Both are true."),
    "OR": ("Paling sedikit satu benar.", "At least one is true."),
    "NOT": ("Kebalikannya.", "The opposite."),
    "IF": (
        "`jika … maka … selain itu …`; di dalam hitungan ditulis dalam kurung.",
        "`if … then … otherwise …`; inside a calculation it stands in parentheses.",
    ),
    "THEN": ("Nilainya bila syaratnya benar.", "What it is when the condition holds."),
    "OTHERWISE": ("Nilainya bila syaratnya tidak benar.", "What it is when the condition does not hold."),
    "WHEN_MISSING": (
        "Aturan bila masukan kosong pada periode yang sudah dimuat: `galat`, suatu bilangan, `lewati`, `terakhir`, atau `alihkan bobot`. "
        "Tanpa ini hasilnya kosong.",
        "The rule where an input of a period that was loaded is missing: `error`, a number, `skip`, `last` or `reweight`. "
        "Without it the result is missing.",
    ),
    "WHEN_NOT_LOADED": (
        "Aturan bila periodenya belum dimuat sama sekali; hasilnya diberi tanda.",
        "The rule where the period was never loaded at all; the result is marked.",
    ),
    "WHEN_NA": ("Aturan bila masukan tidak berlaku.", "The rule where an input is not applicable."),
    "ERROR": ("Hasilnya galat.", "The result is an error."),
    "REFUSED": (
        "Baris yang diberi ditolak, seperti saat dimuat; dengan kunci, baris dengan kunci itu.",
        "A given row is refused, as an import would refuse it; with keys, the row that has them.",
    ),
    "SKIP": ("Masukan itu dilewati.", "That input is left out."),
    "LAST": ("Nilai terakhir yang ada.", "The last value that is there."),
    "REWEIGHT": ("Bobotnya dialihkan ke saudara-saudaranya.", "Its weight moves to its siblings."),
    "MISSING": ("Belum ada nilainya; `x = kosong` menanyakannya.", "There is no value; `x = missing` asks for it."),
}

TERMINALS: Texts = {**OPENING, **INSIDE}

FUNCTIONS: Texts = {
    "bulatkan": ("`bulatkan(x, n)`: x dibulatkan ke n desimal.", "`round(x, n)`: x rounded to n decimals."),
    "mutlak": ("`mutlak(x)`: besarnya x tanpa tanda.", "`abs(x)`: x without its sign."),
    "pangkat": ("`pangkat(x, n)`: x pangkat n.", "`power(x, n)`: x to the power of n."),
    "akar": (
        "`akar(x)` atau `akar(x, n)`: akar kuadrat, atau akar ke-n.",
        "`root(x)` or `root(x, n)`: the square root, or the nth root.",
    ),
    "ln": ("`ln(x)`: logaritma natural.", "`ln(x)`: the natural logarithm."),
    "goalpost": (
        "`goalpost(x, a, b)`: (x − a) / (b − a), dibatasi pada 0..1.",
        "`goalpost(x, a, b)`: (x − a) / (b − a), limited to 0..1.",
    ),
    **{one.id: one.told for one in PLAIN.values()},
}
