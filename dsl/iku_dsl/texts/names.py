"""Sentences about names: unknown, given twice, missing, never used; and about what a declaration lacks."""

from __future__ import annotations

NAMES: dict[str, tuple[str, str]] = {
    "unknown-name.name": ("Nama “{name}” tidak dikenal di sini.", "The name “{name}” is not known here."),
    "unknown-name.attribute": (
        "Dimensi “{where}” tidak mempunyai atribut “{name}”.",
        "Dimension “{where}” has no attribute “{name}”.",
    ),
    "unknown-name.column": ("“{where}” tidak mempunyai kolom “{name}”.", "“{where}” has no column “{name}”."),
    "unknown-name.member": ("“{where}” tidak mempunyai anggota “{name}”.", "“{where}” has no member “{name}”."),
    "unknown-name.choice": ("“{name}” bukan salah satu pilihan di sini.", "“{name}” is not one of the choices here."),
    "unknown-name.dimension": ("Tidak ada dimensi bernama “{name}”.", "There is no dimension named “{name}”."),
    "unknown-name.function": ("Tidak ada fungsi bernama “{name}”.", "There is no function named “{name}”."),
    "unknown-name.indicator": ("Tidak ada indikator bernama “{name}”.", "There is no indicator named “{name}”."),
    "unknown-name.parameter": (
        "Profil ini tidak mempunyai parameter “{name}”.",
        "This profile has no parameter “{name}”.",
    ),
    "unknown-name.part": (
        "Sebuah indikator tidak mempunyai bagian “{name}”.",
        "An indicator has no part named “{name}”.",
    ),
    "unknown-name.profile": ("Tidak ada profil bernama “{name}”.", "There is no profile named “{name}”."),
    "unknown-name.scale": ("Tidak ada skala bernama “{name}”.", "There is no scale named “{name}”."),
    "unknown-name.set": (
        "“{name}” bukan himpunan, dimensi, atau sumber yang dikenal.",
        "“{name}” is not a known set, dimension or source.",
    ),
    "unknown-name.source": ("Tidak ada sumber bernama “{name}”.", "There is no source named “{name}”."),
    "unknown-name.subject": (
        "Setelah “harap” tidak dapat ditulis “{name} = …”.",
        "“{name} = …” cannot be written after “expect”.",
    ),
    "unknown-name.refused": (
        "Penolakan sebuah baris diharapkan tanpa “=”: “harap ditolak”, atau “harap ditolak[…]” dengan kunci barisnya.",
        "That a row is refused is expected without “=”: “expect refused”, or “expect refused[…]” with the keys of the row.",
    ),
    "unknown-name.table": (
        "Tidak ada tabel atau skala bernama “{name}”.",
        "There is no table or scale named “{name}”.",
    ),
    "unknown-name.target": (
        "Indikator “{where}” tidak mempunyai target bernama “{name}”.",
        "Indicator “{where}” has no target named “{name}”.",
    ),
    "unknown-name.type": (
        "“{name}” bukan jenis kolom, dan bukan pula dimensi.",
        "“{name}” is not a type of column, nor a dimension.",
    ),
    "unknown-name.half-said": (
        "Tiap pembandingan ditulis utuh: “{whole}”.",
        "Each comparison is written in full: “{whole}”.",
    ),
    "unknown-name.known": ("Yang dikenal di sini: {names}.", "Known here: {names}."),
    "unknown-name.known.more": (
        "Yang dikenal di sini: {names}, dan {more} lagi.",
        "Known here: {names}, and {more} more.",
    ),
    "unknown-name.undeclared": (
        "Buat dahulu dengan {declaration}, di berkas ini atau di berkas lain dalam folder yang sama.",
        "Declare it first with {declaration}, in this file or in another one of the folder.",
    ),
    "duplicate-name": (
        "“{name}” sudah dipakai; hapus salah satunya, atau beri nama lain.",
        "“{name}” is used already; remove one of the two, or give it another name.",
    ),
    "duplicate-name.first": ("pertama kali ditulis di sini", "first written here"),
    "duplicate-name.point": (
        "Titik {name} sudah ada di tabel ini; hapus salah satu barisnya.",
        "The point {name} is in this table already; remove one of its rows.",
    ),
    "duplicate-name.given": (
        "“{name}” sudah diberi untuk periode dan kunci ini; hapus salah satu barisnya.",
        "“{name}” is given already for this period and these keys; remove one of the rows.",
    ),
    "duplicate-name.direction": (
        "Aturan capaian untuk arah ini sudah ditulis; hapus salah satunya.",
        "The rule of achievement for this direction is written already; remove one of the two.",
    ),
    "duplicate-name.stored": (
        "Nama “{name}” berbeda dari “{first}” hanya dalam huruf besar dan huruf kecil; dalam penyimpanan keduanya sama.",
        "“{name}” differs from “{first}” in capital and small letters alone; to the store they are the same.",
    ),
    "duplicate-name.stored.beside": (
        "Nama “{name}” tidak dapat dipakai bersama “{first}”: untuk menyimpan keduanya program ini memerlukan nama “{stored}”.",
        "“{name}” cannot be used beside “{first}”: to store both, the program needs the name “{stored}”.",
    ),
    "duplicate-name.stored.own": (
        "Nama “{name}” tidak dapat dipakai: program ini memakainya sendiri untuk menyimpan data.",
        "The name “{name}” cannot be used: the program keeps data of its own under it.",
    ),
    "duplicate-name.value": (
        "Nama “{name}” tidak dapat dipakai: basis data membacanya sebagai nilai kebenaran.",
        "The name “{name}” cannot be used: databases read it as a truth value.",
    ),
    "duplicate-name.of-tables": (
        "Nama “{name}” tidak dapat dipakai: setiap tabel PostgreSQL sudah mempunyai kolom itu.",
        "The name “{name}” cannot be used: every table of PostgreSQL has such a column already.",
    ),
    "duplicate-name.constant": (
        "“{name}” di sini nama yang ditulis dalam spesifikasi, dan juga kata yang berarti “{name}” itu sendiri.",
        "“{name}” is a name of the spec here, and also the word that says “{name}”.",
    ),
    "duplicate-name.constant.hint": (
        "Beri yang bernama “{name}” nama lain; kolom juga dapat dibaca dengan sumbernya, “sumber.{name}”.",
        "Give what is called “{name}” another name; a column can also be read by its source, “source.{name}”.",
    ),
    "duplicate-name.stored.hint": ("Pilih nama lain.", "Choose another name."),
    "duplicate-name.grain": (
        "Setelah “per” hanya boleh ada satu jenis periode; hapus yang lain.",
        "Only one kind of period can follow “per”; remove the other.",
    ),
    "duplicate-name.key": (
        "“{name}” sudah menjadi kunci setelah “per”, jadi tidak perlu ditulis lagi sebagai kolom.",
        "“{name}” is a key after “per” already, so it is not written again as a column.",
    ),
    "duplicate-name.own-key": (
        "“{name}” sudah menjadi kunci “{dimension}”, jadi tidak perlu ditulis lagi sebagai atribut.",
        "“{name}” is the key of “{dimension}” already, so it is not written again as an attribute.",
    ),
    "duplicate-name.entity": (
        "“{name}” di sini adalah anggota yang sedang dihitung, sehingga “hitung” yang bernama sama tidak akan pernah dibaca.",
        "“{name}” is the member at hand here, so a “let” of the same name would never be read.",
    ),
    "duplicate-name.attribute": (
        "“{name}” di sini adalah atribut “{dimension}”, sehingga “hitung” yang bernama sama tidak akan pernah dibaca.",
        "“{name}” is an attribute of “{dimension}” here, so a “let” of the same name would never be read.",
    ),
    "duplicate-name.meant": (
        "“{name}” dalam profil adalah milik indikator yang dinilai, jadi tidak dapat menjadi nama lain.",
        "In a profile “{name}” is that of the indicator that is judged, so it cannot name anything else.",
    ),
    "duplicate-name.meant.hint": (
        "Beri nama lain, misalnya “{name}_lain”, di sini dan dalam rumus yang memakainya; untuk membaca milik indikator, hapus baris ini.",
        "Choose another name, such as “other_{name}”, here and in the rules that read it; to read the indicator's own, remove this line.",
    ),
    "duplicate-name.target": (
        "Dua target berlaku pada {period}; bedakan dengan nama, misalnya “target tahunan 2025 = …”.",
        "Two targets hold in {period}; tell them apart by a name, such as “target yearly 2025 = …”.",
    ),
    "duplicate-name.official": (
        "Nilai resmi lain sudah disebut di atas; tidak jelas yang mana yang menjadi hasil bila keduanya ada.",
        "Another official value is named already; it is not clear which one is the value where both are there.",
    ),
    "duplicate-name.official.hint": (
        "Tulis “bandingkan” untuk yang bukan hasil; atau pilih dengan “hitung”: yang final, dan bila kosong yang sementara.",
        "Write “compare” for the one that is not the value; or choose in a “let”: the final one, and where it is missing the other.",
    ),
    "duplicate-name.statement": (
        "Baris seperti ini hanya boleh ada satu di sini; hapus salah satunya.",
        "There can be only one line like this here; remove one of the two.",
    ),
    "empty-declaration.dimension": (
        "Dimensi “{name}” tidak mempunyai anggota maupun kunci.",
        "Dimension “{name}” has neither members nor a key.",
    ),
    "empty-declaration.dimension.hint": (
        "Tulis anggotanya di bawah baris ini, atau tambahkan “kunci kode” jika anggotanya berasal dari data.",
        "Write its members below this line, or add “key code” if its members come from data.",
    ),
    "empty-declaration.table": ("Tabel “{name}” tidak mempunyai isi.", "Table “{name}” has no rows."),
    "empty-declaration.table.hint": (
        "Tulis isinya di bawah baris ini, satu per baris, misalnya “AA 100”.",
        "Write its rows below this line, one a line, such as “AA 100”.",
    ),
    "empty-declaration.scale": ("Skala “{name}” tidak mempunyai kategori.", "Scale “{name}” has no categories."),
    "empty-declaration.scale.hint": (
        "Tulis kategorinya di bawah baris ini, satu per baris, misalnya “A 80 .. 100”.",
        "Write its categories below this line, one a line, such as “A 80 .. 100”.",
    ),
    "empty-declaration.test": (
        "Uji ini tidak mengharapkan apa pun, sehingga selalu lulus.",
        "This test expects nothing, so it would always pass.",
    ),
    "empty-declaration.test.hint": (
        "Tambahkan paling sedikit satu baris “harap”, misalnya “harap nilai = 88%”.",
        "Add at least one line “expect”, such as “expect value = 88%”.",
    ),
    "direction-missing": (
        "Indikator “{name}” tidak menyebut arahnya.",
        "Indicator “{name}” does not say its direction.",
    ),
    "direction-missing.hint": (
        "Tambahkan “arah naik” (makin tinggi makin baik), “arah turun”, “arah stabil”, atau “arah tanpa” jika tidak dinilai.",
        "Add “direction higher” (more is better), “direction lower”, “direction stable”, or “direction none” if it is not judged.",
    ),
    "unit-missing": ("Indikator “{name}” tidak menyebut satuannya.", "Indicator “{name}” does not say its unit."),
    "unit-missing.hint": (
        "Tambahkan baris “satuan”, misalnya “satuan persen 0%..100%” atau “satuan nilai 0..100”.",
        "Add a line “unit”, such as “unit percent 0%..100%” or “unit score 0..100”.",
    ),
    "formula-missing": ("Indikator “{name}” tidak mempunyai rumus.", "Indicator “{name}” has no formula."),
    "formula-missing.hint": (
        "Tambahkan baris “rumus”, misalnya “rumus rerata espm.indeks”.",
        "Add a line “formula”, such as “formula average of health, schooling”.",
    ),
    "formula-missing.let.hint": (
        "“hitung {name} = …” hanya memberi nama kepada sebuah perhitungan. Tambahkan baris “rumus {name}”.",
        "“let {name} = …” only gives a name to a calculation. Add a line “formula {name}”.",
    ),
    "parameter-missing": (
        "Profil “{profile}” memerlukan parameter “{name}”, yang tidak diisi di sini.",
        "Profile “{profile}” needs the parameter “{name}”, which is not given here.",
    ),
    "parameter-missing.more": (
        "Profil “{profile}” memerlukan {more} parameter lagi, yang juga tidak diisi di sini.",
        "Profile “{profile}” needs {more} more {more:parameter|parameters}, which {more:is|are} not given here either.",
    ),
    "parameter-missing.here": ("parameter ini wajib diisi", "this parameter must be given"),
    "parameter-missing.hint": (
        "Tulis “capaian {profile} dengan {name} = …”, atau tambahkan “boleh kosong” pada parameternya.",
        "Write “achievement {profile} with {name} = …”, or add “may be missing” to the parameter.",
    ),
    "no-weights": (
        "Rumus ini berbobot, tetapi indikatornya tidak mempunyai bobot.",
        "This formula is weighted, and its indicator has no weights.",
    ),
    "no-weights.hint": (
        "Tambahkan “bobot” dengan nama dimensi dan bobot setiap anggotanya, atau tulis “berbobot … oleh kolom”.",
        "Add “weights” with the name of a dimension and a weight for each member, or write “weighted … by column”.",
    ),
    "unused": ("“{name}” disiapkan, tetapi tidak pernah dipakai.", "“{name}” is defined and never used."),
    "unused.hint": (
        "Hapus baris ini, atau pakai namanya dalam rumus.",
        "Remove this line, or use the name in the formula.",
    ),
    "unused.achievement.hint": (
        "Capaian memerlukan target: tambahkan misalnya “target 2026 = 80”, atau hapus baris ini.",
        "An achievement needs a target: add for example “target 2026 = 80”, or remove this line.",
    ),
    "unused.target": (
        "Target untuk {periods} tidak pernah dipakai.",
        "The target for {periods} is never used.",
    ),
    "unused.target.grain-hint": (
        "Indikator “{name}” {grain}: tulis targetnya untuk periode {grain}, atau hapus baris ini.",
        "Indicator “{name}” is {grain}: write its target for such a period, or remove this line.",
    ),
    "unused.target.hint": (
        "Versi “{name}” ini berlaku “{effective}”; pindahkan targetnya ke versi yang berlaku pada periode itu, atau hapus "
        "baris ini.",
        "This version of “{name}” is effective “{effective}”; move the target to the version of its periods, or remove this "
        "line.",
    ),
    "unused.weights.hint": (
        "Pakai dalam rumus dengan “jumlah berbobot …” atau “rerata berbobot …”, atau hapus bobot ini.",
        "Use them in the formula with “weighted sum …” or “weighted average …”, or remove these weights.",
    ),
    "table-row": (
        "Baris ini berisi {found} sel, sedangkan yang diperlukan {expected} sel.",
        "This row has {found} {found:cell|cells}; it needs {expected}.",
    ),
    "table-row.values": (
        "Setelah nama di awalnya, baris ini berisi {found} nilai, sedangkan yang diperlukan {expected} nilai.",
        "After the name that starts it, this row has {found} {found:value|values}; it needs {expected}.",
    ),
    "table-row.hint": (
        "Pisahkan sel dengan koma, tulis “kosong” untuk sel tanpa isi, dan apit teks yang memuat koma dengan tanda kutip.",
        "Part the cells with commas, write “missing” for a cell without content, and put text with a comma in quotation marks.",
    ),
    "table-row.table": (
        "Setelah nama di awal baris, tulis satu nilai untuk masing-masing: {columns}.",
        "After the name that starts the row, write a value for each of: {columns}.",
    ),
    "table-row.both": (
        "Baris ini tidak memuat kedua kunci dan satu nilai; kunci kedua adalah “{second}”.",
        "This row does not hold both keys and one value; the second key is “{second}”.",
    ),
    "table-row.long": (
        "“{second}” tidak dideklarasikan, jadi setiap baris memuat kedua kunci lalu satu nilai: “exact, low, 1.2”. Untuk beberapa nilai "
        "sebaris, deklarasikan “{second}” sebagai dimensi.",
        "“{second}” is not declared, so each row has both keys and then one value: “exact, low, 1.2”. For several values in a row, "
        "declare “{second}” as a dimension.",
    ),
    "table-row.second-key": (
        "Jika baris ini memuat dua kunci, sebut keduanya di baris pembuka: “tabel {table} dari kunci_pertama, kunci_kedua”.",
        "If this row has two keys, name both in the line that opens the table: “table {table} of first_key, second_key”.",
    ),
    "table-row.periods": (
        "Rentang periode ditulis tanpa sel lain di barisnya: artinya periode itu sudah dimuat dan tidak mempunyai baris.",
        "A stretch of periods has no other cells in its row: it says that these periods were loaded, without rows.",
    ),
    "table-row.periods.hint": (
        "Tulis satu baris untuk setiap periode, atau hanya rentangnya.",
        "Write a row for each period, or the stretch alone.",
    ),
    "table-row.no-periods": (
        "“{name}” diberi tanpa kolom periode, sehingga barisnya tidak dapat menyebut periode.",
        "“{name}” is given without a column of periods, so its rows cannot name any.",
    ),
    "table-row.no-periods.members": (
        "“{name}” adalah dimensi, yang anggotanya tidak mempunyai periode.",
        "“{name}” is a dimension, whose members have no period.",
    ),
    "table-row.no-periods.hint": ("Tulis “diberi {name}: {column}, …”.", "Write “given {name}: {column}, …”."),
    "table-row.no-periods.members.hint": (
        "Hapus baris ini, atau tulis anggotanya.",
        "Remove this row, or write a member.",
    ),
    "table-row.lacking": (
        "Untuk memberi nilai “{name}”, tulis semua kuncinya dan kolom “nilai”; yang belum ada: {columns}.",
        "To give values of “{name}”, write all its keys and the column “value”; lacking: {columns}.",
    ),
    "table-row.lacking-keys": (
        "Setiap baris “{name}” mempunyai kunci; kolomnya belum ada di sini: {columns}.",
        "Each row of “{name}” has its keys; their columns are not here yet: {columns}.",
    ),
    "table-row.periods-of-indicator": (
        "“{name}” adalah indikator: rentang periode tanpa nilai hanya untuk sumber.",
        "“{name}” is an indicator: a stretch of periods without a value is for sources only.",
    ),
    "table-row.periods-of-indicator.hint": (
        "Beri nilainya per periode, satu baris untuk setiap periode; “kosong” bila tidak ada.",
        "Give its value by period, a row for each; “missing” where there is none.",
    ),
    "not-a-date": ("{text} bukan tanggal yang ada di kalender.", "{text} is not a day of the calendar."),
    "not-a-period": ("“{text}” bukan periode.", "“{text}” is not a period."),
    "not-a-period.hint": (
        "Tahun ditulis 2025, semester 2025-S1, triwulan 2025-Q1, bulan 2025-07.",
        "A year is written 2025, a half-year 2025-S1, a quarter 2025-Q1, a month 2025-07.",
    ),
    "not-a-period.turned": (
        "Akhirnya, {last}, lebih dahulu daripada awalnya, {first}.",
        "{last}, where it ends, comes before {first}, where it starts.",
    ),
    "not-a-period.turned.hint": ("Tulis “{mended}”.", "Write “{mended}”."),
    "not-a-period.grains": (
        "Awalnya {first} dan akhirnya {last}: keduanya harus periode yang sejenis.",
        "It starts with {first} and ends with {last}: both must be periods of one kind.",
    ),
    "not-a-period.grains.hint": (
        "Tulis keduanya sebagai tahun (2021..2024), sebagai triwulan (2021-Q1..2024-Q4), atau sebagai bulan (2021-01..2024-12).",
        "Write both as years (2021..2024), as quarters (2021-Q1..2024-Q4) or as months (2021-01..2024-12).",
    ),
    "not-a-period.target": (
        "“{name}” terbaca sebagai nama target, bukan sebagai periode.",
        "“{name}” is read as the name of a target, not as a period.",
    ),
    "not-a-period.target.hint": (
        "Tulis periodenya saja: “{period}”; triwulan ditulis 2025-Q1, semester 2025-S1, bulan 2025-07.",
        "Write the period alone: “{period}”; a quarter is written 2025-Q1, a half-year 2025-S1, a month 2025-07.",
    ),
}
