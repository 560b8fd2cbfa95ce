"""Hints for lines that are written as in a spreadsheet, in another language or out of order, and single words for sentences.

The words say what may stand at a place; kinds of value, grains and declarations.
"""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "word": ("{id}", "{en}"),
    # what the grammar accepts at a place, where it is no keyword
    "<NAME>": ("sebuah nama", "a name"),
    "<NUMBER>": ("sebuah bilangan", "a number"),
    "<WHOLE>": ("sebuah bilangan bulat", "a whole number"),
    "<STRING>": ("teks di antara tanda kutip", "text in quotation marks"),
    "<LONG>": ('teks di antara tiga tanda kutip """', 'text in triple quotation marks """'),
    "<YEAR_LITERAL>": ("tahun seperti 2025", "a year such as 2025"),
    "<PERIOD_LITERAL>": (
        "semester atau triwulan seperti 2025-S1 atau 2025-Q3",
        "a half-year or quarter such as 2025-S1 or 2025-Q3",
    ),
    "<MONTH_LITERAL>": ("bulan seperti 2025-07", "a month such as 2025-07"),
    "<DATE_LITERAL>": ("tanggal seperti 2025-12-31", "a date such as 2025-12-31"),
    "<DURATION_LITERAL>": ("durasi seperti 1:07:38", "a duration such as 1:07:38"),
    "<DOTDOT>": ("“..”", "“..”"),
    "<DOTDOT_LT>": ("“..<”", "“..<”"),
    "<LT>": ("“<”", "“<”"),
    "<LE>": ("“<=”", "“<=”"),
    "<GT>": ("“>”", "“>”"),
    "<GE>": ("“>=”", "“>=”"),
    "<EQUAL>": ("“=”", "“=”"),
    "<NE>": ("“!=”", "“!=”"),
    "<PLUS>": ("“+”", "“+”"),
    "<MINUS>": ("“-”", "“-”"),
    "<STAR>": ("“*”", "“*”"),
    "<SLASH>": ("“/”", "“/”"),
    "<CIRCUMFLEX>": ("“^”", "“^”"),
    "<COMMA>": ("“,”", "“,”"),
    "<COLON>": ("“:”", "“:”"),
    "<DOT>": ("“.”", "“.”"),
    "<LPAR>": ("“(”", "“(”"),
    "<RPAR>": ("“)”", "“)”"),
    "<LSQB>": ("“[”", "“[”"),
    "<RSQB>": ("“]”", "“]”"),
    "<range>": ("rentang seperti “80 .. 90”, “> 90”, atau “< 60”", "a range such as “80 .. 90”, “> 90” or “< 60”"),
    "<expression>": ("nama, bilangan, atau perhitungan", "a name, a number or a calculation"),
    "<operator>": ("tanda hitung atau pembanding seperti “+”, “/”, atau “>=”", "a sign such as “+”, “/” or “>=”"),
    "<logic>": ("“dan” atau “atau”", "“and” or “or”"),
    "<period>": (
        "periode seperti 2025, 2025-S1, 2025-Q3, atau 2025-07",
        "a period such as 2025, 2025-S1, 2025-Q3 or 2025-07",
    ),
    "<type>": (
        "jenis kolom seperti “angka”, “persen”, “uang”, atau “teks”",
        "a type such as “number”, “percent”, “money” or “text”",
    ),
    "<unit>": ("satuan seperti “persen”, “nilai”, atau “orang”", "a unit such as “percent”, “score” or “person”"),
    "<grain>": ("“tahun”, “semester”, “triwulan”, atau “bulan”", "“year”, “semester”, “quarter” or “month”"),
    "<$END>": ("akhir baris", "the end of the line"),
    # kinds of value
    "kind.number": ("bilangan", "a number"),
    "kind.truth": ("ya/tidak", "yes/no"),
    "kind.text": ("teks", "text"),
    "kind.date": ("tanggal", "a date"),
    "kind.choice": ("pilihan", "a choice"),
    "kind.member": ("anggota dimensi", "a member of a dimension"),
    "kind.broken": ("sesuatu yang belum terbaca", "something that could not be read"),
    # units
    "unit.percent": ("persen", "percent"),
    "unit.number": ("bilangan tanpa satuan", "a number without a unit"),
    "unit.detik": ("detik", "second"),
    "unit.menit": ("menit", "minute"),
    "unit.jam": ("jam", "hour"),
    "unit.hari": ("hari", "day"),
    "unit.bulan": ("bulan", "month"),
    "unit.rupiah": ("rupiah", "rupiah"),
    # grains of periods
    "grain.year": ("tahunan", "yearly"),
    "grain.semester": ("semesteran", "half-yearly"),
    "grain.quarter": ("triwulanan", "quarterly"),
    "grain.month": ("bulanan", "monthly"),
    # declarations
    "declaration.dimension": ("“dimensi”", "“dimension”"),
    "declaration.source": ("“sumber”", "“source”"),
    "declaration.table": ("“tabel”", "“table”"),
    "declaration.scale": ("“skala”", "“scale”"),
    "declaration.profile": ("“profil”", "“profile”"),
    "declaration.indicator": ("“indikator”", "“indicator”"),
    "declaration.test": ("“uji”", "“test”"),
    # what a typed line is called in a declaration
    "column.column": ("“kolom”", "“column”"),
    "column.attribute": ("“atribut”", "“attribute”"),
    "column.parameter": ("“parameter”", "“parameter”"),
}


