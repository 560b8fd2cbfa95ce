"""What is wrong with a row or a cell, and the mend, and the words of templates; in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping

CELLS: Mapping[str, tuple[str, str]] = {
    "cell.truth": ("isi dengan ya atau tidak", "write yes or no"),
    "cell.number": (
        "bukan bilangan; tulis angkanya saja, misalnya 1250000",
        "not a number; write the figure alone, such as 1250000",
    ),
    "cell.percentage": (
        "bukan bilangan; tulis angka dan tanda persennya saja, misalnya 88%",
        "not a number; write the figure and its percent sign alone, such as 88%",
    ),
    "cell.word": (
        "bukan bilangan; kosongkan bila datanya belum ada, tulis 0 bila memang nol",
        "not a number; leave it empty where nothing is known, write 0 where it is none",
    ),
    "cell.duration": (
        "bukan bilangan; tulis lamanya sebagai jam, menit, dan detik (1:30:00), atau sebagai bilangan desimal",
        "not a number; write how long it is as hours, minutes and seconds (1:30:00), or as a decimal number",
    ),
    "cell.decimal-comma": (
        "titik ribuan atau koma desimal; tulis tanpa pemisah ribuan, desimalnya dengan titik",
        "points for thousands or a decimal comma; write no separators of thousands, and a point before decimals",
    ),
    "cell.clock": (
        "ini ditulis seperti pada jam; tulis lamanya sebagai jam, menit, dan detik (1:30:00), atau sebagai bilangan desimal",
        "this is written as on a clock; write how long it is as hours, minutes and seconds (1:30:00), or as a decimal number",
    ),
    "cell.percent-sign": ("persentase ditulis dengan tanda %", "a percentage is written with its % sign"),
    "cell.no-percent": ("kolom ini bukan persentase", "this column is no percentage"),
    "cell.merged": (
        "sel angka ini digabung dengan sel baris {row}, sehingga tidak jelas angkanya milik baris mana; pisahkan selnya dan isi tiap baris",
        "this cell is merged with that of row {row}, so that nobody knows which row the figure is of; unmerge them and fill each row",
    ),
    "cell.merged-columns": (
        "sel ini digabung atas kolom {columns}, sehingga tidak jelas isinya milik kolom mana; pisahkan selnya dan isi tiap kolom",
        "this cell is merged over the columns {columns}, so that nobody knows which it is of; unmerge it and fill each column",
    ),
    "cell.unit": ("satuan {unit} tidak cocok dengan {expected}", "unit {unit} does not fit {expected}"),
    "cell.range": ("{value} di luar rentang {range}", "{value} lies outside {range}"),
    "cell.limit": ("{value} melebihi batas {limit} ({text})", "{value} exceeds the limit {limit} ({text})"),
    "cell.whole": ("harus bilangan bulat", "must be a whole number"),
    "cell.digits": (
        "lebih dari {digits} angka di belakang koma; bulatkan di tempat asalnya, di lembar kerja dengan =ROUND(…; {places}) atau kurang "
        "dari itu, atau simpan lebih banyak: digit N pada kolomnya di spesifikasi",
        "more than {digits} {digits:decimal|decimals}; round it where it comes from, in a spreadsheet with =ROUND(…, {places}) or fewer, "
        "or keep more of them: digits N at its column in the spec",
    ),
    "cell.too-large": (
        "terlalu besar untuk disimpan dengan {digits} desimal; “digit” yang lebih sedikit pada kolomnya memberi tempat",
        "too large to keep with {digits} {digits:decimal|decimals}; fewer “digits” at the column make room for it",
    ),
    "cell.decimal-point": ("titik desimal; berkas ini memakai koma", "a decimal point; this file writes commas"),
    "cell.ambiguous": (
        "dapat dibaca dengan dua cara; tulis tanpa pemisah ribuan, atau impor berkasnya dengan --numbers id atau en",
        "can be read in two ways; write it without separators of thousands, or import its file with --numbers id or en",
    ),
    "cell.date": ("tanggal ditulis 2025-12-31", "a date is written 2025-12-31"),
    "cell.date-order": (
        "bulan di depan hari; tulis 2025-12-31",
        "the month before the day; write 2025-12-31",
    ),
    "cell.date-ambiguous": (
        "hari atau bulan dahulu? berkas ini juga memuat tanggal yang bulannya di depan; tulis 2025-12-31",
        "day or month first? this file also has dates that start with the month; write 2025-12-31",
    ),
    "cell.date-alone": (
        "hari atau bulan dahulu? tulis sebagai 2025-12-31",
        "day or month first? write it as 2025-12-31",
    ),
    "cell.cut-off": (
        "angka dengan lebih dari 15 digit, yang digit terakhirnya hilang di lembar kerja; beri kolomnya format Teks dan ketik ulang, "
        "atau ambil dari sumbernya",
        "a number of more than 15 digits, whose last ones a spreadsheet drops; format the column as Text and type it again, or take it "
        "from where it came from",
    ),
    "cell.fault": ("sel galat dari lembar kerja; perbaiki rumusnya", "an error of the spreadsheet; mend its formula"),
    "cell.format": (
        "selnya berisi {value}, tetapi tampil sebagai “{shown}” karena formatnya ({format}); "
        "ubah format itu, atau tulis angka yang dimaksud",
        "the cell holds {value} and shows “{shown}” by its format ({format}); change that format, or write the figure that is meant",
    ),
    "cell.uncomputed": (
        "rumus yang belum dihitung; buka di aplikasi lembar kerja lalu simpan lagi",
        "a formula without its value; open it in a spreadsheet and save it again",
    ),
    "cell.raised": (
        "sebagian isi sel naik atau turun (superskrip, subskrip), mungkin tanda catatan kaki; ketik angka atau namanya saja",
        "part of the cell is raised or lowered (superscript, subscript), perhaps a footnote sign; type the figure or name alone",
    ),
    "cell.struck": (
        "sebagian isi sel dicoret; ketik saja yang berlaku",
        "part of the cell is struck out; type only what holds",
    ),
    "cell.long": (
        "teks yang dibuat peta lebih dari {limit} huruf",
        "a text that the mapping makes of it has more than {limit} {limit:letter|letters}",
    ),
    "cell.nul": ("ada byte NUL; sel ini rusak", "there is a NUL byte; this cell is damaged"),
    "cell.says-missing": ("tertulis tidak ada, padahal harus terisi", "it says there is nothing, but may not be empty"),
    "cell.choice": ("pilihannya: {choices}", "the choices are: {choices}"),
    "cell.empty": ("tidak boleh kosong", "may not be empty"),
    "cell.not-applicable": ("kolom ini tidak boleh berisi tidak berlaku", "this column may not be not applicable"),
    "cell.guess": ("mungkin maksudnya {value}", "did you mean {value}"),
    "cell.guess-several": ("mungkin maksudnya {values} atau {last}", "did you mean {values} or {last}"),
    "cell.guess-two": ("{first} atau {second}?", "{first} or {second}?"),
    "cell.guess-rounded": ("dibulatkan: {value}", "rounded: {value}"),
    "cell.guess-share": (
        "{share} bila angka ini bagian dari satu, atau {small} bila memang sekecil itu?",
        "{share} where it is a share of one, or {small} where it is that small?",
    ),
    "row.width": (
        "{found} sel, kepala tabel punya {expected}",
        "{found} {found:cell|cells}, the header has {expected}",
    ),
    "row.nameless": ("ada isi di kolom tanpa nama", "something stands in a column without a name"),
    "row.year": ("bukan tahun; tulis dengan empat angka", "not a year; write it with four digits"),
    "row.period": (
        "bukan periode ({grain}); tulis tahun dan nomornya sendiri: {example} adalah {grain} ke-{number} tahun {year}",
        "not a period ({grain}); write its own year and number: {example} is {grain} {number} of {year}",
    ),
    "row.other-period": ("bukan periode {period}", "not the period {period}"),
    "mend.unknown": (
        "di karantina {relation} tidak ada baris dengan nomor ini; kembalikan nomornya, atau kosongkan bila ini baris baru",
        "the quarantine of {relation} has no row of this number; put its number back, or leave it empty if the row is new",
    ),
    "mend.mended": (
        "{place} sudah diperbaiki oleh batch {batch} ({file}) menjadi {now}, yang tetap dihitung; kalau itu keliru, tarik dahulu"
        " ({command}), lalu muat lagi; kalau ini baris lain, kosongkan nomornya",
        "{place} was mended before, by batch {batch} ({file}), as {now}, which goes on counting; if that is wrong, take it back first"
        " ({command}) and load this again; if this is another row, leave its number empty",
    ),
    "mend.mended-late": (
        "{place} sudah diperbaiki oleh batch {batch} ({file}) menjadi {now}, yang menunggu sampai periodenya dibuka; kalau itu keliru,"
        " tarik dahulu (iku-engine facts retract --batch {batch}); kalau ini baris lain, kosongkan nomornya",
        "{place} was mended before, by batch {batch} ({file}), as {now}, which waits until its period is opened; if that is wrong, take"
        " it back first (iku-engine facts retract --batch {batch}); if this is another row, leave its number empty",
    ),
    "mend.dismissed": (
        "{place} sudah ditutup oleh {user} pada {day} (#{event}: {reason}), jadi baris ini tidak dimuat; kalau tetap harus masuk,"
        " kosongkan nomornya",
        "{place} was dismissed by {user} on {day} (#{event}: {reason}), so this row stays out; if it is to come in nevertheless, leave"
        " its number empty",
    ),
    "mend.taken-back": (
        "{place} adalah baris batch {batch}, yang ditarik oleh {user} pada {day} (#{event}: {reason}), jadi baris ini tidak dimuat; kalau"
        " penarikan itu keliru, batalkan dahulu (iku-engine facts retract --batch {event}); kalau tetap harus masuk, kosongkan nomornya",
        "{place} is a row of batch {batch}, which {user} took back on {day} (#{event}: {reason}), so this row stays out; if that was"
        " wrong, undo it first (iku-engine facts retract --batch {event}); if the row is to come in nevertheless, leave its number empty",
    ),
    "mend.came-again": (
        "{place} sudah datang lagi dengan batch {batch} ({file}), dan tidak jelas baris mana yang menggantikannya; ekspor lagi karantina"
        " dan perbaiki di sana, atau kosongkan nomornya",
        "{place} has come again in batch {batch} ({file}), and it does not show which row took its place; export the quarantine again and"
        " mend it there, or leave its number empty",
    ),
    "mend.otherwise": (
        "sel ini masih seperti semula: angka yang tampil lain, atau rumus tanpa nilai; ketik nilai yang dimaksud",
        "this cell is as it was, a number that showed another one or a formula without a value; type the value that is meant",
    ),
    "mend.lost": (
        "baris yang menunggu itu memuat {column} = {value}, dan berkas ini tidak punya kolom {column}; kembalikan kolom itu"
        " (isinya boleh diubah atau dikosongkan)",
        "the row that waits has {column} = {value}, and this file has no column {column}; put that column back"
        " (what stands in it may be changed or emptied)",
    ),
    "mend.lost-specs": (
        "baris yang menunggu itu memuat {column} = {value}, dan spesifikasi yang dipakai tidak punya kolom {column}; perbaiki dengan"
        " spesifikasi yang memuatnya, atau kosongkan nomornya lalu tutup baris itu dengan facts quarantine --dismiss",
        "the row that waits has {column} = {value}, and the specs in use have no column {column}; mend it under specs that have it,"
        " or empty its number and close that row by facts quarantine --dismiss",
    ),
    "mend.lost-waits": (
        "baris {place} di karantina memuat isi ini, dan berkas ini tidak punya kolom {column}; baris itu tetap menunggu",
        "row {place} of the quarantine has this, and this file has no column {column}; that row goes on waiting",
    ),
    "mend.part": (
        "{cells} sel dari baris ini menunggu, dan berkas ini tidak memuat semuanya: semuanya tetap menunggu; muat semua baris bernomor ini",
        "{cells} {cells:cell|cells} of that row {cells:waits|wait} and {cells:goes|go} on waiting,"
        " as this file lacks some; put all lines of this number in it",
    ),
    "mend.beyond": (
        "Sel tanpa kolom, yang tidak ikut di buku kerja ini: {cells}",
        "Cells without a column, which this workbook does not have: {cells}",
    ),
    "mend.twice": (
        "nomor ini sudah ada di baris {row}; satu baris karantina diperbaiki satu kali",
        "this number stands on row {row} already; a row of the quarantine is mended once",
    ),
    "row.key-long": (
        "kunci paling panjang {limit} huruf",
        "a key has {limit} {limit:letter|letters} at the most",
    ),
    "row.key-empty": ("kunci tidak boleh kosong", "a key may not be empty"),
    "row.member": ("bukan anggota dimensi {dimension}", "not a member of dimension {dimension}"),
    "row.member-waits": (
        "barisnya di berkas ini ditahan, jadi ia belum menjadi anggota dimensi {dimension}",
        "its own row in this file is kept out, so it is no member of dimension {dimension} yet",
    ),
    "row.member-several": (
        "cocok dengan lebih dari satu anggota: {members}; tulis kuncinya",
        "fits more than one member: {members}; write the key",
    ),
    "row.member-closed": (
        "bukan anggota dimensi {dimension}, yang tertutup: anggotanya hanya dari berkas dimensi itu sendiri",
        "not a member of dimension {dimension}, which is closed: only its own file names members",
    ),
    "row.total": (
        "“{label}” bukan jumlah atau rata-rata {rows} baris {side} (jumlahnya {sum}); perbaiki angka yang salah, atau "
        "keluarkan baris yang bukan bagiannya (pembanding, target, tahun lain)",
        "“{label}” is neither the sum nor the mean of the {rows} {rows:row|rows} {side} (the sum is {sum}); "
        "mend the figure that is wrong, or leave out the row that is none of its parts (a comparison, a target, another year)",
    ),
    "row.total-unread": (
        "“{label}” belum dapat dibandingkan dengan {rows} baris {side}: {count} di antara angkanya tidak terbaca; perbaiki itu dahulu",
        "“{label}” cannot be held against the {rows} {rows:row|rows} {side} yet: {count} of their figures cannot be read; mend "
        "{count:that|those} first",
    ),
    "row.namesake": (
        "adalah juga nama anggota “{member}” ({where}); isian begitu kini tentang anggota ini; bila keduanya satu, pakai satu kunci",
        "is also what the member “{member}” ({where}) is called; cells that say so are about this one now; if both are one, use one key",
    ),
    "row.called": (
        "bernama seperti kunci anggota “{member}” ({where}); isian begitu tentang anggota itu; bila keduanya satu, pakai satu kunci",
        "is called as the key of the member “{member}” ({where}); cells that say so are about that one; if both are one, use one key",
    ),
    "row.date-member": (
        "sebuah tanggal, padahal anggota lain bukan; lembar kerja mengubah kode seperti 1-1 menjadi tanggal: format kolomnya sebagai "
        "Teks dan ketik ulang kodenya",
        "a date, where other members are none; a spreadsheet makes dates of codes such as 1-1: format the column as Text, and type "
        "the codes again",
    ),
    "row.alike": (
        "tampak sama dengan anggota “{member}” ({where}), tetapi memuat huruf lain: {letter}; bila keduanya satu, samakan tulisannya",
        "looks like the member “{member}” ({where}), but has another letter: {letter}; if both are one, write them alike",
    ),
    "row.spelled": (
        "berbeda dari anggota “{member}” ({where}) hanya pada huruf besar, spasi atau nol di depan; keduanya terhitung; bila satu, "
        "samakan tulisannya",
        "differs from the member “{member}” ({where}) by capitals, blanks or zeros in front alone; both count; if they are one, write "
        "them alike",
    ),
    "row.spelled-some": (
        "berbeda dari anggota lain hanya pada huruf besar, spasi atau nol di depan; keduanya terhitung; bila satu, samakan tulisannya",
        "differs from another member by capitals, blanks or zeros in front alone; both count; if they are one, write them alike",
    ),
    "row.sum": (
        "anggota baru, dan angkanya jumlah atau rata-rata {rows} baris {side}; bila ini baris jumlah, keluarkan dari berkas",
        "a new member, and its figures are sums or means of the {rows} {rows:row|rows} {side}; if it is a total, leave it out of the file",
    ),
    "row.sum-known": (
        "anggota yang sudah dikenal, tetapi angkanya jumlah atau rata-rata {rows} baris {side}; bila ini baris jumlah, keluarkan "
        "dari berkas dan dari daftar anggota",
        "a known member, but its figures are sums or means of the {rows} {rows:row|rows} {side}; if it is a total, leave it out "
        "of the file and of the list of members",
    ),
    "row.comparison": (
        "terhitung, padahal bernama seperti pembanding (tahun lain, target, selisih); bila memang pembanding, keluarkan dari berkas",
        "counts, though it is called like a comparison (another year, a target, a change); if it is one, leave it out of the file",
    ),
    "row.as-large": (
        "kira-kira sebesar {rows} baris lainnya bersama-sama, seperti baris jumlah atau pembanding, dan terhitung; bila bukan anggota, "
        "keluarkan dari berkas",
        "is about as large as the {rows} other {rows:row|rows} together, as totals and comparisons are, and counts; if it is no member, "
        "leave it out of the file",
    ),
    "row.amounts-halved": (
        "bilangan kolom ini di bawah seribu, hampir tidak ada yang antara seribu dan sejuta, dan yang jutaan atau berdesimal berupa teks "
        "dengan titik ribuan: program lembar kerja mungkin membaca 950.000 sebagai 950; bandingkan dengan aslinya, dan tulis semuanya "
        "tanpa titik",
        "numbers of this column are below a thousand, hardly any between a thousand and a million, and those of millions or with decimals "
        "are texts with points of thousands: a spreadsheet may have read 950.000 as 950; compare them with the original, and write all "
        "without points",
    ),
    "row.points": (
        "angka seperti “{text}” dibaca dengan titik desimal, meskipun berkasnya tidak menunjukkan caranya; kalau titiknya memisahkan "
        "ribuan, muat lagi berkasnya dengan --numbers id",
        "figures like “{text}”: the point was taken to start the decimals, though nothing in the file shows it; if it groups thousands, "
        "load the file again with --numbers id",
    ),
    "row.commas": (
        "angka seperti “{text}” dibaca dengan koma desimal, meskipun hanya persen dalam berkas yang menunjukkan caranya; kalau komanya "
        "memisahkan ribuan, muat lagi berkasnya dengan --numbers en",
        "figures like “{text}”: the comma was taken to start the decimals, though nothing but percentages in the file shows it; if it "
        "groups thousands, load the file again with --numbers en",
    ),
    "row.days-order": (
        "tanggal seperti ini dibaca dengan hari di depan, meskipun berkasnya tidak menunjukkan mana hari dan mana bulan; kalau bulannya di "
        "depan, tulis sebagai 2025-03-31",
        "dates like this were read with the day first, though nothing in the file shows which is the day; if the month comes first, write "
        "them as 2025-03-31",
    ),
    "row.days-halved": (
        "yang berupa tanggal kebanyakan harinya sampai 12, dan yang berupa teks hampir semua harinya di atas 12: program lembar kerja "
        "mungkin menukar hari dan bulannya; bandingkan dengan aslinya, dan tulis semuanya sebagai 2025-03-31",
        "of the dates most have a day up to 12, and nearly all of those that are texts a later one: a spreadsheet may have taken the day "
        "for the month; compare them with the original, and write all as 2025-03-31",
    ),
    "row.batch-taken-back": (
        "{count} baris ini ditarik kembali sebagai satu batch oleh {user} (#{event}: {reason}), dan terhitung lagi; kalau penarikannya "
        "benar, tarik sekali lagi",
        "{count} {count:row|rows} such as this {count:was|were} taken back as a batch by {user} (#{event}: {reason}), and count again; if "
        "that was right, take {count:it|them} back once more",
    ),
    "row.so-far": (
        "berkasnya mengatakan bahwa angkanya sejak awal tahun, sedangkan {column} dijumlahkan dari {grain} ke {grain}: setiap {grain} akan "
        "terhitung lagi di {grain} sesudahnya; muat angka {grain} itu saja, atau nyatakan kolomnya “konsolidasi terakhir”",
        "the file says that its figures are those from the beginning of the year on, and {column} is summed over time: each {grain} "
        "will count again in those after it; load the figures of the {grain} alone, or declare the column “consolidate last”",
    ),
    "row.grows": (
        "angka {column} tahun {year} hanya naik dari {grain} ke {grain}, seperti angka sejak awal tahun; dijumlahkan setahun, setiap "
        "{grain} terhitung lagi; bila memang begitu, muat angka tiap {grain} saja, atau nyatakan kolomnya “konsolidasi terakhir”",
        "the figures of {column} in {year} only grow from {grain} to {grain}, as those from the beginning of the year on do; summed over "
        "the year each {grain} counts again; if so, load the figures of each {grain} alone, or declare the column “consolidate last”",
    ),
    "row.figures-again": (
        "kunci dan angkanya sama dengan {period} ({file}); bila berkas ini dimuat untuk periode yang salah, tarik kembali "
        "(iku-engine facts retract --batch {batch})",
        "keys and figures are those of {period} ({file}); if this file was loaded for the wrong period, take it back "
        "(iku-engine facts retract --batch {batch})",
    ),
    "row.taken-back": (
        "fakta ini ditarik kembali oleh {user} (#{event}: {reason}), dan terhitung lagi; kalau penarikannya benar, tarik sekali lagi",
        "this fact was taken back by {user} (#{event}: {reason}), and counts again; if that was right, take it back once more",
    ),
    "row.odd-name": (
        "bernama “{words}” seperti baris jumlah, rata-rata atau pembanding, dan terhitung seperti anggota lain; bila bukan anggota, "
        "keluarkan dari berkas",
        "is called “{words}” as a row of sums, means or comparisons is, and counts like any member; if it is none, "
        "leave it out of the file",
    ),
    "row.odd-names": (
        "{count} dari {members} nama di sini seperti nama baris jumlah, rata-rata atau pembanding ({names}), dan terhitung; keluarkan dari "
        "berkas yang bukan anggota",
        "{count} of the {members} names here are like those of sums, means or comparisons ({names}), and count; leave out of the file what "
        "is no member",
    ),
    "row.period-far": (
        "lebih dari {years} tahun jauhnya dari semua periode lain dan dari hari ini; bila salah ketik, betulkan dan tarik batch-nya",
        "more than {years} {years:year|years} away from all other periods and from today;"
        " if it is mistyped, mend it and take the batch back",
    ),
    "row.parent-days": (
        "{count} anggota {dimension} menyebut {parent} di luar masa berlakunya ({days}): di luar masa itu mereka tidak di bawah satu pun",
        "{count} {count:member|members} of {dimension} {count:names|name} {parent} beyond its days ({days}): "
        "outside of these {count:it is|they are} below none",
    ),
    "row.total-member": (
        "anggota baru yang bernama seperti jumlah atau rata-rata anggota lain; bila memang begitu, keluarkan dari berkas, "
        "karena angkanya akan terhitung dua kali",
        "a new member that is called like the total or the mean of others; if it is one, leave it out of the file, "
        "as its figures would count twice",
    ),
    "row.total-by-chance": (
        "bernama seperti jumlah, dan angkanya sama dengan jumlah atau rata-rata baris lain, mungkin kebetulan; baris ini ikut dihitung: "
        "bila memang baris jumlah, keluarkan dari berkas, karena angkanya akan terhitung dua kali",
        "called like a total, and its figures are the sum or the mean of other rows, perhaps by chance; it counts: "
        "if it is a total, leave it out of the file, as its figures would count twice",
    ),
    "row.others": ("lainnya", "besides"),
    "row.above": ("di atasnya", "above"),
    "row.below": ("di bawahnya", "below"),
    "row.total-none": (
        "“{label}” seperti baris jumlah, tetapi tidak ada baris yang dijumlahkan; keluarkan barisnya",
        "“{label}” looks like a row of totals, but there is nothing to add up; leave the row out",
    ),
    "row.unnamed-total": (
        "kunci tidak boleh kosong; angkanya jumlah baris di atas: bila ini baris jumlah, keluarkan dari berkas",
        "a key may not be empty; its figures are the sum of the rows above: if it is a row of totals, leave it out of the file",
    ),
    "row.heading": (
        "tanpa angka: judul? baris di bawahnya ikut dihitung; bila itu tabel lain, pembanding atau pembagian lain, pindahkan ke berkas "
        "tersendiri; bila ini anggota, isi angkanya",
        "without a figure: a heading? the rows below it count; if they are another table, a comparison or another division, put them into "
        "a file of their own; if this is a member, fill in its figure",
    ),
    "row.no-label": ("tanpa nama", "without a name"),
    "row.compared": (
        "pembanding menurut namanya, dan jumlah “{label}” cocok bila baris ini tidak ikut; bila ini anggota, perbaiki jumlah itu; "
        "bila hanya pembanding, keluarkan dari berkas",
        "a comparison by its name, and the total “{label}” fits without this row; if it is a member, mend that total; "
        "if it only compares, leave it out of the file",
    ),
    "row.same-money": (
        "“{again}” (baris {row}) berjumlah sama dengan “{label}” (baris {total}): uang yang sama dibagi dengan dua cara; biarkan satu "
        "pembagian saja dalam berkas, yang anggotanya dihitung, dan keluarkan yang lain",
        "“{again}” (row {row}) has the amount of “{label}” (row {total}): the same money divided in two ways; leave in the file the one "
        "division whose members are counted, and take the other out",
    ),
    "row.perhaps-same-money": (
        "terhitung, padahal “{again}” (baris {row}) berjumlah sama dengan “{label}” (baris {total}); bila itu uang yang sama yang "
        "dibagi dengan dua cara, biarkan satu pembagian saja dalam berkas",
        "counts, though “{again}” (row {row}) has the amount of “{label}” (row {total}); if it is the same money divided in two "
        "ways, leave only one of the divisions in the file",
    ),
    "row.rest-same-money": (
        "terhitung, padahal {rows} baris dari sini sampai akhir berjumlah sama dengan “{label}” (baris {total}); bila itu uang yang sama "
        "yang dibagi dengan cara lain, biarkan satu pembagian saja dalam berkas",
        "counts, though the {rows} {rows:row|rows} from here to the end {rows:has|have} the amount of “{label}” (row {total}); if it is "
        "the same money divided in another way, leave only one of the divisions in the file",
    ),
    "row.below-total": (
        "di bawah jumlah “{label}” (baris {total}), jadi bukan bagian dari yang dijumlahkan; bila ini anggota, pindahkan ke atas "
        "jumlah itu atau ke berkas tersendiri; bila hanya pembanding, keluarkan dari berkas",
        "below the total “{label}” (row {total}), so no part of what that adds up; if it is a member, put it above that total or "
        "into a file of its own; if it only compares, leave it out of the file",
    ),
    "row.total-key": (
        "baris jumlah, bukan data; keluarkan dari berkas",
        "a row of totals, no data; leave it out of the file",
    ),
    "row.twice": ("kunci ini sudah ada di baris {first}", "this key is on row {first} already"),
    "orphans.gone": (
        "{member} belum dapat ditarik: masih ada {count} baris {relation} tentangnya: {places}; tarik dahulu, misalnya: {command}",
        "{member} cannot be taken back yet: {count} {count:row|rows} of {relation} {count:is|are} about it: {places}; "
        "take those back first, such as: {command}",
    ),
    "orphans.days": (
        "{reason}, padahal masih ada {count} baris {relation} di luar itu: {places}; beri hari lain, atau tarik dahulu barisnya, misalnya: "
        "{command}",
        "{reason}, but {count} {count:row|rows} of {relation} {count:lies|lie} outside of that: {places}; give other days, "
        "or take those rows back first, such as: "
        "{command}",
    ),
    "orphans.named": (
        "{member} belum dapat ditarik: masih disebut {count} baris {relation} di kolom {column}: {places}; ganti dahulu, misalnya: "
        "{command}",
        "{member} cannot be taken back yet: {count} {count:row|rows} of {relation} {count:names|name} it in column {column}: "
        "{places}; change those first, such as: "
        "{command}",
    ),
    "orphans.back": (
        "{count} baris {relation} akan terhitung lagi: {places}; tetapi {reason}; muat dahulu anggota itu",
        "{count} {count:row|rows} of {relation} would count again: {places}; but {reason}; load that member first",
    ),
    "orphans.back-listed": (
        "baris {relation} tentang {members} akan terhitung lagi, padahal dimensi {dimension} tidak lagi mendaftarnya; kembalikan dahulu ke "
        "daftarnya",
        "rows of {relation} about {members} would count again, which dimension {dimension} no longer lists; put that "
        "back on its list first",
    ),
    "orphans.bound": (
        "{reason}, padahal {count} baris {relation} menyebutnya: {places}; lengkapi berkas itu, atau tarik dahulu barisnya, misalnya: "
        "{command}",
        "{reason}, but {count} {count:row|rows} of {relation} {count:names|name} it: {places}; mend that file, or take "
        "those rows back first, such as: {command}",
    ),
    "orphans.listed": (
        "{reason}, padahal {count} baris {relation} menyebutnya dari waktu anggotanya belum memerlukan berkas: {places}; muat berkas "
        "yang memuatnya, atau tarik dahulu barisnya, misalnya: {command}",
        "{reason}, but {count} {count:row|rows} of {relation} {count:names|name} it from when its members needed no file: {places}; "
        "load a file that has it, or take those rows back first, such as: {command}",
    ),
    "members-unfiled": (
        "belum ada berkas yang menyebut anggota dimensi {dimension}, padahal fakta sudah menyebut sebagiannya ({relations}); muat berkas "
        "yang memuat semuanya (iku-engine import BERKAS --into {dimension})",
        "no file has named the members of dimension {dimension} yet, though facts name some of them ({relations}): load a file that has "
        "them all (iku-engine import FILE --into {dimension})",
    ),
    "orphans.there": (
        "{reason}, padahal {count} baris {relation} menyebutnya dan ikut terhitung: {places}; muat berkas yang memuatnya, atau tarik "
        "barisnya, misalnya: {command}",
        "{reason}, but {count} {count:row|rows} of {relation} {count:names|name} it and {count:counts|count}: {places}; load a "
        "file that has it, or take those rows back, such as: {command}",
    ),
    "orphans.no-member": (
        "{member} bukan (lagi) anggota dimensi {dimension}",
        "{member} is no member of dimension {dimension} (any more)",
    ),
    "row.beside": ("dengan baris ini, {place}: {reason}", "with this row, {place}: {reason}"),
    "row.check": ("perlu diperiksa: {rule}", "to be looked at: {rule}"),
    "row.require": ("melanggar syarat: {rule}", "breaks a requirement: {rule}"),
}

TEMPLATE: Mapping[str, tuple[str, str]] = {
    "template.about": ("Penjelasan", "Explanation"),
    "template.head.column": ("Kolom", "Column"),
    "template.head.label": ("Nama", "Label"),
    "template.head.kind": ("Isi", "Content"),
    "template.head.range": ("Rentang atau pilihan", "Range or choices"),
    "template.head.may-be-missing": ("Boleh kosong", "May be missing"),
    "template.yes": ("ya", "yes"),
    "template.no": ("tidak", "no"),
    "template.rules": ("Yang harus dipenuhi tiap baris", "What must hold of each row"),
    "template.choose": ("Pilih dari daftar.", "Choose from the list."),
    "template.range": ("Isi bilangan dalam rentang {range}.", "Write a number within {range}."),
    "template.date": ("Isi tanggal, misalnya 2025-12-31.", "Write a date, such as 2025-12-31."),
    "template.kind.percent": ("persen, {digits} desimal", "percent, {digits} {digits:decimal|decimals}"),
    "template.kind.whole": ("bilangan bulat ({unit})", "whole number ({unit})"),
    "template.kind.number": (
        "bilangan ({unit}), {digits} desimal",
        "number ({unit}), {digits} {digits:decimal|decimals}",
    ),
    "template.kind.truth": ("ya atau tidak", "yes or no"),
    "template.kind.text": ("teks", "text"),
    "template.kind.date": ("tanggal", "date"),
    "template.kind.choice": ("pilihan", "choice"),
    "template.kind.member": ("anggota dimensi", "member of a dimension"),
    "template.kind.broken": ("-", "-"),
}