MENDS: dict[str, tuple[str, str]] = {
    # signs and words of other notations
    "habit.write": ("Tulis “{mended}”, bukan “{written}”.", "Write “{mended}”, not “{written}”."),
    "habit.drop": ("Hapus “{written}” di sini.", "Remove “{written}” here."),
    "habit.thousands": (
        "Tulis {mended}: ribuan dipisah garis bawah (atau tidak dipisah), titik hanya untuk desimal, dan “Rp” tidak ditulis.",
        "Write {mended}: thousands are parted by underscores (or not at all), a point is for decimals only, “Rp” is left out.",
    ),
    "habit.percent": ("Tulis {mended}, tanpa spasi.", "Write {mended}, without a space."),
    "habit.duration": (
        "Durasi ditulis dengan jam, menit, dan detik: {mended}.",
        "A duration is written with hours, minutes and seconds: {mended}.",
    ),
    "habit.range": (
        "Rentang ditulis dengan dua titik: “{mended}”, bukan “{written}”.",
        "A range is written with two points: “{mended}”, not “{written}”.",
    ),
    "habit.period": (
        "Tahun ditulis 2025, semester 2025-S1, triwulan 2025-Q3, dan bulan 2025-07, bukan “{written}”.",
        "A year is written 2025, a half-year 2025-S1, a quarter 2025-Q3 and a month 2025-07, not “{written}”.",
    ),
    "habit.period-shift": (
        "Periode lain disebut dalam kurung siku, tepat setelah namanya: “{mended}”.",
        "Another period stands in square brackets, right after the name: “{mended}”.",
    ),
    "habit.missing": (
        "Sel tanpa isi ditulis “{mended}”, bukan “{written}”.",
        "A cell without content is written “{mended}”, not “{written}”.",
    ),
    "habit.when-missing": (
        "“bila kosong …” tidak ditulis di baris tersendiri; tulis di belakang perhitungannya, misalnya “jumlah espm.penerima "
        "bila kosong 0”.",
        "“when missing …” does not stand alone; write it after what is worked out, such as “sum roster.persons when missing 0”.",
    ),
    "habit.if": (
        "Percabangan tidak ditulis sebagai fungsi. Tulis: “jika syarat maka nilai selain itu nilai”.",
        "A choice is not written as a function. Write: “if condition then value otherwise value”.",
    ),
    # how a line opens
    "opening.comment": (
        "Komentar diawali dengan tanda “#”, bukan “{written}”.",
        "A comment starts with “#”, not “{written}”.",
    ),
    "opening.bullet": (
        "Baris tidak diberi tanda atau nomor: hapus “{written}”.",
        "Lines have no bullets or numbers: remove “{written}”.",
    ),
    "opening.braces": (
        "Kurung kurawal tidak diperlukan; hapus saja. Sebuah bagian selesai di tempat bagian berikutnya dimulai.",
        "Braces are not needed; remove them. A declaration ends where the next one starts.",
    ),
    "opening.guard": (
        'Syaratnya ditulis dahulu: “bila … tidak berlaku karena "…"”.',
        'The condition comes first: “when … not applicable because "…"”.',
    ),
    "opening.round": (
        "Pembulatan ditulis di baris satuan, misalnya “satuan nilai 0..100 bulatkan 2”.",
        "Rounding stands in the line of the unit, such as “unit score 0..100 round 2”.",
    ),
    "opening.equals": ("Tulis “{mended}”.", "Write “{mended}”."),
    "opening.word": ("Kata kuncinya “{mended}”, bukan “{written}”.", "The keyword is “{mended}”, not “{written}”."),
    # titles and names
    "titles.quotes": (
        "Teks diapit tanda kutip ganda yang lurus: {mended}.",
        "Text stands in straight double quotation marks: {mended}.",
    ),
    "titles.quoted": ("Teks ditulis di antara tanda kutip: {mended}.", "Text stands in quotation marks: {mended}."),
    "titles.of-test": (
        'Uji diberi judul dahulu: “uji "…" untuk indikator pada 2025”.',
        'A test has a title first: “test "…" for indicator at 2025”.',
    ),
    "titles.choice": (
        "Pilihan ditulis sebagai nama, tanpa tanda kutip: “{mended}”.",
        "Choices are written as names, without quotation marks: “{mended}”.",
    ),
    "titles.name-first": (
        "Tulis nama singkatnya dahulu (tanpa spasi dan tanpa tanda kutip), baru judulnya.",
        "Write its short name first (without blanks or quotation marks), then the title.",
    ),
    "titles.after-name": (
        "Judul ditulis langsung setelah nama: “{mended}”.",
        "The title stands right after the name: “{mended}”.",
    ),
    "titles.last": (
        "Judul ditulis paling akhir, di antara tanda kutip: “{mended}”.",
        "The title comes last, in quotation marks: “{mended}”.",
    ),
    "titles.name": (
        "Nama ditulis tanpa spasi dan tanpa tanda baca: “{joined}”.",
        "A name is written without blanks or punctuation: “{joined}”.",
    ),
    "titles.row-name": (
        "Nama di awal baris ditulis tanpa spasi dan tanda baca, “{joined}”, atau di antara tanda kutip, {quoted}.",
        "The name that starts a row has no blanks or punctuation, “{joined}”, or stands in quotation marks, {quoted}.",
    ),
    # signs that are too many or in the wrong place
    "signs.semicolon": ("Pisahkan dengan koma, bukan titik koma.", "Part them with a comma, not a semicolon."),
    "signs.semicolon-at-end": (
        "Baris tidak diakhiri titik koma; hapus saja.",
        "A line does not end with a semicolon; remove it.",
    ),
    "signs.closing": (
        "Kurung “{found}” ini tidak mempunyai pembuka; hapus, atau tambahkan pembukanya.",
        "This bracket “{found}” was never opened; remove it, or add the one that opens it.",
    ),
    "signs.members-below": (
        "Anggota ditulis di bawah baris ini, satu per baris atau dipisah koma.",
        "Members are written below this line, one a line or parted by commas.",
    ),
    "signs.achievement": (
        "Indikator hanya menyebut profilnya, “capaian kmk127”; rumusnya ditulis di profil, satu per arah: “naik = realisasi / target”.",
        "An indicator only names its profile, “achievement kmk127”; the rules stand there, one a direction: “higher = actual / target”.",
    ),
    "signs.after-keyword": (
        "Setelah kata kunci ini tidak ada tanda “{found}”. Tulis: “{mended}”.",
        "No “{found}” stands after this keyword. Write: “{mended}”.",
    ),
    "signs.target-period": (
        "Sebut periodenya: “target 2025 = {rest}”, atau “target 2025.. = {rest}” jika berlaku seterusnya.",
        "Say the period: “target 2025 = {rest}”, or “target 2025.. = {rest}” if it holds from then on.",
    ),
    "signs.in-row": (
        "Di baris ini tidak ada tanda “{found}”. Tulis: “{mended}”.",
        "No “{found}” stands in this row. Write: “{mended}”.",
    ),
    "signs.expect": (
        "Yang diharapkan dibuka dengan “harap”: “{mended}”.",
        "What is expected opens with “expect”: “{mended}”.",
    ),
    "signs.given": (
        "Baris ini hanya menyebut nama kolom; isinya ditulis di bawahnya, satu baris data per baris.",
        "This line only names the columns; what is in them is written below, one row of data a line.",
    ),
    "signs.one-member-a-line": (
        "Anggota yang mempunyai judul ditulis satu per baris.",
        "Members that have a title stand one a line.",
    ),
    "signs.one-target-a-line": (
        "Setiap target ditulis di baris tersendiri.",
        "Each target stands on a line of its own.",
    ),
    "signs.comma-list": ("Pisahkan dengan koma: “{mended}”.", "Part them with a comma: “{mended}”."),
    "signs.weights": (
        "Setelah “bobot” hanya ada nama dimensinya (atau “indikator”); anggota dan bobotnya ditulis di bawahnya, satu per "
        "baris.",
        "After “weights” stands the name of its dimension only (or “indicator”); members and weights follow below, one a line.",
    ),
    # what was left out
    "omissions.per": ("Tulis “{sign}” di depannya: “{mended}”.", "Write “{sign}” before it: “{mended}”."),
    "omissions.sign": (
        "Di sini kurang tanda “{sign}”. Tulis: “{mended}”.",
        "A “{sign}” is missing here. Write: “{mended}”.",
    ),
    "omissions.domain": (
        "Skala menyebut bilangan apa saja yang dicakupnya: “{mended}”.",
        "A scale says which numbers it covers: “{mended}”.",
    ),
    "omissions.because": (
        'Tulis alasannya di akhir baris: “{because} "…"”.',
        'Write the reason at the end of the line: “{because} "…"”.',
    ),
    "omissions.otherwise": (
        "Setiap “jika … maka …” memerlukan “selain itu …” di akhirnya.",
        "Every “if … then …” needs an “otherwise …” at its end.",
    ),
    "omissions.tolerance": (
        "Sebut selisih yang masih dianggap sama: “{mended}”.",
        "Say which difference still counts as none: “{mended}”.",
    ),
    "omissions.unit-of-duration": (
        "Sebut satuan durasinya, misalnya “durasi jam” atau “durasi hari”.",
        "Say the unit of the duration, such as “duration hour” or “duration day”.",
    ),
    "omissions.name-of-row": (
        "Setiap baris di sini dimulai dengan sebuah nama, baru angkanya, misalnya “A 80 .. 100”.",
        "Every row here starts with a name, then come its figures, such as “A 80 .. 100”.",
    ),
    "omissions.equals": (
        "Di antara nama dan nilainya ditulis tanda “=”: “{mended}”.",
        "Between the name and its value stands “=”: “{mended}”.",
    ),
    "omissions.operator": (
        "Di antara “{left}” dan “{right}” diperlukan tanda hitung atau pembanding, misalnya “+”, “/”, atau “>=”.",
        "Between “{left}” and “{right}” a sign is needed, such as “+”, “/” or “>=”.",
    ),
    "omissions.brackets": (
        "Bagian dari sebuah himpunan ditulis dalam kurung: “{mended}”.",
        "A part of a set stands in brackets: “{mended}”.",
    ),
    # functions of spreadsheets
    "spreadsheet.sum": (
        "Tulis “jumlah” dan sebuah kolom, misalnya “jumlah espm.penerima”; dengan syarat: “jumlah penerima atas (espm yang …)”.",
        "Write “sum” and a column, such as “sum roster.persons”; with a condition: “sum persons over (roster where …)”.",
    ),
    "spreadsheet.average": (
        "Tulis “rerata” dan sebuah kolom, misalnya “rerata espm.indeks”; untuk beberapa nilai: “rerata(a, b)”.",
        "Write “average” and a column, such as “average roster.score”; for several values: “average(a, b)”.",
    ),
    "spreadsheet.count": (
        "Tulis “banyaknya” dan sebuah sumber; dengan syarat: “banyaknya (espm yang indeks >= 80%)”.",
        "Write “count” and a source; with a condition: “count (roster where score >= 80%)”.",
    ),
    "spreadsheet.product": (
        "Tulis “jumlah berbobot” dengan bobot yang dideklarasikan di bawah “bobot”.",
        "Write “weighted sum”, with the weights declared under “weights”.",
    ),
    "spreadsheet.if": (
        "Tulis “jika syarat maka nilai selain itu nilai”; data yang tidak ada ditangani dengan “bila kosong …”.",
        "Write “if condition then value otherwise value”; what is missing is dealt with by “when missing …”.",
    ),
    "spreadsheet.lookup": (
        "Deklarasikan sebuah “tabel”, lalu baca dengan kuncinya: “mutu[kunci]”.",
        "Declare a “table”, then read it with its key: “quality[key]”.",
    ),
    "spreadsheet.and": (
        "“dan”, “atau”, dan “bukan” ditulis di antara syarat, bukan sebagai fungsi: “a > 1 dan b > 1”.",
        "“and”, “or” and “not” stand between conditions, not as functions: “a > 1 and b > 1”.",
    ),
    "spreadsheet.median": (
        "Tulis “median” dan sebuah kolom, misalnya “median espm.indeks”.",
        "Write “median” and a column, such as “median roster.score”.",
    ),
    "spreadsheet.round": (
        "“bulatkan(x, 2)” membulatkan ke yang terdekat; pembulatan ke bawah atau ke atas ditulis sebagai “langkah” sebuah skala.",
        "“round(x, 2)” rounds to the nearest; rounding down or up is written as the “step” of a scale.",
    ),
}
